"""The same change for up to MOST slots at once: each is changed or refused on its own. Raises TooManySlots beyond."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accelerator.base.common.errors import Refusal
from tours.models import Slot
from tours.schedule.services.slots import cancel_slot, close_slot, reopen_slot, resize_slot

MOST = 200  # slots in one go: a page's request must not last


class TooManySlots(Refusal):
    """More slots than one request may change."""

    def __init__(self) -> None:
        super().__init__(_("At most %(most)d slots at once. Tick fewer slots or days.") % {"most": MOST})


@dataclass
class BulkResult:
    """How many slots were changed, and which were not, each with the reason in words."""

    changed: int = 0
    refused: list[tuple[Slot, str]] = field(default_factory=list)


def close_slots(*, slots: Sequence[Slot]) -> BulkResult:
    """Take no more bookings on these slots."""
    return _each(slots, lambda slot: close_slot(slot=slot))


def reopen_slots(*, slots: Sequence[Slot]) -> BulkResult:
    """Take bookings on these slots again."""
    return _each(slots, lambda slot: reopen_slot(slot=slot))


def resize_slots(*, slots: Sequence[Slot], capacity: int) -> BulkResult:
    """Set the number of places of these slots; one on which more are taken keeps its own."""
    return _each(slots, lambda slot: resize_slot(slot=slot, capacity=capacity))


def cancel_slots(*, slots: Sequence[Slot], reason: str) -> BulkResult:
    """Cancel these slots with their bookings; each contact gets a message for each booking."""
    return _each(slots, lambda slot: cancel_slot(slot=slot, reason=reason))


def check_number(slots: Sequence[Slot]) -> None:
    """Raise TooManySlots beyond MOST."""
    if len(slots) > MOST:
        raise TooManySlots


def _each(slots: Sequence[Slot], change: Callable[[Slot], Slot]) -> BulkResult:
    check_number(slots)
    result = BulkResult()
    for slot in slots:
        try:
            change(slot)
        except Refusal as refusal:
            result.refused.append((slot, str(refusal)))
        else:
            result.changed += 1
    return result
