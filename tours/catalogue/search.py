"""The catalogue's search: a page of tours, the counts of each facet, and wider searches when nothing is found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import Any

from django.contrib.postgres.search import SearchRank
from django.core.paginator import Page, Paginator
from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Lower, Replace, Round
from django.utils.functional import cached_property

from accelerator.base.common.i18n import FALLBACK, active_language
from tours.catalogue.cards import Card, NextStart, cards_of, usual_payers, with_card_facts
from tours.catalogue.corrections import corrected
from tours.catalogue.criteria import Criteria, Sort, When
from tours.catalogue.facets import BITS, Facets, count_facets
from tours.catalogue.filters import condition_of
from tours.catalogue.words import Word, any_of, places_of, read_words, resolve_words
from tours.models import Tour, VisitorCategory

PAGE_SIZE = 24
SUGGESTIONS = 3

# Words that are filters: «бесплатно» asks for tours where nobody pays, «завтра» for a day.
_FREE = re.compile(r"бесплатн\w*|даром|free|gratis")
_FREE_IN_FULL = re.compile(r"\b(?:for free|free of charge)\b", re.IGNORECASE)
_DAYS = {
    When.TODAY: re.compile(r"сегодня|today"),
    When.TOMORROW: re.compile(r"завтра|tomorrow"),
    When.WEEKEND: re.compile(r"выходн(?:ые|ых|ым|ой)|weekends?"),
}


@dataclass(frozen=True)
class WiderSearch:
    """A wider search that has results."""

    criteria: Criteria
    dropped: tuple[str, ...]
    count: int
    facet: str = ""  # of which it asks for another value


@dataclass(frozen=True)
class Results:
    """What a search found."""

    criteria: Criteria
    page: Page
    cards: list[Card]
    facets: Facets
    # Words that were searched for besides the typed ones, since those alone found nothing.
    corrections: tuple[str, ...] = ()
    wider: list[WiderSearch] = field(default_factory=list)
    # What was typed but narrows nothing: signs, stop words, words true of every tour.
    unsearched: str = ""

    @property
    def total(self) -> int:
        return self.facets.total


class _CountedPaginator(Paginator):
    """A paginator whose list has been counted along with its facets."""

    def __init__(self, tours: QuerySet, total: int) -> None:
        super().__init__(tours, PAGE_SIZE)
        self._total = total

    @cached_property
    def count(self) -> int:
        return self._total


def search(criteria: Criteria, *, page: int, now: datetime) -> Results:
    """Return the tours that match every filter. Pages past the end are the last one.

    The criteria of the results are those that were applied: without words that narrow nothing, and with the filters
    that words stand for.
    """
    typed, criteria, unsearched = criteria, _with_filter_words(criteria), ""
    words = resolve_words(read_words(criteria.q))
    if not words:
        unsearched = criteria.q if criteria == typed else ""
        criteria = criteria.but(q="")
    facets = count_facets(criteria, words, now)
    corrections: tuple[str, ...] = ()
    if words and not _found_by_words(facets) and (better := corrected(words)):
        recounted = count_facets(criteria, better, now)
        if _found_by_words(recounted):
            corrections = tuple(dict.fromkeys(name for word in better for name in word.similar))
            words, facets = better, recounted
    tours = in_order(matching_tours(criteria, words, now), criteria, words, now)
    shown = _CountedPaginator(tours, facets.total).get_page(page)
    if not facets.total:
        return Results(criteria, shown, [], facets, corrections, suggest(criteria, facets, now), unsearched)
    return Results(criteria, shown, cards_of(shown.object_list), facets, corrections, unsearched=unsearched)


def _with_filter_words(criteria: Criteria) -> Criteria:
    """Return the search with words that are filters turned into filters; days that were chosen already stay."""
    other_words: list[str] = []
    free, when = criteria.free, criteria.when
    for token in _FREE_IN_FULL.sub("free", criteria.q).split():
        read = read_words(token)
        variants = read[0].variants if len(read) == 1 else ()
        day = next((day for day, names in _DAYS.items() if any(map(names.fullmatch, variants))), None)
        if any(map(_FREE.fullmatch, variants)):
            free = True
        elif day and (when == day or not criteria.asks("dates")):
            when = day
        else:
            other_words.append(token)
    if (free, when) == (criteria.free, criteria.when) and len(other_words) == len(criteria.q.split()):
        return criteria
    return criteria.but(q=" ".join(other_words), free=free, when=when)


def _found_by_words(facets: Facets) -> int:
    """How many tours have the words, whatever else they miss."""
    return sum(count for misses, count in facets.misses.items() if not misses & BITS["words"])


def matching_tours(criteria: Criteria, words: Sequence[Word], now: datetime) -> QuerySet[Tour]:
    """Return the public tours that match every filter, in no order."""
    fits = Q()
    for name in criteria.active:
        fits &= condition_of(name, criteria, words, now)
    return Tour.objects.published().filter(fits)


def in_order(tours: QuerySet[Tour], criteria: Criteria, words: Sequence[Word], now: datetime) -> QuerySet:
    """Return the tours as `cards.NextStart` has them, in the order asked for, which is total: pages never overlap."""
    nearest = F("next_start").asc(nulls_last=True)
    orders: dict[str, list[Any]] = {
        Sort.NEAREST: [nearest],
        Sort.PRICE: [F("price").asc(nulls_last=True), nearest],
        Sort.NAME: [_title_key()],
        # Where the words stand comes first; nearly equal matches are equal: then the date says more.
        Sort.RELEVANCE: [F("prominence").desc(), F("rank").desc(), nearest],
    }
    tours = with_card_facts(tours, criteria, now)
    if criteria.order == Sort.PRICE:
        tours = tours.annotate(price=_price())
    if criteria.order == Sort.RELEVANCE:
        rank = Round(SearchRank(F("search"), any_of(words), normalization=1), precision=2)
        tours = tours.annotate(prominence=places_of(words), rank=rank)
    return tours.order_by(*orders[criteria.order], "pk").values_list(*NextStart._fields)


def _title_key() -> Replace:
    language = active_language()
    title = Coalesce(KeyTextTransform(language, "title"), KeyTextTransform(FALLBACK, "title"))
    return Replace(Replace(Lower(title), Value("ё"), Value("е")), Value("«"), Value(""))


def _price() -> Subquery:
    """The price that the card shows first (`Offer.price`)."""
    offered = VisitorCategory.objects.filter(tour=OuterRef("pk"), is_active=True).order_by().values("tour")
    highest = Coalesce(Max("price_kopecks", filter=usual_payers()), Max("price_kopecks"))
    return Subquery(offered.annotate(price=highest).values("price"))


# --- When nothing is found --------------------------------------------------------------------------------------------


def suggest(criteria: Criteria, facets: Facets, now: datetime) -> list[WiderSearch]:
    """Return up to three wider searches that have results: with as few filters dropped as possible, then others."""
    found: list[WiderSearch] = []
    active = criteria.active
    for size in range(1, len(active) + 1):
        for dropped in combinations(active, size):
            if any(set(known.dropped) <= set(dropped) for known in found):
                continue
            if count := facets.without(dropped):
                found.append(WiderSearch(criteria.without(dropped), dropped, count))
        if len(found) >= SUGGESTIONS:
            break
    found = [_at_nearest_age(wider, criteria, facets) for wider in found]
    found.sort(key=lambda wider: (len(wider.dropped), -wider.count))
    if len(found) < SUGGESTIONS:
        found += _other_choices(criteria, facets, now)
    return _distinct(found)[:SUGGESTIONS]


def _at_nearest_age(wider: WiderSearch, criteria: Criteria, facets: Facets) -> WiderSearch:
    """Instead of any age the nearest one that is admitted: tours for adults only do not help a child."""
    ages = facets.of("age")
    if wider.dropped != ("age",) or not (older := [age for age in map(int, ages) if age > (criteria.age or 0)]):
        return wider
    nearest = min(older)
    return WiderSearch(criteria.but(age=nearest), wider.dropped, ages[str(nearest)], facet="age")


def _other_choices(criteria: Criteria, facets: Facets, now: datetime) -> list[WiderSearch]:
    """Other days, then other values of the facets in use, then the fullest themes, kinds and industries of all."""
    found = []
    for facet, parameter in (("dates", "when"), ("theme", "theme"), ("industry", "industry"), ("kind", "kind")):
        if criteria.asks(facet):
            found += _values_of(facet, parameter, criteria.without([facet]), facets)
    if len(found) < SUGGESTIONS:
        nothing_asked = Criteria(sort=criteria.sort)
        everything = count_facets(nothing_asked, [], now)
        if everything.total:
            found.append(WiderSearch(nothing_asked, tuple(criteria.active), everything.total))
        for facet in ("theme", "kind", "industry"):
            found += _values_of(facet, facet, nothing_asked, everything)
    return found


def _values_of(facet: str, parameter: str, criteria: Criteria, facets: Facets) -> list[WiderSearch]:
    counts = sorted(facets.of(facet).items(), key=lambda item: (-item[1], item[0]))
    return [
        WiderSearch(criteria.but(**{parameter: value if parameter == "when" else (value,)}), (), count, facet)
        for value, count in counts[:SUGGESTIONS]
    ]


def _distinct(found: Sequence[WiderSearch]) -> list[WiderSearch]:
    return list({wider.criteria: wider for wider in reversed(found)}.values())[::-1]
