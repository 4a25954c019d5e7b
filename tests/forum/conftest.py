"""An organizer, signed in."""

import pytest


@pytest.fixture
def organizer(client):
    from tests.factories.accounts import UserFactory  # noqa: PLC0415 - models come later than conftests

    user = UserFactory(organizer=True)
    client.force_login(user)
    return user
