"""The morning at the gate: today's slots, who comes, checking in, and files for the enterprise."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.base.common import clock
from accelerator.base.common.dates import read_day
from accelerator.base.common.errors import Refusal
from accelerator.base.common.posted import posted, searched
from accelerator.base.common.tables import attachment
from accelerator.base.notifications.models import Message
from accelerator.base.notifications.services import resend_message
from regions.enterprises.cabinet import member_view
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
from tours.booking.models import Attendance, Booking
from tours.booking.services.cancellations import cancel_by_staff
from tours.booking.tickets.qr import read_scan
from tours.gate import exports
from tours.gate.rosters import Found, day_slots, find, parties
from tours.gate.services import check_in, is_check_in_open, undo_check_in, visitors_to_check_in, wrong_time_warning
from tours.models import Slot, Tour
from tours.requirements import requirements_of
from tours.schedule.forms.slots import CancelForm
from tours.schedule.message_status import cancelled_parties, messages_of, messages_to_see
from tours.schedule.plans import history_days

LONGEST_EXPORT = timedelta(days=92)


@require_safe
@member_view(SEE_ROSTER)
def today(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """A day's slots, today's unless told otherwise; words seek a visitor or a code among all of them."""
    present = enterprise.today()
    day = _day(request.GET.get("day"), present)
    now = clock.now()
    slots = list(day_slots(enterprise, day, running_at=now if day == present else None))
    words = searched(request)
    context = {
        "enterprise": enterprise,
        "day": day,
        "is_today": day == present,
        "earlier": day - timedelta(days=1),
        "later": day + timedelta(days=1),
        "slots": [(slot, slot.starts_at <= now < slot.ends_at) for slot in slots],
        "expected": sum(slot.expected for slot in slots),
        "arrived": sum(slot.arrived for slot in slots),
        "words": words,
        "found": list(parties(slots, words, by_contacts=_sees_phones(request))) if words else None,
        "sees_phones": _sees_phones(request),
        "range": _asked_range(request, day),
        "may_export": request.membership.role in EXPORT_ROSTER,  # type: ignore[attr-defined]
        "may_open_slots": request.membership.role in MANAGE_SLOTS,  # type: ignore[attr-defined]
        "first_step": "" if slots else _first_step(request, enterprise),
    }
    return render(request, "gate/today.html", context)


def _first_step(request: HttpRequest, enterprise: Enterprise) -> str:
    """What a new enterprise has to write before it can open slots, for whoever may write it."""
    role = request.membership.role  # type: ignore[attr-defined]
    if role in MANAGE_ENTERPRISE and not enterprise.sites.exists():
        return "site"
    current = Tour.objects.of(enterprise).current()
    return "tour" if role in MANAGE_TOURS and not current.exists() else ""


@require_safe
@member_view(SEE_ROSTER)
def roster(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Who comes to one slot. The gate sees names and codes; phones and mails' troubles are for those who plan."""
    slot = get_object_or_404(Slot.objects.of(enterprise).select_related("tour__requirements", "site"), uuid=uuid)
    words = searched(request)
    bookings = list(parties([slot], words, by_contacts=_sees_phones(request)))
    role = request.membership.role  # type: ignore[attr-defined]
    may_manage = role in MANAGE_SLOTS
    troubles = messages_to_see(bookings, clock.now()) if may_manage else {}
    cancelled = list(cancelled_parties(slot))
    told = messages_of(cancelled) if may_manage and cancelled else {}
    attendances = [row for booking in bookings for row in booking.attendances.all()]
    context = {
        "enterprise": enterprise,
        "slot": slot,
        "words": words,
        "rows": [
            (booking, _waiting(booking), troubles.get(booking.topic) or troubles.get(booking.order.topic))
            for booking in bookings
        ],
        "cancelled": [(booking, told.get(booking), _has_trouble(told.get(booking, ()))) for booking in cancelled],
        "expected": len(attendances),
        "arrived": sum(row.checked_in_at is not None for row in attendances),
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
def attend(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Check a party or one visitor in from the list, or take it back (`undo`)."""
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
def scan(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """Check in by the camera, by a hand scanner or by typing; opening a ticket's address only shows the ticket."""
    code = (request.POST if request.method == "POST" else request.GET).get("code", "").strip()[:200]
    found = find(enterprise, code) if code else None
    context: dict[str, Any] = {"enterprise": enterprise, "code": code, "found": found}
    if code and found is None:
        context |= {"verdict": "err", "says": _("There is no such ticket at this enterprise.")}
    elif found is not None:
        context |= _pass(request, found) if request.method == "POST" else _foresee(found)
        context |= _choices(found)
    return render(request, "gate/scan.html", context)


def _pass(request: HttpRequest, found: Found) -> dict[str, str]:
    if "undo" in request.POST:
        undo_check_in(booking=found.booking, attendances=found.only)
        return {"verdict": "warn", "says": _("The check-in is taken back.")}
    try:
        came = check_in(booking=found.booking, by=request.user, attendances=found.only)
    except CheckInRefused as refusal:
        return {"verdict": "warn", "says": str(refusal)}
    return {"verdict": "ok", "says": _("Let in: %(names)s") % {"names": _names(came)}}


def _foresee(found: Found) -> dict[str, str]:
    try:
        waiting = visitors_to_check_in(booking=found.booking, now=clock.now(), attendances=found.only)
    except CheckInRefused as refusal:
        return {"verdict": "warn", "says": str(refusal)}
    return {"verdict": "info", "says": _("Not checked in yet: %(names)s") % {"names": _names(waiting)}}


def _choices(found: Found) -> dict[str, Any]:
    """Who belongs to the ticket, and what can be done with it next."""
    rows = Attendance.objects.filter(booking=found.booking).select_related("visitor", "category")
    people, now = list(rows.order_by("position")), clock.now()
    try:
        waiting = visitors_to_check_in(booking=found.booking, now=now, attendances=found.only)
    except CheckInRefused:
        waiting = []
    came = [row for row in people if row.checked_in_at and found.attendance in (None, row)]
    due = found.booking.is_expected and is_check_in_open(found.booking.slot, now)
    return {
        "people": people,
        "may_let_in": bool(waiting),
        "may_undo": bool(came) and due,
        "hour": wrong_time_warning(found.booking.slot, now) if due else "",
    }


def _names(rows: list[Attendance]) -> str:
    return ", ".join(str(row.visitor or _("Visitor")) for row in rows)


@never_cache
@require_safe
@login_required
def opened(request: HttpRequest, code: str) -> HttpResponse:
    """A ticket's QR code opened by a phone's own camera: staff see the ticket, everybody else no such page."""
    thing = read_scan(f"/c/{code}")
    if thing is None:
        raise Http404
    of_visitor = Attendance.objects.filter(uuid=thing).values("enterprise")
    of_party = Booking.objects.filter(uuid=thing).values("enterprise")
    members = Membership.objects.filter(user=request.user.pk).in_roles(CHECK_IN).select_related("enterprise")
    membership = members.filter(enterprise__in=of_visitor.union(of_party)).first()
    if membership is None:
        raise Http404
    return redirect(f"{reverse('gate:scan', args=[membership.enterprise.slug])}?{urlencode({'code': code})}")


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_SLOTS)
def cancel(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Cancel one booking with a reason; the contact is told."""
    mine = Booking.objects.of(enterprise).select_related("order__contact", "slot__tour", "slot__site")
    booking = get_object_or_404(mine, uuid=uuid)
    form = CancelForm(posted(request), somebody=True)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_by_staff(booking=booking, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The booking is cancelled, and the contact will be told."))
        return redirect("gate:roster", enterprise.slug, booking.slot.uuid)
    context = {"enterprise": enterprise, "booking": booking, "form": form}
    return render(request, "gate/cancel.html", context, status=422 if form.errors else 200)


@require_POST
@member_view(MANAGE_SLOTS)
def resend(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Send a booking's message once more that did not arrive."""
    booking = get_object_or_404(Booking.objects.of(enterprise).select_related("order", "slot"), uuid=uuid)
    about = Message.objects.filter(topic__in=[booking.topic, booking.order.topic])
    wanted = get_object_or_404(about, uuid=_uuid(request.POST.get("message", "")))
    try:
        resend_message(uuid=wanted.uuid, by=request.user)  # type: ignore[arg-type]
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The message is on its way again; what becomes of it stands in this list."))
    return redirect("gate:roster", enterprise.slug, booking.slot.uuid)


@require_safe
@member_view(EXPORT_ROSTER)
def roster_file(request: HttpRequest, enterprise: Enterprise, uuid: UUID, format_name: str) -> HttpResponse:
    """One slot's roster as a file, as it is filtered."""
    slot = get_object_or_404(Slot.objects.of(enterprise).select_related("tour"), uuid=uuid)
    found = parties([slot], searched(request), by_contacts=_sees_phones(request))
    return _file(format_name, found, f"{slot.local_start:%Y-%m-%d-%H%M}", exports.slot_title(slot))


@require_safe
@member_view(EXPORT_ROSTER)
def days_file(request: HttpRequest, enterprise: Enterprise, format_name: str) -> HttpResponse:
    """The rosters of a range of days (`from`, `to`, at most 92 days) as one file; a longer one is refused, not cut."""
    first, last = _asked_range(request, enterprise.today())
    if last - first >= LONGEST_EXPORT:
        words = _("A file holds at most %(days)d days. Choose a shorter range, or take it in parts.")
        messages.error(request, words % {"days": LONGEST_EXPORT.days})
        query = urlencode({"from": first.isoformat(), "to": last.isoformat()})
        return redirect(f"{reverse('gate:today', args=[enterprise.slug])}?{query}#files")
    slots = Slot.objects.of(enterprise).filter(local_date__range=(first, last))
    return _file(format_name, parties(slots), f"{first}-{last}", f"{first} – {last} {enterprise.name}")


def _waiting(booking: Booking) -> int:
    """How many of a party have not come yet. Needs the attendances."""
    return sum(row.checked_in_at is None for row in booking.attendances.all())


def _has_trouble(told: Iterable[Message]) -> bool:
    return any(message.needs_attention for message in told)


def _file(format_name: str, bookings: Any, name: str, title: str) -> HttpResponse:
    return attachment(format_name, f"roster-{name}", exports.roster_file(format_name, bookings, title=title))


def _chosen(request: HttpRequest, booking: Booking) -> list[Attendance] | None:
    """The one visitor named, or None for the whole party. Raises Http404 for another party's visitor."""
    if "visitor" not in request.POST:
        return None
    return [get_object_or_404(Attendance, booking=booking, uuid=_uuid(request.POST["visitor"]))]


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _sees_phones(request: HttpRequest) -> bool:
    return bool(request.membership.role != Role.GATE)  # type: ignore[attr-defined]


def _asked_range(request: HttpRequest, otherwise: date) -> tuple[date, date]:
    """The days that a file shall hold; a range the wrong way round is turned."""
    first = _day(request.GET.get("from"), otherwise)
    last = _day(request.GET.get("to"), first)
    return min(first, last), max(first, last)


def _day(text: str | None, otherwise: date) -> date:
    """The day asked for, or else the other one; a day that no schedule ever named is as good as none."""
    day = read_day(text)
    return day if day and day in history_days() else otherwise
