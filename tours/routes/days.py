"""The days on which a route can be taken: a slot with places at every stop, in order and reachable in time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol, TypeVar

from tours.ages import OLDEST, within
from tours.models import Slot, VisitorCategory
from tours.routes.models import RouteStop

LOOK_AHEAD = 60  # days


class Stop(Protocol):
    """What is needed of a stop here: the model or a row."""

    @property
    def tour_id(self) -> int: ...
    @property
    def day(self) -> int: ...
    @property
    def minutes_before(self) -> int: ...


class StopRow(NamedTuple):
    """A stop's tour, and when it comes on the way."""

    tour_id: int
    day: int
    minutes_before: int


class Timed(Protocol):
    """What is needed of a slot here: the model or a row."""

    @property
    def local_date(self) -> date: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


class TimesRow(NamedTuple):
    """The times of a slot."""

    local_date: date
    starts_at: datetime
    ends_at: datetime


class Priced(Protocol):
    """What is needed of a visitor category here: the model or a row."""

    @property
    def min_age(self) -> int | None: ...
    @property
    def max_age(self) -> int | None: ...
    @property
    def price_kopecks(self) -> int: ...
    def admits(self, age: int) -> bool: ...


class PriceRow(NamedTuple):
    """The ages and the price of a visitor category."""

    min_age: int | None
    max_age: int | None
    price_kopecks: int

    def admits(self, age: int) -> bool:
        """As `VisitorCategory.admits`."""
        return within(age, self.min_age, self.max_age)


class Unread(Exception):
    """The answer depends on slots that were not read."""


_T = TypeVar("_T", bound=Timed)


@dataclass(frozen=True)
class StopSlots:
    """The slots of one stop on a day, the proposed one, and those that fit with the other stops at all."""

    stop: RouteStop
    slots: list[Slot]
    proposed: Slot | None
    fitting: list[Slot]


@dataclass(frozen=True)
class RouteDay:
    """A first day on which the whole route can be taken."""

    first_day: date
    stops: list[StopSlots]


@dataclass(frozen=True)
class AgeBand:
    """Ages of visitors with the same prices at every stop; `categories` are those of the stops, in order."""

    low: int
    high: int | None
    categories: tuple[Any, ...]  # those that were given to `age_bands`

    @property
    def price_kopecks(self) -> int:
        """What one visitor of the band pays for the whole route, on site."""
        return sum(category.price_kopecks for category in self.categories)


def slots_by_stop(
    stops: Sequence[RouteStop],
    people: int,
    now: datetime,
    until: datetime | None = None,
    *,
    own: Mapping[int, int] | None = None,
) -> dict[int, list[Slot]]:
    """Return each stop's slots with room for the party, by the tour's id, in one query: by default of LOOK_AHEAD days.

    `own` are the places that the visitor holds, by their slots' ids: for this visitor they are free.
    """
    own = own or {}
    by_tour: dict[int, list[Slot]] = {stop.tour_id: [] for stop in stops}
    slots = Slot.objects.filter(tour__in=by_tour, starts_at__lt=until or now + timedelta(days=LOOK_AHEAD))
    for slot in slots.with_places_for(0 if own else people, now).select_related("tour", "site").by_start():
        slot.free_seats += own.get(slot.pk, 0)
        if slot.free_seats >= people:
            by_tour[slot.tour_id].append(slot)
    return by_tour


def route_days(stops: Sequence[RouteStop], slots: Mapping[int, list[Slot]]) -> list[RouteDay]:
    """Return the first days on which every stop can be reached, earliest first, each with a proposal."""
    return [
        RouteDay(
            first,
            [
                StopSlots(stop, there, proposed, fitting)
                for stop, (there, proposed), fitting in zip(stops, visits, _fitting(stops, visits), strict=True)
            ],
        )
        for first, visits in _possible_days(stops, slots)
    ]


def _fitting(stops: Sequence[RouteStop], visits: Sequence[tuple[list[_T], _T]]) -> list[list[_T]]:
    """At each stop the slots that some way through all stops uses: reached in time, and leaving time for the rest."""
    ways = [timedelta(minutes=stop.minutes_before) for stop in stops]
    kept = [there for there, _proposed in visits]
    for at in range(1, len(kept)):
        ready = min(slot.ends_at for slot in kept[at - 1]) + ways[at]
        kept[at] = [slot for slot in kept[at] if slot.starts_at >= ready]
    for at in range(len(kept) - 2, -1, -1):
        latest = max(slot.starts_at for slot in kept[at + 1]) - ways[at + 1]
        kept[at] = [slot for slot in kept[at] if slot.ends_at <= latest]
    return kept


