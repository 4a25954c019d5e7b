"""A browser that knows no @layer: Chromium, given the stylesheet as such a browser would read it."""

import re

import pytest
from playwright.sync_api import BrowserContext, Route

from tests.factories.tours import SlotFactory
from tests.server import Portal

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}


def without_layers(css: str) -> str:
    """The rules that stand in no layer; the plain ones count, since `revert-layer` is not known either."""
    kept, depth, start = [], 0, 0
    for position, mark in enumerate(css):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        if depth == 0 and mark in "};":
            block = css[start : position + 1]
            start = position + 1
            if not re.sub(r"/\*.*?\*/", "", block, flags=re.DOTALL).lstrip().startswith("@layer"):
                kept.append(block)
    return "".join(kept).replace("@supports not (color: revert-layer)", "@supports (color: red)")


def strip(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=without_layers(answer.text()))


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_a_page_without_layers_is_plain_and_readable(live_portal: Portal, context: BrowserContext, viewport: dict):
    slot = SlotFactory()
    page = context.new_page()
    page.set_viewport_size(viewport)
    page.route("**/*.css*", strip)
    for path in ("/", "/tours/", slot.tour.get_absolute_url(), f"/book/{slot.uuid}/", "/accounts/login/"):
        page.goto(live_portal.address(path))
        page.wait_for_load_state("networkidle")
        shown = page.evaluate(
            """() => ({
                drawings: [...document.querySelectorAll("svg.icon")].filter((one) => one.checkVisibility())
                    .map((one) => one.getBoundingClientRect().width),
                widest: Math.max(...[...document.querySelectorAll("svg, img, p, h1, h2, form, table")]
                    .map((one) => one.getBoundingClientRect().right)),
                line: Math.max(...[...document.querySelectorAll("main p")].map((one) => one.clientWidth)),
                font: getComputedStyle(document.body).fontSize,
                margin: document.body.getBoundingClientRect().left,
            })"""
        )
        assert max(shown["drawings"], default=0) <= 24, path
        assert shown["widest"] <= viewport["width"], path
        assert shown["line"] <= 720, path
        assert shown["font"] == "16px", path
        if viewport is DESK:
            assert shown["margin"] > 300, path
