"""Booking a whole route as one: a slot at every stop, all held or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accelerator.base.common import clock
from accelerator.base.common.dates import read_day
from accelerator.base.common.posted import posted
from tours.booking.browser import booked_meanwhile, bound_to, holder_of, known_holder, own_seats, remember_browser
from tours.booking.errors import BookingRefused, TooManyHolds
from tours.booking.forms.route import RoutePartyForm
from tours.booking.models import Order
from tours.booking.prices import Tariff
from tours.booking.running_total import RunningTotal
from tours.booking.services.holds import Request, hold_instead, hold_seats
from tours.booking.services.parties import change_party
from tours.booking.views.guards import answered, guard_of, shown_ticket
from tours.models import Slot
from tours.requirements import requirements_of
from tours.routes.days import LOOK_AHEAD, RouteDay, age_bands, priced_categories, route_days, slots_by_stop
from tours.routes.models import Route, RouteStop
from tours.routes.strictest import GRAVE_TEXTS, OTHER_TEXTS, essential_first, strictest, told_by_stop

DAYS_SHOWN = 14
FARTHEST = timedelta(days=400)  # ahead: what a visitor can turn the pages to


@never_cache
@require_http_methods(["GET", "POST"])
def route_hold(request: HttpRequest, slug: str) -> HttpResponse:
    """Step one of a route: `?date=` chooses the first day among those on which every stop can be reached.

    `?from=` moves the days that are shown. Whoever comes back finds what this browser holds of the route already, and
    changes it instead of holding more.
    """
    route = get_object_or_404(Route.objects.visible_to(request.user).with_stops(), slug=slug)
    stops = list(route.stops.all())
    own = _held_here(request, route)
    if request.method == "POST" and own is None and (booked := booked_meanwhile(request.POST.get("own", ""))):
        messages.info(request, _("You have already booked these places: this is your ticket."))
        return redirect(booked)
    wanted = read_day(request.GET.get("date", ""))
    shown = _days(
        stops, read_day(request.GET.get("from", "")) or wanted, own_seats(request, [stop.tour_id for stop in stops])
    )
    chosen = next((day for day in shown.days if day.first_day == wanted), None)
    essential, rest = essential_first(strictest(stops))
    context: dict[str, Any] = {
        "route": route,
        "shown": shown,
        "chosen": chosen,
        "own": own,
        "essentials": [(line.label, line.words) for line in essential],
        "requirements": [(line.label, line.words) for line in rest],
        "told_by_stop": told_by_stop(stops, GRAVE_TEXTS),
        "also_told_by_stop": told_by_stop(stops, OTHER_TEXTS),
    }
    status = 200
    refused: BookingRefused | None = None
    if chosen is not None:
        bands = age_bands(priced_categories(stops))
        form = RoutePartyForm(posted(request), day=chosen, bands=bands, held=own)
        if request.method == "POST" and form.is_valid():
            try:
                order = _hold(request, form, route, own)
            except BookingRefused as refusal:
                refused = refusal
                if isinstance(refusal, TooManyHolds):
                    context["too_many"] = str(refusal)
                else:
                    form.add_refusal(refusal)
            else:
                return remember_browser(request, redirect("booking:details", order.token))
        context["form"] = form
        tariff = Tariff([band.categories for band in bands], [requirements_of(stop.tour) for stop in stops])
        context["total"] = RunningTotal(tariff, form.counts, holds_already=own is not None)
        proposed = [stop.proposed.pk for stop in chosen.stops if stop.proposed]
        context["guard"] = guard_of(request, route, proposed, refused)
        status = 422 if form.errors else 200
    elif request.method == "POST":
        context["is_day_gone"] = True  # its last places went while the visitor was choosing: the page offers other days
        status = 422
    response = remember_browser(request, render(request, "booking/route_hold.html", context, status=status))
    return answered(response, refused)


@dataclass(frozen=True)
class Days:
    """The days shown at once, and the first of those before and after them."""

    days: list[RouteDay]
    earlier: date | None
    later: date | None


def _days(stops: list[RouteStop], wanted: date | None, own: Mapping[int, int]) -> Days:
    """DAYS_SHOWN days on which the route can be taken, from the one that is wanted; one's own places are free."""
    now = clock.now()
    if not stops:  # a draft that is not written yet
        return Days([], None, None)
    first = min(max(wanted, now.date()), now.date() + FARTHEST) if wanted else now.date()
    until = datetime.combine(first + timedelta(days=LOOK_AHEAD), time.min, tzinfo=UTC)
    days = route_days(stops, slots_by_stop(stops, 1, now, until, own=own))
    start = sum(day.first_day < first for day in days)
    later = days[start + DAYS_SHOWN].first_day if len(days) > start + DAYS_SHOWN else None
    if later is None and Slot.objects.filter(tour=stops[0].tour_id, starts_at__gte=until).bookable(now).exists():
        later = until.date()
    earlier = days[max(start - DAYS_SHOWN, 0)].first_day if start else None
    return Days(days[start : start + DAYS_SHOWN], earlier, later)


def _hold(request: HttpRequest, form: RoutePartyForm, route: Route, own: Order | None) -> Order:
    """The order of this choice: a new one, or the one that this browser has not confirmed yet, changed to it."""
    legs = form.legs
    if own is None:
        return hold_seats(legs=legs, request=_request(request, form, route))
    if [leg.slot_id for leg in own.legs] == [leg.slot_id for leg in legs]:
        return change_party(order=own, people=list(zip(*(leg.category_ids for leg in legs), strict=True)))
    return hold_instead(order=own, legs=legs)


def _held_here(request: HttpRequest, route: Route) -> Order | None:
    """The order by which this browser or account holds the route's stops, in time at all and not confirmed."""
    holder = known_holder(request)
    if holder is None:
        return None
    order = Order.objects.unconfirmed_of(holder).filter(route=route).with_legs().order_by("-pk").first()
    now = clock.now()
    is_held = order is not None and all(leg.holds_until(now) for leg in order.legs)
    return order if is_held else None


def _request(request: HttpRequest, form: RoutePartyForm, route: Route) -> Request:
    return Request(
        key=form.cleaned_data["key"],
        bound_to=bound_to(request),
        language=get_language() or "ru",
        user=request.user if request.user.is_authenticated else None,
        holder=holder_of(request),
        ticket=shown_ticket(request, route),
        route=route,
    )
