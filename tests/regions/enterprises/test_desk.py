"""Organizers open cabinets for enterprises, and see whose each one is."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from accelerator.base.common.json_ld import absolute
from regions.enterprises.models import Enterprise, Invitation, Role
from regions.enterprises.services import people
from regions.enterprises.views.desk import ON_A_PAGE
from tests.base.accounts.outbox import last_mail, link_in
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory
from tests.factories.regions import RegionFactory
from tests.tables import table

pytestmark = pytest.mark.django_db
DESK = "/organizer/enterprises/"


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(UserFactory(organizer=True))
    return client


def opening(**changed: str) -> dict[str, str]:
    return {
        "name_ru": "Берёзовский литейный завод", "name_en": "Berezovsky Foundry", "region": str(RegionFactory().pk),
        "industry": "metal", "owner_email": "director@example.org", **changed,
    }  # fmt: skip


def test_an_opened_enterprise_is_a_draft_whose_owner_comes_by_the_link(desk):
    answer = desk.post(f"{DESK}new/", opening(), follow=True)

    enterprise = Enterprise.objects.get()
    assert (enterprise.slug, enterprise.status) == ("berezovsky-foundry", "draft")
    assert enterprise.sort_name == "березовский литейный завод"
    assert "director@example.org" in answer.content.decode()
    owner = UserFactory(email="director@example.org", verified=True)
    browser = Client()
    browser.force_login(owner)
    browser.post(link_in(last_mail("director@example.org")))
    assert enterprise.memberships.get().role == Role.OWNER
    assert browser.get(f"/cabinet/{enterprise.slug}/enterprise/").status_code == 200
    assert Client().get(enterprise.get_absolute_url()).status_code == 404


def test_two_enterprises_of_one_name_have_addresses_of_their_own(desk):
    desk.post(f"{DESK}new/", opening())
    desk.post(f"{DESK}new/", opening())
    assert set(Enterprise.objects.values_list("slug", flat=True)) == {
        "berezovsky-foundry",
        "berezovsky-foundry-2",
    }


@pytest.mark.parametrize(
    "wrong", [{"name_ru": " "}, {"region": "0"}, {"industry": "magic"}, {"owner_email": "director"}]
)
def test_missing_fields_are_reported_and_nothing_is_created(desk, wrong):
    answer = desk.post(f"{DESK}new/", opening(**wrong))
    assert answer.status_code == 422
    assert "Berezovsky Foundry" in answer.content.decode()  # what was typed stays
    assert not Enterprise.objects.exists()
    assert not Invitation.objects.exists()


def test_the_list_tells_whose_each_one_is(desk):
    MembershipFactory(role=Role.OWNER, user=UserFactory(name="Анна Орлова"), enterprise__published=True)
    invited = EnterpriseFactory()
    people.invite(enterprise=invited, email="new@example.org", role=Role.OWNER, invited_by=UserFactory())
    orphan = EnterpriseFactory()
    MembershipFactory(enterprise=orphan, role=Role.MANAGER, user=UserFactory(name="Пётр Сомов"))
    with assertNumQueries(7):  # session, person, second step, count, enterprises, owners, invitations
        html = desk.get(DESK).content.decode()
    assert "Анна Орлова" in html
    assert "new@example.org\u00a0— приглашение отправлено" in html
    assert "нет владельца" in html
    assert "Пётр Сомов" not in html


def test_the_list_is_searched_by_a_part_of_the_name(desk):
    EnterpriseFactory(name={"ru": "Берёзовский литейный"})
    EnterpriseFactory(name={"ru": "Фарфор"})
    html = desk.get(DESK, {"q": "березовск"}).content.decode()
    assert "Берёзовский литейный" in html
    assert "Фарфор" not in html
    assert "Предприятия с таким названием нет" in desk.get(DESK, {"q": "авиа"}).content.decode()


def test_the_list_is_exported_as_it_was_searched_all_pages_of_it(desk):
    owner = UserFactory(name="Анна Орлова", email="anna@example.org")
    enterprise = EnterpriseFactory(published=True, name={"ru": "Берёзовский литейный", "en": "Foundry"})
    for person in (owner, UserFactory(name="", email="boris@example.org")):
        MembershipFactory(role=Role.OWNER, user=person, enterprise=enterprise)
    people.invite(enterprise=enterprise, email="new@example.org", role=Role.OWNER, invited_by=owner)
    EnterpriseFactory.create_batch(ON_A_PAGE)

    headings, *rows = table(desk, DESK, q="берёзов")

    assert headings == [
        "Предприятие", "Предприятие (английский)", "Отрасль", "Регион", "Владельцы", "Почта владельцев",
        "Приглашённые владельцы", "Статус", "Адрес страницы",
    ]  # fmt: skip
    assert rows == [[
        "Берёзовский литейный", "Foundry", "Металлообработка", str(enterprise.region.short_name), "Анна Орлова",
        "boris@example.org, anna@example.org", "new@example.org", "опубликовано",
        absolute(enterprise.get_absolute_url()),
    ]]  # fmt: skip
    assert len(table(desk, DESK, page="2")) == ON_A_PAGE + 2
    assert 'href="?format=xlsx"' in desk.get(DESK, {"page": 2}).content.decode()
    desk.force_login(owner)
    assert desk.get(DESK, {"format": "csv"}).status_code == 404


@pytest.mark.parametrize("count", [1, 4])
def test_export_costs_the_same_however_many_there_are(desk, count, django_assert_num_queries):
    MembershipFactory.create_batch(count, role=Role.OWNER)
    with django_assert_num_queries(6):  # session, person, second step, enterprises, owners, invitations
        assert len(table(desk, DESK)) == count + 1


def test_an_orphaned_enterprise_gets_an_owner_again(desk):
    enterprise = EnterpriseFactory()
    address = reverse("enterprises:desk_one", args=[enterprise.uuid])
    answer = desk.post(address, {"owner_email": "next@example.org"}, follow=True)
    invitation = enterprise.invitations.get()
    assert (invitation.email, invitation.role) == ("next@example.org", "owner")
    assert "next@example.org" in answer.content.decode()

    again = desk.post(address, {"owner_email": "next@example.org"})
    assert again.status_code == 422
    assert "уже" in again.content.decode()

    first = link_in(last_mail("next@example.org"))
    desk.post(reverse("enterprises:desk_resend", args=[enterprise.uuid, invitation.uuid]))
    assert link_in(last_mail("next@example.org")) != first
    desk.post(reverse("enterprises:desk_revoke", args=[enterprise.uuid, invitation.uuid]))
    assert not enterprise.invitations.unanswered().exists()


def test_the_desk_touches_owners_invitations_alone(desk):
    enterprise = EnterpriseFactory()
    guide = people.invite(enterprise=enterprise, email="g@example.org", role=Role.GUIDE, invited_by=UserFactory())
    assert desk.post(reverse("enterprises:desk_revoke", args=[enterprise.uuid, guide.uuid])).status_code == 404
    elsewhere = people.invite(
        enterprise=EnterpriseFactory(), email="o@example.org", role=Role.OWNER, invited_by=UserFactory()
    )
    assert desk.post(reverse("enterprises:desk_revoke", args=[enterprise.uuid, elsewhere.uuid])).status_code == 404
    assert Invitation.objects.unanswered().count() == 2
