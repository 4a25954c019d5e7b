"""The demo's pictures are what their table says: there, large enough, light enough, and told in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "accelerator" / "demo"
PICTURES = DEMO / "content" / "pictures"


def load(name: str) -> Any:
    return json.loads((DEMO / "content" / f"{name}.json").read_text(encoding="utf-8"))


ROWS = load("pictures")
TOURS = {tour["slug"]: tour["enterprise"] for tour in load("tours")}


@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_a_picture_is_a_large_light_jpeg(row: dict[str, Any]):
    path = PICTURES / row["file"]
    with Image.open(path) as picture:
        assert picture.format == "JPEG"
        assert picture.width >= 1280
        assert picture.height >= 800
    assert path.stat().st_size <= 200_000


@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_a_row_says_whose_picture_it_is_and_what_one_sees(row: dict[str, Any]):
    owner = set(row) - {"file", "scene", "alt", "focus"}
    assert owner in ({"enterprise", "tour"}, {"enterprise", "site"}, {"forum"})
    assert re.fullmatch(re.escape(row.get("enterprise", "forum")) + r"(-[a-z]+)*\.jpg", row["file"])
    assert row.get("tour") is None or TOURS[row["tour"]] == row["enterprise"]
    assert set(row["alt"]) == {"ru", "en"}
    assert all(10 < len(text) <= 160 for text in row["alt"].values())
    assert re.search("[а-яё]", row["alt"]["ru"])
    assert not re.search("[а-яё]", row["alt"]["en"])
    assert len(row["focus"]) == 2
    assert all(0 <= per_cent <= 100 for per_cent in row["focus"])
    assert (DEMO / "scenes" / f"{row['scene']}.py").is_file()


def test_every_file_has_one_row_and_all_fit_into_six_megabytes():
    files = sorted(PICTURES.iterdir())
    assert sorted(row["file"] for row in ROWS) == [path.name for path in files]
    assert len({row["scene"] for row in ROWS}) == len(ROWS)
    assert sum(path.stat().st_size for path in files) <= 6_000_000


def test_every_enterprise_has_a_picture():
    assert {row["enterprise"] for row in ROWS if "tour" in row} == {
        enterprise["slug"] for enterprise in load("enterprises")
    }
