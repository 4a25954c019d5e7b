"""What the public pages gather from the rooms below: what is open in which region, and by whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, Count, DateField, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from accelerator.base.common.addresses import address, address_pattern
from accelerator.base.common.formats import days_until
from accelerator.base.common.i18n import I18nText, active_language
from accelerator.base.common.json_codec import decode
from accelerator.base.common.kept import next_mark, true_until
from accelerator.base.common.prepared import prepared
from accelerator.base.common.shelf import Present
from accelerator.base.common.text import sort_key
from accelerator.forum.models import Forum, ShownForum
from accelerator.forum.querysets import ForumQuerySet
from accelerator.seasons.models import Season, SeasonRegion, is_best, result_words
from accelerator.seasons.querysets import SeasonQuerySet, SeasonRegionQuerySet
from regions.country_map import Point, map_point
from regions.enterprises.covers import Cover
from regions.enterprises.models import Enterprise, Industry, Site, enterprise_cover
from regions.enterprises.pictures import Picture, enterprise_covers
from regions.enterprises.querysets import EnterpriseQuerySet
from regions.models import Region
from regions.querysets import RegionQuerySet
from tours.catalogue.outlook import next_change
from tours.models import Tour
from tours.routes.cards import RouteCard


class RegionRow(NamedTuple):
    """A region on the atlas, and how much of it visitors can see."""

    pk: int
    slug: str
    short_name: I18nText
    outline: str
    district__name: I18nText
    enterprises: int
    tours: int


class OpenRegionRow(NamedTuple):
    """A region where an enterprise is open, in short."""

    pk: int
    slug: str
    short_name: I18nText
    latitude: Decimal
    longitude: Decimal
    enterprises: int
    tours: int


_Region = TypeVar("_Region", RegionRow, OpenRegionRow)


def name_moments(
    response: HttpResponse, now: datetime, routes: Iterable[RouteCard] = (), *, present: Present | None = None
) -> HttpResponse:
    """Name the moments from which on the clock alone changes a page that shows tours' next starts and these routes."""
    change = (lambda: present.until) if present else partial(next_change, now)
    return true_until(response, next_mark(now), change, *(card.until for card in routes))


@prepared(RegionRow)
def all_regions(_the: Any) -> RegionQuerySet:
    """Every region, district by district, with what is published there."""
    return _counted(Region.objects.by_district())


@prepared(OpenRegionRow)
def open_regions(_the: Any) -> RegionQuerySet:
    """The regions where an enterprise is open, with what is published there."""
    open_ones = Enterprise.objects.published().order_by().values("region")
    return _counted(Region.objects.order_by("pk")).filter(pk__in=open_ones)


def _counted(regions: RegionQuerySet) -> RegionQuerySet:
    enterprises = Enterprise.objects.published().filter(region=OuterRef("pk")).order_by().values("region")
    tours = Tour.objects.published().filter(enterprise__region=OuterRef("pk")).order_by().values("enterprise__region")
    return regions.annotate(
        enterprises=Coalesce(Subquery(enterprises.annotate(count=Count("pk")).values("count")), 0),
        tours=Coalesce(Subquery(tours.annotate(count=Count("pk")).values("count")), 0),
    )


def in_reading_order(regions: Iterable[_Region]) -> list[tuple[str, _Region]]:
    """Return the regions by the short names that are shown, each with its own in the reader's language."""
    language = active_language()
    named = [(region.short_name.in_language(language), region) for region in regions]
    return sorted(named, key=lambda one: (_reading_key(one[0]), one[1].pk))


_reading_key = lru_cache(maxsize=1000)(sort_key)


def published_counts_text(enterprises: int, tours: int) -> str:
    """«7 предприятий, 15 экскурсий»; «пока ничего не открыто»."""
    if not enterprises:
        return gettext("nothing open yet")
    of_enterprises = ngettext("%(n)s enterprise", "%(n)s enterprises", enterprises) % {"n": enterprises}
    of_tours = ngettext("%(n)s tour", "%(n)s tours", tours) % {"n": tours}
    return f"{of_enterprises}, {of_tours}"


def tint(enterprises: int) -> int:
    """How strongly the map colours a region with so many open enterprises: 0 (none) to 3."""
    return (enterprises >= 1) + (enterprises >= 3) + (enterprises >= 6)


class _EnterpriseRow(NamedTuple):
    pk: int
    uuid: UUID
    slug: str
    name: I18nText
    summary: I18nText
    industry: str
    subject__motif: str | None
    places: list[dict[str, Any]]
    tours: int


@prepared(_EnterpriseRow, region=BigIntegerField())
def _enterprises_in(the: Any) -> EnterpriseQuerySet:
    sites = Site.objects.filter(enterprise=OuterRef("pk")).order_by("pk")
    places = sites.values(place=JSONObject(city="city", latitude="latitude", longitude="longitude"))
    tours = Tour.objects.filter(enterprise=OuterRef("pk"), status=Tour.Status.PUBLISHED).order_by()
    count = tours.values("enterprise").annotate(count=Count("pk")).values("count")
    shown = Enterprise.objects.published().filter(region=the.region)
    return shown.by_name().annotate(places=ArraySubquery(places), tours=Coalesce(Subquery(count), 0))


