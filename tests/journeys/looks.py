"""What every journey watches: the browser's complaints, other hosts, and pages wider than the screen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / ".local" / "shots" / "journeys"


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
    assert [text for text in complaints if "status of 422" not in text] == []


def look(page: Page, name: str) -> None:
    """The page fits its screen; with SHOTS=1 in the environment a picture of it is kept."""
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{name} is {wider} px wider than the screen"
    if os.environ.get("SHOTS"):
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
