"""The tour's page: requirements before the price, weeks in words, and only what may be seen."""

import gzip
import json
import re
from datetime import date, datetime, time, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accelerator.base.common import clock
from accelerator.base.common.shelf import shelf
from accelerator.base.common.slugs import remember_slug
from accelerator.base.common.versions import ANY_VERSION
from tests.factories.booking import held_order
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory, PhotoFactory, SiteFactory
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tests.portal.markup import html_of
from tours.catalogue.calendar import Dates, State, dates_of
from tours.catalogue.dates import WEEKS, Asked, read_dates
from tours.foreigners import is_for_citizens
from tours.models import Slot, Tour
from tours.services import update_basics

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 9, 0, tzinfo=ZoneInfo("Europe/Moscow"))


def page_of(client: Client, tour: Tour, **query: Any) -> str:
    response = client.get(tour.get_absolute_url(), query)
    assert response.status_code == 200
    return unescape(html_of(response)).replace("\u00a0", " ")


NOTHING_ASKED = Asked()


def dates_at(tour: Tour, now: datetime, asked: Asked = NOTHING_ASKED) -> Dates:
    rows = read_dates(tour.pk, tour.site.zone, tour.booking_closes_before, now, asked)
    return dates_of(rows, tour.booking_closes_before, now, chosen=asked.day)


def slot_on(tour: Tour, day: int, *, month: int = 12, at: int = 10, **values: Any) -> Slot:
    return SlotFactory(tour=tour, local_start=datetime.combine(date(2026, month, day), time(at)), **values)


def cells(page: str) -> dict[int, str]:
    """What each day of the calendar says."""
    rows = re.findall(r"<td[^>]*>(?:<a[^>]*>|<span>)(.*?)(?:</a>|</span>)</td>", page)
    texts = [re.sub(r"<[^>]+>", " ", row).split() for row in rows]
    return {int(words[0]): " ".join(words[1:]).removeprefix("дек ") for words in texts}


def test_requirements_stand_before_the_price(client: Client) -> None:
    tour = TourFactory(published=True, slots=1, requirements__min_age=12, requirements__footwear="closed_flat")
    page = page_of(client, tour)
    assert page.index("закрытая обувь") < page.index("500 ₽") < page.index("закрытая, на плоской подошве")
    assert page.index('id="requirements"') < page.index('id="prices"') < page.index('id="dates"')
    assert "Оплата на месте" in page


def test_nameplate_and_bar_show_the_price_and_the_description_comes_early(client: Client) -> None:
    tour = TourFactory(published=True, slots=1, description={"ru": "Чугун льют в песок."})
    VisitorCategoryFactory(tour=tour, price_kopecks=30_000)
    page = page_of(client, tour)
    assert "<dt>Цена</dt><dd>взрослый 500 ₽</dd>" in page
    assert '<p class="small strong">взрослый 500 ₽</p>' in page.split("actionbar", 1)[1]
    assert page.index("Чугун льют в песок.") < page.index("nameplate") < page.index('id="requirements"')


@time_machine.travel(NOW, tick=False)
def test_page_leads_with_next_start_price_and_terms(client: Client) -> None:
    tour = TourFactory(
        published=True, capacity=10, duration_minutes=75, requirements__min_age=12, requirements__footwear="closed",
        requirements__medical={"ru": "Не приходите с кардиостимулятором."},
    )  # fmt: skip
    slot_on(tour, 4, seats_taken=8)
    offer = re.search(r'<ul class="tour__offer">(.*?)</ul>', page_of(client, tour), re.DOTALL)
    assert offer
    lines = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in offer[1].split("<li>")[1:]]
    assert lines == [
        "пт, 4 декабря, 10:00 · осталось 2 места",
        "1 ч 15 мин · от 12 лет · закрытая обувь · ограничения по здоровью",
        "500 ₽",
        "В избранное Всё избранное",  # the second waits for the first
        "В мой маршрут",
    ]


