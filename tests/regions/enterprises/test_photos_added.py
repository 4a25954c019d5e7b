"""Photos added in the cabinet and at the desk: one or several files, and what of them is refused."""

import io
import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from regions.enterprises.forms import photos as photo_forms
from regions.enterprises.models import Photo
from regions.enterprises.services import photos as service
from regions.enterprises.tasks import make_renditions
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import PhotoFactory, SiteFactory, photos_of
from tests.factories.forum import ForumFactory
from tests.factories.routes import RouteFactory
from tests.factories.tours import TourFactory
from tests.regions.enterprises.hostile import encoded, gradient
from tests.regions.enterprises.photo_pages import (
    JPEG,
    added,
    list_files,
    page_of,
    upload,
    upload_all,
    url,
)

pytestmark = pytest.mark.django_db


def test_upload_becomes_a_photo_that_keeps_only_its_pixels(client, membership):
    response = upload(client, membership.enterprise, name="../../etc/Иванов И. И. паспорт.php")

    assert response.status_code == 302
    photo = photos_of(membership.enterprise).get()
    assert dict(photo.alt) == {"ru": "Литейщик у печи", "en": "A caster"}
    assert (photo.width, photo.height, photo.state) == (1000, 750, Photo.State.PENDING)
    assert re.fullmatch(r"photos/[0-9a-f]{2}/[0-9a-f]{32}\.webp", photo.file.name)
    assert photo.uploaded_by == membership.user
    with photo.file.open("rb") as stored:
        assert Image.open(stored).format == "WEBP"


def test_upload_without_russian_words_is_refused(client, membership):
    response = upload(client, membership.enterprise, alt_ru="")

    assert response.status_code == 422
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "empty.jpg", "Файл пуст"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "drawing.jpg", "Это не фотография в формате JPEG, PNG или WebP"),
        (encoded(gradient("P"), "GIF"), "cat.png", "Это не фотография"),
        (b"%PDF-1.7", "scan.jpg", "Это не фотография"),
        (JPEG[:3000], "half.jpg", "Файл повреждён"),
        (encoded(Image.new("L", (12000, 12000)), "PNG"), "bomb.png", "больше 24"),
        (encoded(Image.new("L", (1, 1)), "PNG"), "dot.png", "слишком мала"),
    ],
    ids=["empty", "svg", "gif", "pdf", "cut short", "bomb", "one pixel"],
)
def test_upload_that_is_no_photo_is_refused_in_words(client, membership, content, name, words):
    response = upload(client, membership.enterprise, content, name)

    html = response.content.decode()
    assert response.status_code == 422
    assert html.lower().count(words.lower()) == 2, "in the summary, and at the field"
    assert 'value="Литейщик у печи"' in html
    assert not Photo.objects.exists()


