"""Routes as visitors see them: the page, the list, the cards."""

import json
import re
from datetime import time

import pytest
from django.conf import settings
from django.urls import reverse

from accelerator.base.common.formats import local_date
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import PhotoFactory
from tests.factories.routes import bookable_route, route_over
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tours.models import Slot, VisitorCategory
from tours.routes.models import Route

pytestmark = pytest.mark.django_db


def squeezed(html: str) -> str:
    """The page without the blanks between its elements."""
    return re.sub(r"\s*(</?\w[^>]*>)\s*", r"\1", html)


def test_route_page_shows_stations_and_the_strictest(client):
    route = route_over([TourFactory(published=True, requirements__min_age=age) for age in (6, 14)])

    page = client.get(route.get_absolute_url()).content.decode()

    assert all(str(stop.tour.title) in page for stop in route.stops.all())
    assert "14" in page
    assert reverse("booking:route", args=[route.slug]) in page


def test_route_page_says_when_for_how_much_and_where(client):
    route = bookable_route(3)
    slot = Slot.objects.order_by("starts_at").first()

    page = client.get(route.get_absolute_url()).content.decode()

    assert local_date(slot.local_date) in page
    assert "1\u00a0500\u00a0₽" in page
    assert page.count("country__dot") == 3
    assert "country__way" in page
    assert page.count("https://2gis.ru/geo/36.26140,54.51370") == 3
    assert 'data-island="map"' not in page  # no third party unless the settings name one


def test_route_without_dates_or_prices_says_so(client):
    route = route_over([TourFactory(published=True, category=None), TourFactory(published=True)])

    page = squeezed(client.get(route.get_absolute_url()).content.decode())

    assert "Ближайшая дата</dt><dd>пока нет" in page
    assert "Цена всего маршрута" not in page


def test_route_in_the_making_is_shown_to_those_who_make_it(client):
    route = bookable_route(2)
    Route.objects.update(status=Route.Status.DRAFT)
    assert client.get(route.get_absolute_url()).status_code == 404

    client.force_login(UserFactory(organizer=True))
    page = client.get(route.get_absolute_url()).content.decode()

    assert str(route.title) in page
    assert "черновик" in page.lower()


def test_route_with_a_stop_that_is_not_public_is_hidden(client):
    route = route_over([TourFactory(published=True), TourFactory()])

    assert client.get(route.get_absolute_url()).status_code == 404
    assert str(route.title) not in client.get(reverse("routes:catalogue")).content.decode()


@pytest.mark.parametrize("stops", [2, 6])
def test_query_counts_are_flat(client, django_assert_max_num_queries, stops):
    route = bookable_route(stops)

    with django_assert_max_num_queries(5):
        client.get(route.get_absolute_url())
    with django_assert_max_num_queries(8):
        client.get(reverse("routes:catalogue"))
    with django_assert_max_num_queries(8):
        client.get(reverse("booking:route", args=[route.slug]))


