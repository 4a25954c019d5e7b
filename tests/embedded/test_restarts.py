"""What has died is started again; what dies for good is given up with its cause."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from accelerator.embedded import restarts
from accelerator.embedded.processes import Child, Failure, spawn
from accelerator.embedded.restarts import FULL, TRIES, Restarts, last_words

Start = Callable[[str], Child]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "flimsy.log"


@pytest.fixture
def start(log: Path) -> Iterator[Start]:
    made: list[Child] = []

    def spawned(script: str) -> Child:
        with log.open("ab") as output:
            made.append(spawn("flimsy", ["sh", "-c", script], output=output))
        return made[-1]

    yield spawned
    for child in made:
        child.stop()


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restarts, "FIRST_PAUSE", 0.001)


def dead(child: Child) -> Child:
    child.process.wait()
    return child


def test_process_that_died_once_is_restarted_and_reported_in_one_line(start: Start, log: Path) -> None:
    lines: list[str] = []
    back: list[Child] = []

    def again() -> Child:
        back.append(start("sleep 60"))
        return back[-1]

    Restarts(lines.append).restart(dead(start("exit 3")), again, log)

    assert back[0].process.poll() is None
    (line,) = lines
    assert line.startswith("flimsy ended with exit code 3: started again after ")
    assert str(log) in line


def test_what_dies_again_and_again_is_given_up_with_its_last_words(start: Start, log: Path) -> None:
    lines: list[str] = []
    dying = "echo 'FATAL: no such role'; echo 'the end'; exit 1"
    children = [start(dying)]

    def again() -> Child:
        children.append(start(dying))
        return children[-1]

    restart = Restarts(lines.append).restart
    with pytest.raises(Failure) as failure:
        for _time in range(TRIES + 1):
            restart(dead(children[-1]), again, log)
    assert len(lines) == TRIES - 1
    assert f"flimsy ended with exit code 1, {TRIES} times within 60 s: FATAL: no such role" in str(failure.value)


def test_what_cannot_be_started_is_given_up_too(start: Start, log: Path) -> None:
    def again() -> Child:
        raise Failure("it does not answer")

    with pytest.raises(Failure, match=f"it does not answer.*{TRIES} times"):
        Restarts(print).restart(dead(start("exit 1")), again, log)


def test_full_disk_is_named_as_the_cause_whatever_the_last_line_is(log: Path) -> None:
    log.write_text(
        'PANIC:  could not write to file "pg_wal/xlogtemp.71": No space left on device\n'
        "LOG:  startup process (PID 71) was terminated by signal 6: Aborted\n"
        "LOG:  database system is shut down\n"
    )
    assert last_words(log).startswith(f"the disk is full ({FULL}: {log.parent}). Make room")


def test_system_check_that_fails_is_quoted(log: Path) -> None:
    log.write_text(
        "SystemCheckError: System check identified some issues:\n\nERRORS:\n"
        "?: (common.E004) The database “default” was made by other migrations of tours than those here.\n\n"
        "System check identified 1 issue (0 silenced).\n"
    )
    assert "was made by other migrations of tours" in last_words(log)


def test_full_disk_is_named_where_not_even_the_log_could_be_written(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log.write_text("LOG:  database system is shut down\n")
    assert "shut down" in last_words(log)
    monkeypatch.setattr(restarts, "NEEDED", 1 << 62)
    assert "the disk is full" in last_words(log)


def test_somebody_who_wants_it_to_end_is_heard_while_it_waits(start: Start, log: Path) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Restarts(print, stop).restart(dead(start("exit 1")), lambda: start("sleep 60"), log)
