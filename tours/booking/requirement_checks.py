"""Visit requirements that are checked while booking, each with a message that names the visitor.

`PARTY_CHECKS` run when seats are held, `VISITOR_CHECKS` when the visitors are named; their keys are the fields of
VisitRequirements that tours.requirements marks as checked.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Self

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tours import ages
from tours.ages import ADULT
from tours.booking.errors import BookingClosed, PartyRefused, Problem
from tours.foreigners import foreigners_book_ahead
from tours.models import Closed, Slot, VisitorCategory, VisitRequirements
from tours.requirements import requirements_of


@dataclass(frozen=True)
class VisitorDetails:
    """One visitor as typed while booking; `identity` holds what the pass office asks for, by kind of PassData.

    One who `is_known` was booked before: the pass office has their data, and had its time.
    """

    name: str
    age: int | None = None
    is_foreign: bool = False
    identity: dict[str, str] = field(default_factory=dict)
    is_known: bool = False


@dataclass(frozen=True)
class Person:
    """Between which ages, both included, a visitor is: at the age that was said, or anywhere in the category."""

    youngest: int
    oldest: int

    @classmethod
    def of(cls, category: VisitorCategory, age: int | None = None) -> Self:
        if age is not None:
            return cls(age, age)
        return cls(category.min_age or 0, ages.OLDEST if category.max_age is None else category.max_age)

    @property
    def is_adult(self) -> bool:
        return self.youngest >= ADULT

    @property
    def may_be_adult(self) -> bool:
        return self.oldest >= ADULT

    def is_parted_by(self, age: int | None) -> bool:
        """Whether they may be of that age, and may be younger."""
        return age is not None and self.youngest < age <= self.oldest


@dataclass(frozen=True)
class Party:
    """A number of people who want to come to a slot, before they are named."""

    slot: Slot
    requirements: VisitRequirements
    people: int
    now: datetime


@dataclass(frozen=True)
class Visit:
    """A leg and the people who come."""

    slot: Slot
    requirements: VisitRequirements
    visitors: Sequence[VisitorDetails]
    categories: Sequence[VisitorCategory]
    now: datetime
    guardian_consent: bool = False

    @cached_property
    def people(self) -> list[Person]:
        """The visitors with what is known of their age."""
        pairs = zip(self.visitors, self.categories, strict=True)
        return [Person.of(category, visitor.age) for visitor, category in pairs]


def asks_age(required: VisitRequirements, people: Sequence[Person]) -> list[bool]:
    """Return of each of a party whether some rule depends on an age that neither they nor their category say.

    A category from 18 years on says adult, one up to 17 years child, and whoever is in it is within its bounds.
    """
    limits = {required.min_age}
    if required.guardian_consent or required.children_per_chaperone or required.min_age_unaccompanied:
        limits.add(ADULT)
    if not any(person.is_adult for person in people):
        limits.add(required.min_age_unaccompanied)
    over = None if required.max_age is None else required.max_age + 1
    excused = _adults_accompany(required, people)
    return [
        any(person.is_parted_by(limit) for limit in (limits if excused and person.is_adult else {*limits, over}))
        for person in people
    ]


def asks_citizenship(requirements: VisitRequirements) -> bool:
    """Whether it matters that a visitor is a foreign citizen."""
    ahead = foreigners_book_ahead(requirements.foreigners, requirements.lead_time_days_foreign)
    return ahead is not None or VisitRequirements.PassData.CITIZENSHIP in requirements.pass_office_data


def check_party(slot: Slot, people: int, now: datetime) -> None:
    """Raise PartyRefused when the number of people or the day does not fit the tour."""
    party = Party(slot=slot, requirements=requirements_of(slot.tour), people=people, now=now)
    for check in PARTY_CHECKS.values():
        if message := check(party):
            raise PartyRefused(slot, message)


def check_slot(slot: Slot, people: int, now: datetime) -> None:
    """Raise BookingClosed or PartyRefused where a party of this size cannot take the slot at this moment."""
    closed = slot.closed_because(now)
    if closed in (None, Closed.TOO_LATE):
        check_party(slot, people, now)  # says why, where it is the lead time that has begun
    if closed:
        raise BookingClosed(slot)


def check_enough(slot: Slot, people: int, now: datetime) -> None:
    """Raise PartyRefused when these are fewer people than the tour is for."""
    if message := _too_small(Party(slot=slot, requirements=requirements_of(slot.tour), people=people, now=now)):
        raise PartyRefused(slot, message)


def visitor_problems(visit: Visit) -> list[Problem]:
    """Everything that speaks against these people on this leg; empty when they are welcome."""
    problems = [problem for check in VISITOR_CHECKS.values() for problem in check(visit)]
    problems += _unsaid_ages(visit)
    # For a refused age, one message is enough: the category need not be named as well.
    of_age = {problem.visitor for problem in problems if problem.field == "age"}
    problems += [problem for problem in wrong_categories(visit) if problem.visitor not in of_age]
    return problems


def problems_of_visits(visits: Sequence[Visit]) -> list[Problem]:
    """Everything that speaks against the people on any of these legs, each once; a problem of several legs does not
    name them.
    """
    problems = [(visit, problem) for visit in visits for problem in visitor_problems(visit)]
    times = Counter(problem for _visit, problem in problems)
    of_tour = _("“%(tour)s”: %(problem)s")
    named = [
        replace(problem, message=of_tour % {"tour": visit.slot.tour, "problem": problem.message})
        if len(visits) > 1 and times[problem] == 1
        else problem
        for visit, problem in problems
    ]
    return list(dict.fromkeys(named))


def problems_of_time(visit: Visit) -> list[Problem]:
    """Those of `visitor_problems` that depend on when the slot begins and not on who the people are."""
    return [problem for name in CHECKS_OF_TIME for problem in VISITOR_CHECKS[name](visit)]


def party_bounds(slot: Slot) -> tuple[int, int]:
    """The smallest and the largest party that one booking of this slot's tour may be for."""
    requirements = requirements_of(slot.tour)
    return _smallest_party(slot, requirements), _largest_party(slot, requirements)


