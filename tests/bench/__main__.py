"""`make bench`: seed a throw-away database, start the portal as the demo does, and print what it bears, as Markdown.

Everything runs on 127.0.0.1, the load client on the same cores. Every loop is bounded: about six minutes on two cores.
"""

# ruff: noqa: T201 - printing is what it is for
from __future__ import annotations

import argparse
import importlib.metadata
import itertools
import json
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redis

from accelerator.embedded.addresses import DATABASE
from accelerator.embedded.demo import demo_environment
from accelerator.embedded.processes import spawn, wait_until
from accelerator.embedded.services import Services
from tests.bench import load
from tests.bench.visitor import CHEAP_PROOFS
from tests.cluster import ROOT

CONNECTIONS = (1, 4, 16)
BROWSERS = 16


def main() -> None:
    """Prepare, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--seconds", type=float, default=5, help="of each run of a page (default: 5)")
    parser.add_argument("--runs", type=int, default=3, choices=(1, 2, 3), help="of which the median counts")
    options = parser.parse_args()
    # SIGTERM and a closed terminal end everything that was started, as Ctrl-C does.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        local = Path(name)
        local.chmod(0o711)  # as root, PostgreSQL runs as nobody and passes through
        environment = without_addresses(demo_environment(local))
        seeded = prepare(local, environment)
        # Seeding forces nothing to the disk; what is measured is durable, as the demo and production are.
        with Services(local / "demo") as services, portal(local, environment) as url:
            print_machine(services, seeded)
            print_pages(url, seeded, options)
            print_bookings(url, seeded, options)
            print_slots(environment)


def without_addresses(environment: Mapping[str, str]) -> dict[str, str]:
    """Never a developer's own database: the settings find the services by their folder."""
    foreign = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CELERY_BROKER_URL", "EMAIL_URL", "STATIC_ROOT")
    return {name: value for name, value in environment.items() if name not in foreign}


def prepare(local: Path, environment: dict[str, str]) -> dict[str, Any]:
    """A migrated and seeded cluster, ended again; where the load client finds what."""
    with Services(local / "demo", durable=False) as services:
        say("Preparing the database …")
        owner = {**environment, "DATABASE_URL": services.addresses.environment["DATABASE_OWNER_URL"]}
        manage(["migrate", "--no-input", "--verbosity=0"], environment=owner)
        manage(["messages", "--compile"], ["collectstatic", "--no-input", "--verbosity=0"],
               ["load_demo"], environment=environment)  # fmt: skip
        say("Seeding …")
        began = time.monotonic()
        seeded = subprocess.run(
            [sys.executable, "-m", "tests.bench.seed"], cwd=ROOT, check=True, stdout=subprocess.PIPE,
            env={**environment, "DJANGO_SETTINGS_MODULE": "accelerator.settings"},
        )  # fmt: skip
        say(f"Seeded in {time.monotonic() - began:.0f} s.")
        with services.superuser(DATABASE) as connection:
            connection.execute("VACUUM ANALYZE")  # as autovacuum would have in a minute or two
        return dict(json.loads(seeded.stdout))


def manage(*commands: list[str], environment: Mapping[str, str]) -> None:
    for command in commands:
        argv = [sys.executable, "manage.py", *command]
        subprocess.run(argv, cwd=ROOT, check=True, env=dict(environment), stdout=subprocess.DEVNULL)


