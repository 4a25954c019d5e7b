"""The enterprise's own page and its sites in the cabinet."""

import pytest
from django.urls import reverse

from regions.enterprises.models import Enterprise, Role, Site
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory, SiteFactory
from tests.factories.forum import ForumFactory
from tests.factories.tours import SlotFactory, TourFactory
from tests.tables import table
from tours.models import Tour

pytestmark = pytest.mark.django_db


@pytest.fixture
def membership(client):
    membership = MembershipFactory(role=Role.MANAGER)
    client.force_login(membership.user)
    return membership


def profile_values(enterprise, **changes):
    return {
        "name_ru": "Литейный завод", "name_en": "Foundry", "industry": "metal", "founded_year": "1881",
        "summary_ru": "Льём колокола", "summary_en": "", "description_ru": "Старый **завод**", "description_en": "",
        "phone": "8 (4842) 55-00-01", "email": "zavod@example.org", "website": "zavod.example.org",
        "slug": enterprise.slug, "version": "1", **changes,
    }  # fmt: skip


def site_values(**changes):
    return {
        "name_ru": "Второй двор", "address_ru": "ул. Новая, 5", "city_ru": "Калуга",
        "city_in": "в Калуге", "gate_ru": "", "timezone": "Europe/Moscow",
        "latitude": "", "longitude": "", "version": "1", **changes,
    }  # fmt: skip


def url(name, enterprise, *args):
    return reverse(f"enterprises:{name}", args=[enterprise.slug, *args])


def test_profile_is_written_and_rendered(client, membership):
    enterprise = membership.enterprise

    response = client.post(url("profile", enterprise), profile_values(enterprise))

    assert response.status_code == 302
    enterprise.refresh_from_db()
    assert dict(enterprise.name) == {"ru": "Литейный завод", "en": "Foundry"}
    assert enterprise.sort_name == "литейный завод"
    assert enterprise.phone == "+74842550001"
    assert enterprise.website == "https://zavod.example.org"
    assert "<strong>завод</strong>" in enterprise.description_html["ru"]


def test_profile_with_mistakes_keeps_what_was_typed(client, membership):
    enterprise = membership.enterprise

    response = client.post(
        url("profile", enterprise), profile_values(enterprise, name_ru="", founded_year="1200", summary_ru="Льём пушки")
    )

    assert response.status_code == 422
    assert "Льём пушки" in response.content.decode()
    assert set(response.context["form"].errors) == {"name", "founded_year"}
    assert str(Enterprise.objects.get(pk=enterprise.pk).summary) == str(enterprise.summary)


def test_former_address_leads_to_the_new_one_for_members(client, membership):
    enterprise = membership.enterprise
    former = enterprise.slug

    client.post(url("profile", enterprise), profile_values(enterprise, slug="liteyny"))

    response = client.get(reverse("enterprises:sites", args=[former]))
    assert (response.status_code, response["Location"]) == (302, reverse("enterprises:sites", args=["liteyny"]))
    response = client.post(reverse("enterprises:preview", args=[former]), {"description_ru": "**Обжиг**"}, follow=True)
    assert response.redirect_chain == [(reverse("enterprises:preview", args=["liteyny"]), 307)]
    assert "<strong>Обжиг</strong>" in response.content.decode()
    client.force_login(MembershipFactory().user)
    assert client.get(reverse("enterprises:sites", args=[former])).status_code == 404


def test_address_of_another_enterprise_is_refused(client, membership):
    enterprise = membership.enterprise
    other = EnterpriseFactory(slug="zanyato")
    mover = MembershipFactory(enterprise__slug="byvshee")
    client.force_login(mover.user)
    client.post(url("profile", mover.enterprise), profile_values(mover.enterprise, slug="novoe"))
    client.force_login(membership.user)

    for slug in (other.slug, "byvshee"):
        response = client.post(url("profile", enterprise), profile_values(enterprise, slug=slug))
        assert response.status_code == 422
        assert "slug" in response.context["form"].errors


def test_publishing_names_what_is_missing(client, membership):
    Enterprise.objects.update(status="draft", summary={})
    enterprise = Enterprise.objects.get(pk=membership.enterprise.pk)

    page = client.get(url("visibility", enterprise))
    response = client.post(url("visibility", enterprise), {"to": "published"})

    assert len(page.context["missing"]) == 2
    assert response.status_code == 422
    enterprise.refresh_from_db()
    assert enterprise.status == Enterprise.Status.DRAFT


