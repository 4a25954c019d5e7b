"""The workers' part in photos, called directly: which one is taken, and what becomes of it beside others."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import chain, count
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.core.files.storage import default_storage

from accelerator.base.common import clock
from regions.enterprises import images
from regions.enterprises.images import clean_picture
from regions.enterprises.models import Enterprise, Photo
from regions.enterprises.services import photos, renditions
from regions.enterprises.services.photo_files import file_name
from regions.enterprises.services.photos import album_of
from tests.factories.enterprises import EnterpriseFactory
from tests.regions.enterprises.hostile import encoded, gradient

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
PICTURE = clean_picture([encoded(gradient(size=(220, 200)), "JPEG")])


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def enterprise() -> Enterprise:
    return EnterpriseFactory()


@pytest.fixture
def earlier(enterprise: Enterprise) -> Photo:
    """A photo that waits, too, and whose turn would come first."""
    return added(enterprise)


@pytest.fixture
def photo(enterprise: Enterprise, earlier: Photo) -> Photo:
    return added(enterprise)


def added(enterprise: Enterprise) -> Photo:
    return photos.add_photo(album=album_of(enterprise), picture=PICTURE, alt={"ru": "Печь"}, uploaded_by=None)


def state_of(photo: Photo) -> tuple[str, int, int]:
    """How far it is, how often it was tried, and in how many files it can be shown."""
    stored = Photo.objects.get(pk=photo.pk)
    return stored.state, stored.attempts, len(stored.renditions)


UNTOUCHED = ("pending", 0, 0)


def test_photo_that_was_rung_for_is_made_and_no_other(photo: Photo, earlier: Photo):
    assert renditions.prepare_photo(photo_id=photo.pk) is True

    assert state_of(photo) == ("ready", 1, 2)
    assert state_of(earlier) == UNTOUCHED


def test_photo_that_is_made_already_or_gone_is_not_made(photo: Photo, earlier: Photo):
    renditions.prepare_photo(photo_id=photo.pk)
    Photo.objects.filter(pk=earlier.pk).delete()

    assert renditions.prepare_photo(photo_id=photo.pk) is False
    assert renditions.prepare_photo(photo_id=earlier.pk) is False
    assert state_of(photo) == ("ready", 1, 2)


@pytest.mark.parametrize(("since", "made"), [(renditions.CLAIM_LASTS - SECOND, False), (renditions.CLAIM_LASTS, True)])
def test_claim_of_a_worker_that_died_lapses(photo: Photo, since: timedelta, made: bool):
    with time_machine.travel("2027-03-01T09:00:00Z", tick=False):
        Photo.objects.filter(pk=photo.pk).update(claimed_at=clock.now() - since)
        assert renditions.prepare_photo(photo_id=photo.pk) is made
        assert Photo.objects.get(pk=photo.pk).claimed_at == clock.now() - (since if not made else timedelta())


@pytest.mark.parametrize(("attempts", "made"), [(renditions.ATTEMPTS_MAX - 1, True), (renditions.ATTEMPTS_MAX, False)])
def test_photo_is_tried_so_often_and_no_more(photo: Photo, attempts: int, made: bool):
    Photo.objects.filter(pk=photo.pk).update(attempts=attempts)

    assert renditions.prepare_photo(photo_id=photo.pk) is made
    assert state_of(photo) == ("ready" if made else "pending", renditions.ATTEMPTS_MAX, 2 if made else 0)


def test_sweep_makes_all_that_wait_and_gives_up_what_was_tried_too_often(photo: Photo, earlier: Photo):
    killer, busy = added(photo.album.enterprise), added(photo.album.enterprise)
    Photo.objects.filter(pk=killer.pk).update(attempts=renditions.ATTEMPTS_MAX)
    Photo.objects.filter(pk=busy.pk).update(attempts=renditions.ATTEMPTS_MAX, claimed_at=clock.now())

    assert renditions.prepare_missing() == 2

    assert [state_of(one)[0] for one in (earlier, photo, killer, busy)] == ["ready", "ready", "failed", "pending"]
    assert renditions.prepare_missing() == 0


def test_sweep_counts_what_it_made_and_not_what_it_tried(photo: Photo, earlier: Photo):
    default_storage.delete(earlier.file.name)

    assert renditions.prepare_missing() == 1
    assert state_of(earlier) == ("pending", 1, 0)


@pytest.mark.parametrize(("seconds", "made"), [(renditions.SWEEP_SECONDS - 0.1, 2), (renditions.SWEEP_SECONDS, 1)])
def test_sweep_begins_no_photo_once_its_time_is_over(photo: Photo, monkeypatch, seconds: float, made: int):
    began, first, second = 100.0, 100.0, 100.0 + seconds
    readings = chain([began, first, second], count(1000))
    monkeypatch.setattr(renditions, "time", SimpleNamespace(monotonic=lambda: next(readings)))

    assert renditions.prepare_missing() == made


@pytest.mark.parametrize(("attempts", "state"), [(1, "pending"), (2, "failed")])
def test_photo_that_cannot_be_read_is_given_up_alone_after_the_last_attempt(
    photo: Photo, earlier: Photo, attempts: int, state: str
):
    Photo.objects.filter(pk=photo.pk).update(attempts=attempts)
    default_storage.delete(photo.file.name)

    assert renditions.prepare_photo(photo_id=photo.pk) is False

    assert state_of(photo) == (state, attempts + 1, 0)
    assert state_of(earlier) == UNTOUCHED


@pytest.mark.parametrize(("memory", "problem"), [(4 * images.MIB, "heavy"), (512 * images.MIB, "broken")])
def test_photo_that_is_given_up_says_why(photo: Photo, monkeypatch, memory: int, problem: str):
    Photo.objects.filter(pk=photo.pk).update(attempts=renditions.ATTEMPTS_MAX - 1)
    limits = replace(images.RENDERING, memory_bytes=memory)
    monkeypatch.setattr(images, "make_renditions", partial(images.make_renditions, limits=limits))
    if problem == "broken":
        default_storage.delete(photo.file.name)

    renditions.prepare_photo(photo_id=photo.pk)

    assert Photo.objects.get(pk=photo.pk).problem == problem


def test_attempt_on_a_busy_machine_does_not_count(photo: Photo, monkeypatch):
    Photo.objects.filter(pk=photo.pk).update(attempts=renditions.ATTEMPTS_MAX - 1)
    limits = replace(images.RENDERING, wall_seconds=0.001)
    monkeypatch.setattr(images, "make_renditions", partial(images.make_renditions, limits=limits))

    assert renditions.prepare_photo(photo_id=photo.pk) is False

    assert state_of(photo) == ("pending", renditions.ATTEMPTS_MAX - 1, 0)


def test_attempt_on_a_full_disk_does_not_count_for_this_photo_or_another(photo: Photo, earlier: Photo):
    Photo.objects.filter(pk=photo.pk).update(attempts=2)
    blocking = Path(default_storage.path(file_name(photo, "webp", 220)))  # no file can be put in its place
    (blocking / "full").mkdir(parents=True)

    assert renditions.prepare_photo(photo_id=photo.pk) is False

    assert state_of(photo) == ("pending", 2, 0)
    assert state_of(earlier) == UNTOUCHED
    assert not default_storage.exists(file_name(photo, "avif", 220))


def test_photo_that_another_worker_finished_first_stays_as_it_is(photo: Photo):
    slow = renditions._claim(clock.now(), photo.pk)
    assert slow is not None
    with time_machine.travel(clock.now() + renditions.CLAIM_LASTS):
        renditions.prepare_photo(photo_id=photo.pk)
    Photo.objects.filter(pk=photo.pk).update(renditions=(named := Photo.objects.get(pk=photo.pk).renditions[:1]))

    assert renditions._prepare(slow) is False

    stored = Photo.objects.get(pk=photo.pk)
    assert (stored.renditions, stored.state) == (named, "ready")
    made = [file_name(photo, kind, 220) for kind in ("avif", "webp")]
    assert [name for name in made if default_storage.exists(name)] == [named[0]["file"]]


def test_photo_removed_during_rendering_leaves_no_files_and_changes_no_other(photo: Photo, earlier: Photo):
    claimed = renditions._claim(clock.now(), photo.pk)
    assert claimed is not None
    Photo.objects.filter(pk=photo.pk).delete()

    assert renditions._prepare(claimed) is False

    assert not any(default_storage.exists(file_name(photo, kind, 220)) for kind in ("avif", "webp"))
    assert state_of(earlier) == UNTOUCHED