class Endless(io.RawIOBase):
    """A body of 60 MB that is made as it is read, and that keeps count of what is held in memory at once."""

    def __init__(self, head: bytes, tail: bytes, size: int) -> None:
        self.pieces = [head, *(b"\xff" * 65536 for _ in range(size // 65536)), tail]
        self.length = sum(map(len, self.pieces))
        self.buffer = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            raise AssertionError("the whole body was asked for at once")
        while self.pieces and len(self.buffer) < size:
            self.buffer += self.pieces.pop(0)
        given, self.buffer = self.buffer[:size], self.buffer[size:]
        return given


def test_sixty_megabytes_are_refused_in_words_and_kept_nowhere(client, membership, monkeypatch):
    written = []
    keep = "django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk"

    def counted(self, raw_data, start):
        written.append(len(raw_data))
        self.file.write(raw_data)

    monkeypatch.setattr(keep, counted)
    head = (
        b'--b\r\nContent-Disposition: form-data; name="alt_ru"\r\n\r\nPech\r\n--b\r\n'
        b'Content-Disposition: form-data; name="photos"; filename="big.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    )
    body = Endless(head, b"\r\n--b--\r\n", 60 * 1024 * 1024)

    response = client.generic(
        "POST", page_of(membership.enterprise), CONTENT_TYPE="multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(body.length), **{"wsgi.input": body},
    )  # fmt: skip

    assert response.status_code == 422
    assert "Размер файла\xa0— 60,0\xa0МБ" in response.content.decode().replace("&nbsp;", "\xa0")
    assert 'value="Pech"' in response.content.decode()
    assert sum(written) <= settings.PHOTO_MAX_BYTES


def test_photo_past_the_last_place_is_refused_and_leaves_no_file(client, membership, monkeypatch):
    monkeypatch.setattr(service, "PHOTOS_MAX", 1)
    photo = added(membership.enterprise)
    folder = len(list_files())

    response = upload(client, membership.enterprise)

    assert response.status_code == 422
    assert "Фотографий уже 1" in response.content.decode()
    assert photos_of(membership.enterprise).get() == photo
    assert len(list_files()) == folder


# Several at once


def test_photos_are_kept_beside_files_that_are_none(client, membership):
    response = upload_all(
        client, page_of(membership.enterprise), ("one.jpg", JPEG), ("смета.jpg", b"%PDF-1.7"), ("two.jpg", JPEG),
        credit_ru="Фото: Анна Петрова",
    )  # fmt: skip

    shown = [str(message) for message in response.context["messages"]]
    assert shown[0].startswith("2 фотографии добавлены")
    assert shown[1].startswith("Файл смета.jpg не добавлен. Это не фотография")
    assert len(shown) == 2
    assert [photo.position for photo in photos_of(membership.enterprise).in_order()] == [0, 1]
    assert {photo.credit["ru"] for photo in photos_of(membership.enterprise)} == {"Фото: Анна Петрова"}
    assert 'value="Фото: Анна Петрова"' in response.content.decode(), "the next ones are likely to be of the same hand"


def test_files_past_the_most_and_past_the_time_are_named(client, membership, monkeypatch):
    monkeypatch.setattr(photo_forms, "FILES_AT_ONCE", 2)
    files = [(f"{number}.jpg", JPEG) for number in "123"]

    response = upload_all(client, page_of(membership.enterprise), *files)
    assert [str(message) for message in response.context["messages"]][1:] == [
        "Файл 3.jpg не добавлен. За один раз принимается не больше 2 фотографий."
    ]

    readings = iter([0.0, 1.0, photo_forms.CLEANING_SECONDS + 1])
    monkeypatch.setattr(photo_forms, "time", SimpleNamespace(monotonic=lambda: next(readings)))
    response = upload_all(client, page_of(membership.enterprise), *files[:2])
    assert "Файл 2.jpg не добавлен. На него не хватило времени" in [*map(str, response.context["messages"])][1]
    assert photos_of(membership.enterprise).count() == 3


def test_no_file_at_all_is_asked_for():
    with pytest.raises(ValidationError) as refused:
        photo_forms.PhotosField().clean([])

    assert [error.code for error in refused.value.error_list] == ["required"]


def test_nothing_but_refused_files_is_a_form_again(client, membership):
    response = upload_all(client, page_of(membership.enterprise), ("a.jpg", b"%PDF-1.7"), ("b.jpg", JPEG[:3000]))

    html = response.content.decode()
    assert response.status_code == 422
    assert "a.jpg: Это не фотография" in html
    assert "b.jpg: Файл повреждён" in html
    assert not Photo.objects.exists()


@pytest.mark.parametrize("kind", ["site", "tour", "route"])
def test_whatever_the_enterprise_has_gets_photos_of_its_own(client, membership, kind):
    site = SiteFactory(enterprise=membership.enterprise)
    thing = {
        "site": lambda: site,
        "tour": lambda: TourFactory(site=site),
        "route": lambda: RouteFactory(enterprise=membership.enterprise),
    }[kind]()

    upload_all(client, url("album", membership.enterprise, kind, thing.uuid), ("one.jpg", JPEG))

    thing.refresh_from_db()
    assert thing.album.photos.count() == 1
    assert str(thing) in client.get(url("photos", membership.enterprise)).content.decode()


@pytest.mark.parametrize("kind", ["route", "forum"])
def test_organizers_put_photos_to_routes_and_forums(client, db, kind):
    thing = RouteFactory() if kind == "route" else ForumFactory()
    organizer = UserFactory(organizer=True)
    client.force_login(organizer, backend=settings.AUTHENTICATION_BACKENDS[1])
    upload_all(client, reverse("enterprises:desk_album", args=[kind, thing.uuid]), ("a.jpg", JPEG), ("b.jpg", JPEG))
    thing.refresh_from_db()
    first, second = thing.album.photos.in_order()

    client.post(reverse("enterprises:desk_photo_shift", args=[second.uuid]), {"to": "cover", "order": 1})

    assert list(thing.album.photos.in_order()) == [second, first]
    assert first.uploaded_by == organizer


def test_desk_knows_no_photos_of_enterprises(client, db):
    client.force_login(UserFactory(organizer=True), backend=settings.AUTHENTICATION_BACKENDS[1])
    photo = PhotoFactory()

    assert client.get(reverse("enterprises:desk_photo", args=[photo.uuid])).status_code == 404
    page = reverse("enterprises:desk_album", args=["enterprise", photo.album.enterprise.uuid])
    assert client.get(page).status_code == 404


# As they come from people's disks


def gps(orientation=6):
    """A phone's photo, taken upright somewhere near Kaluga."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Phone of Anna"
    exif.get_ifd(0x8825).update({1: "N", 2: (54.0, 30.0, 0.0), 3: "E", 4: (36.0, 15.0, 0.0)})
    return encoded(gradient(size=(1000, 750)), "JPEG", exif=exif)


SMALL = encoded(gradient(size=(200, 200)), "JPEG")


@pytest.fixture
def unhurried(monkeypatch):
    """A machine that is busy with other tests takes as long as it takes."""
    monkeypatch.setattr(photo_forms, "CLEANING_SECONDS", 600.0)


def test_place_of_shooting_is_in_no_file_of_the_photo(client, membership):
    assert b"Phone of Anna" in gps()

    upload(client, membership.enterprise, gps())

    photo = photos_of(membership.enterprise).get()
    assert make_renditions(photo_id=photo.pk)
    photo.refresh_from_db()
    assert (photo.width, photo.height) == (750, 1000), "held upright"
    names = [photo.file.name, *(one["file"] for one in photo.renditions)]
    assert len(names) == 7
    for name in names:
        with default_storage.open(name) as file:
            content = file.read()
        picture = Image.open(io.BytesIO(content))
        assert dict(picture.getexif()) == {}, name
        assert not {"exif", "xmp", "icc_profile"} & picture.info.keys(), name
        assert b"Anna" not in content, name


def test_folder_of_all_kinds_is_sorted_file_by_file(client, membership, unhurried):
    """Nine files at once as they lie in a folder: the photos are kept, the rest is named with its own reason."""
    response = upload_all(
        client,
        page_of(membership.enterprise),
        ("повёрнутая.jpg", gps()),
        ("печать.jpg", encoded(gradient("CMYK"), "JPEG")),
        ("скан.png", encoded(Image.new("I;16", (640, 480), 30000), "PNG")),
        ("на самом деле png.jpg", encoded(gradient(), "PNG")),
        ("пусто.jpg", b""),
        ("кот.gif", encoded(gradient("P"), "GIF", save_all=True, append_images=[gradient("P").rotate(90)])),
        ("IMG_0001.HEIC", b"\x00\x00\x00\x18ftypheic" + bytes(200)),
        ("обрыв.jpg", JPEG[:3000]),
        ("бомба.png", encoded(Image.new("L", (12000, 12000)), "PNG")),
    )

    shown = [str(message) for message in response.context["messages"]]
    assert shown[0].startswith("4 фотографии добавлены")
    reasons = dict(one.removeprefix("Файл ").split(" не добавлен. ", 1) for one in shown[1:])
    assert set(reasons) == {"пусто.jpg", "кот.gif", "IMG_0001.HEIC", "обрыв.jpg", "бомба.png"}
    assert reasons["пусто.jpg"].startswith("Файл пуст")
    assert reasons["кот.gif"].startswith("Это не фотография в формате JPEG, PNG или WebP")
    assert reasons["IMG_0001.HEIC"].startswith("Это не фотография в формате JPEG, PNG или WebP")
    assert reasons["обрыв.jpg"].startswith("Файл повреждён")
    assert "больше 24" in reasons["бомба.png"]
    assert photos_of(membership.enterprise).count() == 4


def test_thirty_files_are_ten_photos_and_twenty_names(client, membership, unhurried):
    files = [(f"{number}.jpg", SMALL) for number in range(30)]

    response = upload_all(client, page_of(membership.enterprise), *files)

    assert photos_of(membership.enterprise).count() == photo_forms.FILES_AT_ONCE == 10
    refused = [str(message) for message in response.context["messages"]][1:]
    assert len(refused) == 20
    assert refused[-1] == "Файл 29.jpg не добавлен. За один раз принимается не больше 10 фотографий."


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Печь №1 «Ура».jpg", "Печь №1 «Ура».jpg"),
        ("🔥печь🔥.jpg", "🔥печь🔥.jpg"),
        ("а" * 120 + ".jpg", "а" * 60),
        ("<img src=x onerror=alert(1)>.jpg", "&lt;img src=x onerror=alert(1)&gt;.jpg"),
    ],
    ids=["quotes", "emoji", "long", "markup"],
)
def test_files_are_named_as_they_are_called(client, membership, name, shown):
    response = upload_all(client, page_of(membership.enterprise), ("хорошая.jpg", JPEG), (name, b"%PDF-1.7"))

    assert f"Файл {shown} не добавлен" in response.content.decode()
    assert photos_of(membership.enterprise).count() == 1
