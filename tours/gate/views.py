"""The morning at the gate: today's slots, who comes, checking in, and files for the enterprise."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.base.common import clock
from accelerator.base.common.countries import country_name
from accelerator.base.common.dates import read_day
from accelerator.base.common.errors import Refusal
from accelerator.base.common.posted import posted, searched
from accelerator.base.common.tables import attachment
from accelerator.base.notifications.models import Message
from accelerator.base.notifications.services import resend_message
from regions.enterprises.cabinet import MemberRequest, member_view
from regions.enterprises.models import Enterprise, Membership, Role
from regions.enterprises.permissions import (
    CHECK_IN,
    EXPORT_ROSTER,
    MANAGE_ENTERPRISE,
    MANAGE_SLOTS,
    MANAGE_TOURS,
    READ_PASSES,
    SEE_ROSTER,
    SEE_SLOTS,
)
from tours.booking.errors import CheckInRefused
from tours.booking.models import Attendance, Booking, IdentityReading
from tours.booking.services.cancellations import cancel_by_staff
from tours.booking.services.identities import Pass, read_passes, wanted_kinds
from tours.booking.tickets.qr import read_scan
from tours.booking.wanted_languages import wanted_languages
from tours.gate import exports
from tours.gate.rosters import Ticket, day_slots, expected_bookings, find_ticket
from tours.gate.services import check_in, is_check_in_open, undo_check_in, visitors_to_check_in, wrong_time_warning
from tours.models import Slot, Tour, VisitRequirements
from tours.requirements import requirements_of
from tours.schedule.forms import CancelForm
from tours.schedule.message_status import cancelled_bookings, messages_by_booking, messages_to_check
from tours.schedule.plans import history_days

LONGEST_EXPORT = timedelta(days=92)
READINGS_SHOWN = 20


@require_safe
@member_view(SEE_ROSTER)
def today(request: MemberRequest, enterprise: Enterprise) -> HttpResponse:
    """The slots of a day, by default of today; ?q= finds a visitor or a code among all of them."""
    present = enterprise.today()
    day = _day(request.GET.get("day"), present)
    now = clock.now()
    slots = list(day_slots(enterprise, day, running_at=now if day == present else None))
    query = searched(request)
    role = request.membership.role
    context = {
        "enterprise": enterprise,
        "day": day,
        "is_today": day == present,
        "earlier": day - timedelta(days=1),
        "later": day + timedelta(days=1),
        "slots": [(slot, slot.starts_at <= now < slot.ends_at) for slot in slots],
        "expected": sum(slot.expected for slot in slots),
        "arrived": sum(slot.arrived for slot in slots),
        "words": query,
        "found": list(expected_bookings(slots, query, by_contacts=_sees_phones(request))) if query else None,
        "sees_phones": _sees_phones(request),
        "range": _asked_range(request, day),
        "may_export": role in EXPORT_ROSTER,
        "may_open_slots": role in MANAGE_SLOTS,
        "first_step": "" if slots else _first_step(role, enterprise),
    }
    return render(request, "gate/today.html", context)


def _first_step(role: str, enterprise: Enterprise) -> str:
    """What a new enterprise has to create before it can open slots, if this role may."""
    if role in MANAGE_ENTERPRISE and not enterprise.sites.exists():
        return "site"
    current = Tour.objects.of(enterprise).current()
    return "tour" if role in MANAGE_TOURS and not current.exists() else ""


@require_safe
@member_view(SEE_ROSTER)
def roster(request: MemberRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Who comes to one slot. The gate sees names and codes; phones and failed messages are for managers."""
    slot = _slot(enterprise, uuid)
    query = searched(request)
    bookings = list(expected_bookings([slot], query, by_contacts=_sees_phones(request)))
    role = request.membership.role
    may_manage = role in MANAGE_SLOTS
    troubles = messages_to_check(bookings, clock.now()) if may_manage else {}
    cancelled = list(cancelled_bookings(slot))
    messages_sent = messages_by_booking(cancelled) if may_manage else {booking: [] for booking in cancelled}
    attendances = [row for booking in bookings for row in booking.attendances.all()]
    context = {
        "enterprise": enterprise,
        "slot": slot,
        "words": query,
        "rows": [
            (
                booking,
                sum(row.checked_in_at is None for row in booking.attendances.all()),
                troubles.get(booking.topic) or troubles.get(booking.order.topic),
            )
            for booking in bookings
        ],
        "cancelled": [
            (booking, sent, any(message.needs_attention for message in sent)) for booking, sent in messages_sent.items()
        ],
        "expected": len(attendances),
        "arrived": sum(row.checked_in_at is not None for row in attendances),
        "wanted_languages": wanted_languages(slot, bookings),
        "to_collect": sum(row.price_kopecks for row in attendances),
        "sees_phones": _sees_phones(request),
        "may_manage": may_manage,
        "may_export": role in EXPORT_ROSTER,
        "may_read_passes": role in READ_PASSES and bool(requirements_of(slot.tour).pass_office_data),
        "sees_slots": role in SEE_SLOTS,
        "is_check_in_open": is_check_in_open(slot, clock.now()),
        "is_over": slot.ends_at <= clock.now(),
    }
    return render(request, "gate/roster.html", context)


