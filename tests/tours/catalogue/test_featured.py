"""Which start leads the home page, and in which words."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accelerator.base.common import clock
from regions.enterprises.models import Photo
from tests.factories.enterprises import EnterpriseFactory, PhotoFactory, SiteFactory
from tests.factories.regions import RegionFactory
from tests.factories.tours import SlotFactory, TourFactory
from tours.catalogue.featured import POOL, FeaturedStart, featured_and_cards
from tours.models import Slot, Tour

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 9, 0, tzinfo=ZoneInfo("Europe/Moscow"))  # a Wednesday


@pytest.fixture(autouse=True)
def _morning() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def featured(now: datetime = NOW) -> list[FeaturedStart]:
    return featured_and_cards(now, featured=4, cards=0)[0]


def slots_of(now: datetime = NOW) -> list[Slot]:
    return [Slot.objects.get(uuid=start.place.slot) for start in featured(now)]


def sentence(start: FeaturedStart) -> str:
    return start.sentence.replace("\u00a0", " ")


def photo_of(slot: Slot) -> Photo:
    renditions = [{"width": 640, "height": 480, "format": "webp", "name": "x"}]
    photo: Photo = PhotoFactory(of=slot.tour, state=Photo.State.READY, renditions=renditions)
    return photo


# --- In words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ahead", "at", "russian", "english"),
    [
        (0, 14, "Сегодня в 14:00 в Калуге льют чугун", "Today at 14:00 iron is being poured in Kaluga"),
        (1, 9, "Завтра в 9:00 в Калуге льют чугун", "Tomorrow at 9:00 iron is being poured in Kaluga"),
        (2, 11, "В пятницу в 11:00 в Калуге льют чугун", "On Friday at 11:00 iron is being poured in Kaluga"),
        (5, 11, "В понедельник в 11:00 в Калуге льют чугун", "On Monday at 11:00 iron is being poured in Kaluga"),
    ],
)
def test_start_says_when_where_and_what_is_being_done(ahead: int, at: int, russian: str, english: str) -> None:
    tour = TourFactory(
        published=True, moment={"ru": "льют чугун", "en": "iron is being poured"}, site__city_in="в Калуге"
    )
    SlotFactory(tour=tour, days_ahead=ahead, at=time(at))

    [start] = featured()

    assert sentence(start) == russian
    with translation.override("en"):
        assert sentence(start) == english


def test_start_without_the_city_s_form_names_the_region() -> None:
    region = RegionFactory(locative="в Калужской области", name={"ru": "Калужская область", "en": "Kaluga Oblast"})
    tour = TourFactory(published=True, site__enterprise__region=region, moment={"ru": "льют чугун"})
    SlotFactory(tour=tour, days_ahead=1)
    [start] = featured()
    assert sentence(start) == "Завтра в 10:00 в Калужской области льют чугун"
    with translation.override("en"):
        assert sentence(start) == "Tomorrow at 10:00 льют чугун in Kaluga"


def test_start_without_what_is_done_quotes_the_title() -> None:
    tour = TourFactory(published=True, title={"ru": "Цех «Заря»", "en": "“Dawn” Shop"}, site__city_in="в Калуге")
    SlotFactory(tour=tour, days_ahead=1)
    [start] = featured()
    assert sentence(start) == "Завтра в 10:00 в Калуге — «Цех „Заря“»"
    with translation.override("en"):
        [start] = featured()
        assert sentence(start) == "Tomorrow at 10:00 in Kaluga: “‘Dawn’ Shop”"


def test_start_s_day_is_that_of_the_site() -> None:
    site = SiteFactory(enterprise=EnterpriseFactory(published=True), timezone="Asia/Vladivostok", city_in="в Артёме")
    slot = SlotFactory(tour=TourFactory(published=True, site=site), days_ahead=1, at=time(8))
    evening = datetime(2026, 12, 2, 17, 30, tzinfo=ZoneInfo("Europe/Moscow"))  # half past midnight there
    [start] = featured(evening)
    assert start.place.slot == slot.uuid
    assert sentence(start).startswith("Сегодня в 8:00 в Артёме")


# --- Which of them ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"days_ahead": 7},  # the weekday would not say which
        {"seats_taken": 14},  # no one comes with anybody
        {"status": Slot.Status.CLOSED},
        {"tour__kind": Tour.Kind.BUSINESS},
        {"tour__kind": Tour.Kind.CAREER},
        {"tour__party_min": 8},
        {"tour__requirements__min_age": 18},
        {"tour__booking_closes_hours": 72},
        {"tour__status": Tour.Status.DRAFT},
    ],
)
def test_start_that_is_not_for_everybody_soon_is_not_featured(values: dict[str, Any]) -> None:
    SlotFactory(**{"days_ahead": 2, **values})
    assert featured() == []
    fit = SlotFactory(days_ahead=2, seats_taken=13)
    assert slots_of() == [fit]


def test_enterprise_has_one_featured_start_the_most_attractive() -> None:
    first = SlotFactory(tour__moment={}, days_ahead=1)
    with_moment = SlotFactory(tour__moment={"ru": "льют чугун"}, tour__site=first.site, days_ahead=3)
    SlotFactory(tour__moment={"ru": "точат вал"}, tour__site=first.site, days_ahead=4)
    assert slots_of() == [with_moment]


def test_photo_says_more_than_an_earlier_hour() -> None:
    slots = [SlotFactory(days_ahead=ahead) for ahead in range(2, 2 + POOL)[: POOL - 2]]
    later = [SlotFactory(days_ahead=5) for _ in range(3)]
    photo_of(later[2])
    shown = {slot.pk for hour in range(24) for slot in slots_of(NOW + timedelta(hours=hour))}
    assert later[2].pk in shown
    assert len(shown - {slot.pk for slot in slots}) == 2  # of the late ones without a photo, one fills the pool


def test_what_begins_soon_leads_where_it_is_enough() -> None:
    soon = [SlotFactory(days_ahead=1, at=time(18)) for _ in range(3)]
    late = SlotFactory(days_ahead=4)
    assert len(slots_of()) == 4
    assert late not in {slots_of(NOW + timedelta(hours=hour))[0] for hour in range(6)}
    for slot in soon[1:]:
        slot.tour.slots.update(status=Slot.Status.CLOSED)
    assert late in {slots_of(NOW + timedelta(hours=hour))[0] for hour in range(6)}


def test_others_follow_in_the_order_of_time() -> None:
    for days in (4, 3, 5, 2):
        SlotFactory(days_ahead=days)
    for hour in range(4):
        _leading, *others = slots_of(NOW + timedelta(hours=hour))
        assert [slot.starts_at for slot in others] == sorted(slot.starts_at for slot in others)


def test_every_hour_another_enterprise_leads_and_the_same_hour_the_same() -> None:
    for _ in range(4):
        tour = TourFactory(published=True)
        SlotFactory(tour=tour, days_ahead=3)
        SlotFactory(tour=TourFactory(published=True, site=tour.site), days_ahead=3)
    leading = [slots_of(NOW + timedelta(hours=hour))[0].enterprise_id for hour in range(4)]
    assert len(set(leading)) == 4
    assert slots_of(NOW + timedelta(minutes=59))[0].enterprise_id == leading[0]
    assert slots_of(NOW + timedelta(hours=4))[0].enterprise_id == leading[0]
    assert len({slot.enterprise_id for slot in slots_of()}) == 4


# --- The cards that follow --------------------------------------------------------------------------------------------


def cards(now: datetime = NOW, limit: int = 3) -> list[Tour]:
    return [Tour.objects.get(pk=card.tour) for card in featured_and_cards(now, featured=4, cards=limit)[1]]


def start(*, photo: bool = False, ahead: int = 9, at: time = time(12), **values: Any) -> Tour:
    slot = SlotFactory(days_ahead=ahead, at=at, **values)
    if photo:
        photo_of(slot)
    return slot.tour


def test_card_with_a_photo_comes_before_an_earlier_hour_but_not_before_an_earlier_day() -> None:
    bare = [start(at=time(hour)) for hour in (9, 10, 11)]
    seen = start(photo=True, at=time(16))
    next_day = start(photo=True, ahead=10)

    assert cards() == [bare[0], bare[1], seen]  # in the order of time
    assert cards(limit=5) == [*bare, seen, next_day]


def test_enterprise_shows_a_tour_with_a_photo_of_the_same_day() -> None:
    bare = start(at=time(9))
    seen = start(photo=True, at=time(16), tour__site=bare.site)
    later = start(photo=True, ahead=11, tour__site=bare.site)
    other = start(at=time(10))

    assert cards(limit=2) == [other, seen]
    assert cards(limit=4) == [bare, other, seen, later]  # a second of an enterprise only where there is room


def test_cards_with_photos_take_turns_by_the_hour() -> None:
    tours = {start(photo=True) for _ in range(5)}
    shown = [set(cards(NOW + timedelta(hours=hour))) for hour in range(5)]

    assert set.union(*shown) == tours
    assert all(len(one) == 3 for one in shown)
    assert all(shown[hour] != shown[hour + 1] for hour in range(4))
    assert set(cards(NOW + timedelta(minutes=59))) == shown[0]
    assert all(sum(tour in one for one in shown) == 3 for tour in tours)  # none more often than another


# --- On the page ------------------------------------------------------------------------------------------------------


def test_home_leads_with_a_start_that_can_be_booked_at_once(client: Client) -> None:
    tour = TourFactory(published=True, moment={"ru": "льют чугун"}, site__city_in="в Калуге")
    slot = SlotFactory(tour=tour, days_ahead=1, seats_taken=13)
    page = client.get("/").content.decode().replace("\u00a0", " ")
    head = page.partition('class="finder')[0]
    assert f'<a href="{tour.get_absolute_url()}?date=2026-12-03">Завтра в 10:00 в Калуге льют чугун</a>' in head
    assert f'href="/book/{slot.uuid}/"' in head
    assert "Осталось 2 места" in head
    assert 'class="card__title"' not in page  # what leads is not told a second time


def test_home_without_a_featured_start_tells_what_the_portal_is(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "moment__words" not in page
    assert "открывают проходные" in page
    assert 'class="finder"' in page


@pytest.mark.parametrize("count", [2, 5])
def test_featured_and_cards_take_four_queries(django_assert_num_queries: DjangoAssertNumQueries, count: int) -> None:
    for _ in range(count):
        photo_of(SlotFactory(days_ahead=2))
    with django_assert_num_queries(4):
        featured, _cards = featured_and_cards(clock.now(), featured=4, cards=6)
        assert all(start.sentence for start in featured)


def test_starts_are_the_same_by_outlooks_as_by_slots() -> None:
    slots = [SlotFactory(days_ahead=days) for days in (3, 1, 2)]
    by_slots = featured_and_cards(clock.now(), featured=1, cards=3)
    with connection.cursor() as cursor:  # what a commit does
        cursor.execute("SET CONSTRAINTS tours_dueoutlook_renewed IMMEDIATE")
    by_outlooks = featured_and_cards(clock.now(), featured=1, cards=3)

    shown = [
        [card.tour for card in (*(start.card for start in starts), *cards)] for starts, cards in (by_slots, by_outlooks)
    ]
    assert shown[0] == shown[1]
    assert sorted(shown[0]) == sorted(slot.tour_id for slot in slots)
