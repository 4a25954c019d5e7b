"""Booking a whole route as one: a slot at every stop, all held or none."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accelerator.common import clock
from tours.booking.browser import bound_to, remember_browser
from tours.booking.errors import BookingRefused
from tours.booking.forms_route import RoutePartyForm
from tours.booking.route_days import RouteDay, age_bands, route_days, slots_by_stop
from tours.booking.services.holds import Request, hold_seats
from tours.models import VisitorCategory
from tours.routes.models import Route, RouteStop
from tours.routes.strictest import strictest

DAYS_SHOWN = 14


@never_cache
@require_http_methods(["GET", "POST"])
def route_hold(request: HttpRequest, slug: str) -> HttpResponse:
    """Step one of a route: `?date=` chooses the first day among those on which every stop can be reached."""
    route = get_object_or_404(Route.objects.visible_to(request.user).with_stops(), slug=slug)
    stops = list(route.stops.all())
    days = route_days(stops, slots_by_stop(stops, 1, clock.now()))
    chosen = _chosen(days, request.GET.get("date", ""))
    context: dict[str, Any] = {
        "route": route,
        "stops": stops,
        "days": days[:DAYS_SHOWN],
        "chosen": chosen,
        "requirements": strictest(stops),
        "hold_minutes": settings.HOLD_MINUTES,
    }
    status = 200
    if chosen is not None:
        posted = request.POST if request.method == "POST" else None
        form = RoutePartyForm(posted, day=chosen, bands=age_bands(_categories(stops)))
        if posted is not None and form.is_valid():
            try:
                order = hold_seats(legs=form.legs, request=_request(request, form, route))
            except BookingRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("booking:details", order.token)
        context["form"] = form
        status = 422 if form.errors else 200
    elif request.method == "POST":
        status = 422  # the day's last places went while the visitor was choosing: the page offers other days
    return remember_browser(request, render(request, "booking/route_hold.html", context, status=status))


def _chosen(days: list[RouteDay], text: str) -> RouteDay | None:
    try:
        wanted = date.fromisoformat(text)
    except ValueError:
        return None
    return next((day for day in days if day.first_day == wanted), None)


def _categories(stops: list[RouteStop]) -> list[list[VisitorCategory]]:
    rows = VisitorCategory.objects.filter(tour__in=[stop.tour_id for stop in stops], is_active=True)
    by_tour: dict[int, list[VisitorCategory]] = {stop.tour_id: [] for stop in stops}
    for row in rows.order_by("position", "pk"):
        by_tour[row.tour_id].append(row)
    return [by_tour[stop.tour_id] for stop in stops]


def _request(request: HttpRequest, form: RoutePartyForm, route: Route) -> Request:
    return Request(
        key=form.cleaned_data["key"],
        bound_to=bound_to(request),
        language=get_language() or "ru",
        user=request.user if request.user.is_authenticated else None,
        route=route,
    )
