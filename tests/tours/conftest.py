"""A manager who writes and plans tours, signed in."""

import pytest


@pytest.fixture
def membership(client):
    from regions.enterprises.models import Role  # noqa: PLC0415 - models come later than conftests
    from tests.factories.enterprises import MembershipFactory  # noqa: PLC0415 - models come later than conftests

    membership = MembershipFactory(role=Role.MANAGER)
    client.force_login(membership.user)
    return membership
