"""Photos of an enterprise, called directly: beside another photo, and beside another enterprise's."""

from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accelerator.base.common import clock
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.models import Erasure
from accelerator.base.common.versions import ANY_VERSION
from regions.enterprises.images import CleanPicture
from regions.enterprises.models import Enterprise, Photo
from regions.enterprises.services import photos
from regions.enterprises.services.photo_files import store
from regions.enterprises.services.photos import album_of
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EnterpriseFactory, PhotoFactory, SiteFactory, photos_of
from tests.regions.enterprises.edits import edited

pytestmark = pytest.mark.django_db
PICTURE = CleanPicture(b"pixels", 640, 480, "#102030")
STOVE = I18nText(ru="Печь")


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def enterprise() -> Enterprise:
    """With three photos, beside one with as many in the same places."""
    both = [EnterpriseFactory(), EnterpriseFactory()]
    for name in "абв":
        for one in both:
            PhotoFactory(of=one, alt={"ru": name}, position="абв".index(name))
    return both[0]


def order_of(enterprise: Enterprise) -> str:
    return "".join(str(photo.alt) for photo in photos_of(enterprise).in_order())


def called(enterprise: Enterprise, name: str) -> Photo:
    return next(photo for photo in photos_of(enterprise).all() if str(photo.alt) == name)


def others(enterprise: Enterprise) -> list[tuple]:
    """What is no concern of this enterprise."""
    return list(Photo.objects.exclude(album__enterprise=enterprise).order_by("pk").values_list("pk", "position", "alt"))


def add(enterprise: Enterprise) -> Photo:
    return photos.add_photo(album=album_of(enterprise), picture=PICTURE, alt=STOVE, uploaded_by=None)


def files() -> list[str]:
    if not default_storage.exists("photos"):
        return []
    folders, _files = default_storage.listdir("photos")
    return [name for folder in folders for name in default_storage.listdir(f"photos/{folder}")[1]]


# Taken in and described


def test_photo_is_stored_as_the_last_with_all_that_is_known_of_it(enterprise: Enterprise):
    user = UserFactory()
    Photo.objects.filter(pk=called(enterprise, "в").pk).update(position=7)

    photo = photos.add_photo(album=album_of(enterprise), picture=PICTURE, alt=STOVE, uploaded_by=user)

    photo.refresh_from_db()
    assert (photo.album.owner_enterprise, photo.position, photo.alt, photo.uploaded_by) == (enterprise, 8, STOVE, user)
    assert (photo.width, photo.height, photo.colour, photo.state) == (640, 480, "#102030", "pending")
    with photo.file.open("rb") as stored:
        assert stored.read() == b"pixels"


def test_first_photo_takes_the_first_place_and_has_no_credit(enterprise: Enterprise):
    photo = add(EnterpriseFactory())

    assert photo.position == 0
    assert isinstance(photo.credit, I18nText)


def test_new_sketch_takes_the_part_of_the_one_before_and_leaves_photos_alone():
    album = album_of(SiteFactory())
    added = [
        photos.add_photo(album=album, picture=PICTURE, alt=STOVE, uploaded_by=None, shows_way=shows_way)
        for shows_way in (False, True, True, False)
    ]
    for photo in added:
        photo.refresh_from_db()

    assert [photo.shows_way for photo in added] == [False, False, True, False]
    assert [photo.version for photo in added] == [1, 2, 1, 1]


def test_place_is_left_until_the_most_photos_are_there_and_no_file_after_that(enterprise: Enterprise, monkeypatch):
    monkeypatch.setattr(photos, "PHOTOS_MAX", 4)
    add(enterprise)

    with pytest.raises(photos.TooManyPhotos, match="4"):
        add(enterprise)

    assert photos_of(enterprise).count() == 4
    assert len(files()) == 1


def test_photo_is_described_alone(enterprise: Enterprise):
    photo, before = called(enterprise, "б"), others(enterprise)

    edited(photo, alt=STOVE)

    assert order_of(enterprise) == "аПечьв"
    assert others(enterprise) == before


# Put in order


@pytest.mark.parametrize(
    ("name", "place", "after"),
    [
        ("а", 1, "абв"),
        ("а", 2, "бав"),
        ("а", 3, "бва"),
        ("а", 9, "бва"),
        ("в", 1, "ваб"),
        ("в", 0, "ваб"),
        ("в", -3, "ваб"),
    ],
)
def test_photo_takes_its_place_and_the_rest_stay_in_order(enterprise: Enterprise, name: str, place: int, after: str):
    before = others(enterprise)

    photos.place_photo(photo=called(enterprise, name), place=place, expected_order=1)

    assert order_of(enterprise) == after
    assert sorted(photos_of(enterprise).values_list("position", flat=True)) == [0, 1, 2]
    assert others(enterprise) == before