@dataclass(frozen=True, slots=True)
class EnterpriseCard:
    """An enterprise in a list, as `portal/_makers.jinja` prints it in the reader's language."""

    address: str
    name: str
    summary: str
    accent: str  # the industry
    industry: str
    cities: str
    tours: int
    drawn_cover: Cover
    picture: Picture | None
    dots: tuple[Point, ...]


def enterprises_in(region: int) -> tuple[EnterpriseCard, ...]:
    """Return the region's open enterprises by name, in two queries."""
    rows = _enterprises_in(region=region)
    covers = enterprise_covers(row.pk for row in rows)
    page, language = address_pattern("portal:enterprise"), active_language()
    return tuple(
        EnterpriseCard(
            address=page % row.slug,
            name=row.name.in_language(language),
            summary=row.summary.in_language(language),
            accent=row.industry,
            industry=str(Industry(row.industry).label),
            cities=", ".join(cities(I18nText(place["city"]).in_language(language) for place in row.places)),
            tours=row.tours,
            drawn_cover=enterprise_cover(row.subject__motif, row.industry, row.uuid),
            picture=covers.get(row.pk),
            dots=tuple(
                map_point(place["longitude"], place["latitude"])
                for place in row.places
                if place["latitude"] is not None and place["longitude"] is not None
            ),
        )
        for row in rows
    )


def cities(of_sites: Iterable[str]) -> list[str]:
    """Return the cities of an enterprise's sites, each once."""
    return list(dict.fromkeys(filter(None, of_sites)))


class _SeasonRow(NamedTuple):
    season__year: int
    season__title: I18nText
    season__shortlist_name: I18nText
    result: str
    note: I18nText


@prepared(_SeasonRow, region=BigIntegerField())
def _seasons_of(the: Any) -> SeasonRegionQuerySet:
    return SeasonRegion.objects.of_region(the.region)


def season_results(region: int) -> list[tuple[str, str, bool, str, str]]:
    """Return what the region achieved in published seasons, the latest first, for `portal/_region_seasons.jinja`."""
    page = address_pattern("seasons:season", int)
    return [
        (
            page % row.season__year,
            str(row.season__title),
            is_best(row.result),
            str(result_words(row.result, row.season__shortlist_name)),
            str(row.note),
        )
        for row in _seasons_of(region=region)
    ]


class _ForumRow(NamedTuple):
    slug: str
    title: I18nText
    summary: I18nText
    starts_date: date
    ends_date: date
    place_name: I18nText
    city: I18nText
    site__city: I18nText | None
    site__enterprise__name: I18nText | None
    album: int | None
    released: dict[str, Any] | None


@prepared(_ForumRow, today=DateField())
def _coming_forums(the: Any) -> ForumQuerySet:
    return Forum.objects.published().coming(the.today).with_place()[:1]


class ForumTeaser(NamedTuple):
    """The next forum as `portal/_forum_teaser.jinja` prints it, in the reader's language."""

    address: str
    title: str
    days: str
    city: str
    place: str
    summary: str
    album: int | None


def next_forum(today: date) -> ForumTeaser | None:
    """Return the next published forum, as the public sees it. One query."""
    row = _coming_forums.one(today=today)
    if row is None:
        return None
    title, first, last = row.title, row.starts_date, row.ends_date
    place, city = row.place_name or row.site__enterprise__name or "", row.site__city or row.city
    if row.released:
        shown = decode(ShownForum, row.released)
        title, first, last, place, city = (
            shown.title, shown.starts_date, shown.ends_date, shown.place.name, shown.place.city,
        )  # fmt: skip
    return ForumTeaser(
        address=address("portal:forum", row.slug),
        title=str(title),
        days=days_until(first, last),
        city=str(city),
        place=str(place),
        summary=str(row.summary),
        album=row.album,
    )


class _LatestSeasonRow(NamedTuple):
    year: int
    title: I18nText
    summary: I18nText
    stage_title: I18nText | None
    stage_ends: date | None


@prepared(_LatestSeasonRow, today=DateField())
def _seasons(the: Any) -> SeasonQuerySet:
    return Season.objects.published().with_stage_on(the.today).latest_first()[:1]


class SeasonTeaser(NamedTuple):
    """A season of the accelerator as `portal/_season_teaser.jinja` prints it, in the reader's language."""

    address: str
    title: str
    summary: str
    stage: str  # the one that runs; empty between stages
    stage_ends: str


def latest_season(today: date) -> SeasonTeaser | None:
    """Return the latest published season, with the stage of this day. One query."""
    row = _seasons.one(today=today)
    if row is None:
        return None
    return SeasonTeaser(
        address=address("seasons:season", row.year),
        title=str(row.title),
        summary=str(row.summary),
        stage=str(row.stage_title or ""),
        stage_ends=date_format(row.stage_ends, "j E") if row.stage_ends else "",
    )
