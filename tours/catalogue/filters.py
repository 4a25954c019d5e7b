"""The filters as conditions on tours, used for the list and for the counts alike."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
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
    TextField,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Greatest, Least, TruncWeek
from django.db.models.lookups import Exact, GreaterThan

from accelerator.base.common.dates import monday_of
from accelerator.base.common.i18n import FALLBACK
from accelerator.base.common.prepared import array_of
from regions.enterprises.models import Site
from regions.models import Region
from tours.ages import ADULT
from tours.catalogue.criteria import PARTS_END, Criteria, PartOfDay, When
from tours.catalogue.nearby import NOWHERE, USUAL_REACH, Spot, spot_of, within_reach
from tours.models import Slot, Tour, VisitorCategory, VisitRequirements
from tours.party import Party
from tours.querysets import about_themes
from tours.requirements import admits

PUPILS = (7, 17)  # ages
WEEKEND = (5, 6)  # Monday is 0, as in Python
CITY = KeyTextTransform(FALLBACK, "city")  # what cities are known by in addresses


def condition_of(name: str, criteria: Criteria, found: Sequence[int], now: datetime) -> Q:
    """Return the condition of the filter of this name (see criteria.FILTERS); `found` are the keys by words.

    The values of the criteria, except a named day, may be parameters of a prepared read.
    """
    conditions: dict[str, Callable[[], Q]] = {
        "words": lambda: Q(pk__any=array_of(found, BigIntegerField())),
        "dates": lambda: Q(free_on(criteria, now)),
        "time": lambda: Q(Exists(at_times(_with_room(criteria, now), criteria.time))),
        "party": lambda: for_party(criteria.party, now) if criteria.party else Q(),
        "theme": lambda: about_themes(criteria.theme),
        "region": lambda: in_regions(criteria.region),
        "city": lambda: in_cities(criteria.city),
        "near": lambda: near(criteria),
        "industry": lambda: Q(enterprise__industry__any=array_of(criteria.industry, CharField())),
        "kind": lambda: Q(kind__any=array_of(criteria.kind, CharField())),
        "age": lambda: admits(criteria.age or 0),
        "language": lambda: Q(languages__overlap=array_of(criteria.language, CharField())),
        "price": lambda: not_dearer(criteria.price_to or 0),
        "free": free_of_charge,
        "wheelchair": wheelchair_possible,
        "wheelchair_full": wheelchair_everywhere,
        "no_stairs": without_stairs,
        "quiet": quiet,
        "duration": lambda: Q(duration_minutes__lte=criteria.duration_to or 0),
        "pupils": for_pupils,
    }
    return conditions[name]()


def in_regions(slugs: Any) -> Q:
    """Tours of enterprises in one of these regions."""
    regions = Region.objects.filter(slug__any=array_of(slugs, CharField()))
    return Q(enterprise__region__any=ArraySubquery(regions.order_by().values("pk")))


def in_cities(names: Any) -> Q:
    """Tours at a site in one of these cities."""
    sites = Site.objects.alias(named=CITY).filter(named__any=array_of(names, TextField()))
    return Q(site__any=ArraySubquery(sites.order_by().values("pk")))


def near(criteria: Criteria) -> Q:
    """Tours within reach of the place asked for; none where no tour's city is called so."""
    spot = criteria.near if isinstance(criteria.near, Spot) else spot_of(criteria.near) or NOWHERE
    return within_reach(spot, criteria.within or USUAL_REACH)


def not_dearer(roubles: Any) -> Q:
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


def for_party(party: Party, now: datetime) -> Q:
    """Tours that admit this party in one booking, all of its ages, and have room for it in some slot."""
    room = Slot.objects.filter(tour=OuterRef("pk")).with_places_for(party.size, now)
    return reduce(and_, (admits(age) for age in set(party.ages)), takes_so_many(party.size) & Q(Exists(room)))


def takes_so_many(size: Any) -> Q:
    """Tours of which one booking may be for so many people: `party_bounds` in a query."""
    alone = (VisitRequirements.Admission.INDIVIDUALS, VisitRequirements.Admission.BOTH)
    enough = (
        Q(requirements__admission__in=alone) | Q(requirements__group_min=None) | Q(requirements__group_min__lte=size)
    )
    few_enough = (
        Q(requirements__group_max=None) | Q(requirements__group_max__lte=0) | Q(requirements__group_max__gte=size)
    )
    return Q(party_min__lte=size, party_max__gte=size) & enough & few_enough


