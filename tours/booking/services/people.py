"""The people of an order: its contact and visitors, whether they may come, and other people once it is booked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accelerator.base.accounts.models import User
from accelerator.base.common import clock, erasures
from accelerator.base.common.formats import slot_time
from accelerator.base.common.prepared import run
from accelerator.base.common.transactions import atomic_with_retries
from tours.booking.errors import CannotBeChanged, Problem, VisitorsRefused
from tours.booking.models import Attendance, Booking, Order, OrderContact, Visitor, VisitorIdentity
from tours.booking.prices import charges
from tours.booking.requirement_checks import Visit, VisitorDetails, asks_citizenship, check_enough, problems_of_visits
from tours.booking.services.identities import KEPT_FOR, seal
from tours.booking.services.reminders import notify_people_changed, people_in_last_letter
from tours.booking.services.seats import lock_bookings, release_seats
from tours.models import Slot, VisitRequirements
from tours.requirements import requirements_of

# The ORM's bulk_update costs more than everything else of a confirmation together.
NAME_VISITORS = """
    UPDATE booking_visitor
    SET name = people.name, age = people.age, is_foreign = people.is_foreign, named_at = %(now)s::timestamptz
    FROM unnest(%(visitors)s::bigint[], %(names)s::text[], %(ages)s::smallint[], %(foreign)s::boolean[])
        AS people (id, name, age, is_foreign)
    WHERE booking_visitor.id = people.id
"""

VISITOR_REMOVED = "booking.visitor_removed"
VISITOR_REPLACED = "booking.visitor_replaced"


@dataclass(frozen=True)
class Contact:
    """The person whom the portal writes to."""

    name: str
    email: str
    phone: str = ""
    needs: str = ""  # what they ask of the enterprises, in their own words


def claim_orders_by_email(user: User, email: str) -> int:
    """Give the person the orders of this address that have no account yet; returns how many.

    The caller has proved that the address is theirs. One UPDATE, so that two sign-ins at once do no harm.
    """
    contacts = OrderContact.objects.annotate(lower=Lower("email")).filter(lower=email.lower())  # as it is indexed
    return Order.objects.filter(user__isnull=True, contact__in=contacts).update(user=user)


def check_visitors(
    legs: Sequence[Booking], people: Sequence[VisitorDetails], *, guardian_consent: bool, now: datetime
) -> None:
    """Raise VisitorsRefused with everything that `problems_of` these people returns."""
    if problems := problems_of(legs, people, guardian_consent=guardian_consent, now=now):
        raise VisitorsRefused(problems)


def problems_of(
    legs: Sequence[Booking], people: Sequence[VisitorDetails], *, guardian_consent: bool, now: datetime
) -> list[Problem]:
    """Return everything that speaks against these people, one for each attendance of a leg; these are loaded."""
    return problems_of_visits(
        [
            Visit(
                slot=leg.slot,
                requirements=requirements_of(leg.slot.tour),
                visitors=people,
                categories=[row.category for row in leg.attendances.all() if row.visitor_id],
                now=now,
                guardian_consent=guardian_consent,
            )
            for leg in legs
        ]
    )


def save_visitor_details(
    rows: Sequence[Visitor], people: Sequence[VisitorDetails], legs: Sequence[Booking], *, now: datetime
) -> None:
    """Save who these visitors are, and seal what the legs' pass offices ask for."""
    run(NAME_VISITORS, named(rows, people, legs, now=now))
    seal_details(rows, people, legs)


def named(
    rows: Sequence[Visitor], people: Sequence[VisitorDetails], legs: Sequence[Booking], *, now: datetime
) -> dict[str, Any]:
    """Return the values of NAME_VISITORS by which these visitors are these people."""
    matters = any(asks_citizenship(requirements_of(leg.slot.tour)) for leg in legs)
    return {
        "visitors": [row.pk for row in rows],
        "names": [one.name for one in people],
        "ages": [one.age for one in people],
        "foreign": [one.is_foreign if matters else None for one in people],
        "now": now,
    }


