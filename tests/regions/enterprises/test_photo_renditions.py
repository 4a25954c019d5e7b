"""Renditions of photos, made by workers that may die."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from accelerator.base.common import clock
from accelerator.demo.load_pictures import CONTENT
from regions.enterprises import image_child, pictures
from regions.enterprises.images import clean_picture
from regions.enterprises.images import make_renditions as make_renditions_of
from regions.enterprises.models import Photo
from regions.enterprises.services import renditions
from regions.enterprises.tasks import make_missing_renditions, make_renditions
from tests.factories.enterprises import EnterpriseFactory, PhotoFactory
from tests.regions.enterprises.hostile import encoded, gradient
from tests.regions.enterprises.photo_pages import added, list_files, page_of, ready

pytestmark = pytest.mark.django_db


def test_renditions_are_made_in_every_width_up_to_the_photos_own(db):
    photo = ready(EnterpriseFactory())

    made = {(one["format"], one["width"], one["height"]) for one in photo.renditions}
    assert made == {(kind, width, width * 3 // 4) for kind in ("avif", "webp") for width in (320, 480, 640, 960)}
    assert photo.state == Photo.State.READY
    with photo.file.open("rb") as stored:
        original = len(stored.read())
    for one in photo.renditions:
        with default_storage.open(one["file"]) as file:
            picture = Image.open(file)
            assert (picture.format.lower(), picture.size) == (one["format"], (one["width"], one["height"]))
        assert default_storage.size(one["file"]) == one["bytes"] < original


def test_small_photo_is_shown_in_its_own_width(db):
    photo = added(EnterpriseFactory(), encoded(gradient(size=(300, 220)), "JPEG"))
    make_renditions(photo_id=photo.pk)

    photo.refresh_from_db()
    assert {one["width"] for one in photo.renditions} == {300}


def test_renditions_made_twice_are_the_same(db):
    photo = ready(EnterpriseFactory())
    files = list_files()

    assert not make_renditions(photo_id=photo.pk)
    Photo.objects.filter(pk=photo.pk).update(state=Photo.State.PENDING, renditions=[], claimed_at=None, attempts=0)
    assert make_renditions(photo_id=photo.pk)

    again = Photo.objects.get(pk=photo.pk)
    assert again.renditions == photo.renditions
    assert sorted(list_files()) == sorted(files)


def test_photo_whose_worker_died_is_made_by_the_sweeper(db, monkeypatch):
    photo = added(EnterpriseFactory())
    died = renditions._claim(clock.now(), photo.pk)
    assert died == photo
    assert make_missing_renditions() == 0, "somebody may still be working at it"
    assert Photo.objects.get(pk=photo.pk).state == Photo.State.PENDING

    Photo.objects.filter(pk=photo.pk).update(claimed_at=clock.now() - renditions.CLAIM_LASTS)
    assert make_missing_renditions() == 1
    assert Photo.objects.get(pk=photo.pk).state == Photo.State.READY


def test_photo_that_no_ring_announced_is_made_by_the_sweeper(db):
    photo = added(EnterpriseFactory())

    assert make_missing_renditions() == 1
    assert Photo.objects.get(pk=photo.pk).state == Photo.State.READY


def test_photo_that_fails_three_times_is_reported_to_the_staff(client, membership):
    photo = added(membership.enterprise)
    default_storage.delete(photo.file.name)
    for _ in range(renditions.ATTEMPTS_MAX):
        assert not make_renditions(photo_id=photo.pk)
        Photo.objects.filter(pk=photo.pk).update(claimed_at=clock.now() - renditions.CLAIM_LASTS)

    photo.refresh_from_db()
    assert (photo.state, photo.attempts) == (Photo.State.FAILED, 3)
    html = client.get(page_of(membership.enterprise)).content.decode()
    assert "Размеры подготовить не удалось" in html
    assert "Файл повреждён" in html, "and why"
    assert make_missing_renditions() == 0


def test_photo_that_kills_its_workers_is_given_up(db):
    long_ago = clock.now() - renditions.CLAIM_LASTS - timedelta(seconds=1)
    photo = PhotoFactory(attempts=renditions.ATTEMPTS_MAX, claimed_at=long_ago)

    make_missing_renditions()

    photo.refresh_from_db()
    assert photo.state == Photo.State.FAILED


def test_photo_removed_while_its_renditions_are_made_leaves_no_files(db):
    photo = added(EnterpriseFactory())
    claimed = renditions._claim(clock.now(), photo.pk)
    Photo.objects.filter(pk=photo.pk).delete()
    before = set(list_files())

    assert renditions._prepare(claimed) is False
    assert set(list_files()) == before


def test_picture_of_a_phones_screen_is_light():
    picture = (CONTENT / "pictures/berezuy-foundry.jpg").read_bytes()

    made = make_renditions_of(clean_picture([picture]).content)

    [light] = [len(one.content) for one in made if (one.format, one.width) == ("avif", 640)]
    assert light <= 20 * 1024


def test_widths_are_those_pages_ask_for():
    assert image_child.WIDTHS == (320, 480, 640, 960, 1280, 1920)


@pytest.mark.parametrize(("widths", "kept"), [((320, 640, 960), ["320w", "640w"]), ((700,), ["700w"])])
def test_a_small_place_is_offered_no_large_file(widths, kept):
    made = [
        {"format": name, "width": width, "height": width, "bytes": 1} for width in widths for name in ("avif", "webp")
    ]
    small = pictures.picture(Photo(width=widths[-1], height=widths[-1], colour="#808080", renditions=made)).small

    for _type, srcset in small.sources:
        assert [one.split(" ")[1] for one in srcset.split(", ")] == kept
    assert small.address == small.sources[-1][1].split(", ")[-1].split(" ")[0]
    assert small.address.endswith(".webp")
