"""The public pages that are there, each as it is kept and as it is drawn afresh."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from unittest.mock import patch

from django.core.cache import caches
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client
from django.test.signals import template_rendered
from django.urls import resolve, reverse
from structlog.testing import capture_logs

from accelerator.base.common import clock
from accelerator.base.common.shelf import shelf
from accelerator.forum.models import Forum, Session
from accelerator.portal.models import Page
from accelerator.seasons.models import Season
from regions.enterprises.models import Enterprise
from regions.models import Region
from tests.travels import tell
from tours.models import Slot, Tour
from tours.routes.models import Route

EACH = 2  # pages of one kind
LISTS = (
    "portal:home", "portal:regions", "portal:about", "catalogue:tours", "routes:catalogue", "forum:catalogue",
    "seasons:catalogue",
)  # fmt: skip
# What each reader of a form is given for themselves, and the work that grows with each who reads.
_OWN = re.compile(rb'((?:name="(?:csrfmiddlewaretoken|key|ticket)" value=|data-work=)")[^"]*')
GZIP = {"accept-encoding": "gzip"}


def addresses() -> list[str]:
    """Return the addresses of kept pages, those of the latest rows of each kind, in Russian."""
    return [address for address in _addresses() if hasattr(resolve(address).func, "kept")]


def _addresses() -> Iterator[str]:
    for name in LISTS:
        yield reverse(name)
    kinds: list[QuerySet] = [
        Tour.objects.published(), Enterprise.objects.all(),
        Region.objects.filter(pk__in=Enterprise.objects.values("region")),
        Route.objects.all(), Forum.objects.all(), Season.objects.all(), Page.objects.all(),
    ]  # fmt: skip
    for rows in kinds:
        for row in islice(rows.order_by("-pk"), EACH):
            yield row.get_absolute_url()
    for forum in islice(Forum.objects.order_by("-pk"), EACH):
        yield reverse("forum:programme", args=[forum.slug])
    released = Session.objects.filter(forum__releases__isnull=False).select_related("forum")
    for session in islice(released.order_by("-pk").distinct(), EACH):
        yield reverse("forum:session", args=[session.forum.slug, session.uuid])
    for slot in islice(Slot.objects.order_by("-pk"), EACH):
        yield reverse("booking:hold", args=[slot.uuid])


def keep(pages: list[str]) -> None:
    """Draw each page, so that it is kept."""
    _settle()
    for address in pages:
        _get(address)


def differences(pages: list[str]) -> list[str]:
    """Return those of the pages that are served otherwise than they would be drawn at this moment."""
    found = []
    with clock.at(clock.now()):
        _settle()
        served = [_answer(address) for address in pages]
        shelf.clear()
        for address, before in zip(pages, served, strict=True):
            if before != _answer(address):
                found.append(address)
    return found


def _settle() -> None:
    """Have done now what a commit would do, in a test that never commits: renew the outlooks that are due."""
    if connection.in_atomic_block:
        tell(connection)
        for when in ("IMMEDIATE", "DEFERRED"):
            connection.connection.execute(f"SET CONSTRAINTS tours_dueoutlook_renewed {when}")


def _answer(address: str) -> tuple[int, bytes]:
    response = _get(address)
    packed = response.headers.get("Content-Encoding") == "gzip"  # Django's own is padded by a random length
    text = gzip.decompress(response.content) if packed else response.content
    return response.status_code, without_own(text)


def without_own(page: bytes) -> bytes:
    """Return the page without the values that each reader has for himself: token, key, ticket and its work."""
    return _OWN.sub(rb"\1", page)


def _get(address: str) -> HttpResponse:
    """Return the page, kept from the test around it, which may be in the middle of a request of its own.

    What its `response.context` and `response.templates` hold are the templates of its own page, the lines of the log
    that it reads are those of its own doings, and nobody else is choosing the places that it wants.
    """
    with ExitStack() as apart:
        apart.enter_context(patch.object(template_rendered, "receivers", []))
        apart.enter_context(capture_logs())
        for store in (caches["default"]._valkey, caches["default"]._table):
            apart.enter_context(patch.object(store, "key_prefix", "watch"))
        return Client().get(address, headers=GZIP)
