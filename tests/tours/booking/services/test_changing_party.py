"""Changing whom a held order is for, called directly: every way out of it."""

import uuid
from datetime import timedelta

import pytest

from accelerator.base.common import clock
from tests.factories.booking import confirm_order, held_order, request
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tours.booking.errors import BookingClosed, CategoryGone, NotEnoughSeats, PartyRefused
from tours.booking.models import Attendance, Booking, Order
from tours.booking.services.holds import HOLD_FOR, Leg, change_party, hold_seats
from tours.booking.services.seats import audit_capacity, tidy_lapsed_holds
from tours.schedule.services.slots import close_slot

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def change(order: Order, people: int) -> Order:
    slot = order.bookings.get().slot
    return change_party(order=order, people=[(slot.tour.categories.get().pk,)] * people)


def as_it_is(order: Order) -> tuple:
    booking = Booking.objects.get(order=order)
    return (
        booking.status, booking.seats, booking.hold_expires_at, booking.slot.seats_taken,
        sorted(order.visitors.values_list("pk", flat=True)), Order.objects.get(pk=order.pk).party_size,
    )  # fmt: skip


def test_change_of_a_confirmed_order_is_refused_and_its_people_stay():
    order = confirm_order(held_order(SlotFactory(), people=2))
    before = as_it_is(order)

    with pytest.raises(BookingClosed):
        change(Order.objects.get(pk=order.pk), 1)

    assert as_it_is(order) == before
    assert before[0] == Booking.Status.CONFIRMED


def test_change_of_an_order_that_another_tab_has_confirmed_is_refused():
    order = held_order(SlotFactory(), people=2)
    known = Order.objects.get(pk=order.pk)
    confirm_order(order)

    with pytest.raises(BookingClosed):
        change(known, 1)
    assert order.visitors.count() == 2


def test_larger_party_keeps_the_proof_that_the_order_has_shown():
    order, proof = held_order(SlotFactory(capacity=5)), uuid.uuid4()
    Order.objects.filter(pk=order.pk).update(proof=proof)

    change(order, 2)

    assert Order.objects.get(pk=order.pk).proof == proof


def test_change_after_booking_has_closed_is_refused():
    slot = SlotFactory(tour__booking_closes_hours=5)
    with clock.at(slot.booking_closes_at - SECOND):
        order = held_order(slot, people=2)
        change(order, 1)
    before = as_it_is(order)

    with clock.at(slot.booking_closes_at), pytest.raises(BookingClosed):
        change(order, 2)
    assert as_it_is(order) == before


def test_change_on_a_slot_that_staff_have_closed_is_refused():
    order = held_order(SlotFactory(), people=2)
    close_slot(slot=order.bookings.get().slot)
    before = as_it_is(order)

    with pytest.raises(BookingClosed):
        change(order, 1)
    assert as_it_is(order) == before


@pytest.mark.parametrize("people", [1, 5])
def test_change_to_a_party_of_the_wrong_size_is_refused(people: int):
    order = held_order(SlotFactory(tour__party_min=2, tour__party_max=4), people=3)
    before = as_it_is(order)

    with pytest.raises(PartyRefused):
        change(order, people)
    assert as_it_is(order) == before


def test_change_to_more_people_than_places_is_refused_and_keeps_what_was_held():
    slot = SlotFactory(capacity=3)
    order = held_order(slot, people=2)
    before = as_it_is(order)

    with pytest.raises(NotEnoughSeats) as refusal:
        change(order, 4)
    assert refusal.value.free == 3
    assert as_it_is(order) == before


@pytest.mark.parametrize("people", [1, 3])
def test_change_of_a_living_hold_keeps_its_deadline(people: int):
    slot = SlotFactory(capacity=3)
    order = held_order(slot, people=2)
    deadline = order.bookings.get().hold_expires_at

    with clock.at(clock.now() + timedelta(minutes=5)):
        changed = change(order, people)

    booking = order.bookings.get()
    assert (changed.party_size, booking.seats, booking.slot.seats_taken) == (people, people, people)
    assert booking.hold_expires_at == deadline
    assert order.visitors.count() == Attendance.objects.count() == people


@pytest.mark.parametrize("tidied", [True, False], ids=["given back", "not given back yet"])
def test_change_of_a_lapsed_hold_holds_again(tidied: bool):
    order = held_order(SlotFactory(capacity=3), people=2)
    later = clock.now() + HOLD_FOR

    with clock.at(later):
        if tidied:
            tidy_lapsed_holds()
        change(order, 3)

    booking = order.bookings.get()
    assert (booking.status, booking.hold_expires_at) == (Booking.Status.ON_HOLD, later + HOLD_FOR)
    assert booking.slot.seats_taken == 3
    assert audit_capacity() == []


def test_who_comes_free_with_children_is_written_down_as_their_chaperone():
    tour = TourFactory(published=True, category=None, requirements__free_chaperones=1)
    adult = VisitorCategoryFactory(tour=tour, min_age=18, price_kopecks=90_000)
    child = VisitorCategoryFactory(tour=tour, max_age=17, price_kopecks=40_000)
    slot = SlotFactory(tour=tour)
    legs = [Leg(slot.pk, (child.pk, adult.pk, adult.pk))]

    order = hold_seats(legs=legs, request=request(ages=(9, 40, 41)))

    rows = order.visitors.order_by("position")
    assert list(rows.values_list("role", "age")) == [("visitor", 9), ("chaperone", 40), ("visitor", 41)]
    paid = order.bookings.get().attendances.order_by("position")
    assert list(paid.values_list("visitor", "price_kopecks")) == list(
        zip(rows.values_list("pk", flat=True), (40_000, 0, 90_000), strict=True)
    )


def test_category_removed_during_booking_is_refused_and_no_visitor_is_saved():
    order = held_order(SlotFactory(), people=2)
    gone = VisitorCategoryFactory(tour=order.bookings.get().slot.tour)
    known = order.bookings.get().slot.tour.categories.order_by("pk").first()
    before, removed = as_it_is(order), gone.pk
    gone.delete()

    with pytest.raises(CategoryGone):
        change_party(order=order, people=[(known.pk,), (removed,)])
    assert as_it_is(Order.objects.get(pk=order.pk)) == before
