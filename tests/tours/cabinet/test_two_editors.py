"""Two people write one tour at once: each form of it for itself; the second sees both versions, and loses nothing."""

import pytest

from tests.editors import differences, opened, saved_on_top
from tests.factories.tours import VisitorCategoryFactory
from tests.portal.markup import sent_unchanged
from tests.tours.cabinet.forms import url
from tours.models import Tour, VisitorCategory, VisitRequirements

pytestmark = pytest.mark.django_db

# Of each page: what the first person types, what the second one does, and what is stored of that.
PAGES = {
    "cabinet_basics": (
        {"title_ru": "Первая"}, {"title_ru": "Вторая"}, lambda tour: tour.title["ru"], ("Первая", "Вторая"),
    ),
    "cabinet_rules": (
        {"capacity": "20"}, {"capacity": "30"}, lambda tour: tour.capacity, (20, 30),
    ),
    "cabinet_requirements": (
        {"clothing_ru": "Тёплая"}, {"clothing_ru": "Лёгкая"}, lambda tour: tour.requirements.clothing["ru"],
        ("Тёплая", "Лёгкая"),
    ),
    "cabinet_prices": (
        {"category-0-price": "100"}, {"category-0-price": "200"},
        lambda tour: tour.categories.get().price_kopecks, (10_000, 20_000),
    ),
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_second_editor_sees_both_and_can_save_on_top(client, tour, page):
    first, second, read, (theirs, yours) = PAGES[page]
    address = url(page, tour.enterprise, tour.uuid)
    seen = opened(client, address)

    assert client.post(address, {**seen, **first}).status_code == 302
    response = client.post(address, {**seen, **second})

    assert response.status_code == 409
    assert read(Tour.objects.get(pk=tour.pk)) == theirs
    (shown,) = differences(response).values()
    assert all(text in response.content.decode() for text in (*first.values(), *second.values()))
    assert (next(iter(first.values())) in shown[0], next(iter(second.values())) in shown[1]) == (True, True)
    assert saved_on_top(client, address, response).status_code == 302
    assert read(Tour.objects.get(pk=tour.pk)) == yours


def test_forms_of_different_parts_do_not_refuse_each_other(client, tour):
    addresses = {page: url(page, tour.enterprise, tour.uuid) for page in PAGES}
    seen = {page: opened(client, address) for page, address in addresses.items()}

    answers = [client.post(addresses[page], {**seen[page], **PAGES[page][0]}).status_code for page in PAGES]

    assert answers == [302] * len(PAGES)
    saved = Tour.objects.get(pk=tour.pk)
    assert [read(saved) for _first, _second, read, _stored in PAGES.values()] == [
        stored[0] for _first, _second, _read, stored in PAGES.values()
    ]


@pytest.mark.parametrize("page", PAGES)
def test_save_that_changes_nothing_refuses_nobody(client, tour, page):
    address = url(page, tour.enterprise, tour.uuid)
    client.post(address, opened(client, address))  # brings the order of the prices up to the form's
    seen = opened(client, address)

    assert client.post(address, {**seen, "next": "1"}).status_code == 302
    assert client.post(address, {**seen, **PAGES[page][0]}).status_code == 302


def test_category_that_somebody_else_adds_stays_beside_the_new_one(client, tour):
    address = url("cabinet_prices", tour.enterprise, tour.uuid)
    seen = opened(client, address)
    client.post(address, {**seen, "category-1-name_ru": "Школьник", "category-1-price": "50"})

    response = client.post(address, {**seen, "category-2-name_ru": "Пенсионер", "category-2-price": "70"})

    assert response.status_code == 409
    assert "Школьник" in differences(response)["Цены"][0]
    assert saved_on_top(client, address, response).status_code == 302
    names = VisitorCategory.objects.filter(tour=tour).values_list("name__ru", flat=True)
    assert {"Школьник", "Пенсионер"} < set(names)


def test_category_that_another_editor_removes_is_created_again_or_stays_removed(client, tour):
    gone = VisitorCategoryFactory(tour=tour)
    address = url("cabinet_prices", tour.enterprise, tour.uuid)
    seen = opened(client, address)
    row = next(name.removesuffix("-uuid") for name, value in seen.items() if value == [str(gone.uuid)])
    gone.delete()
    Tour.objects.update(prices_version=2)

    response = client.post(address, {**seen, f"{row}-price": "777"})
    assert response.status_code == 409
    removed = client.post(address, {**seen, f"{row}-DELETE": "on"})
    assert f"{row}-DELETE" in sent_unchanged(removed, "version")
    assert saved_on_top(client, address, response).status_code == 302
    assert tour.categories.filter(price_kopecks=77_700).exists()


def test_tour_without_requirements_is_stated_by_one_of_two(client, tour):
    VisitRequirements.objects.all().delete()
    address = url("cabinet_requirements", tour.enterprise, tour.uuid)
    seen = opened(client, address)

    assert client.post(address, {**seen, "clothing_ru": "Тёплая"}).status_code == 302
    assert client.post(address, {**seen, "clothing_ru": "Лёгкая"}).status_code == 409


def test_form_that_names_no_version_is_shown_what_is_stored(client, tour):
    address = url("cabinet_basics", tour.enterprise, tour.uuid)
    sent = opened(client, address) | {"title_ru": "Другое"}
    del sent["version"]

    assert client.post(address, sent).status_code == 409
