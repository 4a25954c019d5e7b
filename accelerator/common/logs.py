"""Logs: JSON lines for machines, readable ones for people, from the same records."""

import logging
import re
from typing import Any

import structlog

_LINK = re.compile(r"/(orders|invitations)/[^/\s\"']+")


def mask_links(_logger: Any, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Signed and secret links open what they name: no log line holds one."""
    for key, value in event.items():
        if isinstance(value, str) and "/" in value:
            event[key] = _LINK.sub(r"/\1/…", value)
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    mask_links,
]


def line_formatter(as_json: bool) -> logging.Formatter:
    """The formatter of every handler; structlog's own records and the standard library's come out alike."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    return structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=_SHARED)
