"""The pictures of shared links: what they show, what they weigh, when they are drawn, kept and swept."""

import io
import os
import re
import time
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.conf import settings as project
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import translation
from PIL import Image, ImageChops

from accelerator.base.common.sharing import Card, find_card
from accelerator.base.common.versions import ANY_VERSION
from accelerator.forum.models import Forum
from accelerator.portal.sharing import drawing, files
from accelerator.portal.sharing.drawing import MAX_BYTES, boxes, draw
from accelerator.portal.tasks import sweep_share_images
from regions.enterprises.covers import Cover
from regions.enterprises.images import clean_picture
from regions.enterprises.models import Enterprise
from regions.enterprises.services.photo_files import FOLDERS_AT_ONCE, OLD
from regions.enterprises.services.photos import add_photo, album_of, delete_photo
from regions.enterprises.tasks import make_renditions
from tests.factories.booking import consent_text
from tests.factories.enterprises import EnterpriseFactory, SiteFactory
from tests.factories.forum import ForumFactory, SessionFactory
from tests.factories.routes import route_over
from tests.factories.tours import SlotFactory, TourFactory
from tests.forum.drafts import release
from tests.regions.enterprises.hostile import encoded
from tests.together import at_once

COVER = Cover("ladle", "metal", variant=0, enterprise=UUID(int=1), seed=UUID(int=2)).svg()
LONG = "Производственно-экспериментальное художественно-промышленное объединение народных промыслов " * 2
HOSTILE = [
    LONG,
    "Щ" * 200,
    '"><script>alert(1)</script> #let x = 1 $frac$ @ref <label> \\ *b* _i_ `raw` // /* ',
    "😀👩‍👩‍👧 \u202eabc\u202c עברית 日本語 ﷽ \u0000\u200b\ud7ff",
    " ",
]


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "share"


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def shared(client: Client, path: str) -> str:
    """The path of the picture that the page names."""
    [url] = re.findall(r'<meta property="og:image" content="([^"]+)">', client.get(path).content.decode())
    return urlsplit(url).path


def kept(media: Path) -> list[str]:
    return sorted(path.name for path in media.rglob("*.jpg"))


# --- The drawing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_any_title_is_drawn(title: str):
    content = draw(Card("tour", "x", title, title, (COVER,)))

    picture = opened(content)
    assert (picture.format, picture.size, picture.mode) == ("JPEG", (1200, 630), "RGB")
    assert len(content) <= MAX_BYTES


def test_a_picture_is_light_whatever_it_shows(monkeypatch: pytest.MonkeyPatch):
    noise = Image.effect_noise((1200, 630), 150).convert("RGB")
    monkeypatch.setattr(drawing, "_photo", lambda _address: noise)

    assert len(draw(Card("tour", "x", "Шум", "", ("/a photo",)))) <= MAX_BYTES


def test_a_long_title_is_smaller_and_all_of_it_is_there():
    """The plate of a longer title is higher, and nothing is drawn outside of it."""

    def plate(title: str) -> tuple[int, int, int, int]:
        picture = opened(draw(Card("tour", "x", title, "", (COVER,)))).convert("RGB")
        paper = Image.new("RGB", picture.size, "#FBFAF7")
        near = ImageChops.difference(picture, paper).convert("L").point(lambda value: 255 if value < 6 else 0)
        column = near.crop((60, 0, 80, 630)).getbbox()
        assert column
        return column

    short, long = plate("Как льют чугун"), plate(LONG.strip())
    assert short[3] == long[3]  # both stand on the same line
    assert 0 < long[1] < short[1]


def test_a_word_in_braces_does_not_run():
    """Typst reads data as data: what would be code in a template is a text here."""
    title = '#panic("run")'
    assert opened(draw(Card("tour", "x", title, title, (COVER,)))).size == (1200, 630)


@pytest.mark.parametrize("count", range(1, 7))
def test_pictures_fill_the_card_without_overlap(count: int):
    ground = Image.new("L", (1200, 630), 0)
    for x, y, width, height in boxes(count):
        assert not ground.crop((x, y, x + width, y + height)).getbbox()
        ground.paste(255, (x, y, x + width, y + height))
    assert ground.getextrema() == (255, 255)


def test_only_one_is_drawn_at_a_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(drawing, "PATIENCE", 0.0)
    card = Card("tour", "x", "Как льют чугун", "", (COVER,))
    assert drawing._turn.acquire(timeout=5)
    try:
        with pytest.raises(drawing.Busy):
            draw(card)
    finally:
        drawing._turn.release()
    assert draw(card)


