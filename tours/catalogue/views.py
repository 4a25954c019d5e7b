"""The catalogue."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accelerator.base.common import clock, parts
from accelerator.base.common.changes import Kind
from accelerator.base.common.formats import duration, number
from accelerator.base.common.i18n import active_language
from accelerator.base.common.kept import kept, true_until, versions_of
from accelerator.base.common.parts import remembered
from accelerator.base.common.shelf import Present
from tours.catalogue.cards import first_picture
from tours.catalogue.choices import (
    address_of,
    chips_of,
    cities_of,
    known_labels,
    region_names,
    theme_names,
    youngest_words,
)
from tours.catalogue.criteria import DURATIONS, SWITCHES, YOUNGEST_AGES, Criteria, Sort, When
from tours.catalogue.forms import CatalogueForm
from tours.catalogue.nearby import REACHES, USUAL_REACH, Spot
from tours.catalogue.outlook import next_change
from tours.catalogue.search import Results, WiderSearch, search
from tours.models import Tour
from tours.party import PARAMETERS

UNFOLDED = 8  # choices of a facet that are always visible
MOST_CITIES = 40  # to choose from at once, besides those that are chosen


class Option(NamedTuple):
    """A choice of a facet, and how many tours it would find; None where that is not counted."""

    value: str
    label: str
    tours: int | None
    chosen: bool

    @property
    def mark(self) -> str:
        """The value as a part of an id, in which there are no spaces."""
        return "_".join(self.value.split())


class Facet(NamedTuple):
    """Choices of one kind: the first of them visible, the rest folded until one of them is chosen."""

    name: str
    label: str
    options: tuple[Option, ...]
    note: str = ""  # what else there is to know

    @property
    def first(self) -> tuple[Option, ...]:
        return self.options if len(self.options) <= UNFOLDED + 2 else self.options[:UNFOLDED]

    @property
    def rest(self) -> tuple[Option, ...]:
        return self.options[len(self.first) :]

    @property
    def is_open(self) -> bool:
        return any(option.chosen for option in self.rest)

    @property
    def drawn_first(self) -> SafeString:
        return self._drawn(self.first)

    @property
    def drawn_rest(self) -> SafeString:
        return self._drawn(self.rest)

    def _drawn(self, options: Iterable[Option]) -> SafeString:
        return mark_safe("".join([_choice(self.name, option) for option in options]))


class Near(NamedTuple):
    """From where, and how far; `here` is the value of a place that somebody's device has told, if that is chosen."""

    label: str
    here: str
    places: tuple[Option, ...]
    reach: str  # its label
    reaches: tuple[tuple[int, str, bool], ...]  # km, in words, whether chosen
    usual: int = USUAL_REACH  # which addresses leave out


class Filters(NamedTuple):
    """What `catalogue/_filters.jinja` prints."""

    ages: Facet
    price: str  # its label
    price_to: int | None
    duration: str  # its label
    durations: tuple[tuple[int, str, bool], ...]  # minutes, in words, whether chosen
    near: Near
    switches: tuple[Option, ...]
    facets: tuple[Facet, ...]
    total: int  # tours that are found
    is_narrowed: bool
    folded: int  # how many of what a phone folds are chosen


@remembered
def _choice(facet: str, option: Option) -> SafeString:
    return parts.draw("catalogue/_choice.jinja", name=facet, option=option)


# Not for words, days, times, places and parties, of which there are too many or of which the outlook knows too little.
_UNKEPT = ("q", "date_from", "date_to", "time", "near", "within", *PARAMETERS)
_KEPT = tuple(name for name in (*Criteria.names(), "page") if name not in _UNKEPT)


@require_safe
@kept(Kind.CONTENT, Kind.OUTLOOK, query=_KEPT)
def tours(request: HttpRequest) -> HttpResponse:
    """Tours by place, date, interest and age; with htmx the list, the days and the facets' counts are swapped."""
    regions, themes = region_names(), theme_names()
    form = CatalogueForm(request.GET, themes=themes, regions=regions)
    language = active_language()
    present = Present(clock.now(), next_change, partial(versions_of, request))
    results = search(form.criteria, page=form.page_number, now=present.now, present=present)
    criteria = results.criteria
    known = known_labels(language)
    choices = {**known, "theme": themes, "region": regions, "city": cities_of(criteria, results)}
    legends = _legends(language)
    chosen = chips_of(criteria, choices)
    filters = Filters(
        ages=Facet("age", legends["age"], _ages(criteria, results)),
        price=legends["price_to"],
        price_to=criteria.price_to,
        duration=legends["duration_to"],
        durations=_durations(criteria.duration_to, language),
        near=_near(criteria, choices["city"], results, legends),
        switches=tuple(
            Option(name, legends[name], results.facets.of(name).get("1", 0), getattr(criteria, name))
            for name in SWITCHES
        ),
        facets=(
            Facet("time", legends["time"], _times(criteria.time, language)),
            *(
                _facet(name, legends[name], options)
                for name in ("theme", "region", "city", "industry", "kind", "language")
                if (options := _options(name, choices[name], getattr(criteria, name), results))
            ),
        ),
        total=results.total,
        is_narrowed=bool(criteria.active),
        folded=len(chips_of(criteria.without(["words", "dates", "party"]), choices)) if chosen else 0,
    )
    context = {
        "form": form,
        "criteria": criteria,
        "results": results,
        "share_picture": first_picture(results.cards),
        "days": Facet("dates", legends["when"], _options("dates", known["dates"], criteria.when, results)),
        "dates": (criteria.date_from, criteria.date_to),
        "filters": filters,
        "orders": _orders(criteria),
        "map": address_of(criteria, "catalogue:map"),
        "wider": [(address_of(one.criteria), _wider_label(one, choices)) for one in results.wider],
        "filtered": bool(request.GET),
        "chosen": chosen,
    }
    # Only what htmx asked for; the page's own address answers with the whole page.
    part = "#catalogue" if request.htmx and not request.htmx.history_restore_request else ""  # type: ignore[attr-defined]
    response = render(request, f"catalogue/tours.html{part}", context)
    patch_vary_headers(response, ["HX-Request"])
    return true_until(response, lambda: present.until)


