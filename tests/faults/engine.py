"""The real engine for faults: a Valkey of the test's own, Celery workers and beats, each to be killed at will."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import redis

from accelerator.embedded.processes import Child, spawn, wait_until
from accelerator.embedded.services import _valkey_binary
from tests.cluster import ROOT
from tests.post_office import PostOffice

PATIENCE = 60.0  # seconds, on two cores that many share


@dataclass
class Engine:
    """Processes of one test; `close()` ends them all."""

    folder: Path
    office: PostOffice
    children: list[Child] = field(default_factory=list)
    last_log: Path = Path()  # of the process started last
    _started: int = 0

    # Valkey

    @property
    def socket(self) -> Path:
        return self.folder / "v.sock"

    def start_valkey(self) -> Child:
        """Start (again) what the broker and the cache live in; with `appendonly`, as a production's broker has it."""
        argv = [
            _valkey_binary(), "--port", "0", "--unixsocket", self.socket, "--dir", self.folder, "--save", "",
            "--appendonly", "yes", "--daemonize", "no", "--loglevel", "warning",
        ]  # fmt: skip
        child = self._spawn("valkey", argv, {})
        assert wait_until(self._valkey_answers, seconds=PATIENCE)
        return child

    def flush(self) -> None:
        """Empty everything: queues, what workers have not acknowledged, the cache."""
        with redis.Redis(unix_socket_path=str(self.socket)) as client:
            client.flushall()

    def _valkey_answers(self) -> bool:
        try:
            with redis.Redis(unix_socket_path=str(self.socket)) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    # Celery

    @property
    def environment(self) -> dict[str, str]:
        """The portal's own, with times short enough for a test."""
        return {
            **os.environ,
            "REDIS_URL": f"unix://{self.socket}?db=1",
            "CELERY_BROKER_URL": f"redis+socket://{self.socket}?virtual_host=0",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.office.port}",
            "EMAIL_TIMEOUT": "2",
            "EMAIL_ANSWER_TIMEOUT": "60",
            "MESSAGES_INTERVAL_SECONDS": "1",
            "MESSAGES_STALE_CLAIM_SECONDS": "2",
            "MESSAGES_STALE_SENDING_SECONDS": "2",
            "PYTHONPATH": str(ROOT),
        }

    def start_worker(self) -> Child:
        options = ["--concurrency", "2", "--without-gossip", "--without-mingle", "--include", "tests.faults.kinds"]
        return self._celery("worker", *options)

    def start_beat(self) -> Child:
        schedule = self.folder / f"beat{self._started}"
        return self._celery("beat", "--schedule", str(schedule), "--pidfile", "")

    def kill(self, child: Child) -> None:
        """As the kernel would: no goodbye, and its children with it."""
        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
        self.children.remove(child)

    def close(self) -> None:
        for child in reversed(self.children):
            child.ask_to_stop()
        for child in reversed(self.children):
            child.wait_stopped()
        self.children.clear()

    def _celery(self, what: str, *options: str) -> Child:
        argv = [sys.executable, "-m", "celery", "--app", "accelerator", what, "--loglevel", "INFO", *options]
        return self._spawn(what, argv, self.environment)

    def _spawn(self, name: str, argv: list, environment: dict[str, str]) -> Child:
        self._started += 1
        self.last_log = self.folder / f"{self._started}-{name}.log"
        with self.last_log.open("wb") as log:
            child = spawn(name, argv, env=environment, cwd=ROOT, output=log, grace=20)
        self.children.append(child)
        return child

    def logs(self) -> str:
        """What every process said, for a failure's report."""
        return "\n".join(
            f"--- {path.name}\n{path.read_text(errors='replace')[-3000:]}" for path in sorted(self.folder.glob("*.log"))
        )

    def until(self, true: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Wait for something to come true; the processes' words are the error's text."""
        if not wait_until(true, seconds=seconds, pause=0.05):
            raise AssertionError(f"It did not come true within {seconds:.0f} s.\n{self.logs()}")


def children_of(pid: int) -> list[int]:
    """The processes that a worker has forked."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed]
