"""Clients that are slow on purpose: forty of each sort, and the portal answers everybody else."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import pytest

from accelerator.embedded.processes import wait_until
from accelerator.serving import worker
from tests.bench.visitor import Visitor
from tests.faults.engine import PATIENCE
from tests.server import Portal

FORTY = 40
HALF_HEAD = b"GET /regions/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: "
HALF_BODY = b"POST /appearance/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\ntheme="
UNREAD = b"GET /regions/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 40


@contextmanager
def clients(portal: Portal, words: bytes) -> Iterator[Callable[[], None]]:
    """Forty connections that have said this much; what is yielded lets each say one byte more."""
    address = urlsplit(portal.url)
    with ExitStack() as stack:
        found = []
        for _number in range(FORTY):
            client = stack.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            client.settimeout(5)
            client.connect((address.hostname, address.port))
            client.sendall(words)
            found.append(client)

        def drip() -> None:
            for client in found:
                client.sendall(b"x")

        yield drip


@pytest.mark.parametrize("words", [b"", HALF_HEAD, HALF_BODY, UNREAD], ids=["silent", "head", "body", "unread"])
def test_forty_slow_clients_keep_nobody_waiting(live_portal: Portal, words: bytes) -> None:
    with clients(live_portal, words) as drip, Visitor(live_portal.url) as visitor:
        for _time in range(3):
            if words in (HALF_HEAD, HALF_BODY):
                drip()
            assert [visitor.get(path).status for path in ("/healthz", "/regions/", "/readyz")] == [200] * 3


@pytest.mark.slow
@pytest.mark.parametrize("words", [HALF_HEAD, HALF_BODY], ids=["head", "body"])
def test_slow_clients_are_cut_off(live_portal: Portal, words: bytes) -> None:
    with clients(live_portal, words) as drip:

        def is_cut_off() -> bool:
            try:
                drip()
            except OSError:
                return True
            return False

        assert wait_until(is_cut_off, seconds=worker.HEAD_DEADLINE + PATIENCE, pause=0.5)


def test_server_does_not_name_itself(live_portal: Portal) -> None:
    address = urlsplit(live_portal.url)
    for asked in (b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", b"NONSENSE\r\n\r\n"):
        with socket.create_connection((address.hostname, address.port), timeout=30) as client:
            client.sendall(asked)
            answer = b""
            while part := client.recv(65536):
                answer += part
        assert answer.startswith(b"HTTP/1.")
        assert b"\r\nServer:" not in answer
        assert b"waitress" not in answer.lower()
        assert b"gunicorn" not in answer.lower()


def test_body_that_is_too_large_is_refused_before_it_is_read(live_portal: Portal) -> None:
    address = urlsplit(live_portal.url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as client:
        client.sendall(b"POST /appearance/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99000000\r\n\r\n")
        assert client.recv(4096).startswith(b"HTTP/1.1 413 ")
