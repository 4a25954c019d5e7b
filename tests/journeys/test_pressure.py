"""A real browser where many want the same places: the work is done unseen, and nothing chosen is lost."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from tests.factories.booking import consent_text, held_order
from tests.factories.tours import SlotFactory
from tests.journeys.looks import look, watched
from tests.server import Portal
from tours.booking.holders import Holder
from tours.booking.models import Order
from tours.models import Slot

PHONE = {"viewport": {"width": 360, "height": 740}, "locale": "ru-RU", "reduced_motion": "reduce"}


@pytest.fixture
def slot(live_portal: Portal) -> Slot:
    consent_text()
    return SlotFactory(capacity=30)


def press(slot: Slot) -> None:
    """Another visitor takes more than a family's places at once."""
    held_order(slot, 5, holder=Holder("another browser", "another network"))


@pytest.mark.parametrize("since", ["before the page", "while choosing"])
def test_work_is_done_by_the_browser_and_the_places_are_held(browser: Browser, live_portal: Portal, slot, since):
    page = browser.new_context(**PHONE).new_page()
    if since == "before the page":
        press(slot)
    with watched(page, live_portal.url):
        page.goto(live_portal.address(reverse("booking:hold", args=[slot.uuid])))
        page.locator(".party input").fill("3")
        if since == "while choosing":
            press(slot)
        page.get_by_role("button", name=re.compile("^Занять")).click()

        expect(page.locator(".steps [aria-current]")).to_have_text("Кто придёт")
    order = Order.objects.order_by("pk").last()
    assert order.proof
    assert order.party_size == 3
    page.context.close()


@pytest.mark.parametrize("width", [360, 1440])
def test_without_javascript_the_page_says_how_to_go_on(browser: Browser, live_portal: Portal, slot, width):
    page = browser.new_context(java_script_enabled=False, locale="ru-RU").new_page()
    page.set_viewport_size({"width": width, "height": 900})
    press(slot)
    page.goto(live_portal.address(reverse("booking:hold", args=[slot.uuid])))
    page.locator(".party input").fill("3")

    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        page.get_by_role("button", name=re.compile("^Занять")).click()

    assert answered.value.status == 429
    assert answered.value.headers["retry-after"]
    expect(page.get_by_role("alert")).to_contain_text("нажмите кнопку ещё раз через")
    expect(page.locator(".party input")).to_have_value("3")
    look(page, f"pressure-{width}")
    page.context.close()
