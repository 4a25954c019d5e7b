"""An OpenMetrics page for whoever watches the portal: off unless METRICS_TOKEN is set, and told to its bearer alone."""

import os
from collections.abc import Iterator, Mapping

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accelerator.base.common import clock
from accelerator.base.notifications.models import Message
from accelerator.serving.state import refused_requests
from tours.booking.models import Booking

CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """What operations look at: the outbox, holds, connections, and requests that were refused."""
    token = settings.METRICS_TOKEN
    if not token or not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        return HttpResponseNotFound()
    try:
        found = [*_outbox(), *_holds(), *_connections()]
        found.append(_gauge("database_up", "Whether the database answers.", {"": 1}))
    except DatabaseError:
        found = [_gauge("database_up", "Whether the database answers.", {"": 0})]
    found.append(_gauge("valkey_up", "Whether Valkey answers.", {"": int(cache.answers())}))  # type: ignore[attr-defined]
    refused = {f'_total{{process="{os.getpid()}"}}': refused_requests()}
    found.append(_metric("refused_requests", "counter", "Requests that this process answered 503.", refused))
    return HttpResponse("".join(found) + "# EOF\n", content_type=CONTENT_TYPE)


def _outbox() -> Iterator[str]:
    now = clock.now()
    backlog = Message.objects.backlog(now)
    overdue = 0.0 if backlog.oldest_overdue is None else (now - backlog.oldest_overdue).total_seconds()
    state = Message.State
    waiting = [state.QUEUED, state.CLAIMED, state.SENDING, state.UNCOMPOSED, state.UNKNOWN, state.FAILED]
    counted = dict(Message.objects.filter(state__in=waiting).order_by().values_list("state").annotate(Count("pk")))
    sizes = {f'{{state="{one}"}}': counted.get(one, 0) for one in waiting}
    yield _gauge("outbox_oldest_overdue_seconds", "How long the message waits that is most overdue.", {"": overdue})
    yield _gauge("outbox_messages", "Messages that are not sent, by state.", sizes)


def _holds() -> Iterator[str]:
    held = Booking.objects.filter(status=Booking.Status.ON_HOLD)
    counts = held.aggregate(all=Count("pk"), lapsed=Count("pk", filter=Q(hold_expires_at__lte=clock.now())))
    yield _gauge("holds", "Bookings that hold places unconfirmed.", {"": counts["all"]})
    yield _gauge("holds_lapsed", "Those of them whose time has run out.", {"": counts["lapsed"]})


def _connections() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"
            " - count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
        )
        (free,) = cursor.fetchone()
    yield _gauge("database_connections_free", "Connections that PostgreSQL can still take.", {"": free})


def _gauge(name: str, text: str, values: Mapping[str, float]) -> str:
    return _metric(name, "gauge", text, values)


def _metric(name: str, kind: str, text: str, values: Mapping[str, float]) -> str:
    samples = "".join(f"portal_{name}{suffix} {value}\n" for suffix, value in values.items())
    return f"# TYPE portal_{name} {kind}\n# HELP portal_{name} {text}\n{samples}"
