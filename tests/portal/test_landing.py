"""Where people come to after signing in and out."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from accelerator.base.accounts.adapters import AccountAdapter
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("organizer", [True, False])
def test_organizers_come_to_their_desk(organizer):
    request = RequestFactory().get("/accounts/login/")
    request.user = UserFactory(organizer=organizer)
    address = AccountAdapter(request).get_login_redirect_url(request)
    assert address == (reverse("portal:organizer") if organizer else reverse("booking:mine"))


@pytest.mark.parametrize(("prefix", "language"), [("", "ru"), ("/en", "en")])
def test_signing_in_and_out_keeps_the_language(client: Client, prefix: str, language: str):
    user = UserFactory()
    password = "a phrase of a few words"
    user.set_password(password)
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"primary": True, "verified": True})

    came = client.post(f"{prefix}/accounts/login/", {"login": user.email, "password": password})
    left = client.post(f"{prefix}/accounts/logout/")

    with translation.override(language):
        assert (came.url, left.url) == (reverse("booking:mine"), reverse("portal:home"))
