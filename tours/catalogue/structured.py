"""A tour for machines: schema.org's TouristTrip, its coming starts as Events with an Offer, and the way to the page."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString

from accelerator.base.common.formats import rubles_plain
from accelerator.base.common.json_ld import absolute, breadcrumb_list, json_ld
from tours.catalogue.cards import Offer
from tours.models import Slot, Tour, VisitorCategory
from tours.structured import OFFERED, SCHEMA, SOLD_OUT, place_data


def tour_data(
    tour: Tour,
    offer: Offer,
    next_slots: Sequence[Slot],
    crumbs: Sequence[tuple[str, object]],
    *,
    image: str | None = None,
) -> SafeString:
    """What search engines show of the tour: an Event for each of the next slots, all of which have places left."""
    address = tour.get_absolute_url()
    place = place_data(tour)
    trip = {
        "@type": "TouristTrip",
        "@id": absolute(address),
        "name": str(tour.title),
        "description": str(tour.summary),
        "url": absolute(address),
        "image": image,
        "provider": _enterprise(tour),
        "itinerary": place,
        "offers": [_offer(category, address, bool(next_slots)) for category in offer.categories],
    }
    events = [{**_event(tour, offer, slot, place), "image": image} for slot in next_slots]
    return json_ld(trip, *events, breadcrumb_list([*crumbs, (address, tour.title)]))


def _event(tour: Tour, offer: Offer, slot: Slot, place: dict[str, Any]) -> dict[str, Any]:
    """One start; its offer is the lowest price, as the card tells it."""
    address = f"{tour.get_absolute_url()}?date={slot.local_date:%Y-%m-%d}"
    return {
        "@type": "Event",
        "name": str(tour.title),
        "description": str(tour.summary),
        "startDate": slot.starts_at.astimezone(slot.zone).isoformat(),
        "endDate": slot.ends_at.astimezone(slot.zone).isoformat(),
        "eventStatus": f"{SCHEMA}EventScheduled",
        "eventAttendanceMode": f"{SCHEMA}OfflineEventAttendanceMode",
        "inLanguage": list(tour.languages),
        "location": place,
        "organizer": _enterprise(tour),
        "maximumAttendeeCapacity": slot.capacity,
        "remainingAttendeeCapacity": slot.free_seats,
        "offers": {
            "@type": "Offer",
            "price": rubles_plain(offer.price or 0),
            "priceCurrency": "RUB",
            "availability": OFFERED,
            "url": absolute(address),
        }
        if offer.categories
        else None,
    }


def _enterprise(tour: Tour) -> dict[str, str]:
    return {
        "@type": "Organization",
        "name": str(tour.enterprise.name),
        "url": absolute(tour.enterprise.get_absolute_url()),
    }


def _offer(category: VisitorCategory, address: str, in_stock: bool) -> dict[str, Any]:
    return {
        "@type": "Offer",
        "name": str(category.name),
        "price": rubles_plain(category.price_kopecks),
        "priceCurrency": "RUB",
        "availability": OFFERED if in_stock else SOLD_OUT,
        "url": absolute(address),
    }
