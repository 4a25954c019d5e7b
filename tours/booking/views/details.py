"""Step two of booking: who comes, and the consent; the places are then booked."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accelerator.base.accounts.consents import current_text
from accelerator.base.accounts.models import ConsentText
from accelerator.base.common import clock
from accelerator.base.common.formats import slot_time
from accelerator.base.common.i18n import I18nText, active_language
from accelerator.base.common.network import client_ip
from accelerator.base.common.parts import draw
from accelerator.base.common.posted import posted
from tours.booking.errors import (
    BookingRefused,
    HoldLapsed,
    OrderChanged,
    Problem,
    SlotRefused,
    TooManyHolds,
    VisitorsRefused,
)
from tours.booking.forms.details import DetailsForm
from tours.booking.forms.party import ChangePartyForm, kinds_chosen, kinds_of
from tours.booking.models import Attendance, Booking, Order, Visitor
from tours.booking.reads import nearest_to, order_of, order_of_token
from tours.booking.requirement_checks import party_bounds
from tours.booking.services.confirmations import ConsentGiven, confirm, shape_of, visited_enterprises
from tours.booking.services.holds import change_party, switch_leg
from tours.booking.services.people import problems_of
from tours.models import Slot, Tour
from tours.party import Party
from tours.requirements import essentials, tours_for_age


@never_cache
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, token: str) -> HttpResponse:
    """Who comes. A hold that has run out is renewed, or other slots are offered and nothing typed is lost."""
    order = order_of_token(token)
    if order.confirmed_at is not None:
        return redirect(order)
    if "switch" in request.POST:
        return _switch(request, order)
    if "party" in request.POST or (request.method == "POST" and _party_differs(order, request.POST)):
        return _change_party(request, order)
    party = Party.of(dict(request.GET.lists()))
    form = DetailsForm(posted(request), order=order, bookings=order.legs, initial=_known(request), party=party)
    refused: BookingRefused | None = None
    instead: list[Tour] = []
    if request.method == "POST" and form.is_valid():
        try:
            confirm(
                order=order,
                contact=form.contact,
                visitors=form.details,
                consent=ConsentGiven(text=_consent_text(), ip_address=client_ip(request)),
                guardian_consent=form.agrees_as_guardian,
                language=active_language(),
                visit_languages=form.visit_languages,
                shown=request.POST.get("shown", ""),
            )
        except OrderChanged as refusal:
            return _order_changed(request, _reread(order), refusal)
        except VisitorsRefused as refusal:
            instead = _tours_instead(request, order, form, refusal.problems)
            form.add_problems(refusal.problems)
        except BookingRefused as refusal:
            refused = refusal
            form.add_error(None, str(refusal))
        else:
            return redirect(order)
        order = _reread(order)
        if order.confirmed_at is not None:
            return redirect(order)  # a twin of this request was quicker
    elif request.method == "POST":
        # All problems at once, also of the fields that are valid.
        problems = problems_of(order.legs, form.details, guardian_consent=form.agrees_as_guardian, now=clock.now())
        instead = _tours_instead(request, order, form, problems)
        form.add_problems(problems)
    return _details_page(request, order, form, refused=refused, instead=instead)


def _order_changed(request: HttpRequest, order: Order, refused: BookingRefused) -> HttpResponse:
    """The order as it is now, with what was typed of those who still come."""
    if order.confirmed_at is not None:
        return redirect(order)
    typed = DetailsForm(request.POST, order=order, bookings=order.legs).typed_for(range(order.party_size))
    form = DetailsForm(None, order=order, bookings=order.legs, initial=typed)
    return _details_page(request, order, form, refused=refused)


def _party_differs(order: Order, data: QueryDict) -> bool:
    """Whether other people were chosen and then “Book” was pressed, or Enter: the old ones are not to be booked."""
    party = _party_form(order, data)
    return any(name in data for name in party.fields) and not (party.is_valid() and party.counts == party.before)


def _switch(request: HttpRequest, order: Order) -> HttpResponse:
    """One leg goes to another slot that the page offered; what was typed stays, and is booked by another click."""
    before = DetailsForm(request.POST, order=order, bookings=order.legs)
    refused: BookingRefused | None = None
    notice = ""
    try:
        slot = _switch_leg(request, order)
    except BookingRefused as refusal:
        refused = refusal
    else:
        when = slot_time(slot.starts_at, slot.zone)
        notice = _("Your places are now held for {when}. Check the details, then book.").format(when=when)
    order = _reread(order)
    if order.confirmed_at is not None:
        return redirect(order)
    typed = before.typed_for(range(order.party_size))
    form = DetailsForm(None, order=order, bookings=order.legs, initial=typed)
    return _details_page(request, order, form, refused=refused, notice=notice)


def _change_party(request: HttpRequest, order: Order) -> HttpResponse:
    """The order becomes one for other people; what was typed of those who stay, and of the contact, stays too."""
    before = DetailsForm(request.POST, order=order, bookings=order.legs)
    party = _party_form(order, request.POST)
    places: Sequence[int | None] = range(order.party_size)
    refused: BookingRefused | None = None
    if party.is_valid():
        after = _places(order, party)
        try:
            change_party(order=order, people=party.people)
        except BookingRefused as refusal:
            refused = refusal
            party.add_error(None, str(refusal))
        else:
            places = after
        order = _reread(order)
        if order.confirmed_at is not None:
            return redirect(order)
    form = DetailsForm(None, order=order, bookings=order.legs, initial=before.typed_for(places))
    notice = "" if party.errors else _("Your group has been changed. Check who is coming, then book.")
    shown = party if party.errors else None
    return _details_page(request, order, form, refused=refused, party=shown, notice=notice)


def _party_form(order: Order, data: QueryDict | None = None) -> ChangePartyForm:
    kinds = kinds_of(order.legs)
    chosen = kinds_chosen(order)
    most = min(party_bounds(leg.slot)[1] for leg in order.legs)
    return ChangePartyForm(data, kinds=kinds, counts=[chosen.count(kind.ids) for kind in kinds], most=most)


def _places(order: Order, party: ChangePartyForm) -> list[int | None]:
    """Where each visitor of the changed party stood before: of every kind the first ones stay."""
    before: dict[tuple[int, ...], list[int]] = {}
    for place, kind in enumerate(kinds_chosen(order)):
        before.setdefault(kind, []).append(place)
    return [before[person].pop(0) if before.get(person) else None for person in party.people]


def _details_page(
    request: HttpRequest,
    order: Order,
    form: DetailsForm,
    *,
    refused: BookingRefused | None = None,
    instead: Sequence[Tour] = (),
    party: ChangePartyForm | None = None,
    notice: str = "",
) -> HttpResponse:
    now = clock.now()
    deadlines = [ends for leg in order.legs if (ends := leg.holds_until(now))]
    is_held = len(deadlines) == len(order.legs)
    party_form = party or _party_form(order)
    has_errors = bool(form.errors or (party is not None and party.errors))
    seconds = int((min(deadlines) - now).total_seconds()) if is_held else 0
    context = {
        "order": order,
        "legs": order.legs,
        "shown": shape_of(order.legs),
        "booked": draw(
            "booking/_booked.jinja",
            legs=order.legs,
            booked=[(leg, _lines(leg)) for leg in order.legs],
            total=order.total_kopecks,
            final_legs=[leg for leg in order.legs if leg.cancel_until <= now],
            party=party_form,
            party_is_open=party is not None or bool(form.problems & {"party", "age"}),
        ),
        "form": form,
        "party": party_form,
        "operator": settings.OPERATOR_NAME[active_language()],
        "visited": visited_enterprises(order.legs, active_language()),
        "hold_time": draw(
            "booking/_hold_time.jinja",
            is_held=is_held,
            seconds_left=seconds,
            minutes_left=max(1, -(-seconds // 60)),  # rounded up: it counts down from the full ten
        ),
        "essentials": [(leg.slot.tour, essentials(leg.slot)) for leg in order.legs],
        "instead": instead,
        "notice": notice,
        "refusal": "" if has_errors else str(refused or ""),
    }
    if isinstance(refused, SlotRefused | HoldLapsed):
        context["refused_leg"] = next(leg for leg in order.legs if leg.slot.tour_id == refused.slot.tour_id)
        context["others_for"] = order.party_size
        context["others"] = nearest_to(refused.slot, order.party_size, now)
    too_many = refused if isinstance(refused, TooManyHolds) else None
    status = 429 if too_many else 422 if refused or has_errors else 200
    response = render(request, "booking/details.html", context, status=status)
    if too_many:
        response.headers["Retry-After"] = str(too_many.retry_after)
    return response


def _reread(order: Order) -> Order:
    """The order as it is now. Raises Http404 for an order that has been erased."""
    fresh = order_of(order.uuid)
    if fresh is None:
        raise Http404
    return fresh


def _lines(leg: Booking) -> list[tuple[I18nText, int, int, bool]]:
    """What is paid at the leg: each kind and price, how many there are, what they pay together, and whether they come
    free with children.
    """
    kinds: dict[tuple[int, int], list[Attendance]] = {}
    for row in sorted(leg.attendances.all(), key=lambda row: row.position):
        kinds.setdefault((row.category_id, row.price_kopecks), []).append(row)
    return [
        (one.category.name, len(rows), len(rows) * one.price_kopecks, _accompanies(one))
        for rows in kinds.values()
        for one in rows[:1]
    ]


def _accompanies(row: Attendance) -> bool:
    is_chaperone = row.visitor is not None and row.visitor.role == Visitor.Role.CHAPERONE
    return is_chaperone and not row.price_kopecks and bool(row.category.price_kopecks)


def _tours_instead(request: HttpRequest, order: Order, form: DetailsForm, problems: Sequence[Problem]) -> list[Tour]:
    """What else there is for the youngest of those whose age was refused."""
    refused = {problem.visitor for problem in problems if problem.field == "age"}
    ages = [one.age for place, one in enumerate(form.details) if place in refused and one.age is not None]
    if not ages:
        return []
    return tours_for_age(min(ages), instead_of=order.legs[0].slot.tour, user=request.user, now=clock.now())


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


def _known(request: HttpRequest) -> dict[str, str]:
    if not request.user.is_authenticated:
        return {}
    return {"name": request.user.name, "email": request.user.email}


def _consent_text() -> ConsentText:
    return current_text(ConsentText.Kind.PERSONAL_DATA, clock.now())
