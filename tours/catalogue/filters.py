"""The filters as conditions on tours, used for the list and for the counts alike."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateField, DateTimeField, F, Func, Max, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest, Least, TruncWeek
from django.db.models.lookups import Exact

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
        "dates": lambda: Q(pk__in=on_days(Slot.objects.with_places_for(1, now), criteria, now).values("tour")),
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

    def __init__(self, now: datetime, days: int = 0) -> None:
        super().__init__(F("timezone"), Value(now, DateTimeField()), days=days)


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
