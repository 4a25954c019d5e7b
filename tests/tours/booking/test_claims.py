"""Bookings come along with a verified address, and with no other."""

import pytest
from allauth.account.models import EmailAddress

from accelerator.base.accounts.services import notify_verified_emails
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order, held_order

pytestmark = pytest.mark.django_db


def test_orders_of_a_verified_address_come_along_in_any_case_of_letters():
    order = confirmed_order(email="Masha@Example.org")
    user = UserFactory(email="masha@example.org")

    notify_verified_emails(user=user)

    order.refresh_from_db()
    assert order.user == user


def test_orders_of_an_unverified_address_stay_where_they_are():
    order = confirmed_order(email="masha@example.org")
    user = UserFactory(email="masha@example.org", verified=False)

    notify_verified_emails(user=user)

    order.refresh_from_db()
    assert order.user is None


def test_orders_of_another_address_stay_where_they_are():
    order = confirmed_order(email="masha@example.org")

    notify_verified_emails(user=UserFactory(email="petya@example.org"))

    order.refresh_from_db()
    assert order.user is None


def test_orders_of_a_second_verified_address_come_along_too():
    order = confirmed_order(email="work@example.org")
    user = UserFactory()
    EmailAddress.objects.create(user=user, email="work@example.org", verified=True)

    notify_verified_emails(user=user)

    order.refresh_from_db()
    assert order.user == user


def test_an_order_that_has_its_person_keeps_it():
    order = confirmed_order(email="masha@example.org")
    owner = UserFactory()
    order.user = owner
    order.save(update_fields=["user"])

    notify_verified_emails(user=UserFactory(email="masha@example.org"))

    order.refresh_from_db()
    assert order.user == owner


def test_an_order_without_a_contact_goes_to_nobody():
    order = held_order()

    notify_verified_emails(user=UserFactory())

    order.refresh_from_db()
    assert order.user is None
