"""Several commands of manage.py in one process, since starting Django takes longer than most of them.

python -m accelerator.embedded.commands migrate --no-input , load_regions , load_demo

With "--when-told FD" before them, the process gets ready and waits for a byte on that descriptor; at its end it gives
up.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

SEPARATOR = ","
WHEN_TOLD = "--when-told"
_MARK = "\x1e"  # begins a line that names the command whose output follows


def split_by_command(output: str) -> dict[str, str]:
    """The output of run(), by the name of the command."""
    parts = (part.partition("\n") for part in output.split(_MARK)[1:])
    return {name: text for name, _, text in parts}


def joined(commands: Sequence[Sequence[str]]) -> list[str]:
    """The command line that run() takes apart again."""
    line: list[str] = []
    for command in commands:
        line += [SEPARATOR, *command] if line else command
    return line


def run(line: Sequence[str]) -> None:
    """Run the commands one after the other; the first that fails ends the process with its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accelerator.settings")
    import django  # noqa: PLC0415 - split_by_command() is used without Django
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.core.management import execute_from_command_line  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    if line[0] == WHEN_TOLD:
        with suppress(ImproperlyConfigured):  # the first command says it
            django.setup()
        if not os.read(int(line[1]), 1):
            sys.exit("error: nobody is there any more to say when")
        line = line[2:]
    commands: list[list[str]] = [[]]
    for word in line:
        if word == SEPARATOR:
            commands.append([])
        else:
            commands[-1].append(word)
    for command in commands:
        print(f"{_MARK}{command[0]}", flush=True)
        try:
            execute_from_command_line(["manage.py", *command])
        except ImproperlyConfigured as problem:
            sys.exit(f"error: {problem}")
        connections.close_all()
        sys.stdout.flush()


if __name__ == "__main__":
    run(sys.argv[1:])
