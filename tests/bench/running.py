"""The portal as a benchmark runs it."""

from __future__ import annotations

import signal
import socket
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from accelerator.embedded.processes import Child, spawn, wait_until
from tests.bench.visitor import CHEAP_PROOFS
from tests.cluster import ROOT

# A process that is renewed in the middle takes its processor time with it.
STEADY = {"DRAIN_SECONDS": "0", "WEB_MAX_REQUESTS": "100000000", "WEB_MAX_MEMORY_MB": "4000"}


@contextmanager
def portal(local: Path, environment: Mapping[str, str], **settings: str) -> Iterator[tuple[str, Child]]:
    """Gunicorn as `make demo` starts it, on a free port of its own, with the bare view beside the portal's."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        words = local / f"web-{port}.log"
        child = spawn(
            "web",
            [
                sys.executable, "-m", "gunicorn", "-c", "python:accelerator.serving.configuration",
                "--bind", f"fd://{listening.fileno()}", "--preload", "--log-level", "warning",
                "tests.bench.bare:application",
            ],
            env={**environment, **CHEAP_PROOFS, **STEADY, **settings, "PORTAL_WEB": "1", "PORT": str(port)},
            cwd=ROOT, output=words.open("wb"),
            death_signal=signal.SIGQUIT, pass_fds=[listening.fileno()],
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        if child.process.poll() is not None:
            sys.exit(f"The server did not start:\n{words.read_text(errors='replace')}")
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    try:
        if not wait_until(answers, seconds=60):
            sys.exit(f"The server did not answer:\n{words.read_text(errors='replace')}")
        yield url, child
    finally:
        child.stop()
