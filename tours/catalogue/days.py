"""Days a visitor may choose: «today» is today where the site is, so a slot in Vladivostok has its own."""

from datetime import date, datetime, timedelta

from django.db.models import DateField, DateTimeField, F, Func, Q, QuerySet, Value
from django.db.models.functions import TruncWeek
from django.db.models.lookups import Exact

from accelerator.base.common.dates import monday_of
from tours.catalogue.criteria import Criteria, When

WEEKEND = (5, 6)  # Monday is 0, as in Python


class _SiteDay(Func):
    """The date on the clock of the slot's site at a moment, and so many days later."""

    function = "timezone"
    template = "((%(function)s(%(expressions)s))::date + %(days)s)"
    output_field = DateField()

    def __init__(self, now: datetime, days: int = 0) -> None:
        super().__init__(F("timezone"), Value(now, DateTimeField()), days=days)


def on_days(slots: QuerySet, criteria: Criteria, now: datetime) -> QuerySet:
    """Those of the slots that lie on the days asked for; all of them if no days are."""
    if criteria.when:
        return slots.filter(named_day(criteria.when, now))
    if criteria.date_from:
        slots = slots.filter(local_date__gte=criteria.date_from)
    if criteria.date_to:
        slots = slots.filter(local_date__lte=criteria.date_to)
    return slots


def named_day(when: str, now: datetime) -> Q:
    """Whether a slot lies on this day by the clock of its site."""
    # An index knows dates, not clocks: first the few dates that it can be somewhere on Earth.
    dates = Q(local_date__in=dates_of(when, now))
    if when == When.TODAY:
        return dates & Q(local_date=_SiteDay(now))
    if when == When.TOMORROW:
        return dates & Q(local_date=_SiteDay(now, 1))
    if len(_weeks(now)) == 1:
        return dates
    # Somewhere it is still Saturday, elsewhere Sunday already.
    return dates & Q(Exact(TruncWeek("local_date"), TruncWeek(_SiteDay(now, 1))))


def dates_of(when: str, now: datetime) -> list[date]:
    """The dates that a day with a name can have somewhere on Earth."""
    todays = _todays(now)
    if when == When.TODAY:
        return todays
    if when == When.TOMORROW:
        return [day + timedelta(days=1) for day in todays]
    return sorted({monday + timedelta(days=number) for monday in _weeks(now) for number in WEEKEND})


def _todays(now: datetime) -> list[date]:
    return sorted({(now + offset).date() for offset in (timedelta(hours=-12), timedelta(), timedelta(hours=14))})


def _weeks(now: datetime) -> set[date]:
    """Mondays of the weeks whose Saturday and Sunday are «the weekend» somewhere on Earth.

    On a Sunday that is the next one: what is left of this one is «today».
    """
    tomorrows = [day + timedelta(days=1) for day in _todays(now)]
    return {monday_of(day) for day in tomorrows}
