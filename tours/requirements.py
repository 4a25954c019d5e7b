"""The table of visit requirements: what the portal does with each field, and how its value is shown.

The tour's page and the cabinet's form follow this table, and tours.booking asks for and checks what is marked so. A
field that an enterprise left empty is unknown: an important one is shown as such, the others are left out.
"""

from collections import namedtuple
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, When
from django.db.models.functions import Coalesce
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accelerator.base.common.formats import local_time
from tours import requirement_texts as texts
from tours.models import Slot, Tour, VisitorCategory, VisitRequirements
from tours.requirement_texts import Describe


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
    RULES = "rules", gettext_lazy("Cancellation policy")


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


# What has the same label shares a line: «Возраст — от 8 лет, до 15 лет». Where a field's own name suits only the form
# («Arrive before the start, minutes»), visitors read another one.
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
    describe: Describe
    uses: frozenset[Use] = frozenset({Use.SHOWN})
    important: bool = False

    @property
    def label(self) -> str:
        """What visitors read before the text: on the page, the ticket and in messages alike."""
        return str(_LABELS.get(self.name) or capfirst(_FIELDS[self.name].verbose_name))

    def text_for(self, requirements: "Stated") -> str | None:
        """Return the requirement in the reader's language; None while it is unknown."""
        value = getattr(requirements, self.name)
        if value is None or value in ("", []) or (isinstance(value, dict) and not any(value.values())):
            return None
        return self.describe(value, requirements)


