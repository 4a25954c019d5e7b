"""Whom a data leak affects: everybody whose data an enterprise, or one reader, could see of visits of some days."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum

from accelerator.base.accounts.models import User
from regions.enterprises.models import Enterprise
from tours.booking.models import Booking, IdentityReading, Order
from tours.models import Slot


@dataclass(frozen=True)
class AffectedOrder:
    """The people of one order: whom to notify, and what of their data is or was stored."""

    number: str
    code: str
    language: str
    contact_name: str | None
    email: str | None
    phone: str | None
    address: str | None
    needs: str | None
    named: int
    aged: int
    passes_held: int
    passes_erased: int

    @property
    def fields(self) -> list[str]:
        """What of these people can have been seen."""
        held = {
            "name": self.contact_name, "email": self.email, "phone": self.phone, "network address": self.address,
            "needs": self.needs,
            "visitors' names": self.named, "ages": self.aged, "pass data": self.passes_held or self.passes_erased,
        }  # fmt: skip
        return [name for name, value in held.items() if value]


@dataclass(frozen=True)
class Reader:
    """Who opened pass lists of these visits, how often, and when; the account may be gone."""

    user_id: int | None
    uuid: str
    lists: int
    people: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class Leak:
    enterprise: Enterprise
    slots: int
    orders: list[AffectedOrder]
    readers: list[Reader]


def trace_leak(*, enterprise: Enterprise, first: date, last: date, reader: User | None = None) -> Leak:
    """Return everybody who had booked a visit on these days at the enterprise and is still known.

    With a reader, only of the slots whose pass lists that account opened.
    """
    readings = IdentityReading.objects.filter(enterprise=enterprise, slot__local_date__range=(first, last))
    slots = Slot.objects.of(enterprise).filter(local_date__range=(first, last))
    if reader is not None:
        readings = readings.filter(reader=reader)
        slots = slots.filter(pk__in=readings.values("slot"))
    booked = Booking.objects.filter(slot__in=slots.values("pk"))
    orders = Order.objects.filter(confirmed_at__isnull=False, pk__in=booked.values("order")).order_by("pk")
    rows = orders.annotate(
        named=Count("visitors", filter=~Q(visitors__name="")),
        aged=Count("visitors", filter=Q(visitors__age__isnull=False)),
        passes_held=Count("visitors__identity", filter=Q(visitors__identity__sealed__isnull=False)),
        passes_erased=Count("visitors__identity", filter=Q(visitors__identity__sealed__isnull=True)),
    ).values(
        "code", "language", "named", "aged", "passes_held", "passes_erased", number=F("uuid"),
        contact_name=F("contact__name"), email=F("contact__email"), phone=F("contact__phone"),
        address=F("consent__ip_address"), needs=F("contact__needs"),
    )  # fmt: skip
    affected = [AffectedOrder(**row) for row in rows]
    return Leak(enterprise, slots.count(), [order for order in affected if order.fields], _readers(readings))


def _readers(readings: QuerySet) -> list[Reader]:
    counted = (
        readings.order_by()
        .values_list("reader_id")
        .annotate(lists=Count("pk"), seen=Sum("people"), first=Min("read_at"), last=Max("read_at"))
    )
    rows = list(counted.order_by("-lists", "reader_id"))
    uuids = dict(User.objects.filter(pk__in=[pk for pk, *_rest in rows]).values_list("pk", "uuid"))
    return [Reader(pk, str(uuids.get(pk, "")), *rest) for pk, *rest in rows]
