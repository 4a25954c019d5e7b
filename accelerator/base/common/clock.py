"""The portal's clock: the only place that reads the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.utils import timezone

# How far the clocks of two machines may differ. A moment in a row that lies further ahead than its rule allows, plus
# this, was written by a wrong clock and is not waited for.
SKEW = timedelta(minutes=1)

# Days and hours of every time zone begin at a full MARK.
MARK = timedelta(minutes=5)

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC. Read it after taking locks and pass it on as `now`."""
    return _pretended.get() or timezone.now()


def mark(now: datetime) -> datetime:
    """Return the moment rounded down to a full MARK: for what need not follow the clock exactly."""
    return now - timedelta(seconds=now.timestamp() % MARK.total_seconds())


def moment(text: str) -> datetime:
    """Parse a moment that an operator has typed, such as 2026-11-29T03:15+03:00; raise ValueError without an offset."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a moment needs its offset, such as +03:00 or Z")
    return found


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Run something as of another moment, such as the demo's last week, in this thread alone."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)
