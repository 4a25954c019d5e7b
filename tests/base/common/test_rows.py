"""Queues at rows: one that moves is waited in, one that stands is not."""

from contextlib import AbstractContextManager
from types import SimpleNamespace

import pytest

from accelerator.base.common.database import rows
from accelerator.base.common.database.rows import PATIENCE, STUCK_FOR, RowIsBusy, RowQueues


class Waits:
    """Those who wait for rows, by a clock that the test moves."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self.begun: list[AbstractContextManager[None]] = []
        self.queues = RowQueues(threads=4)
        patch.setattr(rows, "time", SimpleNamespace(monotonic=lambda: self.now))

    def begin(self, row: str = "row") -> AbstractContextManager[None]:
        wait = self.queues.wait(row)
        wait.__enter__()
        self.begun.append(wait)  # forgotten, it would be over
        return wait

    def give_up(self, wait: AbstractContextManager[None]) -> None:
        assert not wait.__exit__(TimeoutError, TimeoutError(), None)  # the caller hears of it


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Waits:
    return Waits(monkeypatch)


def test_nobody_lines_up_behind_who_has_waited_for_long(waits: Waits):
    waits.begin()
    waits.now = PATIENCE
    waits.begin()
    waits.now += 0.01

    with pytest.raises(RowIsBusy):
        waits.begin()
    waits.begin("another row")


def test_queue_that_moves_is_waited_in_however_long(waits: Waits):
    first, second = waits.begin(), waits.begin()
    waits.begin()
    waits.now = 0.9 * PATIENCE
    first.__exit__(None, None, None)
    waits.now = 1.8 * PATIENCE
    waits.begin()
    second.__exit__(None, None, None)
    waits.now = 2.7 * PATIENCE
    waits.begin()

    waits.now = 2.9 * PATIENCE
    with pytest.raises(RowIsBusy):
        waits.begin()


def test_one_at_a_time_tries_a_row_that_was_waited_for_in_vain(waits: Waits):
    first = waits.begin()
    waits.now = 2 * PATIENCE
    waits.give_up(first)
    waits.begin()
    with pytest.raises(RowIsBusy):
        waits.begin()

    waits.now += STUCK_FOR
    trying = waits.begin("another row")
    trying.__exit__(None, None, None)


def test_few_threads_wait_for_rows_that_stand_whichever_they_are(waits: Waits):
    for row in ("one", "other"):
        waits.begin(row)
    waits.now = PATIENCE + 0.01

    with pytest.raises(RowIsBusy):
        waits.begin("third")


def test_row_that_was_given_up_in_a_moment_is_not_stuck(waits: Waits):
    waits.give_up(waits.begin())

    waits.begin()
    waits.begin()
