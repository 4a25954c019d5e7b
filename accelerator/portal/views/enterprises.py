"""An enterprise's public page."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import npgettext
from django.views.decorators.http import require_safe

from accelerator.base.common import clock
from accelerator.base.common.json_ld import absolute, breadcrumb_list, json_ld, location
from accelerator.base.common.phones import shown, tel
from accelerator.base.common.slugs import find_at
from regions.country_map import map_points, region_frame
from regions.enterprises.models import Enterprise, Site
from regions.enterprises.pictures import gallery
from regions.enterprises.sharing import enterprise_card
from tours.catalogue.cards import soonest_of_enterprise
from tours.routes.cards import routes_passing, with_pictures

TOURS = 12


@require_safe
def enterprise_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Who they are, where they stand, what they show and when; a draft is there for its own people alone."""
    visible = Enterprise.objects.visible_to(request.user).select_related("region", "subject")
    enterprise = find_at(visible, slug)
    sites = list(enterprise.sites.order_by("pk"))
    cities = dict.fromkeys(str(site.city) for site in sites if site.city)
    now = clock.now()
    cards = soonest_of_enterprise(enterprise.pk, now, limit=TOURS)
    pictures = {card.album: card.picture for card in cards if card.picture}
    photos = gallery([enterprise.album_id, *_albums(sites), *(card.album for card in cards)])
    crumbs = [
        (reverse("portal:home"), _("Home")),
        (reverse("portal:regions"), _("Regions")),
        (enterprise.region.get_absolute_url(), enterprise.region.short_name),
    ]
    share = enterprise_card(enterprise, sites, photos)
    context = {
        "share": share,
        "enterprise": enterprise,
        "region": enterprise.region,
        "sites": sites,
        "photos": photos,
        "cards": cards,
        "routes": with_pictures(routes_passing(enterprise.pk, now), pictures),
        "dots": map_points(sites),
        "facts": [
            (_("Industry"), enterprise.get_industry_display()),
            (_("Founded"), enterprise.founded_year),
            (_("Region"), enterprise.region.name),
            (npgettext("figure", "City", "Cities", len(cities)), ", ".join(cities)),
            *([(_("Phone"), _call(enterprise.phone))] if enterprise.phone else []),
            *([(_("Website"), _link(enterprise.website))] if enterprise.website else []),
        ],
        "crumbs": crumbs,
        "frame": region_frame(enterprise.region),
        "structured": json_ld(
            _attraction(enterprise, sites, [share.url, *(absolute(photo.address) for photo in photos)]),
            breadcrumb_list([*crumbs, (request.path, enterprise.name)]),
        ),
    }
    return render(request, "portal/enterprise.html", context)


def _albums(things: Iterable[Any]) -> list[int]:
    """The albums of these things, the eldest first, as `covers_of_enterprises` looks for a cover among them."""
    return sorted(thing.album_id for thing in things if thing.album_id is not None)


def _link(address: str) -> SafeString:
    """Their own site, called by its host."""
    return format_html('<a href="{}" rel="nofollow noopener">{}</a>', address, urlsplit(address).netloc)


def _attraction(enterprise: Enterprise, sites: list[Site], images: list[str]) -> dict[str, Any]:
    """The enterprise as schema.org's TouristAttraction; its first site is where it stands."""
    return {
        "@type": "TouristAttraction",
        "name": str(enterprise.name),
        "description": str(enterprise.summary),
        "url": absolute(enterprise.get_absolute_url()),
        "sameAs": enterprise.website,
        "telephone": enterprise.phone,
        "image": images,
        **(location(sites[0], enterprise.region.name) if sites else {}),
    }


def _call(phone: str) -> SafeString:
    return format_html('<a class="nowrap" href="{}">{}</a>', tel(phone), shown(phone))
