"""Confirming a held order: who comes, the consent, and the messages, in one transaction."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accelerator.accounts.models import Consent, ConsentText
from accelerator.common import clock
from accelerator.common.encryption import encrypt, new_person_key
from accelerator.common.transactions import atomic_with_retries
from tours.booking.checks import Visit, VisitorDetails, visitor_problems, wrong_categories
from tours.booking.errors import BookingClosed, HoldLapsed, NotEnoughSeats, Problem, VisitorsRefused
from tours.booking.models import Booking, Order, OrderContact, Visitor, VisitorIdentity
from tours.booking.services.reminders import plan_confirmation, plan_reminders
from tours.booking.services.seats import give_back_lapsed_holds, take_seats
from tours.models import Slot, VisitRequirements
from tours.requirements import requirements_of

IDENTITY_KEPT_FOR = timedelta(hours=72)  # after the end of the last leg


@dataclass(frozen=True)
class Contact:
    """Whom the portal writes to."""

    name: str
    email: str
    phone: str = ""


@dataclass(frozen=True)
class ConsentGiven:
    """Which text was agreed to, and from where."""

    text: ConsentText
    ip_address: str | None


@atomic_with_retries
def confirm(
    *,
    order: Order,
    contact: Contact,
    visitors: Sequence[VisitorDetails],
    consent: ConsentGiven,
    guardian_consent: bool = False,
) -> Order:
    """Turn the order's held seats into confirmed bookings, all legs or none; repeating it changes nothing.

    A hold that has lapsed is renewed where the places are still free. Raises HoldLapsed where they are not,
    BookingClosed when a slot was cancelled or has begun, and VisitorsRefused with every requirement that is not met.
    """
    bookings = lock_bookings(order)
    order.refresh_from_db()
    if order.confirmed_at is not None:
        return order
    now = clock.now()
    _renew(bookings, now)
    _check_visitors(bookings, visitors, guardian_consent, now)
    _write_people(order, contact, visitors, bookings)
    order.consent = Consent.objects.create(
        text=consent.text, user=order.user, given_at=now, ip_address=consent.ip_address, language=order.language
    )
    order.confirmed_at = now
    order.save(update_fields=["consent", "confirmed_at"])
    for booking in bookings:
        booking.status, booking.hold_expires_at = Booking.Status.CONFIRMED, None
    Booking.objects.bulk_update(bookings, ["status", "hold_expires_at"])
    plan_confirmation(order)
    for booking in bookings:
        plan_reminders(booking, order=order, now=now)
    return order


def lock_bookings(order: Order) -> list[Booking]:
    """The order's bookings in order; the order is locked first, so that no leg goes to another slot meanwhile, and
    then the slots (in id order, as every change of seats does).

    Raises Order.DoesNotExist for an order that was forgotten meanwhile.
    """
    Order.objects.locked(order.pk)
    legs = Booking.objects.filter(order=order)  # not order.bookings, which may have been fetched before the lock
    slots = {slot.pk: slot for slot in Slot.objects.locked(legs.values_list("slot_id", flat=True))}
    bookings = list(legs.select_for_update(no_key=True).order_by("position"))
    for booking in bookings:
        booking.slot = slots[booking.slot_id]
        booking.order = order
    return bookings


def _renew(bookings: Sequence[Booking], now: datetime) -> None:
    for booking in bookings:
        if booking.slot.status == Slot.Status.CANCELLED or booking.slot.starts_at <= now:
            raise BookingClosed(booking.slot)
        if booking.status not in (Booking.Status.ON_HOLD, Booking.Status.EXPIRED):
            raise BookingClosed(booking.slot)
    gone = [booking for booking in bookings if booking.status == Booking.Status.EXPIRED]
    if not gone:
        return
    slots = [booking.slot for booking in gone]
    give_back_lapsed_holds(slots, now)
    for booking in gone:
        if booking.slot.status != Slot.Status.OPEN or now >= booking.slot.booking_closes_at:
            raise BookingClosed(booking.slot)
    try:
        take_seats({booking.slot_id: booking.seats for booking in gone}, slots)
    except NotEnoughSeats as refusal:
        raise HoldLapsed(refusal.slot, refusal.free) from refusal


def _check_visitors(
    bookings: Sequence[Booking], visitors: Sequence[VisitorDetails], guardian_consent: bool, now: datetime
) -> None:
    problems: list[Problem] = []
    for booking in bookings:
        attendances = booking.attendances.select_related("category").order_by("position")
        visit = Visit(
            slot=booking.slot,
            requirements=requirements_of(booking.slot.tour),
            visitors=visitors,
            categories=[attendance.category for attendance in attendances],
            now=now,
            guardian_consent=guardian_consent,
        )
        problems += [problem for problem in visitor_problems(visit) if problem not in problems]
        problems += [problem for problem in wrong_categories(visit) if problem not in problems]
    if problems:
        raise VisitorsRefused(problems)


def _write_people(
    order: Order, contact: Contact, visitors: Sequence[VisitorDetails], bookings: Sequence[Booking]
) -> None:
    OrderContact.objects.update_or_create(
        order=order, defaults={"name": contact.name, "email": contact.email, "phone": contact.phone}
    )
    rows = list(order.visitors.order_by("position"))
    for row, details in zip(rows, visitors, strict=True):
        row.name, row.age = details.name, details.age
    Visitor.objects.bulk_update(rows, ["name", "age"])
    wanted = {kind for booking in bookings for kind in requirements_of(booking.slot.tour).pass_office_data}
    wanted.discard(VisitRequirements.PassData.FULL_NAME)  # the name is a visitor's anyway
    erase_at = max(booking.slot.ends_at for booking in bookings) + IDENTITY_KEPT_FOR
    VisitorIdentity.objects.bulk_create(
        _sealed(row, {kind: text for kind, text in details.identity.items() if kind in wanted and text}, erase_at)
        for row, details in zip(rows, visitors, strict=True)
        if any(kind in wanted and text for kind, text in details.identity.items())
    )


def _sealed(visitor: Visitor, identity: Mapping[str, str], erase_at: datetime) -> VisitorIdentity:
    person = str(visitor.uuid)
    key = new_person_key(person)
    sealed = encrypt(json.dumps(dict(identity)), wrapped_key=key, person=person, field="identity")
    return VisitorIdentity(visitor=visitor, wrapped_key=key, sealed=sealed, erase_at=erase_at)
