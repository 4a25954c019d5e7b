"""Whether the process lives, and whether it can do its work."""

import socket
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection

from accelerator.common import clock
from accelerator.notifications.models import Message


@pytest.fixture
def valkey_away(settings):
    """The cache's address is a port at which nobody listens."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))  # taken, so that nobody else comes to listen there
        port = deaf.getsockname()[1]
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{port}/0"}}
        _forget_cache()
        yield
        _forget_cache()


def _forget_cache() -> None:
    """The connection that this thread keeps, if it has made one."""
    with suppress(AttributeError):
        del caches["default"]


def _late(minutes: int) -> Message:
    due_at = clock.now() - timedelta(minutes=minutes)
    return Message.objects.create(kind="t", dedupe_key=f"t-{minutes}", recipient="a@example.org", due_at=due_at)


def test_healthz_asks_nobody(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


def test_readyz_tells_that_all_is_well(client, db):
    assert client.get("/readyz").json() == {"database": "ok", "valkey": "ok", "oldest_overdue_seconds": 0}


def test_readyz_tells_the_age_of_the_oldest_overdue_message(client, db):
    _late(3)
    answer = client.get("/readyz").json()
    assert answer["oldest_overdue_seconds"] == pytest.approx(180, abs=5)
    assert answer["messages"] == "ok"
    _late(25)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["oldest_overdue_seconds"] == pytest.approx(1500, abs=5)
    assert response.json()["messages"] == "late"


def test_readyz_without_valkey_still_serves(client, db, valkey_away):
    response = client.get("/readyz")
    assert (response.status_code, response.json()["valkey"]) == (200, "away")


def test_readyz_without_a_database_refuses(client, db):
    def refuse(*_args):
        raise OperationalError("away")

    with connection.execute_wrapper(refuse):
        response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"database": "away"})
    assert response["Retry-After"] == "5"
