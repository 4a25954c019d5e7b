"""What a weekly rule would make: read before anything is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.base.common import clock
from accelerator.base.common.dates import DayRange, monday_of
from accelerator.base.common.errors import Refusal
from tours.models import ScheduleRule, Slot, Tour
from tours.models.slots import utc_times

LONGEST = timedelta(days=366)  # a rule's range
MOST_SLOTS = 1000  # made by one run
# How far from today a schedule reaches: a slip in the year must not become a slot that no calendar can show. A rule
# that still runs may have begun a year ago, and history is read for longer than it is written.
BACK, AHEAD, HISTORY = timedelta(days=400), timedelta(days=731), timedelta(days=3653)


class TooMuch(Refusal):
    """A rule that is longer, or makes more slots, than one run may."""


class State(StrEnum):
    """What becomes of a start that the rule names."""

    NEW = "new"  # it will be made
    MADE = "made"  # this rule has made it before; it may have been moved since
    TAKEN = "taken"  # the tour has another slot that begins then
    PAST = "past"


class ClockChange(StrEnum):
    """What a change of clocks does to a wall-clock time."""

    NONE = ""
    SKIPPED = "skipped"  # there is no such time that day: the start is as much later as the clocks are put forward
    TWICE = "twice"  # the time comes twice: the first one counts


@dataclass(frozen=True)
class Plan:
    """A weekly rule as it is written down: not a row yet."""

    from_date: date
    to_date: date
    weekdays: Sequence[int]
    times: Sequence[time]
    except_dates: Sequence[date]
    capacity: int

    @classmethod
    def of(cls, rule: ScheduleRule) -> "Plan":
        return cls(rule.from_date, rule.to_date, rule.weekdays, rule.times, rule.except_dates, rule.capacity)

    def local_starts(self) -> Iterator[datetime]:
        """Every wall-clock start the rule names, in order."""
        for number in range((self.to_date - self.from_date).days + 1):
            day = self.from_date + timedelta(days=number)
            if day.weekday() in self.weekdays and day not in self.except_dates:
                yield from (datetime.combine(day, at) for at in sorted(set(self.times)))


@dataclass(frozen=True)
class PlannedStart:
    """One start that a rule names, and what becomes of it."""

    local_start: datetime
    starts_at: datetime
    ends_at: datetime
    state: State
    clock_change: ClockChange
    overlaps: datetime | None  # the local start of another slot of the tour that is still going on then

    @property
    def is_new(self) -> bool:
        return self.state == State.NEW


@dataclass(frozen=True)
class Preview:
    """What running a rule would do, before anything is made."""

    starts: Sequence[PlannedStart]
    zone: ZoneInfo

    @property
    def new(self) -> list[PlannedStart]:
        return [start for start in self.starts if start.is_new]

    def count(self, state: State) -> int:
        return sum(start.state == state for start in self.starts)

    @property
    def made(self) -> int:
        return self.count(State.MADE)

    @property
    def taken(self) -> int:
        return self.count(State.TAKEN)

    @property
    def past(self) -> int:
        return self.count(State.PAST)

    @property
    def overlapping(self) -> int:
        return sum(start.overlaps is not None for start in self.new)

    @property
    def clock_changes(self) -> list[PlannedStart]:
        return [start for start in self.new if start.clock_change]

    @property
    def weeks(self) -> list[tuple[date, list[PlannedStart]]]:
        """The starts by week, each week under its Monday."""
        found: dict[date, list[PlannedStart]] = {}
        for start in self.starts:
            found.setdefault(monday_of(start.local_start.date()), []).append(start)
        return list(found.items())


def schedule_days() -> DayRange:
    """What a schedule may name today."""
    today = clock.now().date()
    return DayRange(today - BACK, today + AHEAD)


def history_days() -> DayRange:
    """What a schedule may be read for today."""
    today = clock.now().date()
    return DayRange(today - HISTORY, today + AHEAD)


def preview_rule(*, tour: Tour, plan: Plan, rule: ScheduleRule | None = None) -> Preview:
    """What running the plan would make, and what it would leave alone; nothing is written.

    With `rule`, the slots that it has made count as made wherever they stand now. Raises TooMuch for a range beyond a
    year, or more than MOST_SLOTS new slots.
    """
    check_plan_length(plan)
    starts = list(_foreseen(tour, plan, rule, clock.now()))
    if sum(start.is_new for start in starts) > MOST_SLOTS:
        raise TooMuch(
            _("More than %(most)d slots at once. Take a shorter range and extend it later.") % {"most": MOST_SLOTS}
        )
    return Preview(starts, tour.site.zone)


def slots_outside_rule(rule: ScheduleRule) -> list[Slot]:
    """Coming slots that the rule has made and would not make any more, since its dates, days or times have changed."""
    planned = set(Plan.of(rule).local_starts())
    coming = rule.slots.upcoming(clock.now())
    return [slot for slot in coming.select_related("tour", "site").by_start() if slot.planned_start not in planned]


def _foreseen(tour: Tour, plan: Plan, rule: ScheduleRule | None, now: datetime) -> Iterator[PlannedStart]:
    zone, length = tour.site.zone, timedelta(minutes=tour.duration_minutes)
    made = set(rule.slots.values_list("planned_start", flat=True)) if rule else set()
    others = tour.slots.exclude(status=Slot.Status.CANCELLED).filter(
        local_date__range=(plan.from_date - timedelta(days=1), plan.to_date + timedelta(days=1))
    )
    if rule:
        others = others.exclude(rule=rule)
    existing = sorted(others.values_list("starts_at", "ends_at", "local_start"))
    taken = {starts_at for starts_at, _ends_at, _local in existing}
    for local_start in plan.local_starts():
        starts_at, ends_at = utc_times(local_start, tour.duration_minutes, zone)
        if local_start in made:
            state = State.MADE
        elif starts_at <= now:
            state = State.PAST
        elif starts_at in taken:
            state = State.TAKEN
        else:
            state = State.NEW
        overlap = _overlap(existing, starts_at, starts_at + length) if state == State.NEW else None
        yield PlannedStart(local_start, starts_at, ends_at, state, clock_change_at(local_start, zone), overlap)


def _overlap(
    existing: Sequence[tuple[datetime, datetime, datetime]], starts_at: datetime, ends_at: datetime
) -> datetime | None:
    return next((local for begin, end, local in existing if begin < ends_at and starts_at < end), None)


def clock_change_at(local_start: datetime, zone: ZoneInfo) -> ClockChange:
    """Whether the zone's clocks skip this wall-clock time, or show it twice."""
    first, second = (local_start.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return ClockChange.NONE
    there_and_back = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return ClockChange.TWICE if there_and_back == local_start else ClockChange.SKIPPED


def stored(plan: Plan) -> Plan:
    """The plan as a row keeps it: sorted, nothing twice."""
    return Plan(
        plan.from_date, plan.to_date, sorted(set(plan.weekdays)), sorted(set(plan.times)),
        sorted(set(plan.except_dates)), plan.capacity,
    )  # fmt: skip


def check_plan_length(plan: Plan) -> None:
    """Raises TooMuch for a range beyond a year or far more starts than a run makes, Refusal where there is none."""
    schedule_days().check(plan.from_date, plan.to_date)
    if plan.to_date - plan.from_date > LONGEST:
        raise TooMuch(_("A rule lasts a year at most. Extend it when the time comes."))
    starts = sum(1 for _start in plan.local_starts())
    if not starts:
        raise Refusal(_("No day in this range has such a weekday, or all of them are excepted."))
    if starts > MOST_SLOTS * 4:
        raise TooMuch(
            ngettext(
                "The rule names %(count)d start, which is too many.",
                "The rule names %(count)d starts, which is too many.",
                starts,
            )
            % {"count": starts}
        )
