"""The counter of a slot, called directly: nothing in front of it answers first."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accelerator.base.common import clock
from tests.factories.booking import confirmed_order, held_order, leg, request
from tests.factories.tours import SlotFactory
from tours.booking.errors import NotEnoughSeats
from tours.booking.models import Booking, Order, OrderContact
from tours.booking.querysets import HOLD_FOR
from tours.booking.services import holds
from tours.booking.services.allowances import Attempt
from tours.booking.services.seats import lock_bookings, lock_slots, release_lapsed_holds, release_seats, take_seats
from tours.models import Slot

pytestmark = pytest.mark.django_db


def taken(*slots: Slot) -> list[int]:
    return [Slot.objects.get(pk=slot.pk).seats_taken for slot in slots]


def test_take_the_last_place_and_not_one_more():
    slot = SlotFactory(capacity=5, seats_taken=2)

    with pytest.raises(NotEnoughSeats) as refusal:
        take_seats({slot.pk: 4}, [slot])
    assert (refusal.value.slot, refusal.value.free) == (slot, 3)
    assert taken(slot) == [2]

    take_seats({slot.pk: 3}, [slot])
    assert taken(slot) == [5]
    assert slot.seats_taken == 5
    with pytest.raises(NotEnoughSeats):
        take_seats({slot.pk: 1}, [slot])


def test_take_of_several_slots_is_all_or_none():
    roomy, full = SlotFactory(capacity=5), SlotFactory(capacity=2, seats_taken=1)

    with pytest.raises(NotEnoughSeats) as refusal:
        take_seats({roomy.pk: 2, full.pk: 2}, [roomy, full])
    assert (refusal.value.slot, taken(roomy, full)) == (full, [0, 1])

    take_seats({roomy.pk: 2, full.pk: 1}, [roomy, full])
    assert taken(roomy, full) == [2, 2]


def test_hold_that_nothing_answered_before_the_lock_is_refused():
    """Without the look that spares the late the wait for the lock, the counter itself refuses."""
    slot = SlotFactory(capacity=3)
    held_order(slot, people=2)
    legs, asked = [leg(slot, 2)], request()

    with pytest.raises(NotEnoughSeats) as refusal:
        holds._hold(
            legs=legs, request=asked, fingerprint=holds._fingerprint(legs, asked), attempt=Attempt(asked.holder)
        )
    assert refusal.value.free == 1
    assert taken(slot) == [2]
    assert Order.objects.count() == 1


def test_give_returns_seats_to_the_row_and_to_the_object():
    slot = SlotFactory(capacity=5, seats_taken=4)

    release_seats(slot, 3)

    assert (slot.seats_taken, taken(slot)) == (1, [1])


def test_give_back_ends_what_has_lapsed_and_nothing_else():
    slot, other = SlotFactory(capacity=9), SlotFactory(capacity=9)
    lapsed = [held_order(slot, people=2), held_order(slot, people=3)]
    elsewhere = held_order(other, people=4)
    deadline = lapsed[1].bookings.get().hold_expires_at
    with clock.at(deadline - timedelta(minutes=1)):
        living = held_order(slot)
    locked = Slot.objects.get(pk=slot.pk)

    assert release_lapsed_holds([locked], deadline) == 2
    assert release_lapsed_holds([locked], deadline) == 0

    assert (locked.seats_taken, taken(slot, other)) == (1, [1, 4])
    states = {order.pk: order.bookings.get().status for order in (*lapsed, elsewhere, living)}
    assert [states[order.pk] for order in lapsed] == [Booking.Status.EXPIRED] * 2
    assert states[elsewhere.pk] == states[living.pk] == Booking.Status.ON_HOLD
    assert not Booking.objects.filter(status=Booking.Status.EXPIRED, hold_expires_at__isnull=False).exists()


def test_give_back_waits_for_the_deadline():
    slot = SlotFactory(capacity=9)
    held = held_order(slot).bookings.get()

    assert release_lapsed_holds([Slot.objects.get()], held.hold_expires_at - timedelta(microseconds=1)) == 0
    assert release_lapsed_holds([Slot.objects.get()], held.hold_expires_at) == 1
    assert abs(held.hold_expires_at - clock.now() - HOLD_FOR) < timedelta(seconds=5)


def test_slots_of_the_order_are_locked_with_the_one_beside_and_no_others():
    order, beside = held_order(), SlotFactory()
    held_order()

    locked, slots = lock_slots(order, beside)

    assert locked == order
    assert set(slots) == {order.bookings.get().slot_id, beside.pk}


def test_locked_order_is_as_it_stands_now_with_all_that_was_loaded_beside_it():
    order = Order.objects.with_legs().get(pk=confirmed_order().pk)
    Order.objects.update(wants_reminders=False)
    OrderContact.objects.update(email="new@example.org")
    Booking.objects.update(cancel_until_hours=7)

    [booking] = lock_bookings(order)

    assert (order.wants_reminders, order.contact.email) == (False, "new@example.org")
    assert [row.cancel_until_hours for row in order.bookings.all()] == [booking.cancel_until_hours] == [7]
    assert booking.order is order


def test_order_that_was_erased_meanwhile_is_not_there_to_be_locked():
    order = Order.objects.get(pk=held_order().pk)
    Order.objects.all().delete()

    with pytest.raises(Order.DoesNotExist):
        lock_bookings(order)


def test_order_is_locked_before_its_bookings():
    order = held_order()

    with CaptureQueriesContext(connection) as queries:
        lock_bookings(order)

    first = queries[0]["sql"]
    assert 'FROM "booking_order"' in first
    assert first.endswith("FOR NO KEY UPDATE")
