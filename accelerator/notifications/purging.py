"""What is kept of messages that are over, and for how long: personal data as short as possible."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from accelerator.common import clock
from accelerator.notifications.models import Message
from accelerator.notifications.services import wiped

BODY_OF_UNKNOWN_KEPT = timedelta(days=1)
RECIPIENTS_KEPT = timedelta(days=90)
ROWS_KEPT = timedelta(days=365)


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
    over = Message.objects.finished()
    bodies = over.filter(
        Q(due_at__lt=now - BODY_OF_UNKNOWN_KEPT) | Q(expires_at__lt=now), body__isnull=False
    ).update(**wiped(now))  # fmt: skip
    recipients = over.filter(due_at__lt=now - RECIPIENTS_KEPT).exclude(recipient="").update(recipient="")
    rows, _ = over.filter(due_at__lt=now - ROWS_KEPT).delete()
    return Purged(bodies=bodies, recipients=recipients, rows=rows)
