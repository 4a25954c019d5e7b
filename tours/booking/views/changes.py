"""What can be changed behind the ticket's signed link: the time, who comes, and the reminders."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accelerator.base.common import clock
from accelerator.base.common.formats import slot_time
from accelerator.base.common.posted import posted
from tours.booking.errors import BookingRefused, VisitorsRefused
from tours.booking.forms.people import PeopleForm
from tours.booking.models import Booking, Order
from tours.booking.reads import order_of_token
from tours.booking.services import rescheduling
from tours.booking.services.people import change_people, people_can_change, problems_of
from tours.booking.services.reminders import choose_reminders, preview_reminders
from tours.models import Slot

PER_PAGE = 20


@never_cache
@require_safe
def times(request: HttpRequest, token: str) -> HttpResponse:
    """Which other times there are; of a route first which visit it is about."""
    order = order_of_token(token, confirmed=True)
    now = clock.now()
    open_legs = [leg for leg in order.legs if leg.is_open_to_visitor(now)]
    named = request.GET.get("leg", "")
    leg = next((leg for leg in open_legs if str(leg.uuid) == named), None)
    if leg is None and len(order.legs) == 1 and open_legs:
        leg = open_legs[0]
    if leg is not None:
        return _times_of(request, order, leg)
    late = [leg for leg in order.legs if leg not in open_legs]
    return render(request, "booking/times_legs.html", {"order": order, "open_legs": open_legs, "late_legs": late})


@never_cache
@require_http_methods(["GET", "POST"])
def reschedule(request: HttpRequest, token: str, leg_uuid: UUID, slot_uuid: UUID) -> HttpResponse:
    """What the other time means, and then taking it."""
    order = order_of_token(token, confirmed=True)
    leg = next((leg for leg in order.legs if leg.uuid == leg_uuid), None)
    if leg is None:
        raise Http404
    visible = Slot.objects.visible_to(request.user).filter(tour=leg.slot.tour_id)
    slot = get_object_or_404(visible.select_related("tour__requirements", "site", "enterprise"), uuid=slot_uuid)
    now = clock.now()
    if request.method == "POST":
        try:
            changed = rescheduling.reschedule(order=order, booking=leg, slot=slot)
        except BookingRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(_times_address(order, leg))
        if changed:
            when = slot_time(slot.starts_at, slot.zone)
            messages.success(request, _("Your new time: {when}. We have emailed you the ticket.").format(when=when))
        return redirect(order)
    if slot.pk == leg.slot_id:
        return redirect(order)
    if not leg.is_open_to_visitor(now):
        return redirect("booking:times", token)
    if not rescheduling.other_times(leg, order=order, user=request.user, now=now).filter(pk=slot.pk).exists():
        messages.error(request, _("This time is no longer available. Choose another one."))
        return redirect(_times_address(order, leg))
    ahead = preview_reminders(slot.tour.reminder_minutes, starts_at=slot.starts_at, zone=slot.zone, now=now)
    context = {
        "order": order,
        "leg": leg,
        "slot": slot,
        "reminders": [reminder.due_at for reminder in ahead if order.wants_reminders],
        "is_final": slot.cancel_until <= now,
        "lost_language": "" if leg.language in slot.spoken else leg.language_name,
        "times": _times_address(order, leg),
        "others": [other for other in order.expected_legs if other.pk != leg.pk],
    }
    return render(request, "booking/reschedule.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, token: str) -> HttpResponse:
    """Who comes: other names, or fewer people."""
    order = order_of_token(token, confirmed=True)
    legs = order.expected_legs
    if not people_can_change(order, clock.now()):
        return render(request, "booking/people_closed.html", {"order": order, "legs": legs})
    form = PeopleForm(posted(request), order=order, bookings=legs)
    status = 200
    if form.is_outdated:
        if form.keep_unchanged:
            return redirect(order)  # a second click
        form = PeopleForm(None, order=order, bookings=legs)
        messages.error(request, _("The list of visitors has changed since you opened the page. This is the list now."))
        status = 409
    elif request.method == "POST" and form.is_valid():
        try:
            change_people(
                order=order,
                contact=form.contact,
                visitors=form.people_by_visitor,
                guardian_consent=form.agrees_as_guardian,
                visit_languages=form.visit_languages,
            )
        except VisitorsRefused as refusal:
            form.add_problems(refusal.problems)
        except BookingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your changes are saved. We have emailed you the new ticket."))
            return redirect(order)
    elif request.method == "POST" and not form.removes_visitors:
        form.add_problems(problems_of(legs, form.details, guardian_consent=form.agrees_as_guardian, now=clock.now()))
    context = {"order": order, "legs": legs, "form": form}
    return render(request, "booking/people.html", context, status=422 if form.errors else status)


@never_cache
@csrf_exempt  # a mail program sends one click without a cookie (RFC 8058); only the signed address counts
@require_http_methods(["GET", "POST"])
def reminders(request: HttpRequest, token: str) -> HttpResponse:
    """Turn reminders on or off; a link in a mail only ever shows the question."""
    order = order_of_token(token, confirmed=True)
    if request.method == "GET":
        return render(request, "booking/reminders.html", {"order": order})
    one_click = request.POST.get("List-Unsubscribe") == "One-Click"
    wanted = request.POST.get("wanted") == "on" and not one_click
    choose_reminders(order=order, wanted=wanted)
    if one_click:
        return render(request, "booking/reminders.html", {"order": order})  # whose sender follows no redirect
    messages.success(request, _("We will remind you.") if wanted else _("Reminders are off."))
    return redirect(order)


def _times_of(request: HttpRequest, order: Order, leg: Booking) -> HttpResponse:
    """The leg's other times, opened at the first one after its own; the earlier ones are on the pages before."""
    slots = rescheduling.other_times(leg, order=order, user=request.user, now=clock.now())
    pages = Paginator(slots.only("uuid", "starts_at", "ends_at", "timezone", "languages"), PER_PAGE)
    sooner = slots.filter(starts_at__lt=leg.slot.starts_at).count()
    page = pages.get_page(request.GET.get("page", sooner // PER_PAGE + 1))
    for slot in page:
        slot.tour = leg.slot.tour
    context = {
        "order": order,
        "leg": leg,
        "others": [other for other in order.expected_legs if other.pk != leg.pk],
        "page": page,
    }
    return render(request, "booking/times.html", context)


def _times_address(order: Order, leg: Booking) -> str:
    return f"{reverse('booking:times', args=[order.token])}?leg={leg.uuid}"
