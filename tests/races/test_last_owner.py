"""Two owners who remove each other at the same moment: one stays."""

import threading

import pytest
from django.db import connection

from regions.enterprises.models import Membership, Role
from regions.enterprises.services import people
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["remove", "demote"])
def test_owners_who_remove_each_other_leave_one(how: str):
    enterprise = EnterpriseFactory()
    owners = [MembershipFactory(enterprise=enterprise, role=Role.OWNER) for _number in range(4)]
    together = threading.Barrier(len(owners))
    refused: list[people.LastOwner] = []

    def go(membership: Membership) -> None:
        together.wait()
        try:
            if how == "remove":
                people.remove_member(membership=membership)
            else:
                people.change_role(membership=membership, role=Role.GATE)
        except people.LastOwner as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(owner,)) for owner in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Membership.objects.filter(enterprise=enterprise, role=Role.OWNER).count() == 1
    assert len(refused) == 1