def wheelchair_possible() -> Q:
    """Tours that are accessible by wheelchair, all the way or in part."""
    possible = (VisitRequirements.Wheelchair.FULL, VisitRequirements.Wheelchair.PARTIAL)
    return Q(requirements__wheelchair__in=possible)


def wheelchair_everywhere() -> Q:
    """Tours that are accessible by wheelchair all the way."""
    return Q(requirements__wheelchair=VisitRequirements.Wheelchair.FULL)


def without_stairs() -> Q:
    """Tours of which it is known that there is no step on the way."""
    return Q(requirements__stairs_steps=0)


def quiet() -> Q:
    """Tours of which it is known that it is quiet there."""
    return Q(requirements__noise=VisitRequirements.Noise.NONE)


# --- Days: «today» is today where the site is, so a slot in Vladivostok has its own -----------------------------------


class SiteDay(Func):
    """The date on the clock of the slot's site at a moment, plus so many days."""

    function = "timezone"
    template = "((%(function)s(%(expressions)s))::date + %(days)s)"
    output_field = DateField()

    def __init__(self, now: Any, days: int = 0, *, zone: str = "timezone") -> None:
        super().__init__(F(zone), _moment(now), days=days)


def _moment(now: Any) -> Any:
    """A moment as an expression; a parameter of a prepared read is one already."""
    return Value(now, DateTimeField()) if isinstance(now, datetime) else now


def on_days(slots: QuerySet, criteria: Criteria, now: Any, *, dates: Any = None) -> QuerySet:
    """Return the slots on the days asked for; all of them if no days are.

    A prepared read hands in the `dates_of` of a named day.
    """
    if criteria.when:
        return slots.filter(named_day(criteria.when, now, dates_of(criteria.when, now) if dates is None else dates))
    if criteria.date_from:
        slots = slots.filter(local_date__gte=criteria.date_from)
    if criteria.date_to:
        slots = slots.filter(local_date__lte=criteria.date_to)
    return slots


class _PartOf(Func):
    """The part of the day in which a wall-clock time lies."""

    template = "CASE {} ELSE '{}' END".format(
        " ".join(f"WHEN (%(expressions)s)::time < '{hour}:00' THEN '{part}'" for part, hour in PARTS_END.items()),
        PartOfDay.EVENING,
    )
    output_field = CharField()


def at_times(slots: QuerySet, parts: Any) -> QuerySet:
    """Return the slots that start in one of these parts of the day, by the clock of their site."""
    return slots.alias(part=_PartOf("local_start")).filter(part__any=array_of(parts, CharField()))


def named_day(when: str, now: Any, dates: Any) -> Q:
    """The slot is on this day by the clock of its site; `dates` are `dates_of` it."""
    # An index knows dates, not clocks: first the few dates that the day can have somewhere on Earth.
    somewhere = Q(local_date__any=array_of(dates, DateField()))
    if when == When.WEEKEND:
        # Somewhere it is still Saturday, elsewhere Sunday already.
        return somewhere & Q(Exact(TruncWeek("local_date"), TruncWeek(SiteDay(now, 1))))
    return somewhere & Q(local_date=SiteDay(now, 0 if when == When.TODAY else 1))


def dates_of(when: str, now: datetime) -> list[date]:
    """Return the dates that a named day can have somewhere on Earth."""
    todays = todays_of(now)
    if when == When.TODAY:
        return todays
    if when == When.TOMORROW:
        return [day + timedelta(days=1) for day in todays]
    return sorted({monday + timedelta(days=number) for monday in _weeks(now) for number in WEEKEND})


def todays_of(now: datetime) -> list[date]:
    """Return the dates that are today somewhere on Earth."""
    return sorted({(now + offset).date() for offset in (timedelta(hours=-12), timedelta(), timedelta(hours=14))})


