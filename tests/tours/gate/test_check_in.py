"""Checking in by scan, code and list: once, on the day, and with a way back."""

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accelerator.base.common.text import LATIN_KEYS, RUSSIAN_KEYS
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order, held_order
from tests.factories.tours import SlotFactory
from tests.portal.markup import html_of
from tests.together import at_once
from tests.tours.gate.pages import member, page, scan
from tours.booking.models import Attendance, Booking, Order
from tours.booking.services.cancellations import cancel_by_staff
from tours.booking.tickets.qr import scan_url

pytestmark = pytest.mark.django_db


def checked_in_count(order: Order) -> int:
    return Attendance.objects.checked_in().filter(booking__order=order).count()


RUSSIAN_LAYOUT = str.maketrans(
    LATIN_KEYS + "/" + LATIN_KEYS.upper() + ":", RUSSIAN_KEYS + "." + RUSSIAN_KEYS.upper() + "Ж"
)  # what a hand scanner types into a computer that is set to Russian


@pytest.mark.parametrize(
    "what",
    [
        "party url", "visitor url", "code", "untidy code", "cyrillic code", "code in russian keys",
        "url in russian keys", "url with caps lock", "url in russian keys with caps lock", "bare in russian keys",
    ],
)  # fmt: skip
def test_scanning_lets_in(client, slot, at_the_gate, what):
    order = confirmed_order(slot, people=2)
    Order.objects.filter(pk=order.pk).update(code="7KH2M9XB")
    booking = order.bookings.get()
    code = {
        "party url": scan_url(booking.uuid),
        "visitor url": scan_url(booking.attendances.get(position=1).uuid),
        "code": "7KH2M9XB",
        "untidy code": " 7kh2-m9xb ",
        "cyrillic code": "7КН2М9ХВ",
        "code in russian keys": "7kh2m9xb".translate(RUSSIAN_LAYOUT),
        "url in russian keys": scan_url(booking.uuid).translate(RUSSIAN_LAYOUT),
        "url with caps lock": scan_url(booking.uuid).upper(),
        "url in russian keys with caps lock": scan_url(booking.uuid).translate(RUSSIAN_LAYOUT).swapcase(),
        "bare in russian keys": booking.uuid.hex.translate(RUSSIAN_LAYOUT),
    }[what]

    shown = scan(member(client, slot.enterprise), slot, code)

    assert "scan-result--ok" in shown
    assert checked_in_count(order) == (1 if what == "visitor url" else 2)


def test_who_has_no_name_is_let_in_by_category(client, slot, at_the_gate):
    order = confirmed_order(slot, people=2)
    order.visitors.filter(position=1).update(name="")

    shown = scan(member(client, slot.enterprise), slot, order.code)

    assert "Проходите: Гость 1, Взрослый" in shown


def test_second_scan_says_when_and_by_whom_and_undo_takes_it_back(client, slot, at_the_gate):
    order = confirmed_order(slot)
    member(client, slot.enterprise)
    scan(client, slot, order.code)

    again = scan(client, slot, order.code)

    assert "scan-result--warn" in again
    assert "09:40" in again
    assert "Савелий Дозорин" in again
    scan(client, slot, order.code, undo="1")
    assert checked_in_count(order) == 0


@pytest.mark.parametrize(
    ("hours", "says", "lets_in"),
    [
        (-7, "этот сеанс начинается в 10:00", True),
        (0, "", True),
        (5, "этот сеанс начался в 10:00 и уже закончился", True),
        (24, "Этот билет был на ", False),
    ],
)
def test_ticket_at_another_hour_or_on_another_day_says_so(client, slot, hours, says, lets_in):
    order = confirmed_order(slot)

    with time_machine.travel(slot.starts_at + timedelta(hours=hours), tick=False):
        member(client, slot.enterprise)
        shown = scan(client, slot, order.code)
        roster = page(client, "roster", slot.enterprise.slug, slot.uuid)

    assert says in shown
    assert ("Обратите внимание на время" in shown) is (hours in (-7, 5))
    assert checked_in_count(order) == int(lets_in)
    assert ("День сеанса прошёл" in roster) is not lets_in
    assert ("Снять отметку</button>" in roster) is lets_in


def test_looking_at_a_ticket_lets_nobody_in(client, slot, at_the_gate):
    order = confirmed_order(slot)
    member(client, slot.enterprise)

    opened = client.get(f"/c/{order.bookings.get().uuid.hex}")
    shown = html_of(client.get(opened.url))

    assert order.code in shown
    assert checked_in_count(order) == 0


