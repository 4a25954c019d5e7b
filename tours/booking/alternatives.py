"""What else there is: other tours for visitors whom one does not admit, other times of the same tour."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, When

from tours.booking.models import Booking, Order
from tours.models import Slot, Tour
from tours.querysets import SlotQuerySet
from tours.requirements import admits

OFFERED_TOURS = 2
OFFERED_TIMES = 4


def tours_for_age(age: int, *, instead_of: Tour, user: Any, now: datetime) -> list[Tour]:
    """Tours of the same enterprise or region that admit this age and have a place left, the nearest first."""
    place = Slot.objects.filter(tour=OuterRef("pk")).with_places_for(1, now)
    others = Tour.objects.visible_to(user).published().related_to(instead_of).filter(admits(age), Exists(place))
    for_children = Case(When(kind=Tour.Kind.CHILDREN, then=0), default=1)
    near = others.filter(enterprise__region=instead_of.enterprise.region_id).select_related("enterprise", "site")
    return list(near.order_by(F("distance"), for_children, "pk")[:OFFERED_TOURS])


def other_times(leg: Booking, *, order: Order, user: Any, now: datetime) -> SlotQuerySet:
    """Slots of the leg's tour with places for its party, between the legs that are before and after it."""
    gaps = order.minutes_between()
    slots = Slot.objects.visible_to(user).next_of(leg.slot.tour, leg.seats, now).exclude(pk=leg.slot_id)
    for other in order.expected_legs:
        if other.pk == leg.pk:
            continue
        later = max(leg, other, key=lambda one: one.position)
        gap = timedelta(minutes=gaps.get(later.slot.tour_id, 0))
        if later is leg:
            slots = slots.filter(starts_at__gte=other.slot.ends_at + gap)
        else:
            slots = slots.filter(ends_at__lte=other.slot.starts_at - gap)
    return slots


def nearest_slots(slot: Slot, people: int, now: datetime) -> list[Slot]:
    """Slots of the tour nearest to this one, with no more of them than is printed: many may be refused at once."""
    others = Slot.objects.next_of(slot.tour, people, now).exclude(pk=slot.pk).only("uuid", "starts_at", "timezone")
    later = others.filter(starts_at__gte=slot.starts_at)[:OFFERED_TIMES]
    sooner = others.filter(starts_at__lt=slot.starts_at).order_by("-starts_at", "-pk")[:OFFERED_TIMES]
    nearest = sorted([*later, *sooner], key=lambda other: abs(other.starts_at - slot.starts_at))[:OFFERED_TIMES]
    return sorted(nearest, key=lambda other: other.starts_at)
