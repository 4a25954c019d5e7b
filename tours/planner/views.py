"""A visitor's own route: chosen tours, the best plan through them, and its booking."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.base.common import clock
from accelerator.base.common.posted import posted
from tours.booking.errors import BookingRefused, TooManyHolds
from tours.booking.holders import own_seats, remember_browser
from tours.booking.models import Booking
from tours.booking.prices import RunningTotal, Tariff
from tours.booking.services.holds import Leg, hold_seats
from tours.booking.step_one import guard_of, hold_request, step_page, to_details
from tours.models import Slot
from tours.planner.asked import (
    COOKIE,
    MOST_STOPS,
    Asked,
    known_slugs,
    remember_tours,
    remembered_tours,
)
from tours.planner.forms import PlanForm
from tours.planner.outcome import minutes_before, outcome
from tours.planner.reading import bands_of, chosen_tours, offered_categories
from tours.planner.ways import Point, Transport, way_minutes
from tours.requirements import requirements_of
from tours.routes.days import AgeBand, age_bands
from tours.routes.requirements import (
    IMPORTANT_TEXTS,
    OTHER_TEXTS,
    combined_requirements,
    split_essential,
    texts_by_stop,
)


@never_cache
@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """The chosen tours and the best plan through them, as the address says it; the browser remembers the tours."""
    now = clock.now()
    if "tour" not in request.GET and (remembered := remembered_tours(request)):
        return redirect(_address(Asked.of(request.GET, now)._replace(tours=remembered)))
    asked = Asked.of(request.GET, now)
    chosen = chosen_tours(asked.tours, asked.party, now)
    context: dict[str, Any] = {
        "asked": asked,
        "stops": [(one, asked.without(one.tour.slug).query) for one in chosen],
        "kopecks": sum(one.kopecks for one in chosen),
        "is_gone": len(chosen) < len(asked.tours),
        "most": MOST_STOPS,
        "transports": [(by.value, by.label, by == asked.by) for by in Transport],
    }
    status = 200
    if asked.is_too_long:
        status = 422
    elif chosen:
        own = own_seats(request, [one.tour.pk for one in chosen])
        context["outcome"] = outcome(asked, chosen, now, own)
    response = render(request, "planner/plan.html", context, status=status)
    slugs = [one.tour.slug for one in chosen]
    if "tour" in request.GET and not asked.is_too_long and ".".join(slugs) != request.COOKIES.get(COOKIE, ""):
        remember_tours(response, slugs)
    return response


@csrf_exempt  # it changes only which tours this browser remembers, and a token would set a cookie on every tour's page
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add a tour to those that the browser remembers, and lead to the plan."""
    tours = known_slugs([*remembered_tours(request), *request.POST.getlist("tour")])
    return redirect(_address(Asked.of(request.GET, clock.now())._replace(tours=tours)))


@never_cache
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """Step one of booking a plan: what is held, for whom and what it costs; all places or none."""
    found = _planned(request)
    asked = Asked.of(request.GET, clock.now())
    if not found:
        return redirect("planner:plan")
    slots = [one.slot for one in found]
    tours = tuple(slot.tour.slug for slot in slots)
    back = _address(asked._replace(tours=tours, first=slots[0].local_date, last=slots[-1].local_date))
    offered = offered_categories([slot.tour_id for slot in slots])
    bands = age_bands([offered[slot.tour_id] for slot in slots])
    people = [band for band in bands_of(bands, asked.party) if band]
    own = own_seats(request, [slot.tour_id for slot in slots])
    now = clock.now()
    is_open = len(people) == asked.party.size and all(
        slot.closed_because(now) is None and slot.free_seats + own.get(slot.pk, 0) >= len(people) for slot in slots
    )
    is_gone = not is_open or not _can_be_reached(found)
    form, status = PlanForm(posted(request)), 422 if is_gone and request.method == "POST" else 200
    refused: BookingRefused | None = None
    if request.method == "POST" and not is_gone and form.is_valid():
        try:
            order = hold_seats(
                legs=_legs(found, people), request=hold_request(request, form.cleaned_data["key"], slots[0])
            )
        except BookingRefused as refusal:
            refused = refusal
            if not isinstance(refusal, TooManyHolds):
                form.add_error(None, str(refusal))
        else:
            return remember_browser(request, to_details(request, order))
    essential, rest = split_essential(combined_requirements(slots))
    context: dict[str, Any] = {
        "visits": found,
        "days": len({slot.local_date for slot in slots}),
        "party": asked.party,
        "back": back,
        "form": form,
        "is_gone": is_gone,
        "essentials": [(line.label, line.text) for line in essential],
        "requirements": [(line.label, line.text) for line in rest],
        "texts_by_stop": texts_by_stop(slots, IMPORTANT_TEXTS),
        "other_texts_by_stop": texts_by_stop(slots, OTHER_TEXTS),
    }
    if not is_gone:
        tariff = Tariff([band.categories for band in people], [requirements_of(slot.tour) for slot in slots])
        context["total"] = RunningTotal(tariff, [1] * len(people))
        pressing = Booking.objects.filter(slot__in=[slot.pk for slot in slots]).pressing(now).seats_by_slot()
        context["guard"] = guard_of(request, slots[0], pressing, refused)
    return step_page(request, "planner/book.html", context, refused, status=422 if form.errors else status)


@dataclass(frozen=True)
class _Planned:
    """A slot of the plan, and how long after the end of the one before it may begin at the earliest."""

    slot: Slot
    way: int = 0

    @property
    def minutes_before(self) -> int:
        return self.way + minutes_before(self.slot.tour)


def _planned(request: HttpRequest) -> list[_Planned]:
    """The public slots that the address names, one a tour, in the order of their starts."""
    uuids = {uuid for text in request.GET.getlist("slot")[:MOST_STOPS] if (uuid := _uuid(text))}
    rows = Slot.objects.public().filter(uuid__in=uuids).with_visit().select_related("tour__enterprise")
    slots = list(rows.with_free_seats(clock.now()).by_start()) if uuids else []
    if len({slot.tour_id for slot in slots}) < len(slots):
        return []
    by = Asked.of(request.GET, clock.now()).by
    first, rest = [_Planned(slot) for slot in slots[:1]], pairwise(slots)
    return [*first, *(_Planned(other, _way(one, other, by)) for one, other in rest)]


def _way(one: Slot, other: Slot, by: Transport) -> int:
    if one.site_id == other.site_id:
        return 0
    return way_minutes(_point(one), _point(other), by)


def _point(slot: Slot) -> Point:
    site = slot.site
    if site.latitude is None or site.longitude is None:
        return Point(None, None)
    return Point(float(site.latitude), float(site.longitude))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _can_be_reached(found: Sequence[_Planned]) -> bool:
    return all(
        (other.slot.starts_at - one.slot.ends_at).total_seconds() >= other.minutes_before * 60
        for one, other in pairwise(found)
    )


def _legs(found: Sequence[_Planned], people: Sequence[AgeBand]) -> list[Leg]:
    """A leg for every slot, the same people in the same order at each."""
    return [
        Leg(one.slot.pk, tuple(band.categories[at].pk for band in people), one.minutes_before if at else 0)
        for at, one in enumerate(found)
    ]


def _address(asked: Asked) -> str:
    return f"{reverse('planner:plan')}?{asked.query}"
