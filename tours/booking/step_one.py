"""What step one of booking has, be it for a slot or for a route: its ticket of the queue, and its answers."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from accelerator.base.common import clock
from accelerator.base.common.i18n import active_language
from accelerator.base.common.parts import draw_once
from tours.booking.errors import BookingRefused, ProofNeeded, TooManyHolds
from tours.booking.holders import (
    bound_to,
    holder_of,
    remember_browser,
)
from tours.booking.models import Order
from tours.booking.reads import order_of_token
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
from tours.booking.services.holds import HoldRequest
from tours.models import Slot
from tours.party import Party
from tours.routes.models import Route

_ANY_TICKET = "{ticket}"


def booked_since(request: HttpRequest) -> Order | None:
    """The order that the page offered to change, if it has been booked since, in another tab."""
    if token := request.POST.get("own"):
        with suppress(Http404):
            return order_of_token(token, confirmed=True)
    return None


def show_ticket(request: HttpRequest, booked: Order) -> HttpResponse:
    """Lead to the ticket of places that have been booked meanwhile."""
    messages.info(request, _("You have already booked these places: this is your ticket."))
    return redirect(booked)


def hold_request(request: HttpRequest, key: UUID, places: Slot | Route) -> HoldRequest:
    """Return the request of this reader for places of a slot or a route, by the key of their form."""
    return HoldRequest(
        key=key,
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


def guard_of(
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


def drawn_guard(guard: Guard) -> str:
    """The guard's part of the form: drawn once for all of the same work, with each reader's own ticket."""
    alike = draw_once("booking/_guard.jinja", guard=replace(guard, ticket=_ANY_TICKET))
    return alike.replace(_ANY_TICKET, escape(guard.ticket))


def step_page(
    request: HttpRequest, template: str, context: dict[str, Any], refused: BookingRefused | None, *, status: int
) -> HttpResponse:
    """Step one again; 429 with when to come back, where too much is held for now."""
    too_many = refused if isinstance(refused, TooManyHolds) else None
    context["too_many"] = str(too_many or "")
    response = remember_browser(request, render(request, template, context, status=429 if too_many else status))
    if too_many:
        response.headers["Retry-After"] = str(too_many.retry_after)
    return response


def to_details(request: HttpRequest, order: Order) -> HttpResponse:
    """Lead on to step two, with the ages of the children that the address brought along."""
    party = Party.of(dict(request.GET.lists()))
    query = f"?{party.query}" if party and party.children else ""
    return redirect(reverse("booking:details", args=[order.token]) + query)
