"""Reads of the outbox."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from accelerator.common.clock import SKEW

LONGEST_RETRY = timedelta(minutes=15)


class MessageQuerySet(models.QuerySet):
    """Which messages are where on their way."""

    def due(self, now: datetime) -> Self:
        """Waiting messages whose time has come and whose next try is not put off, the longest waiting first."""
        may_go = Q(retry_at__isnull=True) | Q(retry_at__lte=now) | Q(retry_at__gt=now + LONGEST_RETRY + SKEW)
        return self.filter(may_go, state=self.model.State.QUEUED, due_at__lte=now).order_by("due_at", "pk")

    def dated_ahead(self, now: datetime) -> Self:
        """Waiting messages that were to go at once, by a clock that was ahead."""
        return self.filter(state=self.model.State.QUEUED, due_at__lte=F("created_at"), due_at__gt=now + SKEW)

    def oldest_overdue(self, now: datetime) -> datetime | None:
        """Return when the message was due that should have gone out longest ago, tried or not.

        Two reads, each by a partial index: what waits, and the few that a worker holds at this moment. What cannot be
        composed is not late mail: no mail server holds it up, see `uncomposed`.
        """
        state = self.model.State
        waiting = self.filter(state=state.QUEUED, due_at__lte=now).order_by("due_at", "pk")
        held = self.filter(state__in=[state.CLAIMED, state.SENDING], due_at__lte=now)
        found = [
            waiting.values_list("due_at", flat=True).first(),
            min(held.values_list("due_at", flat=True), default=None),
        ]
        return min((due_at for due_at in found if due_at is not None), default=None)

    def uncomposed(self, now: datetime | None = None) -> Self:
        """Messages that could not be composed three times; with `now`, those whose next try has come."""
        found = self.filter(state=self.model.State.UNCOMPOSED)
        if now is None:
            return found
        ahead = Q(retry_at__gt=now + settings.MESSAGES_UNCOMPOSED_RETRY + SKEW)
        return found.filter(Q(retry_at__lte=now) | ahead).order_by("retry_at", "pk")

    def stale(self, now: datetime, *, claim: timedelta, sending: timedelta) -> Self:
        """Messages whose worker has not been heard of for this long, or claimed them by a clock that was ahead."""
        state = self.model.State
        return self.filter(
            Q(state=state.CLAIMED, claimed_at__lt=now - claim)
            | Q(state=state.SENDING, claimed_at__lt=now - sending)
            | Q(state__in=[state.CLAIMED, state.SENDING], claimed_at__gt=now + SKEW)
        ).order_by("claimed_at", "pk")

    def claimed_rows(self) -> Self:
        """Lock these rows for this transaction, passing over those that another worker holds.

        Only for filters on the message's own columns: with a join, several workers can win the same row.
        """
        return self.select_for_update(skip_locked=True, of=("self",))

    def unsent(self) -> Self:
        """Messages that can still be called off: no server can have their content yet."""
        state = self.model.State
        waiting = [state.QUEUED, state.CLAIMED, state.UNCOMPOSED]
        return self.filter(
            Q(state__in=waiting) | Q(state=state.FOLDED, folded_into__in=self.model.objects.filter(state__in=waiting))
        )

    def finished(self) -> Self:
        """Messages that nobody will send unless staff ask for it."""
        state = self.model.State
        return self.filter(state__in=[state.SENT, state.FAILED, state.UNKNOWN, state.CANCELLED])

    def sent_to(self, recipient: str) -> Self:
        """Messages that this address has got, whatever its case."""
        return self.alias(reader=Lower("recipient")).filter(reader=recipient.lower(), state=self.model.State.SENT)

    def folded(self) -> Self:
        """Messages that another one tells, or has told."""
        return self.filter(state=self.model.State.FOLDED)

    def worth_a_look(self, now: datetime) -> Self:
        """What needs attention, what went without one of its files, and what staff have sent again within a day."""
        again = Q(resent_at__gt=now - timedelta(days=1))
        return self.filter(self._troubled() | ~Q(left_out="") | again).select_related("folded_into")

    def needing_attention(self) -> Self:
        """Messages that surely or possibly did not arrive, or whose letter with others did not."""
        return self.filter(self._troubled()).select_related("folded_into")

    def _troubled(self) -> Q:
        state = self.model.State
        troubled = [state.FAILED, state.UNKNOWN, state.UNCOMPOSED]
        letters = self.model.objects.filter(state__in=troubled)
        return Q(state__in=troubled) | Q(state=state.FOLDED, folded_into__in=letters)
