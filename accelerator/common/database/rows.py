"""Rows that somebody holds for long: whoever wants one of them waits with few others, and the rest are told at once.

A lock that is taken and given back in its milliseconds is waited for as ever. One that is not would, request by
request, take every thread of the process, and with them all the pages that have nothing to do with the row.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import psycopg

PATIENCE = 1.0  # seconds after which a wait is a long one, and nobody lines up behind it
STUCK_FOR = 2.0  # seconds after a wait in vain during which one at a time may try the row again


class RowIsBusy(psycopg.errors.LockNotAvailable):
    """Others wait for this row already, and for longer than it should take."""


class RowQueues:
    """Who waits for which rows in this process, keyed by the statement that locks them and its values."""

    def __init__(self, *, threads: int) -> None:
        self._lock = Lock()
        self._waiting: defaultdict[object, list[float]] = defaultdict(list)
        self._stuck_until: dict[object, float] = {}
        self._at_most_long = max(1, threads // 2)

    @contextmanager
    def wait(self, key: object) -> Iterator[None]:
        """Count the caller among those who wait while it locks the rows; RowIsBusy where too many do already."""
        began = time.monotonic()
        self._enter(key, began)
        try:
            yield
        except Exception:
            if time.monotonic() - began > PATIENCE:
                with self._lock:
                    self._stuck_until[key] = time.monotonic() + STUCK_FOR
            raise
        finally:
            self._leave(key, began)

    def _enter(self, key: object, now: float) -> None:
        with self._lock:
            self._stuck_until = {row: until for row, until in self._stuck_until.items() if until > now}
            ahead = self._waiting.get(key, [])
            one_tries = key in self._stuck_until and bool(ahead)
            if one_tries or any(now - began > PATIENCE for began in ahead) or self._long(now) >= self._at_most_long:
                raise RowIsBusy("others have waited for this row for long")
            self._waiting[key].append(now)

    def _long(self, now: float) -> int:
        return sum(now - began > PATIENCE for waits in self._waiting.values() for began in waits)

    def _leave(self, key: object, began: float) -> None:
        with self._lock:
            waits = self._waiting[key]
            waits.remove(began)
            if not waits:
                del self._waiting[key]
