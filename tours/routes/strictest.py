"""What a route requires: who takes it has to fit every stop, and what one stop says is not said for the others."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tours.models import Tour, VisitRequirements
from tours.requirements import (
    BY_NAME,
    ESSENTIAL,
    GROUP_ICONS,
    TABLE,
    Group,
    Line,
    Requirement,
    merged,
    requirements_of,
    unknown_words,
)
from tours.routes.models import RouteStop

_V = VisitRequirements
# From the mildest to the strictest.
_ORDERS: dict[str, Sequence[str]] = {
    "admission": (_V.Admission.BOTH, _V.Admission.INDIVIDUALS, _V.Admission.GROUPS),
    "foreigners": (_V.Foreigners.ADMITTED, _V.Foreigners.ON_REQUEST, _V.Foreigners.NOT_ADMITTED),
    "footwear": (_V.Footwear.ANY, _V.Footwear.CLOSED, _V.Footwear.CLOSED_FLAT),
    "photo_policy": (
        _V.PhotoPolicy.FREE, _V.PhotoPolicy.MARKED_POINTS, _V.PhotoPolicy.ON_REQUEST, _V.PhotoPolicy.BANNED,
    ),
    "phones": (_V.Phones.ALLOWED, _V.Phones.SILENT, _V.Phones.LOCKER),
    "noise": _V.Noise.values,
    "heat": _V.Heat.values,
    "wheelchair": _V.Wheelchair.values,
    "blind_support": _V.Support.values,
    "deaf_support": _V.Support.values,
}  # fmt: skip
_HIGHEST = (
    "min_age", "min_age_unaccompanied", "lead_time_days", "lead_time_days_foreign", "list_freeze_hours",
    "arrive_minutes_before", "school_grade_from",
)  # fmt: skip
_LOWEST = ("max_age", "group_max", "children_per_chaperone", "school_grade_to")
_SUMS = ("walking_metres", "stairs_steps")
_ANY = ("guardian_consent", "height_work", "dust", "alcohol_18")
_UNION = ("pass_office_data", "ppe_to_bring")
_COMMON = ("identity_documents",)  # any of them is accepted: what all stops accept is enough
_BY_STOP = ("ppe_provided",)  # a helmet given at one stop is none at the next
# Texts: those that somebody must have read who is to come to no harm or not in vain, and those that are good to know.
GRAVE_TEXTS = ("medical", "prohibited", "clothing", "hair_jewellery", "allergens")
OTHER_TEXTS = ("late_policy", "weather")


@dataclass(frozen=True)
class _Stop:
    """What one stop requires, whom to ask about it, and what to call it among the others."""

    name: str
    enterprise: str
    requirements: VisitRequirements


@dataclass(frozen=True)
class _Said:
    """A requirement as the stops that state it have it, and the enterprises that do not."""

    requirement: Requirement
    by_stop: list[_Stop]
    silent: list[str]

    @property
    def values(self) -> list[Any]:
        return [getattr(stop.requirements, self.requirement.name) for stop in self.by_stop]

    def words(self, value: Any) -> str:
        """A value of the requirement as the tour's page says it."""
        return self.requirement.said_by(VisitRequirements(**{self.requirement.name: value})) or unknown_words()

    def each(self) -> str:
        """What every stop says, by its name."""
        told = [f"{stop.name}: {self.requirement.said_by(stop.requirements)}" for stop in self.by_stop]
        return "; ".join([*told, *([self.ask()] if self.silent else [])])

    def ask(self) -> str:
        """Whom to ask, when others have said it."""
        return _("check with {names}").format(names=", ".join(self.silent))


def strictest(stops: Iterable[RouteStop]) -> list[tuple[Group, str, list[Line]]]:
    """What a route's page shows: each group that has something to say, with its icon and its lines.

    A demand of any stop is told. A relief (a support, a quiet floor, a short way) is told only if every stop gives it;
    a stop that is silent about it is named. Texts do not add up: `told_by_stop` has them.
    """
    each = _named([stop.tour for stop in stops])
    lines = [line for requirement in TABLE if requirement.name in _RULES and (line := _line(requirement, each))]
    groups = ((group, merged(line for line in lines if line.requirement.group == group)) for group in Group)
    return [(group, GROUP_ICONS[group], own) for group, own in groups if own]


