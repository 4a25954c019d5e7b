"""The statements of the catalogue: their text is made of the QuerySets of tours and slots.

It depends on little, its `Shape`: everything that a visitor sends is a parameter, which `reading` hands in by name.
"""

from datetime import timedelta
from functools import partial, reduce
from operator import add
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Aggregate,
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    IntegerField,
    Max,
    Min,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Lower, Replace
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThanOrEqual

from accelerator.base.common.i18n import FALLBACK
from accelerator.base.common.prepared import Param, text_of, text_once
from regions.enterprises.models import Site, Subject
from regions.models import Region
from tours.catalogue import facets
from tours.catalogue.criteria import FILTERS, Criteria, Sort
from tours.catalogue.criteria import When as Days
from tours.catalogue.facets import BITS, DAY_MARKS, NEVER_AT_ONCE
from tours.catalogue.filters import (
    CITY,
    SiteDay,
    at_times,
    card_prices,
    condition_of,
    on_days,
    open_between,
    open_on,
    quiet,
    takes_so_many,
    weekend_after,
    wheelchair_everywhere,
    wheelchair_possible,
    without_stairs,
)
from tours.catalogue.nearby import Spot, distance
from tours.models import Outlook, Slot, Tour, VisitorCategory

PAGE_SIZE = 24
SPAN, FAR_SPAN = "span", "far span"  # days from a first to a last one, which outlooks know or do not


class Shape(NamedTuple):
    """What the text depends on: of either there are a few."""

    days: str  # one of When, or a span of days; empty for none
    order: str
    language: str  # of the names that it is ordered by
    has_words: bool
    is_narrowed: bool  # by anything besides days, words and a party
    has_party: bool = False
    has_time: bool = False
    has_spot: bool = False

    @property
    def reads_slots(self) -> bool:
        """Whether outlooks know too little for it."""
        return self.has_party or self.has_time


# What those miss is no tour's own.
OF_TOURS = tuple(name for name in FILTERS if name not in ("words", "dates", "time", "party", "near"))
CHOICES = ("theme", "region", "city", "industry", "kind", "language")
_NOW: Any = Param("now", DateTimeField())
_TOURS = Param("tours", ArrayField(BigIntegerField()))
_SEATS: Any = Param("seats", IntegerField())
_NAMED_AHEAD = Value(timedelta(days=10))  # further than any day by name, wherever the site is
_TIMES = Param("time", ArrayField(CharField()))
_ACTIVE = Param("active", IntegerField())
_DATES = {day: Param(day, ArrayField(DateField())) for day in Days.values}
_FIRST: Any = Param("first", DateField())
_LAST: Any = Param("last", DateField())
_BEGINS, _ENDS = Param("begins", DateTimeField()), Param("ends", DateTimeField())
_ASKED: dict[str, Any] = {
    **{name: Param(name, ArrayField(CharField())) for name in CHOICES},
    "age": Param("age", IntegerField()),
    "price_to": Param("price_to", IntegerField()),
    "duration_to": Param("duration_to", IntegerField()),
    "near": Spot(Param("latitude", FloatField()), Param("longitude", FloatField())),
    "within": Param("within", IntegerField()),
}
_OWN_MARKS = {
    facets.WHEELCHAIR: wheelchair_possible(),
    facets.WHEELCHAIR_FULL: wheelchair_everywhere(),
    facets.NO_STAIRS: without_stairs(),
    facets.QUIET: quiet(),
}
_GROUPS = ("marks", "theme", "region", "city", "industry", "kind", "language")
_PARTS = {name: (1 << len(_GROUPS)) - 1 - (1 << place) for place, name in enumerate(reversed(_GROUPS))}  # GROUPING's
FACETS = {part: name for name, part in _PARTS.items()}
MARKED, LISTED, PLACED = _PARTS["marks"], -1, _PARTS["city"]


