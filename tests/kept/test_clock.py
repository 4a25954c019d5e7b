"""A kept page ends with the moment that changes it: the clock is led over every one that a database of tours holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from accelerator.base.common import clock
from accelerator.base.common.shelf import shelf
from accelerator.forum.models import Session
from regions.enterprises.models import Site
from tests.factories.booking import held_order
from tests.factories.enterprises import SiteFactory
from tests.factories.forum import ForumFactory, HallFactory, SessionFactory
from tests.factories.portal import PageFactory
from tests.factories.routes import route_over
from tests.factories.seasons import SeasonFactory, StageFactory
from tests.factories.tours import SlotFactory, TourFactory
from tests.forum.drafts import release
from tests.kept import pages
from tours.booking.models import Booking
from tours.models import Slot

pytestmark = pytest.mark.django_db

BUILT = datetime(2027, 3, 30, 20, 42, 17, tzinfo=UTC)
BEGIN = BUILT + timedelta(minutes=9)  # shortly before midnight in Moscow, and before the first hold lapses
DAYS = 2
SECOND = timedelta(seconds=1)
# For each tour: its zone, how many hours before the start booking closes, and its starts as day and local time.
TOURS = {
    "Europe/Kaliningrad": (0, [(1, time(0, 30)), (1, time(23, 50)), (2, time(10, 5))]),
    "Europe/Moscow": (2, [(1, time(2, 3)), (1, time(12))]),
    "Asia/Kamchatka": (24, [(1, time(9, 59)), (2, time(9)), (30, time(9))]),
}


def build() -> None:
    """Three tours in three zones with a route over two, holds that lapse one after another, a forum and a season."""
    slots: list[list[Slot]] = []
    for zone, (closes, starts) in TOURS.items():
        tour = TourFactory(
            published=True,
            site=SiteFactory(timezone=zone),
            booking_closes_hours=closes,
            capacity=2,
            duration_minutes=45,
        )
        slots.append([SlotFactory(tour=tour, days_ahead=day, at=at) for day, at in starts])
    route_over([slots[0][1].tour, slots[1][0].tour])
    for number, slot in enumerate([slots[0][0], slots[1][0], slots[1][1], slots[2][1], slots[0][0]]):
        with clock.at(BUILT + number * timedelta(minutes=2, seconds=7)):
            held_order(slot, people=1 if slot is slots[0][0] else 2)
    day = (BUILT + timedelta(hours=12)).date()
    forum = ForumFactory(starts_date=day)
    hall = HallFactory(forum=forum)
    for start in (time(9), time(10, 7)):
        SessionFactory(forum=forum, hall=hall, date=day, start_time=start, minutes=50)
    release(forum)
    StageFactory(season=SeasonFactory(year=day.year), starts_date=day, ends_date=day)
    PageFactory()


def moments() -> list[datetime]:
    """Return every moment of the next days at which a row, a day or a mark of five minutes begins or ends."""
    found: set[datetime] = set()
    for slot in Slot.objects.select_related("tour"):
        closes = slot.starts_at - timedelta(hours=slot.tour.booking_closes_hours)
        found |= {slot.starts_at, slot.ends_at, closes}
    found |= {at for at in Booking.objects.values_list("hold_expires_at", flat=True) if at}
    for session in Session.objects.select_related("forum"):
        assert session.start_time
        assert session.date
        start = datetime.combine(session.date, session.start_time, ZoneInfo(session.forum.timezone)).astimezone(UTC)
        found |= {start, start + timedelta(minutes=session.minutes)}
    for zone in {*Site.objects.values_list("timezone", flat=True)}:
        today = BEGIN.astimezone(ZoneInfo(zone)).date()
        midnights = (datetime.combine(today + timedelta(days=n), time(0), ZoneInfo(zone)) for n in range(DAYS + 2))
        found |= {midnight.astimezone(UTC) for midnight in midnights}
    found |= {clock.mark(moment) + clock.MARK for moment in found}
    return sorted(moment for moment in found if BEGIN < moment < BEGIN + timedelta(days=DAYS))


def around(found: Iterable[datetime]) -> list[datetime]:
    """Return each with the second before and the second after."""
    return sorted({moment + step * SECOND for moment in found for step in (-1, 0, 1)})


@pytest.mark.parametrize("every", [pytest.param(1, marks=pytest.mark.slow), 12], ids=["all", "some"])
def test_kept_pages_end_with_the_moment_that_changes_them(every: int) -> None:
    with clock.at(BUILT):
        build()
        addresses = pages.addresses()
    walked = around(moments()[::every])
    assert len(walked) > 10
    for before, now in pairwise([BEGIN, *walked]):
        with clock.at(before):
            pages.keep(addresses)
        with clock.at(now):
            assert pages.differences(addresses) == [], (before.isoformat(), now.isoformat())


def test_page_kept_long_ago_is_true_at_any_later_moment() -> None:
    with clock.at(BUILT):
        build()
        addresses = pages.addresses()
    for now in moments()[::14]:
        shelf.clear()
        with clock.at(BEGIN):
            pages.keep(addresses)
        with clock.at(now):
            assert pages.differences(addresses) == [], now.isoformat()
