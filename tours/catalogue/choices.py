"""What the choices of a search are called, and the chips that name those which are made."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accelerator.base.common.formats import duration, number, rubles
from accelerator.base.common.i18n import I18nText, active_language
from accelerator.base.common.parts import remembered
from accelerator.base.common.prepared import prepared
from accelerator.base.common.text import sort_key
from regions.enterprises.models import Industry, Theme
from regions.models import Region
from tours.catalogue.criteria import Criteria, PartOfDay, Sort, When
from tours.catalogue.nearby import USUAL_REACH, Spot
from tours.catalogue.search import Results
from tours.models import Tour
from tours.models.tours import TourLanguage


class _Named(NamedTuple):
    """What a choice is named after, with its name as the column has it: a text of all languages."""

    slug: str
    words: str


@prepared(_Named)
def _regions(_the: Any) -> QuerySet:
    return Region.objects.annotate(words=Cast("short_name", TextField())).by_name()


@prepared(_Named)
def _themes(_the: Any) -> QuerySet:
    return Theme.objects.annotate(words=Cast("name", TextField())).in_order()


def region_names() -> dict[str, str]:
    """Return the short names of regions in the active language, by slug."""
    return _names_of(_regions())


def theme_names() -> dict[str, str]:
    """Return the names of themes in the active language, by slug, in their order."""
    return _names_of(_themes())


def _names_of(rows: Iterable[_Named]) -> dict[str, str]:
    language = active_language()
    return {slug: _name(words, language) for slug, words in rows}


@remembered
def _name(words: str, language: str) -> str:
    return I18nText(json.loads(words)).in_language(language)


@remembered
def known_labels(language: str) -> Mapping[str, Mapping[str, str]]:  # noqa: ARG001 - in which labels are said
    """The labels of the choices that are always the same."""
    return {
        "dates": _labels(When.choices),
        "time": _labels(PartOfDay.choices),
        "industry": _labels(Industry.choices),
        "kind": _labels(Tour.Kind.choices),
        "language": _labels(TourLanguage.choices),
        "order": _labels(Sort.choices),
    }


def _labels(choices: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    """Return the labels of choices by value."""
    return {str(value): str(label) for value, label in choices}


def cities_of(criteria: Criteria, results: Results) -> dict[str, str]:
    """The names of cities by what addresses call them, those of the chosen regions first."""
    language = active_language()
    order = sorted(
        results.cities.items(),
        key=lambda item: (item[1].regions.isdisjoint(criteria.region), _city_key(item[1].words, language), item[0]),
    )
    names = {name: _name(city.words, language) for name, city in order}
    return names | {name: name for name in criteria.city if name not in names}


@remembered
def _city_key(words: str, language: str) -> str:
    return sort_key(_name(words, language))


def address_of(criteria: Criteria, at: str = "catalogue:tours") -> str:
    """Return the address of the search: of its list, or `at` another page of it."""
    return reverse(at) + criteria.query_string()


def chips_of(
    criteria: Criteria, choices: Mapping[str, Mapping[str, str]], at: str = "catalogue:tours"
) -> list[tuple[str, str]]:  # fmt: skip
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
    if criteria.party:
        chips.append((str(criteria.party), criteria.without(["party"])))
    if criteria.age is not None:
        chips.append((youngest_words(criteria), criteria.but(age=None)))
    if criteria.free:
        chips.append((_("free of charge"), criteria.but(free=False)))
    if criteria.wheelchair:
        chips.append((_("for wheelchairs"), criteria.but(wheelchair=False)))
    if criteria.wheelchair_full:
        chips.append((_("by wheelchair all the way"), criteria.but(wheelchair_full=False)))
    if criteria.no_stairs:
        chips.append((_("no stairs"), criteria.but(no_stairs=False)))
    if criteria.quiet:
        chips.append((pgettext("tours", "quiet"), criteria.but(quiet=False)))
    if criteria.duration_to is not None:
        limit = _("up to {time}").format(time=duration(criteria.duration_to))
        chips.append((limit, criteria.but(duration_to=None)))
    if criteria.near:
        km = number(criteria.within or USUAL_REACH)
        place = choices["city"].get(criteria.near, criteria.near)
        words = _("within {km} km of you") if Spot.of(criteria.near) else _("within {km} km: {place}")
        chips.append((words.format(km=km, place=place), criteria.without(["near"])))
    if criteria.pupils:
        chips.append((_("for school pupils"), criteria.but(pupils=False)))
    if criteria.price_to is not None:
        chips.append((_("up to {price}").format(price=rubles(criteria.price_to * 100)), criteria.but(price_to=None)))
    for name in ("time", "theme", "region", "city", "industry", "kind", "language"):
        values = getattr(criteria, name)
        chips += [
            (choices[name][value], criteria.but(**{name: tuple(other for other in values if other != value)}))
            for value in values
        ]
    return [(label[:1].upper() + label[1:], address_of(without, at)) for label, without in chips]


def youngest_words(criteria: Criteria) -> str:
    """«Младшему 7 лет»."""
    years = criteria.age or 0
    return ngettext("the youngest is {n} year old", "the youngest is {n} years old", years).format(n=years)
