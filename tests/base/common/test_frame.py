"""The frame of every page: look, languages, errors, gallery. No page of it asks the database."""

import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import translate_url
from django.utils import translation
from markupsafe import escape

from accelerator.base.common import parts, views
from accelerator.base.common.context_processors import Language, Portal, Room
from accelerator.base.common.look import CHOICES, COOKIE, Look
from accelerator.base.common.middleware import ContentPolicyMiddleware
from tests.portal.markup import html_of

GALLERY = "/gallery/"


@pytest.fixture
def client() -> Client:
    return Client()


def test_gallery_shows_every_component(client: Client) -> None:
    html = html_of(client.get(GALLERY))
    assert html.count('class="cover ') >= 24
    assert 'aria-invalid="true"' in html


def test_gallery_is_not_there_in_production(client: Client, settings) -> None:
    settings.PRODUCTION = True
    assert client.get(GALLERY).status_code == 404


def test_look_is_remembered_and_marks_the_page(client: Client) -> None:
    answer = client.post("/appearance/", {"theme": "dark", "size": "huge", "images": "off", "next": "/gallery/?a=1"})
    assert answer.status_code == 302
    assert answer["Location"] == "/gallery/?a=1"
    html = html_of(client.get(GALLERY))
    assert '<html lang="ru" data-theme="dark" data-size="huge" data-images="off">' in html


def test_usual_look_forgets_the_cookie(client: Client) -> None:
    client.post("/appearance/", {"size": "large", "next": GALLERY})
    client.post("/appearance/", {"next": GALLERY})
    assert client.cookies[COOKIE].value == ""
    assert '<html lang="ru">' in html_of(client.get(GALLERY))


@pytest.mark.parametrize(
    ("kind", "value"), [(kind, value) for kind, values in CHOICES.items() for value in values], ids=str
)
def test_look_menu_shows_what_is_chosen_whatever_was_drawn_before(client: Client, kind: str, value: str) -> None:
    usual = {name: values[0] for name, values in CHOICES.items()}
    for look in (usual, {**usual, kind: value}, usual):
        client.post("/appearance/", {**look, "next": "/"})
        menu = html_of(client.get("/no-such-door/")).partition("</header>")[0]
        assert dict(re.findall(r'name="(\w+)"\s+value="(\w+)" checked', menu)) == look


HOSTILE = "<x>&\"'"
LANGUAGE = Language(HOSTILE, HOSTILE, HOSTILE, HOSTILE, current=False)
PARTS: dict[str, tuple[dict[str, Any], int]] = {  # with how many hostile texts each prints as they are
    "components/_brand.jinja": ({"title": HOSTILE, "home": HOSTILE}, 2),
    "components/_languages.jinja": ({"languages": [LANGUAGE]}, 4),
    "components/_look_menu.jinja": ({"look": Look(), "here": HOSTILE}, 2),
    "components/_look_choices.jinja": ({"look": Look(theme=HOSTILE)}, 0),
    "components/_sign_in.jinja": ({"here": HOSTILE}, 0),  # quoted into an address
    "components/_site_nav.jinja": ({"rooms": [Room(HOSTILE, HOSTILE, HOSTILE)]}, 3),
}


@pytest.mark.parametrize("name", PARTS)
def test_what_the_frame_prints_is_escaped(name: str) -> None:
    context, texts = PARTS[name]
    drawn = parts.draw(name, **context)
    assert "<x>" not in drawn
    assert len(re.findall(escape(HOSTILE), drawn)) == texts


def test_navigation_marks_the_page_and_the_room_it_is_in() -> None:
    def marks(path: str) -> list[tuple[str, str]]:
        drawn = parts.draw("components/_site_nav.jinja", rooms=Portal(RequestFactory().get(path)).rooms)
        return re.findall(r'href="([^"]*)"\s+aria-current="(\w+)"', drawn)

    assert marks("/tours/") == [("/tours/", "page")]
    assert marks("/tours/litejnyj-ceh/") == [("/tours/", "true")]
    assert marks("/") == []


