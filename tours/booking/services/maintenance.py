"""Tidying up and auditing; no promise depends on any of it having run."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from accelerator.base.common import clock
from accelerator.base.common.transactions import atomic, atomic_with_retries
from tours.booking.models import Booking, Order
from tours.booking.services.seats import release_lapsed_holds
from tours.models import Slot

FORGET_UNFINISHED_AFTER = timedelta(days=1)
BATCH = 500


def tidy_lapsed_holds(*, now: datetime | None = None) -> int:
    """Give back lapsed holds slot by slot and forget orders that were never confirmed; returns how many holds."""
    now = now or clock.now()
    tidied = 0
    for slot_id in Booking.objects.lapsed(now).order_by("slot").values_list("slot", flat=True).distinct():
        tidied += _tidy_slot(slot_id)
    _delete_abandoned_orders(now)
    return tidied


def _delete_abandoned_orders(now: datetime) -> None:
    while _delete_abandoned_batch(now) == BATCH:
        pass


@atomic
def _delete_abandoned_batch(now: datetime) -> int:
    """An order that somebody is just now confirming after all is locked, and passed over."""
    unfinished = Order.objects.unfinished(now - FORGET_UNFINISHED_AFTER).order_by("created_at")
    old = [order.pk for order in unfinished.select_for_update(skip_locked=True, of=("self",))[:BATCH]]
    Order.objects.filter(pk__in=old).delete()
    return len(old)


@atomic_with_retries
def _tidy_slot(slot_id: int) -> int:
    return release_lapsed_holds(Slot.objects.locked([slot_id]), clock.now())


@dataclass(frozen=True)
class Difference:
    """A slot whose counter does not say what its bookings add up to."""

    slot: Slot
    counted: int


def audit_capacity() -> list[Difference]:
    """Recount every slot from its bookings; empty when all counters are right."""
    sums = Booking.objects.taking_seats().filter(slot=OuterRef("pk")).order_by().values("slot").annotate(n=Sum("seats"))
    counted = Coalesce(Subquery(sums.values("n"), output_field=IntegerField()), 0)
    wrong = Slot.objects.annotate(counted=counted).exclude(seats_taken=F("counted")).select_related("tour")
    return [Difference(slot, slot.counted) for slot in wrong.order_by("pk")]
