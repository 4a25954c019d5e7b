"""What the catalogue reads of a search: the counts of its facets and the tours of a page, by one prepared statement.

It looks at each public tour once; when these tours start next is read for them alone (`starts_of`).
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from accelerator.base.common.i18n import active_language
from accelerator.base.common.prepared import run
from tours.catalogue.cards import NextStart
from tours.catalogue.criteria import Criteria, Sort
from tours.catalogue.criteria import When as Days
from tours.catalogue.facets import BITS, Facets, facets_of
from tours.catalogue.filters import dates_of, is_kept, span_of
from tours.catalogue.nearby import NOWHERE, USUAL_REACH, spot_of
from tours.catalogue.statement import (
    CHOICES,
    FACETS,
    FAR_SPAN,
    LISTED,
    MARKED,
    OF_TOURS,
    PLACED,
    SPAN,
    Shape,
    statement_of_search,
    statement_of_starts,
)
from tours.party import Party

# A site's midnight is never further from UTC's: days bound the starts that an index finds, then decide by themselves.
_FARTHEST = timedelta(hours=14)
_LAST_DAY = date.max - timedelta(days=2)


class City(NamedTuple):
    """A city's name in all languages, as JSON, and the regions that it is in: names are borne by more than one."""

    words: str
    regions: frozenset[str]

    def with_site(self, words: str, region: str) -> "City":
        """Return what it is with one more site, in whatever order they come; the longer names have more languages."""
        return City(min(self.words, words, key=lambda said: (-len(said), said)), self.regions | {region})


class Reading(NamedTuple):
    """The counts of all facets, the tours of the page asked for, or of the last one if there are fewer, and the cities
    that any tour is in, by what addresses call them.
    """

    facets: Facets
    tours: list[int]
    cities: dict[str, City]


def read(criteria: Criteria, found: Sequence[int], now: datetime, *, page: int = 1) -> Reading:
    """Return what a search finds; `found` are the keys of the tours that its words find, the best first."""
    rows = run(statement_of_search(_shape(criteria, now)), _values(criteria, found, now, page))
    by_value, by_marks, listed = [], [], []
    cities: dict[str, City] = {}
    for part, misses, marks, value, values, number in rows:
        if part == LISTED:
            listed.append((misses, number))
        elif part == MARKED:
            by_marks.append((marks, misses, number))
        elif part == PLACED:
            cities[value] = cities.get(value, City(values[0], frozenset())).with_site(*values)
            by_value.append((FACETS[part], value, misses, number))
        else:
            by_value.append((FACETS[part], value or values, misses, number))
    return Reading(facets_of(by_value, by_marks), [tour for _place, tour in sorted(listed)], cities)


def starts_of(criteria: Criteria, tours: Sequence[int], now: datetime) -> list[NextStart]:
    """Return when these tours start next on the days asked for, in the same order."""
    if not tours:
        return []
    shape = _shape(criteria, now)
    starts = {
        row[0]: NextStart(*row)
        for row in run(statement_of_starts(shape), {**_values(criteria, (), now, 1), "tours": tours})
    }
    return [starts[tour] for tour in tours]


def _shape(criteria: Criteria, now: datetime) -> Shape:
    days = criteria.when
    if not days and criteria.asks("dates"):
        days = SPAN if is_kept(criteria, now) else FAR_SPAN
    language = active_language() if criteria.order == Sort.NAME else ""
    has_party, has_time, has_spot = criteria.party is not None, criteria.asks("time"), criteria.asks("near")
    is_narrowed = has_spot or any(criteria.asks(name) for name in OF_TOURS)
    has_words = criteria.asks("words")
    return Shape(days, criteria.order, language, has_words, is_narrowed, has_party, has_time, has_spot)


def _values(criteria: Criteria, found: Sequence[int], now: datetime, page: int) -> dict[str, Any]:
    """The parameters. None is null or empty, since either would have the statement prepared once more."""
    first, last = span_of(criteria, now)
    party = criteria.party or Party(1)
    return {
        "now": now,
        "seats": party.size,
        "ages": reduce(or_, (1 << age for age in party.ages)),
        "page": page,
        "found": found or (0,),
        "active": sum(BITS[name] for name in criteria.active),
        **{name: getattr(criteria, name) or ("",) for name in CHOICES},
        "time": criteria.time or ("",),
        "age": criteria.age or 0,
        "price_to": criteria.price_to or 0,
        "duration_to": criteria.duration_to or 0,
        **(spot_of(criteria.near) or NOWHERE if criteria.near else NOWHERE)._asdict(),
        "within": criteria.within or USUAL_REACH,
        "first": first,
        "last": last,
        "begins": _utc(first) - _FARTHEST,
        "ends": _utc(min(last, _LAST_DAY)) + timedelta(days=1) + _FARTHEST,
        **{day: dates_of(day, now) for day in Days.values},
    }


def _utc(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
