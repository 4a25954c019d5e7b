"""Confirming a held order: who comes, the consent, and the messages, in one transaction."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accelerator.base.accounts.models import ConsentText
from accelerator.base.accounts.services import give_consent
from accelerator.base.common import clock
from accelerator.base.common.prepared import run
from accelerator.base.common.transactions import atomic_with_retries
from tours.booking.errors import BookingClosed, HoldLapsed, NotEnoughSeats, OrderChanged
from tours.booking.models import Booking, Order, OrderContact
from tours.booking.reads import remember_attendances, visitors_of
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services.erasure import KEPT_FOR
from tours.booking.services.people import (
    NAME_VISITORS,
    Contact,
    check_visitors,
    choose_languages,
    named,
    seal_details,
)
from tours.booking.services.reminders import plan_confirmation
from tours.booking.services.seats import lock_bookings, release_lapsed_holds, take_seats

_BOOKED_COLUMNS = ("consent_id", "confirmed_at", "guardian_consent", "language", "forget_at")
# One statement for four tables: their rows are locked, and nothing can come between.
_BOOK = f"""
    WITH contact AS (
        INSERT INTO booking_ordercontact (order_id, name, email, phone, needs)
        VALUES (%(order)s::bigint, %(name)s, %(email)s, %(phone)s, %(needs)s)
        RETURNING id
    ), legs AS (
        UPDATE booking_booking SET status = 'CONFIRMED', hold_expires_at = NULL, language = spoken.language
        FROM unnest(%(legs)s::bigint[], %(languages)s::text[]) AS spoken (id, language)
        WHERE booking_booking.id = spoken.id
    ), people AS (
        {NAME_VISITORS}
    )
    UPDATE booking_order
    SET consent_id = %(consent_id)s::bigint, confirmed_at = %(confirmed_at)s::timestamptz,
        guardian_consent = %(guardian_consent)s::boolean, language = %(language)s, held_by = '', held_from = '',
        forget_at = %(forget_at)s::timestamptz
    WHERE id = %(order)s::bigint
    RETURNING (SELECT id FROM contact)
"""  # noqa: S608 - put together of constants


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
    visit_languages: Mapping[UUID, str] | None = None,
    shown: str = "",
) -> Order:
    """Turn the order's held seats into confirmed bookings, all legs or none; repeating it changes nothing.

    `language` is the one in which the visitor reads now, and will be written to; `visit_languages` are those in which
    they want each visit, by its leg's UUID, where guides lead it in several. A hold that has lapsed is renewed
    where booking is open and the places are still free. Raises HoldLapsed where they are not, BookingClosed when the
    slot takes no more bookings, was cancelled or has begun, VisitorsRefused with every requirement that is not
    met, or a language in which a visit is not led, and OrderChanged when the page showed other legs: `shown` is what
    `shape_of` said of those.
    """
    bookings = lock_bookings(order)
    if order.confirmed_at is not None:
        return order
    if shown and shown != shape_of(bookings):
        raise OrderChanged
    now = clock.now()
    _renew(bookings, now)
    remember_attendances(bookings)
    check_visitors(bookings, visitors, guardian_consent=guardian_consent, now=now)
    choose_languages(bookings, visit_languages or {})
    rows = visitors_of(bookings)
    seal_details(rows, visitors, bookings)
    order.language = language or order.language
    order.consent = give_consent(
        text=consent.text, user=order.user, ip_address=consent.ip_address, language=order.language,
        enterprises=visited_enterprises(bookings, order.language),
    )  # fmt: skip
    order.confirmed_at, order.guardian_consent = now, guardian_consent
    order.held_by = order.held_from = ""
    order.forget_at = now + KEPT_FOR  # no visit ends earlier: the task that erases asks when the last one did
    _book(order, bookings, contact, named(rows, visitors, bookings, now=now))
    plan_confirmation(order, bookings, now)
    return order


def _book(order: Order, bookings: Sequence[Booking], contact: Contact, people: Mapping[str, Any]) -> None:
    """Write that the order and all its legs are booked, by whom, and for whom."""
    row = {name: getattr(order, name) for name in _BOOKED_COLUMNS}
    legs = {"legs": [leg.pk for leg in bookings], "languages": [leg.language for leg in bookings]}
    [(pk,)] = run(_BOOK, {"order": order.pk, **row, **legs, **vars(contact), **people})
    OrderContact(pk, order=order, **vars(contact))._state.adding = False  # the order has it from now on


def shape_of(bookings: Iterable[Booking]) -> str:
    """Return a hash of the times, the languages and the number of people that a page shows; the bookings' slots and
    their tours are loaded.
    """
    legs = sorted(
        (row.position, str(row.slot.uuid), str(row.slot.starts_at), row.seats, *row.slot.spoken) for row in bookings
    )
    return hashlib.sha256(json.dumps(legs).encode()).hexdigest()[:16]


def visited_enterprises(legs: Iterable[Booking], language: str) -> list[str]:
    """Return the names of the enterprises that get the data of an order with these legs, in the order of the visits."""
    return list(dict.fromkeys(leg.slot.enterprise.name.in_language(language) for leg in legs))


def _renew(bookings: Sequence[Booking], now: datetime) -> None:
    gone = [booking for booking in bookings if not booking.is_held(now)]
    for booking in bookings:
        closed = booking.slot.closed_because(now)
        if closed and (closed.is_over or booking in gone):
            raise BookingClosed(booking.slot)
        if booking.status not in (Booking.Status.ON_HOLD, Booking.Status.EXPIRED):
            raise BookingClosed(booking.slot)
    if not gone:
        return
    slots = [booking.slot for booking in gone]
    release_lapsed_holds(slots, now)
    try:
        take_seats({booking.slot_id: booking.seats for booking in gone}, slots)
    except NotEnoughSeats as refusal:
        raise HoldLapsed(refusal.slot, refusal.free) from refusal
