"""Check that the files under static/vendor are the ones that VENDORED.md names, and that it names them all."""

import hashlib
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

LIST = "VENDORED.md"
_ROW = re.compile(r"^\| `(?P<file>[^`]+)` \|(?P<about>.*)\| `(?P<digest>[0-9a-f]{64}|)` \|$", re.MULTILINE)


class Command(BaseCommand):
    help = "Compares static/vendor with the SHA-256 sums of its VENDORED.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--renew", action="store_true", help="write the sums of the files that are there now")

    def handle(self, *, renew: bool, **_: Any) -> None:
        folder = settings.BASE_DIR / "static" / "vendor"
        if renew:
            renew_sums(folder)
        if problems := vendored_problems(folder):
            raise CommandError("\n".join(problems))
        self.stdout.write(f"{len(listed(folder))} vendored files are as they were listed.")


def listed(folder: Path) -> dict[str, str]:
    """File → SHA-256, as VENDORED.md says."""
    return {row["file"]: row["digest"] for row in _ROW.finditer((folder / LIST).read_text(encoding="utf-8"))}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def vendored_problems(folder: Path) -> list[str]:
    """A sentence for every file that is changed, missing, or not listed."""
    wanted = listed(folder)
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {LIST}
    problems = [f"{name} is listed in {LIST} but is not there." for name in sorted(set(wanted) - present)]
    problems += [f"{name} is not listed in {LIST}." for name in sorted(present - set(wanted))]
    problems += [
        f"{name} is not the file that was vendored: its SHA-256 differs."
        for name in sorted(present & set(wanted))
        if digest(folder / name) != wanted[name]
    ]
    return problems


def renew_sums(folder: Path) -> None:
    """Write the present sums into the list's rows; to be read in the diff before it is committed."""

    def renewed(row: re.Match[str]) -> str:
        path = folder / row["file"]
        return f"| `{row['file']}` |{row['about']}| `{digest(path) if path.is_file() else ''}` |"

    path = folder / LIST
    path.write_text(_ROW.sub(renewed, path.read_text(encoding="utf-8")), encoding="utf-8")
