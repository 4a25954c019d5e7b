"""What machines ask of a running portal: whether it lives, whether it can work, and figures. Answered without TLS."""

import os
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from ipaddress import ip_address

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accelerator.base.common import clock
from accelerator.base.common.network import client_ip
from accelerator.base.notifications.models import Message
from accelerator.base.notifications.querysets import Backlog
from accelerator.serving.state import is_draining, refused_requests
from tours.booking.models import Booking

OVERDUE_LIMIT = timedelta(minutes=10)
OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 while the database answers and the process goes on.

    Valkey's absence and late messages are reported, not refused: pages and bookings work without either.
    """
    if is_draining():
        return JsonResponse({"process": "stopping"}, status=503, headers={"Retry-After": "5"})
    try:
        now = clock.now()
        backlog = Message.objects.backlog(now)
    except DatabaseError:
        return JsonResponse({"database": "away"}, status=503, headers={"Retry-After": "5"})
    overdue = _overdue(backlog, now)
    answer: dict[str, object] = {
        "database": "ok",
        "valkey": "ok" if _valkey_answers() else "away",
        "oldest_overdue_seconds": round(overdue.total_seconds()),
    }
    if backlog.oldest_overdue is not None:
        answer["messages"] = "late" if overdue > OVERDUE_LIMIT else "ok"
    if backlog.uncomposed:
        answer["uncomposed_messages"] = backlog.uncomposed
    # What is late or away is for whoever runs the portal; the world is told whether to come.
    return JsonResponse(answer if _is_inside(request) else {"database": "ok"})


def _is_inside(request: HttpRequest) -> bool:
    """Whether the question comes from this machine or a private network; through a proxy, its client's counts."""
    address = client_ip(request)
    return address is None or ip_address(address).is_private  # None: a socket of this machine


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """An OpenMetrics page; off unless METRICS_TOKEN is set, and shown to its bearer alone."""
    token = settings.METRICS_TOKEN
    if not token or not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        return HttpResponseNotFound()
    try:
        samples = [*_outbox(), *_holds(), *_connections()]
        samples.append(_gauge("database_up", "Whether the database answers.", {"": 1}))
    except DatabaseError:
        samples = [_gauge("database_up", "Whether the database answers.", {"": 0})]
    samples.append(_gauge("valkey_up", "Whether Valkey answers.", {"": int(_valkey_answers())}))
    refused = {f'_total{{process="{os.getpid()}"}}': refused_requests()}
    samples.append(_metric("refused_requests", "counter", "Requests that this process answered 503.", refused))
    return HttpResponse("".join(samples) + "# EOF\n", content_type=OPENMETRICS)


def _outbox() -> Iterator[str]:
    now = clock.now()
    overdue = _overdue(Message.objects.backlog(now), now)
    state = Message.State
    waiting = [state.QUEUED, state.CLAIMED, state.SENDING, state.UNCOMPOSED, state.UNKNOWN, state.FAILED]
    counted = dict(Message.objects.filter(state__in=waiting).order_by().values_list("state").annotate(Count("pk")))
    sizes = {f'{{state="{one}"}}': counted.get(one, 0) for one in waiting}
    longest = {"": overdue.total_seconds()}
    yield _gauge("outbox_oldest_overdue_seconds", "How long the message waits that is most overdue.", longest)
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
    lines = "".join(f"portal_{name}{suffix} {value}\n" for suffix, value in values.items())
    return f"# TYPE portal_{name} {kind}\n# HELP portal_{name} {text}\n{lines}"


def _overdue(backlog: Backlog, now: datetime) -> timedelta:
    return timedelta() if backlog.oldest_overdue is None else now - backlog.oldest_overdue


def _valkey_answers() -> bool:
    return bool(cache.answers())  # type: ignore[attr-defined]  # the cache of settings, not any of Django's
