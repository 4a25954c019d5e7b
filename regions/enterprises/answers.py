"""What this app answers to the hooks of the apps below, and to its own."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accelerator.base.accounts import hooks
from accelerator.base.accounts.desk import DeskSection
from accelerator.base.accounts.hooks import Workplace
from accelerator.base.accounts.messages import stored_mail
from accelerator.base.accounts.models import User
from accelerator.base.common.errors import Blocker
from accelerator.base.common.hooks import erasure_replays, share_cards
from accelerator.base.notifications.hooks import message
from accelerator.base.search.hooks import dependents, documents
from regions.enterprises import permissions
from regions.enterprises.albums import AlbumKind
from regions.enterprises.cabinet import Section, cabinet_address
from regions.enterprises.hooks import album_kinds, cabinet_sections
from regions.enterprises.models import Enterprise, Invitation, Role, Site
from regions.enterprises.search_texts import (
    enterprise_texts,
    naming_regions_and_enterprises,
    region_texts,
    site_texts,
)
from regions.enterprises.services.people import (
    INVITATION,
    MEMBER_REMOVED,
    check_not_last_owner,
    last_owner_refusal,
    remove_member_again,
)
from regions.enterprises.services.photos import PHOTO_REMOVED, delete_photo_again
from regions.enterprises.sharing import find_enterprise_card

hooks.before_account_deletion(order=10)(check_not_last_owner)
erasure_replays(MEMBER_REMOVED)(remove_member_again)
erasure_replays(PHOTO_REMOVED)(delete_photo_again)
share_cards("enterprise")(find_enterprise_card)
documents("region")(region_texts)
documents("enterprise")(enterprise_texts)
documents("site")(site_texts)
dependents(order=10)(naming_regions_and_enterprises)
# The row holds the whole mail, with the link that stands nowhere else; a second copy does no harm.
message(INVITATION, label=_("invitation"), resend_if_unknown=True)(stored_mail)


@hooks.desk_sections(order=10)
def desk_of_enterprises() -> tuple[DeskSection, ...]:
    return (
        DeskSection("enterprises:desk", _("Enterprises"), "factory", _("Their workspaces and owners.")),
        DeskSection(
            "enterprises:subjects", _("Themes and subjects"), "tag",
            _("How visitors find tours, and what the covers show."),
        ),
    )  # fmt: skip


@cabinet_sections(order=40)
def enterprise_itself() -> tuple[Section, ...]:
    return (
        Section("enterprises:profile", _("Enterprise"), "factory", permissions.MANAGE_ENTERPRISE),
        Section("enterprises:sites", _("Sites"), "map-pin", permissions.MANAGE_ENTERPRISE),
        Section("enterprises:photos", _("Photos"), "image", permissions.MANAGE_ENTERPRISE),
        Section("enterprises:people", _("People"), "users", permissions.MANAGE_PEOPLE),
    )


@album_kinds(order=10)
def enterprise_albums() -> AlbumKind:
    return AlbumKind("enterprise", _("Enterprise"), lambda one: Enterprise.objects.filter(pk=one.pk))


@album_kinds(order=20)
def site_albums() -> AlbumKind:
    return AlbumKind("site", _("Site"), lambda one: Site.objects.filter(enterprise=one).order_by("pk"))


@hooks.landing(order=20)
def land_in_cabinet(user: User) -> str | None:
    """Who works at an enterprise comes to its cabinet first, unless they are an organizer."""
    return reverse("enterprises:cabinet") if user.memberships.exists() else None


@hooks.account_deletion_blockers(order=10)
def enterprises_without_owner(user: User) -> Iterator[Blocker]:
    """The enterprises that would be left without an owner, each with the page on which another is named."""
    for membership in user.memberships.filter(role=Role.OWNER).by_enterprise():
        if refusal := last_owner_refusal(membership):
            yield Blocker(str(refusal), reverse("enterprises:people", args=[membership.enterprise.slug]))


@hooks.own_data(order=20)
def memberships_and_invitations(user: User) -> dict[str, Any]:
    """Where this person works, and what they were invited to."""
    memberships = user.memberships.order_by("joined_at", "pk")
    invitations = Invitation.objects.filter(email__iexact=user.email).order_by("created_at", "pk")
    return {
        "memberships": list(memberships.values("enterprise__slug", "role", "joined_at")),
        "invitations": list(invitations.values("enterprise__slug", "role", "created_at", "accepted_at", "revoked_at")),
    }


@hooks.workplaces(order=10)
def enterprises_of(user: User) -> Iterator[Workplace]:
    """The enterprises of a person, for the page of their account."""
    for membership in user.memberships.all().by_enterprise():
        role = membership.get_role_display()
        yield Workplace(str(membership.enterprise), role, cabinet_address(membership.enterprise))
