"""The tables of `make bench`, each a part that can be asked for alone."""

# ruff: noqa: T201 - printing is what it is for
from __future__ import annotations

import argparse
import importlib.metadata
import itertools
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import redis

from accelerator.embedded.addresses import addresses
from accelerator.embedded.services import Services
from accelerator.serving.configuration import DEFAULTS
from tests.bench import load
from tests.bench.counting import count
from tests.bench.cpu import Meter, Spent
from tests.bench.pages import SETTLE, Cost, Pages, Reading
from tests.bench.running import portal
from tests.cluster import ROOT

BROWSERS = 16
CONNECTIONS = (1, 4, 16, 64)
CHANGES, WRITTEN = 12, 2000
WATCHED = ("tour", "catalogue", "home")  # pages that say how many places a slot has left
SIGNED_IN = ("home", "catalogue", "programme", "tour", "step-one")


@dataclass(frozen=True)
class Bench:
    """A portal that runs, what is in it, and how it is measured."""

    url: str
    seeded: Mapping[str, Any]
    local: Path
    environment: Mapping[str, str]
    meter: Meter
    pages: Pages
    options: argparse.Namespace

    @property
    def is_short(self) -> bool:
        return bool(self.options.runs == 1)

    @property
    def paths(self) -> dict[str, str]:
        """The pages that were asked for, or all."""
        paths: dict[str, str] = self.seeded["pages"]
        return {name: path for name, path in paths.items() if not self.options.pages or name in self.options.pages}

    def environment_of_tools(self) -> dict[str, str]:
        return {**self.environment, "DJANGO_SETTINGS_MODULE": "accelerator.settings"}


def report(bench: Bench, parts: Sequence[str]) -> None:
    """Measure and print the parts, in their order."""
    for name in parts:
        began = time.monotonic()
        PART[name](bench)
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


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
    print(f"- gunicorn: {_web('WEB_WORKERS')} workers × {_web('WEB_THREADS')} threads; PostgreSQL durable (fsync on)")
    print(f"- Data: {seeded['tours']:,} tours, {seeded['slots']:,} slots")


def _web(name: str) -> str:
    return os.environ.get(name, "") or str(DEFAULTS[name][0])


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def table(*columns: str) -> None:
    """The head of a table whose first column is text."""
    print(f"\n| {' | '.join(columns)} |\n|{'---|' + '---:|' * (len(columns) - 1)}", flush=True)


def row(*cells: object) -> None:
    print(f"| {' | '.join(str(cell) for cell in cells)} |", flush=True)


# --- Pages ------------------------------------------------------------------------------------------------------------


def pages(bench: Bench) -> None:
    """Unchanged pages beside bare requests."""
    _costs(f"Unchanged, {BROWSERS} connections", bench, bench.paths, "")


def signed_in(bench: Bench) -> None:
    """The same pages for a person with an account."""
    paths = {name: path for name, path in bench.paths.items() if name in SIGNED_IN}
    _costs("Signed in, 4 connections", bench, paths, bench.seeded["tourist"], connections=4)


def desks(bench: Bench) -> None:
    """Pages of those who work here."""
    table("Staff, 4 connections", *COLUMNS)
    for name, (path, cookies) in bench.seeded["desks"].items():
        _row(name, bench.pages.by_turns(path, connections=4, cookies=cookies))


COLUMNS = ("Bare", "of it PostgreSQL", "Share of bare's rate", "Requests/s", "p50, ms", "p95, ms", "Bare, ms", "Errors")


def _costs(title: str, bench: Bench, paths: Mapping[str, str], cookies: str, *, connections: int = BROWSERS) -> None:
    table(title, *COLUMNS)
    for name, path in paths.items():
        _row(name, bench.pages.by_turns(path, connections=connections, cookies=cookies))


def _row(name: str, cost: Cost) -> None:
    row(
        name, f"{cost.bare:.1f}", f"{cost.database:.1f}", f"{cost.share:.1%}", f"{cost.rate:.0f}", f"{cost.p50:.0f}",
        f"{cost.p95:.0f}", f"{cost.bare_ms:.2f}", cost.errors,
    )  # fmt: skip


