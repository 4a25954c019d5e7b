"""Short queues at rows that are locked for long: few requests wait for such a row, the others are refused at once.

A queue of any length is fine while it moves: most locks last milliseconds. A row that stays locked would otherwise take
every thread of the process, request by request, and with them all pages that have nothing to do with it.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import psycopg

PATIENCE = 1.0  # seconds without anyone getting the row, after which nobody may join the queue
STUCK_FOR = 2.0  # seconds after a failed wait during which only one request at a time may try the row


class RowIsBusy(psycopg.errors.LockNotAvailable):
    """Others have been waiting for this row for longer than it should take."""


class RowQueues:
    """The requests of this process that wait for rows, by the locking statement and its values."""

    def __init__(self, *, threads: int) -> None:
        self._lock = Lock()
        self._waiting: defaultdict[object, list[float]] = defaultdict(list)
        self._moved: dict[object, float] = {}  # when the row was last obtained
        self._stuck_until: dict[object, float] = {}
        self._most_long_waits = max(1, threads // 2)

    @contextmanager
    def wait(self, key: object) -> Iterator[None]:
        """Count the caller as waiting while it locks the rows; raise RowIsBusy if too many are."""
        began = time.monotonic()
        self._enter(key, began)
        try:
            yield
        except Exception:
            with self._lock:
                now = time.monotonic()
                if self._is_long(key, began, now):
                    self._stuck_until[key] = now + STUCK_FOR
            raise
        else:
            with self._lock:
                self._moved[key] = time.monotonic()
        finally:
            self._leave(key, began)

    def _enter(self, key: object, now: float) -> None:
        with self._lock:
            self._stuck_until = {row: until for row, until in self._stuck_until.items() if until > now}
            ahead = self._waiting.get(key, [])
            is_being_tried = key in self._stuck_until and bool(ahead)
            is_stuck = any(self._is_long(key, began, now) for began in ahead)
            if is_being_tried or is_stuck or self._count_long(now) >= self._most_long_waits:
                raise RowIsBusy("others have waited for this row for long")
            self._waiting[key].append(now)

    def _count_long(self, now: float) -> int:
        return sum(self._is_long(key, began, now) for key, waits in self._waiting.items() for began in waits)

    def _is_long(self, key: object, began: float, now: float) -> bool:
        return now - max(began, self._moved.get(key, began)) > PATIENCE

    def _leave(self, key: object, began: float) -> None:
        with self._lock:
            waits = self._waiting[key]
            waits.remove(began)
            if not waits:
                del self._waiting[key]
                self._moved.pop(key, None)
