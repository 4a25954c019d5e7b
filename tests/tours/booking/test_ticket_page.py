"""The ticket's page: what is needed at the gate first, then reminders, sharing and calendars."""

import re
from datetime import time, timedelta
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import time_machine
from django.test import Client

from accelerator.base.common.formats import local_time, slot_time
from tests.factories.booking import confirm_order, confirmed_order, held_order, leg, request
from tests.factories.routes import route_over
from tests.factories.tours import SlotFactory
from tours.booking.models import Order
from tours.booking.services.holds import hold_seats
from tours.booking.services.reminders import choose_reminders
from tours.models import Slot

pytestmark = pytest.mark.django_db

WHOLE = {
    "tour__requirements__arrive_minutes_before": 15,
    "tour__requirements__transport": {"ru": "Автобус 5 до «Завода»"},
    "tour__requirements__footwear": "closed",
    "tour__requirements__prohibited": {"ru": "Еда и духи"},
    "tour__site__enterprise__phone": "8 (910) 000-11-05",
}


def shown(client: Client, order: Order) -> str:
    return unescape(client.get(order.get_absolute_url()).content.decode()).replace("\u00a0", " ")


def test_ticket_says_what_is_needed_in_the_order_in_which_it_is_needed(client):
    order = confirmed_order(SlotFactory(**WHOLE))
    main = shown(client, order).partition('<div class="ticket__main')[2]

    words = ["Когда", "Приходите к 09:45", "Где", "2ГИС", "Место встречи", "Автобус 5 до «Завода»", "tel:+79100001105",
             "Что надеть и взять с собой", "закрытая", "Еда и духи", "Оплата на месте", "PDF для печати", "Напоминания",
             "Позвать с собой"]  # fmt: skip
    places = [main.find(word) for word in words]

    assert -1 not in places
    assert places == sorted(places)


def test_ticket_shows_no_bare_coordinates(client):
    order = confirmed_order(SlotFactory())
    text = re.sub(r"<[^>]+>", "", shown(client, order))
    assert "54.51" not in text
    assert "Яндекс Карты" in text


@pytest.mark.parametrize(
    ("kopecks", "expected", "hidden"), [(0, "бесплатно", "Оплата"), (50_000, "Оплата на месте", None)]
)
def test_free_tour_never_speaks_of_paying(client, kopecks, expected, hidden):
    order = confirmed_order(SlotFactory(tour__category__price_kopecks=kopecks))
    page = shown(client, order)
    assert expected in page
    assert hidden is None or hidden not in page


def test_reminders_are_those_that_were_promised(client):
    slot = SlotFactory(days_ahead=10, tour__reminder_minutes=[1440, 120])
    order = confirmed_order(slot)
    slot.tour.reminder_minutes = [60]  # for those who book from now on
    slot.tour.save()

    page = shown(client, order)
    for minutes in (1440, 120):
        assert f">{slot_time(slot.starts_at - timedelta(minutes=minutes), slot.zone)}<".replace("\u00a0", " ") in page
    assert f">{slot_time(slot.starts_at - timedelta(minutes=60), slot.zone)}<".replace("\u00a0", " ") not in page

    with time_machine.travel(slot.starts_at - timedelta(hours=3), tick=False):
        later = shown(client, order)
        day_before = slot_time(slot.starts_at - timedelta(minutes=1440), slot.zone).replace("\u00a0", " ")
        assert f">{day_before}<" not in later
    with time_machine.travel(slot.starts_at - timedelta(hours=1), tick=False):
        assert "напоминаний больше не будет" in shown(client, order)


def test_reminders_of_a_route_stand_visit_by_visit(client):
    tours = [SlotFactory(days_ahead=10, at=time(hour), tour__reminder_minutes=[1440, 120]).tour for hour in (10, 16)]
    route = route_over(tours)
    slots = [tour.slots.get() for tour in tours]
    order = confirm_order(hold_seats(legs=[leg(slot) for slot in slots], request=request(route=route)))

    page = shown(client, order).split('id="reminders"')[1].split("</section>")[0]

    parts = re.findall(r'<p class="strong">([^<]+)<|<time datetime="[^"]+">[^<]+, (\d\d:\d\d)', page)
    assert [name or at for name, at in parts] == [
        str(tours[0].title),
        "10:00",
        "08:00",
        str(tours[1].title),
        "16:00",
        "14:00",
    ]


