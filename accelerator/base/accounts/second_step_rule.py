"""Who must take a second step: the back office always, organizers' and owners' desks after a grace.

The grace period is a setting and begins at the first visit to a desk. In the demo, whose passwords are public, it has
no end.
"""

from datetime import datetime, timedelta
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

# The page that asks for a second step, by its type; recovery codes only replace one.
_PAGES: dict[str, str] = {
    Authenticator.Type.TOTP: "mfa_reauthenticate",
    Authenticator.Type.WEBAUTHN: "mfa_reauthenticate_webauthn",
}


def took_second_step(request: HttpRequest) -> bool:
    """Whether this session was opened with more than a password or a code by e-mail."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def forget_second_step(request: HttpRequest) -> None:
    """Treat the session as opened without a second step, which has been removed."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [one for one in records if one["method"] != "mfa"]


def second_step_for_back_office(request: HttpRequest) -> HttpResponse | None:
    """A redirect that the back office needs first, or None: there is no grace period."""
    staff_sessions.begin(request)
    page = _page_that_asks(request.user)
    if page is None:
        return _redirect_to(request, "accounts:second_step")
    return None if took_second_step(request) else _redirect_to(request, page)


def second_step_for_desk(request: HttpRequest, user: User) -> HttpResponse | None:
    """A redirect that a desk needs first, or None; within the grace period, the page says until when."""
    staff_sessions.begin(request)
    grace = settings.SECOND_STEP_GRACE
    if grace is None or took_second_step(request):
        return None
    if page := _page_that_asks(user):
        return _redirect_to(request, page)
    due = second_step_due(user, grace)
    if due <= clock.now():
        return _redirect_to(request, "accounts:second_step")
    request.second_step_due = due  # type: ignore[attr-defined]  # said by cabinet_base.html
    return None


def second_step_due(user: User, grace: timedelta) -> datetime:
    """Return when this person's grace period ends, beginning it if necessary."""
    if user.second_step_asked_at is None:
        now = clock.now()
        # Of two pages at once, the first counts.
        User.objects.filter(pk=user.pk, second_step_asked_at__isnull=True).update(second_step_asked_at=now)
        user.second_step_asked_at = now
    return user.second_step_asked_at + grace


def _page_that_asks(user: Any) -> str | None:
    """The page that asks for this person's second step, the app before passkeys; None where they have none."""
    steps = Authenticator.objects.filter(user=user, type__in=_PAGES).order_by("type").values_list("type", flat=True)
    return _PAGES.get(steps.first() or "")


def _redirect_to(request: HttpRequest, url_name: str) -> HttpResponse:
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
    return redirect(f"{reverse(url_name)}?{urlencode({'next': back})}")
