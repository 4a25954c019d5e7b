"""Cancelling, called directly: every way out of it."""

import uuid
from datetime import timedelta

import pytest

from accelerator.base.common import clock
from accelerator.base.notifications.models import Message
from tests.factories.booking import confirm_order, confirmed_order, held_order, leg, request
from tests.factories.tours import SlotFactory
from tours.booking.errors import CannotBeCancelled
from tours.booking.models import Booking, Order
from tours.booking.services.cancellations import cancel_by_staff, cancel_by_visitor
from tours.booking.services.holds import hold_seats
from tours.booking.services.seats import audit_capacity
from tours.models import Slot

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
REASON = "Цех остановлен на ремонт"


@pytest.fixture
def route_order() -> Order:
    slots = [SlotFactory(days_ahead=days) for days in (7, 9)]
    return confirm_order(hold_seats(legs=[leg(slot) for slot in slots], request=request()))


def cancellation_messages() -> int:
    return Message.objects.filter(kind="booking.cancelled").count()


def test_staff_cancel_until_the_visit_begins_and_not_after():
    slot = SlotFactory()
    running, ahead = confirmed_order(slot).bookings.get(), confirmed_order(slot).bookings.get()

    with clock.at(slot.starts_at), pytest.raises(CannotBeCancelled):
        cancel_by_staff(booking=running, reason=REASON)
    assert Booking.objects.get(pk=running.pk).status == Booking.Status.CONFIRMED
    assert cancellation_messages() == 0

    with clock.at(slot.starts_at - SECOND):
        cancelled = cancel_by_staff(booking=ahead, reason=REASON)
    assert (cancelled.status, cancelled.cancelled_by, cancelled.cancel_reason) == ("CANCELLED", "staff", REASON)
    assert cancelled.cancelled_at == slot.starts_at - SECOND
    assert cancellation_messages() == 1


def test_staff_cancel_twice_is_one_cancellation():
    booking = confirmed_order(SlotFactory()).bookings.get()

    cancel_by_staff(booking=booking, reason=REASON)
    again = cancel_by_staff(booking=booking, reason="Другая причина")

    assert again.cancel_reason == REASON
    assert Slot.objects.get().seats_taken == 0
    assert cancellation_messages() == 1


@pytest.mark.parametrize("status", [Booking.Status.ON_HOLD, Booking.Status.EXPIRED, Booking.Status.REDEEMED])
def test_staff_cancel_only_what_is_booked_and_not_used(status: str):
    if status == Booking.Status.REDEEMED:
        booking = confirmed_order(SlotFactory()).bookings.get()
        Booking.objects.update(status=status)
    else:
        booking = held_order(SlotFactory()).bookings.get()
        if status == Booking.Status.EXPIRED:
            Booking.objects.update(status=status, hold_expires_at=None)

    with pytest.raises(CannotBeCancelled):
        cancel_by_staff(booking=booking, reason=REASON)
    assert Booking.objects.get().status == status


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_staff_cancel_with_a_reason_only(reason: str):
    booking = confirmed_order(SlotFactory()).bookings.get()

    with pytest.raises(CannotBeCancelled):
        cancel_by_staff(booking=booking, reason=reason)
    assert Booking.objects.get().status == Booking.Status.CONFIRMED
    assert Slot.objects.get().seats_taken == 1


def test_visitor_cancels_until_the_cut_off_and_not_after():
    slot = SlotFactory(tour__cancel_until_hours=24)
    order = confirmed_order(slot)
    cut_off = slot.starts_at - timedelta(hours=24)

    with clock.at(cut_off), pytest.raises(CannotBeCancelled):
        cancel_by_visitor(order=order)
    with clock.at(cut_off - SECOND):
        [cancelled] = cancel_by_visitor(order=order)
    assert (cancelled.cancelled_by, cancelled.cancel_reason) == ("visitor", "")
    assert Slot.objects.get().seats_taken == 0


def test_visitor_cancels_what_is_ahead_of_a_route(route_order: Order):
    first, second = route_order.bookings.order_by("position")

    with clock.at(first.slot.starts_at):
        assert cancel_by_visitor(order=route_order) == [second]
    assert Booking.objects.get(pk=first.pk).status == Booking.Status.CONFIRMED
    assert audit_capacity() == []


def test_visitor_who_names_a_leg_that_is_too_late_cancels_nothing(route_order: Order):
    first, second = route_order.bookings.order_by("position")

    with clock.at(first.slot.starts_at), pytest.raises(CannotBeCancelled):
        cancel_by_visitor(order=route_order, booking_uuids=[first.uuid, second.uuid])
    assert not Booking.objects.filter(status=Booking.Status.CANCELLED).exists()


@pytest.mark.parametrize("named", [[], [uuid.uuid4()]], ids=["none", "somebody else's"])
def test_visitor_who_names_no_leg_of_the_order_cancels_nothing(route_order: Order, named: list):
    with pytest.raises(CannotBeCancelled):
        cancel_by_visitor(order=route_order, booking_uuids=named)
    assert not Booking.objects.filter(status=Booking.Status.CANCELLED).exists()


def test_visitor_cancels_twice_and_hears_once(route_order: Order):
    assert len(cancel_by_visitor(order=route_order)) == 2
    assert cancel_by_visitor(order=route_order) == []
    assert cancellation_messages() == 1
    assert set(Slot.objects.values_list("seats_taken", flat=True)) == {0}


def test_cancelling_calls_the_legs_reminders_off_and_no_other(route_order: Order):
    first, second = route_order.bookings.order_by("position")

    cancel_by_visitor(order=route_order, booking_uuids=[first.uuid])

    waiting = Message.objects.unsent().filter(kind="booking.reminder")
    assert set(waiting.values_list("topic", flat=True)) == {second.topic}
