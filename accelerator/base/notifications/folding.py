"""Letters too many: what one address, one topic or one network gets beyond its limits is told in one later letter."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from accelerator.base.notifications.hooks import message_kinds
from accelerator.base.notifications.models import Message
from accelerator.base.notifications.querysets import MessageQuerySet

GATHERING = timedelta(minutes=1)  # the letter waits at least so long for others to join
IN_TIME = timedelta(hours=1)  # and leaves so long before what it tells runs out


def fold_if_too_many(message: Message, now: datetime) -> bool:
    """Hand a claimed message over to the letter that tells several, if it would be one too many; True when done.

    What staff send again leaves by itself. Several workers at once may let one more pass each.
    """
    kind = message_kinds.find(message.kind)
    if kind is None or not kind.told_in or message.resent_at is not None or not kind.may_fold(message.params):
        return False
    free_at = _free_at(message, now)
    if free_at is None:
        return False
    leaves_at = max(free_at, now + GATHERING)
    if message.expires_at is not None:
        leaves_at = min(leaves_at, max(message.expires_at - IN_TIME, now))
    with transaction.atomic():
        letter = _letter(kind.told_in, message, leaves_at)
        done = Message.objects.filter(pk=message.pk, claim=message.claim, state=Message.State.CLAIMED).update(
            state=Message.State.FOLDED, folded_into=letter, claim=None, claimed_at=None, last_error=""
        )
    return bool(done)


def _free_at(message: Message, now: datetime) -> datetime | None:
    """When the last of the limits that are reached lets a letter pass again; None where none is reached."""
    counted: list[tuple[MessageQuerySet, int]] = [
        (Message.objects.all().sent_to(message.recipient), settings.MESSAGES_PER_RECIPIENT)
    ]
    sent = Message.objects.filter(state=Message.State.SENT)
    if message.topic:
        counted.append((sent.filter(topic=message.topic), settings.MESSAGES_PER_TOPIC))
    if message.network:
        counted.append((sent.filter(network=message.network), settings.MESSAGES_PER_NETWORK))
    free = [at for found, most in counted if (at := _next_free_at(found, most, now)) is not None]
    return max(free, default=None)


def _next_free_at(sent: MessageQuerySet, most: int, now: datetime) -> datetime | None:
    """When the oldest of the last `most` letters leaves the window; None while there are fewer in it."""
    recent = sent.filter(sent_at__gt=now - settings.MESSAGES_WINDOW).order_by("-sent_at")
    times = list(recent.values_list("sent_at", flat=True)[:most])
    oldest: datetime | None = times[-1] if len(times) == most else None
    return None if oldest is None else oldest + settings.MESSAGES_WINDOW


def _letter(kind: str, message: Message, leaves_at: datetime) -> Message:
    """The waiting letter to this reader, which is one at a time, leaving no later than that."""
    waiting = Message.objects.filter(
        kind=kind, state=Message.State.QUEUED, recipient=message.recipient, language=message.language
    )
    letter = waiting.select_for_update(of=("self",), no_key=True).order_by("due_at").first()
    if letter is None:
        reader = salted_hmac("notifications.folding", f"{message.recipient}:{message.language}", algorithm="sha256")
        # A key of the minute: two workers that make one at once make one.
        key = f"{kind}:{reader.hexdigest()[:40]}:{leaves_at:%Y-%m-%dT%H:%M}"
        if Message.objects.filter(dedupe_key=key).exclude(state=Message.State.QUEUED).exists():
            key = f"{key}:{uuid4()}"
        new = Message(
            kind=kind, dedupe_key=key, recipient=message.recipient, language=message.language, due_at=leaves_at
        )
        Message.objects.bulk_create([new], ignore_conflicts=True)
        letter = Message.objects.select_for_update(of=("self",), no_key=True).get(dedupe_key=key)
    if leaves_at < letter.due_at:
        Message.objects.filter(pk=letter.pk).update(due_at=leaves_at)
    return letter