@text_once
def statement_of_search(shape: Shape) -> str:
    """Return the text that gives rows of part, misses, marks, value, values and number: of counts of tours, or with
    `LISTED` of a tour, whose place in the list stands in the column of misses. With `PLACED` the values are a city's
    name in all languages and its region.
    """
    groups = ", ".join(_GROUPS)
    return f"""
        WITH clocks (timezone, today, saturday) AS MATERIALIZED ({text_of(_clocks())}),
        tours AS MATERIALIZED ({_tours(shape)}),
        strays (pk, next_start, marks, is_asked, is_timed, is_both) AS MATERIALIZED ({text_of(_strays(shape))}),
        flagged AS NOT MATERIALIZED (
            SELECT pk, theme, region, city, industry, kind, language, tours.marks | coalesce(strays.marks, 0) AS marks,
                   {_misses(shape)} AS misses, coalesce(strays.next_start, tours.next_start) AS next_start, place, key
            FROM tours LEFT JOIN strays USING (pk)
        ),
        counted AS (
            SELECT GROUPING({groups}) AS part, misses, {groups}, count(*) AS tours
            FROM flagged GROUP BY misses, GROUPING SETS ({", ".join(f"({name})" for name in _GROUPS)})
        ),
        {_listed(shape)}
        SELECT part, misses, marks, coalesce(subject.theme, area.slug, place.name, industry, kind),
               CASE WHEN place.pk IS NULL THEN language::text[] ELSE ARRAY[place.words, place.region] END, tours
        FROM counted
        LEFT JOIN ({text_of(Subject.objects.order_by().values_list("pk", "theme__slug"))}) AS subject (pk, theme)
            ON subject.pk = counted.theme
        LEFT JOIN ({text_of(Region.objects.order_by().values_list("pk", "slug"))}) AS area (pk, slug)
            ON area.pk = counted.region
        LEFT JOIN ({text_of(_places())}) AS place (pk, name, words, region) ON place.pk = counted.city
        UNION ALL SELECT {LISTED}, (row_number() OVER ())::integer, NULL, NULL, NULL, pk FROM listed
    """  # noqa: S608 - composed of this module's own words, as everything below


def _places() -> QuerySet:
    """The cities that sites are in: as addresses call them, in all languages, and their region."""
    words = Cast("city", TextField())
    return Site.objects.order_by().annotate(named=CITY, words=words).values_list(
        "pk", "named", "words", "enterprise__region__slug"
    )  # fmt: skip


def _clocks() -> QuerySet:
    """The days that are today, and the Saturday of «the weekend», by the clocks of all sites."""
    of_each = Site.objects.order_by().values("timezone").annotate(first=Min("pk")).values("first")
    today = SiteDay(_NOW)
    clocks = Site.objects.filter(pk__any=ArraySubquery(of_each)).order_by()
    return clocks.annotate(today=today, saturday=weekend_after(today)).values_list("timezone", "today", "saturday")


