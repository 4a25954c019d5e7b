"""What the planner answers: the best plans in words, or what stands in the way and what would fit instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.base.common.formats import days_until, duration, local_date, local_time, zone_offset
from tours.models import Tour
from tours.planner.asked import Asked
from tours.planner.reading import Chosen, StartRow, as_visit, free_starts
from tours.planner.search import Answer, Meal, Plan, Rules, Stop, between, find_plans
from tours.planner.ways import ways_between
from tours.requirements import requirements_of

OTHERS = 3  # plans that begin on other days
AHEAD = 60  # days after those asked for, in which the nearest dates are looked for
BEFORE = 7  # and before them
LONGEST = 5  # days that a plan on other dates may take


@dataclass(frozen=True)
class ShownVisit:
    """A stop of a plan: when, and what lies before it."""

    tour: Tour
    start: StartRow
    arrive: str
    way: int = 0
    waiting: int = 0
    is_meal: bool = False
    is_next_day: bool = False

    @property
    def times(self) -> str:
        """«10:00–11:30», with the zone where that is not Moscow's."""
        zone = self.start.timezone
        times = f"{local_time(self.start.starts_at, zone)}–{local_time(self.start.ends_at, zone)}"
        offset = zone_offset(self.start.starts_at, zone)
        return f"{times} ({offset})" if offset else times

    @property
    def before(self) -> str:
        """«дорога 25 мин · обед 45 мин · свободно 20 мин»."""
        parts = [_("way {time}").format(time=duration(self.way))] if self.way else []
        parts += [_("meal {time}").format(time=duration(Meal().minutes))] if self.is_meal else []
        parts += [_("{time} free").format(time=duration(self.waiting))] if self.waiting else []
        return " · ".join(parts)


@dataclass(frozen=True)
class ShownPlan:
    """A plan in words, by days, and the address at which it is booked."""

    visits: Sequence[ShownVisit]
    kopecks: int
    days: int
    company: Sequence[tuple[str, str]]

    @property
    def by_day(self) -> list[tuple[date, list[ShownVisit]]]:
        found: dict[date, list[ShownVisit]] = {}
        for visit in self.visits:
            found.setdefault(visit.start.local_date, []).append(visit)
        return list(found.items())

    @property
    def first_day(self) -> date:
        return self.visits[0].start.local_date

    @property
    def last_day(self) -> date:
        return self.visits[-1].start.local_date

    @property
    def when(self) -> str:
        """«сб, 5 декабря, 10:00–15:30», «5–6 декабря 2026»."""
        first, last = self.visits[0].start, self.visits[-1].start
        if self.days > 1:
            return days_until(self.first_day, self.last_day)
        times = f"{local_time(first.starts_at, first.timezone)}–{local_time(last.ends_at, last.timezone)}"
        return f"{local_date(self.first_day)}, {times}"

    @property
    def way(self) -> int:
        return sum(visit.way for visit in self.visits)

    @property
    def waiting(self) -> int:
        return sum(visit.waiting for visit in self.visits)

    @property
    def booking(self) -> str:
        """The query of the page that books it."""
        return urlencode([*(("slot", visit.start.uuid) for visit in self.visits), *self.company])


@dataclass(frozen=True)
class Other:
    """What would fit instead, and the query that asks for it."""

    words: str
    query: str


@dataclass
class Outcome:
    """The plan that is shown and those that begin on other days; or why there is none, and what would fit."""

    plan: ShownPlan | None = None
    others: list[Other] = field(default_factory=list)
    why: str = ""
    nearest: list[Other] = field(default_factory=list)
    without: Other | None = None
    without_meal: Other | None = None


@dataclass(frozen=True)
class _World:
    """The stops with their starts of some days, and the ways between them."""

    chosen: Sequence[Chosen]
    stops: Sequence[Stop]
    starts: Mapping[int, StartRow]
    rules: Rules

    @classmethod
    def of(cls, asked: Asked, chosen: Sequence[Chosen], found: Mapping[int, Sequence[StartRow]]) -> "_World":
        starts = {start.pk: start for rows in found.values() for start in rows}
        places = {start.site: start.point for start in starts.values()}
        stops = [
            Stop(
                one.tour.pk,
                one.kopecks,
                [as_visit(start, minutes_before(one.tour)) for start in found[one.tour.pk]],
            )
            for one in chosen
        ]
        return cls(chosen, stops, starts, Rules(ways_between(places, asked.by), Meal() if asked.meal else None))

    def within(self, first: int, last: int) -> list[Stop]:
        """The stops with their starts between two days."""
        return [stop._replace(visits=[one for one in stop.visits if first <= one.day <= last]) for stop in self.stops]

    def shown(self, plan: Plan, asked: Asked) -> ShownPlan:
        visits = [visit for _stop, visit in plan.visits]
        gaps = [None, *between(visits, self.rules)]
        shown = []
        for (stop, visit), gap in zip(plan.visits, gaps, strict=True):
            start, tour = self.starts[visit.slot], self.chosen[stop].tour
            early = start.starts_at - timedelta(minutes=minutes_before(tour))
            arrive = local_time(early, start.timezone) if early < start.starts_at else ""
            before = (gap.way, gap.waiting, gap.is_meal) if gap else ()
            shown.append(ShownVisit(tour, start, arrive, *before))
        return ShownPlan(shown, plan.price, plan.days, asked.company)


