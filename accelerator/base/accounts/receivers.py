"""What allauth tells us, handed to our services and to the security log; our own rooms call each other."""

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth
from django.dispatch import Signal
from django.http import HttpRequest

from accelerator.base.accounts import guard, known_devices, staff_sessions
from accelerator.base.accounts.models import User
from accelerator.base.accounts.second_step_rule import forget_second_step
from accelerator.base.accounts.services import tell_verified_emails
from accelerator.base.common.security_log import Event, record


def email_was_confirmed(*, email_address: EmailAddress, **_rest: Any) -> None:
    tell_verified_emails(user=email_address.user)


def person_signed_in(*, request: HttpRequest, user: User, **_rest: Any) -> None:
    # A booking may have been made without signing in since the last time.
    tell_verified_emails(user=user)
    record(Event.SIGNED_IN, actor=user.uuid)
    known_devices.remember(request, user)


def session_was_opened(*, request: HttpRequest, user: User, **_rest: Any) -> None:
    if staff_sessions.is_at_work(user):
        staff_sessions.begin(request)


def second_step_was_added(*, request: HttpRequest, user: User, authenticator: Authenticator, **_rest: Any) -> None:
    # Whoever sets one up holds it: the session that did so need not be asked for it at once.
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def second_step_was_removed(*, request: HttpRequest, user: User, **_rest: Any) -> None:
    steps = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    if not steps.exists():
        forget_second_step(request)


def password_was_changed(*, request: HttpRequest, user: User, **_rest: Any) -> None:
    # Every other device is unknown from now on; this one is where it was done.
    known_devices.remember(request, user)


def password_was_reset(*, request: HttpRequest, user: User, **_rest: Any) -> None:
    emails = EmailAddress.objects.filter(user=user).order_by("pk").values_list("email", flat=True)
    guard.forget_wrong_passwords(request, list(emails))


def person_signed_out(*, request: HttpRequest, **_rest: Any) -> None:
    # What a browser keeps of personal pages goes with the session (see middleware).
    request.signed_out = True  # type: ignore[attr-defined]


def second_step_changed(*, signal: Signal, user: User, authenticator: Authenticator, **_rest: Any) -> None:
    gone = signal is mfa.authenticator_removed
    record(Event.SECOND_STEP_REMOVED if gone else Event.SECOND_STEP_ADDED, account=user.uuid, kind=authenticator.type)


_EVENTS = {
    account.user_signed_up: Event.ACCOUNT_CREATED,
    account.password_changed: Event.PASSWORD_CHANGED,
    account.password_set: Event.PASSWORD_CHANGED,
    account.password_reset: Event.PASSWORD_RESET,
    account.email_changed: Event.EMAIL_CHANGED,
    account.email_added: Event.EMAIL_CHANGED,
    account.email_removed: Event.EMAIL_CHANGED,
}


def account_changed(*, signal: Signal, user: User, **_rest: Any) -> None:
    record(_EVENTS[signal], account=user.uuid)


def connect() -> None:
    """Listen to what concerns an account; called once, when the app is ready."""
    account.email_confirmed.connect(email_was_confirmed, dispatch_uid="accounts")
    account.user_logged_in.connect(person_signed_in, dispatch_uid="accounts")
    for signal in _EVENTS:
        signal.connect(account_changed, dispatch_uid="accounts")
    for signal in (mfa.authenticator_added, mfa.authenticator_removed, mfa.authenticator_reset):
        signal.connect(second_step_changed, dispatch_uid="accounts")
    account.password_changed.connect(password_was_changed, dispatch_uid="known devices")
    account.password_set.connect(password_was_changed, dispatch_uid="known devices")
    account.password_reset.connect(password_was_reset, dispatch_uid="wrong passwords")
    auth.user_logged_in.connect(session_was_opened, dispatch_uid="staff sessions")
    auth.user_logged_out.connect(person_signed_out, dispatch_uid="staff sessions")
    mfa.authenticator_added.connect(second_step_was_added, dispatch_uid="second step")
    mfa.authenticator_removed.connect(second_step_was_removed, dispatch_uid="second step")