def told_by_stop(stops: Iterable[RouteStop], texts: Sequence[str]) -> list[tuple[str, list[Line]]]:
    """What each stop says in words of its own about these things: its name, and the lines; stops that say nothing are
    left out.
    """
    told = ((stop.name, _texts(stop.requirements, texts)) for stop in _named([stop.tour for stop in stops]))
    return [(name, lines) for name, lines in told if lines]


def essential_first(groups: Sequence[tuple[Group, str, list[Line]]]) -> tuple[list[Line], list[Line]]:
    """The lines of a route that everybody must have read before booking, and the rest."""
    lines = [line for _group, _icon, own in groups for line in own]
    first = [line for name in ESSENTIAL for line in lines if line.requirement.name == name]
    return first, [line for line in lines if line not in first]


def _named(tours: Sequence[Tour]) -> list[_Stop]:
    """Each stop by its enterprise's name; by its tour's where the enterprise has more than one on the way."""
    hosts = Counter(tour.enterprise_id for tour in tours)
    return [
        _Stop(
            name=_("“{tour}”").format(tour=tour.title) if hosts[tour.enterprise_id] > 1 else str(tour.enterprise),
            enterprise=str(tour.enterprise),
            requirements=requirements_of(tour),
        )
        for tour in tours
    ]


def _texts(requirements: VisitRequirements, names: Sequence[str]) -> list[Line]:
    said = ((BY_NAME[name], BY_NAME[name].said_by(requirements)) for name in names)
    return [Line(requirement, words, known=True) for requirement, words in said if words]


def _line(requirement: Requirement, each: Sequence[_Stop]) -> Line | None:
    by_stop = [stop for stop in each if requirement.said_by(stop.requirements) is not None]
    silent = list(dict.fromkeys(stop.enterprise for stop in each if requirement.said_by(stop.requirements) is None))
    if not by_stop:
        return Line(requirement, unknown_words(), known=False) if requirement.important else None
    said = _Said(requirement, by_stop, silent)
    words = _RULES[requirement.name](said)
    if words == "":
        return None
    return Line(requirement, words or said.ask(), known=words is not None)


# --- How several become one: the words for the route; None where silent stops decide; nothing where it binds nobody ---


def _demand(
    choose: Callable[[list[Any]], Any], *, last: Any = None, mildest: Any = None
) -> Callable[[_Said], str | None]:
    """The chosen value binds, whatever the silent stops say: they can only be stricter, unless it is the last degree.

    The mildest value binds nobody, so that it is told only if all stops say so.
    """

    def words(said: _Said) -> str | None:
        value = choose(said.values)
        if not said.silent or value == last:
            return said.words(value)
        return None if value == mildest else f"{said.words(value)}; {said.ask()}"

    return words


def _all_known(choose: Callable[[list[Any]], Any]) -> Callable[[_Said], str | None]:
    return lambda said: None if said.silent else said.words(choose(said.values))


def _accepted_everywhere(said: _Said) -> str:
    """What every stop that speaks of it accepts; stop by stop where they have nothing in common."""
    common = [value for value in said.values[0] if all(value in values for values in said.values)]
    if not common:
        return said.each()
    return f"{said.words(common)}; {said.ask()}" if said.silent else said.words(common)


def _together(values: list[list[str]]) -> list[str]:
    return list(dict.fromkeys(value for own in values for value in own))


def _strictest_of(order: Sequence[str]) -> Callable[[list[str]], str]:
    return lambda values: max(values, key=list(order).index)


def _rules() -> dict[str, Callable[[_Said], str | None]]:
    rules: dict[str, Callable[[_Said], str | None]] = dict.fromkeys(_HIGHEST, _demand(max, mildest=0))
    rules["group_min"] = lambda said: "" if max(said.values) == 1 else _demand(max)(said)  # one may come anyway
    rules |= dict.fromkeys(_LOWEST, _demand(min))
    rules |= dict.fromkeys(_SUMS, _all_known(sum))
    rules |= dict.fromkeys(_ANY, _demand(any, last=True, mildest=False))
    rules |= dict.fromkeys(_UNION, _demand(_together))
    rules |= dict.fromkeys(_COMMON, _accepted_everywhere)
    rules |= dict.fromkeys(_BY_STOP, _Said.each)
    for name, order in _ORDERS.items():
        rules[name] = _demand(_strictest_of(order), last=order[-1], mildest=order[0])
    return rules


_RULES = _rules()
