"""The catalogue and the tour's page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_safe

from accelerator.base.common import clock
from accelerator.base.common.dates import day_at, read_day, read_month
from accelerator.base.common.formats import duration, rubles
from accelerator.base.common.slugs import find_at
from regions.country_map import map_points, region_frame
from regions.enterprises.models import Industry, Theme
from regions.enterprises.pictures import gallery
from regions.models import Region
from tours.booking.holders import OwnPlaces, own_places_of
from tours.catalogue import calendar
from tours.catalogue.cards import Offer, RelatedTour, categories_of, first_picture, offer_of, related_tours
from tours.catalogue.criteria import YOUNGEST_AGES, Criteria, Sort, When
from tours.catalogue.forms import CatalogueForm, labels
from tours.catalogue.json_ld import tour_data
from tours.catalogue.search import Results, WiderSearch, search
from tours.catalogue.sharing import tour_card
from tours.models import Tour, VisitRequirements
from tours.models.tours import TourLanguage
from tours.requirement_texts import from_age
from tours.requirements import BY_NAME, Group, grouped, lines_of, requirements_of

RELATED = 4
NEXT_SLOTS = 5
UNFOLDED = 8  # choices of a facet that are always visible

# --- The catalogue ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Option:
    """A choice of a facet, and how many tours it would find."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """Choices of one kind: the first of them visible, the rest folded until one of them is chosen."""

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
            for name in ("free", "wheelchair", "pupils")
        ],
        "orders": _orders(criteria),
        "wider": [(_address(one.criteria), _wider_label(one, choices)) for one in results.wider],
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
    """The choices that some tour has, and those already made."""
    counts = results.facets.of(facet)
    chosen = (chosen,) if isinstance(chosen, str) else chosen
    options = [Option(value, label, counts.get(value, 0), value in chosen) for value, label in choices.items()]
    return options if facet == "dates" else [option for option in options if option.count or option.chosen]


def _orders(criteria: Criteria) -> list[Option]:
    """The orders that make sense; the default one is left out of the address."""
    default = criteria.but(sort="").order
    return [
        Option("" if value == default else value, label, 0, value == criteria.order)
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
    """The labels of what narrows the search, each with the address of the search without it."""
    chips: list[tuple[str, Criteria]] = []
    if criteria.q:
        chips.append((_("“{words}”").format(words=criteria.q), criteria.but(q="")))
    if criteria.when:
        chips.append((str(When(criteria.when).label), criteria.but(when="")))
    if criteria.date_from:
        chips.append((_("from {day}").format(day=date_format(criteria.date_from, "j E")), criteria.but(date_from=None)))
    if criteria.date_to:
        chips.append((_("until {day}").format(day=date_format(criteria.date_to, "j E")), criteria.but(date_to=None)))
    if criteria.age is not None:
        chips.append((_youngest(criteria), criteria.but(age=None)))
    if criteria.free:
        chips.append((_("free of charge"), criteria.but(free=False)))
    if criteria.wheelchair:
        chips.append((_("for wheelchairs"), criteria.but(wheelchair=False)))
    if criteria.pupils:
        chips.append((_("for school pupils"), criteria.but(pupils=False)))
    if criteria.price_to is not None:
        chips.append((_("up to {price}").format(price=rubles(criteria.price_to * 100)), criteria.but(price_to=None)))
    for name in ("theme", "region", "industry", "kind", "language"):
        values = getattr(criteria, name)
        chips += [
            (choices[name][value], criteria.but(**{name: tuple(other for other in values if other != value)}))
            for value in values
        ]
    return [(label[:1].upper() + label[1:], _address(without)) for label, without in chips]


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


def _wider_label(wider: WiderSearch, choices: Mapping[str, Mapping[str, str]]) -> str:
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
        "pupils": _("not only for school pupils"),
        "price": _("at any price"),
    }
    criteria = wider.criteria
    if not criteria.active:
        label = _("all tours")
    elif wider.facet == "age":
        label = _youngest(criteria)
    elif wider.facet == "dates":
        label = str(When(criteria.when).label)
    elif wider.facet == "kind":
        label = ", ".join(str(_KINDS[value]) for value in criteria.kind)
    elif wider.facet:
        label = ", ".join(choices[wider.facet][value] for value in getattr(criteria, wider.facet))
    else:
        label = ", ".join(without[name] for name in wider.dropped)
    tours = ngettext("{n} tour", "{n} tours", wider.count).format(n=wider.count)
    return f"{label[:1].upper()}{label[1:]}: {tours}"


# --- A tour -----------------------------------------------------------------------------------------------------------


@require_safe
def tour_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One tour: what it requires, what it costs, and when there are places; htmx may ask for the dates alone."""
    visible = Tour.objects.visible_to(request.user)
    read = visible.with_subject().select_related("enterprise__region", "site", "requirements")
    tour = find_at(read, slug)
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
        requirements = requirements_of(tour)
        offer = offer_of(tour.kind, requirements.free_chaperones, categories_of([tour.pk])[tour.pk])
        groups = grouped(requirements, unknown_elsewhere=_ON_NAMEPLATE)
        photos = gallery([tour.album_id, tour.site.album_id])
        context |= {
            "enterprise": tour.enterprise,
            "region": tour.enterprise.region,
            "offer": offer,
            "requirements": requirements,
            "groups": [row for row in groups if row[0] not in (Group.WAY, Group.RULES)],
            "way": lines_of(Group.WAY, requirements),
            "rules": lines_of(Group.RULES, requirements),
            "nameplate": _nameplate(tour, offer),
            "limits": _limits(tour, offer),
            "price": offer.price_line,
            "closing": _closing_rule(tour),
            "in_short": tour.summary or f"{tour.title}: {tour.enterprise.name}, {tour.site.city}",
            "photos": photos,
            "related": _related(tour, now),
            "crumbs": [
                (reverse("catalogue:tours"), _("Tours")),
                (tour.enterprise.region.get_absolute_url(), tour.enterprise.region.short_name),
            ],
        }
        share = tour_card(tour, photos)
        structured = tour_data(tour, offer, context["next_slots"], context["crumbs"], image=share.url)
        context |= {"share": share, "structured": structured, **_map(tour)}
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
        "today": day_at(tour.site.zone, now),
        "weekdays": calendar.WEEKDAYS,
        "next_slots": calendar.next_slots(tour, now, limit=NEXT_SLOTS, near=full, own=seats),
    }


