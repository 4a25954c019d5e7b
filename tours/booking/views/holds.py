"""Step one of booking, without an account: how many come, for a tour or a whole route; the places are then held."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.backends.utils import csrf_input
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accelerator.base.common import clock
from accelerator.base.common.changes import Kind
from accelerator.base.common.dates import read_day
from accelerator.base.common.i18n import active_language
from accelerator.base.common.kept import is_anybodys, next_mark, same_answer, true_until
from accelerator.base.common.parts import draw, draw_once, remembered
from accelerator.base.common.pieces import Fragment
from accelerator.base.common.posted import posted
from tours.booking.errors import BookingClosed, BookingRefused, NotEnoughSeats, ProofNeeded, TooManyHolds
from tours.booking.forms.party import PartyForm, RoutePartyForm
from tours.booking.holders import (
    as_own_places,
    bound_to,
    held_of_tour,
    holder_of,
    known_holder,
    own_seats,
    remember_browser,
)
from tours.booking.models import Booking, Order
from tours.booking.prices import RunningTotal, Tariff
from tours.booking.reads import nearest_to, offered_at, order_of_token, public_slot, with_offer, written_of
from tours.booking.requirement_checks import party_bounds
from tours.booking.services.allowances import (
    NO_TICKET,
    Ticket,
    demand_of,
    is_pressed,
    issue_ticket,
    join_crowd,
    read_ticket,
    scope_of,
)
from tours.booking.services.holds import HoldRequest, Leg, change_party, hold_instead, hold_seats
from tours.models import Slot
from tours.requirements import essentials, requirements_of
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
_ANY_TICKET = "{ticket}"


@never_cache
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, slot_uuid: UUID) -> HttpResponse:
    """How many come to a tour's slot; the places are held and the second step follows.

    Visitors who come back find the places this browser holds already, and change them instead of holding more.
    """
    slot, seats = _slot(request, slot_uuid)
    if not seats and is_anybodys(request):
        return _for_anybody(request, slot)
    own = held_of_tour(request, slot.tour) if seats else None
    own_here = own if own is not None and own.slot_id == slot.pk else None
    if own is None and (booked := _booked_since(request)):
        return _show_ticket(request, booked)
    if request.method == "POST" and own is None and _is_sold_out(slot, seats):
        return _sold_out(request, slot)
    form = PartyForm(posted(request), slot=slot, asked=request.GET)
    refused: BookingRefused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            order = _hold(request, form, own_here)
        except BookingRefused as refusal:
            refused = refusal
            if not isinstance(refusal, TooManyHolds):
                form.add_error(None, str(refusal))
        else:
            return remember_browser(request, redirect("booking:details", order.token))
    now = clock.now()
    free = slot.free_seats + seats.get(slot.pk, 0)
    is_open = slot.closed_because(now) is None and free > 0
    context = {
        **_context(slot, form, now, free, own_here),
        "own": own,
        "own_here": own_here,
        "own_places": own and as_own_places(own),
        "is_open": is_open,
    }
    if is_open:
        context["guard"] = _guard(request, slot, {slot.pk: slot.pressing or 0}, refused)
    is_gone = isinstance(refused, NotEnoughSeats | BookingClosed)
    is_crowded = isinstance(refused, TooManyHolds) and not isinstance(refused, ProofNeeded)
    if is_gone or is_crowded or not is_open:
        context["query"], context["others_for"] = form.query, form.people or form.least
        context["others"] = nearest_to(slot, context["others_for"], now)
    return _page(request, "booking/hold.html", context, refused, status=422 if form.errors else 200)


def _context(slot: Any, form: PartyForm, now: datetime, free: int, own: Booking | None) -> dict[str, Any]:
    """What step one shows to everybody of a slot with so many places for this reader, who may hold some of it."""
    tariff = Tariff([(category,) for category in form.categories], [requirements_of(slot.tour)])
    return {
        "slot": slot,
        "tour": slot.tour,
        "form": form,
        "free": free,
        "essentials": essentials(slot),
        "hint": _hint(slot, free),
        "total": RunningTotal(tariff, form.counts, holds_already=own is not None),
        "is_final": slot.cancel_until <= now,
    }


def _hint(slot: Any, free: int) -> SafeString:
    """Who pays nothing, how many places are left, and how many may come together."""
    least, most = party_bounds(slot)
    chaperones = requirements_of(slot.tour).free_chaperones or 0
    if chaperones and not any(category.price_kopecks for category in offered_at(slot)):
        chaperones = 0
    return _drawn_hint(active_language(), free, least, most, chaperones)


@remembered
def _drawn_hint(_language: str, free: int, least: int, most: int, chaperones: int) -> Fragment:
    return Fragment(
        draw("booking/_party_hint.jinja", free=free, least=least, most=most, free_chaperones=chaperones)
    )  # fmt: skip


def _for_anybody(request: HttpRequest, slot: Any) -> HttpResponse:
    """Step one for a reader who holds nothing of the tour, kept for all of them.

    How many places are left is drawn each time; its key, its ticket and the work that is asked of it are its own.
    """
    now, free = clock.now(), slot.free_seats
    is_open = slot.closed_because(now) is None and free > 0
    guard = _guard(request, slot, {slot.pk: slot.pressing or 0}, None) if is_open else None
    people = party_bounds(slot)[0]
    others = None if is_open else nearest_to(slot, people, now)
    fragments: dict[str, str] = {}
    if guard:
        fragments["key"] = csrf_input(request) + PartyForm.fresh_key()
        fragments["guard"] = _drawn(guard)
        fragments["hint"] = _hint(slot, free)

    def drawn() -> HttpResponse:
        form = PartyForm(slot=slot)
        context = {**_context(slot, form, now, free, None), "is_open": is_open, "guard": guard, "too_many": ""}
        if others is not None:
            context |= {"query": form.query, "others_for": people, "others": others}
        return true_until(render(request, "booking/hold.html", context), next_mark(now))

    key = is_open, free < 1, slot.cancel_until <= now
    answer = same_answer(request, key, (written_of(slot), others), now, drawn, fragments)
    answer.headers.pop("ETag", None)  # the next answer has another key
    return remember_browser(request, answer)


hold.kept = (Kind.CONTENT,)  # type: ignore[attr-defined]
hold.kept_live = _for_anybody  # type: ignore[attr-defined]


def _slot(request: HttpRequest, uuid: UUID) -> tuple[Any, Mapping[int, int]]:
    """The slot as `public_slot` reads it, also of a tour that is not public but the reader's; what the reader holds."""
    now, key = clock.now(), _uuid(request.POST.get("key", ""))
    slot, seats = public_slot(uuid, now, key, known_holder(request))
    if slot is None and request.user.is_authenticated:
        slot = with_offer(Slot.objects.visible_to(request.user).filter(uuid=uuid), now, key).first()
        seats = own_seats(request, [slot.tour_id]) if slot else {}
    if slot is None:
        raise Http404
    return slot, seats


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _is_sold_out(slot: Any, own: Mapping[int, int]) -> bool:
    """Whether nobody can be served, neither from the free places nor from the reader's own; a repeated request is."""
    return slot.free_seats < 1 and not slot.is_ordered and not own.get(slot.pk)


