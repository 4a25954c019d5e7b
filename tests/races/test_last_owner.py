"""Two owners who remove each other at the same moment: one stays."""

from functools import partial

import pytest

from regions.enterprises.models import Membership, Role
from regions.enterprises.services import people
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory
from tests.together import at_once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["remove", "demote"])
def test_owners_who_remove_each_other_leave_one(how: str):
    enterprise = EnterpriseFactory()
    owners = [MembershipFactory(enterprise=enterprise, role=Role.OWNER) for _number in range(4)]

    def go(membership: Membership) -> None:
        if how == "remove":
            people.remove_member(membership=membership)
        else:
            people.change_role(membership=membership, role=Role.GATE)

    ended = at_once([partial(go, owner) for owner in owners], expected=people.LastOwner)

    assert Membership.objects.filter(enterprise=enterprise, role=Role.OWNER).count() == 1
    assert sum(isinstance(outcome, people.LastOwner) for outcome in ended) == 1