@pytest.mark.parametrize(("slots", "words"), [([], "Дат пока нет"), ([{"seats_taken": 10}], "Все места пока заняты")])
@time_machine.travel(NOW, tick=False)
def test_page_says_why_there_is_no_next_start(client: Client, slots: list[dict[str, int]], words: str) -> None:
    tour = TourFactory(published=True, capacity=10)
    for values in slots:
        slot_on(tour, 4, **values)
    page = page_of(client, tour)
    assert words in page.split('class="tour__offer"')[1].split("</ul>")[0]


@pytest.mark.parametrize("slots", [[], [{"seats_taken": 10}]])
@time_machine.travel(NOW, tick=False)
def test_tour_without_free_dates_leads_to_the_enterprise_contacts(client: Client, slots: list[dict[str, int]]) -> None:
    tour = TourFactory(published=True, capacity=10, site__enterprise__phone="+79100001105")
    for values in slots:
        slot_on(tour, 4, **values)
    page = page_of(client, tour)
    dates, bar = page.split('id="dates-title"')[1].split("</section>")[0], page.split("actionbar")[1].split("</div>")[0]
    nearby = f'href="/tours/?region={tour.enterprise.region.slug}"'
    assert 'href="tel:+79100001105"' in dates
    assert nearby in dates
    notify = reverse("alerts:ask", args=[tour.slug])
    assert f'href="{notify}"' in dates
    assert re.findall(r'<a class="button button--primary"\s+href="([^"]+)"', bar) == [notify]
    tour.enterprise.phone = ""
    tour.enterprise.save()
    page = page_of(client, tour)
    assert "tel:" not in page
    assert page.count(nearby) == 1


@time_machine.travel(NOW, tick=False)
def test_group_that_fits_into_no_slot_is_led_to_two_of_one_day(client: Client) -> None:
    """The day asked for decides; each of the two is asked for those who go there."""
    tour = TourFactory(published=True, capacity=10, party_max=20)
    for day in (4, 8):
        slot_on(tour, day)
        slot_on(tour, day, at=12)
    page = client.get(f"{tour.get_absolute_url()}?adults=15&child=9&date=2026-12-08").content.decode()
    two = page.split("Можно прийти двумя группами")[1].split("</ul>")[0]
    assert re.findall(r'datetime="([^"]+)"', two) == ["2026-12-08T10:00:00+03:00", "2026-12-08T12:00:00+03:00"]
    assert [address.split("?")[1] for address in re.findall(r'href="([^"]+)"', two)] == [
        "adults=8",
        "adults=7&amp;child=9",
    ]
    alone = client.get(f"{tour.get_absolute_url()}?adults=21").content.decode()
    assert "Можно прийти двумя группами" not in alone


@time_machine.travel(NOW, tick=False)
def test_party_that_is_too_large_is_led_to_the_enterprise_and_not_to_an_email_about_dates(client: Client) -> None:
    """There are dates, though not for them."""
    tour = TourFactory(published=True, capacity=10, site__enterprise__phone="+79100001105")
    slot_on(tour, 4, seats_taken=8)
    nearby = f"/tours/?region={tour.enterprise.region.slug}"
    for phone, href in (("+79100001105", "tel:+79100001105"), ("", nearby)):
        tour.enterprise.phone = phone
        tour.enterprise.save()
        page = client.get(f"{tour.get_absolute_url()}?adults=3").content.decode()
        bar = page.split("actionbar")[1].split("</div>")[0]
        assert re.findall(r'<a class="button"\s+href="([^"]+)"', bar) == [href]
        assert reverse("alerts:ask", args=[tour.slug]) not in page


def test_draft_has_no_bar(client: Client) -> None:
    tour = TourFactory(slots=1)
    client.force_login(MembershipFactory(enterprise=tour.enterprise).user)
    assert "actionbar" not in page_of(client, tour)


