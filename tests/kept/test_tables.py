"""Kept pages read no table whose changes are not noted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, resolve

from accelerator.base.common.changes import Kind
from accelerator.base.common.shelf import shelf
from tests.access.world import World
from tests.forum.drafts import release
from tests.kept import pages
from tours.booking.views.holds import hold

pytestmark = pytest.mark.django_db

TABLE = re.compile(r'"([a-z]+_[a-z_]+)"|(?:FROM|JOIN) ([a-z]+_[a-z_]+)')
# What says whether anything has changed.
VERSIONS = {"common_change"}
# What is read at each request, for the live parts of a page that has some; or what the kind OUTLOOK stands for.
SEATS = {"tours_slot", "booking_booking", "tours_outlook", "tours_dueoutlook"}
# What step one reads at each request besides: whether this form was sent before, and who else is holding places.
ORDERS = {"booking_order"}


def noted() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
            " WHERE proname = 'common_note_change' GROUP BY tgrelid, tgargs HAVING count(*) = 4"
        )
        return {table for (table,) in cursor.fetchall()}


def views() -> Iterator[Callable[..., HttpResponse]]:
    def within(patterns: list) -> Iterator[Callable[..., HttpResponse]]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from within(one.url_patterns)
            else:
                yield one.callback

    return within(get_resolver().url_patterns)


def test_pages_of_every_kept_view_are_looked_at() -> None:
    release(World.build().public["forum"])
    asked = {resolve(address).func for address in pages.addresses()}

    assert {view for view in views() if hasattr(view, "kept")} - asked == set()


def test_every_table_that_a_kept_page_reads_is_noted() -> None:
    release(World.build().public["forum"])
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    shelf.clear()
    addresses = pages.addresses()
    assert addresses
    read: dict[str, set[str]] = {}
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            response = Client().get(address)
        assert response.status_code == 200, address
        found = {one or other for query in queries for one, other in TABLE.findall(query["sql"])}
        view = resolve(address).func
        follows_seats = Kind.OUTLOOK in view.kept or view.kept_live
        read[address] = (found & tables) - VERSIONS - (SEATS if follows_seats else set())
        if view is hold:
            read[address] -= ORDERS
    unnoted = {address: names - noted() for address, names in read.items()}

    assert {address: names for address, names in unnoted.items() if names} == {}
