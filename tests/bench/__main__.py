"""`make bench`: seed a throw-away database, start the portal as the demo does, and print what it costs, as Markdown.

Everything runs on 127.0.0.1, the load client on the same cores, and every loop is bounded. docs/benchmarks.md says how
to read it.
"""

# ruff: noqa: T201 - printing is what it is for
from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from accelerator.embedded.addresses import DATABASE
from accelerator.embedded.demo import demo_environment
from accelerator.embedded.services import Services
from tests.bench.cpu import Meter
from tests.bench.pages import Pages, inside
from tests.bench.report import PARTS, QUICK_PARTS, Bench, print_machine, report
from tests.bench.running import portal
from tests.cluster import ROOT

QUICK_SECONDS = 1.0
SEEDED = "seeded.json"


def main() -> None:
    """Prepare, measure, print."""
    options = read_options()
    # SIGTERM and a closed terminal end everything that was started, as Ctrl-C does.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        local = Path(name)
        local.chmod(0o711)  # as root, PostgreSQL runs as nobody and passes through
        environment = without_addresses(demo_environment(local))
        seeded = prepare(local, environment, options)
        # Seeding forces nothing to the disk; what is measured is durable, as the demo and production are.
        with (
            Services(local / "demo") as services,
            portal(local, environment) as (url, web),
            inside(environment) as hand,
        ):
            postgres = next(child for child in services.children if child.name == "postgres")
            meter = Meter(web=web.process.pid, database=postgres.process.pid)
            meter.without.add(hand("backend"))
            pages = Pages(url, meter, hand, options.seconds, options.runs)
            print_machine(services, seeded)
            report(Bench(url, seeded, local, environment, meter, pages, options), options.parts)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--seconds", type=float, default=5, help="of each run of a page (default: 5)")
    parser.add_argument("--runs", type=int, default=3, choices=(1, 2, 3), help="of which the median counts")
    parser.add_argument("--quick", action="store_true", help="one run of a second each, pages only")
    parser.add_argument("--keep", action="store_true", help="keep the seeded data for the day's next run, in .local")
    parser.add_argument("--pages", type=_words, default=[], help="only these, such as tour,home")
    parser.add_argument("--parts", type=_words, default=[], help=f"only these of {', '.join(PARTS)}")
    parser.add_argument("--servers", type=_words, default=[], help="compare workers x threads: 2x8,2x4,2x2")
    parser.add_argument("--times-tours", type=int, default=1, help="so many times the tours, each with its slots")
    parser.add_argument("--times-slots", type=int, default=1, help="so many times the slots of each tour")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if options.quick:
        options.seconds, options.runs = min(options.seconds, QUICK_SECONDS), 1
    if options.servers:
        options.parts = ["servers"]
    if not options.parts:
        options.parts = QUICK_PARTS if options.quick or options.pages else PARTS
    return options


def _words(text: str) -> list[str]:
    return [word for word in text.split(",") if word]


def without_addresses(environment: Mapping[str, str]) -> dict[str, str]:
    """Never a developer's own database: the settings find the services by their folder."""
    foreign = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CELERY_BROKER_URL", "EMAIL_URL", "STATIC_ROOT")
    return {name: value for name, value in environment.items() if name not in foreign}


def prepare(local: Path, environment: dict[str, str], options: argparse.Namespace) -> dict[str, Any]:
    """A migrated and seeded cluster, ended again; where the load client finds what.

    With --keep, one that was seeded today from the same files is copied instead.
    """
    kept = ROOT / ".local" / f"bench-{_stamp(options)}"
    manage(["messages", "--compile"], ["collectstatic", "--no-input", "--verbosity=0"], environment=environment)
    if not (options.keep and kept.exists()):
        seed(local, environment, options)
        if options.keep:
            for old in kept.parent.glob("bench-*"):
                shutil.rmtree(old)
            _copy(local, kept)
    else:
        say(f"Copying {kept} …")
        _copy(kept, local)
    return dict(json.loads((local / SEEDED).read_text()))


def _stamp(options: argparse.Namespace) -> str:
    """Changes with the day, what is asked for, and the files that make the data."""
    digest = hashlib.sha256(f"{datetime.now(UTC):%F} {options.times_tours} {options.times_slots}".encode())
    files = [
        *ROOT.glob("*/**/migrations/*.py"),
        *ROOT.glob("accelerator/demo/**/*.*"),
        ROOT / "tests/bench/seed.py",
        ROOT / "tests/bench/desks.py",
    ]
    for file in sorted(files):
        if file.suffix in (".py", ".json", ".md", ".toml"):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _copy(source: Path, target: Path) -> None:
    """With owners and rights: PostgreSQL's data belongs to nobody."""
    target.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", f"{source}/.", str(target)], check=True)


def seed(local: Path, environment: dict[str, str], options: argparse.Namespace) -> None:
    """Migrate, load the demo's world and the benchmark's beside it."""
    with Services(local / "demo", durable=False) as services:
        say("Preparing the database …")
        here = services.addresses.environment
        owner = {**environment, **here, "DATABASE_URL": here["DATABASE_OWNER_URL"]}
        manage(["migrate", "--no-input", "--verbosity=0"], environment=owner)
        manage(["load_demo"], environment=environment)
        say("Seeding …")
        began = time.monotonic()
        seeded = subprocess.run(
            [sys.executable, "-m", "tests.bench.seed", f"--times-tours={options.times_tours}",
             f"--times-slots={options.times_slots}"], cwd=ROOT, check=True, stdout=subprocess.PIPE,
            env={**environment, "DJANGO_SETTINGS_MODULE": "accelerator.settings"},
        )  # fmt: skip
        say(f"Seeded in {time.monotonic() - began:.0f} s.")
        with services.superuser(DATABASE) as connection:
            connection.execute("VACUUM ANALYZE")  # as autovacuum would have in a minute or two
        (local / SEEDED).write_bytes(seeded.stdout)


def manage(*commands: list[str], environment: Mapping[str, str]) -> None:
    for command in commands:
        argv = [sys.executable, "manage.py", *command]
        subprocess.run(argv, cwd=ROOT, check=True, env=dict(environment), stdout=subprocess.DEVNULL)


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
