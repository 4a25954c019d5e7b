"""Error reports to a server that speaks Sentry's protocol (GlitchTip, Bugsink, Sentry): off unless SENTRY_DSN is set.

A report holds only what is listed here: which error, where in the code, in which view. Values, error messages and
addresses may name a person or hold a signed link, so none of them is sent.
"""

import re
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from accelerator.environment import Environment

# The parts of a traceback frame that are sent: source and line, no variables.
_FRAME = ("filename", "abs_path", "function", "module", "lineno", "in_app", "context_line")
_EVENT = ("event_id", "timestamp", "level", "platform", "environment", "logger", "sdk")
_DSN = re.compile(r"https?://[^\s/@]+@[^\s/@]+/\S+")


def address(env: Environment) -> str:
    """Return SENTRY_DSN, where errors are reported; empty for nowhere."""
    dsn = env.text("SENTRY_DSN")
    if dsn and not _DSN.fullmatch(dsn):
        env.refuse("SENTRY_DSN", "is not the address of a project; set it like https://key@errors.example.org/1")
    elif dsn and env.production and not dsn.startswith("https://"):
        env.refuse("SENTRY_DSN", "must start with https:// in production")
    elif dsn and find_spec("sentry_sdk") is None:
        env.refuse("SENTRY_DSN", "is set, for which the packages of requirements-extras.lock are needed")
    return dsn


def start(dsn: str, *, environment: str, **options: Any) -> None:
    """Report uncaught exceptions and logged errors. The package comes with the extra `sentry`."""
    import sentry_sdk  # noqa: PLC0415 - an extra, not installed by default
    from sentry_sdk.integrations.celery import CeleryIntegration  # noqa: PLC0415
    from sentry_sdk.integrations.dedupe import DedupeIntegration  # noqa: PLC0415
    from sentry_sdk.integrations.django import DjangoIntegration  # noqa: PLC0415
    from sentry_sdk.integrations.excepthook import ExcepthookIntegration  # noqa: PLC0415
    from sentry_sdk.integrations.logging import LoggingIntegration, ignore_logger  # noqa: PLC0415

    ignore_logger("django_structlog.middlewares.request")  # the same errors again

    before_send: Any = scrubbed  # mypy knows the package's types only where the extra is installed

    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        before_send=before_send,
        before_breadcrumb=lambda _crumb, _hint: None,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
        default_integrations=False,
        integrations=[
            DjangoIntegration(transaction_style="url"),
            CeleryIntegration(propagate_traces=False),
            DedupeIntegration(),
            ExcepthookIntegration(),
            LoggingIntegration(level=None),
        ],
        **options,
    )


def scrubbed(event: Any, hint: Mapping[str, Any]) -> Any:  # an Event of the package, which may not be installed
    """Return the parts of an event that may be sent."""
    kept: dict[str, Any] = {name: event[name] for name in _EVENT if name in event}
    if event.get("transaction_info", {}).get("source") in ("route", "task", "component"):
        kept["transaction"], kept["transaction_info"] = event["transaction"], event["transaction_info"]
    message = getattr(hint.get("log_record"), "msg", None)
    if isinstance(message, dict):  # structlog's: the event is a constant of the source, the other values are not
        kept["logentry"] = {"message": str(message.get("event", ""))}
    errors = (event.get("exception") or {}).get("values") or []
    if errors:
        kept["exception"] = {"values": [_error(one) for one in errors]}
    return kept


def _error(error: Mapping[str, Any]) -> dict[str, Any]:
    frames = ((error.get("stacktrace") or {}).get("frames")) or []
    return {
        "type": error.get("type"),
        "module": error.get("module"),
        "stacktrace": {"frames": [{name: frame[name] for name in _FRAME if name in frame} for frame in frames]},
    }
