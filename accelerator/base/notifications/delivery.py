"""Emptying the outbox: claim, compose, send, and write down what became of it.

Any number of workers may do this at once. Each step that matters is one UPDATE filtered by the claim, so a worker that
was thought dead and wakes up finds that its claim is gone and does nothing.
"""

import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

import structlog
from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import translation

from accelerator.base.common import clock
from accelerator.base.notifications.envelopes import put_into_envelope
from accelerator.base.notifications.folding import fold_if_too_many
from accelerator.base.notifications.models import Message
from accelerator.base.notifications.querysets import LONGEST_RETRY
from accelerator.base.notifications.registry import kind_named
from accelerator.base.notifications.services import wake_up, wiped
from accelerator.base.notifications.smtp import Courier, NotHandedOver, RefusedForGood, ServerAway, Unclear, courier

logger = structlog.get_logger(__name__)
State = Message.State

BATCH = 20
FIRST_RETRY = timedelta(seconds=30)
MAX_ATTEMPTS = 200  # about two days
LEFT_OUT_LENGTH: int = Message._meta.get_field("left_out").max_length  # type: ignore[assignment]
COMPOSE_TRIES = 3  # then it is shown to staff, and tried rarely
LONGEST_PAUSE = 60  # seconds in which a mail server that was away is left alone

_AWAY, _FAILURES = "notifications:mail_server_away", "notifications:mail_server_failures"


class Outcome(StrEnum):
    """What became of a claimed message."""

    SENT = "sent"
    LATER = "later"
    FAILED = "failed"
    UNCOMPOSED = "uncomposed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    FOLDED = "folded"
    NOT_OURS = "not_ours"


class _TakenAway(Exception):
    """The claim is gone: cancelled, or taken over by another worker."""


def deliver_due(*, budget: timedelta | None = None) -> Counter[Outcome]:
    """Send what is due, until nothing is or the budget is used up; returns how many messages came to what end.

    Safe to run many times at once, and to be killed at any moment. A mail server that does not answer is left alone
    for 5, 10, 20, 40, then every 60 seconds, by all workers together.
    """
    budget = settings.MESSAGES_BUDGET if budget is None else budget
    ends = time.monotonic() + budget.total_seconds()
    tally: Counter[Outcome] = Counter()
    recover_stale()
    while not _is_left_alone():
        batch = claim_batch()
        if not batch or not _deliver(batch, ends, tally):
            break
        if time.monotonic() >= ends:
            wake_up()
            break
    if tally:
        logger.info("messages_delivered", **{str(outcome): number for outcome, number in tally.items()})
    return tally


@transaction.atomic
def claim_batch(size: int = BATCH) -> list[Message]:
    """Take the longest waiting messages for this worker alone; then those that could not be composed, if it is time."""
    now = clock.now()
    batch = list(Message.objects.due(now).claimed_rows()[:size])
    if len(batch) < size:
        batch += Message.objects.uncomposed(now).claimed_rows()[: size - len(batch)]
    claim = uuid4()
    Message.objects.filter(pk__in=[message.pk for message in batch]).update(
        state=State.CLAIMED, claim=claim, claimed_at=now
    )
    for message in batch:
        message.state, message.claim, message.claimed_at = State.CLAIMED, claim, now
    return batch


@transaction.atomic
def recover_stale() -> int:
    """Take over from workers that vanished; returns how many messages were touched.

    A claimed message is queued again. One in `sending` may have arrived: it becomes `unknown`, or is queued again if
    its kind says that twice is better than never.
    """
    now = clock.now()
    Message.objects.dated_ahead(now).update(due_at=now)
    stale = Message.objects.stale(
        now, claim=settings.MESSAGES_STALE_CLAIM, sending=settings.MESSAGES_STALE_SENDING
    )  # fmt: skip
    rows = list(stale.claimed_rows()[:200])
    for message in rows:
        if message.state == State.SENDING:
            _unclear(message, "worker vanished while sending")
        else:
            _later(message, "worker vanished", again_at=now + backoff(message.attempts - 1))
    return len(rows)


def backoff(attempt: int) -> timedelta:
    """How long to wait after the n-th try: 30 s, 1, 2, 4, 8, then 15 minutes each, less up to a fifth by chance.

    Chance spreads what failed together; 200 tries last about two days. Nothing to wait for before the first.
    """
    if attempt < 1:
        return timedelta(0)
    full = min(FIRST_RETRY * 2 ** min(attempt - 1, 10), LONGEST_RETRY)
    return full * random.uniform(0.8, 1.0)  # noqa: S311 - spreads load, keeps no secret


