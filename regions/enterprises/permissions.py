"""What each role may do at an enterprise."""

from collections.abc import Collection

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from regions.enterprises.models import Role

# From the narrowest to the widest. The gate checks people in, a guide sees whom they lead, a manager opens tours and
# slots, an owner also decides who works here.
CHECK_IN: Collection[str] = (Role.OWNER, Role.MANAGER, Role.GUIDE, Role.GATE)
SEE_ROSTER: Collection[str] = (Role.OWNER, Role.MANAGER, Role.GUIDE, Role.GATE)
EXPORT_ROSTER: Collection[str] = (Role.OWNER, Role.MANAGER)
READ_PASSES: Collection[str] = (Role.OWNER, Role.MANAGER)
SEE_SLOTS: Collection[str] = (Role.OWNER, Role.MANAGER, Role.GUIDE)
MANAGE_SLOTS: Collection[str] = (Role.OWNER, Role.MANAGER)
MANAGE_TOURS: Collection[str] = (Role.OWNER, Role.MANAGER)
MANAGE_ENTERPRISE: Collection[str] = (Role.OWNER, Role.MANAGER)
MANAGE_PEOPLE: Collection[str] = (Role.OWNER,)

_DUTIES: dict[str, str | Promise] = {
    Role.OWNER: _("Can do everything and decides who works here."),
    Role.MANAGER: _("Opens tours and slots, edits the enterprise’s pages, sees visitors and lists of visitors."),
    Role.GUIDE: _("Sees the slots on any day, who is coming and their phone numbers, and checks visitors in."),
    Role.GATE: _("Checks visitors in at the gate by QR code, booking code or list. Sees names but not phone numbers."),
}


def role_duties(role: str) -> str | Promise:
    """What a member in this role does, in a sentence."""
    return _DUTIES[role]
