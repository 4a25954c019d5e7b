"""Cancelling, moving, resizing, closing and checking in."""

from datetime import datetime, time, timedelta

import pytest
import time_machine

from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal
from accelerator.base.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirm_order, confirmed_order, held_order, leg, request
from tests.factories.tours import SlotFactory
from tours.booking.errors import CannotBeCancelled, CapacityBelowTaken, CheckInRefused
from tours.booking.models import Booking
from tours.booking.services.cancellations import cancel_by_staff, cancel_by_visitor
from tours.booking.services.holds import HOLD_FOR, hold_seats
from tours.booking.services.seats import audit_capacity
from tours.gate.services import check_in, undo_check_in
from tours.models import Slot
from tours.schedule.services.slots import (
    affected_bookings,
    cancel_slot,
    close_slot,
    move_slot,
    reopen_slot,
    resize_slot,
)

pytestmark = pytest.mark.django_db


def waiting(kind: str) -> int:
    return Message.objects.filter(kind=kind, state="queued").count()


def test_visitor_cancels_in_time():
    slot = SlotFactory()
    order = confirmed_order(slot, people=2)

    cancel_by_visitor(order=order)

    slot.refresh_from_db()
    booking = order.bookings.get()
    assert slot.seats_taken == 0
    assert (booking.status, booking.cancelled_by) == (Booking.Status.CANCELLED, "visitor")
    assert waiting("booking.reminder") == 0
    assert waiting("booking.cancelled") == 1
    assert cancel_by_visitor(order=order) == []  # again, and nothing changes
    assert audit_capacity() == []


def test_visitor_cancels_after_the_cut_off_is_refused():
    slot = SlotFactory(tour__cancel_until_hours=24)
    order = confirmed_order(slot)

    with time_machine.travel(slot.starts_at - timedelta(hours=24), tick=False), pytest.raises(CannotBeCancelled):
        cancel_by_visitor(order=order)
    with time_machine.travel(slot.starts_at - timedelta(hours=24, seconds=1), tick=False):
        assert cancel_by_visitor(order=order)


def test_visitor_cancels_one_leg_of_a_route():
    slots = [SlotFactory(days_ahead=7), SlotFactory(days_ahead=8)]
    order = confirm_order(hold_seats(legs=[leg(slot) for slot in slots], request=request()))
    second = order.bookings.get(position=1)

    cancel_by_visitor(order=order, booking_uuids=[second.uuid])

    assert [booking.status for booking in order.bookings.order_by("position")] == ["CONFIRMED", "CANCELLED"]
    assert [slot.seats_taken for slot in Slot.objects.order_by("pk")] == [1, 0]
    assert waiting("booking.reminder") == 3


def test_staff_cancels_after_the_cut_off_with_a_reason():
    slot = SlotFactory()
    order = confirmed_order(slot)

    with time_machine.travel(slot.starts_at - timedelta(hours=1), tick=False):
        cancel_by_staff(booking=order.bookings.get(), reason="Авария на линии")

    assert order.bookings.get().cancel_reason == "Авария на линии"


def test_staff_cannot_cancel_a_visit_that_took_place():
    order = confirmed_order(SlotFactory(days_ahead=2))
    booking = order.bookings.get()
    early = booking.slot.starts_at - timedelta(minutes=10)
    with time_machine.travel(early, tick=False):
        check_in(booking=booking, by=UserFactory())

    with time_machine.travel(early, tick=False), pytest.raises(CannotBeCancelled):
        cancel_by_staff(booking=booking, reason="Авария на линии")


def test_staff_cannot_cancel_without_a_word():
    order = confirmed_order(SlotFactory())

    with pytest.raises(CannotBeCancelled, match="причину"):
        cancel_by_staff(booking=order.bookings.get(), reason=" ")

    assert order.bookings.get().status == "CONFIRMED"


def test_moved_slot_tells_everybody_once_and_moves_reminders():
    slot = SlotFactory(days_ahead=10)
    first, second = confirmed_order(slot), confirmed_order(slot, email="petr@example.org")
    old = set(Message.objects.filter(kind="booking.reminder").values_list("pk", flat=True))

    moved = move_slot(slot=slot, local_start=slot.local_start + timedelta(days=2, hours=3))

    assert moved.revision == 1
    assert moved.starts_at == slot.starts_at + timedelta(days=2, hours=3)
    assert moved.local_date == slot.local_date + timedelta(days=2)
    assert set(Message.objects.filter(pk__in=old).values_list("state", flat=True)) == {"cancelled"}
    messages = Message.objects.filter(kind="booking.moved").order_by("recipient")
    assert [m.recipient for m in messages] == ["masha@example.org", "petr@example.org"]
    fresh = Message.objects.filter(kind="booking.reminder", state="queued", topic=first.bookings.get().topic)
    assert sorted(moved.starts_at - m.due_at for m in fresh) == [
        timedelta(hours=2), timedelta(days=1), timedelta(days=3),
    ]  # fmt: skip
    assert second.bookings.get().status == Booking.Status.CONFIRMED


