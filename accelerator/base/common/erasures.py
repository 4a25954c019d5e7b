"""The ledger of erasures: what was erased and when, in a file outside the database; it names subjects by UUID alone.

A backup still holds what was erased after it was made, so after a restore `manage.py replay_erasures` erases it again.
A line of the ledger is first a row, written in the transaction that erases; after the commit it is appended to the file
and synced before the request is answered. A row that could not be written stays for the next erasure or beat's task.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction

from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal
from accelerator.base.common.hooks import erasure_replays
from accelerator.base.common.models import Erasure
from accelerator.base.common.transactions import atomic

logger = structlog.get_logger(__name__)
BATCH = 500


def record(what: str, subjects: Iterable[UUID], *, at: datetime | None = None) -> None:
    """Enter these subjects in the ledger; call it inside the transaction that erases them."""
    if erasure_replays.find(what) is None:
        raise LookupError(f"no app replays {what}")
    at = at or clock.now()
    if Erasure.objects.bulk_create(Erasure(what=what, subject=subject, at=at) for subject in subjects):
        transaction.on_commit(write_down, robust=True)


def write_down() -> int:
    """Append the waiting rows to the file; return how many. What cannot be written is logged and stays."""
    written = 0
    try:
        while rows := _write_batch():
            written += rows
    except (OSError, DatabaseError) as problem:
        logger.error("erasure_ledger_not_written", ledger=str(settings.ERASURE_LEDGER), problem=str(problem))
    return written


@atomic
def _write_batch() -> int:
    rows = list(Erasure.objects.select_for_update(skip_locked=True).order_by("pk")[:BATCH])
    if rows:
        _append("".join(_line(row) for row in rows).encode())
        Erasure.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _line(row: Erasure) -> str:
    entry = {"at": row.at.isoformat(), "what": row.what, "subject": str(row.subject), "id": str(row.uuid)}
    return json.dumps(entry) + "\n"


def _append(lines: bytes) -> None:
    """Append whole lines and sync them; an incomplete line left by a full disk is terminated first."""
    ledger: Path = settings.ERASURE_LEDGER
    is_new = not ledger.exists()
    ledger.parent.mkdir(parents=True, exist_ok=True)
    with ledger.open("ab+", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if size := file.seek(0, os.SEEK_END):
            file.seek(size - 1)
            if file.read(1) != b"\n":
                lines = b"\n" + lines
        if file.write(lines) != len(lines):
            raise OSError("the line was not written completely")
        os.fsync(file.fileno())
    if is_new:
        folder = os.open(ledger.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@dataclass(frozen=True)
class Entry:
    """A line of a ledger."""

    at: datetime
    what: str
    subject: UUID
    id: UUID


@dataclass
class Replayed:
    """Result of a replay: how many were erased again, how many were gone already, and which need an operator."""

    erased: int = 0
    gone: int = 0
    left: list[str] = field(default_factory=list)


def read(lines: Iterable[str], damaged: list[int]) -> Iterator[Entry]:
    """Parse the lines; the numbers of those that cannot be read are added to `damaged`."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            at = datetime.fromisoformat(row["at"])
            yield Entry(at, str(row["what"]), UUID(row["subject"]), UUID(row["id"]))
        except (ValueError, KeyError, TypeError):
            damaged.append(number)


def replay(entries: Iterable[Entry]) -> Replayed:
    """Erase the entries again in the order of their times; repeating it changes nothing."""
    result = Replayed()
    for entry in sorted({entry.id: entry for entry in entries}.values(), key=lambda entry: entry.at):
        again = erasure_replays.find(entry.what)
        if again is None:
            result.left.append(f"{entry.what} {entry.subject}: this release knows no such erasure")
            continue
        try:
            done = again(entry.subject, entry.at)
        except Refusal as refusal:
            result.left.append(f"{entry.what} {entry.subject}: {refusal}")
            continue
        result.erased += done
        result.gone += not done
    return result
