"""Many browsers at once at the real server: every request goes through gunicorn, the forms and the middleware."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.urls import reverse

from tests.bench.visitor import Page, PatientVisitor, Visitor
from tests.factories.booking import consent_text
from tests.factories.tours import SlotFactory
from tests.server import Portal
from tests.together import at_once
from tours.booking.errors import NotEnoughSeats
from tours.booking.models import Booking, Order
from tours.booking.services.seats import audit_capacity
from tours.models import Slot


@pytest.fixture(autouse=True)
def text(live_portal: Portal):
    return consent_text()


def address(slot: Slot) -> str:
    return reverse("booking:hold", args=[slot.uuid])


def ask_at_once(visitors: list[Visitor], ask: Callable[[int, Visitor], Page]) -> list[Page]:
    """Let all visitors do this at the same moment, each over a connection of their own."""
    for visitor in visitors:
        visitor.close()  # the server has ended what was idle
    # The database is the server's affair here.
    return at_once([partial(ask, number, visitor) for number, visitor in enumerate(visitors)], prepare=lambda: None)


def test_two_hundred_browsers_at_once_on_fifty_seats_book_exactly_fifty(live_portal: Portal):
    slot = SlotFactory(capacity=50)
    visitors = [PatientVisitor(live_portal.url) for _ in range(200)]
    with ThreadPoolExecutor(max_workers=8) as pool:
        forms = list(pool.map(lambda visitor: visitor.open_form(address(slot)), visitors))

    answers = ask_at_once(visitors, lambda n, visitor: visitor.post(address(slot), forms[n]))

    assert Counter(page.status for page in answers) == {302: 50, 422: 150}
    sold_out = str(NotEnoughSeats(slot, 0))
    assert all(sold_out in page.text for page in answers if page.status == 422)
    happy = [(page, visitor) for page, visitor in zip(answers, visitors, strict=True) if page.status == 302]
    with ThreadPoolExecutor(max_workers=8) as pool:
        tickets = list(pool.map(lambda pair: pair[1].save_visitor_details(pair[0].location), happy))
    assert {ticket.status for ticket in tickets} == {200}
    assert Booking.objects.filter(slot=slot, status=Booking.Status.CONFIRMED).count() == 50
    slot.refresh_from_db()
    assert slot.seats_taken == 50
    assert audit_capacity() == []
    for visitor in visitors:
        visitor.close()


def test_the_same_form_sent_twenty_times_at_once_is_one_booking(live_portal: Portal):
    slot = SlotFactory(capacity=50)
    with PatientVisitor(live_portal.url) as first:
        form = first.open_form(address(slot))
        twins = [first.twin() for _ in range(20)]

        held = ask_at_once(twins, lambda _n, visitor: visitor.post(address(slot), form))

        assert {page.status for page in held} == {302}
        assert len({page.location for page in held}) == 1
        tickets = ask_at_once(twins, lambda _n, visitor: visitor.save_visitor_details(held[0].location))
    assert {ticket.status for ticket in tickets} == {200}
    assert Order.objects.count() == 1
    slot.refresh_from_db()
    assert slot.seats_taken == 1
    assert audit_capacity() == []
    for twin in twins:
        twin.close()
