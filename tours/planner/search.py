"""The best way through chosen tours: which of their starts to take, in which order and on which days.

A plan visits every stop once. Between two visits of a day lie the way and the waiting, up to when one has to be at the
gate; between two days nothing but the way has to fit. Every day leaves time for a meal (`Meal`), unless one visit alone
lasts through it. The best plan takes the fewest days from its first to its last, then the least waiting and way, then
ends first, then costs least; the time of a meal is neither waiting nor way.

The search knows no tables and no clock: all times are whole minutes since the same moment, in UTC. It goes through the
starts in their order and keeps of each, for every set of stops seen by then, only what can still be part of a best
plan. From one day to the next it keeps the best of a whole tour instead of each start's, so that a month costs no more
than its days.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple


class Visit(NamedTuple):
    """One start of a stop's tour: when one has to be at the gate, from when to when it lasts, where and on which day.

    `noon` is 12 o'clock of that day where it is.
    """

    slot: int
    place: int
    day: int
    arrive: int
    start: int
    end: int
    noon: int


class Stop(NamedTuple):
    """A chosen tour, what the party pays there, and the starts that it could take."""

    tour: int
    price: int
    visits: Sequence[Visit]


class Meal(NamedTuple):
    """So many free minutes within this span after noon."""

    minutes: int = 45
    span: int = 180


class Rules(NamedTuple):
    """How long the way between two places takes, by their keys in either order, and whether days have a meal."""

    ways: Mapping[tuple[int, int], int]
    meal: Meal | None = Meal()

    def way(self, one: int, other: int) -> int:
        """Return the minutes from one place to another, 0 within a place."""
        return 0 if one == other else self.ways[min(one, other), max(one, other)]


class Plan(NamedTuple):
    """Visits in order, each with the index of its stop, and what the plan is judged by."""

    visits: tuple[tuple[int, Visit], ...]
    days: int
    idle: int  # minutes of waiting and way
    end: int
    price: int

    @property
    def key(self) -> tuple[int, int, int, int]:
        """The less, the better."""
        return self.days, self.idle, self.end, self.price

    @property
    def first_day(self) -> int:
        return self.visits[0][1].day

    @property
    def stops(self) -> frozenset[int]:
        """The indexes of the stops that it visits."""
        return frozenset(stop for stop, _visit in self.visits)


class Answer(NamedTuple):
    """The best plans through all stops, each with another first day, the best first.

    Without any: `partial` is the best plan through the most stops that fit, and `clash` the two stops, by index, of
    which one has to give way. `steps` is how often the search has compared two ways to the same visit.
    """

    plans: list[Plan]
    partial: Plan | None
    clash: tuple[int, int] | None
    steps: int


# --- What a day is ----------------------------------------------------------------------------------------------------


def _is_free(since: int, until: int, noon: int, meal: Meal) -> bool:
    return min(until, noon + meal.span) - max(since, noon) >= meal.minutes


def eats_before(visit: Visit, meal: Meal | None) -> bool:
    """Whether the first visit of a day lets its party eat before, or itself lasts through the meal."""
    if meal is None or visit.arrive >= visit.noon + meal.minutes:
        return True
    return visit.end > visit.noon + meal.span - meal.minutes


def eats_after(visit: Visit, meal: Meal | None) -> bool:
    """Whether the last visit of a day leaves time to eat."""
    return meal is None or visit.end <= visit.noon + meal.span - meal.minutes


def eats_between(one: Visit, other: Visit, way: int, meal: Meal) -> bool:
    """Whether there is time to eat between two visits of a day: where the first was, or where the next will be."""
    here = _is_free(one.end, other.arrive - way, one.noon, meal)
    return here or _is_free(one.end + way, other.arrive, other.noon, meal)


# --- The search -------------------------------------------------------------------------------------------------------

_NEVER = 1 << 40
# By the day on which a way began: how many minutes were idle, and which visit, set and meal came before.
_Labels = dict[int, tuple[int, Any]]


class _Group:
    """The visits of one stop at one place, and of how many of them each other group knows how they end."""

    def __init__(self, stop: int, place: int) -> None:
        self.stop, self.place = stop, place
        self.visits: list[int] = []
        self.pools: dict[int, _Pool] = {}


class _Pool:
    """What one group's visits of earlier days bring to another group: by the set of stops, the best of each."""

    def __init__(self) -> None:
        self.read = 0
        self.late: list[int] = []  # visits of earlier days that end too late for those looked at so far
        self.best: dict[int, _Labels] = {}


def find_plans(
    stops: Sequence[Stop], rules: Rules, *, most: int = 3, longest: int | None = None, soonest: bool = False
) -> Answer:
    """Return the best plans through all stops, `most` of them, none longer than so many days; or why there is none.

    The `soonest` are those that end first, whatever they are like: the search goes no further than to them.
    """
    return _Search(stops, rules, most, longest).answer(soonest=soonest)


