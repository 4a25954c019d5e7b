"""Prepared reads of what a booking is made of."""

import pytest

from accelerator.base.common import clock
from tests.factories.booking import confirmed_order
from tests.factories.tours import SlotFactory, TourFactory
from tours.booking.models import Order
from tours.booking.reads import nearest_to, order_of_token
from tours.models import Slot

pytestmark = pytest.mark.django_db


def test_nearest_slots_of_a_tour_stand_around_the_slot_with_places_for_the_party() -> None:
    tour = TourFactory(published=True)
    slots = [SlotFactory(tour=tour, days_ahead=day, capacity=5) for day in range(2, 10)]
    SlotFactory(days_ahead=6, capacity=5)  # of another tour
    confirmed_order(slots[4], people=1)
    days = {slot.uuid: day for day, slot in enumerate(slots)}

    def days_of(slot: Slot, seats: int) -> list[int]:
        return [days[other.uuid] for other in nearest_to(slot, seats, clock.now())]

    assert days_of(slots[3], 4) == [1, 2, 4, 5]
    assert days_of(slots[3], 5) == [1, 2, 5, 6]
    assert days_of(slots[0], 1) == [1, 2, 3, 4]
    [other, *_rest] = nearest_to(slots[3], 1, clock.now())
    assert (other.starts_at, other.timezone, other.free_seats) == (slots[1].starts_at, slots[1].timezone, 5)


def test_what_is_filtered_of_an_order_that_was_read_whole_is_its_own() -> None:
    other, mine = confirmed_order(SlotFactory()), confirmed_order(SlotFactory(), people=2)

    order = order_of_token(token_of(mine))
    [leg] = order.bookings.all()

    assert order.bookings.get() == leg == mine.bookings.get()
    assert not order.bookings.filter(order=other).exists()
    assert leg.attendances.count() == 2
    assert set(leg.attendances.exclude(pk=None)) == set(leg.attendances.all())


def token_of(order: Order) -> str:
    return order.get_absolute_url().rstrip("/").rpartition("/")[2]
