"""Django's engine for PostgreSQL, for processes that serve pages: every wait for the database has a deadline.

The server enforces statement_timeout and lock_timeout, unless it hangs itself (a stuck disk, SIGSTOP, a machine that
vanished). So the client has a deadline too; once one is missed, a breaker tells every thread of the process.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, ClassVar

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base

from accelerator.base.common.database.rows import RowQueues

# Seconds. Above the statement_timeout of the settings, so that a healthy server reports first.
STATEMENT_DEADLINE = 4.5
CHECK_DEADLINE = 1.5  # of the empty query that checks a connection before a request gets it
PROBE_EVERY = 1.0  # seconds between two attempts of this process while the database is away


class DatabaseIsAway(psycopg.OperationalError):
    """The database did not answer, to this caller or a moment ago to another."""


class Breaker:
    """Open while the database is away: callers are refused at once, except one a second, who tries."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open = False
        self._next_try = 0.0

    @property
    def is_open(self) -> bool:
        return self._open

    def check(self) -> None:
        """Raise DatabaseIsAway while open, unless it is this caller's turn to try."""
        if not self._open:
            return
        with self._lock:
            now = time.monotonic()
            if self._open and now < self._next_try:
                raise DatabaseIsAway("the database did not answer a moment ago")
            self._next_try = now + PROBE_EVERY

    def failed(self) -> None:
        """Open: the database did not answer."""
        with self._lock:
            self._open = True
            self._next_try = time.monotonic() + PROBE_EVERY

    def succeeded(self) -> None:
        """Close: the database answered."""
        if self._open:
            self._open = False


breaker = Breaker()


class _Attempt(threading.local):
    """Whether a connection has failed while this thread looks for one."""

    failed = False


_attempt = _Attempt()


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that is closed when the server does not answer by its deadline."""

    deadline = STATEMENT_DEADLINE

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        if timeout is not None:
            return super().wait(gen, interval, timeout)  # a wait of psycopg's own
        try:
            answer = super().wait(gen, interval, self.deadline)
        except psycopg.errors._WaitTimeout as problem:
            # Half an answer may be on its way, so this connection cannot be used again.
            self.pgconn.finish()
            breaker.failed()
            _attempt.failed = True
            raise DatabaseIsAway(f"the database did not answer within {self.deadline} s") from problem
        breaker.succeeded()
        return answer

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        """Give less time to the empty query, by which the pool checks a connection.

        Once one connection has failed it, this thread does not check the pool's others.
        """
        if query != "":
            return super().execute(query, *args, **kwargs)
        if _attempt.failed:
            raise DatabaseIsAway("another connection of the pool did not answer")
        self.deadline = CHECK_DEADLINE
        try:
            return super().execute(query, *args, **kwargs)
        finally:
            self.deadline = STATEMENT_DEADLINE


class Stack(deque[Any]):
    """The free connections of a pool, of which the one that was given back last is taken next.

    Psycopg's pool takes each in turn; but a connection keeps the plans of the statements it has met, and the more of
    them take turns, the more often a page meets one that has not planned its statements yet.
    """

    def popleft(self) -> Any:
        return self.pop()


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL with a pool of bounded connections, a breaker in front of it and short queues at locked rows."""

    rows: ClassVar[RowQueues] = RowQueues(threads=settings.WEB_THREADS)
    _stacking: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, settings_dict: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        options = settings_dict["OPTIONS"]
        pool = {**options["pool"], "connection_class": BoundedConnection}
        super().__init__({**settings_dict, "OPTIONS": {**options, "pool": pool}}, *args, **kwargs)
        self.execute_wrappers.append(self._queue_for_rows)

    @property
    def pool(self) -> Any:
        pool = super().pool
        if pool is not None and not isinstance(pool._pool, Stack):
            with self._stacking:
                if not isinstance(pool._pool, Stack):  # it is not open yet
                    pool._pool = Stack()
        return pool

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        breaker.check()
        _attempt.failed = False
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.OperationalError:  # the pool's timeout is one too
            breaker.failed()
            raise
        breaker.succeeded()
        return connection

    def _queue_for_rows(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not _waits_for_rows(sql):
            return execute(sql, params, many, context)
        with self.wrap_database_errors, self.rows.wait((sql, repr(params))):
            return execute(sql, params, many, context)


def _waits_for_rows(sql: Any) -> bool:
    return (
        isinstance(sql, str)
        and (" FOR NO KEY UPDATE" in sql or " FOR UPDATE" in sql)
        and not sql.endswith((" SKIP LOCKED", " NOWAIT"))
    )
