"""Holding seats: every leg or none, for ten minutes of the server's clock; and changing what is held."""

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
from tours.booking.errors import BookingClosed, CategoryGone, LegsOverlap, NotEnoughSeats, RequestKeyReused, SlotGone
from tours.booking.holders import NOBODY, Holder
from tours.booking.models import Attendance, Booking, Order, Visitor
from tours.booking.prices import charges
from tours.booking.querysets import HOLD_FOR
from tours.booking.requirement_checks import check_slot
from tours.booking.services.allowances import NO_TICKET, Attempt, Ticket, check_allowances
from tours.booking.services.seats import lock_bookings, lock_slots, release_lapsed_holds, release_seats, take_seats
from tours.models import Slot, VisitorCategory
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
    # Read before the order: it may be a twin of this request that took the last places.
    sold_out = _sold_out(legs, request.holder)
    if (earlier := _made_by(request.key, fingerprint)) and _is_for(earlier, legs):
        return earlier
    if sold_out:
        raise sold_out
    attempt = Attempt.to_hold(request.route or Slot(pk=legs[0].slot_id), request.holder, request.ticket)
    try:
        return _hold(legs=legs, request=request, fingerprint=fingerprint, attempt=attempt)
    except ConstraintRefused as refusal:
        # Two requests with one key on different slots do not meet at a lock; the database tells them apart.
        if refusal.constraint != "booking_order_request_key_key":
            raise
        if earlier := _made_by(request.key, fingerprint):
            return earlier
        raise


@atomic_with_retries
def _hold(*, legs: Sequence[Leg], request: HoldRequest, fingerprint: str, attempt: Attempt) -> Order:
    own = _lock_own(request.holder, legs)
    slots = _lock_slots(legs, own)
    earlier = _made_by(request.key, fingerprint)  # after the lock: a twin may just have made it
    if earlier and _is_for(earlier, legs):
        return earlier
    now = clock.now()
    route_id = request.route.pk if request.route else None
    same_route = (order for order in own if order.route_id == route_id)
    changed = earlier if earlier in own else next(same_route, None)  # its key is free for no other
    if changed is not None:
        changed.request_key, changed.request_fingerprint = request.key, fingerprint
        return _change(changed, legs, slots, own, attempt, now, request.ages)
    order = Order(
        request_key=request.key, request_fingerprint=fingerprint, user=request.user, route=request.route,
        language=request.language, party_size=legs[0].seats, created_at=now,
        held_by=request.holder.browser, held_from=request.holder.network,
        proof=_take(legs, slots, own, attempt, now),
    )  # fmt: skip
    order.count_hold(now)
    order.save(force_insert=True)
    _write_legs(order, legs, slots, now + HOLD_FOR, request.ages)
    return order


def _lock_own(holder: Holder, legs: Sequence[Leg], beside: Order | None = None) -> list[Order]:
    """Lock the unconfirmed orders by which this holder holds places of these legs' tours, and the one beside them."""
    if beside is None and holder == NOBODY:
        return []
    holder.lock()
    tours = Slot.objects.filter(pk__in=[leg.slot_id for leg in legs]).values("tour")
    held = Booking.objects.filter(status=Booking.Status.ON_HOLD, slot__tour__in=tours)
    own = Order.objects.unconfirmed_of(holder).filter(pk__in=held.values("order"))
    ids = [*own.values_list("pk", flat=True), *([beside.pk] if beside else [])]
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
    is_new_hold: bool = True,
) -> UUID | None:  # fmt: skip
    """Take the legs' seats, once the holder's own and all lapsed holds are released; return the proof it needed."""
    release_lapsed_holds(slots.values(), now)  # first: the holder's own may be among them, and go back only once
    held = Booking.objects.filter(order__in=own, status=Booking.Status.ON_HOLD).select_for_update(no_key=True)
    for booking in held.order_by("pk"):
        release_seats(slots[booking.slot_id], booking.seats)
    _check_legs(legs, slots, now)
    needs = {leg.slot_id: leg.seats for leg in legs}
    take_seats(needs, slots.values())  # first: a visitor who is too late is told so, and asked for nothing
    proof = check_allowances(attempt, needs, slots, own=own, now=now, is_new_hold=is_new_hold)
    held.update(status=Booking.Status.EXPIRED, hold_expires_at=None)
    return proof


