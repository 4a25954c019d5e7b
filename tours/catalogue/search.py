"""The catalogue's search: a page of tours, the counts of each facet, and wider searches when nothing is found."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.timezone import localdate

from accelerator.base.common.changes import Kind
from accelerator.base.common.shelf import Present
from accelerator.base.search.ranking import Found, find
from tours.catalogue.cards import Card, cards_of
from tours.catalogue.criteria import FILTERS, Criteria, Sort
from tours.catalogue.facets import Facets
from tours.catalogue.filters import condition_of
from tours.catalogue.nearby import spot_of
from tours.catalogue.reading import City, Reading, read, starts_of
from tours.catalogue.statement import PAGE_SIZE
from tours.catalogue.wishes import NEUTRAL, with_wishes
from tours.models import Tour

KIND = "tour"
PUPIL = "школьник"
SUGGESTIONS = 3


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
    cities: Mapping[str, City] = field(default_factory=dict)  # that any tour is in
    wider: list[WiderSearch] = field(default_factory=list)
    # Typed words that no tour has, and words that were searched for instead of such ones.
    missing: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    # What was typed but narrows nothing: signs, stop words, words true of every tour.
    unsearched: str = ""

    @property
    def total(self) -> int:
        return self.facets.total


class _CountedPaginator(Paginator):
    """A paginator whose list has been counted along with its facets."""

    def __init__(self, total: int) -> None:
        super().__init__((), PAGE_SIZE)
        self._total = total

    @cached_property
    def count(self) -> int:
        return self._total


def search(criteria: Criteria, *, page: int, now: datetime, present: Present | None = None) -> Results:
    """Return the tours that match every filter. Pages past the end are the last one.

    With `present`, of the same moment, what was found before and is still so is not read again.

    The criteria of the results are those that were applied: without words that narrow nothing, and with the filters
    that words stand for.
    """
    typed, criteria, unsearched = criteria, with_wishes(criteria, localdate(now)), ""
    words = _found_by_words(criteria)
    if criteria.q and not words.asked:
        unsearched = criteria.q if criteria == typed else ""
        criteria = criteria.but(q="")
    if criteria.q or criteria.party or criteria.time or criteria.near:
        present = None  # of words and spots there are too many; CHOICE knows neither times nor how many places are left
    found = words.of(KIND)
    facets, tours, cities = _read(criteria, found, now, page, present)
    starts = starts_of(criteria, tours, now)
    pages = _CountedPaginator(facets.total)
    cards = cards_of(starts, present)
    if criteria.asks("dates") or criteria.time or criteria.party:  # what was asked for goes along
        cards = [card.on_its_day(criteria.party) for card in cards]
    if criteria.near and (spot := spot_of(criteria.near)):
        cards = [card.from_spot(spot) for card in cards]
    results = Results(
        criteria, Page(starts, min(page, pages.num_pages), pages), cards, facets, cities,
        missing=words.missing, corrections=words.corrections,
        unsearched=unsearched,
    )  # fmt: skip
    if not facets.total:
        return replace(results, wider=suggest(criteria, facets, now))
    return results


def _read(
    criteria: Criteria, found: Sequence[int], now: datetime, page: int, present: Present | None
) -> Reading:  # fmt: skip
    """What is neither words nor names, nor days of which outlooks know nothing, is of the kind CHOICE."""
    make = partial(read, criteria, found, now, page=page)
    if not present or criteria.date_from or criteria.date_to or criteria.order == Sort.NAME:
        return make()
    return present.read("catalogue", (Kind.CHOICE,), make, criteria, page)


def _found_by_words(criteria: Criteria) -> Found:
    """Return what the words find; where pupils are meant, what is made for children comes before the rest."""
    besides = PUPIL if criteria.pupils else ""
    return find(criteria.q, {KIND: Tour.objects.published()}, neutral=NEUTRAL, besides=besides)


def matching_tours(criteria: Criteria, found: Sequence[int], now: datetime) -> QuerySet[Tour]:
    """Return the public tours that match every filter, in no order; `found` are the keys that the words find."""
    fits = Q()
    for name in criteria.active:
        fits &= condition_of(name, criteria, found, now)
    return Tour.objects.published().filter(fits)


# --- When nothing is found --------------------------------------------------------------------------------------------


def suggest(criteria: Criteria, facets: Facets, now: datetime) -> list[WiderSearch]:
    """Return up to three wider searches that have results: with as few filters dropped as possible, then others."""
    ways = _ways_out(criteria, facets, now)
    fewest = (names for names in ways if not any(other < names for other in ways))
    found = [
        WiderSearch(criteria.without(names), names, ways[frozenset(names)])
        for names in sorted(map(_in_order, fewest), key=lambda names: [_PLACES[name] for name in names])
    ]
    found = [_at_nearest_age(wider, criteria, facets) for wider in found]
    found.sort(key=lambda wider: (len(wider.dropped), -wider.count))
    if len(found) < SUGGESTIONS:
        found += _other_choices(criteria, facets, now)
    return _distinct(found)[:SUGGESTIONS]


def _ways_out(criteria: Criteria, facets: Facets, now: datetime) -> dict[frozenset[str], int]:
    """The filters to drop together, and how many tours are found then.

    Only what some tour misses is looked at: of all filters at once there are half a million choices.
    """
    ways = {names: facets.without(names) for names in facets.ways_out()}
    if criteria.party and not criteria.q and (criteria.asks("dates") or criteria.asks("time")):
        # How many places others are to have at such a start depends on the party.
        alone = read(criteria.without(["party"]), (), now).facets
        ways = {names: count for names, count in ways.items() if "party" not in names}
        ways |= {names | {"party"}: alone.without(names) for names in alone.ways_out()}
    return ways


_PLACES = {name: place for place, name in enumerate(FILTERS)}


def _in_order(names: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=_PLACES.__getitem__))


def _at_nearest_age(wider: WiderSearch, criteria: Criteria, facets: Facets) -> WiderSearch:
    """Instead of any age the nearest one that is admitted: tours for adults only do not help a child."""
    ages = facets.of("age")
    if wider.dropped != ("age",) or not (older := [age for age in map(int, ages) if age > (criteria.age or 0)]):
        return wider
    nearest = min(older)
    return WiderSearch(criteria.but(age=nearest), wider.dropped, ages[str(nearest)], facet="age")


_OTHERS = (
    ("dates", "when"), ("theme", "theme"), ("city", "city"), ("industry", "industry"), ("kind", "kind"),
)  # fmt: skip


def _other_choices(criteria: Criteria, facets: Facets, now: datetime) -> list[WiderSearch]:
    """Other days, then other values of the facets in use, then the fullest themes, kinds and industries of all."""
    found = []
    for facet, parameter in _OTHERS:
        if criteria.asks(facet):
            found += _values_of(facet, parameter, criteria.without([facet]), facets)
    if len(found) < SUGGESTIONS:
        nothing_asked = Criteria(sort=criteria.sort)
        everything = read(nothing_asked, (), now).facets
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