def test_ticket_without_reminders_names_none(client):
    slot = SlotFactory(days_ahead=10)
    order = confirmed_order(slot)
    choose_reminders(order=order, wanted=False)
    page = shown(client, order)
    assert "Напоминаний не будет, как вы просили." in page
    assert "Напишем на" not in page


def links_to_share(page: str) -> list[str]:
    return re.findall(r'data-url="([^"]+)"', page)


def test_what_is_shared_first_opens_nothing_of_the_booking(client):
    slot = SlotFactory()
    order = confirmed_order(slot)
    page = shown(client, order)
    invitation, ticket = links_to_share(page)

    assert urlsplit(invitation).path == slot.tour.get_absolute_url()
    assert parse_qs(urlsplit(invitation).query) == {"date": [f"{slot.local_date}"]}
    assert order.token not in invitation
    assert urlsplit(ticket).path == order.get_absolute_url()
    assert page.index(invitation) < page.index("У кого ссылка, у того и билет") < page.index(f'data-url="{ticket}"')


def test_what_is_shared_can_be_sent_as_a_letter_without_script(client):
    order = confirmed_order(SlotFactory(tour__title={"ru": "Чугун & хлеб"}))
    [letter, _ticket] = re.findall(r'href="(mailto:[^"]+)"', shown(client, order))
    query = parse_qs(urlsplit(letter).query)
    assert query["subject"] == ["Чугун & хлеб"]
    assert query["body"][0].split("\r\n")[1] == links_to_share(shown(client, order))[0]


def test_route_is_shared_as_a_route(client):
    slots = [SlotFactory(days_ahead=7 + day) for day in range(2)]
    route = route_over([slot.tour for slot in slots], days=[1, 2])
    order = confirm_order(hold_seats(legs=[leg(slot) for slot in slots], request=request(route=route)))
    invitation, _ticket = links_to_share(shown(client, order))
    assert urlsplit(invitation).path == route.get_absolute_url()


def test_google_is_given_the_visit_and_not_the_tickets_address(client):
    slot = SlotFactory()
    order = confirmed_order(slot)
    [link] = re.findall(r'href="(https://calendar\.google\.com/[^"]+)"', shown(client, order))
    query = parse_qs(urlsplit(link).query)
    assert query["dates"] == [f"{slot.starts_at:%Y%m%dT%H%M%SZ}/{slot.ends_at:%Y%m%dT%H%M%SZ}"]
    assert order.code in query["details"][0]
    assert order.token not in unquote(link)


def test_visit_that_is_over_offers_nothing_any_more(client):
    slot = SlotFactory(
        tour__requirements__arrive_minutes_before=15, tour__requirements__footwear="closed",
        tour__requirements__medical={"ru": "Не приходите с кардиостимулятором."},
    )  # fmt: skip
    order = confirmed_order(slot, 2)
    before = shown(client, order)
    with time_machine.travel(slot.ends_at + timedelta(hours=1), tick=False):
        page = shown(client, order)
    for gone in (
        "data-url", "calendar.google", "Напоминания", "PDF для печати", "Приходите к", "Покажите этот код",
        "Что надеть и взять с собой", "Важно знать", "qr-list",
    ):  # fmt: skip
        assert gone in before
        assert gone not in page
    assert f'class="link-arrow" href="{slot.enterprise.get_absolute_url()}"' in page


def test_time_to_arrive_is_the_sites(client):
    slot = SlotFactory(tour__requirements__arrive_minutes_before=30, tour__site__timezone="Asia/Kamchatka")
    order = confirmed_order(slot)
    assert "Приходите к 09:30" in shown(client, order)
    assert local_time(Slot.objects.get(pk=slot.pk).arrive_at, slot.zone) == "09:30"


@pytest.mark.parametrize("people", [1, 9])
def test_ticket_takes_as_many_queries_for_any_party(client, django_assert_num_queries, people):
    order = confirm_order(held_order(SlotFactory(**WHOLE), people=people))
    client.get(order.get_absolute_url())
    with django_assert_num_queries(2):
        client.get(order.get_absolute_url())
