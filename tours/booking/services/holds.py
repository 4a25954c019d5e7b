"""Holding seats: every leg or none, for ten minutes of the server's clock."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from accelerator.base.common import clock
from accelerator.base.common.transactions import ConstraintRefused, atomic_with_retries
from tours.booking.checks import check_slot
from tours.booking.crowd import NO_CROWD, Crowd, join_crowd, scope_of
from tours.booking.errors import BookingClosed, LegsOverlap, NotEnoughSeats, RequestKeyReused, SlotGone
from tours.booking.holders import NOBODY, Holder
from tours.booking.itinerary import minutes_between
from tours.booking.models import Booking, Order
from tours.booking.proofs import NO_TICKET, Ticket
from tours.booking.services.allowances import Attempt, allow, attempt_of
from tours.booking.services.parties import create_visitors
from tours.booking.services.seats import HOLD_FOR, lock_slots, release_lapsed_holds, release_seats, take_seats
from tours.models import Slot
from tours.routes.models import Route


@dataclass(frozen=True)
class Leg:
    """One slot of an order: who comes, as one visitor category a person, and how long the way from the leg before is.

    All legs of an order name the same people in the same order.
    """

    slot_id: int
    category_ids: tuple[int, ...]
    minutes_before: int = 0

    @property
    def seats(self) -> int:
        return len(self.category_ids)


@dataclass(frozen=True)
class Request:
    """What a booking form asks for: its key makes a repeated request one order."""

    key: UUID
    bound_to: str
    language: str
    user: Any = None
    holder: Holder = NOBODY
    ticket: Ticket = NO_TICKET
    route: Route | None = None
    ages: tuple[int | None, ...] = ()


def hold_seats(*, legs: Sequence[Leg], request: Request) -> Order:
    """Hold the party's seats on every leg for HOLD_FOR, all or none.

    A browser, or an account, has one unconfirmed order for a tour: what it holds of these tours already is changed to
    this, not held beside it. Repeating a request's key with the same content returns the order it already made. Raises
    BookingClosed, NotEnoughSeats, PartyRefused, LegsOverlap or RequestKeyReused, each naming the leg in words a visitor
    can read; TooManyHolds for what is held unbooked already, and ProofNeeded where many want these places.
    """
    fingerprint = _fingerprint(legs, request)
    # Read before the order: it may be a twin of this request that took the last places.
    sold_out = _sold_out(legs, request.holder)
    if (earlier := _made_by(request.key, fingerprint)) and _is_for(earlier, legs):
        return earlier
    if sold_out:
        raise sold_out
    try:
        return _hold(legs=legs, request=request, fingerprint=fingerprint, crowd=_crowd(legs, request))
    except ConstraintRefused as refusal:
        # Two requests with one key on different slots do not meet at a lock; the database tells them apart.
        if refusal.constraint != "booking_order_request_key_key":
            raise
        if earlier := _made_by(request.key, fingerprint):
            return earlier
        raise


@atomic_with_retries
def _hold(*, legs: Sequence[Leg], request: Request, fingerprint: str, crowd: Crowd) -> Order:
    own = _lock_own(request.holder, legs)
    slots = _lock_slots(legs, own)
    earlier = _made_by(request.key, fingerprint)  # after the lock: a twin may just have made it
    if earlier and _is_for(earlier, legs):
        return earlier
    now = clock.now()
    attempt = Attempt(request.holder, request.ticket, crowd)
    of_this_route = (order for order in own if order.route_id == _route_id(request))
    changed = earlier if earlier in own else next(of_this_route, None)  # its key is free for no other
    if changed is None:
        proof = _take(legs, slots, own, attempt, now)
        return _write_order(legs, slots, request, fingerprint, now, proof)
    changed.request_key, changed.request_fingerprint = request.key, fingerprint
    return _change(changed, legs, slots, own, attempt, now, request.ages)


def _crowd(legs: Sequence[Leg], request: Request) -> Crowd:
    if not request.holder.network:
        return NO_CROWD
    scope = scope_of(request.route) if request.route else scope_of(Slot(pk=legs[0].slot_id))
    return join_crowd(scope, request.holder)


def _route_id(request: Request) -> int | None:
    return request.route.pk if request.route else None


def _lock_own(holder: Holder, legs: Sequence[Leg], beside: Order | None = None) -> list[Order]:
    """Lock the unconfirmed orders by which this holder holds places of these legs' tours, and the one beside them."""
    if beside is None and holder == NOBODY:
        return []
    holder.lock()
    tours = Slot.objects.filter(pk__in=[leg.slot_id for leg in legs]).values("tour")
    held = Booking.objects.filter(status=Booking.Status.ON_HOLD, slot__tour__in=tours)
    found = Order.objects.unconfirmed_of(holder).filter(pk__in=held.values("order"))
    ids = [*found.values_list("pk", flat=True), *([beside.pk] if beside else [])]
    rows = Order.objects.filter(pk__in=ids).select_for_update(no_key=True).order_by("pk")
    return [row for row in rows if row.confirmed_at is None or row == beside]


