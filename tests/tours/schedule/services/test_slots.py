"""Changes of slots, called directly: every way out."""

from datetime import datetime, time, timedelta

import pytest

from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal
from accelerator.base.common.transactions import ConstraintRefused
from accelerator.base.notifications.models import Message
from tests.factories.booking import confirmed_order, held_order
from tests.factories.tours import SlotFactory
from tours.booking.errors import CannotBeCancelled, CapacityBelowTaken
from tours.booking.models import Booking
from tours.booking.services.holds import HOLD_FOR
from tours.booking.services.seats import audit_capacity
from tours.gate.services import check_in
from tours.models import Slot
from tours.schedule.services.slots import (
    LanguageWanted,
    add_slot,
    cancel_slot,
    close_slot,
    move_slot,
    reopen_slot,
    resize_slot,
    set_slot_languages,
)

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def fresh(slot: Slot) -> Slot:
    return Slot.objects.get(pk=slot.pk)


def message_count(kind: str) -> int:
    return Message.objects.unsent().filter(kind=f"booking.{kind}").count()


def test_slot_shrinks_to_what_is_taken_and_not_below():
    slot = SlotFactory(capacity=9)
    confirmed_order(slot, people=3)

    with pytest.raises(CapacityBelowTaken):
        resize_slot(slot=slot, capacity=2)
    assert fresh(slot).capacity == 9
    assert resize_slot(slot=slot, capacity=3).capacity == 3
    assert fresh(slot).capacity == 3


def test_slot_shrinks_over_holds_that_have_lapsed():
    slot = SlotFactory(capacity=9)
    held_order(slot, people=5)

    with clock.at(clock.now() + HOLD_FOR):
        resize_slot(slot=slot, capacity=1)
    assert (fresh(slot).capacity, fresh(slot).seats_taken) == (1, 0)


def test_closed_and_reopened_slot_keeps_who_is_booked():
    slot = SlotFactory()
    order = confirmed_order(slot)

    assert close_slot(slot=slot).status == fresh(slot).status == Slot.Status.CLOSED
    assert reopen_slot(slot=slot).status == fresh(slot).status == Slot.Status.OPEN
    assert order.bookings.get().status == Booking.Status.CONFIRMED


@pytest.mark.parametrize(
    "change",
    [
        lambda slot: close_slot(slot=slot),
        lambda slot: reopen_slot(slot=slot),
        lambda slot: move_slot(slot=slot, local_start=slot.local_start + timedelta(days=1)),
    ],
    ids=["close", "reopen", "move"],
)
def test_cancelled_slot_is_not_changed(change):
    slot = SlotFactory(status=Slot.Status.CANCELLED)

    with pytest.raises(Refusal):
        change(slot)
    assert (fresh(slot).status, fresh(slot).local_start) == (Slot.Status.CANCELLED, slot.local_start)


@pytest.mark.parametrize(
    "change",
    [
        lambda slot: move_slot(slot=slot, local_start=slot.local_start + timedelta(days=1)),
        lambda slot: cancel_slot(slot=slot, reason="Ремонт"),
    ],
    ids=["move", "cancel"],
)
def test_slot_is_moved_or_cancelled_until_it_begins(change):
    begun = SlotFactory()
    with clock.at(begun.starts_at), pytest.raises(Refusal):
        change(begun)
    assert (fresh(begun).status, fresh(begun).local_start) == (Slot.Status.OPEN, begun.local_start)

    with clock.at(begun.starts_at - SECOND):
        change(begun)
    assert (fresh(begun).status, fresh(begun).local_start) != (Slot.Status.OPEN, begun.local_start)


def test_slot_is_not_moved_into_the_past_or_beyond_every_calendar():
    slot = SlotFactory(days_ahead=7)
    now = clock.now().astimezone(slot.zone).replace(tzinfo=None, second=0, microsecond=0)

    for start in (now, now - timedelta(hours=1), now + timedelta(days=800)):
        with pytest.raises(Refusal):
            move_slot(slot=slot, local_start=start)
    assert fresh(slot).local_start == slot.local_start
    moved = move_slot(slot=slot, local_start=now + timedelta(minutes=1))
    assert (moved.revision, fresh(slot).revision) == (1, 1)


def test_slot_is_not_moved_onto_another_start_of_its_tour():
    slot = SlotFactory(days_ahead=7)
    SlotFactory(tour=slot.tour, days_ahead=8)
    SlotFactory(tour=slot.tour, days_ahead=9, status=Slot.Status.CANCELLED)

    with pytest.raises(Refusal):
        move_slot(slot=slot, local_start=slot.local_start + timedelta(days=1))
    assert move_slot(slot=slot, local_start=slot.local_start + timedelta(days=2)).revision == 1


