"""The answer to those who come too late is drawn once, and is what would be drawn now."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accelerator.base.common.shelf import shelf
from tests.factories.accounts import UserFactory
from tests.factories.booking import consent_text
from tests.factories.tours import SlotFactory
from tests.tours.booking.test_visitor_views import party
from tours.models import Slot

pytestmark = [pytest.mark.django_db, pytest.mark.counts]  # what is kept is looked at, so nothing else may read pages


@pytest.fixture
def slot() -> Slot:
    consent_text()
    slot = SlotFactory(capacity=5, seats_taken=5)
    SlotFactory(tour=slot.tour, days_ahead=9)
    return slot


def refused(slot: Slot, client: Client | None = None, *, count: int = 2, language: str = "ru") -> HttpResponse:
    with translation.override(language):
        address = reverse("booking:hold", args=[slot.uuid])
    answer = (client or Client()).post(address, party(slot, count), headers={"accept-encoding": "gzip"})
    assert answer.status_code == 422
    return answer


def body(answer: HttpResponse) -> bytes:
    return gzip.decompress(answer.content)


def test_second_of_those_who_are_refused_gets_the_same_page(slot: Slot) -> None:
    first = refused(slot)
    held = dict(shelf._things)
    second = refused(slot)

    assert body(first) == body(second)
    assert shelf._things == held
    assert "no-store" in second.headers["Cache-Control"]
    assert settings.HOLDER_COOKIE_NAME in second.cookies  # each browser has its own, beside the page


CHANGES: dict[str, Callable[[Slot], object]] = {
    "another start is there": lambda slot: SlotFactory(tour=slot.tour, days_ahead=8),
    "the tour has another name": lambda slot: (
        type(slot.tour).objects.filter(pk=slot.tour.pk).update(title={"ru": "Другое"})
    ),
    "the slot is moved": lambda slot: Slot.objects.filter(pk=slot.pk).update(
        starts_at=slot.starts_at + timedelta(hours=1), ends_at=slot.ends_at + timedelta(hours=1)
    ),
    "places of the other start are taken": lambda slot: (
        Slot.objects.filter(tour=slot.tour).exclude(pk=slot.pk).update(capacity=4, seats_taken=1)
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_refusal_follows_what_it_shows(slot: Slot, change: Callable[[Slot], object]) -> None:
    before = body(refused(slot))
    change(slot)
    kept = body(refused(slot))
    shelf.clear()

    assert kept == body(refused(slot))
    assert kept != before


def test_refusal_is_for_as_many_as_asked_and_in_their_language(slot: Slot) -> None:
    answers = [body(refused(slot, count=count, language=code)) for code in ("ru", "en") for count in (2, 3)]

    assert len(set(answers)) == len(answers)


def test_refusal_is_drawn_again_when_a_day_may_have_begun(slot: Slot) -> None:
    with time_machine.travel(slot.starts_at - timedelta(days=3), tick=False) as clock:
        refused(slot)
        before = dict(shelf._things)
        refused(slot)
        assert shelf._things == before
        clock.shift(timedelta(minutes=5))
        refused(slot)
        assert shelf._things != before


def test_signed_in_are_refused_by_a_page_of_their_own(slot: Slot) -> None:
    anonymous = body(refused(slot))
    client = Client()
    client.force_login(UserFactory(email="somebody@example.org"))
    answer = client.post(reverse("booking:hold", args=[slot.uuid]), party(slot, 2))

    assert answer.status_code == 422
    assert answer.content != anonymous
    assert b"/accounts/" in answer.content


def test_refusal_reads_only_what_decides_it(slot: Slot) -> None:
    client = Client()
    refused(slot, client)
    refused(slot, client)
    with CaptureQueriesContext(connection) as queries:
        refused(slot, client)
    # How the slot stands with the versions and the reader's own places, and the starts before and after. The first one
    # is the test's own: what stands in the form.
    assert len(queries[1:]) == 2