@pytest.mark.parametrize(
    ("hours", "days", "russian", "english"),
    [
        (4, None, "Бронирование закрывается за 4 часа до начала.", "Booking closes 4 hours before the start."),
        (4, 0, "Бронирование закрывается за 4 часа до начала.", "Booking closes 4 hours before the start."),
        (4, 1, "Бронирование закрывается за 1 день до начала.", "Booking closes 1 day before the start."),
        (72, 3, "Бронирование закрывается за 3 дня до начала.", "Booking closes 3 days before the start."),
        (100, 3, "Бронирование закрывается за 100 часов до начала.", "Booking closes 100 hours before the start."),
        (0, None, "Забронировать можно до самого начала.", "Booking is open until the start."),
    ],
)
def test_rule_that_closes_booking_is_the_one_that_is_named(
    client: Client, hours: int, days: int | None, russian: str, english: str
) -> None:
    tour = TourFactory(published=True, booking_closes_hours=hours, requirements__lead_time_days=days)

    page = page_of(client, tour)
    assert russian in page
    assert page.count("Бронирование закрывается") == (hours > 0 or bool(days))
    with translation.override("en"):
        assert english in page_of(client, tour)


def test_tour_without_requirements_or_a_limit_to_cancel_says_so(client: Client) -> None:
    tour = TourFactory(published=True, requirements=None, cancel_until_hours=0)

    page = page_of(client, tour)

    assert "Бронирование закрывается за 2 часа до начала." in page
    assert "Отменить визит можно на сайте до самого начала." in page


def test_prices_by_category(client: Client) -> None:
    tour = TourFactory(published=True, category__name={"ru": "Взрослый"}, category__min_age=18)
    VisitorCategoryFactory(tour=tour, name={"ru": "Школьник"}, min_age=7, max_age=17, price_kopecks=0)
    VisitorCategoryFactory(tour=tour, name={"ru": "Прежняя"}, is_active=False)
    page = re.sub(r"<[^>]+>", " ", page_of(client, tour))
    assert re.search(r"Взрослый\s+от 18 лет\s+500 ₽", page)
    assert re.search(r"Школьник\s+7–17 лет\s+бесплатно", page)
    assert "Прежняя" not in page


@time_machine.travel(NOW, tick=False)
def test_days_say_their_state_in_words(client: Client) -> None:
    tour = TourFactory(published=True, capacity=10)
    slot_on(tour, 4)
    slot_on(tour, 4, at=14, seats_taken=9)
    slot_on(tour, 5, seats_taken=7)
    slot_on(tour, 7, seats_taken=10)
    slot_on(tour, 8, status=Slot.Status.CLOSED)
    slot_on(tour, 9, status=Slot.Status.CANCELLED)
    slot_on(tour, 1)  # past
    slot_on(tour, 2, at=10)  # booking has closed
    states = cells(page_of(client, tour))
    assert states[4] == "10 мест"  # of the larger slot: no one can be booked on both at once
    assert states[5] == "3 места"
    assert states[7] == "мест нет"
    assert states[8] == "закрыт"
    assert states[2] == "закрыт"
    assert states[9] == states[1] == states[3] == "экскурсии нет"
    assert set(states) == {30, *range(1, 14)}  # from Monday, to the end of the last slot's week


@time_machine.travel(NOW, tick=False)
def test_states_of_days() -> None:
    tour = TourFactory(published=True, capacity=6)
    for day, taken in ((4, 0), (5, 1), (7, 6)):
        slot_on(tour, day, seats_taken=taken)
    shown = dates_at(tour, NOW)
    states = {day.date.day: day.state for day in shown.days if day.date.day in (4, 5, 6, 7)}
    assert states == {4: State.FREE, 5: State.FEW, 6: State.NONE, 7: State.SOLD_OUT}


def test_calendar_is_a_real_table(client: Client) -> None:
    page = page_of(client, TourFactory(published=True, slots=1))
    assert page.count('<th scope="col">') >= 7
    assert re.search(r"<caption>\d+[^<]* [а-я]+ 20\d\d</caption>", page)


