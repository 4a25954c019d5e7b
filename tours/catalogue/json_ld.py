"""JSON-LD of a tour: a TouristTrip, its next slots as Events, and the breadcrumbs."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from accelerator.base.common.json_ld import absolute, breadcrumb_list, script_of, without_empty
from tours.catalogue.dates import DateRow
from tours.catalogue.offers import Offer
from tours.catalogue.tour_rows import TourRow
from tours.json_ld import SCHEMA, availability, offer_data, place_data


class Structured(NamedTuple):
    """What JSON-LD says of a tour at any moment, without empty values: `structured_data` adds the slots."""

    trip: dict[str, Any]
    event: dict[str, Any]  # of every slot
    breadcrumbs: dict[str, Any]


def structure_of(tour: TourRow, offer: Offer, crumbs: Sequence[tuple[str, object]], *, image: str) -> Structured:
    """Return what the page says to search engines, but for the slots; an event's price is that of the card."""
    address = tour.get_absolute_url()
    organizer = {
        "@type": "Organization",
        "name": str(tour.enterprise__name),
        "url": absolute(tour.enterprise_address),
    }
    place = place_data(tour.site, tour.enterprise__region__name)
    trip = {
        "@type": "TouristTrip",
        "@id": absolute(address),
        "name": str(tour.title),
        "description": str(tour.summary),
        "url": absolute(address),
        "image": image,
        "provider": organizer,
        "itinerary": place,
        "offers": [
            offer_data(category.price_kopecks, address, is_available=True, name=str(category.name))
            for category in offer.categories
        ],
    }
    event = {
        "@type": "Event",
        "name": str(tour.title),
        "description": str(tour.summary),
        "eventStatus": f"{SCHEMA}EventScheduled",
        "eventAttendanceMode": f"{SCHEMA}OfflineEventAttendanceMode",
        "inLanguage": list(tour.languages),
        "location": place,
        "organizer": organizer,
        "offers": offer_data(offer.price or 0, address, is_available=True) if offer.categories else None,
        "image": image,
    }
    way = breadcrumb_list([*crumbs, (address, tour.title)])
    return Structured(without_empty(trip), without_empty(event), without_empty(way))


def structured_data(structured: Structured, next_slots: Sequence[DateRow]) -> SafeString:
    """Return the tour's JSON-LD with its next slots, all of which have places left."""
    trip = structured.trip
    if not next_slots and "offers" in trip:
        sold_out = availability(is_available=False)
        trip = {**trip, "offers": [{**offer, "availability": sold_out} for offer in trip["offers"]]}
    return script_of(trip, *(_event(structured.event, slot) for slot in next_slots), structured.breadcrumbs)


def _event(event: dict[str, Any], slot: DateRow) -> dict[str, Any]:
    """One slot."""
    zone = ZoneInfo(slot.timezone)
    timed = {
        **event,
        "startDate": slot.starts_at.astimezone(zone).isoformat(),
        "endDate": slot.ends_at.astimezone(zone).isoformat(),
        "maximumAttendeeCapacity": slot.capacity,
        "remainingAttendeeCapacity": slot.free_seats,
    }
    if "offers" in event:
        timed["offers"] = {**event["offers"], "url": f"{event['offers']['url']}?date={slot.local_date.isoformat()}"}
    return timed
