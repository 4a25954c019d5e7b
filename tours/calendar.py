"""A tour's month as visitors see it: each day with its state in words, and the slots of a chosen day."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cached_property

from django.db.models import DateField, F, Func, IntegerField, Value
from django.db.models.functions import Abs, TruncMonth
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tours.catalogue.cards import FEW_PLACES
from tours.models import Slot, Tour

NBSP = "\u00a0"


class State(Enum):
    """What a visitor finds on a day."""

    FREE = "free"
    FEW = "few"
    SOLD_OUT = "sold_out"
    CLOSED = "closed"  # there are slots, but none can be booked (any more)
    NONE = "none"


@dataclass(frozen=True)
class Day:
    """A cell of the month."""

    date: date
    slots: tuple[Slot, ...]  # with closes_at and free_seats
    now: datetime
    in_month: bool = True

    @property
    def bookable(self) -> list[Slot]:
        """Open slots whose booking has not closed yet, full ones too."""
        return [slot for slot in self.slots if slot.is_bookable(self.now)]

    @property
    def closed(self) -> list[Slot]:
        """Slots that cannot be booked, or not any more."""
        return [slot for slot in self.slots if not slot.is_bookable(self.now)]

    @property
    def places(self) -> int:
        """Places left over all of the day's slots."""
        return sum(max(slot.free_seats, 0) for slot in self.bookable)

    @property
    def state(self) -> State:
        if not self.slots:
            return State.NONE
        if not self.bookable:
            return State.CLOSED
        if not self.places:
            return State.SOLD_OUT
        return State.FEW if self.places <= FEW_PLACES else State.FREE

    @property
    def has_places(self) -> bool:
        return self.state in (State.FREE, State.FEW)

    @property
    def words(self) -> str:
        """The state as it stands in the cell."""
        if self.has_places:
            words = ngettext("{n} place", "{n} places", self.places).format(n=self.places)
            return words.replace(NBSP, " ")  # a cell is narrow: the number may stand above its noun
        return {
            State.SOLD_OUT: _("no places"),
            State.CLOSED: pgettext("day", "closed"),
        }.get(self.state, "")


@dataclass(frozen=True)
class Month:
    """A month of a tour, by weeks from Monday."""

    first: date
    weeks: list[list[Day]]
    earlier: date | None
    later: date | None

    @cached_property
    def days(self) -> dict[date, Day]:
        return {day.date: day for week in self.weeks for day in week if day.in_month}


def months_with_slots(tour: Tour, now: datetime) -> list[date]:
    """First days of the months in which the tour still takes place."""
    slots = Slot.objects.filter(tour=tour, starts_at__gt=now).exclude(status=Slot.Status.CANCELLED)
    months = slots.annotate(month=TruncMonth("local_date")).order_by("month").values_list("month", flat=True)
    return list(months.distinct())


def month_of(
    tour: Tour, first: date, months: Sequence[date], now: datetime, own: Mapping[int, int] | None = None
) -> Month:
    """The month that begins on this day; days of other months in its first and last week are empty.

    `own` are places that the reader holds, by their slots' ids: for the reader they are free.
    """
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    by_day: dict[date, list[Slot]] = {}
    slots = Slot.objects.filter(tour=tour, local_date__range=(first, last), starts_at__gt=now)
    for slot in slots.exclude(status=Slot.Status.CANCELLED).with_free_seats(now).by_start():
        slot.tour = tour
        slot.free_seats += (own or {}).get(slot.pk, 0)
        by_day.setdefault(slot.local_date, []).append(slot)
    weeks = [
        [Day(day, tuple(by_day.get(day, ())), now, in_month=day.month == first.month) for day in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    return Month(
        first=first,
        weeks=weeks,
        earlier=max((month for month in months if month < first), default=None),
        later=min((month for month in months if month > first), default=None),
    )


def next_slots(
    tour: Tour, now: datetime, *, limit: int, near: date | None = None, own: Mapping[int, int] | None = None
) -> list[Slot]:
    """The next slots with a place left, or those nearest to a day, before it and after it; in the order of time.

    `own` are places that the reader holds, by their slots' ids: for the reader they are free.
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


WEEK = [date(2024, 1, 1) + timedelta(days=day) for day in range(7)]  # a Monday and the days after it, for their names
