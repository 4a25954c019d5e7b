"""The dates of a tour: one statement reads what all its slots say, and the parts print it escaped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accelerator.base.common import clock, parts
from accelerator.base.common.dates import monday_of
from accelerator.base.common.i18n import I18nText
from tests.factories.booking import held_order
from tests.factories.enterprises import SiteFactory
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tours.booking.holders import OwnPlaces
from tours.catalogue import panel
from tours.catalogue.calendar import Dates, State, dates_of
from tours.catalogue.dates import NEXT_SLOTS, QUIET_WEEKS, WEEKS, Asked, DateRow, read_dates
from tours.catalogue.offers import CategoryRow, Offer
from tours.catalogue.panel import Facts, Start, draw_panel
from tours.catalogue.related import RelatedTour
from tours.catalogue.tour_rows import TourRow
from tours.models import Slot, Tour
from tours.party import Party
from tours.requirements import BY_NAME, Group, Line

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Asia/Kamchatka")  # its days begin half a day before those of UTC
NOW = datetime(2026, 12, 2, 9, tzinfo=ZONE)
HOSTILE = "<b>&\"'"


def dates_at(tour: Tour, now: datetime, asked: Asked, own: Sequence[OwnPlaces] = ()) -> Dates:
    before = tour.booking_closes_before
    rows = read_dates(tour.pk, tour.site.zone, before, now, asked)
    return dates_of(rows, before, now, chosen=asked.day, own=own)


def plainly(slots: Sequence[Slot], now: datetime, asked: Asked) -> dict[str, Any]:
    """What the page says, by the rules as one would tell them."""
    ahead = [slot for slot in slots if slot.starts_at > now and slot.status != Slot.Status.CANCELLED]
    days = sorted({slot.local_date for slot in ahead})
    bookable = [slot for slot in ahead if slot.closed_because(now) is None]
    free = [slot for slot in bookable if slot.seats_taken < slot.capacity]
    found: dict[str, Any] = {"next": [slot.pk for slot in free[:NEXT_SLOTS]], "days": [], "ways": (None, None)}
    if not days:
        return found
    first = monday_of(now.astimezone(ZONE).date())
    if days[0] >= first + timedelta(weeks=QUIET_WEEKS):
        first = monday_of(days[0])
    near = next((day for day in days if asked.month and day >= asked.month), None) or asked.near
    while near and near <= days[-1] and near >= first + timedelta(weeks=WEEKS):
        first += timedelta(weeks=WEEKS)
    last = min(first + timedelta(weeks=WEEKS), max(monday_of(days[-1]), first) + timedelta(weeks=1))
    for day in (first + timedelta(days=number) for number in range((last - first).days)):
        left = [slot.capacity - slot.seats_taken for slot in bookable if slot.local_date == day]
        if left:
            state = State.SOLD_OUT if max(left) == 0 else State.FEW if max(left) <= 5 else State.FREE
        else:
            state = State.CLOSED if day in days else State.NONE
        found["days"].append((day, state, max(left, default=0)))
    before, after = [day for day in days if day < first], [day for day in days if day >= last]
    found["ways"] = (before[-1] if before else None, after[0] if after else None)
    if asked.day and first <= asked.day < last:
        found["slots"] = [slot.pk for slot in ahead if slot.local_date == asked.day]
    return found


STARTS = st.lists(
    st.tuples(
        st.one_of(st.integers(-1, 6), st.integers(0, 120)),
        st.sampled_from([time(0), time(9), time(11), time(23, 30)]),
        st.integers(0, 7),
        st.sampled_from(Slot.Status.values),
    ),
    max_size=12,
)
DAYS = st.one_of(st.none(), st.dates(date(2026, 11, 20), date(2027, 4, 30)))


@settings(deadline=None, max_examples=50)
@given(starts=STARTS, month=DAYS, near=DAYS, day=DAYS)
def test_one_statement_reads_what_all_slots_say(
    starts: list[tuple[int, time, int, str]], month: date | None, near: date | None, day: date | None
) -> None:
    with time_machine.travel(NOW, tick=False):
        tour = TourFactory(published=True, capacity=7, site=SiteFactory(timezone=ZONE.key))
        for days, at, taken, status in starts:
            SlotFactory(tour=tour, days_ahead=days, at=at, seats_taken=taken, status=status)
    SlotFactory(
        tour=TourFactory(published=True, site=tour.site), local_start=datetime.combine(date(2026, 12, 5), time(10))
    )
    asked = Asked(month and month.replace(day=1), near or day, day)
    shown = dates_at(tour, NOW, asked)
    slots = list(Slot.objects.filter(tour=tour).by_start())
    expected = plainly(slots, NOW, asked)
    assert [tuple(one) for one in shown.days] == expected["days"]
    assert (shown.earlier, shown.later) == expected["ways"]
    assert [slot.pk for slot in shown.next_slots] == expected["next"]
    assert [slot.pk for slot in shown.slots] == expected.get("slots", [])
    if day:
        distances = sorted(
            abs((slot.local_date - day).days)
            for slot in slots
            if slot.starts_at > NOW and slot.closed_because(NOW) is None and slot.seats_taken < slot.capacity
        )
        assert sorted(abs((slot.local_date - day).days) for slot in shown.nearest) == distances[:NEXT_SLOTS]
        assert [slot.starts_at for slot in shown.nearest] == sorted(slot.starts_at for slot in shown.nearest)


@time_machine.travel(NOW, tick=False)
def test_own_places_are_free_also_where_nobody_else_finds_any() -> None:
    tour = TourFactory(published=True, capacity=4, site=SiteFactory(timezone=ZONE.key))
    full, open_one = (SlotFactory(tour=tour, days_ahead=day) for day in (5, 9))
    leg = held_order(full, people=4).legs[0]
    mine = OwnPlaces(
        full.pk, full.uuid, full.starts_at, full.ends_at, full.local_date, full.timezone, full.status,
        full.capacity, leg.seats, leg.hold_expires_at, "/orders/a/",
    )  # fmt: skip
    asked = Asked(day=full.local_date)
    assert [slot.pk for slot in dates_at(tour, NOW, asked).next_slots] == [open_one.pk]
    shown = dates_at(tour, NOW, asked, [mine])
    assert [(slot.pk, slot.free_seats) for slot in shown.next_slots] == [(full.pk, 4), (open_one.pk, 4)]
    assert shown.chosen is not None
    assert (shown.chosen.state, shown.chosen.places) == (State.FEW, 4)
    assert [slot.free_seats for slot in shown.slots] == [4]
    assert [slot.pk for slot in shown.nearest] == [full.pk, open_one.pk]
    full.status = Slot.Status.CLOSED
    full.save()
    closed = dates_at(tour, NOW, asked, [mine._replace(status=Slot.Status.CLOSED)])
    assert [slot.pk for slot in closed.next_slots] == [open_one.pk]


def test_dates_are_one_statement(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    tour = TourFactory(published=True, slots=40)
    headers = {"hx-request": "true", "hx-target": "dates"}
    client.get(tour.get_absolute_url(), {"date": "2026-12-20"}, headers=headers)
    with django_assert_num_queries(2):  # and the tour
        client.get(tour.get_absolute_url(), {"date": "2026-12-20"}, headers=headers)


def test_value_for_the_version_comes_with_the_rows() -> None:
    tour = TourFactory(published=True)
    rows = read_dates(tour.pk, ZONE, timedelta(), NOW, Asked(), version="41 + 1")
    assert [row[4] for row in rows] == [42]


def test_rows_that_were_seen_are_not_read_again() -> None:
    slot = SlotFactory()
    tour, now = slot.tour, clock.now()

    def read(seen: str, at: datetime = now) -> tuple[list[Any], str]:
        rows = read_dates(tour.pk, slot.zone, timedelta(), at, Asked(), seen=seen)
        found = [DateRow._make(row) for row in rows]
        assert found[0].digest
        return [row.pk for row in found if row.part], found[0].digest

    shown, digest = read("")

    assert slot.pk in shown
    assert read(digest) == ([], digest)
    held_order(slot, 1)
    after, changed = read(digest)
    assert after == shown
    assert changed != digest
    assert read(changed, slot.starts_at + timedelta(hours=1))[1] != changed


def test_places_that_two_slots_exchange_are_seen() -> None:
    one = SlotFactory()
    other = SlotFactory(tour=one.tour)

    def digest(*taken: int) -> str:
        for slot, seats in zip((one, other), taken, strict=True):
            Slot.objects.filter(pk=slot.pk).update(seats_taken=seats)
        rows = read_dates(one.tour.pk, one.zone, timedelta(), clock.now(), Asked(), seen="")
        return DateRow._make(rows[0]).digest or ""

    assert len({digest(1, 2), digest(2, 1), digest(1, 1), digest(2, 2)}) == 4
    assert digest(1, 2) == digest(1, 2)


def test_each_moment_is_looked_up_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    tour = SlotFactory().tour
    with django_assert_num_queries(1) as asked:
        read_dates(tour.pk, ZoneInfo("UTC"), timedelta(), clock.now(), Asked(), seen="")

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (GENERIC_PLAN, VERBOSE) " + asked.captured_queries[0]["sql"])
        plan = "\n".join(line for (line,) in cursor.fetchall())

    # Three ends, two neighbours, the slots of the weeks and the next ones.
    assert plan.count("on public.tours_slot") == 7


def test_drawing_follows_language_and_year() -> None:
    tour = TourFactory(published=True, site=SiteFactory(timezone="Europe/Moscow"))
    facts = Facts(ZoneInfo("Europe/Moscow"), True, "Калуга", None, "/tours/", "/tours/x/notify/")
    with time_machine.travel(datetime(2026, 12, 28, tzinfo=UTC), tick=False):
        SlotFactory(tour=tour, local_start=datetime.combine(date(2027, 1, 3), time(10)))
        now = datetime(2026, 12, 28, tzinfo=UTC)
        before = draw_panel(facts, dates_at(tour, now, Asked()), now)
        with translation.override("en"):
            english = draw_panel(facts, dates_at(tour, now, Asked()), now)
    now = datetime(2027, 1, 2, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        after = draw_panel(facts, dates_at(tour, now, Asked()), now)
    assert "3\u00a0января\u00a02027, 10:00" in before
    assert "3\u00a0January\u00a02027, 10:00" in english
    assert "3\u00a0января, 10:00" in after


PICTURELESS = TourRow._make([None] * len(TourRow._fields))._replace(
    uuid=UUID(int=1), enterprise__uuid=UUID(int=2), enterprise__industry="metal", cover_variant=0
)
FACTS = Facts(ZoneInfo("Europe/Moscow"), True, HOSTILE, (HOSTILE, HOSTILE), HOSTILE, HOSTILE)
START = Start(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, True, HOSTILE, HOSTILE, HOSTILE)
LINES = [Line(BY_NAME["medical"], HOSTILE, known=True)]
OWN = OwnPlaces(1, UUID(int=3), NOW, NOW, NOW.date(), ZONE.key, "open", 9, 2, NOW, HOSTILE)


class _Hostile(Party):
    def __str__(self) -> str:
        return HOSTILE


WHO = _Hostile(12, (9,))
CONTEXTS: dict[str, dict[str, Any]] = {
    "catalogue/_bar.jinja": {"facts": FACTS, "price": HOSTILE, "has_next": True, "alert": HOSTILE},
    "catalogue/_dates.jinja": {
        "languages": HOSTILE, "facts": FACTS, "weeks": [HOSTILE], "weekdays": [(HOSTILE, HOSTILE)], "caption": HOSTILE,
        "ways": [(HOSTILE, HOSTILE), (HOSTILE, HOSTILE)], "chosen": HOSTILE, "slots": [HOSTILE], "is_next_shown": True,
        "next": [], "offset": HOSTILE, "own": [OWN], "party": WHO, "who": HOSTILE, "with_party": HOSTILE,
        "day": HOSTILE, "alert": HOSTILE, "two": [HOSTILE],
    },
    "catalogue/_instead.jinja": {"facts": FACTS, "alert": HOSTILE, "words": HOSTILE},
    "catalogue/_next.jinja": {"next": START, "has_dates": True, "is_public": True, "people": 1},
    "catalogue/_own_places.jinja": {"places": OWN, "note": HOSTILE},
    "catalogue/_slot.jinja": {"slot": START, "is_day": False, "is_first": True},
    "catalogue/_week.jinja": {"cells": [(HOSTILE, HOSTILE, HOSTILE, HOSTILE, True)], "with_party": HOSTILE},
    "catalogue/_who.jinja": {"party": WHO, "prefix": HOSTILE},
    "tours/_lines.jinja": {"lines": LINES},
    "tours/_prices.jinja": {"offer": Offer((CategoryRow(1, I18nText(ru=HOSTILE), None, None, 0),))},
    "tours/_related.jinja": {
        "tours": [
            RelatedTour(
                HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, ZONE.key, PICTURELESS.drawn_cover, None, NOW
            )
        ]
    },
    "tours/_requirements.jinja": {"groups": [(Group.WHO, "users", LINES)]},
}  # fmt: skip


@pytest.mark.parametrize("name", CONTEXTS)
def test_what_parts_print_is_escaped(name: str) -> None:
    html = parts.draw(name, **CONTEXTS[name])
    assert HOSTILE in unescape(html)
    assert "<b>&" not in html


def test_prices_are_those_of_the_categories_on_offer(client: Client) -> None:
    tour = TourFactory(published=True, category__price_kopecks=10_000)
    VisitorCategoryFactory(tour=TourFactory(published=True), price_kopecks=77_700)
    page = client.get(tour.get_absolute_url()).content.decode()
    assert "100\u00a0₽" in page
    assert "777\u00a0₽" not in page


def test_remembered_drawings_are_those_of_their_arguments() -> None:
    """A week that was drawn for one reader is no other's: language, year, place and choice are told apart."""
    reader = panel._Reader("ru", 2026)
    day = date(2026, 12, 7)
    cell = (day, "FREE", 8, False, False)
    html = panel._week((cell,), None, reader)
    assert "8 мест" in html
    assert "7 мест" in panel._week(((day, "FREE", 7, False, False),), None, reader)
    assert 'aria-current="date"' in panel._week(((day, "FREE", 8, False, True),), None, reader)
    assert "is-today" in panel._week(((day, "FREE", 8, True, False),), None, reader)
    assert "?date=2026-12-07&amp;adults=2&amp;child=9#dates" in panel._week((cell,), Party(2, (9,)), reader)
    with translation.override("en"):
        assert "8 places" in panel._week((cell,), None, reader._replace(language="en"))
