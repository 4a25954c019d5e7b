"""Confirming: who comes, the consent and the messages, or nothing at all."""

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings

from accelerator.base.common import clock
from accelerator.base.common.encryption import decrypt
from accelerator.base.notifications.models import Message
from tests.factories.booking import confirm_order, confirmed_order, consent_text, held_order
from tests.factories.tours import RequirementsFactory, SlotFactory, TourFactory, VisitorCategoryFactory
from tours.booking.errors import BookingClosed, HoldLapsed, VisitorsRefused
from tours.booking.models import Booking, Order, VisitorIdentity
from tours.booking.requirement_checks import PARTY_CHECKS, VISITOR_CHECKS, VisitorDetails
from tours.booking.services.confirmations import ConsentGiven, confirm
from tours.booking.services.holds import HOLD_FOR
from tours.booking.services.identities import erase_identities
from tours.booking.services.people import Contact
from tours.models import Slot
from tours.requirements import Use, with_use
from tours.schedule.services.slots import cancel_slot

pytestmark = pytest.mark.django_db
MOSCOW = ZoneInfo("Europe/Moscow")


def confirm_for(order: Order, *visitors: VisitorDetails, guardian_consent: bool = False) -> Order:
    return confirm(
        order=order,
        contact=Contact(name="Мария", email="masha@example.org"),
        visitors=visitors,
        consent=ConsentGiven(text=consent_text(), ip_address="127.0.0.1"),
        guardian_consent=guardian_consent,
    )


def slot_requiring(**requirements: object) -> Slot:
    tour = TourFactory(published=True, requirements=None)
    RequirementsFactory(tour=tour, **requirements)
    return SlotFactory(tour=tour)


def test_confirm_books_writes_the_consent_and_plans_messages():
    slot = SlotFactory(days_ahead=7)

    order = confirmed_order(slot, people=2)

    booking = order.bookings.get()
    assert (booking.status, booking.hold_expires_at) == (Booking.Status.CONFIRMED, None)
    assert order.consent.text == consent_text()
    assert order.consent.ip_address == "127.0.0.1"
    assert [v.name for v in order.visitors.order_by("position")] == ["Гость 1", "Гость 2"]
    kinds = [m.kind for m in Message.objects.order_by("due_at")]
    assert kinds == ["booking.confirmed", "booking.reminder", "booking.reminder", "booking.reminder"]
    due = [slot.starts_at - m.due_at for m in Message.objects.filter(kind="booking.reminder").order_by("due_at")]
    assert due == [timedelta(days=3), timedelta(days=1), timedelta(hours=2)]


def test_confirm_twice_changes_nothing():
    order = held_order(SlotFactory())

    confirm_order(order)
    confirm_order(order, email="other@example.org")

    assert order.contact.email == "masha@example.org"
    assert Message.objects.filter(kind="booking.confirmed").count() == 1
    assert order.bookings.get().slot.seats_taken == 1


def test_confirm_after_the_hold_lapsed_renews_it_while_places_are_free():
    slot = SlotFactory(capacity=4)
    order = held_order(slot, people=2)
    with time_machine.travel(clock.now() + HOLD_FOR * 2, tick=False):
        held_order(slot, people=1)  # gives the lapsed ones back

        confirm_order(order)

    slot.refresh_from_db()
    assert slot.seats_taken == 3
    assert order.bookings.get().status == Booking.Status.CONFIRMED


def test_confirm_after_somebody_took_the_places_is_refused_and_writes_nothing():
    slot = SlotFactory(capacity=2)
    order = held_order(slot, people=2)
    with time_machine.travel(clock.now() + HOLD_FOR * 2, tick=False):
        held_order(slot, people=1)

        with pytest.raises(HoldLapsed) as refusal:
            confirm_order(order)

    assert refusal.value.free == 1
    slot.refresh_from_db()
    assert slot.seats_taken == 1
    assert not Message.objects.exists()
    assert not hasattr(Order.objects.get(pk=order.pk), "contact")


def test_confirm_on_a_slot_that_was_cancelled_is_refused():
    slot = SlotFactory()
    order = held_order(slot)
    cancel_slot(slot=slot, reason="")

    with pytest.raises(BookingClosed):
        confirm_order(order)


def test_every_requirement_declared_as_checked_is_checked():
    assert {row.name for row in with_use(Use.CHECKED)} == PARTY_CHECKS.keys() | VISITOR_CHECKS.keys()


