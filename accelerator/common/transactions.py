"""Transactions that are tried again when the database asks for it, and what its errors mean."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction

P = ParamSpec("P")
R = TypeVar("R")
ATTEMPTS = 3
# Serialization failure, deadlock, lock not available: the whole transaction may succeed when run anew.
_AGAIN = {"40001", "40P01", "55P03"}
# Lost, refused or ended connections; too many of them; the server starts, stops or has crashed; a lock held too long.
# (PostgreSQL's Appendix A, error codes.)
_AWAY = ("08", "53", "57P", "55P03")


def atomic_with_retries(service: Callable[P, R]) -> Callable[P, R]:
    """Runs the service in one transaction, up to three times when locks collide; inside another one, just once."""

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
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(_AWAY)  # without a state there was no server to give one
