"""Two slots for a group that fits into no single one: on the same day, one soon after the other."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import combinations
from typing import Protocol, TypeVar


class Startable(Protocol):
    """A slot that takes bookings, or a row with what is asked of one."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def local_date(self) -> date: ...
    @property
    def free_seats(self) -> int: ...


S = TypeVar("S", bound=Startable)


def side_by_side(slots: Iterable[S], people: int, most: int, near: date | None = None) -> tuple[S, S] | None:
    """Return two slots that take so many people together, at most `most` in each; None if no day has such.

    Of the day that is nearest to `near`, or of the first; of that day the two whose starts are closest, and the
    earliest of these.
    """
    of_day: dict[date, list[S]] = defaultdict(list)
    for slot in slots:
        if slot.free_seats > 0:
            of_day[slot.local_date].append(slot)
    for day in sorted(of_day, key=lambda one: (abs((one - near).days) if near else 0, one)):
        pairs = [
            (first, second)
            for first, second in combinations(sorted(of_day[day], key=lambda slot: slot.starts_at), 2)
            if min(first.free_seats, most) + min(second.free_seats, most) >= people
        ]
        if pairs:
            return min(pairs, key=lambda pair: (pair[1].starts_at - pair[0].starts_at, pair[0].starts_at))
    return None


def shares(counts: Sequence[int], first: int, second: int) -> tuple[list[int], list[int]]:
    """Divide a party, so many of each kind, over two slots with so many places: about half of each kind to either.

    A class keeps its adults in proportion. The two have room for all. What is odd goes to the first slot of the two,
    as far as there is room.
    """
    total = sum(counts)
    size = min(max(-(-total // 2), total - second), first)
    exact = [count * size / total for count in counts]
    here = [int(share) for share in exact]
    by_remainder = sorted(range(len(counts)), key=lambda kind: (here[kind] - exact[kind], kind))
    for kind in by_remainder[: size - sum(here)]:
        here[kind] += 1
    return here, [count - taken for count, taken in zip(counts, here, strict=True)]
