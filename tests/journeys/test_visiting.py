"""From wanting to go to being booked: how many acts that takes on a phone, and how long by a keystroke-level model."""

import re

import pytest
from playwright.sync_api import Browser, expect

from accelerator.base.search.services import reindex
from tests.factories.booking import consent_text
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tests.journeys.hand import Hand
from tests.server import Portal
from tours.booking.models import Order
from tours.models import Slot, Tour

PHONE = {"viewport": {"width": 360, "height": 740}, "locale": "ru-RU", "reduced_motion": "reduce", "has_touch": True}
MOTHER_DOES, MOTHER_TAKES = 11, 45  # acts, seconds


def family_tour(title: str, *, least: int = 6, capacity: int = 10, taken: int = 0) -> Slot:
    tour: Tour = TourFactory(
        published=True, category=None, title={"ru": title, "en": title},
        requirements__min_age=least, requirements__min_age_unaccompanied=14, party_max=10,
    )  # fmt: skip
    VisitorCategoryFactory(tour=tour, name={"ru": "Взрослый"}, min_age=18, price_kopecks=60_000)
    VisitorCategoryFactory(tour=tour, name={"ru": "Ребёнок"}, min_age=least, max_age=17, price_kopecks=30_000)
    SlotFactory(tour=tour, days_ahead=3, capacity=capacity, seats_taken=taken)
    slot: Slot = SlotFactory(tour=tour, days_ahead=5, capacity=capacity, seats_taken=taken)
    return slot


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_mother_of_two_is_booked_in_few_acts(browser: Browser, live_portal: Portal, scripts: bool) -> None:
    consent_text()
    slot = family_tour("Конфеты своими руками")
    family_tour("Мало мест", taken=8)
    family_tour("Взрослым", least=14)
    reindex()
    context = browser.new_context(**PHONE, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(live_portal.address("/"))
    hand = Hand(page)

    hand.choose(page.get_by_label("Когда", exact=True), str(slot.local_date))
    hand.choose(page.get_by_label("Возраст детей"), "9")
    hand.choose(page.get_by_label("Возраст 2-го ребёнка"), "13")
    hand.send(page.get_by_role("button", name="Найти экскурсию"))
    cards = page.locator("#results").get_by_role("link", name=re.compile("Конфеты|Мало мест|Взрослым"))
    expect(cards).to_have_text(["Конфеты своими руками"])
    hand.follow(cards)
    hand.follow(page.locator(f"a[href*='/book/{slot.uuid}/']").first)
    assert [field.input_value() for field in page.locator(".party input[type=number]").all()] == ["1", "2"]
    hand.send(page.get_by_role("button", name=re.compile("^Занять")))
    hand.type(page.get_by_label("Ваше имя"), "Мария Петрова")
    hand.type(page.get_by_label("Электронная почта"), "masha@example.org")
    hand.check(page.locator("#id_consent"))
    hand.send(page.get_by_role("button", name="Забронировать").last)

    expect(page.get_by_role("heading", level=1)).to_have_text("Вас ждут")
    order = Order.objects.get()
    assert (order.party_size, order.bookings.get().slot_id) == (3, slot.pk)
    assert hand.interactions <= MOTHER_DOES
    assert hand.seconds < MOTHER_TAKES
    context.close()