# --- The address ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_tour_shows_its_picture(client: Client, media: Path):
    tour = SlotFactory().tour
    path = shared(client, tour.get_absolute_url())

    answer = client.get(path)

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert opened(answer.content).size == (1200, 630)
    assert answer["Cache-Control"].startswith("public, max-age=")
    assert len(kept(media)) == 1
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200


@pytest.mark.django_db
def test_a_kept_picture_is_not_drawn_again(client: Client, monkeypatch: pytest.MonkeyPatch):
    path = shared(client, SlotFactory().tour.get_absolute_url())
    first = client.get(path).content
    monkeypatch.setattr(files, "draw", None)

    assert client.get(path).content == first


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["title", "enterprise", "city", "photo"])
def test_what_has_changed_has_a_new_address_at_once(client: Client, change: str):
    tour = SlotFactory().tour
    before = shared(client, tour.get_absolute_url())
    if change == "title":
        type(tour).objects.update(title={"ru": "Другое имя"})
    elif change == "enterprise":
        Enterprise.objects.update(name={"ru": "Другой завод"})
    elif change == "city":
        type(tour.site).objects.update(city={"ru": "Другой город"})
    else:
        photo_of(tour)

    after = shared(client, tour.get_absolute_url())

    assert after != before
    moved = client.get(before)
    assert (moved.status_code, moved["Location"]) == (302, after)
    assert client.get(after).status_code == 200


@pytest.mark.django_db
def test_what_has_not_changed_keeps_its_address(client: Client):
    tour = SlotFactory().tour
    before = shared(client, tour.get_absolute_url())
    SlotFactory(tour=tour)
    type(tour).objects.update(slug="another", summary={"ru": "Иначе"})

    assert shared(client, "/tours/another/") == before
    assert shared(client, "/en/tours/another/") != before


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["tour", "enterprise"])
def test_what_is_withdrawn_shows_nothing(client: Client, change: str, media: Path):
    tour = SlotFactory().tour
    path = shared(client, tour.get_absolute_url())
    assert client.get(path).status_code == 200
    if change == "tour":
        type(tour).objects.update(status="draft")
    else:
        Enterprise.objects.update(status="draft")

    assert client.get(path).status_code == 404
    assert kept(media)  # until it is swept


@pytest.mark.django_db
def test_nobody_can_have_anything_else_drawn(client: Client, media: Path):
    tour = SlotFactory().tour
    language, kind, key = "ru", "tour", str(tour.uuid)
    for path in (
        f"/share/{language}/{kind}/{key}/{'0' * 16}.jpg",
        f"/share/{language}/{kind}/{key}/{'f' * 4000}.jpg",
    ):
        assert client.get(path).status_code == 302
    for path in (
        f"/share/de/{kind}/{key}/{'0' * 16}.jpg",
        f"/share/{language}/nothing/{key}/{'0' * 16}.jpg",
        f"/share/{language}/page/no-such-page/{'0' * 16}.jpg",
        f"/share/{language}/season/{'9' * 40}/{'0' * 16}.jpg",
        f"/share/{language}/season/２０２２/{'0' * 16}.jpg",
        f"/share/{language}/session/{key}.nothing/{'0' * 16}.jpg",
        *(f"/share/{language}/{kind}/{bad}/{'0' * 16}.jpg" for bad in ("..", "%2e%2e%2f", "x", "a'b", tour.slug)),
    ):
        assert client.get(path).status_code == 404, path
    assert kept(media) == []


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_the_same_picture(media: Path):
    card_path = shared(Client(), SlotFactory().tour.get_absolute_url())
    first, second = at_once([lambda: Client().get(card_path).content] * 2)

    assert first == second
    assert len(kept(media)) == 1
    assert [path for path in media.rglob("*") if path.suffix == ".part"] == []


@pytest.mark.django_db
def test_a_disk_that_takes_nothing_costs_the_visitor_nothing(client: Client, settings, tmp_path: Path):
    path = shared(client, SlotFactory().tour.get_absolute_url())
    settings.MEDIA_ROOT = tmp_path / "file"
    (tmp_path / "file").write_text("no folder")

    assert opened(client.get(path).content).size == (1200, 630)


@pytest.mark.django_db
def test_request_that_waits_too_long_is_asked_to_retry(client: Client, monkeypatch: pytest.MonkeyPatch):
    path = shared(client, SlotFactory().tour.get_absolute_url())
    monkeypatch.setattr(drawing, "PATIENCE", 0.0)
    assert drawing._turn.acquire(timeout=5)
    try:
        answer = client.get(path)
    finally:
        drawing._turn.release()

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "no-store" in answer["Cache-Control"]


