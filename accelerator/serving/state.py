"""What a web process knows of itself: whether it is about to stop, and how many requests it has refused."""

from threading import Event, Lock

_draining = Event()
_refused, _counting = 0, Lock()


def begin_draining() -> None:
    """From now on this process wants no new visitors."""
    _draining.set()


def is_draining() -> bool:
    """Whether this process is about to stop and still answers whoever comes."""
    return _draining.is_set()


def count_refused() -> int:
    """Count a request that was answered 503 because there was no time for it; returns how many there were."""
    global _refused  # noqa: PLW0603 - one process, one count
    with _counting:
        _refused += 1
        return _refused


def refused_requests() -> int:
    """How many requests this process has refused."""
    return _refused
