"""A browser's own held places: one unconfirmed order for a tour, shown as its own everywhere, in every tab."""

import re
import uuid
from datetime import datetime, time, timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accelerator.base.common import clock
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order, consent_text, held_order
from tests.factories.routes import bookable_route
from tests.factories.tours import SlotFactory, TourFactory
from tests.portal.markup import html_of
from tests.tours.booking.test_visitor_views import party, people, step_one
from tours.booking.models import Booking, Order
from tours.booking.services.holds import HOLD_FOR, Leg, hold_instead
from tours.booking.services.seats import audit_capacity
from tours.models import Slot

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def text(db):
    return consent_text()


@pytest.fixture
def days() -> list[Slot]:
    """Two days of a tour with five places each."""
    tour = TourFactory(published=True)
    return [SlotFactory(tour=tour, days_ahead=ahead, capacity=5) for ahead in (7, 9)]


def read(client: Client, address: str) -> str:
    return unescape(html_of(client.get(address))).replace("\u00a0", " ")


def taken(*slots: Slot) -> list[int]:
    return [Slot.objects.get(pk=slot.pk).seats_taken for slot in slots]


def step_one_of(slot: Slot) -> str:
    return reverse("booking:hold", args=[slot.uuid])


def test_held_places_looked_at_another_day_and_held_again_are_the_same_places(client, days):
    first, second = days
    details = step_one(client, first, 5)
    read(client, step_one_of(second))

    again = step_one(client, first, 5)

    assert again == details
    assert taken(first, second) == [5, 0]
    assert Order.objects.count() == 1


def test_another_day_takes_the_place_of_the_first(client, days):
    first, second = days
    step_one(client, first, 5)

    step_one(client, second, 4)

    assert taken(first, second) == [0, 4]
    assert Order.objects.get().bookings.get().slot == second
    assert audit_capacity() == []


def test_forms_opened_in_several_tabs_and_sent_one_after_the_other_hold_once(client, days):
    typed = [party(slot, 3) for slot in days]
    for slot in days:
        client.get(step_one_of(slot))

    for slot, form in [*zip(days, typed, strict=True), *zip(days, typed, strict=True)]:
        assert client.post(step_one_of(slot), form).status_code == 302
        assert sum(taken(*days)) == 3
        assert Booking.objects.get(status=Booking.Status.ON_HOLD).slot == slot

    assert Order.objects.count() == 1


@pytest.mark.parametrize("at", ["tour", "first", "second", "both tabs"])
def test_pages_show_the_browsers_own_places_as_its_own(client, days, at):
    first, second = days
    with time_machine.travel(datetime.combine(first.local_date - timedelta(days=7), time(9, 30)), tick=False):
        details = step_one(client, first, 5)
        month = first.local_date.strftime("%Y-%m")
        tour = f"{first.tour.get_absolute_url()}?month={month}&date={first.local_date}"
        address = {"tour": tour, "first": step_one_of(first), "second": step_one_of(second), "both tabs": tour}[at]
        page = read(client, address)
        stranger = read(Client(), address)
    until = (Booking.objects.get().hold_expires_at).astimezone(first.zone).strftime("%H:%M")

    assert f"Вы держите 5 мест до {until}" in page
    assert details in page
    assert "Вы держите" not in stranger
    if at == "tour":
        assert "осталось 5 мест" in page
        assert step_one_of(first) in page
        assert step_one_of(first) not in stranger


def test_page_with_own_places_is_nobody_elses(client, days):
    step_one(client, days[0], 5)

    mine = client.get(days[0].tour.get_absolute_url())
    others = Client().get(days[0].tour.get_absolute_url())

    assert "no-store" in mine["Cache-Control"]
    assert "no-store" not in others.get("Cache-Control", "")


def test_calendar_counts_own_places_as_free(client):
    tour = TourFactory(published=True)
    slot = SlotFactory(tour=tour, days_ahead=7, capacity=3)
    step_one(client, slot, 3)
    address = f"{tour.get_absolute_url()}?month={slot.local_date:%Y-%m}"

    assert re.search(r"<small>3 места</small>", read(client, address))
    assert re.search(r"<small>мест нет</small>", read(Client(), address))


def test_nothing_is_asked_of_the_database_for_a_reader_without_cookies(client, days, django_assert_num_queries):
    address = days[0].tour.get_absolute_url()
    with django_assert_num_queries(7):  # of which two are for keeping the page: the versions, and how long it is true
        client.get(address)
    with django_assert_num_queries(1):  # the dates with the version
        client.get(address)
    step_one(client, days[0], 1)
    with django_assert_num_queries(6):  # nothing is kept for it: no version, but its own places
        client.get(address)