def _change(
    order: Order, legs: Sequence[Leg], slots: Mapping[int, Slot], own: Sequence[Order], attempt: Attempt,
    now: datetime, ages: Sequence[int | None] = (),
) -> Order:  # fmt: skip
    """Change a held order to these legs, for a new HOLD_FOR unless its places stay the same and are still held."""
    former = Booking.objects.filter(order=order).order_by("position")
    before = list(former)
    stays = [leg.slot_id for leg in legs] == [row.slot_id for row in before] and all(row.is_held(now) for row in before)
    proof = _take(legs, slots, own, attempt, now, is_new_hold=not stays)
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
    attempt = Attempt.to_change(order, new, now)
    if booking.status == Booking.Status.ON_HOLD:
        release_seats(old, booking.seats)
    take_seats({new.pk: booking.seats}, [new])
    proof = check_allowances(attempt, {new.pk: booking.seats}, slots, own=[order], now=now)
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
    return _change(order, legs, slots, own, Attempt.to_change(order, slots[legs[0].slot_id], now), now)


@atomic_with_retries
def change_party(*, order: Order, people: Sequence[Sequence[int]]) -> Order:
    """Make a held order one for other people: for each, their category at every leg, in the order of the legs.

    Seats that are not needed are released, what more is needed is taken, all legs or none; a hold that has lapsed is
    renewed, one that lives keeps its deadline. Raises BookingClosed, NotEnoughSeats or PartyRefused; then nothing
    changes.
    """
    bookings = lock_bookings(order)
    order.refresh_from_db()
    now = clock.now()
    slots = [booking.slot for booking in bookings]
    attempt = Attempt.to_change(order, slots[0], now)
    is_new_hold = False
    before = min(booking.seats for booking in bookings)
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
        by_id = {slot.pk: slot for slot in slots}
        proof = check_allowances(attempt, needs, by_id, own=[order], now=now, is_new_hold=is_new_hold)
        order.proof = proof or order.proof
    if is_new_hold:
        order.count_hold(now)
    Booking.objects.bulk_update(bookings, ["seats", "status", "hold_expires_at"])
    Attendance.objects.filter(booking__in=bookings).delete()
    order.visitors.all().delete()
    order.party_size = len(people)
    order.save(update_fields=["party_size", "proof", "held_at", "holds"])
    _write_visitors(order, dict(zip(bookings, zip(*people, strict=True), strict=True)))
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


def _sold_out(legs: Sequence[Leg], holder: Holder) -> NotEnoughSeats | None:
    """Refuse most of those who are too late without making them wait for the lock."""
    needed = {leg.slot_id: leg.seats for leg in legs}
    now = clock.now()
    slots = Slot.objects.filter(pk__in=needed).with_free_seats(now).order_by("pk")
    short = [row for row in slots.select_related("tour").only("tour__title") if row.free_seats < needed[row.pk]]
    own = Booking.objects.held_of(holder, now).seats_by_slot() if short else {}
    for slot in short:
        if slot.free_seats + own.get(slot.pk, 0) < needed[slot.pk]:
            return NotEnoughSeats(slot, slot.free_seats)
    return None


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
    _write_visitors(order, {booking: leg.category_ids for booking, leg in zip(bookings, legs, strict=True)}, ages)


def _write_visitors(order: Order, legs: Mapping[Booking, Sequence[int]], ages: Sequence[int | None] = ()) -> None:
    """Write the order's visitors and their attendances: for each leg one category a visitor, in the same order.

    Raises CategoryGone where one of the categories was removed since the form was opened.
    """
    wanted = {pk for chosen in legs.values() for pk in chosen}
    categories = VisitorCategory.objects.in_bulk(wanted)
    if wanted - categories.keys():
        raise CategoryGone
    charged = {
        booking: charges([categories[pk] for pk in chosen], requirements_of(booking.slot.tour))
        for booking, chosen in legs.items()
    }
    accompany = {i for row in charged.values() for i, charge in enumerate(row) if charge.accompanies}
    visitors = Visitor.objects.bulk_create(
        Visitor(
            order=order, position=position, age=ages[position] if ages else None,
            role=Visitor.Role.CHAPERONE if position in accompany else Visitor.Role.VISITOR,
        )
        for position in range(order.party_size)
    )  # fmt: skip
    Attendance.objects.bulk_create(
        Attendance(
            booking=booking, enterprise_id=booking.enterprise_id, visitor=visitors[position], position=position,
            category=categories[pk], price_kopecks=charged[booking][position].kopecks,
        )
        for booking, chosen in legs.items()
        for position, pk in enumerate(chosen)
    )  # fmt: skip


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


def _fingerprint(legs: Sequence[Leg], request: HoldRequest) -> str:
    content = [
        request.bound_to,
        request.route.pk if request.route else None,
        [[leg.slot_id, *leg.category_ids] for leg in legs],
        request.ages,
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
