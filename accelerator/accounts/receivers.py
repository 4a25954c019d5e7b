"""What allauth tells us, handed to our services; signals are for libraries, our own rooms call each other."""

from typing import Any

from allauth.account.models import EmailAddress

from accelerator.accounts.models import User
from accelerator.accounts.services import tell_verified_emails


def email_was_confirmed(*, email_address: EmailAddress, **_rest: Any) -> None:
    tell_verified_emails(user=email_address.user)


def person_signed_in(*, user: User, **_rest: Any) -> None:
    # A booking may have been made without signing in since the last time.
    tell_verified_emails(user=user)
