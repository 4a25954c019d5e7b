"""Step one is drawn once for many readers, and is each reader's own where it must be."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accelerator.base.common.shelf import shelf
from tests.factories.accounts import UserFactory
from tests.factories.booking import consent_text, held_order
from tests.factories.tours import SlotFactory
from tests.kept.pages import GZIP, differences
from tests.together import at_once
from tests.tours.booking.test_visitor_views import party
from tours.booking.holders import COOKIE, Holder, holder_of
from tours.booking.models import Order
from tours.booking.services.allowances import NO_TICKET, read_ticket, scope_of
from tours.models import Slot, Tour
from tours.places import places_left

pytestmark = [pytest.mark.django_db, pytest.mark.counts]  # what is kept is looked at, so nothing else may read pages
OWN = ("csrfmiddlewaretoken", "key", "ticket")


@pytest.fixture
def slot() -> Slot:
    consent_text()
    slot = SlotFactory(capacity=20)
    SlotFactory(tour=slot.tour, days_ahead=9)
    return slot


def address(slot: Slot) -> str:
    return reverse("booking:hold", args=[slot.uuid])


def read(slot: Slot, client: Client | None = None) -> HttpResponse:
    answer = (client or Client()).get(address(slot))
    assert answer.status_code == 200
    return answer


def text(answer: HttpResponse) -> str:
    """The page without what is the reader's own."""
    return re.sub(rf'(name="(?:{"|".join(OWN)})" value=")[^"]*', r"\1", answer.content.decode())


def own(answer: HttpResponse) -> dict[str, str]:
    found = re.findall(rf'name="({"|".join(OWN)})" value="([^"]+)"', answer.content.decode())
    assert sorted(name for name, _value in found) == sorted(OWN)
    return dict(found)


def test_readers_share_the_page_but_nothing_that_is_their_own(slot: Slot) -> None:
    first = read(slot)
    kept = dict(shelf._things)
    second = read(slot)

    assert kept
    assert shelf._things == kept
    assert text(first) == text(second)
    assert all(own(first)[name] != own(second)[name] for name in OWN)
    assert first.cookies[COOKIE].value != second.cookies[COOKIE].value
    for value in (*own(first).values(), *own(second).values()):
        assert all(value.encode() not in piece for piece in _kept_texts())
    for answer in (first, second):
        assert "no-store" in answer.headers["Cache-Control"]
        assert "ETag" not in answer.headers
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def _kept_texts() -> list[bytes]:
    """The parts that are kept, unpacked."""
    pages = [thing for thing, _size in shelf._things.values() if hasattr(thing, "pieces")]
    assert pages
    return [
        zlib.decompressobj(-zlib.MAX_WBITS).decompress(piece.data)
        for page in pages for piece in page.pieces if not isinstance(piece, str)
    ]  # fmt: skip


