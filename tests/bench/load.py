"""Bounded loads on one portal, and what they measured. The client's own time on the same cores is part of it."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier, Lock

from tests.bench.visitor import Page, Visitor


@dataclass(frozen=True)
class Measured:
    """How many a second, and how long one took, in milliseconds."""

    rate: float
    p50: float
    p95: float
    errors: int = 0
    count: int = 0


def median(runs: Sequence[Measured]) -> Measured:
    """Each figure's median over the runs; the errors of all."""
    return Measured(
        statistics.median(run.rate for run in runs),
        statistics.median(run.p50 for run in runs),
        statistics.median(run.p95 for run in runs),
        sum(run.errors for run in runs),
        sum(run.count for run in runs),
    )


def _measured(took: Sequence[float], seconds: float, errors: int) -> Measured:
    ordered = sorted(took) or [0.0]
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return Measured(len(took) / seconds, statistics.median(ordered) * 1000, p95 * 1000, errors, len(took))


def _together(url: str, count: int, work: Callable[[Visitor], None]) -> float:
    """Let so many visitors work from the same moment on; returns how many seconds the last one took."""
    began: list[float] = []
    gate = Barrier(count, action=lambda: began.append(time.perf_counter()))

    def go(_number: int) -> None:
        with Visitor(url) as visitor:
            gate.wait(timeout=60)
            work(visitor)

    with ThreadPoolExecutor(max_workers=count) as pool:
        list(pool.map(go, range(count)))
    return time.perf_counter() - began[0]


def bookings(
    url: str, offers: Iterable[Sequence[str]], *, browsers: int, seconds: float, until_sold_out: bool = False
) -> Measured:
    """Complete bookings: tour page, step one (form, sent), step two (form, sent), ticket. Styles and scripts once."""
    took: list[float] = []
    errors = Counter[int]()
    queue: Iterator[Sequence[str]] = iter(offers)
    lock = Lock()

    def work(visitor: Visitor) -> None:
        deadline = time.perf_counter() + seconds
        first = True
        while time.perf_counter() < deadline:
            with lock:
                offer = next(queue, None)
            if offer is None:
                return
            if first:
                for file in visitor.get(offer[0]).static_files:
                    visitor.get(file)
                first = False
            visitor.forget()
            began = time.perf_counter()
            answer = visitor.book(offer[1], tour_path=offer[0])
            if answer.status == 200 and b'class="qr"' in answer.body:
                took.append(time.perf_counter() - began)
            elif until_sold_out and answer.status in (200, 422):
                return
            else:
                errors[answer.status] += 1

    lasted = _together(url, browsers, work)
    return _measured(took, lasted, errors.total())


@dataclass(frozen=True)
class Rush:
    """Everybody at the same moment on one slot."""

    held: int
    refused: int
    put_off: int  # “too many at once, try again”: 503
    others: int
    seconds: float
    p95_held: float
    p95_refused: float
    all_ms: float  # what all of them cost
    refusals_ms: float  # and those who were refused, when they send the form once more


def rush(url: str, slot_path: str, *, browsers: int, spent: Callable[[], float]) -> Rush:
    """All have the form open and send it at once; `spent` says how many milliseconds the processor worked so far."""
    visitors = [Visitor(url) for _number in range(browsers)]
    with ThreadPoolExecutor(max_workers=8) as pool:
        forms = list(pool.map(lambda visitor: visitor.open_form(slot_path), visitors))
    before = spent()
    answers = _at_once(visitors, slot_path, forms)
    between = spent()
    refused = [number for number, (page, _took) in enumerate(answers) if page.status == 422]
    if refused:
        _at_once([visitors[number] for number in refused], slot_path, [forms[number] for number in refused])
    afterwards = spent()
    for visitor in visitors:
        visitor.close()
    times = {status: [took for page, took in answers if page.status == status] for status in (302, 422)}
    return Rush(
        len(times[302]),
        len(times[422]),
        sum(page.status == 503 for page, _took in answers),
        sum(page.status not in (302, 422, 503) for page, _took in answers),
        max(took for _page, took in answers),
        _measured(times[302], 1, 0).p95,
        _measured(times[422], 1, 0).p95,
        between - before,
        afterwards - between,
    )


def _at_once(visitors: Sequence[Visitor], slot_path: str, forms: Sequence[dict[str, str]]) -> list[tuple[Page, float]]:
    """All send their form at the same moment, over a new connection each; each answer with its seconds."""
    began: list[float] = []
    gate = Barrier(len(visitors), action=lambda: began.append(time.perf_counter()))

    def go(number: int) -> tuple[Page, float]:
        visitors[number].close()
        gate.wait(timeout=60)
        return visitors[number].post(slot_path, forms[number]), time.perf_counter() - began[0]

    with ThreadPoolExecutor(max_workers=len(visitors)) as pool:
        return list(pool.map(go, range(len(visitors))))
