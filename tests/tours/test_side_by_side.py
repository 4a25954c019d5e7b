"""Two slots for a group, and who goes to which."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tours.side_by_side import shares, side_by_side

MORNING = datetime(2026, 12, 14, 7, tzinfo=UTC)


class Start(NamedTuple):
    starts_at: datetime
    free_seats: int

    @property
    def local_date(self) -> date:
        return self.starts_at.date()


def at(hours: float, free: int, *, day: int = 0) -> Start:
    return Start(MORNING + timedelta(days=day, hours=hours), free)


def test_the_closest_two_of_the_first_day_with_room_are_chosen() -> None:
    slots = [at(0, 10, day=1), at(1, 10, day=1), at(0, 10), at(3, 10), at(4, 10), at(9, 10)]
    assert side_by_side(slots, 20, 10) == (at(3, 10), at(4, 10))


def test_of_equally_close_ones_the_earliest_are_chosen() -> None:
    assert side_by_side([at(2, 10), at(0, 10), at(1, 10)], 18, 10) == (at(0, 10), at(1, 10))


def test_day_nearest_to_the_wanted_one_is_chosen() -> None:
    slots = [at(hour, 10, day=day) for day in (0, 3, 6) for hour in (0, 1)]
    pair = side_by_side(slots, 20, 10, near=date(2026, 12, 18))
    assert pair == (at(0, 10, day=3), at(1, 10, day=3))


@pytest.mark.parametrize(
    ("slots", "most"),
    [
        ([at(0, 10), at(1, 9)], 10),  # a place short
        ([at(0, 20), at(1, 20)], 9),  # there is room, but one booking is for nine
        ([at(0, 10), at(1, 10, day=1)], 10),  # on two days
        ([at(0, 40)], 40),
        ([at(0, 20), at(1, 0)], 20),
        ([], 10),
    ],
)
def test_none_where_no_day_has_two_with_room(slots: list[Start], most: int) -> None:
    assert side_by_side(slots, 20, most) is None


def test_class_keeps_its_adults_in_proportion() -> None:
    assert shares([24, 4], 15, 15) == ([12, 2], [12, 2])
    assert shares([21, 3], 20, 8) == ([14, 2], [7, 1])
    assert shares([2, 2], 2, 2) == ([1, 1], [1, 1])


@given(st.lists(st.integers(0, 30), min_size=1, max_size=5).filter(any), st.integers(0, 20), st.integers(0, 20))
def test_everybody_goes_somewhere_and_each_slot_has_room(counts: list[int], spare: int, more: int) -> None:
    total = sum(counts)
    first = total // 2 + spare
    second = max(0, total - first) + more
    here, there = shares(counts, first, second)
    assert [a + b for a, b in zip(here, there, strict=True)] == counts
    assert min(*here, *there) >= 0
    assert sum(here) <= first
    assert sum(there) <= second
