"""Many slots at once, called directly: each is changed or refused on its own, and not too many of them."""

import pytest

from tests.factories.booking import held_order
from tests.factories.tours import SlotFactory
from tours.models import Slot
from tours.schedule.services import bulk
from tours.schedule.services.bulk import MOST, TooManySlots, cancel_slots, close_slots, reopen_slots, resize_slots

pytestmark = pytest.mark.django_db
CHANGES = {
    "close": lambda slots: close_slots(slots=slots),
    "reopen": lambda slots: reopen_slots(slots=slots),
    "resize": lambda slots: resize_slots(slots=slots, capacity=7),
    "cancel": lambda slots: cancel_slots(slots=slots, reason="Ремонт"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_one_slot_more_than_a_request_may_change_is_refused_before_the_first_is_touched(change):
    slot = SlotFactory()
    before = Slot.objects.values().get()

    with pytest.raises(TooManySlots, match=str(MOST)):
        change([slot] * (MOST + 1))
    assert Slot.objects.values().get() == before


def test_as_many_as_a_request_may_change_are_let_through():
    bulk.check_number([Slot()] * MOST)
    assert close_slots(slots=[]).changed == 0


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