@pytest.mark.parametrize("state", ["calm", "pressed", "sold out"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_kept_page_is_the_template_as_it_is_drawn(slot: Slot, state: str, language: str) -> None:
    """But for what is each reader's own; and each of these is where the template has it."""
    if state == "pressed":
        held_order(slot, 6, holder=Holder("another browser", "another network"))
    elif state == "sold out":
        Slot.objects.filter(pk=slot.pk).update(seats_taken=20)
    with translation.override(language):
        read(slot)
        held = _kept_pages()
        kept = read(slot)
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = "none"  # who may have a session is served by the view itself
        drawn = read(slot, client)

    assert _kept_pages() == held
    text_drawn = drawn.content.decode()
    if state != "sold out":
        for name, value in own(drawn).items():
            assert text_drawn.count(value) == 1
            text_drawn = text_drawn.replace(value, own(kept)[name])
    assert ("data-work" in text_drawn) == (state == "pressed")
    assert _without_margins(kept.content.decode()) == _without_margins(text_drawn)


def _kept_pages() -> dict[object, object]:
    return {key: thing for key, (thing, _size) in shelf._things.items() if hasattr(thing, "pieces")}


def _without_margins(page: str) -> str:
    """Without the space that the template has around what it draws for each reader, and the work, which grows."""
    page = re.sub(r'(data-work=")\d+', r"\1", page)
    return re.sub(r"(<!--live \w+-->)\s*(.*?)\s*(<!--/live-->)", r"\1\2\3", page, flags=re.DOTALL)


@pytest.mark.django_db(transaction=True)
def test_readers_at_the_same_time_get_what_is_their_own(slot: Slot) -> None:
    readers = [Client(enforce_csrf_checks=True) for _number in range(8)]
    for _time in range(3):
        kept = dict(shelf._things)
        answers = at_once([partial(read, slot, reader) for reader in readers])
        given = [own(answer) for answer in answers]

        assert all(len({each[name] for each in given}) == len(readers) for name in OWN)
        assert len({text(answer) for answer in answers}) == 1
        for reader, each in zip(readers, given, strict=True):
            request = RequestFactory().get("/")
            request.user, request.COOKIES[COOKIE] = AnonymousUser(), reader.cookies[COOKIE].value
            assert read_ticket(each["ticket"], "", scope_of(slot), holder_of(request)) != NO_TICKET
            # A token is good for its own reader, and with another's cookie for nobody.
            assert reader.post(address(slot), {**party(slot, 0), **each}).status_code == 422
    assert shelf._things.keys() == kept.keys()
    for reader, theirs in zip(readers, [*given[1:], given[0]], strict=True):
        assert reader.post(address(slot), {**party(slot, 0), **theirs}).status_code == 403


def test_one_page_is_kept_however_many_places_are_left(slot: Slot) -> None:
    assert "20\xa0мест" in text(read(slot))
    kept = _kept_pages()
    for left in (19, 6, 5, 1):
        Slot.objects.filter(pk=slot.pk).update(seats_taken=20 - left)
        assert places_left(left).lower() in text(read(slot)).lower()
    assert _kept_pages() == kept


def test_reader_of_a_kept_page_can_send_it(slot: Slot) -> None:
    read(slot)
    client = Client(enforce_csrf_checks=True)
    given = own(read(slot, client))
    answer = client.post(address(slot), {**party(slot, 2), **given})

    assert answer.status_code == 302
    assert str(Order.objects.get().request_key) == given["key"]
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(address(slot), {**party(slot, 2), **given}).status_code == 403


CHANGES: dict[str, Callable[[Slot], object]] = {
    "places are held": lambda slot: held_order(slot, 2),
    "the tour has another name": lambda slot: Tour.objects.filter(pk=slot.tour_id).update(title={"ru": "Другое"}),
    "the slot is moved": lambda slot: Slot.objects.filter(pk=slot.pk).update(
        starts_at=slot.starts_at + timedelta(hours=1), ends_at=slot.ends_at + timedelta(hours=1)
    ),
    "the last place is taken": lambda slot: Slot.objects.filter(pk=slot.pk).update(seats_taken=20),
    "the slot is closed": lambda slot: Slot.objects.filter(pk=slot.pk).update(status="closed"),
    "the slot is cancelled": lambda slot: Slot.objects.filter(pk=slot.pk).update(status="cancelled"),
    "a price is another": lambda slot: slot.tour.categories.update(price_kopecks=77_700),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_page_follows_what_it_shows(slot: Slot, change: Callable[[Slot], object]) -> None:
    before = text(read(slot))
    change(slot)
    kept = text(read(slot))
    shelf.clear()

    assert kept == text(read(slot))
    assert kept != before


def test_page_follows_the_clock(slot: Slot) -> None:
    closes = slot.starts_at - slot.tour.booking_closes_before
    final = slot.starts_at - timedelta(hours=slot.tour.cancel_until_hours)
    seen = set()
    for moment in sorted({closes, final, slot.starts_at}):
        for at in (moment - timedelta(seconds=1), moment):
            with time_machine.travel(at, tick=False):
                kept = text(read(slot))
                assert differences([address(slot)]) == []
            seen.add(kept)

    assert len(seen) >= 3


def test_full_page_follows_the_other_starts(slot: Slot) -> None:
    Slot.objects.filter(pk=slot.pk).update(seats_taken=20)
    before = text(read(slot))
    other = SlotFactory(tour=slot.tour, days_ahead=8)
    kept = text(read(slot))

    assert str(other.uuid) not in before
    assert str(other.uuid) in kept
    held_order(other, 1)
    assert text(read(slot)) != kept


def test_places_of_ones_own_are_neither_kept_nor_missed(slot: Slot) -> None:
    read(slot)
    client = Client()
    given = own(read(slot, client))
    assert client.post(address(slot), {**party(slot, 2), **given}).status_code == 302
    kept = dict(shelf._things)
    mine = read(slot, client).content.decode()

    assert 'name="own"' in mine
    assert shelf._things.keys() == kept.keys()
    assert 'name="own"' not in text(read(slot))


def test_signed_in_have_a_page_of_their_own(slot: Slot) -> None:
    anonymous = text(read(slot))
    client = Client()
    client.force_login(UserFactory(email="somebody@example.org"))
    kept = dict(shelf._things)
    theirs = text(read(slot, client))

    assert theirs != anonymous
    assert "/accounts/" in theirs
    assert shelf._things == kept
    assert text(read(slot)) == anonymous


def test_party_of_the_address_is_proposed(slot: Slot) -> None:
    read(slot)
    name = next(name for name in party(slot, 2) if name.startswith("count_"))

    assert 'value="7" ' in Client().get(address(slot), {name: "7"}).content.decode()


def test_kept_page_is_decided_by_one_statement(slot: Slot) -> None:
    read(slot)
    for places, most in ((0, 1), (20, 2)):  # where no place is left, the starts before and after are looked up
        Slot.objects.filter(pk=slot.pk).update(seats_taken=places)
        for _time in range(2):
            Client().get(address(slot), headers=GZIP)
        with CaptureQueriesContext(connection) as queries:
            Client().get(address(slot), headers=GZIP)
        assert len(queries) == most
