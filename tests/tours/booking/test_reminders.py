"""When reminders come: in the site's own time, by day, once, and never late for nothing."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accelerator.base.notifications.delivery import deliver_due
from accelerator.base.notifications.models import Message
from tests.factories.booking import confirmed_order
from tests.factories.tours import SlotFactory
from tests.post_office import PostOffice
from tours.booking.messages import compose_reminder
from tours.booking.models import Order
from tours.booking.services.reminders import REMINDER, after_quiet_hours, choose_reminders, preview_reminders
from tours.models import Slot
from tours.schedule.services.slots import move_slot, preview_move

pytestmark = pytest.mark.django_db
MOSCOW = ZoneInfo("Europe/Moscow")
RULES = (3 * 24 * 60, 24 * 60, 2 * 60)


@pytest.mark.parametrize(
    ("moment", "start", "expected"),
    [
        ("2026-12-15 12:00", "2026-12-15 14:00", "2026-12-15 12:00"),
        ("2026-12-15 08:00", "2026-12-15 10:00", "2026-12-15 08:00"),
        ("2026-12-15 07:30", "2026-12-15 09:30", "2026-12-15 08:00"),
        ("2026-12-15 07:00", "2026-12-15 09:00", "2026-12-15 08:00"),
        ("2026-12-15 06:30", "2026-12-15 08:30", "2026-12-14 21:30"),
        ("2026-12-14 23:00", "2026-12-15 23:00", "2026-12-15 08:00"),
        ("2026-12-14 22:00", "2026-12-15 22:00", "2026-12-15 08:00"),
        ("2026-12-14 21:59", "2026-12-15 21:59", "2026-12-14 21:59"),
    ],
)
def test_reminders_keep_quiet_hours(moment, start, expected):
    at = [datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=MOSCOW) for text in (moment, start, expected)]

    assert after_quiet_hours(at[0], starts_at=at[1], zone=MOSCOW) == at[2]


def test_reminder_rules_older_than_the_booking_give_none():
    slot = SlotFactory(days_ahead=30, at=datetime.min.time().replace(hour=12))

    with time_machine.travel(slot.starts_at - timedelta(hours=30), tick=False):
        confirmed_order(slot)

    due = [slot.starts_at - m.due_at for m in Message.objects.filter(kind="booking.reminder").order_by("due_at")]
    assert due == [timedelta(hours=24), timedelta(hours=2)]


@pytest.mark.parametrize(
    ("zone", "start", "due"),
    [
        # No change of clocks since 2014.
        ("Asia/Vladivostok", "2027-03-28 12:00", ["2027-03-25 12:00", "2027-03-27 12:00", "2027-03-28 10:00"]),
        ("Europe/Kaliningrad", "2027-10-31 09:00", ["2027-10-28 09:00", "2027-10-30 09:00", "2027-10-31 08:00"]),
        # Spring: a day of 23 hours lies before the visit.
        ("Europe/Berlin", "2027-03-28 12:00", ["2027-03-25 11:00", "2027-03-27 11:00", "2027-03-28 10:00"]),
        ("America/New_York", "2027-03-14 12:00", ["2027-03-11 11:00", "2027-03-13 11:00", "2027-03-14 10:00"]),
        # Autumn: a day of 25 hours.
        ("Europe/Berlin", "2027-10-31 12:00", ["2027-10-28 13:00", "2027-10-30 13:00", "2027-10-31 10:00"]),
        ("Australia/Lord_Howe", "2027-04-04 12:00", ["2027-04-01 12:30", "2027-04-03 12:30", "2027-04-04 10:00"]),
        # South of the equator, where spring is in October.
        ("America/Santiago", "2027-09-05 12:00", ["2027-09-02 11:00", "2027-09-04 11:00", "2027-09-05 10:00"]),
    ],
)
def test_reminders_come_by_the_sites_clock_over_a_change_of_clocks(zone: str, start: str, due: list[str]):
    clock_there = ZoneInfo(zone)
    starts_at = datetime.fromisoformat(start).replace(tzinfo=clock_there).astimezone(UTC)

    ahead = preview_reminders(RULES, starts_at=starts_at, zone=clock_there, now=starts_at - timedelta(days=30))

    assert [f"{reminder.due_at.astimezone(clock_there):%Y-%m-%d %H:%M}" for reminder in ahead] == due


def test_reminders_follow_the_zone_of_the_site():
    slot = SlotFactory(days_ahead=30, tour__site__timezone="Asia/Vladivostok")

    confirmed_order(slot)

    there = ZoneInfo("Asia/Vladivostok")
    rows = Message.objects.filter(kind="booking.reminder").order_by("due_at")
    day = slot.local_date
    assert [row.due_at.astimezone(there).replace(tzinfo=None) for row in rows] == [
        datetime.combine(day - timedelta(days=days), time(hour)) for days, hour in ((3, 10), (1, 10), (0, 8))
    ]


def test_rules_that_meet_in_the_morning_give_one_reminder(settings):
    slot = SlotFactory(
        days_ahead=7, at=datetime.min.time().replace(hour=9, minute=30), tour__reminder_minutes=[180, 120]
    )

    confirmed_order(slot)

    [row] = Message.objects.filter(kind="booking.reminder")
    assert row.due_at.astimezone(MOSCOW).hour == 8
    assert preview_move(slot, slot.local_start).reminders == [row.due_at]


def test_late_reminder_is_not_sent_once_the_next_is_due(post_office: PostOffice):
    slot = SlotFactory(days_ahead=7, at=time(15))
    confirmed_order(slot)
    deliver_due()
    post_office.taken.clear()

    # The mail server was away from the day before yesterday until an hour after the second reminder's moment.
    with time_machine.travel(slot.starts_at - timedelta(hours=23), tick=False):
        deliver_due()

    assert len(post_office.taken) == 1
    assert list(Message.objects.filter(kind="booking.reminder").order_by("due_at").values_list("state", flat=True)) == [
        "cancelled", "sent", "queued",
    ]  # fmt: skip


def test_reminder_left_over_at_night_waits_for_the_morning(post_office: PostOffice):
    slot: Slot = SlotFactory(days_ahead=7, at=time(20))
    confirmed_order(slot)
    deliver_due()
    post_office.taken.clear()
    night = datetime.combine(slot.local_date - timedelta(days=2), time(), tzinfo=MOSCOW)

    with time_machine.travel(night + timedelta(hours=3), tick=False):
        deliver_due()
        assert post_office.taken == []
    row = Message.objects.filter(kind="booking.reminder").earliest("due_at")
    assert (row.state, row.attempts, row.due_at) == ("queued", 0, night + timedelta(hours=8))

    with time_machine.travel(night + timedelta(hours=8), tick=False):
        deliver_due()
        assert len(post_office.taken) == 1


# Reminders turned off


def reminders_of(order: Order) -> list[datetime]:
    waiting = Message.objects.filter(kind=REMINDER, state=Message.State.QUEUED, topic=order.bookings.get().topic)
    return list(waiting.order_by("due_at").values_list("due_at", flat=True))


def test_reminders_stop_by_the_tickets_link_and_come_again(client: Client):
    order = confirmed_order(SlotFactory())
    address, planned = reverse("booking:reminders", args=[order.token]), reminders_of(order)
    assert len(planned) == 3
    assert address in client.get(order.get_absolute_url()).content.decode()

    assert client.get(address).status_code == 200
    assert reminders_of(order) == planned  # a link in a mail is opened by programs too
    for _twice in range(2):
        assert "Напоминания отключены." in client.post(address, {"wanted": "off"}, follow=True).content.decode()
        assert reminders_of(order) == []
    for _twice in range(2):
        assert "Мы напомним вам" in client.post(address, {"wanted": "on"}, follow=True).content.decode()
        assert reminders_of(order) == planned


def test_one_click_of_a_mail_program_needs_no_cookie_and_no_redirect(post_office: PostOffice):
    order = confirmed_order(SlotFactory(days_ahead=20))
    with time_machine.travel(reminders_of(order)[0], tick=False):
        deliver_due()
    letters = {taken.mail["Subject"].split(":")[0]: taken.mail for taken in post_office.taken}
    [reminder] = [mail for mail in letters.values() if mail["List-Unsubscribe"]]  # nothing else can be stopped
    address = reminder["List-Unsubscribe"].strip(" <>")  # long, and so on a line of its own

    assert reminder["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in reminder.get_body(("plain",)).get_content()
    assert address in reminder.get_body(("html",)).get_content()
    answer = Client(enforce_csrf_checks=True).post(
        address.removeprefix(settings.BASE_URL), {"List-Unsubscribe": "One-Click"}
    )
    assert (answer.status_code, reminders_of(order)) == (200, [])


def test_who_wants_no_reminders_hears_of_a_move_and_of_nothing_more():
    slot = SlotFactory()
    order = confirmed_order(slot)
    choose_reminders(order=order, wanted=False)

    move_slot(slot=slot, local_start=slot.local_start + timedelta(hours=2))

    assert reminders_of(order) == []
    assert Message.objects.filter(kind="booking.moved", state=Message.State.QUEUED).count() == 1


def test_reminder_that_is_just_being_sent_is_not_written_any_more():
    order = confirmed_order(SlotFactory())
    params = Message.objects.filter(kind=REMINDER).first().params

    choose_reminders(order=order, wanted=False)

    assert compose_reminder(params) is None