def _weeks(now: datetime) -> set[date]:
    """Mondays of the weeks whose Saturday and Sunday are «the weekend» somewhere on Earth.

    On a Sunday that is the next one: what is left of this one is «today».
    """
    tomorrows = [day + timedelta(days=1) for day in todays_of(now)]
    return {monday_of(day) for day in tomorrows}


# --- The same days by what is kept of each tour -----------------------------------------------------------------------

_KEPT_AHEAD = timedelta(days=9)  # so far a kept outlook surely reaches, from today in UTC


def free_on(criteria: Criteria, now: datetime) -> Any:
    """Whether a tour has a free place on the days asked for: by its outlook, or by its slots where that says nothing.

    What is kept are days of one zone, hence the answer is that of `on_days`. Of a party and of times outlooks know too
    little: one and the same slot must have room for all of them, at a time asked for.
    """
    slots = on_days(_with_room(criteria, now), criteria, now)
    if criteria.time:
        return Exists(at_times(slots, criteria.time))
    if not is_kept(criteria, now) or (criteria.party and criteria.party.size > 1):
        return Exists(slots)
    if criteria.when:
        today = SiteDay(now, zone="outlook__timezone")
        kept: Any = open_on(criteria.when, now, today, weekend_after(today), "outlook__")
    else:
        first, last = span_of(criteria, now)
        kept = open_between(Value(first, DateField()), Value(last, DateField()), now, "outlook__")
    return Tour.objects.all().by_outlook(now, kept, Exists(slots))


def _with_room(criteria: Criteria, now: datetime) -> QuerySet:
    """A tour's slots with room for the party, or for one."""
    seats = criteria.party.size if criteria.party else 1
    return Slot.objects.filter(tour=OuterRef("pk")).with_places_for(seats, now)


def is_kept(criteria: Criteria, now: datetime) -> bool:
    """Return whether outlooks know of all the days asked for."""
    return bool(criteria.when) or span_of(criteria, now)[1] <= now.astimezone(UTC).date() + _KEPT_AHEAD


def span_of(criteria: Criteria, now: datetime) -> tuple[date, date]:
    """Return the first and the last of the days asked for of which some can lie ahead."""
    return max(criteria.date_from or date.min, todays_of(now)[0]), criteria.date_to or date.max


def open_on(when: str, now: Any, today: Any, saturday: Any, outlook: str = "") -> ExpressionWrapper:
    """Whether an outlook knows a start on a named day, which are these on the clock of its zone."""
    named = {When.TODAY: [(today, 0)], When.TOMORROW: [(today, 1)], When.WEEKEND: [(saturday, 0), (saturday, 1)]}
    closings = (_element(_place_of(day, outlook, later), outlook) for day, later in named[When(when)])
    is_open = reduce(or_, (Q(GreaterThan(closing, _moment(now))) for closing in closings))
    return ExpressionWrapper(is_open, output_field=BooleanField())


def open_between(first: Any, last: Any, now: Any, outlook: str = "") -> Func:
    """Whether an outlook knows a start on one of these days."""
    span = (_place_of(Cast(day, DateField()), outlook) for day in (first, last))
    closings_then = _element(Func(*span, template="%(expressions)s", arg_joiner=":"), outlook)
    return Func(
        _moment(now), closings_then, template="%(expressions)s)", arg_joiner=" < ANY(", output_field=BooleanField()
    )


def weekend_after(today: Any) -> Func:
    """The Saturday of tomorrow's week."""
    return Func(
        today, today, template="(%(expressions)s + 1)::integer + 7)",
        arg_joiner=" - extract(isodow FROM ", output_field=DateField(),
    )  # fmt: skip


def _place_of(day: Any, outlook: str, later: int = 0) -> Func:
    """Where the day, or one so much later, stands in an outlook's closings."""
    first_day = F(f"{outlook}first_day")
    return Func(day, first_day, template="%(expressions)s + %(place)s", arg_joiner=" - ", place=later + 1)


def _element(place: Func, outlook: str) -> Func:
    """When the last start with a free place on that day closes, null where there is none; or a slice of them."""
    closings = F(f"{outlook}closings")
    return Func(closings, place, template="(%(expressions)s]", arg_joiner=")[", output_field=DateTimeField())
