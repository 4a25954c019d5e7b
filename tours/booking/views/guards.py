"""What step one carries against robots, and how a refusal for too much is answered."""

from collections.abc import Collection
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from accelerator.base.common import clock
from tours.booking.browser import holder_of
from tours.booking.crowd import join_crowd, scope_of
from tours.booking.errors import BookingRefused, ProofNeeded, TooManyHolds
from tours.booking.proofs import NO_TICKET, Ticket, issue_ticket, read_ticket
from tours.booking.services.allowances import demand_of, is_pressed
from tours.models import Slot
from tours.routes.models import Route


@dataclass(frozen=True)
class Guard:
    """The ticket in the form of step one, and the work that the browser begins at once; none while all is calm."""

    ticket: str
    work: int = 0
    is_asked: bool = False  # the form was sent, and waits for nothing but this


def shown_ticket(request: HttpRequest, places: Slot | Route) -> Ticket:
    """Return the ticket that came with the form."""
    return read_ticket(
        request.POST.get("ticket", ""), request.POST.get("proof", ""), scope_of(places), holder_of(request)
    )


def guard_of(
    request: HttpRequest, places: Slot | Route, slot_ids: Collection[int], refusal: BookingRefused | None
) -> Guard:
    """Return what the form carries next: the same ticket as long as it is good, so that its waiting goes on."""
    scope, holder = scope_of(places), holder_of(request)
    crowd = join_crowd(scope, holder)
    is_used = isinstance(refusal, ProofNeeded) and refusal.is_used
    is_good = not is_used and shown_ticket(request, places) != NO_TICKET
    ticket = request.POST["ticket"] if is_good else issue_ticket(scope, holder)
    if isinstance(refusal, ProofNeeded):
        return Guard(ticket, refusal.work, is_asked=True)
    now = clock.now()
    pressed = bool(slot_ids) and is_pressed(slot_ids, 1, (), now)
    return Guard(ticket, demand_of(crowd, holder, now).work if pressed else 0)


def answered(response: HttpResponse, refusal: BookingRefused | None) -> HttpResponse:
    """Let the answer say 429 and when to come back, where it was too much for now."""
    if isinstance(refusal, TooManyHolds):
        response.status_code = 429
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response
