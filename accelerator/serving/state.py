"""What a web process knows of its own end."""

from threading import Event

_draining = Event()


def begin_draining() -> None:
    """From now on this process wants no new visitors."""
    _draining.set()


def is_draining() -> bool:
    """Whether this process is about to stop and still answers whoever comes."""
    return _draining.is_set()
