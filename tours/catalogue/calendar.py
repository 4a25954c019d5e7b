"""The calendar of a tour: the weeks that its page shows, each day with its state, and its next slots."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from typing import NamedTuple

from tours.booking.holders import OwnPlaces
from tours.catalogue.dates import NEXT_SLOTS, DateRow
from tours.models.slots import closed_because
from tours.places import FEW_PLACES

_CLOSED = -1  # of places: the day has slots, but none takes bookings


class State(Enum):
    """What a visitor can do on a day."""

    FREE = "free"
    FEW = "few"
    SHORT = "short"  # there are places, but too few for the party: looks as sold out
    SOLD_OUT = "sold_out"
    CLOSED = "closed"  # there are slots, but none can be booked (any more)
    NONE = "none"


_WITH_PLACES = (State.FREE, State.FEW, State.SHORT)


class Day(NamedTuple):
    """A day of the calendar."""

    date: date
    state: State = State.NONE
    places: int = 0  # left in the slot that has most of them: a party cannot be split over two slots

    @property
    def has_places(self) -> bool:
        return self.state in (State.FREE, State.FEW)


class Dates(NamedTuple):
    """What a tour's page says of its slots at one moment."""

    days: list[Day]  # whole weeks from a Monday on; none if no slot lies ahead
    earlier: date | None  # a day with slots before and after these weeks
    later: date | None
    chosen: Day | None  # the day asked for, if it is one of these
    slots: list[DateRow]  # of the chosen day
    next_slots: list[DateRow]  # the next ones with a place left
    nearest: list[DateRow]  # the same, but nearest to the chosen day
    with_places: Sequence[DateRow] = ()  # of these weeks with a place, where a party is asked for

    @property
    def is_dead_end(self) -> bool:
        """Return whether nobody can book: neither this party nor, as far as these weeks show, a smaller one."""
        return not self.next_slots and all(day.state not in _WITH_PLACES for day in self.days)


def dates_of(
    rows: Sequence[tuple],
    closes_before: timedelta,
    now: datetime,
    *,
    chosen: date | None = None,
    own: Sequence[OwnPlaces] = (),
    people: int = 1,
) -> Dates:
    """Arrange the rows of `read_dates` for so many people; the places that the visitor holds count as free."""
    seats: Counter[int] = Counter()
    for places in own:
        seats[places.pk] += places.seats
    most: dict[date, int] = {}
    with_places: list[DateRow] = []
    found: dict[str, list[DateRow]] = {"day": [], "next": [], "later": [], "sooner": []}
    for row in rows:
        part, pk, day, is_open, free = row[5], row[6], row[10], row[12], row[14]
        if pk in seats:
            free += seats[pk]
        if part == "day":
            places_left = free if is_open else _CLOSED
            if day not in most or places_left > most[day]:
                most[day] = places_left
        if part and (part != "day" or day == chosen):
            found[part].append(DateRow._make((*row[:14], free, row[15], None)))
        if part == "day" and people > 1 and is_open and free > 0:
            with_places.append(DateRow._make((*row[:14], free, row[15], None)))
    first, last, earlier, later = rows[0][:4]
    if first is None:
        return Dates([], None, None, None, [], [], [])
    days = [_day(first + timedelta(days=number), most, people) for number in range((last - first).days + 1)]
    day = days[(chosen - first).days] if chosen and first <= chosen <= last else None
    open_ones = (one for one in own if closed_because(one.status, one.starts_at, closes_before, now) is None)
    mine = [one for one in open_ones if seats[one.pk] >= people]
    near = [*found["sooner"], *found["later"]]
    return Dates(
        days,
        earlier,
        later,
        day,
        slots=found["day"],
        next_slots=_with_own(found["next"], mine, seats)[:NEXT_SLOTS],
        nearest=_nearest(_with_own(near, mine, seats), chosen) if chosen else [],
        with_places=with_places,
    )


def _day(day: date, most: Mapping[date, int], people: int) -> Day:
    """The day, by the places left in that slot which has most of them."""
    if day not in most:
        return Day(day)
    places = most[day]
    if places == _CLOSED:
        return Day(day, State.CLOSED)
    if places <= 0:
        return Day(day, State.SOLD_OUT)
    if places < people:
        return Day(day, State.SHORT, places)
    return Day(day, State.FEW if places <= FEW_PLACES else State.FREE, places)


def _with_own(slots: list[DateRow], own: Sequence[OwnPlaces], seats: Mapping[int, int]) -> list[DateRow]:
    """The slots in the order of time, and those that are missing since only the visitor's own places are free there."""
    if not own:
        return slots
    known = {slot.pk for slot in slots}
    missing = {one.pk: one for one in own if one.pk not in known}
    rows = [
        DateRow(
            None, None, None, None, None, "next", one.pk, one.uuid, one.starts_at, one.ends_at, one.local_date,
            one.timezone, True, one.capacity, seats[one.pk], one.spoken,
        )
        for one in missing.values()
    ]  # fmt: skip
    return sorted([*slots, *rows], key=_start)


def _nearest(slots: list[DateRow], day: date) -> list[DateRow]:
    """Those nearest to the day, in the order of time."""

    def distance(slot: DateRow) -> tuple[int, float]:
        days = (slot.local_date - day).days
        return abs(days), slot.starts_at.timestamp() * (1 if days >= 0 else -1)

    return sorted(sorted(slots, key=distance)[:NEXT_SLOTS], key=_start)


def _start(slot: DateRow) -> tuple[datetime, int]:
    return slot.starts_at, slot.pk
