"""Days a visitor may choose: «today» is today where the site is, so a slot in Vladivostok has its own."""

from datetime import datetime, timedelta

from django.db.models import DateField, DateTimeField, F, Func, QuerySet, Value
from django.db.models.functions import TruncWeek
from django.db.models.lookups import Exact

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
        return on_named_days(slots, criteria.when, now)
    if criteria.date_from:
        slots = slots.filter(local_date__gte=criteria.date_from)
    if criteria.date_to:
        slots = slots.filter(local_date__lte=criteria.date_to)
    return slots


def on_named_days(slots: QuerySet, when: str, now: datetime) -> QuerySet:
    """Those of the slots that lie on a day that has a name."""
    # An index knows dates, not clocks: first the few dates that it can be somewhere on Earth.
    todays = sorted({(now + offset).date() for offset in (timedelta(hours=-12), timedelta(), timedelta(hours=14))})
    if when == When.TODAY:
        return slots.filter(local_date__in=todays).filter(local_date=_SiteDay(now))
    if when == When.TOMORROW:
        tomorrows = [day + timedelta(days=1) for day in todays]
        return slots.filter(local_date__in=tomorrows).filter(local_date=_SiteDay(now, 1))
    # What is left of the week's Saturday and Sunday.
    weekends = {day + timedelta(days=number - day.weekday()) for day in todays for number in WEEKEND}
    return slots.filter(local_date__in=sorted(weekends)).filter(
        Exact(TruncWeek("local_date"), TruncWeek(_SiteDay(now)))
    )
