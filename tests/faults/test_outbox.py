"""Nothing lost, nothing doubled: the outbox under what goes wrong with workers, beat, Valkey and the mail server."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from accelerator.base.notifications.models import Message
from tests.factories.notifications import MessageFactory
from tests.faults.engine import Engine, children_of
from tests.post_office import STALL


def plan(number: int) -> None:
    MessageFactory.create_batch(number, kind="faults.note")


def states() -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Message.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def all_sent() -> bool:
    return set(states()) == {"sent"}


def gated(folder: Path, kind: str = "faults.note") -> tuple[Message, Path, Path]:
    """A message whose worker waits between claim and sending; the gate, and the file that holds the worker's pid."""
    gate = folder / "gate"
    return MessageFactory(kind=kind, params={"gate": str(gate)}), gate, gate.with_suffix(".reached")


def test_worker_killed_between_claim_and_sending(engine: Engine) -> None:
    message, gate, reached = gated(engine.folder)
    worker = engine.start_worker()
    engine.start_beat()
    engine.until(lambda: reached.exists() and reached.read_text() != "")

    engine.kill(worker)
    gate.touch()
    message.refresh_from_db()
    assert message.state == "claimed"
    engine.start_worker()

    engine.until(all_sent)
    assert engine.office.counted() == {f"<{message.uuid}@127.0.0.1>": 1}
    message.refresh_from_db()
    assert message.attempts == 2


@pytest.mark.slow
def test_workers_child_killed_between_claim_and_sending(engine: Engine) -> None:
    message, gate, reached = gated(engine.folder)
    engine.start_worker()
    engine.start_beat()
    engine.until(lambda: reached.exists() and reached.read_text() != "")

    os.kill(int(reached.read_text()), signal.SIGKILL)
    gate.touch()

    engine.until(all_sent)
    assert engine.office.counted() == {f"<{message.uuid}@127.0.0.1>": 1}


@pytest.mark.parametrize(
    ("kind", "state", "times"),
    [
        ("faults.note", "unknown", 1),
        pytest.param("faults.code", "sent", 2, marks=pytest.mark.slow),
    ],
)
def test_worker_killed_while_sending(engine: Engine, kind: str, state: str, times: int) -> None:
    message = MessageFactory(kind=kind)
    engine.office.answers["content"] = STALL
    worker = engine.start_worker()
    engine.start_beat()
    engine.until(lambda: len(engine.office.taken) == 1)

    engine.kill(worker)
    engine.office.answers.clear()
    message.refresh_from_db()
    assert message.state == "sending"
    engine.start_worker()

    def settled() -> bool:
        # The wait before the next try is the test's to shorten: the row is the only place that knows of it.
        Message.objects.filter(state="queued").update(retry_at=None)
        return states() == {state: 1}

    engine.until(settled)
    assert engine.office.counted() == {f"<{message.uuid}@127.0.0.1>": times}


def test_valkey_emptied_in_the_middle(engine: Engine) -> None:
    plan(60)
    engine.start_worker()
    engine.start_beat()
    for sent in (1, 20, 40):
        engine.until(lambda sent=sent: len(engine.office.taken) >= sent)
        engine.flush()
        plan(10)
    engine.until(all_sent)
    assert set(engine.office.counted().values()) == {1}
    assert len(engine.office.taken) == 90


def test_valkey_killed_and_started_again(engine: Engine) -> None:
    (valkey,) = engine.children
    plan(20)
    worker = engine.start_worker()
    engine.start_beat()
    engine.until(all_sent)

    engine.kill(valkey)
    plan(20)
    engine.start_valkey()

    engine.until(all_sent)
    assert worker.process.poll() is None
    assert set(engine.office.counted().values()) == {1}
    assert len(engine.office.taken) == 40


@pytest.mark.parametrize("ends", ["while Valkey is away", "when it is back"])
def test_worker_outlives_a_valkey_killed_in_the_middle_of_its_task(engine: Engine, ends: str) -> None:
    (valkey,) = engine.children
    _message, gate, reached = gated(engine.folder)
    worker, log = engine.start_worker(), engine.last_log
    engine.start_beat()
    engine.until(lambda: reached.exists() and reached.read_text() != "")

    engine.kill(valkey)
    if ends == "while Valkey is away":
        gate.touch()
        engine.until(all_sent)
    engine.start_valkey()
    engine.until(lambda: log.read_text().count("Connected to redis") == 2)
    gate.touch()
    engine.until(all_sent)

    plan(1)
    engine.until(all_sent)
    assert worker.process.poll() is None
    assert set(engine.office.counted().values()) == {1}


def test_three_beats_and_two_workers_send_once(engine: Engine) -> None:
    plan(100)
    for _ in range(3):
        engine.start_beat()
    for _ in range(2):
        engine.start_worker()
    engine.until(all_sent)
    plan(100)
    engine.until(all_sent)
    assert set(engine.office.counted().values()) == {1}
    assert len(engine.office.taken) == 200


def test_mail_server_away_for_a_time(engine: Engine) -> None:
    engine.office.close()
    plan(50)
    engine.start_worker()
    engine.start_beat()
    beat_log = engine.last_log
    engine.until(lambda: beat_log.read_text().count("Sending due task deliver-due-messages") >= 3)
    assert set(Message.objects.values_list("attempts", flat=True)) <= {0, 1}
    assert set(states()) <= {"queued", "claimed"}

    engine.office.open()

    engine.until(all_sent)
    assert set(engine.office.counted().values()) == {1}
    assert len(engine.office.taken) == 50


@pytest.mark.slow
def test_outbox_under_everything_at_once(engine: Engine) -> None:
    """Messages keep coming while every two seconds something dies; then all is mended and the backlog drains.

    FAULTS_SECONDS says how long (120 by default). A mail may be `unknown` only where a worker was killed while
    sending, and then the mail server took it once at most.
    """
    (valkey,) = engine.children
    workers, beats = [engine.start_worker(), engine.start_worker()], [engine.start_beat()]
    chance = random.Random(7)
    ends = time.monotonic() + float(os.environ.get("FAULTS_SECONDS", "120"))
    away = False
    while time.monotonic() < ends:
        plan(25)
        fault = chance.choice(["worker", "child", "beat", "valkey", "flush", "post"])
        if fault == "worker":
            engine.kill(workers.pop(0))
            workers.append(engine.start_worker())
        elif fault == "child":
            for pid in children_of(workers[-1].process.pid)[:1]:
                os.kill(pid, signal.SIGKILL)
        elif fault == "beat":
            engine.kill(beats.pop())
            beats.append(engine.start_beat())
        elif fault == "valkey":
            engine.kill(valkey)
            valkey = engine.start_valkey()
        elif fault == "flush":
            engine.flush()
        elif away:
            engine.office.open()
            away = False
        else:
            engine.office.close()
            away = True
        pause_until = time.monotonic() + 2
        engine.until(lambda until=pause_until: time.monotonic() >= until)
    if away:
        engine.office.open()

    def drained() -> bool:
        Message.objects.filter(state="queued").update(retry_at=None)
        return set(states()) <= {"sent", "unknown"}

    engine.until(drained, seconds=300)
    assert max(engine.office.counted().values()) == 1
    sent = {f"<{uuid}@127.0.0.1>" for uuid in Message.objects.filter(state="sent").values_list("uuid", flat=True)}
    assert sent <= set(engine.office.counted())
    assert states().get("unknown", 0) <= Message.objects.count() * 0.05
