"""Transactions of services: tried again when the database asks for it, and refusing in words what it refuses."""

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
# Serialization failure and deadlock: the whole transaction may succeed when run anew, at once. A lock that did not come
# free in its time is none of them: whoever holds it still does, and two more waits would hold a thread as long again.
_AGAIN = {"40001", "40P01"}
# What passes without anybody mending the portal (PostgreSQL's Appendix A, error codes): lost, refused or ended
# connections; too many of them, or no room; the server starts, stops, has crashed or cannot use its disk; a lock held
# too long, or a statement that ran out of time while it waited for several; a collision that retries did not resolve;
# a transaction ended for its length; a server that has become a replica, and takes no writes.
_AWAY = ("08", "53", "57P", "57014", "58", "55P03", "40", "25P03", "25P04", "25006")


def atomic(service: Callable[P, R]) -> Callable[P, R]:
    """Run the service in one transaction; inside another one, in a savepoint of it.

    What the database refuses to write, or no longer has, becomes a Refusal: ConstraintRefused or Gone.
    """

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction.atomic():  # left inside the try: deferred constraints are checked by the commit
                return service(*args, **kwargs)
        except IntegrityError as error:
            raise ConstraintRefused.from_error(error) from error
        except ObjectDoesNotExist as error:
            raise Gone from error

    return run


def atomic_with_retries(service: Callable[P, R]) -> Callable[P, R]:
    """The same, and up to three times when locks collide; inside another transaction, just once."""
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
        super().__init__(_("This was deleted in the meantime. Reload the page and check."))


class ConstraintRefused(Refusal):
    """The database refused a write by a constraint of this name.

    Forms ask first; this is for what another request has changed between the form and the write, and says so. The
    words are those of the constraint (`violation_error_message`) where it has any.
    """

    def __init__(self, constraint: str, state: str) -> None:
        super().__init__(str(_words_of_constraints().get(constraint) or _words_of_state(state)))
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
def _words_of_constraints() -> "dict[str, StrOrPromise]":
    """What the models' own constraints say of themselves, by name; not those that say only Django's usual words."""
    constraints = (one for model in apps.get_models() for one in model._meta.constraints)
    told = ((one.name, one.violation_error_message or "") for one in constraints)
    return {name: words for name, words in told if words != BaseConstraint.default_violation_error_message}


def _words_of_state(state: str) -> str:
    """PostgreSQL's Appendix A: 23503 is a foreign key, 23505 a unique key, 23514 a check."""
    if state == "23503":
        return _("Something this depends on was deleted or changed in the meantime. Reload the page and check.")
    if state == "23505":
        return _("The same thing has already been saved, perhaps in another window. Reload the page and check.")
    return _("This conflicts with what was changed in the meantime. Reload the page and check.")


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