def test_lapsed_places_are_shown_no_more_and_their_order_is_used_again(client, days):
    step_one(client, days[0], 5)
    with time_machine.travel(clock.now() + HOLD_FOR * 2, tick=False):
        assert "Вы держите" not in read(client, step_one_of(days[0]))
        step_one(client, days[1], 5)

    assert taken(*days) == [0, 5]
    assert Order.objects.count() == 1
    assert audit_capacity() == []


def test_booked_places_are_not_changed_by_a_further_booking(client, days):
    first, second = days
    client.post(step_one(client, first, 2), people(v1_name="Пётр"))

    step_one(client, second, 2)

    assert taken(first, second) == [2, 2]
    assert Order.objects.confirmed().count() == 1


def test_order_of_another_tour_stays(client, days):
    other = SlotFactory()
    step_one(client, days[0], 2)
    step_one(client, other, 2)

    assert taken(days[0], other) == [2, 2]


def test_route_takes_the_place_of_a_tour_and_the_tour_that_of_the_route(client):
    route = bookable_route(2, capacity=4)
    slots = list(Slot.objects.by_start())
    page = reverse("booking:route", args=[route.slug]) + f"?date={slots[0].local_date}"
    step_one(client, slots[0], 4)

    typed = {"key": str(uuid.uuid4()), "band0": "4", **{f"stop{i}": str(slot.uuid) for i, slot in enumerate(slots)}}
    assert client.post(page, typed).status_code == 302
    assert taken(*slots) == [4, 4]
    assert "Вы держите 4 места" in read(client, slots[1].tour.get_absolute_url())

    step_one(client, slots[0], 3)
    assert taken(*slots) == [3, 0]
    assert audit_capacity() == []


@pytest.mark.parametrize("signed_in_at", ["both", "afterwards", "another browser"])
def test_own_places_are_known_to_browser_and_account(client, days, signed_in_at):
    user = UserFactory()
    if signed_in_at != "afterwards":
        client.force_login(user)
    client.get(step_one_of(days[0]))
    step_one(client, days[0], 5)
    if signed_in_at == "another browser":
        client = Client()
    client.force_login(user)

    assert "Вы держите 5 мест" in read(client, days[0].tour.get_absolute_url())
    step_one(client, days[1], 5)
    assert taken(*days) == [0, 5]


def test_second_step_of_an_older_tab_books_nothing_that_it_did_not_show(client, days):
    first, second = days
    details = step_one(client, first, 2)
    shown = client.get(details).context["shown"]
    step_one(client, second, 2)

    answer = client.post(details, people(phone="+7 900 000-00-01", shown=shown))

    assert answer.status_code == 422
    page = html_of(answer)
    assert "бронирование изменилось. Проверьте время и состав" in page
    assert 'value="+7 900 000-00-01"' in page
    assert not Order.objects.confirmed().exists()
    answer = client.post(details, people(phone="+7 900 000-00-01", shown=answer.context["shown"]))
    assert answer.status_code == 302
    assert Order.objects.confirmed().get().bookings.get().slot == second


def test_places_that_do_not_suffice_leave_what_is_held(client, days):
    first, second = days
    held_order(second, people=3)
    step_one(client, first, 5)

    answer = client.post(step_one_of(second), party(second, 4))

    assert answer.status_code == 422
    assert taken(first, second) == [5, 3]
    assert Booking.objects.get(seats=5).status == Booking.Status.ON_HOLD


def test_without_cookies_nothing_is_anybodys_own(days):
    for slot in days:
        assert Client().post(step_one_of(slot), party(slot, 2)).status_code == 302

    assert taken(*days) == [2, 2]


def test_holding_instead_gives_back_what_else_is_held_of_the_tour(client, days):
    """The service by itself, whatever a view knew."""
    slot = SlotFactory(capacity=5)
    step_one(client, days[0], 2)
    step_one(client, slot, 2)
    of_tour, other = Order.objects.order_by("pk")
    category = days[1].tour.categories.get().pk

    hold_instead(order=other, legs=[Leg(days[1].pk, (category,) * 3)])

    assert taken(*days, slot) == [0, 3, 0]
    assert of_tour.bookings.get().status == Booking.Status.EXPIRED
    assert audit_capacity() == []


def test_confirmed_order_forgets_browser_and_network(client, days):
    details = step_one(client, days[0], 1)
    held = Order.objects.get()
    assert held.held_by
    assert held.held_from

    client.post(details, people())

    held.refresh_from_db()
    assert (held.held_by, held.held_from) == ("", "")
    assert confirmed_order().held_by == ""
