"""What this room tells of a person to their account."""

from collections.abc import Iterator

from django.urls import reverse

from accelerator.accounts.models import User
from accelerator.accounts.registry import Workplace
from regions.enterprises.cabinet import cabinet_address
from regions.enterprises.services.people import INVITATION, refuse_deletion_of_last_owner

__all__ = ["INVITATION", "landing", "refuse_deletion_of_last_owner", "workplaces"]


def landing(user: User) -> str | None:
    """Who works at an enterprise comes to its cabinet first."""
    return reverse("enterprises:cabinet") if user.memberships.exists() else None


def workplaces(user: User) -> Iterator[Workplace]:
    """The enterprises of a person, for the page of their account."""
    memberships = user.memberships.select_related("enterprise").order_by("enterprise__sort_name", "pk")
    for membership in memberships:
        role = membership.get_role_display()
        yield Workplace(str(membership.enterprise), role, cabinet_address(membership.enterprise))
