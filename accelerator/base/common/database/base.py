"""Django's engine for PostgreSQL, for processes that serve pages: no wait for the database is without an end.

statement_timeout and lock_timeout are the server's own clocks, and a server that hangs (a stuck disk, SIGSTOP, a
machine that has gone) keeps none. So the client has one too; what it finds out is known to every thread of the process.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, ClassVar

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base

from accelerator.base.common.database.rows import RowQueues

# Seconds. Above the statement_timeout of the settings, so that a server that is well speaks first.
STATEMENT_DEADLINE = 4.5
CHECK_DEADLINE = 1.5  # of an empty question, before a connection is given to a request
PROBE_EVERY = 1.0  # seconds between two attempts of a process while the database is away


class DatabaseIsAway(psycopg.OperationalError):
    """The database did not answer a moment ago, and this caller need not find that out once more."""


class Breaker:
    """Open while the database is away: callers are refused at once, but for one a second who tries."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
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


breaker = Breaker()


class _Attempt(threading.local):
    """Whether this thread has found, while it looks for a connection, that nobody answers."""

    failed = False


_attempt = _Attempt()


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that is closed when the server has not answered by its deadline."""

    deadline = STATEMENT_DEADLINE

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        if timeout is not None:
            return super().wait(gen, interval, timeout)  # psycopg's own, which knows what follows
        try:
            answer = super().wait(gen, interval, self.deadline)
        except psycopg.errors._WaitTimeout as problem:
            # Half an answer may be on its way: nothing can be asked over this connection any more.
            self.pgconn.finish()
            breaker.failed()
            _attempt.failed = True
            raise DatabaseIsAway(f"the database did not answer within {self.deadline} s") from problem
        breaker.succeeded()
        return answer

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        """As psycopg does; the empty question, by which the pool checks a connection, is given less time.

        Once one connection has not answered it, the others of the pool are not asked by the same caller.
        """
        if query != "":
            return super().execute(query, *args, **kwargs)
        if _attempt.failed:
            raise DatabaseIsAway("another connection of the pool has not been answered")
        self.deadline = CHECK_DEADLINE
        try:
            return super().execute(query, *args, **kwargs)
        finally:
            self.deadline = STATEMENT_DEADLINE


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL with a pool of bounded connections, a breaker in front of it and short queues at its rows."""

    rows: ClassVar[RowQueues] = RowQueues(threads=settings.WEB_THREADS)

    def __init__(self, settings_dict: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        options = settings_dict["OPTIONS"]
        pool = {**options["pool"], "connection_class": BoundedConnection}
        super().__init__({**settings_dict, "OPTIONS": {**options, "pool": pool}}, *args, **kwargs)
        self.execute_wrappers.append(self._line_up)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        breaker.check()
        _attempt.failed = False
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.OperationalError:  # the pool's too: nobody could be reached in time
            breaker.failed()
            raise
        breaker.succeeded()
        return connection

    def _line_up(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
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