def _deliver(batch: list[Message], ends: float, tally: Counter[Outcome]) -> bool:
    """Send a claimed batch over one connection; False when the mail server should be left alone for now."""
    carrier = courier()
    connected = False
    try:
        for position, message in enumerate(batch):
            if time.monotonic() >= ends:
                _give_back(batch[position:])
                return True
            try:
                mail = _prepare(message, tally)
                if mail is None:
                    continue
                if not connected:
                    carrier.dial()
                    connected = True
                tally[_send(carrier, message, mail)] += 1
            except _TakenAway:
                tally[Outcome.NOT_OURS] += 1
            except ServerAway as problem:
                _leave_server_alone(problem)
                _give_back([message], untried=True)
                _give_back(batch[position + 1 :])
                return False
            except NotHandedOver as problem:
                tally[_note_refusal(message, problem)] += 1
                if problem.connection_lost:
                    _leave_server_alone(problem)
                    _give_back(batch[position + 1 :])
                    return False
    finally:
        carrier.hang_up()
    return True


def _prepare(message: Message, tally: Counter[Outcome]) -> EmailMultiAlternatives | None:
    """The mail of a message whose turn has come, or None when it came to an end here. Raises _TakenAway.

    The try is counted before composing: a message that kills its worker must not kill workers for ever.
    """
    now = clock.now()
    message.attempts += 1
    message.claimed_at = now
    _step(message, State.CLAIMED, State.CLAIMED, attempts=message.attempts, claimed_at=now)
    if message.expires_at is not None and message.expires_at <= now:
        tally[_cancel(message, "expired")] += 1
        return None
    if fold_if_too_many(message, now):
        tally[Outcome.FOLDED] += 1
        return None
    try:
        until = _put_off(message, now)
        mail = None if until else compose(message)
    except (OperationalError, InterfaceError) as problem:
        # The database is busy or away: there is nothing wrong with this message.
        tally[_later(message, f"compose {type(problem).__name__}")] += 1
        return None
    except Exception as problem:
        logger.exception("message_not_composed", message=str(message.uuid), kind=message.kind)
        tally[_not_composed(message, f"compose {type(problem).__name__}")] += 1
        return None
    if until:
        _give_back([message], untried=True, due_at=until)
    elif mail is None:
        tally[_cancel(message, "nothing to say")] += 1
    return mail


def _not_composed(message: Message, why: str) -> Outcome:
    """Try again soon, and from the third time on rarely, where staff and operators see it: a fault may be mended."""
    message.compose_failures += 1
    Message.objects.filter(pk=message.pk).update(compose_failures=message.compose_failures)
    if message.compose_failures < COMPOSE_TRIES or message.attempts >= MAX_ATTEMPTS:
        return _later(message, why)
    again_at = clock.now() + settings.MESSAGES_UNCOMPOSED_RETRY
    _end_claim(message, State.UNCOMPOSED, retry_at=min(again_at, message.expires_at or again_at), last_error=why)
    return Outcome.UNCOMPOSED


def _put_off(message: Message, now: datetime) -> datetime | None:
    kind = kind_named(message.kind)
    return kind.put_off(message.params, now) if kind is not None and kind.put_off is not None else None


def compose(message: Message) -> EmailMultiAlternatives | None:
    """The message as it goes out, in its own language; None when its composer has nothing left to say."""
    kind = kind_named(message.kind)
    if kind is None:
        raise LookupError(f"no room composes {message.kind}")
    values = {**message.params, **(message.body or {})}
    if folded := list(message.parts.folded().order_by("pk").values_list("kind", "params")):
        values["folded"] = folded
    with translation.override(message.language):
        mail = kind.compose(values)
        if mail is None:
            return None
        message.left_out = ", ".join(mail.left_out)[:LEFT_OUT_LENGTH]
        return put_into_envelope(message, mail)