def next_day(
    stops: Sequence[Stop], slots: Mapping[int, list[_T]], *, read_to: Mapping[int, date] = MappingProxyType({})
) -> date | None:
    """Return the first of those days; None if there is none.

    `read_to` names the tours of which only the first slots are given, each with the day from which on some may be
    missing; raise Unread if the answer depends on one of these.
    """
    return next((first for first, _visits in _possible_days(stops, slots, read_to)), None)


def _possible_days(
    stops: Sequence[Stop], slots: Mapping[int, list[_T]], read_to: Mapping[int, date] = MappingProxyType({})
) -> Iterator[tuple[date, list[tuple[list[_T], _T]]]]:
    """Yield each first day, with every stop's slots and the proposed one."""
    if not stops:
        return
    for first in sorted({slot.local_date - timedelta(days=stops[0].day - 1) for slot in slots[stops[0].tour_id]}):
        if visits := _on_day(stops, slots, first, read_to):
            yield first, visits
    if stops[0].tour_id in read_to:
        raise Unread


def _on_day(
    stops: Sequence[Stop], slots: Mapping[int, list[_T]], first: date, read_to: Mapping[int, date]
) -> list[tuple[list[_T], _T]] | None:
    visits: list[tuple[list[_T], _T]] = []
    ready: datetime | None = None
    for stop in stops:
        day = first + timedelta(days=stop.day - 1)
        same_day = [slot for slot in slots[stop.tour_id] if slot.local_date == day]
        earliest = ready + timedelta(minutes=stop.minutes_before) if ready else None
        # The earliest that can be reached leaves most room for what follows.
        proposed = next((slot for slot in same_day if earliest is None or slot.starts_at >= earliest), None)
        if proposed is None:
            if day >= read_to.get(stop.tour_id, date.max):
                raise Unread
            return None
        visits.append((same_day, proposed))
        ready = proposed.ends_at
    return visits


def priced_categories(stops: Sequence[RouteStop]) -> list[list[VisitorCategory]]:
    """Return the categories offered at each stop, in one query."""
    by_tour: dict[int, list[VisitorCategory]] = {stop.tour_id: [] for stop in stops}
    for category in VisitorCategory.objects.offered().filter(tour__in=by_tour):
        by_tour[category.tour_id].append(category)
    return [by_tour[stop.tour_id] for stop in stops]


def age_bands(categories_by_tour: Sequence[Iterable[Priced]]) -> list[AgeBand]:
    """Return the bands of ages with the same prices; ages that some stop has no category for are left out."""
    each = [list(categories) for categories in categories_by_tour]
    edges = {0}
    for category in (category for categories in each for category in categories):
        edges.add(category.min_age or 0)
        if category.max_age is not None:
            edges.add(category.max_age + 1)
    lows = sorted(edges)
    bands: list[AgeBand] = []
    for low, following in zip(lows, [*lows[1:], None], strict=True):
        high = following - 1 if following is not None else None
        younger = bands[-1] if bands and bands[-1].high == low - 1 else None
        before = younger.categories if younger else ()
        fitting = [_category_at(categories, low, before) for categories in each]
        if not all(fitting):
            continue
        chosen = tuple(category for category in fitting if category)
        if younger and younger.categories == chosen:
            bands[-1] = AgeBand(younger.low, high, chosen)
        else:
            bands.append(AgeBand(low, high, chosen))
    return bands


def _category_at(categories: Iterable[Priced], age: int, before: Sequence[Priced]) -> Priced | None:
    """The cheapest category by age alone; of equal ones one of `before`, or else the widest, so that bands are few."""
    admitting = [category for category in categories if category.admits(age)]
    # A student pays less than the adults of the same ages, for a reason that the age does not tell.
    by_age = [one for one in admitting if not any(_undercuts(one, other) for other in admitting)]
    return min(by_age, key=lambda one: (one.price_kopecks, one not in before, -_width(one)), default=None)


def _undercuts(one: Priced, other: Priced) -> bool:
    (low, high), (least, most) = _span(one), _span(other)
    return one.price_kopecks < other.price_kopecks and low <= least and most <= high


def _width(category: Priced) -> int:
    low, high = _span(category)
    return high - low


def _span(category: Priced) -> tuple[int, int]:
    return category.min_age or 0, OLDEST if category.max_age is None else category.max_age
