"""How long finished messages are kept: personal data as short as possible."""

import time
from collections.abc import Callable
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


def purge() -> dict[str, int]:
    """Wipe bodies that will not be sent, erase recipients after 90 days, delete rows after a year; how many of each.

    A sent, failed or cancelled message has no body left; an unknown one keeps it for a day, or until it expires, so
    that staff can send it again.
    """
    now = clock.now()
    until = time.monotonic() + BUDGET
    Message.objects.exclude(network="").filter(created_at__lt=now - NETWORKS_KEPT).update(network="")
    over = Message.objects.finished()
    kept = Message.objects.filter(state=Message.State.UNKNOWN, body__isnull=False)
    unwanted = kept.filter(Q(due_at__lt=now - BODY_OF_UNKNOWN_KEPT) | Q(expires_at__lt=now))
    named = over.filter(due_at__lt=now - RECIPIENTS_KEPT).exclude(recipient="")
    return {
        "bodies": _in_batches(unwanted, until, lambda rows: rows.update(**wiped_body(now))),
        "recipients": _in_batches(named, until, lambda rows: rows.update(recipient="")),
        "rows": _in_batches(over.filter(due_at__lt=now - ROWS_KEPT), until, lambda rows: rows.delete()[0]),
    }


def _in_batches(due: MessageQuerySet, until: float, purge_rows: Callable[[MessageQuerySet], int]) -> int:
    """Purge what is due, oldest first, a batch per transaction; returns how many. The next run takes what is left."""
    purged = 0
    while time.monotonic() < until:
        batch = list(due.order_by("due_at").values_list("pk", flat=True)[:BATCH])
        with transaction.atomic():
            purge_rows(Message.objects.filter(folded_into__in=batch))  # their parts
            purged += purge_rows(Message.objects.filter(pk__in=batch))
        if len(batch) < BATCH:
            break
    return purged
