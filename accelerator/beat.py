"""Celery's scheduler of periodic tasks, for a machine whose clock may be set back."""

from datetime import datetime, timedelta
from typing import Any

from celery.beat import PersistentScheduler

LONGEST_INTERVAL = timedelta(days=1)


class SteadyScheduler(PersistentScheduler):
    """Starts tasks again at once after the clock was set back.

    Celery's own compares with the last start: had the clock been five hours ahead, no task would start for five hours,
    and no letter would be sent.
    """

    _last_tick: datetime | None = None

    def tick(self, *args: Any, **kwargs: Any) -> float:
        now = self.app.now()
        if self._last_tick is not None and now < self._last_tick:
            self._heap = None  # sorted by moments that are now far ahead
        self._last_tick = now
        for entry in self.schedule.values():
            if entry.last_run_at is not None and entry.last_run_at > now:
                entry.last_run_at = now - LONGEST_INTERVAL
                self._heap = None
        return float(super().tick(*args, **kwargs))
