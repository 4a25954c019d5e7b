"""Step one of booking a whole route: the first day, the times of its stops, and how many come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accelerator.base.common import clock
from accelerator.base.common.dates import read_day
from accelerator.base.common.posted import posted
from tours.booking.errors import BookingRefused, TooManyHolds
from tours.booking.forms.party import RoutePartyForm
from tours.booking.holders import (
    known_holder,
    own_seats,
    remember_browser,
)
from tours.booking.models import Booking, Order
from tours.booking.prices import RunningTotal, Tariff
from tours.booking.services.holds import change_party, hold_instead, hold_seats
from tours.booking.step_one import booked_since, guard_of, hold_request, show_ticket, step_page, to_details
from tours.models import Slot
from tours.requirements import requirements_of
from tours.routes.days import LOOK_AHEAD, RouteDay, age_bands, priced_categories, route_days, slots_by_stop
from tours.routes.models import Route, RouteStop
from tours.routes.requirements import (
    IMPORTANT_TEXTS,
    OTHER_TEXTS,
    combined_requirements,
    split_essential,
    texts_by_stop,
)

DAYS_SHOWN = 14
FARTHEST = timedelta(days=400)  # ahead: what a visitor can turn the pages to


@never_cache
@require_http_methods(["GET", "POST"])
def route_hold(request: HttpRequest, slug: str) -> HttpResponse:
    """How many come on a route, and when: `?date=` chooses the first day, one on which every stop can be reached.

    `?from=` moves the days that are shown.
    """
    route = get_object_or_404(Route.objects.visible_to(request.user).with_stops(), slug=slug)
    stops = list(route.stops.all())
    own = _held_of_route(request, route)
    if own is None and (booked := booked_since(request)):
        return show_ticket(request, booked)
    wanted = read_day(request.GET.get("date", ""))
    shown = _days(
        stops, read_day(request.GET.get("from", "")) or wanted, own_seats(request, [stop.tour_id for stop in stops])
    )
    chosen = next((day for day in shown.days if day.first_day == wanted), None)
    essential, rest = split_essential(combined_requirements(stops))
    context: dict[str, Any] = {
        "route": route,
        "shown": shown,
        "chosen": chosen,
        "own": own,
        "essentials": [(line.label, line.text) for line in essential],
        "requirements": [(line.label, line.text) for line in rest],
        "texts_by_stop": texts_by_stop(stops, IMPORTANT_TEXTS),
        "other_texts_by_stop": texts_by_stop(stops, OTHER_TEXTS),
    }
    status = 200
    refused: BookingRefused | None = None
    if chosen is not None:
        bands = age_bands(priced_categories(stops))
        form = RoutePartyForm(posted(request), day=chosen, bands=bands, held=own)
        if request.method == "POST" and form.is_valid():
            try:
                order = _hold_route(request, form, route, own)
            except BookingRefused as refusal:
                refused = refusal
                if not isinstance(refusal, TooManyHolds):
                    form.add_refusal(refusal)
            else:
                return remember_browser(request, to_details(request, order))
        context["form"] = form
        tariff = Tariff([band.categories for band in bands], [requirements_of(stop.tour) for stop in stops])
        context["total"] = RunningTotal(tariff, form.counts, holds_already=own is not None)
        proposed = [stop.proposed.pk for stop in chosen.stops if stop.proposed]
        pressing = Booking.objects.filter(slot__in=proposed).pressing(clock.now()).seats_by_slot()
        context["guard"] = guard_of(request, route, pressing, refused)
        status = 422 if form.errors else 200
    elif request.method == "POST":
        context["is_day_gone"] = True  # its last places went while the visitor was choosing: the page offers other days
        status = 422
    return step_page(request, "booking/route_hold.html", context, refused, status=status)


def _hold_route(request: HttpRequest, form: RoutePartyForm, route: Route, own: Order | None) -> Order:
    """The order of this choice: a new one, or the one that this browser has not confirmed yet, changed to it."""
    legs = form.legs
    if own is None:
        return hold_seats(legs=legs, request=hold_request(request, form.cleaned_data["key"], route))
    if [leg.slot_id for leg in own.legs] == [leg.slot_id for leg in legs]:
        return change_party(order=own, people=list(zip(*(leg.category_ids for leg in legs), strict=True)))
    return hold_instead(order=own, legs=legs)


def _held_of_route(request: HttpRequest, route: Route) -> Order | None:
    """The order by which this browser or account holds the route's stops, in time at all and not confirmed."""
    holder = known_holder(request)
    if holder is None:
        return None
    order = Order.objects.unconfirmed_of(holder).filter(route=route).with_legs().order_by("-pk").first()
    now = clock.now()
    is_held = order is not None and all(leg.holds_until(now) for leg in order.legs)
    return order if is_held else None


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
