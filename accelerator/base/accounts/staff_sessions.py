"""Sessions of people at work end after a working day of silence; a visitor's lives its two weeks.

The session itself remembers when somebody was last there, to ten minutes, so that a page costs no write.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from accelerator.base.accounts.hooks import landing
from accelerator.base.accounts.models import User
from accelerator.base.common import clock

_SEEN = "staff_seen_at"
_EXACT_TO = timedelta(minutes=10)


def is_at_work(user: User) -> bool:
    """Whether this person has more to do here than to visit."""
    return user.is_staff or user.is_superuser or landing.first(user) is not None


def begin(request: HttpRequest) -> None:
    """Let the session end after a working day of silence, from now on."""
    if _SEEN not in request.session:
        _write(request, clock.now())


def keep_expiry(request: HttpRequest) -> None:
    """Put back the expiry of somebody at work, where a library has set a visitor's."""
    if _SEEN in request.session:
        request.session.set_expiry(settings.STAFF_SESSION_IDLE)


def keep(request: HttpRequest) -> None:
    """Remember of somebody at work that they are there; a session that nobody keeps expires by itself."""
    seen = request.session.get(_SEEN)
    if seen is None:
        return
    now = clock.now()
    if now - datetime.fromtimestamp(seen, tz=now.tzinfo) >= _EXACT_TO:
        _write(request, now)


def _write(request: HttpRequest, now: datetime) -> None:
    request.session[_SEEN] = int(now.timestamp())
    request.session.set_expiry(settings.STAFF_SESSION_IDLE)
