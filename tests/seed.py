"""What chooses the samples of a run: the watch's and the mutants'."""

import hashlib
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = ("accelerator", "regions", "tours", "templates", "static", "tests")


def of_code() -> str:
    """Return a name of the code that is checked out: the same for each commit that leaves product and tests alone.

    So what a run has found holds for a commit that explains it, and a run can be had again. Without git it is empty.
    """
    asked = subprocess.run(["git", "ls-tree", "HEAD", *CODE], cwd=ROOT, capture_output=True, check=False)
    return hashlib.blake2b(asked.stdout, digest_size=16).hexdigest() if asked.stdout else ""