def seal_details(rows: Sequence[Visitor], people: Sequence[VisitorDetails], legs: Sequence[Booking]) -> None:
    """Seal what the legs' pass offices ask for."""
    wanted = {kind for leg in legs for kind in requirements_of(leg.slot.tour).pass_office_data}
    wanted.discard(VisitRequirements.PassData.FULL_NAME)  # the name is a visitor's anyway
    asked = [{kind: text for kind, text in one.identity.items() if kind in wanted and text} for one in people]
    seal(rows, asked, erase_at=max(leg.slot.ends_at for leg in legs) + KEPT_FOR)


def choose_languages(legs: Sequence[Booking], wanted: Mapping[UUID, str]) -> None:
    """Set in which language the party has each visit: the one that they want, or the only one; nothing is saved.

    Raises VisitorsRefused for a language in which a visit is not led.
    """
    problems = []
    for leg in legs:
        spoken, language = leg.slot.spoken, wanted.get(leg.uuid, "")
        if language and language not in spoken:
            message = _("“{tour}” is not led in this language. Choose another one.").format(tour=leg.slot.tour)
            problems.append(Problem(None, language_field(leg), message))
        leg.language = language or leg.slot.only_language
    if problems:
        raise VisitorsRefused(problems)


def language_field(leg: Booking) -> str:
    """Return the name of the field in which a form asks for the language of this visit."""
    return f"language_{leg.position}"


# --- Once it is booked ------------------------------------------------------------------------------------------------


def people_can_change(order: Order, now: datetime) -> bool:
    """Whether the cut-off of every visit that the people are expected at is ahead."""
    legs = order.expected_legs
    return bool(legs) and all(leg.is_open_to_visitor(now) for leg in legs)


def passes_close_at(slot: Slot) -> datetime:
    """Return until when the pass office takes new names."""
    required = requirements_of(slot.tour)
    return slot.starts_at - max(
        timedelta(days=required.lead_time_days or 0), timedelta(hours=required.list_freeze_hours or 0)
    )


@atomic_with_retries
def change_people(
    *,
    order: Order,
    contact: Contact,
    visitors: Mapping[UUID, VisitorDetails | None],
    guardian_consent: bool = False,
    visit_languages: Mapping[UUID, str] | None = None,
) -> Order:
    """Save who comes, by visitor, None standing for one who does not come after all; the contact gets a new ticket.

    Their places are free again at once, at every leg they were expected at; the contact's e-mail stays as it is. What
    the others pay stays, unless one of them no longer accompanies children, or does now. Repeating it changes nothing.
    Raises CannotBeChanged after the cut-off, for new names once a pass list is closed, and when the people have been
    changed elsewhere; PartyRefused when too few are left, and VisitorsRefused as while booking. `visit_languages` are
    as in `confirm`; a visit that is not among them keeps its language.
    """
    bookings = lock_bookings(order)
    now = clock.now()
    legs = [booking for booking in bookings if booking.is_expected]
    rows = list(order.visitors.order_by("position"))
    stay = {uuid: details for uuid, details in visitors.items() if details is not None}
    if visitors.keys() != {row.uuid for row in rows}:
        if stay.keys() == {row.uuid for row in rows}:
            return order  # a second click
        raise CannotBeChanged(_("The list of visitors has changed since you opened the page. Check the ticket again."))
    if not legs or not all(leg.is_open_to_visitor(now) for leg in legs):
        raise CannotBeChanged(_("It is too late to change who is coming here; please call the enterprise."))
    if not stay:
        raise CannotBeChanged(_("That would leave no visitors. Cancel the booking instead."))
    _check_no_late_names(legs, list(stay.values()), now)
    for leg in legs:
        check_enough(leg.slot, len(stay), now)
    for leg in legs:
        _change_language(leg, (visit_languages or {}).get(leg.uuid, ""))
    before = people_in_last_letter(order)
    staying = [row for row in rows if row.uuid in stay]
    _remove_visitors([row for row in rows if row.uuid not in stay], legs, order)
    people = [stay[row.uuid] for row in staying]
    rows_left = Attendance.objects.with_visitor().order_by("position")
    prefetch_related_objects(legs, Prefetch("attendances", rows_left))  # without those who were removed just now
    try:
        check_visitors(legs, people, guardian_consent=guardian_consent, now=now)
    except VisitorsRefused as refusal:
        raise VisitorsRefused([_renumbered(problem, rows, staying) for problem in refusal.problems]) from None
    others = [row for row in staying if not stay[row.uuid].is_known]
    VisitorIdentity.objects.filter(visitor__in=others).delete()
    erasures.record(VISITOR_REPLACED, [row.uuid for row in others], at=now)
    save_visitor_details(staying, people, legs, now=now)
    for name in ("name", "phone", "needs"):
        setattr(order.contact, name, getattr(contact, name))
    order.contact.save(update_fields=["name", "phone", "needs"])
    order.party_size, order.guardian_consent = len(staying), guardian_consent
    order.save(update_fields=["party_size", "guardian_consent"])
    notify_people_changed(order, before=before, now=now)
    return order