class _Search:
    def __init__(self, stops: Sequence[Stop], rules: Rules, most: int, longest: int | None) -> None:
        self.stops, self.rules, self.most, self.longest = stops, rules, most, longest
        self.everything = (1 << len(stops)) - 1
        both = ((stop, visit) for stop, one in enumerate(stops) for visit in one.visits)
        ordered = sorted(both, key=lambda pair: (pair[1].start, pair[0], pair[1].slot))
        self.owners = [stop for stop, _visit in ordered]
        self.visits = [visit for _stop, visit in ordered]
        # Of each visit: by the set of stops seen and whether the day has had its meal.
        self.states: list[dict[tuple[int, bool], _Labels]] = []
        # Of each visit: by the set of stops, what may end the day there.
        self.closed: list[dict[int, _Labels]] = []
        self.groups: dict[tuple[int, int], _Group] = {}
        self.best: dict[int, tuple[tuple[int, int, int], int, int]] = {}  # by set: key, visit, first day
        self.found: dict[int, tuple[tuple[int, int, int], int]] = {}  # whole plans by first day: key, last visit
        # What no plan may exceed from now on: days, and minutes idle on so many days.
        self.most_days, self.most_idle = longest or _NEVER, _NEVER
        self.steps = 0

    def answer(self, *, soonest: bool) -> Answer:
        today: list[int] = []
        for at, visit in enumerate(self.visits):
            # A day is over where it is: elsewhere it may go on.
            today = [other for other in today if self.visits[other].day >= visit.day]
            self._look_at(at, visit, today)
            today.append(at)
            if soonest and len(self.found) >= self.most:
                break
        plans = self._plans()
        if plans or not self.best:
            return Answer(plans, None, None, self.steps)
        chosen = max(self.best, key=lambda seen: (seen.bit_count(), [-part for part in self.best[seen][0]]))
        _key, at, first = self.best[chosen]
        return Answer([], self._plan(at, chosen, first), self._clash(chosen), self.steps)

    def _look_at(self, at: int, visit: Visit, today: Sequence[int]) -> None:
        stop = self.owners[at]
        own, meal = 1 << stop, self.rules.meal
        states: dict[tuple[int, bool], _Labels] = {}
        fresh = eats_before(visit, meal)
        self._add(states, (own, fresh), visit.day, 0, None)
        for group in self.groups.values():
            if group.stop != stop:
                self._from_earlier_days(group, at, visit, own, fresh, states)
        for other in today:
            before = self.visits[other]
            if before.day == visit.day and self.owners[other] != stop:
                self._from_today(other, before, visit, own, states)
        self.states.append(states)
        self._close(at, visit, states)
        group = self.groups.setdefault((stop, visit.place), _Group(stop, visit.place))
        group.visits.append(at)

    def _from_today(
        self, other: int, before: Visit, visit: Visit, own: int, states: dict[tuple[int, bool], _Labels]
    ) -> None:
        way, meal = self.rules.way(before.place, visit.place), self.rules.meal
        gap = visit.arrive - before.end
        if gap < way:
            return
        eats = meal is not None and eats_between(before, visit, way, meal)
        through = eats_before(visit, meal) and visit.arrive < visit.noon + (meal.minutes if meal else 0)
        for (seen, has_eaten), labels in self.states[other].items():
            if seen & own:
                continue
            idle_more = gap
            if not has_eaten and eats and meal is not None:
                idle_more -= meal.minutes
            state = (seen | own, has_eaten or eats or through)
            for first, (idle, _before) in labels.items():
                days = visit.day - first + 1
                if days < self.most_days or (days == self.most_days and idle + idle_more <= self.most_idle):
                    self._add(states, state, first, idle + idle_more, (other, seen, has_eaten))

    def _from_earlier_days(
        self, group: _Group, at: int, visit: Visit, own: int, fresh: bool, states: dict[tuple[int, bool], _Labels]
    ) -> None:
        way = self.rules.way(group.place, visit.place)
        pool = group.pools.setdefault((self.owners[at] << 32) + visit.place, _Pool())
        latest = visit.arrive - way
        late, pool.late = pool.late, []
        for other in late:
            self._pour(pool, other, latest, own)
        while pool.read < len(group.visits) and self.visits[group.visits[pool.read]].day < visit.day:
            self._pour(pool, group.visits[pool.read], latest, own)
            pool.read += 1
        for seen, labels in list(pool.best.items()):
            for first in [first for first in labels if first <= visit.day - self.most_days]:
                del labels[first]  # of no use to later visits either
            if not labels:
                del pool.best[seen]
            for first, (idle, before) in labels.items():
                if idle + way <= self.most_idle or visit.day - first + 1 < self.most_days:
                    self._add(states, (seen | own, fresh), first, idle + way, before)

    def _pour(self, pool: _Pool, other: int, latest: int, own: int) -> None:
        """Add to the pool what ends there, if it ends in time."""
        if self.visits[other].end > latest:
            pool.late.append(other)
            return
        for seen, labels in self.closed[other].items():
            if not seen & own:
                for first, (idle, before) in labels.items():
                    if self.visits[other].day - first + 1 < self.most_days:
                        self._add(pool.best, seen, first, idle, before)

    def _close(self, at: int, visit: Visit, states: Mapping[tuple[int, bool], _Labels]) -> None:
        """Note what may end its day at this visit, and the best of it for each set of stops."""
        closed: dict[int, _Labels] = {}
        after = eats_after(visit, self.rules.meal)
        for (seen, has_eaten), labels in states.items():
            if not (has_eaten or after):
                continue
            for first, (idle, _before) in labels.items():
                self._add(closed, seen, first, idle, (at, seen, has_eaten))
        for seen, labels in closed.items():
            for first, (idle, _before) in labels.items():
                key = (visit.day - first + 1, idle, visit.end)
                if seen not in self.best or key < self.best[seen][0]:
                    self.best[seen] = (key, at, first)
                if seen == self.everything:
                    self._note(key, at, first)
        self.closed.append(closed)

    def _note(self, key: tuple[int, int, int], at: int, first: int) -> None:
        """Note a whole plan, and what the next ones have to keep within to be among the best."""
        if first in self.found and self.found[first][0] <= key:
            return
        self.found[first] = (key, at)
        if len(self.found) >= self.most:
            worst = sorted(found for found, _at in self.found.values())[self.most - 1]
            self.most_days, self.most_idle = worst[:2]

    def _add(self, states: dict[Any, _Labels], state: Any, first: int, idle: int, before: Any) -> None:
        """Keep this way to a state where it is better than the one that began on the same day, or among the latest."""
        self.steps += 1
        labels = states.get(state)
        if labels is None:
            states[state] = {first: (idle, before)}
            return
        known = labels.get(first)
        if known is not None:
            if idle < known[0]:
                labels[first] = (idle, before)
            return
        if len(labels) >= self.most:
            # A way that began later is shorter whatever follows: after so many of them this one is no longer needed.
            earliest = min(labels)
            if first < earliest:
                return
            del labels[earliest]
        labels[first] = (idle, before)

    def _plans(self) -> list[Plan]:
        best = sorted(self.found.items(), key=lambda found: (found[1][0], found[0]))
        return [self._plan(at, self.everything, first) for first, (_key, at) in best[: self.most]]

    def _plan(self, at: int, seen: int, first: int) -> Plan:
        last = self.visits[at]
        idle, before = self.closed[at][seen][first]
        visits: list[tuple[int, Visit]] = []
        while before is not None:
            at, seen, has_eaten = before
            visits.append((self.owners[at], self.visits[at]))
            _idle, before = self.states[at][seen, has_eaten][first]
        price = sum(self.stops[stop].price for stop, _visit in visits)
        return Plan(tuple(reversed(visits)), last.day - first + 1, idle, last.end, price)

    def _clash(self, chosen: int) -> tuple[int, int] | None:
        """Two of the fewest stops that have no plan; the second is rather one that the best partial plan leaves out."""
        impossible = (seen for seen in range(1, self.everything + 1) if seen not in self.best)
        never = min(impossible, key=lambda seen: (seen.bit_count(), seen), default=0)
        members = [stop for stop in range(len(self.stops)) if never >> stop & 1]
        if len(members) < 2:
            return None
        out = [stop for stop in members if not chosen >> stop & 1] or members
        one = out[-1]
        return next(stop for stop in members if stop != one), one


