"""Many slots at once, called directly: each is changed or refused on its own, and not too many of them."""

import pytest

from tests.factories.booking import held_order
from tests.factories.tours import SlotFactory
from tours.models import Slot
from tours.schedule.services.slots import (
    MOST_AT_ONCE,
    TooManySlots,
    cancel_slot,
    change_slots,
    close_slot,
    reopen_slot,
    resize_slot,
)

pytestmark = pytest.mark.django_db
CHANGES = {
    "close": lambda slots: change_slots(close_slot, slots=slots),
    "reopen": lambda slots: change_slots(reopen_slot, slots=slots),
    "resize": lambda slots: change_slots(resize_slot, slots=slots, capacity=7),
    "cancel": lambda slots: change_slots(cancel_slot, slots=slots, reason="Ремонт"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_one_slot_more_than_a_request_may_change_is_refused_before_the_first_is_touched(change):
    slot = SlotFactory()
    before = Slot.objects.values().get()

    with pytest.raises(TooManySlots, match=str(MOST_AT_ONCE)):
        change([slot] * (MOST_AT_ONCE + 1))
    assert Slot.objects.values().get() == before


def test_as_many_as_a_request_may_change_are_let_through():
    slot = SlotFactory()

    assert change_slots(lambda *, slot: slot, slots=[slot] * MOST_AT_ONCE).changed == MOST_AT_ONCE
    assert change_slots(close_slot, slots=[]).changed == 0


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("close", {"status": Slot.Status.CLOSED}),
        ("reopen", {"status": Slot.Status.OPEN}),
        ("resize", {"capacity": 7}),
        ("cancel", {"status": Slot.Status.CANCELLED}),
    ],
)
def test_each_change_reaches_every_slot(change: str, expected: dict):
    slots = [SlotFactory(), SlotFactory(status=Slot.Status.CLOSED)]

    result = CHANGES[change](slots)

    assert (result.changed, result.refused) == (2, [])
    assert Slot.objects.filter(**expected).count() == 2


def test_refused_slot_is_named_with_the_reason_and_stops_no_other():
    slots = [SlotFactory() for _ in range(3)]
    held_order(slots[1], people=8)

    result = CHANGES["resize"](slots)

    assert result.changed == 2
    [(refused, reason)] = result.refused
    assert refused == slots[1]
    assert "8" in reason
    assert [Slot.objects.get(pk=slot.pk).capacity for slot in slots] == [7, 15, 7]
