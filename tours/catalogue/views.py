"""The catalogue and the tour's page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_safe

from accelerator.base.common import clock
from accelerator.base.common.dates import read_day, read_month
from accelerator.base.common.formats import duration
from accelerator.base.common.slugs import find_at
from regions.enterprises.models import Industry, Theme
from regions.enterprises.pictures import Picture, covers, gallery
from regions.models import Region
from regions.sheet import frame_of, map_dot
from tours.booking.holders import OwnPlaces, own_places_of
from tours.catalogue import calendar
from tours.catalogue.cards import Offer, first_picture, offer_of, related_tours
from tours.catalogue.criteria import YOUNGEST_AGES, Criteria, Sort, When
from tours.catalogue.forms import CatalogueForm, labels
from tours.catalogue.results import Relaxed, Results, search
from tours.catalogue.sharing import tour_card
from tours.catalogue.structured import tour_data
from tours.models import Tour, VisitorCategory, VisitRequirements
from tours.models.tours import TourLanguage
from tours.requirement_words import from_age
from tours.requirements import BY_NAME, Group, grouped, lines_of, requirements_of

RELATED = 4
NEXT_SLOTS = 5
UNFOLDED = 8  # choices of a facet that are always in sight

# --- The catalogue ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Option:
    """A choice of a facet, and how many tours it would leave."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """Choices of one kind: the first of them in sight, the rest folded until one of them is chosen."""

    field: BoundField
    options: list[Option]

    @property
    def first(self) -> list[Option]:
        return self.options if len(self.options) <= UNFOLDED + 2 else self.options[:UNFOLDED]

    @property
    def rest(self) -> list[Option]:
        return self.options[len(self.first) :]

    @property
    def is_open(self) -> bool:
        return any(option.chosen for option in self.rest)


@require_safe
def tours(request: HttpRequest) -> HttpResponse:
    """Tours by place, date, interest and age; with htmx the list, the days and the facets' counts are swapped."""
    regions = {region.slug: str(region.short_name) for region in Region.objects.by_name().only("slug", "short_name")}
    themes = {theme.slug: str(theme) for theme in Theme.objects.in_order()}
    form = CatalogueForm(request.GET, themes=themes, regions=regions)
    results = search(form.criteria, page=form.page_number, now=clock.now())
    criteria = results.criteria
    choices = {
        "theme": themes,
        "region": regions,
        "industry": labels(Industry.choices),
        "kind": labels(Tour.Kind.choices),
        "language": labels(TourLanguage.choices),
    }
    context = {
        "form": form,
        "criteria": criteria,
        "results": results,
        "share_picture": first_picture(results.cards),
        "days": _options("dates", labels(When.choices), criteria.when, results),
        "facets": [
            Facet(form[name], options)
            for name in ("theme", "region", "industry", "kind", "language")
            if (options := _options(name, choices[name], getattr(criteria, name), results))
        ],
        "ages": _ages(criteria, results),
        "switches": [
            (form[name], getattr(criteria, name), results.facets.of(name).get("1", 0))
            for name in ("free", "wheelchair")
        ],
        "orders": _orders(criteria),
        "relaxed": [(_address(one.criteria), _relaxed_words(one, choices)) for one in results.relaxed],
        "filtered": bool(request.GET),
        "chosen": _chosen(criteria, choices),
        "folded": len(_chosen(criteria.without(["words", "dates"]), choices)),
    }
    # Only what htmx asked for; the page's own address answers with the whole page.
    part = "#catalogue" if request.htmx and not request.htmx.history_restore_request else ""  # type: ignore[attr-defined]
    response = render(request, f"catalogue/tours.html{part}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _address(criteria: Criteria) -> str:
    return reverse("catalogue:tours") + criteria.query_string()


def _options(facet: str, choices: Mapping[str, str], chosen: Any, results: Results) -> list[Option]:
    """The choices that lead somewhere, and those already made."""
    counts = results.facets.of(facet)
    chosen = (chosen,) if isinstance(chosen, str) else chosen
    options = [Option(value, label, counts.get(value, 0), value in chosen) for value, label in choices.items()]
    return options if facet == "dates" else [option for option in options if option.count or option.chosen]


def _orders(criteria: Criteria) -> list[Option]:
    """The orders that make sense; the one that goes without saying stays out of the address."""
    unsaid = criteria.but(sort="").order
    return [
        Option("" if value == unsaid else value, label, 0, value == criteria.order)
        for value, label in labels(Sort.choices).items()
        if criteria.q or value != Sort.RELEVANCE
    ]


def _ages(criteria: Criteria, results: Results) -> list[Option]:
    counts = results.facets.of("age")
    ages = sorted({*YOUNGEST_AGES, *([criteria.age] if criteria.age is not None else [])})
    return [
        Option(
            str(age),
            ngettext("{n} year", "{n} years", age).format(n=age),
            counts.get(str(age), results.total if age == criteria.age else 0),
            age == criteria.age,
        )
        for age in ages
    ]


def _chosen(criteria: Criteria, choices: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str]]:
    """What narrows the search, in words, each with the address of the search without it."""
    found: list[tuple[str, Criteria]] = []
    if criteria.q:
        found.append((_("“{words}”").format(words=criteria.q), criteria.but(q="")))
    if criteria.when:
        found.append((str(When(criteria.when).label), criteria.but(when="")))
    if criteria.date_from:
        found.append((_("from {day}").format(day=date_format(criteria.date_from, "j E")), criteria.but(date_from=None)))
    if criteria.date_to:
        found.append((_("until {day}").format(day=date_format(criteria.date_to, "j E")), criteria.but(date_to=None)))
    if criteria.age is not None:
        found.append((_youngest(criteria), criteria.but(age=None)))
    if criteria.free:
        found.append((_("free of charge"), criteria.but(free=False)))
    if criteria.wheelchair:
        found.append((_("for wheelchairs"), criteria.but(wheelchair=False)))
    for name in ("theme", "region", "industry", "kind", "language"):
        values = getattr(criteria, name)
        found += [
            (choices[name][value], criteria.but(**{name: tuple(other for other in values if other != value)}))
            for value in values
        ]
    return [(words[:1].upper() + words[1:], _address(without)) for words, without in found]


