"""How slots stand that a hold has locked, in one statement: what has lapsed, what presses, and what people pay."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateTimeField, Exists, OuterRef, QuerySet, Subquery, UUIDField
from django.db.models.functions import JSONObject

from accelerator.base.common.prepared import prepared
from tours.booking.models import Booking, Order
from tours.models import Slot, VisitorCategory


class Fare(NamedTuple):
    """What a visitor category costs, and up to which age it is for."""

    pk: int
    price_kopecks: int
    max_age: int | None


@dataclass(frozen=True)
class Standing:
    """By slot what each category costs and how many seats press on it; whether holds have lapsed; the moment of this.

    `earlier` is the order that a request's key has made already. `own` are the orders that are changed to the hold, of
    which nothing presses.
    """

    now: datetime
    own: Collection[Order]
    has_lapsed: bool
    earlier: int | None
    fares: dict[int, dict[int, Fare]]
    pressing: dict[int, int]


class _Row(NamedTuple):
    pk: int
    has_lapsed: bool
    earlier: int | None
    fares: list[dict[str, Any]]
    pressing: int | None


@prepared(
    _Row, slots=ArrayField(BigIntegerField()), own=ArrayField(BigIntegerField()), now=DateTimeField(), key=UUIDField()
)
def _rows(the: Any) -> QuerySet:
    categories = VisitorCategory.objects.filter(tour=OuterRef("tour"))
    return Slot.objects.filter(pk__any=the.slots).annotate(
        has_lapsed=Exists(Booking.objects.lapsed(the.now).filter(slot=OuterRef("pk"))),
        earlier=Subquery(Order.objects.filter(request_key=the.key).values("pk")),
        fares=ArraySubquery(
            categories.values(fare=JSONObject(pk="pk", price_kopecks="price_kopecks", max_age="max_age"))
        ),
        pressing=Booking.objects.exclude(order__any=the.own).pressing_seats_of_slot(the.now),
    )


def read_standing(slots: Collection[int], own: Collection[Order], now: datetime, key: UUID | None = None) -> Standing:
    """Return how these slots stand; to be read once they are locked."""
    rows = _rows(slots=[*slots], own=[order.pk for order in own], now=now, key=key)
    return Standing(
        now=now,
        own=own,
        has_lapsed=any(row.has_lapsed for row in rows),
        earlier=next((row.earlier for row in rows), None),
        fares={row.pk: {fare["pk"]: Fare(**fare) for fare in row.fares} for row in rows},
        pressing={row.pk: row.pressing or 0 for row in rows},
    )
