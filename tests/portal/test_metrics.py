"""The page of figures: who may read it, and what it says."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accelerator.base.common import clock
from accelerator.base.notifications.models import Message
from accelerator.portal.views.monitoring import OPENMETRICS
from accelerator.serving import state
from tests.factories.booking import held_order
from tests.factories.notifications import MessageFactory
from tours.booking.models import Booking

pytestmark = pytest.mark.django_db
TOKEN = "a token of the tests"


def read(client: Client, token: str = TOKEN) -> dict[str, float]:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {token}", "Host": "10.0.0.7"})
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"].split(",")[0]) == (
        200, OPENMETRICS, "max-age=0",
    )  # fmt: skip
    text = answer.content.decode()
    assert text.endswith("\n# EOF\n")
    samples = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    typed = set(re.findall(r"^# TYPE (\w+) (?:gauge|counter)$", text, re.MULTILINE))
    assert {re.sub(r"(_total)?(\{.*\})?$", "", name) for name, _value in samples} == typed
    return {name: float(value) for name, value in samples}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer"}, {"Authorization": "Bearer other"}])
def test_metrics_are_for_the_bearer_of_the_token(client: Client, settings: Any, headers: dict[str, str]) -> None:
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics", headers=headers).status_code == 404
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_metrics_say_what_waits(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    now = clock.now()
    held_order()
    lapsed = held_order()
    Booking.objects.filter(order=lapsed).update(hold_expires_at=now - timedelta(minutes=1))
    Message.objects.all().delete()
    MessageFactory(due_at=now - timedelta(minutes=5))
    MessageFactory(due_at=now + timedelta(days=1))
    MessageFactory(state="unknown")
    MessageFactory(state="sent", sent_at=now)

    found = read(client)

    assert 300 <= found["portal_outbox_oldest_overdue_seconds"] < 400
    assert found['portal_outbox_messages{state="queued"}'] == 2
    assert found['portal_outbox_messages{state="unknown"}'] == 1
    assert found['portal_outbox_messages{state="failed"}'] == 0
    assert 'portal_outbox_messages{state="sent"}' not in found
    assert (found["portal_holds"], found["portal_holds_lapsed"]) == (2, 1)
    assert found["portal_database_up"] == found["portal_valkey_up"] == 1
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        assert 0 < found["portal_database_connections_free"] < int(cursor.fetchone()[0])


def test_metrics_count_refused_requests(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN

    def refused() -> float:
        return sum(value for name, value in read(client).items() if name.startswith("portal_refused_requests_total"))

    before = refused()
    state.count_refused()
    assert refused() == before + 1
