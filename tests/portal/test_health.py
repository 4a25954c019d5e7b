"""Whether the process lives, and whether it can do its work."""

import os
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection

from accelerator.base.common import clock
from accelerator.base.notifications.models import Message
from tests import production
from tests.server import Portal, start_portal


@pytest.fixture
def valkey_away(settings):
    """The cache's address is a port at which nothing listens."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))  # taken, so that nothing else listens there
        port = deaf.getsockname()[1]
        settings.CACHES = {
            **settings.CACHES,
            "default": {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{port}/0"},
        }
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


def test_readyz_tells_what_cannot_be_composed_and_does_not_call_it_late(client, db):
    message = _late(25)
    Message.objects.filter(pk=message.pk).update(state=Message.State.UNCOMPOSED)
    assert client.get("/readyz").json() == {
        "database": "ok", "valkey": "ok", "oldest_overdue_seconds": 0, "uncomposed_messages": 1,
    }  # fmt: skip


@pytest.mark.parametrize("address", ["93.184.216.34", "2a00:1450:4010::7"])
def test_readyz_tells_the_world_no_more_than_whether_to_come(client, db, address):
    _late(25)
    assert client.get("/readyz", REMOTE_ADDR=address).json() == {"database": "ok"}


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


@pytest.fixture(scope="module")
def in_production(django_db_setup: None) -> Iterator[Portal]:
    """A portal under the settings of production, which expects to be called by its name and over TLS."""
    services = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}
    portal = start_portal(**{**production.ENVIRONMENT, **services})
    yield portal
    portal.child.stop()


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_load_balancer_that_knows_only_the_network_address_is_answered(in_production: Portal, path: str):
    with urllib.request.urlopen(in_production.address(path), timeout=30) as response:
        assert (response.status, response.url) == (200, in_production.address(path))  # no redirect to TLS either
        assert response.headers["Set-Cookie"] is None

    assert "DisallowedHost" not in in_production.log.read_text()


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/readyz", 200), ("/healthz/", 400), ("/", 400)])
def test_nothing_but_health_is_answered_under_a_foreign_name(client, db, path: str, status: int):
    assert client.get(path, SERVER_NAME="10.0.0.7").status_code == status


def test_readyz_reads_indexes_alone_whatever_the_outbox_holds(client, db, django_assert_num_queries):
    """A year of letters: most have gone, some wait for their day, and a few are under way or late."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO notifications_message (uuid, kind, dedupe_key, topic, recipient, language, params, state,
                due_at, created_at, attempts, sent_at, last_error)
            SELECT gen_random_uuid(), 't', 'many-' || n, '',
                CASE WHEN n % 10 = 0 THEN 'a@example.org' ELSE '' END, 'ru', '{}',
                CASE WHEN n % 10 = 0 THEN 'queued' ELSE 'sent' END,
                now() + CASE WHEN n % 10 = 0 THEN interval '30 days' ELSE -interval '30 days' END, now(), 1,
                CASE WHEN n % 10 = 0 THEN NULL ELSE now() END, ''
            FROM generate_series(1, 40000) AS n
            """
        )
        cursor.execute("ANALYZE notifications_message")
    _late(4)
    with django_assert_num_queries(2) as asked:
        assert client.get("/readyz").json()["oldest_overdue_seconds"] == pytest.approx(240, abs=5)
    for query in asked.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query['sql']}")
            plan = cursor.fetchone()[0][0]["Plan"]
        assert "Seq Scan" not in {node["Node Type"] for node in _nodes(plan)}
        # Not blocks: an index also leads to rows of tests that were rolled back, until a vacuum.
        assert sum(node["Actual Rows"] + node.get("Rows Removed by Filter", 0) for node in _nodes(plan)) < 50


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)
