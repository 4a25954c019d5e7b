"""The ticket behind its signed link: view, print, keep, cancel; and the bookings of an account."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accelerator.base.accounts.consents import agreed, shown, values_now
from accelerator.base.accounts.models import ConsentText
from accelerator.base.accounts.own_data import as_file
from accelerator.base.common import clock
from accelerator.base.common.i18n import active_language
from accelerator.base.common.markdown import markdown_html
from accelerator.base.common.parts import draw
from regions.enterprises.pictures import Picture, covers, sketches
from tours.booking.errors import CannotBeCancelled
from tours.booking.models import Booking, Order
from tours.booking.own_data import order_data
from tours.booking.reads import order_of_token
from tours.booking.services.cancellations import cancel_by_visitor
from tours.booking.services.confirmations import visited_enterprises
from tours.booking.services.erasure import withdraw_consent
from tours.booking.services.people import people_can_change
from tours.booking.services.reminders import coming_reminders
from tours.booking.tickets.calendar import google_calendar_url, order_calendar
from tours.booking.tickets.pdf import ticket_pdf
from tours.booking.tickets.qr import qr_svg
from tours.booking.tickets.visits import Stage, Visit, invitation, shared_ticket, stages_by_day, visit_of


@never_cache
@require_safe
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """The ticket; an order that is not confirmed yet leads to its second step."""
    order = order_of_token(token)
    if order.confirmed_at is None:
        return redirect("booking:details", token)
    now = clock.now()
    visits = [visit_of(leg, now) for leg in order.legs]
    expected = order.expected_legs
    ahead = [leg for leg in expected if leg.slot.ends_at > now]
    drawn = sketches(visit.slot.site.album_id for visit in visits if visit.booking.is_expected)
    context: dict[str, Any] = {
        "order": order,
        "token": order.token,
        "legs": [_with_codes(visit, drawn) for visit in visits],
        "is_live": bool(expected),
        "is_past": bool(expected) and not ahead,
    }
    if len(expected) > 1:
        context["days"] = [(day, _stations(stages)) for day, stages in stages_by_day(order)]
    if ahead:
        context["keep"] = draw(
            "booking/_order_keep.jinja",
            token=order.token,
            is_route=len(visits) > 1,
            calendars=[(leg, google_calendar_url(order, leg)) for leg in ahead],
            wants_reminders=order.wants_reminders,
            reminders=_by_visit(coming_reminders(order, now)) if order.wants_reminders else [],
            email=order.contact.email,
            invitation=invitation(order, ahead[0]),
            shared_ticket=shared_ticket(order, ahead[0]),
            can_cancel=any(visit.can_cancel for visit in visits),
            can_change_people=people_can_change(order, now),
        )
    return render(request, "booking/order.html", context)


def _by_visit(reminders: Sequence[tuple[Booking, datetime]]) -> list[tuple[Booking, list[datetime]]]:
    """The moments at which a reminder of each visit comes, in the order of the visits."""
    legs = sorted({leg.pk: leg for leg, _moment in reminders}.values(), key=lambda leg: leg.position)
    return [(leg, [moment for of, moment in reminders if of == leg]) for leg in legs]


def _stations(stages: Sequence[Stage]) -> list[dict[str, Any]]:
    """A day's visits as the component of a route's line takes them, each leading to its ticket."""
    ways = [stage.way_minutes for stage in stages[1:]] + [0]
    return [
        {
            "name": stage.leg.slot.tour.title,
            "href": f"#leg-{stage.leg.position}",
            "place": f"{stage.leg.slot.enterprise.name}, {stage.leg.slot.site.city}",
            "time": stage.hours,
            "minutes": way,
        }
        for stage, way in zip(stages, ways, strict=True)
    ]


def _with_codes(visit: Visit, drawn: Mapping[int | None, Picture]) -> dict[str, Any]:
    """A visit with the codes that the gate reads, for the party and for each of several visitors, and its way."""
    leg = visit.booking
    return {
        "visit": visit,
        "way": drawn.get(visit.slot.site.album_id),
        "qr": qr_svg(leg.uuid) if leg.is_expected else "",
        "visitors": [(row, qr_svg(row.uuid)) for row in visit.attendances] if leg.seats > 1 else [],
    }


@never_cache
@require_safe
def pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The ticket on A4."""
    order = order_of_token(token, confirmed=True)
    if not order.expected_legs:
        raise Http404
    name = f"ticket-{order.code}.pdf"
    return HttpResponse(
        ticket_pdf(order), content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


@never_cache
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The order's events for a calendar."""
    order = order_of_token(token, confirmed=True)
    headers = {"Content-Disposition": f'attachment; filename="{order.code}.ics"'}
    file = order_calendar(order)
    return HttpResponse(file.content, content_type=file.media_type, headers=headers)


@never_cache
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """What cancelling means, and then the cancelling; a link in a mail only ever shows the question."""
    order = order_of_token(token, confirmed=True)
    now = clock.now()
    open_legs = [leg for leg in order.legs if leg.is_open_to_visitor(now)]
    none_ticked = False
    if request.method == "POST":
        chosen = _chosen(request, order)
        none_ticked = chosen == [] and bool(open_legs)
    if request.method == "POST" and not none_ticked:
        try:
            cancelled = cancel_by_visitor(order=order, booking_uuids=chosen)
        except CannotBeCancelled as refusal:
            messages.error(request, str(refusal))
        else:
            if cancelled:
                messages.success(request, _cancelled_message(cancelled, order))
        return redirect(order)
    context = {
        "order": order,
        "open_legs": open_legs,
        "late_legs": [leg for leg in order.legs if leg not in open_legs],
        "is_cancelled": all(leg.status == Booking.Status.CANCELLED for leg in order.legs),
        "none_ticked": none_ticked,
    }
    return render(request, "booking/cancel.html", context, status=422 if none_ticked else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """What withdrawing the consent means, and then doing it."""
    order = order_of_token(token, confirmed=True)
    if request.method == "POST":
        withdraw_consent(order=order)
        messages.success(request, _("Your consent is withdrawn, and your data has been erased."))
        return redirect(order)
    now = clock.now()
    ahead = [leg for leg in order.expected_legs if leg.slot.starts_at > now]
    return render(request, "booking/withdraw.html", {"order": order, "ahead": ahead})


@never_cache
@require_safe
def consent(request: HttpRequest, token: str) -> HttpResponse:
    """The text that this order's contact agreed to, word for word; before that, the one that is asked of them."""
    order = order_of_token(token)
    given = order.consent
    if given is None:
        language = active_language()
        text = ConsentText.objects.current(ConsentText.Kind.PERSONAL_DATA, clock.now())
        body = shown(text, language, values_now(language, visited_enterprises(order.legs, language)))
    else:
        text, language, body = given.text, given.language, agreed(given)
    context = {"order": order, "consent": given, "text": text, "language": language, "body": markdown_html(body)}
    context["title"] = text.title.in_language(language)
    return render(request, "booking/consent.html", context)


@never_cache
@require_safe
def own_data(request: HttpRequest, token: str) -> HttpResponse:
    """Everything that the portal keeps of this order's people, as a file for anyone with the link."""
    order = order_of_token(token, confirmed=True)
    return as_file(f"my-data-{order.code}", order_data(order))


def _cancelled_message(cancelled: list[Booking], order: Order) -> str:
    if len(cancelled) == len(order.legs):
        return _("Your booking is cancelled and the places are free again.")
    names = ", ".join(_("“%(tour)s”") % {"tour": leg.slot.tour} for leg in cancelled)
    return _("Cancelled: %(tours)s. The other visits stay booked.") % {"tours": names}


def _chosen(request: HttpRequest, order: Order) -> list[UUID] | None:
    """The ticked legs of a route; a single tour has nothing to tick."""
    if len(order.legs) == 1:
        return None
    known = {str(leg.uuid): leg.uuid for leg in order.legs}
    return [known[text] for text in request.POST.getlist("leg") if text in known]


@never_cache
@require_safe
@login_required
def my_bookings(request: HttpRequest) -> HttpResponse:
    """Coming visits first, then what was."""
    now = clock.now()
    orders = Order.objects.of_user(request.user).confirmed().with_legs().order_by("-confirmed_at", "-pk")[:200]
    coming: list[Order] = []
    past: list[Order] = []
    for order in orders:
        live = any(leg.slot.ends_at > now for leg in order.expected_legs)
        (coming if live else past).append(order)
    coming.sort(key=lambda order: min(leg.slot.starts_at for leg in order.legs))
    return render(request, "booking/mine.html", {"coming": _with_covers(coming), "past": _with_covers(past)})


def _with_covers(orders: Sequence[Order]) -> list[tuple[Order, Picture | None]]:
    """Each order with the cover of its first visit, and what the drawn cover of a tour without a photo needs."""
    tours = [order.legs[0].slot.tour for order in orders]
    photos = covers(tour.album_id for tour in tours)
    drawn = [tour for tour in tours if tour.album_id not in photos]
    prefetch_related_objects(drawn, "subject", "enterprise__subject")
    return [(order, photos.get(tour.album_id)) for order, tour in zip(orders, tours, strict=True)]
