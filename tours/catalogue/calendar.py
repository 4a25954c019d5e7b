"""The calendar of a tour: its coming weeks, each day with its state, and its next slots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cached_property

from django.db.models import DateField, F, Func, IntegerField, Value
from django.db.models.functions import Abs
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accelerator.base.common.dates import day_at, monday_of
from accelerator.base.common.formats import NBSP
from tours.models import Slot, Tour
from tours.places import FEW_PLACES, places

WEEKS = 5  # shown at a time
QUIET_WEEKS = 2  # if so many weeks have no slot at the beginning, the calendar starts with the first slot's week
WEEK = timedelta(days=7)


class State(Enum):
    """What a visitor can do on a day."""

    FREE = "free"
    FEW = "few"
    SOLD_OUT = "sold_out"
    CLOSED = "closed"  # there are slots, but none can be booked (any more)
    NONE = "none"


@dataclass(frozen=True)
class Day:
    """A cell of the calendar."""

    date: date
    slots: tuple[Slot, ...]  # with free_seats
    now: datetime

    @property
    def bookable(self) -> list[Slot]:
        """The slots that take bookings, full ones too."""
        return [slot for slot in self.slots if slot.closed_because(self.now) is None]

    @property
    def closed(self) -> list[Slot]:
        """The slots that do not take bookings."""
        return [slot for slot in self.slots if slot.closed_because(self.now)]

    @property
    def places(self) -> int:
        """Places left in the slot that has most of them: a party cannot be split over two slots."""
        return max((slot.free_seats for slot in self.bookable), default=0)

    @property
    def state(self) -> State:
        if not self.slots:
            return State.NONE
        if not self.bookable:
            return State.CLOSED
        if self.places <= 0:
            return State.SOLD_OUT
        return State.FEW if self.places <= FEW_PLACES else State.FREE

    @property
    def has_places(self) -> bool:
        return self.state in (State.FREE, State.FEW)

    @property
    def number(self) -> str:
        """«15»; «1 дек» at the beginning of a month."""
        if self.date.day > 1:
            return str(self.date.day)
        return f"{self.date.day}{NBSP}{date_format(self.date, 'b' if get_language() == 'ru' else 'M')}"

    @property
    def words(self) -> str:
        """The text of the cell."""
        if self.has_places:
            return places(self.places).replace(NBSP, " ")  # a cell is narrow: the number may stand above its noun
        return {State.SOLD_OUT: _("no places"), State.CLOSED: pgettext("day", "closed")}.get(self.state, "")


@dataclass(frozen=True)
class Span:
    """Weeks of a tour, from Monday on; `earlier` and `later` are days with slots before and after them."""

    weeks: list[list[Day]]
    earlier: date | None
    later: date | None

    @property
    def first(self) -> date:
        return self.weeks[0][0].date

    @property
    def last(self) -> date:
        return self.weeks[-1][-1].date

    @cached_property
    def days(self) -> dict[date, Day]:
        return {day.date: day for week in self.weeks for day in week}


def days_with_slots(tour: Tour, now: datetime) -> list[date]:
    """Return the coming days with slots of the tour, in order."""
    slots = Slot.objects.filter(tour=tour).upcoming(now)
    return list(slots.order_by("local_date").values_list("local_date", flat=True).distinct())


def span_of(
    tour: Tour, days: Sequence[date], now: datetime, *, near: date | None = None, own: Mapping[int, int] | None = None
) -> Span:
    """Return WEEKS weeks of those from today's week on: the ones with the day `near`, or the first.

    Weeks after the tour's last slot are left out. `days` are the `days_with_slots`, at least one; `own` are the places
    that the visitor holds, by their slots' ids: for this visitor they are free.
    """
    first = monday_of(day_at(tour.site.zone, now))
    if days[0] >= first + QUIET_WEEKS * WEEK:
        first = monday_of(days[0])
    if near and near > first:
        first += (near - first) // (WEEKS * WEEK) * WEEKS * WEEK
    last = min(first + WEEKS * WEEK, max(monday_of(days[-1]), first) + WEEK) - timedelta(days=1)
    by_day: dict[date, list[Slot]] = {}
    slots = Slot.objects.filter(tour=tour, local_date__range=(first, last)).upcoming(now)
    for slot in slots.with_free_seats(now).by_start():
        slot.tour = tour
        slot.free_seats += (own or {}).get(slot.pk, 0)
        by_day.setdefault(slot.local_date, []).append(slot)
    span = (first + timedelta(days=number) for number in range((last - first).days + 1))
    cells = [Day(day, tuple(by_day.get(day, ())), now) for day in span]
    return Span(
        weeks=[cells[number : number + 7] for number in range(0, len(cells), 7)],
        earlier=max((day for day in days if day < first), default=None),
        later=min((day for day in days if day > last), default=None),
    )


def next_slots(
    tour: Tour, now: datetime, *, limit: int, near: date | None = None, own: Mapping[int, int] | None = None
) -> list[Slot]:
    """Return the next slots with a place left, or those nearest to a day, in the order of time.

    `own` are the places that the visitor holds, by their slots' ids: for this visitor they are free.
    """
    own = own or {}
    slots = Slot.objects.next_of(tour, 1, now, own=own)
    if near:
        slots = slots.order_by(Abs(_DaysBetween(F("local_date"), Value(near, DateField()))), "starts_at", "pk")
    found = sorted(slots[:limit], key=lambda slot: (slot.starts_at, slot.pk))
    for slot in found:
        slot.tour = tour
        slot.free_seats += own.get(slot.pk, 0)
    return found


class _DaysBetween(Func):
    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


WEEKDAYS = [date(2024, 1, 1) + timedelta(days=day) for day in range(7)]  # any week, for the names of its days
