"""What a page costs, in bare requests: unchanged, drawn for the first time after a change, and while places are taken.

A bare request is one to a view without middleware, under the same server, measured in turn with the page; its cost is
the processor time of the web processes and PostgreSQL. So the ratio holds on a machine that is slow today, or busy.
"""

from __future__ import annotations

import itertools
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.bench.cpu import Meter, Spent
from tests.bench.places import shown_places
from tests.bench.reader import Answer, get, percentile, read
from tests.cluster import ROOT

BARE = "/bare"
BARE_CONNECTIONS = 16  # whatever is measured beside it: one at a time costs half as much again
SETTLE = 0.005  # seconds after which a thread that has answered is off its core, and its time counted


@dataclass
class Reading:
    """Answers of one run, and what they cost together."""

    seconds: float
    spent: Spent
    took: list[float] = field(default_factory=list)
    errors: int = 0

    def __add__(self, other: Reading) -> Reading:
        errors = self.errors + other.errors
        return Reading(self.seconds + other.seconds, self.spent + other.spent, [*self.took, *other.took], errors)

    @property
    def rate(self) -> float:
        return len(self.took) / self.seconds

    @property
    def each(self) -> Spent:
        """Milliseconds of the processor for one answer."""
        return self.spent / max(len(self.took), 1)


@dataclass(frozen=True)
class Cost:
    """A page beside bare requests, in medians over the runs."""

    bare: float  # how many bare requests it costs
    database: float  # how many of these are PostgreSQL's
    share: float  # of the rate of bare requests
    rate: float
    p50: float
    p95: float
    errors: int
    bare_ms: float


class Inside:
    """The process that changes content and takes places (tests.bench.inside)."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, order: str, *values: object) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"do": order, "with": values}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            sys.exit("The process that changes content has ended; see above.")
        return json.loads(line)


@contextmanager
def inside(environment: Mapping[str, str]) -> Iterator[Inside]:
    """Start it, for as long as the block lasts."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.inside"], cwd=ROOT, text=True, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, env={**environment, "DJANGO_SETTINGS_MODULE": "accelerator.settings"},
    ) as process:  # fmt: skip
        try:
            yield Inside(process)
        finally:
            assert process.stdin
            process.stdin.close()


@dataclass(frozen=True)
class Pages:
    """Measures pages of the portal at this address."""

    url: str
    meter: Meter
    inside: Inside
    seconds: float
    runs: int

    def by_turns(self, path: str, *, connections: int, cookies: str = "") -> Cost:
        """An unchanged page and bare requests, by turns."""
        page = get(self.url, path, cookies=cookies)
        self._read(page, connections, min(self.seconds, 1))  # every thread has met it
        turns = []
        for _run in range(self.runs):
            before = self._bare(self.seconds / 4)
            answers = self._read(page, connections, self.seconds)
            turns.append((before + self._bare(self.seconds / 4), answers))
        return _cost(turns)

    def bare(self) -> float:
        """Milliseconds of the processor for a bare request, now."""
        return self._bare(min(self.seconds, 1)).each.total

    def _bare(self, seconds: float) -> Reading:
        return self._read(get(self.url, BARE), BARE_CONNECTIONS, seconds)

    def rate(self, path: str, *, connections: int) -> float:
        """Requests a second, at the median of the runs."""
        return statistics.median(self.read(path, connections=connections).rate for _run in range(self.runs))

    def read(self, path: str, *, connections: int) -> Reading:
        """One run of a page."""
        return self._read(get(self.url, path), connections, self.seconds)

    def first_drawings(self, path: str, *, changes: int) -> tuple[float, int]:
        """What a page costs when its content has just changed, in bare requests; and how many answers were stale."""
        one = get(self.url, path)
        self._read(one, 8, 0.5)
        bases = [self.bare()]
        costs, stale = [], 0
        for _change in range(changes):
            words = self.inside("change", path)
            time.sleep(SETTLE)
            before = self.meter.read()
            (answer,) = self._answers([one])
            time.sleep(SETTLE)
            costs.append((self.meter.read() - before).total)
            stale += answer.status != 200 or words not in answer.text
        bases.append(self.bare())
        return statistics.median(costs) / statistics.mean(bases), stale

    def while_written(self, path: str, *, answers: int) -> tuple[float, int, int]:
        """Every fifth request is a hold or its return on a slot that the page shows.

        Four readers ask at once: in turn after the place was taken, and while it is being taken, when the number before
        is right as well. Returns the cost of an answer in bare requests, how many showed another number than the
        database's, and how many there were.
        """
        watched = self.inside("watch", path)
        one = get(self.url, watched["path"])
        self._read(one, 4, 0.5)
        bases = [self.bare()]
        free, wrong, count, spent = watched["free"], 0, 0, Spent(0, 0)
        with ThreadPoolExecutor(max_workers=1) as writer:
            for number in range(answers // 4):
                before = self.meter.read()
                writing = writer.submit(self.inside, "write")
                right = {free}
                if number % 2:
                    right = {writing.result()}
                    before = self.meter.read()
                read_by_four = self._answers([one] * 4)
                free = writing.result()
                time.sleep(SETTLE)
                spent += self.meter.read() - before
                right.add(free)
                count += 4
                wrong += sum(shown_places(answer.text, watched["marks"]) not in right for answer in read_by_four)
        bases.append(self.bare())
        return spent.total / count / statistics.mean(bases), wrong, count

    def _answers(self, requests: Sequence[bytes]) -> list[Answer]:
        found: list[Answer] = []
        read(self.url, requests, connections=len(requests), keep=found.append)
        return found

    def _read(self, request: bytes, connections: int, seconds: float) -> Reading:
        took: list[float] = []
        errors = 0

        def keep(answer: Answer) -> None:
            nonlocal errors
            if answer.status == 200:
                took.append(answer.took)
            else:
                errors += 1

        before = self.meter.read()
        lasted = read(self.url, itertools.repeat(request), connections=connections, seconds=seconds, keep=keep)
        time.sleep(SETTLE)
        return Reading(lasted, self.meter.read() - before, took, errors)


def _cost(turns: Sequence[tuple[Reading, Reading]]) -> Cost:
    """The medians of page beside bare, each compared with its own turn."""
    return Cost(
        bare=statistics.median(page.each.total / bare.each.total for bare, page in turns),
        database=statistics.median(page.each.database / bare.each.total for bare, page in turns),
        share=statistics.median(page.rate / bare.rate for bare, page in turns),
        rate=statistics.median(page.rate for _bare, page in turns),
        p50=statistics.median(percentile(page.took, 0.5) for _bare, page in turns),
        p95=statistics.median(percentile(page.took, 0.95) for _bare, page in turns),
        errors=sum(page.errors for _bare, page in turns),
        bare_ms=statistics.median(bare.each.total for bare, _page in turns),
    )
