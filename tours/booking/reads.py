"""Prepared reads of orders, as instances: their pages and services ask them the models' own questions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateTimeField, Exists, Model, QuerySet, UUIDField
from django.http import Http404

from accelerator.base.common.prepared import prepared
from tours.booking.links import read_order_token
from tours.booking.models import Attendance, Booking, Order, Visitor
from tours.models import Slot, VisitorCategory


@prepared(Booking, order=UUIDField())
def _legs(the: Any) -> QuerySet:
    rows = Booking.objects.filter(order__uuid=the.order).with_visit()
    return rows.select_related("order__contact", "order__route", "order__consent").order_by("position")


@prepared(Attendance, bookings=ArrayField(BigIntegerField()))
def _attendances(the: Any) -> QuerySet:
    return Attendance.objects.filter(booking__any=the.bookings).with_visitor().order_by("booking", "position")


@prepared(VisitorCategory, tours=ArrayField(BigIntegerField()))
def offered_by(the: Any) -> QuerySet:
    """The categories of these tours that can be booked, each tour's in its enterprise's order."""
    return VisitorCategory.objects.filter(tour__any=the.tours).offered()


@prepared(Slot, slot=UUIDField(), now=DateTimeField(), key=UUIDField())
def public_slot(the: Any) -> QuerySet:
    """A slot of a public tour with its free seats, and whether a request of this key has made an order (is_ordered)."""
    rows = Slot.objects.public().with_visit().with_free_seats(the.now).filter(uuid=the.slot)
    return rows.annotate(is_ordered=Exists(Order.objects.filter(request_key=the.key)))


def order_of(uuid: UUID) -> Order | None:
    """Return the order with what `Order.objects.with_legs()` has, in two statements; None if there is none."""
    legs = _legs(order=uuid)
    if not legs:
        return None
    order: Order = legs[0].order
    for leg in legs:
        leg.order, leg.enterprise = order, leg.slot.enterprise  # the same, as a constraint has it
    _remember(order, "bookings", legs)
    remember_attendances(legs)
    return order


def order_of_token(token: str, *, confirmed: bool = False) -> Order:
    """Return the order of a signed link. Raises Http404 for a token that we did not sign, and an erased order."""
    uuid = read_order_token(token)
    order = order_of(uuid) if uuid else None
    if order is None or (confirmed and order.confirmed_at is None):
        raise Http404
    return order


def remember_attendances(legs: Sequence[Booking]) -> None:
    """Read who attends these legs, with visitor and category, as `leg.attendances.all()` has it from now on."""
    rows: dict[int, list[Attendance]] = {leg.pk: [] for leg in legs}
    for row in _attendances(bookings=[*rows]):
        rows[row.booking_id].append(row)
    for leg in legs:
        _remember(leg, "attendances", rows[leg.pk])


def visitors_of(bookings: Sequence[Booking]) -> list[Visitor]:
    """Return the people of an order's legs, in their order; the legs' attendances are loaded."""
    rows = sorted(bookings[0].attendances.all(), key=lambda row: row.position)
    return [row.visitor for row in rows if row.visitor]


def _remember(owner: Any, name: str, rows: Sequence[Model]) -> None:
    """Let the relation have these rows, as Django's prefetching does."""
    related = type(owner)._meta.get_field(name).related_model.objects.all()
    related._result_cache, related._prefetch_done = list(rows), True
    if not hasattr(owner, "_prefetched_objects_cache"):
        owner._prefetched_objects_cache = {}
    owner._prefetched_objects_cache[name] = related
