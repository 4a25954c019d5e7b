"""Who must take a second step: the back office always, organizers' and owners' desks after a grace.

The grace begins when somebody first comes to a desk, and is a setting; in the demo it has no end, since its accounts
come in by a password that everybody can read.
"""

from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accelerator.base.accounts import staff_sessions
from accelerator.base.accounts.models import User
from accelerator.base.common import clock

_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def took_second_step(request: HttpRequest) -> bool:
    """Whether whoever opened this session proved more than a password or a mailbox."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def forget_second_step(request: HttpRequest) -> None:
    """Let the session count as opened without a second step: what proved it has been removed."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [one for one in records if one["method"] != "mfa"]


def second_step_for_back_office(request: HttpRequest) -> HttpResponse | None:
    """Where somebody must go before the back office opens, or None: there is no grace."""
    staff_sessions.begin(request)
    step = _step_of(request.user)
    if step is None:
        return _lead_to(request, "accounts:second_step")
    return None if took_second_step(request) else _ask_for(request, step)


def second_step_for_desk(request: HttpRequest, user: User) -> HttpResponse | None:
    """Where somebody must go before a desk opens, or None; within the grace, the page says until when."""
    staff_sessions.begin(request)
    if settings.SECOND_STEP_GRACE is None or took_second_step(request):
        return None
    step = _step_of(user)
    if step is not None:
        return _ask_for(request, step)
    due = second_step_due(user)
    if due is not None and due <= clock.now():
        return _lead_to(request, "accounts:second_step")
    request.second_step_due = due  # type: ignore[attr-defined]  # said by cabinet_base.html
    return None


def second_step_due(user: User) -> datetime | None:
    """Return when this person's grace ends, which begins now if it has not; None where it has no end."""
    if settings.SECOND_STEP_GRACE is None:
        return None
    if user.second_step_asked_at is None:
        now = clock.now()
        # Two pages at once ask at one moment: the first counts.
        User.objects.filter(pk=user.pk, second_step_asked_at__isnull=True).update(second_step_asked_at=now)
        user.second_step_asked_at = now
    return user.second_step_asked_at + settings.SECOND_STEP_GRACE


def _step_of(user: Any) -> str | None:
    """A second step that this person has, the app before passkeys; recovery codes only stand in for one."""
    return (
        Authenticator.objects.filter(user=user, type__in=_STEPS).order_by("type").values_list("type", flat=True).first()
    )


def _ask_for(request: HttpRequest, step: str) -> HttpResponse:
    """To the page that asks for it: the session was opened before the second step was set up."""
    app = step == Authenticator.Type.TOTP
    return _lead_to(request, "mfa_reauthenticate" if app else "mfa_reauthenticate_webauthn")


def _lead_to(request: HttpRequest, url_name: str) -> HttpResponse:
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
    return redirect(f"{reverse(url_name)}?{urlencode({'next': back})}")
