"""The counter of a slot: the only code that changes `seats_taken`, always under the slot's row lock."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import F

from tours.booking.errors import NotEnoughSeats
from tours.booking.models import Booking
from tours.booking.querysets import HOLD_FOR
from tours.models import Slot

__all__ = ["HOLD_FOR", "give_back_lapsed_holds", "give_seats", "take_seats"]


def give_back_lapsed_holds(slots: Iterable[Slot], now: datetime) -> int:
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
        give_seats(by_id[slot_id], seats)
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


def give_seats(slot: Slot, seats: int) -> None:
    """Return seats of a locked slot to the counter."""
    Slot.objects.filter(pk=slot.pk).update(seats_taken=F("seats_taken") - seats)
    slot.seats_taken -= seats
