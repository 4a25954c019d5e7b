"""The bookings of an account."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accelerator.base.common import clock
from regions.enterprises.pictures import Picture, covers
from tours.booking.models import Order


@never_cache
@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Coming visits first, then what was."""
    now = clock.now()
    orders = Order.objects.of_user(request.user).confirmed().with_legs().order_by("-confirmed_at", "-pk")[:200]
    coming: list[Order] = []
    past: list[Order] = []
    for order in orders:
        live = any(leg.is_expected and leg.slot.ends_at > now for leg in order.legs)
        (coming if live else past).append(order)
    coming.sort(key=lambda order: min(leg.slot.starts_at for leg in order.legs))
    return render(request, "booking/mine.html", {"coming": _pictured(coming), "past": _pictured(past)})


def _pictured(orders: Sequence[Order]) -> list[tuple[Order, Picture | None]]:
    """Each order with the cover of its first visit; of a tour without a photo what its drawn cover needs is read."""
    tours = [order.legs[0].slot.tour for order in orders]
    photos = covers(tour.album_id for tour in tours)
    drawn = [tour for tour in tours if tour.album_id not in photos]
    prefetch_related_objects(drawn, "subject", "enterprise__subject")
    return [(order, photos.get(tour.album_id)) for order, tour in zip(orders, tours, strict=True)]
