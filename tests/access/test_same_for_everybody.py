"""What a stranger is shown is the same for every stranger, byte for byte: so it may be kept, and told apart by ETag."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accelerator.base.common import clock
from tests.access.expected import TABLE, Line
from tests.access.world import KWARGS, World

SHOWN = [line for line in TABLE if line.get[0] == "."]
MADE_ANEW = {"booking:pdf"}  # behind a secret link, and it names the moment at which it was made
TOKEN = b"csrfmiddlewaretoken"
# Forms that a stranger may send: each holds a token of this browser, or gives it a cookie to be known by.
FORMS = {"booking:hold", "booking:people", "booking:reminders", "booking:cancel", "booking:withdraw", "booking:route",
         "alerts:ask", "alerts:confirm", "alerts:stop"}  # fmt: skip
OTHER_COOKIES = {"django_language": "en", "_ym_uid": "1796000000123", "device": "guessed", "csrf": "x" * 32}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield World.build()
        transaction.set_rollback(True)


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("line", [one for one in SHOWN if one.name not in MADE_ANEW], ids=lambda line: line.name)
def test_two_strangers_are_answered_alike(world: World, line: Line, language: str) -> None:
    with translation.override(language):
        address = reverse(line.name, kwargs=KWARGS[line.kwargs](world, world.own))
    with time_machine.travel(clock.now(), tick=False):
        first, again, other = (ask(address), ask(address), ask(address, **OTHER_COOKIES))
    if line.name in FORMS:
        assert TOKEN in first.content or first.cookies
        return

    assert first.status_code == 200
    assert first.content == again.content == other.content
    assert headers(first) == headers(again) == headers(other)
    assert TOKEN not in first.content
    assert not first.cookies
    assert "Accept-Language" not in first.headers.get("Vary", "")


@pytest.mark.parametrize("line", SHOWN, ids=lambda line: line.name)
def test_no_page_runs_a_script_or_a_style_that_stands_in_it(world: World, line: Line) -> None:
    address = reverse(line.name, kwargs=KWARGS[line.kwargs](world, world.own))
    policy = ask(address).headers.get("Content-Security-Policy", "default-src 'none'")
    directives = dict(one.strip().split(" ", 1) for one in policy.split(";") if " " in one)

    assert directives["default-src"] == "'none'"
    assert directives.get("script-src", "'self'") == directives.get("style-src", "'self'") == "'self'"


def ask(address: str, **cookies: str) -> HttpResponse:
    """The answer to a browser that has been here never before."""
    cache.clear()
    client = Client()
    client.cookies.load(cookies)
    with transaction.atomic():
        response = client.get(address, headers={"accept-language": "en" if cookies else "ru"})
        transaction.set_rollback(True)
    return response


def headers(response: HttpResponse) -> dict[str, str]:
    return dict(response.headers.items())


def test_public_page_for_nobody_in_particular_asks_no_session_and_says_that_it_varies_by_cookies(world: World) -> None:
    response = ask(reverse("portal:about"))

    assert not response.wsgi_request.session.accessed
    assert "Cookie" in response.headers["Vary"]
