"""Reads of date alerts."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Cast, Concat, Lower

from accelerator.base.notifications.models import Message


class DateAlertQuerySet(models.QuerySet):
    """Date alerts."""

    def live(self) -> Self:
        """Those that still have their address."""
        return self.filter(done_at__isnull=True)

    def of_address(self, email: str) -> Self:
        """Those of this address, in any case of letters."""
        return self.annotate(lower=Lower("email")).filter(lower=email.lower())  # as it is indexed

    def waiting(self) -> Self:
        """Those whose person has confirmed the address and has not been written to yet."""
        return self.live().filter(confirmed_at__isnull=False)

    def to_plan(self, now: datetime) -> Self:
        """Those that wait, have time left, and have no letter under way."""
        return self.waiting().filter(planned_at__isnull=True, expires_at__gt=now)

    def planned(self, kind: str, states: Collection[str]) -> Self:
        """Those whose last letter of this kind is in one of these states, with its `letter_state`."""
        topic = Concat(models.Value(self.model.TOPIC), Cast(OuterRef("uuid"), models.CharField()))
        letters: Any = Message.objects.filter(topic=topic, kind=kind).order_by("-pk")
        rows = self.live().filter(planned_at__isnull=False)
        return rows.annotate(letter_state=Subquery(letters.values("state")[:1])).filter(letter_state__in=states)

    def overdue(self, now: datetime) -> Self:
        """Those whose time is over: not confirmed, or not needed, for too long."""
        return self.live().filter(expires_at__lte=now)

    def claimed(self) -> Self:
        """Lock these rows for this transaction, skipping those that another worker holds."""
        return self.select_for_update(skip_locked=True, no_key=True, of=("self",))
