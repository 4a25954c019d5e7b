"""Letters say what is needed in the order in which it is needed, and show the code that the gate reads."""

import io
import re
from datetime import timedelta

import pytest
from django.utils import translation
from PIL import Image

from accelerator.base.notifications import delivery
from accelerator.base.notifications.hooks import message_kinds
from accelerator.base.notifications.models import Message
from accelerator.base.notifications.rendering import Mail
from tests.factories.booking import confirm_order, confirmed_order, held_order, leg, request
from tests.factories.routes import route_over
from tests.factories.tours import SlotFactory
from tours.booking.models import Order
from tours.booking.services.cancellations import cancel_by_staff
from tours.booking.services.holds import hold_seats
from tours.booking.services.rescheduling import reschedule
from tours.booking.tickets.qr import qr_code
from tours.schedule.services.slots import move_slot

pytestmark = pytest.mark.django_db

WHOLE = {
    "tour__requirements__arrive_minutes_before": 15,
    "tour__requirements__transport": {"ru": "Автобус 5", "en": "Bus 5"},
    "tour__requirements__identity_documents": ["passport"],
    "tour__requirements__footwear": "closed",
    "tour__requirements__prohibited": {"ru": "Еда и духи", "en": "Food and perfume"},
    "tour__site__enterprise__phone": "+79100001105",
}
ALL_OF_A_VISIT = ["booking.confirmed", "booking.reminder", "booking.moved", "booking.changed"]


def composed(kind: str) -> Mail:
    message = Message.objects.filter(kind=kind).order_by("-pk").first()
    with translation.override(message.language):
        mail = message_kinds.find(kind).compose(message.params)
    assert mail is not None
    return mail


def mail_of(order: Order, kind: str) -> Mail:
    """A letter of this kind about the order's first visit."""
    booking = order.bookings.order_by("position").first()
    if kind == "booking.moved":
        move_slot(slot=booking.slot, local_start=booking.slot.local_start + timedelta(minutes=30))
    if kind == "booking.changed":
        slot = booking.slot
        other = SlotFactory(tour=slot.tour, site=slot.site, local_start=slot.local_start + timedelta(minutes=30))
        reschedule(order=order, booking=booking, slot=other)
    if kind == "booking.cancelled":
        cancel_by_staff(booking=booking, reason="Печь встала")
    return composed(kind)


def route_order(**slot: object) -> Order:
    slots = [SlotFactory(days_ahead=7 + day, **slot) for day in range(2)]
    route = route_over([slot.tour for slot in slots], days=[1, 2], title={"ru": "Чугун и хлеб"})
    return confirm_order(hold_seats(legs=[leg(slot) for slot in slots], request=request(route=route)))


@pytest.mark.parametrize("kind", ALL_OF_A_VISIT)
def test_letter_says_what_is_needed_in_the_order_in_which_it_is_needed(kind):
    order = confirmed_order(SlotFactory(**WHOLE))
    mail = mail_of(order, kind)

    words = [order.code, order.get_absolute_url(), "Когда", "Приходите к", "Где", "https://2gis.ru/geo/",
             "https://yandex.ru/maps/", "Место встречи", "Автобус 5", "+7 910 000-11-05", "Что надеть и взять с собой",
             "паспорт", "закрытая", "Важно знать", "Еда и духи", "Оплата на месте", "Перенос и отмена"]  # fmt: skip
    for part in (mail.html.replace("\u00a0", " "), mail.text.replace("\u00a0", " ")):
        _greeting, _first, after = part.partition(order.code)
        places = [(order.code + after).find(word) for word in words]
        assert -1 not in places, [word for word, place in zip(words, places, strict=True) if place == -1]
        assert places == sorted(places)
    assert mail.html.index("<img") < mail.html.index(order.get_absolute_url())
    assert "geo:" not in mail.html  # mail programs drop it


def matrix_of(png: bytes, side: int) -> list[list[bool]]:
    """Which squares of the picture are dark, without its white border."""
    image = Image.open(io.BytesIO(png)).convert("L")
    dot = image.width // (side + 8)
    return [
        [image.getpixel(((x + 4) * dot + dot // 2, (y + 4) * dot + dot // 2)) < 128 for x in range(side)]
        for y in range(side)
    ]


@pytest.mark.parametrize("kind", ALL_OF_A_VISIT)
def test_letter_shows_the_code_of_its_visit(kind):
    order = confirmed_order(SlotFactory())
    mail = mail_of(order, kind)

    [picture] = mail.pictures
    code = qr_code(order.bookings.get().uuid)
    assert matrix_of(picture.content, len(code.matrix)) == [[bool(dot) for dot in row] for row in code.matrix]
    assert len(picture.content) < 3000
    assert f'src="cid:{picture.name}"' in mail.html
    assert f'alt="QR-код билета {order.code}"' in mail.html


def test_every_visit_of_a_route_has_its_own_code():
    order = route_order()
    mail = composed("booking.confirmed")
    assert len({picture.content for picture in mail.pictures}) == 2
    assert re.findall(r"cid:([^\"]+)", mail.html) == [picture.name for picture in mail.pictures]
    assert order.code in mail.pictures[0].name


def test_pictures_stand_beside_both_parts_and_files_around_them(post_office):
    order = confirmed_order(SlotFactory())
    delivery.deliver_due()

    [letter] = post_office.to(order.contact.email)
    related, *files = letter.get_payload()
    alternative, picture = related.get_payload()
    assert letter.get_content_type() == "multipart/mixed"
    assert (related.get_content_type(), related.get_param("type")) == ("multipart/related", "multipart/alternative")
    assert [part.get_content_type() for part in alternative.get_payload()] == ["text/plain", "text/html"]
    assert (picture.get_content_type(), picture.get_content_disposition()) == ("image/png", "inline")
    assert f'"cid:{picture["Content-ID"].strip("<>")}"' in letter.get_body(("html",)).get_content()
    assert picture.get_content().startswith(b"\x89PNG")
    assert [part.get_content_type() for part in files] == ["application/pdf", "text/calendar"]


@pytest.mark.parametrize("kind", [*ALL_OF_A_VISIT, "booking.cancelled"])
def test_letters_of_a_route_name_it(kind):
    mail = mail_of(route_order(), kind)
    for part in (mail.html, mail.text):
        assert "Маршрут: Чугун и хлеб" in part


@pytest.mark.parametrize("kind", ALL_OF_A_VISIT)
def test_letters_of_a_free_tour_never_speak_of_paying(kind):
    mail = mail_of(confirmed_order(SlotFactory(tour__category__price_kopecks=0)), kind)
    for part in (mail.subject, mail.html, mail.text):
        assert "плат" not in part.lower()  # Оплата, бесплатно


def test_letter_of_a_free_route_names_no_sum():
    route_order(tour__category__price_kopecks=0)
    mail = composed("booking.confirmed")
    assert "плат" not in (mail.html + mail.text).lower()


def test_english_letter_is_english():
    confirm_order(held_order(SlotFactory(**WHOLE), language="en"))
    mail = composed("booking.confirmed")
    assert "https://yandex.com/maps/" in mail.html
    assert "Bus 5" in mail.text
    named = re.sub(r"(Проходная|Завод|Мария Петрова)[^<\n]*", "", mail.text)
    assert not re.search("[а-яё]", named)
