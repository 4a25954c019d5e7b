"""What the panel for weak eyesight, forced colours and paper make of the pages where it matters most."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.factories.booking import confirmed_order, consent_text
from tests.factories.tours import RequirementsFactory, SlotFactory, TourFactory
from tests.journeys.looks import PHONE, choose, look, watched
from tests.server import Portal
from tours.models import Slot

# Controls that hold the focus beyond the screen, or with their middle under something that lies over them.
FIND_LOST_FOCUS = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const hit = document.elementFromPoint(x, y);
  return hit && document.activeElement.contains(hit) ? null : document.activeElement.outerHTML.slice(0, 160);
}"""
DESK = {**PHONE, "viewport": {"width": 1440, "height": 900}}
SCREENS = [(320, 640), (390, 844), (320, 256)]  # the last is a desk's 1280 by 1024 pixels at 400 %
LOOK_MENU = ".site-header details.menu > summary"


@pytest.fixture
def slot(live_portal: Portal) -> Slot:
    consent_text()
    tour = TourFactory(
        published=True, requirements=None, title={"ru": "Плавка: чугун от шихты до отливки", "en": "Iron"}
    )
    RequirementsFactory(
        tour=tour, min_age=12, footwear="closed", medical={"ru": "Без кардиостимулятора. " * 12, "en": ""}
    )
    first, *_ = [SlotFactory(tour=tour, days_ahead=days) for days in (5, 6, 7, 8, 9)]
    return first


@contextmanager
def visit(browser: Browser, portal: Portal, screen: dict, **choices: str) -> Iterator[Page]:
    context = browser.new_context(**screen)
    context.set_default_timeout(15_000)
    choose(context, portal, **choices)
    page = context.new_page()
    with watched(page, portal.url):
        yield page
    context.close()


def test_code_of_a_ticket_stays_black_on_white_in_forced_colours(browser: Browser, live_portal: Portal, slot: Slot):
    order = confirmed_order(slot)
    screen = {**PHONE, "forced_colors": "active", "color_scheme": "dark"}
    with visit(browser, live_portal, screen) as page:
        page.goto(live_portal.address(order.get_absolute_url()))
        shades = Image.open(BytesIO(page.locator(".ticket__qr").first.screenshot())).convert("L").histogram()

    assert sum(shades[:40]) > 1000
    assert sum(shades[215:]) > sum(shades[:40])


@pytest.mark.parametrize("choices", [{}, {"size": "huge", "spacing": "wide"}], ids=["usual", "huge"])
def test_ticket_and_its_visitors_take_two_sheets(
    browser: Browser, live_portal: Portal, slot: Slot, choices: dict[str, str]
):
    order = confirmed_order(slot, 4)
    with visit(browser, live_portal, DESK, **choices) as page:
        page.goto(live_portal.address(order.get_absolute_url()))
        sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
        page.emulate_media(media="print")
        codes = page.locator(".qr-list .ticket__qr")
        shown = [code.evaluate("(code) => code.checkVisibility({contentVisibilityAuto: true})") for code in codes.all()]

    assert len(sheets) <= 2
    assert shown == [True] * 4


@pytest.mark.parametrize("choices", [{}, {"size": "large"}, {"size": "huge", "spacing": "wide"}])
def test_bar_of_a_tour_leaves_three_quarters_of_the_screen(
    browser: Browser, live_portal: Portal, slot: Slot, choices: dict[str, str]
):
    with visit(browser, live_portal, PHONE, **choices) as page:
        page.goto(live_portal.address(slot.tour.get_absolute_url()))
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            look(page, f"weak-eyes-tour-{width}-{height}")
            bar = page.locator(".actionbar").bounding_box()
            assert bar is not None
            stuck = bar["y"] < height
            assert not stuck or bar["height"] <= height / 4


def test_pages_fit_a_small_phone_in_the_largest_text(browser: Browser, live_portal: Portal, slot: Slot):
    screen = {**PHONE, "viewport": {"width": 320, "height": 640}}
    with visit(browser, live_portal, screen, size="huge", spacing="wide") as page:
        for path in ("/", "/tours/", f"/book/{slot.uuid}/"):
            page.goto(live_portal.address(path))
            page.locator(LOOK_MENU).first.click()
            look(page, "weak-eyes-menu")


def test_no_coloured_box_is_left_of_hidden_pictures(browser: Browser, live_portal: Portal, slot: Slot):
    with visit(browser, live_portal, PHONE, images="off") as page:
        page.goto(live_portal.address(slot.tour.get_absolute_url()))
        expect(page.locator(".tour__cover")).to_be_hidden()
        page.goto(live_portal.address(slot.tour.enterprise.get_absolute_url()))
        expect(page.locator(".maker__cover")).to_be_hidden()
        page.goto(live_portal.address(reverse("portal:home")))
        expect(page.locator(".moment h2")).to_be_visible()
        expect(page.locator(".moment__picture")).to_be_hidden()


@pytest.mark.parametrize("screen", [DESK, {**PHONE, "viewport": {"width": 320, "height": 640}}], ids=["desk", "phone"])
def test_focus_is_seen_on_every_slot_of_a_tour(browser: Browser, live_portal: Portal, slot: Slot, screen: dict):
    with visit(browser, live_portal, screen) as page:
        page.goto(live_portal.address(slot.tour.get_absolute_url()))
        page.locator("#dates a").first.focus()
        for _ in range(page.locator("#dates a").count()):
            assert page.evaluate(FIND_LOST_FOCUS) is None
            page.keyboard.press("Tab")


def test_look_is_changed_without_losing_what_was_typed(browser: Browser, live_portal: Portal, slot: Slot):
    with visit(browser, live_portal, PHONE) as page:
        page.goto(live_portal.address(f"/book/{slot.uuid}/"))
        page.locator(".party input").first.fill("3")
        with page.expect_response("**/look.js"):
            page.locator(LOOK_MENU).first.click()
        page.get_by_label("Очень крупный").check()
        page.get_by_role("button", name="Применить").click()
        expect(page.locator("html")).to_have_attribute("data-size", "huge")
        expect(page.locator(".party input").first).to_have_value("3")
        look(page, "weak-eyes-party")

        page.locator(LOOK_MENU).first.click()
        page.get_by_role("button", name="Обычная версия").click()
        expect(page.locator("html")).not_to_have_attribute("data-size", "huge")
        expect(page.locator(".party input").first).to_have_value("3")
        page.reload()
        expect(page.locator("html")).not_to_have_attribute("data-size", "huge")
