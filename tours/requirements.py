"""The table of visit requirements: of each field, what the portal does with it and how it says it in words.

The tour's page shows what stands here, the cabinet's form is grouped by it, and tours.booking asks and checks what is
marked so. A field that an enterprise left empty is unknown: an important one is shown as such, the others are left out.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, npgettext, pgettext_lazy

from accelerator.common.templatetags.portal import local_time, number
from tours.ages import ADULT
from tours.models import Slot, Tour, VisitRequirements

Words = Callable[[Any, VisitRequirements], str | None]


class Use(Enum):
    """What the portal does with a field."""

    ASKED = auto()  # the visitor is asked for something because of it
    CHECKED = auto()  # a booking that does not fit it is refused
    SHOWN = auto()  # visitors read it before they book


class Group(models.TextChoices):
    """The groups in which the page and the cabinet's form show the fields, in this order."""

    WHO = "who", gettext_lazy("Who may come")
    ENTRY = "entry", gettext_lazy("Documents and entry")
    WEAR = "wear", gettext_lazy("What to wear and bring")
    FLOOR = "floor", gettext_lazy("On the shop floor")
    ACCESS = "access", gettext_lazy("Accessibility")
    WAY = "way", gettext_lazy("Getting there")
    TABLE = "table", gettext_lazy("Food and drink")
    RULES = "rules", gettext_lazy("Cancelling")


_FIELDS = {field.name: field for field in VisitRequirements._meta.fields}
GROUP_ICONS = {
    Group.WHO: "users",
    Group.ENTRY: "id-card",
    Group.WEAR: "hard-hat",
    Group.FLOOR: "factory",
    Group.ACCESS: "accessibility",
    Group.WAY: "map-pin",
    Group.TABLE: "utensils",
    Group.RULES: "undo-2",
}


# What has the same label is told in one line: «Возраст — от 8 лет, до 15 лет».
# Where a field's own name belongs to the staff's form («Arrive before the start, minutes»), visitors read another one.
_LABELS = {
    "min_age": gettext_lazy("Age"),
    "min_age_unaccompanied": gettext_lazy("Children"),
    "max_age": gettext_lazy("Age"),
    "school_grade_from": gettext_lazy("Schoolchildren"),
    "school_grade_to": gettext_lazy("Schoolchildren"),
    "children_per_chaperone": gettext_lazy("Adults with children"),
    "free_chaperones": gettext_lazy("Chaperones"),
    "guardian_consent": gettext_lazy("Consent of a parent or guardian"),
    "group_min": gettext_lazy("Group"),
    "group_max": gettext_lazy("Group"),
    "identity_documents": gettext_lazy("Document"),
    "lead_time_days": gettext_lazy("When to book"),
    "lead_time_days_foreign": gettext_lazy("When to book for foreign citizens"),
    "list_freeze_hours": gettext_lazy("The pass list closes"),
    "arrive_minutes_before": gettext_lazy("Arrive"),
    "briefing": gettext_lazy("Safety briefing"),
    "briefing_minutes": gettext_lazy("Safety briefing"),
    "medical": gettext_lazy("Health restrictions"),
    "heat": gettext_lazy("Temperature"),
    "height_work": gettext_lazy("Height"),
    "walking_metres": gettext_lazy("On foot"),
    "stairs_steps": gettext_lazy("Stairs"),
    "alcohol_18": gettext_lazy("Alcohol tasting"),
}


@dataclass(frozen=True)
class Requirement:
    """A row of the table."""

    name: str
    group: Group
    icon: str
    words: Words
    uses: frozenset[Use] = frozenset({Use.SHOWN})
    important: bool = False

    @property
    def label(self) -> str:
        """What visitors read before the words: on the page, the ticket and in letters alike."""
        return str(_LABELS.get(self.name) or capfirst(_FIELDS[self.name].verbose_name))

    def said_by(self, requirements: VisitRequirements) -> str | None:
        """The requirement in the reader's language; None while it is unknown."""
        value = getattr(requirements, self.name)
        if value is None or value in ("", []) or (isinstance(value, dict) and not any(value.values())):
            return None
        return self.words(value, requirements)


@dataclass(frozen=True)
class Line:
    """A requirement of one tour, ready to read."""

    requirement: Requirement
    words: str
    known: bool

    @property
    def label(self) -> str:
        return self.requirement.label

    @property
    def icon(self) -> str:
        return self.requirement.icon


# --- Ways of saying it ------------------------------------------------------------------------------------------------


