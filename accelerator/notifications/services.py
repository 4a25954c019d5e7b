"""Planning messages: rows are written in the transaction of what they tell about, and sent later."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from accelerator.common import clock
from accelerator.notifications.models import Message


def plan_message(
    *,
    kind: str,
    dedupe_key: str,
    recipient: str,
    language: str,
    params: dict[str, Any] | None = None,
    body: dict[str, Any] | None = None,
    topic: str = "",
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Write a message into the outbox unless one with this key is there; says whether it was written.

    It is sent at `due_at` (at once when None), and not at all after `expires_at`. Call it inside the transaction of
    the change it tells about.
    """
    now = clock.now()
    due_at = due_at or now
    message = Message(
        kind=kind, dedupe_key=dedupe_key, topic=topic, recipient=recipient, language=language,
        params=params or {}, body=body, due_at=due_at, expires_at=expires_at,
    )  # fmt: skip
    before = message.uuid
    Message.objects.bulk_create([message], ignore_conflicts=True)
    written = Message.objects.filter(uuid=before).exists()
    if written and due_at <= now:
        wake_up()
    return written


def cancel_messages(*, topic: str, kinds: Collection[str] | None = None) -> int:
    """Call off the topic's waiting messages (of these kinds, or all); returns how many."""
    waiting = Message.objects.unsent().filter(topic=topic)
    if kinds is not None:
        waiting = waiting.filter(kind__in=kinds)
    return waiting.update(state=Message.State.CANCELLED, body=None)


def wake_up() -> None:
    """Ring the worker once the transaction is committed; without a broker, beat's next ring does."""
    transaction.on_commit(_ring, robust=True)


def _ring() -> None:
    from accelerator.notifications.tasks import deliver_due  # the task imports delivery, which imports this module

    deliver_due.apply_async(retry=False, expires=30)
