"""Step one of booking, without an account: how many come to a tour's slot; their places are then held."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.backends.utils import csrf_input
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accelerator.base.common import clock
from accelerator.base.common.changes import Kind
from accelerator.base.common.i18n import active_language
from accelerator.base.common.kept import is_anybodys, next_mark, same_answer, true_until
from accelerator.base.common.parts import draw, remembered
from accelerator.base.common.pieces import Fragment
from accelerator.base.common.posted import posted
from tours.booking.errors import BookingClosed, BookingRefused, NotEnoughSeats, ProofNeeded, TooManyHolds
from tours.booking.forms.party import PartyForm
from tours.booking.holders import (
    as_own_places,
    held_of_tour,
    known_holder,
    own_seats,
    remember_browser,
)
from tours.booking.models import Booking, Order
from tours.booking.prices import RunningTotal, Tariff
from tours.booking.reads import OtherSlot, nearest_to, offered_at, public_slot, two_near, with_offer, written_of
from tours.booking.requirement_checks import party_bounds
from tours.booking.services.holds import Leg, change_party, hold_seats
from tours.booking.step_one import (
    booked_since,
    drawn_guard,
    guard_of,
    hold_request,
    show_ticket,
    step_page,
    to_details,
)
from tours.foreigners import NEVER, foreigners_book_ahead, is_for_citizens
from tours.models import Slot
from tours.requirements import essentials, requirements_of
from tours.side_by_side import shares


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
    if own is None and (booked := booked_since(request)):
        return show_ticket(request, booked)
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
            return remember_browser(request, to_details(request, order))
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
        context["guard"] = guard_of(request, slot, {slot.pk: slot.pressing or 0}, refused)
    is_gone = isinstance(refused, NotEnoughSeats | BookingClosed)
    is_crowded = isinstance(refused, TooManyHolds) and not isinstance(refused, ProofNeeded)
    if is_gone or is_crowded or not is_open:
        context |= _instead(slot, form.people or form.least, form.query, form.wished, now)
    elif sum(form.wished.values()) > form.most:
        context["two"] = _two_starts(slot, form.wished, now)
    return step_page(request, "booking/hold.html", context, refused, status=422 if form.errors else 200)


def _context(slot: Any, form: PartyForm, now: datetime, free: int, own: Booking | None) -> dict[str, Any]:
    """What step one shows to everybody of a slot with so many places for this reader, who may hold some of it."""
    required = requirements_of(slot.tour)
    foreigners_ahead = foreigners_book_ahead(required.foreigners, required.lead_time_days_foreign)
    tariff = Tariff([(category,) for category in form.categories], [required])
    return {
        "slot": slot,
        "tour": slot.tour,
        "form": form,
        "free": free,
        "essentials": essentials(slot),
        "hint": _hint(slot, free),
        "total": RunningTotal(tariff, form.counts, holds_already=own is not None),
        "is_final": slot.cancel_until <= now,
        "for_citizens": is_for_citizens(foreigners_ahead, slot.starts_at, now),
        "foreign_days": 0 if foreigners_ahead in (None, NEVER) else required.lead_time_days_foreign,
    }


def _instead(slot: Any, people: int, query: str, wished: Mapping[str, int], now: datetime) -> dict[str, Any]:
    """What is offered where the slot has no room: others that have, two of one day, or an email about new dates."""
    others = nearest_to(slot, people, now)
    two = _two_starts(slot, wished, now) if not others and any(wished.values()) else []
    is_dead_end = not (others or two) and slot.free_seats < 1 and not (people > 1 and nearest_to(slot, 1, now))
    alert = reverse("alerts:ask", args=[slot.tour.slug]) if is_dead_end and slot.tour.is_public else ""
    return {"query": query, "others_for": people, "others": others, "two": two, "alert": alert}


def _two_starts(slot: Any, wished: Mapping[str, int], now: datetime) -> list[tuple[OtherSlot, int, str]]:
    """Two slots for a group that fits into none: each with how many of them it takes, and its address with these.

    None if no day around has such.
    """
    most = party_bounds(slot)[1]
    found = two_near(slot, sum(wished.values()), most, now)
    if found is None:
        return []
    halves = shares(list(wished.values()), *(min(one.free_seats, most) for one in found))
    return [
        (
            one,
            sum(half),
            f"{reverse('booking:hold', args=[one.uuid])}?{urlencode(dict(zip(wished, half, strict=True)))}",
        )
        for one, half in zip(found, halves, strict=True)
    ]


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
    guard = guard_of(request, slot, {slot.pk: slot.pressing or 0}, None) if is_open else None
    people = party_bounds(slot)[0]
    instead = {} if is_open else _instead(slot, people, "", {}, now)
    fragments: dict[str, str] = {}
    if guard:
        fragments["key"] = csrf_input(request) + PartyForm.fresh_key()
        fragments["guard"] = drawn_guard(guard)
        fragments["hint"] = _hint(slot, free)

    def drawn() -> HttpResponse:
        form = PartyForm(slot=slot)
        context = {**_context(slot, form, now, free, None), "is_open": is_open, "guard": guard, "too_many": ""}
        context |= instead | ({"query": form.query} if instead else {})
        return true_until(render(request, "booking/hold.html", context), next_mark(now))

    key = is_open, free < 1, slot.cancel_until <= now
    answer = same_answer(request, key, (written_of(slot), instead), now, drawn, fragments)
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
    least, most = party_bounds(slot)
    people = min(max(sum(counts.values()), least), most)
    now, query = clock.now(), urlencode(counts)
    instead = _instead(slot, people, query, counts, now)

    def drawn() -> HttpResponse:
        context = {
            "slot": slot,
            "tour": slot.tour,
            "free": 0,
            "is_open": False,
            "refusal": str(NotEnoughSeats(slot, 0)),
            "too_many": "",
            **instead,
        }
        return true_until(render(request, "booking/hold.html", context, status=422), next_mark(now))

    answer = same_answer(request, (people, query), (written_of(slot), instead), now, drawn)
    return remember_browser(request, answer)


def _hold(request: HttpRequest, form: PartyForm, own: Booking | None) -> Order:
    chosen = form.cleaned_data["category_ids"]
    if own is not None:
        return change_party(order=own.order, people=[(category,) for category in chosen])
    return hold_seats(
        legs=[Leg(form.slot.pk, chosen)], request=hold_request(request, form.cleaned_data["key"], form.slot)
    )
