"""What leaves the portal when it reports an error: the place in the code, and nothing of anybody."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.test import Client

from accelerator import error_reports
from accelerator.environment import Environment
from accelerator.portal.views import home
from tests.factories.accounts import UserFactory

sentry_sdk = pytest.importorskip("sentry_sdk", reason="comes with the extra `sentry`, as requirements-dev.lock has it")
Transport = pytest.importorskip("sentry_sdk.transport").Transport

pytestmark = pytest.mark.django_db
NAME, EMAIL, TOKEN = "Мария Петрова", "masha@example.org", "b3JkZXI6c2lnbmVk"
SECRETS = [NAME, EMAIL, "masha", TOKEN, "10.11.12.13", "Petrova", "s3cret", "/orders/"]


class Recorded(Transport):
    """Keeps every envelope as it would go over the wire."""

    def __init__(self, options: Any = None) -> None:
        super().__init__(options)
        self.envelopes: list[bytes] = []

    def capture_envelope(self, envelope: Any) -> None:
        self.envelopes.append(envelope.serialize())


@pytest.fixture
def sent() -> Iterator[list[bytes]]:
    transport = Recorded()
    error_reports.start("https://key@errors.portal.internal/1", environment="tests", transport=transport)
    yield transport.envelopes
    sentry_sdk.get_global_scope().set_client(None)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_request: Any, *_arguments: Any, **_options: Any) -> None:
        letter = f"to {NAME} <{EMAIL}> at /orders/{TOKEN}/"
        raise ValueError(letter)

    monkeypatch.setattr(home, "render", fail)


def test_report_of_a_page_names_the_error_and_nobody(client: Client, sent: list[bytes], broken: None) -> None:
    client.force_login(UserFactory(email=EMAIL))
    client.raise_request_exception = False

    answer = client.get(
        f"/?email={EMAIL}&token={TOKEN}",
        headers={"Referer": f"https://x/orders/{TOKEN}/", "User-Agent": "Petrova", "X-Forwarded-For": "10.11.12.13"},
    )

    assert answer.status_code == 500
    assert len(sent) == 1
    (event,) = (json.loads(line) for line in sent[0].splitlines() if b'"event_id"' in line and b'"exception"' in line)
    (error,) = event["exception"]["values"]
    assert error["type"] == "ValueError"
    assert error["stacktrace"]["frames"][-1]["function"] == "fail"
    assert event["transaction"] == "/"
    assert event["environment"] == "tests"
    text = b"\n".join(sent).decode()
    assert [secret for secret in SECRETS if secret in text or secret in json.dumps(event, ensure_ascii=False)] == []
    assert not {"user", "request", "breadcrumbs", "extra", "contexts", "server_name", "modules"} & event.keys()


def test_report_of_a_log_line_names_the_event_alone(sent: list[bytes]) -> None:
    try:
        raise LookupError(EMAIL)
    except LookupError:
        structlog.get_logger("tests").error(
            "message_not_composed", recipient=EMAIL, link=f"/orders/{TOKEN}/", exc_info=True
        )
    logging.getLogger("tests.plain").error("at %s", f"/orders/{TOKEN}/")

    assert len(sent) == 2
    text = b"\n".join(sent).decode()
    assert "message_not_composed" in text
    assert [secret for secret in SECRETS if secret in text] == []


@pytest.mark.parametrize(
    ("dsn", "problem"),
    [
        ("errors.portal.internal", "SENTRY_DSN is not the address of a project"),
        ("http://key@errors.portal.internal/1", "SENTRY_DSN must start with https:// in production"),
    ],
)
def test_odd_address_of_reports_is_refused(dsn: str, problem: str) -> None:
    env = Environment({"SENTRY_DSN": dsn})
    env.production = True
    error_reports.address(env)
    (refusal,) = env.problems
    assert refusal.startswith(problem)
    assert "key@errors.portal" not in refusal


def test_nothing_is_reported_without_an_address(client: Client, broken: None) -> None:
    assert error_reports.address(Environment({})) == ""
    assert not sentry_sdk.get_client().is_active()
