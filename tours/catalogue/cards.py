"""Cards of tours: what the tour is, its next start, and its price. Read in plain rows, and made once."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from types import SimpleNamespace
from typing import Any, NamedTuple, Protocol, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, CharField, DateTimeField, F, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.base.common import parts
from accelerator.base.common.addresses import address, address_pattern
from accelerator.base.common.changes import Kind
from accelerator.base.common.dates import day_at
from accelerator.base.common.formats import rubles
from accelerator.base.common.i18n import I18nText, active_language
from accelerator.base.common.parts import remembered
from accelerator.base.common.prepared import prepared
from accelerator.base.common.shelf import Present
from accelerator.base.common.text import lcfirst
from regions.enterprises.covers import Cover
from regions.enterprises.pictures import Picture, covers
from tours.ages import ADULT, in_words
from tours.models import Tour, VisitorCategory, VisitRequirements
from tours.models.tours import short_language_names, tour_cover
from tours.party import Party
from tours.places import FEW_PLACES
from tours.requirement_texts import from_age


class Category(Protocol):
    """What an offer says of a visitor category: the model's columns, or a row of them."""

    @property
    def name(self) -> I18nText | str: ...
    @property
    def min_age(self) -> int | None: ...
    @property
    def max_age(self) -> int | None: ...
    @property
    def price_kopecks(self) -> int: ...


class CategoryRow(NamedTuple):
    """The columns of a visitor category that is offered."""

    tour: int
    name: I18nText | str  # or in the reader's language
    min_age: int | None
    max_age: int | None
    price_kopecks: int

    @property
    def for_ages(self) -> str:
        """As `VisitorCategory.for_ages`."""
        return in_words(self.min_age, self.max_age)


@dataclass(frozen=True)
class Offer:
    """What visitors pay, over all categories that are offered."""

    categories: tuple[Category, ...]
    for_children: bool = False
    free_chaperones: int = 0

    @property
    def usual(self) -> tuple[Category, ...]:
        """The categories for adults, or for children on a tour for children; all of them where there are none.

        A pupil's price, or that of who brings a class, is not what the tour costs.
        """
        return tuple(one for one in self.categories if is_usual(one, self.for_children)) or self.categories

    @property
    def is_free(self) -> bool:
        return bool(self.categories) and not any(category.price_kopecks for category in self.categories)

    @property
    def price(self) -> int | None:
        """The full price of a usual visitor in kopecks; None if it is unknown."""
        return max((category.price_kopecks for category in self.usual), default=None)

    @property
    def price_line(self) -> str:
        """The prices in a line: «700 ₽», «взрослый 600 ₽», «взрослый 750 ₽, ребёнок 450 ₽», «ребёнок 700 ₽, взрослый с
        детьми бесплатно»; empty if unknown.
        """
        children = [one for one in self.categories if _is_child(one)]
        adults = [one for one in self.categories if not _is_child(one)]
        prices = {one.price_kopecks for one in self.categories}
        if not any(prices) or not (children and adults):
            return _price_of(self.categories)
        accompanied = self.for_children and self.free_chaperones > 0 and any(one.price_kopecks for one in adults)
        if len(prices) == 1 and not accompanied:
            return _price_of(self.categories)
        of_adults = _("{who} with children free").format(who=_named(adults)) if accompanied else _highest_price(adults)
        both = [_highest_price(children), of_adults]
        return ", ".join(both if self.for_children else reversed(both))

    @property
    def youngest(self) -> int | None:
        """The youngest age that there is a price for; None if there is no such bound."""
        ages = [category.min_age or 0 for category in self.categories]
        return min(ages, default=0) or None


