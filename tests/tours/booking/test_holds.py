"""Holding seats: all legs or none, counted by the database, given back without any job."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from accelerator.base.common import clock
from tests.factories.booking import confirmed_order, held_order, leg, request
from tests.factories.tours import RequirementsFactory, SlotFactory, TourFactory
from tours.booking.errors import (
    BookingClosed,
    CategoryGone,
    LegsOverlap,
    NotEnoughSeats,
    PartyRefused,
    RequestKeyReused,
    SlotGone,
)
from tours.booking.models import Booking, Order
from tours.booking.services.holds import HOLD_FOR, hold_seats, switch_leg
from tours.booking.services.seats import audit_capacity, tidy_lapsed_holds
from tours.models import Slot

pytestmark = pytest.mark.django_db


def test_hold_takes_seats_and_ends_by_the_clock():
    slot = SlotFactory(capacity=5)

    order = held_order(slot, people=3)

    slot.refresh_from_db()
    booking = order.bookings.get()
    assert slot.seats_taken == 3
    assert (booking.status, booking.seats) == (Booking.Status.ON_HOLD, 3)
    assert abs(booking.hold_expires_at - clock.now() - HOLD_FOR) < timedelta(seconds=5)
    assert [row.price_kopecks for row in booking.attendances.all()] == [50_000] * 3
    assert order.visitors.count() == 3


def test_hold_for_a_category_that_the_enterprise_has_removed_takes_nothing():
    slot = SlotFactory(capacity=5)
    legs = [leg(slot, 2)]
    slot.tour.categories.all().delete()

    with pytest.raises(CategoryGone):
        hold_seats(legs=legs, request=request())

    slot.refresh_from_db()
    assert slot.seats_taken == 0


def test_hold_more_than_is_free_is_refused_in_words():
    slot = SlotFactory(capacity=5)
    held_order(slot, people=4)

    with pytest.raises(NotEnoughSeats) as refusal:
        held_order(slot, people=2)

    assert refusal.value.free == 1
    slot.refresh_from_db()
    assert slot.seats_taken == 4
    assert Order.objects.count() == 1


def test_hold_on_a_slot_sold_out_by_lapsed_holds_gives_them_back():
    slot = SlotFactory(capacity=5)
    first = held_order(slot, people=5)

    with time_machine.travel(clock.now() + HOLD_FOR + timedelta(seconds=1), tick=False):
        assert Slot.objects.with_free_seats(clock.now()).get(pk=slot.pk).free_seats == 5
        held_order(slot, people=4)

    slot.refresh_from_db()
    assert slot.seats_taken == 4
    assert first.bookings.get().status == Booking.Status.EXPIRED
    assert audit_capacity() == []


def test_hold_that_has_not_lapsed_keeps_its_seats():
    slot = SlotFactory(capacity=5)
    held_order(slot, people=5)

    with time_machine.travel(clock.now() + HOLD_FOR - timedelta(seconds=2), tick=False):
        assert Slot.objects.with_free_seats(clock.now()).get(pk=slot.pk).free_seats == 0
        with pytest.raises(NotEnoughSeats):
            held_order(slot, people=1)


@pytest.mark.parametrize("statements", [1, 2])
def test_twin_that_takes_the_last_places_after_so_many_statements_is_found(statements):
    slot, again = SlotFactory(capacity=2), request()
    legs, twins, seen = [leg(slot, 2)], [], []

    def twin_comes_first(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        seen.append(sql)
        if len(seen) == statements:
            twins.append(hold_seats(legs=legs, request=again))
        return result

    with connection.execute_wrapper(twin_comes_first):
        order = hold_seats(legs=legs, request=again)

    assert [order] == twins
    slot.refresh_from_db()
    assert slot.seats_taken == 2


def test_hold_with_the_same_key_is_the_same_order():
    slot = SlotFactory()
    again = request()

    first = hold_seats(legs=[leg(slot, 2)], request=again)
    second = hold_seats(legs=[leg(slot, 2)], request=again)

    assert first == second
    slot.refresh_from_db()
    assert slot.seats_taken == 2


@pytest.mark.parametrize("change", ["seats", "slot", "browser"])
def test_hold_with_the_same_key_and_other_content_is_refused(change):
    slot, key = SlotFactory(), uuid.uuid4()
    hold_seats(legs=[leg(slot, 2)], request=request(key=key))
    legs = [leg(slot, 3)] if change == "seats" else [leg(SlotFactory() if change == "slot" else slot, 2)]
    bound_to = "browser-2" if change == "browser" else "browser-1"

    with pytest.raises(RequestKeyReused):
        hold_seats(legs=legs, request=request(key=key, bound_to=bound_to))

    assert Order.objects.count() == 1


def test_form_whose_order_was_moved_since_gives_that_order():
    slot, key = SlotFactory(), uuid.uuid4()
    held_order(slot)
    order = hold_seats(legs=[leg(slot)], request=request(key=key))
    switch_leg(order=order, booking=order.bookings.get(), slot=SlotFactory(tour=slot.tour, days_ahead=9))

    assert hold_seats(legs=[leg(slot)], request=request(key=key)) == order
    with pytest.raises(RequestKeyReused):
        hold_seats(legs=[leg(slot, people=2)], request=request(key=key))


@pytest.mark.parametrize("status", [Slot.Status.CLOSED, Slot.Status.CANCELLED])
def test_hold_on_a_slot_that_is_not_open_is_refused(status):
    with pytest.raises(BookingClosed):
        held_order(SlotFactory(status=status))


def test_hold_after_booking_has_closed_is_refused():
    slot = SlotFactory(tour__booking_closes_hours=5)

    with time_machine.travel(slot.starts_at - timedelta(hours=5), tick=False), pytest.raises(BookingClosed):
        held_order(slot)
    with time_machine.travel(slot.starts_at - timedelta(hours=5, seconds=1), tick=False):
        assert held_order(slot)


def test_hold_on_a_slot_removed_during_booking_is_refused():
    slot = SlotFactory()
    legs = [leg(slot)]
    slot.delete()

    with pytest.raises(SlotGone):
        hold_seats(legs=legs, request=request())


@pytest.mark.parametrize("people", [1, 6])
def test_hold_for_a_party_of_the_wrong_size_is_refused(people):
    tour = TourFactory(published=True, party_min=2, party_max=5)

    with pytest.raises(PartyRefused):
        held_order(SlotFactory(tour=tour), people)


def test_hold_within_the_lead_time_is_refused():
    tour = TourFactory(published=True, requirements=None)
    RequirementsFactory(tour=tour, lead_time_days=10)

    with pytest.raises(PartyRefused, match="10"):
        held_order(SlotFactory(tour=tour, days_ahead=7))
    assert held_order(SlotFactory(tour=tour, days_ahead=12))


def test_hold_of_a_route_whose_last_stop_is_full_holds_nothing():
    slots = [SlotFactory(days_ahead=7 + day, capacity=2) for day in range(3)]
    held_order(slots[2], people=2)

    with pytest.raises(NotEnoughSeats):
        hold_seats(legs=[leg(slot, 2) for slot in slots], request=request())

    assert [slot.seats_taken for slot in Slot.objects.order_by("pk")] == [0, 0, 2]
    assert Order.objects.count() == 1


def test_hold_of_a_route_too_close_together_names_both_stops():
    first = SlotFactory(days_ahead=7)
    second = SlotFactory(local_start=first.local_start, tour__site__timezone="Europe/Samara")  # an hour before it

    with pytest.raises(LegsOverlap) as refusal:
        hold_seats(legs=[leg(first), leg(second, minutes_before=60)], request=request())

    assert str(first.tour) in str(refusal.value)
    assert str(second.tour) in str(refusal.value)


def test_tidying_gives_lapsed_holds_back_and_forgets_unfinished_orders():
    slot = SlotFactory(capacity=5)
    held_order(slot, people=3)
    kept = confirmed_order(slot, people=1)

    with time_machine.travel(clock.now() + HOLD_FOR, tick=False):
        assert tidy_lapsed_holds() == 1
    slot.refresh_from_db()
    assert slot.seats_taken == 1
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        tidy_lapsed_holds()
    assert list(Order.objects.all()) == [kept]


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE tours_slot SET seats_taken = capacity + 1", "tours_slot_never_oversold"),
        ("UPDATE tours_slot SET seats_taken = 0 - 1", "tours_slot_never_oversold"),
        ("UPDATE booking_booking SET hold_expires_at = NULL", "booking_booking_only_holds_expire"),
        (
            "UPDATE booking_booking SET status = 'CANCELLED', hold_expires_at = NULL",
            "booking_booking_cancelled_has_time",
        ),
        ("UPDATE booking_booking SET seats = 0", "booking_booking_has_seats"),
        ("UPDATE booking_order SET confirmed_at = now()", "booking_order_confirmed_with_consent"),
        ("UPDATE booking_order SET party_size = 0", "booking_order_somebody_comes"),
        ("UPDATE booking_visitor SET age = 121", "booking_visitor_age_sane"),
    ],
)
def test_database_refuses(statement, constraint):
    held_order(SlotFactory())

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE booking_booking SET enterprise_id = %s", "booking_booking_slot_of_enterprise"),
        ("UPDATE booking_attendance SET enterprise_id = %s", "booking_attendance_booking_of_enterprise"),
        ("UPDATE tours_slot SET enterprise_id = %s", "tours_slot_tour_of_enterprise"),
        ("UPDATE tours_tour SET enterprise_id = %s", "tours_tour_site_of_enterprise"),
        ("UPDATE tours_visitorcategory SET enterprise_id = %s", "tours_visitorcategory_tour_of_enterprise"),
    ],
)
def test_database_refuses_to_join_two_enterprises(statement, constraint):
    held_order(SlotFactory())
    other = SlotFactory().enterprise

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS {constraint} IMMEDIATE")
        cursor.execute(statement, [other.pk])
