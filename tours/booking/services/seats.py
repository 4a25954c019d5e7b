"""The counter of a slot, the locks under which it changes, and what puts it right.

Only this module changes `seats_taken`, always under the slot's row lock. Rows are locked in one order: the order, its
slots by id, its bookings.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accelerator.base.common import clock
from accelerator.base.common.prepared import prepared, run
from accelerator.base.common.transactions import atomic, atomic_with_retries
from tours.booking.errors import NotEnoughSeats, SlotGone
from tours.booking.models import Booking, Order
from tours.booking.reads import with_attending
from tours.models import Slot

FORGET_UNFINISHED_AFTER = timedelta(days=1)
BATCH = 500


_COUNT = "UPDATE tours_slot SET seats_taken = seats_taken + %(seats)s::integer WHERE id = ANY(%(slots)s::bigint[])"


def release_lapsed_holds(slots: Iterable[Slot], now: datetime) -> int:
    """Expire the locked slots' lapsed holds and return their seats to the counter; returns how many holds."""
    by_id = {slot.pk: slot for slot in slots}
    lapsed = list(Booking.objects.lapsed(now).filter(slot__in=by_id).values_list("pk", "slot_id", "seats"))
    Booking.objects.filter(pk__in=[pk for pk, _slot, _seats in lapsed]).update(
        status=Booking.Status.EXPIRED, hold_expires_at=None
    )
    freed: dict[int, int] = {}
    for _pk, slot_id, seats in lapsed:
        freed[slot_id] = freed.get(slot_id, 0) + seats
    for slot_id, seats in freed.items():
        release_seats(by_id[slot_id], seats)
    return len(lapsed)


def take_seats(needs: Mapping[int, int], slots: Iterable[Slot]) -> None:
    """Take seats of locked slots, all or none. Raises NotEnoughSeats for the first slot that lacks them."""
    by_id = {slot.pk: slot for slot in slots}
    for slot_id, seats in needs.items():
        slot = by_id[slot_id]
        if slot.capacity - slot.seats_taken < seats:
            raise NotEnoughSeats(slot, slot.capacity - slot.seats_taken)
    for seats in set(needs.values()):  # one party: one statement
        ids = [slot_id for slot_id, wanted in needs.items() if wanted == seats]
        run(_COUNT, {"slots": ids, "seats": seats})
    for slot_id, seats in needs.items():
        by_id[slot_id].seats_taken += seats


def release_seats(slot: Slot, seats: int) -> None:
    """Return seats of a locked slot to the counter."""
    run(_COUNT, {"slots": [slot.pk], "seats": -seats})
    slot.seats_taken -= seats


def lock_slots(order: Order, beside: Slot) -> tuple[Order, dict[int, Slot]]:
    """Lock and return the order, and by id the slots of its legs and the one that a leg is to go to.

    Raises SlotGone where the enterprise has removed that one, and Order.DoesNotExist for an erased order.
    """
    locked = Order.objects.locked(order.pk)
    legs = Booking.objects.filter(order=locked)
    ids = [beside.pk, *legs.values_list("slot_id", flat=True)]
    slots = {row.pk: row for row in Slot.objects.with_visit().locked(ids)}
    if beside.pk not in slots:
        raise SlotGone
    return locked, slots


@prepared(Order, order=BigIntegerField())
def _locked_order(the: Any) -> QuerySet:
    return Order.objects.filter(pk=the.order).select_for_update(no_key=True)


@prepared(Booking, order=BigIntegerField())
def _locked_legs(the: Any) -> QuerySet:
    # Slot by slot, each before its booking: who changes a booking without its order has locked its slot. PostgreSQL
    # locks the tables of a row in the order in which they are named here (else races/test_routes.py deadlocks).
    rows = with_attending(Booking.objects.filter(order=the.order).with_visit()).order_by("slot_id")
    return rows.select_for_update(of=("slot", "self"), no_key=True)


def lock_bookings(order: Order) -> list[Booking]:
    """Lock the order, so that no leg goes to another slot, then its slots in id order; return its bookings, locked.

    The order is refreshed. Raises Order.DoesNotExist for one that has been erased.
    """
    locked = _locked_order.one(order=order.pk)
    if locked is None:
        raise Order.DoesNotExist
    order.__dict__.clear()  # with what was loaded beside it before the lock
    order.__dict__.update(locked.__dict__)
    bookings = sorted(_locked_legs(order=order.pk), key=lambda booking: booking.position)
    for booking in bookings:
        booking.order = order
    return bookings


# --- Maintenance: no promise depends on any of it having run ----------------------------------------------------------


def tidy_lapsed_holds(*, now: datetime | None = None) -> int:
    """Release lapsed holds slot by slot and delete orders that were never confirmed; returns how many holds."""
    now = now or clock.now()
    tidied = 0
    for slot_id in Booking.objects.lapsed(now).order_by("slot").values_list("slot", flat=True).distinct():
        tidied += _tidy_slot(slot_id)
    _delete_abandoned_orders(now)
    return tidied


def _delete_abandoned_orders(now: datetime) -> None:
    while _delete_abandoned_batch(now) == BATCH:
        pass


@atomic
def _delete_abandoned_batch(now: datetime) -> int:
    """Delete some of them; one that is being confirmed is locked, and skipped."""
    unfinished = Order.objects.unfinished(now - FORGET_UNFINISHED_AFTER).order_by("created_at")
    old = [order.pk for order in unfinished.select_for_update(skip_locked=True, of=("self",))[:BATCH]]
    Order.objects.filter(pk__in=old).delete()
    return len(old)


@atomic_with_retries
def _tidy_slot(slot_id: int) -> int:
    return release_lapsed_holds(Slot.objects.locked([slot_id]), clock.now())


@dataclass(frozen=True)
class Difference:
    """A slot whose counter is not what its bookings add up to."""

    slot: Slot
    counted: int


def audit_capacity() -> list[Difference]:
    """Recount every slot from its bookings; empty when all counters are right."""
    sums = Booking.objects.taking_seats().filter(slot=OuterRef("pk")).order_by().values("slot").annotate(n=Sum("seats"))
    counted = Coalesce(Subquery(sums.values("n"), output_field=IntegerField()), 0)
    wrong = Slot.objects.annotate(counted=counted).exclude(seats_taken=F("counted")).select_related("tour")
    return [Difference(slot, slot.counted) for slot in wrong.order_by("pk")]
