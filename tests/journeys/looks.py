"""What every journey watches: the browser's complaints, other hosts, and pages wider than the screen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

from accelerator.base.common import clock
from accelerator.base.common.look import COOKIE
from tests.server import Portal

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / ".local" / "shots" / "journeys"
# Without motion: a click during a view transition goes nowhere.
PHONE: Any = {"viewport": {"width": 360, "height": 740}, "locale": "ru-RU", "reduced_motion": "reduce"}


def morning_zone() -> str:
    """A time zone whose clock shows eight in the morning now: what begins at ten is still to come, and today."""
    ahead = (8 - clock.now().hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}"


@contextmanager
def watched(page: Page, base: str) -> Iterator[None]:
    """Fails at the end if the browser complained, if a page asked another host for anything, or if it left our host."""
    host, complaints = urlsplit(base).netloc, []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: (
            complaints.append(f"asked {request.url}")
            if request.url.startswith("http") and urlsplit(request.url).netloc != host
            else None
        ),
    )
    yield
    # A refused form is an answer, not a complaint, though Chromium writes it down as one.
    assert [text for text in complaints if "status of 422" not in text and "status of 429" not in text] == []


def look(page: Page, name: str) -> None:
    """The page fits its screen; with SHOTS=1 in the environment a picture of it is kept."""
    page.wait_for_load_state()  # a link was followed just now: there may be no document yet
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{name} is {wider} px wider than the screen"
    if os.environ.get("SHOTS"):
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def choose(context: BrowserContext, portal: Portal, **choices: str) -> None:
    """As if the panel for weak eyesight had been used before: its choices are in the browser's cookie."""
    value = "_".join(f"{kind}:{choice}" for kind, choice in choices.items())
    context.add_cookies([{"name": COOKIE, "value": value, "url": portal.url}])


def sign_in(page: Page, portal: Portal, email: str, password: str = "a good long phrase") -> None:
    """Through the form, as people do."""
    page.goto(portal.address("/accounts/login/"))
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill(password)
    page.get_by_role("button", name="Войти", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
