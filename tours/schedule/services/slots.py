"""Slots: opened, moved, resized, closed, cancelled, one by one or many; who is booked is notified once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal
from accelerator.base.common.transactions import atomic, atomic_with_retries
from tours.booking.errors import CapacityBelowTaken
from tours.booking.models import Attendance, Booking
from tours.booking.services.cancellations import cancel_locked
from tours.booking.services.reminders import KnownStart, preview_reminders, replan_after_move
from tours.booking.services.seats import release_lapsed_holds, release_seats
from tours.models import Slot, Tour, language_names, named_languages
from tours.models.slots import utc_times
from tours.schedule.plans import ClockChange, clock_change_at, schedule_days

MOST_AT_ONCE = 200  # slots that one request may change


class TooManySlots(Refusal):
    """More slots than one request may change."""

    def __init__(self) -> None:
        super().__init__(_("At most %(most)d slots at once. Select fewer slots or days.") % {"most": MOST_AT_ONCE})


class LanguageWanted(Refusal):
    """A slot may not lose a language in which people have booked it."""

    def __init__(self, lost: Mapping[str, int]) -> None:
        names = ", ".join(language_names(named_languages(lost)))
        text = ngettext(
            "%(count)d visitor has booked this slot in a language that it would lose (%(languages)s). Move or cancel "
            "the booking first.",
            "%(count)d visitors have booked this slot in a language that it would lose (%(languages)s). Move or cancel "
            "the bookings first.",
            sum(lost.values()),
        )
        super().__init__(text % {"count": sum(lost.values()), "languages": names})


@dataclass(frozen=True)
class AffectedBookings:
    """The bookings whose contacts will be notified of a change, and how many places are on hold."""

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


@dataclass
class BulkResult:
    """How many slots were changed, and which were not, each with the reason."""

    changed: int = 0
    refused: list[tuple[Slot, str]] = field(default_factory=list)


def affected_bookings(slots: Sequence[Slot]) -> AffectedBookings:
    """Return who is booked on these slots, checked in or not, in the order of the slots and then of their names."""
    rows = Booking.objects.filter(slot__in=slots).select_related("order__contact", "slot")
    bookings = rows.expected().order_by("slot__starts_at", "order__contact__name", "pk")
    held = rows.holding(clock.now())
    return AffectedBookings(list(bookings), sum(held.values_list("seats", flat=True)))


@atomic
def add_slot(
    *, tour: Tour, local_start: datetime, capacity: int, note: str = "", languages: Sequence[str] = ()
) -> Slot:
    """Open a slot, led in the tour's languages unless it has its own.

    Raises Refusal for a start in the past or too far ahead, or if the tour has a slot then already.
    """
    schedule_days().check(local_start.date())
    slot = Slot(
        enterprise_id=tour.enterprise_id, tour=tour, site=tour.site, local_start=local_start,
        duration_minutes=tour.duration_minutes, capacity=capacity, note=note,
        languages=named_languages(languages) or None,
    )  # fmt: skip
    slot.derive_times()
    # The tour's row keeps two clicks apart: no constraint may forbid two slots at once, some sites lead two groups.
    Tour.objects.select_for_update().get(pk=tour.pk)
    if slot.starts_at <= clock.now():
        raise Refusal(_("This start is in the past."))
    check_no_duplicate_start(slot)
    slot.save()
    return slot


def check_no_duplicate_start(slot: Slot) -> None:
    """Raise Refusal if the tour has another slot that begins at its site in the same minute.

    Lock the tour's row first where two clicks must be kept apart.
    """
    others = slot.tour.slots.filter(local_start=slot.local_start, site=slot.site).exclude(pk=slot.pk)
    if others.exclude(status=Slot.Status.CANCELLED).exists():
        raise Refusal(_("The tour already has a slot at this time. Increase its number of places instead."))


@atomic_with_retries
def resize_slot(*, slot: Slot, capacity: int) -> Slot:
    """Set how many places the slot has. Raises CapacityBelowTaken when more are taken."""
    locked = _lock(slot)
    release_lapsed_holds([locked], clock.now())
    if capacity < locked.seats_taken:
        raise CapacityBelowTaken(locked.seats_taken)
    locked.capacity = capacity
    locked.save(update_fields=["capacity"])
    return locked


@atomic_with_retries
def set_slot_languages(*, slot: Slot, languages: Sequence[str]) -> Slot:
    """Set in which languages the slot is led; none of its own are the tour's. Nobody is notified.

    Raises Refusal where somebody expected has booked it in a language that it would lose, and for a slot that is
    cancelled or begun.
    """
    locked = _lock(slot)
    _check_not_cancelled(locked)
    _check_not_begun(locked, clock.now())
    locked.languages = named_languages(languages) or None
    wanted = Booking.objects.filter(slot=locked).expected().exclude(language__in=["", *locked.spoken])
    if lost := dict(wanted.order_by().values_list("language").annotate(seats=Sum("seats"))):
        raise LanguageWanted(lost)
    locked.save(update_fields=["languages"])
    return locked


@atomic_with_retries
def close_slot(*, slot: Slot) -> Slot:
    """Take no more bookings; existing bookings stay, and nobody is notified."""
    return _set_status(slot, Slot.Status.CLOSED)


@atomic_with_retries
def reopen_slot(*, slot: Slot) -> Slot:
    """Take bookings again."""
    return _set_status(slot, Slot.Status.OPEN)


def _set_status(slot: Slot, status: str) -> Slot:
    locked = _lock(slot)
    _check_not_cancelled(locked)
    locked.status = status
    locked.save(update_fields=["status"])
    return locked


def preview_move(slot: Slot, local_start: datetime) -> Move:
    """Return what a move to this wall-clock start would mean. Raises Refusal if the tour has a slot then already."""
    check_no_duplicate_start(Slot(pk=slot.pk, tour=slot.tour, site=slot.site, local_start=local_start))
    now, zone = clock.now(), slot.site.zone
    starts_at, ends_at = utc_times(local_start, slot.duration_minutes, zone)
    ahead = preview_reminders(slot.tour.reminder_minutes, starts_at=starts_at, zone=zone, now=now)
    times = [reminder.due_at for reminder in ahead]
    return Move(local_start, starts_at, ends_at, times, clock_change_at(local_start, zone))


@atomic_with_retries
def move_slot(*, slot: Slot, local_start: datetime) -> Slot:
    """Move the slot to another start (the site's wall clock); contacts get one message and new reminders.

    Early check-ins are undone if the slot goes to another day. Raises Refusal for a slot that is cancelled or begun, a
    start in the past or too far ahead, and if the tour has a slot then already.
    """
    schedule_days().check(local_start.date())
    locked = _lock(slot)
    _check_not_cancelled(locked)
    now = clock.now()
    _check_not_begun(locked, now)
    if locked.local_start == local_start:
        return locked
    day, was = locked.local_date, KnownStart.of(locked)
    locked.local_start = local_start
    locked.derive_times()
    if locked.starts_at <= now:
        raise Refusal(_("The new start is in the past."))
    Tour.objects.select_for_update().get(pk=locked.tour_id)  # as where a slot is opened
    check_no_duplicate_start(locked)
    locked.revision += 1
    locked.save(update_fields=["local_start", "local_date", "starts_at", "ends_at", "timezone", "revision"])
    bookings = _lock_bookings(locked)
    if locked.local_date != day:
        _delete_check_ins(bookings)
    for booking in bookings:
        replan_after_move(booking, was=was, now=now)
    return locked


@atomic_with_retries
def cancel_slot(*, slot: Slot, reason: str) -> Slot:
    """Cancel the slot and its bookings; each contact gets one message with the reason. Early check-ins are undone.

    Raises Refusal once the slot has begun, and without a reason where somebody is booked.
    """
    locked = _lock(slot)
    if locked.status == Slot.Status.CANCELLED:
        return locked
    now = clock.now()
    _check_not_begun(locked, now)
    locked.status = Slot.Status.CANCELLED
    locked.revision += 1
    locked.save(update_fields=["status", "revision"])
    _drop_holds(locked)
    bookings = _lock_bookings(locked)
    _delete_check_ins(bookings)
    for booking in bookings:
        cancel_locked(booking, by=Booking.CancelledBy.STAFF, reason=reason, now=now)
    return locked


def change_slots(change: Callable[..., Slot], *, slots: Sequence[Slot], **values: Any) -> BulkResult:
    """Call `change(slot=…, **values)` for each slot; one that is refused stops no other. Raises TooManySlots."""
    if len(slots) > MOST_AT_ONCE:
        raise TooManySlots
    result = BulkResult()
    for slot in slots:
        try:
            change(slot=slot, **values)
        except Refusal as refusal:
            result.refused.append((slot, str(refusal)))
        else:
            result.changed += 1
    return result


def _delete_check_ins(bookings: Sequence[Booking]) -> None:
    """Undo the check-ins of these locked bookings."""
    came = [booking for booking in bookings if booking.status == Booking.Status.REDEEMED]
    marks = Attendance.objects.checked_in().filter(booking__in=came)
    marks.update(checked_in_at=None, checked_in_by=None)
    Booking.objects.filter(pk__in=[booking.pk for booking in came]).update(status=Booking.Status.CONFIRMED)
    for booking in came:
        booking.status = Booking.Status.CONFIRMED


def _drop_holds(slot: Slot) -> None:
    holds = Booking.objects.filter(slot=slot, status=Booking.Status.ON_HOLD)
    seats = sum(holds.values_list("seats", flat=True))
    holds.update(status=Booking.Status.EXPIRED, hold_expires_at=None)
    if seats:
        release_seats(slot, seats)


def _lock_bookings(slot: Slot) -> Sequence[Booking]:
    """Return the expected bookings of a locked slot that has not begun, locked too, with their contacts."""
    rows = Booking.objects.filter(slot=slot).expected()
    bookings = list(rows.select_related("order__contact").select_for_update(of=("self",), no_key=True).order_by("pk"))
    for booking in bookings:
        booking.slot = slot
    return bookings


def _lock(slot: Slot) -> Slot:
    [locked] = Slot.objects.with_visit().locked([slot.pk])
    return locked


def _check_not_cancelled(slot: Slot) -> None:
    if slot.status == Slot.Status.CANCELLED:
        raise Refusal(_("A cancelled slot cannot be changed; open a new one."))


def _check_not_begun(slot: Slot, now: datetime) -> None:
    if slot.starts_at <= now:
        raise Refusal(_("This slot has already started."))
