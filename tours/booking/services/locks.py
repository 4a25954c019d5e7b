"""The order in which rows are locked: the order, its slots by id, its bookings."""

from tours.booking.errors import SlotGone
from tours.booking.models import Booking, Order
from tours.models import Slot


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
