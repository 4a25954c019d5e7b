"""Slots one by one: opened, moved, resized, closed, cancelled; everybody who is booked hears of it once."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal
from accelerator.base.common.transactions import atomic, atomic_with_retries
from tours.booking.errors import CapacityBelowTaken
from tours.booking.models import Attendance, Booking
from tours.booking.services.cancellations import cancel_locked
from tours.booking.services.reminders import KnownStart, replan_after_move
from tours.booking.services.seats import release_lapsed_holds, release_seats
from tours.models import Slot, Tour
from tours.schedule.plans import schedule_days


@atomic
def add_slot(*, tour: Tour, local_start: datetime, capacity: int, note: str = "") -> Slot:
    """Open one slot. Raises Refusal for a start in the past or too far ahead, or at which the tour begins already."""
    schedule_days().check(local_start.date())
    slot = Slot(
        enterprise_id=tour.enterprise_id, tour=tour, site=tour.site, local_start=local_start,
        duration_minutes=tour.duration_minutes, capacity=capacity, note=note,
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
    """Raises Refusal if the tour has another slot that begins at its site in the same minute.

    Lock the tour's row first where two clicks must be kept apart.
    """
    twins = slot.tour.slots.filter(local_start=slot.local_start, site=slot.site).exclude(pk=slot.pk)
    if twins.exclude(status=Slot.Status.CANCELLED).exists():
        raise Refusal(_("The tour has a slot at this time already; raise its number of places instead."))


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
def close_slot(*, slot: Slot) -> Slot:
    """Take no more bookings; who is booked stays booked and hears nothing."""
    return _set_status(slot, Slot.Status.CLOSED)


@atomic_with_retries
def reopen_slot(*, slot: Slot) -> Slot:
    """Take bookings again."""
    return _set_status(slot, Slot.Status.OPEN)


def _set_status(slot: Slot, status: str) -> Slot:
    locked = _lock(slot)
    _refuse_cancelled(locked)
    locked.status = status
    locked.save(update_fields=["status"])
    return locked


@atomic_with_retries
def move_slot(*, slot: Slot, local_start: datetime) -> Slot:
    """Move the slot to another start (the site's wall clock); everybody booked gets one message and new reminders.

    Who had been checked in early is expected anew if the slot goes to another day.
    Raises Refusal for a cancelled slot, for one that has begun, for a start in the past or too far ahead, and where the
    tour begins at this time already.
    """
    schedule_days().check(local_start.date())
    locked = _lock(slot)
    _refuse_cancelled(locked)
    now = clock.now()
    _refuse_begun(locked, now)
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
    locked.save(
        update_fields=["local_start", "local_date", "starts_at", "ends_at", "timezone", "revision"],
    )
    told = _told(locked)
    if locked.local_date != day:
        _delete_check_ins(told)
    for booking in told:
        replan_after_move(booking, was=was, now=now)
    return locked


@atomic_with_retries
def cancel_slot(*, slot: Slot, reason: str) -> Slot:
    """Cancel the slot and its bookings; each contact gets one message with the reason.

    Who has been checked in early was let in for nothing: the check-in is taken back, and they are told like the others.
    Raises Refusal once the slot has begun, and without a reason where somebody would read it.
    """
    locked = _lock(slot)
    if locked.status == Slot.Status.CANCELLED:
        return locked
    now = clock.now()
    _refuse_begun(locked, now)
    locked.status = Slot.Status.CANCELLED
    locked.revision += 1
    locked.save(update_fields=["status", "revision"])
    _drop_holds(locked)
    told = _told(locked)
    _delete_check_ins(told)
    for booking in told:
        cancel_locked(booking, by=Booking.CancelledBy.STAFF, reason=reason, now=now)
    return locked


def _delete_check_ins(bookings: Sequence[Booking]) -> None:
    """Take back whatever was checked in of these locked bookings: they shall come another time, or not at all."""
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


def _told(slot: Slot) -> Sequence[Booking]:
    """Expected bookings of a locked slot that has not begun, locked too, with whom to write to."""
    rows = Booking.objects.filter(slot=slot).expected()
    bookings = list(rows.select_related("order__contact").select_for_update(of=("self",), no_key=True).order_by("pk"))
    for booking in bookings:
        booking.slot = slot
    return bookings


def _lock(slot: Slot) -> Slot:
    [locked] = Slot.objects.with_visit().locked([slot.pk])
    return locked


def _refuse_cancelled(slot: Slot) -> None:
    if slot.status == Slot.Status.CANCELLED:
        raise Refusal(_("A cancelled slot cannot be changed; open a new one."))


def _refuse_begun(slot: Slot, now: datetime) -> None:
    if slot.starts_at <= now:
        raise Refusal(_("This slot has already begun."))
