"""`make mutants`: small faults in the product's rules, which some test must notice; the result as Markdown.

make mutants                                    one of every function
make mutants ARGS="--each 4"                    four of every function instead of one
make mutants ARGS="booking.services.holds"      of modules whose name holds this
make mutants ARGS="--sample 60 --seconds 110"   so many, chosen by the code, for so long at most
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.mutants import catalogue
from tests.seed import of_code

ROOT = Path(__file__).resolve().parents[2]
AFTER = 240.0  # seconds beyond those asked for: the cluster, one mutant that is under way, the end
GOODBYE = 30.0


def main() -> int:
    """Run them; 0 when each was noticed or is named as equivalent."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--each", type=int, default=1, help="mutants of one function")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", default="")
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--workers", default=str(os.cpu_count() or 2))
    options = parser.parse_args()
    seed = options.seed or of_code()
    if options.sample:
        print(f"mutants: a sample of {options.sample}, seed {seed}", flush=True)  # noqa: T201
    paths = catalogue.wanted(options.modules)
    tests = list(dict.fromkeys(str(test) for path in paths for test in catalogue.tests_of(path)))
    if not tests:
        sys.exit(f"error: no module is called like this: {' '.join(options.modules)}")
    arguments = ["-p", "tests.mutants.plugin", "-p", "no:randomly", "-p", "no:cacheprovider"]
    arguments += ["-q", "--no-header", "-r", "", "--tb=no", "-n", options.workers, "--dist", "worksteal"]
    arguments += [f"--mutants-of={word}" for word in options.modules]
    arguments += [f"--mutants-each={options.each}", f"--mutants-sample={options.sample}", f"--mutants-seed={seed}"]
    if options.seconds:
        arguments.append(f"--mutants-until={time.time() + options.seconds}")
    return bounded([*arguments, *tests], options.seconds + AFTER if options.seconds else None)


def bounded(arguments: list[str], seconds: float | None) -> int:
    """The exit status of a pytest session, which is ended if it is not over by then."""
    session = subprocess.Popen([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, start_new_session=True)
    try:
        return session.wait(seconds)
    except KeyboardInterrupt:
        return end(session)
    except subprocess.TimeoutExpired:
        print(f"error: the session did not end within {seconds:.0f} seconds", flush=True)  # noqa: T201
        end(session)
        return 1


def end(session: subprocess.Popen[bytes]) -> int:
    """Interrupt the session, so that it stops its services; kill it with its workers if it does not."""
    session.send_signal(signal.SIGINT)
    try:
        return session.wait(GOODBYE)
    except subprocess.TimeoutExpired:
        os.killpg(session.pid, signal.SIGKILL)
        return session.wait()


if __name__ == "__main__":
    sys.exit(main())
