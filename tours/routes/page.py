"""A route and its stops as its page reads them.

Rows have the names of the models' attributes, so that cards, JSON-LD and requirements are made of either.
"""

from collections import namedtuple
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateTimeField, QuerySet, TextField
from django.shortcuts import get_object_or_404

from accelerator.base.common.addresses import address
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.prepared import prepared
from regions.enterprises.covers import Cover
from regions.enterprises.map_links import MapLink, map_links
from tours.models import VisitRequirements
from tours.models.tours import tour_cover
from tours.requirements import BY_NAME, RequirementsRow, Stated
from tours.routes.cards import next_days, slots_until, until_of, with_facts
from tours.routes.days import AgeBand, PriceRow, age_bands
from tours.routes.models import Route, RouteStop
from tours.routes.querysets import RouteQuerySet


class RegionRow(NamedTuple):
    """A region's name."""

    name: I18nText

    def __str__(self) -> str:
        return str(self.name)


class EnterpriseRow(NamedTuple):
    """Who receives visitors at a stop."""

    name: I18nText
    region: RegionRow

    def __str__(self) -> str:
        return str(self.name)


class SiteRow(NamedTuple):
    """Where a stop is."""

    pk: int
    name: I18nText
    address: I18nText
    city: I18nText
    latitude: Decimal | None
    longitude: Decimal | None

    @property
    def map_links(self) -> list[MapLink]:
        """As `Site.map_links`."""
        return map_links(self.latitude, self.longitude, f"{self.name}, {self.city}")


@dataclass(frozen=True, slots=True)
class TourOnRoute:
    """What is visited at a stop."""

    slug: str
    title: I18nText
    duration_minutes: int
    album_id: int | None
    drawn_cover: Cover
    enterprise_id: int
    enterprise: EnterpriseRow
    site: SiteRow
    requirements: Stated

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return address("catalogue:tour", self.slug)


class StopOnPage(NamedTuple):
    """A stop in its order."""

    tour: TourOnRoute
    day: int
    minutes_before: int


class _StopRow(NamedTuple):
    tour: int
    day: int
    minutes_before: int
    tour__uuid: UUID
    tour__slug: str
    tour__title: I18nText
    tour__duration_minutes: int
    tour__album: int | None
    tour__cover_variant: int
    tour__subject__motif: str | None
    tour__enterprise: int
    tour__enterprise__uuid: UUID
    tour__enterprise__name: I18nText
    tour__enterprise__industry: str
    tour__enterprise__subject__motif: str | None
    tour__enterprise__region__name: I18nText
    tour__site: int
    tour__site__name: I18nText
    tour__site__address: I18nText
    tour__site__city: I18nText
    tour__site__latitude: Decimal | None
    tour__site__longitude: Decimal | None


@prepared(_StopRow, route=BigIntegerField())
def _stops(the: Any) -> QuerySet:
    return RouteStop.objects.filter(route=the.route).order_by("position")


_RequirementsOfTour: Any = namedtuple("_RequirementsOfTour", ("tour", *BY_NAME))  # type: ignore[misc]


@prepared(_RequirementsOfTour, tours=ArrayField(BigIntegerField()))
def _requirements(the: Any) -> QuerySet:
    return VisitRequirements.objects.filter(tour__any=the.tours)


class _RouteRow(NamedTuple):
    pk: int
    uuid: UUID
    slug: str
    title: I18nText
    theme: I18nText
    description_html: I18nText
    days: int
    status: str
    album: int | None
    region__name: I18nText | None
    region__outline: str | None
    card_facts: list[dict[str, Any]]


_MOMENTS = {"now": DateTimeField(), "until": DateTimeField()}


@prepared(_RouteRow, slug=TextField(), **_MOMENTS)
def _published(the: Any) -> RouteQuerySet:
    return with_facts(Route.objects.published().filter(slug=the.slug), the)


@prepared(_RouteRow, pk=BigIntegerField(), **_MOMENTS)
def _of_key(the: Any) -> RouteQuerySet:
    return with_facts(Route.objects.filter(pk=the.pk), the)


@dataclass(frozen=True)
class RouteOnPage:
    """A route with its stops in order, the next day on which it can be taken, and who pays what on it."""

    row: _RouteRow
    stops: list[StopOnPage]
    next_day: date | None

    @property
    def uuid(self) -> UUID:
        return self.row.uuid

    @property
    def slug(self) -> str:
        return self.row.slug

    @property
    def title(self) -> I18nText:
        return self.row.title

    @property
    def theme(self) -> I18nText:
        return self.row.theme

    @property
    def description_html(self) -> I18nText:
        return self.row.description_html

    @property
    def days(self) -> int:
        return self.row.days

    @property
    def status(self) -> str:
        return self.row.status

    @property
    def album_id(self) -> int | None:
        return self.row.album

    @property
    def region(self) -> str:
        """The region's name; empty for a route through several."""
        return str(self.row.region__name or "")

    @property
    def outline(self) -> str:
        """The region's outline; empty for a route through several."""
        return self.row.region__outline or ""

    def get_absolute_url(self) -> str:
        return address("routes:route", self.slug)

    @property
    def until(self) -> datetime | None:
        """The clock alone changes the next day no sooner."""
        return until_of(self.row.card_facts)

    @cached_property
    def categories(self) -> list[list[PriceRow]]:
        """The categories offered at each stop."""
        return [[PriceRow(**category) for category in fact["categories"]] for fact in self.row.card_facts]

    @cached_property
    def bands(self) -> list[AgeBand]:
        """The bands of ages with the same prices."""
        return age_bands(self.categories)


def find_route(user: Any, slug: str, now: datetime) -> RouteOnPage:
    """Return the route if the public or this person sees it; raise Http404. Three queries, seldom four."""
    until = slots_until(now)
    row = _published.one(slug=slug, now=now, until=until)
    if row is None:
        own = get_object_or_404(Route.objects.visible_to(user), slug=slug)
        row = _of_key(pk=own.pk, now=now, until=until)[0]
    [day] = next_days([row.card_facts], now)
    return RouteOnPage(row, _stops_of(row.pk), day)


def _stops_of(route: int) -> list[StopOnPage]:
    rows = _stops(route=route)
    stated: list[Any] = _requirements(tours=[row.tour for row in rows])
    found = {of_tour[0]: RequirementsRow(*of_tour[1:]) for of_tour in stated}
    unknown = RequirementsRow()
    return [StopOnPage(_tour(row, found.get(row.tour, unknown)), row.day, row.minutes_before) for row in rows]


def _tour(row: _StopRow, requirements: Stated) -> TourOnRoute:
    return TourOnRoute(
        slug=row.tour__slug,
        title=row.tour__title,
        duration_minutes=row.tour__duration_minutes,
        album_id=row.tour__album,
        drawn_cover=tour_cover(
            row.tour__subject__motif,
            row.tour__enterprise__subject__motif,
            accent=row.tour__enterprise__industry,
            variant=row.tour__cover_variant,
            house=row.tour__enterprise__uuid,
            tour=row.tour__uuid,
        ),
        enterprise_id=row.tour__enterprise,
        enterprise=EnterpriseRow(row.tour__enterprise__name, RegionRow(row.tour__enterprise__region__name)),
        site=SiteRow(
            row.tour__site,
            row.tour__site__name,
            row.tour__site__address,
            row.tour__site__city,
            row.tour__site__latitude,
            row.tour__site__longitude,
        ),
        requirements=requirements,
    )