def _lock_slots(legs: Sequence[Leg], own: Sequence[Order]) -> dict[int, Slot]:
    """Lock the legs' slots and those of the holder's own orders. Raises SlotGone for one that was removed."""
    needed = {leg.slot_id for leg in legs}
    former = Booking.objects.filter(order__in=own).values_list("slot_id", flat=True)
    slots = {row.pk: row for row in Slot.objects.with_hold_terms().locked(needed | set(former))}
    if not needed <= slots.keys():
        raise SlotGone
    return slots


def _take(
    legs: Sequence[Leg], slots: Mapping[int, Slot], own: Sequence[Order], attempt: Attempt, now: datetime, *,
    is_anew: bool = True,
) -> UUID | None:  # fmt: skip
    """Take the legs' seats, once the holder's own and all lapsed holds are given back; return the proof it needed."""
    release_lapsed_holds(slots.values(), now)  # first: the holder's own may be among them, and go back only once
    held = Booking.objects.filter(order__in=own, status=Booking.Status.ON_HOLD).select_for_update(no_key=True)
    for booking in held.order_by("pk"):
        release_seats(slots[booking.slot_id], booking.seats)
    _check_legs(legs, slots, now)
    needs = {leg.slot_id: leg.seats for leg in legs}
    take_seats(needs, slots.values())  # first: who comes too late is told so, and asked for nothing
    proof = allow(attempt, needs, slots, own=own, now=now, is_anew=is_anew)
    held.update(status=Booking.Status.EXPIRED, hold_expires_at=None)
    return proof


def _change(
    order: Order, legs: Sequence[Leg], slots: Mapping[int, Slot], own: Sequence[Order], attempt: Attempt,
    now: datetime, ages: Sequence[int | None] = (),
) -> Order:  # fmt: skip
    """Let the order be for these legs, for HOLD_FOR anew unless its places stay the same and are still held."""
    former = Booking.objects.filter(order=order).order_by("position")
    before = list(former)
    stays = [leg.slot_id for leg in legs] == [row.slot_id for row in before] and all(row.is_held(now) for row in before)
    proof = _take(legs, slots, own, attempt, now, is_anew=not stays)
    former.delete()
    order.visitors.all().delete()
    order.party_size = legs[0].seats
    order.proof = proof or order.proof
    if not stays:
        order.count_hold(now)
    order.save(update_fields=["party_size", "request_key", "request_fingerprint", "proof", "held_at", "holds"])
    until = min(row.hold_expires_at for row in before if row.hold_expires_at) if stays else now + HOLD_FOR
    _write_legs(order, legs, slots, until, ages)
    return order


@atomic_with_retries
def switch_leg(*, order: Order, booking: Booking, slot: Slot) -> Booking:
    """Put one leg of an order that is not confirmed yet on another slot of its tour, with a fresh hold.

    A leg that holds this slot already stays as it is. Raises BookingClosed, NotEnoughSeats, PartyRefused or
    LegsOverlap; then everything stays as it was.
    """
    order, slots = lock_slots(order, beside=slot)
    now = clock.now()
    new = slots[slot.pk]
    release_lapsed_holds([new], now)  # first: this very leg may be among them, and its seats go back only once
    booking = order.bookings.select_for_update(no_key=True).get(pk=booking.pk)
    if booking.slot_id == new.pk and booking.status == Booking.Status.ON_HOLD:
        return booking  # a second click
    old = slots[booking.slot_id]
    if order.confirmed_at is not None or new.tour_id != old.tour_id:
        raise BookingClosed(new)
    check_slot(new, booking.seats, now)
    check_order_of(order, booking, new, slots)
    attempt = attempt_of(order, new, now)
    if booking.status == Booking.Status.ON_HOLD:
        release_seats(old, booking.seats)
    take_seats({new.pk: booking.seats}, [new])
    order.proof = allow(attempt, {new.pk: booking.seats}, slots, own=[order], now=now) or order.proof
    order.count_hold(now)
    order.save(update_fields=["proof", "held_at", "holds"])
    booking.slot, booking.status, booking.hold_expires_at = new, Booking.Status.ON_HOLD, now + HOLD_FOR
    booking.save(update_fields=["slot", "status", "hold_expires_at"])
    return booking


