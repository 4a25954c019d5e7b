"""What the database itself refuses of seasons."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.seasons import SeasonFactory, SeasonRegionFactory, StageFactory

pytestmark = pytest.mark.django_db


def refused(sql: str, *values: object) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return caught.value.__cause__.diag.constraint_name


def test_season_of_another_age():
    assert (
        refused("UPDATE seasons_season SET year = 1922 WHERE id = %s", SeasonFactory().pk) == "seasons_season_year_sane"
    )


def test_stage_ending_before_it_starts():
    name = refused("UPDATE seasons_stage SET ends_date = starts_date - 1 WHERE id = %s", StageFactory().pk)
    assert name == "seasons_stage_ends_after_start"


def test_region_twice_in_a_season():
    entry = SeasonRegionFactory()
    name = refused(
        "INSERT INTO seasons_seasonregion (uuid, season_id, region_id, result, note)"
        " VALUES (gen_random_uuid(), %s, %s, 'winner', '{}')", entry.season_id, entry.region_id,
    )  # fmt: skip
    assert name == "seasons_seasonregion_once"
