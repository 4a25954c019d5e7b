"""Queries of the outbox."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Lower

from accelerator.base.common.clock import SKEW

if TYPE_CHECKING:
    from accelerator.base.notifications.models import Message

LONGEST_RETRY = timedelta(minutes=15)
UNCOMPOSED_COUNTED = 1000  # more than these are as bad


@dataclass(frozen=True)
class Backlog:
    """What should have been sent by now."""

    oldest_overdue: datetime | None  # when the message was due that has waited longest, tried or not
    uncomposed: int  # at most UNCOMPOSED_COUNTED; no mail server holds these up, so none of them is late


class MessageQuerySet(models.QuerySet):
    """Messages by their state."""

    def due(self, now: datetime) -> Self:
        """Queued messages whose time and next try have come, the longest waiting first."""
        may_go = Q(retry_at__isnull=True) | Q(retry_at__lte=now) | Q(retry_at__gt=now + LONGEST_RETRY + SKEW)
        return self.filter(may_go, state=self.model.State.QUEUED, due_at__lte=now).order_by("due_at", "pk")

    def dated_ahead(self, now: datetime) -> Self:
        """Queued messages that were due at once by a clock that was ahead."""
        return self.filter(state=self.model.State.QUEUED, due_at__lte=F("created_at"), due_at__gt=now + SKEW)

    def backlog(self, now: datetime) -> Backlog:
        """Return what is late and what is stuck, in two queries over partial indexes."""
        state = self.model.State
        waiting = self.filter(state=state.QUEUED, due_at__lte=now).order_by("due_at", "pk")
        first = waiting.values_list("due_at", flat=True).first()
        # Each part by its own index, as it would be alone: an OR reads both as bitmaps, with every dead row of them.
        held = self.filter(state__in=[state.CLAIMED, state.SENDING], due_at__lte=now).values_list("state", "due_at")
        stuck = self.filter(state=state.UNCOMPOSED).values_list("state", "due_at")[:UNCOMPOSED_COUNTED]
        few = list(held.union(stuck, all=True))
        late = [due_at for state_of, due_at in few if state_of != state.UNCOMPOSED]
        if first is not None:
            late.append(first)
        return Backlog(min(late, default=None), sum(state_of == state.UNCOMPOSED for state_of, _due_at in few))

    def uncomposed(self, now: datetime) -> Self:
        """Messages that could not be composed three times and whose next try has come."""
        ahead = Q(retry_at__gt=now + settings.MESSAGES_UNCOMPOSED_RETRY + SKEW)
        rows = self.filter(Q(retry_at__lte=now) | ahead, state=self.model.State.UNCOMPOSED)
        return rows.order_by("retry_at", "pk")

    def stale(self, now: datetime, *, claim: timedelta, sending: timedelta) -> Self:
        """Messages whose worker has been silent for this long, or claimed them by a clock that was ahead."""
        state = self.model.State
        return self.filter(
            Q(state=state.CLAIMED, claimed_at__lt=now - claim)
            | Q(state=state.SENDING, claimed_at__lt=now - sending)
            | Q(state__in=[state.CLAIMED, state.SENDING], claimed_at__gt=now + SKEW)
        ).order_by("claimed_at", "pk")

    def claimed_rows(self) -> Self:
        """Lock these rows for this transaction, skipping those that another worker holds.

        Only for filters on the message's own columns: with a join, several workers can win the same row.
        """
        return self.select_for_update(skip_locked=True, of=("self",))

    def unsent(self) -> Self:
        """Messages that can still be cancelled: no server can have their content yet."""
        state = self.model.State
        waiting = [state.QUEUED, state.CLAIMED, state.UNCOMPOSED]
        return self.filter(
            Q(state__in=waiting) | Q(state=state.FOLDED, folded_into__in=self.model.objects.filter(state__in=waiting))
        )

    def finished(self) -> Self:
        """Messages that are not sent again unless staff ask for it."""
        state = self.model.State
        return self.filter(state__in=[state.SENT, state.FAILED, state.UNKNOWN, state.CANCELLED])

    def sent_to(self, recipient: str) -> Self:
        """Messages sent to this address, whatever its case."""
        return self.alias(reader=Lower("recipient")).filter(reader=recipient.lower(), state=self.model.State.SENT)

    def free_at(self, message: "Message", now: datetime) -> datetime | None:
        """When the limits of its recipient, topic and network let this message pass; None if none is reached."""
        counted = [(self.sent_to(message.recipient), settings.MESSAGES_PER_RECIPIENT)]
        if message.topic:
            counted.append((self.filter(topic=message.topic), settings.MESSAGES_PER_TOPIC))
        if message.network:
            counted.append((self.filter(network=message.network), settings.MESSAGES_PER_NETWORK))
        free = []
        for rows, most in counted:
            recent = rows.filter(sent_at__gt=now - settings.MESSAGES_WINDOW).order_by("-sent_at")
            times = list(recent.values_list("sent_at", flat=True)[:most])
            if len(times) == most:
                free.append(times[-1] + settings.MESSAGES_WINDOW)
        return max(free, default=None)

    def folded(self) -> Self:
        """Messages that are part of a digest."""
        return self.filter(state=self.model.State.FOLDED)

    def to_check(self, now: datetime) -> Self:
        """What needs attention, what went out without a file, and what staff sent again within a day."""
        again = Q(resent_at__gt=now - timedelta(days=1))
        return self.filter(self._troubled() | ~Q(left_out="") | again).select_related("folded_into")

    def needing_attention(self) -> Self:
        """Messages that certainly or possibly did not arrive, or whose digest did not."""
        return self.filter(self._troubled()).select_related("folded_into")

    def _troubled(self) -> Q:
        state = self.model.State
        troubled = [state.FAILED, state.UNKNOWN, state.UNCOMPOSED]
        digests = self.model.objects.filter(state__in=troubled)
        return Q(state__in=troubled) | Q(state=state.FOLDED, folded_into__in=digests)


def wiped_body(now: datetime) -> dict[str, Any]:
    """The columns of an UPDATE that wipes the body and notes when there was one."""
    there_was_one = When(body__isnull=False, then=Value(now))
    return {"body": None, "body_wiped_at": Case(there_was_one, default=F("body_wiped_at"))}
