"""What a weekly rule says, and a preview of the slots that it would create."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.base.common import clock
from accelerator.base.common.dates import DayRange, monday_of
from accelerator.base.common.errors import Refusal
from tours.models import ScheduleRule, Slot, Tour, named_languages
from tours.models.slots import utc_times

LONGEST = timedelta(days=366)  # a rule's range
MOST_SLOTS = 1000  # made by one run
# How far from today a schedule reaches: a typing error in the year must not become a slot that no calendar can show. A
# rule that still runs may have begun a year ago, and history is read for longer than it is written.
EARLIEST, LATEST, HISTORY = timedelta(days=400), timedelta(days=731), timedelta(days=3653)


class RuleTooLarge(Refusal):
    """A rule that is longer, or makes more slots, than one run may."""


class StartState(StrEnum):
    """What running the rule does with a start that it names."""

    NEW = "new"  # a slot will be created
    MADE = "made"  # this rule has created it before; it may have been moved since
    TAKEN = "taken"  # the tour has another slot that begins then
    PAST = "past"


class ClockChange(StrEnum):
    """What a change of clocks does to a wall-clock time."""

    NONE = ""
    SKIPPED = "skipped"  # there is no such time that day: the start is as much later as the clocks are put forward
    TWICE = "twice"  # the time comes twice: the first one counts


@dataclass(frozen=True)
class Plan:
    """What a weekly rule says: its days and times each once, in order. Without languages its slots have the tour's."""

    from_date: date
    to_date: date
    weekdays: Sequence[int]
    times: Sequence[time]
    except_dates: Sequence[date]
    capacity: int
    languages: Sequence[str] | None = None

    def __post_init__(self) -> None:
        for name in ("weekdays", "times", "except_dates"):
            object.__setattr__(self, name, sorted(set(getattr(self, name))))
        object.__setattr__(self, "languages", named_languages(self.languages or ()) or None)

    @classmethod
    def of(cls, rule: ScheduleRule) -> "Plan":
        return cls(
            rule.from_date, rule.to_date, rule.weekdays, rule.times, rule.except_dates, rule.capacity, rule.languages
        )  # fmt: skip

    def local_starts(self) -> Iterator[datetime]:
        """Yield every wall-clock start that the rule names, in order."""
        for number in range((self.to_date - self.from_date).days + 1):
            day = self.from_date + timedelta(days=number)
            if day.weekday() in self.weekdays and day not in self.except_dates:
                yield from (datetime.combine(day, at) for at in self.times)


@dataclass(frozen=True)
class PlannedStart:
    """One start that a rule names, and what running the rule does with it."""

    local_start: datetime
    starts_at: datetime
    ends_at: datetime
    state: StartState
    clock_change: ClockChange
    overlaps: datetime | None  # the local start of another slot of the tour that is still going on then


@dataclass(frozen=True)
class Preview:
    """What running a rule would do."""

    starts: Sequence[PlannedStart]
    zone: ZoneInfo

    @property
    def new(self) -> list[PlannedStart]:
        return [start for start in self.starts if start.state == StartState.NEW]

    @property
    def counts(self) -> Counter[StartState]:
        """How many starts there are of each state."""
        return Counter(start.state for start in self.starts)

    @property
    def overlapping(self) -> int:
        return sum(start.overlaps is not None for start in self.new)

    @property
    def clock_changes(self) -> list[PlannedStart]:
        return [start for start in self.new if start.clock_change]

    @property
    def weeks(self) -> list[tuple[date, list[PlannedStart]]]:
        """The starts by week, each week under its Monday."""
        by_week = groupby(self.starts, key=lambda start: monday_of(start.local_start.date()))
        return [(monday, list(starts)) for monday, starts in by_week]


def schedule_days() -> DayRange:
    """Return the days that a schedule may name today."""
    today = clock.now().date()
    return DayRange(today - EARLIEST, today + LATEST)


def history_days() -> DayRange:
    """Return the days for which a schedule may be read today."""
    today = clock.now().date()
    return DayRange(today - HISTORY, today + LATEST)


def preview_rule(*, tour: Tour, plan: Plan, rule: ScheduleRule | None = None) -> Preview:
    """Return what running the plan would create, and what it would leave alone; nothing is written.

    With `rule`, the slots that it has created count as made wherever they are now. Raises RuleTooLarge for a range
    beyond a year, or more than MOST_SLOTS new slots.
    """
    check_plan_length(plan)
    preview = Preview(list(_planned_starts(tour, plan, rule, clock.now())), tour.site.zone)
    if len(preview.new) > MOST_SLOTS:
        raise RuleTooLarge(
            _("You can open at most %(most)d slots at once. Choose a shorter range and extend it later.")
            % {"most": MOST_SLOTS}
        )
    return preview


def _planned_starts(tour: Tour, plan: Plan, rule: ScheduleRule | None, now: datetime) -> Iterator[PlannedStart]:
    zone = tour.site.zone
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
            state = StartState.MADE
        elif starts_at <= now:
            state = StartState.PAST
        elif starts_at in taken:
            state = StartState.TAKEN
        else:
            state = StartState.NEW
        overlap = _overlap(existing, starts_at, ends_at) if state == StartState.NEW else None
        yield PlannedStart(local_start, starts_at, ends_at, state, clock_change_at(local_start, zone), overlap)


def _overlap(
    existing: Sequence[tuple[datetime, datetime, datetime]], starts_at: datetime, ends_at: datetime
) -> datetime | None:
    return next((local for begin, end, local in existing if begin < ends_at and starts_at < end), None)


def clock_change_at(local_start: datetime, zone: ZoneInfo) -> ClockChange:
    """Return whether the zone's clocks skip this wall-clock time, or show it twice."""
    first, second = (local_start.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return ClockChange.NONE
    there_and_back = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return ClockChange.TWICE if there_and_back == local_start else ClockChange.SKIPPED


def check_plan_length(plan: Plan) -> None:
    """Raise RuleTooLarge for a range beyond a year or far too many starts, Refusal where there is no start at all."""
    schedule_days().check(plan.from_date, plan.to_date)
    if plan.to_date - plan.from_date > LONGEST:
        raise RuleTooLarge(_("A schedule can cover a year at most. You can extend it later."))
    starts = sum(1 for _start in plan.local_starts())
    if not starts:
        raise Refusal(_("There are no such weekdays in this range, or all of them are excluded."))
    if starts > MOST_SLOTS * 4:
        text = ngettext(
            "The schedule has %(count)d start, which is too many.",
            "The schedule has %(count)d starts, which is too many.",
            starts,
        )
        raise RuleTooLarge(text % {"count": starts})
