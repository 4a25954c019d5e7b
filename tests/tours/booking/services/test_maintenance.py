"""Tidying and auditing, called directly."""

from datetime import timedelta

import pytest

from accelerator.base.common import clock
from tests.factories.booking import confirmed_order, held_order
from tests.factories.tours import SlotFactory
from tours.booking.models import Booking, Order
from tours.booking.services.holds import HOLD_FOR, switch_leg
from tours.booking.services.seats import FORGET_UNFINISHED_AFTER, audit_capacity, tidy_lapsed_holds
from tours.models import Slot

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def test_tidying_keeps_an_old_order_that_holds_places_now():
    slot = SlotFactory(capacity=3, days_ahead=9)
    order = held_order(slot, people=2)
    later = order.created_at + FORGET_UNFINISHED_AFTER + timedelta(hours=1)
    other = SlotFactory(tour=slot.tour, days_ahead=10)

    with clock.at(later):
        switch_leg(order=order, booking=order.bookings.get(), slot=other)
        tidy_lapsed_holds()
        assert audit_capacity() == []
        assert Order.objects.filter(pk=order.pk).exists()
    with clock.at(later + HOLD_FOR):
        tidy_lapsed_holds()

    assert not Order.objects.exists()
    assert set(Slot.objects.values_list("seats_taken", flat=True)) == {0}


def test_tidying_forgets_an_unfinished_order_after_a_day():
    order = held_order(SlotFactory())

    tidy_lapsed_holds(now=order.created_at + HOLD_FOR + SECOND)
    assert Order.objects.filter(pk=order.pk).exists()
    tidy_lapsed_holds(now=order.created_at + FORGET_UNFINISHED_AFTER)
    assert Order.objects.filter(pk=order.pk).exists()
    with clock.at(order.created_at + FORGET_UNFINISHED_AFTER + SECOND):
        tidy_lapsed_holds()
    assert not Order.objects.exists()


def test_tidying_counts_holds_and_leaves_living_ones_and_bookings():
    slots, start = [SlotFactory(capacity=5), SlotFactory(capacity=5)], clock.now()
    with clock.at(start):
        lapsed = [held_order(slot, people=2) for slot in slots]
        booked = confirmed_order(slots[0])
    with clock.at(start + HOLD_FOR - SECOND):
        living = held_order(slots[1])

    with clock.at(start + HOLD_FOR):
        assert tidy_lapsed_holds() == 2
        assert tidy_lapsed_holds() == 0

    states = {order.pk: order.bookings.get().status for order in Order.objects.all()}
    assert states == {
        **{order.pk: Booking.Status.EXPIRED for order in lapsed},
        booked.pk: Booking.Status.CONFIRMED,
        living.pk: Booking.Status.ON_HOLD,
    }
    assert [Slot.objects.get(pk=slot.pk).seats_taken for slot in slots] == [1, 1]


def test_auditing_names_a_wrong_counter():
    slot, _right = SlotFactory(capacity=5), held_order(SlotFactory())
    held_order(slot, people=2)
    Slot.objects.filter(pk=slot.pk).update(seats_taken=3)

    assert [(one.slot, one.slot.seats_taken, one.counted) for one in audit_capacity()] == [(slot, 3, 2)]


def test_tidying_goes_by_the_clock_or_by_the_moment_that_it_is_given():
    order = held_order(SlotFactory())

    with clock.at(order.created_at + FORGET_UNFINISHED_AFTER + SECOND):
        assert tidy_lapsed_holds(now=order.created_at) == 0
        assert Order.objects.filter(pk=order.pk).exists()
        assert tidy_lapsed_holds() == 1
    assert not Order.objects.exists()
