"""The gate, called directly: every way out."""

from datetime import time, timedelta

import pytest

from accelerator.base.common import clock
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order, held_order
from tests.factories.tours import SlotFactory
from tours.booking.errors import CheckInRefused
from tours.booking.models import Attendance, Booking
from tours.gate.services import (
    EARLY,
    check_in,
    is_check_in_open,
    undo_check_in,
    visitors_to_check_in,
    wrong_time_warning,
)
from tours.models import Slot

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def slot() -> Slot:
    return SlotFactory(at=time(12), tour__duration_minutes=60)


@pytest.fixture
def booking(slot: Slot) -> Booking:
    return confirmed_order(slot, people=2).bookings.get()


def checked_in_count() -> int:
    return Attendance.objects.checked_in().count()


def test_check_in_writes_when_and_by_whom(slot: Slot, booking: Booking):
    guide = UserFactory()

    with clock.at(slot.starts_at):
        rows = check_in(booking=booking, by=guide)

    assert len(rows) == 2
    assert set(Attendance.objects.values_list("checked_in_at", "checked_in_by")) == {(slot.starts_at, guide.pk)}
    assert Booking.objects.get().status == Booking.Status.REDEEMED


def test_check_in_of_one_leaves_the_other_to_come(slot: Slot, booking: Booking):
    first, second = booking.attendances.order_by("position")

    with clock.at(slot.starts_at):
        assert check_in(booking=booking, by=None, attendances=[first]) == [first]
        with pytest.raises(CheckInRefused):
            check_in(booking=booking, by=None, attendances=[first])
        assert visitors_to_check_in(booking=Booking.objects.get(), now=clock.now()) == [second]
        assert check_in(booking=booking, by=None) == [second]
        with pytest.raises(CheckInRefused):
            check_in(booking=booking, by=None)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Анна Гидова", "Отметка уже стоит: 12:00, Анна Гидова."), (None, "Отметка уже стоит: 12:00.")],
)
def test_refusal_says_when_they_came_and_who_let_them_in_if_known(
    slot: Slot, booking: Booking, name: str | None, expected: str
):
    guide = name and UserFactory(name=name)

    with clock.at(slot.starts_at):
        check_in(booking=booking, by=guide)
        with pytest.raises(CheckInRefused) as refused:
            check_in(booking=booking, by=None)

    assert str(refused.value) == expected


@pytest.mark.parametrize("status", ["held", Booking.Status.CANCELLED])
def test_check_in_of_what_is_not_booked_is_refused(slot: Slot, status: str):
    booking = held_order(slot).bookings.get()
    if status == Booking.Status.CANCELLED:
        Booking.objects.update(status=status, hold_expires_at=None, cancelled_at=clock.now())

    with clock.at(slot.starts_at), pytest.raises(CheckInRefused):
        check_in(booking=booking, by=None)
    assert checked_in_count() == 0


@pytest.mark.parametrize("days", [-1, 1])
def test_check_in_on_another_day_is_refused(slot: Slot, booking: Booking, days: int):
    with clock.at(slot.starts_at + timedelta(days=days)), pytest.raises(CheckInRefused):
        check_in(booking=booking, by=None)
    assert checked_in_count() == 0


def test_check_in_of_nobody_is_refused(slot: Slot, booking: Booking):
    with clock.at(slot.starts_at), pytest.raises(CheckInRefused):
        check_in(booking=booking, by=None, attendances=[])
    assert Booking.objects.get().status == Booking.Status.CONFIRMED


@pytest.mark.parametrize(
    ("at", "moment", "due"),
    [
        (time(12), lambda slot: slot.starts_at - timedelta(hours=12), True),
        (time(12), lambda slot: slot.starts_at - timedelta(hours=12) - SECOND, False),
        (time(12), lambda slot: slot.starts_at + timedelta(hours=12), False),
        (time(0, 30), lambda slot: slot.starts_at - EARLY, True),
        (time(0, 30), lambda slot: slot.starts_at - EARLY - SECOND, False),
        (time(23, 30), lambda slot: slot.ends_at - SECOND, True),
        (time(23, 30), lambda slot: slot.ends_at, False),
    ],
)
def test_gate_lets_in_on_the_day_and_at_night_around_the_hours(at, moment, due):
    slot = SlotFactory(at=at, tour__duration_minutes=60)

    assert is_check_in_open(slot, moment(slot)) is due


def test_gate_is_warned_of_another_hour(slot: Slot):
    assert wrong_time_warning(slot, slot.starts_at - EARLY - SECOND)
    assert not wrong_time_warning(slot, slot.starts_at - EARLY)
    assert not wrong_time_warning(slot, slot.ends_at - SECOND)
    assert wrong_time_warning(slot, slot.ends_at)
    assert wrong_time_warning(slot, slot.ends_at) != wrong_time_warning(slot, slot.starts_at - EARLY - SECOND)


def test_undone_check_in_can_be_made_again(slot: Slot, booking: Booking):
    first, _second = booking.attendances.order_by("position")
    with clock.at(slot.starts_at):
        check_in(booking=booking, by=None)
        undo_check_in(booking=booking, attendances=[first])
        assert (checked_in_count(), Booking.objects.get().status) == (1, Booking.Status.REDEEMED)
        undo_check_in(booking=booking)
        assert (checked_in_count(), Booking.objects.get().status) == (0, Booking.Status.CONFIRMED)
        undo_check_in(booking=booking)
        assert Booking.objects.get().status == Booking.Status.CONFIRMED


def test_undoing_leaves_what_was_never_confirmed(slot: Slot):
    booking = held_order(slot).bookings.get()

    undo_check_in(booking=booking)

    assert Booking.objects.get().status == Booking.Status.ON_HOLD
