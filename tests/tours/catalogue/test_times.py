"""Time of day: by the clock of the site, of one and the same start as the day and the party."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from gzip import decompress
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client

from accelerator.base.common import clock
from tests.factories.enterprises import SiteFactory
from tests.factories.tours import SlotFactory, TourFactory
from tests.kept.pages import GZIP
from tests.portal.markup import html_of
from tours.catalogue.criteria import Criteria
from tours.catalogue.forms import CatalogueForm
from tours.catalogue.search import Results, matching_tours, search
from tours.models import Slot, Tour

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 12, 2, 6, 0, tzinfo=ZoneInfo("Europe/Moscow"))
THURSDAY, FRIDAY, FAR = date(2026, 12, 3), date(2026, 12, 4), date(2027, 1, 15)
# As outlooks keep them, as they know nothing of, and of a day by name.
DAYS = {
    "tomorrow": ({"when": "tomorrow"}, THURSDAY),
    "soon": ({"date_from": THURSDAY, "date_to": THURSDAY}, THURSDAY),
    "far": ({"date_from": FAR, "date_to": FAR}, FAR),
}


@pytest.fixture(autouse=True)
def _wednesday() -> Iterator[None]:
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


def found(**criteria: Any) -> Results:
    asked = Criteria(**criteria)
    results = search(asked, page=1, now=clock.now())
    if not asked.q:  # what the page of all kinds asks for
        assert matching_tours(asked, (), clock.now()).count() == results.total
    return results


def slot(tour: Tour, day: date, at: time, **values: Any) -> Slot:
    made: Slot = SlotFactory(tour=tour, local_start=datetime.combine(day, at), **values)
    return made


@pytest.mark.parametrize(
    ("at", "part"),
    [
        (time(0), "morning"),
        (time(11, 59), "morning"),
        (time(12), "day"),
        (time(16, 59), "day"),
        (time(17), "evening"),
        (time(23, 59), "evening"),
    ],
)
def test_each_start_is_in_one_part_of_the_day(at: time, part: str) -> None:
    slot(TourFactory(published=True), THURSDAY, at)
    assert [name for name in ("morning", "day", "evening") if found(time=(name,)).total] == [part]


def test_the_clock_is_that_of_the_site() -> None:
    far_east = TourFactory(published=True, site=SiteFactory(timezone="Asia/Vladivostok"))
    slot(far_east, THURSDAY, time(18))  # 11 o'clock in Moscow
    assert (found(time=("evening",)).total, found(time=("morning",)).total) == (1, 0)


def test_card_names_the_first_start_at_that_time_and_leads_to_its_day(client: Client) -> None:
    tour = TourFactory(published=True)
    for day in (THURSDAY, FRIDAY):
        slot(tour, day, time(10))
    late = slot(tour, FRIDAY, time(18), capacity=10, seats_taken=7)
    html = unescape(html_of(client.get("/tours/?time=evening")))
    card = html.split("<article", 1)[1].split("</article>")[0]
    assert f'datetime="{late.starts_at.astimezone(late.zone).isoformat()}"' in card
    assert "18:00" in card
    assert "осталось 3\u00a0места" in card
    assert f'href="{tour.get_absolute_url()}?date=2026-12-04"' in card
    assert "Убрать:</span>Вечер, с 17:00<" in html


def test_order_is_that_of_the_starts_asked_for() -> None:
    early, late = TourFactory(published=True), TourFactory(published=True)
    slot(late, THURSDAY, time(10))
    slot(late, FRIDAY, time(18))
    slot(early, THURSDAY, time(19))
    assert [card.slug for card in found(time=("evening",)).cards] == [early.slug, late.slug]
    assert [card.slug for card in found(time=("evening", "morning")).cards] == [late.slug, early.slug]


@pytest.mark.parametrize("days", DAYS)
def test_day_and_time_are_of_one_start(days: str) -> None:
    asked, day = DAYS[days]
    tour, other = TourFactory(published=True), TourFactory(published=True)
    slot(tour, day, time(10))
    slot(tour, FRIDAY, time(18))
    assert found(**asked, time=("evening",)).total == 0
    assert found(**asked, time=("morning",)).total == 1
    # Without either of the two it would be found.
    wider = [(one.dropped, one.count) for one in found(**asked, time=("evening",)).wider]
    assert wider[:2] == [(("dates",), 1), (("time",), 1)]
    slot(other, day, time(20))
    assert [card.slug for card in found(**asked, time=("evening",)).cards] == [other.slug]
    assert found(time=("evening",)).facets.of("dates") == {
        name: count for name, count in {"tomorrow": int(day == THURSDAY)}.items() if count
    }


@pytest.mark.parametrize("days", DAYS)
def test_day_time_and_room_are_of_one_start(days: str) -> None:
    asked, day = DAYS[days]
    tour = TourFactory(published=True, party_max=10)
    slot(tour, day, time(10), capacity=10)  # not in the evening
    slot(tour, day, time(18), capacity=10, seats_taken=7)  # not for four
    slot(tour, FRIDAY, time(18), capacity=10)  # not on the day
    evening = {**asked, "time": ("evening",)}
    assert found(**evening, adults=3).total == 1
    assert found(**evening, adults=4).total == 0
    wider = {one.dropped: one.count for one in found(**evening, adults=4).wider}
    assert wider == {("dates",): 1, ("time",): 1, ("party",): 1}
    roomy = slot(tour, day, time(19), capacity=10)
    [card] = found(**evening, adults=4).cards
    assert (card.next_start, card.address) == (roomy.starts_at, f"{tour.get_absolute_url()}?date={day}&adults=4")


def test_start_that_is_full_closed_or_cancelled_is_none() -> None:
    tour = TourFactory(published=True)
    slot(tour, THURSDAY, time(18), capacity=5, seats_taken=5)
    slot(tour, THURSDAY, time(19), status=Slot.Status.CLOSED)
    slot(tour, THURSDAY, time(20), status=Slot.Status.CANCELLED)
    slot(tour, THURSDAY, time(10))
    assert found(time=("evening",)).total == 0


def test_choices_have_no_numbers_and_stay_chosen(client: Client) -> None:
    slot(TourFactory(published=True), THURSDAY, time(10))
    html = html_of(client.get("/tours/?time=day&time=morning"))
    facet = html.split('name="time"', 1)[1].split("</fieldset>")[0]
    assert "<small>" not in facet
    assert re.findall(r'id="time_(\w+)"\s+checked', html) == ["morning", "day"]
    assert html.index('id="id_duration_to"') < html.index('id="time_morning"') < html.index('name="industry"')


def test_unknown_times_are_left_out() -> None:
    form = CatalogueForm(QueryDict("time=night&time=&time=evening&time=evening"), themes={}, regions={})
    assert form.criteria.time == ("evening",)
    assert form.misunderstood == ["«Время начала»: значение «night» непонятно и не учтено."]


def test_far_starts_are_seen_though_no_version_counts_them(client: Client) -> None:
    tour = TourFactory(published=True)
    slot(tour, THURSDAY, time(10))
    far = slot(tour, date(2027, 2, 26), time(18), capacity=5)
    for full in (False, True, False):
        Slot.objects.filter(pk=far.pk).update(seats_taken=5 if full else 0)
        answer = client.get("/tours/?time=evening", headers=GZIP)
        assert answer.headers["Content-Encoding"] == "gzip"
        assert (b"<article" in decompress(answer.content)) != full
