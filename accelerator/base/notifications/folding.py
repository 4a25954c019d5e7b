"""Digests: messages beyond the limits of an address, a topic or a network are folded into one later letter."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils.crypto import salted_hmac

from accelerator.base.notifications.models import Message

GATHER_FOR = timedelta(minutes=1)  # a digest waits at least this long for other messages
EXPIRY_MARGIN = timedelta(hours=1)  # and leaves this long before its messages expire


@transaction.atomic
def fold(message: Message, *, into: str, free_at: datetime, now: datetime) -> bool:
    """Fold a claimed message into its reader's digest of the kind `into`; False if the claim is lost."""
    leaves_at = max(free_at, now + GATHER_FOR)
    if message.expires_at is not None:
        leaves_at = min(leaves_at, max(message.expires_at - EXPIRY_MARGIN, now))
    digest = _digest(into, message, leaves_at)
    claimed = Message.objects.filter(pk=message.pk, claim=message.claim, state=Message.State.CLAIMED)
    return bool(
        claimed.update(state=Message.State.FOLDED, folded_into=digest, claim=None, claimed_at=None, last_error="")
    )


def _digest(kind: str, message: Message, leaves_at: datetime) -> Message:
    """The reader's one waiting digest, new or existing, leaving no later than that."""
    waiting = Message.objects.filter(
        kind=kind, state=Message.State.QUEUED, recipient=message.recipient, language=message.language
    )
    digest = waiting.select_for_update(of=("self",), no_key=True).order_by("due_at").first()
    if digest is None:
        reader = salted_hmac("notifications.folding", f"{message.recipient}:{message.language}", algorithm="sha256")
        # One key per minute: two workers that create it at once create one.
        key = f"{kind}:{reader.hexdigest()[:40]}:{leaves_at:%Y-%m-%dT%H:%M}"
        if Message.objects.filter(dedupe_key=key).exclude(state=Message.State.QUEUED).exists():
            key = f"{key}:{uuid4()}"
        new = Message(
            kind=kind, dedupe_key=key, recipient=message.recipient, language=message.language, due_at=leaves_at
        )
        Message.objects.bulk_create([new], ignore_conflicts=True)
        digest = Message.objects.select_for_update(of=("self",), no_key=True).get(dedupe_key=key)
    if leaves_at < digest.due_at:
        Message.objects.filter(pk=digest.pk).update(due_at=leaves_at)
    return digest
