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
