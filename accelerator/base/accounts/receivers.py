"""Receivers of allauth's signals, which call our services and the security log. Our own apps use no signals."""

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth
from django.dispatch import Signal, receiver
from django.http import HttpRequest

from accelerator.base.accounts import guard, known_devices, staff_sessions
from accelerator.base.accounts.hooks import signed_in
from accelerator.base.accounts.models import User
from accelerator.base.accounts.second_step_rule import forget_second_step
from accelerator.base.accounts.services import notify_verified_emails
from accelerator.base.common.security_log import Event, record

_EVENTS = {
    account.user_signed_up: Event.ACCOUNT_CREATED,
    account.password_changed: Event.PASSWORD_CHANGED,
    account.password_set: Event.PASSWORD_CHANGED,
    account.password_reset: Event.PASSWORD_RESET,
    account.email_changed: Event.EMAIL_CHANGED,
    account.email_added: Event.EMAIL_CHANGED,
    account.email_removed: Event.EMAIL_CHANGED,
}


@receiver(list(_EVENTS))
def account_changed(*, signal: Signal, user: User, **_rest: Any) -> None:
    record(_EVENTS[signal], account=user.uuid)


@receiver(account.email_confirmed)
def email_was_confirmed(*, email_address: EmailAddress, **_rest: Any) -> None:
    notify_verified_emails(user=email_address.user)


@receiver(account.user_logged_in)
def person_signed_in(*, request: HttpRequest, user: User, **_rest: Any) -> None:
    # A booking may have been made without signing in since the last time.
    notify_verified_emails(user=user)
    record(Event.SIGNED_IN, actor=user.uuid)
    known_devices.remember(request, user)
    signed_in.ask(request, user)


@receiver(auth.user_logged_in)
def session_was_opened(*, request: HttpRequest, user: User, **_rest: Any) -> None:
    if staff_sessions.is_at_work(user):
        staff_sessions.begin(request)


@receiver(auth.user_logged_out)
def person_signed_out(*, request: HttpRequest, **_rest: Any) -> None:
    # The browser clears its copies of personal pages (see middleware).
    request.signed_out = True  # type: ignore[attr-defined]


@receiver([account.password_changed, account.password_set])
def password_was_changed(*, request: HttpRequest, user: User, **_rest: Any) -> None:
    # Every device but this one is unknown from now on.
    known_devices.remember(request, user)


@receiver(account.password_reset)
def password_was_reset(*, request: HttpRequest, user: User, **_rest: Any) -> None:
    emails = EmailAddress.objects.filter(user=user).order_by("pk").values_list("email", flat=True)
    guard.forget_wrong_passwords(request, list(emails))


@receiver([mfa.authenticator_added, mfa.authenticator_removed, mfa.authenticator_reset])
def second_step_changed(*, signal: Signal, user: User, authenticator: Authenticator, **_rest: Any) -> None:
    removed = signal is mfa.authenticator_removed
    event = Event.SECOND_STEP_REMOVED if removed else Event.SECOND_STEP_ADDED
    record(event, account=user.uuid, kind=authenticator.type)


@receiver(mfa.authenticator_added)
def second_step_was_added(*, request: HttpRequest, user: User, authenticator: Authenticator, **_rest: Any) -> None:
    # The session that set it up need not be asked for it at once.
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


@receiver(mfa.authenticator_removed)
def second_step_was_removed(*, request: HttpRequest, user: User, **_rest: Any) -> None:
    steps = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    if not steps.exists():
        forget_second_step(request)
