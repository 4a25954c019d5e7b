"""Emptying the outbox: claim, compose, send, and record the outcome.

Any number of workers may do this at once. Each step that matters is one UPDATE filtered by the claim, so a worker that
was presumed dead and wakes up finds that its claim is gone and does nothing.
"""

import random
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, cast
from uuid import uuid4

import structlog
from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import translation

from accelerator.base.common import clock
from accelerator.base.notifications.folding import fold
from accelerator.base.notifications.hooks import Kind, message_kinds
from accelerator.base.notifications.models import Message
from accelerator.base.notifications.querysets import LONGEST_RETRY, MessageQuerySet, wiped_body
from accelerator.base.notifications.services import wake_up
from accelerator.base.notifications.smtp import (
    DeliveryError,
    DeliveryUnknown,
    EmailBackend,
    PermanentRefusal,
    ServerUnavailable,
)

logger = structlog.get_logger(__name__)
State = Message.State

BATCH = 20
FIRST_RETRY = timedelta(seconds=30)
MAX_ATTEMPTS = 200  # about two days
LEFT_OUT_LENGTH: int = Message._meta.get_field("left_out").max_length  # type: ignore[assignment]
COMPOSE_TRIES = 3  # then it is shown to staff, and tried rarely
LONGEST_PAUSE = 60  # seconds in which a mail server that was away is left alone

_PAUSED_UNTIL, _FAILURES = "notifications:mail_server_away", "notifications:mail_server_failures"


class Outcome(StrEnum):
    """What became of a claimed message: its new state, or one of LATER and CLAIM_LOST."""

    SENT = "sent"
    LATER = "later"
    FAILED = "failed"
    UNCOMPOSED = "uncomposed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    FOLDED = "folded"
    CLAIM_LOST = "claim_lost"


def deliver_due(*, budget: timedelta | None = None) -> Counter[Outcome]:
    """Send what is due, until nothing is left or the budget is used up; returns the number of messages by outcome.

    Safe to run many times at once, and to be killed at any moment. All workers together leave a mail server that does
    not answer alone for 5, 10, 20, 40, then 60 seconds.
    """
    budget = settings.MESSAGES_BUDGET if budget is None else budget
    deadline = time.monotonic() + budget.total_seconds()
    tally: Counter[Outcome] = Counter()
    recover_stale()
    while not _is_server_paused():
        batch = claim_batch()
        if not batch or not _send_batch(batch, deadline, tally):
            break
        if time.monotonic() >= deadline:
            wake_up()
            break
    if tally:
        logger.info("messages_delivered", **{str(outcome): number for outcome, number in tally.items()})
    return tally


@transaction.atomic
def recover_stale() -> int:
    """Take over from workers that vanished; returns the number of messages.

    A claimed message is queued again. One in `sending` may have arrived: it becomes `unknown`, or is queued again if
    its kind has `resend_if_unknown`.
    """
    now = clock.now()
    Message.objects.dated_ahead(now).update(due_at=now)
    stale = Message.objects.stale(
        now, claim=settings.MESSAGES_STALE_CLAIM, sending=settings.MESSAGES_STALE_SENDING
    )  # fmt: skip
    attempts = [Attempt(message) for message in stale.claimed_rows()[:200]]
    for attempt in attempts:
        if attempt.message.state == State.SENDING:
            attempt.end_unknown("worker vanished while sending")
        else:
            attempt.retry_later("worker vanished", after=backoff(attempt.message.attempts - 1))
    return len(attempts)


@transaction.atomic
def claim_batch(size: int = BATCH) -> list[Message]:
    """Claim the longest waiting messages for this worker; then those that could not be composed, if it is time."""
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


def _send_batch(batch: list[Message], deadline: float, tally: Counter[Outcome]) -> bool:
    """Send a claimed batch over one connection; False when the mail server should be left alone for now."""
    courier = cast(EmailBackend, get_connection())
    try:
        for position, message in enumerate(batch):
            if time.monotonic() >= deadline:
                _release(batch[position:])
                return True
            attempt = send(message, courier)
            if attempt.outcome is not None:
                tally[attempt.outcome] += 1
            if attempt.outcome == Outcome.SENT:
                cache.delete_many([_PAUSED_UNTIL, _FAILURES])
            elif attempt.error is not None and attempt.error.connection_lost:
                _pause_server(attempt.error)
                _release(batch[position + 1 :])
                return False
    finally:
        courier.disconnect()
    return True


