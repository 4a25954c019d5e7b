"""Transactions of services: retried on collisions, with database refusals turned into readable ones."""

import logging
from collections.abc import Callable
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import BaseConstraint
from django.utils.translation import gettext as _

from accelerator.base.common.errors import Refusal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")
ATTEMPTS = 3
# Serialization failure and deadlock: the transaction may succeed if run again at once. A lock timeout is not among
# them: the lock is probably still held, and two more waits would occupy the thread as long again.
_AGAIN = {"40001", "40P01"}
# Errors that pass by themselves (PostgreSQL's Appendix A): lost, refused or ended connections; too many of them, or no
# space; a server that starts, stops, has crashed or cannot use its disk; a lock or statement timeout; a collision that
# retries did not resolve; a transaction ended for its length; a server that has become a replica.
_AWAY = ("08", "53", "57P", "57014", "58", "55P03", "40", "25P03", "25P04", "25006")


def atomic(service: Callable[P, R]) -> Callable[P, R]:
    """Run the service in one transaction; inside another one, in a savepoint of it.

    A violated constraint becomes ConstraintRefused, a missing row Gone.
    """

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction.atomic():  # inside the try, since the commit checks deferred constraints
                return service(*args, **kwargs)
        except IntegrityError as error:
            raise ConstraintRefused.from_error(error) from error
        except ObjectDoesNotExist as error:
            raise Gone from error

    return run


def atomic_with_retries(service: Callable[P, R]) -> Callable[P, R]:
    """Like `atomic`, but up to three times on collisions; inside another transaction just once."""
    in_transaction = atomic(service)

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return in_transaction(*args, **kwargs)
            except OperationalError as error:
                state = getattr(error.__cause__, "sqlstate", None)
                if connection.in_atomic_block or state not in _AGAIN or attempt == ATTEMPTS:
                    raise
        raise AssertionError("unreachable")

    return run


class Gone(Refusal):
    """Something that the service was asked to change, or to build on, has been deleted since the page was opened."""

    def __init__(self) -> None:
        super().__init__(_("This has since been deleted. Reload the page and check."))


class ConstraintRefused(Refusal):
    """The database refused a write by a constraint of this name.

    Forms check first; this is for what another request has changed between the form and the write. The message is the
    constraint's `violation_error_message`, if it has one.
    """

    def __init__(self, constraint: str, state: str) -> None:
        super().__init__(str(_messages_of_constraints().get(constraint) or _message_of_state(state)))
        self.constraint = constraint

    @classmethod
    def from_error(cls, error: IntegrityError) -> Self:
        """The refusal that the database's error stands for. Raises the error itself where no constraint is named."""
        cause: Any = error.__cause__
        constraint = getattr(getattr(cause, "diag", None), "constraint_name", None)
        if not constraint:
            raise error
        logger.warning("The constraint %s refused a write", constraint)
        return cls(constraint, cause.sqlstate)


@cache
def _messages_of_constraints() -> "dict[str, StrOrPromise]":
    """Return the messages of the models' constraints by name, except Django's default message."""
    constraints = (one for model in apps.get_models() for one in model._meta.constraints)
    messages = ((one.name, one.violation_error_message or "") for one in constraints)
    return {name: text for name, text in messages if text != BaseConstraint.default_violation_error_message}


def _message_of_state(state: str) -> str:
    """PostgreSQL's Appendix A: 23503 is a foreign key, 23505 a unique key, 23514 a check."""
    if state == "23503":
        return _("Something this depends on has since been deleted or changed. Reload the page and check.")
    if state == "23505":
        return _("The same thing has already been saved, perhaps in another window. Reload the page and check.")
    return _("This conflicts with a change made since you opened the page. Reload the page and check.")


def lock_name(name: str) -> None:
    """Keep other transactions from locking this name until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def violates(error: IntegrityError, constraint: str) -> bool:
    """Return whether this named constraint refused the write."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) == constraint


def database_is_away(error: BaseException | None) -> bool:
    """Return whether the database was unreachable or overloaded: not our bug, and temporary."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    if state is None:  # no server answered with one
        return isinstance(error, OperationalError | InterfaceError)
    return bool(state.startswith(_AWAY))
