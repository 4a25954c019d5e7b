"""Which dates may be entered: one rule for each kind of date, in forms, services and addresses.

A typo in the year must not become a date that breaks calculations (after 9999) or stays in lists for ever (1900). Each
kind of date has a function that returns its range, below or beside its service; fields and columns call it for every
value, since most ranges move with today.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal

YEARS_AHEAD = 5  # anything announced further ahead than this is a typo in the year


def day_at(zone: ZoneInfo, now: datetime) -> date:
    """Return the day on which this moment falls in a time zone."""
    return now.astimezone(zone).date()


def monday_of(day: date) -> date:
    """Return the first day of this day's week."""
    return day - timedelta(days=day.weekday())


class DayOutOfRange(Refusal):
    """A day outside the range of its kind."""


@dataclass(frozen=True)
class DayRange:
    """The days from the first to the last, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def refusal(self) -> str:
        """Return the message for a day outside."""
        return _("Choose a day between %(first)s and %(last)s.") % {
            "first": date_format(self.first, "j E Y"),
            "last": date_format(self.last, "j E Y"),
        }

    def check(self, *days: date | None) -> None:
        """Raise DayOutOfRange if one of these days lies outside; None is ignored."""
        if any(day is not None and day not in self for day in days):
            raise DayOutOfRange(self.refusal)


def any_day() -> DayRange:
    """Return the range for filters and addresses."""
    return DayRange(date(2000, 1, 1), date(2100, 12, 31))


def event_days() -> DayRange:
    """Return the range for public events, such as a forum."""
    return DayRange(date(2000, 1, 1), _years_from_today(YEARS_AHEAD))


def career_days() -> DayRange:
    """Return the range for taking up or leaving a post."""
    return DayRange(date(1950, 1, 1), _years_from_today(YEARS_AHEAD))


def birth_days() -> DayRange:
    """Return the range for the birth of a living person."""
    return DayRange(_years_from_today(-120), clock.now().date() + timedelta(days=1))  # a day ahead: zones differ


def _years_from_today(years: int) -> date:
    today = clock.now().date()
    return date(today.year + years, today.month, min(today.day, 28))


Range = Callable[[], DayRange]


@deconstructible
class Within:
    """Validate that a day lies in the range that `days` returns at that moment."""

    def __init__(self, days: Range) -> None:
        self.days = days

    def __call__(self, value: date) -> None:
        if value not in (days := self.days()):
            raise ValidationError(days.refusal, code="out_of_range")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Within) and self.days == other.days

    def __hash__(self) -> int:
        return hash(self.days)


class BoundedDateField(forms.DateField):
    """A day in the range that `within` returns."""

    def __init__(self, *, within: Range, **kwargs: Any) -> None:
        super().__init__(validators=[Within(within)], **kwargs)


def read_day(text: str | None) -> date | None:
    """Parse «2026-12-15» of an address; return None for anything else, and for days outside `any_day`."""
    try:
        day = date.fromisoformat(text or "") if len(text or "") == len("2026-12-15") else None
    except ValueError:
        return None
    return day if day is not None and day in any_day() else None


def read_month(text: str | None) -> date | None:
    """Parse «2026-12» of an address as its first day; return None for anything else, and outside `any_day`."""
    return read_day(f"{text}-01")  # of another length, it is no day either
