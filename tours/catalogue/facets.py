"""How many tours each choice of each facet would leave: one statement, however many facets there are.

Every filter of the search is a bit. A tour's `misses` are the bits of the filters that it does not match; with 0 it is
in the list. A facet counts the tours that miss at most the facet itself, so that a further choice within it shows what
it would add. The same bits tell which filters to drop when no tour is left.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import add
from typing import Any

from django.contrib.postgres.fields import IntegerRangeField
from django.db import connection
from django.db.models import Aggregate, BooleanField, Case, F, Func, IntegerField, Max, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from tours.catalogue.criteria import FILTERS, YOUNGEST_AGES, Criteria
from tours.catalogue.criteria import When as Days
from tours.catalogue.filters import PUPILS, condition_of, free_on, wheelchair_possible
from tours.models import Tour, VisitorCategory

BITS = {name: 1 << place for place, name in enumerate(FILTERS)}


@dataclass(frozen=True)
class Facets:
    """Counts by facet and value, and how many tours miss which filters."""

    counts: dict[str, dict[str, int]]
    misses: dict[int, int]

    @property
    def total(self) -> int:
        """The number of tours that the search finds."""
        return self.misses.get(0, 0)

    def of(self, facet: str) -> dict[str, int]:
        """Return the counts by value; values that no tour has are left out."""
        return self.counts.get(facet, {})

    def without(self, names: Collection[str]) -> int:
        """Return how many tours the search would find with these filters dropped."""
        dropped = sum(BITS[name] for name in names)
        return sum(count for misses, count in self.misses.items() if not misses & ~dropped)


def count_facets(criteria: Criteria, found: Sequence[int], now: datetime) -> Facets:
    """Return the counts of all facets for this search; `found` are the keys of the tours that its words find."""
    flagged, params = _flagged(criteria, found, now).query.sql_with_params()
    offered, offered_params = _offered().query.sql_with_params()
    parts = [
        "SELECT 'misses' AS facet, misses::text AS value, count(*) FROM flagged GROUP BY misses",
        *(_by_column(facet) for facet in ("theme", "region", "industry", "kind")),
        _by_column("language", "flagged, unnest(languages) AS spoken (language)"),
        _by_flag(
            [
                *(("dates", days, f"on_{days}") for days in Days.values),
                *(("age", str(age), f"{age} <@ let_in AND ages @> {age}") for age in YOUNGEST_AGES),
                ("free", "1", "dearest = 0"),
                ("wheelchair", "1", "for_wheelchairs"),
                ("pupils", "1", f"ages * int4multirange(let_in) && int4range({PUPILS[0]}, {PUPILS[1]}, '[]')"),
            ]
        ),
    ]
    counts: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH flagged AS MATERIALIZED ({flagged}), offered AS ({offered}) {' UNION ALL '.join(parts)}",
            (*params, *offered_params),
        )
        for facet, value, count in cursor.fetchall():
            if count and value is not None:  # a tour without a subject has no theme
                counts.setdefault(facet, {})[value] = count
    misses = {int(value): count for value, count in counts.pop("misses", {}).items()}
    return Facets(counts, misses)


def _flagged(criteria: Criteria, found: Sequence[int], now: datetime) -> QuerySet:
    """Every public tour with its facets' values and its misses."""
    misses = [
        Case(When(condition_of(name, criteria, found, now), then=Value(0)), default=Value(BITS[name]))
        for name in criteria.active
    ]
    annotations: dict[str, Any] = {
        "misses": reduce(add, misses, Value(0, IntegerField())),
        "for_wheelchairs": _flag(wheelchair_possible()),
        "let_in": _AgeRange("requirements__min_age", "requirements__max_age"),
        "theme": Coalesce("subject__theme__slug", "enterprise__subject__theme__slug"),
        "region": F("enterprise__region__slug"),
        "industry": F("enterprise__industry"),
        **{f"on_{days}": free_on(Criteria(when=days), now) for days in Days.values},
    }
    return Tour.objects.published().annotate(**annotations).values("pk", "kind", "languages", *annotations)


def _offered() -> QuerySet:
    """For each tour the ages that it has a price for, and the highest price: `admits` and `free_of_charge` at once."""
    categories = VisitorCategory.objects.filter(is_active=True).order_by().values("tour")
    return categories.annotate(ages=_RangeAgg(_AgeRange("min_age", "max_age")), dearest=Max("price_kopecks"))


class _AgeRange(Func):
    """From this age to that, both included; an unknown bound is none."""

    function = "int4range"
    template = "%(function)s(%(expressions)s, '[]')"
    output_field = IntegerRangeField()


class _RangeAgg(Aggregate):
    function = "range_agg"
    output_field = IntegerRangeField()


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


# The names below are this module's own; nothing that a visitor sends is part of the text.


def _fits_all_but(facet: str) -> str:
    # As `misses & ~bit = 0`, of which the planner would expect a few tours and sort all of them.
    return f"misses | {BITS[facet]} <= {BITS[facet]}"


def _by_column(facet: str, source: str = "flagged") -> str:
    return f"SELECT '{facet}', {facet}, count(*) FROM {source} WHERE {_fits_all_but(facet)} GROUP BY {facet}"  # noqa: S608


def _by_flag(choices: Sequence[tuple[str, str, str]]) -> str:
    """Facet, value and condition of each choice, all counted in one pass."""
    counted = ", ".join(
        f"count(*) FILTER (WHERE {condition} AND {_fits_all_but(facet)}) AS c{place}"
        for place, (facet, _value, condition) in enumerate(choices)
    )
    rows = ", ".join(f"('{facet}', '{value}', c{place})" for place, (facet, value, _condition) in enumerate(choices))
    return (
        "SELECT choice.* FROM "  # noqa: S608
        f"(SELECT {counted} FROM flagged LEFT JOIN offered ON offered.tour = flagged.pk) AS counted, "
        f"LATERAL (VALUES {rows}) AS choice (facet, value, count)"
    )