def test_lapsed_holds_are_free_in_the_month_and_among_the_next_slots(client: Client) -> None:
    tour = TourFactory(published=True, capacity=3)
    slot = SlotFactory(tour=tour)
    held_order(slot, people=3)
    address = {"date": slot.local_date.isoformat()}
    assert "мест нет" in page_of(client, tour, **address)
    assert f"/book/{slot.uuid}/" not in page_of(client, tour, **address)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        page = page_of(client, tour, **address)
        assert "осталось 3 места" in page
        assert f"/book/{slot.uuid}/" in page


@time_machine.travel(NOW, tick=False)
def test_calendar_begins_with_this_week_and_leads_to_the_next_days_with_slots(client: Client) -> None:
    tour = TourFactory(published=True)
    for day in (10, 20):
        slot_on(tour, day)
    SlotFactory(tour=tour, local_start=datetime.combine(date(2027, 2, 3), time(10)))
    first = page_of(client, tour)
    assert "<caption>30 ноября 2026 – 3 января 2027</caption>" in first
    table = first.partition('id="calendar"')[2].partition("</table>")[0]
    assert table.count("<tr>") - 1 == WEEKS
    assert 'href="?from=2027-02-03#dates"' in first
    assert 'id="dates-earlier"' not in first
    later = page_of(client, tour, **{"from": "2027-02-03"})
    assert "<caption>4 января – 7 февраля 2027</caption>" in later
    assert 'href="?from=2026-12-20#dates"' in later
    assert 'id="dates-later"' not in later


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("query", "caption"),
    [
        ({"month": "2027-02"}, "4 января – 7 февраля 2027"),
        ({"month": "2027-01"}, "4 января – 7 февраля 2027"),  # where the tour goes on
        ({"month": "2026-12"}, "30 ноября 2026 – 3 января 2027"),
        ({"month": "2027-03"}, "30 ноября 2026 – 3 января 2027"),  # after the last slot
        ({"month": "2025-03"}, "30 ноября 2026 – 3 января 2027"),
        ({"date": "2027-02-03"}, "4 января – 7 февраля 2027"),
        ({"date": "2027-02-04"}, "30 ноября 2026 – 3 января 2027"),
        ({"from": "2027-01-20", "date": "2026-12-10"}, "4 января – 7 февраля 2027"),
    ],
)
def test_calendar_shows_the_weeks_of_the_month_or_day_asked_for(
    client: Client, query: dict[str, str], caption: str
) -> None:
    tour = TourFactory(published=True)
    for month, day in ((12, 10), (12, 20)):
        slot_on(tour, day, month=month)
    SlotFactory(tour=tour, local_start=datetime.combine(date(2027, 2, 3), time(10)))
    assert f"<caption>{caption}</caption>" in page_of(client, tour, **query)


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("day", "caption"),
    [
        (3, "30 ноября – 6 декабря 2026"),  # nothing after the last slot
        (13, "30 ноября – 13 декабря 2026"),
        (14, "14–20 декабря 2026"),  # two quiet weeks are left out
    ],
)
def test_calendar_leaves_out_weeks_in_which_nothing_happens(client: Client, day: int, caption: str) -> None:
    tour = TourFactory(published=True)
    slot_on(tour, day)
    assert f"<caption>{caption}</caption>" in page_of(client, tour)


@time_machine.travel(NOW, tick=False)
def test_chosen_day_lists_its_slots(client: Client) -> None:
    tour = TourFactory(published=True, capacity=10, duration_minutes=90)
    morning, full, shut = (
        slot_on(tour, 15),
        slot_on(tour, 15, at=14, seats_taken=10),
        slot_on(tour, 15, at=17, status=Slot.Status.CLOSED),
    )
    page = page_of(client, tour, date="2026-12-15")
    assert 'aria-current="date"' in page
    assert "вт, 15 декабря" in page
    assert re.search(r"10:00</time>–11:30", page)
    assert f"/book/{morning.uuid}/" in page
    for slot, words in ((full, "мест нет"), (shut, "бронирование закрыто")):
        assert words in page
        assert f"/book/{slot.uuid}/" not in page


