"""Browsers on which a person has come in before: a signed cookie says so, and others' wrong guesses do not lock it out.

The cookie names nobody. It holds a keyed hash per person, which their password is part of, so that a new password makes
every other device unknown.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from accelerator.base.accounts.models import User

LASTS = timedelta(days=180)
MOST_PEOPLE = 8  # on one device, such as the phone that a gate hands on from shift to shift
_SALT = "accelerator.base.accounts.known_devices"
_REMEMBERED = "_remembered_on_this_device"


@dataclass(frozen=True)
class Device:
    """What a browser's cookie says: a random name of the browser, and who came in there, the latest first."""

    name: str
    people: tuple[str, ...]


def device_of(request: HttpRequest) -> Device | None:
    """Return what the browser's cookie says, or None where it has none that we signed."""
    try:
        name, people = signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=_SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Device(name, tuple(people))


def knows(request: HttpRequest, user: User) -> bool:
    """Whether this person has come in from this browser before, or is in at this moment."""
    if request.user.is_authenticated and request.user.pk == user.pk:
        return True
    device = device_of(request)
    return device is not None and _person(user) in device.people


def device_name(request: HttpRequest) -> str:
    """Return a name to count by: the browser's own, or that of the session which stands in for it."""
    device = device_of(request)
    return device.name if device else f"session {request.session.session_key}"


def remember(request: HttpRequest, user: User) -> None:
    """Let the answer to this request tell the browser that this person came in there."""
    setattr(request, _REMEMBERED, user)


def write_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """Write down whom `remember` named while the request was answered."""
    user: User | None = getattr(request, _REMEMBERED, None)
    if user is None:
        return
    device = device_of(request) or Device(secrets.token_urlsafe(12), ())
    person = _person(user)
    people = [person, *(other for other in device.people if other != person)][:MOST_PEOPLE]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([device.name, people], salt=_SALT, compress=True),
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _person(user: User) -> str:
    return salted_hmac(_SALT, f"{user.pk}:{user.password}", algorithm="sha256").hexdigest()[:32]