def the_card(client) -> str:
    """What the list of routes says below the one route's stops, on one line."""
    page = client.get(reverse("routes:catalogue")).content.decode()
    [foot] = re.findall(r'<div class="card__foot">.*?</div>', page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", foot)).strip()


def test_card_says_the_day_and_the_price_of_the_routes_own_page(client):
    route = bookable_route(3)
    slot = Slot.objects.order_by("starts_at").first()
    day = local_date(slot.local_date).replace("\u00a0", " ")

    assert the_card(client) == f"Ближайший день: {day} 1 500 ₽"
    page = squeezed(client.get(route.get_absolute_url()).content.decode()).replace("\u00a0", " ")
    assert f"Ближайшая дата</dt><dd>{day}</dd>" in page
    assert "Цена всего маршрута</dt><dd>1 500 ₽</dd>" in page


def test_card_offers_only_a_day_on_which_every_stop_can_be_reached(client):
    first, second = (TourFactory(published=True, duration_minutes=60) for _ in range(2))
    route_over([first, second], minutes=120)
    for days_ahead, at in ((3, 12), (4, 11), (5, 12), (6, 13)):  # too early, closed, full, right
        SlotFactory(tour=first, days_ahead=days_ahead, at=time(10))
        SlotFactory(
            tour=second, days_ahead=days_ahead, at=time(at + 1 if days_ahead != 3 else at),
            status=Slot.Status.CLOSED if days_ahead == 4 else Slot.Status.OPEN,
            capacity=5, seats_taken=5 if days_ahead == 5 else 0,
        )  # fmt: skip

    assert local_date(Slot.objects.by_start().last().local_date).replace("\u00a0", " ") in the_card(client)


def test_card_names_the_first_day_of_a_route_of_several(client):
    first, second = TourFactory(published=True), TourFactory(published=True)
    route_over([first, second], days=[1, 3])
    begin = SlotFactory(tour=first, days_ahead=5)
    SlotFactory(tour=first, days_ahead=6)
    SlotFactory(tour=second, days_ahead=7)

    assert local_date(begin.local_date).replace("\u00a0", " ") in the_card(client)


@pytest.mark.parametrize(
    ("categories", "words"),
    [
        ([[(None, None, 0)], [(None, None, 0)]], "бесплатно"),
        ([[(None, 13, 0), (14, None, 50_000)], [(None, None, 20_000)]], "взрослый 700 ₽, ребёнок 200 ₽"),
        ([[(18, None, 50_000), (60, None, 30_000)], [(None, None, 20_000)]], "700 ₽"),
        ([[(None, 13, 10_000), (14, None, 50_000)], [(14, None, 30_000)]], "800 ₽"),  # no child comes to the second
        ([[(None, None, 10_000)], []], ""),
    ],
)
def test_card_says_what_those_who_may_come_everywhere_pay(client, categories, words):
    tours = []
    for of_tour in categories:
        tours.append(TourFactory(published=True, category=None))
        for low, high, price in of_tour:
            VisitorCategoryFactory(tour=tours[-1], min_age=low, max_age=high, price_kopecks=price)
        VisitorCategoryFactory(tour=tours[-1], price_kopecks=100, is_active=False)
    route_over(tours)

    assert the_card(client) == f"свободных дат пока нет {words}".strip()


@pytest.mark.parametrize("count", [1, 4])
def test_list_of_routes_takes_a_flat_number_of_queries(client, django_assert_num_queries, count):
    for _ in range(count):
        PhotoFactory(of=bookable_route(count), state="ready")

    with django_assert_num_queries(3):  # the versions, the routes, and their photos
        page = client.get(reverse("routes:catalogue")).content.decode()
    assert page.count("card__foot") == count


@pytest.mark.parametrize(("kopecks", "paid"), [(0, False), (30_000, True)])
def test_route_speaks_of_paying_only_where_there_is_something_to_pay(client, kopecks, paid):
    route = bookable_route(2)
    VisitorCategory.objects.update(price_kopecks=kopecks)

    assert ("Оплата на месте" in client.get(route.get_absolute_url()).content.decode()) is paid


def test_route_says_to_machines_what_it_costs_and_where_it_leads(client):
    route = bookable_route(2)

    data = re.search(
        r'<script type="application/ld\+json"[^>]*>(.*?)</script>',
        client.get(route.get_absolute_url()).content.decode(),
        re.DOTALL,
    )
    graph = {thing["@type"]: thing for thing in json.loads(data[1])["@graph"]}

    trip = graph["TouristTrip"]
    assert (trip["name"], trip["url"]) == (str(route.title), f"{settings.BASE_URL}{route.get_absolute_url()}")
    stops = trip["itinerary"]["itemListElement"]
    assert [stop["item"]["address"]["addressCountry"] for stop in stops] == ["RU", "RU"]
    assert [sub["name"] for sub in trip["subTrip"]] == [
        str(stop.tour.title) for stop in route.stops.order_by("position")
    ]
    [offer] = trip["offers"]
    assert (offer["price"], offer["availability"]) == ("1000.00", "https://schema.org/InStock")
    assert [crumb["name"] for crumb in graph["BreadcrumbList"]["itemListElement"]] == ["Маршруты", str(route.title)]
