"""A broker that is away costs nothing and breaks nothing."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.db import transaction

from accelerator.base.common import wakeup

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A socket's path where the broker should be; a connection pool and a memory of this test's own."""
    path = tmp_path / "valkey.sock"
    wakeup.prepare()
    monkeypatch.setattr(wakeup, "_paused_until", 0.0)
    options = {**current_app.conf.broker_transport_options, "socket_timeout": 1, "socket_connect_timeout": 1}
    before = {name: current_app.conf[name] for name in ("broker_url", "broker_read_url", "broker_write_url")}
    old_options = current_app.conf.broker_transport_options
    current_app.conf.update(
        dict.fromkeys(before, f"redis+socket://{path}?virtual_host=0"), broker_transport_options=options
    )
    _forget_connections()
    yield path
    current_app.conf.update(before, broker_transport_options=old_options)
    _forget_connections()


def _forget_connections() -> None:
    current_app.amqp._producer_pool = None
    current_app.__dict__["_pool"] = None


def _notify() -> float:
    began = time.monotonic()
    with transaction.atomic():
        wakeup.notify_worker("notifications.deliver_due")
    return time.monotonic() - began


def test_notifying_without_a_broker_is_quick_and_then_silent(broker: Path) -> None:
    assert _notify() < 0.9
    assert wakeup._paused_until > time.monotonic()
    assert _notify() < 0.4


def test_notifying_at_a_broker_that_hangs_waits_a_moment_once(broker: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(broker))
        listening.listen(8)
        assert 0.9 < _notify() < 5
        assert _notify() < 0.4


def test_notifying_reaches_the_broker() -> None:
    with current_app.connection_for_write() as connection:
        queue = current_app.conf.task_default_queue
        channel = connection.default_channel
        channel.client.delete(queue)
        wakeup._paused_until = 0.0
        _notify()
        assert channel.client.llen(queue) == 1
        channel.client.delete(queue)


def test_notifying_waits_for_the_commit() -> None:
    with current_app.connection_for_write() as connection:
        channel = connection.default_channel
        channel.client.delete(current_app.conf.task_default_queue)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            wakeup.notify_worker("notifications.deliver_due")
            raise ZeroDivisionError
        assert channel.client.llen(current_app.conf.task_default_queue) == 0