def test_ticket_opened_by_others_is_not_found(client, slot):
    address = f"/c/{confirmed_order(slot).bookings.get().uuid.hex}"

    assert client.get(address).status_code == 302  # asked to sign in
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    assert member(client, SlotFactory().enterprise).get(address).status_code == 404
    assert client.get("/c/nonsense").status_code == 404


def test_ticket_of_another_enterprise_is_unknown(client, slot, at_the_gate):
    other = confirmed_order(SlotFactory(days_ahead=1))

    shown = scan(member(client, slot.enterprise), slot, other.code)

    assert "scan-result--err" in shown
    assert "Мария" not in shown
    assert checked_in_count(other) == 0


@pytest.mark.parametrize("state", ["early", "cancelled", "held"])
def test_ticket_that_does_not_open_the_gate_says_why(client, slot, state):
    order = held_order(slot) if state == "held" else confirmed_order(slot)
    if state == "cancelled":
        Booking.objects.filter(order=order).update(status="CANCELLED", cancelled_at=slot.starts_at)

    shown = scan(member(client, slot.enterprise), slot, order.code)

    assert "scan-result--warn" in shown
    assert checked_in_count(order) == 0


def test_roster_checks_in_one_all_and_back(client, slot, at_the_gate):
    order = confirmed_order(slot, people=3)
    booking = order.bookings.get()
    address = reverse("gate:attend", args=[slot.enterprise.slug, booking.uuid])
    member(client, slot.enterprise)

    client.post(address, {"visitor": str(booking.attendances.get(position=2).uuid)})
    assert checked_in_count(order) == 1
    client.post(address)
    assert checked_in_count(order) == 3
    client.post(address, {"undo": "1", "visitor": str(booking.attendances.get(position=0).uuid)})
    assert checked_in_count(order) == 2


def test_another_partys_visitor_is_not_found(client, slot, at_the_gate):
    mine, other = confirmed_order(slot), confirmed_order(slot)
    address = reverse("gate:attend", args=[slot.enterprise.slug, mine.bookings.get().uuid])
    stranger = other.bookings.get().attendances.get()

    assert member(client, slot.enterprise).post(address, {"visitor": str(stranger.uuid)}).status_code == 404
    assert checked_in_count(other) == 0


@pytest.mark.parametrize(
    ("before", "says", "buttons"),
    [
        ("nothing", "Ещё не отмечены: Гость 1", {"Впустить"}),
        ("scan", "Отметка уже стоит: ", {"Снять отметку"}),
        ("cancel", "Бронирование недействительно: ", set()),
    ],
)
def test_opened_ticket_says_what_letting_in_would_do_and_does_nothing(client, slot, at_the_gate, before, says, buttons):
    order = confirmed_order(slot, people=2)
    code = scan_url(order.bookings.get().attendances.get(position=0).uuid)
    member(client, slot.enterprise)
    if before == "scan":
        scan(client, slot, code)
    elif before == "cancel":
        cancel_by_staff(booking=order.bookings.get(), reason="Авария")
    already = checked_in_count(order)

    shown = page(client, "scan", slot.enterprise.slug, code=code)

    result = shown[shown.index('id="scan-result"') : shown.index("data-scan-form")]
    assert says in result
    assert {words for words in ("Впустить", "Снять отметку") if f"{words}</button>" in result} == buttons
    assert checked_in_count(order) == already


def test_roster_offers_to_let_in_who_is_missing_and_then_to_undo(client, slot, at_the_gate):
    order = confirmed_order(slot, people=3)
    member(client, slot.enterprise)
    attend = reverse("gate:attend", args=[slot.enterprise.slug, order.bookings.get().uuid])

    client.post(attend, {"visitor": order.bookings.get().attendances.get(position=1).uuid})
    assert "Впустить всех: 2</button>" in page(client, "roster", slot.enterprise.slug, slot.uuid)

    client.post(attend)
    shown = page(client, "roster", slot.enterprise.slug, slot.uuid)
    assert shown.count("Снять отметку</button>") == 4
    assert "Впустить" not in shown


@pytest.mark.django_db(transaction=True)
def test_two_gates_scanning_one_ticket_let_in_once(slot):
    order = confirmed_order(slot)

    with time_machine.travel(slot.starts_at, tick=False):
        clients = [member(Client(), slot.enterprise) for _gate in range(2)]
        shown = at_once([partial(scan, gate, slot, order.code) for gate in clients])

    assert sorted("scan-result--ok" in text for text in shown) == [False, True]
    assert checked_in_count(order) == 1