@require_POST
@member_view(CHECK_IN)
def attend(request: MemberRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Check a party or one visitor in from the list, or undo it (`undo`)."""
    booking = get_object_or_404(Booking.objects.of(enterprise).select_related("slot", "order"), uuid=uuid)
    chosen = _chosen(request, booking)
    try:
        if "undo" in request.POST:
            undo_check_in(booking=booking, attendances=chosen)
        else:
            check_in(booking=booking, by=request.user, attendances=chosen)
    except CheckInRefused as refusal:
        messages.warning(request, str(refusal))
    back = reverse("gate:roster", args=[enterprise.slug, booking.slot.uuid])
    return redirect(f"{back}#b-{booking.uuid}")


@never_cache
@csp_update({"worker-src": ["blob:"]})  # the vendored scanner makes its worker of a blob
@require_http_methods(["GET", "POST"])
@member_view(CHECK_IN)
def scan(request: MemberRequest, enterprise: Enterprise) -> HttpResponse:
    """Check in by the camera, by a hand scanner or by typing; opening a ticket's address only shows the ticket."""
    code = (posted(request) or request.GET).get("code", "").strip()[:200]
    ticket = find_ticket(enterprise, code) if code else None
    context: dict[str, Any] = {"enterprise": enterprise, "code": code, "ticket": ticket}
    if code and ticket is None:
        context |= {"verdict": "err", "message": _("There is no such ticket at this enterprise.")}
    elif ticket is not None:
        result = _check_in(request, ticket) if request.method == "POST" else {}
        context |= _ticket_state(ticket) | result
    return render(request, "gate/scan.html", context)


def _check_in(request: HttpRequest, ticket: Ticket) -> dict[str, str]:
    if "undo" in request.POST:
        undo_check_in(booking=ticket.booking, attendances=ticket.only)
        return {"verdict": "warn", "message": _("The check-in has been undone.")}
    try:
        came = check_in(booking=ticket.booking, by=request.user, attendances=ticket.only)
    except CheckInRefused as refusal:
        return {"verdict": "warn", "message": str(refusal)}
    return {"verdict": "ok", "message": _("Let in: %(names)s") % {"names": _names(came)}}


def _ticket_state(ticket: Ticket) -> dict[str, Any]:
    """Who belongs to the ticket, and what can be done with it now."""
    rows = Attendance.objects.filter(booking=ticket.booking).select_related("visitor", "category")
    people, now = list(rows.order_by("position")), clock.now()
    waiting: list[Attendance] = []
    try:
        waiting = visitors_to_check_in(booking=ticket.booking, now=now, attendances=ticket.only)
    except CheckInRefused as refusal:
        verdict, message = "warn", str(refusal)
    else:
        verdict, message = "info", _("Not checked in yet: %(names)s") % {"names": _names(waiting)}
    came = [row for row in people if row.checked_in_at and ticket.attendance in (None, row)]
    is_open = ticket.booking.is_expected and is_check_in_open(ticket.booking.slot, now)
    return {
        "verdict": verdict,
        "message": message,
        "people": people,
        "may_let_in": bool(waiting),
        "may_undo": bool(came) and is_open,
        "time_warning": wrong_time_warning(ticket.booking.slot, now) if is_open else "",
    }


def _names(rows: list[Attendance]) -> str:
    """Who has come in: by name, or by category where nobody has asked for one."""
    return ", ".join((row.visitor.name if row.visitor else "") or str(row.category.name) for row in rows)


@never_cache
@require_safe
@login_required
def scan_redirect(request: HttpRequest, code: str) -> HttpResponse:
    """A ticket's QR code opened by a phone's own camera: leads staff to the scanner's page; 404 for anybody else."""
    uuid = read_scan(f"/c/{code}")
    if uuid is None:
        raise Http404
    of_visitor = Attendance.objects.filter(uuid=uuid).values("enterprise")
    of_party = Booking.objects.filter(uuid=uuid).values("enterprise")
    members = Membership.objects.filter(user=request.user.pk).in_roles(CHECK_IN).select_related("enterprise")
    membership = members.filter(enterprise__in=of_visitor.union(of_party)).first()
    if membership is None:
        raise Http404
    return redirect(f"{reverse('gate:scan', args=[membership.enterprise.slug])}?{urlencode({'code': code})}")


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_SLOTS)
def cancel(request: MemberRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Cancel one booking with a reason; the contact is notified."""
    own = Booking.objects.of(enterprise).select_related("order__contact", "slot__tour", "slot__site")
    booking = get_object_or_404(own, uuid=uuid)
    form = CancelForm(posted(request), is_booked=True)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_by_staff(booking=booking, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The booking has been cancelled. The contact person will get an email."))
        return redirect("gate:roster", enterprise.slug, booking.slot.uuid)
    context = {"enterprise": enterprise, "booking": booking, "form": form}
    return render(request, "gate/cancel.html", context, status=422 if form.errors else 200)


@require_POST
@member_view(MANAGE_SLOTS)
def resend(request: MemberRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Send a booking's message again."""
    booking = get_object_or_404(Booking.objects.of(enterprise).select_related("order", "slot"), uuid=uuid)
    about = Message.objects.filter(topic__in=[booking.topic, booking.order.topic])
    message = get_object_or_404(about, uuid=_uuid(request.POST.get("message", "")))
    try:
        resend_message(uuid=message.uuid, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The message is being sent again. You can follow its status in this list."))
    return redirect("gate:roster", enterprise.slug, booking.slot.uuid)


@require_safe
@member_view(EXPORT_ROSTER)
def roster_file(request: MemberRequest, enterprise: Enterprise, uuid: UUID, format_name: str) -> HttpResponse:
    """One slot's roster as a file, filtered as on the page."""
    slot = _slot(enterprise, uuid)
    bookings = expected_bookings([slot], searched(request), by_contacts=_sees_phones(request))
    return _file(format_name, bookings, f"{slot.local_start:%Y-%m-%d-%H%M}", exports.slot_title(slot))


@require_safe
@member_view(EXPORT_ROSTER)
def days_file(request: MemberRequest, enterprise: Enterprise, format_name: str) -> HttpResponse:
    """The rosters of a range of days (`from`, `to`, at most 92 days) as one file; a longer one is refused, not cut."""
    first, last = _asked_range(request, enterprise.today())
    if last - first >= LONGEST_EXPORT:
        text = _("A file can cover at most %(days)d days. Choose a shorter range or download it in parts.")
        messages.error(request, text % {"days": LONGEST_EXPORT.days})
        query = urlencode({"from": first.isoformat(), "to": last.isoformat()})
        return redirect(f"{reverse('gate:today', args=[enterprise.slug])}?{query}#files")
    slots = Slot.objects.of(enterprise).filter(local_date__range=(first, last))
    return _file(format_name, expected_bookings(slots), f"{first}-{last}", f"{first} – {last} {enterprise.name}")


@never_cache
@require_http_methods(["GET", "POST"])
@member_view(READ_PASSES)
def pass_list(request: MemberRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Who has read the slot's pass list so far; a POST shows the list, or sends it as a file, and is recorded.

    404 where the pass office asks for nothing.
    """
    slot = _slot(enterprise, uuid)
    if not requirements_of(slot.tour).pass_office_data:
        raise Http404
    kinds = wanted_kinds(slot)
    labels = dict(VisitRequirements.PassData.choices)
    columns = [str(labels[kind]) for kind in kinds]

    def cells(one: Pass) -> list[str]:
        return [_written(kind, one.identity.get(kind, "")) for kind in kinds]

    rows = None
    if request.method == "POST":
        passes = read_passes(slot=slot, reader=request.user)
        if "file" in request.POST:
            title = exports.slot_title(slot)
            content = exports.pass_list_file("xlsx", passes, columns=columns, cells=cells, title=title)
            return attachment("xlsx", f"pass-list-{slot.local_start:%Y-%m-%d-%H%M}", content)
        rows = [(one, cells(one)) for one in passes]
    readings = IdentityReading.objects.filter(slot=slot).select_related("reader").order_by("-read_at", "-pk")
    context = {
        "enterprise": enterprise, "slot": slot, "columns": columns, "rows": rows, "readings": readings[:READINGS_SHOWN],
    }  # fmt: skip
    return render(request, "gate/pass_list.html", context)


def _written(kind: str, value: str) -> str:
    """The stored value as a pass has it: «06.05.1990», «Германия»."""
    match kind:
        case VisitRequirements.PassData.BIRTH_DATE if value:
            return date_format(date.fromisoformat(value), "d.m.Y")
        case VisitRequirements.PassData.CITIZENSHIP:
            return country_name(value)
    return value


def _slot(enterprise: Enterprise, uuid: UUID) -> Slot:
    return get_object_or_404(Slot.objects.of(enterprise).select_related("tour__requirements", "site"), uuid=uuid)


def _file(format_name: str, bookings: Any, name: str, title: str) -> HttpResponse:
    return attachment(format_name, f"roster-{name}", exports.roster_file(format_name, bookings, title=title))


def _chosen(request: HttpRequest, booking: Booking) -> list[Attendance] | None:
    """Return the one visitor named, or None for the whole party. Raises Http404 for another party's visitor."""
    if "visitor" not in request.POST:
        return None
    return [get_object_or_404(Attendance, booking=booking, uuid=_uuid(request.POST["visitor"]))]


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _sees_phones(request: MemberRequest) -> bool:
    return bool(request.membership.role != Role.GATE)


def _asked_range(request: HttpRequest, otherwise: date) -> tuple[date, date]:
    """Return the first and last day asked for, in order."""
    first = _day(request.GET.get("from"), otherwise)
    last = _day(request.GET.get("to"), first)
    return min(first, last), max(first, last)


def _day(text: str | None, otherwise: date) -> date:
    """Return the day asked for; the other one if that is no day, or out of a schedule's range."""
    day = read_day(text)
    return day if day and day in history_days() else otherwise
