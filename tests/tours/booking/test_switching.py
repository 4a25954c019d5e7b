"""A leg that goes to another slot before its order is confirmed."""

from datetime import timedelta

import pytest

from accelerator.base.common import clock
from tests.factories.booking import held_order
from tests.factories.tours import SlotFactory
from tours.booking.models import Booking
from tours.booking.services.holds import HOLD_FOR, switch_leg
from tours.booking.services.seats import audit_capacity
from tours.models import Slot

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("waited", [timedelta(0), HOLD_FOR], ids=["held", "lapsed"])
@pytest.mark.parametrize("same", [True, False], ids=["its own slot", "another slot"])
def test_switched_leg_has_its_seats_once(waited: timedelta, same: bool):
    slot = SlotFactory(capacity=3)
    order = held_order(slot, people=2)
    other = slot if same else SlotFactory(tour=slot.tour, days_ahead=9)

    with clock.at(clock.now() + waited):
        switch_leg(order=order, booking=order.bookings.get(), slot=other)

    booking = order.bookings.get()
    assert (booking.status, booking.slot_id) == (Booking.Status.ON_HOLD, other.pk)
    assert Slot.objects.get(pk=other.pk).seats_taken == 2
    assert audit_capacity() == []