def test_next_slots_are_bookable_ones(client: Client) -> None:
    tour = TourFactory(published=True, capacity=5, slots=2)
    full = SlotFactory(tour=tour, days_ahead=1, seats_taken=5)
    page = page_of(client, tour)
    links = re.findall(r'href="/book/([^/]+)/"', page)
    assert links == [str(slot.uuid) for slot in tour.slots.by_start() if slot.pk != full.pk]
    assert "осталось 5 мест" in page


@time_machine.travel(NOW, tick=False)
def test_full_day_offers_the_slots_nearest_to_it(client: Client) -> None:
    tour = TourFactory(published=True, capacity=5)
    for day in (4, 5, 6, 7, 8, 9, 18, 19, 21, 25):
        slot_on(tour, day)
    slot_on(tour, 20, seats_taken=5)
    offered = page_of(client, tour, date="2026-12-20").split('class="slots slots--next"')[1]
    assert re.findall(r'datetime="(2026-12-\d\d)', offered)[:5] == [f"2026-12-{day:02d}" for day in (9, 18, 19, 21, 25)]
    unasked = page_of(client, tour).split('class="slots slots--next"')[1]
    assert re.findall(r'datetime="(2026-12-\d\d)', unasked)[:2] == ["2026-12-04", "2026-12-05"]


def test_links_of_the_calendar_keep_the_focus_by_their_names(client: Client) -> None:
    tour = TourFactory(published=True)
    first = SlotFactory(tour=tour, days_ahead=3)
    SlotFactory(tour=tour, days_ahead=70)
    page = page_of(client, tour)
    assert f'<a id="on-{first.local_date.isoformat()}" href=' in page
    assert 'id="dates-later"' in page


def test_time_is_the_sites_with_its_offset(client: Client) -> None:
    tour = TourFactory(published=True, site=SiteFactory(timezone="Asia/Yekaterinburg"), slots=1)
    page = page_of(client, tour)
    assert "10:00" in page
    assert "МСК+2" in page
    assert "Время местное" not in page


def test_moscow_time_is_called_local_and_named_for_readers_elsewhere(client: Client) -> None:
    page = page_of(client, TourFactory(published=True, slots=1))
    assert page.count("Время местное (Калуга), как в Москве.") == 1
    assert re.search(r'<section[^>]*data-island="zone"\s+data-zone="Europe/Moscow"', page)
    assert re.findall(r"<span([^>]*)>МСК<", page.split('id="related"')[0]) == [' class="muted" data-zone-mark hidden']


@pytest.mark.parametrize(
    "query",
    [
        "month=2026-99",
        "month=0000-00",
        "month=x",
        "date=2026-02-30",
        "date=%00",
        "month=1999-01",
        "date=1999-01-01",
        "from=2100-12-31",
        "from=2026-02-30",
        "month=2100-12",
        "date=2100-12-31",
    ],
)
def test_odd_dates_in_the_address_are_ignored(client: Client, query: str) -> None:
    tour = TourFactory(published=True, slots=1)
    assert client.get(f"{tour.get_absolute_url()}?{query}").status_code == 200


def test_lack_of_dates_is_stated_plainly(client: Client) -> None:
    assert "Дат пока нет" in page_of(client, TourFactory(published=True))


def test_lack_of_free_places_is_stated_plainly(client: Client) -> None:
    tour = TourFactory(published=True, capacity=2)
    SlotFactory(tour=tour, seats_taken=2)
    page = page_of(client, tour)
    assert "Сейчас всё занято" in page
    assert "/book/" not in page