def _tours(shape: Shape) -> str:
    """Each public tour, with what its outlook knows; it is a stray if that is not true now, or of no known clock."""
    fits = "own.let_in & offered.ages"
    start, days, is_stray = "outlook.next_start", "coalesce(outlook.marks, 0)", "outlook.tour IS NULL"
    is_asked = "own.is_asked" if shape.days == FAR_SPAN else "outlook.is_asked"
    takes_party = "NULL::boolean"
    if shape.reads_slots:  # their starts are read from the slots, unless there is none for anybody
        start, days, is_stray = "NULL::timestamptz", "0", "outlook.tour IS NULL OR outlook.next_start IS NOT NULL"
        is_asked = "own.is_asked"
    if shape.has_party:
        takes_party = f"own.takes_party AND {fits} & %(ages)s::integer = %(ages)s::integer"
    joins, place, key = "", "NULL::bigint", "own.key"
    words = "0"
    if shape.has_words:
        joins += "LEFT JOIN unnest(%(found)s::bigint[]) WITH ORDINALITY AS worded (pk, place) ON worded.pk = own.pk "
        place, words = "worded.place", f"CASE WHEN worded.pk IS NULL THEN {BITS['words']} ELSE 0 END"
    if shape.order == Sort.PRICE:
        prices = text_of(card_prices().values_list("tour", "price"))
        joins += f"LEFT JOIN ({prices}) AS priced (tour, price) ON priced.tour = own.pk "
        key = "priced.price"
    return f"""
        SELECT own.pk, theme, region, city, industry, kind, language, {words} | misses AS misses,
               coalesce({fits} & {sum(facets.AGE_MARKS.values())}, 0)
               | CASE WHEN {fits} & {facets.PUPIL_AGES} <> 0 THEN {facets.PUPIL} ELSE 0 END
               | CASE WHEN offered.dearest = 0 THEN {facets.FREE} ELSE 0 END
               | own.marks | {days} AS marks, {start} AS next_start, {is_stray} AS is_stray,
               {takes_party} AS takes_party,
               {is_asked} AS is_asked, {place} AS place, {key} AS key
        FROM ({text_of(_own(shape))})
            AS own (
                pk, theme, region, city, industry, kind, language, misses, marks, let_in, is_asked, takes_party, key
            )
        LEFT JOIN (
            SELECT kept.* FROM clocks CROSS JOIN LATERAL ({text_of(_outlooks(shape))}) AS kept OFFSET 0
        ) AS outlook (tour, next_start, marks, is_asked) ON outlook.tour = own.pk
        LEFT JOIN ({text_of(_offered())}) AS offered (tour, ages, dearest) ON offered.tour = own.pk
        {joins}
    """  # noqa: S608


def _own(shape: Shape) -> QuerySet:
    """What a tour and its enterprise say themselves; the ages that they let in are bits."""
    misses = []
    if shape.is_narrowed:
        asked = Criteria(**_ASKED)
        for name in (*OF_TOURS, *(["near"] if shape.has_spot else [])):
            fits = Q(Exact(_ACTIVE.bitand(BITS[name]), 0)) | condition_of(name, asked, (), _NOW)
            misses.append(Case(When(fits, then=Value(0)), default=Value(BITS[name])))
    columns: dict[str, Any] = {
        "about": Coalesce("subject_id", "enterprise__subject_id"),
        "region": F("enterprise__region_id"),
        "city": F("site_id"),
        "industry": F("enterprise__industry"),
        "misses": reduce(add, misses, Value(0, IntegerField())),
        "marks": reduce(add, (_mark(condition, mark) for mark, condition in _OWN_MARKS.items())),
        "let_in": _AgeBits("requirements__min_age", "requirements__max_age"),
        "is_asked": _flag(_is_free(shape)) if shape.days == FAR_SPAN and not shape.has_time else _UNKNOWN,
        "takes_party": _flag(takes_so_many(_SEATS)) if shape.has_party else _UNKNOWN,
        "key": _own_key(shape),
    }
    first = ("about", "region", "city", "industry", "kind", "languages")
    rest = ("misses", "marks", "let_in", "is_asked", "takes_party", "key")
    return Tour.objects.published().annotate(**columns).values_list("pk", *first, *rest)


def _own_key(shape: Shape) -> Any:
    """By what a tour is ordered, of what it says itself."""
    if shape.order == Sort.NAME:
        return _title_key(shape.language)
    return distance(_ASKED["near"], "site__") if shape.order == Sort.DISTANCE else Value(None, CharField())


def _outlooks(shape: Shape) -> QuerySet:
    """The outlooks that are true now and of the zone of one of the clocks."""
    today, saturday = RawSQL("clocks.today", []), RawSQL("clocks.saturday", [])
    marks = (_mark(Q(open_on(day, _NOW, today, saturday)), mark) for day, mark in DAY_MARKS.items())
    columns = {
        "marks": reduce(add, marks),
        "is_asked": open_between(_FIRST, _LAST, _NOW) if shape.days == SPAN else _UNKNOWN,
    }
    true = Outlook.objects.true_at(_NOW).filter(timezone=RawSQL("clocks.timezone", []))
    return true.annotate(**columns).values_list("tour", "next_start", *columns)


