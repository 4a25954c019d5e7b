"""Step one under pressure, as a browser sees it: what is asked, what is kept, and whose a ticket is."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accelerator.base.common import clock
from tests.factories.accounts import UserFactory
from tests.factories.booking import consent_text, held_order
from tests.factories.tours import SlotFactory, TourFactory
from tests.proofs import solve
from tests.tours.booking.test_visitor_views import party, people
from tours.booking.holders import Holder
from tours.booking.models import Order
from tours.booking.services.allowances import NO_TICKET, VALID_FOR, issue_ticket, read_ticket, work_of
from tours.models import Slot

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def text(db):
    return consent_text()


@pytest.fixture
def slot(settings) -> Slot:
    """A slot of which a person has just taken five places, and work that a test can do."""
    settings.HOLD_PROOF_HASHES = 160
    slot = SlotFactory(tour=TourFactory(published=True, party_max=30), capacity=100)
    held_order(slot, 5, holder=Holder("other browser", "other network"))
    return slot


def address(slot: Slot) -> str:
    return reverse("booking:hold", args=[slot.uuid])


def send(client: Client, slot: Slot, *counts: int, **fields: str):
    return client.post(address(slot), party(slot, *(counts or (1,))) | fields)


def ticket_of(client: Client, slot: Slot) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', client.get(address(slot)).content.decode())
    assert found
    return found[1]


@pytest.mark.parametrize(("prefix", "says"), [("", "Всё выбранное сохранено"), ("/en", "Your choices are kept")])
def test_refusal_says_when_to_come_back_and_keeps_what_was_chosen(client, slot, prefix, says):
    answer = client.post(prefix + address(slot), party(slot, 3))

    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (429, "20")
    assert says in page
    assert 'value="3"' in page
    assert "data-asked" in page
    assert 'data-island="proof"' in page


def test_who_waits_passes_without_javascript(client, slot):
    refused = send(client, slot, 3)
    with time_machine.travel(clock.now() + timedelta(seconds=int(refused["Retry-After"])), tick=False):
        answer = send(client, slot, 3, ticket=refused.context["guard"].ticket)

    assert answer.status_code == 302


def test_waiting_goes_on_from_refusal_to_refusal(client, slot):
    ticket = ticket_of(client, slot)
    for _try in range(3):
        answer = send(client, slot, ticket=ticket)
        assert answer.context["guard"].ticket == ticket


def test_work_is_begun_with_the_page_and_passes(client, slot):
    page = client.get(address(slot)).content.decode()
    [ticket] = re.findall(r'name="ticket" value="([^"]+)"', page)
    [work] = map(int, re.findall(r'data-work="(\d+)"', page))
    assert work >= 160

    assert send(client, slot, ticket=ticket, proof=solve(ticket, work)).status_code == 302
    assert Order.objects.order_by("pk").last().proof


def test_calm_page_asks_for_no_work(client):
    slot = SlotFactory()

    page = client.get(address(slot))

    assert 'name="ticket"' in page.content.decode()
    assert 'data-island="proof"' not in page.content.decode()
    assert send(client, slot).status_code == 302


def test_shared_ticket_is_refused(client, slot):
    ticket = ticket_of(client, slot)
    other = Client()
    other.get(address(slot))

    answer = send(other, slot, ticket=ticket, proof=solve(ticket, 5000))

    assert answer.status_code == 429
    assert answer.context["guard"].ticket != ticket


def test_used_ticket_is_refused_and_replaced(client, slot):
    ticket = ticket_of(client, slot)
    proof = solve(ticket, 5000)
    details = send(client, slot, ticket=ticket, proof=proof).url
    client.post(details, people())

    answer = send(client, slot, ticket=ticket, proof=proof)

    assert answer.status_code == 429
    assert answer.context["guard"].ticket != ticket


@pytest.mark.parametrize("kind", ["other page", "old", "tampered", "garbage", "none"])
def test_ticket_that_is_not_this_pages_counts_for_nothing(kind):
    me = Holder("browser", "network")
    ticket = issue_ticket("slot:2" if kind == "other page" else "slot:1", me)
    spoilt = ticket[:-2] + ("AA" if ticket[-2] != "A" else "BB")
    text = {"tampered": spoilt, "garbage": "a:b:c\x00", "none": ""}.get(kind, ticket)
    later = timedelta(hours=2) if kind == "old" else timedelta(0)

    with time_machine.travel(clock.now() + later, tick=False):
        assert read_ticket(text, "", "slot:1", me) == NO_TICKET


def test_ticket_is_good_from_its_very_moment_to_the_end_of_its_time():
    me, start = Holder("browser", "network"), clock.now().replace(microsecond=0)
    with time_machine.travel(start, tick=False):
        ticket = issue_ticket("slot:1", me)
        assert read_ticket(ticket, "", "slot:1", me) != NO_TICKET
    for seconds, is_good in ((VALID_FOR, True), (VALID_FOR + 1, False), (-1, False)):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            assert (read_ticket(ticket, "", "slot:1", me) != NO_TICKET) is is_good


def test_work_counts_only_where_all_of_it_was_done():
    ticket = issue_ticket("slot:1", Holder("browser", "network"))
    proof = solve(ticket, 3200)
    first, *rest = proof.split(".")

    assert work_of(ticket, proof) == 3200
    assert work_of(ticket + "x", proof) == 0
    assert work_of(ticket, ".".join(["64000000", *rest])) == 0
    assert work_of(ticket, ".".join([first, *reversed(rest)])) == 0


@pytest.mark.parametrize(
    "proof",
    [
        "", "1", "16" + ".0" * 15, "16" + ".0" * 17, "0" + ".0" * 16, "15" + ".0" * 16, "9" * 11 + ".0" * 16,
        "16" + ".-1" * 16, "16" + ".٣" * 16, "x" * 5000, "\x00",
    ],
)  # fmt: skip
def test_odd_proofs_are_worth_nothing(proof):
    assert work_of("ticket", proof) == 0


def test_share_of_the_network_is_refused_with_other_times_and_a_way_on(client, settings):
    settings.HOLD_EASY_SEATS = 100
    tour = TourFactory(published=True, party_max=30)
    slot, other = SlotFactory(tour=tour, capacity=16), SlotFactory(tour=tour, days_ahead=9)
    assert send(client, slot, 6).status_code == 302

    answer = send(Client(), slot, 1)

    page = answer.content.decode()
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert address(other) in page
    assert "Если у вас есть аккаунт, войдите" in page


@pytest.mark.parametrize("age", [timedelta(hours=1), timedelta(days=2)])
def test_account_counts_by_itself_once_it_is_a_day_old(client, settings, age):
    settings.HOLD_EASY_SEATS = 100
    slot = SlotFactory(tour=TourFactory(published=True, party_max=30), capacity=16)
    assert send(client, slot, 6).status_code == 302
    stranger = Client()
    stranger.force_login(UserFactory(joined_at=clock.now() - age))

    answer = send(stranger, slot, 2)

    assert answer.status_code == (302 if age > timedelta(days=1) else 429)
    assert "войдите" not in answer.content.decode()  # who has signed in already


def test_networks_are_distinguished_by_a_trusted_proxy(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT, settings.HOLD_EASY_SEATS = 1, 100
    slot = SlotFactory(capacity=24)

    answers = [
        Client().post(address(slot), party(slot, 5), headers={"x-forwarded-for": network}).status_code
        for network in ("203.0.113.7", "203.0.113.7", "203.0.113.8", "[2001:db8::1]:443", "[2001:db8::2]:443")
    ]

    assert answers == [302, 429, 302, 302, 429]


def test_second_step_answers_429_and_keeps_what_was_typed(client, slot):
    calm = SlotFactory(tour=slot.tour, days_ahead=9)
    details = send(client, calm, 1).url
    leg = Order.objects.order_by("pk").last().bookings.get()

    answer = client.post(details, people(switch=f"{leg.uuid} {slot.uuid}", v0_name="Пётр"))

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert 'value="masha@example.org"' in answer.content.decode()