# --- What it shows ----------------------------------------------------------------------------------------------------


GREEN = Image.new("RGB", (1280, 800), "#00A040")


def photo_of(thing, picture: Image.Image = GREEN, **fields):
    """A green photo, ready to be shown."""
    clean = clean_picture([encoded(picture, "JPEG")])
    photo = add_photo(album=album_of(thing), picture=clean, alt={"ru": "Зелень"}, uploaded_by=None, **fields)
    assert make_renditions(photo_id=photo.pk)
    return photo


def is_green(picture: Image.Image) -> bool:
    red, green, blue = picture.getpixel((1150, 40))
    return green > 120 and red < 40 and blue < 100


@pytest.mark.django_db
def test_a_photo_is_shown_where_there_is_one(client: Client):
    tour = SlotFactory().tour
    photo = photo_of(tour)
    for page in (tour.get_absolute_url(), tour.enterprise.get_absolute_url()):
        assert is_green(opened(client.get(shared(client, page)).content))

    delete_photo(photo=photo, expected_version=ANY_VERSION, expected_order=ANY_VERSION)

    path = shared(client, tour.get_absolute_url())
    assert not is_green(opened(client.get(path).content))


@pytest.mark.django_db
def test_a_route_shows_its_own_photo_or_those_of_its_stops(client: Client):
    tours = [SlotFactory().tour, SlotFactory(days_ahead=8).tour]
    route = route_over(tours)
    photo_of(tours[1])
    second_half = opened(client.get(shared(client, route.get_absolute_url())).content)
    assert is_green(second_half)
    assert not is_green(second_half.crop((0, 0, 600, 300)).resize((1200, 630)))

    photo_of(route)

    whole = opened(client.get(shared(client, route.get_absolute_url())).content)
    assert is_green(whole.crop((0, 0, 600, 300)).resize((1200, 630)))


@pytest.mark.django_db
@pytest.mark.parametrize("owner", ["forum", "site", "host"])
def test_a_forum_shows_its_photo_or_its_hosts(client: Client, owner: str):
    forum = ForumFactory(site=SiteFactory())
    before = shared(client, forum.get_absolute_url())
    photo_of({"forum": forum, "site": forum.site, "host": forum.site.enterprise}[owner])

    after = shared(client, forum.get_absolute_url())

    assert after != before
    assert is_green(opened(client.get(after).content))


@pytest.mark.django_db
def test_home_the_catalogue_and_the_routes_show_a_photo_that_they_show_themselves(client: Client):
    soon, seen = SlotFactory(days_ahead=1).tour, SlotFactory(days_ahead=2).tour
    pages = ("/", "/tours/", "/routes/")
    route_over([soon, seen])
    before = [shared(client, page) for page in pages]
    photo = photo_of(seen)

    after = [shared(client, page) for page in pages]

    assert len({*before, *after}) == 6
    for path in after:
        assert str(photo.uuid) in path
        assert is_green(opened(client.get(path).content))
    assert shared(client, f"/tours/?industry={soon.enterprise.industry}&q=нигде") == before[1]

    delete_photo(photo=photo, expected_version=ANY_VERSION, expected_order=ANY_VERSION)

    assert [shared(client, page) for page in pages] == before
    assert [client.get(path)["Location"] for path in after] == before  # what was shared leads to what is there


@pytest.mark.django_db
def test_what_the_public_does_not_see_is_not_drawn_for_a_page(client: Client, media: Path):
    photo = photo_of(TourFactory())  # a draft's
    path = shared(client, "/")
    for key in (f"home-{photo.uuid}", "home-x", "home-"):
        assert not is_green(opened(client.get(path.replace("/home/", f"/{key}/")).content))
    assert len(kept(media)) == 1
    assert find_card("page", f"regions-{photo.uuid}") is None


@pytest.mark.django_db
def test_pages_without_photos_of_their_own_show_some_of_all(client: Client):
    consent_text()
    pages = ("/regions/", "/seasons/", "/about/", "/privacy/")
    before = [shared(client, page) for page in pages]
    photos = [photo_of(SlotFactory().tour) for _ in range(3)]

    after = [shared(client, page) for page in pages]

    assert not set(before) & set(after)
    for path in after:
        assert all(
            is_green(opened(client.get(path).content).crop((x, 0, x + 400, 630)).resize((1200, 630)))
            for x in (0, 400, 800)
        )
    assert [shared(client, page) for page in pages] == after  # always the same ones
    photo_of(photos[0].album.owner_tour)
    assert [shared(client, page) for page in pages] == after  # of each thing its cover


