"""The portal's clock: the only place that asks what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.utils import timezone

# How far the clocks of two machines may be apart. A moment in rows that lies further ahead than its rule allows, and
# this much more, was written by a clock that was wrong: nobody waits for it.
SKEW = timedelta(minutes=1)

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC. Read it after the lock and hand it down as `now`."""
    return _pretended.get() or timezone.now()


def moment(text: str) -> datetime:
    """The moment that an operator has written, such as 2026-11-29T03:15+03:00. Raises ValueError without an offset."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a moment needs its offset, such as +03:00 or Z")
    return found


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Replay something as of another moment, such as the demo's last week; only this thread's services see it."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)
