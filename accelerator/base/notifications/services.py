"""Planning messages: rows are written in the transaction of the change they report, and sent later."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal
from accelerator.base.common.network import current_network
from accelerator.base.common.prepared import insert, prepared
from accelerator.base.common.security_log import Event, record
from accelerator.base.common.transactions import atomic
from accelerator.base.common.wakeup import notify_worker
from accelerator.base.notifications.models import RESTORED, Message
from accelerator.base.notifications.querysets import wiped_body


class CannotResend(Refusal):
    """Why a message cannot be sent again."""


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A message to write into the outbox, unless one with its key is there.

    It is sent at `due_at` (at once when None), and not at all after `expires_at`. `body` holds what must not outlive
    the sending, such as a code; the composer gets it together with `params`.
    """

    kind: str
    dedupe_key: str
    recipient: str
    language: str
    params: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    topic: str = ""
    due_at: datetime | None = None
    expires_at: datetime | None = None


def plan_messages(planned: Iterable[Planned]) -> int:
    """Write these messages in the transaction of the change they report; returns how many are new."""
    now = clock.now()
    network = current_network()
    messages = [
        Message(**{**vars(one), "due_at": one.due_at or now, "network": "" if one.due_at else network})
        for one in planned
    ]
    written = insert(messages, "due_at", ignore_conflicts=True) if messages else []
    if any(due_at <= now for (due_at,) in written):
        wake_up()
    return len(written)


def cancel_messages(*, topic: str, kinds: Collection[str] | None = None) -> int:
    """Cancel the topic's unsent messages (of these kinds, or all); returns how many."""
    waiting = Message.objects.unsent().filter(topic=topic)
    if kinds is not None:
        waiting = waiting.filter(kind__in=kinds)
    return waiting.update(state=Message.State.CANCELLED, **wiped_body(clock.now()))


def waiting_params(*, topic: str, kinds: Collection[str]) -> dict[str, Any] | None:
    """The params of the topic's first unsent message of these kinds, which stays locked."""
    waiting = Message.objects.unsent().filter(topic=topic, kind__in=kinds).order_by("pk").select_for_update(no_key=True)
    message = waiting.first()
    return None if message is None else message.params


class _Waiting(NamedTuple):
    topic: str
    due_at: datetime


@prepared(_Waiting, topics=ArrayField(CharField()), kind=CharField())
def waiting_times(the: Any) -> QuerySet:
    """When each unsent message of this kind about these topics is due, with its topic, the earliest first."""
    return Message.objects.unsent().filter(topic__any=the.topics, kind=the.kind).order_by("due_at", "pk")


def keep_worth_sending(*, topic: str, kinds: Collection[str], until: datetime) -> None:
    """Let the topic's unsent messages of these kinds expire at another moment."""
    Message.objects.unsent().filter(topic=topic, kind__in=kinds).update(expires_at=until)


def erase_recipients(*, topics: Collection[str]) -> None:
    """Cancel the unsent messages of these topics and erase the recipients of the others.

    A message that is being sent at this moment keeps its address until the purge.
    """
    about = Message.objects.filter(topic__in=topics)
    digests = Message.objects.filter(pk__in=list(about.folded().values_list("folded_into", flat=True)))
    about.unsent().update(state=Message.State.CANCELLED, **wiped_body(clock.now()))
    still_needed = Message.objects.folded().filter(folded_into__isnull=False).values("folded_into")
    digests.unsent().exclude(pk__in=still_needed).update(state=Message.State.CANCELLED)
    waiting = (Message.State.QUEUED, Message.State.CLAIMED, Message.State.SENDING, Message.State.UNCOMPOSED)
    for rows in (about, digests):
        rows.exclude(state__in=waiting).update(recipient="")


@atomic
def resend_message(*, uuid: UUID, by: AbstractBaseUser) -> Message:
    """Queue a failed or unknown message again; raises CannotResend.

    It keeps its Message-ID, so that a mail program that already has it shows one.
    """
    message = Message.objects.select_for_update(of=("self",)).get(uuid=uuid)
    now = clock.now()
    if message.state == Message.State.FOLDED and message.folded_into_id:
        message = Message.objects.select_for_update(of=("self",)).get(pk=message.folded_into_id)
    if not message.needs_attention:
        raise CannotResend(_("This message does not need to be sent again."))
    if not message.recipient:
        raise CannotResend(_("The address of this message has already been erased."))
    if message.body_wiped_at is not None:
        raise CannotResend(_("This message contained a code or a link that is no longer stored. Request a new one."))
    if message.expires_at is not None and message.expires_at <= now:
        raise CannotResend(_("It is too late to send this message."))
    message.state = Message.State.QUEUED
    message.attempts = message.compose_failures = 0
    message.claim = message.claimed_at = message.retry_at = None
    message.resent_at, message.resent_by_id = now, by.pk
    message.due_at = now  # what failed long ago is not reported as late
    message.save()
    wake_up()
    record(Event.MESSAGE_RESENT, message=message.uuid, kind=message.kind)
    return message


@atomic
def settle_after_restore(*, restored_to: datetime, sent_until: datetime) -> int:
    """Mark every message that may have gone out between these moments as `unknown`; returns how many.

    The restored rows do not know what was sent after the backup. Staff see these messages and send again what is
    missing; what has expired is left to expire.
    """
    if sent_until <= restored_to:
        return 0
    state = Message.State
    waiting = Message.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now()),
        state__in=[state.QUEUED, state.CLAIMED, state.SENDING, state.UNCOMPOSED],
        due_at__lte=sent_until,
    )
    return waiting.update(state=state.UNKNOWN, claim=None, claimed_at=None, retry_at=None, last_error=RESTORED)


def wake_up() -> None:
    """Have a worker deliver after the commit; without a broker, the next scheduled run does."""
    notify_worker("notifications.deliver_due")