def _change_language(leg: Booking, wanted: str) -> None:
    if wanted and wanted != leg.language:
        choose_languages([leg], {leg.uuid: wanted})
        leg.save(update_fields=["language"])


def _check_no_late_names(legs: Sequence[Booking], people: Sequence[VisitorDetails], now: datetime) -> None:
    if all(one.is_known for one in people):
        return
    for leg in legs:
        closed_at = passes_close_at(leg.slot)
        if now > closed_at:
            message = _("“{tour}”: the pass list closed on {moment}; new names are taken by phone only.")
            raise CannotBeChanged(message.format(tour=leg.slot.tour, moment=slot_time(closed_at, leg.slot.zone)))


def _remove_visitors(gone: Sequence[Visitor], legs: Sequence[Booking], order: Order) -> None:
    if not gone:
        return
    Attendance.objects.filter(booking__in=legs, visitor__in=gone).delete()
    order.visitors.filter(pk__in=[row.pk for row in gone]).delete()
    erasures.record(VISITOR_REMOVED, [row.uuid for row in gone])
    accompany: set[int] = set()
    for leg in legs:
        release_seats(leg.slot, len(gone))
        leg.seats -= len(gone)
        leg.save(update_fields=["seats"])
        accompany |= _recalculate_prices(leg)
    order.visitors.update(role=Visitor.Role.VISITOR)
    order.visitors.filter(pk__in=accompany).update(role=Visitor.Role.CHAPERONE)


def _recalculate_prices(leg: Booking) -> set[int]:
    """Charge who accompanies the children that are left, or no longer does; return the ids of those who do.

    The others pay what was agreed.
    """
    rows = list(leg.attendances.named().select_related("category").order_by("position"))
    accompanied = set(leg.order.visitors.filter(role=Visitor.Role.CHAPERONE).values_list("pk", flat=True))
    accompany: set[int] = set()
    charged = charges([row.category for row in rows], requirements_of(leg.slot.tour))
    for row, charge in zip(rows, charged, strict=True):
        visitor = int(row.visitor_id or 0)
        if charge.accompanies:
            accompany.add(visitor)
        if charge.accompanies or (visitor in accompanied and not row.price_kopecks):
            row.price_kopecks = charge.kopecks
    Attendance.objects.bulk_update(rows, ["price_kopecks"])
    return accompany


def _renumbered(problem: Problem, rows: Sequence[Visitor], staying: Sequence[Visitor]) -> Problem:
    """Return the problem with the visitor's place among all who were booked, as the form has them."""
    return problem if problem.visitor is None else replace(problem, visitor=rows.index(staying[problem.visitor]))
