"""Booking without an account: the party, then the people. Two steps, one address each."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accelerator.base.accounts.models import ConsentText
from accelerator.base.common import clock
from accelerator.base.common.formats import slot_time
from accelerator.base.common.network import client_ip
from accelerator.base.common.posted import posted
from tours.booking.alternatives import tours_for_age
from tours.booking.browser import (
    as_own_places,
    booked_meanwhile,
    bound_to,
    held_of_tour,
    holder_of,
    own_seats,
    remember_browser,
)
from tours.booking.checks import party_bounds
from tours.booking.errors import (
    BookingClosed,
    BookingRefused,
    HoldLapsed,
    NotEnoughSeats,
    OrderChanged,
    Problem,
    ProofNeeded,
    SlotRefused,
    TooManyHolds,
    VisitorsRefused,
)
from tours.booking.forms.details import DetailsForm
from tours.booking.forms.party import ChangePartyForm, PartyForm
from tours.booking.models import Attendance, Booking, Order
from tours.booking.models.orders import read_order_token
from tours.booking.party import kinds_of
from tours.booking.prices import Tariff
from tours.booking.running_total import RunningTotal
from tours.booking.services.confirmations import ConsentGiven, confirm, shape_of, visited_enterprises
from tours.booking.services.holds import Leg, Request, hold_seats, switch_leg
from tours.booking.services.parties import change_party
from tours.booking.services.visitors import problems_of
from tours.booking.views.guards import answered, guard_of, shown_ticket
from tours.models import Slot, Tour
from tours.requirements import essentials, requirements_of

OFFERED = 4  # slots that are offered instead of one that is not to be had


@never_cache
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, slot_uuid: UUID) -> HttpResponse:
    """Step one: how many come; the places are held and the second step follows.

    Whoever comes back to it finds the places this browser holds already, and changes them instead of holding more.
    """
    visible = Slot.objects.visible_to(request.user).with_free_seats(clock.now())
    slot = get_object_or_404(visible.select_related("tour__requirements", "site", "enterprise"), uuid=slot_uuid)
    own = held_of_tour(request, slot.tour)
    own_here = own if own is not None and own.slot_id == slot.pk else None
    if request.method == "POST" and own is None and (booked := booked_meanwhile(request.POST.get("own", ""))):
        messages.info(request, _("You have already booked these places: this is your ticket."))
        return redirect(booked)
    form = PartyForm(posted(request), slot=slot, asked=request.GET.dict())
    gone = False  # the places, while somebody was choosing
    refused: BookingRefused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            order = _hold(request, form, slot, own)
        except BookingRefused as refusal:
            refused = refusal
            gone = isinstance(refusal, NotEnoughSeats | BookingClosed)
            if not isinstance(refusal, TooManyHolds):
                form.add_error(None, str(refusal))
        else:
            return remember_browser(request, redirect("booking:details", order.token))
    now = clock.now()
    free = slot.free_seats + own_seats(request, [slot.tour_id]).get(slot.pk, 0)
    is_open = slot.closed_because(now) is None and free > 0
    context = {
        "slot": slot,
        "tour": slot.tour,
        "form": form,
        "own": own,
        "own_here": own_here,
        "too_many": str(refused) if isinstance(refused, TooManyHolds) else "",
        "own_places": own and as_own_places(own),
        "free": free,
        "essentials": essentials(slot),
        "free_chaperones": requirements_of(slot.tour).free_chaperones,
        "total": _running_total(form, changes=own_here is not None),
        "is_open": is_open,
        "is_final": slot.cancel_until <= now,
    }
    if is_open:
        context["guard"] = guard_of(request, slot, [slot.pk], refused)
    crowded = isinstance(refused, TooManyHolds) and not isinstance(refused, ProofNeeded)
    if gone or crowded or not is_open:
        context["others_for"] = form.people or form.least
        context["others"] = _other_slots(slot, context["others_for"])
    status = 422 if form.errors else 200
    response = remember_browser(request, render(request, "booking/hold.html", context, status=status))
    return answered(response, refused)


def _running_total(form: PartyForm, *, changes: bool) -> RunningTotal:
    tariff = Tariff([(category,) for category in form.categories], [requirements_of(form.slot.tour)])
    return RunningTotal(tariff, form.counts, holds_already=changes)


def _hold(request: HttpRequest, form: PartyForm, slot: Slot, own: Booking | None) -> Order:
    cleaned = form.cleaned_data
    if own is not None and own.slot_id == slot.pk:
        return change_party(order=own.order, people=[(category,) for category in cleaned["category_ids"]])
    return hold_seats(
        legs=[Leg(slot_id=slot.pk, category_ids=cleaned["category_ids"])],
        request=Request(
            key=cleaned["key"],
            bound_to=bound_to(request),
            language=get_language() or "ru",
            user=request.user if request.user.is_authenticated else None,
            holder=holder_of(request),
            ticket=shown_ticket(request, slot),
        ),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, token: str) -> HttpResponse:
    """Step two: who comes. A hold that has run out is renewed, or other slots are offered and nothing typed is lost."""
    order = find_order(token)
    if order.confirmed_at is not None:
        return redirect(order)
    if "switch" in request.POST:
        return _switch(request, order)
    if "party" in request.POST or _party_differs(order, request.POST):
        return _change_party(request, order)
    form = DetailsForm(posted(request), order=order, bookings=order.legs, initial=_known(request))
    offered: SlotRefused | HoldLapsed | None = None
    instead: list[Tour] = []
    if request.method == "POST" and form.is_valid():
        try:
            confirm(
                order=order,
                contact=form.contact,
                visitors=form.details,
                consent=ConsentGiven(text=_consent_text(), ip_address=client_ip(request)),
                guardian_consent=form.agrees_as_guardian,
                language=get_language() or "ru",
                shown=request.POST.get("shown", ""),
            )
        except OrderChanged as refusal:
            return _changed_meanwhile(request, find_order(token), str(refusal))
        except VisitorsRefused as refusal:
            instead = _tours_instead(request, order, form, refusal.problems)
            form.add_problems(refusal.problems)
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
    elif request.method == "POST":
        # What can be read is judged with what cannot, so that one round tells everything.
        problems = problems_of(order.legs, form.details, guardian_consent=form.agrees_as_guardian, now=clock.now())
        instead = _tours_instead(request, order, form, problems)
        form.add_problems(problems)
    return _details_page(request, order, form, offered=offered, instead=instead)


def _changed_meanwhile(request: HttpRequest, order: Order, refusal: str) -> HttpResponse:
    """The order as it is now, with what was typed of those who still come."""
    if order.confirmed_at is not None:
        return redirect(order)
    typed = DetailsForm(request.POST, order=order, bookings=order.legs).typed_for(range(order.party_size))
    form = DetailsForm(None, order=order, bookings=order.legs, initial=typed)
    return _details_page(request, order, form, refusal=refusal)


def _party_differs(order: Order, data: QueryDict) -> bool:
    """Whether other people were chosen and then “Book” was pressed, or Enter: nobody means to book the old ones."""
    party = _party_form(order, data)
    return any(name in data for name in party.fields) and not (party.is_valid() and party.counts == party.before)


def _switch(request: HttpRequest, order: Order) -> HttpResponse:
    """One leg goes to another slot that the page offered; what was typed stays, and is booked by another click."""
    before = DetailsForm(request.POST, order=order, bookings=order.legs)
    offered: SlotRefused | None = None
    refused: BookingRefused | None = None
    refusal = notice = ""
    try:
        slot = _switch_leg(request, order)
    except BookingRefused as problem:
        refused = problem
        offered = problem if isinstance(problem, SlotRefused) else None
        refusal = str(problem)
    else:
        when = slot_time(slot.starts_at, slot.zone)
        notice = _("Your places are now held for {when}. Check the details, then book.").format(when=when)
    order = find_order(order.token)
    if order.confirmed_at is not None:
        return redirect(order)
    typed = before.typed_for(range(order.party_size))
    form = DetailsForm(None, order=order, bookings=order.legs, initial=typed)
    return answered(_details_page(request, order, form, offered=offered, notice=notice, refusal=refusal), refused)


def _change_party(request: HttpRequest, order: Order) -> HttpResponse:
    """The order becomes one for other people; what was typed of those who stay, and of the contact, stays too."""
    before = DetailsForm(request.POST, order=order, bookings=order.legs)
    party = _party_form(order, request.POST)
    offered: SlotRefused | None = None
    places: Sequence[int | None] = range(order.party_size)
    refused: BookingRefused | None = None
    if party.is_valid():
        after = _places(order, party)
        try:
            change_party(order=order, people=party.people)
        except BookingRefused as refusal:
            refused = refusal
            offered = refusal if isinstance(refusal, SlotRefused) else None
            party.add_error(None, str(refusal))
        else:
            places = after
        order = find_order(order.token)
        if order.confirmed_at is not None:
            return redirect(order)
    form = DetailsForm(None, order=order, bookings=order.legs, initial=before.typed_for(places))
    notice = "" if party.errors else _("Your group is changed. Check who is coming, then book.")
    shown = party if party.errors else None
    return answered(_details_page(request, order, form, offered=offered, party=shown, notice=notice), refused)


def _party_form(order: Order, data: QueryDict | None = None) -> ChangePartyForm:
    kinds = kinds_of(order.legs)
    chosen = _kinds_chosen(order)
    most = min(party_bounds(leg.slot)[1] for leg in order.legs)
    return ChangePartyForm(data, kinds=kinds, counts=[chosen.count(kind.ids) for kind in kinds], most=most)


def _kinds_chosen(order: Order) -> list[tuple[int, ...]]:
    """For each visitor of the order, their category at every leg."""
    legs = [sorted(leg.attendances.all(), key=lambda row: row.position) for leg in order.legs]
    return [tuple(row.category_id for row in rows) for rows in zip(*legs, strict=True)]


def _places(order: Order, party: ChangePartyForm) -> list[int | None]:
    """Where each visitor of the changed party stood before: of every kind the first ones stay."""
    before: dict[tuple[int, ...], list[int]] = {}
    for place, kind in enumerate(_kinds_chosen(order)):
        before.setdefault(kind, []).append(place)
    return [before[person].pop(0) if before.get(person) else None for person in party.people]


def _details_page(
    request: HttpRequest,
    order: Order,
    form: DetailsForm,
    *,
    offered: SlotRefused | HoldLapsed | None = None,
    instead: Sequence[Tour] = (),
    party: ChangePartyForm | None = None,
    notice: str = "",
    refusal: str = "",
) -> HttpResponse:
    now = clock.now()
    deadlines = [ends for leg in order.legs if (ends := leg.holds_until(now))]
    is_held = len(deadlines) == len(order.legs)
    seconds = int((min(deadlines) - now).total_seconds()) if is_held else 0
    context = {
        "order": order,
        "shown": shape_of(order.legs),
        "booked": [(leg, _lines(leg)) for leg in order.legs],
        "form": form,
        "party": party or _party_form(order),
        "party_is_open": party is not None or bool(form.problems & {"party", "age"}),
        "operator": settings.OPERATOR_NAME[get_language() or "ru"],
        "visited": visited_enterprises(order, get_language() or "ru"),
        "is_held": is_held,
        "seconds_left": seconds,
        "minutes_left": max(1, -(-seconds // 60)),  # begun ones too: it counts down from the full ten
        "final_legs": [leg for leg in order.legs if leg.cancel_until <= now],
        "essentials": [(leg.slot.tour, essentials(leg.slot)) for leg in order.legs],
        "instead": instead,
        "notice": notice,
        "refusal": refusal,
    }
    if offered is not None:
        context["refused_leg"] = next(leg for leg in order.legs if leg.slot.tour_id == offered.slot.tour_id)
        context["others_for"] = order.party_size
        context["others"] = _other_slots(offered.slot, order.party_size)
    refused = bool(form.errors or refusal or (party is not None and party.errors))
    return render(request, "booking/details.html", context, status=422 if refused else 200)


def _lines(leg: Booking) -> list[tuple[Attendance, int, int]]:
    """What is paid at the leg: somebody of each kind and price, how many there are, and what they pay together."""
    kinds: dict[tuple[int, int], list[Attendance]] = {}
    for row in sorted(leg.attendances.all(), key=lambda row: row.position):
        kinds.setdefault((row.category_id, row.price_kopecks), []).append(row)
    return [(rows[0], len(rows), len(rows) * rows[0].price_kopecks) for rows in kinds.values()]


def _tours_instead(request: HttpRequest, order: Order, form: DetailsForm, problems: Sequence[Problem]) -> list[Tour]:
    """What else there is for the youngest of those whose age was refused."""
    refused = {problem.visitor for problem in problems if problem.field == "age"}
    ages = [one.age for place, one in enumerate(form.details) if place in refused and one.age is not None]
    if not ages:
        return []
    return tours_for_age(min(ages), instead_of=order.legs[0].slot.tour, user=request.user, now=clock.now())


def find_order(token: str) -> Order:
    """The order of a signed address. Raises Http404 for a token that we did not sign, and for a forgotten order."""
    order_uuid = read_order_token(token)
    if order_uuid is None:
        raise Http404
    return get_object_or_404(Order.objects.with_legs(), uuid=order_uuid)


def _switch_leg(request: HttpRequest, order: Order) -> Slot:
    """The page offers other slots as buttons `switch` = “leg's UUID slot's UUID”; returns the slot of that leg now."""
    leg_uuid, _space, slot_uuid = request.POST["switch"].partition(" ")
    leg: Booking | None = next((leg for leg in order.legs if str(leg.uuid) == leg_uuid), None)
    try:
        slot = Slot.objects.visible_to(request.user).select_related("site").filter(uuid=UUID(slot_uuid)).first()
    except ValueError:
        slot = None
    if leg is None or slot is None or slot.tour_id != leg.slot.tour_id:
        raise Http404
    switch_leg(order=order, booking=leg, slot=slot)
    return slot


def _other_slots(slot: Slot, people: int) -> list[Slot]:
    """Slots of the tour nearest to this one, with no more of them than is printed: many may be refused at once."""
    others = Slot.objects.next_of(slot.tour, people, clock.now()).exclude(pk=slot.pk)
    others = others.only("uuid", "starts_at", "timezone")
    found = [
        *others.filter(starts_at__gte=slot.starts_at)[:OFFERED],
        *others.filter(starts_at__lt=slot.starts_at).order_by("-starts_at", "-pk")[:OFFERED],
    ]
    nearest = sorted(found, key=lambda other: abs(other.starts_at - slot.starts_at))[:OFFERED]
    return sorted(nearest, key=lambda other: other.starts_at)


def _known(request: HttpRequest) -> dict[str, str]:
    if not request.user.is_authenticated:
        return {}
    return {"name": request.user.name, "email": request.user.email}


def _consent_text() -> ConsentText:
    return ConsentText.objects.current(ConsentText.Kind.PERSONAL_DATA, clock.now())
