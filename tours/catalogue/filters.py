"""The filters as conditions on tours, used for the list and for the counts alike."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Greatest, Least, TruncWeek
from django.db.models.lookups import Exact, GreaterThan

from accelerator.base.common.dates import monday_of
from tours.ages import ADULT
from tours.catalogue.criteria import Criteria, When
from tours.models import Slot, Tour, VisitorCategory, VisitRequirements
from tours.querysets import about_themes
from tours.requirements import admits

PUPILS = (7, 17)  # ages
WEEKEND = (5, 6)  # Monday is 0, as in Python


def condition_of(name: str, criteria: Criteria, found: Sequence[int], now: datetime) -> Q:
    """Return the condition of the filter of this name (see criteria.FILTERS); `found` are the keys by words."""
    conditions: dict[str, Callable[[], Q]] = {
        "words": lambda: Q(pk__any=Value(list(found), ArrayField(BigIntegerField()))),
        "dates": lambda: Q(free_on(criteria, now)),
        "theme": lambda: about_themes(criteria.theme),
        "region": lambda: Q(enterprise__region__slug__in=criteria.region),
        "industry": lambda: Q(enterprise__industry__in=criteria.industry),
        "kind": lambda: Q(kind__in=criteria.kind),
        "age": lambda: admits(criteria.age or 0),
        "language": lambda: Q(languages__overlap=list(criteria.language)),
        "price": lambda: not_dearer(criteria.price_to or 0),
        "free": free_of_charge,
        "wheelchair": wheelchair_possible,
        "pupils": for_pupils,
    }
    return conditions[name]()


def not_dearer(roubles: int) -> Q:
    """Tours whose card shows at most this price."""
    return Q(pk__in=card_prices().filter(price__lte=roubles * 100).values("tour"))


def card_prices() -> QuerySet:
    """The price that each tour's card shows first (`Offer.price`), as `tour` and `price` in kopecks."""
    highest = Coalesce(Max("price_kopecks", filter=usual_payers()), Max("price_kopecks"))
    return VisitorCategory.objects.filter(is_active=True).order_by().values("tour").annotate(price=highest)


def for_pupils() -> Q:
    """Tours that admit some age at which children go to school, and have a price for it."""
    first, last = PUPILS
    offered = VisitorCategory.objects.filter(is_active=True).alias(
        youngest=Greatest(Coalesce("min_age", 0), Coalesce("tour__requirements__min_age", 0), first),
        oldest=Least(Coalesce("max_age", last), Coalesce("tour__requirements__max_age", last), last),
    )
    return Q(pk__in=offered.filter(youngest__lte=F("oldest")).values("tour"))


def usual_payers() -> Q:
    """Categories for which `is_usual` holds."""
    for_children = Q(tour__kind=Tour.Kind.CHILDREN)
    children = Q(min_age__isnull=True) | Q(min_age__lt=ADULT)
    adults = Q(max_age__isnull=True) | Q(max_age__gte=ADULT)
    return (for_children & children) | (~for_children & adults)


def free_of_charge() -> Q:
    """Tours where nobody pays."""
    offered = VisitorCategory.objects.filter(is_active=True)
    return Q(pk__in=offered.values("tour")) & ~Q(pk__in=offered.filter(price_kopecks__gt=0).values("tour"))


def wheelchair_possible() -> Q:
    """Tours that are accessible by wheelchair, all the way or in part."""
    possible = (VisitRequirements.Wheelchair.FULL, VisitRequirements.Wheelchair.PARTIAL)
    return Q(requirements__wheelchair__in=possible)


# --- Days: «today» is today where the site is, so a slot in Vladivostok has its own -----------------------------------


class _SiteDay(Func):
    """The date on the clock of the slot's site at a moment, plus so many days."""

    function = "timezone"
    template = "((%(function)s(%(expressions)s))::date + %(days)s)"
    output_field = DateField()

    def __init__(self, now: Any, days: int = 0, *, zone: str = "timezone") -> None:
        super().__init__(F(zone), _moment(now), days=days)


def _moment(now: Any) -> Any:
    """A moment as an expression; a parameter of a prepared read is one already."""
    return Value(now, DateTimeField()) if isinstance(now, datetime) else now


def on_days(slots: QuerySet, criteria: Criteria, now: datetime) -> QuerySet:
    """Return the slots on the days asked for; all of them if no days are."""
    if criteria.when:
        return slots.filter(named_day(criteria.when, now))
    if criteria.date_from:
        slots = slots.filter(local_date__gte=criteria.date_from)
    if criteria.date_to:
        slots = slots.filter(local_date__lte=criteria.date_to)
    return slots


def named_day(when: str, now: datetime) -> Q:
    """The slot is on this day by the clock of its site."""
    # An index knows dates, not clocks: first the few dates that the day can have somewhere on Earth.
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
    """Return the dates that a named day can have somewhere on Earth."""
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


# --- The same days by what is kept of each tour -----------------------------------------------------------------------

KEPT_AHEAD = timedelta(days=9)  # so far a kept outlook surely reaches, from today in UTC


def free_on(criteria: Criteria, now: datetime) -> Any:
    """Whether a tour has a free place on the days asked for: by its outlook, or by its slots where that says nothing.

    What is kept are days of one zone, hence the answer is that of `on_days`.
    """
    slots = on_days(Slot.objects.filter(tour=OuterRef("pk")).with_places_for(1, now), criteria, now)
    kept = _kept_on(criteria, now)
    return Exists(slots) if kept is None else Tour.objects.all().by_outlook(now, kept, Exists(slots))


def _kept_on(criteria: Criteria, now: datetime) -> Any:
    """The same in the columns of an outlook; None for days of which it need not know."""
    if criteria.when:
        closings = (_closing_on(day) for day in _days_of(When(criteria.when), now))
        is_open = reduce(or_, (Q(GreaterThan(closing, _moment(now))) for closing in closings))
        return ExpressionWrapper(is_open, output_field=BooleanField())
    first, last = criteria.date_from or date.min, criteria.date_to
    if last is None or last > now.astimezone(UTC).date() + KEPT_AHEAD:
        return None
    span = [_place_of(Cast(Value(day), DateField())) for day in (max(first, _todays(now)[0]), last)]
    closings_then = _element(Func(*span, template="%(expressions)s", arg_joiner=":"))
    return Func(
        _moment(now), closings_then, template="%(expressions)s)", arg_joiner=" < ANY(", output_field=BooleanField()
    )


def _days_of(when: When, now: datetime) -> list[Func]:
    """The days that are meant on the clock of the outlook's zone; the weekend is that of tomorrow."""
    today, tomorrow = (_SiteDay(now, days, zone="outlook__timezone") for days in (0, 1))
    if when == When.WEEKEND:
        return [
            Func(
                tomorrow, tomorrow, template=f"(%(expressions)s)::integer + {weekday + 1})",
                arg_joiner=" - extract(isodow FROM ", output_field=DateField(),
            )
            for weekday in WEEKEND
        ]  # fmt: skip
    return [today if when == When.TODAY else tomorrow]


def _closing_on(day: Any) -> Func:
    """When the last start with a free place on this day closes; null where there is none."""
    return _element(_place_of(day))


def _place_of(day: Any) -> Func:
    """Where the day stands in an outlook's closings."""
    return Func(day, F("outlook__first_day"), template="%(expressions)s + 1", arg_joiner=" - ")


def _element(place: Func) -> Func:
    """An element or a slice of an outlook's closings."""
    closings = F("outlook__closings")
    return Func(closings, place, template="(%(expressions)s]", arg_joiner=")[", output_field=DateTimeField())
