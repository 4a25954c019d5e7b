"""The frame of a tour's page: all that only the staff change, in the reader's language."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accelerator.base.common import phones
from accelerator.base.common.addresses import address
from accelerator.base.common.formats import duration
from regions.country_map import map_points, region_frame
from regions.enterprises.pictures import gallery
from tours.catalogue.json_ld import Structured, structure_of
from tours.catalogue.offers import Offer, categories_of, offer_of
from tours.catalogue.panel import Facts
from tours.catalogue.sharing import tour_card
from tours.catalogue.tour_rows import TourRow, requirements_of
from tours.foreigners import foreigners_book_ahead
from tours.models import VisitRequirements
from tours.requirement_texts import from_age
from tours.requirements import BY_NAME, Group, Stated, grouped, lines_of


class Frame(NamedTuple):
    """The context of `catalogue/tour.html`, and what its live parts need."""

    context: dict[str, Any]
    price: str
    structured: Structured


def frame_of(tour: TourRow) -> Frame:
    """Read everything that the page shows but its dates and similar tours."""
    requirements = requirements_of(tour.pk)
    offer = offer_of(tour.kind, requirements.free_chaperones, categories_of([tour.pk])[tour.pk])
    photos = gallery([tour.album, tour.site__album])
    share = tour_card(tour, photos)
    ages = _age_limits(offer, requirements)
    crumbs = [
        (address("catalogue:tours"), _("Tours")),
        (address("portal:region", tour.enterprise__region__slug), tour.enterprise__region__short_name),
    ]
    context = {
        "tour": tour,
        "site": tour.site,
        "is_public": tour.is_public,
        "enterprise_address": tour.enterprise_address,
        "offer": offer,
        "has_meeting_point": bool(requirements.meeting_point),
        "groups": [
            row
            for row in grouped(requirements, unknown_elsewhere=_ON_NAMEPLATE)
            if row[0] not in (Group.WAY, Group.RULES)
        ],
        "way": lines_of(Group.WAY, requirements),
        "rules": lines_of(Group.RULES, requirements),
        "nameplate": _nameplate(tour, offer, ages, requirements),
        "limits": _limits(tour, ages, requirements),
        "price": offer.price_line,
        "closing": _closing_rule(tour),
        "in_short": tour.summary or f"{tour.title}: {tour.enterprise__name}, {tour.site__city}",
        "photos": photos,
        "crumbs": crumbs,
        "share": share,
        **_map(tour),
    }
    return Frame(context, offer.price_line, structure_of(tour, offer, crumbs, image=share.url))


def facts_of(tour: TourRow) -> Facts:
    """Return what the dates say of the tour itself."""
    phone = tour.enterprise__phone
    return Facts(
        zone=tour.zone,
        is_public=tour.is_public,
        city=str(tour.site__city),
        languages=tuple(tour.languages),
        phone=(phones.tel(phone), phones.shown(phone)) if phone else None,
        nearby=f"{address('catalogue:tours')}?region={tour.enterprise__region__slug}",
        alert=address("alerts:ask", tour.slug) if tour.is_public else "",
        foreigners_ahead=foreigners_book_ahead(
            tour.requirements__foreigners, tour.requirements__lead_time_days_foreign
        ),
        most=tour.party_max,
    )


def _closing_rule(tour: TourRow) -> str:
    """When booking closes: in days if by the lead time, in hours otherwise."""
    before, days = tour.closes_before, tour.requirements__lead_time_days
    if days and before == timedelta(days=days):
        return ngettext(
            "Booking closes {n} day before the start.", "Booking closes {n} days before the start.", days
        ).format(n=days)
    if hours := before // timedelta(hours=1):
        return ngettext(
            "Booking closes {n} hour before the start.", "Booking closes {n} hours before the start.", hours
        ).format(n=hours)
    return _("Booking is open until the start.")


_ON_NAMEPLATE = ("identity_documents", "footwear", "wheelchair")


def _nameplate(tour: TourRow, offer: Offer, ages: Sequence[str], requirements: Stated) -> list[tuple[str, str | None]]:
    """The facts at the top of the page: what everybody asks first."""
    return [
        (_("Duration"), duration(tour.duration_minutes)),
        (_("Languages"), ", ".join(tour.language_names)),
        (_("Age"), ", ".join(ages) or None),
        (_("In one booking"), _party_size(tour.party_min, tour.party_max)),
        *((BY_NAME[name].label, BY_NAME[name].text_for(requirements)) for name in _ON_NAMEPLATE),
        (_("Price"), offer.price_line or None),
    ]


def _limits(tour: TourRow, ages: Sequence[str], requirements: Stated) -> list[str]:
    """What may keep somebody out, as far as it is known, in short beside the price."""
    shoes = VisitRequirements.Footwear
    bounds = {
        _("document needed"): bool(requirements.identity_documents),
        pgettext("beside the price", "closed shoes"): requirements.footwear in (shoes.CLOSED, shoes.CLOSED_FLAT),
        _("health restrictions"): bool(BY_NAME["medical"].text_for(requirements)),
    }
    if ages and list(ages) != [_("any age")]:
        ages = [pgettext("beside the price", "ages {ages}").format(ages=", ".join(ages))]
    return [
        duration(tour.duration_minutes),
        *ages,
        *(text for text, applies in bounds.items() if applies),
    ]


def _age_limits(offer: Offer, requirements: Stated) -> list[str]:
    """From which age and to which, as the enterprise states it or else by its prices; empty if there is no limit."""
    youngest = BY_NAME["min_age"].text_for(requirements) or (from_age(offer.youngest) if offer.youngest else None)
    return list(filter(None, (youngest, BY_NAME["max_age"].text_for(requirements))))


def _party_size(least: int, most: int) -> str:
    if least == most:
        return ngettext("{n} person", "{n} people", most).format(n=most)
    return ngettext("{least}–{n} person", "{least}–{n} people", most).format(least=least, n=most)


class _Outline(NamedTuple):
    outline_box: list[float]


def _map(tour: TourRow) -> dict[str, Any]:
    """Where it is: a dot in its region, or a point for tiles (see static/js/islands/map.js)."""
    site = tour.site
    if site.latitude is None or site.longitude is None:
        return {}
    return {
        "points": [{"at": [float(site.latitude), float(site.longitude)], "name": str(site.name)}],
        "dots": map_points([site]),
        "frame": region_frame(_Outline(tour.enterprise__region__outline_box)),
        "tiles": settings.TILE_URL,
        "attribution": settings.TILE_ATTRIBUTION,
    }
