"""What a route requires: the requirements of its stops combined into those of the whole."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tours.models import VisitRequirements
from tours.requirements import (
    BY_NAME,
    ESSENTIAL,
    GROUP_ICONS,
    TABLE,
    Group,
    Line,
    Requirement,
    RequirementsRow,
    Stated,
    merged,
    requirements_of,
    unknown_text,
)

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
_COMMON = ("identity_documents",)  # one that every stop accepts is enough
_BY_STOP = ("ppe_provided",)  # a helmet given at one stop does not help at the next
# Texts that visitors must have read, for their safety or not to come in vain, and those that are good to know.
IMPORTANT_TEXTS = ("medical", "prohibited", "clothing", "hair_jewellery", "allergens")
OTHER_TEXTS = ("late_policy", "weather")


@dataclass(frozen=True)
class _Stop:
    """What one stop requires, its name among the others, and whom to ask about it."""

    name: str
    enterprise: str
    requirements: Stated


@dataclass(frozen=True)
class _Stated:
    """A requirement, the stops that state it, and the enterprises that do not."""

    requirement: Requirement
    by_stop: list[_Stop]
    unstated_by: list[str]

    @property
    def values(self) -> list[Any]:
        return [getattr(stop.requirements, self.requirement.name) for stop in self.by_stop]

    def text(self, value: Any) -> str:
        """A value of the requirement as the tour's page says it."""
        return self.requirement.text_for(RequirementsRow(**{self.requirement.name: value})) or unknown_text()

    def each(self) -> str:
        """What every stop says, by its name."""
        texts = [f"{stop.name}: {self.requirement.text_for(stop.requirements)}" for stop in self.by_stop]
        return "; ".join([*texts, *([self.ask()] if self.unstated_by else [])])

    def ask(self) -> str:
        """Whom to ask, where others have stated it."""
        return _("check with {names}").format(names=", ".join(self.unstated_by))


def combined_requirements(stops: Iterable[Any]) -> list[tuple[Group, str, list[Line]]]:
    """Return the groups of requirements that a route's page shows, each with its icon and lines.

    What any stop demands is shown. A relief (support, a quiet floor, a short way) is shown only if every stop gives it;
    a stop that does not state it is named. Texts cannot be combined: see `texts_by_stop`. The stops are the models, or
    what tours.routes.page reads.
    """
    each = _named([stop.tour for stop in stops])
    lines = [line for requirement in TABLE if requirement.name in _RULES and (line := _line(requirement, each))]
    groups = ((group, merged(line for line in lines if line.requirement.group == group)) for group in Group)
    return [(group, GROUP_ICONS[group], own) for group, own in groups if own]


def texts_by_stop(stops: Iterable[Any], names: Sequence[str]) -> list[tuple[str, list[Line]]]:
    """Return the lines of each stop that has these texts, with the stop's name."""
    texts = ((stop.name, _texts(stop.requirements, names)) for stop in _named([stop.tour for stop in stops]))
    return [(name, lines) for name, lines in texts if lines]


def split_essential(groups: Sequence[tuple[Group, str, list[Line]]]) -> tuple[list[Line], list[Line]]:
    """Return the lines of a route that everybody must have read before booking, and the rest."""
    lines = [line for _group, _icon, own in groups for line in own]
    first = [line for name in ESSENTIAL for line in lines if line.requirement.name == name]
    return first, [line for line in lines if line not in first]


def _named(tours: Sequence[Any]) -> list[_Stop]:
    """Each stop with its enterprise's name, or its tour's where the enterprise has several stops."""
    hosts = Counter(tour.enterprise_id for tour in tours)
    return [
        _Stop(
            name=_("“{tour}”").format(tour=tour.title) if hosts[tour.enterprise_id] > 1 else str(tour.enterprise),
            enterprise=str(tour.enterprise),
            requirements=requirements_of(tour),
        )
        for tour in tours
    ]


def _texts(requirements: Stated, names: Sequence[str]) -> list[Line]:
    texts = ((BY_NAME[name], BY_NAME[name].text_for(requirements)) for name in names)
    return [Line(requirement, text, known=True) for requirement, text in texts if text]


def _line(requirement: Requirement, each: Sequence[_Stop]) -> Line | None:
    by_stop = [stop for stop in each if requirement.text_for(stop.requirements) is not None]
    unstated = list(dict.fromkeys(stop.enterprise for stop in each if stop not in by_stop))
    if not by_stop:
        return Line(requirement, unknown_text(), known=False) if requirement.important else None
    stated = _Stated(requirement, by_stop, unstated)
    text = _RULES[requirement.name](stated)
    if text == "":
        return None
    return Line(requirement, text or stated.ask(), known=text is not None)


# --- How several become one: the text for the route; None where it depends on stops that do not state it; empty where
# --- it restricts nobody.


Rule = Callable[[_Stated], str | None]


def _demand(choose: Callable[[list[Any]], Any], *, strictest: Any = None, mildest: Any = None) -> Rule:
    """The chosen value holds for the route; stops that do not state it can only be stricter.

    The strictest value says it all. The mildest restricts nobody, so that it is shown only if all stops state it.
    """

    def rule(stated: _Stated) -> str | None:
        value = choose(stated.values)
        if not stated.unstated_by or value == strictest:
            return stated.text(value)
        return None if value == mildest else f"{stated.text(value)}; {stated.ask()}"

    return rule


def _if_all_state(choose: Callable[[list[Any]], Any]) -> Rule:
    return lambda stated: None if stated.unstated_by else stated.text(choose(stated.values))


def _common_to_all(stated: _Stated) -> str:
    """What every stop that states it accepts; stop by stop where they have nothing in common."""
    common = [value for value in stated.values[0] if all(value in values for values in stated.values)]
    if not common:
        return stated.each()
    return f"{stated.text(common)}; {stated.ask()}" if stated.unstated_by else stated.text(common)


def _union(values: list[list[str]]) -> list[str]:
    return list(dict.fromkeys(value for own in values for value in own))


def _strictest_of(order: Sequence[str]) -> Callable[[list[str]], str]:
    return lambda values: max(values, key=list(order).index)


def _rules() -> dict[str, Rule]:
    rules: dict[str, Rule] = dict.fromkeys(_HIGHEST, _demand(max, mildest=0))
    rules["group_min"] = lambda stated: "" if max(stated.values) == 1 else _demand(max)(stated)  # one may come anyway
    rules |= dict.fromkeys(_LOWEST, _demand(min))
    rules |= dict.fromkeys(_SUMS, _if_all_state(sum))
    rules |= dict.fromkeys(_ANY, _demand(any, strictest=True, mildest=False))
    rules |= dict.fromkeys(_UNION, _demand(_union))
    rules |= dict.fromkeys(_COMMON, _common_to_all)
    rules |= dict.fromkeys(_BY_STOP, _Stated.each)
    for name, order in _ORDERS.items():
        rules[name] = _demand(_strictest_of(order), strictest=order[-1], mildest=order[0])
    return rules


_RULES = _rules()
