"""JSON-LD of what pages of tours and of routes have in common."""

from typing import Any

from accelerator.base.common.formats import rubles_plain
from accelerator.base.common.json_ld import absolute, location

SCHEMA = "https://schema.org/"


def place_data(site: Any, region: object) -> dict[str, Any]:
    """Return a tour's site in this region as a Place; the site is the model or a row of its columns."""
    return {"@type": "Place", "name": str(site.name), **location(site, region)}


def offer_data(price_kopecks: int, path: str, *, is_available: bool, name: str = "") -> dict[str, Any]:
    """Return a price as an Offer, with the page that takes the booking."""
    return {
        "@type": "Offer",
        "name": name,
        "price": rubles_plain(price_kopecks),
        "priceCurrency": "RUB",
        "availability": availability(is_available=is_available),
        "url": absolute(path),
    }


def availability(*, is_available: bool) -> str:
    """Return whether a tour can be booked, as an Offer says it."""
    return f"{SCHEMA}InStock" if is_available else f"{SCHEMA}SoldOut"
