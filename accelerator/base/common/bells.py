"""Ringing the workers: a hint that there is work, never the place where work is kept.

What must happen stands in PostgreSQL, and beat rings again by itself; so a bell that cannot be rung is only logged.
"""

import importlib
import time
from functools import partial
from typing import Any

import structlog
from celery import current_app
from django.db import transaction

logger = structlog.get_logger(__name__)

SILENT_FOR = 5.0  # seconds during which a broker that did not answer is not asked again by this process
HEARD_WITHIN = 60  # seconds after which nobody needs to hear a ring any more
_silent_until = 0.0


def ring(task: str, **kwargs: Any) -> None:
    """Start the task of this name soon after the transaction is committed; never fails and never blocks for long.

    Arguments are ids, never personal data: they pass through the broker and its logs.
    """
    transaction.on_commit(partial(_publish, task, kwargs), robust=True)


def prepare() -> None:
    """Load what the first ring needs, so that no visitor waits for it; called when a web process starts."""
    importlib.import_module("kombu.transport.redis")
    current_app.finalize()
    current_app.amqp.queues  # noqa: B018 - made on first use


def _publish(task: str, kwargs: dict[str, Any]) -> None:
    global _silent_until  # noqa: PLW0603 - one broker per process, so one memory of whether it answers
    if time.monotonic() < _silent_until:
        return
    try:
        current_app.send_task(task, kwargs=kwargs, retry=False, expires=HEARD_WITHIN)
    except Exception as problem:  # noqa: BLE001 - kombu, redis and the socket each raise their own; all mean "away"
        _silent_until = time.monotonic() + SILENT_FOR
        logger.warning("broker_away", task=task, problem=type(problem).__name__, silent_for=SILENT_FOR)
