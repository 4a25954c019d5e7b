"""The table of visit requirements: of each field, what the portal does with it and how it says it in words.

The tour's page shows what stands here, the cabinet's form is grouped by it, and tours.booking asks and checks what is
marked so. A field that an enterprise left empty is unknown: an important one is shown as such, the others are left out.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accelerator.base.common.formats import local_time
from tours import requirement_words as say
from tours.models import Slot, Tour, VisitRequirements
from tours.requirement_words import Words


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


# --- The table --------------------------------------------------------------------------------------------------------

_CHECKED = frozenset({Use.CHECKED, Use.SHOWN})
_ASKED_AND_CHECKED = frozenset({Use.ASKED, Use.CHECKED, Use.SHOWN})
_V = VisitRequirements
# A Russian has another passport at home; everybody else has one.
_DOCUMENTS = {_V.Document.FOREIGN_PASSPORT.value: pgettext_lazy("for travel abroad", "passport")}

TABLE: tuple[Requirement, ...] = (
    Requirement("min_age", Group.WHO, "baby", say.from_age_or_any, _ASKED_AND_CHECKED, important=True),
    Requirement("max_age", Group.WHO, "users", say.to_age, _ASKED_AND_CHECKED),
    Requirement("min_age_unaccompanied", Group.WHO, "user", say.alone_from, _ASKED_AND_CHECKED),
    Requirement("school_grade_from", Group.WHO, "graduation-cap", say.from_grade),
    Requirement("school_grade_to", Group.WHO, "graduation-cap", say.to_grade),
    Requirement("children_per_chaperone", Group.WHO, "users", say.per_chaperone, _ASKED_AND_CHECKED),
    Requirement("free_chaperones", Group.WHO, "user-plus", say.free_chaperones),
    Requirement(
        "guardian_consent", Group.WHO, "file-text",
        say.yes_no(gettext_lazy("needed; we ask for it when you book"), gettext_lazy("not needed")), _ASKED_AND_CHECKED,
    ),
    Requirement("admission", Group.WHO, "users", say.choice("admission")),
    Requirement("group_min", Group.WHO, "users", say.from_people, _CHECKED),
    Requirement("group_max", Group.WHO, "users", say.to_people, _CHECKED),
    Requirement("medical", Group.WHO, "shield-check", say.as_written),
    Requirement("identity_documents", Group.ENTRY, "id-card", say.any_of(_V.Document, _DOCUMENTS), important=True),
    Requirement("pass_office_data", Group.ENTRY, "clipboard-list", say.several(_V.PassData), _ASKED_AND_CHECKED),
    Requirement("lead_time_days", Group.ENTRY, "calendar-check", say.days_ahead, _CHECKED),
    Requirement("lead_time_days_foreign", Group.ENTRY, "calendar-check", say.days_ahead, _ASKED_AND_CHECKED),
    Requirement("foreigners", Group.ENTRY, "globe", say.choice("foreigners"), _ASKED_AND_CHECKED),
    Requirement("list_freeze_hours", Group.ENTRY, "lock", say.hours_before),
    Requirement("arrive_minutes_before", Group.ENTRY, "clock", say.minutes_before),
    Requirement("late_policy", Group.ENTRY, "timer", say.as_written),
    Requirement("footwear", Group.WEAR, "footprints", say.choice("footwear"), important=True),
    Requirement("clothing", Group.WEAR, "shirt", say.as_written),
    Requirement("hair_jewellery", Group.WEAR, "user", say.as_written),
    Requirement("ppe_provided", Group.WEAR, "hard-hat", say.several(_V.Equipment)),
    Requirement("ppe_to_bring", Group.WEAR, "hard-hat", say.several(_V.Equipment)),
    Requirement("photo_policy", Group.FLOOR, "camera", say.choice("photo_policy"), important=True),
    Requirement("phones", Group.FLOOR, "phone", say.choice("phones")),
    Requirement(
        "lockers", Group.FLOOR, "key-round",
        say.yes_no(gettext_lazy("there are lockers for your things"), gettext_lazy("there are none")),
    ),
    Requirement("prohibited", Group.FLOOR, "ban", say.as_written),
    Requirement("briefing", Group.FLOOR, "clipboard-check", say.choice("briefing")),
    Requirement("briefing_minutes", Group.FLOOR, "timer", say.minutes),
    Requirement("noise", Group.FLOOR, "volume-2", say.choice("noise")),
    Requirement("heat", Group.FLOOR, "thermometer", say.choice("heat")),
    Requirement(
        "height_work", Group.FLOOR, "triangle-alert",
        say.yes_no(gettext_lazy("walkways at height"), gettext_lazy("no walkways at height")),
    ),
    Requirement(
        "dust", Group.FLOOR, "triangle-alert",
        say.yes_no(gettext_lazy("the air is dusty in places"), gettext_lazy("almost none")),
    ),
    Requirement("weather", Group.FLOOR, "thermometer", say.as_written),
    Requirement("walking_metres", Group.ACCESS, "footprints", say.metres),
    Requirement("stairs_steps", Group.ACCESS, "footprints", say.steps),
    Requirement("wheelchair", Group.ACCESS, "accessibility", say.choice("wheelchair"), important=True),
    Requirement("blind_support", Group.ACCESS, "eye", say.choice("blind_support")),
    Requirement("deaf_support", Group.ACCESS, "ear", say.choice("deaf_support")),
    Requirement("interpreter", Group.ACCESS, "languages", say.choice("interpreter")),
    Requirement("meeting_point", Group.WAY, "map-pin", say.as_written),
    Requirement("transport", Group.WAY, "bus", say.as_written),
    Requirement("parking", Group.WAY, "car", say.choice("parking")),
    Requirement(
        "tasting", Group.TABLE, "utensils",
        say.yes_no(gettext_lazy("included"), gettext_lazy("none")),
    ),
    Requirement("allergens", Group.TABLE, "triangle-alert", say.as_written),
    Requirement(
        "alcohol_18", Group.TABLE, "wine",
        say.yes_no(gettext_lazy("yes, for visitors from 18 only"), gettext_lazy("none")),
    ),
    Requirement("cancellation_policy", Group.RULES, "undo-2", say.as_written),
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
