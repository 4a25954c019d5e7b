"""Security events: one list, one way to write them, no personal data.

Each is a line of the logger `security` with ids only: who (the account's uuid), of which enterprise, what (a uuid), and
a keyed hash of the network it came from. The hash shows whether two events came from one network, which is what an
alarm needs, and reveals no address, since the lines are kept longer than an address may be. Names, mails, phones,
tokens and addresses are filtered out by their shape.
"""

import re
from collections.abc import Callable
from contextvars import ContextVar
from enum import StrEnum
from uuid import UUID

import structlog
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from accelerator.base.common.network import network_key

_log = structlog.get_logger("security")
_request: ContextVar[HttpRequest | None] = ContextVar("security_request", default=None)
_WORD = re.compile(r"[a-z][a-z0-9_.:]{0,59}")  # a role, a kind, the name of a view


class Event(StrEnum):
    """What may need an alarm, or is asked for after a leak; docs/operations.md explains each."""

    ACCOUNT_CREATED = "account.created"
    ACCOUNT_DELETED = "account.deleted"
    SIGNED_IN = "sign_in.succeeded"
    SIGN_IN_FAILED = "sign_in.failed"
    SECOND_STEP_FAILED = "second_step.failed"
    SECOND_STEP_ADDED = "second_step.added"
    SECOND_STEP_REMOVED = "second_step.removed"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 - an event
    PASSWORD_RESET = "password.reset"  # noqa: S105 - an event
    EMAIL_CHANGED = "email.changed"
    SESSION_ENDED = "session.ended"
    RIGHTS_CHANGED = "rights.changed"
    BACKOFFICE_CHANGED = "backoffice.changed"
    INVITATION_SENT = "invitation.sent"
    INVITATION_REVOKED = "invitation.revoked"
    INVITATION_ACCEPTED = "invitation.accepted"
    ROLE_CHANGED = "role.changed"
    MEMBER_REMOVED = "member.removed"
    EXPORT_TAKEN = "export.taken"
    IDENTITY_READ = "identity.read"
    MESSAGE_RESENT = "message.resent"
    OWN_DATA_TAKEN = "own_data.taken"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    OBJECT_REFUSED = "object.refused"
    REQUEST_FORBIDDEN = "request.forbidden"
    RATE_LIMITED = "rate.limited"


Fact = UUID | int | bool | str | None


def record(event: Event, *, actor: UUID | None = None, **facts: Fact) -> None:
    """Log the event after the current transaction is committed; at once outside a transaction.

    `actor` is the signed-in user by default. A fact that does not look like an id or a keyword is left out.
    """
    request = _request.get()
    if actor is None and request is not None:
        actor = getattr(getattr(request, "user", None), "uuid", None)
    logged = {name: shaped for name, value in facts.items() if (shaped := _shaped(value)) is not None}
    if actor is not None:
        logged["actor"] = str(actor)
    if request is not None:
        logged["network"] = network_key(request)
    transaction.on_commit(lambda: _log.info(str(event), **logged), robust=True)


def _shaped(value: Fact) -> str | int | None:
    match value:
        case UUID():
            return str(value)
        case bool() | int():
            return value
        case str() if _WORD.fullmatch(value):
            return value
        case _:
            return None


class SecurityLogMiddleware:
    """Provides the request to everything that is recorded during it, and records what only the response shows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            response = self.get_response(request)
            _record_answer(request, response)
        finally:
            _request.reset(token)
        return response


# Pages of objects that belong to someone: a 404 here is an attempt at another's.
_GUARDED = ("cabinet/", "organizer/", "backoffice/")


def _record_answer(request: HttpRequest, response: HttpResponse) -> None:
    match = request.resolver_match
    if match is None:
        return
    view, status = match.view_name, response.status_code
    route = match.route.removeprefix("^").removeprefix("en/")
    if status == 429:
        record(Event.RATE_LIMITED, view=view)
    elif status == 403:
        record(Event.REQUEST_FORBIDDEN, view=view)
    elif status == 404 and (route.startswith(_GUARDED) or "token" in match.kwargs):
        # The path itself is not logged: a slug may be a name, a token opens what it names.
        record(Event.OBJECT_REFUSED, view=view, object=_named_uuid(match.kwargs))
    elif status == 200 and route.startswith(_GUARDED) and _is_file(response):
        record(Event.EXPORT_TAKEN, view=view, format=_ending(response), object=_named_uuid(match.kwargs))
    elif route.startswith("backoffice/") and request.method == "POST" and status == 302 and match.app_name == "admin":
        number = str(match.kwargs.get("object_id", ""))
        record(Event.BACKOFFICE_CHANGED, view=view, object=int(number) if number.isdecimal() else None)


def _named_uuid(kwargs: dict[str, object]) -> UUID | None:
    return next((value for value in kwargs.values() if isinstance(value, UUID)), None)


def _is_file(response: HttpResponse) -> bool:
    return response.headers.get("Content-Disposition", "").startswith("attachment")


def _ending(response: HttpResponse) -> str:
    return response.headers["Content-Disposition"].rstrip('"').rpartition(".")[2].lower()
