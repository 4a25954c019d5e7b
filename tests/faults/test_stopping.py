"""A web process that is asked to end, or that has served enough: no request is left without an answer."""

from __future__ import annotations

import signal
import socket
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import pytest

from accelerator.embedded.processes import wait_until
from tests.bench.visitor import Visitor
from tests.faults.engine import PATIENCE
from tests.server import Portal, start_portal

CLIENTS = 12


def ask(portal: Portal, path: str) -> int | str:
    """A request over a connection of its own, as a balancer sends it; its status, or what became of it."""
    address = urlsplit(portal.url)
    try:
        with socket.create_connection((address.hostname, address.port), timeout=PATIENCE) as client:
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            answer = b""
            while part := client.recv(65536):
                answer += part
    except ConnectionRefusedError:
        return "refused"
    except ConnectionResetError:
        return "reset"
    return int(answer.split()[1]) if answer else "closed without an answer"


def test_process_that_is_asked_to_end_answers_who_comes_until_it_is_known(transactional_db: None) -> None:
    portal = start_portal(DRAIN_SECONDS="4", workers=2)
    asked = Event()

    def until_refused(_number: int) -> list[tuple[bool, int | str]]:
        """What each request got, and whether it was sent after the signal.

        Between its last accept and the close of the socket a process cannot keep the kernel from taking a connection
        into the backlog, which the close resets. That is the end of the socket as well: the next request is refused.
        """
        found: list[tuple[bool, int | str]] = []
        while not found or found[-1][1] != "refused":
            after = asked.is_set()
            found.append((after, ask(portal, "/regions/")))
        if found[-2:-1] == [(True, "reset")]:
            del found[-2]
        return found

    try:
        with ThreadPoolExecutor(max_workers=CLIENTS + 1) as pool:
            clients = [pool.submit(until_refused, number) for number in range(CLIENTS)]
            assert wait_until(lambda: ask(portal, "/readyz") == 200, seconds=PATIENCE)
            portal.child.process.send_signal(signal.SIGTERM)
            asked.set()
            ready = pool.submit(lambda: wait_until(lambda: ask(portal, "/readyz") == 503, seconds=PATIENCE))
            answers = [answer for client in clients for answer in client.result()]
            assert ready.result()
        assert portal.child.process.wait(timeout=PATIENCE) == 0
    finally:
        portal.child.stop()
    assert {answer for _after, answer in answers} == {200, "refused"}
    assert Counter(answers)[True, 200] >= CLIENTS  # not ready any more, and still at work
    assert Counter(answers)[True, "refused"] == CLIENTS


def test_request_in_work_is_finished_when_the_process_ends(transactional_db: None) -> None:
    portal = start_portal()
    address = urlsplit(portal.url)
    with socket.create_connection((address.hostname, address.port), timeout=PATIENCE) as client:
        client.sendall(b"POST /appearance/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 14\r\n\r\ntheme=")
        assert wait_until(lambda: ask(portal, "/healthz") == 200, seconds=PATIENCE)
        portal.child.process.send_signal(signal.SIGTERM)
        assert wait_until(lambda: ask(portal, "/healthz") == "refused", seconds=PATIENCE)
        client.sendall(b"dark&t=1")
        answer = client.recv(4096)
    portal.child.stop()
    assert answer.startswith(b"HTTP/1.1 302 ")
    assert b"\r\nConnection: close\r\n" in answer


def test_processes_are_renewed_and_nobody_notices(transactional_db: None) -> None:
    portal = start_portal(WEB_MAX_REQUESTS="40", workers=2)
    try:
        born = _workers(portal)
        assert len(born) == 2

        def renewed(_number: int) -> Counter[int | str]:
            """Half of them on connections that stay open, as browsers' do."""
            found: Counter[int | str] = Counter()
            with Visitor(portal.url) as visitor:
                while born & _workers(portal):
                    found[visitor.get("/healthz").status] += 1
                    found[ask(portal, "/appearance-of-nothing/")] += 1
            return found

        with ThreadPoolExecutor(max_workers=4) as pool:
            answers = sum(pool.map(renewed, range(4)), Counter())
    finally:
        portal.child.stop()
    assert set(answers) == {200, 404}


@pytest.mark.parametrize("limit", [{"WEB_MAX_MEMORY_MB": "1"}])
def test_process_that_has_grown_is_renewed(transactional_db: None, limit: dict[str, str]) -> None:
    portal = start_portal(**limit)
    try:
        born = _workers(portal)
        assert wait_until(lambda: not born & _workers(portal), seconds=PATIENCE)
        with urllib.request.urlopen(portal.address("/healthz"), timeout=PATIENCE) as answer:
            assert answer.status == 200
    finally:
        portal.child.stop()


def _workers(portal: Portal) -> set[int]:
    pid = portal.child.process.pid
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
