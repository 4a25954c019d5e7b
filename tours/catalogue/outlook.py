"""Until when lists of tours stay as they are, if nobody changes anything."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import DateTimeField, F, Func, QuerySet

from accelerator.base.common.prepared import prepared
from tours.models import Tour

_QUARTER = timedelta(minutes=15)


class _Change(NamedTuple):
    until: datetime | None


class _UntilBySlots(Func):
    """What the tour's outlook would say if it were made at this moment."""

    function = "tours_outlook_of"
    template = "(%(function)s(%(expressions)s)).valid_until"
    output_field = DateTimeField()


@prepared(_Change, now=DateTimeField())
def _next_change(the: Any) -> QuerySet:
    tours = Tour.objects.published()
    until = tours.by_outlook(the.now, F("outlook__valid_until"), _UntilBySlots("pk", the.now))
    return tours.annotate(until=until).order_by(F("until").asc(nulls_last=True))[:1]


def next_change(now: datetime) -> datetime:
    """Return a moment up to which the clock alone changes neither tours' next starts nor the days they are free on.

    Local days end with a quarter of an hour: so it is a quarter of an hour ahead at most.
    """
    midnight = datetime.fromtimestamp(now.timestamp() // _QUARTER.seconds * _QUARTER.seconds, now.tzinfo) + _QUARTER
    change = _next_change.one(now=now)
    return min(midnight, change.until) if change and change.until else midnight
