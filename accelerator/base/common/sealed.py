"""Everything that lies under the outer keys of IDENTITY_KEYS, so that a key can be retired.

An app that seals something answers `sealed_rows`; whoever calls `new_person_key` without doing so fails a test.
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

    `rewrap` puts a row's keys under the newest outer key and saves it; it raises ValueError if what was sealed does not
    open to the same afterwards.
    """

    label: str
    rows: Callable[[], QuerySet[Any]]
    wrapped_keys: Callable[[Any], Iterable[bytes]]
    rewrap: Callable[[Any], None]


def key_usage(kind: SealedRows) -> Counter[str]:
    """How many rows lie under each outer key, by its name."""
    return Counter(name for row in _walk(kind) for name in _names(kind, row))


@dataclass
class Rewrapped:
    """What became of one table's rows; `broken` are the primary keys of those that could not be opened."""

    moved: int
    broken: list[Any]


def rewrap_rows(kind: SealedRows) -> Rewrapped:
    """Put every row's keys under the newest outer key, in batches; interrupted, it goes on when it is run again."""
    newest = next(iter(outer_keys()))
    moved = 0
    broken: list[Any] = []
    old: list[Any] = []
    for row in _walk(kind):
        if _names(kind, row) - {newest}:
            old.append(row.pk)
        if len(old) == BATCH:
            moved += _rewrap_batch(kind, old, newest, broken)
            old = []
    moved += _rewrap_batch(kind, old, newest, broken)
    return Rewrapped(moved, broken)


@atomic
def _rewrap_batch(kind: SealedRows, keys: list[Any], newest: str, broken: list[Any]) -> int:
    moved = 0
    # Asked again under the lock: since it was read, a row may have been erased or sealed anew.
    for row in kind.rows().filter(pk__in=keys).order_by("pk").select_for_update(of=("self",)):
        if not _names(kind, row) - {newest}:
            continue
        try:
            with transaction.atomic():
                kind.rewrap(row)
        except (KeyError, ValueError, InvalidTag):
            broken.append(row.pk)
        else:
            moved += 1
    return moved


def _walk(kind: SealedRows) -> Iterator[Any]:
    """Every row, in batches by primary key, so that no cursor stays open while rows are changed."""
    after = 0
    while batch := list(kind.rows().filter(pk__gt=after).order_by("pk")[:BATCH]):
        yield from batch
        after = batch[-1].pk


def _names(kind: SealedRows, row: Any) -> set[str]:
    return {outer_key_of(key) for key in kind.wrapped_keys(row)}
