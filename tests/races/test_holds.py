"""Many at once, over real connections that really commit."""

import uuid
from collections import Counter
from collections.abc import Callable

import pytest

from tests.factories.booking import confirm_order, consent_text, held_order, leg, request
from tests.factories.tours import SlotFactory
from tests.together import at_once
from tours.booking.errors import BookingRefused, NotEnoughSeats
from tours.booking.models import Booking, Order
from tours.booking.services.cancellations import cancel_by_visitor
from tours.booking.services.holds import hold_seats
from tours.booking.services.seats import audit_capacity
from tours.models import Slot

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_hundred_holds_on_twenty_seats_take_exactly_twenty():
    slot = SlotFactory(capacity=20)

    results = at_once([lambda: held_order(slot) for _ in range(200)], expected=BookingRefused)

    kinds = Counter(type(result) for result in results)
    assert kinds == {Order: 20, NotEnoughSeats: 180}
    slot.refresh_from_db()
    assert slot.seats_taken == 20
    assert Booking.objects.filter(slot=slot, status=Booking.Status.ON_HOLD).count() == 20
    assert audit_capacity() == []


def test_parties_of_different_sizes_never_pass_the_capacity():
    slot = SlotFactory(capacity=20, tour__party_max=7)

    results = at_once(
        [lambda size=size: held_order(slot, people=size) for size in [1, 2, 3, 7] * 12], expected=BookingRefused
    )

    held = sum(result.party_size for result in results if isinstance(result, Order))
    slot.refresh_from_db()
    assert slot.seats_taken == held <= 20
    # No party was refused that would have had room at the end.
    refused = [r for r in results if isinstance(r, NotEnoughSeats)]
    assert refused
    assert held >= 14


def test_the_same_key_twenty_times_is_one_booking():
    slot, key = SlotFactory(capacity=20), uuid.uuid4()
    again = request(key=key)

    results = at_once(
        [lambda: hold_seats(legs=[leg(slot, 2)], request=again) for _ in range(20)], expected=BookingRefused
    )

    assert {type(result) for result in results} == {Order}
    assert len({result.pk for result in results}) == 1
    slot.refresh_from_db()
    assert slot.seats_taken == 2


def test_the_same_key_on_different_slots_is_one_booking_and_refusals():
    slots, key = [SlotFactory() for _ in range(8)], uuid.uuid4()

    results = at_once([lambda slot=slot: held_order(slot, key=key) for slot in slots], expected=BookingRefused)

    assert sum(isinstance(result, Order) for result in results) == 1
    assert sum(slot.seats_taken for slot in Slot.objects.all()) == 1
    assert audit_capacity() == []


def test_confirming_the_same_order_at_once_books_it_once():
    order = held_order(SlotFactory(), people=2)
    consent_text()

    at_once([lambda: confirm_order(Order.objects.get(pk=order.pk)) for _ in range(8)], expected=BookingRefused)

    assert order.bookings.get().slot.seats_taken == 2
    assert Order.objects.get(pk=order.pk).contact


def test_cancelling_the_same_order_at_once_gives_its_seats_back_once():
    slot = SlotFactory(capacity=10)
    order = confirm_order(held_order(slot, people=3))
    confirm_order(held_order(slot, people=4))

    at_once(
        [lambda: cancel_by_visitor(order=Order.objects.get(pk=order.pk)) for _ in range(8)], expected=BookingRefused
    )

    slot.refresh_from_db()
    assert slot.seats_taken == 4


def test_routes_that_overlap_are_whole_or_not_at_all():
    slots = [SlotFactory(days_ahead=7 + day, capacity=5) for day in range(4)]
    chains = [[0, 1, 2], [1, 2, 3], [0, 2, 3], [0, 1, 3]]

    def book(chain: list[int]) -> Callable[[], Order]:
        return lambda: hold_seats(legs=[leg(slots[i]) for i in chain], request=request())

    results = at_once([book(chain) for chain in chains * 25], expected=BookingRefused)

    made = [result for result in results if isinstance(result, Order)]
    assert made
    assert len(made) + sum(isinstance(result, NotEnoughSeats) for result in results) == 100
    assert Order.objects.count() == len(made)
    assert all(order.bookings.count() == 3 for order in made)
    assert max(slot.seats_taken for slot in Slot.objects.all()) == 5
    assert audit_capacity() == []
