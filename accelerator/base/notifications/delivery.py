"""Emptying the outbox: claim, compose, send, and write down what became of it.

Any number of workers may do this at once. Each step that matters is one UPDATE filtered by the claim, so a worker that
was thought dead and wakes up finds that its claim is gone and does nothing.
"""

import random
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import TracebackType
from typing import Any, Self
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
from accelerator.base.notifications.hooks import message_kinds
from accelerator.base.notifications.models import Message
from accelerator.base.notifications.querysets import LONGEST_RETRY, MessageQuerySet, wiped_body
from accelerator.base.notifications.services import wake_up
from accelerator.base.notifications.smtp import (
    Courier,
    DeliveryError,
    DeliveryUnknown,
    PermanentRefusal,
    ServerUnavailable,
    get_courier,
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
    """What became of a claimed message."""

    SENT = "sent"
    LATER = "later"
    FAILED = "failed"
    UNCOMPOSED = "uncomposed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    FOLDED = "folded"
    CLAIM_LOST = "claim_lost"


def deliver_due(*, budget: timedelta | None = None) -> Counter[Outcome]:
    """Send what is due, until nothing is or the budget is used up; returns how many messages came to what end.

    Safe to run many times at once, and to be killed at any moment. A mail server that does not answer is left alone
    for 5, 10, 20, 40, then every 60 seconds, by all workers together.
    """
    budget = settings.MESSAGES_BUDGET if budget is None else budget
    ends = time.monotonic() + budget.total_seconds()
    tally: Counter[Outcome] = Counter()
    recover_stale()
    while not _is_server_paused():
        batch = claim_batch()
        if not batch or not _send_batch(batch, ends, tally):
            break
        if time.monotonic() >= ends:
            wake_up()
            break
    if tally:
        logger.info("messages_delivered", **{str(outcome): number for outcome, number in tally.items()})
    return tally


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
    attempts = [Attempt(message) for message in stale.claimed_rows()[:200]]
    for attempt in attempts:
        if attempt.message.state == State.SENDING:
            attempt.end_unknown("worker vanished while sending")
        else:
            attempt.retry_later("worker vanished", after=backoff(attempt.message.attempts - 1))
    return len(attempts)


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


def _send_batch(batch: list[Message], ends: float, tally: Counter[Outcome]) -> bool:
    """Send a claimed batch over one connection; False when the mail server should be left alone for now."""
    courier = get_courier()
    try:
        for position, message in enumerate(batch):
            if time.monotonic() >= ends:
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


def send(message: Message, courier: Courier) -> "Attempt":
    """Try to send a claimed message; the attempt says how it ended."""
    with Attempt(message) as attempt:
        attempt.begin()  # counted, before anything that might kill this worker
        if mail := attempt.compose():
            courier.connect()
            courier.offer(mail)  # MAIL, RCPT: may be refused, nothing is out
            attempt.mark_sending()  # committed: from here on the server may have it
            courier.deliver()  # DATA … 250
            attempt.mark_sent()
    return attempt


class _ClaimLost(Exception):
    """The message was cancelled, or taken over by another worker."""


@dataclass
class Attempt:
    """One try to send a claimed message. Leaving its `with` block writes down how it ended, if nothing has yet.

    `outcome` is None where the message was given back, so that this was no try.
    """

    message: Message
    outcome: Outcome | None = None
    error: DeliveryError | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, problem: BaseException | None, _traceback: TracebackType | None
    ) -> bool:
        if isinstance(problem, _ClaimLost):
            self.outcome = Outcome.CLAIM_LOST
        elif isinstance(problem, DeliveryError):
            self.error = problem
            self._end_by(problem)
        elif isinstance(problem, OperationalError | InterfaceError) and self.message.state == State.CLAIMED:
            # The database is busy or away: there is nothing wrong with this message.
            self.retry_later(f"compose {type(problem).__name__}")
        elif isinstance(problem, Exception) and self.message.state == State.CLAIMED:
            logger.error(
                "message_not_composed", message=str(self.message.uuid), kind=self.message.kind, exc_info=problem
            )
            self._not_composed(f"compose {type(problem).__name__}")
        else:
            return False
        return True

    def begin(self) -> None:
        """Count the try: a message that kills its worker must not kill workers for ever. Raises _ClaimLost."""
        self.message.attempts += 1
        self._move(State.CLAIMED, attempts=self.message.attempts)

    def compose(self) -> EmailMultiAlternatives | None:
        """Return the mail, or None where the attempt ends without one."""
        message, now = self.message, clock.now()
        kind = message_kinds.find(message.kind)
        if message.expires_at is not None and message.expires_at <= now:
            self._cancel("expired")
            return None
        if fold_if_too_many(message, now):
            self.outcome = Outcome.FOLDED
            return None
        if kind is not None and kind.postpone_until is not None and (until := kind.postpone_until(message.params, now)):
            _release([message], untried=True, due_at=until)
            return None
        mail = compose(message)
        if mail is None:
            self._cancel("nothing to say")
        return mail

    def mark_sending(self) -> None:
        """Commit that the mail may be out from now on. Raises _ClaimLost."""
        self._move(State.SENDING)

    def mark_sent(self) -> None:
        """Write down that the server has it; also on an `unknown` message: this worker was slow, and knows better."""
        now = clock.now()
        _retry_write(
            self._ours(State.SENDING, State.UNKNOWN), state=State.SENT, sent_at=now, last_error="", retry_at=None,
            left_out=self.message.left_out, **wiped_body(now),
        )  # fmt: skip
        self.outcome = Outcome.SENT

    def retry_later(self, why: str, *, after: timedelta | None = None) -> None:
        """Queue the message again, if another try is allowed and would still be in time; else it has failed."""
        message = self.message
        again_at = clock.now() + (backoff(message.attempts) if after is None else after)
        if message.attempts >= MAX_ATTEMPTS or (message.expires_at is not None and again_at >= message.expires_at):
            self._fail(why)
        else:
            self._end(Outcome.LATER, State.QUEUED, retry_at=again_at, last_error=why)

    def end_unknown(self, why: str) -> None:
        """Leave it to staff whether to send it again, unless its kind says that twice is better than never."""
        kind = message_kinds.find(self.message.kind)
        if kind is not None and kind.resend_if_unknown:
            self.retry_later(why)
            return
        self._end(Outcome.UNKNOWN, State.UNKNOWN, last_error=why)
        logger.warning("message_delivery_unknown", message=str(self.message.uuid), kind=self.message.kind, why=why)

    def _end_by(self, error: DeliveryError) -> None:
        if isinstance(error, ServerUnavailable):
            _release([self.message], untried=True)
        elif isinstance(error, PermanentRefusal):
            self._fail(error.why)
        elif isinstance(error, DeliveryUnknown):
            self.end_unknown(error.why)
        else:
            self.retry_later(error.why)

    def _not_composed(self, why: str) -> None:
        """Try again soon; from the third time on rarely, where staff and operators see it: a fault may be mended."""
        message = self.message
        message.compose_failures += 1
        Message.objects.filter(pk=message.pk).update(compose_failures=message.compose_failures)
        if message.compose_failures < COMPOSE_TRIES or message.attempts >= MAX_ATTEMPTS:
            self.retry_later(why)
            return
        again_at = clock.now() + settings.MESSAGES_UNCOMPOSED_RETRY
        retry_at = min(again_at, message.expires_at or again_at)
        self._end(Outcome.UNCOMPOSED, State.UNCOMPOSED, retry_at=retry_at, last_error=why)

    def _fail(self, why: str) -> None:
        self._end(Outcome.FAILED, State.FAILED, last_error=why, **wiped_body(clock.now()))
        logger.warning("message_failed", message=str(self.message.uuid), kind=self.message.kind, why=why)

    def _cancel(self, why: str) -> None:
        self._end(Outcome.CANCELLED, State.CANCELLED, last_error=why, **wiped_body(clock.now()))

    def _end(self, outcome: Outcome, state: State, **columns: Any) -> None:
        # The claim stays on an `unknown` message, for the worker that may yet know.
        claim = {} if state == State.UNKNOWN else {"claim": None, "claimed_at": None}
        _retry_write(self._ours(State.CLAIMED, State.SENDING), state=state, **claim, **columns)
        self.outcome = outcome

    def _move(self, state: State, **columns: Any) -> None:
        """Move the message on, if it is still ours. Raises _ClaimLost."""
        now = clock.now()
        if not self._ours(State.CLAIMED).update(state=state, claimed_at=now, **columns):
            raise _ClaimLost
        self.message.state, self.message.claimed_at = state, now

    def _ours(self, *states: State) -> MessageQuerySet:
        return Message.objects.filter(pk=self.message.pk, claim=self.message.claim, state__in=states)


