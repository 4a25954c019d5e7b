"""What pages and bookings may cost at most, in function calls and statements: the same on any machine, at any load.

A change that needs more shows it here; one that needs less lowers the figure. `ARGS=-s` prints today's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from typing import NamedTuple

import pytest
import time_machine
from django.template.base import Template
from django.test.utils import _TestState

from regions.models import Region
from tests.bench import world
from tests.bench.calls import Count, CountedVisitor
from tests.bench.changes import Inside
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


# A few hundred calls more than they take: what is remembered in the process differs a little.
PAGES = {
    "home": Budget(20_400, 11, 2_300, 1),
    "catalogue": Budget(30_400, 6, 2_400, 1),
    "region": Budget(18_400, 9, 2_300, 1),
    "enterprise": Budget(16_700, 8, 2_300, 1),
    "route": Budget(20_500, 5, 2_600, 1),
    "programme": Budget(22_000, 3, 2_700, 1),
    "seasons": Budget(10_600, 4, 2_800, 1),
    "tour": Budget(20_800, 8, 3_300, 1),
    "tour-200": Budget(20_800, 8, 3_700, 1),
    "step-one": Budget(16_500, 3, 5_500, 2),
    "sold-out": Budget(13_100, 5, 4_000, 4),
    "ticket": Budget(17_900, 2, 17_900, 2),
}
# Of one person; the tour page unchanged since the last visitor read it. Together it takes 80,400 calls and 21
# statements.
BOOKING = {
    "tour page": (5_200, 1),
    "step one": (15_900, 1),
    # Two of these keep a browser to one order of a tour, two hold it to its share; one counts each seat under its lock,
    # and one reads under the same lock what has lapsed and who presses.
    "step one, sent": (10_000, 9),
    "step two": (17_100, 1),
    # It locks before it reads again: what the page showed may have changed.
    "step two, sent": (12_100, 7),
    "ticket": (22_600, 2),
}


# Of one who is too late for the last place, as others were before.
REFUSAL = (6_000, 4)


@pytest.fixture
def tours(transactional_db: None, settings) -> Iterator[list[Tour]]:
    """Sixty tours of twelve enterprises in three regions, with a slot a day; a route, and a forum of forty sessions."""
    settings.TRUSTED_PROXIES, settings.HOLD_PROOF_HASHES = 1, 16
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


@pytest.fixture
def visitor(monkeypatch) -> CountedVisitor:
    """Counts templates as they are drawn in production, without what Django's tests hang on to them."""
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)
    return CountedVisitor()


def test_pages_stay_within_their_budgets(tours, visitor):
    inside, found = Inside(), {}
    for name, path in world.pages(tours).items():
        if name == "seasons":  # only now: home and the region would show them too
            _make_seasons()
        for _time in range(2):  # templates are read, statements written
            assert visitor.get(path).status == 200
        words = inside.change(path)
        drawn = visitor.get(path)
        assert words in drawn.text
        visitor.get(path)
        first, again = visitor.counts[-2:]
        found[name] = Budget(first.calls, first.statements, again.calls, again.statements)
    _show(found)
    assert _over(found, PAGES) == {}


def _make_seasons() -> None:
    regions = Region.objects.order_by("pk")[:3]
    for season in SeasonFactory.create_batch(2):
        for region, result in zip(regions, RESULTS, strict=True):
            SeasonRegionFactory(season=season, region=region, result=result)


def test_booking_stays_within_its_budget(tours, visitor):
    pages = world.pages(tours)
    for _time in range(2):
        assert 'class="qr"' in visitor.book(pages["step-one"], tour_path=pages["tour"]).text
        steps = visitor.counts[-len(BOOKING) :]
        visitor.forget()
    found = {name: (count.calls, count.statements) for name, count in zip(BOOKING, steps, strict=True)}
    _show({**found, "together": _sum(steps)})
    assert _over(found, BOOKING) == {}


def test_refusal_stays_within_its_budget(tours, visitor):
    pages = world.pages(tours)
    form = visitor.get(pages["step-one"]).fields("key", "count_")
    for _time in range(3):
        assert visitor.post(pages["sold-out"], form).status == 422
    found = {"refusal": (visitor.counts[-1].calls, visitor.counts[-1].statements)}
    _show(found)
    assert _over(found, {"refusal": REFUSAL}) == {}


def _sum(counts: list[Count]) -> tuple[int, int]:
    return sum(count.calls for count in counts), sum(count.statements for count in counts)


def _over(found: Mapping[str, tuple[int, ...]], budgets: Mapping[str, tuple[int, ...]]) -> dict[str, str]:
    """What is above its budget."""
    return {
        name: f"{tuple(figures)}, allowed are {tuple(budgets[name])}"
        for name, figures in found.items()
        if any(figure > most for figure, most in zip(figures, budgets[name], strict=True))
    }


def _show(found: Mapping[str, tuple[int, ...]]) -> None:
    for name, figures in found.items():
        print(f"{name}: {tuple(figures)}")  # noqa: T201 - pytest keeps it unless asked
