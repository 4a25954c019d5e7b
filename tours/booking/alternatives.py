"""What else is there for somebody whom a tour does not admit."""

from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, When

from tours.catalogue.conditions import admits
from tours.models import Slot, Tour

OFFERED = 2


def tours_for_age(age: int, *, instead_of: Tour, user: Any, now: datetime) -> list[Tour]:
    """Tours of the same enterprise or region that admit this age and have a place left, the nearest first."""
    place = Slot.objects.filter(tour=OuterRef("pk")).with_places_for(1, now)
    found = Tour.objects.visible_to(user).published().related_to(instead_of).filter(admits(age), Exists(place))
    for_children = Case(When(kind=Tour.Kind.CHILDREN, then=0), default=1)
    near = found.filter(enterprise__region=instead_of.enterprise.region_id).select_related("enterprise", "site")
    return list(near.order_by(F("distance"), for_children, "pk")[:OFFERED])
