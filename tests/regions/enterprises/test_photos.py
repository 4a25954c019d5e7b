"""Photos of an enterprise: added, ordered and removed in the cabinet, served to whoever may see them."""

import io
import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accelerator.common import clock
from accelerator.portal.demo.load_pictures import CONTENT
from regions.enterprises import image_child
from regions.enterprises.forms import photos as photo_forms
from regions.enterprises.images import clean_picture
from regions.enterprises.images import make_renditions as make_renditions_of
from regions.enterprises.models import Enterprise, Photo, Role
from regions.enterprises.services import photos as service
from regions.enterprises.services import renditions
from regions.enterprises.services.albums import album_of
from regions.enterprises.tasks import make_missing_renditions, make_renditions
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory, PhotoFactory, SiteFactory, photos_of
from tests.factories.forum import ForumFactory
from tests.factories.routes import RouteFactory
from tests.factories.tours import TourFactory
from tests.regions.enterprises.hostile import encoded, gradient

pytestmark = pytest.mark.django_db

JPEG = encoded(gradient(size=(1000, 750)), "JPEG")


@pytest.fixture
def membership(client):
    membership = MembershipFactory(role=Role.MANAGER)
    client.force_login(membership.user)
    return membership


def url(name, enterprise, *args):
    return reverse(f"enterprises:{name}", args=[enterprise.slug, *args])


def page_of(enterprise):
    return url("album", enterprise, "enterprise", enterprise.uuid)


def upload(client, enterprise, content=JPEG, name="photo.jpg", **values):
    file = SimpleUploadedFile(name, content, "image/jpeg")
    return client.post(
        page_of(enterprise), {"photos": file, "alt_ru": "Литейщик у печи", "alt_en": "A caster", **values}
    )


def added(enterprise, content=JPEG):
    """A photo as the service stores it, its renditions not yet made."""
    return service.add_photo(
        album=album_of(enterprise), picture=clean_picture([content]), alt={"ru": "Печь"}, uploaded_by=None
    )


def ready(enterprise):
    photo = added(enterprise)
    assert make_renditions(photo_id=photo.pk)
    photo.refresh_from_db()
    return photo


def file_url(photo, width=320, ending="webp"):
    return reverse("photo_file", args=[photo.uuid, width, ending])


# At the form


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
    assert html.count(words) == 2, "in the summary, and at the field"
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
    assert "Размер файла — 60,0\xa0МБ" in response.content.decode().replace("&nbsp;", "\xa0")
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


def list_files():
    shards, _ = default_storage.listdir("photos")
    return [f"photos/{shard}/{name}" for shard in shards for name in default_storage.listdir(f"photos/{shard}")[1]]


# Several at once


def upload_all(client, page, *files, **values):
    photos = [SimpleUploadedFile(name, content, "image/jpeg") for name, content in files]
    return client.post(page, {"photos": photos, "alt_ru": "Печь", **values}, follow=True)


def test_photos_are_kept_beside_files_that_are_none(client, membership):
    response = upload_all(
        client, page_of(membership.enterprise), ("one.jpg", JPEG), ("смета.jpg", b"%PDF-1.7"), ("two.jpg", JPEG),
        credit_ru="Фото: Анна Петрова",
    )  # fmt: skip

    told = [str(message) for message in response.context["messages"]]
    assert told[0].startswith("2 фотографии добавлены")
    assert told[1].startswith("Файл смета.jpg не добавлен. Это не фотография")
    assert len(told) == 2
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

    client.post(reverse("enterprises:desk_photo_shift", args=[second.uuid]), {"to": "cover"})

    assert list(thing.album.photos.in_order()) == [second, first]
    assert first.uploaded_by == organizer


def test_desk_knows_no_photos_of_enterprises(client, db):
    client.force_login(UserFactory(organizer=True), backend=settings.AUTHENTICATION_BACKENDS[1])
    photo = PhotoFactory()

    assert client.get(reverse("enterprises:desk_photo", args=[photo.uuid])).status_code == 404
    page = reverse("enterprises:desk_album", args=["enterprise", photo.album.enterprise.uuid])
    assert client.get(page).status_code == 404


# In order


def order_of(enterprise):
    return [str(photo.alt) for photo in photos_of(enterprise).in_order()]


@pytest.fixture
def three(membership):
    return [PhotoFactory(of=membership.enterprise, alt={"ru": name}, position=0) for name in "абв"]


def test_photos_move_by_their_buttons(client, membership, three):
    client.post(url("photo_shift", membership.enterprise, three[2].uuid), {"to": "up"})
    assert order_of(membership.enterprise) == ["а", "в", "б"]

    client.post(url("photo_shift", membership.enterprise, three[0].uuid), {"to": "down"})
    assert order_of(membership.enterprise) == ["в", "а", "б"]

    client.post(url("photo_shift", membership.enterprise, three[2].uuid), {"to": "up"})
    client.post(url("photo_shift", membership.enterprise, three[1].uuid), {"to": "sideways"})
    assert order_of(membership.enterprise) == ["в", "а", "б"]


def said(enterprise, **values):
    """What the page of a photo sends."""
    whose = f"enterprise:{enterprise.uuid}"
    return {"alt_ru": "Печь", "place": 1, "focus_x": 50, "focus_y": 50, "album": whose} | values


def test_any_photo_becomes_the_cover(client, membership, three):
    client.post(url("photo_shift", membership.enterprise, three[2].uuid), {"to": "cover"})

    assert order_of(membership.enterprise) == ["в", "а", "б"]


