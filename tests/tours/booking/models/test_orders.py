"""What an order and its legs say of themselves, called directly."""

from datetime import datetime, timedelta

import pytest

from accelerator.base.common.clock import SKEW
from tests.factories.booking import leg, request
from tests.factories.tours import SlotFactory
from tours.booking.models import Booking, Order
from tours.booking.querysets import HOLD_FOR
from tours.booking.services.holds import hold_seats
from tours.models import Slot, Tour

NOW = datetime.fromisoformat("2026-12-01T12:00:00+03:00")
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
LONGEST = HOLD_FOR + SKEW


@pytest.mark.parametrize(
    ("held_by", "held_from", "counted"),
    [("browser", "", 1), ("", "network", 1), ("browser", "network", 1), ("", "", 0)],
)
def test_hold_is_counted_where_it_is_known_for_whom(held_by: str, held_from: str, counted: int):
    order = Order(held_by=held_by, held_from=held_from, holds=3)

    order.count_hold(NOW)

    assert (order.holds, order.held_at) == (3 + counted, NOW if counted else None)


@pytest.mark.parametrize(
    ("ends_in", "is_held"),
    [(None, False), (0 * SECOND, False), (SECOND, True), (HOLD_FOR, True), (LONGEST, True), (LONGEST + SECOND, False)],
)  # fmt: skip
def test_seats_are_held_until_the_end_of_a_hold_that_no_wrong_clock_made(ends_in: timedelta | None, is_held: bool):
    ends = None if ends_in is None else NOW + ends_in
    booking = Booking(hold_expires_at=ends)

    assert booking.is_held(NOW) is is_held
    assert booking.holds_until(NOW) == (ends if is_held else None)


@pytest.mark.parametrize("status", Booking.Status.values)
def test_somebody_is_expected_who_is_booked_and_not_cancelled(status: str):
    assert Booking(status=status).is_expected is (status in {"PENDING", "CONFIRMED", "REDEEMED"})


def at(hours: int, *, promised: int = 0, rule: int = 0, **fields: object) -> Booking:
    """A leg that begins so many hours from NOW."""
    slot = Slot(starts_at=NOW + hours * HOUR, tour=Tour(cancel_until_hours=rule))
    return Booking(slot=slot, cancel_until_hours=promised, **fields)


@pytest.mark.parametrize(("promised", "rule", "hours"), [(24, 48, 24), (48, 24, 24), (24, 0, 0), (5, 5, 5)])
def test_cut_off_is_as_promised_or_as_the_tour_is_kinder_now(promised: int, rule: int, hours: int):
    booking = at(100, promised=promised, rule=rule)

    assert booking.cancel_until == NOW + (100 - hours) * HOUR


@pytest.mark.parametrize("status", Booking.Status.values)
def test_leg_is_open_to_its_visitor_before_the_cut_off_while_it_is_booked(status: str):
    booking = at(24, promised=24, rule=24, status=status)

    assert booking.is_open_to_visitor(NOW - SECOND) is (status in {"CONFIRMED", "PENDING"})
    assert not booking.is_open_to_visitor(NOW)


def test_revision_of_a_leg_goes_on_from_its_own():
    assert Booking(slot=Slot(revision=3), revision_shift=2).revision == 5
    assert Booking(slot=Slot(revision=3), revision_shift=-2).revision == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "is_paid"),
    [("ON_HOLD", True), ("PENDING", True), ("CONFIRMED", True), ("REDEEMED", True), ("EXPIRED", True),
     ("CANCELLED", False), ("REJECTED", False)],
)  # fmt: skip
def test_order_costs_what_its_legs_do_that_are_not_cancelled(status: str, is_paid: bool):
    slots = [SlotFactory(days_ahead=days) for days in (8, 10)]
    order = hold_seats(legs=[leg(slot, 2) for slot in slots], request=request())
    last = order.bookings.filter(position=1)
    last.get().attendances.update(price_kopecks=30_000)
    last.update(
        status=status,
        hold_expires_at=NOW if status == "ON_HOLD" else None,
        cancelled_at=NOW if status == "CANCELLED" else None,
    )

    found = Order.objects.with_legs().get(pk=order.pk)

    assert [row.position for row in found.legs] == [0, 1]
    assert found.total_kopecks == 100_000 + 60_000 * is_paid