def first(bench: Bench) -> None:
    """Each page right after its content has changed."""
    table("First drawing after a change", "Bare", "Stale answers")
    for name, path in bench.paths.items():
        cost, stale = bench.pages.first_drawings(path, changes=4 if bench.is_short else CHANGES)
        row(name, f"{cost:.1f}", stale)


def written(bench: Bench) -> None:
    """Pages on which a number of places changes with every fifth request."""
    table("Every fifth request a hold or its return", "Bare", "Answers", "Another number than the database's")
    for name in WATCHED:
        if name in bench.paths:
            answers = 80 if bench.is_short else WRITTEN
            cost, wrong, count = bench.pages.while_written(bench.paths[name], answers=answers)
            row(name, f"{cost:.1f}", f"{count:,}", wrong)


def connections(bench: Bench) -> None:
    """What more clients at once change."""
    table("Requests/s by connections", *(str(number) for number in CONNECTIONS))
    for name, path in {"bare": "/bare", **bench.paths}.items():
        row(name, *(f"{bench.pages.rate(path, connections=number):.0f}" for number in CONNECTIONS))


def servers(bench: Bench) -> None:
    """Web processes started otherwise, all at once and measured by turns; the milliseconds are of both processors."""
    table("Processes × threads", *(f"{page}, {number}" for page in bench.paths for number in CONNECTIONS[1:]))
    with ExitStack() as stack:
        pages = {}
        for shape in bench.options.servers:
            workers, threads = shape.split("x")
            settings = {"WEB_WORKERS": workers, "WEB_THREADS": threads}
            url, web = stack.enter_context(portal(bench.local, bench.environment, **settings))
            meter = Meter(web=web.process.pid, database=web.process.pid)
            pages[shape] = replace(bench.pages, url=url, meter=meter)
        for shape, cells in by_turns(pages, bench).items():
            row(shape.replace("x", " × "), *cells)


def by_turns(pages: Mapping[str, Pages], bench: Bench) -> dict[str, list[str]]:
    """Requests a second and milliseconds of web processes for one, for each way to start them."""
    found: dict[str, dict[tuple[str, int], list[Reading]]] = {shape: defaultdict(list) for shape in pages}
    for _run in range(bench.options.runs + 1):
        for name, path in bench.paths.items():
            for number in CONNECTIONS[1:]:
                for shape, one in pages.items():
                    found[shape][name, number].append(one.read(path, connections=number))
    return {
        shape: [
            f"{statistics.median(one.rate for one in runs[1:]):.0f}/s,"
            f" {statistics.median(one.each.web for one in runs[1:]):.1f} ms"
            for runs in readings.values()
        ]
        for shape, readings in found.items()
    }


# --- Bookings ---------------------------------------------------------------------------------------------------------


def bookings(bench: Bench) -> None:
    """Complete bookings: what one costs, and how many a second there are."""
    offers = itertools.cycle(bench.seeded["spread"])
    seconds = 2 * bench.options.seconds
    table("Complete bookings, 16 browsers", "Bare", "of it PostgreSQL", "Bookings/s", "p50, ms", "p95, ms", "Errors")

    def spread() -> tuple[load.Measured, Spent]:
        return _metered(bench, lambda: load.bookings(bench.url, offers, browsers=BROWSERS, seconds=seconds))

    def hot(offer: Sequence[str]) -> tuple[load.Measured, Spent]:
        many = itertools.repeat(offer, 600)
        return _metered(
            bench, lambda: load.bookings(bench.url, many, browsers=BROWSERS, seconds=60, until_sold_out=True)
        )

    # The first bookings of all meet connections and processes that have seen none of it yet.
    load.bookings(bench.url, offers, browsers=BROWSERS, seconds=seconds)
    runs = range(bench.options.runs)
    for name, measure in (
        ("spread over 400 slots", lambda _run: spread()),
        ("one hot slot of 500, until sold out", lambda run: hot(bench.seeded["hot"][run])),
    ):
        turns = [(_bare(bench), *measure(run)) for run in runs]
        found = load.median([measured for _base, measured, _spent in turns])
        total = statistics.median(spent.total / base / measured.count for base, measured, spent in turns)
        database = statistics.median(spent.database / base / measured.count for base, measured, spent in turns)
        row(
            name, f"{total:.0f}", f"{database:.0f}", f"{found.rate:.1f}", f"{found.p50:.0f}", f"{found.p95:.0f}",
            found.errors,
        )  # fmt: skip


