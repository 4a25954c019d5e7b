"""What else is there: other tours for those whom one does not admit, other times for those who are booked."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, When

from tours.admission import admits
from tours.booking.itinerary import minutes_between
from tours.booking.models import Booking, Order
from tours.models import Slot, Tour
from tours.querysets import SlotQuerySet

OFFERED = 2


def tours_for_age(age: int, *, instead_of: Tour, user: Any, now: datetime) -> list[Tour]:
    """Tours of the same enterprise or region that admit this age and have a place left, the nearest first."""
    place = Slot.objects.filter(tour=OuterRef("pk")).with_places_for(1, now)
    found = Tour.objects.visible_to(user).published().related_to(instead_of).filter(admits(age), Exists(place))
    for_children = Case(When(kind=Tour.Kind.CHILDREN, then=0), default=1)
    near = found.filter(enterprise__region=instead_of.enterprise.region_id).select_related("enterprise", "site")
    return list(near.order_by(F("distance"), for_children, "pk")[:OFFERED])


def other_times(leg: Booking, *, order: Order, user: Any, now: datetime) -> SlotQuerySet:
    """Slots of the leg's tour with places for its party, between the legs that are before and after it."""
    gaps = minutes_between(order)
    found = Slot.objects.visible_to(user).next_of(leg.slot.tour, leg.seats, now).exclude(pk=leg.slot_id)
    for other in order.legs:
        if not other.is_expected or other.pk == leg.pk:
            continue
        later = max(leg, other, key=lambda one: one.position)
        gap = timedelta(minutes=gaps.get(later.slot.tour_id, 0))
        if later is leg:
            found = found.filter(starts_at__gte=other.slot.ends_at + gap)
        else:
            found = found.filter(ends_at__lte=other.slot.starts_at - gap)
    return found