def _as_written(value: Any, _requirements: VisitRequirements) -> str:
    return str(value)


def _choice(name: str) -> Words:
    def words(_value: str, requirements: VisitRequirements) -> str:
        return str(getattr(requirements, f"get_{name}_display")())

    return words


def _several(choices: type[models.TextChoices]) -> Words:
    def words(values: Iterable[str], _requirements: VisitRequirements) -> str:
        labels: dict[str, str | Promise] = dict(choices.choices)
        return ", ".join(str(labels.get(value, value)) for value in values)

    return words


def _any_of(choices: type[models.TextChoices], read_as: Mapping[str, str | Promise]) -> Words:
    """One of these is enough; visitors read some of them in other words than staff do."""

    def words(values: Iterable[str], _requirements: VisitRequirements) -> str:
        labels: dict[str, str | Promise] = {**dict(choices.choices), **read_as}
        *others, last = dict.fromkeys(str(labels.get(value, value)) for value in values)
        return _("{others} or {last}").format(others=", ".join(others), last=last) if others else last

    return words


def _yes_no(yes: str | Promise, no: str | Promise) -> Words:
    return lambda value, _requirements: str(yes if value else no)


def _from_age(years: int, _requirements: VisitRequirements) -> str:
    if not years:
        return _("any age")
    return from_age(years)


def from_age(years: int) -> str:
    """Whom a tour admits: «от 7 лет»."""
    return npgettext("admitted", "{n}+", "{n}+", years).format(n=years)


def _alone_from(years: int, _requirements: VisitRequirements) -> str:
    if years >= ADULT:
        return _("only with an adult")
    return ngettext("without an adult from age {n}", "without an adult from age {n}", years).format(n=years)


def _to_age(years: int, _requirements: VisitRequirements) -> str:
    return npgettext("admitted", "up to {n}", "up to {n}", years).format(n=years)


def _from_grade(grade: int, _requirements: VisitRequirements) -> str:
    return _("from grade {n}").format(n=grade)


def _to_grade(grade: int, _requirements: VisitRequirements) -> str:
    return _("up to grade {n}").format(n=grade)


def _per_chaperone(children: int, _requirements: VisitRequirements) -> str:
    return ngettext("one adult for {n} child", "one adult for every {n} children", children).format(n=children)


def _free_chaperones(people: int, _requirements: VisitRequirements) -> str:
    if not people:
        return _("chaperones pay like everybody else")
    return ngettext("{n} chaperone comes free", "{n} chaperones come free", people).format(n=people)


def _from_people(people: int, _requirements: VisitRequirements) -> str:
    return ngettext("from {n} person", "from {n} people", people).format(n=people)


def _to_people(people: int, requirements: VisitRequirements) -> str:
    least = requirements.group_min or 1
    if 1 < least < people:
        return ngettext("{least}–{n} person", "{least}–{n} people", people).format(least=least, n=people)
    return ngettext("up to {n} person", "up to {n} people", people).format(n=people)


def _days_ahead(days: int, _requirements: VisitRequirements) -> str:
    if not days:
        return _("on the day is fine")
    return ngettext("at least {n} day ahead", "at least {n} days ahead", days).format(n=days)


def _hours_before(hours: int, _requirements: VisitRequirements) -> str:
    return ngettext("{n} hour before the start", "{n} hours before the start", hours).format(n=hours)


def _minutes_before(minutes: int, _requirements: VisitRequirements) -> str:
    if not minutes:
        return _("by the start itself")
    return ngettext("{n} minute before the start", "{n} minutes before the start", minutes).format(n=minutes)


def _minutes(minutes: int, _requirements: VisitRequirements) -> str:
    return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)


def _metres(metres: int, _requirements: VisitRequirements) -> str:
    return _("about {n} m").format(n=number(metres))


def _steps(steps: int, _requirements: VisitRequirements) -> str:
    return ngettext("{n} step", "{n} steps", steps).format(n=steps) if steps else _("no stairs")


# --- The table --------------------------------------------------------------------------------------------------------

_CHECKED = frozenset({Use.CHECKED, Use.SHOWN})
_ASKED_AND_CHECKED = frozenset({Use.ASKED, Use.CHECKED, Use.SHOWN})
_V = VisitRequirements
# A Russian has another passport at home; everybody else has one.
_DOCUMENTS = {_V.Document.FOREIGN_PASSPORT.value: pgettext_lazy("for travel abroad", "passport")}