@dataclass(frozen=True)
class Line:
    """A requirement of one tour, ready to read."""

    requirement: Requirement
    text: str
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
    Requirement("min_age", Group.WHO, "baby", texts.from_age_or_any, _ASKED_AND_CHECKED, important=True),
    Requirement("max_age", Group.WHO, "users", texts.to_age, _ASKED_AND_CHECKED),
    Requirement("min_age_unaccompanied", Group.WHO, "user", texts.alone_from, _ASKED_AND_CHECKED),
    Requirement("school_grade_from", Group.WHO, "graduation-cap", texts.from_grade),
    Requirement("school_grade_to", Group.WHO, "graduation-cap", texts.to_grade),
    Requirement("children_per_chaperone", Group.WHO, "users", texts.per_chaperone, _ASKED_AND_CHECKED),
    Requirement("free_chaperones", Group.WHO, "user-plus", texts.free_chaperones),
    Requirement(
        "guardian_consent", Group.WHO, "file-text",
        texts.yes_no(gettext_lazy("needed; we ask for it when you book"), gettext_lazy("not needed")),
        _ASKED_AND_CHECKED,
    ),
    Requirement("admission", Group.WHO, "users", texts.choice("admission")),
    Requirement("group_min", Group.WHO, "users", texts.from_people, _CHECKED),
    Requirement("group_max", Group.WHO, "users", texts.to_people, _CHECKED),
    Requirement("medical", Group.WHO, "shield-check", texts.as_written),
    Requirement("identity_documents", Group.ENTRY, "id-card", texts.any_of(_V.Document, _DOCUMENTS), important=True),
    Requirement("pass_office_data", Group.ENTRY, "clipboard-list", texts.several(_V.PassData), _ASKED_AND_CHECKED),
    Requirement("lead_time_days", Group.ENTRY, "calendar-check", texts.days_ahead, _CHECKED),
    Requirement("lead_time_days_foreign", Group.ENTRY, "calendar-check", texts.days_ahead, _ASKED_AND_CHECKED),
    Requirement("foreigners", Group.ENTRY, "globe", texts.choice("foreigners"), _ASKED_AND_CHECKED),
    Requirement("list_freeze_hours", Group.ENTRY, "lock", texts.hours_before),
    Requirement("arrive_minutes_before", Group.ENTRY, "clock", texts.minutes_before),
    Requirement("late_policy", Group.ENTRY, "timer", texts.as_written),
    Requirement("footwear", Group.WEAR, "footprints", texts.choice("footwear"), important=True),
    Requirement("clothing", Group.WEAR, "shirt", texts.as_written),
    Requirement("hair_jewellery", Group.WEAR, "user", texts.as_written),
    Requirement("ppe_provided", Group.WEAR, "hard-hat", texts.several(_V.Equipment)),
    Requirement("ppe_to_bring", Group.WEAR, "hard-hat", texts.several(_V.Equipment)),
    Requirement("photo_policy", Group.FLOOR, "camera", texts.choice("photo_policy"), important=True),
    Requirement("phones", Group.FLOOR, "phone", texts.choice("phones")),
    Requirement(
        "lockers", Group.FLOOR, "key-round",
        texts.yes_no(gettext_lazy("there are lockers for your things"), gettext_lazy("none")),
    ),
    Requirement("prohibited", Group.FLOOR, "ban", texts.as_written),
    Requirement("briefing", Group.FLOOR, "clipboard-check", texts.choice("briefing")),
    Requirement("briefing_minutes", Group.FLOOR, "timer", texts.minutes),
    Requirement("noise", Group.FLOOR, "volume-2", texts.choice("noise")),
    Requirement("heat", Group.FLOOR, "thermometer", texts.choice("heat")),
    Requirement(
        "height_work", Group.FLOOR, "triangle-alert",
        texts.yes_no(gettext_lazy("walkways at height"), gettext_lazy("no walkways at height")),
    ),
    Requirement(
        "dust", Group.FLOOR, "triangle-alert",
        texts.yes_no(gettext_lazy("the air is dusty in places"), gettext_lazy("almost none")),
    ),
    Requirement("weather", Group.FLOOR, "thermometer", texts.as_written),
    Requirement("walking_metres", Group.ACCESS, "footprints", texts.metres),
    Requirement("stairs_steps", Group.ACCESS, "footprints", texts.steps),
    Requirement("wheelchair", Group.ACCESS, "accessibility", texts.choice("wheelchair"), important=True),
    Requirement("blind_support", Group.ACCESS, "eye", texts.choice("blind_support")),
    Requirement("deaf_support", Group.ACCESS, "ear", texts.choice("deaf_support")),
    Requirement("interpreter", Group.ACCESS, "languages", texts.choice("interpreter")),
    Requirement("meeting_point", Group.WAY, "map-pin", texts.as_written),
    Requirement("transport", Group.WAY, "bus", texts.as_written),
    Requirement("parking", Group.WAY, "car", texts.choice("parking")),
    Requirement(
        "tasting", Group.TABLE, "utensils",
        texts.yes_no(gettext_lazy("included"), gettext_lazy("none")),
    ),
    Requirement("allergens", Group.TABLE, "triangle-alert", texts.as_written),
    Requirement(
        "alcohol_18", Group.TABLE, "wine",
        texts.yes_no(gettext_lazy("yes, for visitors from 18 only"), gettext_lazy("none")),
    ),
    Requirement("cancellation_policy", Group.RULES, "undo-2", texts.as_written),
)  # fmt: skip

BY_NAME = {requirement.name: requirement for requirement in TABLE}

# A tour's requirements as a page reads them, the same names as the model's; what is None is unknown.
RequirementsRow: Any = namedtuple("RequirementsRow", BY_NAME, defaults=[None] * len(BY_NAME))  # type: ignore[misc]
Stated = Any  # VisitRequirements, or a row of its columns

# What a visitor must have read before booking; step one shows the first four unfolded.
ESSENTIAL = (
    "min_age", "min_age_unaccompanied", "medical", "allergens", "identity_documents", "footwear", "clothing",
    "ppe_to_bring", "photo_policy", "prohibited", "wheelchair", "arrive_minutes_before", "late_policy",
)  # fmt: skip

# What visitors need on the day: ages were checked while booking, and the ticket itself says when to come.
WAY = ("transport", "parking")
TO_BRING = ("identity_documents", "footwear", "clothing", "hair_jewellery", "ppe_to_bring")
TO_KNOW = ("medical", "allergens", "prohibited", "photo_policy", "late_policy")


def with_use(use: Use) -> list[Requirement]:
    """Return the rows of the table that have this use."""
    return [requirement for requirement in TABLE if use in requirement.uses]


def unknown_text() -> str:
    """Return what is shown for an important requirement that the enterprise has not stated."""
    return _("check with the enterprise")