@dataclass(frozen=True)
class Card:
    """What `tours/_card.jinja` prints, in the reader's language; drawn at most once."""

    tour: int  # its key
    slug: str
    address: str
    title: str
    kind: str
    enterprise: str
    industry: str
    city: str
    timezone: str
    duration_minutes: int
    languages: tuple[str, ...]
    album: int | None
    drawn_cover: Cover
    picture: Picture | None
    offer: Offer
    min_age: int | None  # the youngest age admitted, as far as it is known; 0 if every age is
    wheelchair: str  # how far one gets with it, in words; empty if not at all or not known
    next_start: datetime | None
    next_free: int | None

    @cached_property
    def drawn(self) -> SafeString:
        """The card as markup."""
        return parts.draw("tours/_card.jinja", card=self)

    @cached_property
    def drawn_at_home(self) -> SafeString:
        """The card as markup for the page of its enterprise."""
        return parts.draw("tours/_card.jinja", card=self, at_home=True)

    def on_its_day(self, party: Party | None) -> Self:
        """Return the card, leading to the day of its next start, for this party."""
        day = day_at(ZoneInfo(self.timezone), self.next_start) if self.next_start else None
        query = "&".join(filter(None, (f"date={day}" if day else "", party.query if party else "")))
        return replace(self, address=f"{self.address}?{query}") if query else self

    @property
    def few_places(self) -> bool:
        return self.next_free is not None and self.next_free <= FEW_PLACES

    @property
    def age_words(self) -> str:
        """«от 7 лет», «любой возраст»; empty if unknown."""
        if self.min_age is None:
            return ""
        return from_age(self.min_age) if self.min_age else _("any age")

    @property
    def next_start_iso(self) -> str:
        """The next start by the clock of the site, for machines; empty if there is none."""
        return self.next_start.astimezone(ZoneInfo(self.timezone)).isoformat() if self.next_start else ""


def first_picture(cards: Iterable[Card]) -> Picture | None:
    """Return the first photo of these cards, for a shared link to their page."""
    return next((card.picture for card in cards if card.picture), None)


def offer_of(kind: str, free_chaperones: int | None, categories: Iterable[Category]) -> Offer:
    """Return the offer of a tour of this kind with these categories."""
    return Offer(tuple(categories), for_children=kind == Tour.Kind.CHILDREN, free_chaperones=free_chaperones or 0)


def _is_child(category: Category) -> bool:
    return category.max_age is not None and category.max_age < ADULT


def _highest_price(categories: Sequence[Category]) -> str:
    """The highest price with its category's name: a pensioner's price is not every adult's."""
    return f"{_named(categories)} {rubles(_dearest(categories).price_kopecks)}"


def _named(categories: Sequence[Category]) -> str:
    return lcfirst(str(_dearest(categories).name))


def _dearest(categories: Sequence[Category]) -> Category:
    return max(categories, key=lambda one: one.price_kopecks)


def _price_of(categories: Sequence[Category]) -> str:
    prices = {one.price_kopecks for one in categories}
    if not prices:
        return ""
    return rubles(max(prices)) if len(prices) == 1 else _highest_price(categories)


def is_usual(category: Category, for_children: bool) -> bool:
    """Return whether it is for adults, or for children; `usual_payers` in a query."""
    if for_children:
        return (category.min_age or 0) < ADULT
    return category.max_age is None or category.max_age >= ADULT


# --- Reads ------------------------------------------------------------------------------------------------------------


class NextStart(NamedTuple):
    """A tour's key, its next start with a free place, and the places left then if they are few; None for no start."""

    pk: int
    next_start: datetime | None
    next_free: int | None


class _TourRow(NamedTuple):
    pk: int
    album: int | None
    facts: str


class _Facts(NamedTuple):
    """What a card says of a tour, as JSON has it."""

    uuid: str
    slug: str
    title: dict[str, str]
    kind: str
    languages: list[str]
    duration_minutes: int
    album: int | None
    cover_variant: int
    subject__motif: str | None
    enterprise__subject__motif: str | None
    enterprise__uuid: str
    enterprise__name: dict[str, str]
    enterprise__industry: str
    site__city: dict[str, str]
    site__timezone: str
    requirements__min_age: int | None
    requirements__wheelchair: str | None
    requirements__free_chaperones: int | None
    offered: list[dict[str, Any]]