@pytest.mark.parametrize(
    ("name", "by", "after"),
    [
        ("а", 1, "бав"),
        ("а", 2, "бва"),
        ("а", 5, "бва"),
        ("а", -1, "абв"),
        ("в", -1, "авб"),
        ("в", 1, "абв"),
        ("б", 0, "абв"),
    ],
)
def test_photo_moves_so_many_places(enterprise: Enterprise, name: str, by: int, after: str):
    elsewhere = Enterprise.objects.exclude(pk=enterprise.pk).get()
    Photo.objects.filter(album__enterprise=elsewhere).update(position=0)  # these come first of all
    before = others(enterprise)

    photos.shift_photo(photo=called(enterprise, name), by=by, expected_order=1)

    assert order_of(enterprise) == after
    assert others(enterprise) == before


@pytest.mark.parametrize(
    "step",
    [
        lambda photo: add(photo.album.owner_enterprise),
        lambda photo: photos.place_photo(photo=photo, place=3, expected_order=1),
        lambda photo: photos.shift_photo(photo=photo, by=1, expected_order=1),
    ],
    ids=["add", "place", "shift"],
)
def test_order_is_read_once_the_album_is_locked(enterprise: Enterprise, step: Callable[[Photo], object]):
    """Two who move photos at once go one after the other."""
    photo = photos_of(enterprise).select_related("album__owner_enterprise").get(alt__ru="а")
    with CaptureQueriesContext(connection) as queries:
        step(photo)

    statements = [
        query["sql"]
        for query in queries
        if "enterprises_photo" in query["sql"] or '"enterprises_album"."id" IN' in query["sql"]
    ]
    assert statements[0].endswith("FOR NO KEY UPDATE")
    assert 'FROM "enterprises_album"' in statements[0]


# Removed


def test_removed_photo_goes_alone_with_its_files_and_into_the_ledger(
    enterprise: Enterprise, django_capture_on_commit_callbacks
):
    photo, stays = add(enterprise), add(enterprise)
    small = store("photos/aa/small.webp", b"pixels")
    Photo.objects.filter(pk=photo.pk).update(renditions=[{"file": small}])

    with django_capture_on_commit_callbacks() as after_commit:
        photos.delete_photo(photo=photo, expected_version=ANY_VERSION, expected_order=ANY_VERSION)

    assert order_of(enterprise) == "абвПечь"
    assert list(Erasure.objects.values_list("what", "subject")) == [(photos.PHOTO_REMOVED, photo.uuid)]
    assert len(files()) == 3, "nothing is certain yet"
    for callback in after_commit:
        callback()
    assert files() == [stays.file.name.rsplit("/", 1)[1]]


@pytest.mark.parametrize(("version", "order"), [(0, ANY_VERSION), (ANY_VERSION, 0)])
def test_photo_that_is_no_longer_as_it_was_seen_stays(enterprise: Enterprise, version: int, order: int):
    with pytest.raises(photos.OrderChanged):
        photos.delete_photo(photo=called(enterprise, "б"), expected_version=version, expected_order=order)

    assert order_of(enterprise) == "абв"


def test_photo_that_somebody_else_has_removed_is_removed_already(enterprise: Enterprise):
    photo = called(enterprise, "б")
    Photo.objects.filter(pk=photo.pk).delete()

    photos.delete_photo(photo=photo, expected_version=ANY_VERSION, expected_order=ANY_VERSION)

    assert order_of(enterprise) == "ав"
    assert not Erasure.objects.exists()


def test_removal_is_done_again_after_a_restore(enterprise: Enterprise):
    photo, before = called(enterprise, "в"), others(enterprise)

    assert photos.delete_photo_again(photo.uuid, clock.now()) is True
    assert photos.delete_photo_again(photo.uuid, clock.now()) is False

    assert order_of(enterprise) == "аб"
    assert others(enterprise) == before


def test_photo_that_leaves_minds_no_order_of_its_former_album(enterprise: Enterprise):
    photo = called(enterprise, "а")
    values = {"alt": STOVE, "credit": STOVE, "focus_x": 50, "focus_y": 50, "shows_way": False}
    other = album_of(SiteFactory(enterprise=enterprise))

    photos.edit_photo(
        photo=photo, values=values, expected_version=photo.version, to=other, place=2,
        expected_order=photo.album.version + 1,
    )  # fmt: skip

    assert Photo.objects.get(pk=photo.pk).album == other
