"""Whatever is written into an address, a query, a cookie or a form, the answer is never the portal's own failure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse

from accelerator.base.common.look import COOKIE as LOOK_COOKIE
from tests.access.bodies import forms_in
from tests.access.expected import TABLE, Line
from tests.access.test_matrix import ROUTES, letters_of, world
from tests.access.world import ACTORS, KWARGS, World
from tests.base.accounts.keys import take_second_step
from tests.factories.accounts import UserFactory
from tests.factories.booking import held_order
from tours.booking import holders

__all__ = ["world"]

# In an address, as it travels: NUL, line ends, halves of pairs, broken bytes, what only looks like a UUID, numbers too
# large, long words, other digits, ways out of the folder.
IN_PATHS = [
    "%00", "a%00b", "%0d%0aSet-Cookie:x", "%ED%A0%80", "%FF%FE", "-" * 36, "0" * 36, "a-" * 18, "9" * 30, "9" * 5000,
    "%D9%A3", "x" * 3000, "..%2f..%2fetc", "2024-13-45",
]  # fmt: skip
IN_TEXTS = ["\0", "9" * 30, "9999-12-31", "x" * 5000]
COOKIES = [
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "messages", holders.COOKIE,
    LOOK_COOKIE,
]  # fmt: skip
IN_COOKIES = [r'"\000aaaaaaaaaaa"', r'"\001\377"', "\xff\xfe", "a" * 4000, "x:y:z", "%00"]
# What pages read from their query.
QUERY = [
    "q", "page", "date", "from", "to", "day", "month", "track", "tour", "format", "code", "leg", "status", "next",
    "region", "enterprise", "kind", "age", "date_from", "date_to", "language", "sort", "start", "hall", "theme",
    "days", "role",
]  # fmt: skip


def addresses(resolver: URLResolver, route: str = "") -> Iterator[tuple[str, str]]:
    """Each address, the libraries' and the back office's too: its route, and the route as a format of its parts."""
    for found in resolver.url_patterns:
        path = route + str(found.pattern)
        if isinstance(found, URLPattern):
            parts = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)|<(?:\w+:)?(\w+)>", r"{\1\2}", path)
            yield path, re.sub(r"\\Z|[\^$\\?]", "", parts)
        else:
            yield from addresses(found, path)


ADDRESSES = dict(addresses(get_resolver()))


@pytest.fixture(scope="module")
def root(world: World) -> Client:
    """Who may do everything in the back office too."""
    client = Client()
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[1])
    take_second_step(client, user)  # or it would see no page but the one that asks for it
    return client


def parts_of(world: World, route: str) -> dict[str, str]:
    """Values that are there, for all parts of the address."""
    line = next((line for line in TABLE if ROUTES.get(line.name) == route), None)
    known = {name: str(value) for name, value in KWARGS[line.kwargs](world, world.own).items()} if line else {}
    return {name: known.get(name, "1") for name in re.findall(r"{(\w+)}", ADDRESSES[route])}


def fails(client: Client, url: str, method: str = "get", **more: Any) -> bool:
    """Whether the portal answers with a failure of its own; an exception of a view is raised, and nothing stays."""
    with transaction.atomic():
        response = getattr(client, method)(url, **more)
        transaction.set_rollback(True)
    return bool(response.status_code >= 500)


def is_unknown(url: str) -> bool:
    """Whether no page has such an address, so that none can fail."""
    try:
        resolve(unquote(url))
    except Resolver404:
        return True
    return False


@pytest.mark.parametrize("route", sorted(route for route, parts in ADDRESSES.items() if "{" in parts))
def test_no_part_of_an_address_breaks_a_page(world: World, root: Client, route: str):
    known = {name: quote(text) for name, text in parts_of(world, route).items()}
    actor = "organizer" if route.startswith("organizer/") else "owner"
    client = world.clients[actor] if route in ROUTES.values() else root
    urls = ["/" + ADDRESSES[route].format(**{**known, name: hostile}) for name in known for hostile in IN_PATHS]

    assert [url for url in urls if not is_unknown(url) and fails(client, url)] == []


@pytest.mark.parametrize("method", ["trace", "options", "put", "delete", "patch"])
def test_no_address_serves_other_methods(world: World, method: str):
    client = world.clients["owner"]
    urls = ["/" + parts.format(**parts_of(world, route)) for route, parts in ADDRESSES.items()]

    assert [url for url in urls if getattr(client, method)(url).status_code != 405] == []


@pytest.mark.parametrize("name", COOKIES)
def test_no_cookie_breaks_a_page(world: World, name: str):
    slot = reverse("booking:hold", kwargs=KWARGS["slot"](world, world.own))

    for value in IN_COOKIES:
        for url, method in (("/my/", "get"), (slot, "post")):
            assert not fails(Client(), url, method, headers={"cookie": f"{name}={value}"}), f"{url}: {value}"


def who_gets_in(line: Line) -> str | None:
    """The first actor who sees the page."""
    return next((actor for actor, letter in zip(ACTORS, letters_of(line.get), strict=True) if letter == "."), None)


@pytest.mark.parametrize("line", [line for line in TABLE if who_gets_in(line)], ids=lambda line: line.name)
def test_no_query_breaks_a_page(world: World, line: Line):
    client = world.clients[who_gets_in(line) or ""]
    url = reverse(line.name, kwargs=KWARGS[line.kwargs](world, world.own))

    for text in IN_TEXTS:
        quoted = quote(text, errors="surrogatepass")
        assert not fails(client, f"{url}?{'&'.join(f'{name}={quoted}' for name in QUERY)}"), text


LIBRARY_FORMS = ("account_login", "account_signup", "account_request_login_code", "account_reset_password")
IN_FIELDS = [*IN_TEXTS, "x" * 290 + "@mail.example", "a@" + "b" * 300 + ".example"]


def fails_with_fields(client: Client, url: str, seen: HttpResponse) -> list[str]:
    """What breaks the page's forms if it is typed into every field at once."""
    names = {bound.html_name for form in forms_in(seen) for bound in form}
    return [text[:40] for text in IN_FIELDS if fails(client, url, "post", data=dict.fromkeys(names, text))]


WITH_FORMS = [line for line in TABLE if "e" in line.post and who_gets_in(line)]


@pytest.mark.parametrize("line", WITH_FORMS, ids=lambda line: line.name)
def test_no_text_breaks_a_form(world: World, line: Line):
    client = world.clients[who_gets_in(line) or ""]
    url = reverse(line.name, kwargs=KWARGS[line.kwargs](world, world.own))

    assert fails_with_fields(client, url, client.get(url)) == []


@pytest.mark.parametrize("name", LIBRARY_FORMS)
def test_no_text_breaks_a_form_of_an_account(world: World, name: str):
    client = world.clients["anonymous"]

    assert fails_with_fields(client, reverse(name), client.get(reverse(name))) == []


def test_no_text_breaks_the_second_step_of_booking(world: World):
    with transaction.atomic():
        url = reverse("booking:details", args=[held_order(world.own.slot).token])
        client = world.clients["anonymous"]
        assert fails_with_fields(client, url, client.get(url)) == []
        right = {"name": "Анна Белова", "consent": "on", "v0_document_number": "4510 123456"}
        for email in IN_FIELDS:
            assert not fails(client, url, "post", data={**right, "email": email}), email
        transaction.set_rollback(True)