def _sold_out(request: HttpRequest, slot: Any) -> HttpResponse:
    """The answer to those who are too late: neither form nor lock, and the next times for as many as they wished."""
    typed = {name: str(value)[:4] for name, value in request.POST.items() if name.startswith("count_")}
    counts = {name: int(number) for name, number in typed.items() if number.isdecimal()}
    people = min(max(sum(counts.values()), party_bounds(slot)[0]), party_bounds(slot)[1])
    now, query = clock.now(), urlencode(counts)
    others = nearest_to(slot, people, now)

    def drawn() -> HttpResponse:
        context = {
            "slot": slot,
            "tour": slot.tour,
            "free": 0,
            "is_open": False,
            "refusal": str(NotEnoughSeats(slot, 0)),
            "query": query,
            "others_for": people,
            "others": others,
            "too_many": "",
        }
        return true_until(render(request, "booking/hold.html", context, status=422), next_mark(now))

    answer = same_answer(request, (people, query), (written_of(slot), others), now, drawn)
    return remember_browser(request, answer)


def _hold(request: HttpRequest, form: PartyForm, own: Booking | None) -> Order:
    chosen = form.cleaned_data["category_ids"]
    if own is not None:
        return change_party(order=own.order, people=[(category,) for category in chosen])
    return hold_seats(legs=[Leg(form.slot.pk, chosen)], request=_hold_request(request, form, form.slot))


