"""What a first visit carries over the wire, as a browser counts it: compressed, hashed and joined as in production.

The budgets are those of docs/design.md, in kilobytes of 1024 bytes.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.embedded.demos import DEMO, started, wait_until_ready

pytestmark = pytest.mark.xdist_group("demo")

REQUESTS = 12
PHONE: Any = {"width": 360, "height": 740}


class Budget(NamedTuple):
    Document: int
    Stylesheet: int
    Script: int
    Font: int
    total: int


HOME = Budget(14, 14, 16, 24, 108)
CATALOGUE = Budget(20, 14, 18, 24, 136)
TOUR = Budget(18, 14, 20, 24, 166)
CHECKOUT = Budget(12, 14, 18, 24, 73)
PROGRAMME = Budget(30, 14, 18, 24, 91)
REGIONS = Budget(30, 14, 18, 24, 108)
STAFF = Budget(16, 18, 28, 24, 86)


def test_first_visits_stay_within_their_budgets(local: Path, port: int, browser: Browser) -> None:
    with started(DEMO, local, port) as process:
        wait_until_ready(process)
        site = f"http://localhost:{port}"
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
            for kind, most in budget._asdict().items():
                weight = sum(weights.values()) if kind == "total" else weights[kind]
                assert 0 < weight <= most * 1024, f"{address}: {kind} weighs {weight} bytes"
            assert requests <= REQUESTS, f"{address} makes {requests} requests"


def weighed(browser: Browser, address: str, who: BrowserContext | None) -> tuple[Counter[str], int]:
    """Bytes by kind of resource, and how many requests, of a browser that has nothing of the portal yet."""
    context = browser.new_context(viewport=PHONE)
    if who:
        context.add_cookies(who.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}
    told = context.new_cdp_session(page)
    told.send("Network.enable")
    told.on("Network.responseReceived", lambda said: kinds.update({said["requestId"]: said["type"]}))
    told.on("Network.loadingFinished", lambda said: sizes.update({said["requestId"]: said["encodedDataLength"]}))
    response = page.goto(address, wait_until="networkidle")
    assert response is not None
    assert response.status == 200
    context.close()
    weights: Counter[str] = Counter()
    for request, size in sizes.items():
        if size:  # a data: address is no request
            weights[kinds[request]] += int(size)
    return weights, sum(size > 0 for size in sizes.values())


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
