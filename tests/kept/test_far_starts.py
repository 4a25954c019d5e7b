"""A route's page looks at starts two months ahead: what happens to them is seen, and to no others."""

from __future__ import annotations

from datetime import datetime

import pytest

from accelerator.base.common.changes import Kind, versions
from tests.factories.routes import route_over
from tests.factories.tours import SlotFactory, TourFactory
from tests.kept import pages
from tours.models import Slot, Tour
from tours.routes.days import LOOK_AHEAD

pytestmark = pytest.mark.django_db(transaction=True)

FAR = LOOK_AHEAD - 1


def start(tour: Tour, days_ahead: int) -> Slot:
    return SlotFactory(tour=tour, days_ahead=days_ahead, capacity=20)


def outlook() -> tuple[int, ...]:
    return versions([Kind.OUTLOOK])


@pytest.mark.parametrize(
    "values",
    [
        {"status": Slot.Status.CLOSED},
        {"seats_taken": 20},
        {"ends_at": datetime(2100, 1, 1).astimezone()},
    ],
)
def test_far_start_of_a_stop_changes_the_pages_of_its_routes(values: dict[str, object]) -> None:
    tour = TourFactory(published=True)
    start(tour, 8)
    far = start(tour, FAR)
    route_over([tour])
    before = outlook()

    Slot.objects.filter(pk=far.pk).update(**values)

    assert outlook() != before


def test_places_of_a_far_start_count_only_when_there_are_none_left() -> None:
    tour = TourFactory(published=True)
    start(tour, 8)
    far = start(tour, FAR)
    route_over([tour])
    before = outlook()

    Slot.objects.filter(pk=far.pk).update(seats_taken=19)
    assert outlook() == before
    Slot.objects.filter(pk=far.pk).update(seats_taken=20)
    assert outlook() != before


def test_far_start_of_a_tour_on_no_route_is_nothing_that_a_page_shows() -> None:
    tour = TourFactory(published=True)
    start(tour, 8)
    far = start(tour, FAR)
    before = outlook()

    Slot.objects.filter(pk=far.pk).update(status=Slot.Status.CLOSED)

    assert outlook() == before


def test_route_page_follows_the_only_start_of_a_stop() -> None:
    tour = TourFactory(published=True)
    far = start(tour, FAR)
    route = route_over([tour])
    address = route.get_absolute_url()
    pages.keep([address])

    for taken in (20, 0, 20):
        Slot.objects.filter(pk=far.pk).update(seats_taken=taken)
        assert pages.differences([address]) == []
        pages.keep([address])
