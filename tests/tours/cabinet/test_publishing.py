"""Tours listed, published, archived and copied in the cabinet by those who may, and what a published one keeps."""

from datetime import datetime, time

import pytest

from accelerator.base.common.json_ld import absolute
from regions.enterprises.models import Role
from tests.factories.booking import confirmed_order
from tests.factories.enterprises import MembershipFactory, SiteFactory
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tests.tables import table
from tests.tours.cabinet.forms import basics, category_rows, rules, url
from tours.models import Tour

pytestmark = pytest.mark.django_db


# --- Publishing -------------------------------------------------------------------------------------------------------


def test_publish_names_what_is_missing(client, tour):
    tour.categories.all().delete()
    Tour.objects.update(description={})

    page = client.get(url("cabinet_tour", tour.enterprise, tour.uuid))
    response = client.post(url("cabinet_status", tour.enterprise, tour.uuid, "published"))

    assert [lack.page for lack in page.context["blocking"]] == ["basics", "prices"]
    assert {"requirements", "slots"} <= {lack.page for lack in page.context["advised"]}
    assert response.status_code == 422
    assert Tour.objects.get().status == Tour.Status.DRAFT


def test_publish_withdraw_archive_and_back(client, tour):
    for status in ("published", "draft", "archived", "draft"):
        assert client.get(url("cabinet_status", tour.enterprise, tour.uuid, status)).status_code == 200
        assert client.post(url("cabinet_status", tour.enterprise, tour.uuid, status)).status_code == 302
        assert Tour.objects.get().status == status
    assert client.post(url("cabinet_status", tour.enterprise, tour.uuid, "gone")).status_code == 404


def test_archive_is_refused_while_somebody_comes(client, tour):
    Tour.objects.update(status="published")
    confirmed_order(SlotFactory(tour=tour))

    assert client.post(url("cabinet_status", tour.enterprise, tour.uuid, "archived")).status_code == 422
    assert Tour.objects.get().status == Tour.Status.PUBLISHED


def test_copy_is_a_draft_with_everything_but_slots(client, site):
    tour = TourFactory(
        site=site, enterprise=site.enterprise, status="published", slots=1, requirements__min_age=12, party_max=7
    )
    VisitorCategoryFactory(tour=tour, is_active=False)

    response = client.post(url("cabinet_copy", tour.enterprise, tour.uuid))

    twin = Tour.objects.exclude(pk=tour.pk).get()
    assert response["Location"] == url("cabinet_basics", tour.enterprise, twin.uuid)
    assert (twin.status, twin.party_max, twin.requirements.min_age) == (Tour.Status.DRAFT, 7, 12)
    assert "(копия)" in twin.title["ru"]
    assert [(c.name, c.price_kopecks) for c in twin.categories.all()] == [({"ru": "Взрослый", "en": "Adult"}, 50_000)]
    assert not twin.slots.exists()
    assert client.get(url("cabinet_copy", tour.enterprise, tour.uuid)).status_code == 405


# --- What a published tour keeps --------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["removed", "not offered"])
def test_published_tour_keeps_a_category(client, site, change):
    tour = TourFactory(site=site, enterprise=site.enterprise, published=True)
    row = {"uuid": str(tour.categories.get().uuid), "name_ru": "Взрослый", "price": "500"}
    row |= {"DELETE": "on"} if change == "removed" else {"is_active": None}
    address = url("cabinet_prices", site.enterprise, tour.uuid)

    refused = client.post(address, category_rows(row, initial=1))

    assert refused.status_code == 422
    assert "Опубликованной экскурсии это нужно" in refused.content.decode()
    assert tour.categories.filter(is_active=True).exists()
    Tour.objects.filter(pk=tour.pk).update(status=Tour.Status.DRAFT)
    read = {"removing": row["uuid"]} if change == "removed" else {}
    assert client.post(address, category_rows(row, initial=1) | read).status_code == 302


def test_published_tour_keeps_its_description(client, site):
    tour = TourFactory(site=site, enterprise=site.enterprise, published=True)
    address = url("cabinet_basics", site.enterprise, tour.uuid)
    values = basics(site, slug=tour.slug, description_ru="")

    assert client.post(address, values).status_code == 422
    assert Tour.objects.get().description["ru"]
    Tour.objects.update(status=Tour.Status.DRAFT)
    assert client.post(address, values).status_code == 302


# --- Lists and rights -------------------------------------------------------------------------------------------------


