"""Renewing what is kept of tours' next starts; the database does it by itself for whatever changes."""

from datetime import UTC, timedelta

from django.db import connection
from django.db.models import BooleanField, Q, Value

from accelerator.base.common import clock
from tours.models import Tour

BATCH = 200
EARLY = timedelta(days=4)  # long before the days that a row knows come to their end


def renew_outlooks(*, all_of_them: bool = False) -> int:
    """Renew the kept outlooks that time has passed, or all; return how many. Pages are true without it, but slower."""
    now = clock.now()
    tours = Tour.objects.filter(status=Tour.Status.PUBLISHED)
    if not all_of_them:
        true = tours.filter(Tour.objects.by_outlook(now, kept=Value(True), read=Value(False, BooleanField())))
        old = Q(outlook__first_day__lt=(now.astimezone(UTC) - EARLY).date())
        tours = tours.filter(old | ~Q(pk__in=true.values("pk")))
    keys = list(tours.order_by("pk").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        for first in range(0, len(keys), BATCH):
            batch = keys[first : first + BATCH]
            cursor.execute("SELECT tours_renew_outlook(tour) FROM unnest(%s::bigint[]) AS tour", [batch])
    return len(keys)
