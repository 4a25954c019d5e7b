"""An enterprise's public page."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import BigIntegerField, TextField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import npgettext
from django.views.decorators.http import require_safe

from accelerator.base.common import clock
from accelerator.base.common.addresses import address
from accelerator.base.common.changes import Kind
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.json_ld import absolute, breadcrumb_list, json_ld, location
from accelerator.base.common.kept import kept
from accelerator.base.common.phones import shown, tel
from accelerator.base.common.prepared import prepared
from accelerator.base.common.slugs import find_at
from accelerator.portal.showcase import cities, name_moments
from regions.country_map import map_points, region_frame
from regions.enterprises.covers import Cover
from regions.enterprises.map_links import map_links
from regions.enterprises.models import Enterprise, Industry, Site, enterprise_cover
from regions.enterprises.pictures import gallery
from regions.enterprises.querysets import EnterpriseQuerySet, SiteQuerySet
from regions.enterprises.sharing import enterprise_card
from tours.catalogue.cards import soonest_of_enterprise
from tours.routes.cards import routes_passing, with_pictures

TOURS = 12


class _EnterpriseRow(NamedTuple):
    pk: int
    uuid: UUID
    slug: str
    name: I18nText
    industry: str
    subject__motif: str | None
    founded_year: int | None
    summary: I18nText
    description_html: I18nText
    phone: str
    website: str
    status: str
    album: int | None
    region__slug: str
    region__name: I18nText
    region__short_name: I18nText
    region__outline: str
    region__outline_box: list[float]

    @property
    def drawn_cover(self) -> Cover:
        """As `Enterprise.drawn_cover`."""
        return enterprise_cover(self.subject__motif, self.industry, self.uuid)

    @property
    def outline_box(self) -> list[float]:
        """The region's."""
        return self.region__outline_box

    @property
    def address(self) -> str:
        """The address of the page."""
        return address("portal:enterprise", self.slug)


@prepared(_EnterpriseRow, slug=TextField())
def _published(the: Any) -> EnterpriseQuerySet:
    return Enterprise.objects.published().filter(slug=the.slug)


@prepared(_EnterpriseRow, pk=BigIntegerField())
def _of_key(the: Any) -> EnterpriseQuerySet:
    return Enterprise.objects.filter(pk=the.pk)


class _SiteRow(NamedTuple):
    name: I18nText
    address: I18nText
    city: I18nText
    gate: I18nText
    latitude: Decimal | None
    longitude: Decimal | None
    album: int | None


@prepared(_SiteRow, enterprise=BigIntegerField())
def _sites(the: Any) -> SiteQuerySet:
    return Site.objects.filter(enterprise=the.enterprise).order_by("pk")


def _visible(request: HttpRequest, slug: str) -> _EnterpriseRow:
    """The enterprise if the public sees it, or else if this person does. Raises Moved or Http404."""
    return _published.one(slug=slug) or _of_key(pk=find_at(Enterprise.objects.visible_to(request.user), slug).pk)[0]


@require_safe
@kept(Kind.CONTENT, Kind.OUTLOOK)
def enterprise_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Who they are, where they stand, what they show and when; a draft is there for its own people alone."""
    enterprise = _visible(request, slug)
    sites = _sites(enterprise=enterprise.pk)
    now = clock.now()
    cards = soonest_of_enterprise(enterprise.pk, now, limit=TOURS)
    pictures = {card.album: card.picture for card in cards if card.picture}
    photos = gallery([enterprise.album, *_albums(site.album for site in sites), *_albums(card.album for card in cards)])
    crumbs = [
        (reverse("portal:home"), _("Home")),
        (reverse("portal:regions"), _("Regions")),
        (address("portal:region", enterprise.region__slug), enterprise.region__short_name),
    ]
    share = enterprise_card(enterprise, sites, photos)
    routes = routes_passing(enterprise.pk, now)
    context = {
        "share": share,
        "enterprise": enterprise,
        "industry": Industry(enterprise.industry).label,
        "sites": [
            (site.name, site.address, site.gate, map_links(site.latitude, site.longitude, f"{site.name}, {site.city}"))
            for site in sites
        ],
        "city": sites[0].city if sites else "",
        "photos": photos,
        "cards": cards,
        "routes": with_pictures(routes, pictures),
        "dots": map_points(sites),
        "facts": _facts(enterprise, sites),
        "crumbs": crumbs,
        "frame": region_frame(enterprise),
        "structured": json_ld(
            _attraction(enterprise, sites, [share.url, *(absolute(photo.address) for photo in photos)]),
            breadcrumb_list([*crumbs, (request.path, enterprise.name)]),
        ),
    }
    return name_moments(render(request, "portal/enterprise.html", context), now, routes)


def _facts(enterprise: _EnterpriseRow, sites: list[_SiteRow]) -> list[tuple[str, Any]]:
    """The enterprise at a glance."""
    in_cities = cities(str(site.city) for site in sites)
    return [
        (_("Industry"), Industry(enterprise.industry).label),
        (_("Founded"), enterprise.founded_year),
        (_("Region"), enterprise.region__name),
        (npgettext("figure", "City", "Cities", len(in_cities)), ", ".join(in_cities)),
        *([(_("Phone"), _call(enterprise.phone))] if enterprise.phone else []),
        *([(_("Website"), _link(enterprise.website))] if enterprise.website else []),
    ]


def _albums(found: Iterable[int | None]) -> list[int]:
    """These albums, the eldest first, as `covers_of_enterprises` looks for a cover among them."""
    return sorted(album for album in found if album is not None)


def _link(address: str) -> SafeString:
    """Their own site, called by its host."""
    return format_html('<a href="{}" rel="nofollow noopener">{}</a>', address, urlsplit(address).netloc)


def _attraction(enterprise: _EnterpriseRow, sites: list[_SiteRow], images: list[str]) -> dict[str, Any]:
    """The enterprise as schema.org's TouristAttraction; its first site is where it stands."""
    return {
        "@type": "TouristAttraction",
        "name": str(enterprise.name),
        "description": str(enterprise.summary),
        "url": absolute(enterprise.address),
        "sameAs": enterprise.website,
        "telephone": enterprise.phone,
        "image": images,
        **(location(sites[0], enterprise.region__name) if sites else {}),
    }


def _call(phone: str) -> SafeString:
    return format_html('<a class="nowrap" href="{}">{}</a>', tel(phone), shown(phone))
