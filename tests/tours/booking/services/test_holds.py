"""Holding and switching, called directly: every way out, and nothing changed by a refusal."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accelerator.base.common import clock
from accelerator.base.common.transactions import ConstraintRefused
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirm_order, held_order, leg, request
from tests.factories.routes import RouteFactory, bookable_route
from tests.factories.tours import SlotFactory
from tours.booking.errors import (
    BookingClosed,
    LegsOverlap,
    NotEnoughSeats,
    PartyRefused,
    RequestKeyReused,
    SlotGone,
)
from tours.booking.holders import Holder
from tours.booking.models import Booking, Order
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services.holds import HOLD_FOR, change_party, hold_instead, hold_seats, switch_leg
from tours.booking.services.people import Contact, change_people
from tours.booking.services.seats import audit_capacity, tidy_lapsed_holds
from tours.models import Slot
from tours.schedule.services.slots import close_slot

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def as_it_is() -> list[tuple]:
    """Everything that a refused change must leave alone."""
    legs = Booking.objects.order_by("pk").values_list("slot", "seats", "status", "hold_expires_at")
    return [*legs, *Slot.objects.order_by("pk").values_list("pk", "seats_taken")]


def another(slot: Slot, **changes: object) -> Slot:
    return SlotFactory(**{"tour": slot.tour, "days_ahead": 9, **changes})


# --- Switching --------------------------------------------------------------------------------------------------------


def test_switched_leg_releases_its_old_seats_and_holds_the_new_ones():
    slot = SlotFactory(capacity=5)
    order, other = held_order(slot, people=2), another(slot)
    later = clock.now() + timedelta(minutes=3)

    with clock.at(later):
        booking = switch_leg(order=order, booking=order.bookings.get(), slot=other)

    assert (booking.slot, booking.status, booking.hold_expires_at) == (other, Booking.Status.ON_HOLD, later + HOLD_FOR)
    assert list(Slot.objects.order_by("pk").values_list("seats_taken", flat=True)) == [0, 2]


def test_switching_a_confirmed_order_is_refused():
    slot = SlotFactory()
    order = confirm_order(held_order(slot))
    other, before = another(slot), as_it_is()

    with pytest.raises(BookingClosed):
        switch_leg(order=order, booking=order.bookings.get(), slot=other)
    assert [row for row in as_it_is() if row[0] != other.pk] == [row for row in before if row[0] != other.pk]


def test_switching_to_another_tour_is_refused():
    order, other = held_order(SlotFactory()), SlotFactory()
    before = as_it_is()

    with pytest.raises(BookingClosed):
        switch_leg(order=order, booking=order.bookings.get(), slot=other)
    assert as_it_is() == before


@pytest.mark.parametrize("why", ["closed", "late", "full", "removed"])
def test_switching_to_a_slot_that_cannot_be_had_is_refused(why: str):
    slot = SlotFactory(tour__booking_closes_hours=5)
    order = held_order(slot, people=2)
    other = another(slot, capacity=1 if why == "full" else 5)
    if why == "closed":
        close_slot(slot=other)
    if why == "removed":
        Slot.objects.filter(pk=other.pk).delete()
    before = as_it_is()
    refusal = {"full": NotEnoughSeats, "removed": SlotGone}.get(why, BookingClosed)

    with clock.at(other.booking_closes_at if why == "late" else clock.now()), pytest.raises(refusal):
        switch_leg(order=order, booking=order.bookings.get(), slot=other)
    assert as_it_is() == before


def test_switching_for_a_party_that_has_become_too_small_is_refused():
    slot = SlotFactory()
    order, other = held_order(slot), another(slot)
    slot.tour.party_min = 2
    slot.tour.save()
    before = as_it_is()

    with pytest.raises(PartyRefused):
        switch_leg(order=order, booking=order.bookings.get(), slot=other)
    assert as_it_is() == before


def test_switching_back_to_the_slot_that_it_holds_keeps_its_deadline():
    slot = SlotFactory()
    order = held_order(slot)
    before = as_it_is()

    with clock.at(clock.now() + timedelta(minutes=5)):
        switch_leg(order=order, booking=order.bookings.get(), slot=slot)
    assert as_it_is() == before


@pytest.fixture
def route_order() -> Order:
    """Three stops of an hour each at 9, 11 and 13, and an hour of way between them."""
    route = bookable_route(3)
    slots = Slot.objects.order_by("starts_at")
    return hold_seats(
        legs=[leg(slot, minutes_before=60 if number else 0) for number, slot in enumerate(slots)],
        request=request(route=route),
    )


@pytest.mark.parametrize(
    ("start", "fits"),
    [(time(11), True), (time(10, 59), False), (time(11, 1), False), (time(8), False), (time(15), False)],
)
def test_switched_stop_of_a_route_is_reached_and_left_in_time(route_order: Order, start: time, fits: bool):
    middle = route_order.bookings.get(position=1)
    other = SlotFactory(tour=middle.slot.tour, days_ahead=7, at=start)

    if fits:
        assert switch_leg(order=route_order, booking=middle, slot=other).slot == other
    else:
        with pytest.raises(LegsOverlap):
            switch_leg(order=route_order, booking=middle, slot=other)
        assert Booking.objects.get(pk=middle.pk).slot == middle.slot


def test_cancelled_stop_of_a_route_is_in_nobodys_way(route_order: Order):
    first, middle, _last = route_order.bookings.order_by("position")
    Booking.objects.filter(pk=first.pk).update(
        status=Booking.Status.CANCELLED, hold_expires_at=None, cancelled_at=clock.now()
    )
    early = SlotFactory(tour=middle.slot.tour, days_ahead=7, at=time(9))

    assert switch_leg(order=route_order, booking=middle, slot=early).slot == early


# --- Holding ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "fits"), [(time(12, 29), False), (time(12, 30), True)])
def test_legs_that_cannot_be_reached_one_after_the_other_are_refused(start: time, fits: bool):
    first = SlotFactory(at=time(10), tour__duration_minutes=90)
    second = SlotFactory(at=start)
    legs = [leg(first), leg(second, minutes_before=60)]

    if fits:
        assert hold_seats(legs=legs, request=request()).bookings.count() == 2
    else:
        with pytest.raises(LegsOverlap):
            hold_seats(legs=legs, request=request())
        assert not Order.objects.exists()


@pytest.mark.parametrize("change", [{"bound_to": "browser-2"}, {"ages": (30,)}, {"route": RouteFactory}])
def test_request_key_of_another_request_is_refused(change: dict):
    asked, legs = request(), [leg(SlotFactory())]
    change = {name: value() if callable(value) else value for name, value in change.items()}
    hold_seats(legs=legs, request=asked)

    with pytest.raises(RequestKeyReused):
        hold_seats(legs=legs, request=request(key=asked.key, **change))
    assert Order.objects.count() == 1


def test_held_instead_are_the_new_legs_and_nothing_of_the_old():
    old, new = SlotFactory(capacity=3), SlotFactory(capacity=3)
    order = held_order(old, people=2)

    changed = hold_instead(order=order, legs=[leg(new, 3)])

    assert [(row.slot, row.seats, row.status) for row in changed.bookings.all()] == [(new, 3, "ON_HOLD")]
    assert (Order.objects.get().party_size, order.visitors.count()) == (3, 3)
    assert list(Slot.objects.order_by("pk").values_list("seats_taken", flat=True)) == [0, 3]


def test_held_instead_is_the_order_that_was_asked_for_though_its_browser_holds_the_new_tour_already():
    holder = Holder(browser="browser-1")
    there, here = held_order(new := SlotFactory(), holder=holder), held_order(SlotFactory(), holder=holder)

    assert hold_instead(order=here, legs=[leg(new)]) == here

    assert [(row.slot, row.status) for row in here.bookings.all()] == [(new, Booking.Status.ON_HOLD)]
    assert [row.status for row in there.bookings.all()] == [Booking.Status.EXPIRED]
    assert Slot.objects.get(pk=new.pk).seats_taken == 1


def test_held_instead_may_need_the_very_places_it_held():
    slot = SlotFactory(capacity=3)
    order = held_order(slot, people=2)

    hold_instead(order=order, legs=[leg(slot, 3)])

    assert Slot.objects.get().seats_taken == 3


@pytest.mark.parametrize("why", ["confirmed", "full", "closed", "removed"])
def test_held_instead_is_all_or_nothing(why: str):
    order = held_order(SlotFactory(), people=2)
    new = SlotFactory(capacity=1 if why == "full" else 5)
    legs = [leg(new, 2)]
    if why == "confirmed":
        confirm_order(order)
    if why == "closed":
        close_slot(slot=new)
    if why == "removed":
        Slot.objects.filter(pk=new.pk).delete()
    before = as_it_is()
    refusal = {"confirmed": RequestKeyReused, "full": NotEnoughSeats, "removed": SlotGone}.get(why, BookingClosed)

    with pytest.raises(refusal):
        hold_instead(order=Order.objects.get(pk=order.pk), legs=legs)
    assert as_it_is() == before
    assert order.visitors.count() == 2


@pytest.mark.parametrize("tidied", [True, False], ids=["given back", "not given back yet"])
def test_lapsed_hold_is_given_back_once_by_whatever_follows_it(tidied: bool):
    slot = SlotFactory(capacity=3)
    order = held_order(slot, people=2)

    with clock.at(clock.now() + HOLD_FOR):
        if tidied:
            tidy_lapsed_holds()
        hold_instead(order=order, legs=[leg(another(slot), 1)])

    assert list(Slot.objects.order_by("pk").values_list("seats_taken", flat=True)) == [0, 1]
    assert audit_capacity() == []


def test_repeated_request_of_an_order_that_was_changed_since_holds_what_it_asks_for():
    slot = SlotFactory(capacity=5)
    asked, legs = request(holder=Holder(browser="browser-1")), [leg(slot, 2)]
    order = hold_seats(legs=legs, request=asked)
    change_party(order=order, people=[(slot.tour.categories.get().pk,)] * 3)

    again = hold_seats(legs=legs, request=asked)

    assert (again, again.bookings.get().seats) == (order, 2)
    assert Slot.objects.get().seats_taken == 2


def test_repeated_request_of_an_order_that_was_confirmed_since_is_that_order():
    slot, asked = SlotFactory(capacity=2), request(holder=Holder(browser="browser-1"))
    order = confirm_order(hold_seats(legs=[leg(slot, 2)], request=asked))

    assert hold_seats(legs=[leg(slot, 2)], request=asked) == order
    assert Slot.objects.get().seats_taken == 2


def test_repeated_request_changes_the_order_it_made_though_the_account_holds_another():
    """One was held before signing in, the other by the account elsewhere."""
    slot, masha = SlotFactory(capacity=9), UserFactory()
    here = held_order(slot, people=2, holder=Holder(browser="here"))
    asked, legs = request(holder=Holder(browser="elsewhere", user=masha), user=masha), [leg(slot, 3)]
    elsewhere = hold_seats(legs=legs, request=asked)
    change_party(order=elsewhere, people=[(slot.tour.categories.get().pk,)])

    again = hold_seats(legs=legs, request=replace(asked, holder=Holder(browser="here", user=masha)))

    assert again == elsewhere
    assert Slot.objects.get().seats_taken == 3
    assert [row.status for row in here.bookings.all()] == [Booking.Status.EXPIRED]


def test_repeated_request_that_the_database_refuses_is_no_order():
    """Not even the one that it made before, which holds something else by now."""
    slot, asked = SlotFactory(capacity=5), request(holder=Holder(browser="browser-1"))
    legs = [leg(slot, 2)]
    order = hold_seats(legs=legs, request=asked)
    change_party(order=order, people=[(slot.tour.categories.get().pk,)])
    Slot.objects.update(seats_taken=0)  # a counter that is wrong

    with pytest.raises(ConstraintRefused):
        hold_seats(legs=legs, request=asked)
    assert order.bookings.get().seats == 1


def test_browser_that_chooses_the_route_again_changes_its_order_of_the_route_alone():
    route, holder = bookable_route(2), Holder(browser="browser-1")
    slots = list(Slot.objects.order_by("starts_at"))
    single = held_order(slots[0], people=1, holder=holder)
    first, again = (
        hold_seats(
            legs=[leg(slot, people, minutes_before=60 if number else 0) for number, slot in enumerate(slots)],
            request=request(route=route, holder=holder),
        )
        for people in (2, 3)
    )

    assert (again, again.route) == (first, route)
    assert single != first
    assert [row.status for row in single.bookings.all()] == [Booking.Status.EXPIRED]
    assert list(Slot.objects.order_by("starts_at").values_list("seats_taken", flat=True)) == [3, 3]


def test_hold_leaves_the_places_of_other_times_alone():
    """They are locked by no one here, so what has lapsed there waits for its own turn."""
    slot, holder = SlotFactory(), Holder(browser="browser-1")
    lapsed = held_order(another(slot), holder=Holder(browser="browser-2")).bookings.get()
    held_order(SlotFactory(), holder=holder)

    with clock.at(clock.now() + HOLD_FOR):
        held_order(slot, holder=holder)

    lapsed.refresh_from_db()
    assert lapsed.status == Booking.Status.ON_HOLD
    assert list(Slot.objects.order_by("pk").values_list("seats_taken", flat=True)) == [1, 1, 1]
    assert audit_capacity() == []


def test_repeated_request_of_a_booked_order_whose_people_changed_is_that_order_though_its_first_seats_are_gone():
    slot, asked = SlotFactory(capacity=2), request(holder=Holder(browser="browser-1"))
    order = confirm_order(hold_seats(legs=[leg(slot, 2)], request=asked))
    first, last = order.visitors.order_by("position")
    change_people(
        order=order, contact=Contact("Анна", "", "+79000000007"),
        visitors={first.uuid: VisitorDetails(first.name, first.age, is_known=True), last.uuid: None},
    )  # fmt: skip

    assert hold_seats(legs=[leg(slot, 2)], request=asked) == order
    assert (Order.objects.count(), Slot.objects.get().seats_taken) == (1, 1)


def test_last_places_can_be_asked_for_again_by_their_holder():
    slot, holder = SlotFactory(capacity=2), Holder(browser="browser-1")
    order = held_order(slot, people=2, holder=holder)

    assert held_order(slot, people=2, holder=holder) == order
    with pytest.raises(NotEnoughSeats):
        held_order(slot, people=3, holder=holder)
    assert order.bookings.get().seats == 2


def test_order_of_which_one_stop_has_lapsed_is_held_again():
    """The other was switched in between, and has time left."""
    route, holder, start = bookable_route(2), Holder(browser="browser-1"), clock.now()
    first, second = Slot.objects.order_by("starts_at")
    other = SlotFactory(tour=second.tour, days_ahead=7, at=time(14))

    def hold_route(last: Slot) -> Order:
        return hold_seats(legs=[leg(first), leg(last, minutes_before=60)], request=request(route=route, holder=holder))

    with clock.at(start):
        order = hold_route(second)
    with clock.at(start + HOLD_FOR / 2):
        switch_leg(order=order, booking=order.bookings.get(position=1), slot=other)
    with clock.at(start + HOLD_FOR):
        assert hold_route(other) == order

    assert {row.hold_expires_at for row in order.bookings.all()} == {start + 2 * HOLD_FOR}
    assert audit_capacity() == []


def test_hold_that_is_changed_at_the_same_times_ends_when_the_first_of_its_places_would():
    """Whoever goes on changing the party cannot hold the places for ever."""
    route, holder, start = bookable_route(2), Holder(browser="browser-1"), clock.now()
    first, second = Slot.objects.order_by("starts_at")
    other = SlotFactory(tour=second.tour, days_ahead=7, at=time(14))

    def hold_route(last: Slot, people: int) -> Order:
        legs = [leg(first, people), leg(last, people, minutes_before=60)]
        return hold_seats(legs=legs, request=request(route=route, holder=holder))

    with clock.at(start):
        order = hold_route(second, 1)
    with clock.at(start + HOLD_FOR / 2):
        switch_leg(order=order, booking=order.bookings.get(position=1), slot=other)
        assert hold_route(other, 2) == order

    assert {row.hold_expires_at for row in order.bookings.all()} == {start + HOLD_FOR}
    assert {row.seats for row in order.bookings.all()} == {2}


# --- What a hold reads ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stops", [1, 3])
def test_hold_reads_little_under_the_lock_and_asks_the_same_of_any_number_of_slots(stops: int):
    legs = [leg(SlotFactory(days_ahead=number + 1)) for number in range(stops)]
    asked = request(holder=Holder(browser="browser-1", network="network-1"))

    with CaptureQueriesContext(connection) as queries:
        hold_seats(legs=legs, request=asked)

    statements = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    [locking] = [sql for sql in statements if "FOR NO KEY UPDATE" in sql and sql.startswith('SELECT "tours_slot"."id"')]
    columns, _from, joins = locking.partition(" FROM ")
    assert columns.count(", ") + 1 <= 22
    assert joins.count(" JOIN ") == 2
    assert len(statements) == 7
