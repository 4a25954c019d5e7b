"""What a change would mean, before it is made, called directly."""

from datetime import timedelta

import pytest

from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal
from tests.factories.booking import confirm_order, confirmed_order, held_order
from tests.factories.tours import SlotFactory
from tours.booking.models import Booking
from tours.booking.services.cancellations import cancel_by_visitor
from tours.booking.services.holds import HOLD_FOR
from tours.models import Slot
from tours.schedule.plans import ClockChange
from tours.schedule.services.slots import Move, affected_bookings, preview_move

pytestmark = pytest.mark.django_db


def test_affected_are_those_who_are_expected_on_these_slots_and_who_still_hold_places():
    slots = [SlotFactory(days_ahead=days, capacity=30) for days in (9, 8)]
    booked = [confirmed_order(slot, people=2) for slot in slots]
    come = confirmed_order(slots[0], people=3)
    come.bookings.update(status=Booking.Status.REDEEMED)
    cancel_by_visitor(order=confirmed_order(slots[0]))
    with clock.at(clock.now() - HOLD_FOR):
        held_order(slots[0], people=5)
    held_order(slots[1], people=4)
    other = SlotFactory()
    confirm_order(held_order(other))
    held_order(other)

    affected = affected_bookings(slots)

    expected = [booked[1].bookings.get(), booked[0].bookings.get(), come.bookings.get()]
    assert list(affected.bookings) == expected
    assert (affected.people, affected.held_seats) == (7, 4)


def test_nobody_is_affected_by_nothing():
    confirmed_order(SlotFactory())
    affected = affected_bookings([])
    assert (list(affected.bookings), affected.people, affected.held_seats) == ([], 0, 0)


def test_move_is_previewed_with_its_reminders_and_writes_nothing():
    slot = SlotFactory(days_ahead=9)
    before = Slot.objects.values().get()
    start = slot.local_start + timedelta(days=1)

    move = preview_move(slot, start)

    starts_at = slot.starts_at + timedelta(days=1)
    due = [starts_at - timedelta(minutes=minutes) for minutes in sorted(slot.tour.reminder_minutes, reverse=True)]
    assert move == Move(start, starts_at, slot.ends_at + timedelta(days=1), due, ClockChange.NONE)
    assert Slot.objects.values().get() == before


def test_move_onto_another_start_of_the_tour_is_refused_and_onto_its_own_is_not():
    slot = SlotFactory()
    other = SlotFactory(tour=slot.tour, days_ahead=9)

    with pytest.raises(Refusal):
        preview_move(slot, other.local_start)
    assert preview_move(slot, slot.local_start).starts_at == slot.starts_at
