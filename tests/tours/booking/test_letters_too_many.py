"""Letters beyond the limits are told in one later letter, as things stand then; none is lost."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accelerator.base.common.network import acting_for
from accelerator.base.notifications.delivery import deliver_due
from accelerator.base.notifications.models import Message
from accelerator.base.notifications.purging import purge
from accelerator.base.notifications.services import erase_recipients, resend_message
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order
from tests.factories.tours import SlotFactory
from tests.post_office import PostOffice
from tours.booking.models import Order
from tours.booking.services.cancellations import cancel_by_staff, cancel_by_visitor
from tours.booking.services.reminders import KnownStart, replan_after_change
from tours.models import Slot
from tours.schedule.services.slots import move_slot

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 1, 9, tzinfo=UTC)
VICTIM = "bombed@victim.example"


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def change_time(order: Order, day: int) -> None:
    """What a visitor's choice of another time tells, on the same slot."""
    booking = order.bookings.select_related("order__contact", "slot__tour", "slot__site").get()
    slot = booking.slot
    was = KnownStart.of(slot)
    start = slot.local_start.replace(day=day)
    Slot.objects.filter(pk=slot.pk).update(
        local_start=start, starts_at=slot.starts_at + (start - slot.local_start),
        ends_at=slot.ends_at + (start - slot.local_start), local_date=start.date(),
    )  # fmt: skip
    booking.revision_shift += 1
    booking.save(update_fields=["revision_shift"])
    booking.slot.refresh_from_db()
    replan_after_change(booking, was=was, now=NOON)


def kinds_to(post_office: PostOffice, address: str) -> int:
    return len(post_office.to(address))


def slot_on(day: int) -> Slot:
    return SlotFactory(local_start=datetime.fromisoformat(f"2027-04-{day:02}T10:00"))


def test_seventeen_letters_to_one_stranger_are_seven_and_one_that_tells_the_rest(noon, post_office, settings):
    orders = [confirmed_order(slot_on(day), email=VICTIM) for day in range(1, 7)]
    deliver_due()
    for n in range(11):
        change_time(orders[0], 10 + n)
        deliver_due()

    assert kinds_to(post_office, VICTIM) == 6  # the tickets: none of them is kept back
    folded = Message.objects.filter(state="folded")
    assert {message.kind for message in folded} == {"booking.changed"}
    [letter] = Message.objects.filter(kind="booking.news")
    assert set(folded.values_list("folded_into", flat=True)) == {letter.pk}

    noon.shift(settings.MESSAGES_WINDOW - timedelta(seconds=1))
    deliver_due()
    assert kinds_to(post_office, VICTIM) == 6
    noon.shift(1)
    deliver_due()

    letters = post_office.to(VICTIM)
    assert len(letters) == 7
    text = letters[-1].get_body(("plain",)).get_content()
    assert orders[0].code in text
    assert "20 апреля 2027" in text.replace("\u00a0", " ")  # as it stands, not as it stood in between
    assert "19 апреля" not in text.replace("\u00a0", " ")
    assert [part.get_content_type() for part in letters[-1].iter_attachments()] == ["text/calendar"]
    deliver_due()
    assert kinds_to(post_office, VICTIM) == 7


def test_address_is_counted_whatever_its_case(noon, post_office):
    orders = [confirmed_order(slot_on(day), email=VICTIM.replace("b", "B" if day % 2 else "b")) for day in range(1, 7)]
    deliver_due()
    change_time(orders[0], 20)
    assert deliver_due() == {"folded": 1}


def test_one_order_gets_so_many_letters_about_a_visit(noon, post_office, settings):
    settings.MESSAGES_PER_RECIPIENT = 100
    order = confirmed_order(slot_on(1), email=VICTIM)
    outcomes: Counter = Counter()
    for n in range(settings.MESSAGES_PER_TOPIC + 3):
        change_time(order, 10 + n)
        outcomes += deliver_due()
    assert outcomes == {"sent": 1 + settings.MESSAGES_PER_TOPIC, "folded": 3}


def test_thirty_recipients_from_one_network_all_hear_how_things_stand(noon, post_office, settings):
    settings.MESSAGES_PER_NETWORK = 20
    settings.MESSAGES_BUDGET = timedelta(minutes=5)  # a slow machine has its time
    with acting_for("a network"):
        orders = [confirmed_order(slot_on(1 + n % 9), email=f"r{n}@example.org") for n in range(30)]
        deliver_due()
        for order in orders:
            change_time(order, 20)
    assert len(post_office.taken) == 30
    assert deliver_due()["folded"] == 30

    noon.shift(settings.MESSAGES_WINDOW)
    deliver_due()

    for order in orders:
        letters = post_office.to(order.contact.email)
        assert len(letters) == 2
        assert "20 апреля 2027" in letters[-1].get_body(("plain",)).get_content().replace("\u00a0", " ")


