"""What a change of slots will mean for those who are booked, said before it is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accelerator.base.common import clock
from tours.booking.models import Booking
from tours.booking.services.reminders import preview_reminders
from tours.models import Slot
from tours.models.slots import utc_times
from tours.schedule.plans import ClockChange, clock_change_at
from tours.schedule.services.slots import check_no_duplicate_start


@dataclass(frozen=True)
class Concerned:
    """Whom a change concerns: bookings that hear of it, the people in them, and holds that end without a word."""

    bookings: Sequence[Booking]
    held_seats: int

    @property
    def people(self) -> int:
        return sum(booking.seats for booking in self.bookings)


@dataclass(frozen=True)
class Move:
    """Where a slot would go, and the reminders that visitors would get before it."""

    local_start: datetime
    starts_at: datetime
    ends_at: datetime
    reminders: Sequence[datetime]
    clock_change: ClockChange


def concerned_by(slots: Sequence[Slot]) -> Concerned:
    """Who is booked on these slots, also who has come early, in the order of the slots and then of their names."""
    rows = Booking.objects.filter(slot__in=slots).select_related("order__contact", "slot")
    bookings = rows.expected().order_by("slot__starts_at", "order__contact__name", "pk")
    held = rows.holding(clock.now())
    return Concerned(list(bookings), sum(held.values_list("seats", flat=True)))


def preview_move(slot: Slot, local_start: datetime) -> Move:
    """What a move to this wall-clock start would mean; nothing is written.

    Raises Refusal for a start at which the tour begins already.
    """
    check_no_duplicate_start(Slot(pk=slot.pk, tour=slot.tour, site=slot.site, local_start=local_start))
    now, zone = clock.now(), slot.site.zone
    starts_at, ends_at = utc_times(local_start, slot.duration_minutes, zone)
    ahead = preview_reminders(slot.tour.reminder_minutes, starts_at=starts_at, zone=zone, now=now)
    times = [reminder.due_at for reminder in ahead]
    return Move(local_start, starts_at, ends_at, times, clock_change_at(local_start, zone))
