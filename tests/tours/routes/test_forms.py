"""The stops of a route as they are typed: in the order of their numbers, and only those with a tour."""

import pytest

from tests.factories.routes import route_over
from tests.factories.tours import TourFactory
from tours.models import Tour
from tours.routes.forms import EMPTY_ROWS, BaseStopFormSet, stop_formset
from tours.routes.services import MOST_STOPS

pytestmark = pytest.mark.django_db


@pytest.fixture
def tours() -> list[Tour]:
    return [TourFactory(published=True) for _ in range(3)]


def typed(*rows: tuple[Tour | None, str, str]) -> BaseStopFormSet:
    """Rows of a tour, its number and its minutes, all on the second day."""
    data = {"stops-TOTAL_FORMS": str(len(rows)), "stops-INITIAL_FORMS": "0"}
    for n, (tour, order, minutes) in enumerate(rows):
        data |= {
            f"stops-{n}-tour": str(tour.uuid) if tour else "", f"stops-{n}-order": order, f"stops-{n}-day": "2",
            f"stops-{n}-minutes_before": minutes,
        }  # fmt: skip
    return stop_formset(data, route=None, tours=Tour.objects.all())


@pytest.mark.parametrize(
    ("numbers", "order"),
    [
        (("1", "2", "3"), (0, 1, 2)),
        (("3", "1", "2"), (1, 2, 0)),
        (("2", "2", "99"), (0, 1, 2)),
        (("", "1", ""), (1, 0, 2)),
        (("", "99", "98"), (2, 1, 0)),
    ],
)
def test_stops_stand_in_the_order_of_their_numbers(tours: list[Tour], numbers: tuple[str, ...], order: tuple[int, ...]):
    formset = typed(*((tour, number, str(n)) for n, (tour, number) in enumerate(zip(tours, numbers, strict=True))))

    assert formset.is_valid(), formset.errors
    assert [(stop.tour, stop.day, stop.minutes_before) for stop in formset.stops] == [(tours[n], 2, n) for n in order]


def test_row_without_a_tour_is_no_stop(tours: list[Tour]):
    formset = typed((None, "1", "10"), (tours[0], "2", "20"), (None, "", "30"))

    assert formset.is_valid(), formset.errors
    [stop] = formset.stops
    assert (stop.tour, stop.day, stop.minutes_before) == (tours[0], 2, 20)


def test_tour_that_may_not_be_chosen_is_refused(tours: list[Tour]):
    data = {"stops-TOTAL_FORMS": "1", "stops-INITIAL_FORMS": "0", "stops-0-tour": str(tours[0].uuid)}

    formset = stop_formset(data, route=None, tours=Tour.objects.exclude(pk=tours[0].pk))

    assert "tour" in formset.errors[0]


@pytest.mark.parametrize(("rows", "fit"), [(MOST_STOPS + EMPTY_ROWS, True), (MOST_STOPS + EMPTY_ROWS + 1, False)])
def test_all_stops_and_the_empty_rows_fit_in_and_no_more(tours: list[Tour], rows: int, fit: bool):
    assert typed(*[(tours[0], "1", "10")] * rows).is_valid() is fit


def test_stops_of_the_route_are_shown_with_empty_rows_below(tours: list[Tour]):
    route_over(tours)
    route = route_over([tours[2], tours[0]], days=(1, 2), minutes=40)

    formset = stop_formset(None, route=route, tours=Tour.objects.all())

    shown = [(row.initial.get("tour"), row.initial.get("order"), row.initial.get("day")) for row in formset]
    assert shown[:2] == [(tours[2].uuid, 1, 1), (tours[0].uuid, 2, 2)]
    assert [row.initial.get("minutes_before") for row in formset][:2] == [0, 40]
    assert [tour for tour, _order, _day in shown[2:]] == [None] * EMPTY_ROWS


def test_new_route_has_empty_rows_alone(tours: list[Tour]):
    route_over(tours)

    formset = stop_formset(None, route=None, tours=Tour.objects.all())

    assert [row.initial.get("tour") for row in formset] == [None] * EMPTY_ROWS
