"""The sheet of a route: its days, the ways between, the sum; on its PDF and on the ticket's page."""

import io
import re
from datetime import datetime
from html import unescape

import pytest
import time_machine
from pypdf import PdfReader

from tests.factories.booking import confirm_order, confirmed_order, leg, request
from tests.factories.routes import route_over
from tests.factories.tours import SlotFactory
from tours.booking.models import Order
from tours.booking.services.cancellations import cancel_by_visitor
from tours.booking.services.holds import hold_seats
from tours.booking.tickets.pdf import ticket_pdf
from tours.booking.tickets.visits import stages_by_day

pytestmark = pytest.mark.django_db

STARTS = ["2026-12-15T10:00", "2026-12-15T13:30", "2026-12-16T11:00"]


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel("2026-12-01 12:00+03:00", tick=False):
        yield


def order_of(*, minutes: int = 60, people: int = 2, **slot: object) -> Order:
    """Two visits of an hour and a half on a day with the way between them, and one on the next."""
    slots = [SlotFactory(local_start=datetime.fromisoformat(start), **slot) for start in STARTS]
    route = route_over([slot.tour for slot in slots], days=[1, 1, 2], minutes=minutes, title={"ru": "Чугун и хлеб"})
    legs = [leg(slot, people, minutes_before=minutes) for slot in slots]
    order = confirm_order(hold_seats(legs=legs, request=request(route=route)))
    return Order.objects.with_legs().get(pk=order.pk)


def pages(order: Order) -> list[str]:
    reader = PdfReader(io.BytesIO(ticket_pdf(order)))
    return [re.sub(r"\s+", " ", page.extract_text().replace("\u00a0", " ")) for page in reader.pages]


def test_stages_know_the_way_from_stop_to_stop_and_the_time_to_spare():
    (_monday, [first, second]), (_tuesday, [third]) = stages_by_day(order_of())
    assert (first.hours, first.way_minutes) == ("10:00–11:30", 0)
    assert (second.hours, second.way_minutes, second.spare_minutes) == ("13:30–15:00", 60, 60)
    assert third.way_minutes == 0  # a night lies between


def test_nobody_knows_the_way_past_a_stop_that_was_cancelled():
    order = order_of()
    cancel_by_visitor(order=order, booking_uuids=[order.legs[1].uuid])
    days = stages_by_day(Order.objects.with_legs().get(pk=order.pk))
    assert [[stage.way_minutes for stage in stages] for _day, stages in days] == [[0], [0]]


def test_way_that_takes_all_the_time_leaves_none_to_spare():
    [[_first, second], _other] = [stages for _day, stages in stages_by_day(order_of(minutes=120))]
    assert (second.way_minutes, second.spare_minutes) == (120, 0)


def test_pdf_of_a_route_begins_with_its_sheet():
    order = order_of(tour__requirements__arrive_minutes_before=15)
    sheet, *tickets = pages(order)

    words = ["Чугун и хлеб", "2 посетителя", "вт, 15 декабря 2026", "10:00–11:30", "Приходите к 09:45",
             "1 ч в пути, 1 ч в запасе", "13:30–15:00", "ср, 16 декабря 2026", "Всего к оплате на месте",
             "3 000 ₽"]  # fmt: skip
    places = [sheet.find(word) for word in words]
    assert -1 not in places, [word for word, place in zip(words, places, strict=True) if place == -1]
    assert places == sorted(places)
    assert len(tickets) == 3
    for booking, page in zip(order.legs, tickets, strict=True):
        assert str(booking.slot.tour.title) in page
        assert str(booking.slot.enterprise.name) in page


def test_pdf_of_one_visit_has_no_sheet():
    order = Order.objects.with_legs().get(pk=confirmed_order(SlotFactory()).pk)
    [ticket] = pages(order)
    assert str(order.legs[0].slot.tour.title) in ticket


def test_typed_code_stands_in_every_visitors_part():
    order = Order.objects.with_legs().get(pk=confirmed_order(SlotFactory(), 3).pk)
    [ticket] = pages(order)
    _head, _label, visitors = ticket.partition("Посетители")
    assert visitors.replace(" ", "").count(order.code) == 3


def test_visitor_who_comes_alone_stands_under_the_code_of_the_visit():
    order = Order.objects.with_legs().get(pk=confirmed_order(SlotFactory(), 1).pk)
    [ticket] = pages(order)
    assert "Посетители" not in ticket
    assert str(order.visitors.get()) in ticket
    assert ticket.replace(" ", "").count(order.code) == 2  # at the head of the sheet, and where it is scanned


@pytest.mark.parametrize("kopecks", [0, 50_000])
def test_papers_of_a_free_route_never_speak_of_paying(kopecks):
    text = " ".join(pages(order_of(tour__category__price_kopecks=kopecks))).lower()
    assert ("плат" in text) == bool(kopecks)


def test_page_of_a_route_shows_its_days_before_its_tickets(client):
    order = order_of()
    page = unescape(client.get(order.get_absolute_url()).content.decode()).replace("\u00a0", " ")
    days = page[: page.index('<div class="ticket">')]
    for words in ("вт, 15 декабря 2026", "10:00–11:30", "1 ч в пути", "ср, 16 декабря 2026", 'href="#leg-2"'):
        assert words in days
    assert 'id="leg-2"' in page


def test_cancelled_route_offers_another_day_of_the_route(client):
    order = order_of()
    cancel_by_visitor(order=order)
    page = unescape(client.get(order.get_absolute_url()).content.decode())
    assert "Выбрать другой день для маршрута" in page
    assert f'href="{order.route.get_absolute_url()}"' in page
