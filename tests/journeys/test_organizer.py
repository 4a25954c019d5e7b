"""An organizer builds a forum's programme, is told of its clashes and publishes it; a stranger sees releases only."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from accelerator.base.common import clock
from accelerator.forum.models import Release, Session
from tests.factories.accounts import UserFactory
from tests.journeys.looks import PHONE, look, sign_in, watched
from tests.server import Portal

DESK = {**PHONE, "viewport": {"width": 1440, "height": 900}}
FORUM, PROGRAMME = "/forums/open-floor/", "/forums/open-floor/programme/"
DRAFT = "/organizer/forums/open-floor/"


@pytest.fixture
def day(live_portal: Portal) -> date:
    """The first day of the forum, and an organizer to build it."""
    UserFactory(organizer=True, name="Ольга Зайцева", email="olga@example.org", password="a good long phrase")
    return (clock.now() + timedelta(days=40)).date()


def test_programme_is_built_released_and_released_again(browser: Browser, live_portal: Portal, day: date):
    with new_page(browser, live_portal, DESK) as desk, new_page(browser, live_portal, PHONE) as stranger:
        sign_in(desk, live_portal, "olga@example.org")
        make_forum(desk, live_portal, day)
        outside = Outside(stranger, live_portal)
        outside.find_nothing()
        announce(desk, live_portal)
        add_halls_and_people(desk, live_portal)
        add_sessions_that_clash(desk, live_portal)
        outside.find_a_forum_without_programme()
        mend_one_clash(desk, live_portal)
        publish_with_the_other_waived(desk)
        outside.read("Выпуск 1", present="Открытие форума", absent="Вечер у доменной печи")
        outside.take_the_calendars(count=3)

        add_one_more_and_rename(desk, live_portal)
        outside.read("Выпуск 1", present="Открытие форума", absent="Вечер у доменной печи")
        publish_again(desk)
        outside.read("Выпуск 2", present="Вечер у доменной печи", absent="Открытие форума")
        outside.take_the_calendars(count=4)


@contextmanager
def new_page(browser: Browser, portal: Portal, screen: dict) -> Iterator[Page]:
    context = browser.new_context(**screen)
    context.set_default_timeout(15_000)
    page = context.new_page()
    with watched(page, portal.url):
        yield page
    context.close()


# --- At the organizers' desk ------------------------------------------------------------------------------------------


def look_twice(page: Page, name: str) -> None:
    """At a desk, and the same page on a phone."""
    look(page, f"{name}-desk")
    page.set_viewport_size(PHONE["viewport"])
    look(page, f"{name}-phone")
    page.set_viewport_size(DESK["viewport"])


def fill(page: Page, **values: str) -> None:
    """Fields by name: text is typed, a list is chosen from by its words."""
    for name, value in values.items():
        field = page.locator(f"[name='{name.replace('__', '-')}']")
        if field.evaluate("(field) => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)


def make_forum(page: Page, portal: Portal, day: date) -> None:
    page.goto(portal.address("/organizer/forums/"))
    look_twice(page, "organizer-1-no-forum")
    page.get_by_role("link", name="Новый форум").first.click()
    fill(
        page, title_ru="Открытый цех", title_en="Open Floor", slug="open-floor", city_ru="Тула", city_en="Tula",
        place_name_ru="Дом мастера", starts_date=day.isoformat(), ends_date=(day + timedelta(days=1)).isoformat(),
    )  # fmt: skip
    look_twice(page, "organizer-2-new-forum")
    page.get_by_role("button", name="Создать форум").click()
    expect(page.get_by_role("status")).to_contain_text("Форум создан")
    look_twice(page, "organizer-3-structure")


def announce(page: Page, portal: Portal) -> None:
    """The forum itself is shown; its programme is still a draft."""
    page.goto(portal.address(f"{DRAFT}about/"))
    fill(page, status="опубликован")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("status")).to_contain_text("Сохранено")


def add_halls_and_people(page: Page, portal: Portal) -> None:
    page.goto(portal.address(f"{DRAFT}structure/"))
    for name, seats in (("Литейный зал", "300"), ("Малый зал", "60")):
        section = page.get_by_role("region", name="Залы")
        if not page.locator("[name=hall-name_ru]").is_visible():
            section.locator("summary").click()
        fill(page, **{"hall-name_ru": name, "hall-capacity": seats})
        section.get_by_role("button", name="Добавить зал").click()
        expect(page.get_by_role("link", name=name)).to_be_visible()
    section = page.get_by_role("region", name="Направления")
    section.locator("summary").click()
    fill(page, **{"track-name_ru": "Туризм на заводе"})
    section.get_by_role("button", name="Добавить направление").click()
    expect(page.get_by_role("link", name="Туризм на заводе")).to_be_visible()
    look_twice(page, "organizer-4-halls")
    for name in ("Мария Орлова", "Пётр Климов"):
        page.goto(portal.address("/organizer/people/new/"))
        fill(page, name_ru=name)
        page.get_by_role("button", name="Сохранить").click()
        expect(page.get_by_role("link", name=name)).to_be_visible()
    look_twice(page, "organizer-5-people")


def add_session(page: Page, portal: Portal, title: str, kind: str, at: str, hall: str, person: str) -> None:
    page.goto(portal.address(f"{DRAFT}sessions/new/"))
    fill(
        page, title_ru=title, title_en=title, kind=kind, start_time=at, minutes="60", hall=hall,
        track="Туризм на заводе", **{"parts-0-person": person},
    )  # fmt: skip
    page.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.get_by_role("article").filter(has_text=title).first).to_be_visible()


def add_sessions_that_clash(page: Page, portal: Portal) -> None:
    page.goto(portal.address(f"{DRAFT}sessions/new/"))
    look_twice(page, "organizer-6-session")
    add_session(page, portal, "Открытие форума", "пленарное заседание", "10:00", "Литейный зал", "Мария Орлова")
    add_session(page, portal, "Что такое маршрут", "доклад", "10:30", "Литейный зал", "Пётр Климов")
    add_session(page, portal, "Гость в цехе", "круглый стол", "10:30", "Малый зал", "Мария Орлова")
    grid = page.get_by_role("table").first
    expect(grid.get_by_role("columnheader")).to_contain_text(["Время", "Литейный зал", "Малый зал"])
    expect(grid.get_by_role("article")).to_have_count(3)
    clashes = page.get_by_role("region", name="2 накладки не дают опубликовать программу")
    expect(clashes).to_contain_text(
        "Литейный зал: «Открытие форума» и «Что такое маршрут» накладываются на 30 мин".replace("30 мин", "30\u00a0мин")
    )
    expect(clashes).to_contain_text("Мария Орлова: 30\u00a0мин в двух местах сразу")
    look_twice(page, "organizer-7-clashes")


def mend_one_clash(page: Page, portal: Portal) -> None:
    page.goto(portal.address(DRAFT))
    page.get_by_role("article").filter(has=page.get_by_role("link", name="Что такое маршрут", exact=True)).get_by_role(
        "link", name="Перенести"
    ).click()
    look_twice(page, "organizer-8-move")
    fill(page, start_time="11:30")
    page.get_by_role("button", name="Перенести").click()
    expect(page.get_by_role("region", name="1 накладка не даёт опубликовать программу")).to_be_visible()


def publish_with_the_other_waived(page: Page) -> None:
    page.get_by_role("link", name="Опубликовать…").click()
    look_twice(page, "organizer-9-publish")
    page.get_by_role("button", name="Опубликовать").click()
    expect(page.get_by_role("alert")).to_contain_text("Мария Орлова: 30\u00a0мин в двух местах сразу")
    look_twice(page, "organizer-10-refused")
    assert not Release.objects.exists()
    page.get_by_label("Почему её можно оставить").fill("Мария откроет форум и перейдёт в соседний зал")
    page.get_by_role("button", name="Опубликовать").click()
    expect(page.get_by_role("status")).to_contain_text("Выпуск 1 опубликован")
    page.get_by_text("1 накладка оставлена сознательно").click()
    expect(page.get_by_text("Причина: Мария откроет форум")).to_be_visible()
    look_twice(page, "organizer-11-released")


def add_one_more_and_rename(page: Page, portal: Portal) -> None:
    add_session(page, portal, "Вечер у доменной печи", "дискуссия", "18:00", "Литейный зал", "Пётр Климов")
    page.get_by_role("article").get_by_role("link", name="Открытие форума", exact=True).click()
    fill(page, title_ru="Открываем цех")
    page.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.get_by_text("Черновик отличается от него в 2 секциях")).to_be_visible()
    look_twice(page, "organizer-12-draft-differs")


def publish_again(page: Page) -> None:
    page.get_by_role("link", name="Опубликовать…").click()
    # The reason that was given stands there already.
    expect(page.get_by_label("Почему её можно оставить")).to_have_value("Мария откроет форум и перейдёт в соседний зал")
    fill(page, note_ru="Добавлена вечерняя дискуссия")
    look_twice(page, "organizer-13-changes")
    page.get_by_role("button", name="Опубликовать").click()
    expect(page.get_by_role("status")).to_contain_text("Выпуск 2 опубликован")
    look_twice(page, "organizer-14-releases")


# --- Outside ----------------------------------------------------------------------------------------------------------


class Outside:
    """A visitor with a phone and without an account."""

    def __init__(self, page: Page, portal: Portal) -> None:
        self.page, self.portal, self.looks = page, portal, 0

    def status_of(self, path: str) -> int:
        return self.page.request.get(self.portal.address(path)).status

    def find_nothing(self) -> None:
        assert [self.status_of(path) for path in (FORUM, PROGRAMME, f"{PROGRAMME[:-1]}.ics")] == [404] * 3

    def find_a_forum_without_programme(self) -> None:
        self.page.goto(self.portal.address(PROGRAMME))
        expect(self.page.get_by_text("Программа ещё не опубликована")).to_be_visible()
        assert "Открытие форума" not in self.page.content()
        session = Session.objects.first()
        assert session is not None
        assert self.status_of(f"{PROGRAMME}{session.uuid}/") == 404
        assert self.status_of(f"{PROGRAMME}{session.uuid}.ics") == 404
        assert self.status_of(f"{PROGRAMME[:-1]}.ics") == 404

    def read(self, release: str, *, present: str, absent: str) -> None:
        self.page.goto(self.portal.address(FORUM))
        self.page.get_by_role("link", name="Вся программа").first.click()
        expect(self.page.get_by_text(release)).to_be_visible()
        expect(self.page.get_by_role("link", name=present)).to_be_visible()
        assert absent not in self.page.content()
        self.looks += 1
        look(self.page, f"stranger-{self.looks}-programme")

    def take_the_calendars(self, count: int) -> None:
        whole = self.calendar(f"{PROGRAMME[:-1]}.ics")
        assert len(whole) == count
        self.page.get_by_role("link", name="Гость в цехе").click()
        look(self.page, f"stranger-{self.looks}-session")
        href = self.page.get_by_role("link", name="Добавить в календарь").get_attribute("href")
        [one] = self.calendar(href or "")
        assert one["SUMMARY"] == "Гость в цехе"
        assert one["DTEND"].dt - one["DTSTART"].dt == timedelta(hours=1)
        assert one["UID"] in {event["UID"] for event in whole}

    def calendar(self, path: str) -> list:
        answer = self.page.request.get(self.portal.address(path))
        assert (answer.status, answer.headers["content-type"]) == (200, "text/calendar; method=PUBLISH; charset=utf-8")
        return list(Calendar.from_ical(answer.body()).walk("VEVENT"))
