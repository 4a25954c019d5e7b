"""The demo says on every page that it is one; the portal has no such sentence of its own."""

import re

import pytest
from django.conf import settings
from django.test import Client

from accelerator.base.common.shelf import shelf

PAGES = [("/about/", "Это демонстрация", "/demo/mail/"), ("/en/about/", "This is a demonstration", "/en/demo/mail/")]

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(("path", "words", "mail"), PAGES)
def test_page_about_the_portal_and_its_foot_say_it(path: str, words: str, mail: str, client: Client) -> None:
    main, footer = client.get(path).content.decode().split("<footer")

    assert f"<h2>{words}</h2>" in main
    assert words in footer
    assert f'href="{mail}"' in footer
    assert client.get(mail).status_code == 200


@pytest.mark.parametrize(("path", "words", "mail"), PAGES)
def test_notice_is_not_shown_elsewhere_even_after_the_demo_has_shown_it(
    path: str, words: str, mail: str, client: Client, request: pytest.FixtureRequest
) -> None:
    own = settings.TEMPLATES
    request.getfixturevalue("demo")
    assert words in client.get(path).content.decode()
    request.getfixturevalue("settings").TEMPLATES = own
    shelf.clear()  # settings are no part of a kept page's key

    html = client.get(path).content.decode()
    assert words not in html
    assert mail not in html
    assert not re.search(r"title-block__note", html)