TABLE: tuple[Requirement, ...] = (
    Requirement("min_age", Group.WHO, "baby", _from_age, _ASKED_AND_CHECKED, important=True),
    Requirement("max_age", Group.WHO, "users", _to_age, _ASKED_AND_CHECKED),
    Requirement("min_age_unaccompanied", Group.WHO, "user", _alone_from, _ASKED_AND_CHECKED),
    Requirement("school_grade_from", Group.WHO, "graduation-cap", _from_grade),
    Requirement("school_grade_to", Group.WHO, "graduation-cap", _to_grade),
    Requirement("children_per_chaperone", Group.WHO, "users", _per_chaperone, _ASKED_AND_CHECKED),
    Requirement("free_chaperones", Group.WHO, "user-plus", _free_chaperones),
    Requirement(
        "guardian_consent", Group.WHO, "file-text",
        _yes_no(gettext_lazy("needed; we ask for it when you book"), gettext_lazy("not needed")), _ASKED_AND_CHECKED,
    ),
    Requirement("admission", Group.WHO, "users", _choice("admission")),
    Requirement("group_min", Group.WHO, "users", _from_people, _CHECKED),
    Requirement("group_max", Group.WHO, "users", _to_people, _CHECKED),
    Requirement("medical", Group.WHO, "shield-check", _as_written),
    Requirement("identity_documents", Group.ENTRY, "id-card", _any_of(_V.Document, _DOCUMENTS), important=True),
    Requirement("pass_office_data", Group.ENTRY, "clipboard-list", _several(_V.PassData), _ASKED_AND_CHECKED),
    Requirement("lead_time_days", Group.ENTRY, "calendar-check", _days_ahead, _CHECKED),
    Requirement("lead_time_days_foreign", Group.ENTRY, "calendar-check", _days_ahead, _ASKED_AND_CHECKED),
    Requirement("foreigners", Group.ENTRY, "globe", _choice("foreigners"), _ASKED_AND_CHECKED),
    Requirement("list_freeze_hours", Group.ENTRY, "lock", _hours_before),
    Requirement("arrive_minutes_before", Group.ENTRY, "clock", _minutes_before),
    Requirement("late_policy", Group.ENTRY, "timer", _as_written),
    Requirement("footwear", Group.WEAR, "footprints", _choice("footwear"), important=True),
    Requirement("clothing", Group.WEAR, "shirt", _as_written),
    Requirement("hair_jewellery", Group.WEAR, "user", _as_written),
    Requirement("ppe_provided", Group.WEAR, "hard-hat", _several(_V.Equipment)),
    Requirement("ppe_to_bring", Group.WEAR, "hard-hat", _several(_V.Equipment)),
    Requirement("photo_policy", Group.FLOOR, "camera", _choice("photo_policy"), important=True),
    Requirement("phones", Group.FLOOR, "phone", _choice("phones")),
    Requirement(
        "lockers", Group.FLOOR, "key-round",
        _yes_no(gettext_lazy("there are lockers for your things"), gettext_lazy("there are none")),
    ),
    Requirement("prohibited", Group.FLOOR, "ban", _as_written),
    Requirement("briefing", Group.FLOOR, "clipboard-check", _choice("briefing")),
    Requirement("briefing_minutes", Group.FLOOR, "timer", _minutes),
    Requirement("noise", Group.FLOOR, "volume-2", _choice("noise")),
    Requirement("heat", Group.FLOOR, "thermometer", _choice("heat")),
    Requirement(
        "height_work", Group.FLOOR, "triangle-alert",
        _yes_no(gettext_lazy("walkways at height"), gettext_lazy("no walkways at height")),
    ),
    Requirement(
        "dust", Group.FLOOR, "triangle-alert",
        _yes_no(gettext_lazy("the air is dusty in places"), gettext_lazy("almost none")),
    ),
    Requirement("weather", Group.FLOOR, "thermometer", _as_written),
    Requirement("walking_metres", Group.ACCESS, "footprints", _metres),
    Requirement("stairs_steps", Group.ACCESS, "footprints", _steps),
    Requirement("wheelchair", Group.ACCESS, "accessibility", _choice("wheelchair"), important=True),
    Requirement("blind_support", Group.ACCESS, "eye", _choice("blind_support")),
    Requirement("deaf_support", Group.ACCESS, "ear", _choice("deaf_support")),
    Requirement("interpreter", Group.ACCESS, "languages", _choice("interpreter")),
    Requirement("meeting_point", Group.WAY, "map-pin", _as_written),
    Requirement("transport", Group.WAY, "bus", _as_written),
    Requirement("parking", Group.WAY, "car", _choice("parking")),
    Requirement(
        "tasting", Group.TABLE, "utensils",
        _yes_no(gettext_lazy("included"), gettext_lazy("none")),
    ),
    Requirement("allergens", Group.TABLE, "triangle-alert", _as_written),
    Requirement(
        "alcohol_18", Group.TABLE, "wine",
        _yes_no(gettext_lazy("yes, for visitors from 18 only"), gettext_lazy("none")),
    ),
    Requirement("cancellation_policy", Group.RULES, "undo-2", _as_written),
)  # fmt: skip

