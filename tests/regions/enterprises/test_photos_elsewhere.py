"""Photos and share pictures in a storage that is no folder, such as a bucket: nothing asks it for a path."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.storage import InMemoryStorage, default_storage
from django.test import Client

from accelerator.base.common import clock
from accelerator.base.common.versions import ANY_VERSION
from accelerator.portal.sharing import files as share_files
from regions.enterprises.jpegs import cropped
from regions.enterprises.services import photo_files
from regions.enterprises.services.photo_files import MediaNotWritable, store
from regions.enterprises.services.photos import delete_photo
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.tours import SlotFactory
from tests.portal.test_sharing import shared
from tests.regions.enterprises.photo_pages import file_url, list_files, ready

pytestmark = pytest.mark.django_db


class Bucket(InMemoryStorage):
    """Files that lie nowhere on this machine."""

    def path(self, name: str) -> str:
        raise NotImplementedError(name)

    def _relative_path(self, name: str) -> str:
        return str(name).strip("/") or "."


@pytest.fixture(autouse=True)
def bucket(settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": f"{Bucket.__module__}.{Bucket.__qualname__}"},
    }
    with pytest.raises(NotImplementedError):
        default_storage.path("photos")


def sweep(module: Any) -> int:
    return sum(module.sweep_files(hour=hour) for hour in range(16))


def test_photo_is_stored_shown_and_removed(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    photo = ready(EnterpriseFactory(published=True))

    answer = client.get(file_url(photo))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    assert cropped(photo, size=(80, 60), max_bytes=20_000)
    assert len(list_files()) == 1 + len(photo.renditions)

    with django_capture_on_commit_callbacks(execute=True):
        delete_photo(photo=photo, expected_version=ANY_VERSION, expected_order=ANY_VERSION)
    assert list_files() == []
    assert client.get(file_url(photo)).status_code == 404


def test_what_no_row_names_is_swept_once_it_is_old() -> None:
    photo = ready(EnterpriseFactory(published=True))
    named = sorted(list_files())
    store("photos/ab/odd.txt", b"left")

    assert sweep(photo_files) == 0
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        assert sweep(photo_files) == 1
    assert sorted(list_files()) == named
    assert photo.file.name in named


def test_share_picture_is_kept_found_again_and_swept(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    tour = SlotFactory().tour
    address = shared(client, tour.get_absolute_url())
    first = client.get(address).content
    monkeypatch.setattr(share_files, "draw", lambda _card: b"drawn again")
    assert client.get(address).content == first

    type(tour).objects.update(status="draft")
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        assert sweep(share_files) == 1


def test_storage_that_refuses_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    class ClientError(Exception):
        """As the client of a bucket raises it: no OSError."""

    def refuse(*_arguments: Any, **_options: Any) -> str:
        raise ClientError("An error occurred (403) when calling the PutObject operation")

    monkeypatch.setattr(Bucket, "save", refuse)
    with pytest.raises(MediaNotWritable):
        store("photos/ab/one.webp", b"x")
