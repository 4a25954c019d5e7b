"""Prepared reads of orders, as instances: their pages and services ask them the models' own questions."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    Exists,
    JSONField,
    Model,
    OuterRef,
    PositiveSmallIntegerField,
    QuerySet,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject
from django.http import Http404

from accelerator.base.common.changes import VERSIONS, Kind, of_kinds
from accelerator.base.common.prepared import Beside, prepared
from accelerator.base.common.shelf import shelf
from tours.booking.links import read_order_token
from tours.booking.models import Attendance, Booking, Order, Visitor
from tours.models import Slot, VisitorCategory, language_names
from tours.side_by_side import side_by_side

if TYPE_CHECKING:
    from tours.booking.holders import Holder

OTHERS = 4  # slots that are offered instead of one that has no place left
_SLOT_SIZE = 16_000  # bytes that a slot takes in memory with its tour, about
_ATTENDANCES = Beside(Attendance, "visitor", "category")
_CATEGORIES = Beside(VisitorCategory)


def with_attending(legs: QuerySet) -> QuerySet:
    """Add what `remember_attendances` remembers: who attends each leg, with visitor and category."""
    rows = Attendance.objects.filter(booking=OuterRef("pk")).order_by("position")
    return legs.annotate(attending=_ATTENDANCES.column(rows))


def _offered(tour: str) -> ArraySubquery:
    return _CATEGORIES.column(VisitorCategory.objects.filter(tour=OuterRef(tour)).offered())


@prepared(Booking, order=UUIDField())
def _legs(the: Any) -> QuerySet:
    rows = with_attending(Booking.objects.filter(order__uuid=the.order).with_visit())
    rows = rows.annotate(offered=_offered("slot__tour")).order_by("position")
    return rows.select_related("order__contact", "order__route", "order__consent")


def offered_at(place: Slot | Booking) -> list[VisitorCategory]:
    """Return the categories that can be booked at a slot of `with_offer`, or at a leg of `order_of`."""
    offered: list[VisitorCategory] = _CATEGORIES.made(place.offered)  # type: ignore[union-attr]
    return offered


def with_offer(slots: Any, now: Any, key: Any) -> QuerySet:
    """Add what step one needs of a slot: its categories, and what `_with_standing` adds."""
    return _with_standing(slots.with_visit(), now, key).annotate(offered=_offered("tour"))


def _with_standing(slots: Any, now: Any, key: Any) -> QuerySet:
    """Add what bookings change: the free seats, how many seats press on the slot (pressing), whether a request of this
    key has made an order (is_ordered); and what says whether all else is the same: the versions of what pages show, and
    the slot as it is written, but for the places that are taken.
    """
    rows: QuerySet = slots.with_free_seats(now)
    return rows.annotate(
        pressing=Booking.objects.pressing_seats_of_slot(now),
        is_ordered=Exists(Order.objects.filter(request_key=key)),
        versions=RawSQL(f"({VERSIONS})", (), ArrayField(BigIntegerField())),  # noqa: S611 - a text of our own
        written=RawSQL("(to_jsonb(tours_slot) - 'seats_taken')::text", (), TextField()),
    )


class _Standing(NamedTuple):
    """What `_with_standing` adds, and what the reader holds of the slot's tour."""

    free_seats: int
    pressing: int | None
    is_ordered: bool
    versions: list[int]
    written: str
    own: list[dict[str, int]] | None


_STANDING = _Standing._fields[:-1]


@prepared(
    _Standing, slot=UUIDField(), now=DateTimeField(), key=UUIDField(), browser=CharField(), user=BigIntegerField()
)
def _standing(the: Any, by_browser: bool, by_account: bool) -> QuerySet:
    rows = _with_standing(Slot.objects.public().filter(uuid=the.slot), the.now, the.key)
    if not by_browser and not by_account:
        return rows.annotate(own=Value(None, JSONField()))
    holder: Any = SimpleNamespace(browser=the.browser if by_browser else "", user=the.user if by_account else None)
    held = Booking.objects.held_of(holder, the.now).filter(slot__tour=OuterRef("tour"))
    return rows.annotate(own=ArraySubquery(held.values(beside=JSONObject(slot="slot", seats="seats"))))


@prepared(Slot, slot=UUIDField(), now=DateTimeField(), key=UUIDField())
def _public_slot(the: Any) -> QuerySet:
    return with_offer(Slot.objects.public().filter(uuid=the.slot), the.now, the.key)


