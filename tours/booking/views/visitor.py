"""Booking without an account: the party, then the people. Two steps, one address each."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accelerator.accounts.models import ConsentText
from accelerator.common import clock
from accelerator.common.network import client_ip
from accelerator.common.posted import posted
from tours.booking.browser import bound_to, remember_browser
from tours.booking.errors import BookingRefused, HoldLapsed, SlotRefused, VisitorsRefused
from tours.booking.forms import DetailsForm, PartyForm
from tours.booking.links import read_order_token
from tours.booking.models import Booking, Order
from tours.booking.services.confirmations import ConsentGiven, confirm
from tours.booking.services.holds import Leg, Request, hold_seats, switch_leg
from tours.models import Slot
from tours.requirements import essentials

OFFERED = 4  # slots that are offered instead of one that is not to be had


@never_cache
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, slot_uuid: UUID) -> HttpResponse:
    """Step one: how many come; the places are held and the second step follows."""
    visible = Slot.objects.visible_to(request.user).with_free_seats(clock.now())
    slot = get_object_or_404(visible.select_related("tour__requirements", "site", "enterprise"), uuid=slot_uuid)
    form = PartyForm(posted(request), slot=slot)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            order = hold_seats(
                legs=[Leg(slot_id=slot.pk, category_ids=cleaned["category_ids"])],
                request=Request(
                    key=cleaned["key"],
                    bound_to=bound_to(request),
                    language=get_language() or "ru",
                    user=request.user if request.user.is_authenticated else None,
                ),
            )
        except BookingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("booking:details", order.token)
    is_open = slot.status == Slot.Status.OPEN and clock.now() < slot.booking_closes_at and slot.free_seats > 0
    context = {
        "slot": slot,
        "tour": slot.tour,
        "form": form,
        "essentials": essentials(slot.tour),
        "hold_minutes": settings.HOLD_MINUTES,
        "is_open": is_open,
    }
    if form.errors or not is_open:
        context["others"] = _other_slots(slot, form.least)
    status = 422 if form.errors else 200
    return remember_browser(request, render(request, "booking/hold.html", context, status=status))


@never_cache
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, token: str) -> HttpResponse:
    """Step two: who comes. A hold that has run out is renewed, or other slots are offered and nothing typed is lost."""
    order = find_order(token)
    if order.confirmed_at is not None:
        return redirect(order)
    form = DetailsForm(posted(request), order=order, bookings=order.legs, initial=_known(request))
    offered: SlotRefused | HoldLapsed | None = None
    if request.method == "POST" and form.is_valid():
        try:
            _switch_if_asked(request, order)
            confirm(
                order=order,
                contact=form.contact,
                visitors=form.details,
                consent=ConsentGiven(text=_consent_text(), ip_address=client_ip(request)),
                guardian_consent=form.cleaned_data.get("guardian_consent", False),
            )
        except VisitorsRefused as refusal:
            for problem in refusal.problems:
                form.add_problem(problem)
        except (SlotRefused, HoldLapsed) as refusal:
            offered = refusal
            form.add_error(None, str(refusal))
        except BookingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(order)
        order = find_order(token)
        if order.confirmed_at is not None:
            return redirect(order)  # a twin of this request was quicker
    now = clock.now()
    deadlines = [leg.hold_expires_at for leg in order.legs if leg.hold_expires_at]
    held = len(deadlines) == len(order.legs) and min(deadlines) > now
    context = {
        "order": order,
        "form": form,
        "consent": _consent_text(),
        "held_until": min(deadlines) if held else None,
        "seconds_left": int((min(deadlines) - now).total_seconds()) if held else 0,
        "essentials": [(leg.slot.tour, essentials(leg.slot.tour)) for leg in order.legs],
    }
    if offered is not None:
        context["refused_leg"] = next(leg for leg in order.legs if leg.slot.tour_id == offered.slot.tour_id)
        context["others"] = _other_slots(offered.slot, order.party_size)
    return render(request, "booking/details.html", context, status=422 if form.errors else 200)


def find_order(token: str) -> Order:
    """The order of a signed address. Raises Http404 for a token that we did not sign, and for a forgotten order."""
    order_uuid = read_order_token(token)
    if order_uuid is None:
        raise Http404
    return get_object_or_404(Order.objects.with_legs(), uuid=order_uuid)


def _switch_if_asked(request: HttpRequest, order: Order) -> None:
    """The page offers other slots as buttons `switch` = “leg's UUID slot's UUID”; what is typed goes along."""
    leg_uuid, _space, slot_uuid = request.POST.get("switch", "").partition(" ")
    if not slot_uuid:
        return
    leg: Booking | None = next((leg for leg in order.legs if str(leg.uuid) == leg_uuid), None)
    try:
        slot = Slot.objects.visible_to(request.user).filter(uuid=UUID(slot_uuid)).first()
    except ValueError:
        slot = None
    if leg is None or slot is None or slot.tour_id != leg.slot.tour_id:
        raise Http404
    if leg.slot_id != slot.pk:
        switch_leg(order=order, booking=leg, slot=slot)


def _other_slots(slot: Slot, people: int) -> list[Slot]:
    now = clock.now()
    others = Slot.objects.filter(tour=slot.tour).exclude(pk=slot.pk).with_places_for(people, now)
    return list(others.select_related("tour", "site").by_start()[:OFFERED])


def _known(request: HttpRequest) -> dict[str, str]:
    if not request.user.is_authenticated:
        return {}
    return {"name": request.user.name, "email": request.user.email}


def _consent_text() -> ConsentText:
    return ConsentText.objects.current(ConsentText.Kind.PERSONAL_DATA, clock.now())
