"""The page of what contains a thing shows its photos too, on the page and where a link to it is shared."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accelerator.forum.models import Forum
from accelerator.forum.pictures import forum_covers, forum_pictures
from regions.enterprises.models import Photo
from regions.enterprises.services.photos import album_of
from tests.factories.enterprises import PhotoFactory
from tests.factories.forum import ForumFactory
from tests.factories.routes import route_over
from tests.factories.tours import SlotFactory
from tours.models import Tour
from tours.routes.models import Route
from tours.routes.sharing import route_pictures

pytestmark = pytest.mark.django_db


def photo_of(thing: Any, name: str) -> Photo:
    """A photo that is ready, called so."""
    photo = PhotoFactory(
        album=album_of(thing), alt={"ru": name}, credit={"ru": "Снимок завода"}, state=Photo.State.READY
    )
    photo.renditions = [
        {"format": kind, "width": 640, "height": 480, "bytes": 1, "file": f"photos/none/{photo.pk}.{kind}"}
        for kind in ("avif", "webp")
    ]
    photo.save(update_fields=["renditions"])
    return photo


def tour() -> Tour:
    return SlotFactory().tour


def route() -> Route:
    return route_over([tour(), tour()])


def forum() -> Forum:
    return ForumFactory(site=tour().site)


def first_stop(one: Route) -> Tour:
    return one.stops.order_by("position")[0].tour


def tour_of(one: Forum) -> Tour:
    assert one.site
    return Tour.objects.get(enterprise=one.site.enterprise)


PAGES: dict[str, tuple[Callable[[], Any], Callable[[Any], Any], Callable[[Any], Any]]] = {
    "a tour's own": (tour, lambda one: one, lambda one: one),
    "its site's on a tour": (tour, lambda one: one, lambda one: one.site),
    "an enterprise's own": (tour, lambda one: one.enterprise, lambda one: one.enterprise),
    "a tour's on its enterprise": (tour, lambda one: one.enterprise, lambda one: one),
    "a tour's on its region": (tour, lambda one: one.enterprise.region, lambda one: one),
    "a route's own": (route, lambda one: one, lambda one: one),
    "a stop's on its route": (route, lambda one: one, first_stop),
    "a forum's own": (forum, lambda one: one, lambda one: one),
    "a site's on a forum": (forum, lambda one: one, lambda one: one.site),
    "a tour's on the forum of its enterprise": (forum, lambda one: one, tour_of),
}


@pytest.mark.parametrize("case", PAGES)
def test_page_shows_the_photo_with_what_it_is(client: Client, case: str) -> None:
    make, page_of, owner_of = PAGES[case]
    thing = make()
    address = page_of(thing).get_absolute_url()
    assert "Разливка чугуна" not in client.get(address).content.decode()

    photo_of(owner_of(thing), "Разливка чугуна")

    page = client.get(address).content.decode()
    assert 'alt="Разливка чугуна"' in page
    assert '<source type="image/avif"' in page


def test_tour_shows_its_own_first_and_never_its_enterprise_s(client: Client) -> None:
    one = tour()
    for owner, name in ((one.enterprise, "Завод"), (one.site, "Двор"), (one, "Плавка"), (one, "Форма")):
        photo_of(owner, name)

    page = client.get(one.get_absolute_url()).content.decode()

    assert page.index('alt="Плавка"') < page.index('alt="Форма"') < page.index('alt="Двор"')
    assert 'alt="Завод"' not in page
    assert page.count("Снимок завода") == 2  # once for the first picture, once for the row that shares it


def test_route_shows_its_own_then_one_of_each_stop(django_assert_num_queries: Any) -> None:
    one = route()
    first, second = (stop.tour for stop in one.stops.order_by("position"))
    for owner, name in ((second, "Вторая"), (first, "Первая"), (first, "Ещё"), (one, "Дорога")):
        photo_of(owner, name)
    one = Route.objects.with_stops().get(pk=one.pk)
    stops = list(one.stops.all())

    with django_assert_num_queries(2):
        assert [picture.alt for picture in route_pictures(one, stops)] == ["Дорога", "Первая", "Вторая"]


def test_forum_without_a_place_of_ours_shows_its_own(django_assert_num_queries: Any) -> None:
    one = Forum.objects.with_place().get(pk=ForumFactory().pk)
    with django_assert_num_queries(0):
        assert forum_pictures(one) == []
    photo_of(one, "Зал")

    one = Forum.objects.with_place().get(pk=one.pk)
    with django_assert_num_queries(1):
        assert [picture.alt for picture in forum_pictures(one)] == ["Зал"]


def test_forums_in_a_list_each_show_the_first_picture_of_their_page(
    client: Client, django_assert_num_queries: Any
) -> None:
    ours, at_a_site, at_a_host, bare, elsewhere = forum(), forum(), forum(), forum(), ForumFactory()
    photo_of(ours.site.enterprise, "Не она")
    for owner, name in ((ours, "Зал"), (at_a_site.site, "Двор"), (tour_of(at_a_host), "Цех"), (elsewhere, "Сцена")):
        photo_of(owner, name)
    forums = list(Forum.objects.with_place().order_by("pk"))

    with django_assert_num_queries(2):
        found = forum_covers(forums)

    expected = {ours: "Зал", at_a_site: "Двор", at_a_host: "Цех", elsewhere: "Сцена"}
    assert {key: picture.alt for key, picture in found.items()} == {one.pk: name for one, name in expected.items()}
    assert all(forum_pictures(one)[0].alt == found[one.pk].alt for one in forums if one.pk != bare.pk)
    page = client.get("/forums/").content.decode()
    assert all(f'alt="{name}"' in page for name in expected.values())
