"""Routes that overlap, booked, confirmed, cancelled and lapsing all at once: whole or not at all."""

import random
from collections import Counter, defaultdict
from datetime import timedelta
from functools import partial
from itertools import combinations

import pytest
from django.db import connection
from django.db.models import Subquery

from accelerator.base.common import clock
from tests.factories.booking import confirm_order, consent_text, leg, request
from tests.factories.tours import SlotFactory
from tests.together import at_once
from tours.booking.errors import BookingRefused
from tours.booking.models import Booking, Order
from tours.booking.services.cancellations import cancel_by_visitor
from tours.booking.services.holds import HOLD_FOR, hold_seats
from tours.booking.services.seats import audit_capacity, tidy_lapsed_holds
from tours.models import Slot, Tour

THREADS = 32
pytestmark = pytest.mark.django_db(transaction=True)


def test_overlapping_routes_in_a_race_are_whole_or_not_at_all(attempts: int = 2000):
    consent_text()
    # The days run against the ids: a lock in the order of the route would deadlock.
    slots = [SlotFactory(days_ahead=day, capacity=attempts // 20) for day in (9, 4, 7, 5, 8, 6, 10, 3)]
    by_day = sorted(slots, key=lambda slot: slot.starts_at)
    routes = list(combinations(by_day, 3))
    deadlocks_before = deadlocks()

    def visit(number: int) -> Counter:
        dice = random.Random(number)
        return Counter(book(dice.choice(routes), dice) for _attempt in range(number, attempts, THREADS))

    outcomes = sum(at_once([partial(visit, number) for number in range(THREADS)]), Counter())

    assert sum(outcomes.values()) == attempts
    assert min(outcomes[kind] for kind in ("refused", "held", "confirmed", "cancelled", "one leg cancelled")) > 0
    assert_routes_are_whole(outcomes)
    assert audit_capacity() == []
    assert all(slot.seats_taken <= slot.capacity for slot in Slot.objects.all())
    assert deadlocks() == deadlocks_before
    assert_outlooks_are_true()


def book(route: tuple[Slot, ...], dice: random.Random) -> str:
    """One visitor's attempt, and how it ended. Some clocks are past the holds of the others, which have then lapsed."""
    try:
        with clock.at(clock.now() + dice.choice([0, 0, 0, 1]) * (HOLD_FOR + timedelta(seconds=30))):
            if dice.random() < 0.02:
                tidy_lapsed_holds()
            order = hold_seats(legs=[leg(slot) for slot in route], request=request())
            if dice.random() < 0.4:
                return "held"
            confirm_order(order)
            if dice.random() < 0.5:
                return "confirmed"
            if dice.random() < 0.5:
                cancel_by_visitor(order=order)
                return "cancelled"
            cancel_by_visitor(order=order, booking_uuids=[dice.choice(list(order.bookings.all())).uuid])
            return "one leg cancelled"
    except BookingRefused:
        return "refused"


def assert_outlooks_are_true() -> None:
    """What every transaction kept of its tours is what their slots say after all of them."""
    now = clock.now()
    free = Slot.objects.next_of_outer_tour(now)
    tours = Tour.objects.with_next_start(now).annotate(first=Subquery(free.values("starts_at")[:1]))
    assert all(tour.next_start == tour.first for tour in tours)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM tours_outlook AS kept, tours_outlook_of(tour_id, now()) AS made WHERE "
            "(kept.next_start, kept.next_free, kept.near) IS DISTINCT FROM (made.next_start, made.next_free, made.near)"
        )
        assert cursor.fetchone()[0] == 0


def assert_routes_are_whole(outcomes: Counter) -> None:
    states: dict[int, list[str]] = defaultdict(list)
    for order, status in Booking.objects.order_by("order", "position").values_list("order", "status"):
        states[order].append(status)
    assert {len(found) for found in states.values()} == {3}
    confirmed = set(Order.objects.confirmed().values_list("pk", flat=True))
    assert set(states) == set(Order.objects.values_list("pk", flat=True))
    for order, found in states.items():
        # A route is never confirmed in part, whatever became of its holds.
        assert set(found) <= ({"CONFIRMED", "CANCELLED"} if order in confirmed else {"ON_HOLD", "EXPIRED"})
    kinds = Counter(found.count("CANCELLED") for order, found in states.items() if order in confirmed)
    assert kinds == {
        0: outcomes["confirmed"],
        1: outcomes["one leg cancelled"],
        3: outcomes["cancelled"],
    }


def deadlocks() -> int:
    """How many PostgreSQL has had to resolve in this database: the order of the locks should leave it none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]
