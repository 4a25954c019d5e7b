"""State of this web process: whether it is draining, and how many requests it has refused."""

from threading import Event, Lock

_draining = Event()
_refused, _counting = 0, Lock()


def begin_draining() -> None:
    """Mark this process as about to stop."""
    _draining.set()


def is_draining() -> bool:
    """Return whether this process is about to stop, and still answers."""
    return _draining.is_set()


def count_refused() -> int:
    """Count a request that was refused for lack of time; return how many there were."""
    global _refused  # noqa: PLW0603 - one process, one count
    with _counting:
        _refused += 1
        return _refused


def refused_requests() -> int:
    """Return how many requests this process has refused."""
    return _refused
