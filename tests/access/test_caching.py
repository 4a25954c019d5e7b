"""What was seen while signed in is kept by no shared cache, and neither is an error: every address is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from tests.access.expected import TABLE
from tests.access.world import KWARGS, World

# The same for everybody: kept by shared caches too.
PUBLIC = {"country_map", "share_image", "portal:manifest", "favicon", "touch_icon"}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield World.build()
        transaction.set_rollback(True)


@pytest.mark.parametrize("actor", ["owner", "organizer"])
def test_pages_seen_while_signed_in_are_private(world: World, actor: str) -> None:
    kept = {}
    for line in TABLE:
        if line.name in PUBLIC or line.name in ("healthz", "readyz", "metrics"):
            continue
        response = ask(world, actor, line)
        cache_control = response.headers.get("Cache-Control", "")
        if "private" not in cache_control and "no-store" not in cache_control:
            kept[line.name] = cache_control or "nothing"

    assert kept == {}


def test_errors_are_kept_by_nobody(world: World) -> None:
    refused = {line.name: response for line in TABLE if (response := ask(world, "anonymous", line)).status_code >= 400}

    assert len(refused) > 5
    assert {name for name, response in refused.items() if "no-store" not in response.headers["Cache-Control"]} == set()


def test_public_pages_may_be_kept_where_nobody_is_signed_in(world: World) -> None:
    response = world.clients["anonymous"].get(reverse("portal:about"))

    assert "no-store" not in response.headers.get("Cache-Control", "")


def ask(world: World, actor: str, line: Any) -> Any:
    cache.clear()
    with transaction.atomic():
        response = world.clients[actor].get(reverse(line.name, kwargs=KWARGS[line.kwargs](world, world.own)))
        transaction.set_rollback(True)
    return response


def test_own_failures_are_kept_by_nobody(client: Any, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("accelerator.portal.views.pages.SLUGS", None)
    response = client.get(reverse("portal:about"))

    assert (response.status_code, response.headers["Cache-Control"]) == (500, "no-store, private")
