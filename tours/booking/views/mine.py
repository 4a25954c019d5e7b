"""The bookings of an account."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accelerator.common import clock
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
    return render(request, "booking/mine.html", {"coming": coming, "past": past})