def public_slot(uuid: UUID, now: datetime, key: UUID | None, holder: "Holder | None") -> tuple[Any, dict[int, int]]:
    """Return a slot of a public tour, `with_offer`, and the seats that this holder has of its tour, by slot.

    None if there is no such slot. Not to be changed: others have its tour.

    Its tour, site and categories are read again when they, or the slot's own columns, are not what they were.
    """
    browser, user = (holder.browser, holder.user) if holder else ("", None)
    standing = _standing.one(
        bool(browser), user is not None, slot=uuid, now=now, key=key, browser=browser, user=user and user.pk
    )
    if standing is None:
        return None, {}
    seats: Counter[int] = Counter()
    for held in standing.own or ():
        seats[held["slot"]] += held["seats"]
    known: Any = shelf.get(("slot", uuid))
    if known is None or written_of(known) != written_of(standing):
        known = _public_slot.one(slot=uuid, now=now, key=key)
        if known is not None:
            shelf.put(("slot", uuid), known, _SLOT_SIZE)
        return known, seats
    slot = Slot.__new__(Slot)
    slot.__dict__.update(known.__dict__)
    slot.__dict__.update(zip(_STANDING, standing, strict=False))  # but for what is the reader's own
    return slot, seats


def written_of(slot: Any) -> tuple:
    """Return what changes whenever something changes that people write, of the slot or of what pages show of it."""
    return of_kinds(slot.versions, [Kind.CONTENT]), slot.written


class OtherSlot(NamedTuple):
    """Another slot of a tour, with room for a party."""

    uuid: UUID
    starts_at: datetime
    timezone: str
    free_seats: int
    local_date: date
    languages: list[str] | None  # its own
    tour__languages: list[str]

    @property
    def language_names(self) -> list[str]:
        """As `Slot.language_names`."""
        return language_names(self.languages or self.tour__languages)


@prepared(
    OtherSlot, tour=BigIntegerField(), slot=BigIntegerField(), start=DateTimeField(), opened=DateTimeField(),
    seats=PositiveSmallIntegerField(), now=DateTimeField(),
)  # fmt: skip
def _others(the: Any) -> QuerySet:
    rows = Slot.objects.filter(tour=the.tour).next_after(the.opened, the.seats, the.now).exclude(pk=the.slot)
    later, sooner = rows.filter(starts_at__gte=the.start), rows.filter(starts_at__lt=the.start)
    return later[:OTHERS].union(sooner.order_by("-starts_at", "-pk")[:OTHERS], all=True)


def nearest_to(slot: Slot, seats: int, now: datetime) -> list[OtherSlot]:
    """Return the few slots of `Slot.objects.next_of` the slot's tour that are nearest to it, in their order."""
    around = _others(
        tour=slot.tour_id, slot=slot.pk, start=slot.starts_at, seats=seats, now=now,
        opened=now + slot.tour.booking_closes_before,
    )  # fmt: skip
    # Of two that are as near, the later one; those that start together come as they were read.
    around.sort(key=lambda other: (abs(other.starts_at - slot.starts_at), other.starts_at < slot.starts_at))
    return sorted(around[:OTHERS], key=lambda other: other.starts_at)


_AROUND = timedelta(days=14)
_MOST_AROUND = 100


@prepared(
    OtherSlot, tour=BigIntegerField(), since=DateTimeField(), until=DateTimeField(), opened=DateTimeField(),
    now=DateTimeField(),
)  # fmt: skip
def _with_places(the: Any) -> QuerySet:
    rows = Slot.objects.filter(tour=the.tour).next_after(the.opened, 1, the.now)
    return rows.filter(starts_at__gte=the.since, starts_at__lte=the.until)[:_MOST_AROUND]


def two_near(slot: Slot, people: int, most: int, now: datetime) -> tuple[OtherSlot, OtherSlot] | None:
    """Return two slots of one day that take so many together, at most `most` in each; None if there are none.

    The day is that of the slot, or the nearest to it within two weeks.
    """
    slots = _with_places(
        tour=slot.tour_id, since=slot.starts_at - _AROUND, until=slot.starts_at + _AROUND, now=now,
        opened=now + slot.tour.booking_closes_before,
    )  # fmt: skip
    return side_by_side(slots, people, most, near=slot.local_date)


def order_of(uuid: UUID) -> Order | None:
    """Return the order with what `Order.objects.with_legs()` has, in one statement; None if there is none."""
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
    """Let `leg.attendances.all()` have what was read with these legs (`with_attending`)."""
    for leg in legs:
        _remember(leg, "attendances", _ATTENDANCES.made(leg.attending))  # type: ignore[attr-defined]


def visitors_of(bookings: Sequence[Booking]) -> list[Visitor]:
    """Return the people of an order's legs, in their order; the legs' attendances are loaded."""
    rows = sorted(bookings[0].attendances.all(), key=lambda row: row.position)
    return [row.visitor for row in rows if row.visitor]


def _remember(owner: Any, name: str, rows: Sequence[Model]) -> None:
    """Let the relation have these rows, as Django's prefetching does; what is filtered further is the owner's too."""
    related = getattr(owner, name).get_queryset()
    related._result_cache, related._prefetch_done = list(rows), True
    if not hasattr(owner, "_prefetched_objects_cache"):
        owner._prefetched_objects_cache = {}
    owner._prefetched_objects_cache[name] = related