def test_another_network_is_not_kept_back(noon, post_office, settings):
    settings.MESSAGES_PER_NETWORK = 5
    with acting_for("one network"):
        for n in range(6):
            confirmed_order(slot_on(1), email=f"r{n}@example.org")
    with acting_for("another network"):
        order = confirmed_order(slot_on(2), email="someone@example.org")
        change_time(order, 20)
    assert deliver_due() == {"sent": 8}


def test_reminders_are_folded_in_time_and_none_is_lost(noon, post_office, settings):
    settings.MESSAGES_PER_RECIPIENT = 3
    orders = [confirmed_order(slot_on(5), email=VICTIM) for _order in range(5)]
    deliver_due()
    reminder = Message.objects.filter(kind="booking.reminder").earliest("due_at")
    noon.move_to(reminder.due_at)
    post_office.taken.clear()

    deliver_due()
    assert len(post_office.taken) == 3
    [letter] = Message.objects.filter(kind="booking.news")
    assert letter.due_at <= reminder.expires_at - timedelta(hours=1)
    noon.move_to(letter.due_at)
    deliver_due()

    texts = "".join(mail.get_body(("plain",)).get_content() for mail in post_office.to(VICTIM))
    assert all(order.code in texts for order in orders)


def test_what_the_enterprise_does_is_never_kept_back(noon, post_office):
    orders = [confirmed_order(slot_on(day), email=VICTIM) for day in range(1, 9)]
    deliver_due()
    move_slot(slot=orders[0].bookings.get().slot, local_start=datetime.fromisoformat("2027-04-20T10:00"))
    cancel_by_staff(booking=orders[1].bookings.get(), reason="Печь встала")
    assert deliver_due() == {"sent": 2}
    cancel_by_visitor(order=orders[2])
    assert deliver_due() == {"folded": 1}


def test_visit_cancelled_before_the_letter_is_sent_is_shown_as_cancelled(noon, post_office, settings):
    orders = [confirmed_order(slot_on(day), email=VICTIM) for day in range(1, 7)]
    deliver_due()
    change_time(orders[0], 20)
    deliver_due()
    cancel_by_visitor(order=orders[0])
    deliver_due()
    noon.shift(settings.MESSAGES_WINDOW)
    deliver_due()
    text = post_office.to(VICTIM)[-1].get_body(("plain",)).get_content()
    assert "Отменено" in text
    assert "Вас ждут" not in text


def test_withdrawal_takes_back_what_the_letter_had_to_tell(noon, post_office, settings):
    orders = [confirmed_order(slot_on(day), email=VICTIM) for day in range(1, 7)]
    deliver_due()
    change_time(orders[0], 20)
    deliver_due()
    erase_recipients(topics=[orders[0].topic, *(leg.topic for leg in orders[0].bookings.all())])
    letter = Message.objects.get(kind="booking.news")
    assert (letter.state, letter.recipient) == ("cancelled", "")
    noon.shift(settings.MESSAGES_WINDOW)
    deliver_due()
    assert kinds_to(post_office, VICTIM) == 6


def test_letter_that_did_not_arrive_is_shown_with_what_it_tells_and_can_be_sent_again(noon, post_office, settings):
    orders = [confirmed_order(slot_on(day), email=VICTIM) for day in range(1, 7)]
    deliver_due()
    change_time(orders[0], 20)
    deliver_due()
    post_office.per_recipient[VICTIM] = "550 5.1.1 unknown"
    noon.shift(settings.MESSAGES_WINDOW)
    deliver_due()
    folded = Message.objects.get(state="folded")
    assert folded.needs_attention
    assert folded in Message.objects.all().needing_attention()

    post_office.per_recipient.clear()
    resend_message(uuid=folded.uuid, by=UserFactory())
    assert deliver_due() == {"sent": 1}
    assert not Message.objects.get(pk=folded.pk).needs_attention


def test_what_staff_send_again_is_not_folded(noon, post_office):
    orders = [confirmed_order(slot_on(day), email=VICTIM) for day in range(1, 7)]
    deliver_due()
    change_time(orders[0], 20)
    message = Message.objects.get(kind="booking.changed")
    Message.objects.filter(pk=message.pk).update(state="failed", last_error="rcpt 550 5.1.1")
    resend_message(uuid=message.uuid, by=UserFactory())
    assert deliver_due() == {"sent": 1}


def test_network_is_kept_hashed_for_a_day(noon, client: Client, settings):
    order = confirmed_order(slot_on(1), email=VICTIM)
    client.post(reverse("booking:cancel", args=[order.token]), {"booking": [str(order.bookings.get().uuid)]})
    message = Message.objects.get(kind="booking.cancelled")
    assert len(message.network) == 32
    assert "127.0.0.1" not in message.network
    noon.shift(timedelta(days=1, seconds=1))
    purge()
    message.refresh_from_db()
    assert message.network == ""
