"""Tours, written and published in the enterprise's cabinet."""

import uuid

import pytest
from django.urls import reverse

from regions.enterprises.models import Role
from tests.factories.booking import confirmed_order
from tests.factories.enterprises import MembershipFactory, SiteFactory
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tours.forms.requirements import RequirementsForm
from tours.models import Tour, VisitRequirements
from tours.requirements import TABLE, Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def membership(client):
    membership = MembershipFactory(role=Role.MANAGER)
    client.force_login(membership.user)
    return membership


@pytest.fixture
def site(membership):
    return SiteFactory(enterprise=membership.enterprise)


@pytest.fixture
def tour(site):
    return TourFactory(site=site, enterprise=site.enterprise)


def url(name, enterprise, *args):
    return reverse(f"tours:{name}", args=[enterprise.slug, *args])


def basics(site, **changes):
    return {
        "site": str(site.uuid), "title_ru": "Горячий цех", "title_en": "Hot shop", "summary_ru": "От печи до колокола",
        "summary_en": "", "description_ru": "Увидите **литьё**", "description_en": "", "kind": "hands_on",
        "languages": ["ru", "en"], "duration_minutes": "75", **changes,
    }  # fmt: skip


def category_rows(*rows, initial=0):
    data = {"category-TOTAL_FORMS": str(len(rows)), "category-INITIAL_FORMS": str(initial)}
    for number, row in enumerate(rows):
        blank = {"uuid": "", "name_ru": "", "name_en": "", "min_age": "", "max_age": "", "price": "", "is_active": "on"}
        data |= {f"category-{number}-{name}": value for name, value in {**blank, **row}.items() if value is not None}
    return data


# --- What it is -------------------------------------------------------------------------------------------------------


def test_tour_begins_as_a_draft_of_which_nothing_is_known(client, site):
    response = client.post(url("cabinet_new", site.enterprise), basics(site))

    tour = Tour.objects.get()
    assert response["Location"] == url("cabinet_prices", site.enterprise, tour.uuid)
    assert (tour.slug, tour.status, tour.languages) == ("goryachiy-tseh", Tour.Status.DRAFT, ["ru", "en"])
    assert "<strong>литьё</strong>" in tour.description_html["ru"]
    assert all(row.said_by(tour.requirements) is None for row in TABLE)


def test_tour_with_mistakes_keeps_what_was_typed(client, site):
    response = client.post(
        url("cabinet_new", site.enterprise), basics(site, title_ru="", duration_minutes="5", summary_ru="Про печи")
    )

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"title", "duration_minutes"}
    assert "Про печи" in response.content.decode()
    assert not Tour.objects.exists()


@pytest.mark.parametrize("page", ["cabinet_new", "cabinet_basics"])
def test_site_of_another_enterprise_is_refused(client, tour, page):
    foreign = SiteFactory()
    args = [tour.uuid] if page == "cabinet_basics" else []

    response = client.post(url(page, tour.enterprise, *args), basics(foreign, slug=tour.slug))

    assert response.status_code == 422
    assert "site" in response.context["form"].errors
    assert list(Tour.objects.values_list("site", flat=True)) == [tour.site_id]


def test_changed_address_is_remembered(client, tour):
    former = tour.slug

    client.post(url("cabinet_basics", tour.enterprise, tour.uuid), basics(tour.site, slug="kolokola"))
    other = TourFactory(site=tour.site, enterprise=tour.enterprise)
    response = client.post(url("cabinet_basics", tour.enterprise, other.uuid), basics(tour.site, slug=former))

    assert Tour.objects.get(pk=tour.pk).slug == "kolokola"
    assert response.status_code == 422
    taken = client.post(url("cabinet_basics", tour.enterprise, other.uuid), basics(tour.site, slug="kolokola"))
    assert "slug" in taken.context["form"].errors


# --- Prices -----------------------------------------------------------------------------------------------------------


def test_prices_are_added_changed_and_removed(client, tour):
    old = tour.categories.get()
    gone = VisitorCategoryFactory(tour=tour)

    response = client.post(
        url("cabinet_prices", tour.enterprise, tour.uuid),
        category_rows(
            {"uuid": str(old.uuid), "name_ru": "Взрослый", "price": "650,50"},
            {"uuid": str(gone.uuid), "name_ru": "", "price": "x", "DELETE": "on"},
            {"name_ru": "Ребёнок", "min_age": "7", "max_age": "13", "price": "0"},
            {},
            initial=2,
        ),
    )

    assert response.status_code == 302
    rows = tour.categories.order_by("position").values_list("name__ru", "min_age", "max_age", "price_kopecks")
    assert list(rows) == [("Взрослый", None, None, 65_050), ("Ребёнок", 7, 13, 0)]
    assert tour.categories.filter(pk=old.pk).exists()


