"""What pass offices ask for: kept as long as the visit needs it, read by few and on record."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accelerator.common import clock
from tests.factories.accounts import UserFactory
from tests.factories.booking import consent_text, held_order
from tests.factories.enterprises import MembershipFactory
from tests.factories.tours import RequirementsFactory, SlotFactory, TourFactory
from tours.booking.checks import VisitorDetails
from tours.booking.models import IdentityReading, Order, VisitorIdentity
from tours.booking.services.cancellations import cancel_by_visitor
from tours.booking.services.confirmations import ConsentGiven, Contact, confirm
from tours.booking.services.identities import KEPT_FOR, erase_identities, read_passes
from tours.booking.services.slots import move_slot
from tours.models import Slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot() -> Slot:
    tour = TourFactory(published=True, requirements=None)
    RequirementsFactory(tour=tour, pass_office_data=["full_name", "document_number", "birth_date"])
    return SlotFactory(tour=tour, days_ahead=10)


def booked(slot: Slot, number: str = "4510 123456") -> Order:
    return confirm(
        order=held_order(slot),
        contact=Contact(name="Анна Белова", email="anna@example.org"),
        visitors=[VisitorDetails("Анна Белова", 40, identity={"document_number": number, "birth_date": "1986-05-06"})],
        consent=ConsentGiven(text=consent_text(), ip_address=None),
    )


def test_moved_slot_keeps_what_its_gate_will_ask(slot: Slot):
    booked(slot)

    moved = move_slot(slot=slot, local_start=slot.local_start + timedelta(days=30))

    assert VisitorIdentity.objects.get().erase_at == moved.ends_at + KEPT_FOR
    with time_machine.travel(slot.ends_at + KEPT_FOR, tick=False):
        assert erase_identities() == 0


def test_cancelled_booking_leaves_no_document_behind(slot: Slot):
    order, other = booked(slot), booked(slot, "4511 654321")

    cancel_by_visitor(order=order)

    erased = VisitorIdentity.objects.get(visitor__order=order)
    assert (erased.sealed, erased.wrapped_key) == (None, None)
    assert VisitorIdentity.objects.get(visitor__order=other).sealed is not None


def test_reading_passes_opens_them_and_is_on_record(slot: Slot):
    booked(slot)
    reader = UserFactory()

    [read] = read_passes(slot=slot, reader=reader)

    assert read.identity == {"document_number": "4510 123456", "birth_date": "1986-05-06"}
    reading = IdentityReading.objects.get()
    assert (reading.reader, reading.slot, reading.people) == (reader, slot, 1)


def test_passes_after_their_time_say_that_they_were_erased(slot: Slot):
    booked(slot)
    erase_identities(now=clock.now() + timedelta(days=60))

    [read] = read_passes(slot=slot, reader=UserFactory())

    assert (read.identity, read.is_erased) == ({}, True)


def test_list_for_the_pass_office_is_shown_when_asked_for_and_then_on_record(client: Client, slot: Slot):
    booked(slot)
    manager = MembershipFactory(enterprise=slot.enterprise, role="manager", user__name="Мария Орлова").user
    client.force_login(manager)
    address = reverse("booking:passes", args=[slot.enterprise.slug, slot.uuid])

    before = client.get(address).content.decode()
    shown = client.post(address)
    after = client.get(address).content.decode()

    assert "123456" not in before
    assert "4510 123456" in shown.content.decode()
    assert "06.05.1986" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert "Мария Орлова" not in before.partition("<main")[2]
    assert "Мария Орлова" in after.partition("<main")[2]
    roster = client.get(reverse("booking:roster", args=[slot.enterprise.slug, slot.uuid])).content.decode()
    assert address in roster
    assert "123456" not in roster


def test_no_list_where_the_pass_office_asks_for_nothing(client: Client):
    slot = SlotFactory()
    client.force_login(MembershipFactory(enterprise=slot.enterprise, role="owner").user)

    assert client.get(reverse("booking:passes", args=[slot.enterprise.slug, slot.uuid])).status_code == 404
