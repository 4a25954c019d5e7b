"""Counts of limits: the same from Valkey and from the table that takes its place."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.cache import caches

from accelerator.base.common.cache import TABLE, CountingTable, CountingValkey

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", [CountingValkey, CountingTable])
def test_several_counts_are_read_at_once(kind: type[CountingValkey | CountingTable]) -> None:
    caches["default"].clear()
    cache = kind(settings.REDIS_URL if kind is CountingValkey else TABLE, {})
    for key in ("seen", "seen", "once"):
        cache.count(key, 60)

    assert cache.counts(["seen", "never", "once"]) == [2, 0, 1]


@pytest.mark.parametrize("kind", [CountingValkey, CountingTable])
def test_mark_counts_once_while_it_or_the_one_before_it_stands(kind: type[CountingValkey | CountingTable]) -> None:
    caches["default"].clear()
    cache = kind(settings.REDIS_URL if kind is CountingValkey else TABLE, {})
    cache.count("earlier", 60)

    def count(mark: str, before: str) -> list[int]:
        return cache.count_once([mark, before], ["all", "near"], ["earlier", "never"], 60)

    assert count("a2", "a1") == [1, 1, 1, 0]
    assert count("a2", "a1") == [1, 1, 1, 0]
    assert count("a3", "a2") == [1, 1, 1, 0]
    assert count("b3", "b2") == [2, 2, 1, 0]
    assert 0 < cache.counted("all")[1] <= 60