def test_list_is_filtered_by_status_and_words(client, site):
    for title, status in (("Литьё", "published"), ("Ковка", "draft"), ("Чеканка", "archived")):
        TourFactory(site=site, enterprise=site.enterprise, title={"ru": title}, status=status)
    TourFactory(title={"ru": "Чужая"}, published=True)

    def titles(query):
        page = client.get(url("cabinet", site.enterprise), query)
        return sorted(str(tour) for tour in page.context["tours"])

    assert titles({}) == ["Ковка", "Литьё"]
    assert titles({"status": "archived"}) == ["Чеканка"]
    assert titles({"q": "КОВ"}) == ["Ковка"]


def test_list_is_exported_as_it_was_filtered(client, membership):
    site = SiteFactory(enterprise=membership.enterprise, timezone="Asia/Yekaterinburg")
    tour = TourFactory(site=site, title={"ru": "Литьё"}, published=True, slots=2, category__price_kopecks=0)
    for kopecks, offered in ((35_050, True), (80_000, True), (90_000, False)):
        VisitorCategoryFactory(tour=tour, price_kopecks=kopecks, is_active=offered)
    TourFactory(site=site, title={"ru": "Ковка"}, category=None)
    TourFactory(title={"ru": "Чужая"}, published=True)

    address = url("cabinet", site.enterprise)
    headings, *rows = table(client, address, format="xlsx", status="published")

    assert headings == [
        "Экскурсия", "Статус", "Вид экскурсии", "Продолжительность, минут", "Площадка", "Город", "Предстоящие сеансы",
        "Дата ближайшего сеанса", "Время ближайшего сеанса", "Цена от, руб.", "Цена до, руб.", "Адрес страницы",
    ]  # fmt: skip
    day = tour.slots.by_start()[0].local_date
    assert rows == [[
        "Литьё", "опубликована", "Обзорная", 90, "Главная площадка", "Калуга", 2, datetime.combine(day, time()),
        time(10), 350.5, 800, absolute(tour.get_absolute_url()),
    ]]  # fmt: skip
    [forging] = table(client, address, q="ков")[1:]
    assert forging[:2] + forging[6:11] == ["Ковка", "черновик", "0", "", "", "", ""]
    page = client.get(address, {"status": "published"}).content.decode()
    assert 'href="?status=published&amp;format=xlsx"' in page


@pytest.mark.parametrize("count", [1, 4])
def test_export_costs_the_same_however_many_there_are(client, site, count, django_assert_num_queries):
    for _more in range(count):
        TourFactory(site=site, slots=2)
    with django_assert_num_queries(5):  # session, person, membership, tours, prices
        assert len(table(client, url("cabinet", site.enterprise))) == count + 1


PAGES = ["cabinet_basics", "cabinet_prices", "cabinet_requirements", "cabinet_rules", "cabinet_copy"]


@pytest.mark.parametrize("page", PAGES)
def test_tour_of_another_enterprise_is_not_there(client, site, page):
    foreign = TourFactory(published=True)

    address = url(page, site.enterprise, foreign.uuid)
    assert client.post(address, {**basics(site), **rules(), "slug": "moe"}).status_code == 404
    assert client.post(url(page, foreign.enterprise, foreign.uuid), {}).status_code == 404
    assert Tour.objects.get().title == foreign.title


@pytest.mark.parametrize("role", [Role.GUIDE, Role.GATE])
def test_guides_and_the_gate_do_not_write_tours(client, tour, role):
    client.force_login(MembershipFactory(enterprise=tour.enterprise, role=role).user)

    assert client.get(url("cabinet", tour.enterprise)).status_code == 404
    assert client.get(url("cabinet", tour.enterprise), {"format": "csv"}).status_code == 404
    for page in PAGES:
        assert client.post(url(page, tour.enterprise, tour.uuid), basics(tour.site)).status_code == 404
    assert client.post(url("cabinet_status", tour.enterprise, tour.uuid, "published")).status_code == 404
    assert Tour.objects.get().status == Tour.Status.DRAFT


@pytest.mark.parametrize("count", [1, 6])
def test_query_count_is_flat(client, site, count, django_assert_max_num_queries):
    tours = [TourFactory(site=site, enterprise=site.enterprise, slots=2) for _ in range(count)]
    for _ in range(count):
        VisitorCategoryFactory(tour=tours[0])

    for page in ("cabinet", "cabinet_tour", *PAGES[:-1]):
        args = [] if page == "cabinet" else [tours[0].uuid]
        with django_assert_max_num_queries(13):
            assert client.get(url(page, site.enterprise, *args)).status_code == 200