def test_moved_back_and_forth_sends_reminders_for_the_last_time_only():
    slot = SlotFactory(days_ahead=10)
    confirmed_order(slot)

    move_slot(slot=slot, local_start=slot.local_start + timedelta(days=2))
    move_slot(slot=slot, local_start=slot.local_start)

    queued = Message.objects.filter(kind="booking.reminder", state="queued")
    assert sorted(slot.starts_at - m.due_at for m in queued) == [
        timedelta(hours=2), timedelta(days=1), timedelta(days=3),
    ]  # fmt: skip
    assert waiting("booking.moved") == 0  # the first letter had not left: no one knows of another time


@pytest.mark.parametrize("change", ["past", "begun", "cancelled"])
def test_move_is_refused(change):
    slot = SlotFactory(days_ahead=-1 if change == "begun" else 7)
    if change == "cancelled":
        cancel_slot(slot=slot, reason="")
    days = -30 if change == "past" else 5

    with pytest.raises(Refusal):
        move_slot(slot=slot, local_start=slot.local_start + timedelta(days=days))

    assert Slot.objects.get(pk=slot.pk).local_start == slot.local_start


def test_cancelled_slot_cancels_its_bookings_and_drops_holds():
    slot = SlotFactory(capacity=10)
    order = confirmed_order(slot, people=2)
    hold = held_order(slot, people=3)

    cancel_slot(slot=slot, reason="Ремонт")

    slot.refresh_from_db()
    assert (slot.status, slot.seats_taken) == (Slot.Status.CANCELLED, 0)
    assert order.bookings.get().status == Booking.Status.CANCELLED
    assert hold.bookings.get().status == Booking.Status.EXPIRED
    assert waiting("booking.cancelled") == 1
    assert waiting("booking.reminder") == 0
    assert audit_capacity() == []


@pytest.fixture
def early():
    """A slot of the afternoon on its morning, with a party of two of which one has been let in already."""
    slot = SlotFactory(days_ahead=3, at=time(16), tour__booking_closes_hours=0)
    order = confirmed_order(slot, people=2)
    confirmed_order(slot, email="petr@example.org")
    with time_machine.travel(slot.starts_at - timedelta(hours=5), tick=False):
        check_in(booking=order.bookings.get(), by=UserFactory(), attendances=[order.bookings.get().attendances.first()])
        yield slot, order.bookings.get()


def test_cancelled_slot_tells_also_who_was_let_in_early(early):
    slot, booking = early
    assert affected_bookings([slot]).people == 3

    cancel_slot(slot=slot, reason="Авария")

    booking.refresh_from_db()
    slot.refresh_from_db()
    assert (booking.status, slot.seats_taken) == (Booking.Status.CANCELLED, 0)
    assert not booking.attendances.checked_in().exists()
    assert waiting("booking.cancelled") == 2
    assert audit_capacity() == []


@pytest.mark.parametrize(("move", "status", "came"), [({"hours": 2}, "REDEEMED", 1), ({"days": 2}, "CONFIRMED", 0)])
def test_moved_slot_tells_also_who_was_let_in_early(early, move, status, came):
    slot, booking = early

    move_slot(slot=slot, local_start=slot.local_start + timedelta(**move))

    booking.refresh_from_db()
    assert (booking.status, booking.attendances.checked_in().count()) == (status, came)
    assert waiting("booking.moved") == 2
    assert audit_capacity() == []


@pytest.mark.parametrize("reason", ["", "  "])
def test_slot_on_which_somebody_is_booked_is_not_cancelled_without_a_reason(reason):
    slot = SlotFactory()
    booking = confirmed_order(slot).bookings.get()

    with pytest.raises(Refusal):
        cancel_slot(slot=slot, reason=reason)

    slot.refresh_from_db()
    booking.refresh_from_db()
    assert (slot.status, booking.status) == (Slot.Status.OPEN, Booking.Status.CONFIRMED)


