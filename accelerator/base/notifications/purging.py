"""What is kept of messages that are over, and for how long: personal data as short as possible."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from accelerator.base.common import clock
from accelerator.base.notifications.models import Message
from accelerator.base.notifications.querysets import MessageQuerySet, wiped_body

BODY_OF_UNKNOWN_KEPT = timedelta(days=1)
NETWORKS_KEPT = timedelta(days=1)
RECIPIENTS_KEPT = timedelta(days=90)
ROWS_KEPT = timedelta(days=365)
BATCH = 1000
BUDGET = 60.0  # seconds of one run


@dataclass(frozen=True)
class Purged:
    """How many rows lost what."""

    bodies: int
    recipients: int
    rows: int


def purge() -> Purged:
    """Wipe bodies that nobody will send, erase recipients after 90 days, delete rows after a year.

    A sent, failed or cancelled message has no body any more; an unknown one keeps it for a day, for staff to send it
    again, or until it expires.
    """
    now = clock.now()
    until = time.monotonic() + BUDGET
    Message.objects.exclude(network="").filter(created_at__lt=now - NETWORKS_KEPT).update(network="")
    over = Message.objects.finished()
    kept = Message.objects.filter(state=Message.State.UNKNOWN, body__isnull=False)
    unwanted = kept.filter(Q(due_at__lt=now - BODY_OF_UNKNOWN_KEPT) | Q(expires_at__lt=now))
    named = over.filter(due_at__lt=now - RECIPIENTS_KEPT).exclude(recipient="")
    return Purged(
        bodies=_in_batches(unwanted, until, lambda rows: rows.update(**wiped_body(now))),
        recipients=_in_batches(named, until, lambda rows: rows.update(recipient="")),
        rows=_in_batches(over.filter(due_at__lt=now - ROWS_KEPT), until, lambda rows: rows.delete()[0]),
    )


def _in_batches(due: MessageQuerySet, until: float, purge_rows: Callable[[MessageQuerySet], int]) -> int:
    """Purge what is due, the oldest first, some rows in one transaction; how many. What is left is the next run's."""
    purged = 0
    while time.monotonic() < until:
        batch = list(due.order_by("due_at").values_list("pk", flat=True)[:BATCH])
        with transaction.atomic():
            purge_rows(Message.objects.filter(folded_into__in=batch))  # told by one of these
            purged += purge_rows(Message.objects.filter(pk__in=batch))
        if len(batch) < BATCH:
            break
    return purged
