"""Events of security: one catalogue, one way to write them, no personal data.

Each is a line of the logger `security` with ids alone: who (the account's uuid), of which enterprise, what (a uuid),
and a keyed hash of the network it came from. The hash tells whether two events came from one network, which is what an
alarm needs, and keeps no address: the lines outlive the sign-in for which an address may be kept. Names, mails, phones,
tokens and addresses are refused by the shape of what may be said.
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
_WORD = re.compile(r"[a-z][a-z0-9_.:]{0,59}")  # a role, a kind, a name of a view


class Event(StrEnum):
    """What is worth an alarm, or asked for after a leak. docs/operations.md says what each means."""

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
    """Write the event down once the transaction at hand is committed; at once where there is none.

    Without an `actor`, whoever is signed in counts. A fact that has not the shape of an id or a word is left out.
    """
    request = _request.get()
    if actor is None and request is not None:
        actor = getattr(getattr(request, "user", None), "uuid", None)
    told = {name: shaped for name, value in facts.items() if (shaped := _shaped(value)) is not None}
    if actor is not None:
        told["actor"] = str(actor)
    if request is not None:
        told["network"] = network_key(request)
    transaction.on_commit(lambda: _log.info(str(event), **told), robust=True)


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
    """Knows the request for whatever is recorded meanwhile, and records what the answer alone shows."""

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


# What belongs to somebody: to find nothing here is to have asked for another's.
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
        # The address itself is not told: a slug may be a name, a token opens what it names.
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