@pytest.mark.parametrize("path", ["/gallery/?a=1&b=2", "/no-such-door/", "/gallery/?q=%D1%81%D1%8B%D1%80"])
def test_page_leads_to_itself_in_the_other_language(client: Client, path: str) -> None:
    html = html_of(client.get(path))
    there = re.search(r'href="([^"]*)"\s+hreflang="en"\s+lang="en"', html)
    bare, _mark, query = path.partition("?")
    assert there and unescape(there[1]) == translate_url(bare, "en") + (f"?{query}" if query else "")


def test_frame_is_in_its_own_words_whatever_was_drawn_before(client: Client, settings) -> None:
    settings.PORTAL_NAME = {"ru": "Gate", "en": "Gate"}  # one name: it tells no language apart
    for path, foot, menu in (("/x/", "Персональные", "Крупный"), ("/en/x/", "Personal data", "Large")):
        html = html_of(client.get(path))
        assert foot in html
        assert menu in html


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_look_never_leads_to_another_site(client: Client, target: str) -> None:
    assert client.post("/appearance/", {"next": target})["Location"] == "/"


def test_look_is_not_changed_by_a_link(client: Client) -> None:
    assert client.get("/appearance/", {"theme": "dark"}).status_code == 405


@pytest.mark.parametrize("cookie", ["", "theme:purple", 'size:"><script>', "theme", "_:_:_", "x" * 5000])
def test_a_foreign_cookie_leaves_the_usual_look(cookie: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = cookie
    assert Look.of(request) == Look()


def test_page_names_its_address_in_each_language(client: Client, settings) -> None:
    html = html_of(client.get("/en/gallery/?q=1"))
    base = settings.BASE_URL

    assert re.search(r'<a href="/gallery/\?q=1"\s+hreflang="ru"', html)
    with translation.override("ru"):
        page = " ".join(render_to_string("base.html", {}, request=_anonymous("/gallery/?q=1")).split())
    assert f'<link rel="canonical" href="{base}/gallery/">' in page
    assert f'hreflang="en" href="{base}/en/gallery/"' in page
    assert f'hreflang="x-default" href="{base}/gallery/"' in page


def _anonymous(path: str):
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415 - needs the apps

    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return request


def test_policy_lets_scripts_and_styles_come_from_files_of_the_portal_alone(client: Client) -> None:
    answer = client.get(GALLERY)
    policy = policy_in(answer)
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'")
    sources = re.findall(r"<script([^>]*)>", html_of(answer))
    assert sources
    assert all(' src="/static/' in source for source in sources)


def policy_in(answer: HttpResponse) -> dict[str, str]:
    """The Content-Security-Policy, by directive."""
    return dict(one.strip().split(" ", 1) for one in answer["Content-Security-Policy"].split(";"))


def test_unknown_page_is_404_in_the_portals_look(client: Client) -> None:
    answer = client.get("/no-such-door/")
    assert answer.status_code == 404
    assert "Такой двери здесь нет" in html_of(answer)
    assert "There is no such door here" in html_of(client.get("/en/no-such-door/"))


@pytest.mark.parametrize("template", ["400", "403", "403_csrf"])
def test_error_page_renders(template: str) -> None:
    html = render_to_string(f"errors/{template}.html", {}, request=_anonymous("/"))
    assert "<h1>" in html
    assert "site-header" in html


def test_server_error_page_needs_nothing_else() -> None:
    answer = ContentPolicyMiddleware(views.server_error)(RequestFactory().get("/"))
    html = answer.content.decode()
    style = re.search(r"<style>(.+?)</style>", html, re.DOTALL)
    assert answer.status_code == 500
    assert style
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    policy = policy_in(answer)
    assert (policy["default-src"], policy["style-src"]) == ("'none'", f"'sha256-{digest}'")
    assert "script-src" not in policy
    assert not re.search(r'<link|<script|src=|href="(?!/")', html)


def test_maintenance_page_stands_alone() -> None:
    html = render_to_string("errors/503.html")
    assert "<style" in html
    assert not re.search(r'<link|<script|src=|href="(?!/")', html)