def compose(message: Message) -> EmailMultiAlternatives | None:
    """The message as it goes out, in its own language; None when its composer has nothing left to say."""
    kind = message_kinds.find(message.kind)
    if kind is None:
        raise LookupError(f"no app composes {message.kind}")
    values = {**message.params, **(message.body or {})}
    if folded := list(message.parts.folded().order_by("pk").values_list("kind", "params")):
        values["folded"] = folded
    with translation.override(message.language):
        mail = kind.compose(values)
        if mail is None:
            return None
        message.left_out = ", ".join(mail.left_out)[:LEFT_OUT_LENGTH]
        return put_into_envelope(message, mail)


def backoff(attempt: int) -> timedelta:
    """How long to wait after the n-th try: 30 s, 1, 2, 4, 8, then 15 minutes each, less up to a fifth by chance.

    Chance spreads what failed together; 200 tries last about two days. Nothing to wait for before the first.
    """
    if attempt < 1:
        return timedelta(0)
    full = min(FIRST_RETRY * 2 ** min(attempt - 1, 10), LONGEST_RETRY)
    return full * random.uniform(0.8, 1.0)  # noqa: S311 - spreads load, keeps no secret


def _release(messages: Iterable[Message], *, untried: bool = False, **columns: Any) -> None:
    """Queue claimed messages as they were, where they are still ours; `untried` takes back the try that was counted."""
    for message in messages:
        attempts = message.attempts - 1 if untried else message.attempts
        Message.objects.filter(pk=message.pk, claim=message.claim, state=State.CLAIMED).update(
            state=State.QUEUED, claim=None, claimed_at=None, attempts=attempts, **columns
        )


def _retry_write(rows: MessageQuerySet, **columns: Any) -> None:
    """Write down what has happened outside, though the database may be restarting just now."""
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
    """Whether the mail server is not to be asked yet: neither Valkey's clock nor a wrong one of ours prolongs that."""
    until, now = cache.get(_PAUSED_UNTIL), clock.now()
    return until is not None and now < until <= now + timedelta(seconds=LONGEST_PAUSE) + clock.SKEW


def _pause_server(error: DeliveryError) -> None:
    """Leave the mail server alone for a while; if the cache loses this, it is asked once too often."""
    failures = cache.get(_FAILURES, 0) + 1
    cache.set(_FAILURES, failures, 3600)
    pause = min(5 * 2 ** min(failures - 1, 10), LONGEST_PAUSE) * settings.MESSAGES_PAUSE_FACTOR
    if pause:
        cache.set(_PAUSED_UNTIL, clock.now() + timedelta(seconds=pause), pause)
    logger.warning("mail_server_away", why=error.why, pause=pause, failures=failures)
