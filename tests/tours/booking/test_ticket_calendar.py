"""The calendar file of an order tells what to do when, and rings in time."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from tests.factories.booking import confirm_order, confirmed_order, leg, request
from tests.factories.tours import SlotFactory
from tours.booking.models import Order
from tours.booking.services.cancellations import cancel_by_visitor
from tours.booking.services.holds import hold_seats
from tours.booking.tickets.calendar import order_calendar

pytestmark = pytest.mark.django_db


def events(order: Order) -> list:
    order = Order.objects.with_legs().get(pk=order.pk)
    return Calendar.from_ical(order_calendar(order).content).walk("VEVENT")


def test_event_says_when_to_come_what_to_bring_and_whom_to_call():
    slot = SlotFactory(
        tour__requirements__arrive_minutes_before=15,
        tour__requirements__footwear="closed",
        tour__site__enterprise__phone="8 (910) 000-11-05",
        tour__site__gate={"ru": "Проходная № 2"},
    )
    order = confirmed_order(slot)
    [event] = events(order)
    first, gate, language, phone, head, shoes, ticket = str(event["description"]).split("\n")

    assert first == "Приходите к 09:45"
    assert gate == "Проходная № 2"
    assert language == "Язык экскурсии: русский"
    assert phone == "Телефон: +7 910 000-11-05"
    assert (head, shoes) == ("Что надеть и взять с собой:", "– Обувь: закрытая")
    assert order.code in ticket
    assert order.get_absolute_url() in ticket


def test_event_of_a_visit_of_which_little_is_known_says_no_more_than_that():
    order = confirmed_order(SlotFactory(tour__site__gate={}))
    [event] = events(order)
    assert str(event["description"]).startswith("Язык экскурсии: русский\nБилет ")


@pytest.mark.parametrize(("arrive", "before"), [(None, 60), (0, 60), (15, 75), (120, 180)])
def test_calendar_rings_an_hour_before_one_should_be_at_the_gate(arrive, before):
    order = confirmed_order(SlotFactory(tour__requirements__arrive_minutes_before=arrive))
    [event] = events(order)
    [alarm] = event.walk("VALARM")
    assert (alarm["action"], alarm["trigger"].dt) == ("DISPLAY", -timedelta(minutes=before))
    assert str(alarm["description"]) == str(event["summary"])


def test_every_leg_rings_for_itself():
    slots = [SlotFactory(days_ahead=7 + day) for day in range(2)]
    order = confirm_order(hold_seats(legs=[leg(slot) for slot in slots], request=request()))
    assert [len(event.walk("VALARM")) for event in events(order)] == [1, 1]


def test_cancelled_visit_rings_no_more():
    order = confirmed_order(SlotFactory(tour__requirements__arrive_minutes_before=15))
    cancel_by_visitor(order=order)
    [event] = events(order)
    assert event["status"] == "CANCELLED"
    assert event.walk("VALARM") == []
    assert "Приходите" not in str(event["description"])
