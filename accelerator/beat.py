"""Celery's scheduler of periodic tasks, for a machine whose clock may be put right."""

from datetime import datetime, timedelta
from typing import Any

from celery.beat import PersistentScheduler

LONGEST_INTERVAL = timedelta(days=1)


class SteadyScheduler(PersistentScheduler):
    """Rings at once after the clock was put back.

    Celery's own goes by when a task was last rung: had the clock been five hours ahead, nothing would ring for five
    hours, and no letter would leave.
    """

    _looked_at: datetime | None = None

    def tick(self, *args: Any, **kwargs: Any) -> float:
        now = self.app.now()
        if self._looked_at is not None and now < self._looked_at:
            self._heap = None  # its order is that of moments which will not come for long
        self._looked_at = now
        for entry in self.schedule.values():
            if entry.last_run_at is not None and entry.last_run_at > now:
                entry.last_run_at = now - LONGEST_INTERVAL
                self._heap = None
        return float(super().tick(*args, **kwargs))
