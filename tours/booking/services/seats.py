"""The counter of a slot, and the locks under which it changes.

Only this module changes `seats_taken`, always under the slot's row lock. Rows are locked in one order: the order, its
slots by id, its bookings.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import F

from tours.booking.errors import NotEnoughSeats, SlotGone
from tours.booking.models import Booking, Order
from tours.booking.querysets import HOLD_FOR
from tours.models import Slot

__all__ = ["HOLD_FOR", "lock_bookings", "lock_slots", "release_lapsed_holds", "release_seats", "take_seats"]


def release_lapsed_holds(slots: Iterable[Slot], now: datetime) -> int:
    """Expire the locked slots' lapsed holds and return their seats to the counter; returns how many holds."""
    by_id = {slot.pk: slot for slot in slots}
    lapsed = list(Booking.objects.lapsed(now).filter(slot__in=by_id).values_list("pk", "slot_id", "seats"))
    if not lapsed:
        return 0
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
        Slot.objects.filter(pk__in=ids).update(seats_taken=F("seats_taken") + seats)
    for slot_id, seats in needs.items():
        by_id[slot_id].seats_taken += seats


def release_seats(slot: Slot, seats: int) -> None:
    """Return seats of a locked slot to the counter."""
    Slot.objects.filter(pk=slot.pk).update(seats_taken=F("seats_taken") - seats)
    slot.seats_taken -= seats


def lock_slots(order: Order, beside: Slot) -> tuple[Order, dict[int, Slot]]:
    """The order, and by id the slots of its legs with the one that a leg is to go to.

    Raises SlotGone for one that its enterprise has removed, and Order.DoesNotExist for a forgotten order.
    """
    locked = Order.objects.locked(order.pk)
    legs = Booking.objects.filter(order=locked)
    ids = [beside.pk, *legs.values_list("slot_id", flat=True)]
    slots = {row.pk: row for row in Slot.objects.with_visit().locked(ids)}
    if beside.pk not in slots:
        raise SlotGone
    return locked, slots


def lock_bookings(order: Order) -> list[Booking]:
    """The order's bookings in order; the order is locked first, so that no leg goes to another slot meanwhile, and
    then the slots (in id order, as every change of seats does).

    Raises Order.DoesNotExist for an order that was forgotten meanwhile.
    """
    Order.objects.locked(order.pk)
    legs = Booking.objects.filter(order=order)  # not order.bookings, which may have been fetched before the lock
    slots = {slot.pk: slot for slot in Slot.objects.with_visit().locked(legs.values_list("slot_id", flat=True))}
    bookings = list(legs.select_for_update(no_key=True).order_by("position"))
    for booking in bookings:
        booking.slot = slots[booking.slot_id]
        booking.order = order
    return bookings