def test_publish_and_back_to_draft_shows_the_consequence(client, membership):
    enterprise = membership.enterprise
    Enterprise.objects.update(status="draft")
    site = SiteFactory(enterprise=enterprise)

    assert client.post(url("visibility", enterprise), {"to": "published"}).status_code == 302
    TourFactory(site=site, enterprise=enterprise, published=True, slots=2)
    page = client.get(url("visibility", enterprise))
    assert len(page.context["hidden"]) == 2  # the tour, and its starts
    assert client.post(url("visibility", enterprise), {"to": "draft"}).status_code == 302

    enterprise.refresh_from_db()
    assert enterprise.status == Enterprise.Status.DRAFT


def test_preview_is_sanitized_and_stores_nothing(client, membership):
    address = url("preview", membership.enterprise)

    page = client.post(address, {"description_ru": "**Цех** <script>alert(1)</script>"})
    fragment = client.post(address, {"description_ru": "**Цех**"}, headers={"HX-Request": "true"})

    assert "<strong>Цех</strong>" in page.content.decode()
    assert "<script>alert" not in page.content.decode()
    assert "<html" not in fragment.content.decode()
    assert "Цех" not in str(Enterprise.objects.get(pk=membership.enterprise.pk).description)


def test_site_is_added_in_the_zone_of_a_city(client, membership):
    region = membership.enterprise.region
    region.timezone = "Asia/Yekaterinburg"
    region.save()

    page = client.get(url("site_new", membership.enterprise))
    response = client.post(
        url("site_new", membership.enterprise), site_values(timezone=f"Asia/Yekaterinburg@{region.code}")
    )

    assert page.context["form"]["timezone"].initial == "Asia/Yekaterinburg"
    assert response.status_code == 302
    site = Site.objects.get(enterprise=membership.enterprise)
    assert (site.timezone, site.in_city) == ("Asia/Yekaterinburg", "в Калуге")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"latitude": "54.5"}, "longitude"),
        ({"latitude": "99", "longitude": "1"}, "latitude"),
        ({"city_in": "Калуга"}, "city_in"),
    ],
)  # fmt: skip
def test_site_with_mistakes_is_not_added(client, membership, changes, field):
    response = client.post(url("site_new", membership.enterprise), site_values(**changes))

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Site.objects.exists()


def test_site_may_leave_unsaid_how_its_city_is_called_in_a_sentence(client, membership):
    response = client.post(url("site_new", membership.enterprise), site_values(city_in=""))

    assert response.status_code == 302
    assert Site.objects.get(enterprise=membership.enterprise).city_in == ""


def test_site_in_use_says_what_holds_it_and_is_not_removed(client, membership):
    enterprise = membership.enterprise
    used, former, unused = SiteFactory.create_batch(3, enterprise=enterprise)
    tour = TourFactory(site=used, enterprise=enterprise)
    moved = TourFactory(site=former, enterprise=enterprise)
    SlotFactory(tour=moved)
    Tour.objects.filter(pk=moved.pk).update(site=used)
    forum = ForumFactory(site=unused, status="draft", title={"ru": "Тайный форум"})

    for site, holder in ((used, tour), (former, moved)):
        asked = client.get(url("site_delete", enterprise, site.uuid)).content.decode()
        assert str(holder.title) in asked
        assert f"/tours/{holder.uuid}/" in asked
        assert "button--danger" not in asked
        assert client.post(url("site_delete", enterprise, site.uuid), {"typed": site.name["ru"]}).status_code == 422
    kept = client.get(url("site_delete", enterprise, unused.uuid)).content.decode()
    assert "форум акселератора" in kept
    assert "Тайный" not in kept
    assert Site.objects.count() == 3
    forum.delete()
    assert client.post(url("site_delete", enterprise, unused.uuid)).status_code == 422
    done = client.post(url("site_delete", enterprise, unused.uuid), {"typed": unused.name["ru"]}, follow=True)
    assert f"Площадка «{unused}» удалена." in done.content.decode()
    assert set(Site.objects.all()) == {used, former}


def test_site_of_another_enterprise_is_not_there(client, membership):
    foreign = SiteFactory()

    for name in ("site", "site_delete"):
        address = url(name, membership.enterprise, foreign.uuid)
        assert client.get(address).status_code == 404
        assert client.post(address, site_values()).status_code == 404
    assert Site.objects.get() == foreign
    assert str(Site.objects.get().name) == str(foreign.name)


@pytest.mark.parametrize("role", [Role.GUIDE, Role.GATE])
def test_guides_and_the_gate_do_not_edit(client, role):
    membership = MembershipFactory(role=role)
    client.force_login(membership.user)
    site = SiteFactory(enterprise=membership.enterprise)

    for name, args in (("profile", []), ("visibility", []), ("sites", []), ("site_new", []), ("site", [site.uuid])):
        address = url(name, membership.enterprise, *args)
        assert client.get(address).status_code == 404
        assert client.post(address, {}).status_code == (405 if name == "sites" else 404)  # nothing is sent there


