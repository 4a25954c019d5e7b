"""What pages and bookings may cost at most, in function calls and statements: the same on any machine, at any load.

A change that needs more shows it here; one that needs less lowers the figure. `ARGS=-s` prints today's.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Any, NamedTuple

import pytest
import time_machine

from regions.models import Region
from tests.bench import world
from tests.bench.counting import Counts, count
from tests.factories.booking import consent_text
from tests.factories.forum import ForumFactory, HallFactory, PersonFactory, SessionFactory
from tests.factories.regions import RegionFactory
from tests.factories.routes import route_over
from tests.factories.seasons import SeasonFactory, SeasonRegionFactory
from tests.forum.drafts import release
from tours.models import Tour

SUNDAY = datetime(2027, 2, 28, 9, tzinfo=UTC)
RESULTS = ("winner", "shortlisted", "participant")


class Budget(NamedTuple):
    """Of a page drawn for the first time after a change, and of the same page again."""

    calls: int
    statements: int
    again_calls: int
    again_statements: int


# A few hundred calls more than they take.
PAGES = {
    "home": Budget(13_500, 8, 1_300, 1),
    "catalogue": Budget(14_700, 6, 1_300, 1),
    "region": Budget(12_900, 9, 1_300, 1),
    "enterprise": Budget(13_100, 8, 1_300, 1),
    "route": Budget(18_200, 5, 1_300, 1),
    "programme": Budget(19_500, 3, 1_300, 1),
    "seasons": Budget(8_200, 4, 1_300, 1),
    "tour": Budget(18_200, 8, 1_600, 1),
    "tour-200": Budget(18_200, 8, 1_600, 1),
    "step-one": Budget(13_900, 2, 3_700, 1),
    "sold-out": Budget(10_900, 3, 2_700, 2),
    "ticket": Budget(16_300, 2, 16_300, 2),
}
# Of one person; the tour page unchanged since the last visitor read it. Together it takes 60,000 calls and 20
# statements.
BOOKING = {
    "tour page": (3_500, 1),
    "step one": (4_400, 1),
    # Two of these keep a browser to one order of a tour, two hold it to its share; one counts each seat under its lock,
    # and one reads under the same lock what has lapsed and who presses.
    "step one, sent": (6_800, 8),
    "step two": (16_400, 1),  # 900 of them for what visitors need, as any field takes
    # It locks before it reads again: what the page showed may have changed.
    "step two, sent": (10_500, 7),
    "ticket": (20_900, 2),
}


# Of one who is too late for the last place, as others were before.
REFUSAL = (3_500, 2)


@pytest.fixture
def tours(transactional_db: None) -> Iterator[list[Tour]]:
    """Sixty tours of twelve enterprises in three regions, with a slot a day; a route, and a forum of forty sessions."""
    with time_machine.travel(SUNDAY, tick=False):
        consent_text()
        RegionFactory.create_batch(3)
        made = world.build(enterprises=12, tours=60)
        route_over(made[:3], slug="marshrut", title={"ru": "Маршрут", "en": "Route"})
        forum = ForumFactory()
        halls, people = HallFactory.create_batch(4, forum=forum), PersonFactory.create_batch(20)
        for number in range(40):
            SessionFactory(
                forum=forum, hall=halls[number % 4], kind="presentation", start_time=time(9 + number // 4),
                speakers=[people[number % 20]],
            )  # fmt: skip
        release(forum)
        yield made


def test_pages_stay_within_their_budgets(tours):
    pages = world.pages(tours)
    seasons = pages.pop("seasons")
    found = _count(pages=pages).pages
    _make_seasons()  # only now: home and the region show them too
    found |= _count(pages={"seasons": seasons}).pages
    assert _over(found, PAGES) == {}


def _make_seasons() -> None:
    regions = Region.objects.order_by("pk")[:3]
    for season in SeasonFactory.create_batch(2):
        for region, result in zip(regions, RESULTS, strict=True):
            SeasonRegionFactory(season=season, region=region, result=result)


def test_booking_stays_within_its_budget(tours):
    pages = world.pages(tours)
    found = _count(offer=[pages["tour"], pages["step-one"]], sold_out=pages["sold-out"])
    assert _over({**found.steps, "refusal": found.refusal}, {**BOOKING, "refusal": REFUSAL}) == {}


def _count(**asked: Any) -> Counts:
    found = count(os.environ, now=SUNDAY, **asked)
    print(json.dumps(found._asdict(), indent=1))  # noqa: T201 - pytest keeps it unless asked
    return found


def _over(found: Mapping[str, tuple[int, ...]], budgets: Mapping[str, tuple[int, ...]]) -> dict[str, str]:
    """What is above its budget."""
    return {
        name: f"{tuple(figures)}, allowed are {tuple(budgets[name])}"
        for name, figures in found.items()
        if any(figure > most for figure, most in zip(figures, budgets[name], strict=True))
    }
