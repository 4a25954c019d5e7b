"""A checkout's demo: its folder, lock and addresses, and the commands that use them."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from accelerator.embedded.addresses import addresses
from accelerator.embedded.processes import Failure

ROOT = Path(__file__).resolve().parent.parent.parent
INSTANCE = "demo"


def local_folder() -> Path:
    """Return the git-ignored folder for everything that a checkout stores."""
    return Path(os.environ.get("PORTAL_LOCAL") or ROOT / ".local").expanduser().resolve()


@contextlib.contextmanager
def locked(local: Path) -> Iterator[IO[str]]:
    """Hold the checkout's lock, so that one demo at a time uses its data; Failure says which process holds it."""
    try:
        local.mkdir(parents=True, exist_ok=True)
        lock = (local / f"{INSTANCE}.lock").open("a+")
    except OSError as problem:
        raise Failure(f"The folder {local} cannot be written ({problem.strerror}).") from problem
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            lock.seek(0)
            holder = lock.read().strip() or "another process"
            raise Failure(f"The demo of this checkout is already running ({holder}).") from problem
        lock.truncate(0)
        yield lock
        lock.truncate(0)


def running(local: Path) -> bool:
    """Return whether a demo of this checkout is running."""
    try:
        with locked(local):
            return False
    except Failure:
        return True


def demo_environment(local: Path) -> dict[str, str]:
    """Return the environment for manage.py on this checkout's demo.

    Without EMAIL_URL: whatever a shell exports, mail to invented people stays in the demo's mailbox.
    """
    kept = {name: value for name, value in os.environ.items() if name != "EMAIL_URL"}
    return {**kept, "PORTAL_MODE": "demo", "PORTAL_LOCAL": str(local), "PYTHONUNBUFFERED": "1"}


def external() -> bool:
    """Return whether the demo is given a database and a Valkey instead of starting its own."""
    given = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name, "").strip()]
    if len(given) == 1:
        raise Failure(f"Only {given[0]} is set: set both DATABASE_URL and REDIS_URL, or neither.")
    return bool(given)


def run(command: list[str]) -> int:
    """Replace this process by a command that uses the running demo."""
    local = local_folder()
    if not running(local):
        raise Failure("The demo of this checkout is not running: start it with “make demo”.")
    os.chdir(ROOT)
    environment = {**demo_environment(local), **({} if external() else service_addresses(local))}
    try:
        os.execvpe(command[0], command, environment)  # noqa: S606
    except OSError as problem:
        raise Failure(f"{command[0]} cannot be started ({problem.strerror}).") from problem


def service_addresses(local: Path) -> dict[str, str]:
    """Return the addresses of the demo's services as environment variables."""
    return addresses(local, INSTANCE).environment


def reset() -> int:
    """Remove the demo's data; raise Failure while it runs."""
    local = local_folder()
    with locked(local):
        sockets = addresses(local, INSTANCE).sockets
        for folder in (local / INSTANCE, local / "media", local / "static", sockets):
            try:
                if folder.exists():
                    shutil.rmtree(folder)
            except OSError as problem:
                raise Failure(f"{problem.filename or folder} cannot be removed ({problem.strerror}).") from problem
    say(f"The demo's data in {local} are removed; “make demo” begins again.")
    return 0


def say(line: str) -> None:
    """Print a line; a closed terminal is no reason to stop."""
    with contextlib.suppress(OSError):
        print(line, flush=True)
