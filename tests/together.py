"""Many at the same moment, each in a thread with a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError, Semaphore
from typing import Any

from django.db import connection

CONNECTING = 8  # as many as a busy machine lets in well within the settings' connect_timeout
PATIENCE = 120.0  # seconds until the last of them has to stand at the gate


def connect() -> None:
    connection.ensure_connection()  # this thread's own


def at_once(
    jobs: Sequence[Callable[[], Any]],
    *,
    expected: type[Exception] | tuple[type[Exception], ...] = (),
    prepare: Callable[[], None] = connect,
) -> list[Any]:
    """Start all jobs together; their results in order, an exception that is `expected` standing for its job's result.

    Each thread has done `prepare` before any job begins. The first other exception is raised once all have ended.
    """
    gate, doors = Barrier(len(jobs)), Semaphore(CONNECTING)

    def run(job: Callable[[], Any]) -> Any:
        try:
            try:
                with doors:
                    prepare()
            except BaseException:
                gate.abort()  # the others must not wait for one who will never come
                raise
            gate.wait(PATIENCE)
            return job()
        except expected as outcome:
            return outcome
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(jobs)) as pool:
        futures = [pool.submit(run, job) for job in jobs]
    raised = [error for future in futures if (error := future.exception()) is not None]
    for error in sorted(raised, key=lambda error: isinstance(error, BrokenBarrierError)):
        raise error  # the cause rather than those who waited in vain for it
    return [future.result() for future in futures]
