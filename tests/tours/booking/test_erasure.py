"""Forgetting people: on request, and when their time is over."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from accelerator.base.accounts.models import Consent
from accelerator.base.notifications.models import Message
from tests.factories.booking import confirmed_order
from tests.factories.tours import SlotFactory
from tours.booking.models import Attendance, Booking, OrderContact, Visitor
from tours.booking.services.erasure import KEPT_FOR, erase_expired_personal_data, withdraw_consent
from tours.booking.services.seats import audit_capacity
from tours.models import Slot

pytestmark = pytest.mark.django_db


def test_withdrawing_cancels_what_is_ahead_and_erases_everybody():
    slot = SlotFactory()
    order = confirmed_order(slot, people=2)
    Message.objects.filter(kind="booking.confirmed").update(state="sent", sent_at=slot.starts_at)

    withdraw_consent(order=order)
    withdraw_consent(order=order)

    slot.refresh_from_db()
    order.refresh_from_db()
    assert order.bookings.get().status == Booking.Status.CANCELLED
    assert slot.seats_taken == 0
    assert order.consent.withdrawn_at is not None
    assert not OrderContact.objects.exists()
    assert not Visitor.objects.exists()
    assert Attendance.objects.count() == 2  # the figures stay
    assert not Message.objects.filter(state="queued").exists()
    assert set(Message.objects.values_list("recipient", flat=True)) == {""}
    assert audit_capacity() == []


def test_withdrawing_leaves_others_alone():
    slot = SlotFactory()
    mine, other = confirmed_order(slot), confirmed_order(slot, email="petr@example.org")

    withdraw_consent(order=mine)

    assert list(OrderContact.objects.all()) == [other.contact]
    assert Message.objects.filter(state="queued", recipient="petr@example.org").count() == 4


def test_withdrawing_asks_first(client):
    order = confirmed_order(SlotFactory())
    address = reverse("booking:withdraw", args=[order.token])

    assert client.get(address).status_code == 200
    assert OrderContact.objects.exists()
    assert client.post(address).status_code == 302
    assert not OrderContact.objects.exists()
    assert client.get(order.get_absolute_url()).status_code == 200


def test_people_of_whom_only_the_names_are_left_are_forgotten_too():
    slot = SlotFactory()
    order = confirmed_order(slot)
    order.contact.delete()

    assert erase_expired_personal_data(now=slot.ends_at + KEPT_FOR * 2) == 1
    assert not Visitor.objects.exists()


def test_address_that_consent_was_given_from_goes_with_its_people():
    slot = SlotFactory()
    order, later = confirmed_order(slot), confirmed_order(SlotFactory())
    late = Slot.objects.filter(pk=later.bookings.get().slot_id)
    late.update(starts_at=slot.starts_at + KEPT_FOR, ends_at=slot.ends_at + KEPT_FOR)
    assert Consent.objects.get(pk=order.consent_id).ip_address == "127.0.0.1"

    erase_expired_personal_data(now=slot.ends_at + KEPT_FOR + timedelta(seconds=1))

    assert Consent.objects.get(pk=order.consent_id).ip_address is None
    assert Consent.objects.get(pk=later.consent_id).ip_address == "127.0.0.1"


def test_address_left_behind_by_an_earlier_release_is_forgotten_too():
    slot = SlotFactory()
    order = confirmed_order(slot)
    order.contact.delete()
    order.visitors.all().delete()

    assert erase_expired_personal_data(now=slot.ends_at + KEPT_FOR * 2) == 1
    assert Consent.objects.get(pk=order.consent_id).ip_address is None


def test_people_are_forgotten_a_year_after_their_last_visit():
    slot = SlotFactory()
    order = confirmed_order(slot)
    bell = timedelta(seconds=settings.CELERY_BEAT_SCHEDULE["erase-expired-personal-data"]["schedule"])
    assert timedelta(days=360) < KEPT_FOR <= timedelta(days=365) - 2 * bell  # twelve months are promised

    assert erase_expired_personal_data(now=slot.ends_at + KEPT_FOR) == 0
    assert erase_expired_personal_data(now=slot.ends_at + KEPT_FOR + timedelta(seconds=1)) == 1
    assert not Visitor.objects.exists()
    assert order.bookings.get().status == Booking.Status.CONFIRMED
    assert erase_expired_personal_data(now=slot.ends_at + KEPT_FOR * 2) == 0
