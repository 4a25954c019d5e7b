"""JSON-LD of what pages of tours and of routes have in common."""

from typing import Any

from accelerator.base.common.formats import rubles_plain
from accelerator.base.common.json_ld import absolute, location
from tours.models import Tour

SCHEMA = "https://schema.org/"


def place_data(tour: Tour) -> dict[str, Any]:
    """Return the site of the tour as a Place."""
    return {"@type": "Place", "name": str(tour.site.name), **location(tour.site, tour.enterprise.region.name)}


def offer_data(price_kopecks: int, path: str, *, is_available: bool, name: str = "") -> dict[str, Any]:
    """Return a price as an Offer, with the page that takes the booking."""
    return {
        "@type": "Offer",
        "name": name,
        "price": rubles_plain(price_kopecks),
        "priceCurrency": "RUB",
        "availability": f"{SCHEMA}InStock" if is_available else f"{SCHEMA}SoldOut",
        "url": absolute(path),
    }
