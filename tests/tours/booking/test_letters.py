"""What is written to the contact: composed when sent, in the order's language."""

from datetime import timedelta

import pytest
from django.utils import translation
from icalendar import Calendar

from accelerator.notifications.models import Message
from accelerator.notifications.registry import Mail, kind_named
from tests.factories.booking import confirm_order, confirmed_order, held_order, leg, request
from tests.factories.tours import SlotFactory
from tours.booking.models import Order
from tours.booking.services.cancellations import cancel_by_staff, cancel_by_visitor
from tours.booking.services.holds import hold_seats
from tours.booking.services.slots import move_slot

pytestmark = pytest.mark.django_db


def composed(kind: str) -> list[Mail | None]:
    messages = Message.objects.filter(kind=kind).order_by("pk")
    found = []
    for message in messages:
        with translation.override(message.language):
            found.append(kind_named(kind).compose(message.params))
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


def test_confirmation_of_what_was_cancelled_meanwhile_is_not_sent():
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
