"""Whom a leak concerned: which people's data an enterprise, or one reader, could see of the visits of some days."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, Sum

from accelerator.base.accounts.models import User
from regions.enterprises.models import Enterprise
from tours.booking.models import IdentityReading, Order, OrderContact, Visitor
from tours.models import Slot


@dataclass
class Concerned:
    """One order's people: whom to write to, and of what kind the data are."""

    order: str
    code: str
    contact: str = ""
    email: str = ""
    phone: str = ""
    language: str = "ru"
    consent_address: bool = False
    named: int = 0
    aged: int = 0
    passes_held: int = 0
    passes_erased: int = 0

    @property
    def fields(self) -> list[str]:
        """What of these people can have been seen, in the words of the columns."""
        held = {
            "name": self.contact, "email": self.email, "phone": self.phone, "network address": self.consent_address,
            "visitors' names": self.named, "ages": self.aged, "pass data": self.passes_held or self.passes_erased,
        }  # fmt: skip
        return [name for name, there in held.items() if there]


@dataclass(frozen=True)
class Reader:
    """Who opened pass data of these visits: the account's number (it may be gone), how often, and when."""

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
    concerned: list[Concerned] = field(default_factory=list)
    readers: list[Reader] = field(default_factory=list)


def trace_leak(*, enterprise: Enterprise, first: date, last: date, reader: User | None = None) -> Leak:
    """Find everybody who had booked a visit on these days at the enterprise and is still known.

    With a reader, of the slots alone whose lists for the pass office that account opened. Six queries, whatever the
    number of orders.
    """
    readings = IdentityReading.objects.filter(enterprise=enterprise, slot__local_date__range=(first, last))
    slots = Slot.objects.of(enterprise).filter(local_date__range=(first, last))
    if reader is not None:
        readings = readings.filter(reader=reader)
        slots = slots.filter(pk__in=readings.values("slot"))
    orders = Order.objects.filter(confirmed_at__isnull=False, bookings__slot__in=slots.values("pk")).order_by()
    concerned = {
        pk: Concerned(str(uuid), code, language=language, consent_address=address is not None)
        for pk, uuid, code, language, address in orders.distinct().values_list(
            "pk", "uuid", "code", "language", "consent__ip_address"
        )
    }
    ids = orders.values("pk")
    for pk, name, email, phone in OrderContact.objects.filter(order__in=ids).values_list(
        "order", "name", "email", "phone"
    ):
        one = concerned[pk]
        one.contact, one.email, one.phone = name, email, str(phone or "")
    for pk, named, aged, held, erased in (
        Visitor.objects.filter(order__in=ids)
        .order_by()
        .values("order")
        .annotate(
            named=Count("pk", filter=~Q(name="")),
            aged=Count("pk", filter=Q(age__isnull=False)),
            held=Count("identity", filter=Q(identity__sealed__isnull=False)),
            erased=Count("identity", filter=Q(identity__sealed__isnull=True)),
        )
        .values_list("order", "named", "aged", "held", "erased")
    ):
        one = concerned[pk]
        one.named, one.aged, one.passes_held, one.passes_erased = named, aged, held, erased
    return Leak(enterprise, slots.count(), [one for one in concerned.values() if one.fields], _readers(readings))


def _readers(readings: Any) -> list[Reader]:
    rows = list(
        readings.order_by()
        .values("reader_id")
        .annotate(lists=Count("pk"), seen=Sum("people"), first=Min("read_at"), last=Max("read_at"))
        .order_by("-lists", "reader_id")
    )
    uuids = dict(User.objects.filter(pk__in=[row["reader_id"] for row in rows]).values_list("pk", "uuid"))
    return [
        Reader(
            row["reader_id"], str(uuids.get(row["reader_id"], "")), row["lists"], row["seen"], row["first"], row["last"]
        )
        for row in rows
    ]
