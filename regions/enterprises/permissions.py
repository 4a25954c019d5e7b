"""What each role may do at an enterprise: the one place that says so."""

from collections.abc import Collection

from regions.enterprises.models import Role

# From the narrowest to the widest. The gate checks people in, a guide sees whom they lead, a manager opens tours and
# slots, an owner also decides who works here.
CHECK_IN: Collection[str] = (Role.OWNER, Role.MANAGER, Role.GUIDE, Role.GATE)
SEE_ROSTER: Collection[str] = (Role.OWNER, Role.MANAGER, Role.GUIDE, Role.GATE)
EXPORT_ROSTER: Collection[str] = (Role.OWNER, Role.MANAGER)
MANAGE_SLOTS: Collection[str] = (Role.OWNER, Role.MANAGER)
MANAGE_TOURS: Collection[str] = (Role.OWNER, Role.MANAGER)
MANAGE_ENTERPRISE: Collection[str] = (Role.OWNER, Role.MANAGER)
MANAGE_PEOPLE: Collection[str] = (Role.OWNER,)
EVERYONE: Collection[str] = tuple(Role.values)
