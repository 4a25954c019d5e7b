"""The sketch of the way on tickets, and the picture at the head of letters."""

import io
from html import unescape

import pytest
from django.core.cache import cache
from PIL import Image, ImageDraw
from pypdf import PdfReader

from accelerator.base.notifications.hooks import message_kinds
from accelerator.base.notifications.models import Message
from accelerator.base.notifications.rendering import Mail
from regions.enterprises.models import Photo
from regions.enterprises.services.photo_files import store
from regions.enterprises.services.photos import album_of
from tests.factories.booking import confirm_order, confirmed_order, leg, request
from tests.factories.enterprises import PhotoFactory
from tests.factories.routes import route_over
from tests.factories.tours import SlotFactory
from tours.booking.models import Order
from tours.booking.services.holds import hold_seats
from tours.booking.tickets.pdf import ticket_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()


def photo_of(thing: object, *, colour: str = "#b23a0e", **fields: object) -> Photo:
    image = Image.new("RGB", (1200, 800), colour)
    ImageDraw.Draw(image).line([(0, 800), (600, 300), (1200, 200)], fill="white", width=20)
    file = io.BytesIO()
    image.save(file, "WEBP")
    rendition = {"format": "webp", "width": 640, "height": 427, "bytes": 9, "file": "photos/none/1-640.webp"}
    photo = PhotoFactory(album=album_of(thing), state=Photo.State.READY, renditions=[rendition], **fields)
    photo.file.name = store(f"photos/00/{photo.uuid.hex}.webp", file.getvalue())
    photo.save()
    return photo


def booked(slot: object, people: int = 1) -> Order:
    return Order.objects.with_legs().get(pk=confirmed_order(slot, people).pk)


def pictures_of(content: bytes) -> list[tuple[int, int]]:
    [page] = PdfReader(io.BytesIO(content)).pages
    return [picture.image.size for picture in page.images]


def test_ticket_shows_the_way_to_its_gate(client):
    slot = SlotFactory()
    photo_of(slot.site, alt={"ru": "От остановки налево"}, shows_way=True)
    order = booked(slot)

    page = unescape(client.get(order.get_absolute_url()).content.decode())
    where, way, bring = (page.index(words) for words in ("Место встречи", "Как пройти к проходной", "Перенос и отмена"))
    assert where < way < bring
    assert 'alt="От остановки налево"' in page

    paper = ticket_pdf(order)
    assert pictures_of(paper) == [(1200, 800)]
    assert "Как пройти к проходной" in PdfReader(io.BytesIO(paper)).pages[0].extract_text().replace("\u00a0", " ")
    assert len(paper) < 160_000


def test_ticket_of_a_site_with_photos_alone_has_no_sketch(client):
    slot = SlotFactory()
    photo_of(slot.site)
    order = booked(slot)
    assert "Как пройти к проходной" not in client.get(order.get_absolute_url()).content.decode()
    assert pictures_of(ticket_pdf(order)) == []


def test_sketch_whose_file_is_gone_keeps_no_ticket_back():
    slot = SlotFactory()
    photo = photo_of(slot.site, shows_way=True)
    photo.file.storage.delete(photo.file.name)
    assert pictures_of(ticket_pdf(booked(slot))) == []


@pytest.mark.parametrize("people", [1, 9])
def test_sketch_costs_one_query(client, django_assert_num_queries, people):
    slot = SlotFactory()
    photo_of(slot.site, shows_way=True)
    order = booked(slot, people)
    with django_assert_num_queries(3):
        client.get(order.get_absolute_url())


def letter() -> Mail:
    [message] = Message.objects.filter(kind="booking.confirmed")
    mail = message_kinds.find("booking.confirmed").compose(message.params)
    assert mail is not None
    return mail


def test_letter_begins_with_the_cover_of_its_tour():
    slot = SlotFactory()
    photo_of(slot.tour, alt={"ru": "Чугун льют в форму"})
    confirmed_order(slot)

    mail = letter()
    code, head = mail.pictures
    assert (head.media_type, len(head.content) <= 25_000) == ("image/jpeg", True)
    assert Image.open(io.BytesIO(head.content)).size == (1104, 368)
    assert f'src="cid:{head.name}"' in mail.html
    assert 'alt="Чугун льют в форму"' in mail.html
    assert mail.html.index(head.name) < mail.html.index(f"cid:{code.name}")
    assert "http" not in mail.html.partition(f"cid:{code.name}")[0].rpartition("<img")[2]


def test_letter_of_a_route_begins_with_the_routes_cover():
    slots = [SlotFactory(days_ahead=7 + day) for day in range(2)]
    route = route_over([slot.tour for slot in slots], days=[1, 2])
    photo_of(slots[0].tour, alt={"ru": "Экскурсия"})
    photo_of(route, alt={"ru": "Маршрут на карте"})
    confirm_order(hold_seats(legs=[leg(slot) for slot in slots], request=request(route=route)))
    assert 'alt="Маршрут на карте"' in letter().html


def test_letter_of_a_tour_without_a_photo_has_its_code_alone():
    confirmed_order(SlotFactory())
    mail = letter()
    assert [picture.media_type for picture in mail.pictures] == ["image/png"]
    assert mail.html.count("<img") == 1


def test_letter_leaves_though_its_picture_cannot_be_read():
    slot = SlotFactory()
    photo = photo_of(slot.tour)
    photo.file.storage.delete(photo.file.name)
    confirmed_order(slot)
    assert [picture.media_type for picture in letter().pictures] == ["image/png"]
