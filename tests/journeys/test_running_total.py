"""What the page adds up while a party is chosen is what the server charges for every party."""

import json
from itertools import combinations, product

import pytest
from django.utils import translation
from playwright.sync_api import Browser, Page, expect

from accelerator.base.common.formats import rubles
from tests.factories.tours import RequirementsFactory, SlotFactory, TourFactory, VisitorCategoryFactory
from tests.server import Portal
from tours.booking.models import Order
from tours.booking.prices import RunningTotal, Tariff
from tours.models import VisitorCategory, VisitRequirements

KINDS = (
    VisitorCategory(max_age=13, price_kopecks=70_050),
    VisitorCategory(min_age=14, max_age=17, price_kopecks=0),
    VisitorCategory(min_age=14, max_age=18, price_kopecks=45_000),  # may be an adult, so is one
    VisitorCategory(min_age=18, price_kopecks=130_000),
    VisitorCategory(min_age=60, price_kopecks=0),
    VisitorCategory(price_kopecks=50_000),
)
# Builds step one's form for a tariff and reads what the island says of each party.
READ = """async (cases) => {
  const { default: start } = await import("/static/js/islands/total.js");
  return cases.map(({ data, counts }) => {
    const form = document.createElement("form");
    form.innerHTML = `<ul class="party">${counts[0].map(() => "<li><input></li>").join("")}</ul>
      <div id="bar"><output></output><button><span class="scripted"></span></button></div>`;
    const bar = form.querySelector("#bar");
    bar.dataset.total = data;
    start(bar);
    return counts.map((party) => {
      form.querySelectorAll("input").forEach((input, at) => { input.value = party[at]; });
      form.dispatchEvent(new Event("input"));
      return [form.querySelector("output").textContent, form.querySelector("button").textContent];
    });
  });
}"""


def odd_tariffs() -> list[Tariff]:
    """Every three kinds together, at one stop and at two, with none, one and three adults free."""
    made = []
    for kinds, free in product(combinations(KINDS, 3), (None, 1, 3)):
        one = VisitRequirements(free_chaperones=free)
        made.append(Tariff([(kind,) for kind in kinds], [one]))
        made.append(Tariff(list(zip(kinds, reversed(kinds), strict=True)), [one, VisitRequirements(free_chaperones=2)]))
    return made


@pytest.mark.parametrize("language", ["ru", "en"])
def test_page_adds_up_what_the_server_charges(browser: Browser, live_portal: Portal, language: str):
    parties = list(product((0, 1, 2, 4), repeat=3))
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto(live_portal.address("/about/" if language == "ru" else "/en/about/"))
    with translation.override(language):
        expected = [
            [[total.sum_words, total.button] for total in (RunningTotal(tariff, party) for party in parties)]
            for tariff in odd_tariffs()
        ]
        cases = [{"data": RunningTotal(tariff, ()).data, "counts": parties} for tariff in odd_tariffs()]

    assert page.evaluate(READ, json.loads(json.dumps(cases))) == expected
    page.context.close()


def choose(page: Page, *clicks: str) -> None:
    for name in clicks:
        page.get_by_role("button", name=name, exact=True).click()


def test_sum_and_button_follow_the_party_and_nothing_moves(browser: Browser, live_portal: Portal):
    tour = TourFactory(published=True, category=None, requirements=None, title={"ru": "Где растёт шоколад"})
    RequirementsFactory(tour=tour, min_age=4, min_age_unaccompanied=18, free_chaperones=2)
    VisitorCategoryFactory(tour=tour, name={"ru": "Ребёнок"}, min_age=4, max_age=17, price_kopecks=70_000)
    VisitorCategoryFactory(tour=tour, name={"ru": "Взрослый"}, min_age=18, price_kopecks=30_000)
    slot = SlotFactory(tour=tour, days_ahead=5)
    page = browser.new_page(viewport={"width": 360, "height": 640}, locale="ru-RU", reduced_motion="reduce")
    page.route("**/stepper.js", lambda route: route.abort())
    page.goto(live_portal.address(f"/book/{slot.uuid}/"))
    before = page.locator(".party input").first.bounding_box()

    page.unroute("**/stepper.js")
    page.reload()
    choose(page, "Добавить: Ребёнок", "Добавить: Взрослый", "Добавить: Взрослый", "Убавить: Взрослый")

    # The question, its answer, the sum and the button are on the first screen, and stay where they were.
    assert page.locator(".party input").first.bounding_box() == before
    assert page.evaluate("scrollY") == 0
    for shown in (page.locator(".party"), page.locator("output"), page.get_by_role("button", name="Занять")):
        expect(shown).to_be_in_viewport(ratio=1)
    expect(page.locator("output")).to_have_text(f"Оплата на месте: {rubles(140_000)}")
    page.get_by_role("button", name="Занять 4 места на 10 минут").click()
    page.wait_for_url("**/details/")
    assert Order.objects.get().total_kopecks == 140_000
    page.context.close()
