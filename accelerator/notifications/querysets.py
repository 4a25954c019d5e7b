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
        """Messages that should have gone out by now, tried or not, the longest waiting first.

        What cannot be composed is not late mail: no mail server holds it up, see `uncomposed`.
        """
        state = self.model.State
        return self.filter(state__in=[state.QUEUED, state.CLAIMED, state.SENDING], due_at__lte=now).order_by(
            "due_at", "pk"
        )

    def uncomposed(self, now: datetime | None = None) -> Self:
        """Messages that could not be composed three times; with `now`, those whose next try has come."""
        found = self.filter(state=self.model.State.UNCOMPOSED)
        return found if now is None else found.filter(retry_at__lte=now).order_by("retry_at", "pk")

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
        state = self.model.State
        waiting = [state.QUEUED, state.CLAIMED, state.UNCOMPOSED]
        return self.filter(
            Q(state__in=waiting) | Q(state=state.FOLDED, folded_into__in=self.model.objects.filter(state__in=waiting))
        )

    def finished(self) -> Self:
        """Messages that nobody will send unless staff ask for it."""
        state = self.model.State
        return self.filter(state__in=[state.SENT, state.FAILED, state.UNKNOWN, state.CANCELLED])

    def folded(self) -> Self:
        """Messages that another one tells, or has told."""
        return self.filter(state=self.model.State.FOLDED)

    def needing_attention(self) -> Self:
        """Messages that surely or possibly did not arrive, or whose letter with others did not."""
        state = self.model.State
        troubled = [state.FAILED, state.UNKNOWN, state.UNCOMPOSED]
        return self.filter(
            Q(state__in=troubled) | Q(state=state.FOLDED, folded_into__in=self.model.objects.filter(state__in=troubled))
        )
