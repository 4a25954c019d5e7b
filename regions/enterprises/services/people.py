"""Who works at an enterprise: invitations, roles, leaving. At least one owner always stays."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accelerator.base.accounts.messages import Letter
from accelerator.base.accounts.models import User
from accelerator.base.accounts.services import language_of
from accelerator.base.common import clock, erasures
from accelerator.base.common.emails import account_address
from accelerator.base.common.errors import Refusal
from accelerator.base.common.formats import nested
from accelerator.base.common.security_log import Event, record
from accelerator.base.common.transactions import atomic, violates
from accelerator.base.notifications.services import Planned, cancel_messages, plan_messages
from regions.enterprises.models import Enterprise, Invitation, Membership, Role
from regions.enterprises.permissions import role_duties

INVITATION = "enterprises.invitation"
MEMBER_REMOVED = "enterprises.member_removed"
INVITATION_LASTS = timedelta(days=7)


class LastOwner(Refusal):
    """An enterprise would be left without an owner."""


class AlreadyMember(Refusal):
    """This person works there already."""


class AlreadyInvited(Refusal):
    """There is an open invitation for this address."""


class InvitationClosed(Refusal):
    """The invitation was accepted, revoked, or is too old."""


class NotInvited(Refusal):
    """The invitation is for an address that is not a confirmed one of this person."""


@atomic
def invite(*, enterprise: Enterprise, email: str, role: str, invited_by: User) -> Invitation:
    """Invite a person to a role by a link in an email; an expired invitation is replaced.

    Raises AlreadyMember or AlreadyInvited.
    """
    email = account_address(email)
    now = clock.now()
    if Membership.objects.filter(enterprise=enterprise, user__email__iexact=email).exists():
        raise AlreadyMember(_("%(email)s already works here. You can change the role in the list.") % {"email": email})
    enterprise.invitations.unanswered().filter(email__iexact=email, expires_at__lte=now).update(revoked_at=now)
    token = _new_token()
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                enterprise=enterprise, email=email, role=role, invited_by=invited_by, token_hash=hash_of(token),
                created_at=now, expires_at=now + INVITATION_LASTS,
            )  # fmt: skip
    except IntegrityError as error:
        if violates(error, "enterprises_invitation_open_once"):
            raise AlreadyInvited(
                _("%(email)s has already been invited. You can send the link again from the list below.")
                % {"email": email}
            ) from error
        raise
    _send(invitation, token)
    _record(Event.INVITATION_SENT, invitation)
    return invitation


@atomic
def resend_invitation(*, invitation: Invitation) -> None:
    """Send a new link, good for another seven days; the one sent before stops working. Raises InvitationClosed."""
    invitation = _locked_unanswered(invitation)
    token = _new_token()
    invitation.token_hash = hash_of(token)
    invitation.expires_at = clock.now() + INVITATION_LASTS
    invitation.save(update_fields=["token_hash", "expires_at"])
    cancel_messages(topic=_topic(invitation))
    _send(invitation, token)
    _record(Event.INVITATION_SENT, invitation)


@atomic
def revoke_invitation(*, invitation: Invitation) -> None:
    """Withdraw the invitation; its link stops working at once. Raises InvitationClosed."""
    invitation = _locked_unanswered(invitation)
    invitation.revoked_at = clock.now()
    invitation.save(update_fields=["revoked_at"])
    _record(Event.INVITATION_REVOKED, invitation)
    cancel_messages(topic=_topic(invitation))


@atomic
def accept_invitation(*, invitation: Invitation, user: User) -> Membership:
    """Make the person a member in the offered role. Raises InvitationClosed or NotInvited."""
    invitation = _locked_unanswered(invitation)
    now = clock.now()
    if invitation.expires_at <= now:
        raise InvitationClosed(_("This invitation has expired. Ask for a new one."))
    if not may_accept(invitation, user):
        raise NotInvited(
            _("The invitation is for %(email)s. Sign in with this address, or add it to your account and confirm it.")
            % {"email": invitation.email}
        )
    # Somebody who became a member in another way keeps the role they have.
    membership, _made = Membership.objects.get_or_create(
        user=user, enterprise=invitation.enterprise, defaults={"role": invitation.role, "joined_at": now}
    )
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    _record(Event.INVITATION_ACCEPTED, invitation)
    return membership


def may_accept(invitation: Invitation, user: User) -> bool:
    """Whether the invited address is a confirmed one of this person."""
    return EmailAddress.objects.filter(user=user, verified=True, email__iexact=invitation.email).exists()


@atomic
def change_role(*, membership: Membership, role: str) -> None:
    """Give a member another role, in force with their next request. Raises LastOwner."""
    members = _locked_members(membership.enterprise_id)
    if role != Role.OWNER:
        _check_owner_stays(members, membership)
    Membership.objects.filter(pk=membership.pk).update(role=role)
    _record_member(Event.ROLE_CHANGED, membership, role)


@atomic
def remove_member(*, membership: Membership) -> None:
    """Remove a member, who has no rights from their next request on. Raises LastOwner."""
    _check_owner_stays(_locked_members(membership.enterprise_id), membership)
    Membership.objects.filter(pk=membership.pk).delete()
    _record_member(Event.MEMBER_REMOVED, membership, membership.role)
    erasures.record(MEMBER_REMOVED, [membership.uuid])


def remove_member_again(uuid: UUID, _at: datetime) -> bool:
    """End a membership that a restore has brought back; return whether it was there. Raises LastOwner."""
    membership = Membership.objects.filter(uuid=uuid).first()
    if membership is not None:
        remove_member(membership=membership)
    return membership is not None


def check_not_last_owner(user: User) -> None:
    """Raises LastOwner if an enterprise would lose its only owner with this person's account."""
    for membership in user.memberships.filter(role=Role.OWNER).order_by("enterprise_id").select_related("enterprise"):
        members = _locked_members(membership.enterprise_id)
        _check_owner_stays(members, membership)


