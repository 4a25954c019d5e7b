"""The catalogue and a tour's dates in a browser: what is in sight on a small phone, and where the focus goes."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories.regions import RegionFactory
from tests.factories.tours import SlotFactory, TourFactory
from tests.journeys.looks import watched
from tests.server import Portal

SMALL = {"viewport": {"width": 360, "height": 640}, "reduced_motion": "reduce"}


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id")


@pytest.mark.parametrize("path", ["/", "/en/", "/tours/", "/en/tours/"])
def test_days_and_dates_are_in_sight_on_a_small_phone(browser: Browser, live_portal: Portal, path: str):
    TourFactory(published=True, slots=3)
    page = browser.new_context(**SMALL).new_page()
    with watched(page, live_portal.url):
        page.goto(live_portal.address(path))
        choices = page.locator("label:has([name=when]), select[name=when], [name^=date_]").all()
        assert choices
        for choice in choices:
            box = choice.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 360
            assert box["y"] + box["height"] <= 640


def test_day_by_name_and_a_date_exclude_each_other(browser: Browser, live_portal: Portal):
    SlotFactory(days_ahead=1, tour__booking_closes_hours=0)
    page = browser.new_context(**SMALL).new_page()
    with watched(page, live_portal.url):
        page.goto(live_portal.address("/tours/"), wait_until="networkidle")
        page.locator("[name=when][value=tomorrow]").check(force=True)
        page.locator("#id_date_from").fill("2031-01-05")
        page.locator("#id_date_from").dispatch_event("change")
        expect(page.locator("[name=when]:checked")).to_have_value("")
        page.locator("[name=when][value=tomorrow]").check(force=True)
        expect(page.locator("#id_date_from")).to_have_value("")


def test_word_that_is_a_filter_can_be_taken_back(browser: Browser, live_portal: Portal):
    TourFactory(published=True, category__price_kopecks=0)
    TourFactory(published=True)
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="ru-RU").new_page()
    with watched(page, live_portal.url):
        page.goto(live_portal.address("/tours/"), wait_until="networkidle")
        page.locator("#id_q").fill("бесплатно")
        page.locator("#id_q").press("Enter")
        expect(page.locator("#found")).to_contain_text("1 экскурсия")
        expect(page.locator("#id_q")).to_have_value("")
        page.locator("#id_free").uncheck(force=True)
        expect(page.locator("#found")).to_contain_text("2 экскурсии")


def test_filters_on_a_phone_are_a_sheet_that_says_how_many_it_shows(browser: Browser, live_portal: Portal):
    for region in RegionFactory.create_batch(12):
        TourFactory(published=True, enterprise__region=region)
    page = browser.new_context(**SMALL, locale="ru-RU").new_page()
    with watched(page, live_portal.url):
        page.goto(live_portal.address("/tours/"), wait_until="networkidle")
        page.locator(".filters__switch").click()
        sheet = page.locator("#facets")
        assert sheet.bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 640}
        expect(page.locator("#found")).to_be_hidden()  # and so nothing under the sheet takes the focus
        expect(page.get_by_role("button", name="Показать 12 экскурсий")).to_be_in_viewport(ratio=1)

        chosen = sheet.locator("[name=region]").last
        sheet.locator("#more-region summary").click()
        chosen.check(force=True)
        expect(page.get_by_role("button", name="Показать 1 экскурсию")).to_be_in_viewport(ratio=1)
        expect(chosen).to_be_visible()  # its part of the list stays unfolded
        page.keyboard.press("Escape")
        expect(sheet).to_be_hidden()

        page.locator(".filters__switch").click()
        page.get_by_role("button", name="Показать 1 экскурсию").click()
        expect(sheet).to_be_hidden()
        expect(page.locator("#found")).to_be_in_viewport()


def test_filters_on_a_phone_work_without_javascript(browser: Browser, live_portal: Portal):
    TourFactory(published=True, category__price_kopecks=0)
    TourFactory(published=True)
    page = browser.new_context(**SMALL, java_script_enabled=False, locale="ru-RU").new_page()
    page.goto(live_portal.address("/tours/"))
    page.locator(".filters__switch").click()
    page.locator("label:has(#id_free)").click()
    page.locator("#facets").get_by_role("button", name="Показать").click()

    expect(page.locator("#found")).to_contain_text("1 экскурсия")
    expect(page.locator("#facets")).to_be_hidden()


def test_focus_stays_where_the_dates_and_pages_are_changed(browser: Browser, live_portal: Portal):
    tour = TourFactory(published=True)
    first, _later = SlotFactory(tour=tour, days_ahead=2), SlotFactory(tour=tour, days_ahead=70)
    TourFactory.create_batch(24, published=True)
    page = browser.new_context(**SMALL).new_page()
    with watched(page, live_portal.url):
        page.goto(live_portal.address(tour.get_absolute_url()), wait_until="networkidle")
        page.locator(f"#on-{first.local_date}").press("Enter")
        expect(page.locator("#dates [aria-current=date]")).to_be_focused()
        while (later := page.locator("#dates-later")).count():
            shown = page.locator("#calendar caption").inner_text()
            later.press("Enter")
            expect(page.locator("#calendar caption")).not_to_have_text(shown)
            assert focused(page) in ("dates-later", "dates-title")
        assert focused(page) == "dates-title"
        page.goto(live_portal.address("/tours/"), wait_until="networkidle")
        page.locator(".pagination [rel=next]").press("Enter")
        expect(page.locator(".pagination [aria-current=page]")).to_have_text("2")
        assert focused(page) == "found"


@pytest.mark.parametrize(("reader", "is_shown"), [("Europe/Moscow", False), ("Asia/Tokyo", True)])
def test_reader_in_another_zone_sees_whose_time_it_is(
    browser: Browser, live_portal: Portal, reader: str, is_shown: bool
):
    tour = TourFactory(published=True, slots=1)
    page = browser.new_context(**SMALL, timezone_id=reader).new_page()
    with watched(page, live_portal.url):
        page.goto(live_portal.address(tour.get_absolute_url()))
        page.locator("#dates").scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        expect(page.locator("#dates .slots [data-zone-mark]").first).to_be_visible(visible=is_shown)
