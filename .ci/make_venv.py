"""Make the virtual environment, or bring it up to date with the lock: `make_venv.py <folder> <lock> <stamp>`.

It runs under any `python3` of the machine, so old Pythons can read it, and it explains itself in sentences.
"""

import os
import re
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEWER = [f"python3.{minor}" for minor in range(14, 10, -1)]


def main():
    folder, lock, stamp = sys.argv[1:4]
    if sys.version_info[:2] < OLDEST:
        for name in NEWER:
            if shutil.which(name):
                os.execvp(name, [name] + sys.argv)
        stop(
            f"Python 3.11 or newer is needed, and {sys.executable} is {sys.version.split()[0]}: "
            "install it, or name it: PYTHON=/path/to/python3.11 make …"
        )
    python = os.path.join(folder, "bin", "python")
    if not works(python):
        make(folder)
    print(f"Installing the packages of {lock} …", flush=True)
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    installing = ["install", "--quiet", "--require-hashes", "--no-deps", "-r", lock]
    if subprocess.call(pip + installing) != 0:
        stop("The packages could not be installed; pip says above what it could not do.")
    uninstall_others(pip, lock)
    with open(stamp, "w") as done:
        done.write(f"{lock}\n")


def works(python):
    """Return whether the environment's Python runs, is new enough and has pip."""
    try:
        code = f"import sys, pip; sys.exit(sys.version_info[:2] < {OLDEST})"
        return subprocess.call([python, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def make(folder):
    try:
        import ensurepip  # noqa: F401 - only asked whether it is there
        import venv
    except ImportError:
        stop(
            "This Python cannot make virtual environments: install what is missing "
            "(on Debian and Ubuntu: apt install python3-venv)."
        )
    try:
        venv.create(folder, clear=True, with_pip=True, symlinks=True)
    except OSError as problem:
        stop(f"The folder {folder} cannot be written ({problem.strerror}).")
    except subprocess.CalledProcessError:
        stop(f"pip could not be put into {folder}: on Debian and Ubuntu, apt install python3-venv.")


def uninstall_others(pip, lock):
    """Uninstall what only an earlier lock had: it would hide a missing dependency."""
    with open(lock, encoding="utf-8") as lines:
        wanted = {canonical(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", lines.read(), re.MULTILINE)}
    listed = subprocess.check_output(pip + ["list", "--format=freeze", "--exclude-editable"], universal_newlines=True)
    present = {line.split("==")[0] for line in listed.splitlines() if "==" in line}
    others = sorted(name for name in present if canonical(name) not in wanted | {"pip", "setuptools", "wheel"})
    if others:
        subprocess.call(pip + ["uninstall", "--quiet", "--yes"] + others)


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def stop(sentence):
    sys.stderr.write(f"error: {sentence}\n")
    sys.exit(1)


if __name__ == "__main__":
    main()