def _record(event: Event, invitation: Invitation) -> None:
    record(event, enterprise=invitation.enterprise.uuid, invitation=invitation.uuid, role=str(invitation.role))


def _record_member(event: Event, membership: Membership, role: str) -> None:
    record(event, enterprise=membership.enterprise.uuid, account=membership.user.uuid, role=str(role))


def hash_of(token: str) -> str:
    """What is stored of a link's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def _new_token() -> str:
    return secrets.token_urlsafe(32)


def _locked_members(enterprise_id: int) -> list[Membership]:
    # All rows, in one order: two owners who remove each other wait here, and the second finds who is left.
    return list(Membership.objects.select_for_update(no_key=True).filter(enterprise=enterprise_id).order_by("pk"))


def last_owner_refusal(membership: Membership, members: Iterable[Membership] | None = None) -> LastOwner | None:
    """Return why this member cannot leave, if they are the only owner; `members` if these were read and locked."""
    members = membership.enterprise.memberships.all() if members is None else members
    if {member.pk for member in members if member.role == Role.OWNER} != {membership.pk}:
        return None
    text = _("%(enterprise)s must have an owner. Make someone else an owner first.")
    return LastOwner(text % {"enterprise": nested(membership.enterprise)})


def _check_owner_stays(members: list[Membership], leaving: Membership) -> None:
    if refusal := last_owner_refusal(leaving, members):
        raise refusal


def _locked_unanswered(invitation: Invitation) -> Invitation:
    locked = Invitation.objects.select_for_update(of=("self",), no_key=True).select_related("enterprise", "invited_by")
    found = locked.unanswered().filter(pk=invitation.pk).first()
    if found is None:
        raise InvitationClosed(_("This invitation is no longer valid."))
    return found


def _topic(invitation: Invitation) -> str:
    return f"invitation:{invitation.uuid}"


def _send(invitation: Invitation, token: str) -> None:
    language = language_of(invitation.email)
    with override(language):
        body = _letter(invitation, token).body()
    message = Planned(
        kind=INVITATION,
        dedupe_key=f"{INVITATION}:{invitation.token_hash}",
        topic=_topic(invitation),
        recipient=invitation.email,
        language=language,
        params={"invitation": str(invitation.uuid)},
        body=body,  # the link's secret stands nowhere else, so the mail is kept whole until it is sent
        expires_at=invitation.expires_at,
    )
    plan_messages([message])


def _letter(invitation: Invitation, token: str) -> Letter:
    inviter = str(invitation.invited_by or invitation.enterprise)
    return Letter(
        subject=_("%(enterprise)s: invitation to work together") % {"enterprise": invitation.enterprise},
        paragraphs=(
            _("%(person)s has invited you to the workspace of “%(enterprise)s”. Your role: %(role)s.")
            % {"person": inviter, "enterprise": invitation.enterprise, "role": invitation.get_role_display()},
            str(role_duties(invitation.role)),
        ),
        button=_("Accept the invitation"),
        address=settings.BASE_URL + reverse("enterprises:invitation", args=[token]),
        closing=(
            _("The link is valid for seven days, for %(email)s only.") % {"email": invitation.email},
            _("If you were not expecting this email, you can ignore it."),
        ),
    )