@contextmanager
def portal(local: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """Gunicorn as `make demo` starts it, on a free port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening, (local / "web.log").open("wb") as log:
        port = listening.getsockname()[1]
        child = spawn(
            "web",
            [
                sys.executable, "-m", "gunicorn", "-c", "python:accelerator.serving.configuration",
                "--bind", f"fd://{listening.fileno()}", "--preload", "--log-level", "warning",
            ],
            env={**environment, **CHEAP_PROOFS, "PORTAL_WEB": "1", "DRAIN_SECONDS": "0", "PORT": str(port)},
            cwd=ROOT, output=log,
            death_signal=signal.SIGQUIT, pass_fds=[listening.fileno()],
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        if child.process.poll() is not None:
            sys.exit(f"The server did not start:\n{(local / 'web.log').read_text(errors='replace')}")
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    try:
        if not wait_until(answers, seconds=60):
            sys.exit(f"The server did not answer:\n{(local / 'web.log').read_text(errors='replace')}")
        yield url
    finally:
        child.stop()


def print_machine(services: Services, seeded: Mapping[str, Any]) -> None:
    with services.superuser() as connection:
        row = connection.execute("SELECT current_setting('server_version')").fetchone()
    valkey = redis.Redis(unix_socket_path=str(services.addresses.valkey_socket)).info("server")
    versions = {
        "Python": platform.python_version(),
        "Django": importlib.metadata.version("django"),
        "PostgreSQL": str(row[0]).split()[0] if row else "?",
        "psycopg": importlib.metadata.version("psycopg"),
        "Valkey": valkey.get("valkey_version") or valkey["redis_version"],
        "gunicorn": importlib.metadata.version("gunicorn"),
    }
    print(f"- Cores: {os.cpu_count()} ({processor()})")
    print(f"- Load of the machine before: {os.getloadavg()[0]:.1f}")
    print("- " + ", ".join(f"{name} {version}" for name, version in versions.items()))
    print("- gunicorn: 2 workers × 8 threads; PostgreSQL durable (fsync on)")
    print(f"- Data: {seeded['tours']:,} tours, {seeded['slots']:,} slots")


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def print_pages(url: str, seeded: Mapping[str, Any], options: argparse.Namespace) -> None:
    print("\n| Page | Connections | Requests/s | p50, ms | p95, ms | Errors |\n|---|---:|---:|---:|---:|---:|")
    for name, path in seeded["pages"].items():
        load.pages(url, path, connections=BROWSERS, seconds=1)  # each thread has met the page once
        for connections in CONNECTIONS:
            runs = [
                load.pages(url, path, connections=connections, seconds=options.seconds) for _ in range(options.runs)
            ]
            found = load.median(runs)
            print(f"| {name} | {connections} | {found.rate:.0f} | {found.p50:.0f} | {found.p95:.0f} | {found.errors} |")
            sys.stdout.flush()


def print_bookings(url: str, seeded: Mapping[str, Any], options: argparse.Namespace) -> None:
    print(
        "\n| Complete bookings, 16 browsers | Bookings/s | p50, ms | p95, ms | Errors |\n|---|---:|---:|---:|---:|",
        flush=True,
    )
    offers = itertools.cycle(seeded["spread"])
    seconds = 2 * options.seconds
    spread = [load.bookings(url, offers, browsers=BROWSERS, seconds=seconds) for _ in range(options.runs)]
    hot = [
        load.bookings(url, itertools.repeat(offer, 600), browsers=BROWSERS, seconds=60, until_sold_out=True)
        for offer in seeded["hot"][: options.runs]
    ]
    for name, runs in (("spread over 400 slots", spread), ("one hot slot of 500, until sold out", hot)):
        found = load.median(runs)
        print(f"| {name} | {found.rate:.1f} | {found.p50:.0f} | {found.p95:.0f} | {found.errors} |")
    print(
        "\n| 200 browsers at once on 50 seats | Held | Told “sold out” | Anything else | All answered, s "
        "| p95 of the held, ms | p95 of the refused, ms |\n|---|---:|---:|---:|---:|---:|---:|",
        flush=True,
    )
    for number, (_tour, slot) in enumerate(seeded["fifty"][: options.runs], 1):
        found = load.rush(url, slot, browsers=200)
        print(
            f"| run {number} | {found.held} | {found.refused} | {found.others} | {found.seconds:.1f} "
            f"| {found.p95_held:.0f} | {found.p95_refused:.0f} |",
            flush=True,
        )


def print_slots(environment: Mapping[str, str]) -> None:
    """500 slots by one weekly rule, as a manager makes them."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.slots"], cwd=ROOT, check=True, stdout=subprocess.PIPE,
        env={**environment, "DJANGO_SETTINGS_MODULE": "accelerator.settings"},
    )  # fmt: skip
    seconds = sorted(json.loads(ran.stdout))
    print("\n| 500 slots by one weekly rule | Median, s | Worst, s |\n|---|---:|---:|")
    print(f"| {len(seconds)} runs | {seconds[len(seconds) // 2]:.2f} | {seconds[-1]:.2f} |", flush=True)


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
