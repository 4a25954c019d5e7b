"""Two people write one route at once: the second sees its texts and stops as both would have them."""

import pytest
from django.urls import reverse

from tests.editors import differences, opened, saved_on_top
from tests.factories.accounts import UserFactory
from tests.factories.routes import route_over
from tests.factories.tours import TourFactory
from tours.routes.models import Route

pytestmark = pytest.mark.django_db


def tours_of(route: Route) -> list:
    return [stop.tour for stop in route.stops.order_by("position")]


def test_second_editor_of_a_route_sees_other_stops_and_can_save_on_top(client):
    client.force_login(UserFactory(is_organizer=True))
    first, second, third = (TourFactory(published=True) for _n in range(3))
    route = route_over([first, second])
    address = reverse("routes:organizer_edit", args=[route.uuid])
    seen = opened(client, address)

    assert client.post(address, {**seen, "stops-2-tour": str(third.uuid)}).status_code == 302
    response = client.post(address, {**seen, "title_ru": "Иначе"})

    assert response.status_code == 409
    assert tours_of(route) == [first, second, third]
    shown = differences(response)
    assert set(shown) == {"Название", "Точки"}
    assert (str(third) in shown["Точки"][0], str(third) in shown["Точки"][1]) == (True, False)
    assert saved_on_top(client, address, response).status_code == 302
    assert (tours_of(route), Route.objects.get().title["ru"]) == ([first, second], "Иначе")


def test_route_that_is_saved_unchanged_refuses_nobody(client):
    client.force_login(UserFactory(is_organizer=True))
    route = route_over([TourFactory(published=True), TourFactory(published=True)])
    address = reverse("routes:organizer_edit", args=[route.uuid])
    seen = opened(client, address)

    assert [client.post(address, {**seen, **typed}).status_code for typed in ({}, {"title_ru": "Иначе"})] == [302, 302]