_KINDS = {
    Tour.Kind.SIGHTSEEING.value: gettext_lazy("sightseeing tours"),
    Tour.Kind.HANDS_ON.value: gettext_lazy("hands-on workshops"),
    Tour.Kind.CHILDREN.value: gettext_lazy("tours for children"),
    Tour.Kind.CAREER.value: gettext_lazy("career guidance"),
    Tour.Kind.BUSINESS.value: gettext_lazy("business tours"),
}


def _youngest(criteria: Criteria) -> str:
    years = criteria.age or 0
    return ngettext("the youngest is {n} year old", "the youngest is {n} years old", years).format(n=years)


def _relaxed_words(relaxed: Relaxed, choices: Mapping[str, Mapping[str, str]]) -> str:
    """«Любая дата: 12 экскурсий»."""
    without = {
        "words": _("without your search words"),
        "dates": _("any date"),
        "theme": _("any theme"),
        "region": _("any region"),
        "industry": _("any industry"),
        "kind": _("any kind"),
        "age": _("any age"),
        "language": _("any language"),
        "free": _("paid tours too"),
        "wheelchair": _("not only for wheelchairs"),
    }
    criteria = relaxed.criteria
    if not criteria.active:
        words = _("all tours")
    elif relaxed.facet == "age":
        words = _youngest(criteria)
    elif relaxed.facet == "dates":
        words = str(When(criteria.when).label)
    elif relaxed.facet == "kind":
        words = ", ".join(str(_KINDS[value]) for value in criteria.kind)
    elif relaxed.facet:
        words = ", ".join(choices[relaxed.facet][value] for value in getattr(criteria, relaxed.facet))
    else:
        words = ", ".join(without[name] for name in relaxed.dropped)
    tours = ngettext("{n} tour", "{n} tours", relaxed.count).format(n=relaxed.count)
    return f"{words[:1].upper()}{words[1:]}: {tours}"