def _strays(shape: Shape) -> QuerySet:
    """The same of the tours whose outlook says nothing, or too little for a party or a time, read from their slots.

    With a time, the marks of days are of starts at that time, and it is said apart whether a start is on the days asked
    for (at whatever time), at the time (on whatever day), and both at once.
    """
    marks = (_mark(_is_free(shape._replace(days=day)), mark) for day, mark in DAY_MARKS.items())
    reads_days = bool(shape.days) if shape.has_time else shape.days == SPAN
    columns = {
        "marks": reduce(add, marks),
        "is_asked": _flag(_is_free(shape._replace(has_time=False))) if reads_days else _UNKNOWN,
        "is_timed": _flag(_is_free(shape._replace(days=""))) if shape.has_time else _UNKNOWN,
        "is_both": _flag(_is_free(shape)) if shape.has_time and shape.days else _UNKNOWN,
    }
    strays = Tour.objects.filter(pk__any=RawSQL("ARRAY(SELECT pk FROM tours WHERE is_stray)", []))
    read_slots = strays.with_next_start(_NOW, of=lambda slots: slots, seats=_seats(shape))
    return read_slots.annotate(**columns).values_list("pk", "next_start", *columns)


def _offered() -> QuerySet:
    """For each tour the ages that it has a price for, as bits, and the highest price."""
    categories = VisitorCategory.objects.filter(is_active=True).order_by().values("tour")
    ages = _BitOr(_AgeBits("min_age", "max_age"))
    return categories.annotate(ages=ages, dearest=Max("price_kopecks")).values_list("tour", "ages", "dearest")


def _misses(shape: Shape) -> str:
    """The bits of all the filters that a tour misses, as its marks and it itself say."""
    misses = "misses"
    if shape.has_party:
        misses += f" | CASE WHEN takes_party AND strays.next_start IS NOT NULL THEN 0 ELSE {BITS['party']} END"
    return _misses_of_times(shape, misses) if shape.has_time else _misses_of_days(shape, misses)


def _misses_of_days(shape: Shape, misses: str) -> str:
    if not shape.days:
        return misses
    is_on = "coalesce(strays.is_asked, tours.is_asked, false)"
    if shape.days in DAY_MARKS:
        is_on = f"(tours.marks | coalesce(strays.marks, 0)) & {DAY_MARKS[shape.days]} <> 0"
    return f"{misses} | CASE WHEN {is_on} THEN 0 ELSE {BITS['dates']} END"


def _misses_of_times(shape: Shape, misses: str) -> str:
    is_timed = f"CASE WHEN strays.is_timed THEN 0 ELSE {BITS['time']} END"
    if not shape.days:
        return f"{misses} | {is_timed}"
    is_asked = f"CASE WHEN strays.is_asked THEN 0 ELSE {BITS['dates']} END"
    return f"""{misses} | CASE
        WHEN strays.is_both THEN 0
        WHEN strays.is_asked AND strays.is_timed THEN {NEVER_AT_ONCE}
        ELSE {is_asked} | {is_timed}
    END"""


