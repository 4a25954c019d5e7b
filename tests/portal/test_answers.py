"""What the portal answers to hooks."""

import pytest
from django.urls import reverse

from accelerator.base.accounts.hooks import landing
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import MembershipFactory

pytestmark = pytest.mark.django_db


def test_organizer_who_works_at_an_enterprise_lands_at_the_desk():
    both, member = MembershipFactory(user=UserFactory(is_organizer=True)).user, MembershipFactory().user

    assert landing.first(both) == reverse("portal:organizer")
    assert landing.first(member) == reverse("enterprises:cabinet")
    assert landing.first(UserFactory()) is None
