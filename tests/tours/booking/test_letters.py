"""What is written to the contact: composed when sent, in the order's language."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.utils import translation
from icalendar import Calendar

from accelerator.base.common import clock, phones
from accelerator.base.common.formats import dated_slot_time
from accelerator.base.notifications import delivery
from accelerator.base.notifications.hooks import message_kinds
from accelerator.base.notifications.models import Message
from accelerator.base.notifications.rendering import Mail
from tests.factories.booking import confirm_order, confirmed_order, held_order, leg, request
from tests.factories.routes import route_over
from tests.factories.tours import SlotFactory
from tours.booking.models import Order
from tours.booking.services.cancellations import cancel_by_staff, cancel_by_visitor
from tours.booking.services.holds import hold_seats
from tours.booking.tickets import pdf
from tours.models import Slot
from tours.schedule.services.slots import move_slot
from tours.schedule.services.zones import follow_zone_change

pytestmark = pytest.mark.django_db


def composed(kind: str) -> list[Mail | None]:
    messages = Message.objects.filter(kind=kind).order_by("pk")
    found = []
    for message in messages:
        with translation.override(message.language):
            found.append(message_kinds.find(kind).compose(message.params))
    return found


def test_confirmation_has_the_ticket_the_calendar_and_the_link():
    slot = SlotFactory()
    order = confirmed_order(slot, people=2)

    [mail] = composed("booking.confirmed")

    assert str(slot.tour.title) in mail.subject
    for part in (mail.text, mail.html):
        assert order.code in part
        assert order.get_absolute_url() in part
        assert "1 000" in part.replace("\u202f", "\u00a0").replace("\u00a0", " ")
    pdf, ics = mail.attachments
    assert pdf.content.startswith(b"%PDF-")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf.content  # tagged: a screen reader reads it
    [event] = Calendar.from_ical(ics.content).walk("VEVENT")
    assert event["dtstart"].dt == slot.starts_at
    assert str(event["uid"]).startswith(str(order.bookings.get().uuid))


def test_confirmation_of_a_route_names_every_leg():
    slots = [SlotFactory(days_ahead=7 + day) for day in range(3)]
    confirm_order(hold_seats(legs=[leg(slot) for slot in slots], request=request()))

    [mail] = composed("booking.confirmed")

    assert all(str(slot.tour.title) in mail.text for slot in slots)
    assert len(Calendar.from_ical(mail.attachments[1].content).walk("VEVENT")) == 3


def test_letters_are_written_in_the_language_of_the_order():
    confirm_order(held_order(SlotFactory(tour__title={"ru": "Литейный цех", "en": "The foundry"}), language="en"))

    [mail] = composed("booking.confirmed")

    assert "The foundry" in mail.subject
    assert "Your booking is confirmed" in mail.text
    assert "/en/orders/" in mail.text


def test_confirmation_of_a_booking_cancelled_before_delivery_is_not_sent():
    order = confirmed_order(SlotFactory())
    cancel_by_visitor(order=order)

    assert composed("booking.confirmed") == [None]
    assert composed("booking.reminder") == [None] * 3
    [mail] = composed("booking.cancelled")
    [event] = Calendar.from_ical(mail.attachments[0].content).walk("VEVENT")
    assert event["status"] == "CANCELLED"


def test_cancellation_by_staff_gives_the_reason():
    order = confirmed_order(SlotFactory())
    cancel_by_staff(booking=order.bookings.get(), reason="Авария <на> линии")

    [mail] = composed("booking.cancelled")

    assert "Авария <на> линии" in mail.text
    assert "Авария &lt;на&gt; линии" in mail.html


def test_moved_letter_moves_the_event_in_the_calendar():
    slot = SlotFactory()
    confirmed_order(slot)
    moved = move_slot(slot=slot, local_start=slot.local_start + timedelta(days=1))

    [mail] = composed("booking.moved")

    [event] = Calendar.from_ical(mail.attachments[0].content).walk("VEVENT")
    assert (event["sequence"], event["dtstart"].dt) == (1, moved.starts_at)


def test_message_of_a_forgotten_order_says_nothing():
    confirmed_order(SlotFactory())
    Order.objects.all().delete()

    assert composed("booking.confirmed") == [None]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ru", "Было: вт, 15 декабря 2026, 10:00 — стало: чт, 17 декабря 2026, 12:30."),
        ("en", "It was Tue, 15 December 2026, 10:00; it is now Thu, 17 December 2026, 12:30."),
    ],
)
@time_machine.travel("2026-12-01 12:00+03:00", tick=False)
def test_moved_letter_says_the_old_and_the_new_time(language, sentence):
    slot = SlotFactory(local_start=datetime.fromisoformat("2026-12-15T10:00"))
    confirm_order(held_order(slot, language=language))
    move_slot(slot=slot, local_start=datetime.fromisoformat("2026-12-17T12:30"))

    [mail] = composed("booking.moved")

    assert plain_text(mail.text).count(sentence) == 1
    assert plain_text(mail.html).count(sentence) == 2  # also beside the subject in a list of letters
    assert "10:00" not in mail.subject
    assert "12:30" in mail.subject


def plain_text(part: str) -> str:
    return part.replace("\u00a0", " ")


@time_machine.travel("2026-12-01 12:00+03:00", tick=False)
def test_moved_letter_names_each_time_in_the_zone_of_the_earlier_letter():
    slot = SlotFactory(local_start=datetime.fromisoformat("2026-12-15T10:00"))
    confirmed_order(slot)
    slot.site.timezone = "Asia/Yekaterinburg"
    slot.site.save()
    follow_zone_change(slot.site)

    [mail] = composed("booking.moved")

    assert "Было: вт, 15 декабря 2026, 10:00 — стало: вт, 15 декабря 2026, 10:00 (МСК+2)." in plain_text(mail.text)
    assert Message.objects.get(kind="booking.moved").params["was"] == "2026-12-15T10:00:00+03:00"


@time_machine.travel("2026-12-01 12:00+03:00", tick=False)
def test_moved_letter_after_several_moves_names_the_time_of_the_last_letter():
    slot = SlotFactory(local_start=datetime.fromisoformat("2026-12-15T10:00"))
    confirmed_order(slot)

    move_slot(slot=slot, local_start=datetime.fromisoformat("2026-12-16T11:00"))
    move_slot(slot=slot, local_start=datetime.fromisoformat("2026-12-17T12:00"))
    mail = composed("booking.moved")[-1]
    assert "Было: вт, 15 декабря 2026, 10:00 — стало: чт, 17 декабря 2026, 12:00." in plain_text(mail.text)

    Message.objects.filter(kind="booking.moved", state="queued").update(state="sent", sent_at=clock.now())
    move_slot(slot=slot, local_start=datetime.fromisoformat("2026-12-18T13:00"))
    mail = composed("booking.moved")[-1]
    assert "Было: чт, 17 декабря 2026, 12:00 — стало: пт, 18 декабря 2026, 13:00." in plain_text(mail.text)


def test_moved_letter_that_was_planned_without_the_old_time_says_the_new_one():
    slot = SlotFactory()
    confirmed_order(slot)
    move_slot(slot=slot, local_start=slot.local_start + timedelta(days=1))
    message = Message.objects.get(kind="booking.moved")
    message.params = {"booking": message.params["booking"]}
    message.save()

    [mail] = composed("booking.moved")
    assert "перенесло" in mail.text
    assert "Было" not in mail.text + mail.html


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "Не получилось приложить: билет (PDF)"), ("en", "We could not attach: ticket (PDF)")]
)
def test_ticket_that_cannot_be_set_does_not_keep_its_letter_back(monkeypatch, tmp_path, post_office, language, words):
    order = confirm_order(held_order(SlotFactory(), language=language))
    monkeypatch.setattr(pdf, "_TEMPLATE", tmp_path / "missing.typ")

    delivery.deliver_due()

    [letter] = post_office.to(order.contact.email)
    for kind in ("plain", "html"):
        text = letter.get_body((kind,)).get_content()
        assert words in " ".join(text.split())
        assert order.get_absolute_url() in text
        assert "во вложении" not in text
        assert "are attached" not in text
    assert [part.get_content_type() for part in letter.iter_attachments()] == ["text/calendar"]
    message = Message.objects.get(kind="booking.confirmed")
    assert (message.state, message.left_out) == ("sent", words.partition(": ")[2])


def test_letter_of_a_cancelled_route_is_titled_as_its_ticket_was():
    slots = [SlotFactory(days_ahead=7 + day) for day in range(2)]
    route = route_over([slot.tour for slot in slots], days=[1, 2], title={"ru": "Чугун и хлеб"})
    order = confirm_order(hold_seats(legs=[leg(slot) for slot in slots], request=request(route=route)))
    [ticket] = composed("booking.confirmed")

    first, _second = Order.objects.with_legs().get(pk=order.pk).legs
    cancel_by_staff(booking=first, reason="Печь встала")
    [part] = composed("booking.cancelled")
    cancel_by_visitor(order=order)
    whole = composed("booking.cancelled")[-1]

    assert "Чугун и хлеб" in ticket.subject
    assert str(first.slot.tour.title) in part.subject
    assert "Чугун" not in part.subject
    assert "Чугун и хлеб" in whole.subject


def test_letters_begin_with_the_time_the_code_and_the_button():
    slot = SlotFactory()
    order = confirmed_order(slot)
    move_slot(slot=slot, local_start=slot.local_start + timedelta(days=1))

    for kind in ("booking.confirmed", "booking.reminder", "booking.moved"):
        mail = next(mail for mail in reversed(composed(kind)) if mail)
        for part, facts in ((mail.html, "Сколько длится"), (mail.text, str(slot.site.address))):
            first, _, _ = part.partition(facts)
            slot.refresh_from_db()
            assert dated_slot_time(slot.starts_at, slot.zone) in first
            assert order.code in first
            assert order.get_absolute_url() in first
            assert str(slot.starts_at.year) in first


@pytest.mark.parametrize(
    ("stored", "address"),
    [
        ("+7 910 000-11-05", "tel:+79100001105"),
        ("8 (910) 000-11-05", "tel:+79100001105"),
        ("+74951234567 доб. 12", "tel:+74951234567;ext=12"),
        ("+74951234567 ext. 12", "tel:+74951234567;ext=12"),
        ("дежурный 112", "tel:112"),
    ],
)
def test_phone_in_a_letter_can_be_tapped(stored, address):
    confirmed_order(SlotFactory(tour__site__enterprise__phone=stored))
    [mail] = composed("booking.confirmed")
    assert f'href="{address}"' in mail.html
    assert phones.shown(stored) in mail.text


def arrived(post_office) -> list[str]:
    """The subjects of what has arrived since this was asked last."""
    subjects = [str(taken.mail["Subject"]).strip() for taken in post_office.taken]
    post_office.taken.clear()
    return subjects


def test_slot_moved_away_and_back_before_the_first_letter_left_is_no_news(post_office):
    slot = SlotFactory()
    confirmed_order(slot)
    delivery.deliver_due()
    arrived(post_office)
    start = slot.local_start

    for moved in (start + timedelta(days=2), start + timedelta(days=1), start):
        move_slot(slot=slot, local_start=moved)
    assert list(Message.objects.unsent().filter(kind="booking.moved")) == []
    delivery.deliver_due()

    assert arrived(post_office) == []
    assert Message.objects.filter(kind="booking.reminder", state="queued").count() == 3  # for the time as it is

    move_slot(slot=slot, local_start=start + timedelta(days=1))
    delivery.deliver_due()
    move_slot(slot=slot, local_start=start)
    delivery.deliver_due()
    assert len(arrived(post_office)) == 2  # the first was told, so the way back is news


def test_letter_of_a_new_time_that_is_the_old_one_when_it_leaves_has_nothing_to_say():
    slot = SlotFactory()
    confirmed_order(slot)
    start = slot.local_start
    move_slot(slot=slot, local_start=start + timedelta(days=1))
    Slot.objects.filter(pk=slot.pk).update(local_start=slot.local_start, starts_at=slot.starts_at)
    assert composed("booking.moved") == [None]


def test_zone_changed_and_put_right_before_the_letter_left_is_no_news(post_office):
    slot = SlotFactory()
    confirmed_order(slot)
    delivery.deliver_due()
    arrived(post_office)
    for zone in ("Asia/Yekaterinburg", slot.timezone):
        slot.site.timezone = zone
        slot.site.save()
        follow_zone_change(slot.site)
    delivery.deliver_due()
    assert arrived(post_office) == []


def test_slot_moved_and_then_cancelled_is_one_letter(post_office):
    slot = SlotFactory()
    order = confirmed_order(slot)
    delivery.deliver_due()
    arrived(post_office)
    move_slot(slot=slot, local_start=slot.local_start + timedelta(days=1))
    cancel_by_staff(booking=order.bookings.get(), reason="Печь встала")
    delivery.deliver_due()
    [subject] = arrived(post_office)
    assert subject.startswith("Отменено")


def test_visitor_expecting_the_old_time_is_notified_though_the_new_one_has_begun(post_office):
    slot = SlotFactory(days_ahead=3, at=time(15))
    confirmed_order(slot)
    delivery.deliver_due()
    arrived(post_office)
    move_slot(slot=slot, local_start=slot.local_start - timedelta(hours=4))
    slot.refresh_from_db()

    with time_machine.travel(slot.starts_at + timedelta(hours=1), tick=False):
        delivery.deliver_due()

        [subject] = arrived(post_office)
        assert subject.startswith("Новое время")


def test_ticket_that_left_during_the_visit_says_of_nobody_that_they_are_expected():
    slot = SlotFactory()
    confirmed_order(slot)
    with time_machine.travel(slot.starts_at + timedelta(minutes=5), tick=False):
        [mail] = composed("booking.confirmed")
        for part in (mail.subject, mail.text, mail.html):
            assert "Вас ждут" not in part


@pytest.mark.parametrize("hours", [0, 20])
def test_ticket_does_not_leave_after_the_visit(post_office, hours):
    slot = SlotFactory()
    confirmed_order(slot)
    message = Message.objects.get(kind="booking.confirmed")
    assert message.expires_at == slot.ends_at

    with time_machine.travel(slot.ends_at + timedelta(hours=hours), tick=False):
        assert composed("booking.confirmed") == [None]
        delivery.deliver_due()

        assert arrived(post_office) == []
        message.refresh_from_db()
        assert (message.state, message.last_error) == ("cancelled", "expired")


def test_ticket_that_waits_while_the_slot_moves_is_worth_sending_until_the_new_end():
    slot = SlotFactory()
    confirmed_order(slot)
    move_slot(slot=slot, local_start=slot.local_start + timedelta(days=3))
    slot.refresh_from_db()
    assert Message.objects.get(kind="booking.confirmed").expires_at == slot.ends_at


def test_late_ticket_of_a_route_tells_the_visits_that_are_ahead():
    slots = [SlotFactory(days_ahead=7 + day) for day in range(2)]
    confirm_order(hold_seats(legs=[leg(slot) for slot in slots], request=request()))
    with time_machine.travel(slots[0].ends_at + timedelta(hours=1), tick=False):
        [mail] = composed("booking.confirmed")
        assert str(slots[1].tour.title) in mail.subject
        assert str(slots[0].tour.title) not in mail.text