def test_visitor_too_young_is_named():
    order = held_order(slot_requiring(min_age=12), people=2)

    with pytest.raises(VisitorsRefused) as refusal:
        confirm_for(order, VisitorDetails("Анна", 40), VisitorDetails("Маша", 9))

    [problem] = refusal.value.problems
    assert (problem.visitor, problem.field) == (1, "age")
    assert "Маша" in problem.message
    assert "12" in problem.message
    assert order.bookings.get().status == Booking.Status.ON_HOLD


@pytest.mark.parametrize(
    ("requirements", "visitors", "refused"),
    [
        ({"min_age": 12}, [12], []),
        ({"max_age": 60}, [61], [0]),
        ({"max_age": 60}, [60], []),
        ({"min_age_unaccompanied": 16}, [15], [None]),  # not their fault: a grown-up is missing
        ({"min_age_unaccompanied": 16}, [15, 18], []),
        ({"min_age_unaccompanied": 16}, [16], []),
        ({"children_per_chaperone": 2}, [30, 9, 9], []),
        ({"children_per_chaperone": 2}, [30, 9, 9, 9], [None]),
        ({"children_per_chaperone": 2}, [30, 31, 9, 9, 9], []),
    ],
)
def test_ages_are_checked(requirements, visitors, refused):
    order = held_order(slot_requiring(**requirements), people=len(visitors))
    details = [VisitorDetails(f"Гость {i}", age) for i, age in enumerate(visitors)]

    if refused:
        with pytest.raises(VisitorsRefused) as refusal:
            confirm_for(order, *details)
        assert [problem.visitor for problem in refusal.value.problems] == refused
    else:
        assert confirm_for(order, *details).confirmed_at


def test_guardian_has_to_agree_only_for_children():
    slot = slot_requiring(guardian_consent=True)

    with pytest.raises(VisitorsRefused):
        confirm_for(held_order(slot), VisitorDetails("Маша", 9))
    assert confirm_for(held_order(slot), VisitorDetails("Маша", 9), guardian_consent=True)
    assert confirm_for(held_order(slot), VisitorDetails("Анна", 40))


def test_foreign_citizens_are_checked_by_rule_and_lead_time():
    with pytest.raises(VisitorsRefused):
        confirm_for(held_order(slot_requiring(foreigners="not_admitted")), VisitorDetails("Ann", 40, is_foreign=True))
    late = slot_requiring(lead_time_days_foreign=30)
    with pytest.raises(VisitorsRefused, match="30"):
        confirm_for(held_order(late), VisitorDetails("Ann", 40, is_foreign=True))
    assert confirm_for(held_order(late), VisitorDetails("Анна", 40))


def test_visitor_in_a_category_of_another_age_is_refused():
    tour = TourFactory(published=True, category=None)
    VisitorCategoryFactory(tour=tour, name={"ru": "Дети"}, max_age=13, price_kopecks=0)

    with pytest.raises(VisitorsRefused, match="Дети"):
        confirm_for(held_order(SlotFactory(tour=tour)), VisitorDetails("Пётр", 40))


def test_identity_is_sealed_and_erased_with_its_key():
    slot = slot_requiring(pass_office_data=["full_name", "document_number"])
    with pytest.raises(VisitorsRefused):
        confirm_for(held_order(slot), VisitorDetails("Анна", 40))
    order = confirm_for(held_order(slot), VisitorDetails("Анна", 40, identity={"document_number": "4510 123456"}))

    row = VisitorIdentity.objects.get(visitor__order=order)
    person = str(row.visitor.uuid)
    assert b"123456" not in bytes(row.sealed)
    opened = json.loads(decrypt(row.sealed, wrapped_key=row.wrapped_key, person=person, field="identity"))
    assert opened == {"document_number": "4510 123456"}
    # 72 hours are promised, though the bell that comes at the worst moment may be missed once.
    bell = timedelta(seconds=settings.CELERY_BEAT_SCHEDULE["erase-identities"]["schedule"])
    assert slot.ends_at + timedelta(hours=48) < row.erase_at <= slot.ends_at + timedelta(hours=72) - 2 * bell
    assert erase_identities(now=row.erase_at - timedelta(seconds=1)) == 0
    assert erase_identities(now=row.erase_at) == 1
    row.refresh_from_db()
    assert (row.sealed, row.wrapped_key) == (None, None)
