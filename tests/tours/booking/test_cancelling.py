"""Cancelling by the ticket's link: what it says, one letter, and a calendar that forgets the visit."""

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accelerator.base.notifications.delivery import deliver_due
from tests.factories.booking import confirm_order, confirmed_order, leg, request
from tests.factories.tours import SlotFactory
from tests.post_office import PostOffice
from tours.booking.models import Booking, Order
from tours.booking.services.cancellations import cancel_by_visitor
from tours.booking.services.holds import hold_seats
from tours.booking.tickets.calendar import order_calendar

pytestmark = pytest.mark.django_db


@pytest.fixture
def route_order() -> Order:
    """Confirmed, of two legs on two days."""
    slots = [SlotFactory(days_ahead=days) for days in (8, 9)]
    return confirm_order(hold_seats(legs=[leg(slot) for slot in slots], request=request()))


def test_two_legs_cancelled_at_once_are_one_letter(route_order: Order, post_office: PostOffice):
    deliver_due()
    post_office.taken.clear()

    cancel_by_visitor(order=route_order)
    deliver_due()

    [letter] = (taken.mail for taken in post_office.taken)
    text = letter.get_body(("plain",)).get_content()
    for booking in route_order.bookings.all():
        assert str(booking.slot.tour.title) in text
    [attached] = [part for part in letter.iter_attachments() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(attached.get_content())
    assert str(calendar["METHOD"]) == "CANCEL"
    assert [str(event["STATUS"]) for event in calendar.walk("VEVENT")] == ["CANCELLED"] * 2
    assert attached.get_param("method") == "CANCEL"  # a mail program reads the type before the file
    assert {str(event["ORGANIZER"]) for event in calendar.walk("VEVENT")} == {"mailto:post@example.org"}


def test_ticket_travels_as_published_and_as_cancelled_when_it_is(
    client: Client, route_order: Order, post_office: PostOffice
):
    deliver_due()
    [letter] = (taken.mail for taken in post_office.taken)
    [attached] = [part for part in letter.iter_attachments() if part.get_content_type() == "text/calendar"]
    assert (attached.get_param("method"), attached.get_content_charset()) == ("PUBLISH", "utf-8")
    address = reverse("booking:calendar", args=[route_order.token])
    assert client.get(address).headers["Content-Type"] == "text/calendar; method=PUBLISH; charset=utf-8"

    cancel_by_visitor(order=route_order)
    response = client.get(address)
    assert response.headers["Content-Type"] == "text/calendar; method=CANCEL; charset=utf-8"
    for event in Calendar.from_ical(response.content).walk("VEVENT"):
        assert str(event["ORGANIZER"]) == "mailto:post@example.org"


def test_letter_about_one_leg_says_what_stays_booked(route_order: Order, post_office: PostOffice):
    [first, second] = route_order.bookings.order_by("position")
    deliver_due()
    post_office.taken.clear()

    cancel_by_visitor(order=route_order, booking_uuids=[first.uuid])
    deliver_due()

    [letter] = (taken.mail for taken in post_office.taken)
    for kind in ("plain", "html"):
        text = unescape(letter.get_body((kind,)).get_content())
        assert "Этот визит отменён, как вы и просили" in text
        assert "бронирование отменено" not in text
        gone, kept = text.split("Остаётся за вами")
        assert str(first.slot.tour.title) in gone
        assert str(second.slot.tour.title) in kept
        assert route_order.get_absolute_url() in kept


def test_calendar_of_a_cancelled_leg_outranks_the_one_that_was_sent(route_order: Order):
    [first, second] = route_order.bookings.order_by("position")
    sent = {
        str(event["UID"]): event["SEQUENCE"]
        for event in Calendar.from_ical(order_calendar(Order.objects.with_legs().get()).content).walk("VEVENT")
    }

    cancel_by_visitor(order=route_order, booking_uuids=[first.uuid])
    order = Order.objects.with_legs().get()

    cancelled = Calendar.from_ical(order_calendar(order, [order.legs[0]]).content)
    [event] = cancelled.walk("VEVENT")
    assert (str(cancelled["METHOD"]), event["SEQUENCE"] > sent[str(event["UID"])]) == ("CANCEL", True)
    rest = Calendar.from_ical(order_calendar(order).content)
    assert str(rest["METHOD"]) == "PUBLISH"
    assert [str(event["UID"]).partition("@")[0] for event in rest.walk("VEVENT")] == [str(second.uuid)]


def test_part_of_a_route_is_cancelled_and_shown_as_such(client: Client, route_order: Order):
    first = route_order.bookings.earliest("position")
    address = reverse("booking:cancel", args=[route_order.token])

    nothing = client.post(address, {})
    assert nothing.status_code == 422
    assert "Пока ничего не отмечено" in nothing.content.decode()
    assert nothing.content.decode().count('name="leg"') == 2
    assert not Booking.objects.filter(status="CANCELLED").exists()

    page = client.post(address, {"leg": str(first.uuid)}, follow=True).content.decode()
    assert "Остальные визиты остаются за вами" in page
    assert Booking.objects.filter(status="CANCELLED").count() == 1


def test_cancelled_booking_asks_for_nothing_more(client: Client):
    order = confirmed_order(SlotFactory())
    cancel_by_visitor(order=order)

    page = client.get(reverse("booking:cancel", args=[order.token])).content.decode()

    assert "Это бронирование отменено" in page or "Бронирование отменено" in page
    assert "button--danger" not in page
    assert "Срок отмены прошёл" not in page