def test_htmx_is_given_the_dates_alone(client: Client) -> None:
    tour = TourFactory(published=True, slots=1)
    response = client.get(tour.get_absolute_url(), headers={"hx-request": "true", "hx-target": "dates"})
    assert b"<html" not in response.content
    assert b'id="dates"' in response.content
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.parametrize("status", [Tour.Status.DRAFT, Tour.Status.ARCHIVED])
def test_unpublished_is_seen_by_members_alone(client: Client, status: str) -> None:
    tour = TourFactory(status=status, slots=1)
    member = MembershipFactory(enterprise=tour.enterprise).user
    stranger = MembershipFactory().user
    assert client.get(tour.get_absolute_url()).status_code == 404
    client.force_login(stranger)
    assert client.get(tour.get_absolute_url()).status_code == 404
    client.force_login(member)
    page = page_of(client, tour)
    assert "видят только сотрудники предприятия" in page
    assert 'content="noindex"' in page
    assert "/book/" not in page
    assert "ld+json" not in page


def test_tour_of_a_draft_enterprise_is_hidden(client: Client) -> None:
    tour = TourFactory(published=True, site=SiteFactory(enterprise=EnterpriseFactory()))
    assert client.get(tour.get_absolute_url()).status_code == 404


def test_former_address_leads_to_the_tour(client: Client) -> None:
    tour = TourFactory(published=True, slug="new-name")
    remember_slug(tour, "old-name")
    response = client.get("/tours/old-name/")
    assert (response.status_code, response.headers["Location"]) == (301, "/tours/new-name/")
    hidden = TourFactory(slug="new-draft")
    remember_slug(hidden, "old-draft")
    assert client.get("/tours/old-draft/").status_code == 404
    assert client.get("/tours/nothing-at-all/").status_code == 404


def test_page_that_was_kept_leads_on_when_its_tour_has_moved_and_is_gone_with_it(client: Client) -> None:
    tour = TourFactory(published=True, slug="forge")
    kept = [page_of(client, tour) for _read in range(3)]
    assert kept[0] == kept[1] == kept[2]

    update_basics(tour=tour, values={"slug": "smithy"}, expected_version=ANY_VERSION)
    moved = client.get("/tours/forge/")
    assert (moved.status_code, moved["Location"]) == (301, "/tours/smithy/")

    tour.refresh_from_db()
    page_of(client, tour)
    Tour.objects.filter(pk=tour.pk).update(status=Tour.Status.DRAFT)
    gone = client.get("/tours/smithy/")
    assert (gone.status_code, gone["Content-Language"]) == (404, "ru")
    assert "no-store" in gone["Cache-Control"]


def test_place_and_rules_are_shown(client: Client) -> None:
    tour = TourFactory(published=True, booking_closes_hours=3, cancel_until_hours=24)
    page = page_of(client, tour)
    for words in (
        "ул. Заводская, 1",
        "Проходная № 2",
        "за 3 часа до начала",
        "чем за 24 часа",
        "https://2gis.ru/geo/36.26140,54.51370",
    ):
        assert words in page
    assert "country__dot" in page  # the place in its region, drawn here
    assert "data-tiles" not in page  # no third party unless the settings name one
    assert "data-map-open" not in page


def test_tiles_are_asked_for_by_a_button(client: Client, settings: Any) -> None:
    settings.TILE_URL = "https://tiles.example.org/{z}/{x}/{y}.png"
    page = page_of(client, TourFactory(published=True))
    assert 'data-tiles="https://tiles.example.org/' in page
    assert 'data-km="км"' in page
    assert "data-map-open" in page
    assert "country__dot" not in page


def test_place_without_coordinates_has_no_map(client: Client) -> None:
    tour = TourFactory(published=True, site=SiteFactory(latitude=None, longitude=None))
    page = page_of(client, tour)
    assert 'data-island="map"' not in page
    assert "country__dot" not in page


