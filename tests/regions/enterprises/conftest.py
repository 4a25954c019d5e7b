"""Who works at the pages of photos."""

import pytest


@pytest.fixture
def membership(client):
    from regions.enterprises.models import Role  # noqa: PLC0415 - this file is read before the apps are ready
    from tests.factories.enterprises import MembershipFactory  # noqa: PLC0415

    membership = MembershipFactory(role=Role.MANAGER)
    client.force_login(membership.user)
    return membership
