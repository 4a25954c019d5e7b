"""What is read anew only when the kind CHOICE changes reads nothing that this kind leaves out."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accelerator.base.common.changes import Kind
from accelerator.base.common.shelf import Present
from tests.access.world import World
from tests.kept.test_tables import SEATS, TABLE

pytestmark = pytest.mark.django_db

COLUMN = re.compile(r'"?(\w+)"?\."(\w+)"')
NAMED = re.compile(r'"(\w+)" (?:AS )?"?([UVWT]\d+|[a-z]\w*)"?(?= |\)|$)', re.IGNORECASE)
# The moment from which the clock alone changes something is read beside each, and bounds it.
ADDRESSES = (
    "/", "/tours/", "/tours/?when=today", "/tours/?when=weekend&sort=price&age=9&wheelchair=1&free=1&pupils=1",
    "/tours/?city=x&wheelchair_full=1&no_stairs=1&quiet=1&duration_to=60",
    "/tours/?theme=metal&region=klu&industry=food&kind=business&language=en&price_to=500&page=2",
)  # fmt: skip


def left_out() -> dict[tuple[str, int], set[str]]:
    """The columns that triggers leave out, by table and kind."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text, encode(tgargs, 'escape') FROM pg_trigger"
            " JOIN pg_proc ON pg_proc.oid = tgfoid WHERE proname = 'common_note_change'"
        )
        found = {}
        for table, arguments in cursor.fetchall():
            kind, columns = arguments.split(r"\000")[:2]
            found[table, int(kind)] = set(columns.strip("{}").split(",")) - {""}
        return found


def test_columns_of_what_is_reused_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    World.build()
    texts: dict[str, tuple[Sequence[Kind], set[str]]] = {}
    reads = Present.read

    # Of those that every text changes, nothing is left out.
    def recorded(self: Present, name: str, kinds: Sequence[Kind], make: Callable[[], Any], *asked: Hashable) -> Any:
        def made() -> Any:
            with CaptureQueriesContext(connection) as queries:
                read = make()
            if Kind.CONTENT not in kinds:
                texts.setdefault(name, (kinds, set()))[1].update(query["sql"] for query in queries)
            return read

        return reads(self, name, kinds, made, *asked)

    monkeypatch.setattr(Present, "read", recorded)
    for address in ADDRESSES:
        assert Client().get(address).status_code == 200

    assert {*texts} == {"catalogue", "regions", "featured", "themes"}
    ignored, known_tables = left_out(), {*connection.introspection.table_names()}
    for name, (kinds, queries) in texts.items():
        for query in queries:
            tables = {name for names in TABLE.findall(query) for name in names} & known_tables
            aliases = {alias: table for table, alias in NAMED.findall(query) if table in tables}
            for table in tables - SEATS:
                assert any((table, kind) in ignored for kind in kinds), f"{name} reads {table}"
            for owner, column in COLUMN.findall(query):
                table = aliases.get(owner, owner)
                known = [ignored[table, kind] for kind in kinds if (table, kind) in ignored]
                if known and table != "tours_outlook":
                    assert not set.intersection(*known) >= {column}, f"{name} reads {table}.{column}"
