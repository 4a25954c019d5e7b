"""Cards of tours: what the tour is, its next start, and its price. Read in plain rows, and made once."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from typing import Any, NamedTuple, Protocol, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateTimeField, F, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.base.common import parts
from accelerator.base.common.addresses import address, address_pattern
from accelerator.base.common.changes import Kind
from accelerator.base.common.dates import day_at
from accelerator.base.common.formats import NBSP, number
from accelerator.base.common.i18n import I18nText, active_language
from accelerator.base.common.parts import remembered
from accelerator.base.common.prepared import prepared
from accelerator.base.common.shelf import Present
from regions.enterprises.covers import Cover
from regions.enterprises.pictures import Picture, covers
from tours.catalogue.nearby import Spot
from tours.catalogue.offers import CategoryRow, Offer, offer_of
from tours.models import Tour, VisitorCategory, VisitRequirements
from tours.models.tours import short_language_names, tour_cover
from tours.party import Party
from tours.places import FEW_PLACES
from tours.requirement_texts import from_age


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
    place: tuple[float, float] | None = None  # latitude and longitude of its site
    distance: str = ""  # from the place asked for, in words

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

    def from_spot(self, spot: Spot) -> Self:
        """Return the card, saying how far it is from there, if its site's place is known."""
        if self.place is None:
            return self
        km = number(max(1, round(spot.km_to(*self.place))))
        return replace(self, distance=_("{km} km away").format(km=km).replace(f"{km} ", f"{km}{NBSP}"))

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
    site__latitude: float | None
    site__longitude: float | None
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
        drawn_cover=cover_of(said),
        picture=picture,
        offer=offer,
        min_age=max((age for age in (said.requirements__min_age, offer.youngest) if age is not None), default=None),
        wheelchair=str(_WHEELCHAIR.get(said.requirements__wheelchair or "", "")),
        next_start=start,
        next_free=free,
        place=place_of(said.site__latitude, said.site__longitude),
    )


def place_of(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    """Return the two together; None if either is unknown."""
    return None if latitude is None or longitude is None else (latitude, longitude)


_WHEELCHAIR = {
    VisitRequirements.Wheelchair.FULL.value: gettext_lazy("by wheelchair"),
    VisitRequirements.Wheelchair.PARTIAL.value: gettext_lazy("by wheelchair in part"),
}
_KINDS = dict(Tour.Kind.choices)


class Covered(Protocol):
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


def cover_of(row: Covered) -> Cover:
    """Return the drawn cover of a tour with these columns."""
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
