"""A demo as a person starts it, and whatever is done to it, nothing of it left afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.cluster import ROOT
from tests.embedded.processes import processes_of

# -o: the tests are run with the environment already made.
MAKE = ["make", "--no-print-directory", "-o", ".venv/installed.stamp"]
DEMO = [sys.executable, "-m", "accelerator.embedded", "demo"]
RESET = [sys.executable, "-m", "accelerator.embedded", "reset"]
# What the test run has set for itself, and what make would hand down.
PRIVATE = (
    "DATABASE_URL",
    "REDIS_URL",
    "CELERY_BROKER_URL",
    "MEDIA_ROOT",
    "PORTAL_",
    "DJANGO_",
    "MAKE",
    "MFLAGS",
    "PORT",
    "HOST",
    "ALLOWED_HOSTS",
    "BASE_URL",
    "EMAIL_URL",
)


def environment(local: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PRIVATE)}
    return {**kept, "PORTAL_LOCAL": str(local), **more}


@contextmanager
def started(argv: Sequence[str], local: Path, port: int, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A demo that has just been asked for; whatever a test does to it, nothing is left afterwards."""
    with subprocess.Popen(
        argv,
        cwd=ROOT,
        env=environment(local, PORT=str(port), **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            for pid in processes_of(local):
                os.kill(pid, signal.SIGKILL)


def wait_until_ready(process: subprocess.Popen[str]) -> str:
    """What the demo printed up to the line that says it is ready."""
    output = ""
    assert process.stdout is not None
    for line in process.stdout:
        output += line
        if line.startswith("Ready after"):
            return output
    assert process.stderr is not None
    raise AssertionError(f"the demo ended: {output}{process.stderr.read()}")


def ended(process: subprocess.Popen[str], seconds: float = 40) -> tuple[int, str]:
    """Its exit code and what it said on stderr."""
    _, output = process.communicate(timeout=seconds)
    return process.returncode, output
