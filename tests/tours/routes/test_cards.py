"""The next day of a route, of which a card reads only the first free slots of each stop."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from accelerator.base.common import clock
from tests.factories.routes import route_over
from tests.factories.tours import SlotFactory, TourFactory
from tours.routes.cards import FIRST, public_routes
from tours.routes.days import StopRow, TimesRow, Unread, next_day

DAY = date(2026, 12, 7)
IRON, BREAD = 1, 2
STOPS = [StopRow(IRON, 1, 0), StopRow(BREAD, 1, 60)]


def times(*starts: int, day: date = DAY) -> list[TimesRow]:
    """Visits of an hour each."""
    at = [datetime.combine(day, time(start), ZoneInfo("Europe/Moscow")) for start in starts]
    return [TimesRow(day, start, start + timedelta(hours=1)) for start in at]


def test_what_fits_among_the_first_slots_is_the_answer() -> None:
    slots = {IRON: times(9), BREAD: times(8, 11)}

    assert next_day(STOPS, slots) == DAY
    assert next_day(STOPS, slots, read_to={IRON: DAY, BREAD: DAY}) == DAY


@pytest.mark.parametrize("unread", [{BREAD: DAY}, {IRON: DAY}])
def test_answer_that_depends_on_slots_that_were_not_read_is_none_yet(unread: dict[int, date]) -> None:
    slots = {IRON: times(9), BREAD: times(8)}

    assert next_day(STOPS, slots) is None
    with pytest.raises(Unread):
        next_day(STOPS, slots, read_to=unread)


def test_day_of_which_everything_was_read_is_ruled_out() -> None:
    later = DAY + timedelta(days=1)
    slots = {IRON: times(9) + times(9, day=later), BREAD: times(8) + times(11, day=later)}

    assert next_day(STOPS, slots, read_to={BREAD: later}) == later


@pytest.mark.django_db
@pytest.mark.parametrize(("slots", "queries"), [(FIRST - 1, 1), (FIRST + 3, 2)])
def test_day_behind_the_first_slots_is_found_by_another_query(
    django_assert_num_queries: DjangoAssertNumQueries, slots: int, queries: int
) -> None:
    first, second = (TourFactory(published=True, duration_minutes=60) for _ in range(2))
    route_over([first, second], minutes=60)
    for ahead in range(slots):
        SlotFactory(tour=first, days_ahead=2 + ahead, at=time(12))
        SlotFactory(tour=second, days_ahead=2 + ahead, at=time(14 if ahead == slots - 1 else 12))

    with django_assert_num_queries(queries):
        [card] = public_routes(clock.now())

    assert card.next_day == second.slots.latest("starts_at").local_date


@pytest.mark.django_db
def test_route_that_cannot_be_taken_has_no_day_however_many_slots_it_has() -> None:
    first, second = (TourFactory(published=True) for _ in range(2))
    route_over([first, second])
    for ahead in range(FIRST + 1):
        SlotFactory(tour=first, days_ahead=2 + ahead, at=time(12))

    [card] = public_routes(clock.now())

    assert card.next_day is None
