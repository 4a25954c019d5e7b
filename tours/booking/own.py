"""What the reader's own browser or account holds and has not booked yet; others know nothing of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse

from accelerator.base.common import clock
from tours.booking.browser import known_holder
from tours.booking.models import Booking
from tours.models import Slot, Tour


@dataclass(frozen=True)
class OwnPlaces:
    """Seats of a slot that the reader holds until then, and the address at which to go on with them."""

    slot: Slot
    seats: int
    until: datetime
    address: str


def held_of_tour(request: HttpRequest, tour: Tour) -> Booking | None:
    """Return the places of this tour alone, not as a stop of a route, that the reader holds."""
    holder = known_holder(request)
    if holder is None:
        return None
    held = Booking.objects.held_of(holder, clock.now()).filter(slot__tour=tour, order__route__isnull=True)
    return held.select_related("order", "slot__site").order_by("-hold_expires_at", "-pk").first()


def own_seats(request: HttpRequest, tours: Collection[int]) -> dict[int, int]:
    """Return the seats that the reader holds of these tours, by the slots' ids: for the reader they are free."""
    holder = known_holder(request)
    if holder is None:
        return {}
    return Booking.objects.held_of(holder, clock.now()).filter(slot__tour__in=tours).seats_by_slot()


def own_places_of(request: HttpRequest, tour: Tour, now: datetime) -> list[OwnPlaces]:
    """Return the places that the tour's page shows as the reader's own, by a route too."""
    holder = known_holder(request)
    if holder is None:
        return []
    held = Booking.objects.held_of(holder, now).filter(slot__tour=tour).select_related("order", "slot__site")
    return [as_own_places(row) for row in held.order_by("slot__starts_at", "pk")]


def as_own_places(held: Booking) -> OwnPlaces:
    """Return what a page says of a held booking."""
    until = held.hold_expires_at or held.slot.starts_at
    return OwnPlaces(held.slot, held.seats, until, reverse("booking:details", args=[held.order.token]))