def test_related_tours_are_the_nearest(client: Client) -> None:
    tour = TourFactory(published=True)
    same_region = SiteFactory(
        enterprise=EnterpriseFactory(published=True, region=tour.enterprise.region, industry="food")
    )
    far = SiteFactory(enterprise=EnterpriseFactory(published=True, industry="food"))
    expected = [
        TourFactory(published=True, site=tour.site),
        TourFactory(published=True, site=same_region),
        TourFactory(published=True),  # the same industry
    ]
    rendition = {"format": "webp", "width": 320, "height": 240, "bytes": 9, "file": "photos/none/1-320.webp"}
    photo = PhotoFactory(of=expected[1], state="ready", renditions=[rendition])
    stranger, draft = TourFactory(published=True, site=far), TourFactory(site=tour.site)
    related = page_of(client, tour).split('id="related"', 1)[1]
    assert re.findall(r'href="/tours/([^/]+)/">', related)[:3] == [other.slug for other in expected]
    assert stranger.slug not in related
    assert draft.slug not in related
    covers = [row.split("</div>")[0] for row in related.split('class="related__cover">')[1:]]
    assert ["<picture" in cover for cover in covers] == [False, True, False]
    assert photo.alt["ru"] in covers[1]


def test_structured_data_is_sound(client: Client) -> None:
    tour = TourFactory(published=True, slots=1, title={"ru": "Плавка </script><b>", "en": "Melt"})
    content = html_of(client.get(tour.get_absolute_url()))
    data = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', content, re.DOTALL)
    assert data
    things = json.loads(data[1])["@graph"]
    graph = {thing["@type"]: thing for thing in things}
    trip = graph["TouristTrip"]
    assert trip["name"] == "Плавка </script><b>"
    assert "touristType" not in trip  # of the tour, not of who takes it
    assert trip["offers"] == [
        {
            "@type": "Offer",
            "name": "Взрослый",
            "price": "500.00",
            "priceCurrency": "RUB",
            "availability": "https://schema.org/InStock",
            "url": trip["url"],
        }
    ]
    assert trip["itinerary"]["geo"] == {"@type": "GeoCoordinates", "latitude": 54.5137, "longitude": 36.2614}
    way = graph["BreadcrumbList"]["itemListElement"]
    assert [item["position"] for item in way] == [1, 2, 3]
    assert way[1]["item"] == f"{settings.BASE_URL}{tour.enterprise.region.get_absolute_url()}"  # which is indexed


