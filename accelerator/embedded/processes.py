"""Child processes that never outlive their parent, and run as nobody where they must not run as root."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from accelerator.embedded.addresses import NOBODY


class Failure(Exception):
    """The start cannot go on; str() is one sentence for the person at the terminal."""


@dataclass
class Child:
    """A process in a session of its own, which ends when its parent dies."""

    name: str
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals
    grace: float

    def stop(self) -> None:
        """Ask it to end, wait for `grace` seconds, then end whatever is left of its group."""
        self.ask_to_stop()
        self.wait_stopped()

    def ask_to_stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def wait_stopped(self) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(self.grace)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def spawn(
    name: str,
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    output: IO[bytes] | int | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    death_signal: signal.Signals = signal.SIGKILL,
    grace: float = 10,
    capabilities: int | None = None,
    pass_fds: Sequence[int] = (),
) -> Child:
    """Start a program in a session of its own; it receives `death_signal` if this process dies without stopping it.

    As root, one that is given `capabilities` (0 for none) runs as nobody with these.
    """
    process = subprocess.Popen(
        [str(part) for part in argv],
        env=None if env is None else dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        pass_fds=pass_fds,
        preexec_fn=_before_exec(death_signal, capabilities),  # noqa: PLW1509 - the callers have a single thread
    )
    return Child(name, process, stop_signal, grace)


def _before_exec(death_signal: signal.Signals, capabilities: int | None) -> Callable[[], None]:
    parent = os.getpid()

    def prepare() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT):
            signal.signal(number, signal.SIG_DFL)  # a shell starts background jobs with SIGINT ignored
        if capabilities is not None and os.geteuid() == 0:
            become_nobody(keep=capabilities)
        if sys.platform == "linux":
            # After the change of user, which clears it; and the parent may have died in between.
            _prctl(_PR_SET_PDEATHSIG, death_signal)
            if os.getppid() != parent:
                os._exit(1)

    return prepare


def die_with_parent(death_signal: signal.Signals) -> None:
    """Send this process the signal when its parent ends, where the system can."""
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, death_signal)


def wait_until(
    ready: Callable[[], bool], *, seconds: float, check: Callable[[], None] = lambda: None, pause: float = 0.03
) -> bool:
    """Return whether `ready` came true in time; `check` may raise to give up earlier."""
    deadline = time.monotonic() + seconds
    while not ready():
        check()
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def working_in(folder: Path, name: str) -> dict[int, list[bytes]]:
    """Return the processes of that name that were started for the folder or work in it, with their commands.

    Linux only; zombies do not count.
    """
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        with contextlib.suppress(OSError):  # it has just ended
            if (entry / "comm").read_text().strip() == name:
                command = (entry / "cmdline").read_bytes().split(b"\0")
                if os.fsencode(folder) in command or _folder_of(entry) == folder:
                    found[int(entry.name)] = command
    return found


def _folder_of(entry: Path) -> Path | None:
    """Return the working folder of a process; None where we may not know it (in a container not even as root)."""
    try:
        return (entry / "cwd").readlink()
    except OSError:
        return None


def folder_capabilities(paths: Sequence[Path]) -> int:
    """Return the capabilities that nobody needs to reach the paths: none, unless a folder above is private."""
    above = (folder.stat() for path in paths for folder in path.resolve().parents)
    is_private = any(found.st_uid != NOBODY and not found.st_mode & 0o001 for found in above)
    return 1 << _CAP_DAC_OVERRIDE if is_private else 0


# What Linux calls them in <linux/prctl.h> and <linux/capability.h>.
_PR_SET_PDEATHSIG = 1
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAP_DAC_OVERRIDE = 1
_CAPABILITY_VERSION_3 = 0x20080522


def become_nobody(*, keep: int = 0) -> None:
    """Give up root for good, except for the capabilities in the mask `keep`, which the next program inherits.

    No folder is opened to the world and no user is added: the capability lets the service through folders that are
    private to root.
    """
    if keep:
        _prctl(_PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    if keep:
        header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
        # effective, permitted, inheritable of capabilities 0-31, then of 32-63
        sets = (ctypes.c_uint32 * 6)(keep, keep, keep, 0, 0, 0)
        if _libc().capset(header, sets) != 0:
            raise OSError(ctypes.get_errno(), "capset")
        for number in range(keep.bit_length()):
            if keep >> number & 1:
                _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, number)


def _prctl(option: int, *arguments: int) -> None:
    filled = [ctypes.c_ulong(argument) for argument in (*arguments, 0, 0, 0, 0)[:4]]
    if _libc().prctl(option, *filled) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option})")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
