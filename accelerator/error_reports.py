"""Error reports to a server that speaks Sentry's protocol (GlitchTip, Bugsink, Sentry): off unless SENTRY_DSN is set.

What leaves is made from a list of what may: which error, where in the code, in which view. Values, messages of errors
and addresses may name a person or hold a signed link, so none of them is in it.
"""

import re
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from accelerator.environment import Environment

# Of one frame of a traceback: our own source and line, no variables.
_FRAME = ("filename", "abs_path", "function", "module", "lineno", "in_app", "context_line")
_EVENT = ("event_id", "timestamp", "level", "platform", "environment", "logger", "sdk")
_DSN = re.compile(r"https?://[^\s/@]+@[^\s/@]+/\S+")


def address(env: Environment) -> str:
    """Return where errors are reported, as SENTRY_DSN says; empty is nowhere."""
    dsn = env.text("SENTRY_DSN")
    if dsn and not _DSN.fullmatch(dsn):
        env.refuse("SENTRY_DSN", "is no address of a project; set it like https://key@errors.example.org/1")
    elif dsn and env.production and not dsn.startswith("https://"):
        env.refuse("SENTRY_DSN", "must start with https:// in production")
    elif dsn and find_spec("sentry_sdk") is None:
        env.refuse("SENTRY_DSN", "is set, for which the packages of requirements-extras.lock are needed")
    return dsn


def start(dsn: str, *, environment: str, **options: Any) -> None:
    """Report what nobody has caught, and what is logged as an error. The package comes with the extra `sentry`."""
    import sentry_sdk  # noqa: PLC0415 - an extra: nothing of it is needed while the setting is empty
    from sentry_sdk.integrations.celery import CeleryIntegration  # noqa: PLC0415
    from sentry_sdk.integrations.dedupe import DedupeIntegration  # noqa: PLC0415
    from sentry_sdk.integrations.django import DjangoIntegration  # noqa: PLC0415
    from sentry_sdk.integrations.excepthook import ExcepthookIntegration  # noqa: PLC0415
    from sentry_sdk.integrations.logging import LoggingIntegration, ignore_logger  # noqa: PLC0415

    ignore_logger("django_structlog.middlewares.request")  # the same errors once more

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
    """Return what may leave of an event."""
    kept: dict[str, Any] = {name: event[name] for name in _EVENT if name in event}
    if event.get("transaction_info", {}).get("source") in ("route", "task", "component"):
        kept["transaction"], kept["transaction_info"] = event["transaction"], event["transaction_info"]
    said = getattr(hint.get("log_record"), "msg", None)
    if isinstance(said, dict):  # structlog's: the event's name is a constant of the source, its values are not
        kept["logentry"] = {"message": str(said.get("event", ""))}
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