def _options(facet: str, choices: Mapping[str, str], chosen: Any, results: Results) -> tuple[Option, ...]:
    """The choices that some tour has, and those already made."""
    counts = results.facets.of(facet)
    chosen = (chosen,) if isinstance(chosen, str) else chosen
    options = tuple([Option(value, label, counts.get(value, 0), value in chosen) for value, label in choices.items()])
    return options if facet == "dates" else tuple([option for option in options if option.tours or option.chosen])


def _facet(name: str, label: str, options: tuple[Option, ...]) -> Facet:
    """All choices, but of cities only those with most tours: there are as many as a country has."""
    if name != "city" or len(options) <= MOST_CITIES:
        return Facet(name, label, options)
    places = sorted(range(len(options)), key=lambda place: (not options[place].chosen, -(options[place].tours or 0)))
    fullest = sorted(places[: MOST_CITIES + sum(option.chosen for option in options)])
    note = _("These have the most tours. Choose a region to see its other cities.")
    return Facet(name, label, tuple(options[place] for place in fullest), note)


@remembered
def _times(chosen: tuple[str, ...], language: str) -> tuple[Option, ...]:
    """Without numbers: what is kept of each tour knows no times, and reading all slots would take too long."""
    return tuple(Option(value, label, None, value in chosen) for value, label in known_labels(language)["time"].items())


@remembered
def _legends(language: str) -> Mapping[str, str]:  # noqa: ARG001 - in which labels are said
    return {name: str(field.label) for name, field in CatalogueForm.base_fields.items()}


def _orders(criteria: Criteria) -> list[Option]:
    """The orders that make sense; the default one is left out of the address."""
    default = criteria.but(sort="").order
    return [
        Option("" if value == default else value, label, 0, value == criteria.order)
        for value, label in known_labels(active_language())["order"].items()
        if (criteria.q or value != Sort.RELEVANCE) and (criteria.near or value != Sort.DISTANCE)
    ]


def _ages(criteria: Criteria, results: Results) -> tuple[Option, ...]:
    counts = results.facets.of("age")
    ages = sorted({*YOUNGEST_AGES, *([criteria.age] if criteria.age is not None else [])})
    language = active_language()
    return tuple(
        Option(
            str(age),
            _years(age, language),
            counts.get(str(age), results.total if age == criteria.age else 0),
            age == criteria.age,
        )
        for age in ages
    )


def _near(criteria: Criteria, cities: Mapping[str, str], results: Results, legends: Mapping[str, str]) -> Near:
    """The cities that most tours are in, besides the place that is chosen."""
    here = criteria.near if Spot.of(criteria.near) else ""
    counts = results.facets.of("city")
    chosen = () if here or not criteria.near else (criteria.near,)
    options = tuple(Option(name, label, counts.get(name, 0), name in chosen) for name, label in cities.items())
    known = {option.value for option in options}
    options += tuple(Option(name, name, None, True) for name in chosen if name not in known)
    places = _facet("city", legends["near"], options).options
    reach = criteria.within or USUAL_REACH
    reaches = tuple((km, _up_to(km, active_language()), km == reach) for km in sorted({*REACHES, reach}))
    return Near(legends["near"], here, places, legends["within"], reaches)


@remembered
def _up_to(km: int, _language: str) -> str:
    return _("up to {km} km").format(km=number(km))


@remembered
def _durations(chosen: int | None, _language: str) -> tuple[tuple[int, str, bool], ...]:
    minutes = sorted({*DURATIONS, *([chosen] if chosen else [])})
    return tuple((one, _("up to {time}").format(time=duration(one)), one == chosen) for one in minutes)


@remembered
def _years(age: int, _language: str) -> str:
    return ngettext("{n} year", "{n} years", age).format(n=age)


_KINDS = {
    Tour.Kind.SIGHTSEEING.value: gettext_lazy("sightseeing tours"),
    Tour.Kind.HANDS_ON.value: gettext_lazy("hands-on workshops"),
    Tour.Kind.CHILDREN.value: gettext_lazy("tours for children"),
    Tour.Kind.CAREER.value: gettext_lazy("career guidance"),
    Tour.Kind.BUSINESS.value: gettext_lazy("business tours"),
}


def _wider_label(wider: WiderSearch, choices: Mapping[str, Mapping[str, str]]) -> str:
    """«Любая дата: 12 экскурсий»."""
    without = {
        "words": _("without your search words"),
        "dates": _("any date"),
        "time": _("at any time of day"),
        "party": _("for any number of people"),
        "theme": _("any theme"),
        "region": _("any region"),
        "city": _("any city"),
        "near": _("at any distance"),
        "industry": _("any industry"),
        "kind": _("any kind"),
        "age": _("any age"),
        "language": _("any language"),
        "free": _("paid tours too"),
        "wheelchair": _("not only for wheelchairs"),
        "wheelchair_full": _("also by wheelchair in part"),
        "no_stairs": _("with stairs too"),
        "quiet": _("noisy ones too"),
        "duration": _("of any length"),
        "pupils": _("not only for school pupils"),
        "price": _("at any price"),
    }
    criteria = wider.criteria
    if not criteria.active:
        label = _("all tours")
    elif wider.facet == "age":
        label = youngest_words(criteria)
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