def rush(bench: Bench) -> None:
    """200 at once on 50 seats; then the 150 who were refused send their forms once more, which costs refusals alone."""
    table(
        "200 browsers at once on 50 seats", "Held", "Told “sold out”", "Told to come again", "Anything else",
        "A POST, bare", "A refusal, bare", "All answered, s", "p95 of the held, ms", "p95 of the refused, ms",
    )  # fmt: skip
    for number, (_tour, slot) in enumerate(bench.seeded["fifty"][: bench.options.runs], 1):
        base = _bare(bench)
        found = load.rush(bench.url, slot, browsers=200, spent=lambda: _settled(bench))
        row(
            f"run {number}", found.held, found.refused, found.put_off, found.others, f"{found.all_ms / 200 / base:.1f}",
            f"{found.refusals_ms / max(found.refused, 1) / base:.1f}", f"{found.seconds:.1f}",
            f"{found.p95_held:.0f}", f"{found.p95_refused:.0f}",
        )  # fmt: skip


def _bare(bench: Bench) -> float:
    """Milliseconds of the processor for a bare request, now."""
    return bench.pages.bare()


def _settled(bench: Bench) -> float:
    time.sleep(SETTLE)
    return bench.meter.read().total


def _metered(bench: Bench, work: Callable[[], load.Measured]) -> tuple[load.Measured, Spent]:
    before = bench.meter.read()
    measured = work()
    time.sleep(SETTLE)
    return measured, bench.meter.read() - before


def calls(bench: Bench) -> None:
    """Function calls and statements: the same at any load."""
    offer, sold_out = bench.seeded["spread"][-1], bench.seeded["pages"]["sold-out"]
    found = count(bench.environment, pages=bench.paths, offer=offer, sold_out=sold_out)
    table("Function calls", "First drawing", "Statements", "Again", "Statements again")
    for name, (drawn, statements, again, statements_again) in found.pages.items():
        row(name, f"{drawn:,}", statements, f"{again:,}", statements_again)
    table("A booking", "Calls", "Statements")
    for name, (number, statements) in [*found.steps.items(), ("refused", found.refusal or (0, 0))]:
        row(name, f"{number:,}", statements)
    row("together", *(f"{sum(one[place] for one in found.steps.values()):,}" for place in (0, 1)))


def slots(bench: Bench) -> None:
    """500 slots by one weekly rule, as a manager makes them."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.slots"], cwd=ROOT, check=True, stdout=subprocess.PIPE,
        env=bench.environment_of_tools(),
    )  # fmt: skip
    seconds = sorted(json.loads(ran.stdout))
    table("500 slots by one weekly rule", "Median, s", "Worst, s")
    row(f"{len(seconds)} runs", f"{seconds[len(seconds) // 2]:.2f}", f"{seconds[-1]:.2f}")


def search(bench: Bench) -> None:
    """The search over 10,000 tours: the last part, since it makes them."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.search"], cwd=ROOT, check=True, stdout=subprocess.PIPE,
        env={**bench.environment_of_tools(), **addresses(bench.local, "demo").environment},
    )  # fmt: skip
    found = json.loads(ran.stdout)
    print(
        f"\nThe search: {found['tours']:,} tours, {found['words']:,} words, {found['postings']:,} postings, "
        f"indexed in {found['indexed']:.0f} s of the processor"
    )
    table("Search", "PostgreSQL: median, ms", "p95, ms", "Most, ms", "Python: median, ms", "p95, ms")
    for name, figures in found["searches"].items():
        row(name, *(f"{figure:.1f}" for figure in figures))


PART: dict[str, Callable[[Bench], None]] = {
    "pages": pages,
    "first": first,
    "written": written,
    "signed-in": signed_in,
    "calls": calls,
    "bookings": bookings,
    "rush": rush,
    "desks": desks,
    "connections": connections,
    "servers": servers,
    "slots": slots,
    "search": search,
}
PARTS = [name for name in PART if name != "servers"]  # which is asked for by --servers
QUICK_PARTS = ["pages", "first", "written"]