def minutes_before(tour: Tour) -> int:
    """How long before its start the tour asks its visitors to be there."""
    return requirements_of(tour).arrive_minutes_before or 0


def outcome(asked: Asked, chosen: Sequence[Chosen], now: datetime, own: Mapping[int, int]) -> Outcome:
    """Return what the planner answers for these tours; one statement reads their starts, a second those of other dates
    where nothing fits.
    """
    refused = next((one for one in chosen if one.refusal), None)
    if refused:
        why = _("“{tour}” does not fit your group. {why}").format(tour=refused.tour, why=refused.refusal)
        return Outcome(why=why, without=_without(refused.tour, asked) if len(chosen) > 1 else None)
    keys, people = [one.tour.pk for one in chosen], asked.party.size
    found = free_starts(keys, people, asked.first, asked.last, now, own)
    world = _World.of(asked, chosen, found)
    answer = find_plans(world.stops, world.rules, most=OTHERS + 1)
    if answer.plans:
        return _found(answer, world, asked)
    result = Outcome(why=_why(answer, world, asked))
    if answer.partial:
        result.without = _shorter(world.shown(answer.partial, asked), world, asked)
    if asked.meal and find_plans(world.stops, world.rules._replace(meal=None), most=1).plans:
        result.without_meal = Other(_("Plan without a break for lunch"), asked._replace(meal=False).query)
    result.nearest = _nearest(asked, chosen, now, own)
    return result


def _found(answer: Answer, world: _World, asked: Asked) -> Outcome:
    plans = [world.shown(plan, asked) for plan in answer.plans]
    plan = next((plan for plan in plans if plan.first_day == asked.day), plans[0])
    others = [Other(one.when, asked._replace(day=one.first_day).query) for one in plans if one is not plan]
    return Outcome(plan=plan, others=others)


def _why(answer: Answer, world: _World, asked: Asked) -> str:
    people = asked.party.size
    for stop, chosen in zip(world.stops, world.chosen, strict=True):
        if not stop.visits:
            return ngettext(
                "“{tour}” has no start on these days with a place for {n} visitor.",
                "“{tour}” has no start on these days with places for {n} visitors.",
                people,
            ).format(tour=chosen.tour, n=people)
    if answer.clash is None:
        return _("On these days there is no time left for all of it.")
    one, other = (world.chosen[stop].tour for stop in answer.clash)
    ways = [
        world.rules.way(first.place, second.place)
        for first in world.stops[answer.clash[0]].visits[:1]
        for second in world.stops[answer.clash[1]].visits[:1]
    ]
    if ways and ways[0]:
        return _(
            "“{one}” and “{other}” cannot be reached one after the other on these days: the way between them takes "
            "{time}, and no start of one leaves that time before the other."
        ).format(one=one, other=other, time=duration(ways[0]))
    return _("“{one}” and “{other}” do not fit into one trip on these days: their starts overlap.").format(
        one=one, other=other
    )


def _without(tour: Tour, asked: Asked) -> Other:
    return Other(_("Without “{tour}”").format(tour=tour), asked.without(tour.slug).query)


def _shorter(plan: ShownPlan, world: _World, asked: Asked) -> Other | None:
    kept = {visit.tour.slug for visit in plan.visits}
    left_out = [one.tour for one in world.chosen if one.tour.slug not in kept]
    names = ", ".join(_("“{tour}”").format(tour=tour) for tour in left_out)
    words = _("Without {names}: {when}").format(names=names, when=plan.when)
    shorter = asked
    for tour in left_out:
        shorter = shorter.without(tour.slug)
    return Other(words, shorter.query)


def _nearest(asked: Asked, chosen: Sequence[Chosen], now: datetime, own: Mapping[int, int]) -> list[Other]:
    """The first days after those asked for on which the whole plan fits, and the last one before them."""
    longest = min((asked.last - asked.first).days + 1, LONGEST)
    since = max(asked.first - timedelta(days=BEFORE), now.date())
    until = asked.last + timedelta(days=AHEAD)
    keys = [one.tour.pk for one in chosen]
    world = _World.of(asked, chosen, free_starts(keys, asked.party.size, since, until, now, own))
    plans: list[Plan] = []
    for day in range(asked.first.toordinal() - 1, since.toordinal() - 1, -1):
        found = find_plans(world.within(day, day + longest - 1), world.rules, most=1).plans
        if found:
            plans += found
            break
    later = world.within(asked.first.toordinal() + 1, until.toordinal())
    plans += find_plans(later, world.rules, most=2, longest=longest, soonest=True).plans
    shown = [world.shown(plan, asked) for plan in sorted(plans, key=lambda plan: plan.first_day)]
    return [Other(one.when, asked._replace(first=one.first_day, last=one.last_day, day=None).query) for one in shown]
