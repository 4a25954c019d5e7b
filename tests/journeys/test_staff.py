"""A manager opens a week of slots on a phone; the next morning's family is let in at the gate."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from accelerator.base.common import clock
from regions.enterprises.models import Role
from tests.factories.booking import consent_text
from tests.factories.enterprises import MembershipFactory
from tests.factories.tours import TourFactory
from tests.journeys.looks import PHONE, look, morning_zone, sign_in, watched
from tests.server import Portal
from tours.booking.models import Attendance, Order
from tours.booking.tickets.qr import scan_url
from tours.models import ScheduleRule, Slot, Tour


@pytest.fixture
def tour(live_portal: Portal) -> Tour:
    consent_text()
    zone = morning_zone()
    made = TourFactory(
        published=True, slug="bell", title={"ru": "Как льют колокола", "en": "How bells are cast"},
        booking_closes_hours=0, requirements__pass_office_data=["full_name"],
        site__timezone=zone, site__enterprise__region__timezone=zone,
        site__enterprise__slug="foundry", site__enterprise__name={"ru": "Колокольный завод", "en": "Bell Foundry"},
    )  # fmt: skip
    for name, role in (("Ольга Зайцева", Role.MANAGER), ("Савелий Дозорин", Role.GATE)):
        MembershipFactory(
            enterprise=made.enterprise, role=role, user__name=name, user__email=f"{role}@example.org",
            user__password="a good long phrase",
        )  # fmt: skip
    return made


@pytest.mark.parametrize("script", [True, False], ids=["javascript", "no-javascript"])
def test_week_is_opened_and_a_family_is_let_in(browser: Browser, live_portal: Portal, tour: Tour, script: bool):
    today = clock.now().astimezone(tour.site.zone).date()
    with visit(browser, live_portal, script) as page:
        manager_opens_a_week(page, live_portal, today, script)
    slot = Slot.objects.get(local_start=datetime.combine(today, time(10)))
    with visit(browser, live_portal, script) as page:
        family_books(page, live_portal, slot)
    with visit(browser, live_portal, script) as page:
        gate_lets_them_in(page, live_portal, slot, script)


@contextmanager
def visit(browser: Browser, portal: Portal, script: bool) -> Iterator[Page]:
    """A guide's own phone."""
    context = browser.new_context(**PHONE, java_script_enabled=script)
    context.set_default_timeout(15_000)
    page = context.new_page()
    with watched(page, portal.url):
        yield page
    context.close()


def manager_opens_a_week(page: Page, portal: Portal, today: date, script: bool) -> None:
    sign_in(page, portal, "manager@example.org")
    expect(page.get_by_role("heading", level=1)).to_have_text("Сегодня")
    expect(page.locator("[aria-current=page]")).to_have_text("Сегодня")
    shot(page, "staff-1-empty-day", script)
    page.get_by_role("link", name="Сеансы", exact=True).click()
    expect(page.locator("[aria-current=page]")).to_have_text("Сеансы")
    shot(page, "staff-2-empty-week", script)
    page.get_by_role("link", name="По расписанию", exact=True).click()
    shot(page, "staff-3-rule", script)
    fill_rule(page, today)
    page.get_by_role("button", name="Показать, что получится").click()

    # Shown first, and nothing is there yet.
    expect(page.get_by_role("heading", name="Откроется 14 сеансов")).to_be_visible()
    shot(page, "staff-4-preview", script)
    assert not Slot.objects.exists()
    assert not ScheduleRule.objects.exists()
    page.get_by_role("button", name="Открыть 14 сеансов").click()
    expect(page.get_by_role("status")).to_contain_text("Открыто 14 сеансов")
    assert Slot.objects.count() == 14
    shot(page, "staff-5-week", script)

    # The same rule typed again adds nothing, and neither does running the one there is.
    page.goto(portal.address("/cabinet/foundry/slots/rules/new/"))
    fill_rule(page, today)
    page.get_by_role("button", name="Показать, что получится").click()
    expect(page.get_by_role("heading", name="Открывать нечего")).to_be_visible()
    shot(page, "staff-6-nothing-to-open", script)
    page.goto(portal.address("/cabinet/foundry/slots/rules/"))
    page.get_by_role("link", name="Как льют колокола", exact=True).click()
    page.get_by_role("button", name="Добавить недостающие").click()
    expect(page.get_by_role("status")).to_contain_text("Все сеансы уже на месте")
    shot(page, "staff-7-rule-again", script)
    assert (ScheduleRule.objects.count(), Slot.objects.count()) == (1, 14)


