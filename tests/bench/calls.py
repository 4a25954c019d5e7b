"""Function calls and statements of a request, counted in the process itself: the same on any machine, at any load."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from io import BytesIO
from types import FrameType
from typing import Any

import psycopg
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from tests.bench.visitor import Page, Visitor

_EXECUTE = {psycopg.Cursor.execute.__code__, psycopg.Cursor.executemany.__code__}
# What a transaction is made of differs between a test, which runs in one, and a request.
_BRACKETS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "COMMIT")
_CHECKS = ("", "SELECT 1")  # whether a connection is still there


@dataclass
class Count:
    """Calls of functions, Python's and C's, and statements that were sent."""

    calls: int = 0
    statements: int = 0


@contextmanager
def counted() -> Iterator[Count]:
    """Count what this thread does in the block."""
    count = Count()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event in ("call", "c_call"):
            count.calls += 1
            if event == "call" and frame.f_code in _EXECUTE and _is_statement(frame):
                count.statements += 1

    gc.collect()
    gc.disable()  # what it finds depends on what was there before
    sys.setprofile(note)
    try:
        yield count
    finally:
        sys.setprofile(None)
        gc.enable()


def _is_statement(frame: FrameType) -> bool:
    query = frame.f_locals["query"]
    text = query if isinstance(query, str) else str(query)
    return text not in _CHECKS and not text.startswith(_BRACKETS)


class CountedVisitor(Visitor):
    """A browser in front of the application itself; `counts` has its requests in their order."""

    def __init__(self, application: Callable[..., Any] | None = None) -> None:
        super().__init__("http://127.0.0.1")
        self.counts: list[Count] = []
        self._application = application or WSGIHandler()
        # A thread of a server knows a few context variables. Each change of settings in a test leaves some more, and
        # the log's middleware goes through all of them.
        self._context = Context()

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> bytes:
        response = self._application(environ, start)
        content = b"".join(response)
        response.close()
        return content

    def _ask(self, method: str, path: str, body: bytes | None) -> Page:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"HTTP_HOST": "127.0.0.1", "HTTP_ACCEPT_LANGUAGE": "ru", "HTTP_X_FORWARDED_FOR": self.network}
        request = RequestFactory().generic(
            method, path, body or b"", "application/x-www-form-urlencoded", HTTP_COOKIE=cookies, **headers
        )
        started: list[tuple[str, list[tuple[str, str]]]] = []
        environ = {**request.environ, "wsgi.input": BytesIO(body or b"")}
        with counted() as count:
            content = self._context.run(self._answer, environ, lambda status, lines: started.append((status, lines)))
        self.counts.append(count)
        ((status, lines),) = started
        self._remember([value for name, value in lines if name == "Set-Cookie"])
        found = dict(lines)
        return Page(int(status[:3]), content, found.get("Location", ""), found.get("Retry-After", ""))
