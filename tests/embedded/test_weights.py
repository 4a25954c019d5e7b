"""What a first visit carries over the wire, as a browser counts it: compressed, hashed and joined as in production.

And that nothing on the page moves while the rest of it is still on its way. The budgets are those of docs/design.md, in
kilobytes of 1024 bytes.
"""

from __future__ import annotations

import re
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from accelerator.embedded.processes import wait_until
from tests.embedded.demos import DEMO, started, wait_until_ready

pytestmark = pytest.mark.xdist_group("demo")

PHONE: Any = {"width": 360, "height": 740}
DESK: Any = {"width": 1440, "height": 900}
BELOW = (
    "[...document.images].filter((one) => one.getBoundingClientRect().top >= innerHeight).map((one) => one.currentSrc)"
)
MOST_SHIFT = 0.01
LATE = ("font", "script", "image")  # what a page is drawn without, in the order in which it then comes
KEEP_SHIFTS = """window.shifts = [];
window.shifting = new PerformanceObserver((list) => shifts.push(...list.getEntries()));
shifting.observe({ type: "layout-shift", buffered: true });"""
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
ALL_HERE = """async () => {
  await document.fonts.ready;
  const inSight = ({ top, bottom, width }) => width && bottom > 0 && top < innerHeight;
  await Promise.all([...document.images].filter((one) => inSight(one.getBoundingClientRect()))
    .map((one) => one.decode()));
}"""
READ_SHIFTS = """() => [...shifts, ...shifting.takeRecords()].map((one) => [one.value,
  ...one.sources.map((source) => `${(source.node?.outerHTML ?? source.node?.textContent ?? "").slice(0, 90)}`
    + ` from ${source.previousRect.y} to ${source.currentRect.y}`)])"""


class Budget(NamedTuple):
    Document: int
    Stylesheet: int
    Script: int
    Font: int
    total: int
    requests: int = 12


HOME = Budget(14, 14, 4, 24, 96)
CATALOGUE = Budget(20, 14, 18, 24, 136)
TOUR = Budget(18, 14, 20, 24, 166)
CHECKOUT = Budget(12, 14, 6, 24, 61)
PROGRAMME = Budget(30, 14, 6, 24, 79)
REGIONS = Budget(30, 14, 6, 24, 98, requests=16)  # six of its rows begin in the first screen, each with a picture
STAFF = Budget(16, 18, 16, 24, 74)


