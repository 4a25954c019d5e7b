"""The people of an order: whether they are welcome at every leg, and what is kept of them."""

from collections.abc import Sequence
from datetime import datetime

from tours.booking.checks import Visit, VisitorDetails, asks_citizenship, problems_of_visits
from tours.booking.errors import Problem, VisitorsRefused
from tours.booking.models import Booking, Visitor
from tours.booking.services.identities import KEPT_FOR, seal
from tours.models import VisitRequirements
from tours.requirements import requirements_of


def check_visitors(
    legs: Sequence[Booking], people: Sequence[VisitorDetails], *, guardian_consent: bool, now: datetime
) -> None:
    """Raise VisitorsRefused with everything that speaks against these people, one for each attendance of a leg."""
    if problems := problems_of(legs, people, guardian_consent=guardian_consent, now=now):
        raise VisitorsRefused(problems)


def problems_of(
    legs: Sequence[Booking], people: Sequence[VisitorDetails], *, guardian_consent: bool, now: datetime
) -> list[Problem]:
    """Return everything that speaks against these people, one for each attendance of a leg."""
    visits = []
    for leg in legs:
        attendances = leg.attendances.named().select_related("category").order_by("position")
        visits.append(
            Visit(
                slot=leg.slot,
                requirements=requirements_of(leg.slot.tour),
                visitors=people,
                categories=[attendance.category for attendance in attendances],
                now=now,
                guardian_consent=guardian_consent,
            )
        )
    return problems_of_visits(visits)


def save_visitor_details(
    rows: Sequence[Visitor], people: Sequence[VisitorDetails], legs: Sequence[Booking], *, now: datetime
) -> None:
    """Write who these visitors are, and seal what the legs' pass offices ask for."""
    requirements = [requirements_of(leg.slot.tour) for leg in legs]
    matters = any(asks_citizenship(one) for one in requirements)
    for row, details in zip(rows, people, strict=True):
        row.name, row.age, row.is_foreign = details.name, details.age, details.is_foreign if matters else None
        row.named_at = now
    Visitor.objects.bulk_update(rows, ["name", "age", "is_foreign", "named_at"])
    wanted = {kind for one in requirements for kind in one.pass_office_data}
    wanted.discard(VisitRequirements.PassData.FULL_NAME)  # the name is a visitor's anyway
    asked = [{kind: text for kind, text in one.identity.items() if kind in wanted and text} for one in people]
    seal(rows, asked, erase_at=max(leg.slot.ends_at for leg in legs) + KEPT_FOR)
