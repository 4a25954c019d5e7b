"""Transactions that are tried again when the database asks for it, and what its errors mean."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection, transaction

P = ParamSpec("P")
R = TypeVar("R")
ATTEMPTS = 3
# Serialization failure and deadlock: the whole transaction may succeed when run anew, at once. A lock that did not come
# free in its time is none of them: whoever holds it still does, and two more waits would hold a thread as long again.
_AGAIN = {"40001", "40P01"}
# What passes without anybody mending the portal (PostgreSQL's Appendix A, error codes): lost, refused or ended
# connections; too many of them, or no room; the server starts, stops, has crashed or cannot use its disk; a lock held
# too long, or a statement that ran out of time while it waited for several; a collision that retries did not resolve;
# a transaction ended for its length; a server that has become a replica, and takes no writes.
_AWAY = ("08", "53", "57P", "57014", "58", "55P03", "40", "25P03", "25P04", "25006")


def atomic_with_retries(service: Callable[P, R]) -> Callable[P, R]:
    """Runs the service in one transaction, up to three times if it collides; inside another one, just once."""

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with transaction.atomic():
                    return service(*args, **kwargs)
            except OperationalError as error:
                state = getattr(error.__cause__, "sqlstate", None)
                if connection.in_atomic_block or state not in _AGAIN or attempt == ATTEMPTS:
                    raise
        raise AssertionError("unreachable")

    return run


def violates(error: IntegrityError, constraint: str) -> bool:
    """Whether it was this named constraint that refused the write."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) == constraint


def database_is_away(error: BaseException | None) -> bool:
    """Whether this is the database being unreachable or out of breath just now: not our mistake, and it passes."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    if state is None:  # there was no server to give one
        return isinstance(error, OperationalError | InterfaceError)
    return bool(state.startswith(_AWAY))