def fill_rule(page: Page, today: date) -> None:
    page.get_by_label("Экскурсия").select_option("Как льют колокола")
    page.get_by_label("Первый день").fill(today.isoformat())
    page.get_by_label("Последний день").fill((today + timedelta(days=6)).isoformat())
    for day in page.locator("input[name=weekdays]").all():
        day.check()
    page.get_by_label("Начало").fill("10:00, 15:00")
    page.get_by_label("Мест в сеансе").fill("12")


def family_books(page: Page, portal: Portal, slot: Slot) -> None:
    page.goto(portal.address(f"/book/{slot.uuid}/"))
    page.locator(".party input").first.fill("3")
    page.get_by_role("button", name=re.compile("^Занять")).click()
    page.locator("#id_name").fill("Мария Петрова")
    page.get_by_label("Электронная почта").fill("masha@example.org")
    for number, name in enumerate(("Пётр Петров", "Маша Петрова"), start=1):
        page.locator(f"#id_v{number}_name").fill(name)
    page.locator("#id_consent").check()
    page.get_by_role("button", name="Забронировать").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Вас ждут")


def gate_lets_them_in(page: Page, portal: Portal, slot: Slot, script: bool) -> None:
    order = Order.objects.get()
    sign_in(page, portal, "gate@example.org")
    family = page.locator(".agenda > li").filter(has_text="10:00")
    expect(family).to_contain_text("0/3")
    shot(page, "gate-1-today", script)
    family.get_by_role("link", name="Как льют колокола").click()
    expect(page.locator(".roster")).to_contain_text("Маша")
    shot(page, "gate-2-roster", script)

    page.get_by_role("link", name="Сканировать").click()
    expect(page.get_by_role("button", name="Сканировать камерой")).to_be_visible(visible=script)
    expect(page.get_by_text("Камера не открылась")).to_be_hidden()
    shot(page, "gate-3-scan", script)
    page.get_by_label("Код билета").fill(f" {order.code[:4]}-{order.code[4:]} ".lower())
    page.get_by_role("button", name="Впустить").click()
    expect(page.locator(".scan-result--ok")).to_contain_text("Проходите: Мария Петрова, Пётр Петров, Маша Петрова")
    shot(page, "gate-4-let-in", script)
    assert checked_in_names() == {"Мария Петрова", "Пётр Петров", "Маша Петрова"}

    # A phone's own camera opens the address in one visitor's code: that changes nothing, and says who was first.
    masha = Attendance.objects.get(visitor__name="Маша Петрова")
    page.goto(portal.url + scan_url(masha.uuid).removeprefix(settings.BASE_URL))
    expect(page.locator(".scan-result--warn")).to_contain_text(
        re.compile(r"Отметка уже стоит: \d\d:\d\d, Савелий Дозорин")
    )
    shot(page, "gate-5-second-scan", script)
    page.get_by_role("button", name="Снять отметку").click()
    expect(page.locator("#scan-result")).to_contain_text("Отметка снята")
    shot(page, "gate-6-undone", script)
    assert checked_in_names() == {"Мария Петрова", "Пётр Петров"}

    page.get_by_role("link", name="Весь список").click()
    expect(page.get_by_text("Пришли 2 из 3")).to_be_visible()
    shot(page, "gate-7-roster", script)
    page.locator(".roster li").filter(has_text="Маша").last.get_by_role("button", name="Впустить").click()
    expect(page.get_by_text("Пришли 3 из 3")).to_be_visible()
    shot(page, "gate-8-all-here", script)
    page.goto(portal.address("/cabinet/foundry/"))
    expect(page.locator(".agenda > li").filter(has_text="10:00")).to_contain_text("3/3")


def checked_in_names() -> set[str]:
    return set(Attendance.objects.checked_in().values_list("visitor__name", flat=True))


def shot(page: Page, name: str, script: bool) -> None:
    look(page, name if script else f"{name}-no-javascript")
