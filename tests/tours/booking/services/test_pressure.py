"""Who is counted when places are wanted by many at once, and what their holds cost then."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accelerator.base.common import clock
from tests.factories.booking import consent_text, held_order, leg, request
from tests.factories.routes import bookable_route
from tests.factories.tours import SlotFactory
from tours.booking.holders import Holder
from tours.booking.services.allowances import NO_CROWD, SPAN, Attempt, demand_of, join_crowd, scope_of
from tours.booking.services.holds import HOLD_FOR, hold_seats
from tours.models import Slot

pytestmark = pytest.mark.django_db
SPANS = datetime.fromtimestamp(6_000_000 * SPAN, tz=UTC)  # a span begins


@pytest.fixture(autouse=True)
def text(db):
    return consent_text()


def new_holder(network: str = "") -> Holder:
    return Holder(uuid.uuid4().hex, network or uuid.uuid4().hex)


def test_only_what_was_left_unfinished_lately_makes_a_hold_dearer(settings):
    settings.HOLD_CROWD = 1
    network, now = uuid.uuid4().hex, clock.now()
    usual = demand_of(NO_CROWD, new_holder(), now)
    for age in (HOLD_FOR + timedelta(minutes=30), timedelta(minutes=1)):
        with time_machine.travel(now - age, tick=False):
            for _order in range(6):
                held_order(holder=new_holder(network))
        unfinished = 0 if age > HOLD_FOR else 6
        dearer = demand_of(NO_CROWD, new_holder(network), now)
        assert dearer.work == usual.work * max(1, unfinished / 3) ** 2


def test_crowd_of_a_network_is_of_that_network_alone():
    scope = scope_of(SlotFactory())
    for network in ("office", "home", "office"):
        join_crowd(scope, new_holder(network))

    assert [(crowd.everybody, crowd.network) for crowd in (join_crowd(scope, new_holder("home")),)] == [(4, 2)]


def test_change_of_a_held_order_is_one_of_those_who_want_the_new_time():
    slot, order = SlotFactory(), held_order(holder=new_holder("office"))
    for _other in range(3):
        join_crowd(scope_of(slot), new_holder("office"))

    assert Attempt.to_change(order, slot, clock.now()).crowd.network == 4


def test_order_that_came_from_no_network_is_counted_nowhere():
    assert Attempt.to_change(held_order(), SlotFactory(), clock.now()).crowd == NO_CROWD


def test_browser_is_counted_once_until_the_next_span_is_over():
    scope, first, second = scope_of(SlotFactory()), new_holder("office"), new_holder("office")
    with time_machine.travel(SPANS, tick=False):
        assert [join_crowd(scope, one).everybody for one in (first, first, second)] == [1, 1, 2]
    with time_machine.travel(SPANS + timedelta(seconds=SPAN), tick=False):
        assert join_crowd(scope, first).everybody == 2
        assert join_crowd(scope, new_holder("office")).network == 3


def test_crowd_is_counted_for_a_span_more_once_there_are_too_many(settings):
    settings.HOLD_CROWD_MOST = 2
    scope = scope_of(SlotFactory())
    with time_machine.travel(SPANS + timedelta(seconds=10), tick=False):
        left = [join_crowd(scope, new_holder("office")).seconds_left for _browser in range(3)]

    assert left == [SPAN - 10, SPAN - 10, 2 * SPAN - 10]


def test_who_books_a_route_is_counted_among_those_of_the_route():
    route = bookable_route()
    slots = [Slot.objects.get(tour=stop.tour) for stop in route.stops.order_by("position")]

    hold_seats(legs=[leg(slot) for slot in slots], request=request(route=route, holder=new_holder()))

    assert join_crowd(scope_of(route), new_holder()).everybody == 2
    assert join_crowd(scope_of(slots[0]), new_holder()).everybody == 1
