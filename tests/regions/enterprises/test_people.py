"""Who works at an enterprise: invitations, roles, leaving."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accelerator.base.notifications.models import Message
from regions.enterprises.models import Enterprise, Invitation, Membership, Role
from regions.enterprises.services import people
from tests.base.accounts.outbox import last_mail, link_in
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory
from tests.tables import table

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return MembershipFactory(role=Role.OWNER)


def invited(owner: Membership, email: str = "new@example.org", role: str = Role.GUIDE) -> Invitation:
    return people.invite(enterprise=owner.enterprise, email=email, role=role, invited_by=owner.user)


def token_of(invitation: Invitation) -> str:
    return link_in(last_mail(invitation.email)).rstrip("/").rsplit("/", 1)[1]


def browser(membership: Membership) -> Client:
    client = Client()
    client.force_login(membership.user)
    return client


def test_invite_writes_a_mail_whose_secret_is_kept_as_a_hash_alone(owner):
    invitation = invited(owner, "New@Example.org")

    token = token_of(invitation)
    assert invitation.email == "new@example.org"
    assert invitation.token_hash == people.hash_of(token)
    assert token not in str(Invitation.objects.values().get())
    assert len(token) >= 43


def test_invite_writes_in_the_language_of_the_invited(owner):
    UserFactory(email="new@example.org", language="en")

    invited(owner)

    message = last_mail("new@example.org")
    assert message.language == "en"
    assert owner.enterprise.name["en"] in message.body["subject"]


def test_invite_refuses_who_works_here_already(owner):
    member = MembershipFactory(enterprise=owner.enterprise, role=Role.GATE)

    with pytest.raises(people.AlreadyMember):
        invited(owner, member.user.email.upper())


def test_invite_refuses_a_second_open_offer(owner):
    invited(owner)

    with pytest.raises(people.AlreadyInvited):
        invited(owner, "NEW@example.org")


def test_invite_replaces_an_offer_that_has_run_out(owner):
    with time_machine.travel(invited(owner).expires_at + timedelta(seconds=1)):
        again = invited(owner)

    assert list(Invitation.objects.unanswered()) == [again]


def test_accept_makes_a_member_in_the_offered_role(owner):
    invitation = invited(owner, role=Role.MANAGER)
    user = UserFactory(email="new@example.org")

    people.accept_invitation(invitation=invitation, user=user)

    assert Membership.objects.get(user=user).role == Role.MANAGER


def test_accept_takes_any_confirmed_address_of_the_person(owner):
    invitation = invited(owner)
    user = UserFactory(email="old@example.org")
    EmailAddress.objects.create(user=user, email="new@example.org", verified=True)

    people.accept_invitation(invitation=invitation, user=user)

    assert Membership.objects.filter(user=user).exists()


@pytest.mark.parametrize(("email", "verified"), [("other@example.org", True), ("new@example.org", False)])
def test_accept_refuses_another_or_an_unconfirmed_address(owner, email, verified):
    invitation = invited(owner)
    user = UserFactory(email=email, verified=verified)

    with pytest.raises(people.NotInvited):
        people.accept_invitation(invitation=invitation, user=user)

    assert not Membership.objects.filter(user=user).exists()


def test_accept_works_once(owner):
    invitation = invited(owner)
    user = UserFactory(email="new@example.org")
    people.accept_invitation(invitation=invitation, user=user)
    people.remove_member(membership=Membership.objects.get(user=user))

    with pytest.raises(people.InvitationClosed):
        people.accept_invitation(invitation=invitation, user=user)


def test_accept_refuses_after_seven_days(owner):
    invitation = invited(owner)
    user = UserFactory(email="new@example.org")

    with time_machine.travel(invitation.created_at + timedelta(days=7)), pytest.raises(people.InvitationClosed):
        people.accept_invitation(invitation=invitation, user=user)


def test_accept_leaves_a_role_given_since_the_invitation(owner):
    invitation = invited(owner, role=Role.GATE)
    user = UserFactory(email="new@example.org")
    MembershipFactory(user=user, enterprise=owner.enterprise, role=Role.MANAGER)

    people.accept_invitation(invitation=invitation, user=user)

    assert Membership.objects.get(user=user).role == Role.MANAGER


def test_resend_makes_the_old_link_useless(owner, client):
    invitation = invited(owner)
    old = token_of(invitation)

    people.resend_invitation(invitation=invitation)

    new = token_of(invitation)
    assert client.get(reverse("enterprises:invitation", args=[old])).status_code == 404
    assert client.get(reverse("enterprises:invitation", args=[new])).status_code == 200
    assert Message.objects.filter(state=Message.State.QUEUED).count() == 1


def test_revoke_closes_the_link_and_calls_the_mail_off(owner, client):
    invitation = invited(owner)
    token = token_of(invitation)

    people.revoke_invitation(invitation=invitation)

    assert client.get(reverse("enterprises:invitation", args=[token])).status_code == 410
    assert last_mail("new@example.org").state == Message.State.CANCELLED


def test_last_owner_cannot_be_removed_or_demoted(owner):
    MembershipFactory(enterprise=owner.enterprise, role=Role.MANAGER)

    with pytest.raises(people.LastOwner):
        people.remove_member(membership=owner)
    with pytest.raises(people.LastOwner):
        people.change_role(membership=owner, role=Role.MANAGER)

    owner.refresh_from_db()
    assert owner.role == Role.OWNER


def test_one_of_two_owners_can_go(owner):
    other = MembershipFactory(enterprise=owner.enterprise, role=Role.OWNER)

    people.remove_member(membership=other)

    assert list(Membership.objects.filter(enterprise=owner.enterprise)) == [owner]


def test_owner_of_another_enterprise_does_not_count(owner):
    MembershipFactory(role=Role.OWNER)

    with pytest.raises(people.LastOwner):
        people.remove_member(membership=owner)


# Pages


def test_invitation_is_accepted_by_a_press_of_the_button(owner):
    invitation = invited(owner)
    guest = Client()
    guest.force_login(UserFactory(email="new@example.org"))
    url = reverse("enterprises:invitation", args=[token_of(invitation)])

    assert str(owner.enterprise) in guest.get(url).content.decode()
    assert not Membership.objects.filter(enterprise=owner.enterprise, role=Role.GUIDE).exists()
    response = guest.post(url)

    assert response["Location"] == f"/cabinet/{owner.enterprise.slug}/"
    assert Membership.objects.filter(enterprise=owner.enterprise, role=Role.GUIDE).exists()


def test_invitation_leads_a_stranger_through_signing_up(owner, client):
    url = reverse("enterprises:invitation", args=[token_of(invited(owner))])

    page = client.get(url).content.decode()

    assert f"{reverse('account_signup')}?next={url}&amp;email=new%40example.org" in page
    assert client.post(url)["Location"].startswith(reverse("account_login"))


def test_invitation_tells_somebody_else_whom_it_is_for(owner, client):
    url = reverse("enterprises:invitation", args=[token_of(invited(owner))])
    client.force_login(UserFactory(email="other@example.org"))

    assert "new@example.org" in client.get(url).content.decode()
    assert client.post(url).status_code == 422


def test_last_owner_is_warned_before_anything_is_pressed(owner):
    address = reverse("enterprises:member_remove", args=[owner.enterprise.slug, owner.uuid])

    asked = browser(owner).get(address).content.decode()
    refused = browser(owner).post(address)

    assert "не может остаться без владельца" in asked
    assert "button--danger" not in asked
    assert refused.status_code == 422
    MembershipFactory(enterprise=owner.enterprise, role=Role.OWNER)
    assert "button--danger" in browser(owner).get(address).content.decode()


def test_removed_member_loses_access_with_the_next_request(owner):
    member = MembershipFactory(enterprise=owner.enterprise, role=Role.OWNER)
    their_browser = browser(member)
    url = reverse("enterprises:people", args=[owner.enterprise.slug])
    assert their_browser.get(url).status_code == 200

    browser(owner).post(reverse("enterprises:member_remove", args=[owner.enterprise.slug, member.uuid]))

    assert their_browser.get(url).status_code == 404


def test_demoted_owner_loses_the_page_with_the_next_request(owner):
    member = MembershipFactory(enterprise=owner.enterprise, role=Role.OWNER)
    their_browser = browser(member)

    browser(owner).post(
        reverse("enterprises:member_role", args=[owner.enterprise.slug, member.uuid]), {"role": Role.GATE}
    )

    assert their_browser.get(reverse("enterprises:people", args=[owner.enterprise.slug])).status_code == 404


def test_removing_says_first_who_is_affected(owner):
    member = MembershipFactory(enterprise=owner.enterprise, role=Role.GUIDE)

    page = browser(owner).get(reverse("enterprises:member_remove", args=[owner.enterprise.slug, member.uuid]))

    assert member.user.email in page.content.decode()
    assert Membership.objects.filter(pk=member.pk).exists()


def test_removing_the_last_owner_is_refused_on_the_page(owner):
    response = browser(owner).post(reverse("enterprises:member_remove", args=[owner.enterprise.slug, owner.uuid]))

    assert response.status_code == 422
    assert Membership.objects.filter(pk=owner.pk).exists()


def test_refused_change_of_ones_own_role_is_reported_where_it_was_requested(owner):
    address = reverse("enterprises:member_role", args=[owner.enterprise.slug, owner.uuid])

    response = browser(owner).post(address, {"role": "guide"}, follow=True)

    assert response.redirect_chain == [(reverse("enterprises:people", args=[owner.enterprise.slug]), 302)]
    assert "владельца" in response.content.decode()
    assert Membership.objects.get(pk=owner.pk).role == Role.OWNER


def test_inviting_by_the_form_shows_the_open_offer(owner):
    url = reverse("enterprises:people", args=[owner.enterprise.slug])

    response = browser(owner).post(url, {"email": "new@example.org", "role": "gate"}, follow=True)

    assert response.content.decode().count("new@example.org") >= 2
    assert Invitation.objects.get().invited_by == owner.user


def test_inviting_a_member_is_refused_at_the_field(owner):
    url = reverse("enterprises:people", args=[owner.enterprise.slug])

    response = browser(owner).post(url, {"email": owner.user.email, "role": "gate"})

    assert response.status_code == 422
    assert "id_email_error" in response.content.decode()


@pytest.mark.parametrize("count", [1, 5])
def test_people_page_query_count_is_flat(owner, count, django_assert_max_num_queries):
    for number in range(count):
        MembershipFactory(enterprise=owner.enterprise, role=Role.GUIDE)
        invited(owner, f"new{number}@example.org")
    client = browser(owner)

    with django_assert_max_num_queries(12):
        response = client.get(reverse("enterprises:people", args=[owner.enterprise.slug]))

    assert response.content.decode().count("new") >= count


def test_people_are_exported_with_those_invited(owner):
    with time_machine.travel("2027-04-05T22:00:00Z"):  # the 6th in Moscow
        guide = MembershipFactory(enterprise=owner.enterprise, role=Role.GUIDE, user__name="Пётр Сомов")
        invited(owner, role=Role.GATE)
    invited(MembershipFactory(role=Role.OWNER), "foreign@example.org")

    url = reverse("enterprises:people", args=[owner.enterprise.slug])
    headings, *rows = table(browser(owner), url)

    assert headings == ["Имя", "Электронная почта", "Роль", "Работает здесь с", "Приглашение действует до"]
    assert [row[1] for row in rows] == [owner.user.email, guide.user.email, "new@example.org"]
    assert rows[1] == ["Пётр Сомов", guide.user.email, "экскурсовод", "2027-04-06", ""]
    assert rows[2] == ["", "new@example.org", "проходная", "", "2027-04-13"]
    assert 'href="?format=csv"' in browser(owner).get(url).content.decode()
    assert browser(guide).get(url, {"format": "csv"}).status_code == 404


@pytest.mark.parametrize("count", [1, 4])
def test_export_of_people_costs_the_same_however_many_there_are(owner, count, django_assert_num_queries):
    for number in range(count):
        MembershipFactory(enterprise=owner.enterprise, role=Role.GUIDE)
        invited(owner, f"new{number}@example.org")
    client = browser(owner)

    with django_assert_num_queries(6):  # session, person, membership, second step, members, invitations
        assert len(table(client, reverse("enterprises:people", args=[owner.enterprise.slug]))) == 2 * count + 2


def test_cabinet_opens_at_once_for_one_enterprise_and_lists_several(owner):
    client = browser(owner)
    assert client.get("/cabinet/")["Location"] == f"/cabinet/{owner.enterprise.slug}/"

    second: Enterprise = EnterpriseFactory()
    MembershipFactory(user=owner.user, enterprise=second, role=Role.GATE)

    page = client.get("/cabinet/").content.decode()
    assert str(owner.enterprise) in page
    assert str(second) in page


def test_cabinet_of_nobody_says_how_one_gets_in(client):
    client.force_login(UserFactory())

    response = client.get("/cabinet/")

    assert response.status_code == 200
    assert 'class="empty"' in response.content.decode()


def test_member_lands_in_the_cabinet_after_signing_in(client):
    membership = MembershipFactory(user=UserFactory(password="a good long phrase"))

    response = client.post(reverse("account_login"), {"login": membership.user.email, "password": "a good long phrase"})

    assert response["Location"] == reverse("enterprises:cabinet")