def admits(age: int) -> models.Q:
    """Tours that admit a visitor of this age and have a price for them; an unknown limit is none."""
    offered = VisitorCategory.objects.filter(is_active=True)
    priced = offered.alias(oldest=Coalesce(F("max_age"), age), youngest=Coalesce(F("min_age"), 0)).filter(
        youngest__lte=age, oldest__gte=age
    )
    too_young, too_old = models.Q(requirements__min_age__gt=age), models.Q(requirements__max_age__lt=age)
    return models.Q(pk__in=priced.values("tour")) & ~too_young & ~too_old


def tours_for_age(age: int, *, instead_of: Tour, user: Any, now: datetime) -> list[Tour]:
    """Return the two nearest tours of the same enterprise or region that admit this age and have a place left."""
    place = Slot.objects.filter(tour=OuterRef("pk")).with_places_for(1, now)
    others = Tour.objects.visible_to(user).published().related_to(instead_of).filter(admits(age), Exists(place))
    for_children = Case(When(kind=Tour.Kind.CHILDREN, then=0), default=1)
    near = others.filter(enterprise__region=instead_of.enterprise.region_id).select_related("enterprise", "site")
    return list(near.order_by(F("distance"), for_children, "pk")[:2])


def requirements_of(tour: Tour) -> VisitRequirements:
    """Return the tour's requirements; all unknown if they were never filled in."""
    try:
        return tour.requirements
    except VisitRequirements.DoesNotExist:
        return VisitRequirements(tour=tour)


def line(requirement: Requirement, requirements: Stated) -> Line | None:
    """Return the requirement's line; None if it is unknown and not important, or covered by another line."""
    if requirement.name == "group_min" and (requirements.group_max or requirements.group_min == 1):
        return None
    text = requirement.text_for(requirements)
    if text is None and not requirement.important:
        return None
    return Line(requirement, text or unknown_text(), known=text is not None)


def merged(lines: Iterable[Line]) -> list[Line]:
    """Return the lines, those that follow each other under one label as one."""
    result: list[Line] = []
    for line in lines:
        if result and result[-1].label == line.label and result[-1].known and line.known:
            result[-1] = replace(result[-1], text=f"{result[-1].text}, {line.text}")
        else:
            result.append(line)
    return result


def grouped(requirements: Stated, *, unknown_elsewhere: Collection[str] = ()) -> list[tuple[Group, str, list[Line]]]:
    """Return the groups that the tour's page shows, each with its icon and lines.

    A requirement in `unknown_elsewhere` is left out while it is unknown, since another part of the page says so.
    """
    rows = ((group, GROUP_ICONS[group], lines_of(group, requirements)) for group in Group)
    shown = (
        (group, icon, [line for line in lines if line.known or line.requirement.name not in unknown_elsewhere])
        for group, icon, lines in rows
    )
    return [(group, icon, lines) for group, icon, lines in shown if lines]


def lines_of(group: Group, requirements: Stated) -> list[Line]:
    """Return the lines of one group."""
    lines = (line(row, requirements) for row in _SHOWN[group])
    return merged(filter(None, lines))


_SHOWN = {group: [row for row in with_use(Use.SHOWN) if row.group == group] for group in Group}


def essentials(slot: Slot) -> list[tuple[str, str]]:
    """Return label and text of what everybody must know before booking; what is important and unknown says so."""
    requirements = requirements_of(slot.tour)
    lines = (line(BY_NAME[name], requirements) for name in ESSENTIAL)
    return [_for_slot(slot, shown) for shown in lines if shown]


def _for_slot(slot: Slot, line: Line) -> tuple[str, str]:
    """When to arrive is shown as a time of this slot."""
    if line.requirement.name == "arrive_minutes_before" and slot.arrive_at:
        return _("Be there"), _("by {time}").format(time=local_time(slot.arrive_at, slot.zone))
    return line.label, line.text


def known(tour: Tour, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return label and text of those of these requirements that are known."""
    requirements = requirements_of(tour)
    lines = (line(BY_NAME[name], requirements) for name in names)
    return [(shown.label, shown.text) for shown in lines if shown and shown.known]
