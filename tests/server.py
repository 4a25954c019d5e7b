"""A real server process on a test's database, for journeys, races and faults.

Not pytest-django's live_server thread: Playwright's loop and the ORM do not share a thread, and a race through one
interpreter lock is no race.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from accelerator.embedded.processes import Child, spawn, wait_until
from tests.bench.visitor import CHEAP_PROOFS
from tests.cluster import FOLDER, ROOT


@dataclass(frozen=True)
class Portal:
    """A running portal; `address("/tours/")` is where a client finds a page."""

    url: str
    child: Child
    log: Path

    def address(self, path: str) -> str:
        return self.url + path


def start_portal(*options: str, threads: int = 8, workers: int = 1, **environment: str) -> Portal:
    """Start gunicorn on a free loopback port, on the database of this test process; the caller ends `portal.child`."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        log = Path(os.environ[FOLDER]) / f"server-{listening.getsockname()[1]}.log"
        argv = [
            sys.executable, "-m", "gunicorn", "-c", "python:accelerator.serving.configuration",
            "--bind", f"fd://{listening.fileno()}", "--workers", str(workers), *options,
        ]  # fmt: skip
        processes = {"PORTAL_WEB": "1", "WEB_THREADS": str(threads), "DRAIN_SECONDS": "0"}
        with log.open("wb") as output:
            child = spawn(
                "portal",
                argv,
                env={
                    **os.environ,
                    **CHEAP_PROOFS,
                    **processes,
                    "BASE_URL": url,
                    "PYTHONPATH": str(ROOT),
                    **environment,
                },
                cwd=ROOT,
                output=output,
                death_signal=signal.SIGQUIT,
                pass_fds=[listening.fileno()],
            )
    portal = Portal(url, child, log)

    def answers() -> bool:
        if child.process.poll() is not None:
            raise RuntimeError(f"The server did not start:\n{log.read_text(errors='replace')}")
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5) as response:
                return bool(response.status == 200)
        except urllib.error.HTTPError as error:
            child.stop()
            raise RuntimeError(f"/healthz answers {error.code}:\n{log.read_text(errors='replace')}") from error
        except OSError:
            return False

    if not wait_until(answers, seconds=60):
        child.stop()
        raise RuntimeError(f"The server did not answer:\n{log.read_text(errors='replace')}")
    return portal


@pytest.fixture(scope="session")
def portal_process(django_db_setup: None) -> Iterator[Portal]:
    """One server per worker, for all its tests."""
    portal = start_portal()
    yield portal
    portal.child.stop()


@pytest.fixture
def live_portal(transactional_db: None, portal_process: Portal) -> Iterator[Portal]:
    """A portal in a process of its own that sees what the test commits; the tables are emptied after the test."""
    yield portal_process
    with connection.cursor() as cursor:
        # A request whose client has left may lock tables in another order than emptying them does: it is to give way.
        cursor.execute("SET deadlock_timeout = '10min'")
