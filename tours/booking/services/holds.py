"""Holding seats: every leg or none, for ten minutes of the server's clock; and changing what is held."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, CharField, Q, QuerySet

from accelerator.base.common import clock
from accelerator.base.common.prepared import prepared
from accelerator.base.common.transactions import ConstraintRefused, atomic_with_retries
from tours.booking.errors import BookingClosed, CategoryGone, LegsOverlap, RequestKeyReused, SlotGone
from tours.booking.holders import NOBODY, Holder
from tours.booking.models import Attendance, Booking, Order
from tours.booking.prices import Charge, charges
from tours.booking.querysets import HOLD_FOR
from tours.booking.requirement_checks import check_slot
from tours.booking.services.allowances import NO_TICKET, Attempt, Ticket, check_allowances
from tours.booking.services.seats import lock_bookings, lock_slots, release_lapsed_holds, release_seats, take_seats
from tours.booking.services.standing import Standing, read_standing
from tours.booking.services.writing import Attending, write_legs, write_order, write_people
from tours.models import Slot
from tours.requirements import requirements_of
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
class HoldRequest:
    """What a booking form asks for: its key makes a repeated request one order."""

    key: UUID
    bound_to: str
    language: str
    user: Any = None
    holder: Holder = NOBODY
    ticket: Ticket = NO_TICKET
    route: Route | None = None
    ages: tuple[int | None, ...] = ()


def hold_seats(*, legs: Sequence[Leg], request: HoldRequest) -> Order:
    """Hold the party's seats on every leg for HOLD_FOR, all or none.

    A browser, or an account, has one unconfirmed order for a tour: what it holds of these tours already is changed to
    this, not held beside it. Repeating a request's key with the same content returns the order it already made. Raises
    BookingClosed, NotEnoughSeats, PartyRefused, LegsOverlap or RequestKeyReused, each naming the leg in words a visitor
    can read; TooManyHolds for what is held unbooked already, and ProofNeeded where many want these places.
    """
    fingerprint = _fingerprint(legs, request)
    attempt = Attempt.to_hold(request.route or Slot(pk=legs[0].slot_id), request.holder, request.ticket)
    try:
        return _hold(legs=legs, request=request, fingerprint=fingerprint, attempt=attempt)
    except ConstraintRefused as refusal:
        if refusal.constraint != "booking_order_request_key_key":
            raise
        # The key's order stands at other slots than these: it was moved, or another form has just been sent with it.
        if earlier := Order.objects.filter(request_key=request.key).first():
            return _same(earlier, fingerprint)
        raise


@atomic_with_retries
def _hold(*, legs: Sequence[Leg], request: HoldRequest, fingerprint: str, attempt: Attempt) -> Order:
    own = _lock_own(request.holder, legs)
    slots = _lock_slots(legs, own)
    now = clock.now()
    standing = read_standing(slots, own, now, request.key)  # after the lock: a twin may just have made the order
    earlier = _same(Order.objects.get(pk=standing.earlier), fingerprint) if standing.earlier else None
    if earlier and _is_for(earlier, legs):
        return earlier
    route_id = request.route.pk if request.route else None
    same_route = (order for order in own if order.route_id == route_id)
    changed = earlier if earlier in own else next(same_route, None)  # its key is free for no other
    if changed is not None:
        changed.request_key, changed.request_fingerprint = request.key, fingerprint
        return _change(changed, legs, slots, own, attempt, standing, request.ages)
    order = Order(
        request_key=request.key, request_fingerprint=fingerprint, user=request.user, route=request.route,
        language=request.language, party_size=legs[0].seats, created_at=now,
        held_by=request.holder.browser, held_from=request.holder.network,
        proof=_take(legs, slots, own, attempt, standing),
    )  # fmt: skip
    order.count_hold(now)
    people = _attending(legs, slots, standing, request.ages)
    write_order(order, _bookings(order, legs, slots), people, until=now + HOLD_FOR)
    return order


@prepared(
    Order, browser=CharField(), user=BigIntegerField(), slots=ArrayField(BigIntegerField()), beside=BigIntegerField()
)
def _own(the: Any, by_browser: bool, by_account: bool) -> QuerySet:
    holder = Holder(browser=the.browser if by_browser else "", user=the.user if by_account else None)
    tours = Slot.objects.filter(pk__any=the.slots).values("tour")
    held = Booking.objects.filter(status=Booking.Status.ON_HOLD, slot__tour__in=tours)
    own = Order.objects.unconfirmed_of(holder).filter(pk__in=held.values("order"))
    rows = Order.objects.filter(Q(pk__in=own.values("pk")) | Q(pk=the.beside))
    return rows.select_for_update(no_key=True).order_by("pk")


def _lock_own(holder: Holder, legs: Sequence[Leg], beside: Order | None = None) -> list[Order]:
    """Lock the unconfirmed orders by which this holder holds places of these legs' tours, and the one beside them."""
    if beside is None and holder == NOBODY:
        return []
    holder.lock()
    rows = _own(
        bool(holder.browser), holder.user is not None, browser=holder.browser, user=holder.user and holder.user.pk,
        slots=[leg.slot_id for leg in legs], beside=beside and beside.pk,
    )  # fmt: skip
    return [row for row in rows if row.confirmed_at is None or row == beside]


