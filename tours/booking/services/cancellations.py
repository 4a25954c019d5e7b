"""Cancelling: seats are released, reminders cancelled, and the contact is notified."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accelerator.base.common import clock
from accelerator.base.common.transactions import atomic_with_retries
from tours.booking.errors import CannotBeCancelled
from tours.booking.models import Booking, Order
from tours.booking.services.identities import keep_until_after_the_visit
from tours.booking.services.reminders import cancel_booking_messages, notify_cancelled
from tours.booking.services.seats import lock_bookings, release_seats


@atomic_with_retries
def cancel_by_visitor(*, order: Order, booking_uuids: Sequence[object] | None = None) -> list[Booking]:
    """Cancel the order's legs (or those named) whose cut-off is still ahead; returns them.

    Repeating it changes nothing. Raises CannotBeCancelled when a named leg can no longer be cancelled, or none can.
    """
    bookings = lock_bookings(order)
    now = clock.now()
    wanted = [booking for booking in bookings if booking_uuids is None or booking.uuid in booking_uuids]
    open_legs = [booking for booking in wanted if booking.is_open_to_visitor(now)]
    done = [booking for booking in wanted if booking.status == Booking.Status.CANCELLED]
    too_late = len(wanted) - len(open_legs) - len(done)
    if not wanted:
        raise CannotBeCancelled(_("Choose what to cancel."))
    if (not open_legs and not done) or (booking_uuids is not None and too_late):
        raise CannotBeCancelled(_("It is too late to cancel here; please call the enterprise."))
    for booking in open_legs:
        cancel_locked(booking, by=Booking.CancelledBy.VISITOR, reason="", now=now, notify=False)
    notify_cancelled(open_legs)  # one letter for all of them
    return open_legs


@atomic_with_retries
def cancel_by_staff(*, booking: Booking, reason: str) -> Booking:
    """Cancel one leg at any time before it begins, with a reason for the contact; repeating it changes nothing.

    Raises CannotBeCancelled for a leg that was never confirmed, was used, or has begun, and without a reason.
    """
    bookings = lock_bookings(booking.order)
    fresh = next(row for row in bookings if row.pk == booking.pk)
    if fresh.status == Booking.Status.CANCELLED:
        return fresh
    if fresh.status not in (Booking.Status.CONFIRMED, Booking.Status.PENDING):
        raise CannotBeCancelled(_("Only a confirmed booking that has not been used yet can be cancelled."))
    now = clock.now()
    if fresh.slot.starts_at <= now:
        raise CannotBeCancelled(_("This slot has already started."))
    cancel_locked(fresh, by=Booking.CancelledBy.STAFF, reason=reason, now=now)
    return fresh


def cancel_locked(booking: Booking, *, by: str, reason: str, now: datetime, notify: bool = True) -> None:
    """Cancel a booking whose slot and row are locked: release its seats, cancel its messages, and notify the contact.

    Raises CannotBeCancelled when the enterprise gives no reason.
    """
    if by == Booking.CancelledBy.STAFF and not reason.strip():
        raise CannotBeCancelled(_("Give a reason: visitors will see it in their email."))
    release_seats(booking.slot, booking.seats)
    booking.status, booking.cancelled_at, booking.cancelled_by = Booking.Status.CANCELLED, now, by
    booking.cancel_reason = reason[:300]
    booking.save(update_fields=["status", "cancelled_at", "cancelled_by", "cancel_reason"])
    keep_until_after_the_visit([booking.order_id], now=now)
    cancel_booking_messages(booking)
    if notify:
        notify_cancelled([booking])
