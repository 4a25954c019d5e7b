"""Visitors who change their times all at once: no visitor loses a seat, and no slot has one too many."""

import random
from collections import Counter
from functools import partial

import pytest
from django.db.models import Sum

from tests.factories.booking import confirmed_order, consent_text
from tests.factories.tours import SlotFactory, TourFactory
from tests.races.test_routes import deadlocks
from tests.together import at_once
from tours.booking.errors import BookingRefused
from tours.booking.models import Booking, Order
from tours.booking.services.rescheduling import reschedule
from tours.booking.services.seats import audit_capacity
from tours.models import Slot
from tours.schedule.services.slots import move_slot

THREADS, ROUNDS = 16, 12
pytestmark = pytest.mark.django_db(transaction=True)


def test_last_place_at_another_time_goes_to_one():
    consent_text()
    here = SlotFactory(capacity=12)
    there = SlotFactory(tour=here.tour, days_ahead=9, capacity=1)
    orders = [confirmed_order(here) for _visitor in range(12)]

    outcomes = at_once([partial(change, order, there) for order in orders])

    assert Counter(outcomes) == {"changed": 1, "refused": 11}
    assert list(Slot.objects.order_by("pk").values_list("seats_taken", flat=True)) == [11, 1]
    assert audit_capacity() == []


def test_everybody_changes_places_and_the_seats_are_the_same():
    consent_text()
    tour = TourFactory(published=True)
    slots = [SlotFactory(tour=tour, days_ahead=day, capacity=10) for day in (9, 4, 7)]
    orders = [confirmed_order(slots[number % 3], people=1 + number % 2) for number in range(THREADS)]
    seats = Booking.objects.aggregate(all=Sum("seats"))["all"]
    before = deadlocks()

    def visit(number: int) -> Counter:
        dice = random.Random(number)
        return Counter(change(orders[number], dice.choice(slots)) for _round in range(ROUNDS))

    def staff() -> Counter:
        for hour in range(ROUNDS):
            move_slot(slot=slots[0], local_start=slots[0].local_start.replace(hour=9 + hour % 3))
        return Counter()

    outcomes = sum(at_once([staff, *(partial(visit, number) for number in range(THREADS))]), Counter())

    assert outcomes["changed"] > THREADS
    assert Slot.objects.aggregate(all=Sum("seats_taken"))["all"] == seats
    assert all(slot.seats_taken <= slot.capacity for slot in Slot.objects.all())
    assert audit_capacity() == []
    assert deadlocks() == before


def change(order: Order, slot: Slot) -> str:
    """One visitor's wish, and how it ended."""
    try:
        changed = reschedule(order=order, booking=order.bookings.get(), slot=slot)
    except BookingRefused:
        return "refused"
    return "changed" if changed else "there already"
