"""What rows of a season refuse."""

from typing import Any

import pytest

from accelerator.seasons.forms import result_rows
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db


def rows(*regions: Any, deleted: int | None = None) -> Any:
    data: dict[str, Any] = {"regions-TOTAL_FORMS": len(regions), "regions-INITIAL_FORMS": 1 if deleted == 0 else 0}
    for number, region in enumerate(regions):
        data |= {f"regions-{number}-region": getattr(region, "slug", ""), f"regions-{number}-result": "winner"}
    if deleted is not None:
        data[f"regions-{deleted}-DELETE"] = "on"
    return result_rows(data, ())


def test_region_stands_in_a_season_once():
    first, second = RegionFactory(), RegionFactory()

    assert rows(first, second).is_valid()
    assert rows(first, None, None).is_valid()  # empty rows add no one
    twice = rows(first, second, first)
    assert not twice.is_valid()
    assert [list(form.errors) for form in twice.forms] == [[], [], ["region"]]
