"""Rows that somebody holds for long: whoever wants one of them waits with few others, and the rest are told at once.

A lock that is taken and given back in its milliseconds is waited for as ever, also in a long queue: it moves. One that
is not would, request by request, take every thread of the process, and with them all the pages that have nothing to do
with the row.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import psycopg

PATIENCE = 1.0  # seconds in which nobody got the row: from then on nobody lines up behind those who wait
STUCK_FOR = 2.0  # seconds after a wait in vain during which one at a time may try the row again


class RowIsBusy(psycopg.errors.LockNotAvailable):
    """Others wait for this row already, and for longer than it should take."""


class RowQueues:
    """Who waits for which rows in this process, keyed by the statement that locks them and its values."""

    def __init__(self, *, threads: int) -> None:
        self._lock = Lock()
        self._waiting: defaultdict[object, list[float]] = defaultdict(list)
        self._moved: dict[object, float] = {}  # when one of those who wait got the row last
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
            one_tries = key in self._stuck_until and bool(ahead)
            stands = any(self._is_long(key, began, now) for began in ahead)
            if one_tries or stands or self._long(now) >= self._at_most_long:
                raise RowIsBusy("others have waited for this row for long")
            self._waiting[key].append(now)

    def _long(self, now: float) -> int:
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
