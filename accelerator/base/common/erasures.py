"""The ledger of erasures: what was erased and when, in a file outside the database, never whom.

A backup still holds what was erased after it was made. Whoever restores one lets `manage.py replay_erasures` do again
what the ledger says. A line is first a row, written in the transaction that erases; once that is committed it is
appended to the file and forced to the disk before anybody is answered. A row that could not be written stays, and is
written by the next erasure or by beat's task.
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
    """Write into the ledger that these subjects are erased; inside the transaction that erases them."""
    if erasure_replays.find(what) is None:
        raise LookupError(f"nobody replays {what}")
    at = at or clock.now()
    if Erasure.objects.bulk_create(Erasure(what=what, subject=subject, at=at) for subject in subjects):
        transaction.on_commit(write_down, robust=True)


def write_down() -> int:
    """Append what waits to the file; returns how many lines. What cannot be written now waits on, and is logged."""
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
    """Add whole lines at the end, on the disk when this returns; a half line that a full disk left is ended first."""
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
            raise OSError("the line was not written to its end")
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
    """What came of a replay: how much was erased again, how much was gone already, and what needs a person."""

    erased: int = 0
    gone: int = 0
    left: list[str] = field(default_factory=list)


def read(lines: Iterable[str], damaged: list[int]) -> Iterator[Entry]:
    """The lines' entries; the numbers of lines that cannot be read are added to `damaged`."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
            at = datetime.fromisoformat(found["at"])
            yield Entry(at, str(found["what"]), UUID(found["subject"]), UUID(found["id"]))
        except (ValueError, KeyError, TypeError):
            damaged.append(number)


def replay(entries: Iterable[Entry]) -> Replayed:
    """Erase again what these entries say, in the order of their times; repeating it changes nothing."""
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
