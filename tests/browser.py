"""Chromium through Playwright: whichever the machine has, else the test is skipped with the reason."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

# The headless shell is the same engine without windows, for a sixth less of processor time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where the machine's Chromium is. Without one the test is skipped, or fails when REQUIRE_BROWSER is set."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    reason = f"no Chromium on this machine (looked for {', '.join(NAMES)})"
    if os.environ.get("REQUIRE_BROWSER", "") not in {"", "0"}:
        pytest.fail(f"{reason}, and REQUIRE_BROWSER is set", pytrace=False)
    pytest.skip(reason)


def launch_flags(*more: str) -> list[str]:
    """How every Chromium of the tests is started."""
    return [*FLAGS, *more, "--no-sandbox"] if os.geteuid() == 0 else [*FLAGS, *more]


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """A browser for all tests of this worker."""
    # Playwright's loop runs in a greenlet of this thread, never while the test's own code does; Django only sees that
    # the thread has a loop and would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=launch_flags())
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor of their own: no cookie is shared between tests."""
    context = browser.new_context(locale="ru-RU", timezone_id="Europe/Moscow")
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
