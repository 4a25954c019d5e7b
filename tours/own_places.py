"""A reader's own held places on a tour's page. Holds belong to the room of bookings, which stands above this one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from tours.models import Slot, Tour


@dataclass(frozen=True)
class OwnPlaces:
    """Seats of a slot that the reader holds until then, and the address at which to go on with them."""

    slot: Slot
    seats: int
    until: datetime
    address: str


Find = Callable[[HttpRequest, Tour, datetime], Sequence[OwnPlaces]]
_find: Find | None = None


def register_own_places(find: Find) -> None:
    """Called once by the room that keeps holds."""
    global _find  # noqa: PLW0603 - a registry of one
    _find = find


def own_places(request: HttpRequest, tour: Tour, now: datetime) -> Sequence[OwnPlaces]:
    """Return what the reader holds of the tour and has not booked yet."""
    return _find(request, tour, now) if _find else ()