@atomic_with_retries
def hold_instead(*, order: Order, legs: Sequence[Leg]) -> Order:
    """Let an order that is not confirmed yet hold these legs, for HOLD_FOR anew, and nothing of what it held before.

    Its old places go back in the same transaction: to others, or to itself where it needs them again. Raises
    RequestKeyReused once the order is confirmed, and whatever `hold_seats` does; then everything stays as it was.
    """
    own = _lock_own(Holder(browser=order.held_by, user=order.user), legs, beside=order)
    order = next(row for row in own if row == order)
    slots = _lock_slots(legs, own)
    if order.confirmed_at is not None:
        raise RequestKeyReused
    now = clock.now()
    return _change(order, legs, slots, own, attempt_of(order, slots[legs[0].slot_id], now), now)


def check_order_of(order: Order, changed: Booking, slot: Slot, slots: Mapping[int, Slot]) -> None:
    """Raises LegsOverlap where this leg, on that slot, cannot be reached from the one before, or the next from it."""
    gaps = minutes_between(order)
    gone = (Booking.Status.CANCELLED, Booking.Status.REJECTED)
    legs = [
        slot if booking.pk == changed.pk else slots[booking.slot_id]
        for booking in Booking.objects.filter(order=order).exclude(status__in=gone).order_by("position")
    ]
    for earlier, later in pairwise(legs):
        minutes = gaps.get(later.tour_id, 0)
        if later.starts_at < earlier.ends_at + timedelta(minutes=minutes):
            raise LegsOverlap(earlier, later, minutes)


def _check_legs(legs: Sequence[Leg], slots: Mapping[int, Slot], now: datetime) -> None:
    for leg in legs:
        check_slot(slots[leg.slot_id], leg.seats, now)
    for earlier, later in pairwise(legs):
        gap = timedelta(minutes=later.minutes_before)
        if slots[later.slot_id].starts_at < slots[earlier.slot_id].ends_at + gap:
            raise LegsOverlap(slots[earlier.slot_id], slots[later.slot_id], later.minutes_before)


def _sold_out(legs: Sequence[Leg], holder: Holder) -> NotEnoughSeats | None:
    """The answer to most of those who come too late, without making them wait for the lock."""
    needed = {leg.slot_id: leg.seats for leg in legs}
    now = clock.now()
    slots = Slot.objects.filter(pk__in=needed).with_free_seats(now).order_by("pk")
    short = [row for row in slots.select_related("tour").only("tour__title") if row.free_seats < needed[row.pk]]
    own = Booking.objects.held_of(holder, now).seats_by_slot() if short else {}
    for slot in short:
        if slot.free_seats + own.get(slot.pk, 0) < needed[slot.pk]:
            return NotEnoughSeats(slot, slot.free_seats)
    return None


def _write_order(
    legs: Sequence[Leg],
    slots: Mapping[int, Slot],
    request: Request,
    fingerprint: str,
    now: datetime,
    proof: UUID | None,
) -> Order:
    order = Order(
        request_key=request.key, request_fingerprint=fingerprint, user=request.user, route=request.route,
        language=request.language, party_size=legs[0].seats, created_at=now,
        held_by=request.holder.browser, held_from=request.holder.network, proof=proof,
    )  # fmt: skip
    order.count_hold(now)
    order.save(force_insert=True)
    _write_legs(order, legs, slots, now + HOLD_FOR, request.ages)
    return order


def _write_legs(
    order: Order, legs: Sequence[Leg], slots: Mapping[int, Slot], until: datetime, ages: Sequence[int | None] = ()
) -> None:
    bookings = Booking.objects.bulk_create(
        Booking(
            order=order, enterprise_id=slots[leg.slot_id].enterprise_id, slot=slots[leg.slot_id], position=position,
            seats=leg.seats, status=Booking.Status.ON_HOLD, hold_expires_at=until,
            cancel_until_hours=slots[leg.slot_id].tour.cancel_until_hours,
        )
        for position, leg in enumerate(legs)
    )  # fmt: skip
    create_visitors(order, {booking: leg.category_ids for booking, leg in zip(bookings, legs, strict=True)}, ages)


def _made_by(key: UUID, fingerprint: str) -> Order | None:
    earlier = Order.objects.filter(request_key=key).first()
    if earlier is not None and earlier.request_fingerprint != fingerprint:
        raise RequestKeyReused
    return earlier


def _is_for(order: Order, legs: Sequence[Leg]) -> bool:
    """Whether the order is booked, or still for these slots and people: it may have been changed since."""
    if order.confirmed_at is not None:
        return True
    rows = Booking.objects.filter(order=order).order_by("position", "attendances__position")
    chosen = list(rows.values_list("slot_id", "attendances__category_id"))
    return chosen == [(leg.slot_id, category) for leg in legs for category in leg.category_ids]


def _fingerprint(legs: Sequence[Leg], request: Request) -> str:
    content = [
        request.bound_to,
        request.route.pk if request.route else None,
        [[leg.slot_id, *leg.category_ids] for leg in legs],
        request.ages,
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
