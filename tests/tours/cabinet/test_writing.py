"""What a tour is, costs and asks of a booking, as the cabinet takes it: mistakes are named, nothing typed is lost."""

import uuid

import pytest

from accelerator.base.common.formats import rubles
from tests.factories.booking import confirmed_order
from tests.factories.enterprises import SiteFactory
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tests.portal.markup import html_of, sent_unchanged
from tests.tours.cabinet.forms import basics, category_rows, rules, url
from tours.models import Tour
from tours.requirements import TABLE

pytestmark = pytest.mark.django_db


# --- What it is -------------------------------------------------------------------------------------------------------


def test_tour_begins_as_a_draft_of_which_nothing_is_known(client, site):
    response = client.post(url("cabinet_new", site.enterprise), basics(site))

    tour = Tour.objects.get()
    assert response["Location"] == url("cabinet_prices", site.enterprise, tour.uuid)
    assert (tour.slug, tour.status, tour.languages) == ("hot-shop", Tour.Status.DRAFT, ["ru", "en"])
    assert tour.moment == {"ru": "льют чугун"}
    assert "<strong>литьё</strong>" in tour.description_html["ru"]
    assert all(row.text_for(tour.requirements) is None for row in TABLE)


def test_tour_with_mistakes_keeps_what_was_typed(client, site):
    response = client.post(
        url("cabinet_new", site.enterprise), basics(site, title_ru="", duration_minutes="5", summary_ru="Про печи")
    )

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"title", "duration_minutes"}
    assert "Про печи" in html_of(response)
    assert not Tour.objects.exists()


def test_long_text_of_a_featured_moment_is_refused(client, site):
    refused = client.post(url("cabinet_new", site.enterprise), basics(site, moment_ru="л" * 61))

    assert set(refused.context["form"].errors) == {"moment"}
    assert not Tour.objects.exists()


def test_mistakes_are_named_in_the_portals_words(client, site):
    other = TourFactory(slug="taken")
    tour = TourFactory(site=site, enterprise=site.enterprise)
    address = url("cabinet_basics", site.enterprise, tour.uuid)

    refused = client.post(address, basics(site, slug=other.slug, title_ru=""))

    errors = refused.context["form"].errors
    assert errors["title"] == ["Напишите по-русски; другие языки могут подождать."]
    assert errors["slug"] == ["Этот адрес занят или был занят другой страницей."]


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

    address = url("cabinet_prices", tour.enterprise, tour.uuid)
    rows = category_rows(
        {"uuid": str(old.uuid), "name_ru": "Взрослый", "price": "650,50"},
        {"uuid": str(gone.uuid), "name_ru": "", "price": "x", "DELETE": "on"},
        {"name_ru": "Ребёнок", "min_age": "7", "max_age": "13", "price": "0"},
        {},
        initial=2,
    )

    asked = client.post(address, {**rows, "next": "1"})

    assert asked.status_code == 200
    assert f"<li>{gone}, {rubles(gone.price_kopecks)}<input" in html_of(asked)
    assert tour.categories.count() == 2
    # The page that asks carries everything that was typed; what is not ticked any more is not removed.
    again = sent_unchanged(asked, "removing")
    assert again["category-0-price"] == ["650,50"]
    assert "category-1-DELETE" in again
    other = {**rows, "category-0-DELETE": "on", "removing": again["removing"]}
    assert client.post(address, other).status_code == 200
    response = client.post(address, {**again, "next": "1"})

    assert response.url == url("cabinet_requirements", tour.enterprise, tour.uuid)
    rows = tour.categories.order_by("position").values_list("name__ru", "min_age", "max_age", "price_kopecks")
    assert list(rows) == [("Взрослый", None, None, 65_050), ("Ребёнок", 7, 13, 0)]
    assert tour.categories.filter(pk=old.pk).exists()


def test_booked_category_is_retired_instead(client, tour):
    slot = SlotFactory(tour=tour)
    confirmed_order(slot)
    category = tour.categories.get()

    client.post(
        url("cabinet_prices", tour.enterprise, tour.uuid),
        category_rows({"uuid": str(category.uuid), "name_ru": "Взрослый", "price": "1", "DELETE": "on"}, initial=1)
        | {"removing": str(category.uuid)},
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
    html = html_of(response)
    assert "Школьник" in html
    assert "error-summary" in html
    assert tour.categories.count() == 1


def test_mistakes_in_prices_name_their_category(client, tour):
    category = tour.categories.get()
    rows = [
        {"uuid": str(category.uuid), "name_ru": "Взрослый", "price": ""},
        {"name_ru": "Школьник", "price": "много"},
    ]

    refused = client.post(url("cabinet_prices", tour.enterprise, tour.uuid), category_rows(*rows, initial=1))

    html = html_of(refused)
    assert "Взрослый. Цена, руб" in html
    assert "Школьник. Цена, руб" in html


# --- Booking rules ----------------------------------------------------------------------------------------------------


def test_booking_rules_are_stored_with_reminders_in_minutes(client, tour):
    address = url("cabinet_rules", tour.enterprise, tour.uuid)

    assert client.post(address, rules()).status_code == 302

    tour.refresh_from_db()
    assert (tour.capacity, tour.party_min, tour.party_max) == (20, 2, 8)
    assert (tour.booking_closes_hours, tour.cancel_until_hours) == (4, 48)
    assert tour.reminder_minutes == [3 * 24 * 60, 24 * 60, 120]
    assert client.post(address, rules(reminder_minutes="", version="2")).status_code == 302
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
