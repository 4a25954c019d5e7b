"""Until when pages with routes and next starts are true by the clock alone."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accelerator.base.common.kept import until_of
from tests.factories.booking import held_order
from tests.factories.routes import route_over
from tests.factories.tours import SlotFactory, TourFactory
from tours.routes.models import Route

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 9, 1, 30, tzinfo=ZoneInfo("Europe/Moscow"))
MARK = datetime(2026, 12, 2, 9, 5, tzinfo=ZoneInfo("Europe/Moscow"))


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def route() -> Route:
    first, second = (TourFactory(published=True, booking_closes_hours=0) for _ in range(2))
    for tour in (first, second):
        SlotFactory(tour=tour, days_ahead=3, at=time(10))
    return route_over([first, second], region=first.enterprise.region)


def pages(route: Route) -> list[str]:
    first = route.stops.get(position=0).tour
    return [
        reverse("portal:home"),
        route.region.get_absolute_url(),
        first.enterprise.get_absolute_url(),
        reverse("routes:catalogue"),
        route.get_absolute_url(),
    ]


def moments(client: Client, route: Route) -> set[datetime]:
    client.cookies[settings.HOLDER_COOKIE_NAME] = "somebody"  # for whom no page is kept
    return {until_of(client.get(path)) for path in pages(route)}


def test_days_and_hours_pass_at_a_full_five_minutes(client: Client, route: Route) -> None:
    assert moments(client, route) == {MARK}


def test_slot_closes(client: Client, route: Route) -> None:
    SlotFactory(tour=route.stops.get(position=0).tour, days_ahead=0, at=time(9, 4))

    assert moments(client, route) == {MARK - timedelta(minutes=1)}


def test_hold_at_a_stop_ends(client: Client, route: Route) -> None:
    ends = NOW + timedelta(minutes=1)
    slot = route.stops.get(position=1).tour.slots.get()
    with time_machine.travel(ends - timedelta(minutes=settings.HOLD_MINUTES), tick=False):
        held_order(slot)

    assert moments(client, route) == {ends}
