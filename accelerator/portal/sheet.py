"""Sites of enterprises as dots on the country's sheet (regions.sheet)."""

from collections.abc import Iterable

from regions.enterprises.models import Enterprise
from regions.sheet import COUNTRY, Dot, frame_of, highlight_circle, map_dot

__all__ = ["COUNTRY", "Dot", "frame_of", "highlight_circle", "map_dot", "site_dots"]


def site_dots(enterprises: Iterable[Enterprise]) -> list[Dot]:
    """The sites whose coordinates are known; asks for them unless they were prefetched."""
    return [
        map_dot(site.longitude, site.latitude, f"{enterprise}, {site.city}")
        for enterprise in enterprises
        for site in enterprise.sites.all()
        if site.longitude is not None and site.latitude is not None
    ]
