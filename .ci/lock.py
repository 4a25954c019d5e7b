"""`make lock`: renew the lock files from pyproject.toml, with hashes and without any address of a registry.

It needs uv on the PATH, which running the portal does not.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

COMMON = ["pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header", "--no-annotate", "--upgrade"]
COMMON += ["--no-emit-index-url", "--python-version", "3.11", "pyproject.toml"]
LOCKS = {
    "requirements.lock": [],
    "requirements-extras.lock": ["--all-extras"],
    "requirements-dev.lock": ["--all-extras", "--group", "dev"],
}


def main() -> int:
    uv = shutil.which("uv")
    if uv is None:
        print("error: uv is needed to renew the locks: pip install uv", file=sys.stderr)
        return 1
    for lock, more in LOCKS.items():
        ran = subprocess.run([uv, *COMMON, *more, "--output-file", lock], check=False)
        if ran.returncode != 0:
            return ran.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
