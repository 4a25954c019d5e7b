"""The country as a map and as a list, and each region's passport."""

from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import TextField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from accelerator.base.common import clock
from accelerator.base.common.addresses import address_pattern
from accelerator.base.common.changes import Kind
from accelerator.base.common.formats import local_date, zone_offset
from accelerator.base.common.i18n import I18nText, active_language
from accelerator.base.common.json_ld import breadcrumb_list, json_ld
from accelerator.base.common.kept import kept
from accelerator.base.common.prepared import prepared
from accelerator.portal.sharing.pages import region_card
from accelerator.portal.showcase import (
    RegionRow,
    all_regions,
    enterprises_in,
    in_reading_order,
    name_moments,
    published_counts_text,
    season_results,
    tint,
)
from regions.country_map import COUNTRY, MAP_HEIGHT, MAP_WIDTH, highlight_centre, region_frame
from regions.enterprises.pictures import region_covers
from regions.models import Region, in_region
from regions.querysets import RegionQuerySet
from tours.catalogue.cards import Card, soonest_of_region
from tours.routes.cards import routes_in_region, with_pictures

TOURS = 12


@require_safe
@kept(Kind.CONTENT)
def region_list(request: HttpRequest) -> HttpResponse:
    """Every region on one map and in one list, with what it has open."""
    regions = all_regions()
    page, words = address_pattern("portal:region"), cache(published_counts_text)
    opened = in_reading_order(one for one in regions if one.enterprises)
    closed = groupby((one for one in regions if not one.enterprises), key=lambda one: one.district__name)
    pictures = region_covers(one.pk for _name, one in opened)
    context = {
        "region_count": len(regions),
        "areas": _areas(regions),
        "open_regions": [
            (page % one.slug, name, words(one.enterprises, one.tours), pictures.get(one.pk)) for name, one in opened
        ],
        "closed": tuple(
            (str(district), tuple((page % one.slug, name) for name, one in in_reading_order(own)))
            for district, own in closed
        ),
        "closed_count": len(regions) - len(opened),
        "width": MAP_WIDTH,
        "height": MAP_HEIGHT,
        "structured": json_ld(breadcrumb_list([(reverse("portal:home"), _("Home")), (request.path, _("Regions"))])),
    }
    return render(request, "portal/regions.html", context)


def _areas(regions: list[RegionRow]) -> tuple[tuple[str, int, str, str], ...]:
    """The regions that have an outline, as `portal/_atlas.jinja` draws them."""
    page, words, language = address_pattern("portal:region"), cache(published_counts_text), active_language()
    return tuple(
        (
            page % one.slug,
            tint(one.enterprises),
            f"{one.short_name.in_language(language)}: {words(one.enterprises, one.tours)}",
            one.outline,
        )
        for one in regions
        if one.outline
    )


class _RegionRow(NamedTuple):
    pk: int
    code: str
    slug: str
    name: I18nText
    short_name: I18nText
    locative: str
    centre: I18nText
    timezone: str
    outline: str
    outline_box: list[float]
    known_for: I18nText
    district__name: I18nText


@prepared(_RegionRow, slug=TextField())
def _region_at(the: Any) -> RegionQuerySet:
    return Region.objects.filter(slug=the.slug)


@require_safe
@kept(Kind.CONTENT, Kind.OUTLOOK)
def region_passport(request: HttpRequest, slug: str) -> HttpResponse:
    """What a region is known for, who is open there, what can be visited next; its ISO code leads here too."""
    region = _region_at.one(slug=slug)
    if region is None:
        return _redirect_from_code(slug)
    enterprises = enterprises_in(region.pk)
    tours_count = sum(card.tours for card in enterprises)
    now = clock.now()
    cards = soonest_of_region(region.pk, now, limit=TOURS) if tours_count else []
    pictures = {card.album: card.picture for card in cards if card.picture}
    crumbs = [(reverse("portal:home"), _("Home")), (reverse("portal:regions"), _("Regions"))]
    routes = routes_in_region(region.pk, now)
    context = {
        "share": region_card(region),
        "name": str(region.name),
        "slug": region.slug,
        "in_region": in_region(region.name, region.locative),
        "known_for": str(region.known_for),
        "outline": region.outline,
        "enterprises": enterprises,
        "cards": cards,
        "tours_count": tours_count,
        "routes": with_pictures(routes, pictures),
        "seasons": season_results(region.pk),
        "dots": [dot for card in enterprises for dot in card.dots],
        "crumbs": crumbs,
        "facts": _facts(region, len(enterprises), tours_count, cards, now),
        "country": COUNTRY,
        "frame": region_frame(region),
        "ring": highlight_centre(region),
        "structured": json_ld(
            {
                "@type": "AdministrativeArea",
                "name": str(region.name),
                "identifier": region.code,
                "description": str(region.known_for),
            },
            breadcrumb_list([*crumbs, (request.path, region.short_name)]),
        ),
    }
    return name_moments(render(request, "portal/region.html", context), now, routes)


def _facts(region: _RegionRow, enterprises: int, tours: int, cards: list[Card], now: datetime) -> list[tuple[str, Any]]:
    """The region at a glance; what it has none of is left out."""
    facts: list[tuple[str, Any]] = [
        (_("Centre"), region.centre),
        (_("Federal district"), region.district__name),
        (_("Time"), zone_offset(now, region.timezone) or _("Moscow time")),  # a site may have another time zone
    ]
    if enterprises:
        facts.append((_("Open enterprises"), enterprises))
    if tours:
        facts += [(_("Tours"), tours), (_("Next free date"), _next_free_date(cards))]
    return facts


def _next_free_date(cards: list[Card]) -> str:
    """The day of the soonest of these cards, which come soonest first."""
    if cards and cards[0].next_start:
        return local_date(cards[0].next_start, cards[0].timezone)
    return _("none yet")


def _redirect_from_code(code: str) -> HttpResponsePermanentRedirect:
    region = Region.objects.filter(code__iexact=code[:8]).first()
    if region is None:
        raise Http404
    return redirect(region, permanent=True)


def _map_etag(request: HttpRequest) -> str:
    """A digest of all outlines."""
    return Region.objects.all().outlines_digest()


@require_safe
@gzip_page
@condition(etag_func=_map_etag)
def country_map(request: HttpRequest) -> HttpResponse:
    """The country as a symbol that pages draw with <use> in their own colours; browsers cache it."""
    outlines = "".join(Region.objects.by_name().values_list("outline", flat=True))
    response = render(
        request, "portal/map.svg",
        {"outlines": outlines, "width": MAP_WIDTH, "height": MAP_HEIGHT}, content_type="image/svg+xml",
    )  # fmt: skip
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