def test_each_coming_start_is_an_event_with_its_offer(client: Client) -> None:
    tour = TourFactory(published=True, site__timezone="Asia/Yekaterinburg", duration_minutes=90, slots=12)
    VisitorCategoryFactory(tour=tour, price_kopecks=60_050)
    full = SlotFactory(tour=tour, days_ahead=1, at=time(8), capacity=2, seats_taken=2)
    content = html_of(client.get(tour.get_absolute_url()))
    data = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', content, re.DOTALL)
    assert data
    events = [thing for thing in json.loads(data[1])["@graph"] if thing["@type"] == "Event"]
    assert len(events) == 5
    for event in events:
        start, end = datetime.fromisoformat(event["startDate"]), datetime.fromisoformat(event["endDate"])
        assert start.utcoffset() == timedelta(hours=5)
        assert end - start == timedelta(minutes=90)
        assert start != full.starts_at
        assert event["name"] == tour.title["ru"]
        assert (event["location"]["@type"], event["location"]["address"]["@type"]) == ("Place", "PostalAddress")
        assert event["organizer"]["@type"] == "Organization"
        assert event["eventStatus"] == "https://schema.org/EventScheduled"
        assert event["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
        offer = event["offers"]
        assert (offer["@type"], offer["price"], offer["priceCurrency"]) == ("Offer", "600.50", "RUB")
        assert offer["availability"] == "https://schema.org/InStock"
        assert offer["url"].endswith(f"{tour.get_absolute_url()}?date={start:%Y-%m-%d}")


@pytest.mark.parametrize("slots", [1, 60])
def test_query_count_is_flat(client: Client, django_assert_num_queries: DjangoAssertNumQueries, slots: int) -> None:
    tour = TourFactory(published=True, slots=slots)
    for _ in range(4):
        TourFactory(published=True, site=tour.site, slots=1)
    client.get(tour.get_absolute_url())
    with django_assert_num_queries(1):  # the dates with the versions
        client.get(tour.get_absolute_url())
    shelf.clear()
    with django_assert_num_queries(7):  # the frame for the live parts, then the page
        client.get(tour.get_absolute_url())


def test_page_is_light(client: Client) -> None:
    words = {"ru": "Чугун льют в песок, песок держит форму. " * 60, "en": "Iron into sand. " * 120}
    tour = TourFactory(published=True, slots=60, description=words)
    for _ in range(3):
        TourFactory(published=True, site=tour.site, slots=1)
    assert len(gzip.compress(client.get(tour.get_absolute_url()).content, 6)) <= 18 * 1024


def test_only_reading_is_possible(client: Client) -> None:
    assert client.post(TourFactory(published=True).get_absolute_url()).status_code == 405


# Whom a start is for

ONLY_CITIZENS = "только для граждан РФ"


@pytest.mark.parametrize(
    ("required", "said"),
    [
        ({}, [False, False]),
        ({"foreigners": "admitted"}, [False, False]),
        ({"lead_time_days_foreign": 7}, [True, False]),
        ({"foreigners": "not_admitted"}, [True, True]),
        ({"foreigners": "on_request"}, [True, True]),
    ],
)
def test_start_that_foreign_citizens_cannot_book_says_so(client: Client, required: dict, said: list[bool]) -> None:
    tour = TourFactory(published=True, **{f"requirements__{name}": value for name, value in required.items()})
    starts = [SlotFactory(tour=tour, days_ahead=days) for days in (3, 20)]

    panel = page_of(client, tour).partition('id="dates"')[2]
    steps = [client.get(f"/book/{slot.uuid}/").content.decode() for slot in starts]

    lines = [part.partition("</li>")[0] for part in panel.split("<li>") if "slots__when" in part]
    assert [ONLY_CITIZENS in line for line in lines[:2]] == said
    assert ["граждан" in step.partition('class="step-one"')[0] for step in steps] == said
    if "lead_time_days_foreign" in required:
        assert "Иностранцы записываются не позже чем за 7" in steps[0].replace("\u00a0", " ")


@pytest.mark.parametrize(("before", "said"), [(timedelta(seconds=1), False), (timedelta(0), True)])
def test_page_says_that_foreign_citizens_are_too_late_before_they_are(before: timedelta, said: bool) -> None:
    at = datetime(2026, 12, 1, 9, 0, tzinfo=ZoneInfo("UTC"))
    assert is_for_citizens(timedelta(days=7), at + timedelta(days=7), at - before) is said


# Languages


@pytest.mark.parametrize("with_date", [False, True])
def test_dates_say_the_languages_once_or_at_each_start_where_they_differ(client: Client, with_date: bool) -> None:
    with time_machine.travel(NOW, tick=False):
        tour = TourFactory(published=True, languages=["ru", "en"])
        slots = [SlotFactory(tour=tour, days_ahead=ahead) for ahead in (1, 2)]
        asked = {"date": str(slots[0].local_date)} if with_date else {}
        alike = page_of(client, tour, **asked)
        Slot.objects.filter(pk=slots[0].pk).update(languages=["zh"])
        differ = page_of(client, tour, **asked)
        Slot.objects.filter(pk=slots[0].pk).update(languages=["en", "ru"])
        alike_again = page_of(client, tour, **asked)

    each = r'<p class="slots__left">\s*[^<·]+ · ([^<]+?)\s*</p>'
    assert "Языки: русский, английский</p>" in alike
    assert re.findall(each, alike) == []
    assert "Языки: русский, английский</p>" not in differ
    assert re.findall(each, differ) == (["китайский"] if with_date else ["китайский", "русский, английский"])
    assert alike_again == alike