@prepared(_TourRow, tours=ArrayField(BigIntegerField()))
def _tours(the: Any) -> QuerySet:
    """In one text, so that a card is made anew only of other facts."""
    offered = VisitorCategory.objects.offered().filter(tour=OuterRef("pk"))
    columns = JSONObject(**{name: name for name in CategoryRow._fields})
    facts = {name: F(name) for name in _Facts._fields} | {"offered": ArraySubquery(offered.values(row=columns))}
    return Tour.objects.filter(pk__any=the.tours).annotate(facts=Cast(JSONObject(**facts), TextField()))


@prepared(CategoryRow, tours=ArrayField(BigIntegerField()))
def _categories(the: Any) -> QuerySet:
    return VisitorCategory.objects.offered().filter(tour__any=the.tours)


def categories_of(tours: Sequence[int]) -> dict[int, list[CategoryRow]]:
    """Return what each of these tours offers, in the enterprise's order, by the tour's key. One query."""
    found: dict[int, list[CategoryRow]] = {tour: [] for tour in tours}
    for category in _categories(tours=tours):
        found[category.tour].append(category)
    return found


def cards_of(
    starts: Iterable[NextStart | tuple[int, datetime | None, int | None]], present: Present | None = None
) -> list[Card]:
    """Return the cards of these tours with these starts, in the same order, in two queries.

    With `present` in none, if what these tours are was read before and is still so.
    """
    starts = list(starts)
    keys = [tour for tour, _start, _free in starts]
    make = partial(_rows_of, keys)
    rows, photos = present.read("cards", (Kind.CONTENT,), make, *keys) if present else make()
    reader = _Reader(active_language(), localdate().year, address_pattern("catalogue:tour"))
    return [
        _card(tour, rows[tour].facts, photos.get(rows[tour].album), start, free, reader)
        for tour, start, free in starts
        if tour in rows
    ]


def _rows_of(keys: list[int]) -> tuple[dict[int, _TourRow], Mapping[int | None, Picture]]:
    rows = {row.pk: row for row in _tours(tours=keys)} if keys else {}
    return rows, covers(row.album for row in rows.values())


class _Reader(NamedTuple):
    """What a card depends on besides its tour."""

    language: str
    year: int  # which dates leave out
    page: str  # the pattern of the addresses of tours


@partial(remembered, most=1_000)
def _card(
    tour: int, facts: str, picture: Picture | None, start: datetime | None, free: int | None, reader: _Reader
) -> Card:
    said = _Facts(**json.loads(facts))
    categories = (CategoryRow(**{**one, "name": str(I18nText(one["name"]))}) for one in said.offered)
    offer = offer_of(said.kind, said.requirements__free_chaperones, categories)
    return Card(
        tour=tour,
        slug=said.slug,
        address=reader.page % said.slug,
        title=str(I18nText(said.title)),
        kind=str(_KINDS[said.kind]),
        enterprise=str(I18nText(said.enterprise__name)),
        industry=said.enterprise__industry,
        city=str(I18nText(said.site__city)),
        timezone=said.site__timezone,
        duration_minutes=said.duration_minutes,
        languages=tuple(short_language_names(said.languages)),
        album=said.album,
        drawn_cover=_cover(said),
        picture=picture,
        offer=offer,
        min_age=max((age for age in (said.requirements__min_age, offer.youngest) if age is not None), default=None),
        wheelchair=str(_WHEELCHAIR.get(said.requirements__wheelchair or "", "")),
        next_start=start,
        next_free=free,
    )


_WHEELCHAIR = {
    VisitRequirements.Wheelchair.FULL.value: gettext_lazy("by wheelchair"),
    VisitRequirements.Wheelchair.PARTIAL.value: gettext_lazy("by wheelchair in part"),
}
_KINDS = dict(Tour.Kind.choices)


class _Covered(Protocol):
    """A row with what a drawn cover needs."""

    @property
    def uuid(self) -> UUID | str: ...
    @property
    def cover_variant(self) -> int: ...
    @property
    def subject__motif(self) -> str | None: ...
    @property
    def enterprise__subject__motif(self) -> str | None: ...
    @property
    def enterprise__uuid(self) -> UUID | str: ...
    @property
    def enterprise__industry(self) -> str: ...


