"""Staff sessions end after a working day without a request; a visitor's lasts two weeks.

The session stores the time of the last request to ten minutes, so that most pages cost no write.
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
    """Whether this person works here and does not only visit."""
    return user.is_staff or user.is_superuser or landing.first(user) is not None


def begin(request: HttpRequest) -> None:
    """Let the session end after a working day without a request, from now on."""
    if _SEEN not in request.session:
        _write(request, clock.now())


def restore_expiry(request: HttpRequest) -> None:
    """Restore the expiry of a staff session after a library has set a visitor's."""
    if _SEEN in request.session:
        request.session.set_expiry(settings.STAFF_SESSION_IDLE)


def extend(request: HttpRequest) -> None:
    """Extend a staff session at a request."""
    seen = request.session.get(_SEEN)
    if seen is None:
        return
    now = clock.now()
    if now - datetime.fromtimestamp(seen, tz=now.tzinfo) >= _EXACT_TO:
        _write(request, now)


def _write(request: HttpRequest, now: datetime) -> None:
    request.session[_SEEN] = int(now.timestamp())
    request.session.set_expiry(settings.STAFF_SESSION_IDLE)
