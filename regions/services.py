"""Loading the list of regions, which is data: nothing else adds any."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from accelerator.base.common.i18n import FALLBACK
from accelerator.base.common.text import sort_key
from accelerator.base.common.transactions import atomic
from accelerator.base.common.versions import assign_fields
from accelerator.base.search.services import index
from regions.models import FederalDistrict, Region

DATA = Path(__file__).resolve().parent / "data"
NO_OUTLINE = {"path": "", "box": []}


@dataclass(frozen=True)
class Loaded:
    """How many regions were created, changed, and so on."""

    created: int
    changed: int
    unchanged: int
    unlisted: int


@atomic
def load_regions(*, folder: Path = DATA) -> Loaded:
    """Bring districts and regions up to the folder's files.

    Rows are found by their code. What editors wrote stays (`known_for`), and so does every address (`slug`). Rows that
    the files do not list are left alone: an enterprise may stand there.
    """
    rows = _read(folder / "regions.json")
    outlines = _read(folder / "outlines.json")
    districts = _load_districts(rows, _read(folder / "districts.json"))
    stored = {region.code: region for region in Region.objects.select_for_update().order_by("pk")}
    created = changed = 0
    rewritten: list[int] = []
    for row in rows:
        values = _columns(row, districts[row["federal_district"]["code"]], outlines.get(row["code"], NO_OUTLINE))
        region = stored.get(row["code"])
        if region is None:
            region = Region.objects.create(code=row["code"], slug=row["slug"], known_for=row.get("known_for"), **values)
            rewritten.append(region.pk)
            created += 1
        elif different := assign_fields(region, values, values):
            region.save(update_fields=different)
            rewritten.append(region.pk)
            changed += 1
    index("region", rewritten)
    listed = {row["code"] for row in rows}
    return Loaded(created, changed, len(rows) - created - changed, len(stored.keys() - listed))


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _load_districts(rows: list[dict[str, Any]], order: list[str]) -> dict[str, FederalDistrict]:
    """The districts that the rows name, in the given order; those that it does not list come last."""
    districts = {row["federal_district"]["code"]: row["federal_district"] for row in rows}
    return {
        code: FederalDistrict.objects.update_or_create(
            code=code,
            defaults={
                "name": _by_language(names),
                "position": order.index(code) if code in order else len(order),
            },
        )[0]
        for code, names in districts.items()
    }


def _by_language(row: dict[str, Any], prefix: str = "") -> dict[str, str]:
    return {code: row[prefix + code] for code, _name in settings.LANGUAGES if prefix + code in row}


def _columns(row: dict[str, Any], district: FederalDistrict, outline: dict[str, Any]) -> dict[str, Any]:
    """What the files say of a region, by column; types as the database gives them back, so that the two compare."""
    centre = row["centre"]
    name = _by_language(row, "name_")
    return {
        "type": row["type"],
        "district": district,
        "name": name,
        "short_name": name | {FALLBACK: row["short_name_ru"]},
        "genitive": row["name_ru_genitive"],
        "locative": row["name_ru_locative"],
        "sort_name": sort_key(row["short_name_ru"]),
        "centre": _by_language(centre),
        "latitude": Region._meta.get_field("latitude").to_python(centre["lat"]),
        "longitude": Region._meta.get_field("longitude").to_python(centre["lon"]),
        "timezone": row["timezone"],
        "bounds": row["bbox"],
        "outline": outline["path"],
        "outline_box": outline["box"],
    }
