"""What schema.org calls the things that pages of tours and of routes have in common."""

from typing import Any

from accelerator.base.common.json_ld import location
from tours.models import Tour

SCHEMA = "https://schema.org/"
OFFERED, SOLD_OUT = f"{SCHEMA}InStock", f"{SCHEMA}SoldOut"


def place_data(tour: Tour) -> dict[str, Any]:
    """The site that the tour takes place at."""
    return {"@type": "Place", "name": str(tour.site.name), **location(tour.site, tour.enterprise.region.name)}
