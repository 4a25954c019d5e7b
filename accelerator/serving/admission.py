"""Admission control: the threads of a web process, and the queue of requests in front of them.

A request that has waited too long is refused before any work is done for it: its client is about to give up, and the
work is better spent on newer ones. A burst that the process can work off is queued; a standing queue is not (the rule
is CoDel's, as in “Fail at Scale”, Ben Maurer, ACM Queue 13/8).

One page may use half the threads, so that a slow one cannot take them all. Health checks and static files have their
own threads and never wait behind pages.
"""

from __future__ import annotations

import logging
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Lock, Thread
from typing import Any, Protocol

logger = logging.getLogger(__name__)

BURST_PATIENCE = 8.0  # seconds that a request may wait in a queue that was empty recently
STANDING_PATIENCE = 1.0  # and in one that has not been empty for BURST_PATIENCE
LONGEST_QUEUE = 1000


class Job(Protocol):
    """A connection with a complete request: what waitress calls a task."""

    requests: list[Any]

    def service(self) -> None: ...


@dataclass
class Waiting:
    """A job in the queue, with the page that it requests."""

    job: Job
    path: str
    since: float


class Queue:
    """Requests in the order of their arrival, and which of them comes next. Not thread-safe."""

    def __init__(self, *, per_path: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_path = per_path
        self._clock = clock
        self._waiting: deque[Waiting] = deque()
        self._at_work: Counter[str] = Counter()
        self._filled_at = 0.0  # when the queue was last empty

    def add(self, job: Job, path: str) -> None:
        now = self._clock()
        if not self._waiting:
            self._filled_at = now
        if len(self._waiting) < LONGEST_QUEUE:
            self._waiting.append(Waiting(job, path, now))
        else:
            self._waiting.appendleft(Waiting(job, path, float("-inf")))  # refused by the next take_late()

    def take_late(self) -> Waiting | None:
        """Return the first request if it has waited too long."""
        if self._waiting and self.seconds_to_late() <= 0:
            return self._waiting.popleft()
        return None

    def take(self) -> Waiting | None:
        """Return the first request whose page may use another thread, if any; call `done` afterwards."""
        for place, waiting in enumerate(self._waiting):
            if self._at_work[waiting.path] < self._per_path:
                del self._waiting[place]
                self._at_work[waiting.path] += 1
                return waiting
        return None

    def done(self, path: str) -> None:
        self._at_work[path] -= 1
        if not self._at_work[path]:
            del self._at_work[path]

    def seconds_to_late(self) -> float:
        """Return how long the first request may still wait."""
        if not self._waiting:
            return float("inf")
        now = self._clock()
        patience = STANDING_PATIENCE if now - self._filled_at > BURST_PATIENCE else BURST_PATIENCE
        return self._waiting[0].since + patience - now

    @property
    def idle(self) -> bool:
        """Return whether no request is waiting or being answered."""
        return not self._waiting and not self._at_work


class Lane:
    """A queue, the threads that answer its requests, and one that refuses late ones."""

    def __init__(self, *, threads: int, per_path: int) -> None:
        self.answered = 0
        self._threads = threads
        self._queue = Queue(per_path=per_path)
        self._refusing = 0
        self._stopped = False
        lock = Lock()
        self._arrived = Condition(lock)
        self._aged = Condition(lock)

    def start(self) -> None:
        for _number in range(self._threads):
            Thread(target=self._answer, daemon=True).start()
        Thread(target=self._refuse, daemon=True).start()

    def stop(self) -> None:
        """Let every thread end after its current request."""
        with self._arrived:
            self._stopped = True
            self._arrived.notify_all()
            self._aged.notify_all()

    def add(self, job: Job, path: str) -> None:
        with self._arrived:
            self._queue.add(job, path)
            self._arrived.notify()
            self._aged.notify()

    @property
    def idle(self) -> bool:
        with self._arrived:
            return self._queue.idle and not self._refusing

    def _answer(self) -> None:
        while (waiting := self._next()) is not None:
            try:
                _serve(waiting.job, refused=False)
            finally:
                with self._arrived:
                    self.answered += 1
                    self._queue.done(waiting.path)
                    self._arrived.notify()  # another thread may have skipped this page's next request

    def _next(self) -> Waiting | None:
        with self._arrived:
            while not self._stopped:
                if waiting := self._queue.take():
                    return waiting
                self._arrived.wait()
            return None

    def _refuse(self) -> None:
        while (waiting := self._next_late()) is not None:
            try:
                _serve(waiting.job, refused=True)
            finally:
                with self._aged:
                    self._refusing -= 1

    def _next_late(self) -> Waiting | None:
        with self._aged:
            while not self._stopped:
                if waiting := self._queue.take_late():
                    self._refusing += 1
                    return waiting
                self._aged.wait(min(self._queue.seconds_to_late(), 60))
            return None


class Dispatcher:
    """The threads of a process; waitress passes it each connection with a complete request."""

    def __init__(self, *, threads: int) -> None:
        self._pages = Lane(threads=threads, per_path=max(1, threads // 2))
        self._others = {
            "/healthz": Lane(threads=1, per_path=1),
            "/readyz": Lane(threads=1, per_path=1),
            "/static/": Lane(threads=2, per_path=2),
        }
        self._lanes = [self._pages, *self._others.values()]

    def start(self) -> None:
        for lane in self._lanes:
            lane.start()

    def stop(self) -> None:
        for lane in self._lanes:
            lane.stop()

    def add_task(self, job: Job) -> None:
        """Queue a connection; called by waitress when a complete request has arrived on it."""
        path = str(getattr(job.requests[0], "path", ""))
        lane = next((lane for prefix, lane in self._others.items() if path.startswith(prefix)), self._pages)
        lane.add(job, path)

    @property
    def answered(self) -> int:
        """Return how many pages this process has answered."""
        return self._pages.answered

    @property
    def idle(self) -> bool:
        """Return whether no request is waiting or being answered."""
        return all(lane.idle for lane in self._lanes)


def _serve(job: Job, *, refused: bool) -> None:
    job.requests[0].refused = refused
    try:
        job.service()
    except Exception:
        logger.exception("serving_failed")
