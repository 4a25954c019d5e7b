"""Accounts whose address came as browsers send it are known by the letters that people read, whoever asks."""

from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps

from accelerator.base.accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
read_domains = import_module("accelerator.base.accounts.migrations.0007_readable_addresses").read_domains


def account(email: str) -> User:
    person = UserFactory(email=email)
    EmailAddress.objects.update_or_create(user=person, defaults={"email": email, "verified": True, "primary": True})
    return person


def test_domains_in_ascii_get_their_letters():
    anna, boris = account("anna@xn--80a1acny.xn--p1ai"), account("xn--boris@example.org")

    read_domains(apps, None)

    assert User.objects.get(pk=anna.pk).email == EmailAddress.objects.get(user=anna).email == "anna@почта.рф"
    assert User.objects.get(pk=boris.pk).email == "xn--boris@example.org"


def test_address_that_somebody_has_already_is_left_to_them():
    first, second = account("anna@почта.рф"), account("anna@xn--80a1acny.xn--p1ai")

    read_domains(apps, None)

    assert User.objects.get(pk=first.pk).email == "anna@почта.рф"
    assert User.objects.get(pk=second.pk).email == "anna@xn--80a1acny.xn--p1ai"
