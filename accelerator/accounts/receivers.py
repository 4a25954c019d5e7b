"""What allauth tells us, handed to our services and to the security log; our own rooms call each other."""

from typing import Any

from allauth.account import signals as account
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.dispatch import Signal

from accelerator.accounts.models import User
from accelerator.accounts.services import tell_verified_emails
from accelerator.common.security_log import Event, record


def email_was_confirmed(*, email_address: EmailAddress, **_rest: Any) -> None:
    tell_verified_emails(user=email_address.user)


def person_signed_in(*, user: User, **_rest: Any) -> None:
    # A booking may have been made without signing in since the last time.
    tell_verified_emails(user=user)
    record(Event.SIGNED_IN, actor=user.uuid)


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
