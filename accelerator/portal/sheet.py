"""Places as dots on the country's sheet (regions.projection)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from regions.enterprises.models import Enterprise
from regions.projection import map_point


@dataclass(frozen=True)
class Dot:
    """A dot on the sheet, and what stands there."""

    x: str
    y: str
    words: str


def site_dots(enterprises: Iterable[Enterprise]) -> list[Dot]:
    """The sites whose coordinates are known; asks for them unless they were prefetched."""
    return [
        place_dot(site.longitude, site.latitude, f"{enterprise}, {site.city}")
        for enterprise in enterprises
        for site in enterprise.sites.all()
        if site.longitude is not None and site.latitude is not None
    ]


def place_dot(longitude: Decimal, latitude: Decimal, words: str) -> Dot:
    """One dot; its numbers as SVG wants them in every language."""
    x, y = map_point(float(longitude), float(latitude))
    return Dot(f"{x:.1f}", f"{y:.1f}", words)