def test_slot_that_is_moved_to_where_it_stands_tells_nobody():
    slot = SlotFactory()
    confirmed_order(slot)

    assert move_slot(slot=slot, local_start=slot.local_start).revision == 0
    assert message_count("moved") == 0


@pytest.mark.parametrize(("days", "status"), [(0, Booking.Status.REDEEMED), (1, Booking.Status.CONFIRMED)])
def test_check_in_of_a_moved_slot_stays_on_its_day_only(days: int, status: str):
    slot = SlotFactory(at=time(12))
    booking = confirmed_order(slot).bookings.get()
    with clock.at(slot.starts_at - timedelta(hours=2)):
        check_in(booking=booking, by=None)
        start = datetime.combine(slot.local_date + timedelta(days=days), time(13))
        moved = move_slot(slot=slot, local_start=start)

    assert (moved.local_start, moved.local_date) == (start, start.date())
    assert Booking.objects.get().status == status
    assert message_count("moved") == 1


def test_cancelled_slot_gives_everything_back_and_tells_each_contact():
    slot = SlotFactory(capacity=9)
    booked, held = confirmed_order(slot, people=2), held_order(slot, people=3)
    early = confirmed_order(slot).bookings.get()
    Booking.objects.filter(pk=early.pk).update(status=Booking.Status.REDEEMED)

    cancelled = cancel_slot(slot=slot, reason="Ремонт")
    cancel_slot(slot=slot, reason="Ещё раз")

    assert (cancelled.status, cancelled.revision, fresh(slot).revision) == (Slot.Status.CANCELLED, 1, 1)
    assert fresh(slot).seats_taken == 0
    assert booked.bookings.get().status == Booking.objects.get(pk=early.pk).status == Booking.Status.CANCELLED
    assert held.bookings.get().status == Booking.Status.EXPIRED
    assert set(Booking.objects.filter(status="CANCELLED").values_list("cancel_reason", flat=True)) == {"Ремонт"}
    assert message_count("cancelled") == 2
    assert audit_capacity() == []


def test_slot_is_cancelled_without_a_reason_only_where_nobody_would_read_it():
    booked, held = SlotFactory(), SlotFactory()
    confirmed_order(booked)
    held_order(held)

    with pytest.raises(CannotBeCancelled):
        cancel_slot(slot=booked, reason=" ")
    assert fresh(booked).status == Slot.Status.OPEN
    assert cancel_slot(slot=held, reason="").status == Slot.Status.CANCELLED


def test_slot_is_moved_to_a_start_that_is_still_ahead_and_not_to_this_very_moment():
    slot = SlotFactory()
    start = slot.local_start - timedelta(days=1)
    moment = slot.starts_at - timedelta(days=1)

    with clock.at(moment), pytest.raises(Refusal):
        move_slot(slot=slot, local_start=start)
    assert fresh(slot).local_start == slot.local_start
    with clock.at(moment - SECOND):
        assert move_slot(slot=slot, local_start=start).starts_at == moment


# Languages


def test_slot_has_the_languages_that_it_is_given_or_those_of_the_tour():
    slot = SlotFactory(tour__languages=["ru", "en"])
    start = slot.local_start + timedelta(days=1)

    assert set_slot_languages(slot=slot, languages=["zh", "ru", "zh"]).spoken == ["ru", "zh"]
    assert fresh(slot).languages == ["ru", "zh"]
    assert set_slot_languages(slot=slot, languages=[]).spoken == ["ru", "en"]
    assert fresh(slot).languages is None
    assert add_slot(tour=slot.tour, local_start=start, capacity=3, languages=["zh"]).spoken == ["zh"]


def test_slot_keeps_a_language_that_is_booked_until_nobody_wants_it():
    slot = SlotFactory()
    order = confirmed_order(slot, people=2)
    assert order.bookings.get().language == "ru"

    with pytest.raises(LanguageWanted, match="2"):
        set_slot_languages(slot=slot, languages=["en"])
    assert fresh(slot).languages is None
    set_slot_languages(slot=slot, languages=["en", "ru"])
    order.bookings.update(status=Booking.Status.CANCELLED, cancelled_at=clock.now())
    assert set_slot_languages(slot=slot, languages=["en"]).spoken == ["en"]


def test_languages_of_what_has_begun_or_is_cancelled_stay():
    slot = SlotFactory()
    with clock.at(slot.starts_at), pytest.raises(Refusal):
        set_slot_languages(slot=slot, languages=["en"])
    cancel_slot(slot=slot, reason="")
    with pytest.raises(Refusal):
        set_slot_languages(slot=slot, languages=["en"])


def test_language_that_is_none_is_refused():
    with pytest.raises(ConstraintRefused):
        set_slot_languages(slot=SlotFactory(), languages=["xx"])
