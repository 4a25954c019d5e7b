"""Confirming a held order: who comes, the consent, and the messages, in one transaction."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accelerator.base.accounts.models import ConsentText
from accelerator.base.accounts.services import give_consent
from accelerator.base.common import clock
from accelerator.base.common.transactions import atomic_with_retries
from tours.booking.errors import BookingClosed, HoldLapsed, NotEnoughSeats, OrderChanged
from tours.booking.models import Booking, Order, OrderContact
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services.erasure import KEPT_FOR
from tours.booking.services.people import Contact, check_visitors, save_visitor_details
from tours.booking.services.reminders import plan_confirmation
from tours.booking.services.seats import lock_bookings, release_lapsed_holds, take_seats


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
    language: str = "",
    shown: str = "",
) -> Order:
    """Turn the order's held seats into confirmed bookings, all legs or none; repeating it changes nothing.

    `language` is the one in which the visitor reads now, and will be written to. A hold that has lapsed is renewed
    where booking is open and the places are still free. Raises HoldLapsed where they are not, BookingClosed when the
    slot takes no more bookings, was cancelled or has begun, VisitorsRefused with every requirement that is not
    met, and OrderChanged when the page showed other legs: `shown` is what `shape_of` said of those.
    """
    bookings = lock_bookings(order)
    order.refresh_from_db()
    if order.confirmed_at is not None:
        return order
    if shown and shown != shape_of(bookings):
        raise OrderChanged
    now = clock.now()
    _renew(bookings, now)
    check_visitors(bookings, visitors, guardian_consent=guardian_consent, now=now)
    OrderContact.objects.create(order=order, name=contact.name, email=contact.email, phone=contact.phone)
    save_visitor_details(list(order.visitors.order_by("position")), visitors, bookings, now=now)
    order.language = language or order.language
    order.consent = give_consent(
        text=consent.text, user=order.user, ip_address=consent.ip_address, language=order.language,
        enterprises=visited_enterprises(order, order.language),
    )  # fmt: skip
    order.confirmed_at, order.guardian_consent = now, guardian_consent
    order.held_by = order.held_from = ""
    order.forget_at = now + KEPT_FOR  # no visit ends earlier: the task that erases asks when the last one did
    confirmed = ["consent", "confirmed_at", "guardian_consent", "language", "held_by", "held_from", "forget_at"]
    order.save(update_fields=confirmed)
    order.bookings.update(status=Booking.Status.CONFIRMED, hold_expires_at=None)
    plan_confirmation(order, bookings, now)
    return order


def shape_of(bookings: Iterable[Booking]) -> str:
    """Return a hash of the times and the number of people that a page shows; the bookings' slots are loaded."""
    legs = sorted((row.position, str(row.slot.uuid), str(row.slot.starts_at), row.seats) for row in bookings)
    return hashlib.sha256(json.dumps(legs).encode()).hexdigest()[:16]


def visited_enterprises(order: Order, language: str) -> list[str]:
    """Return the names of the enterprises that get this order's data, in the order of the visits."""
    legs = order.bookings.select_related("enterprise").order_by("position")
    return list(dict.fromkeys(leg.enterprise.name.in_language(language) for leg in legs))


def _renew(bookings: Sequence[Booking], now: datetime) -> None:
    gone = [booking for booking in bookings if not booking.is_held(now)]
    for booking in bookings:
        closed = booking.slot.closed_because(now)
        if closed and (closed.is_over or booking in gone):
            raise BookingClosed(booking.slot)
        if booking.status not in (Booking.Status.ON_HOLD, Booking.Status.EXPIRED):
            raise BookingClosed(booking.slot)
    slots = [booking.slot for booking in gone]
    release_lapsed_holds(slots, now)
    try:
        take_seats({booking.slot_id: booking.seats for booking in gone}, slots)
    except NotEnoughSeats as refusal:
        raise HoldLapsed(refusal.slot, refusal.free) from refusal
