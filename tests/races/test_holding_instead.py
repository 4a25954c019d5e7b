"""Places of a route changed for others on the first step, while a second tab books them or changes them too."""

import pytest

from tests.factories.booking import confirm_order, consent_text, leg, request
from tests.factories.tours import SlotFactory
from tests.together import at_once
from tours.booking.errors import BookingRefused
from tours.booking.models import Booking, Order
from tours.booking.services.holds import hold_instead, hold_seats
from tours.booking.services.seats import audit_capacity
from tours.models import Slot

pytestmark = pytest.mark.django_db(transaction=True)


def test_places_changed_while_they_are_booked_are_held_in_one_place_only():
    consent_text()
    days = [[SlotFactory(days_ahead=day + stop, capacity=60) for stop in (0, 1)] for day in (7, 10)]
    for _round in range(12):
        order = hold_seats(legs=[leg(slot, 2) for slot in days[0]], request=request())

        at_once(
            [
                lambda order=order: confirm_order(Order.objects.get(pk=order.pk)),
                lambda order=order: hold_instead(order=order, legs=[leg(slot, 2) for slot in days[1]]),
                lambda order=order: hold_instead(order=order, legs=[leg(slot, 2) for slot in days[1]]),
            ],
            expected=BookingRefused,
        )

        assert [booking.status for booking in order.bookings.all()] == [Booking.Status.CONFIRMED] * 2
        assert {booking.slot for booking in order.bookings.all()} in [set(slots) for slots in days]
    assert sum(Slot.objects.values_list("seats_taken", flat=True)) == 12 * 2 * 2
    assert audit_capacity() == []


def test_orders_that_change_places_with_each_other_do_not_wait_in_a_circle():
    slots = [SlotFactory(days_ahead=day, capacity=30) for day in (9, 7, 8, 10)]  # the days run against the ids
    by_day = sorted(slots, key=lambda slot: slot.starts_at)
    pairs = [by_day[:2], by_day[2:]]
    orders = [hold_seats(legs=[leg(slot) for slot in pairs[n % 2]], request=request()) for n in range(16)]

    at_once(
        [
            lambda order=order, to=pairs[(n + 1) % 2]: hold_instead(order=order, legs=[leg(slot) for slot in to])
            for n, order in enumerate(orders)
        ]
    )

    assert [slot.seats_taken for slot in Slot.objects.all()] == [8] * 4
    assert audit_capacity() == []
