"""How slots stand once they are locked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accelerator.base.common import clock
from tests.factories.booking import confirm_order, held_order, request
from tests.factories.tours import SlotFactory
from tours.booking.holders import Holder
from tours.booking.querysets import HOLD_FOR
from tours.booking.services.standing import read_standing

pytestmark = pytest.mark.django_db


def test_one_lapsed_hold_of_several_slots_is_enough() -> None:
    quiet, slot = SlotFactory(), SlotFactory()
    assert not read_standing([quiet.pk, slot.pk], [], clock.now()).has_lapsed
    held_order(slot)

    standing = read_standing([quiet.pk, slot.pk], [], clock.now() + HOLD_FOR + timedelta(minutes=2))

    assert standing.has_lapsed


def test_seats_press_on_their_own_slot_and_not_those_of_the_holder() -> None:
    slot, other = SlotFactory(capacity=9), SlotFactory(capacity=9)
    own = held_order(slot, 2, holder=Holder("browser-2", "network", None))
    held_order(slot, 1, holder=Holder("browser-3", "network", None))
    held_order(other, 1, holder=Holder("browser-4", "network", None))

    assert read_standing([slot.pk, other.pk], [], clock.now()).pressing == {slot.pk: 3, other.pk: 1}
    assert read_standing([slot.pk, other.pk], [own], clock.now()).pressing == {slot.pk: 1, other.pk: 1}


def test_what_was_booked_a_while_ago_does_not_press() -> None:
    slot = SlotFactory(capacity=9)
    now = clock.now()
    with clock.at(now - HOLD_FOR - timedelta(minutes=1)):
        confirm_order(held_order(slot, 2, holder=Holder("browser-2", "network", None)))
    held_order(slot, 1, holder=Holder("browser-3", "network", None))

    assert read_standing([slot.pk], [], now).pressing == {slot.pk: 1}


def test_order_that_the_key_has_made_is_found() -> None:
    asked = request()
    order = held_order(slot := SlotFactory(), key=asked.key)

    assert read_standing([slot.pk], [], clock.now(), asked.key).earlier == order.pk
    assert read_standing([slot.pk], [], clock.now(), request().key).earlier is None
