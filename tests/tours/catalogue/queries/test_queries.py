"""The queries' own rules: enough of them, of every kind, wanting what the demo has, and not read off an address."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tours.catalogue.queries import HALVES, WantedQuery, read_queries

ROOT = Path(__file__).resolve().parents[4]


def content(name: str) -> Any:
    return json.loads((ROOT / "accelerator" / "demo" / "content" / f"{name}.json").read_text(encoding="utf-8"))


def everything_of_the_demo() -> Iterator[str]:
    for kind, name in (("tour", "tours"), ("enterprise", "enterprises"), ("route", "routes")):
        yield from (f"{kind}:{row['slug']}" for row in content(name))
    for forum in ("forum_2022", "forum_2027"):
        yield from (f"session:{row['key']}" for row in content(forum)["sessions"])
    regions = json.loads((ROOT / "regions" / "data" / "regions.json").read_text(encoding="utf-8"))
    yield from (f"region:{row['slug']}" for row in regions)


def every_query() -> list[WantedQuery]:
    return [query for half in HALVES for query in read_queries(half)]


@pytest.mark.parametrize("half", HALVES)
def test_half_has_at_least_a_hundred_queries_from_everybody(half: str) -> None:
    queries = read_queries(half)
    assert len(queries) >= 100
    assert {query.who for query in queries} == {"family", "teacher", "buyer", "other"}
    assert {identity.partition(":")[0] for query in queries for identity in query.wanted} == {
        "tour", "enterprise", "region", "route", "session",
    }  # fmt: skip


def test_no_query_is_written_twice() -> None:
    texts = [query.text for query in every_query()]
    assert len(texts) == len(set(texts))


def test_queries_want_what_the_demo_has() -> None:
    wanted = {identity for query in every_query() for identity in query.wanted}
    assert all(query.wanted for query in every_query())
    assert wanted <= set(everything_of_the_demo())


def test_no_query_is_made_of_the_words_of_an_address() -> None:
    for query in every_query():
        words = set(re.findall(r"[^\W\d_]{2,}", query.text.lower()))
        addressed = {word for identity in query.wanted for word in identity.partition(":")[2].split("-")}
        assert not words & addressed, query.text