@prepared(Slot, slots=ArrayField(BigIntegerField()))
def lock_terms(the: Any) -> QuerySet:
    """Slots with what a hold checks, charges and writes, locked in the order of their ids."""
    rows = Slot.objects.with_hold_terms().filter(pk__any=the.slots).order_by("pk")
    return rows.select_for_update(of=("self",), no_key=True)


def _lock_slots(legs: Sequence[Leg], own: Sequence[Order]) -> dict[int, Slot]:
    """Lock the legs' slots and those of the holder's own orders. Raises SlotGone for one that was removed."""
    needed = {leg.slot_id for leg in legs}
    former = set(Booking.objects.filter(order__in=own).values_list("slot_id", flat=True)) if own else set()
    slots = {row.pk: row for row in lock_terms(slots=sorted(needed | former))}
    if not needed <= slots.keys():
        raise SlotGone
    return slots


def _take(
    legs: Sequence[Leg], slots: Mapping[int, Slot], own: Sequence[Order], attempt: Attempt, standing: Standing, *,
    is_new_hold: bool = True,
) -> UUID | None:  # fmt: skip
    """Take the legs' seats, once the holder's own and all lapsed holds are released; return the proof it needed."""
    if standing.has_lapsed:  # first: the holder's own may be among them, and go back only once
        release_lapsed_holds(slots.values(), standing.now)
    held = Booking.objects.filter(order__in=own, status=Booking.Status.ON_HOLD).select_for_update(no_key=True)
    for booking in held.order_by("pk") if own else ():
        release_seats(slots[booking.slot_id], booking.seats)
    _check_legs(legs, slots, standing.now)
    needs = {leg.slot_id: leg.seats for leg in legs}
    take_seats(needs, slots.values())  # first: a visitor who is too late is told so, and asked for nothing
    proof = check_allowances(attempt, needs, slots, standing, is_new_hold=is_new_hold)
    if own:
        held.update(status=Booking.Status.EXPIRED, hold_expires_at=None)
    return proof


def _change(
    order: Order, legs: Sequence[Leg], slots: Mapping[int, Slot], own: Sequence[Order], attempt: Attempt,
    standing: Standing, ages: Sequence[int | None] = (),
) -> Order:  # fmt: skip
    """Change a held order to these legs, for a new HOLD_FOR unless its places stay the same and are still held."""
    now = standing.now
    former = Booking.objects.filter(order=order).order_by("position")
    before = list(former)
    stays = [leg.slot_id for leg in legs] == [row.slot_id for row in before] and all(row.is_held(now) for row in before)
    proof = _take(legs, slots, own, attempt, standing, is_new_hold=not stays)
    former.delete()
    order.visitors.all().delete()
    order.party_size = legs[0].seats
    order.proof = proof or order.proof
    if not stays:
        order.count_hold(now)
    order.save(update_fields=["party_size", "request_key", "request_fingerprint", "proof", "held_at", "holds"])
    until = min(row.hold_expires_at for row in before if row.hold_expires_at) if stays else now + HOLD_FOR
    people = _attending(legs, slots, standing, ages)
    write_legs(order, _bookings(order, legs, slots), people, until=until)
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
    attempt = Attempt.to_change(order, new, now)
    if booking.status == Booking.Status.ON_HOLD:
        release_seats(old, booking.seats)
    take_seats({new.pk: booking.seats}, [new])
    proof = check_allowances(attempt, {new.pk: booking.seats}, slots, read_standing([new.pk], [order], now))
    order.proof = proof or order.proof
    order.count_hold(now)
    order.save(update_fields=["proof", "held_at", "holds"])
    booking.slot, booking.status, booking.hold_expires_at = new, Booking.Status.ON_HOLD, now + HOLD_FOR
    booking.save(update_fields=["slot", "status", "hold_expires_at"])
    return booking


@atomic_with_retries
def hold_instead(*, order: Order, legs: Sequence[Leg]) -> Order:
    """Let an order that is not confirmed yet hold these legs for HOLD_FOR, and nothing of what it held before.

    Its old places are released in the same transaction: to others, or to itself where it needs them again. Raises
    RequestKeyReused once the order is confirmed, and whatever `hold_seats` does; then everything stays as it was.
    """
    own = _lock_own(Holder(browser=order.held_by, user=order.user), legs, beside=order)
    order = next(row for row in own if row == order)
    slots = _lock_slots(legs, own)
    if order.confirmed_at is not None:
        raise RequestKeyReused
    now = clock.now()
    attempt = Attempt.to_change(order, slots[legs[0].slot_id], now)
    return _change(order, legs, slots, own, attempt, read_standing(slots, own, now))


