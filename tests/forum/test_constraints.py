"""What the database itself refuses, past the ORM."""

import importlib
from datetime import date, time

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from accelerator.embedded.addresses import OWNER_ROLE, SUPERUSER
from accelerator.forum.models import PersonPost, Release, Session
from tests import cluster
from tests.factories.forum import (
    ForumFactory,
    ForumPersonFactory,
    HallFactory,
    PersonPostFactory,
    SessionFactory,
    TrackFactory,
)
from tests.factories.tours import TourFactory

pytestmark = pytest.mark.django_db


def refused(sql: str, *values: object) -> str:
    """Run the statement, settle the deferred constraints, and return the name of the one that refused."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return caught.value.__cause__.diag.constraint_name


def made_release() -> Release:
    return Release.objects.create(
        forum=ForumFactory(), number=1, published_at="2027-01-01T10:00Z", schema_version=1, snapshot={"sessions": []}
    )


def test_forum_ending_before_it_starts():
    forum = ForumFactory()
    name = refused("UPDATE forum_forum SET ends_date = starts_date - 1 WHERE id = %s", forum.pk)
    assert name == "forum_forum_ends_after_start"


def test_forum_with_half_a_place():
    forum = ForumFactory()
    name = refused("UPDATE forum_forum SET latitude = 54.5 WHERE id = %s", forum.pk)
    assert name == "forum_forum_coordinates_whole"


def test_day_twice():
    forum = ForumFactory()
    name = refused("INSERT INTO forum_day (forum_id, date, title) VALUES (%s, %s, '{}')", forum.pk, forum.starts_date)
    assert name == "forum_day_once"


def test_hall_without_seats():
    name = refused("UPDATE forum_hall SET capacity = 0 WHERE id = %s", HallFactory().pk)
    assert name == "forum_hall_has_seats"


def test_track_with_anothers_address():
    one = TrackFactory()
    other = TrackFactory(forum=one.forum)
    name = refused("UPDATE forum_track SET slug = %s WHERE id = %s", one.slug, other.pk)
    assert name == "forum_track_slug_once"


@pytest.mark.parametrize("day", [date(2027, 4, 5), date(2027, 4, 8)])
def test_session_outside_its_forum(day):
    name = refused("UPDATE forum_session SET date = %s WHERE id = %s", day, SessionFactory().pk)
    assert name == "forum_session_on_a_day_of_forum"


def test_forum_shortened_under_a_session():
    session = SessionFactory(date=date(2027, 4, 7))
    name = refused("DELETE FROM forum_day WHERE forum_id = %s AND date = %s", session.forum_id, session.date)
    assert name == "forum_session_on_a_day_of_forum"


def test_session_in_anothers_hall():
    name = refused("UPDATE forum_session SET hall_id = %s WHERE id = %s", HallFactory().pk, SessionFactory().pk)
    assert name == "forum_session_hall_of_forum"


def test_session_in_anothers_track():
    name = refused("UPDATE forum_session SET track_id = %s WHERE id = %s", TrackFactory().pk, SessionFactory().pk)
    assert name == "forum_session_track_of_forum"


@pytest.mark.parametrize("missing", ["date", "minutes"])
def test_session_with_a_time_but_nothing_to_hang_it_on(missing):
    session = SessionFactory(start_time=time(10))
    name = refused(f"UPDATE forum_session SET {missing} = NULL WHERE id = %s", session.pk)  # noqa: S608 - our own words
    assert name == "forum_session_time_whole"


@pytest.mark.parametrize("minutes", [4, 721])
def test_session_of_impossible_length(minutes):
    name = refused("UPDATE forum_session SET minutes = %s WHERE id = %s", minutes, SessionFactory().pk)
    assert name == "forum_session_minutes_sane"


def test_person_twice_in_the_same_role():
    part = SessionFactory(speakers=[PersonPostFactory().person]).roles.get()
    name = refused(
        "INSERT INTO forum_sessionrole (session_id, person_id, role, position) VALUES (%s, %s, %s, 9)",
        part.session_id, part.person_id, part.role,
    )  # fmt: skip
    assert name == "forum_sessionrole_once"


def test_person_twice_at_a_forum():
    part = ForumPersonFactory()
    name = refused(
        "INSERT INTO forum_forumperson (forum_id, person_id, role, position, note) VALUES (%s, %s, 'guest', 9, '{}')",
        part.forum_id, part.person_id,
    )  # fmt: skip
    assert name == "forum_forumperson_once"


def test_post_ending_before_it_begins():
    post: PersonPost = PersonPostFactory(since=date(2022, 1, 1))
    name = refused("UPDATE forum_personpost SET until = '2021-12-31' WHERE id = %s", post.pk)
    assert name == "forum_personpost_until_after_since"


def test_release_number_twice():
    release = made_release()
    name = refused(
        "INSERT INTO forum_release (uuid, forum_id, number, published_at, schema_version, snapshot, note, waivers)"
        " SELECT gen_random_uuid(), forum_id, number, published_at, 1, '{}', '{}', '[]' FROM forum_release"
        " WHERE id = %s", release.pk,
    )  # fmt: skip
    assert name == "forum_release_number_once"


@pytest.mark.parametrize(
    "sql", ["UPDATE forum_release SET number = 7 WHERE id = %s", "DELETE FROM forum_release WHERE id = %s"]
)
def test_release_is_neither_changed_nor_deleted(sql):
    release = made_release()
    assert refused(sql, release.pk) == "forum_release_immutable"
    release.refresh_from_db()
    assert release.number == 1


def test_release_is_neither_changed_nor_deleted_through_the_orm():
    release = made_release()
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.update(snapshot={"sessions": ["rewritten"]})
    with pytest.raises(IntegrityError), transaction.atomic():
        release.delete()
    release.refresh_from_db()
    assert release.snapshot == {"sessions": []}


def connected_as(role: str) -> psycopg.Connection:
    """The tests' database as a role that may empty a table."""
    addresses = cluster.services_addresses()
    return psycopg.connect(**addresses.conninfo(role, connection.settings_dict["NAME"]), connect_timeout=5)


@pytest.mark.parametrize("role", [OWNER_ROLE, SUPERUSER])
@pytest.mark.parametrize("table", ["forum_release", "forum_forum"])
def test_releases_are_not_emptied_away(role, table):
    with connected_as(role) as other, pytest.raises(psycopg.errors.RestrictViolation) as caught:
        other.execute(f"TRUNCATE {table} CASCADE")
    assert caught.value.diag.constraint_name == "forum_release_not_truncated"


def test_the_rule_against_emptying_can_be_taken_back():
    migration = importlib.import_module("accelerator.forum.migrations.0001_initial")
    with connected_as(OWNER_ROLE) as other:
        other.execute(migration.ALLOW_TRUNCATE)
        other.execute("TRUNCATE forum_release CASCADE")
        other.execute(migration.REFUSE_TRUNCATE)
        with pytest.raises(psycopg.errors.RestrictViolation):
            other.execute("TRUNCATE forum_release CASCADE")
        other.rollback()


def test_tour_of_a_session_that_is_no_tour():
    session = SessionFactory(kind=Session.Kind.TOUR, tour=TourFactory())
    name = refused("UPDATE forum_session SET kind = 'break' WHERE id = %s", session.pk)
    assert name == "forum_session_tour_only_of_tours"
