"""Every public page says what a link to it shows: walked by the table of addresses, as a stranger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation

from accelerator.base.common.sharing import find_card
from tests.access.expected import TABLE, Line
from tests.access.world import KWARGS, World

TAG = re.compile(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">')


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield World.build()
        transaction.set_rollback(True)


def seen_by_anybody(line: Line) -> bool:
    return line.get[0] == "."


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_public_page_says_what_a_link_to_it_shows(world: World, language: str) -> None:
    walked = {}
    for line in filter(seen_by_anybody, TABLE):
        with translation.override(language):
            path = reverse(line.name, kwargs=KWARGS[line.kwargs](world, world.own))
        answer = Client().get(path)
        page = answer.content.decode(errors="replace")
        is_page = (
            answer["Content-Type"].startswith("text/html") and "<html" in page
        )  # not a part that a script asks for
        if not is_page or 'content="noindex' in page:
            continue
        walked[line.name] = tags = {name: unescape(content) for name, content in TAG.findall(page)}
        [title] = re.findall(r"<title>([^<]+)</title>", page)
        [description] = re.findall(r'<meta\s+name="description"\s+content="([^"]*)"\s*>', page)
        assert unescape(title).startswith(tags["og:title"]), line.name
        whole = f"{tags['og:title']}\u00a0— {tags['og:site_name']}"
        assert whole.replace("\u00a0", " ") == unescape(title).replace("\u00a0", " ") or line.name == "portal:home"
        assert tags["og:description"] == unescape(description) != ""
        assert tags["og:url"] == settings.BASE_URL + path
        assert (tags["og:locale"], tags["og:locale:alternate"]) == {
            "ru": ("ru_RU", "en_US"),
            "en": ("en_US", "ru_RU"),
        }[language]
        assert (tags["og:image:width"], tags["og:image:height"]) == ("1200", "630")
        assert tags["twitter:card"] == "summary_large_image"
        assert tags["og:image"].startswith(settings.BASE_URL)
        path_of_picture = urlsplit(tags["og:image"]).path
        asked = resolve(path_of_picture)
        assert asked.view_name == "share_image"
        with translation.override(asked.kwargs["language"]):
            card = find_card(asked.kwargs["kind"], asked.kwargs["key"])
        assert card is not None
        # Found again, the card is the one that the page made of what it had at hand.
        assert (card.path, card.alt) == (path_of_picture, tags["og:image:alt"])
        assert card.language == language

    assert {
        "portal:home",
        "catalogue:tours",
        "catalogue:tour",
        "portal:enterprise",
        "portal:region",
        "routes:route",
    } < {*walked}
    assert {"forum:catalogue", "portal:forum", "seasons:season", "portal:about"} <= {*walked}
    titles = [tags["og:image"] for tags in walked.values()]
    assert len({*titles}) == len(titles), "two pages show the same picture"
