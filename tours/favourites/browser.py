"""The favourites of a browser without an account: a cookie with the keys of tours, the latest first, and nothing else.

Pages that are the same for everybody tell by it, with a script, whether their tour is among them.
"""

import re
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "favourites"
MOST = 60  # as many as an account may have: a cookie of half a kilobyte
_KEPT_FOR = 365 * 24 * 3600  # seconds
_KEYS = re.compile(r"\d{1,18}(\.\d{1,18})*", re.ASCII)


def kept_here(request: HttpRequest) -> list[int]:
    """Return the keys of tours that this browser keeps; a cookie that we did not write counts as none."""
    value = request.COOKIES.get(COOKIE, "")
    if len(value) > MOST * 20 or not _KEYS.fullmatch(value):
        return []
    return list(dict.fromkeys(map(int, value.split("."))))[:MOST]


def keep_here(response: HttpResponse, tours: Iterable[int]) -> None:
    """Let the browser keep these, for a year from now; none of them deletes the cookie."""
    keys: Sequence[int] = list(tours)
    if not keys:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    value = ".".join(map(str, keys))
    response.set_cookie(COOKIE, value, max_age=_KEPT_FOR, samesite="Lax", secure=settings.PRODUCTION)
