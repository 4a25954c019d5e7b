"""Reads of the outbox."""

from datetime import datetime
from typing import Self

from django.db import models


class MessageQuerySet(models.QuerySet):
    """Which messages are where on their way."""

    def due(self, now: datetime) -> Self:
        """Waiting messages whose time has come, the longest waiting first."""
        return self.filter(state=self.model.State.QUEUED, due_at__lte=now).order_by("due_at", "pk")

    def about(self, topic: str) -> Self:
        """Every message of a topic, such as an order, in the order of their times."""
        return self.filter(topic=topic).order_by("due_at", "pk")

    def unsent(self) -> Self:
        """Messages that can still be called off."""
        return self.filter(state=self.model.State.QUEUED)
