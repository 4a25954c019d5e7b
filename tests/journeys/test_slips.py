"""A form that asks whether a slip was meant, and one that asks for a country only of foreigners."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.factories.booking import consent_text, held_order
from tests.factories.tours import RequirementsFactory, SlotFactory, TourFactory
from tests.journeys.looks import PHONE, look, watched
from tests.server import Portal
from tours.booking.models import Order

DESK: Any = {**PHONE, "viewport": {"width": 1440, "height": 900}, "locale": "en"}


@pytest.fixture
def order(live_portal: Portal) -> Order:
    consent_text()
    tour = TourFactory(published=True, requirements=None)
    RequirementsFactory(tour=tour, pass_office_data=["citizenship"])
    return held_order(SlotFactory(tour=tour, days_ahead=20))


@pytest.mark.parametrize(
    ("screen", "prefix", "with_scripts"), [(PHONE, "", True), (PHONE, "", False), (DESK, "/en", True)], ids=str
)
def test_slip_is_taken_back_in_one_click(
    browser: Browser, live_portal: Portal, order: Order, screen: Any, prefix: str, with_scripts: bool
):
    name = f"slips-{screen['viewport']['width']}-{'js' if with_scripts else 'plain'}"
    context = browser.new_context(**screen, java_script_enabled=with_scripts)
    context.set_default_timeout(15_000)
    page = context.new_page()
    with watched(page, live_portal.url):
        page.goto(live_portal.address(f"{prefix}/orders/{order.token}/details/"))
        page.locator("#id_name").fill("Ханс Мюллер")
        page.locator("#id_email").fill("hans@gmial.com")
        expect(page.locator("#id_v0_citizenship")).to_be_hidden()
        page.locator("[name=v0_citizen][value=no]").check()
        expect(page.locator("#id_v0_citizenship")).to_be_visible()
        page.locator("#id_consent").check()
        # Enter sends the form, and does not take the offer.
        page.locator("#id_email").press("Enter")
        expect(page.locator(".error-summary li")).to_have_count(2)  # the slip, and no country
        look(page, name)
        page.locator("#id_v0_citizenship").select_option("DE")
        page.locator("#id_consent").check()
        page.locator("#id_email").press("Enter")
        page.wait_for_url(lambda url: not url.endswith("/details/"))
    context.close()

    order.refresh_from_db()
    assert order.contact.email == "hans@gmial.com"  # sent twice, it was meant so


def test_offer_takes_the_likely_address(browser: Browser, live_portal: Portal, order: Order):
    context = browser.new_context(**PHONE)
    page = context.new_page()
    with watched(page, live_portal.url):
        page.goto(live_portal.address(f"/orders/{order.token}/details/"))
        page.locator("#id_name").fill("Ханс Мюллер")
        page.locator("#id_email").fill("hans@gmial.com")
        page.locator("[name=v0_citizen][value=yes]").check()
        page.locator("#id_consent").check()
        page.get_by_role("button", name="Забронировать").last.click()
        page.locator("#id_consent").check()
        page.get_by_role("button", name="Да, hans@gmail.com").click()
        page.wait_for_url(lambda url: not url.endswith("/details/"))
    context.close()

    order.refresh_from_db()
    assert order.contact.email == "hans@gmail.com"
