"""The portal's clock: the only place that asks what time it is."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC. Read it after the lock and hand it down as `now`."""
    return timezone.now()
