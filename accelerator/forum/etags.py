"""The ETag of a programme's pages: computed from the release, without rendering the page."""

import hashlib
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from accelerator.base.common import clock
from accelerator.base.common.look import Look
from accelerator.base.common.staticfiles import stylesheet_urls
from accelerator.forum.queries import public_forum

_DRAWN_FROM = (
    "templates/base.html", "templates/components/*.html", "templates/forum/*.html", "templates/forum/*.jinja",
    "accelerator/forum/**/*.py",
    "accelerator/base/common/templatetags/*.py", "accelerator/base/common/formats.py",
    "accelerator/base/common/phones.py", "locale/*/LC_MESSAGES/*.mo",
)  # fmt: skip


def programme_etag(request: HttpRequest, slug: str, **_address: object) -> str | None:
    """Changes with the release, the forum, the language, the look and the code; with the minute while the forum is on.

    None for a person who is signed in or has messages waiting: such pages are not shared.
    """
    if settings.DEBUG or request.user.is_authenticated or "messages" in request.COOKIES:
        return None
    forum = public_forum(slug)
    if forum is None:
        return None
    shown = forum.shown
    now = timezone.localtime(clock.now(), ZoneInfo(shown.timezone))
    parts = (
        forum.uuid, forum.version, forum.release_number,
        get_language(), request.META.get("QUERY_STRING", ""),
        sorted(Look.of(request).marks.items()), f"{now:%d%H%M}" if shown.is_on else now.year, _pages_version(),
    )  # fmt: skip
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'


@lru_cache(maxsize=1)
def _pages_version() -> str:
    """A digest of the files that pages are rendered from, so that a new deployment has new ETags."""
    digest = hashlib.sha256(" ".join(stylesheet_urls("portal")).encode())
    for pattern in _DRAWN_FROM:
        for path in sorted(Path(settings.BASE_DIR).glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()
