"""Notifying workers that there is work: a hint, never the place where work is kept.

What must happen is in PostgreSQL, and beat starts each task regularly anyway, so an unreachable broker is only logged.
"""

import importlib
import time
from functools import partial
from typing import Any

import structlog
from celery import current_app
from django.db import transaction

logger = structlog.get_logger(__name__)

BACKOFF = 5.0  # seconds without another attempt of this process after the broker did not answer
EXPIRES = 60  # seconds after which a worker need not start the task
_paused_until = 0.0


def notify_worker(task: str, **kwargs: Any) -> None:
    """Start the named task after the commit; never fail, and never block for long.

    Arguments are ids, never personal data: they pass through the broker and its logs.
    """
    transaction.on_commit(partial(_publish, task, kwargs), robust=True)


def prepare() -> None:
    """Load what the first call needs when a web process starts, so that no visitor waits for it."""
    importlib.import_module("kombu.transport.redis")
    current_app.finalize()
    current_app.amqp.queues  # noqa: B018 - created on first use


def _publish(task: str, kwargs: dict[str, Any]) -> None:
    global _paused_until  # noqa: PLW0603 - one broker per process, so one memory of whether it answers
    if time.monotonic() < _paused_until:
        return
    try:
        current_app.send_task(task, kwargs=kwargs, retry=False, expires=EXPIRES)
    except Exception as problem:  # noqa: BLE001 - kombu, redis and the socket each raise their own; all mean "away"
        _paused_until = time.monotonic() + BACKOFF
        logger.warning("broker_away", task=task, problem=type(problem).__name__, silent_for=BACKOFF)
