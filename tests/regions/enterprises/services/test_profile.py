"""Every way out of the services of an enterprise's profile and sites, called directly: no form looks first."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accelerator.base.common.errors import Refusal
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.slugs import SlugTaken, find_moved, remember_slug
from accelerator.base.common.versions import ANY_VERSION
from regions.enterprises.models import Enterprise, Invitation, Site
from regions.enterprises.services import profile
from tests.base.accounts.outbox import last_mail
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order
from tests.factories.enterprises import EnterpriseFactory, SiteFactory
from tests.factories.regions import RegionFactory
from tests.factories.tours import SlotFactory, TourFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    """The only one of a published enterprise that lacks nothing."""
    return SiteFactory()


def site_values(**changes: Any) -> dict[str, Any]:
    return {
        "name": {"ru": "Второй двор"}, "address": {"ru": "ул. Новая, 5"}, "city": {"ru": "Калуга"},
        "city_in": "в Калуге", "gate": {}, "latitude": None, "longitude": None, "timezone": "Europe/Moscow", **changes,
    }  # fmt: skip


def kept(enterprise: Enterprise) -> Enterprise:
    return Enterprise.objects.get(pk=enterprise.pk)


# --- Opening an enterprise --------------------------------------------------------------------------------------------


def test_opened_enterprise_is_a_draft_and_its_owner_is_invited():
    organizer, region = UserFactory(organizer=True), RegionFactory()

    opened = profile.open_enterprise(
        name=I18nText({"ru": "Берёзовский завод"}), region=region, industry="metal",
        owner_email="director@example.org", opened_by=organizer,
    )  # fmt: skip

    found, invitation = Enterprise.objects.get(pk=opened.pk), Invitation.objects.get()
    assert (found.slug, found.sort_name, found.status) == ("berezovskiy-zavod", "березовский завод", "draft")
    assert (found.region, found.industry) == (region, "metal")
    assert (invitation.enterprise, invitation.role, invitation.invited_by) == (opened, "owner", organizer)
    assert last_mail("director@example.org").body["subject"]


# --- The profile ------------------------------------------------------------------------------------------------------


def test_profile_is_written_where_it_is_named_and_the_former_address_leads_on(site: Site):
    former, summary = site.enterprise.slug, site.enterprise.summary

    profile.update_profile(
        enterprise=site.enterprise,
        values={"name": I18nText({"ru": "Фарфор"}), "description": I18nText({"ru": "**Обжиг**"}), "slug": "farfor"},
        expected_version=ANY_VERSION,
    )

    enterprise = kept(site.enterprise)
    assert (enterprise.slug, enterprise.sort_name, enterprise.summary) == ("farfor", "фарфор", summary)
    assert "<strong>Обжиг</strong>" in enterprise.description_html["ru"]
    assert find_moved(Enterprise, former) == enterprise.uuid


def test_profile_whose_address_stays_remembers_none(site: Site):
    profile.update_profile(enterprise=site.enterprise, values={"founded_year": 1900}, expected_version=ANY_VERSION)

    assert kept(site.enterprise).founded_year == 1900
    assert find_moved(Enterprise, site.enterprise.slug) is None


@pytest.mark.parametrize("slug", ["taken", "former"])
def test_profile_refuses_an_address_that_another_enterprise_has_or_had(site: Site, slug: str):
    remember_slug(EnterpriseFactory(slug="taken"), "former")

    with pytest.raises(SlugTaken):
        profile.update_profile(
            enterprise=site.enterprise, values={"slug": slug, "founded_year": 1900}, expected_version=ANY_VERSION
        )

    assert (kept(site.enterprise).slug, kept(site.enterprise).founded_year) == (site.enterprise.slug, 1936)


@pytest.mark.parametrize("text", ["summary", "description"])
def test_published_enterprise_keeps_its_texts_and_a_draft_need_not(site: Site, text: str):
    without = {text: I18nText({"en": "Castings"})}

    with pytest.raises(Refusal, match="нужно"):
        profile.update_profile(enterprise=site.enterprise, values=without, expected_version=ANY_VERSION)
    assert getattr(kept(site.enterprise), text) == getattr(site.enterprise, text)

    profile.withdraw_enterprise(enterprise=site.enterprise)
    profile.update_profile(enterprise=site.enterprise, values=without, expected_version=ANY_VERSION)
    assert getattr(kept(site.enterprise), text) == {"en": "Castings"}


def test_what_a_published_enterprise_lacked_before_keeps_nobody_from_writing():
    enterprise = EnterpriseFactory(published=True, summary={})

    profile.update_profile(enterprise=enterprise, values={"founded_year": 1900}, expected_version=ANY_VERSION)
    assert kept(enterprise).founded_year == 1900

    with pytest.raises(Refusal):
        profile.update_profile(
            enterprise=enterprise, values={"description": I18nText({})}, expected_version=ANY_VERSION
        )
    profile.update_profile(
        enterprise=enterprise, values={"summary": I18nText({"ru": "Льём"})}, expected_version=ANY_VERSION
    )
    assert kept(enterprise).summary == {"ru": "Льём"}


# --- Publishing -------------------------------------------------------------------------------------------------------

LACKS: dict[str, Callable[[Site], object]] = {
    "summary": lambda site: Enterprise.objects.filter(pk=site.enterprise_id).update(summary={"en": "Castings"}),
    "description": lambda site: Enterprise.objects.filter(pk=site.enterprise_id).update(description={"en": "Old"}),
    "site": lambda site: site.delete(),
}


@pytest.mark.parametrize("what", LACKS)
def test_enterprise_that_lacks_something_is_not_published(site: Site, what: str):
    profile.withdraw_enterprise(enterprise=site.enterprise)
    SiteFactory()  # another enterprise's
    LACKS[what](site)

    assert len(profile.missing_for_publication(kept(site.enterprise))) == 1
    with pytest.raises(Refusal, match="не хватает"):
        profile.publish_enterprise(enterprise=site.enterprise)
    assert kept(site.enterprise).status == Enterprise.Status.DRAFT


def test_enterprise_is_published_and_withdrawn(site: Site):
    assert profile.missing_for_publication(site.enterprise) == []

    assert profile.withdraw_enterprise(enterprise=site.enterprise).status == Enterprise.Status.DRAFT
    assert kept(site.enterprise).status == Enterprise.Status.DRAFT
    assert profile.publish_enterprise(enterprise=site.enterprise).status == Enterprise.Status.PUBLISHED
    assert kept(site.enterprise).status == Enterprise.Status.PUBLISHED


# --- Sites ------------------------------------------------------------------------------------------------------------


def test_site_is_added_as_it_was_written():
    enterprise = EnterpriseFactory()

    added = profile.add_site(enterprise=enterprise, values=site_values())

    assert added.enterprise == enterprise
    assert {name: getattr(Site.objects.get(pk=added.pk), name) for name in Site.EDITABLE} == site_values()


def test_clock_of_a_site_on_which_nothing_comes_is_changed_at_once(site: Site):
    SlotFactory(tour=TourFactory(site=site, published=True), days_ahead=-2)

    profile.update_site(site=site, values=site_values(timezone="Asia/Yekaterinburg"), expected_version=ANY_VERSION)

    site.refresh_from_db()
    assert {name: getattr(site, name) for name in Site.EDITABLE} == site_values(timezone="Asia/Yekaterinburg")


def test_another_clock_under_booked_starts_is_asked_about_first(site: Site):
    slot = SlotFactory(tour=TourFactory(site=site, published=True))
    confirmed_order(slot)
    values = site_values(timezone="Asia/Yekaterinburg")

    with pytest.raises(profile.ZoneChangeUnconfirmed) as asked:
        profile.update_site(site=site, values=values, expected_version=ANY_VERSION)
    assert asked.value.consequences
    assert str(asked.value)
    assert Site.objects.get(pk=site.pk).timezone == "Europe/Moscow"

    before = slot.starts_at
    profile.update_site(site=site, values=values, zone_confirmed=True, expected_version=ANY_VERSION)
    slot.refresh_from_db()
    assert (slot.timezone, slot.starts_at < before) == ("Asia/Yekaterinburg", True)


def test_booked_starts_do_not_mind_a_change_that_leaves_the_clock(site: Site):
    slot = SlotFactory(tour=TourFactory(site=site, published=True))
    confirmed_order(slot)

    profile.update_site(site=site, values=site_values(), expected_version=ANY_VERSION)

    assert Site.objects.get(pk=site.pk).name == {"ru": "Второй двор"}


def test_only_site_of_a_published_enterprise_is_held(site: Site):
    assert [held.url for held in profile.site_blockers(site)] == [f"/cabinet/{site.enterprise.slug}/sites/new/"]
    with pytest.raises(profile.SiteInUse):
        profile.delete_site(site=site)
    assert Site.objects.filter(pk=site.pk).exists()

    profile.withdraw_enterprise(enterprise=site.enterprise)
    profile.delete_site(site=site)
    assert not Site.objects.filter(pk=site.pk).exists()


def test_sites_of_an_enterprise_go_one_after_the_other(site: Site):
    """Of its last two sites, two who remove one each leave one."""
    SiteFactory(enterprise=site.enterprise)

    with CaptureQueriesContext(connection) as queries:
        profile.delete_site(site=site)

    first = next(query["sql"] for query in queries if query["sql"].startswith("SELECT"))
    assert 'FROM "enterprises_enterprise"' in first
    assert first.endswith("FOR UPDATE")


def test_site_goes_where_another_one_is_left_and_nothing_stands_on_it(site: Site):
    other = SiteFactory(enterprise=site.enterprise)
    TourFactory(site=other)

    with pytest.raises(profile.SiteInUse):
        profile.delete_site(site=other)
    profile.delete_site(site=site)

    assert list(site.enterprise.sites.all()) == [other]
