"""Remembering that the database does not answer, so that one request finds it out and not every one of them."""

from __future__ import annotations

import time
from threading import Lock

import psycopg

PROBE_EVERY = 1.0  # seconds between two attempts of a process while the database is away


class DatabaseIsAway(psycopg.OperationalError):
    """The database did not answer a moment ago, and this caller need not find that out once more."""


class Breaker:
    """Open while the database is away: callers are refused at once, but for one a second who tries."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._open = False
        self._next_try = 0.0

    @property
    def is_open(self) -> bool:
        return self._open

    def check(self) -> None:
        """Raise DatabaseIsAway while it is open, unless it is this caller's turn to try."""
        if not self._open:
            return
        with self._lock:
            now = time.monotonic()
            if self._open and now < self._next_try:
                raise DatabaseIsAway("the database did not answer a moment ago")
            self._next_try = now + PROBE_EVERY

    def failed(self) -> None:
        """The database did not answer."""
        with self._lock:
            self._open = True
            self._next_try = time.monotonic() + PROBE_EVERY

    def succeeded(self) -> None:
        """The database answered."""
        if self._open:
            self._open = False