BY_NAME = {requirement.name: requirement for requirement in TABLE}

# What a visitor must have read before booking; step one shows the first four unfolded.
ESSENTIAL = (
    "min_age", "min_age_unaccompanied", "medical", "allergens", "identity_documents", "footwear", "clothing",
    "ppe_to_bring", "photo_policy", "prohibited", "wheelchair", "arrive_minutes_before", "late_policy",
)  # fmt: skip

# What whoever has booked needs on the day: ages were checked while booking, and the ticket says itself when to come.
WAY = ("transport", "parking")
TO_BRING = ("identity_documents", "footwear", "clothing", "hair_jewellery", "ppe_to_bring")
TO_KNOW = ("medical", "allergens", "prohibited", "photo_policy", "late_policy")


def with_use(use: Use) -> list[Requirement]:
    """Rows of the table that are used so."""
    return [requirement for requirement in TABLE if use in requirement.uses]


def unknown_words() -> str:
    """What is said of an important thing that the enterprise has not told."""
    return _("check with the enterprise")


def requirements_of(tour: Tour) -> VisitRequirements:
    """The tour's requirements; all unknown where nobody filled them in."""
    try:
        return tour.requirements
    except VisitRequirements.DoesNotExist:
        return VisitRequirements(tour=tour)


def line(requirement: Requirement, requirements: VisitRequirements) -> Line | None:
    """The requirement as this tour has it; None where it is unknown and may stay so, or another line says it."""
    if requirement.name == "group_min" and (requirements.group_max or requirements.group_min == 1):
        return None
    words = requirement.said_by(requirements)
    if words is None and not requirement.important:
        return None
    return Line(requirement, words or unknown_words(), known=words is not None)


def merged(lines: Iterable[Line]) -> list[Line]:
    """The lines with those that follow each other under one label made one."""
    found: list[Line] = []
    for one in lines:
        if found and found[-1].label == one.label and found[-1].known and one.known:
            found[-1] = replace(found[-1], words=f"{found[-1].words}, {one.words}")
        else:
            found.append(one)
    return found


def grouped(
    requirements: VisitRequirements, *, said_unknown: Collection[str] = ()
) -> list[tuple[Group, str, list[Line]]]:
    """What the tour's page shows: each group that has something to say, with its icon and its lines.

    What the page has `said_unknown` already is not said once more.
    """
    found = ((group, GROUP_ICONS[group], lines_of(group, requirements)) for group in Group)
    kept = (
        (group, icon, [one for one in lines if one.known or one.requirement.name not in said_unknown])
        for group, icon, lines in found
    )
    return [(group, icon, lines) for group, icon, lines in kept if lines]


def lines_of(group: Group, requirements: VisitRequirements) -> list[Line]:
    """The lines of one group."""
    own = (requirement for requirement in with_use(Use.SHOWN) if requirement.group == group)
    return merged(shown for requirement in own if (shown := line(requirement, requirements)))


def essentials(slot: Slot) -> list[tuple[str, str]]:
    """Label and words of what everybody must know before booking; important things that are unknown say so."""
    requirements = requirements_of(slot.tour)
    lines = (line(BY_NAME[name], requirements) for name in ESSENTIAL)
    return [_at(slot, shown) for shown in lines if shown]


def _at(slot: Slot, shown: Line) -> tuple[str, str]:
    """The line for this slot: when to come is said by the clock."""
    if shown.requirement.name == "arrive_minutes_before" and slot.arrive_at:
        return _("Be there"), _("by {time}").format(time=local_time(slot.arrive_at, slot.zone))
    return shown.label, shown.words


def known(tour: Tour, names: Iterable[str]) -> list[tuple[str, str]]:
    """Label and words of these requirements, as far as they are known."""
    requirements = requirements_of(tour)
    lines = (line(BY_NAME[name], requirements) for name in names)
    return [(shown.label, shown.words) for shown in lines if shown and shown.known]
