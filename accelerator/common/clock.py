"""The portal's clock: the only place that asks what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC. Read it after the lock and hand it down as `now`."""
    return _pretended.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Replay something as of another moment, such as the demo's last week; only this thread's services see it."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)