def test_cabinet_is_private_and_its_navigation_follows_the_role(client, membership):
    response = client.get(url("profile", membership.enterprise))

    assert response["Cache-Control"] == "no-store, private"
    html = response.content.decode()
    assert 'name="robots" content="noindex"' in html
    assert url("sites", membership.enterprise) in html
    assert url("people", membership.enterprise) not in html  # owners only


def test_query_count_is_flat(client, membership, django_assert_max_num_queries):
    SiteFactory.create_batch(4, enterprise=membership.enterprise)
    for name in ("profile", "sites", "site_new", "visibility"):
        with django_assert_max_num_queries(12):
            assert client.get(url(name, membership.enterprise)).status_code == 200


def test_sites_are_exported(client, membership):
    SiteFactory(enterprise=membership.enterprise)
    SiteFactory(enterprise=membership.enterprise, name={"ru": "Второй двор"}, latitude=None, longitude=None)
    SiteFactory(name={"ru": "Чужая"})

    address = url("sites", membership.enterprise)
    headings, *rows = table(client, address)

    assert headings == [
        "Название площадки", "Название площадки (английский)", "Город", "Почтовый адрес", "Место встречи",
        "Часовой пояс", "Координаты",
    ]  # fmt: skip
    assert rows[0] == [
        "Главная площадка", "Main site", "Калуга", "ул. Заводская, 1", "Проходная № 2", "Europe/Moscow",
        "54.51370, 36.26140",
    ]  # fmt: skip
    assert [row[::6] for row in rows[1:]] == [["Второй двор", ""]]
    assert 'href="?format=csv"' in client.get(address).content.decode()
    client.force_login(MembershipFactory(enterprise=membership.enterprise, role=Role.GUIDE).user)
    assert client.get(address, {"format": "csv"}).status_code == 404


@pytest.mark.parametrize("count", [1, 4])
def test_export_of_sites_costs_the_same_however_many_there_are(client, membership, count, django_assert_num_queries):
    SiteFactory.create_batch(count, enterprise=membership.enterprise)
    with django_assert_num_queries(4):  # session, person, membership, sites
        assert len(table(client, url("sites", membership.enterprise))) == count + 1


def test_published_enterprise_keeps_its_description_and_its_only_site(client, membership):
    enterprise = membership.enterprise
    site = SiteFactory(enterprise=enterprise)
    values = profile_values(enterprise, description_ru="")

    refused = client.post(url("profile", enterprise), values)
    typed = {"typed": site.name["ru"]}
    kept = client.post(url("site_delete", enterprise, site.uuid), typed)

    assert url("site_new", enterprise) in kept.content.decode()
    assert [refused.status_code, kept.status_code] == [422, 422]
    assert "Опубликованному предприятию это нужно: " in refused.content.decode()
    assert Enterprise.objects.get(pk=enterprise.pk).description["ru"]
    assert enterprise.sites.exists()
    Enterprise.objects.filter(pk=enterprise.pk).update(status=Enterprise.Status.DRAFT)
    assert client.post(url("profile", enterprise), values).status_code == 302
    assert client.post(url("site_delete", enterprise, site.uuid), typed).status_code == 302


def test_mistakes_are_named_in_the_portals_words(client, membership):
    other = EnterpriseFactory(slug="taken")

    refused = client.post(
        url("profile", membership.enterprise), profile_values(membership.enterprise, slug=other.slug, name_ru="")
    )

    errors = refused.context["form"].errors
    assert errors["name"] == ["Напишите по-русски; другие языки могут подождать."]
    assert errors["slug"] == ["Этот адрес занят или был занят другой страницей."]
    assert "-----" not in refused.content.decode()


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("54,5137", "36,2614"),
        ("54.5137, 36.2614", ""),
        ("54.5137,36.2614", ""),
        ("54,5137 36,2614", ""),
        (" 54.5137;36.2614 ", ""),
        ("54.5137004", "36.2613996"),
    ],
)
def test_coordinates_are_taken_as_maps_give_them(client, membership, latitude, longitude):
    values = site_values(latitude=latitude, longitude=longitude)

    assert client.post(url("site_new", membership.enterprise), values).status_code == 302

    site = Site.objects.get()
    assert (str(site.latitude), str(site.longitude)) == ("54.51370", "36.26140")


@pytest.mark.parametrize("latitude", ["54,51", "NaN", "Infinity", "1e999", "54.5, 36.3, 7", "здесь"])
def test_coordinates_that_are_no_pair_are_refused(client, membership, latitude):
    response = client.post(url("site_new", membership.enterprise), site_values(latitude=latitude))

    assert response.status_code == 422
    assert {"latitude", "longitude"} & response.context["form"].errors.keys()