def test_photo_moves_to_the_tour_that_is_chosen_and_to_no_other_enterprises(client, membership, three):
    tour, foreign = TourFactory(site=SiteFactory(enterprise=membership.enterprise)), TourFactory()
    page = url("photo", membership.enterprise, three[0].uuid)

    assert client.post(page, said(membership.enterprise, album=f"tour:{foreign.uuid}")).status_code == 422
    assert client.post(page, said(membership.enterprise, album=f"tour:{tour.uuid}")).status_code == 302

    tour.refresh_from_db()
    assert tour.album.photos.get() == three[0]
    assert order_of(membership.enterprise) == ["б", "в"]


@pytest.mark.parametrize(("place", "after"), [(1, "вабг"), (2, "авбг"), (99, "абгв")])
def test_photo_takes_the_place_that_is_typed(client, membership, three, place, after):
    PhotoFactory(of=membership.enterprise, alt={"ru": "г"}, position=9)

    response = client.post(
        url("photo", membership.enterprise, three[2].uuid), said(membership.enterprise, alt_ru="в", place=place)
    )

    assert response.status_code == 302
    assert "".join(order_of(membership.enterprise)) == after


def test_photo_is_described_anew(client, membership, three):
    body = said(
        membership.enterprise, alt_ru="Станок", alt_en="Lathe", credit_ru="Фото: Анна Петрова", focus_x=20, focus_y=100
    )
    client.post(url("photo", membership.enterprise, three[0].uuid), body)

    three[0].refresh_from_db()
    assert dict(three[0].alt) == {"ru": "Станок", "en": "Lathe"}
    assert dict(three[0].credit) == {"ru": "Фото: Анна Петрова"}
    assert (three[0].focus_x, three[0].focus_y, three[0].focus) == (20, 100, "fx-2 fy-10")


# Removed


def test_removed_photo_takes_its_files_along_once_that_is_certain(
    client, membership, django_capture_on_commit_callbacks
):
    photo = ready(membership.enterprise)
    files = [photo.file.name, *(one["file"] for one in photo.renditions)]
    assert len(files) > 5
    address = url("photo_delete", membership.enterprise, photo.uuid)
    assert client.get(address).status_code == 200
    assert Photo.objects.filter(pk=photo.pk).exists(), "a question is no answer"

    with django_capture_on_commit_callbacks() as after_commit:
        assert client.post(address).status_code == 302
    assert not Photo.objects.filter(pk=photo.pk).exists()
    assert all(default_storage.exists(name) for name in files)

    for callback in after_commit:
        callback()
    assert not any(default_storage.exists(name) for name in files)


def test_photo_of_another_enterprise_is_not_there(client, membership):
    foreign = PhotoFactory()
    requests = [
        ("photo", {"alt_ru": "Чужое", "place": 1}),
        ("photo_shift", {"to": "up"}),
        ("photo_delete", {}),
    ]

    for name, body in requests:
        for enterprise in (membership.enterprise, foreign.album.enterprise):
            assert client.post(url(name, enterprise, foreign.uuid), body).status_code == 404
    foreign.refresh_from_db()
    assert foreign.alt["ru"] == "Литейщик у печи"


# Renditions


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


def test_photo_that_fails_three_times_is_told_to_the_staff(client, membership):
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


# Served


def test_photo_of_a_published_enterprise_is_served_inert_and_for_ever(client, db):
    photo = ready(EnterpriseFactory(published=True))

    for ending in ("webp", "avif"):
        response = client.get(file_url(photo, 640, ending), headers={"accept-encoding": "gzip"})
        assert response.status_code == 200
        assert response["Content-Type"] == f"image/{ending}"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Cache-Control"] == "public, max-age=86400, s-maxage=600, must-revalidate"
        assert "Content-Encoding" not in response
        assert "Cookie" not in response.get("Vary", "")
        assert Image.open(io.BytesIO(b"".join(response.streaming_content))).size == (640, 480)


@pytest.mark.parametrize(
    "address",
    [
        "{uuid}/641.webp", "{uuid}/640.svg", "{uuid}/640.jpg", "{uuid}/640.webp/", "{other}/640.webp",
        "{uuid}/../../settings.py", "..%2f..%2fmanage.py", "{uuid}.webp",
    ],
)  # fmt: skip
def test_only_what_the_row_names_is_served(client, db, address):
    photo = ready(EnterpriseFactory(published=True))

    response = client.get("/media/photos/" + address.format(uuid=photo.uuid, other=uuid4()))

    assert response.status_code == 404


def test_photo_of_a_draft_is_served_to_its_members_alone(client, db):
    enterprise = EnterpriseFactory()
    photo = ready(enterprise)
    guide = MembershipFactory(enterprise=enterprise, role=Role.GUIDE).user
    stranger, foreign = UserFactory(), MembershipFactory().user

    assert client.get(file_url(photo)).status_code == 404
    for user in (stranger, foreign):
        client.force_login(user)
        assert client.get(file_url(photo)).status_code == 404
    client.force_login(guide)
    response = client.get(file_url(photo))
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert b"".join(response.streaming_content)


def test_photo_of_an_enterprise_taken_back_into_draft_is_no_longer_served(client, db):
    photo = ready(EnterpriseFactory(published=True))
    Enterprise.objects.update(status=Enterprise.Status.DRAFT)

    assert client.get(file_url(photo)).status_code == 404


def test_enterprises_page_shows_its_photos_over_their_colour(client, db):
    photo = ready(EnterpriseFactory(published=True))

    html = client.get(photo.album.enterprise.get_absolute_url()).content.decode()

    widths = [f"{file_url(photo, width, 'avif')} {width}w" for width in (320, 480, 640)]
    assert f'srcset="{", ".join(widths)}' in html
    assert f'fill="{photo.colour}"' in html
    assert 'style="' not in html