def test_booked_category_is_retired_instead(client, tour):
    slot = SlotFactory(tour=tour)
    confirmed_order(slot)
    category = tour.categories.get()

    client.post(
        url("cabinet_prices", tour.enterprise, tour.uuid),
        category_rows({"uuid": str(category.uuid), "name_ru": "Взрослый", "price": "1", "DELETE": "on"}, initial=1),
    )

    category.refresh_from_db()
    assert (category.is_active, category.price_kopecks) == (False, 50_000)


@pytest.mark.parametrize("stranger", ["of another tour", "of nobody"])
def test_category_that_is_not_the_tours_is_refused(client, tour, stranger):
    foreign = VisitorCategoryFactory(tour=TourFactory())
    number = foreign.uuid if stranger == "of another tour" else uuid.uuid4()

    response = client.post(
        url("cabinet_prices", tour.enterprise, tour.uuid),
        category_rows(
            {"uuid": str(number), "name_ru": "Моя", "price": "1"}, {"name_ru": "Новая", "price": "2"}, initial=1
        ),
    )

    assert response.status_code == 422
    foreign.refresh_from_db()
    assert foreign.price_kopecks == 50_000
    assert tour.categories.count() == 1


def test_prices_with_mistakes_keep_what_was_typed(client, tour):
    response = client.post(
        url("cabinet_prices", tour.enterprise, tour.uuid),
        category_rows({"name_ru": "Школьник", "min_age": "12", "max_age": "7", "price": "-5"}),
    )

    assert response.status_code == 422
    html = response.content.decode()
    assert "Школьник" in html
    assert "error-summary" in html
    assert tour.categories.count() == 1


# --- Requirements -----------------------------------------------------------------------------------------------------


def test_every_requirement_of_the_table_has_a_field_in_its_group(client, tour):
    html = client.get(url("cabinet_requirements", tour.enterprise, tour.uuid)).content.decode()
    form = RequirementsForm(instance=tour.requirements)

    assert list(form.fields) == [row.name for row in TABLE]
    assert [group for group, _icon, _fields in form.groups] == list(Group)
    assert sorted(field.name for _group, _icon, fields in form.groups for field in fields) == sorted(form.fields)
    columns = {field.name for field in VisitRequirements._meta.fields} - {"id", "tour"}
    assert columns == set(form.fields)  # no column is forgotten in the table
    for row in TABLE:
        assert f'name="{row.name}' in html


def some_value(field):
    """What a person would choose or type, and what must then be stored."""
    kind = type(field).__name__
    if kind == "TypedChoiceField":
        return "False", False
    if kind == "MultipleChoiceField":
        return [field.choices[0][0]], [field.choices[0][0]]
    if kind == "ChoiceField":
        return field.choices[1][0], field.choices[1][0]
    if kind == "IntegerField":
        return "7", 7
    return "Спросите у гида", {"ru": "Спросите у гида"}


@pytest.mark.parametrize("name", [row.name for row in TABLE])
def test_requirement_is_stored_and_taken_back_to_unknown(client, tour, name):
    address = url("cabinet_requirements", tour.enterprise, tour.uuid)
    typed, stored = some_value(RequirementsForm.base_fields[name])
    key = f"{name}_ru" if isinstance(stored, dict) else name

    assert client.post(address, {key: typed}).status_code == 302
    requirements = VisitRequirements.objects.get(tour=tour)
    assert getattr(requirements, name) == stored
    assert [row.name for row in TABLE if row.said_by(requirements) is not None] == [name]

    assert client.post(address, {}).status_code == 302
    assert all(row.said_by(VisitRequirements.objects.get(tour=tour)) is None for row in TABLE)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"min_age": "12", "max_age": "10"}, "max_age"),
        ({"group_min": "20", "group_max": "10"}, "group_max"),
        ({"footwear": "skis"}, "footwear"),
        ({"ppe_provided": ["helmet", "sword"]}, "ppe_provided"),
        ({"guardian_consent": "maybe"}, "guardian_consent"),
        ({"medical_ru": "х" * 601}, "medical"),
    ],
)
def test_requirements_with_mistakes_change_nothing(client, tour, typed, wrong):
    response = client.post(url("cabinet_requirements", tour.enterprise, tour.uuid), {"clothing_ru": "Тёплая", **typed})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {wrong}
    assert "Тёплая" in response.content.decode()
    assert not VisitRequirements.objects.get(tour=tour).clothing


# --- Booking rules ----------------------------------------------------------------------------------------------------


def rules(**changes):
    return {
        "capacity": "20", "party_min": "2", "party_max": "8", "booking_closes_hours": "4", "cancel_until_hours": "48",
        "reminder_minutes": "3 дня, 24 часа, 2 ч, 1 day", **changes,
    }  # fmt: skip


