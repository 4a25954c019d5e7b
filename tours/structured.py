"""What schema.org calls the things that pages of tours and of routes have in common."""

from typing import Any

from tours.models import Tour

SCHEMA = "https://schema.org/"
OFFERED, SOLD_OUT = f"{SCHEMA}InStock", f"{SCHEMA}SoldOut"


def place_data(tour: Tour) -> dict[str, Any]:
    """The site that the tour takes place at."""
    site = tour.site
    geo = None
    if site.latitude is not None and site.longitude is not None:
        geo = {"@type": "GeoCoordinates", "latitude": float(site.latitude), "longitude": float(site.longitude)}
    return {
        "@type": "Place",
        "name": str(site.name),
        "address": {
            "@type": "PostalAddress",
            "streetAddress": str(site.address),
            "addressLocality": str(site.city),
            "addressRegion": str(tour.enterprise.region.name),
            "addressCountry": "RU",
        },
        "geo": geo,
    }
