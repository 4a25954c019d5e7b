"""Finding the processes of one folder, of any user."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path


def processes_of(folder: Path) -> dict[int, str]:
    """The processes whose command line or environment names the folder, apart from this one."""
    needle = os.fsencode(folder)
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        try:
            command = (entry / "cmdline").read_bytes()
            state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
            if state != "Z" and (needle in command or needle in (entry / "environ").read_bytes()):
                found[int(entry.name)] = command.replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
    return found


def left_after(folder: Path, seconds: float) -> dict[int, str]:
    """What is still running when everything had so long to end."""
    deadline = time.monotonic() + seconds
    while (left := processes_of(folder)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def cpu_seconds(processes: Iterable[int]) -> float:
    """The processor time that the processes and their ended children have used."""
    ticks = 0
    for pid in processes:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")