def _related(tour: Tour, now: datetime) -> list[RelatedTour]:
    house = tour.enterprise
    return related_tours(tour.pk, house.pk, house.region_id, house.industry, now, limit=RELATED)


def _near(request: HttpRequest, days: Sequence[date]) -> date | None:
    """Return the day whose weeks ?month=, ?from= or ?date= ask for; None if the tour has no slots from then on."""
    month = read_month(request.GET.get("month", ""))
    asked = next((day for day in days if month and month <= day), None)
    asked = asked or read_day(request.GET.get("from", "")) or read_day(request.GET.get("date", ""))
    return asked if asked and asked <= days[-1] else None


def _closing_rule(tour: Tour) -> str:
    """When booking closes: in days if by the lead time, in hours otherwise."""
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


_ON_NAMEPLATE = ("identity_documents", "footwear", "wheelchair")


def _nameplate(tour: Tour, offer: Offer) -> list[tuple[str, str | None]]:
    """The facts at the top of the page: what everybody asks first."""
    requirements = requirements_of(tour)
    return [
        (_("Duration"), duration(tour.duration_minutes)),
        (_("Languages"), ", ".join(tour.language_names)),
        (_("Age"), ", ".join(_age_limits(tour, offer)) or None),
        (_("In one booking"), _party_size(tour.party_min, tour.party_max)),
        *((BY_NAME[name].label, BY_NAME[name].text_for(requirements)) for name in _ON_NAMEPLATE),
        (_("Price"), offer.price_line or None),
    ]


def _limits(tour: Tour, offer: Offer) -> list[str]:
    """What may keep somebody out, as far as it is known, in short beside the price."""
    requirements = requirements_of(tour)
    shoes = VisitRequirements.Footwear
    bounds = {
        _("document needed"): bool(requirements.identity_documents),
        pgettext("beside the price", "closed shoes"): requirements.footwear in (shoes.CLOSED, shoes.CLOSED_FLAT),
        _("health restrictions"): bool(BY_NAME["medical"].text_for(requirements)),
    }
    ages = _age_limits(tour, offer)
    if ages and ages != [_("any age")]:
        ages = [pgettext("beside the price", "ages {ages}").format(ages=", ".join(ages))]
    return [
        duration(tour.duration_minutes),
        *ages,
        *(text for text, applies in bounds.items() if applies),
    ]


def _age_limits(tour: Tour, offer: Offer) -> list[str]:
    """From which age and to which, as the enterprise states it or else by its prices; empty if there is no limit."""
    requirements = requirements_of(tour)
    youngest = BY_NAME["min_age"].text_for(requirements) or (from_age(offer.youngest) if offer.youngest else None)
    return list(filter(None, (youngest, BY_NAME["max_age"].text_for(requirements))))


def _party_size(least: int, most: int) -> str:
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
        "dots": map_points([site]),
        "frame": region_frame(tour.enterprise.region),
        "tiles": settings.TILE_URL,
        "attribution": settings.TILE_ATTRIBUTION,
    }