def _largest_party(slot: Slot, requirements: VisitRequirements) -> int:
    return min(slot.tour.party_max, requirements.group_max or slot.tour.party_max)


def _smallest_party(slot: Slot, requirements: VisitRequirements) -> int:
    alone = requirements.admission in (VisitRequirements.Admission.INDIVIDUALS, VisitRequirements.Admission.BOTH)
    return max(slot.tour.party_min, 1 if alone else requirements.group_min or 1)


def _too_small(party: Party) -> str | None:
    least = _smallest_party(party.slot, party.requirements)
    if party.people >= least:
        return None
    return ngettext(
        "“%(tour)s” is for groups of at least %(least)d visitor.",
        "“%(tour)s” is for groups of at least %(least)d visitors.",
        least,
    ) % {"tour": party.slot.tour, "least": least}


def _too_large(party: Party) -> str | None:
    most = _largest_party(party.slot, party.requirements)
    if party.people <= most:
        return None
    return ngettext(
        "“%(tour)s” takes at most %(most)d visitor in one booking.",
        "“%(tour)s” takes at most %(most)d visitors in one booking.",
        most,
    ) % {"tour": party.slot.tour, "most": most}


def _too_late(party: Party) -> str | None:
    days = party.requirements.lead_time_days or 0
    if party.slot.starts_at - party.now >= timedelta(days=days):
        return None
    return ngettext(
        "“%(tour)s” must be booked at least %(days)d day ahead: the pass office needs the time.",
        "“%(tour)s” must be booked at least %(days)d days ahead: the pass office needs the time.",
        days,
    ) % {"tour": party.slot.tour, "days": days}


PARTY_CHECKS: dict[str, Callable[[Party], str | None]] = {
    "group_min": _too_small,
    "group_max": _too_large,
    "lead_time_days": _too_late,
}


def _who(position: int, visitor: VisitorDetails) -> str:
    """«Маша, 9 лет»; by number where there is no name."""
    name = visitor.name or _("Visitor %(number)d") % {"number": position + 1}
    if visitor.age is None:
        return name
    years = ngettext("%(age)d year old", "%(age)d years old", visitor.age) % {"age": visitor.age}
    return f"{name}, {years}"


def _refused(position: int, visitor: VisitorDetails, rule: str, field: str = "age") -> Problem:
    return Problem(position, field, _("%(who)s: %(rule)s.") % {"who": _who(position, visitor), "rule": rule})


def _unsaid_ages(visit: Visit) -> list[Problem]:
    asked = asks_age(visit.requirements, visit.people)
    unsaid = (i for i, is_asked in enumerate(asked) if is_asked and not visit.visitors[i].is_known)
    message = _("%(who)s: enter an age.")
    return [Problem(i, "age", message % {"who": _who(i, visit.visitors[i])}) for i in unsaid]


def _too_young(visit: Visit) -> list[Problem]:
    least = visit.requirements.min_age
    if least is None:
        return []
    rule = _("visitors are admitted from the age of %(age)d") % {"age": least}
    return [_refused(i, visit.visitors[i], rule) for i, person in enumerate(visit.people) if person.oldest < least]


def _too_old(visit: Visit) -> list[Problem]:
    most = visit.requirements.max_age
    if most is None:
        return []
    rule = _("visitors are admitted up to the age of %(age)d") % {"age": most}
    excused = _adults_accompany(visit.requirements, visit.people)
    old = (i for i, one in enumerate(visit.people) if one.youngest > most and not (excused and one.is_adult))
    return [_refused(i, visit.visitors[i], rule) for i in old]


def _adults_accompany(required: VisitRequirements, people: Sequence[Person]) -> bool:
    """Whether the adults of the party have to come with its children."""
    return _children(people) > 0 and bool(required.children_per_chaperone or required.min_age_unaccompanied)


