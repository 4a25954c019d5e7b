"""What is told about bookings and when, called directly."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accelerator.base.common import clock
from accelerator.base.common.models import Erasure
from accelerator.base.notifications.models import Message
from tests.factories.booking import confirm_order, confirmed_order, leg, request
from tests.factories.tours import SlotFactory
from tours.booking.models import Booking, Order, VisitorIdentity
from tours.booking.services.cancellations import cancel_by_visitor
from tours.booking.services.holds import hold_seats
from tours.booking.services.identities import KEPT_FOR
from tours.booking.services.reminders import (
    REMINDERS_STOPPED,
    REMINDERS_WANTED,
    KnownStart,
    choose_reminders,
    coming_reminders,
    notify_cancelled,
    people_in_last_letter,
    postpone_reminder,
    preview_reminders,
    replan_after_change,
    replan_reminders,
)
from tours.models import Slot
from tours.schedule.services.slots import move_slot

MOSCOW = ZoneInfo("Europe/Moscow")
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW)


def ahead(*rules: int, now: str, start: str) -> list[tuple[int, str, str]]:
    found = preview_reminders(rules, starts_at=at(start), zone=MOSCOW, now=at(now))
    return [
        (
            one.minutes_before,
            f"{one.due_at.astimezone(MOSCOW):%d %H:%M}",
            f"{one.expires_at.astimezone(MOSCOW):%d %H:%M}",
        )
        for one in found
    ]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-12-14 22:59", [(600, "15 08:00", "15 09:00")]),
        ("2026-12-14 23:00", []),
        ("2026-12-15 01:00", []),
    ],
)
def test_reminder_of_the_night_whose_own_moment_has_passed_does_not_come_in_the_morning(now: str, expected: list):
    assert ahead(600, now=now, start="2026-12-15 09:00") == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-12-14 21:29", [(120, "14 21:30", "15 08:30")]),
        ("2026-12-14 21:30", []),
        ("2026-12-15 06:00", []),
    ],
)
def test_reminder_that_the_night_brings_forward_does_not_come_late(now: str, expected: list):
    assert ahead(120, now=now, start="2026-12-15 08:30") == expected


def test_each_reminder_is_worth_sending_until_the_next_and_the_last_until_the_start():
    assert ahead(120, 1440, now="2026-12-01 12:00", start="2026-12-15 14:00") == [
        (1440, "14 14:00", "15 12:00"),
        (120, "15 12:00", "15 14:00"),
    ]


def test_two_rules_that_the_night_brings_to_one_moment_are_the_later_one():
    assert ahead(540, 660, now="2026-12-01 12:00", start="2026-12-15 10:00") == [(540, "15 08:00", "15 10:00")]


def test_repeated_reminder_rule_reminds_once():
    assert len(ahead(120, 120, now="2026-12-01 12:00", start="2026-12-15 14:00")) == 1
    assert ahead(now="2026-12-01 12:00", start="2026-12-15 14:00") == []


# Whether they are wanted


def reminders_of(order: Order) -> int:
    topics = [booking.topic for booking in order.bookings.all()]
    return Message.objects.filter(kind="booking.reminder", state=Message.State.QUEUED, topic__in=topics).count()


@pytest.mark.django_db
def test_choice_stands_in_the_ledger_by_its_kind_and_once():
    order, other = confirmed_order(), confirmed_order()
    planned = reminders_of(order)
    assert planned == reminders_of(other) > 0

    choose_reminders(order=order, wanted=True)  # as it is
    assert not Erasure.objects.exists()
    for wanted, kind, left in ((False, REMINDERS_STOPPED, 0), (True, REMINDERS_WANTED, planned)):
        Erasure.objects.all().delete()
        for _twice in range(2):
            choose_reminders(order=order, wanted=wanted)
        assert list(Erasure.objects.values_list("what", "subject")) == [(kind, order.uuid)]
        assert reminders_of(order) == left
        assert Order.objects.get(pk=order.pk).wants_reminders is wanted
    assert reminders_of(other) == planned


@pytest.mark.django_db
def test_cancelled_leg_is_not_reminded_of_when_reminders_are_wanted_again():
    slots = [SlotFactory(days_ahead=days) for days in (8, 10)]
    order = confirm_order(hold_seats(legs=[leg(slot) for slot in slots], request=request()))
    each = reminders_of(order) // 2
    choose_reminders(order=order, wanted=False)
    cancelled, kept = order.bookings.order_by("position")
    cancel_by_visitor(order=order, booking_uuids=[cancelled.uuid])

    choose_reminders(order=order, wanted=True)

    assert reminders_of(order) == each
    assert [row.revision_shift for row in order.bookings.order_by("position")] == [0, 1]
    assert Message.objects.filter(kind="booking.reminder", state="queued", topic=kept.topic).count() == each


# What a ticket says of who comes


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "is_news"),
    [
        ({}, False),
        ({"visitor__name": "Пётр"}, True),
        ({"visitor__age": 44}, False),
        ({"price_kopecks": 1}, True),
        ({"contact__name": "Анна"}, True),
        ({"contact__phone": "+79000000009"}, False),
        ({"booking__status": "CANCELLED"}, True),
    ],
)
def test_people_are_news_where_the_ticket_would_say_something_else(changes: dict, is_news: bool):
    order = confirmed_order(SlotFactory(), people=2)
    knew = people_in_last_letter(order)
    confirmed_order(SlotFactory())
    for name, value in changes.items():
        model, _of, field = name.rpartition("__")
        if model == "visitor":
            order.visitors.filter(position=0).update(**{field: value})
        elif model == "contact":
            type(order.contact).objects.filter(order=order).update(**{field: value})
        elif model == "booking":
            order.bookings.update(**{field: value}, cancelled_at=order.confirmed_at)
        else:
            order.bookings.get().attendances.filter(position=1).update(**{field: value})

    assert (people_in_last_letter(Order.objects.get(pk=order.pk)) != knew) is is_news


@pytest.mark.django_db
def test_reminder_is_postponed_only_at_night_and_only_while_its_booking_is_there():
    slot = SlotFactory()
    booking = confirmed_order(slot).bookings.get()
    other = confirmed_order(SlotFactory(tour__site__timezone="Asia/Vladivostok")).bookings.get()
    night, morning = at("2026-12-15 23:00"), at("2026-12-16 08:00")

    assert postpone_reminder({"booking": str(booking.uuid)}, night) == morning
    assert postpone_reminder({"booking": str(booking.uuid)}, morning) is None
    assert postpone_reminder({"booking": str(other.uuid)}, night) == at("2026-12-16 01:00")  # eight there
    assert postpone_reminder({"booking": str(uuid.uuid4())}, night) is None


# Cancelling and moving


@pytest.mark.django_db
def test_cancelling_nothing_notifies_no_one():
    confirmed_order()
    notify_cancelled([])
    assert not Message.objects.filter(kind="booking.cancelled").exists()


@pytest.mark.django_db
def test_news_of_a_move_is_worth_sending_until_the_later_of_both_starts():
    slot = SlotFactory()
    order = confirmed_order(slot)
    for days in (-1, 2):
        move_slot(slot=slot, local_start=slot.local_start + timedelta(days=days))
        message = Message.objects.get(kind="booking.moved", state=Message.State.QUEUED)
        assert message.expires_at == max(slot.starts_at, slot.starts_at + timedelta(days=days))
    move_slot(slot=slot, local_start=slot.local_start)  # where it was: nothing to tell
    assert not Message.objects.filter(kind="booking.moved", state=Message.State.QUEUED).exists()
    assert order.bookings.get().cancel_until_hours == 0


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["booking.confirmed", "booking.updated"])
def test_ticket_that_waits_is_worth_sending_until_the_visit_ends_at_its_new_moment(kind: str):
    slot = SlotFactory()
    booking = confirmed_order(slot).bookings.get()
    Message.objects.filter(kind="booking.confirmed").update(kind=kind)
    Slot.objects.update(starts_at=slot.starts_at + HOUR, ends_at=slot.ends_at + HOUR, revision=1)
    confirmed_order(SlotFactory(days_ahead=20))

    replan_reminders(Booking.objects.get(pk=booking.pk), now=clock.now())

    assert Message.objects.get(kind=kind, topic=booking.order.topic).expires_at == slot.ends_at + HOUR
    reminders = Message.objects.filter(kind="booking.reminder", state=Message.State.QUEUED, topic=booking.topic)
    assert max(reminders.values_list("expires_at", flat=True)) == slot.starts_at + HOUR


@pytest.mark.django_db
def test_pass_data_are_kept_until_after_the_visit_at_its_new_moment():
    slot = SlotFactory()
    order = confirmed_order(slot)
    VisitorIdentity.objects.create(
        visitor=order.visitors.get(), wrapped_key=b"k", sealed=b"s", erase_at=slot.ends_at + KEPT_FOR
    )
    Slot.objects.update(starts_at=slot.starts_at + HOUR, ends_at=slot.ends_at + HOUR, revision=1)

    replan_reminders(order.bookings.get(), now=clock.now())

    assert VisitorIdentity.objects.get().erase_at == slot.ends_at + HOUR + KEPT_FOR


@pytest.mark.django_db
def test_visitors_own_change_is_confirmed_as_such_with_reminders_of_the_new_time():
    old = SlotFactory()
    new = SlotFactory(tour=old.tour, days_ahead=9)
    order = confirmed_order(old)
    booking = order.bookings.get()
    booking.slot, booking.revision_shift = new, 1
    booking.save()

    replan_after_change(Booking.objects.get(pk=booking.pk), was=KnownStart.of(old), now=clock.now())

    message = Message.objects.get(kind="booking.changed")
    assert KnownStart.from_params(message.params) == KnownStart.of(old)
    assert message.expires_at == new.starts_at
    reminders = Message.objects.filter(kind="booking.reminder", state=Message.State.QUEUED)
    assert max(reminders.values_list("expires_at", flat=True)) == new.starts_at
    assert min(reminders.values_list("due_at", flat=True)) == new.starts_at - timedelta(days=3)
    assert not Message.objects.filter(kind="booking.moved").exists()


@pytest.mark.django_db
def test_confirmation_of_several_visits_is_worth_sending_until_the_last_is_over():
    slots = [SlotFactory(days_ahead=days) for days in (8, 10)]
    order = confirm_order(hold_seats(legs=[leg(slot) for slot in slots], request=request()))

    message = Message.objects.get(kind="booking.confirmed")
    assert (message.topic, message.expires_at) == (order.topic, slots[1].ends_at)


@pytest.mark.django_db
def test_waiting_reminders_are_listed_with_their_leg_until_they_are_due():
    slot = SlotFactory(days_ahead=10)
    order = Order.objects.with_legs().get(pk=confirmed_order(slot).pk)
    leg_of_it = order.legs[0]
    waiting = list(Message.objects.filter(topic=leg_of_it.topic, kind="booking.reminder").order_by("due_at"))

    times = coming_reminders(order, clock.now())

    assert len(times) >= 2
    assert times == [(leg_of_it, message.due_at) for message in waiting]
    assert coming_reminders(order, times[0][1]) == times[1:]
