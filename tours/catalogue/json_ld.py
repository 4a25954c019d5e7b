"""JSON-LD of a tour: a TouristTrip, its next slots as Events, and the breadcrumbs."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString

from accelerator.base.common.json_ld import absolute, breadcrumb_list, json_ld
from tours.catalogue.cards import Offer
from tours.json_ld import SCHEMA, offer_data, place_data
from tours.models import Slot, Tour


def tour_data(
    tour: Tour,
    offer: Offer,
    next_slots: Sequence[Slot],
    crumbs: Sequence[tuple[str, object]],
    *,
    image: str | None = None,
) -> SafeString:
    """Return the tour's JSON-LD; all of the next slots have places left."""
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
        "offers": [
            offer_data(category.price_kopecks, address, is_available=bool(next_slots), name=str(category.name))
            for category in offer.categories
        ],
    }
    events = [{**_event(tour, offer, slot, place), "image": image} for slot in next_slots]
    return json_ld(trip, *events, breadcrumb_list([*crumbs, (address, tour.title)]))


def _event(tour: Tour, offer: Offer, slot: Slot, place: dict[str, Any]) -> dict[str, Any]:
    """One slot; its offer is the price that the card shows."""
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
        "offers": offer_data(offer.price or 0, address, is_available=True) if offer.categories else None,
    }


def _enterprise(tour: Tour) -> dict[str, str]:
    return {
        "@type": "Organization",
        "name": str(tour.enterprise.name),
        "url": absolute(tour.enterprise.get_absolute_url()),
    }
