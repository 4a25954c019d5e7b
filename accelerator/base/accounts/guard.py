"""Limits of sign-in attempts: guessing is slow, and strangers cannot lock a person out.

Wrong passwords are counted by person and network, by network, and by person. A device on which the person has signed in
before has its own count, which no stranger can use up; on a new device, a person who is refused can ask for a code by
e-mail, which strangers elsewhere cannot use up either. allauth's own limits that differ are off (ACCOUNT_RATE_LIMITS).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from allauth.account.utils import filter_users_by_email
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.base.accounts.known_devices import device_name, device_of, knows
from accelerator.base.accounts.models import User
from accelerator.base.common.limits import Limit, TooManyRequests
from accelerator.base.common.network import network_key

WRONG_PASSWORDS_OF_NETWORK = Limit("WRONG_PASSWORDS_PER_NETWORK")
WRONG_PASSWORDS_OF_PERSON = Limit("WRONG_PASSWORDS_PER_PERSON")
WRONG_PASSWORDS_HERE = Limit("WRONG_PASSWORDS_PER_PERSON_AND_NETWORK")
WRONG_SECOND_STEPS = Limit("WRONG_SECOND_STEPS_PER_PERSON")
LETTERS_OF_NETWORK = Limit("ACCOUNT_LETTERS_PER_NETWORK")
LETTERS_HERE = Limit("ACCOUNT_LETTERS_PER_PERSON_AND_NETWORK")
LETTERS_OF_PERSON = Limit("ACCOUNT_LETTERS_PER_PERSON")
LETTERS_UNDER_PRESSURE = Limit("ACCOUNT_LETTERS_UNDER_PRESSURE")

_WRONG_PASSWORDS = _(
    "Too many wrong passwords. You can still sign in now: with a code by email, or on a device you "
    "have signed in on before."
)
_WRONG_SECOND_STEPS = _(
    "Too many wrong codes in a row. On a device you have signed in on before, attempts are counted separately."
)
_LETTERS = _("Too many emails have been requested from here. Look for the latest one in your inbox and spam folder.")


@dataclass
class Attempt:
    """The counts of an attempt, taken before it is known to be right, so that parallel attempts count too."""

    counts: list[tuple[Limit, Sequence[object]]] = field(default_factory=list)

    def take(self, limit: Limit, *subject: object) -> None:
        """Count the attempt; where it is one too many, raise TooManyRequests and count it nowhere."""
        try:
            limit.hit(*subject)
        except TooManyRequests:
            self.give_back()
            raise
        self.counts.append((limit, subject))

    def give_back(self) -> None:
        """Take the counts back: the attempt was right, or was not made."""
        for limit, subject in self.counts:
            limit.give_back(*subject)
        self.counts.clear()


def begin_password(request: HttpRequest, email: str) -> Attempt:
    """Count a password that is about to be tried. Raise TooManyRequests with another way in."""
    email, attempt = email.lower(), Attempt()
    with _refusing_with(_WRONG_PASSWORDS, "account_request_login_code", _("Get a code by email")):
        if is_known_here(request, email):
            attempt.take(WRONG_PASSWORDS_HERE, email, "device", device_name(request))
        else:
            network = network_key(request)
            attempt.take(WRONG_PASSWORDS_HERE, email, network)
            attempt.take(WRONG_PASSWORDS_OF_NETWORK, network)
            attempt.take(WRONG_PASSWORDS_OF_PERSON, email)
    return attempt


def forget_wrong_passwords(request: HttpRequest, emails: Sequence[str]) -> None:
    """Reset the counts of a person who has just proved their identity and set a new password."""
    for email in emails:
        WRONG_PASSWORDS_OF_PERSON.reset(email.lower())
        WRONG_PASSWORDS_HERE.reset(email.lower(), network_key(request))


def begin_second_step(request: HttpRequest, user: User) -> Attempt:
    """Count a code that is about to be tried; all new browsers of a person share one count."""
    attempt = Attempt()
    where = device_name(request) if knows(request, user) else "new"
    with _refusing_with(_WRONG_SECOND_STEPS):
        attempt.take(WRONG_SECOND_STEPS, user.pk, where)
    return attempt


def count_letter(request: HttpRequest, email: str) -> None:
    """Count an e-mail that is requested by typing an address. Raise TooManyRequests.

    Each network gets the first one, whatever strangers elsewhere do: where many ask, each waits longer for its next.
    """
    email, attempt = email.lower(), Attempt()
    with _refusing_with(_LETTERS):
        if is_known_here(request, email):
            attempt.take(LETTERS_HERE, email, "device", device_name(request))
            return
        network = network_key(request)
        attempt.take(LETTERS_HERE, email, network)
        attempt.take(LETTERS_OF_NETWORK, network)
        try:
            LETTERS_OF_PERSON.hit(email)
        except TooManyRequests:
            attempt.take(LETTERS_UNDER_PRESSURE, email, network)


def is_known_here(request: HttpRequest, email: str) -> bool:
    """Whether the person with this address has signed in from this browser before."""
    if device_of(request) is None and not request.user.is_authenticated:
        return False
    return any(knows(request, user) for user in filter_users_by_email(email, prefer_verified=True))


@contextmanager
def _refusing_with(message: str | Promise, url_name: str = "", label: str | Promise = "") -> Iterator[None]:
    """Give a refusal within its message, and the page of another way in."""
    try:
        yield
    except TooManyRequests as refused:
        way_on = (reverse(url_name), label) if url_name else None
        raise TooManyRequests(refused.retry_after, message, way_on) from refused