@pytest.mark.django_db
@pytest.mark.parametrize(("down", "seen"), [(0, True), (100, False)])
def test_what_matters_in_a_photo_stays_in_sight(client: Client, down: int, seen: bool):
    """Green above and red below, and taller than a card."""
    tall = Image.new("RGB", (800, 1600), "#C01010")
    tall.paste(GREEN.resize((800, 800)), (0, 0))
    tour = SlotFactory().tour
    photo_of(tour, tall, focus=(50, down))

    assert is_green(opened(client.get(shared(client, tour.get_absolute_url())).content)) == seen


@pytest.mark.django_db
def test_a_photo_that_goes_while_it_is_drawn_leaves_its_colour(monkeypatch: pytest.MonkeyPatch):
    card = Card("tour", "x", "Чугун", "", ("/media/photos/00000000-0000-4000-8000-000000000000/640.webp",))
    assert opened(draw(card)).size == (1200, 630)


@pytest.mark.django_db
def test_every_kind_is_found_again(client: Client):
    """The page makes the card of what it has at hand; found by its key alone, it is the same."""
    slot = SlotFactory()
    route = route_over([slot.tour, SlotFactory(days_ahead=8).tour])
    session = SessionFactory()
    forum = Forum.objects.get(pk=session.forum_id)
    release(forum, {})
    pages = [
        slot.tour.get_absolute_url(), slot.tour.enterprise.get_absolute_url(), route.get_absolute_url(),
        slot.tour.enterprise.region.get_absolute_url(), forum.get_absolute_url(),
        f"{forum.get_absolute_url()}programme/", f"{forum.get_absolute_url()}programme/{session.uuid}/", "/", "/tours/",
    ]  # fmt: skip
    for page in [*pages, *(f"/en{page}" for page in pages)]:
        answer = client.get(shared(client, page))
        assert answer.status_code == 200, page
        assert len(answer.content) <= MAX_BYTES


@pytest.mark.django_db
def test_data_for_machines_name_the_picture(client: Client):
    tour = SlotFactory().tour
    route = route_over([tour, SlotFactory(days_ahead=8).tour])
    for page in (tour.get_absolute_url(), tour.enterprise.get_absolute_url(), route.get_absolute_url()):
        [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(page).content.decode())
        assert f'"{project.BASE_URL}{shared(client, page)}"' in data


# --- What is kept -----------------------------------------------------------------------------------------------------


def age(media: Path) -> None:
    for path in media.rglob("*"):
        if path.is_file():
            os.utime(path, (time.time() - 2 * OLD.total_seconds(),) * 2)


def sweep_all() -> int:
    return sum(files.sweep_files(hour=hour) for hour in range(256 // FOLDERS_AT_ONCE))


@pytest.mark.django_db
def test_what_no_page_shows_is_swept(client: Client, media: Path):
    gone, changed, shown = (SlotFactory().tour for _ in range(3))
    for tour in (gone, changed, shown):
        assert client.get(shared(client, tour.get_absolute_url())).status_code == 200
        assert client.get(shared(client, f"/en{tour.get_absolute_url()}")).status_code == 200
    (media / "00").mkdir(exist_ok=True)
    (media / "00" / "stranger.jpg.part").write_text("half")
    type(gone).objects.filter(pk=gone.pk).update(status="draft")
    type(changed).objects.filter(pk=changed.pk).update(title={"ru": "Иначе", "en": "Otherwise"})

    assert sweep_all() == 0  # they are young
    age(media)
    assert client.get(shared(client, changed.get_absolute_url())).status_code == 200
    assert sweep_all() == 5
    assert sweep_share_images() == 0

    assert len(kept(media)) == 3
    with translation.override("en"):
        card = find_card("tour", str(shown.uuid))
    assert card and default_storage.exists(files.file_name(card))


@pytest.mark.django_db
def test_a_sweep_looks_at_so_many_and_no_more(client: Client, media: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "MAX_FILES_AT_ONCE", 2)
    (media / "00").mkdir(parents=True)
    for number in range(5):
        (media / "00" / f"tour.{number}.ru.0.jpg").write_text("")
    age(media)

    assert [files.sweep_files(hour=0) for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.django_db
def test_names_of_kept_files_are_plain():
    site = SiteFactory(enterprise=EnterpriseFactory(published=True))
    for kind, key in (("tour", str(TourFactory(published=True, site=site).uuid)), ("page", "home")):
        card = find_card(kind, key)
        assert card and re.fullmatch(r"share/[0-9a-f]{2}/[\w.-]+\.(ru|en)\.[0-9a-f]{16}\.jpg", files.file_name(card))
