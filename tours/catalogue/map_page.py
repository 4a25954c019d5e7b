"""What a search finds on a map, and the same by city as a list."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accelerator.base.common import clock
from accelerator.base.common.i18n import active_language
from regions.country_map import Frame, Point
from tours.catalogue.choices import address_of, chips_of, cities_of, known_labels, region_names, theme_names
from tours.catalogue.criteria import Criteria
from tours.catalogue.forms import CatalogueForm
from tours.catalogue.marks import Mark, marks_of
from tours.catalogue.search import search

_NAMED = 3  # cities of a mark that are named


class Place(NamedTuple):
    """A mark as `catalogue/_map_marks.jinja` draws it."""

    at: Point
    tours: int
    words: str
    address: str


@require_safe
def map_of_tours(request: HttpRequest) -> HttpResponse:
    """The tours of a search by city, on a map and beside it; both lead to the catalogue."""
    regions, themes = region_names(), theme_names()
    form = CatalogueForm(request.GET, themes=themes, regions=regions)
    results = search(form.criteria, page=1, now=clock.now())
    criteria = results.criteria
    cities = cities_of(criteria, results)
    counts = results.facets.of("city")
    if criteria.city:
        counts = {name: count for name, count in counts.items() if name in criteria.city}
    frame, marks = marks_of(counts)
    choices = {**known_labels(active_language()), "theme": themes, "region": regions, "city": cities}
    context = {
        "form": form,
        "total": results.total,
        "chosen": chips_of(criteria, choices, at="catalogue:map"),
        "catalogue": address_of(criteria),
        "cities": [
            (cities[name], _tours(counts[name]), _within(criteria, (name,))) for name in cities if counts.get(name)
        ],
        **_map(frame, marks, cities, criteria),
    }
    return render(request, "catalogue/map.html", context)


def _map(frame: Frame, marks: list[Mark], cities: Mapping[str, str], criteria: Criteria) -> dict[str, Any]:
    """The drawing, and what a map of tiles needs, where there are tiles (static/js/islands/map.js)."""
    places = [Place(mark.at, mark.tours, _words(mark, cities), _within(criteria, mark.cities)) for mark in marks]
    points = [
        {"at": mark.place, "name": place.words, "count": mark.tours, "href": place.address}
        for mark, place in zip(marks, places, strict=True)
    ]
    return {
        "frame": frame, "places": places, "points": points if settings.TILE_URL else [], "tiles": settings.TILE_URL,
        "attribution": settings.TILE_ATTRIBUTION,
    }  # fmt: skip


def _within(criteria: Criteria, cities: tuple[str, ...]) -> str:
    return address_of(criteria.but(city=cities))


def _words(mark: Mark, cities: Mapping[str, str]) -> str:
    """«Калуга, Обнинск: 8 экскурсий»."""
    names = ", ".join(cities[name] for name in mark.cities[:_NAMED])
    if more := len(mark.cities) - _NAMED:
        names = _("{names} and {n} more").format(names=names, n=more) if more > 0 else names
    return f"{names}: {_tours(mark.tours)}"


def _tours(count: int) -> str:
    return ngettext("{n} tour", "{n} tours", count).format(n=count)