def _children(people: Sequence[Person]) -> int:
    return sum(not person.may_be_adult for person in people)


def _alone(visit: Visit) -> list[Problem]:
    """One refusal for the whole party, at the age of a visitor booked as an adult."""
    if not _lacks_adult(visit):
        return []
    grown = (i for i, category in enumerate(visit.categories) if (category.min_age or 0) >= ADULT)
    message = _("You need an adult: no one in your group is %(age)d or over.") % {"age": ADULT}
    return [Problem(next(grown, None), "age", message)]


def _lacks_adult(visit: Visit) -> bool:
    least = visit.requirements.min_age_unaccompanied
    if least is None or any(person.may_be_adult for person in visit.people):
        return False
    return any(person.youngest < least for person in visit.people)


def _too_few_chaperones(visit: Visit) -> list[Problem]:
    if _lacks_adult(visit):
        return []  # which says so already
    children = _children(visit.people)
    message = _more_adults(visit.requirements, children=children, adults=len(visit.visitors) - children)
    return [Problem(None, "party", message)] if message else []


def unaccompanied(requirements: VisitRequirements, *, children: int, adults: int, oldest_child: int) -> str | None:
    """Return what speaks against so many children with so few adults, as far as categories tell."""
    least = requirements.min_age_unaccompanied
    if children and not adults and least and oldest_child < least:
        return _("Visitors under %(age)d must come with an adult.") % {"age": least}
    return _more_adults(requirements, children=children, adults=adults)


def _more_adults(requirements: VisitRequirements, *, children: int, adults: int) -> str | None:
    per_adult = requirements.children_per_chaperone
    if not per_adult:
        return None
    needed = -(-children // per_adult)
    if adults >= needed:
        return None
    message = ngettext(
        "Here one adult may bring at most %(per)d child.",
        "Here one adult may bring at most %(per)d children.",
        per_adult,
    ) % {"per": per_adult}
    more = ngettext("You need %(needed)d adult.", "You need %(needed)d adults.", needed) % {"needed": needed}
    return f"{message} {more}"


def _no_guardian(visit: Visit) -> list[Problem]:
    if not visit.requirements.guardian_consent or not _children(visit.people) or visit.guardian_consent:
        return []
    return [
        Problem(
            None, "guardian_consent", _("Confirm that a parent or guardian agrees: children cannot come without it.")
        )
    ]


def _foreign(visit: Visit) -> list[Problem]:
    rule = {
        VisitRequirements.Foreigners.NOT_ADMITTED: _("foreign citizens are not admitted here"),
        VisitRequirements.Foreigners.ON_REQUEST: _(
            "foreign citizens are admitted on request: check with the enterprise first"
        ),
    }.get(visit.requirements.foreigners)
    if rule is None:
        return []
    return [_refused(i, v, rule, "is_foreign") for i, v in enumerate(visit.visitors) if v.is_foreign]


def _foreign_too_late(visit: Visit) -> list[Problem]:
    days = visit.requirements.lead_time_days_foreign
    if not days or visit.slot.starts_at - visit.now >= timedelta(days=days):
        return []
    rule = ngettext(
        "foreign citizens book at least %(days)d day ahead", "foreign citizens book at least %(days)d days ahead", days
    ) % {"days": days}
    late = ((i, v) for i, v in enumerate(visit.visitors) if v.is_foreign and not v.is_known)
    return [_refused(i, v, rule, "is_foreign") for i, v in late]


def _pass_office(visit: Visit) -> list[Problem]:
    labels = dict(VisitRequirements.PassData.choices)
    wanted = [kind for kind in visit.requirements.pass_office_data if kind not in ("full_name", "car_number")]
    return [
        _refused(i, v, _("the pass office needs the %(what)s") % {"what": labels.get(kind, kind)}, kind)
        for i, v in enumerate(visit.visitors)
        for kind in wanted
        if not v.is_known and not v.identity.get(kind)
    ]


def wrong_categories(visit: Visit) -> list[Problem]:
    """Visitors whose age does not belong to the category they were booked in."""
    problems = []
    for i, (visitor, category) in enumerate(zip(visit.visitors, visit.categories, strict=True)):
        if visitor.age is not None and not category.admits(visitor.age):
            said = ages.in_words(category.min_age, category.max_age)
            rule = _("the category “%(category)s” is for other ages: %(ages)s") % {
                "category": category.name,
                "ages": said,
            }
            problems.append(_refused(i, visitor, rule))
    return problems


VISITOR_CHECKS: dict[str, Callable[[Visit], list[Problem]]] = {
    "min_age": _too_young,
    "max_age": _too_old,
    "min_age_unaccompanied": _alone,
    "children_per_chaperone": _too_few_chaperones,
    "guardian_consent": _no_guardian,
    "foreigners": _foreign,
    "lead_time_days_foreign": _foreign_too_late,
    "pass_office_data": _pass_office,
}
CHECKS_OF_TIME = ("lead_time_days_foreign",)
