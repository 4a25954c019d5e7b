"""Who comes next, who is refused, and who has threads of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event

import pytest

from accelerator.embedded.processes import wait_until
from accelerator.serving.admission import BURST_PATIENCE, LONGEST_QUEUE, STANDING_PATIENCE, Dispatcher, Queue


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queue(clock: Clock) -> Queue:
    return Queue(per_path=2, clock=clock)


def test_requests_are_taken_in_the_order_of_their_arrival(queue: Queue):
    for path in ("/a/", "/b/", "/a/"):
        queue.add(Job(path), path)
    assert [queue.take().path for _time in range(3)] == ["/a/", "/b/", "/a/"]
    assert queue.take() is None


def test_page_that_has_its_threads_lets_the_others_pass(queue: Queue):
    for path in ("/slow/", "/slow/", "/slow/", "/quick/"):
        queue.add(Job(path), path)
    assert [queue.take().path for _time in range(3)] == ["/slow/", "/slow/", "/quick/"]
    assert queue.take() is None
    queue.done("/slow/")
    assert queue.take().path == "/slow/"


def test_rush_is_waited_for_and_a_queue_that_never_empties_is_not(queue: Queue, clock: Clock):
    queue.add(Job("/a/"), "/a/")
    clock.now += BURST_PATIENCE - 0.1
    assert queue.take_late() is None
    queue.add(Job("/b/"), "/b/")
    clock.now += 0.2
    assert queue.take_late().path == "/a/"  # longer than anybody is left waiting
    assert queue.take_late() is None
    clock.now += STANDING_PATIENCE
    assert queue.take_late().path == "/b/"  # the queue has stood for so long that patience is short


def test_queue_that_was_empty_a_moment_ago_is_a_rush_again(queue: Queue, clock: Clock):
    queue.add(Job("/a/"), "/a/")
    clock.now += BURST_PATIENCE * 10
    queue.take()
    queue.add(Job("/b/"), "/b/")
    clock.now += STANDING_PATIENCE * 2
    assert queue.take_late() is None


def test_longest_queue_takes_nobody_more(queue: Queue):
    for _number in range(LONGEST_QUEUE):
        queue.add(Job("/a/"), "/a/")
    assert queue.take_late() is None
    queue.add(Job("/last/"), "/last/")
    assert queue.take_late().path == "/last/"


@dataclass
class Request:
    path: str
    refused: bool | None = None


@dataclass
class Job:
    """A request that is answered once `gate` opens."""

    path: str
    gate: Event = field(default_factory=Event)
    begun: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        self.requests = [Request(self.path)]

    def service(self) -> None:
        self.begun.set()
        assert self.gate.wait(timeout=30)


def test_health_and_files_never_stand_behind_pages():
    dispatcher = Dispatcher(threads=2)
    dispatcher.start()
    pages = [Job(f"/{number}/") for number in range(5)]
    others = [Job("/healthz"), Job("/readyz"), Job("/static/a.css")]
    for job in [*pages, *others]:
        dispatcher.add_task(job)
    assert all(job.begun.wait(timeout=30) for job in others)
    assert [job.begun.is_set() for job in pages[2:]] == [False] * 3
    assert not dispatcher.idle
    for job in [*pages, *others]:
        job.gate.set()
    assert wait_until(lambda: dispatcher.idle, seconds=30)
    assert dispatcher.answered == 5
    assert not any(job.requests[0].refused for job in [*pages, *others])
    dispatcher.stop()


def test_request_that_fails_leaves_its_thread_to_the_next():
    class Broken(Job):
        def service(self) -> None:
            raise ZeroDivisionError

    dispatcher = Dispatcher(threads=2)
    dispatcher.start()
    for _number in range(5):
        dispatcher.add_task(Broken("/a/"))
    after = Job("/a/")
    after.gate.set()
    dispatcher.add_task(after)
    assert after.begun.wait(timeout=30)
    dispatcher.stop()
