"""manage.py replay_erasures: erase again what a restored backup has brought back."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accelerator.base.common import erasures
from accelerator.base.common.clock import moment


class Command(BaseCommand):
    """Run it before web and worker start on a restored database."""

    help = "Erase again, after a restore, what the ledger of erasures says was erased."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ledger", nargs="*", type=Path, help="files to read (ERASURE_LEDGER by default)")
        parser.add_argument("--since", type=moment, metavar="TIME", help="skip older entries")

    def handle(self, *args: Any, ledger: list[Path], since: datetime | None, **options: Any) -> None:
        entries: list[erasures.Entry] = []
        for path in ledger or [settings.ERASURE_LEDGER]:
            damaged: list[int] = []
            try:
                with path.open(encoding="utf-8", errors="replace") as lines:
                    entries += erasures.read(lines, damaged)
            except OSError as problem:
                raise CommandError(f"{path} cannot be read ({problem.strerror}).") from problem
            for number in damaged:
                self.stderr.write(
                    f"{path}, line {number}: cannot be read; a full disk leaves incomplete lines, see the next"
                )
        result = erasures.replay(entry for entry in entries if since is None or entry.at >= since)
        self.stdout.write(f"erased again: {result.erased}; gone already: {result.gone}; left: {len(result.left)}")
        if result.left:
            raise CommandError("These need an operator:\n" + "\n".join(result.left))
