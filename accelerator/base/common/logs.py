"""Logs: JSON lines or readable ones from the same records, without secret links."""

import logging
import re
from typing import Any

import structlog

# In an address that contains another one (?next=…), a slash may be %2F.
_SLASH = r"(?:/|%2F)"
_PART = r"""(?:%(?!2F)[0-9A-F]{2}|[^/\s"'\\?&\#%<>])+"""
_LINK = re.compile(
    rf"({_SLASH}(?:orders|alerts|invitations|password{_SLASH}reset{_SLASH}key){_SLASH}|[?&](?:code|state|token|key)=){_PART}",
    re.IGNORECASE,
)

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


class LineFormatter(structlog.stdlib.ProcessorFormatter):
    """Hides signed and secret links, which open what they name, wherever in the record they are."""

    def format(self, record: logging.LogRecord) -> str:
        return _LINK.sub(r"\1…", super().format(record))


def line_formatter(as_json: bool) -> logging.Formatter:
    """Return the formatter of every handler, for structlog's records and the standard library's alike."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    return LineFormatter(processor=renderer, foreign_pre_chain=_SHARED)