def _cover(row: _Covered) -> Cover:
    return tour_cover(
        row.subject__motif,
        row.enterprise__subject__motif,
        accent=row.enterprise__industry,
        variant=row.cover_variant,
        house=UUID(str(row.enterprise__uuid)),
        tour=UUID(str(row.uuid)),
    )


def tour_address(slug: str) -> str:
    """Return the address of a tour's page in the active language."""
    return address("catalogue:tour", slug)


@prepared(NextStart, enterprise=BigIntegerField(), now=DateTimeField())
def _soonest_of_enterprise(the: Any, limit: int) -> QuerySet:
    return _soonest(Tour.objects.filter(enterprise=the.enterprise, status=Tour.Status.PUBLISHED), the.now)[:limit]


@prepared(NextStart, region=BigIntegerField(), now=DateTimeField())
def _soonest_of_region(the: Any, limit: int) -> QuerySet:
    return _soonest(Tour.objects.published().filter(enterprise__region=the.region), the.now)[:limit]


def _soonest(tours: Any, now: Any) -> QuerySet[Tour]:
    return tours.with_next_start(now).order_by(F("next_start").asc(nulls_last=True), "pk")


def soonest_of_enterprise(enterprise: int, now: datetime, *, limit: int) -> list[Card]:
    """Return cards of an enterprise's published tours, for who may see it; the soonest first. Three queries."""
    return cards_of(_soonest_of_enterprise(limit, enterprise=enterprise, now=now))


def soonest_of_region(region: int, now: datetime, *, limit: int) -> list[Card]:
    """Return cards of the region's public tours, the soonest first. Three queries."""
    return cards_of(_soonest_of_region(limit, region=region, now=now))


# --- Similar tours ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RelatedTour:
    """What `tours/_related.jinja` prints, in the reader's language."""

    address: str
    title: str
    enterprise: str
    industry: str
    city: str
    timezone: str
    drawn_cover: Cover
    picture: Picture | None
    next_start: datetime | None


class _RelatedRow(NamedTuple):
    uuid: UUID
    slug: str
    title: I18nText
    album: int | None
    cover_variant: int
    subject__motif: str | None
    enterprise__subject__motif: str | None
    enterprise__uuid: UUID
    enterprise__name: I18nText
    enterprise__industry: str
    site__city: I18nText
    site__timezone: str
    next_start: datetime | None


@prepared(
    _RelatedRow, tour=BigIntegerField(), enterprise=BigIntegerField(), region=BigIntegerField(),
    industry=CharField(max_length=20), now=DateTimeField(),
)  # fmt: skip
def _related(the: Any, limit: int) -> QuerySet:
    house = SimpleNamespace(region_id=the.region, industry=the.industry)
    tour = SimpleNamespace(pk=the.tour, enterprise_id=the.enterprise, enterprise=house)
    nearest = (F("distance").asc(), F("next_start").asc(nulls_last=True), "pk")
    related = Tour.objects.published().related_to(tour).with_next_start(the.now).order_by(*nearest)
    # An index has what they are chosen by; only of the chosen ones the rest is read.
    chosen = Tour.objects.filter(pk__any=ArraySubquery(related.values("pk")[:limit]))
    return chosen.related_to(tour).with_next_start(the.now).order_by(*nearest)


def related_tours(
    tour: int, enterprise: int, region: int, industry: str, now: datetime, *, limit: int
) -> list[RelatedTour]:
    """Return tours like the one with these keys, the nearest first, in two queries."""
    rows = _related(limit, tour=tour, enterprise=enterprise, region=region, industry=industry, now=now)
    photos = covers(row.album for row in rows)
    return [
        RelatedTour(
            address=tour_address(row.slug),
            title=str(row.title),
            enterprise=str(row.enterprise__name),
            industry=row.enterprise__industry,
            city=str(row.site__city),
            timezone=row.site__timezone,
            drawn_cover=_cover(row),
            picture=photos.get(row.album),
            next_start=row.next_start,
        )
        for row in rows
    ]
