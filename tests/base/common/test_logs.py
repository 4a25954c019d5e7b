"""What a log line tells, and what none may: the links that open what they name."""

import json
import logging
import urllib.error
import urllib.request

import pytest
import structlog

from accelerator.base.common.logs import LineFormatter, line_formatter
from tests.cluster import ROOT
from tests.server import start_portal


def line_of(message: str, exc_info=None) -> dict[str, str]:
    record = logging.LogRecord("django.request", logging.ERROR, "x.py", 1, message, None, exc_info)
    return json.loads(line_formatter(as_json=True).format(record))


def test_log_lines_hold_no_secret_links():
    line = line_of("Not Found: /en/orders/abc-def/ticket.pdf")

    assert line["event"] == "Not Found: /en/orders/…/ticket.pdf"
    assert line["level"] == "error"


@pytest.mark.parametrize(
    ("logged", "masked"),
    [
        ("GET /orders/abc-def/", "GET /orders/…/"),
        ("GET /orders/abc%2Ddef/?page=2", "GET /orders/…/?page=2"),
        ("POST /en/invitations/abc_def/", "POST /en/invitations/…/"),
        ("GET /accounts/password/reset/key/5-abc-def/", "GET /accounts/password/reset/key/…/"),
        ("GET /accounts/login/?next=%2Forders%2Fabc-def%2F", "GET /accounts/login/?next=%2Forders%2F…%2F"),
        ("GET /accounts/vk/login/callback/?code=abc&state=def", "GET /accounts/vk/login/callback/?code=…&state=…"),
        ("GET /tours/zavod/", "GET /tours/zavod/"),
    ],
)
def test_secret_part_of_an_address_is_masked(logged, masked):
    assert line_of(logged)["event"] == masked


def test_links_in_tracebacks_and_in_nested_values_are_masked():
    try:
        raise ValueError("https://tours.example.org/orders/abc-def/")
    except ValueError as problem:
        line = line_of("request_failed", (ValueError, problem, problem.__traceback__))
    assert "ValueError: https://tours.example.org/orders/…/" in line["exception"]

    record = logging.LogRecord(
        "x", logging.INFO, "x.py", 1, {"event": "sent", "links": ["/orders/abc-def/"]}, None, None
    )
    record._logger, record._name = structlog.get_logger(), "info"  # as structlog hands its events over
    assert json.loads(line_formatter(as_json=True).format(record))["links"] == ["/orders/…/"]


@pytest.mark.parametrize("name", ["", "django.server", "gunicorn.error", "gunicorn.access", "celery.task"])
def test_loggers_with_handlers_of_their_own_write_our_lines(name):
    handlers = [handler for handler in logging.getLogger(name).handlers if type(handler) is logging.StreamHandler]

    assert [type(handler.formatter) for handler in handlers] == [LineFormatter]


def test_server_tells_no_secret_link_and_no_address_of_a_visitor(django_db_setup):
    """Even when gunicorn is asked for an access log, of which its worker writes none."""
    portal = start_portal(GUNICORN_CMD_ARGS="--access-logfile - --access-logformat '%(r)s'", LOG_LEVEL="INFO")
    try:
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(portal.address("/orders/abc-def/"), timeout=30)
    finally:
        portal.child.stop()

    log = portal.log.read_text()
    assert "request_finished" in log
    assert "/orders/…/" in log
    assert "abc-def" not in log
    assert "127.0.0.1" not in log.partition("request_started")[2]


def test_no_command_of_ours_asks_gunicorn_for_an_access_log():
    deployed = [place for place in (ROOT / "deploy").rglob("*") if place.is_file()]
    places = [*deployed, *(ROOT / "accelerator" / "embedded").glob("*.py"), ROOT / "Makefile"]

    assert [place.name for place in places if "--access-log" in place.read_text()] == []
