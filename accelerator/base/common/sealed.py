"""Rewrapping all data sealed under IDENTITY_KEYS, so that an outer key can be retired.

An app that seals something answers `sealed_rows`; a test finds callers of `new_person_key` that do not.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from django.db import transaction
from django.db.models import QuerySet

from accelerator.base.common.encryption import outer_key_of, outer_keys
from accelerator.base.common.transactions import atomic

BATCH = 200


@dataclass(frozen=True)
class SealedRows:
    """The rows of one table that hold wrapped keys.

    `rewrap` wraps a row's keys with the newest outer key and saves it; it raises ValueError if the sealed data then do
    not open to the same text.
    """

    label: str
    rows: Callable[[], QuerySet[Any]]
    wrapped_keys: Callable[[Any], Iterable[bytes]]
    rewrap: Callable[[Any], None]


def key_usage(kind: SealedRows) -> Counter[str]:
    """Return how many rows each outer key wraps, by its name."""
    return Counter(name for row in _all_rows(kind) for name in _outer_keys(kind, row))


@dataclass
class Rewrapped:
    """Result for one table; `broken` are the primary keys of the rows that could not be opened."""

    moved: int
    broken: list[Any]


def rewrap_rows(kind: SealedRows) -> Rewrapped:
    """Rewrap every row with the newest outer key, in batches; interrupted, it continues when run again."""
    newest = next(iter(outer_keys()))
    moved = 0
    broken: list[Any] = []
    old: list[Any] = []
    for row in _all_rows(kind):
        if _outer_keys(kind, row) - {newest}:
            old.append(row.pk)
        if len(old) == BATCH:
            moved += _rewrap_batch(kind, old, newest, broken)
            old = []
    moved += _rewrap_batch(kind, old, newest, broken)
    return Rewrapped(moved, broken)


@atomic
def _rewrap_batch(kind: SealedRows, keys: list[Any], newest: str, broken: list[Any]) -> int:
    moved = 0
    # Read again under the lock: a row may have been erased or sealed again in the meantime.
    for row in kind.rows().filter(pk__in=keys).order_by("pk").select_for_update(of=("self",)):
        if not _outer_keys(kind, row) - {newest}:
            continue
        try:
            with transaction.atomic():
                kind.rewrap(row)
        except (KeyError, ValueError, InvalidTag):
            broken.append(row.pk)
        else:
            moved += 1
    return moved


def _all_rows(kind: SealedRows) -> Iterator[Any]:
    """Yield every row, in batches by primary key, so that no cursor stays open while rows change."""
    after = 0
    while batch := list(kind.rows().filter(pk__gt=after).order_by("pk")[:BATCH]):
        yield from batch
        after = batch[-1].pk


def _outer_keys(kind: SealedRows, row: Any) -> set[str]:
    return {outer_key_of(key) for key in kind.wrapped_keys(row)}
