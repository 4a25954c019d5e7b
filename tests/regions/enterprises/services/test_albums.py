"""Albums: made for whatever has photos, and gone with it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage

from accelerator.base.common.models import Erasure
from accelerator.forum.services.forums import delete_forum
from regions.enterprises.images import CleanPicture
from regions.enterprises.models import Album, Enterprise, Photo
from regions.enterprises.services import photos
from regions.enterprises.services.photos import album_of
from regions.enterprises.services.profile import delete_site
from tests.factories.enterprises import AlbumFactory, EnterpriseFactory, PhotoFactory, SiteFactory
from tests.factories.forum import ForumFactory
from tests.factories.routes import RouteFactory
from tests.factories.tours import TourFactory
from tests.regions.enterprises.edits import edited
from tours.routes.services import delete_route

pytestmark = pytest.mark.django_db
PICTURE = CleanPicture(b"pixels", 640, 480, "#102030")


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


THINGS: dict[str, Callable[[], Any]] = {
    "enterprise": EnterpriseFactory,
    "site": SiteFactory,
    "tour": TourFactory,
    "route of an enterprise": lambda: RouteFactory(enterprise=EnterpriseFactory()),
    "route": RouteFactory,
    "forum": ForumFactory,
}


@pytest.mark.parametrize("kind", THINGS)
def test_album_is_made_once_and_belongs_to_the_things_tenant(kind: str):
    thing, stale = (made := THINGS[kind]()), type(made).objects.get(pk=made.pk)
    tenant = thing if isinstance(thing, Enterprise) else getattr(thing, "enterprise", None)

    album = album_of(thing)

    assert album_of(stale) == album_of(thing) == album
    assert album.enterprise == tenant
    assert type(thing).objects.get(pk=thing.pk).album == thing.album == stale.album == album
    assert Album.objects.count() == 1


@pytest.mark.parametrize(
    ("make", "remove"),
    [
        (SiteFactory, lambda site: delete_site(site=site)),
        (lambda: RouteFactory(status="draft"), lambda route: delete_route(route=route)),
        (ForumFactory, lambda forum: delete_forum(forum=forum)),
    ],
    ids=["site", "route", "forum"],
)
def test_removed_thing_takes_its_photos_along(make, remove, django_capture_on_commit_callbacks):
    thing = make()
    if hasattr(thing, "enterprise") and thing.enterprise:
        SiteFactory(enterprise=thing.enterprise)  # visitors come to another one, too
    stays = PhotoFactory()
    gone = [
        photos.add_photo(album=album_of(thing), picture=PICTURE, alt={"ru": "Печь"}, uploaded_by=None)
        for _both in range(2)
    ]

    with django_capture_on_commit_callbacks(execute=True):
        remove(type(thing).objects.get(pk=thing.pk))

    assert not type(thing).objects.filter(pk=thing.pk).exists()
    assert list(Photo.objects.all()) == [stays]
    assert list(Album.objects.all()) == [stays.album]
    assert not any(default_storage.exists(photo.file.name) for photo in gone)
    assert set(Erasure.objects.values_list("subject", flat=True)) <= {photo.uuid for photo in gone}


def test_thing_without_an_album_is_removed_as_well():
    site = SiteFactory()
    SiteFactory(enterprise=site.enterprise)

    delete_site(site=site)

    assert not Album.objects.exists()


# Moved


def test_photo_moves_to_the_end_of_another_album_of_the_enterprise():
    tour = TourFactory()
    photo, left = PhotoFactory(of=tour.enterprise, position=0), PhotoFactory(of=tour.enterprise, position=1)
    there = PhotoFactory(of=tour, position=4)

    seen = left.album.version
    edited(photo, to=album_of(tour))

    assert Album.objects.get(pk=left.album_id).version == seen + 1
    assert list(there.album.photos.in_order()) == [there, photo]
    assert list(left.album.photos.in_order()) == [left]


def test_photo_that_is_there_already_keeps_its_place():
    first, second = (PhotoFactory(of=enterprise) for enterprise in [EnterpriseFactory()] * 2)

    edited(first, to=first.album)

    assert list(first.album.photos.in_order()) == [first, second]


@pytest.mark.parametrize("tenant", ["another", None])
def test_photo_never_moves_to_another_tenant(tenant: str | None):
    photo = PhotoFactory()
    to = AlbumFactory() if tenant else album_of(ForumFactory())

    with pytest.raises(LookupError):
        edited(photo, to=to)

    assert not to.photos.exists()


def test_photo_does_not_move_to_an_album_that_is_full(monkeypatch):
    monkeypatch.setattr(photos, "PHOTOS_MAX", 1)
    tour = TourFactory()
    photo = PhotoFactory(of=tour.enterprise)
    PhotoFactory(of=tour)

    with pytest.raises(photos.TooManyPhotos):
        edited(photo, to=album_of(tour))

    assert photo.album.photos.count() == 1


def test_credit_of_the_latest_photo_is_at_hand_for_the_next():
    tour = TourFactory()
    assert photos.last_credit(None) == photos.last_credit(album_of(tour).pk) == {}
    PhotoFactory(of=tour, credit={"ru": "Фото: Анна"}, position=0)
    PhotoFactory(of=tour, credit={"ru": "Фото: Пётр", "en": "Photo by Pyotr"}, position=1)
    PhotoFactory(of=tour.enterprise, credit={"ru": "Фото: Иван"})

    assert photos.last_credit(tour.album_id) == {"ru": "Фото: Пётр", "en": "Photo by Pyotr"}