# --- What lies between two visits -------------------------------------------------------------------------------------


class Between(NamedTuple):
    """What comes before a visit: the way to it, how long one waits, and whether that is when to eat."""

    way: int
    waiting: int
    is_meal: bool = False


def between(visits: Sequence[Visit], rules: Rules) -> Iterator[Between]:
    """Yield what lies before each visit but the first; over night nothing but the way counts."""
    has_eaten = bool(visits) and eats_before(visits[0], rules.meal)
    for one, other in pairwise(visits):
        way = rules.way(one.place, other.place)
        if one.day != other.day:
            has_eaten = eats_before(other, rules.meal)
            yield Between(way, 0)
            continue
        is_meal = not has_eaten and rules.meal is not None and eats_between(one, other, way, rules.meal)
        has_eaten = has_eaten or is_meal or eats_before(other, rules.meal)
        eaten = rules.meal.minutes if is_meal and rules.meal else 0
        yield Between(way, other.arrive - one.end - way - eaten, is_meal)


def joins(visits: Iterable[Visit], rules: Rules) -> bool:
    """Return whether one can take these visits in this order: whether a party still reaches each of them."""
    return all(
        one.end + rules.way(one.place, other.place) <= other.arrive and one.day <= other.day
        for one, other in pairwise(visits)
    )
