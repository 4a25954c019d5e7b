"""Processor time of the web processes and of PostgreSQL, from /proc/*/task/*/schedstat: Linux only.

The kernel counts nanoseconds on a core, so waiting for one is not in them, whatever else the machine does.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True)
class Spent:
    """Milliseconds on a core."""

    web: float
    database: float

    @property
    def total(self) -> float:
        return self.web + self.database

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.web + other.web, self.database + other.database)

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.web - other.web, self.database - other.database)

    def __truediv__(self, count: float) -> Spent:
        return Spent(self.web / count, self.database / count)


class Meter:
    """Reads what two parents and their children have spent so far; a child that has ended is no longer counted.

    `without` are processes that work for the benchmark itself.
    """

    def __init__(self, *, web: int, database: int) -> None:
        self._web = web
        self._database = database
        self.without: set[int] = set()

    def read(self) -> Spent:
        sums = {self._web: 0, self._database: 0}
        for process, parent in _parents():
            owner = process if process in sums else parent
            if owner in sums and process not in self.without and not _is_maintenance(process):
                sums[owner] += _nanoseconds(process)
        return Spent(sums[self._web] / 1e6, sums[self._database] / 1e6)


def _parents() -> Iterator[tuple[int, int]]:
    for entry in PROC.iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):  # it has just ended
                # The name, in brackets, may hold anything.
                yield int(entry.name), int((entry / "stat").read_text().rpartition(")")[2].split()[1])


def _is_maintenance(process: int) -> bool:
    """Whether it cleans up after the seeding or an earlier run, and not for a request."""
    with contextlib.suppress(OSError):
        return b"autovacuum worker" in (PROC / str(process) / "cmdline").read_bytes()
    return False


def spent_by(process: int) -> float:
    """Return the milliseconds on a core of one process."""
    return _nanoseconds(process) / 1e6


def _nanoseconds(process: int) -> int:
    total = 0
    with contextlib.suppress(OSError):
        for task in (PROC / str(process) / "task").iterdir():
            with contextlib.suppress(OSError):
                total += int((task / "schedstat").read_text().split()[0])
    return total
