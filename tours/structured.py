"""A tour for machines: schema.org's TouristTrip with its offers, and the way to the page."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString

from accelerator.common.json_ld import absolute, breadcrumb_list, json_ld
from tours.catalogue.cards import Offer
from tours.models import Slot, Tour, VisitorCategory


def tour_data(tour: Tour, offer: Offer, next_slots: Sequence[Slot], crumbs: Sequence[tuple[str, object]]) -> SafeString:
    """What search engines show of the tour; offers are in stock while a slot has a place left."""
    address = tour.get_absolute_url()
    trip = {
        "@type": "TouristTrip",
        "@id": absolute(address),
        "name": str(tour.title),
        "description": str(tour.summary),
        "url": absolute(address),
        "inLanguage": list(tour.languages),
        "touristType": str(tour.get_kind_display()),
        "provider": {"@type": "Organization", "name": str(tour.enterprise.name)},
        "itinerary": _place(tour),
        "offers": [_offer(category, address, bool(next_slots)) for category in offer.categories],
    }
    return json_ld(trip, breadcrumb_list([*crumbs, (address, tour.title)]))


def _place(tour: Tour) -> dict[str, Any]:
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


def _offer(category: VisitorCategory, address: str, in_stock: bool) -> dict[str, Any]:
    whole, kopecks = divmod(category.price_kopecks, 100)
    return {
        "@type": "Offer",
        "name": str(category.name),
        "price": f"{whole}.{kopecks:02d}",
        "priceCurrency": "RUB",
        "availability": f"https://schema.org/{'InStock' if in_stock else 'SoldOut'}",
        "url": absolute(address),
    }
