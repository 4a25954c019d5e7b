"""Until when lists of tours stay as they are, if nobody changes anything."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, DateTimeField, Func, When
from django.db.models.lookups import GreaterThan

from accelerator.base.common.prepared import Param, run, text_of, text_once
from tours.models import Outlook, Tour

_QUARTER = timedelta(minutes=15)
_NOW: Any = Param("now", DateTimeField())
_MIDNIGHT: Any = Param("midnight", DateTimeField())


class _OfSlots(Func):
    """A column of the outlook that the tour would have if it were made at this moment."""

    function = "tours_outlook_of"
    template = "(%(function)s(%(expressions)s)).%(column)s"
    output_field = DateTimeField()


@text_once
def _statement() -> str:
    """The earliest change of a tour before midnight: an index leads to that of the outlooks that are true, and what the
    others would say is read from their slots. A hold that lasts longer than any may begins to count at some moment that
    is looked for no further: so nothing is kept beside it.
    """
    true, public = Outlook.objects.true_at(_NOW), Tour.objects.published().order_by()
    first = true.filter(valid_until__lt=_MIDNIGHT, tour__in=public).order_by("valid_until").values_list("valid_until")
    made = {name: _OfSlots("pk", _NOW, column=name) for name in ("valid_until", "latest_hold")}
    is_too_long = When(GreaterThan(made["latest_hold"], Outlook.objects.latest_hold(_NOW)), then=_NOW)
    until = Case(is_too_long, default=made["valid_until"])
    strays = public.without_outlook(_NOW).annotate(until=until)
    return f"""
        SELECT min(until) FROM (({text_of(first[:1])}) UNION ALL {text_of(strays.values_list("until"))}) AS each (until)
    """  # noqa: S608 - texts of QuerySets


def next_change(now: datetime) -> datetime:
    """Return a moment up to which the clock alone changes neither tours' next starts nor the days they are free on.

    Local days end with a quarter of an hour: so it is a quarter of an hour ahead at most.
    """
    midnight = datetime.fromtimestamp(now.timestamp() // _QUARTER.seconds * _QUARTER.seconds, now.tzinfo) + _QUARTER
    [(change,)] = run(_statement(), {"now": now, "midnight": midnight})
    return min(midnight, change) if change else midnight
