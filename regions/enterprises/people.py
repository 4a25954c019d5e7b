"""What this room tells of a person to their account."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from accelerator.base.accounts.models import User
from accelerator.base.accounts.registry import Workplace
from accelerator.base.common.holders import Holder
from regions.enterprises.cabinet import cabinet_address
from regions.enterprises.models import Invitation, Role
from regions.enterprises.services.people import INVITATION, refuse_deletion_of_last_owner, why_kept

__all__ = ["INVITATION", "holders", "landing", "own_data", "refuse_deletion_of_last_owner", "workplaces"]


def landing(user: User) -> str | None:
    """Who works at an enterprise comes to its cabinet first."""
    return reverse("enterprises:cabinet") if user.memberships.exists() else None


def holders(user: User) -> Iterator[Holder]:
    """The enterprises that would be left without an owner, each with the page on which another is named."""
    owned = user.memberships.filter(role=Role.OWNER).select_related("enterprise")
    for membership in owned.order_by("enterprise__sort_name", "pk"):
        if refusal := why_kept(membership):
            yield Holder(str(refusal), reverse("enterprises:people", args=[membership.enterprise.slug]))


def own_data(user: User) -> dict[str, Any]:
    """Where this person works, and what they were invited to."""
    memberships = user.memberships.order_by("joined_at", "pk")
    invitations = Invitation.objects.filter(email__iexact=user.email).order_by("created_at", "pk")
    return {
        "memberships": list(memberships.values("enterprise__slug", "role", "joined_at")),
        "invitations": list(invitations.values("enterprise__slug", "role", "created_at", "accepted_at", "revoked_at")),
    }


def workplaces(user: User) -> Iterator[Workplace]:
    """The enterprises of a person, for the page of their account."""
    memberships = user.memberships.select_related("enterprise").order_by("enterprise__sort_name", "pk")
    for membership in memberships:
        role = membership.get_role_display()
        yield Workplace(str(membership.enterprise), role, cabinet_address(membership.enterprise))
