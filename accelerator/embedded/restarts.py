"""Restarting children that have died, until one keeps dying."""

from __future__ import annotations

import re
import shutil
import signal
import time
from collections import defaultdict, deque
from collections.abc import Callable
from pathlib import Path

from accelerator.embedded.processes import Child, Failure, wait_until

TRIES = 5
WITHIN = 60.0  # seconds
FIRST_PAUSE = 0.25
FULL = "No space left on device"  # the kernel's message
NEEDED = 16 * 1024 * 1024  # bytes: the size of PostgreSQL's WAL segments
LAST = 50  # lines of a log that are searched for the cause
TELLING = ("FATAL", "PANIC", "error:", "Fatal", "Error:", "(common.E")


class Restarts:
    """Counts deaths by name. `check` is called while waiting and may raise to give up."""

    def __init__(self, say: Callable[[str], None], check: Callable[[], None] = lambda: None) -> None:
        self._say = say
        self._check = check
        self._deaths: dict[str, deque[float]] = defaultdict(deque)

    def restart(self, child: Child, start: Callable[[], Child], log: Path) -> None:
        """Restart the dead child, a little later each time; raise Failure, with the cause, if it keeps dying."""
        how, began = self._died(child)
        child.wait_stopped()  # its own children too
        while True:
            deaths = self._deaths[child.name]
            if len(deaths) >= TRIES:
                raise Failure(
                    f"{child.name} {how}, {len(deaths)} times within {WITHIN:.0f} s: {last_words(log)}"
                )  # fmt: skip
            wait_until(lambda: False, seconds=FIRST_PAUSE * 2 ** (len(deaths) - 1), check=self._check)
            try:
                start()
            except Failure as failure:
                how = f"did not come back ({failure})"
                deaths.append(time.monotonic())
                continue
            self._say(f"{child.name} {how}: started again after {time.monotonic() - began:.1f} s (see {log}).")
            return

    def _died(self, child: Child) -> tuple[str, float]:
        now = time.monotonic()
        deaths = self._deaths[child.name]
        deaths.append(now)
        while deaths[0] < now - WITHIN:
            deaths.popleft()
        code = child.process.poll() or 0
        return (f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"), now


def last_words(log: Path) -> str:
    """Return why a process has ended, from its log (a full disk above all), and where to read the rest."""
    try:
        text = log.read_text(errors="replace")
    except OSError:
        text = ""
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line).strip() for line in text.splitlines()[-LAST:] if line.strip()]
    if any(FULL in line for line in lines) or is_full(log.parent):
        return f"the disk is full ({FULL}: {log.parent}). Make room, then start again (see {log})"
    telling = [line for line in lines if any(word in line for word in TELLING)]
    return f"{(telling or lines or ['it left no message'])[-1]} (see {log})"


def is_full(folder: Path) -> bool:
    """Return whether PostgreSQL could not write its next WAL segment there."""
    try:
        return shutil.disk_usage(folder).free < NEEDED
    except OSError:
        return False
