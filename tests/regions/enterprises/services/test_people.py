"""Every way out of the services that say who works at an enterprise, called directly."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ObjectDoesNotExist

from accelerator.base.common import clock
from accelerator.base.common.models import Erasure
from accelerator.base.notifications.models import Message
from regions.enterprises.models import Invitation, Membership, Role
from regions.enterprises.permissions import role_duties
from regions.enterprises.services import people
from tests.base.accounts.outbox import last_mail, link_in
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def owner() -> Membership:
    return MembershipFactory(role=Role.OWNER)


def invited(owner: Membership, email: str = "new@example.org", role: str = Role.GUIDE) -> Invitation:
    return people.invite(enterprise=owner.enterprise, email=email, role=role, invited_by=owner.user)


def token_of(invitation: Invitation) -> str:
    return link_in(last_mail(invitation.email)).rstrip("/").rsplit("/", 1)[1]


def answered(invitation: Invitation) -> dict[str, Invitation]:
    """The same offer, accepted, revoked and gone."""
    kept = []
    for column in ("accepted_at", "revoked_at"):
        other = invited(MembershipFactory(role=Role.OWNER))
        Invitation.objects.filter(pk=other.pk).update(**{column: clock.now()})
        kept.append(other)
    Invitation.objects.filter(pk=invitation.pk).delete()
    return {"accepted": kept[0], "revoked": kept[1], "gone": invitation}


# --- Offers -----------------------------------------------------------------------------------------------------------


def test_offer_is_written_down_and_sent_with_its_link(owner: Membership):
    with time_machine.travel("2027-03-01T09:00:00Z", tick=False):
        invitation = invited(owner, "  New@Example.org ", Role.MANAGER)

    message = last_mail("new@example.org")
    assert (invitation.email, invitation.role, invitation.invited_by) == ("new@example.org", "manager", owner.user)
    assert invitation.expires_at - invitation.created_at == timedelta(days=7)
    assert invitation.token_hash == people.hash_of(token_of(invitation)) != people.hash_of("")
    assert (message.kind, message.expires_at) == (people.INVITATION, invitation.expires_at)
    assert message.dedupe_key.endswith(invitation.token_hash)
    assert str(owner.user) in message.body["text"]
    assert str(role_duties(Role.MANAGER)) in message.body["text"].replace("\n", " ")


def test_offer_of_nobody_is_the_enterprises(owner: Membership):
    invitation = invited(owner)
    Invitation.objects.filter(pk=invitation.pk).update(invited_by=None)

    people.resend_invitation(invitation=invitation)

    text = " ".join(last_mail("new@example.org").body["text"].split())
    assert str(owner.user) not in text
    assert f"{owner.enterprise} приглашает вас" in text


def test_letter_is_in_the_language_of_whom_it_is_for(owner: Membership):
    UserFactory(email="english@example.org", language="en")
    invited(owner, "english@example.org")
    invited(owner, "stranger@example.org")

    english, stranger = last_mail("english@example.org"), last_mail("stranger@example.org")
    assert (english.language, stranger.language) == ("en", "ru")
    assert "invit" in english.body["subject"]
    assert "invit" not in stranger.body["subject"]


def test_offer_is_refused_to_who_works_here_and_only_to_them(owner: Membership):
    member = MembershipFactory(enterprise=owner.enterprise, role=Role.GATE)
    elsewhere = MembershipFactory()

    with pytest.raises(people.AlreadyMember, match=member.user.email):
        invited(owner, member.user.email.upper())
    invited(owner, elsewhere.user.email)

    assert [one.email for one in Invitation.objects.all()] == [elsewhere.user.email]


def test_second_offer_is_refused_while_the_first_is_open(owner: Membership):
    first = invited(owner)
    invited(owner, "other@example.org")
    invited(MembershipFactory(role=Role.OWNER))  # another enterprise's, to the same address

    late = time_machine.travel(first.expires_at - timedelta(seconds=1), tick=False)
    with late, pytest.raises(people.AlreadyInvited, match=r"new@example\.org"):
        invited(owner)
    assert Invitation.objects.unanswered().count() == 3
    assert Message.objects.count() == 3


def test_run_out_offer_to_the_same_address_is_replaced_and_no_other(owner: Membership):
    with time_machine.travel("2027-03-01T09:00:00Z", tick=False):
        first = invited(owner)
        other = invited(owner, "other@example.org")
        elsewhere = invited(MembershipFactory(role=Role.OWNER))
        refused = invited(owner, "third@example.org")
        people.revoke_invitation(invitation=refused)
    revoked_at = Invitation.objects.get(pk=refused.pk).revoked_at

    with time_machine.travel(first.created_at + timedelta(days=7), tick=False):
        again = invited(owner)
        invited(owner, "third@example.org")

    first.refresh_from_db()
    refused.refresh_from_db()
    assert first.revoked_at == again.created_at
    assert refused.revoked_at == revoked_at
    assert {other, elsewhere, again} < set(Invitation.objects.unanswered())


def test_resent_offer_has_a_new_link_for_seven_more_days(owner: Membership):
    invitation, other = invited(owner), invited(owner, "other@example.org")
    old = invitation.token_hash

    with time_machine.travel(invitation.created_at + 3 * DAY, tick=False):
        people.resend_invitation(invitation=invitation)
        now = clock.now()

    invitation.refresh_from_db()
    states = dict(Message.objects.values_list("dedupe_key", "state"))
    assert invitation.expires_at == now + timedelta(days=7)
    assert invitation.token_hash == people.hash_of(token_of(invitation)) != old
    assert states[f"{people.INVITATION}:{old}"] == Message.State.CANCELLED
    assert states[f"{people.INVITATION}:{invitation.token_hash}"] == Message.State.QUEUED
    assert states[f"{people.INVITATION}:{other.token_hash}"] == Message.State.QUEUED


def test_revoked_offer_is_closed_and_its_letter_called_off(owner: Membership):
    invitation, other = invited(owner), invited(owner, "other@example.org")

    people.revoke_invitation(invitation=invitation)

    assert list(Invitation.objects.unanswered()) == [other]
    assert last_mail("new@example.org").state == Message.State.CANCELLED
    assert last_mail("other@example.org").state == Message.State.QUEUED


@pytest.mark.parametrize("what", ["accepted", "revoked", "gone"])
def test_answered_offer_is_closed_to_everything(owner: Membership, what: str):
    invitation = answered(invited(owner))[what]
    user = UserFactory(email=invitation.email)
    mails = Message.objects.count()

    for step in (
        lambda: people.resend_invitation(invitation=invitation),
        lambda: people.revoke_invitation(invitation=invitation),
        lambda: people.accept_invitation(invitation=invitation, user=user),
    ):
        with pytest.raises(people.InvitationClosed):
            step()
    assert Message.objects.count() == mails
    assert not Membership.objects.filter(user=user).exists()


# --- Answers ----------------------------------------------------------------------------------------------------------


def test_accepted_offer_makes_a_member_in_its_role(owner: Membership):
    invitation = invited(owner, role=Role.MANAGER)
    user = UserFactory(email="new@example.org")

    with time_machine.travel(invitation.expires_at - timedelta(seconds=1), tick=False):
        membership = people.accept_invitation(invitation=invitation, user=user)
        now = clock.now()

    invitation.refresh_from_db()
    assert (membership.user, membership.enterprise, membership.role) == (user, owner.enterprise, "manager")
    assert (membership.joined_at, invitation.accepted_at) == (now, now)


def test_offer_that_has_run_out_is_not_accepted(owner: Membership):
    invitation = invited(owner)
    user = UserFactory(email="new@example.org")

    with time_machine.travel(invitation.expires_at, tick=False), pytest.raises(people.InvitationClosed):
        people.accept_invitation(invitation=invitation, user=user)

    assert not Membership.objects.filter(user=user).exists()


def test_offer_is_for_its_own_address_once_that_is_confirmed(owner: Membership):
    invitation = invited(owner)
    unconfirmed = UserFactory(email="new@example.org", verified=False)
    other = UserFactory(email="other@example.org")

    for user in (unconfirmed, other):
        assert not people.may_accept(invitation, user)
        with pytest.raises(people.NotInvited, match=r"new@example\.org"):
            people.accept_invitation(invitation=invitation, user=user)

    unconfirmed.emailaddress_set.update(verified=True)
    assert people.may_accept(invitation, unconfirmed)
    assert not people.may_accept(invitation, other)


def test_who_came_in_another_way_keeps_their_role_and_the_offer_is_answered(owner: Membership):
    invitation = invited(owner, role=Role.GATE)
    member = MembershipFactory(
        user=UserFactory(email="new@example.org"), enterprise=owner.enterprise, role=Role.MANAGER
    )

    assert people.accept_invitation(invitation=invitation, user=member.user) == member

    member.refresh_from_db()
    assert member.role == Role.MANAGER
    assert not Invitation.objects.unanswered().exists()


# --- Roles and leaving ------------------------------------------------------------------------------------------------


@pytest.fixture
def others(owner: Membership) -> list[Membership]:
    """Who does not keep the enterprise: its manager, and an owner of another one."""
    return [MembershipFactory(enterprise=owner.enterprise, role=Role.MANAGER), MembershipFactory(role=Role.OWNER)]


def test_only_owner_stays_an_owner(owner: Membership, others: list[Membership]):
    for step in (
        lambda: people.remove_member(membership=owner),
        lambda: people.change_role(membership=owner, role=Role.GATE),
        lambda: people.remove_member_again(owner.uuid, clock.now()),
        lambda: people.check_not_last_owner(owner.user),
    ):
        with pytest.raises(people.LastOwner, match=str(owner.enterprise)):
            step()
    owner.refresh_from_db()
    assert owner.role == Role.OWNER
    assert not Erasure.objects.exists()
    assert people.last_owner_refusal(owner) is not None


def test_only_owner_may_be_made_an_owner_once_more(owner: Membership):
    people.change_role(membership=owner, role=Role.OWNER)

    owner.refresh_from_db()
    assert owner.role == Role.OWNER


def test_others_change_their_role_alone(owner: Membership, others: list[Membership]):
    manager, stranger = others
    assert people.last_owner_refusal(manager) is None

    people.change_role(membership=manager, role=Role.GATE)

    roles = dict(Membership.objects.values_list("pk", "role"))
    assert roles == {owner.pk: "owner", manager.pk: "gate", stranger.pk: "owner"}


def test_one_of_two_owners_can_go_and_is_written_into_the_ledger(owner: Membership, others: list[Membership]):
    second = MembershipFactory(enterprise=owner.enterprise, role=Role.OWNER)
    assert people.last_owner_refusal(owner) is None
    assert people.last_owner_refusal(owner, [owner]) is not None
    people.check_not_last_owner(owner.user)

    people.remove_member(membership=second)

    assert set(Membership.objects.all()) == {owner, *others}
    assert list(Erasure.objects.values_list("what", "subject")) == [(people.MEMBER_REMOVED, second.uuid)]
    with pytest.raises(people.LastOwner):
        people.remove_member(membership=owner)


def test_who_owns_nothing_may_delete_their_account_and_waits_for_nobody(
    owner: Membership, others: list[Membership], django_assert_num_queries
):
    for user in (others[0].user, UserFactory()):
        with django_assert_num_queries(1):  # no row of an enterprise is locked
            people.check_not_last_owner(user)


def test_owner_of_two_enterprises_is_refused_for_the_one_that_would_be_left(owner: Membership):
    alone = MembershipFactory(user=owner.user, role=Role.OWNER, enterprise=EnterpriseFactory(name={"ru": "Один"}))
    MembershipFactory(enterprise=owner.enterprise, role=Role.OWNER)

    with pytest.raises(people.LastOwner, match="Один"):
        people.check_not_last_owner(owner.user)
    assert alone.enterprise != owner.enterprise


def test_removal_is_done_again_after_a_restore(owner: Membership, others: list[Membership]):
    manager, stranger = others

    assert people.remove_member_again(manager.uuid, clock.now()) is True
    assert people.remove_member_again(manager.uuid, clock.now()) is False

    with pytest.raises(ObjectDoesNotExist):
        manager.refresh_from_db()
    assert set(Membership.objects.all()) == {owner, stranger}


# --- The events of it -------------------------------------------------------------------------------------------------


def test_each_step_is_an_event_with_ids_alone(owner: Membership, django_capture_on_commit_callbacks, log_lines):
    user = UserFactory(email="new@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        invitation = invited(owner)
        people.resend_invitation(invitation=invitation)
        membership = people.accept_invitation(invitation=invitation, user=user)
        people.change_role(membership=membership, role=Role.GATE)
        people.remove_member(membership=membership)
        people.revoke_invitation(invitation=invited(owner, "other@example.org"))

    events = [line["event"] for line in log_lines if "enterprise" in line]
    assert events == [
        "invitation.sent", "invitation.sent", "invitation.accepted", "role.changed", "member.removed",
        "invitation.sent", "invitation.revoked",
    ]  # fmt: skip
    assert {line["enterprise"] for line in log_lines if "enterprise" in line} == {str(owner.enterprise.uuid)}
