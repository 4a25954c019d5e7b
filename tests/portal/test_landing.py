"""Where people come to after signing in."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from accelerator.accounts.adapters import AccountAdapter
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("organizer", [True, False])
def test_organizers_come_to_their_desk(organizer):
    request = RequestFactory().get("/accounts/login/")
    request.user = UserFactory(organizer=organizer)
    address = AccountAdapter(request).get_login_redirect_url(request)
    assert address == (reverse("portal:organizer") if organizer else reverse("booking:mine"))
