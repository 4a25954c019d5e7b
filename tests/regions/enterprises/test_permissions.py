"""What each role may do, and that it is said."""

import pytest

from regions.enterprises import permissions
from regions.enterprises.models import Role


@pytest.mark.parametrize("role", Role.values)
def test_each_role_has_duties_of_its_own(role: str):
    others = {str(permissions.role_duties(other)) for other in Role.values if other != role}

    assert str(permissions.role_duties(role)) not in others


def test_what_a_narrower_role_may_a_wider_one_may_too():
    widest_first = [Role.OWNER, Role.MANAGER, Role.GUIDE, Role.GATE]
    rights = {name: value for name, value in vars(permissions).items() if name.isupper() and not name.startswith("_")}

    assert len(rights) == 9
    for name, roles in rights.items():
        assert list(roles) == widest_first[: len(roles)], name
