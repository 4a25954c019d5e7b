"""Loading the list of regions."""

import gzip
import json
import re
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from regions.country_map import MAP_HEIGHT, MAP_WIDTH, map_point
from regions.models import FederalDistrict, Region
from regions.services import DATA, Loaded, load_regions


def test_load_regions_creates_the_listed_regions(db):
    assert load_regions() == Loaded(created=83, changed=0, unchanged=0, unlisted=0)
    assert Region.objects.count() == 83
    kaluga = Region.objects.get(code="RU-KLU")
    assert (str(kaluga.name), kaluga.name["en"], kaluga.slug) == ("Калужская область", "Kaluga Oblast", "klu")
    assert (kaluga.locative, kaluga.timezone) == ("в Калужской области", "Europe/Moscow")
    first = FederalDistrict.objects.order_by("position").values_list("code", flat=True)
    assert list(first) == json.loads((DATA / "districts.json").read_text())


def test_load_regions_again_changes_nothing(db):
    load_regions()
    before = list(Region.objects.order_by("pk").values())
    assert load_regions() == Loaded(created=0, changed=0, unchanged=83, unlisted=0)
    assert list(Region.objects.order_by("pk").values()) == before


def test_load_regions_keeps_what_editors_wrote(db):
    load_regions()
    Region.objects.filter(code="RU-KLU").update(known_for={"ru": "Космос"}, name={"ru": "Калужскя"}, slug="kaluga")
    assert load_regions() == Loaded(created=0, changed=1, unchanged=82, unlisted=0)
    kaluga = Region.objects.get(code="RU-KLU")
    assert (kaluga.known_for, kaluga.name["ru"], kaluga.slug) == ({"ru": "Космос"}, "Калужская область", "kaluga")


def test_load_regions_leaves_unlisted_rows_and_takes_new_ones(db, tmp_path):
    load_regions()
    folder = Path(shutil.copytree(DATA, tmp_path / "data"))
    rows = json.loads((folder / "regions.json").read_text())
    gone = rows.pop()
    rows.append({**rows[0], "code": "RU-NEW", "slug": "new", "known_for": {"ru": "Новизна"}})
    (folder / "regions.json").write_text(json.dumps(rows))
    assert load_regions(folder=folder) == Loaded(created=1, changed=0, unchanged=82, unlisted=1)
    assert Region.objects.filter(code=gone["code"]).exists()
    new = Region.objects.get(code="RU-NEW")
    assert (str(new.known_for), new.outline, new.outline_box) == ("Новизна", "", [])


def test_load_regions_puts_a_district_that_the_order_lacks_last_and_takes_what_languages_there_are(db, tmp_path):
    folder = Path(shutil.copytree(DATA, tmp_path / "data"))
    first, *order = json.loads((folder / "districts.json").read_text())
    rows = json.loads((folder / "regions.json").read_text())
    for row in rows:
        if row["federal_district"]["code"] == first:
            row["federal_district"].pop("en")
    (folder / "districts.json").write_text(json.dumps(order))
    (folder / "regions.json").write_text(json.dumps(rows))

    load_regions(folder=folder)

    last = FederalDistrict.objects.order_by("position").last()
    assert (last.code, last.position, set(last.name)) == (first, len(order), {"ru"})


def test_load_regions_command_names_a_missing_file(db, tmp_path):
    with pytest.raises(CommandError, match=r"regions\.json"):
        call_command("load_regions", folder=tmp_path)


def test_outlines_fit_the_sheet_and_the_budget(db):
    load_regions()
    paths = list(Region.objects.order_by("pk").values_list("outline", flat=True))
    assert all(re.fullmatch(r"(M[-\d. ]+l[-\d. ]+z)+", path) for path in paths)
    assert len(gzip.compress("\n".join(paths).encode())) < 14_000
    for left, top, right, bottom in Region.objects.values_list("outline_box", flat=True):
        assert 0 <= left < right <= MAP_WIDTH
        assert 0 <= top < bottom <= MAP_HEIGHT


def test_outlines_of_neighbours_share_their_border(db):
    load_regions()
    moscow_oblast, kaluga, sakhalin = (_points(code) for code in ("RU-MOS", "RU-KLU", "RU-SAK"))
    assert len(moscow_oblast & kaluga) >= 3
    assert not moscow_oblast & sakhalin


@pytest.mark.parametrize("code", ["RU-KLU", "RU-CHU", "RU-KGD", "RU-SA"])
def test_centre_lies_within_its_region_on_the_sheet(db, code):
    load_regions()
    region = Region.objects.get(code=code)
    x, y = map_point(float(region.longitude), float(region.latitude))
    left, top, right, bottom = region.outline_box
    assert left <= x <= right
    assert top <= y <= bottom


def test_map_point_counts_on_past_the_antimeridian():
    assert map_point(-175, 66) == map_point(185, 66)


def _points(code: str) -> set[tuple[float, float]]:
    """The corners of a region's outline, on the sheet."""
    found: set[tuple[float, float]] = set()
    for shape in Region.objects.get(code=code).outline.split("M")[1:]:
        numbers = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", shape)]
        x = y = 0.0
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            found.add((round(x, 1), round(y, 1)))
    return found