@pytest.fixture(scope="module")
def site(local: Path) -> Iterator[str]:
    """A demo for all visits of this module."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with started(DEMO, local, port) as process:
        wait_until_ready(process)
        home = f"http://localhost:{port}"

        # The workers begin with the sizes of covers once the demo is up.
        assert wait_until(lambda: b'class="photo"' in urlopen(home, timeout=30).read(), seconds=90, pause=0.5)
        yield home


def test_first_visits_stay_within_their_budgets(site: str, browser: Browser) -> None:
    def regions_have_their_pictures() -> bool:
        page = urlopen(f"{site}/regions/", timeout=30).read()
        rows: int = page.count(b'class="atlas__picture"')
        return page.count(b'class="photo"') == rows > 0

    # A visit is weighed with its pictures, which workers make for a quarter of an hour on a machine that is very busy.
    assert wait_until(regions_have_their_pictures, seconds=900, pause=2)
    tour = f"{site}/tours/berezuy-iron-pour/"
    signed_in = browser.new_context(viewport=PHONE)
    today = sign_in(signed_in.new_page(), site)
    visits = [
        (f"{site}/", HOME, None),
        (f"{site}/tours/", CATALOGUE, None),
        (tour, TOUR, None),
        (hold_a_place(browser.new_page(), tour), CHECKOUT, None),
        (f"{site}/forums/forum-2027/programme/", PROGRAMME, None),
        (f"{site}/regions/", REGIONS, None),
        (today, STAFF, signed_in),
    ]
    for address, budget, who in visits:
        weights, requests = weighed(browser, address, who)
        bytes_of = budget._asdict()
        assert requests <= bytes_of.pop("requests"), f"{address} makes {requests} requests"
        for kind, most in bytes_of.items():
            weight = sum(weights.values()) if kind == "total" else weights[kind]
            assert 0 < weight <= most * 1024, f"{address}: {kind} weighs {weight} bytes of {dict(weights)}"


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_moves_when_font_scripts_and_pictures_come_late(site: str, browser: Browser, viewport: Any) -> None:
    tour = f"{site}/tours/berezuy-iron-pour/"
    page = browser.new_page()
    page.goto(tour)
    step_one = page.locator('a[href*="/book/"]').first.get_attribute("href")
    page.context.close()
    addresses = [
        f"{site}/",
        f"{site}/tours/",
        tour,
        f"{site}/enterprises/berezuy-foundry/",
        f"{site}/routes/kaluga-hands-and-goats/",
        f"{site}/regions/klu/",
        f"{site}{step_one}",
    ]
    pictures = 0
    for address in addresses:
        shifts, late = shifted(browser, address, viewport)
        assert late["font"] == 1, f"{address}: the font did not come late"
        assert late["script"], f"{address}: no script came late"
        pictures += late["image"]
        assert sum(value for value, *_ in shifts) <= MOST_SHIFT, f"{address}: {shifts}"
    assert pictures, "no picture came late"


def shifted(browser: Browser, address: str, viewport: Any) -> tuple[list[Any], Counter[str]]:
    """What moved on a page that was drawn before its font, its scripts and its pictures came; how many were late."""
    context = browser.new_context(viewport=viewport, locale="ru-RU", reduced_motion="reduce")
    page = context.new_page()
    page.add_init_script(KEEP_SHIFTS)
    waiting: dict[str, list[Route]] = {kind: [] for kind in LATE}

    def hold(route: Route) -> None:
        held = waiting.get(route.request.resource_type)
        route.continue_() if held is None else held.append(route)

    page.route("**/*", hold)
    response = page.goto(address, wait_until="commit")
    assert response is not None
    assert response.status == 200, address
    page.get_by_role("contentinfo").wait_for()
    page.evaluate(DRAWN)
    late: Counter[str] = Counter()
    for kind in LATE:
        routes = waiting.pop(kind)
        late[kind] = len(routes)
        for route in routes:
            route.continue_()
        page.evaluate(DRAWN)
    page.wait_for_load_state("load")
    page.evaluate(ALL_HERE)
    page.evaluate(DRAWN)
    shifts = page.evaluate(READ_SHIFTS)
    context.close()
    return shifts, late


def weighed(browser: Browser, address: str, who: BrowserContext | None) -> tuple[Counter[str], int]:
    """Bytes by kind of resource, and how many requests, of a browser that has nothing of the portal yet."""
    context = browser.new_context(viewport=PHONE)
    if who:
        context.add_cookies(who.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    kinds: dict[str, str] = {}
    addresses: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on(
        "Network.responseReceived", lambda event: addresses.update({event["requestId"]: event["response"]["url"]})
    )
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    response = page.goto(address, wait_until="networkidle")
    assert response is not None
    assert response.status == 200
    below = set(page.evaluate(BELOW))
    context.close()
    # A data: address is no request; how far ahead a picture below the first screen is fetched is the browser's choice.
    first = {request: int(size) for request, size in sizes.items() if size and addresses[request] not in below}
    weights: Counter[str] = Counter()
    for request, size in first.items():
        weights[kinds[request]] += size
    return weights, len(first)


def sign_in(page: Page, site: str) -> str:
    """Today's page of the enterprise where the demo's gate works."""
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("Почта").fill("gate@example.org")
    page.get_by_label("Пароль", exact=True).fill("prohodnaya-demo")
    page.get_by_role("main").get_by_role("button", name="Войти", exact=True).click()
    expect(page).to_have_url(re.compile("/cabinet/"))
    return page.url


def hold_a_place(page: Page, tour: str) -> str:
    """The second step of booking a place on one of the tour's next slots."""
    page.goto(tour)
    page.locator('a[href*="/book/"]').first.click()
    page.get_by_role("button", name=re.compile("^Занять")).click()
    expect(page).to_have_url(re.compile("/orders/.+/details/"))
    return page.url
