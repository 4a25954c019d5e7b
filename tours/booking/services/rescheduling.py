"""Another time for a booked visit, as its visitor wishes: which there are, and taking one."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accelerator.base.common import clock
from accelerator.base.common.transactions import atomic_with_retries
from tours.booking.errors import BookingClosed, CannotBeChanged, VisitorsRefused
from tours.booking.models import Booking, Order
from tours.booking.requirement_checks import Visit, VisitorDetails, check_slot, problems_of_time
from tours.booking.services.holds import check_order_of
from tours.booking.services.reminders import KnownStart, replan_after_change
from tours.booking.services.seats import lock_slots, release_lapsed_holds, release_seats, take_seats
from tours.models import Slot
from tours.querysets import SlotQuerySet
from tours.requirements import requirements_of


def other_times(leg: Booking, *, order: Order, user: Any, now: datetime) -> SlotQuerySet:
    """Return slots of the leg's tour with places for its party, between the legs that are before and after it."""
    gaps = order.minutes_between()
    slots = Slot.objects.visible_to(user).next_of(leg.slot.tour, leg.seats, now).exclude(pk=leg.slot_id)
    for other in order.expected_legs:
        if other.pk == leg.pk:
            continue
        later = max(leg, other, key=lambda one: one.position)
        gap = timedelta(minutes=gaps.get(later.slot.tour_id, 0))
        if later is leg:
            slots = slots.filter(starts_at__gte=other.slot.ends_at + gap)
        else:
            slots = slots.filter(ends_at__lte=other.slot.starts_at - gap)
    return slots


@atomic_with_retries
def reschedule(*, order: Order, booking: Booking, slot: Slot) -> bool:
    """Move a booked leg to another slot of its tour; the contact gets a message and new reminders.

    Codes and prices stay what they were, and the language where the other slot is led in it, else it is the only one or
    not known; for cancelling, the tour's present rule counts. Returns False where the leg
    is on this slot already. Raises CannotBeChanged once the leg's cut-off has passed, and
    SlotGone, BookingClosed, NotEnoughSeats, PartyRefused, VisitorsRefused or LegsOverlap where the slot cannot be had;
    then nothing changes.
    """
    order, slots = lock_slots(order, beside=slot)
    now = clock.now()
    new = slots[slot.pk]
    booking = order.bookings.select_for_update(no_key=True).get(pk=booking.pk)
    booking.order, booking.slot = order, slots[booking.slot_id]
    old = booking.slot
    if old.pk == new.pk:
        return False  # a second click
    if not booking.is_open_to_visitor(now):
        raise CannotBeChanged(_("It is too late to change the time here; please call the enterprise."))
    if new.tour_id != old.tour_id:
        raise BookingClosed(new)
    check_slot(new, booking.seats, now)
    _check_visitors(booking, new, now)
    check_order_of(order, booking, new, slots)
    release_lapsed_holds([new], now)
    take_seats({new.pk: booking.seats}, [new])
    release_seats(old, booking.seats)
    was = KnownStart.of(old)
    booking.slot, booking.cancel_until_hours = new, new.tour.cancel_until_hours
    if booking.language not in new.spoken:
        booking.language = new.only_language
    booking.revision_shift += old.revision - new.revision + 1
    booking.save(update_fields=["slot", "cancel_until_hours", "language", "revision_shift"])
    replan_after_change(booking, was=was, now=now)
    return True


def _check_visitors(booking: Booking, slot: Slot, now: datetime) -> None:
    people = [
        VisitorDetails(name=visitor.name, age=visitor.age, is_foreign=bool(visitor.is_foreign))
        for visitor in booking.order.visitors.order_by("position")
    ]
    visit = Visit(slot, requirements_of(slot.tour), people, categories=[], now=now)
    if problems := problems_of_time(visit):
        raise VisitorsRefused(problems)
