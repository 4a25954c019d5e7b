"""Booking a whole route as one: a slot at every stop, all held or none."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
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
from tours.booking.forms.route import RoutePartyForm
from tours.booking.services.holds import Request, hold_seats
from tours.calendar import read_date
from tours.models import Slot
from tours.routes.days import LOOK_AHEAD, RouteDay, age_bands, priced_categories, route_days, slots_by_stop
from tours.routes.models import Route, RouteStop
from tours.routes.strictest import essential_first, strictest

DAYS_SHOWN = 14
FARTHEST = timedelta(days=400)  # ahead: what a visitor can turn the pages to


@never_cache
@require_http_methods(["GET", "POST"])
def route_hold(request: HttpRequest, slug: str) -> HttpResponse:
    """Step one of a route: `?date=` chooses the first day among those on which every stop can be reached.

    `?from=` moves the days that are shown.
    """
    route = get_object_or_404(Route.objects.visible_to(request.user).with_stops(), slug=slug)
    stops = list(route.stops.all())
    shown = _days(stops, read_date(request.GET.get("from", "") or request.GET.get("date", "")))
    chosen = next((day for day in shown.days if day.first_day == read_date(request.GET.get("date", ""))), None)
    essential, rest = essential_first(strictest(stops))
    context: dict[str, Any] = {
        "route": route,
        "shown": shown,
        "chosen": chosen,
        "essentials": [(line.label, line.words) for line in essential],
        "requirements": [(line.label, line.words) for line in rest],
        "hold_minutes": settings.HOLD_MINUTES,
    }
    status = 200
    if chosen is not None:
        posted = request.POST if request.method == "POST" else None
        form = RoutePartyForm(posted, day=chosen, bands=age_bands(priced_categories(stops)))
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


@dataclass(frozen=True)
class Days:
    """The days shown at once, and the first of those before and after them."""

    days: list[RouteDay]
    earlier: date | None
    later: date | None


def _days(stops: list[RouteStop], wanted: date | None) -> Days:
    """DAYS_SHOWN days on which the route can be taken, from the one that is wanted."""
    now = clock.now()
    if not stops:  # a draft that is not written yet
        return Days([], None, None)
    first = min(max(wanted, now.date()), now.date() + FARTHEST) if wanted else now.date()
    until = datetime.combine(first + timedelta(days=LOOK_AHEAD), time.min, tzinfo=UTC)
    days = route_days(stops, slots_by_stop(stops, 1, now, until))
    start = sum(day.first_day < first for day in days)
    later = days[start + DAYS_SHOWN].first_day if len(days) > start + DAYS_SHOWN else None
    if later is None and Slot.objects.filter(tour=stops[0].tour_id, starts_at__gte=until).bookable(now).exists():
        later = until.date()
    earlier = days[max(start - DAYS_SHOWN, 0)].first_day if start else None
    return Days(days[start : start + DAYS_SHOWN], earlier, later)


def _request(request: HttpRequest, form: RoutePartyForm, route: Route) -> Request:
    return Request(
        key=form.cleaned_data["key"],
        bound_to=bound_to(request),
        language=get_language() or "ru",
        user=request.user if request.user.is_authenticated else None,
        route=route,
    )
