"""What the forms of an account count and refuse, where no page can be asked in a test without a device."""

from typing import Any

import pytest
from allauth.core.context import request_context
from django import forms
from django.core.cache import cache
from django.test import RequestFactory

from accelerator.base.accounts.forms import PasskeyStep
from accelerator.base.accounts.models import User
from accelerator.base.common.limits import TooManyRequests
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


class Device:
    """Stands for allauth's form, which asks a device: what that said is in `right`."""

    def __init__(self, user: User, *, right: bool) -> None:
        self.user, self.right = user, right

    def clean_credential(self) -> str:
        if not self.right:
            raise forms.ValidationError("", code="incorrect_code")
        return "the passkey"


class Step(PasskeyStep, Device):
    pass


@pytest.fixture
def request_of_a_stranger(client: Any) -> Any:
    cache.clear()
    request = RequestFactory().get("/")
    request.session, request.user = client.session, UserFactory()
    with request_context(request):
        yield request


def test_passkeys_are_counted_as_second_steps_and_right_ones_are_not(request_of_a_stranger: Any, settings: Any):
    user, other = UserFactory(), UserFactory()
    most = settings.WRONG_SECOND_STEPS_PER_PERSON.most
    for _number in range(most + 1):
        assert Step(user, right=True).clean_credential() == "the passkey"
    for _number in range(most):
        with pytest.raises(forms.ValidationError):
            Step(user, right=False).clean_credential()

    with pytest.raises(TooManyRequests):
        Step(user, right=True).clean_credential()
    assert Step(other, right=True).clean_credential() == "the passkey"