def send(message: Message, courier: EmailBackend) -> "Attempt":
    """Try to send a claimed message; the attempt says how it ended."""
    attempt = Attempt(message)
    try:
        attempt.begin()  # counted, before anything that might kill this worker
        if mail := attempt.compose():
            courier.connect()
            courier.offer(mail)  # MAIL, RCPT: may be refused, nothing is out
            attempt.mark_sending()  # committed: from here on the server may have it
            courier.deliver()  # DATA … 250
            attempt.mark_sent()
    except _ClaimLost:
        attempt.outcome = Outcome.CLAIM_LOST
    except DeliveryError as error:
        attempt.end_by(error)
    except Exception as problem:
        if message.state != State.CLAIMED:
            raise
        attempt.retry_composing(problem)
    return attempt


class _ClaimLost(Exception):
    """The message was cancelled, or taken over by another worker."""


@dataclass
class Attempt:
    """One try to send a claimed message; `outcome` stays None where the message was given back untried."""

    message: Message
    outcome: Outcome | None = None
    error: DeliveryError | None = None

    @cached_property
    def kind(self) -> Kind | None:
        """Who composes the message; None while the app that did is not installed."""
        return message_kinds.find(self.message.kind)

    def begin(self) -> None:
        """Count the try, so that a message that kills its worker does not do so for ever. Raises _ClaimLost."""
        self.message.attempts += 1
        self._move(State.CLAIMED, attempts=self.message.attempts)

    def compose(self) -> EmailMultiAlternatives | None:
        """Return the mail in the message's own language, or None where the attempt ends without one."""
        message, kind, now = self.message, self.kind, clock.now()
        if message.expires_at is not None and message.expires_at <= now:
            self._end(Outcome.CANCELLED, last_error="expired")
            return None
        if kind is None:
            raise LookupError(f"no app composes {message.kind}")
        is_limited = kind.folds_into and message.resent_at is None
        if is_limited and (kind.may_fold is None or kind.may_fold(message.params)):
            # Several workers at once may let one more pass each.
            free_at = Message.objects.free_at(message, now)
            if free_at is not None and fold(message, into=kind.folds_into, free_at=free_at, now=now):
                self.outcome = Outcome.FOLDED
                return None
        if kind.postpone_until is not None and (until := kind.postpone_until(message.params, now)):
            _release([message], untried=True, due_at=until)
            return None
        values = {**message.params, **(message.body or {})}
        if folded := list(message.parts.folded().order_by("pk").values_list("kind", "params")):
            values["folded"] = folded
        with translation.override(message.language):
            mail = kind.compose(values)
        if mail is None:
            self._end(Outcome.CANCELLED, last_error="nothing to say")
            return None
        message.left_out = ", ".join(mail.left_out)[:LEFT_OUT_LENGTH]
        return mail.as_email(to=message.recipient, language=message.language, uuid=message.uuid)

    def mark_sending(self) -> None:
        """Commit that the server may have the mail from now on. Raises _ClaimLost."""
        self._move(State.SENDING)

    def mark_sent(self) -> None:
        """Record that the server has it; also on an `unknown` message, whose worker was only slow."""
        now = clock.now()
        _retry_write(
            self._ours(State.SENDING, State.UNKNOWN), state=State.SENT, sent_at=now, last_error="", retry_at=None,
            left_out=self.message.left_out, **wiped_body(now),
        )  # fmt: skip
        self.outcome = Outcome.SENT

    def end_by(self, error: DeliveryError) -> None:
        """Record what the mail server's answer, or its silence, means for the message."""
        self.error = error
        if isinstance(error, ServerUnavailable):
            _release([self.message], untried=True)
        elif isinstance(error, PermanentRefusal):
            self._fail(error.why)
        elif isinstance(error, DeliveryUnknown):
            self.end_unknown(error.why)
        else:
            self.retry_later(error.why)

    def end_unknown(self, why: str) -> None:
        """Leave it to staff whether to send it again, unless its kind has `resend_if_unknown`."""
        if self.kind is not None and self.kind.resend_if_unknown:
            self.retry_later(why)
            return
        self._end(Outcome.UNKNOWN, last_error=why)
        logger.warning("message_delivery_unknown", message=str(self.message.uuid), kind=self.message.kind, why=why)

    def retry_later(self, why: str, *, after: timedelta | None = None) -> None:
        """Queue the message again, if another try is allowed and would still be in time; else it has failed."""
        message = self.message
        again_at = clock.now() + (backoff(message.attempts) if after is None else after)
        if message.attempts >= MAX_ATTEMPTS or (message.expires_at is not None and again_at >= message.expires_at):
            self._fail(why)
        else:
            self._end(Outcome.LATER, retry_at=again_at, last_error=why)

    def retry_composing(self, problem: Exception) -> None:
        """Try again soon; from the third fault on rarely, where staff and operators see it."""
        message, why = self.message, f"compose {type(problem).__name__}"
        if isinstance(problem, OperationalError | InterfaceError):
            # The database is busy or away: there is nothing wrong with this message.
            self.retry_later(why)
            return
        logger.error("message_not_composed", message=str(message.uuid), kind=message.kind, exc_info=problem)
        message.compose_failures += 1
        Message.objects.filter(pk=message.pk).update(compose_failures=message.compose_failures)
        if message.compose_failures < COMPOSE_TRIES or message.attempts >= MAX_ATTEMPTS:
            self.retry_later(why)
            return
        again_at = clock.now() + settings.MESSAGES_UNCOMPOSED_RETRY
        self._end(Outcome.UNCOMPOSED, retry_at=min(again_at, message.expires_at or again_at), last_error=why)

    def _fail(self, why: str) -> None:
        self._end(Outcome.FAILED, last_error=why)
        logger.warning("message_failed", message=str(self.message.uuid), kind=self.message.kind, why=why)

    def _end(self, outcome: Outcome, **columns: Any) -> None:
        """Record how the attempt ended, if the message is still ours."""
        state = State.QUEUED if outcome == Outcome.LATER else State(outcome)
        if state in (State.FAILED, State.CANCELLED):
            columns |= wiped_body(clock.now())
        if state != State.UNKNOWN:  # there the claim stays, for the worker that may yet know
            columns |= {"claim": None, "claimed_at": None}
        _retry_write(self._ours(State.CLAIMED, State.SENDING), state=state, **columns)
        self.outcome = outcome

    def _move(self, state: State, **columns: Any) -> None:
        """Move the message on, if it is still ours. Raises _ClaimLost."""
        now = clock.now()
        if not self._ours(State.CLAIMED).update(state=state, claimed_at=now, **columns):
            raise _ClaimLost
        self.message.state, self.message.claimed_at = state, now

    def _ours(self, *states: State) -> MessageQuerySet:
        return Message.objects.filter(pk=self.message.pk, claim=self.message.claim, state__in=states)


