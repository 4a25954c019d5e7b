"""Browsers on which a person has signed in before: a signed cookie says so, and strangers cannot lock them out.

The cookie holds a keyed hash per person, which covers their password: a new one makes every other device unknown.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accelerator.base.accounts.models import User

LIFETIME = timedelta(days=180)
MOST_PEOPLE = 8  # on one device, such as a phone that a gate shares
_SALT = "accelerator.base.accounts.known_devices"
_REMEMBERED = "_remembered_on_this_device"
# The first that is found counts: nearly every browser calls itself Chrome and Safari too.
_BROWSERS = (
    ("YaBrowser", "Yandex"), ("Edg/", "Edge"), ("EdgA/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class Device:
    """A browser's cookie: a random name of the browser, and who has signed in there, the latest first."""

    name: str
    people: tuple[str, ...]


def device_of(request: HttpRequest) -> Device | None:
    """Return the browser's cookie, or None where it has no valid one."""
    try:
        name, people = signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=_SALT, max_age=LIFETIME)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Device(name, tuple(people))


def knows(request: HttpRequest, user: User) -> bool:
    """Whether this person has signed in from this browser before, or is signed in now."""
    if request.user.is_authenticated and request.user.pk == user.pk:
        return True
    device = device_of(request)
    return device is not None and _person(user) in device.people


def device_name(request: HttpRequest) -> str:
    """Return the browser's name to count by, or else that of its session."""
    device = device_of(request)
    return device.name if device else f"session {request.session.session_key}"


def remember(request: HttpRequest, user: User) -> None:
    """Add this person to the browser's cookie with the response to this request."""
    setattr(request, _REMEMBERED, user)


def write_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """Set the cookie for the person that `remember` was given."""
    user: User | None = getattr(request, _REMEMBERED, None)
    if user is None:
        return
    device = device_of(request) or Device(secrets.token_urlsafe(12), ())
    person = _person(user)
    people = [person, *(other for other in device.people if other != person)][:MOST_PEOPLE]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([device.name, people], salt=_SALT, compress=True),
        max_age=LIFETIME,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _person(user: User) -> str:
    return salted_hmac(_SALT, f"{user.pk}:{user.password}", algorithm="sha256").hexdigest()[:32]


def describe_browser(user_agent: str) -> str:
    """“Firefox, Windows”, as far as the browser tells; the same on the page of devices and in mails."""
    named = (next((name for mark, name in marks if mark in user_agent), "") for marks in (_BROWSERS, _SYSTEMS))
    return ", ".join(name for name in named if name) or _("Unknown browser")
