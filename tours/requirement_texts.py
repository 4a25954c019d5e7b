"""Texts for the values of visit requirements: the functions that the table of requirements names."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from accelerator.base.common.formats import number
from tours.ages import ADULT
from tours.models import VisitRequirements

Describe = Callable[[Any, Any], str | None]  # of a value, beside the other requirements of the tour


def as_written(value: Any, _requirements: Any) -> str:
    return str(value)


def choice(name: str) -> Describe:
    labels = dict(VisitRequirements._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return lambda value, _requirements: str(labels.get(value, value))


def several(choices: type[models.TextChoices]) -> Describe:
    labels: dict[str, str | Promise] = dict(choices.choices)
    return lambda values, _requirements: ", ".join(str(labels.get(value, value)) for value in values)


def any_of(choices: type[models.TextChoices], read_as: Mapping[str, str | Promise]) -> Describe:
    """One of these is enough; `read_as` replaces the staff's labels for visitors."""
    labels: dict[str, str | Promise] = {**dict(choices.choices), **read_as}

    def describe(values: Iterable[str], _requirements: Any) -> str:
        *others, last = dict.fromkeys(str(labels.get(value, value)) for value in values)
        return _("{others} or {last}").format(others=", ".join(others), last=last) if others else last

    return describe


def yes_no(yes: str | Promise, no: str | Promise) -> Describe:
    return lambda value, _requirements: str(yes if value else no)


def from_age_or_any(years: int, _requirements: Any) -> str:
    if not years:
        return _("any age")
    return from_age(years)


def from_age(years: int) -> str:
    """Return whom a tour admits: «от 7 лет»."""
    return npgettext("admitted", "{n}+", "{n}+", years).format(n=years)


def alone_from(years: int, _requirements: Any) -> str:
    if years >= ADULT:
        return _("only with an adult")
    return ngettext("without an adult from age {n}", "without an adult from age {n}", years).format(n=years)


def to_age(years: int, _requirements: Any) -> str:
    return npgettext("admitted", "up to {n}", "up to {n}", years).format(n=years)


def from_grade(grade: int, _requirements: Any) -> str:
    return _("from grade {n}").format(n=grade)


def to_grade(grade: int, _requirements: Any) -> str:
    return _("up to grade {n}").format(n=grade)


def per_chaperone(children: int, _requirements: Any) -> str:
    return ngettext("one adult for {n} child", "one adult for every {n} children", children).format(n=children)


def free_chaperones(people: int, _requirements: Any) -> str:
    if not people:
        return _("chaperones pay like everyone else")
    return ngettext("{n} chaperone comes free", "{n} chaperones come free", people).format(n=people)


def from_people(people: int, _requirements: Any) -> str:
    return ngettext("from {n} person", "from {n} people", people).format(n=people)


def to_people(people: int, requirements: Any) -> str:
    least = requirements.group_min or 1
    if 1 < least < people:
        return ngettext("{least}–{n} person", "{least}–{n} people", people).format(least=least, n=people)
    return ngettext("up to {n} person", "up to {n} people", people).format(n=people)


def days_ahead(days: int, _requirements: Any) -> str:
    if not days:
        return _("on the day of the visit is fine")
    return ngettext("at least {n} day ahead", "at least {n} days ahead", days).format(n=days)


def hours_before(hours: int, _requirements: Any) -> str:
    return ngettext("{n} hour before the start", "{n} hours before the start", hours).format(n=hours)


def minutes_before(minutes: int, _requirements: Any) -> str:
    if not minutes:
        return _("by the start time")
    return ngettext("{n} minute before the start", "{n} minutes before the start", minutes).format(n=minutes)


def minutes(minutes: int, _requirements: Any) -> str:
    return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)


def metres(metres: int, _requirements: Any) -> str:
    return _("about {n} m").format(n=number(metres))


def steps(steps: int, _requirements: Any) -> str:
    return ngettext("{n} step", "{n} steps", steps).format(n=steps) if steps else _("no stairs")
