"""`make demo`: all processes of the portal, as children of one that starts, watches and stops them."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import FrameType
from urllib.error import HTTPError, URLError

from accelerator.embedded.addresses import UnsafeFolder
from accelerator.embedded.checkout import (
    INSTANCE,
    ROOT,
    demo_environment,
    external,
    local_folder,
    locked,
    say,
    service_addresses,
)
from accelerator.embedded.door import LOOPBACK, door_of, free_port
from accelerator.embedded.processes import Child, Failure, die_with_parent, spawn, wait_until
from accelerator.embedded.restarts import Restarts, last_words
from accelerator.embedded.services import Services


class Stopped(Exception):
    """A signal asked for the end."""


class Demo:
    """One run of the demo; whatever happens, no child is left."""

    def __init__(self) -> None:
        self.local = local_folder()
        self.folder = self.local / INSTANCE
        self.logs = self.folder / "logs"
        self.door = door_of(os.environ)
        self.children: list[Child] = []
        self._starters: dict[str, Callable[[], Child]] = {}
        self._restarts = Restarts(say, self._check)
        self.services: Services | None = None
        self._asked_to_stop = False
        self._started_at = time.monotonic()

    def run(self) -> int:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # set by nohup
                signal.signal(number, self._ask_to_stop)
        if os.environ.get("MAKELEVEL"):
            die_with_parent(signal.SIGTERM)
        try:
            with locked(self.local) as lock, self.door.reserved() as listening:
                lock.write(f"process {os.getpid()}, {self.door.url}/")
                lock.flush()
                try:
                    self._start(listening)
                    self._watch()
                finally:
                    self._stop()
        except Stopped:
            return 0
        except UnsafeFolder as problem:
            raise Failure(str(problem)) from problem
        return 0

    # Start

    def _start(self, listening: socket.socket) -> None:
        environment = self._environment()
        try:
            self.logs.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise Failure(f"The folder {self.folder} cannot be written ({problem.strerror}).") from problem
        # None of these asks the database, so they run while it starts.
        files = [self._begin(environment, *command) for command in self._file_commands()]
        accounts = self._begin(environment, "demo_accounts")
        if not external():
            say("Starting PostgreSQL and Valkey …")
            self.services = Services(self.folder, check=self._check)
            self.services.start()

        say("Preparing the database and the files …")
        self._finish(self._begin(self._as_owner(environment), "migrate", "--no-input", "--verbosity=0"))
        content = self._begin(environment, "load_demo", "--skip-checks")  # the migrations have made the checks
        for child in files:
            self._finish(child)
        self._static_stamp().write_text(self._static_state())

        # The content takes a while and appears in one transaction: everything else starts beside it.
        say("Starting web, worker and beat …")
        self._start_portal(environment, listening)
        self._finish(content)
        self._wait_until_ready()
        self._print_summary(self._finish(accounts))

    def _start_portal(self, environment: Mapping[str, str], listening: socket.socket) -> None:
        python = sys.executable
        self._supervise("mailbox", [python, "manage.py", "demo_mailbox"], environment, grace=5)
        celery = [python, "-m", "celery", "--app", "accelerator"]
        self._supervise(
            "beat",
            [*celery, "beat", "--schedule", str(self.folder / "beat"), "--pidfile", "", "--loglevel", "WARNING"],
            environment,
            grace=5,
        )
        self._supervise(
            "worker",
            [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"],
            environment,
            grace=20,
        )
        self._supervise(
            "web",
            [
                python, "-m", "gunicorn", "-c", "python:accelerator.serving.configuration",
                "--bind", f"fd://{listening.fileno()}", "--preload", "--log-level", "warning",
            ],
            # No load balancer needs time to notice: Ctrl-C stops it without draining.
            {**environment, "PORTAL_WEB": "1", "DRAIN_SECONDS": "0"},
            grace=10,
            death_signal=signal.SIGQUIT,
            pass_fds=[listening.fileno()],
        )  # fmt: skip

    def _wait_until_ready(self) -> None:
        last = "no answer"

        def ready() -> bool:
            nonlocal last
            try:
                with urllib.request.urlopen(f"http://{self.door.near}/readyz", timeout=5) as response:
                    return bool(response.status == 200)
            except HTTPError as error:
                last = f"/readyz answers {error.code}: {error.read(300).decode(errors='replace').strip()}"
            except (URLError, OSError) as error:
                last = str(error)
            return False

        if not wait_until(ready, seconds=60, check=self._check_children, pause=0.1):
            raise Failure(f"The portal did not become ready within a minute: {last} (see {self.logs}).")

    def _print_summary(self, accounts: str) -> None:
        address = f"{self.door.url}/"
        took = time.monotonic() - self._started_at
        lines = [
            ("portal", address), ("mail", f"{address}demo/mail/"), ("data", str(self.folder)), ("logs", str(self.logs)),
        ]  # fmt: skip
        say("")
        for name, value in lines:
            say(f"  {name:<8} {value}")
        say("")
        for line in accounts.strip("\n").splitlines():
            say(f"  {line.rstrip().expandtabs(24)}")
        say("")
        say(f"Ready after {took:.1f} s. Ctrl-C ends it; the data stay until “make demo-reset”.")

    # Watch and stop

    def _watch(self) -> None:
        while True:
            self._check_children()
            time.sleep(0.2)

    def _check(self) -> None:
        if self._asked_to_stop:
            raise Stopped

    def _check_children(self) -> None:
        """Restart children that have died; raise Failure if one keeps dying. Connections wait in the backlog."""
        self._check()
        if self.services:
            for child in [child for child in self.services.children if child.process.poll() is not None]:
                self._restarts.restart(
                    child, partial(self.services.start_again, child), self.logs / f"{child.name}.log"
                )
        for child in [child for child in self.children if child.process.poll() is not None]:
            if child.name not in self._starters:
                continue  # a command of manage.py: its end is awaited by _finish
            self.children.remove(child)
            self._restarts.restart(child, self._starters[child.name], self.logs / f"{child.name}.log")

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        if not self._asked_to_stop:
            self._asked_to_stop = True
            say("\nStopping …")

    def _stop(self) -> None:
        """Stop web first, so that no request meets half a portal; then the workers; the services last."""
        for child in reversed(self.children):
            child.ask_to_stop()
        for child in reversed(self.children):
            child.wait_stopped()
        self.children.clear()
        if self.services:
            self.services.stop()

    # Commands of manage.py

    def _begin(self, environment: Mapping[str, str], *command: str) -> Child:
        """Begin a command of manage.py."""
        return self._starter(command[0], [sys.executable, "manage.py", *command], environment, grace=10)()

    def _finish(self, child: Child) -> str:
        """Wait for a command begun earlier and return what it has printed."""
        wait_until(lambda: child.process.poll() is not None, seconds=600, check=self._check)
        self.children.remove(child)
        log = self.logs / f"{child.name}.log"
        child.stop()
        if child.process.returncode != 0:
            raise Failure(f"manage.py {child.name} failed: {last_words(log)}")
        return log.read_text(errors="replace")

    def _file_commands(self) -> list[list[str]]:
        """Compile the texts, and collect the static files unless nothing has changed since the last time."""
        commands = [["messages", "--compile"]]
        stamp = self._static_stamp()
        if not (self.local / "static").is_dir() or not stamp.is_file() or stamp.read_text() != self._static_state():
            commands.append(["collectstatic", "--no-input", "--clear", "--verbosity=0"])
        return commands

    def _static_stamp(self) -> Path:
        return self.folder / "static.stamp"

    def _static_state(self) -> str:
        digest = hashlib.sha256((ROOT / "requirements-dev.lock").read_bytes())
        for source in ("settings", "base/common/staticfiles"):
            digest.update((ROOT / "accelerator" / f"{source}.py").read_bytes())
        folders = (ROOT / "static", ROOT / "accelerator" / "demo" / "static")
        for path in sorted(path for folder in folders for path in folder.rglob("*")):
            if path.is_file():
                found = path.stat()
                digest.update(f"{path.relative_to(ROOT)} {found.st_size} {found.st_mtime_ns}\n".encode())
        return digest.hexdigest()

    def _supervise(
        self,
        name: str,
        argv: list[str],
        environment: Mapping[str, str],
        *,
        grace: float,
        death_signal: signal.Signals = signal.SIGKILL,
        pass_fds: Sequence[int] = (),
    ) -> None:
        """Start a process that is started again whenever it ends."""
        start = self._starter(name, argv, environment, grace=grace, death_signal=death_signal, pass_fds=pass_fds)
        self._starters[name] = start
        start()

    def _starter(
        self,
        name: str,
        argv: list[str],
        environment: Mapping[str, str],
        *,
        grace: float,
        death_signal: signal.Signals = signal.SIGKILL,
        pass_fds: Sequence[int] = (),
    ) -> Callable[[], Child]:
        log_of = self.logs / f"{name}.log"
        log_of.unlink(missing_ok=True)

        def start() -> Child:
            with log_of.open("ab") as log:
                child = spawn(name, argv, env=environment, cwd=ROOT, output=log, grace=grace, death_signal=death_signal,
                              pass_fds=pass_fds)  # fmt: skip
            self.children.append(child)
            return child

        return start

    # Addresses

    def _as_owner(self, environment: Mapping[str, str]) -> Mapping[str, str]:
        """Return the environment for migrations, with the address of the role that owns the tables, if known."""
        if url := (os.environ if external() else environment).get("DATABASE_OWNER_URL"):
            return {**environment, "DATABASE_URL": url}
        return environment

    def _environment(self) -> dict[str, str]:
        environment = demo_environment(self.local)
        return {
            **environment,
            **({} if external() else service_addresses(self.local)),
            "PORT": str(self.door.port),
            "BASE_URL": environment.get("BASE_URL") or self.door.url,
            "ALLOWED_HOSTS": environment.get("ALLOWED_HOSTS") or self.door.allowed_hosts,
            # manage.py demo_mailbox listens where the portal sends to.
            "EMAIL_URL": f"smtp://{LOOPBACK}:{free_port()}",
        }
