"""A media folder that is full, read-only or gone: an answer in the form, no remains, and no photo given up for it."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import translation
from structlog.testing import capture_logs

from accelerator.base.common.media import PART
from accelerator.base.common.versions import ANY_VERSION
from regions.enterprises.models import Enterprise, Membership, Photo, Role
from regions.enterprises.services import photo_files, renditions
from regions.enterprises.services.photo_files import MediaNotWritable, file_name, store, sweep_files
from regions.enterprises.services.photos import delete_photo
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory, PhotoFactory
from tests.regions.enterprises.photo_pages import added, upload

pytestmark = pytest.mark.django_db
OLD = photo_files.OLD.total_seconds()


@pytest.fixture
def membership(client: Client) -> Membership:
    membership = MembershipFactory(role=Role.MANAGER)
    client.force_login(membership.user)
    return membership


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def nowhere(settings: Any, tmp_path: Path) -> Path:
    """A media folder that takes nothing: not even root writes below a file."""
    (tmp_path / "file").write_text("no folder")
    settings.MEDIA_ROOT = tmp_path / "file"
    return tmp_path / "file"


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(("language", "words"), [("ru", "сохранить фото не удалось"), ("en", "could not be saved")])
def test_full_disk_is_reported_in_the_form(
    client: Client, membership: Membership, nowhere: Path, language: str, words: str
) -> None:
    with translation.override(language):
        answer = upload(client, membership.enterprise)

    assert answer.status_code == 422
    assert words in answer.content.decode().lower()
    assert not Photo.objects.exists()


def test_lack_of_space_to_read_the_photo_is_reported_in_the_form(
    client: Client, membership: Membership, media: Path, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(nowhere))
    answer = upload(client, membership.enterprise)

    assert answer.status_code == 422
    assert "места" in answer.content.decode().lower()


@pytest.fixture
def full_disk() -> Iterator[int]:
    """Files end after so many bytes, as on a disk that fills up in the middle of one."""
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, kept[1]))
    try:
        yield 100_000
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)


def test_file_is_whole_or_not_there(media: Path, full_disk: int) -> None:
    with capture_logs() as lines, pytest.raises(MediaNotWritable):
        store("photos/ab/one.webp", b"x" * full_disk * 2)
    assert files_in(media) == []
    assert [(line["event"], line["problem"]) for line in lines] == [("media_not_written", "EFBIG")]

    store("photos/ab/one.webp", b"x" * 10)
    with pytest.raises(MediaNotWritable):  # what was there stays as it was
        store("photos/ab/one.webp", b"y" * full_disk * 2)
    assert Path(default_storage.path("photos/ab/one.webp")).read_bytes() == b"x" * 10


def test_file_has_its_name_only_once_it_is_on_the_disk(
    media: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FILE_UPLOAD_PERMISSIONS = 0o604
    seen = []
    monkeypatch.setattr(os, "fsync", lambda number: seen.append((os.fstat(number).st_size, files_in(media))))

    store("photos/ab/one.webp", b"x" * 10)

    assert seen == [(10, ["one.webp" + PART])]
    assert files_in(media) == ["one.webp"]
    assert (media / "photos/ab/one.webp").stat().st_mode & 0o777 == 0o604


def test_photo_is_not_given_up_for_a_full_disk(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = added(EnterpriseFactory())
    # A folder stands where one of the last sizes would be written: the others were written before it.
    blocking = Path(default_storage.path(file_name(photo, "webp", 960)))
    blocking.mkdir()
    (blocking / "full").touch()
    before = files_in(media)

    for _time in range(renditions.ATTEMPTS_MAX + 2):
        Photo.objects.update(claimed_at=None)
        assert renditions.prepare_photo(photo_id=photo.pk) is False
    photo.refresh_from_db()
    assert photo.state == Photo.State.PENDING
    assert files_in(media) == before

    (blocking / "full").unlink()
    blocking.rmdir()
    Photo.objects.update(claimed_at=None)
    assert renditions.prepare_photo(photo_id=photo.pk) is True


def test_removing_a_photo_needs_no_disk(media: Path, django_capture_on_commit_callbacks: Any) -> None:
    photo = added(EnterpriseFactory())
    path = Path(default_storage.path(photo.file.name))
    path.unlink()
    path.mkdir()
    (path / "full").touch()  # so that it cannot be removed
    with django_capture_on_commit_callbacks(execute=True):
        delete_photo(photo=photo, expected_version=ANY_VERSION, expected_order=ANY_VERSION)
    assert not Photo.objects.exists()


def test_files_that_no_photo_names_are_swept_within_a_day(media: Path) -> None:
    kept = added(EnterpriseFactory())
    assert renditions.prepare_photo(photo_id=kept.pk)
    kept.refresh_from_db()
    named = files_in(media)
    gone = PhotoFactory.build(of=Enterprise())
    left = [file_name(gone, "webp"), file_name(gone, "avif", 640), file_name(kept, "webp") + PART]
    left.append(f"photos/{kept.uuid.hex[:2]}/odd.txt")
    for name in left:
        path = Path(default_storage.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    young = store(file_name(PhotoFactory.build(of=Enterprise()), "webp"), b"of somebody who is still at it")
    hour_ago = time.time() - OLD - 1
    for path in media.rglob("*"):
        if path.is_file() and path.name != Path(young).name:
            os.utime(path, (hour_ago, hour_ago))

    assert sum(sweep_files(hour=hour) for hour in range(16)) == len(left)
    assert files_in(media) == sorted([*named, Path(young).name])


def old_file(folder: str, *, written: float = 0) -> Path:
    path = Path(default_storage.path(f"photos/{folder}/odd.txt"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"half")
    os.utime(path, (written, written))
    return path


@pytest.mark.parametrize(
    ("moment", "swept"),
    [
        ("05:00:00", {"50", "5f"}),
        ("05:59:59", {"50", "5f"}),
        ("06:00:00", {"60"}),
        ("15:30:00", {"ff"}),
        ("16:00:00", {"00"}),
    ],
)
def test_folders_of_the_hour_are_swept(media: Path, moment: str, swept: set[str]) -> None:
    files = {folder: old_file(folder) for folder in ("00", "4f", "50", "5f", "60", "ff")}

    with time_machine.travel(f"1970-01-01T{moment}Z", tick=False):
        assert sweep_files() == len(swept)

    assert {folder for folder, path in files.items() if not path.exists()} == swept


@pytest.mark.parametrize(("age", "swept"), [(OLD, 0), (OLD + 1, 1)])
def test_file_of_an_hour_is_left_and_an_older_one_is_swept(media: Path, age: float, swept: int) -> None:
    path = old_file("50", written=18_000 - age)

    with time_machine.travel(18_000, tick=False), capture_logs() as lines:
        assert sweep_files() == swept
    assert path.exists() is not bool(swept)
    assert [(line["event"], line["folder"], line["files"]) for line in lines] == [
        ("media_swept", "photos/50", 1)
    ] * swept
