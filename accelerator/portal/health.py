"""Health addresses: whether the process lives, and whether it can do its work. They answer without TLS."""

from datetime import timedelta
from ipaddress import ip_address

from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accelerator.base.common import clock
from accelerator.base.common.network import client_ip
from accelerator.base.notifications.models import Message
from accelerator.serving.state import is_draining

OVERDUE_LIMIT = timedelta(minutes=10)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """200 while the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 while the database answers and the process goes on; tells of Valkey and of overdue mail (seconds) beside it.

    Valkey's absence and late messages are reported, not refused: pages and bookings work without either.
    """
    if is_draining():
        return JsonResponse({"process": "stopping"}, status=503, headers={"Retry-After": "5"})
    answer: dict[str, object] = {"database": "ok", "valkey": "ok", "oldest_overdue_seconds": 0}
    try:
        now = clock.now()
        backlog = Message.objects.backlog(now)
    except DatabaseError:
        return JsonResponse({"database": "away"}, status=503, headers={"Retry-After": "5"})
    if backlog.oldest_overdue is not None:
        waits = now - backlog.oldest_overdue
        answer["oldest_overdue_seconds"] = round(waits.total_seconds())
        answer["messages"] = "late" if waits > OVERDUE_LIMIT else "ok"
    if backlog.uncomposed:
        answer["uncomposed_messages"] = backlog.uncomposed
    if not cache.answers():  # type: ignore[attr-defined]
        answer["valkey"] = "away"
    # What is late or away is for whoever runs the portal; the world is told whether to come.
    return JsonResponse(answer if _is_inside(request) else {"database": "ok"})


def _is_inside(request: HttpRequest) -> bool:
    """Whether the question comes from this machine or a private network; through a proxy, its client's counts."""
    address = client_ip(request)
    if address is None:  # a socket of this machine
        return True
    return ip_address(address).is_private