def backoff(attempt: int) -> timedelta:
    """How long to wait after the n-th try: 30 s, 1, 2, 4, 8, then 15 minutes each, randomly shortened by up to a fifth.

    200 tries last about two days. No wait before the first.
    """
    if attempt < 1:
        return timedelta(0)
    full = min(FIRST_RETRY * 2 ** min(attempt - 1, 10), LONGEST_RETRY)
    return full * random.uniform(0.8, 1.0)  # noqa: S311 - spreads load, keeps no secret


def _release(messages: Iterable[Message], *, untried: bool = False, **columns: Any) -> None:
    """Queue claimed messages again, where they are still ours; `untried` takes back the counted try."""
    for message in messages:
        attempts = message.attempts - 1 if untried else message.attempts
        Message.objects.filter(pk=message.pk, claim=message.claim, state=State.CLAIMED).update(
            state=State.QUEUED, claim=None, claimed_at=None, attempts=attempts, **columns
        )


def _retry_write(rows: MessageQuerySet, **columns: Any) -> None:
    """Record what has happened outside, even if the database is restarting."""
    for pause in (0.5, 1.0, 2.0, 4.0):
        try:
            rows.update(**columns)
            return
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(pause)
    rows.update(**columns)


def _is_server_paused() -> bool:
    """Whether the mail server is being left alone; a wrong clock, Valkey's or ours, does not prolong that."""
    until, now = cache.get(_PAUSED_UNTIL), clock.now()
    return until is not None and now < until <= now + timedelta(seconds=LONGEST_PAUSE) + clock.SKEW


def _pause_server(error: DeliveryError) -> None:
    """Leave the mail server alone for a while; if the cache loses this, it is tried once too often."""
    failures = cache.get(_FAILURES, 0) + 1
    cache.set(_FAILURES, failures, 3600)
    pause = min(5 * 2 ** min(failures - 1, 10), LONGEST_PAUSE) * settings.MESSAGES_PAUSE_FACTOR
    if pause:
        cache.set(_PAUSED_UNTIL, clock.now() + timedelta(seconds=pause), pause)
    logger.warning("mail_server_away", why=error.why, pause=pause, failures=failures)