# --- A tour -----------------------------------------------------------------------------------------------------------


@require_safe
def tour_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One tour: what it requires, what it costs, and when there are places; htmx may ask for the dates alone."""
    visible = Tour.objects.visible_to(request.user)
    read = visible.with_subject().select_related("enterprise__region", "site", "requirements").defer("search")
    tour = find_at(read, slug)
    if tour is None:
        raise Http404
    if tour.slug != slug:
        return redirect(tour, permanent=True)
    now = clock.now()
    own = own_places_of(request, tour, now)
    context = {
        "tour": tour,
        "site": tour.site,
        "is_public": tour.is_public,
        "now": now,
        "own": own,
        **_dates(request, tour, now, own),
    }
    if request.htmx and request.htmx.target == "dates":  # type: ignore[attr-defined]
        response = render(request, "catalogue/tour.html#dates", context)
    else:
        offer = offer_of(tour, VisitorCategory.objects.offered().filter(tour=tour))
        requirements = requirements_of(tour)
        context |= {
            "enterprise": tour.enterprise,
            "region": tour.enterprise.region,
            "offer": offer,
            "requirements": requirements,
            "groups": [
                row for row in grouped(requirements, said_unknown=_PASSPORT) if row[0] not in (Group.WAY, Group.RULES)
            ],
            "way": lines_of(Group.WAY, requirements),
            "rules": lines_of(Group.RULES, requirements),
            "passport": _passport(tour, offer),
            "terms": _terms(tour, offer),
            "price": offer.price_line,
            "closing": _closing(tour),
            "in_short": tour.summary or f"{tour.title}: {tour.enterprise.name}, {tour.site.city}",
            "photos": gallery([tour.album_id, tour.site.album_id]),
            "related": _related(tour, now),
            "crumbs": [
                (reverse("catalogue:tours"), _("Tours")),
                (tour.enterprise.region.get_absolute_url(), tour.enterprise.region.short_name),
            ],
        }
        context["share"] = share = tour_card(tour, context["photos"])
        context["structured"] = tour_data(tour, offer, context["next_slots"], context["crumbs"], image=share.url)
        context |= _map(tour)
        response = render(request, "catalogue/tour.html", context)
    patch_vary_headers(response, ["HX-Request"])
    if own:
        patch_cache_control(response, private=True, no_store=True)
    return response


def _dates(request: HttpRequest, tour: Tour, now: datetime, own: Sequence[OwnPlaces]) -> dict[str, Any]:
    """The weeks asked for (or the coming ones), the day chosen in them, and the next slots with a place left."""
    chosen = read_day(request.GET.get("date", ""))
    days = calendar.days_with_slots(tour, now)
    seats: Counter[int] = Counter()
    for places in own:
        seats[places.slot.pk] += places.seats
    span = calendar.span_of(tour, days, now, near=_near(request, days), own=seats) if days else None
    day = span.days.get(chosen) if span and chosen else None
    full = day.date if day and not day.has_places else None
    return {
        "span": span,
        "day": day,
        "today": now.astimezone(tour.site.zone).date(),
        "weekdays": calendar.WEEKDAYS,
        "next_slots": calendar.next_slots(tour, now, limit=NEXT_SLOTS, near=full, own=seats),
    }


def _related(tour: Tour, now: datetime) -> list[tuple[Tour, Picture | None]]:
    """Tours like this one, each with its own photo if it has one: two queries."""
    tours = related_tours(tour, now, limit=RELATED)
    photos = covers(other.album_id for other in tours)
    return [(other, photos.get(other.album_id)) for other in tours]


def _near(request: HttpRequest, days: Sequence[date]) -> date | None:
    """The day whose weeks the address asks for, by ?month=, ?from= or ?date=; None where the tour is over by then."""
    month = read_month(request.GET.get("month", ""))
    asked = next((day for day in days if month and month <= day), None)
    asked = asked or read_day(request.GET.get("from", "")) or read_day(request.GET.get("date", ""))
    return asked if asked and asked <= days[-1] else None


def _closing(tour: Tour) -> str:
    """When booking closes, in days where it is the lead time that closes it."""
    before, days = tour.booking_closes_before, tour.lead_time_days
    if days and before == timedelta(days=days):
        return ngettext(
            "Booking closes {n} day before the start.", "Booking closes {n} days before the start.", days
        ).format(n=days)
    if hours := before // timedelta(hours=1):
        return ngettext(
            "Booking closes {n} hour before the start.", "Booking closes {n} hours before the start.", hours
        ).format(n=hours)
    return _("Booking is open until the start.")


def _passport(tour: Tour, offer: Offer) -> list[tuple[str, str | None]]:
    """The nameplate: what everybody asks first."""
    requirements = requirements_of(tour)
    said = {name: BY_NAME[name].said_by(requirements) for name in _PASSPORT}
    return [
        (_("Duration"), duration(tour.duration_minutes)),
        (_("Languages"), ", ".join(tour.language_names)),
        (_("Age"), ", ".join(_ages_said(tour, offer)) or None),
        (_("In one booking"), _people(tour.party_min, tour.party_max)),
        *((BY_NAME[name].label, words) for name, words in said.items()),
        (_("Price"), offer.price_line or None),
    ]


def _terms(tour: Tour, offer: Offer) -> list[str]:
    """What may keep somebody out, as far as it is known, in the few words that stand beside the price."""
    requirements = requirements_of(tour)
    shoes = VisitRequirements.Footwear
    bounds = {
        _("document needed"): bool(requirements.identity_documents),
        pgettext("beside the price", "closed shoes"): requirements.footwear in (shoes.CLOSED, shoes.CLOSED_FLAT),
        _("health restrictions"): bool(BY_NAME["medical"].said_by(requirements)),
    }
    return [
        duration(tour.duration_minutes),
        *_admitted(_ages_said(tour, offer)),
        *(words for words, binds in bounds.items() if binds),
    ]


def _admitted(ages: list[str]) -> list[str]:
    """The ages as they stand without a label."""
    if not ages or ages == [_("any age")]:
        return ages
    return [pgettext("beside the price", "ages {ages}").format(ages=", ".join(ages))]


def _ages_said(tour: Tour, offer: Offer) -> list[str]:
    """From which age and to which, by the enterprise's word or else by its prices; empty where all ages are welcome."""
    requirements = requirements_of(tour)
    said = {name: BY_NAME[name].said_by(requirements) for name in ("min_age", "max_age")}
    if not said["min_age"] and offer.youngest:
        said["min_age"] = from_age(offer.youngest)
    return [words for words in said.values() if words]


_PASSPORT = ("identity_documents", "footwear", "wheelchair")


def _people(least: int, most: int) -> str:
    if least == most:
        return ngettext("{n} person", "{n} people", most).format(n=most)
    return ngettext("{least}–{n} person", "{least}–{n} people", most).format(least=least, n=most)


def _map(tour: Tour) -> dict[str, Any]:
    """Where it is: a dot in its region, or a point for tiles (see static/js/islands/map.js)."""
    site = tour.site
    if site.latitude is None or site.longitude is None:
        return {}
    return {
        "points": [{"at": [float(site.latitude), float(site.longitude)], "name": str(site.name)}],
        "dots": [map_dot(site.longitude, site.latitude, str(site.name))],
        "frame": frame_of(tour.enterprise.region),
        "tiles": settings.TILE_URL,
        "attribution": settings.TILE_ATTRIBUTION,
    }
