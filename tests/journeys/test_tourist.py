"""A tourist with a phone and without an account books for a family of three, and reads the mail."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Browser, expect

from accelerator.base.notifications.delivery import deliver_due
from accelerator.base.search.services import reindex
from tests.factories.booking import consent_text
from tests.factories.tours import RequirementsFactory, SlotFactory, TourFactory, VisitorCategoryFactory
from tests.journeys.looks import look, watched
from tests.post_office import PostOffice
from tests.server import Portal
from tours.booking.models import Order


@pytest.fixture
def tour(live_portal: Portal):
    consent_text()
    made = TourFactory(
        published=True, category=None, requirements=None,
        title={"ru": "Шоколад от боба до плитки", "en": "Bean to bar"},
        enterprise__name={"ru": "Фабрика «Градус»", "en": "Gradus"},
    )  # fmt: skip
    VisitorCategoryFactory(tour=made, name={"ru": "Взрослый", "en": "Adult"}, min_age=18, price_kopecks=60_000)
    VisitorCategoryFactory(tour=made, name={"ru": "Ребёнок", "en": "Child"}, max_age=17, price_kopecks=0)
    RequirementsFactory(tour=made, min_age=7, footwear="closed")
    SlotFactory(tour=made, days_ahead=5)
    reindex()
    return made


def test_family_of_three_books_on_a_phone_and_reads_the_mail(
    browser: Browser, live_portal: Portal, tour, post_office: PostOffice
):
    # Without motion: a click during a view transition goes nowhere.
    phone = {"viewport": {"width": 360, "height": 740}, "locale": "ru-RU", "reduced_motion": "reduce"}
    context = browser.new_context(**phone)
    page = context.new_page()
    with watched(page, live_portal.url):
        page.goto(live_portal.address("/"))
        look(page, "tourist-1-home")
        page.get_by_label("Что", exact=True).fill("шоколод")  # a typing error
        page.get_by_role("button", name="Найти").click()
        page.wait_for_url(re.compile("/tours/"))
        look(page, "tourist-2-catalogue")
        page.get_by_role("link", name="Шоколад от боба до плитки").first.click()
        look(page, "tourist-3-tour")
        page.locator("a[href*='/book/']").first.click()
        look(page, "tourist-4-party")
        page.locator(".party input").nth(0).fill("2")
        page.locator(".party input").nth(1).fill("1")
        page.get_by_role("button", name=re.compile("^Занять")).click()

        expect(page.locator(".steps [aria-current]")).to_have_text("Кто придёт")
        page.get_by_label("Ваше имя").fill("Мария Петрова")
        page.get_by_label("Электронная почта").fill("masha@example.org")
        expect(page.locator("form [name^=v]")).to_have_count(1)  # the child's age: nothing depends on anything else
        page.locator("#id_v2_age").fill("6")
        # A look back at the first step costs nothing that was typed.
        page.go_back()
        expect(page.get_by_role("button", name=re.compile("^Изменить"))).to_be_visible()
        page.go_forward()
        expect(page.get_by_label("Ваше имя")).to_have_value("Мария Петрова")
        expect(page.locator("#id_v2_age")).to_have_value("6")
        page.locator("#id_consent").check()
        # Nor does a form sent where there is no network.
        second_step = page.url
        context.set_offline(True)
        page.get_by_role("button", name="Забронировать").last.click()
        page.wait_for_url(re.compile("chrome-error:"))
        context.set_offline(False)
        page.goto(second_step)
        expect(page.locator("#id_v2_age")).to_have_value("6")
        page.locator("#id_consent").check()
        page.get_by_role("button", name="Забронировать").last.click()

        # The child is too young: nothing typed is lost, and the summary has the focus.
        expect(page.get_by_role("alert")).to_contain_text("Посетитель 3, 6 лет")
        expect(page.locator(".error-summary")).to_be_focused()
        look(page, "tourist-5-refused")
        expect(page.get_by_label("Ваше имя")).to_have_value("Мария Петрова")
        page.locator("#id_v2_age").fill("9")
        page.get_by_role("button", name="Забронировать").last.click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Вас ждут")
        look(page, "tourist-6-ticket")
        page.wait_for_function("sessionStorage.length === 0")  # taken, and forgotten here
        order = Order.objects.get()
        expect(page.locator(".ticket__code").first).to_have_text(order.code)
        assert order.party_size == 3

        deliver_due()
        [mail] = post_office.to("masha@example.org")
        assert order.code in mail.get_body(("plain",)).get_content()
        link = re.search(r"href=\"([^\"]+/orders/[^\"]+)\"", mail.get_body(("html",)).get_content()).group(1)
        assert {part.get_content_type() for part in mail.iter_attachments()} == {"application/pdf", "text/calendar"}

        # The link of the mail opens the one booking, also in a browser that has never been here.
        other = browser.new_context(**phone).new_page()
        other.goto(live_portal.url + link.removeprefix(settings.BASE_URL))
        expect(other.locator(".ticket__code").first).to_have_text(order.code)
        other.get_by_role("link", name="Отменить бронирование").click()
        look(other, "tourist-7-cancel")
        other.get_by_role("button", name="Отменить бронирование").click()
        expect(other.get_by_role("heading", level=1)).to_have_text("Бронирование отменено")
        other.context.close()
    context.close()


def test_family_books_without_javascript(browser: Browser, live_portal: Portal, tour):
    context = browser.new_context(java_script_enabled=False, locale="ru-RU")
    page = context.new_page()
    page.goto(live_portal.address(tour.get_absolute_url()))
    page.locator("a[href*='/book/']").first.click()
    page.locator(".party input").nth(0).fill("1")
    page.get_by_role("button", name=re.compile("^Занять")).click()
    page.get_by_label("Ваше имя").fill("Мария Петрова")
    page.get_by_label("Электронная почта").fill("masha@example.org")
    page.locator("#id_consent").check()
    page.get_by_role("button", name="Забронировать").last.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Вас ждут")
    assert Order.objects.get().confirmed_at
    context.close()