@never_cache
@require_http_methods(["GET", "POST"])
def route_hold(request: HttpRequest, slug: str) -> HttpResponse:
    """The same of a route: `?date=` chooses the first day among those on which every stop can be reached.

    `?from=` moves the days that are shown.
    """
    route = get_object_or_404(Route.objects.visible_to(request.user).with_stops(), slug=slug)
    stops = list(route.stops.all())
    own = _held_of_route(request, route)
    if own is None and (booked := _booked_since(request)):
        return _show_ticket(request, booked)
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
                return remember_browser(request, redirect("booking:details", order.token))
        context["form"] = form
        tariff = Tariff([band.categories for band in bands], [requirements_of(stop.tour) for stop in stops])
        context["total"] = RunningTotal(tariff, form.counts, holds_already=own is not None)
        proposed = [stop.proposed.pk for stop in chosen.stops if stop.proposed]
        pressing = Booking.objects.filter(slot__in=proposed).pressing(clock.now()).seats_by_slot()
        context["guard"] = _guard(request, route, pressing, refused)
        status = 422 if form.errors else 200
    elif request.method == "POST":
        context["is_day_gone"] = True  # its last places went while the visitor was choosing: the page offers other days
        status = 422
    return _page(request, "booking/route_hold.html", context, refused, status=status)


def _hold_route(request: HttpRequest, form: RoutePartyForm, route: Route, own: Order | None) -> Order:
    """The order of this choice: a new one, or the one that this browser has not confirmed yet, changed to it."""
    legs = form.legs
    if own is None:
        return hold_seats(legs=legs, request=_hold_request(request, form, route))
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


# --- What both have ---------------------------------------------------------------------------------------------------


def _booked_since(request: HttpRequest) -> Order | None:
    """The order that the page offered to change, if it has been booked since, in another tab."""
    if token := request.POST.get("own"):
        with suppress(Http404):
            return order_of_token(token, confirmed=True)
    return None


def _show_ticket(request: HttpRequest, booked: Order) -> HttpResponse:
    messages.info(request, _("You have already booked these places: this is your ticket."))
    return redirect(booked)


def _hold_request(request: HttpRequest, form: PartyForm | RoutePartyForm, places: Slot | Route) -> HoldRequest:
    return HoldRequest(
        key=form.cleaned_data["key"],
        bound_to=bound_to(request),
        language=active_language(),
        user=request.user if request.user.is_authenticated else None,
        holder=holder_of(request),
        ticket=_shown_ticket(request, places),
        route=places if isinstance(places, Route) else None,
    )


def _shown_ticket(request: HttpRequest, places: Slot | Route) -> Ticket:
    """The ticket that came with the form."""
    sent = request.POST
    return read_ticket(sent.get("ticket", ""), sent.get("proof", ""), scope_of(places), holder_of(request))


@dataclass(frozen=True)
class Guard:
    """The ticket in the form, and the work that the browser begins at once; none while all is calm."""

    ticket: str
    work: int = 0
    is_asked: bool = False  # the form was sent, and waits for nothing but this


def _guard(
    request: HttpRequest, places: Slot | Route, pressing: Mapping[int, int], refused: BookingRefused | None
) -> Guard:
    """What the form carries next: the same ticket as long as it is good, so that its waiting goes on."""
    scope, holder = scope_of(places), holder_of(request)
    crowd = join_crowd(scope, holder)
    is_used = isinstance(refused, ProofNeeded) and refused.is_used
    is_good = not is_used and _shown_ticket(request, places) != NO_TICKET
    ticket = request.POST["ticket"] if is_good else issue_ticket(scope, holder)
    if isinstance(refused, ProofNeeded):
        return Guard(ticket, refused.work, is_asked=True)
    pressed = is_pressed(pressing, 1)
    return Guard(ticket, demand_of(crowd, holder, clock.now()).work if pressed else 0)


def _drawn(guard: Guard) -> str:
    """The guard's part of the form: drawn once for all of the same work, with each reader's own ticket."""
    alike = draw_once("booking/_guard.jinja", guard=replace(guard, ticket=_ANY_TICKET))
    return alike.replace(_ANY_TICKET, escape(guard.ticket))


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], refused: BookingRefused | None, *, status: int
) -> HttpResponse:
    """Step one again; 429 with when to come back, where too much is held for now."""
    too_many = refused if isinstance(refused, TooManyHolds) else None
    context["too_many"] = str(too_many or "")
    response = remember_browser(request, render(request, template, context, status=429 if too_many else status))
    if too_many:
        response.headers["Retry-After"] = str(too_many.retry_after)
    return response
