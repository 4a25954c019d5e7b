"""Photos added with a real browser: without a connection, and without JavaScript."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from regions.enterprises.models import Membership, Role
from tests.factories.enterprises import MembershipFactory, photos_of
from tests.journeys.looks import PHONE, look
from tests.regions.enterprises.hostile import encoded, gradient
from tests.server import Portal

FILES: Any = [
    {"name": name, "mimeType": "image/jpeg", "buffer": encoded(gradient(size=(400, 300)), "JPEG")}
    for name in ("печь.jpg", "ковш.jpg")
]

UPLOADED_WITHIN = (
    60_000  # milliseconds: two photos are read by processes of their own, on a machine that does much else
)


@pytest.fixture
def manager(live_portal: Portal) -> Membership:
    return MembershipFactory(role=Role.MANAGER)


def photos_page(context: BrowserContext, portal: Portal, manager: Membership) -> Page:
    client = Client()
    client.force_login(manager.user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": portal.url}])
    page = context.new_page()
    enterprise = manager.enterprise
    page.goto(portal.address(reverse("enterprises:album", args=[enterprise.slug, "enterprise", enterprise.uuid])))
    page.locator("#id_photos").set_input_files(FILES)
    page.locator("#id_alt_0").fill("Литейщик у печи")
    return page


def test_without_a_connection_nothing_chosen_or_typed_is_lost(
    browser: Browser, live_portal: Portal, manager: Membership
) -> None:
    context = browser.new_context(**PHONE)
    page = photos_page(context, live_portal, manager)
    page.wait_for_load_state("networkidle")
    submit = page.get_by_role("button", name="Добавить фотографии")
    context.set_offline(True)

    submit.click()

    expect(page.get_by_role("alert")).to_contain_text("С порталом сейчас нет связи")
    expect(page.get_by_role("alert")).to_be_focused()
    look(page, "photos-offline")
    assert page.locator("#id_photos").evaluate("(input) => [...input.files].map((file) => file.name)") == [
        "печь.jpg", "ковш.jpg",
    ]  # fmt: skip
    context.set_offline(False)
    submit.click()
    expect(page.get_by_text(re.compile("2 фотографии добавлены"))).to_be_visible(timeout=UPLOADED_WITHIN)
    assert [photo.alt["ru"] for photo in photos_of(manager.enterprise)] == ["Литейщик у печи"] * 2
    context.close()


def test_photos_are_added_without_javascript(browser: Browser, live_portal: Portal, manager: Membership) -> None:
    context = browser.new_context(java_script_enabled=False, **PHONE)
    page = photos_page(context, live_portal, manager)

    page.get_by_role("button", name="Добавить фотографии").click()

    expect(page.get_by_text(re.compile("2 фотографии добавлены"))).to_be_visible(timeout=UPLOADED_WITHIN)
    expect(page.locator("[data-unreached]")).to_be_hidden()
    assert photos_of(manager.enterprise).count() == 2
    context.close()