def test_resize_never_goes_under_what_is_taken():
    slot = SlotFactory(capacity=10)
    confirmed_order(slot, people=3)
    held_order(slot, people=2)

    with pytest.raises(CapacityBelowTaken, match="5"):
        resize_slot(slot=slot, capacity=4)
    assert resize_slot(slot=slot, capacity=5).capacity == 5
    with time_machine.travel(clock.now() + HOLD_FOR, tick=False):
        assert resize_slot(slot=slot, capacity=3).capacity == 3  # the hold had lapsed


def test_closed_slot_keeps_its_bookings_and_opens_again():
    slot = SlotFactory()
    order = confirmed_order(slot)

    close_slot(slot=slot)

    assert order.bookings.get().status == Booking.Status.CONFIRMED
    reopen_slot(slot=slot)
    assert held_order(slot)


def test_check_in_once_tells_when_and_by_whom_the_second_time():
    guide = UserFactory(name="Ольга Гид")
    slot = SlotFactory(days_ahead=3)
    booking = confirmed_order(slot, people=2).bookings.get()

    with time_machine.travel(slot.starts_at, tick=False):
        check_in(booking=booking, by=guide)
        with pytest.raises(CheckInRefused, match=r"10:00.*Ольга Гид"):
            check_in(booking=booking, by=UserFactory())

    booking.refresh_from_db()
    assert booking.status == Booking.Status.REDEEMED
    assert booking.attendances.checked_in().count() == 2


def test_check_in_of_one_visitor_and_undo():
    slot = SlotFactory(days_ahead=3)
    booking = confirmed_order(slot, people=2).bookings.get()
    one = booking.attendances.get(position=1)

    with time_machine.travel(slot.starts_at, tick=False):
        check_in(booking=booking, by=UserFactory(), attendances=[one])
    assert list(booking.attendances.checked_in()) == [one]
    undo_check_in(booking=booking, attendances=[one])

    booking.refresh_from_db()
    assert booking.status == Booking.Status.CONFIRMED
    assert not booking.attendances.checked_in().exists()


def test_check_in_before_the_day_is_refused():
    booking = confirmed_order(SlotFactory(days_ahead=3)).bookings.get()

    with pytest.raises(CheckInRefused):
        check_in(booking=booking, by=UserFactory())


@pytest.mark.parametrize("zone", ["Europe/Moscow", "Asia/Vladivostok"])
def test_check_in_after_the_day_at_the_site_is_refused_with_the_day(zone):
    slot = SlotFactory(days_ahead=3, tour__site__timezone=zone)
    booking = confirmed_order(slot, people=2).bookings.get()
    midnight = datetime.combine(slot.local_date + timedelta(days=1), time(), tzinfo=slot.zone)
    with time_machine.travel(midnight - timedelta(minutes=1), tick=False):
        check_in(booking=booking, by=UserFactory(), attendances=[booking.attendances.get(position=0)])

    with (
        time_machine.travel(midnight, tick=False),
        pytest.raises(CheckInRefused, match=f"Этот билет был на .*{slot.local_date.day}"),
    ):
        check_in(booking=booking, by=UserFactory())

    assert booking.attendances.checked_in().count() == 1


def test_check_in_goes_on_past_midnight_while_the_slot_is_under_way():
    slot = SlotFactory(days_ahead=3, at=time(23, 30))
    booking = confirmed_order(slot).bookings.get()

    with time_machine.travel(slot.ends_at - timedelta(minutes=1), tick=False):
        assert len(check_in(booking=booking, by=UserFactory())) == 1


def test_second_check_in_past_midnight_tells_the_day_of_the_first():
    slot = SlotFactory(days_ahead=3, at=time(23, 30))
    booking = confirmed_order(slot).bookings.get()
    with time_machine.travel(slot.starts_at, tick=False):
        check_in(booking=booking, by=UserFactory())

    with (
        time_machine.travel(slot.ends_at - timedelta(minutes=1), tick=False),
        pytest.raises(CheckInRefused, match=f"{slot.local_date.day}.*, 23:30"),
    ):
        check_in(booking=booking, by=UserFactory())


@pytest.mark.parametrize("state", ["held", "cancelled"])
def test_check_in_of_what_is_not_booked_is_refused(state):
    slot = SlotFactory(days_ahead=3)
    order = held_order(slot) if state == "held" else confirmed_order(slot)
    if state == "cancelled":
        cancel_by_visitor(order=order)

    with time_machine.travel(slot.starts_at, tick=False), pytest.raises(CheckInRefused):
        check_in(booking=order.bookings.get(), by=UserFactory())
