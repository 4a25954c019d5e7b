"""Reads of the outbox."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q


class MessageQuerySet(models.QuerySet):
    """Which messages are where on their way."""

    def due(self, now: datetime) -> Self:
        """Waiting messages whose time has come and whose next try is not put off, the longest waiting first."""
        return self.filter(
            Q(retry_at__isnull=True) | Q(retry_at__lte=now), state=self.model.State.QUEUED, due_at__lte=now
        ).order_by("due_at", "pk")

    def overdue(self, now: datetime) -> Self:
        """Messages that should have gone out by now, tried or not, the longest waiting first."""
        state = self.model.State
        return self.filter(state__in=[state.QUEUED, state.CLAIMED, state.SENDING], due_at__lte=now).order_by(
            "due_at", "pk"
        )

    def stale(self, *, claimed_before: datetime, sending_before: datetime) -> Self:
        """Messages whose worker has not been heard of."""
        state = self.model.State
        return self.filter(
            Q(state=state.CLAIMED, claimed_at__lt=claimed_before)
            | Q(state=state.SENDING, claimed_at__lt=sending_before)
        ).order_by("claimed_at", "pk")

    def claimed_rows(self) -> Self:
        """Lock these rows for this transaction, passing over those that another worker holds.

        Only for filters on the message's own columns: with a join, several workers can win the same row.
        """
        return self.select_for_update(skip_locked=True, of=("self",))

    def unsent(self) -> Self:
        """Messages that can still be called off: no server can have their content yet."""
        return self.filter(state__in=[self.model.State.QUEUED, self.model.State.CLAIMED])

    def finished(self) -> Self:
        """Messages that nobody will send unless staff ask for it."""
        state = self.model.State
        return self.filter(state__in=[state.SENT, state.FAILED, state.UNKNOWN, state.CANCELLED])

    def needing_attention(self) -> Self:
        """Messages that surely or possibly did not arrive."""
        return self.filter(state__in=[self.model.State.FAILED, self.model.State.UNKNOWN])