def _send(carrier: Courier, message: Message, mail: EmailMultiAlternatives) -> Outcome:
    def about_to_send() -> bool:
        now = clock.now()
        with suppress(_TakenAway):
            _step(message, State.CLAIMED, State.SENDING, claimed_at=now)
            return True
        return False

    if not carrier.hand_over(mail, about_to_send=about_to_send):
        raise _TakenAway
    cache.delete_many([_AWAY, _FAILURES])
    now = clock.now()

    def note() -> None:
        # Also from `unknown`: a worker that was only slow knows better than the one that gave it up.
        Message.objects.filter(pk=message.pk, claim=message.claim, state__in=[State.SENDING, State.UNKNOWN]).update(
            state=State.SENT, sent_at=now, last_error="", retry_at=None, left_out=message.left_out, **wiped(now)
        )

    _insist(note)
    return Outcome.SENT


def _note_refusal(message: Message, problem: NotHandedOver) -> Outcome:
    if isinstance(problem, RefusedForGood):
        return _fail(message, problem.why)
    if isinstance(problem, Unclear):
        return _unclear(message, problem.why)
    return _later(message, problem.why)


def _later(message: Message, why: str, again_at: datetime | None = None) -> Outcome:
    """Queue the message again, if another try is allowed and would still be in time; else it has failed."""
    again_at = again_at or clock.now() + backoff(message.attempts)
    if message.attempts >= MAX_ATTEMPTS or (message.expires_at is not None and again_at >= message.expires_at):
        return _fail(message, why)
    _end_claim(message, State.QUEUED, retry_at=again_at, last_error=why)
    return Outcome.LATER


def _unclear(message: Message, why: str) -> Outcome:
    kind = kind_named(message.kind)
    if kind is not None and kind.again_if_unknown:
        return _later(message, why)
    _end_claim(message, State.UNKNOWN, last_error=why)
    logger.warning("message_delivery_unknown", message=str(message.uuid), kind=message.kind, why=why)
    return Outcome.UNKNOWN


def _fail(message: Message, why: str) -> Outcome:
    _end_claim(message, State.FAILED, last_error=why, **wiped(clock.now()))
    logger.warning("message_failed", message=str(message.uuid), kind=message.kind, why=why)
    return Outcome.FAILED


def _cancel(message: Message, why: str) -> Outcome:
    _end_claim(message, State.CANCELLED, last_error=why, **wiped(clock.now()))
    return Outcome.CANCELLED


def _give_back(messages: list[Message], *, untried: bool = False, **columns: Any) -> None:
    """Queue claimed messages as they were; `untried` takes back the try that was counted."""
    for message in messages:
        with suppress(_TakenAway):
            attempts = message.attempts - 1 if untried else message.attempts
            _step(message, State.CLAIMED, State.QUEUED, claim=None, claimed_at=None, attempts=attempts, **columns)


def _step(message: Message, before: State, after: State, **columns: Any) -> None:
    """Move a message on, if it is still ours. Raises _TakenAway."""
    ours = Message.objects.filter(pk=message.pk, claim=message.claim, state=before)
    if not ours.update(state=after, **columns):
        raise _TakenAway
    message.state = after


def _end_claim(message: Message, state: State, **columns: Any) -> None:
    """Write down the end of this try. The claim stays on an `unknown` message, for the worker that may yet know."""
    claim = {} if state == State.UNKNOWN else {"claim": None, "claimed_at": None}

    def note() -> None:
        Message.objects.filter(
            pk=message.pk, claim=message.claim, state__in=[State.CLAIMED, State.SENDING]
        ).update(state=state, **columns, **claim)  # fmt: skip

    _insist(note)


def _insist(note: Callable[[], None]) -> None:
    """Write down what has happened outside, though the database may be restarting just now."""
    for pause in (0.5, 1.0, 2.0, 4.0):
        try:
            return note()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(pause)
    return note()


def _is_left_alone() -> bool:
    """Whether the mail server is not to be asked yet: neither Valkey's clock nor a wrong one of ours prolongs that."""
    until, now = cache.get(_AWAY), clock.now()
    return until is not None and now < until <= now + timedelta(seconds=LONGEST_PAUSE) + clock.SKEW


def _leave_server_alone(problem: NotHandedOver) -> None:
    """Politeness, no promise: it may be forgotten with the cache, and then the server is asked once too often."""
    failures = cache.get(_FAILURES, 0) + 1
    cache.set(_FAILURES, failures, 3600)
    pause = min(5 * 2 ** min(failures - 1, 10), LONGEST_PAUSE) * settings.MESSAGES_PAUSE_FACTOR
    if pause:
        cache.set(_AWAY, clock.now() + timedelta(seconds=pause), pause)
    logger.warning("mail_server_away", why=problem.why, pause=pause, failures=failures)