def test_booking_rules_are_stored_with_reminders_in_minutes(client, tour):
    address = url("cabinet_rules", tour.enterprise, tour.uuid)

    assert client.post(address, rules()).status_code == 302

    tour.refresh_from_db()
    assert (tour.capacity, tour.party_min, tour.party_max) == (20, 2, 8)
    assert (tour.booking_closes_hours, tour.cancel_until_hours) == (4, 48)
    assert tour.reminder_minutes == [3 * 24 * 60, 24 * 60, 120]
    assert client.post(address, rules(reminder_minutes="")).status_code == 302
    tour.refresh_from_db()
    assert tour.reminder_minutes == []


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"reminder_minutes": "завтра"}, "reminder_minutes"),
        ({"reminder_minutes": "5 минут"}, "reminder_minutes"),
        ({"reminder_minutes": "1 ч, 2 ч, 3 ч, 4 ч, 5 ч, 6 ч"}, "reminder_minutes"),
        ({"party_max": "1"}, "party_max"),
        ({"capacity": "1"}, "capacity"),
        ({"cancel_until_hours": "9999"}, "cancel_until_hours"),
    ],
)
def test_booking_rules_with_mistakes_change_nothing(client, tour, changes, wrong):
    response = client.post(url("cabinet_rules", tour.enterprise, tour.uuid), rules(**changes))

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {wrong}
    assert Tour.objects.get(pk=tour.pk).capacity == 15


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


PAGES = ["cabinet_tour", "cabinet_basics", "cabinet_prices", "cabinet_requirements", "cabinet_rules", "cabinet_copy"]


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
    for page in PAGES:
        assert client.post(url(page, tour.enterprise, tour.uuid), basics(tour.site)).status_code == 404
    assert client.post(url("cabinet_status", tour.enterprise, tour.uuid, "published")).status_code == 404
    assert Tour.objects.get().status == Tour.Status.DRAFT


@pytest.mark.parametrize("count", [1, 6])
def test_query_count_is_flat(client, site, count, django_assert_max_num_queries):
    tours = [TourFactory(site=site, enterprise=site.enterprise, slots=2) for _ in range(count)]
    for _ in range(count):
        VisitorCategoryFactory(tour=tours[0])

    for page in ("cabinet", *PAGES[:-1]):
        args = [] if page == "cabinet" else [tours[0].uuid]
        with django_assert_max_num_queries(13):
            assert client.get(url(page, site.enterprise, *args)).status_code == 200


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
    assert client.post(address, category_rows(row, initial=1)).status_code == 302


def test_published_tour_keeps_its_description(client, site):
    tour = TourFactory(site=site, enterprise=site.enterprise, published=True)
    address = url("cabinet_basics", site.enterprise, tour.uuid)
    values = basics(site, slug=tour.slug, description_ru="")

    assert client.post(address, values).status_code == 422
    assert Tour.objects.get().description["ru"]
    Tour.objects.update(status=Tour.Status.DRAFT)
    assert client.post(address, values).status_code == 302


# --- Words of the forms -----------------------------------------------------------------------------------------------


def test_mistakes_are_named_in_the_portals_words(client, site):
    other = TourFactory(slug="taken")
    tour = TourFactory(site=site, enterprise=site.enterprise)
    address = url("cabinet_basics", site.enterprise, tour.uuid)

    refused = client.post(address, basics(site, slug=other.slug, title_ru=""))

    errors = refused.context["form"].errors
    assert errors["title"] == ["Напишите по-русски; другие языки могут подождать."]
    assert errors["slug"] == ["Этот адрес занят другой экскурсией."]


def test_mistakes_in_prices_name_their_category(client, tour):
    category = tour.categories.get()
    rows = [
        {"uuid": str(category.uuid), "name_ru": "Взрослый", "price": ""},
        {"name_ru": "Школьник", "price": "много"},
    ]

    refused = client.post(url("cabinet_prices", tour.enterprise, tour.uuid), category_rows(*rows, initial=1))

    html = refused.content.decode()
    assert "Взрослый. Цена, руб" in html
    assert "Школьник. Цена, руб" in html


@pytest.mark.parametrize(
    ("name", "label", "hint"),
    [
        ("lead_time_days", "Запись заранее, дней", "Запись закроется за столько дней до начала"),
        ("school_grade_from", "Школьники, с какого класса", "От 1 до 11"),
        ("stairs_steps", "Лестницы, ступеней", "вверх и вниз вместе"),
        ("walking_metres", "Пешком, метров", "За всю экскурсию"),
        ("children_per_chaperone", "Детей на одного сопровождающего", "взрослых меньше"),
    ],
)
def test_numbers_of_the_requirements_have_their_units(name, label, hint):
    field = RequirementsForm()[name]

    assert field.label == label
    assert hint in str(field.help_text)


def test_statements_are_answered_by_yes_or_no():
    choices = RequirementsForm().fields["guardian_consent"].choices

    assert [str(words) for _value, words in choices] == ["не указано", "да", "нет"]
