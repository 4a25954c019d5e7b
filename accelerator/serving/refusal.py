"""The answer to requests that were not admitted: rendered once, sent without a view, session or query."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from accelerator.serving.plain_pages import policy_of
from accelerator.serving.state import count_refused

logger = logging.getLogger(__name__)
RETRY_AFTER = 5  # seconds
LOG_EVERY = 10.0  # seconds between two log lines

Environ = dict[str, Any]


class Refusing:
    """A WSGI application that answers 503 to requests that were not admitted and passes on the others."""

    def __init__(self, application: Callable[[Environ, Any], Iterable[bytes]]) -> None:
        self._application = application
        self._pages = {language: self._page(language) for language, _name in settings.LANGUAGES}
        self._policy = policy_of(self._page(settings.LANGUAGE_CODE).decode())
        self._log_at = 0.0

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not environ["portal.refused"]:
            return self._application(environ, start_response)
        self._count()
        language = environ["PATH_INFO"].split("/")[1]
        page = self._pages.get(language, self._pages[settings.LANGUAGE_CODE])
        start_response(
            "503 Service Unavailable",
            [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Length", str(len(page))),
                ("Retry-After", str(RETRY_AFTER)),
                ("Cache-Control", "no-store"),
                ("Content-Security-Policy", self._policy),
                ("X-Content-Type-Options", "nosniff"),
                ("X-Frame-Options", "DENY"),
            ],
        )
        return [page]

    def _page(self, language: str) -> bytes:
        with translation.override(language):
            html = render_to_string("errors/busy.html", {"language": language})
        return html.encode()

    def _count(self) -> None:
        """Count and log, but not once per request: there are many."""
        refused = count_refused()
        if (now := time.monotonic()) >= self._log_at:
            self._log_at = now + LOG_EVERY
            logger.warning("overloaded", extra={"refused": refused})
