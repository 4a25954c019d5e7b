"""More visitors than the portal can answer: it answers as many as ever, and tells the others at once."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.bench.visitor import Page, Visitor
from tests.factories.booking import consent_text
from tests.factories.tours import SlotFactory
from tests.server import Portal, start_portal

PATIENCE = 10.0  # seconds after which a visitor leaves
# Searched anew for each visitor: of pages that are kept, this process could not ask for as many as the portal answers.
PATHS = ("/tours/?q=plant", "/en/tours/?q=plant", "/tours/?q=steel", "/en/tours/?q=steel")


def crowd(portal: Portal, *, visitors: int, seconds: float) -> tuple[Counter[object], list[float], list[Page]]:
    """So many visitors who each ask at their last answer: what they heard, how long refusals took, the refusals."""
    end = time.monotonic() + seconds

    def visit(number: int) -> tuple[Counter[object], list[float], list[Page]]:
        heard: Counter[object] = Counter()
        took: list[float] = []
        refused: list[Page] = []
        with Visitor(portal.url) as visitor:
            visitor._connection = HTTPConnection(urlsplit(portal.url).netloc, timeout=PATIENCE)
            while (began := time.monotonic()) < end:
                number += 1
                try:
                    page = visitor.get(PATHS[number % len(PATHS)])
                except TimeoutError:
                    heard["left"] += 1
                    visitor.close()
                    continue
                heard[page.status] += 1
                if page.status == 503:
                    took.append(time.monotonic() - began)
                    refused.append(page)
        return heard, took, refused

    with ThreadPoolExecutor(max_workers=visitors) as pool:
        found = list(pool.map(visit, range(visitors)))
    return (
        sum((heard for heard, _took, _refused in found), Counter()),
        [second for _heard, took, _refused in found for second in took],
        [page for _heard, _took, refused in found for page in refused],
    )


@pytest.mark.slow
def test_five_times_the_capacity_is_answered_as_well_as_once(transactional_db: None, capsys) -> None:
    portal = start_portal(workers=2)
    try:
        crowd(portal, visitors=4, seconds=2)  # each thread has met the pages
        once, _took, _refused = crowd(portal, visitors=16, seconds=15)
        five_times, took, refused = crowd(portal, visitors=80, seconds=30)
        with Visitor(portal.url) as visitor:
            afterwards = visitor.get("/readyz").status
    finally:
        portal.child.stop()
    peak, goodput = once[200] / 15, five_times[200] / 30
    with capsys.disabled():
        print(  # noqa: T201 - the figure of docs/benchmarks.md
            f"\npeak {peak:.1f}/s, at five times {goodput:.1f}/s ({goodput / peak:.0%}); heard {dict(five_times)}; "
            f"a refusal took {sorted(took)[len(took) // 2] if took else 0:.2f} s at the median"
        )
    assert set(once) == {200}
    assert set(five_times) <= {200, 503}  # no one left, and nothing broke
    assert goodput >= 0.8 * peak
    assert refused
    assert {page.retry_after for page in refused} == {"5"}
    assert afterwards == 200


@pytest.mark.slow
def test_rush_on_one_slot_breaks_nothing(live_portal: Portal) -> None:
    """Two hundred forms on fifty places at one moment: fifty get a place, the others are told that there is none."""
    consent_text()
    slot = SlotFactory(capacity=50)
    path = f"/book/{slot.uuid}/"
    visitors = [Visitor(live_portal.url) for _number in range(200)]
    with ThreadPoolExecutor(max_workers=8) as pool:
        forms = list(pool.map(lambda visitor: visitor.open_form(path), visitors))
    with ThreadPoolExecutor(max_workers=200) as pool:
        heard = Counter(pool.map(lambda pair: pair[0].post(path, pair[1]).status, zip(visitors, forms, strict=True)))
    for visitor in visitors:
        visitor.close()
    assert heard == {302: 50, 422: 150}


@pytest.mark.slow
def test_slot_that_many_want_for_long_refuses_nobody_while_it_moves(transactional_db: None) -> None:
    """Sixteen at a time book one slot to its last place: each waits for those before, and none is sent away."""
    consent_text()
    path = f"/book/{SlotFactory(capacity=150).uuid}/"
    portal = start_portal(workers=2)

    def book_until_sold_out(_number: int) -> Counter[int]:
        heard = Counter[int]()
        with Visitor(portal.url) as visitor:
            while b'class="qr"' in (page := visitor.book(path)).body or page.status == 503:
                heard[page.status] += 1
                visitor.forget()
        heard[page.status] += 1  # “sold out”
        return heard

    try:
        with ThreadPoolExecutor(max_workers=16) as pool:
            heard = sum(pool.map(book_until_sold_out, range(16)), Counter[int]())
    finally:
        portal.child.stop()
    assert heard.keys() <= {200, 422}
    assert heard.total() == 150 + 16
