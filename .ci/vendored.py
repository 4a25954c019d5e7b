"""Check that the files under static/vendor are the ones that VENDORED.md names, and that it names them all.

python .ci/vendored.py            say what is changed, missing or not listed
python .ci/vendored.py --renew    write the sums of the files that are there now; read the diff before committing
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "static" / "vendor"
LIST = "VENDORED.md"
_ROW = re.compile(r"^\| `(?P<file>[^`]+)` \|(?P<about>.*)\| `(?P<digest>[0-9a-f]{64}|)` \|$", re.MULTILINE)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def problems(folder: Path) -> list[str]:
    """A sentence for every file that is changed, missing, or not listed."""
    listed = {row["file"]: row["digest"] for row in _ROW.finditer((folder / LIST).read_text(encoding="utf-8"))}
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {LIST}
    found = [f"{name} is listed in {LIST} but is not there." for name in sorted(listed.keys() - present)]
    found += [f"{name} is not listed in {LIST}." for name in sorted(present - listed.keys())]
    found += [
        f"{name} is not the file that was vendored: its SHA-256 differs."
        for name in sorted(present & listed.keys())
        if digest(folder / name) != listed[name]
    ]
    return found


def renew(path: Path) -> None:
    """Write the present sums into the list's rows."""

    def renewed(row: re.Match[str]) -> str:
        return f"| `{row['file']}` |{row['about']}| `{digest(path.parent / row['file'])}` |"

    path.write_text(_ROW.sub(renewed, path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    if "--renew" in sys.argv:
        renew(FOLDER / LIST)
    sys.exit("\n".join(problems(FOLDER)) or None)
