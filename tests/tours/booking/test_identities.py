"""What pass offices ask for: kept as long as the visit needs it, read by few and on record."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accelerator.base.common import clock
from regions.enterprises.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.booking import consent_text, held_order
from tests.factories.enterprises import MembershipFactory
from tests.factories.tours import RequirementsFactory, SlotFactory, TourFactory
from tests.tables import rows_of
from tours.booking.models import IdentityReading, Order, VisitorIdentity
from tours.booking.requirement_checks import VisitorDetails
from tours.booking.services.cancellations import cancel_by_visitor
from tours.booking.services.confirmations import ConsentGiven, confirm
from tours.booking.services.identities import KEPT_FOR, erase_identities, read_passes
from tours.booking.services.people import Contact
from tours.models import Slot
from tours.schedule.services.slots import move_slot

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
    address = reverse("gate:pass_list", args=[slot.enterprise.slug, slot.uuid])

    before = client.get(address).content.decode()
    shown = client.post(address)
    after = client.get(address).content.decode()

    assert "123456" not in before
    assert "4510 123456" in shown.content.decode()
    assert "06.05.1986" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert "Мария Орлова" not in before.partition("<main")[2]
    assert "Мария Орлова" in after.partition("<main")[2]
    roster = client.get(reverse("gate:roster", args=[slot.enterprise.slug, slot.uuid])).content.decode()
    assert address in roster
    assert "123456" not in roster


def test_no_list_where_the_pass_office_asks_for_nothing(client: Client):
    slot = SlotFactory()
    client.force_login(MembershipFactory(enterprise=slot.enterprise, role="owner").user)

    assert client.get(reverse("gate:pass_list", args=[slot.enterprise.slug, slot.uuid])).status_code == 404


def citizens(*citizenships: str) -> Slot:
    """A slot whose pass office was told these citizenships, in the order of the visitors."""
    tour = TourFactory(published=True, requirements=None)
    RequirementsFactory(tour=tour, pass_office_data=["citizenship"])
    slot = SlotFactory(tour=tour, days_ahead=10)
    for citizenship in citizenships:
        confirm(
            order=held_order(slot),
            contact=Contact(name="Анна Белова", email="anna@example.org"),
            visitors=[VisitorDetails("Анна Белова", 40, identity={"citizenship": citizenship})],
            consent=ConsentGiven(text=consent_text(), ip_address=None),
        )
    return slot


def test_pass_list_names_countries_in_the_readers_language_and_shows_what_was_once_typed(client: Client):
    slot = citizens("RU", "DE", "XXA", "Гражданин РФ")
    client.force_login(MembershipFactory(enterprise=slot.enterprise, role="owner").user)
    page = reverse("gate:pass_list", args=[slot.enterprise.slug, slot.uuid])

    russian = client.post(page).content.decode()
    english = client.post(f"/en{page}").content.decode()

    assert all(
        f'<td class="num">{name}</td>' in russian for name in ("Россия", "Германия", "без гражданства", "Гражданин РФ")
    )
    assert all(
        f'<td class="num">{name}</td>' in english for name in ("Russia", "Germany", "no citizenship", "Гражданин РФ")
    )


@pytest.mark.parametrize(
    ("typed", "sealed", "is_foreign"),
    [
        ({"v0_citizen": "yes"}, "RU", False),
        ({"v0_citizen": "yes", "v0_citizenship": "DE"}, "RU", False),
        ({"v0_citizen": "no", "v0_citizenship": "DE"}, "DE", True),
        ({"v0_citizen": "no", "v0_citizenship": "XXA"}, "XXA", True),
    ],
)
def test_citizenship_is_sealed_by_its_code(client: Client, typed: dict[str, str], sealed: str, is_foreign: bool):
    slot = citizens()
    consent_text()
    order = held_order(slot)
    sent = {"name": "Анна Белова", "email": "anna@example.org", "consent": "on"}

    answer = client.post(reverse("booking:details", args=[order.token]), {**sent, **typed})

    assert answer.status_code == 302, answer.context["form"].errors
    [read] = read_passes(slot=slot, reader=UserFactory())
    assert read.identity == {"citizenship": sealed}
    assert order.visitors.get().is_foreign is is_foreign


def test_somebody_who_comes_instead_is_asked_of_which_country_they_are(client: Client):
    slot = citizens("RU")
    order = Order.objects.get()
    page = reverse("booking:people", args=[order.token])
    sent = {"people": order.visitors.get().uuid.hex, "name": "Анна Белова", "v0_name": "Ханс Мюллер"}

    without_citizen = client.post(page, sent).context["form"].errors
    without_country = client.post(page, {**sent, "v0_citizen": "no"}).context["form"].errors
    answer = client.post(page, {**sent, "v0_citizen": "no", "v0_citizenship": "DE"})

    assert (list(without_citizen), list(without_country)) == (["v0_citizen"], ["v0_citizenship"])
    assert answer.status_code == 302
    [read] = read_passes(slot=slot, reader=UserFactory())
    assert read.identity == {"citizenship": "DE"}


def test_the_pass_list_leaves_as_a_file_and_that_is_written_down(client: Client, slot: Slot):
    order = booked(slot)
    manager = MembershipFactory(enterprise=slot.enterprise)
    client.force_login(manager.user)
    address = reverse("gate:pass_list", args=[slot.enterprise.slug, slot.uuid])

    file = client.post(address, {"file": "xlsx"})

    [headings, row] = rows_of(file)
    assert len(headings) == 5
    assert row == ["Анна Белова", 40, "06.05.1986", "4510 123456", order.code]
    assert "no-store" in file.headers["Cache-Control"]
    assert [reading.people for reading in IdentityReading.objects.all()] == [1]


def test_who_may_not_read_passes_gets_no_file(client: Client, slot: Slot):
    booked(slot)
    client.force_login(MembershipFactory(enterprise=slot.enterprise, role=Role.GUIDE).user)
    address = reverse("gate:pass_list", args=[slot.enterprise.slug, slot.uuid])
    assert client.post(address, {"file": "xlsx"}).status_code == 404
    assert not IdentityReading.objects.exists()
