"""axe on every page and every refused form, in Russian by day and in English by night, where there is least room.

The back office is left out: its pages are Django's own.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from accelerator.base.common import clock
from accelerator.base.notifications.delivery import deliver_due
from accelerator.demo.mailbox import store
from tests.access.test_matrix import ALLAUTH, ROUTES
from tests.factories.booking import confirmed_order
from tests.factories.tours import SlotFactory
from tests.journeys.account_pages import SERVICES, WITHOUT_PAGE, account_visits
from tests.journeys.pages import Filled, Visit, opened, refused, states
from tests.post_office import PostOffice
from tests.server import Portal, start_portal

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LABEL_IN_NAME = "label-content-name-mismatch"  # WCAG 2.5.3; no tag switches it on, since axe calls it experimental
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {LABEL_IN_NAME: {"enabled": True}}}
# axe reads each colour of each element under each text again, a fifth of its time, and a page has a dozen of them.
REMEMBER_COLOURS = """(() => {
  const known = new Map(), colour = axe.commons.color.Color.prototype, parse = colour.parseString;
  colour.parseString = function (text) {
    if (!known.has(text)) {
      parse.call(this, text);
      known.set(text, [this.r, this.g, this.b, this.alpha]);
    }
    [this.r, this.g, this.b, this.alpha] = known.get(text);
    return this;
  };
})();"""
RUN_AXE = "(rules) => axe.run(document, {...rules, resultTypes: ['violations'], preload: false})"
# What can be tapped while something else lies over it; what is no bigger than a point is for the keyboard alone.
FIND_COVERED = """() => [...document.querySelectorAll('main :is(a[href], button, input, select, textarea, summary)')]
  .filter((control) => !(control instanceof SVGElement) && control.checkVisibility({visibilityProperty: true}))
  .filter((control) => {
    control.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
    const box = control.getClientRects()[0];
    if (!box || box.width < 2 || box.height < 2) return false;
    const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const own = [control, ...(control.labels || [])];
    return hit && !hit.contains(control) && !own.some((one) => one.contains(hit));
  }).map((control) => control.outerHTML.slice(0, 160))"""
NARROW: Any = {"width": 320, "height": 640}  # a desk's 1280 pixels at 400 %
SAID_OF_THE_DEMO = {"ru": "вымышлены", "en": "invented"}
TOKEN = "0123456789abcdefghijklmnopqrstuv"
LOOKS = [("ru", "light"), ("en", "dark")]
PARTS = 2  # as many tests as keep the workers of a small machine busy


def visits(filled: Filled) -> list[Visit]:
    return [*opened(filled), *states(filled), *refused(filled), *account_visits(filled)]


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_every_page_can_be_used_by_everybody(
    browser: Browser, live_portal: Portal, language: str, theme: str, part: int
):
    cache.clear()  # no limit of earlier tests
    with translation.override(language):
        filled = Filled.build()
        chosen = visits(filled)[part::PARTS]
        with reading(browser, live_portal, theme) as reader:
            for visit in chosen:
                reader.go(visit, filled)

    assert not reader.found, "\n".join(reader.found)
    assert len(chosen) > 90


@pytest.mark.django_db
def test_every_page_of_an_account_is_visited():
    names = {name for name in ROUTES if name.startswith(ALLAUTH) and not name.startswith(SERVICES)}
    visited = {visit.what.split(",")[0] for visit in account_visits(Filled.build())}

    assert names - visited == set(WITHOUT_PAGE)


@pytest.mark.parametrize(("language", "theme"), LOOKS)
@pytest.mark.parametrize("failure", ["500", "503"])
def test_our_own_failures_can_be_read_by_everybody(
    browser: Browser, live_portal: Portal, failure: str, language: str, theme: str
):
    with translation.override(language), reading(browser, live_portal, theme) as reader:
        html = render_to_string(f"errors/{failure}.html", {"language": language})
        reader.page.route(live_portal.address("/"), lambda route: route.fulfill(status=int(failure), body=html))
        reader.page.goto(live_portal.address("/"))
        reader.look()

    assert not reader.found, "\n".join(reader.found)


def test_demo_mail_can_be_read_by_everybody(
    browser: Browser, transactional_db: None, settings: Any, tmp_path: Path, post_office: PostOffice
):
    settings.LOCAL = tmp_path
    confirmed_order(SlotFactory(tour__requirements__medical={"ru": "Не приходите с кардиостимулятором: поле сильное."}))
    deliver_due()
    key = store.keep(post_office.taken[0].mail.as_bytes(), ["masha@example.org"], clock.now())
    portal = start_portal(PORTAL_MODE="demo", DEBUG="1", PORTAL_LOCAL=str(tmp_path))  # DEBUG: its files as they lie
    try:
        for language, theme in LOOKS:
            with translation.override(language), reading(browser, portal, theme) as reader:
                for name, args in (("demo:mailbox", []), ("demo:letter", [key]), ("portal:home", [])):
                    reader.now = f"{name} in {language}"
                    reader.page.goto(portal.address(reverse(name, urlconf="accelerator.demo.urls", args=args)))
                    expect(reader.page.get_by_role("contentinfo")).to_contain_text(SAID_OF_THE_DEMO[language])
                    reader.look()
                    for letter in reader.page.frames[1:]:
                        wider = letter.evaluate("document.documentElement.scrollWidth - innerWidth")
                        assert wider <= 0, f"the letter is {wider} px wider than a phone"
            assert not reader.found, "\n".join(reader.found)
    finally:
        portal.child.stop()


@dataclass
class Reader:
    """A browser that opens one visit after another and remembers everything that speaks against a page."""

    portal: Portal
    context: BrowserContext
    page: Page
    found: list[str] = field(default_factory=list)
    now: str = ""

    def go(self, visit: Visit, filled: Filled) -> None:
        self.now = visit.what
        self._be(visit.actor, filled)
        status = self._open(visit)
        if (status, urlsplit(self.page.url).path) != (visit.status, urlsplit(visit.path).path):
            self.say(f"answers {status} instead of {visit.status} at {self.page.url}")
            return
        self.look()

    def look(self) -> None:
        """Whatever axe says against the page that is open, and whether it fits a narrow screen."""
        for violation in self.page.evaluate(RUN_AXE, RULES)["violations"]:
            for node in violation["nodes"]:
                self.say(f"{violation['id']}: {node['html'][:160]} {node['failureSummary'][:240]!r}")
        for control in self.page.evaluate(FIND_COVERED):
            self.say(f"something lies over {control}")
        wider = self.page.evaluate("document.documentElement.scrollWidth") - NARROW["width"]
        if wider > 0:
            self.say(f"is {wider} px wider than a narrow screen")

    def say(self, what: str) -> None:
        self.found.append(f"{self.now}: {what}")

    def _be(self, actor: str, filled: Filled) -> None:
        self.context.clear_cookies()
        cookies = {name: morsel.value for name, morsel in filled.clients[actor].cookies.items() if morsel.value}
        cookies[settings.CSRF_COOKIE_NAME] = TOKEN
        self.context.add_cookies(
            [{"name": name, "value": value, "url": self.portal.url} for name, value in cookies.items()]
        )

    def _open(self, visit: Visit) -> int:
        address = self.portal.address(visit.path)
        if visit.sends is None:
            response = self.page.goto(address)
        else:
            with self._sending({"csrfmiddlewaretoken": TOKEN, **visit.sends}):
                response = self.page.goto(address)
        assert response is not None
        return response.status

    @contextmanager
    def _sending(self, values: dict[str, Any]) -> Iterator[None]:
        """The next page is asked for by a form. Not by page.route(), which loads every stylesheet again."""
        chromium = self.context.new_cdp_session(self.page)

        def post(paused: dict[str, Any]) -> None:
            headers = {**paused["request"]["headers"], "Content-Type": "application/x-www-form-urlencoded"}
            chromium.send("Fetch.continueRequest", {
                "requestId": paused["requestId"],
                "method": "POST",
                "postData": b64encode(urlencode(values).encode()).decode(),
                "headers": [{"name": name, "value": value} for name, value in headers.items()],
            })  # fmt: skip
            chromium.send("Fetch.disable")

        chromium.on("Fetch.requestPaused", post)
        chromium.send("Fetch.enable", {"patterns": [{"resourceType": "Document"}]})
        yield
        chromium.detach()

    def heard(self, message: ConsoleMessage) -> None:
        # That the page itself is an error page is written down by Chromium, and is what we came for.
        if message.type == "error" and message.location["url"] != self.page.url:
            self.say(f"the browser complains: {message.text}")

    def asked(self, request: Request) -> None:
        if request.url.startswith("http") and not request.url.startswith(self.portal.url + "/"):
            self.say(f"asks another host: {request.url}")


@contextmanager
def reading(browser: Browser, portal: Portal, theme: Any) -> Iterator[Reader]:
    context = browser.new_context(viewport=NARROW, reduced_motion="reduce", color_scheme=theme)
    context.add_init_script(f"{AXE_SCRIPT};{REMEMBER_COLOURS}")
    page = context.new_page()
    reader = Reader(portal, context, page)
    page.on("console", reader.heard)
    page.on("pageerror", lambda error: reader.say(f"fails: {error}"))
    page.on("request", reader.asked)
    yield reader
    context.close()