def _listed(shape: Shape) -> str:
    """The tours of the page asked for: `listed`, and what it is made of."""
    nearest = "next_start NULLS LAST"
    orders = {
        Sort.NEAREST: nearest,
        Sort.PRICE: f"key NULLS LAST, {nearest}",
        Sort.DISTANCE: f"key NULLS LAST, {nearest}",
        Sort.NAME: "key",
        Sort.RELEVANCE: "place NULLS LAST",
    }
    matching = "SELECT * FROM flagged WHERE misses = 0"
    if shape.days or shape.has_time:
        found = RawSQL("ARRAY(SELECT pk FROM flagged WHERE misses = 0)", [])
        starts = _with_start(shape, found).values_list("pk", "next_start")
        matching = f"""
            SELECT flagged.pk, starts.next_start, place, key
            FROM flagged JOIN ({text_of(starts)}) AS starts (pk, next_start) USING (pk) WHERE misses = 0
        """  # noqa: S608
    return f"""listed AS (
        SELECT pk FROM ({matching}) AS matching
        ORDER BY {orders[Sort(shape.order)]}, pk LIMIT {PAGE_SIZE} OFFSET (
            SELECT least(%(page)s::bigint - 1, greatest(count(*) - 1, 0) / {PAGE_SIZE}) * {PAGE_SIZE}
            FROM flagged WHERE misses = 0
        )
    )"""  # noqa: S608


@text_once
def statement_of_starts(shape: Shape) -> str:
    """Return the text that gives rows of NextStart."""
    return text_of(_with_start(shape, _TOURS).values_list("pk", "next_start", "next_free"))


def _with_start(shape: Shape, keys: Any) -> QuerySet:
    """The tours of these keys, each with its next start on the days and at the time asked for."""
    of_days = partial(_of_days, shape=shape) if shape.days or shape.reads_slots else None
    return Tour.objects.filter(pk__any=keys).with_next_start(_NOW, of=of_days, seats=_seats(shape))


def _seats(shape: Shape) -> Any:
    return _SEATS if shape.has_party else 1


def _is_free(shape: Shape) -> Any:
    """Whether the tour has a free place on the days and at the time asked for, by its slots."""
    # Not EXISTS, for which the planner, who knows no days, would rather read the slots of all tours.
    start = _of_days(Slot.objects.next_of_outer_tour(_NOW, _seats(shape)), shape).values("starts_at")[:1]
    return Q(GreaterThan(Subquery(start), _NOW))


def _of_days(slots: QuerySet, shape: Shape) -> QuerySet:
    if shape.has_time:
        slots = at_times(slots, _TIMES)
    if not shape.days:
        return slots
    if shape.days in DAY_MARKS:
        # Where no start is at the time asked for, not all that lie ahead are looked through.
        slots = slots.filter(starts_at__lt=ExpressionWrapper(_NOW + _NAMED_AHEAD, DateTimeField()))
        return on_days(slots, Criteria(when=shape.days), _NOW, dates=_DATES[shape.days])
    # The index of a tour's starts leads to the first of them; in that of days each day would be looked for.
    in_time = slots.filter(starts_at__gte=_BEGINS, starts_at__lt=_ENDS)
    day = Func(F("local_date"), template="(%(expressions)s + 0)", output_field=DateField())
    return in_time.filter(Q(GreaterThanOrEqual(day, _FIRST)), Q(LessThanOrEqual(day, _LAST)))


def _mark(condition: Any, mark: int) -> Case:
    return Case(When(condition, then=Value(mark)), default=Value(0), output_field=IntegerField())


def _flag(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


_UNKNOWN = Cast(Value(None), BooleanField())


class _AgeBits(Func):
    """A bit for each age from this one to that, both included; an unknown bound is none."""

    template = f"((-1 << least(coalesce(%(expressions)s, {facets.OLDEST}), {facets.OLDEST}) + 1)) - 1))"
    arg_joiner = f", 0), {facets.OLDEST + 1})) & ((1 << (least(coalesce("
    output_field = IntegerField()


class _BitOr(Aggregate):
    function = "bit_or"
    output_field = IntegerField()


def _title_key(language: str) -> Replace:
    title = Coalesce(KeyTextTransform(language, "title"), KeyTextTransform(FALLBACK, "title"))
    plain = Replace(Lower(title), Value("ё"), Value("е"), output_field=TextField())
    return Replace(plain, Value("«"), Value(""), output_field=TextField())