@atomic_with_retries
def change_party(*, order: Order, people: Sequence[Sequence[int]]) -> Order:
    """Make a held order one for other people: for each, their category at every leg, in the order of the legs.

    Seats that are not needed are released, what more is needed is taken, all legs or none; a hold that has lapsed is
    renewed, one that lives keeps its deadline. Raises BookingClosed, NotEnoughSeats or PartyRefused; then nothing
    changes.
    """
    bookings = lock_bookings(order)
    now = clock.now()
    slots = [booking.slot for booking in bookings]
    attempt = Attempt.to_change(order, slots[0], now)
    is_new_hold = False
    before = min(booking.seats for booking in bookings)
    by_id = {slot.pk: slot for slot in slots}
    standing = read_standing(by_id, [order], now)
    if standing.has_lapsed:
        release_lapsed_holds(slots, now)
    for booking in bookings:
        booking.refresh_from_db(fields=["status", "hold_expires_at"])
        slot = booking.slot
        if order.confirmed_at is not None:
            raise BookingClosed(slot)
        check_slot(slot, len(people), now)
        if booking.status == Booking.Status.ON_HOLD:
            release_seats(slot, booking.seats)
        else:
            is_new_hold = True
            booking.status, booking.hold_expires_at = Booking.Status.ON_HOLD, now + HOLD_FOR
        booking.seats = len(people)
    needs = {slot.pk: len(people) for slot in slots}
    take_seats(needs, slots)
    if is_new_hold or len(people) > before:
        proof = check_allowances(attempt, needs, by_id, standing, is_new_hold=is_new_hold)
        order.proof = proof or order.proof
    if is_new_hold:
        order.count_hold(now)
    Booking.objects.bulk_update(bookings, ["seats", "status", "hold_expires_at"])
    Attendance.objects.filter(booking__in=bookings).delete()
    order.visitors.all().delete()
    order.party_size = len(people)
    order.save(update_fields=["party_size", "proof", "held_at", "holds"])
    legs = [Leg(booking.slot_id, chosen) for booking, chosen in zip(bookings, zip(*people, strict=True), strict=True)]
    write_people(order, _attending(legs, by_id, standing))
    return order


def check_order_of(order: Order, changed: Booking, slot: Slot, slots: Mapping[int, Slot]) -> None:
    """Raise LegsOverlap where this leg, on that slot, cannot be reached from the one before, or the next from it."""
    gaps = order.minutes_between()
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


def _bookings(order: Order, legs: Sequence[Leg], slots: Mapping[int, Slot]) -> list[Booking]:
    return [
        Booking(
            order=order, enterprise_id=slots[leg.slot_id].enterprise_id, slot_id=leg.slot_id, position=position,
            seats=leg.seats, cancel_until_hours=slots[leg.slot_id].tour.cancel_until_hours,
        )
        for position, leg in enumerate(legs)
    ]  # fmt: skip


def _attending(
    legs: Sequence[Leg], slots: Mapping[int, Slot], standing: Standing, ages: Sequence[int | None] = ()
) -> Attending:
    """Return what each visitor is charged. Raises CategoryGone where a category was removed meanwhile."""
    charged: dict[int, list[tuple[int, Charge]]] = {}
    for position, leg in enumerate(legs):
        fares = standing.fares[leg.slot_id]
        if any(pk not in fares for pk in leg.category_ids):
            raise CategoryGone
        prices = charges([fares[pk] for pk in leg.category_ids], requirements_of(slots[leg.slot_id].tour))
        charged[position] = list(zip(leg.category_ids, prices, strict=True))
    return Attending(charged, ages)


def _same(earlier: Order, fingerprint: str) -> Order:
    if earlier.request_fingerprint != fingerprint:
        raise RequestKeyReused
    return earlier


def _is_for(order: Order, legs: Sequence[Leg]) -> bool:
    """Whether the order is booked, or still for these slots and people: it may have been changed since."""
    if order.confirmed_at is not None:
        return True
    rows = Booking.objects.filter(order=order).order_by("position", "attendances__position")
    chosen = list(rows.values_list("slot_id", "attendances__category_id"))
    return chosen == [(leg.slot_id, category) for leg in legs for category in leg.category_ids]


def _fingerprint(legs: Sequence[Leg], request: HoldRequest) -> str:
    content = [
        request.bound_to,
        request.route.pk if request.route else None,
        [[leg.slot_id, *leg.category_ids] for leg in legs],
        request.ages,
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
