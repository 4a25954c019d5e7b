"""Reads of people and of what they agree to: each verb called directly."""

from datetime import timedelta

import pytest

from accelerator.base.accounts.consents import current_text
from accelerator.base.accounts.models import ConsentText, User
from accelerator.base.common import clock
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def text(version: int, days: int, kind: str = ConsentText.Kind.PERSONAL_DATA) -> ConsentText:
    valid_from = clock.now() + timedelta(days=days)
    return ConsentText.objects.create(kind=kind, version=version, valid_from=valid_from, title={}, body={})


def test_text_in_force_is_the_newest_of_its_kind_that_is_valid():
    kind = ConsentText.Kind.PERSONAL_DATA
    text(901, days=-2)
    newest = text(902, days=-1)
    text(903, days=1)

    for current in (ConsentText.objects.current, current_text):
        assert current(kind, clock.now()) == newest
        assert current(kind, newest.valid_from) == newest
        with pytest.raises(ConsentText.DoesNotExist):
            current("another", clock.now())
        with pytest.raises(ConsentText.DoesNotExist):
            current(kind, clock.now() - timedelta(days=9999))


def test_person_is_made_with_an_address_in_small_letters_and_known_by_it_in_any():
    made = User.objects.create_user("Anna@Example.org", name="Анна")
    assert (made.email, made.is_staff, made.has_usable_password()) == ("anna@example.org", False, False)
    with pytest.raises(ValueError, match="email"):
        User.objects.create_user("")

    assert User.objects.get_by_natural_key("ANNA@example.org") == made
    assert User.objects.create_user("b@example.org", "a good long phrase").check_password("a good long phrase")


def test_superuser_may_everything():
    UserFactory()
    made = User.objects.create_superuser("root@example.org", "a good long phrase")
    assert (made.is_staff, made.is_superuser, made.check_password("a good long phrase")) == (True, True, True)
