"""Cabinet pages of slots: the week, one slot, and their changes."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.base.common import clock
from accelerator.base.common.dates import monday_of
from accelerator.base.common.errors import Refusal
from accelerator.base.common.formats import slot_time
from accelerator.base.common.posted import posted
from accelerator.base.common.tables import exported
from accelerator.base.common.versioned_forms import Saving
from regions.enterprises.cabinet import MemberRequest, member_view
from regions.enterprises.models import Enterprise
from regions.enterprises.permissions import MANAGE_SLOTS, SEE_SLOTS
from tours.booking.models import Booking
from tours.booking.wanted_languages import wanted_languages
from tours.models import Slot, Tour
from tours.schedule.forms import BulkForm, CancelForm, CapacityForm, LanguagesForm, MoveForm, SlotForm, WeekForm
from tours.schedule.message_status import cancelled_bookings, undelivered_messages
from tours.schedule.services.slots import (
    MOST_AT_ONCE,
    BulkResult,
    TooManySlots,
    add_slot,
    affected_bookings,
    cancel_slot,
    change_slots,
    close_slot,
    move_slot,
    preview_move,
    reopen_slot,
    resize_slot,
    set_slot_languages,
)

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Cell:
    """A slot of the week; lapsed holds do not count as taken."""

    slot: Slot
    taken: int
    has_begun: bool


@require_safe
@member_view(SEE_SLOTS)
def week(request: MemberRequest, enterprise: Enterprise) -> HttpResponse:
    """The slots of one week, day by day; ?format= gives them as a file."""
    return _week_page(request, enterprise)


def _week_page(request: MemberRequest, enterprise: Enterprise, form: BulkForm | None = None) -> HttpResponse:
    now = clock.now()
    today = enterprise.today()
    chosen = WeekForm(request.GET, enterprise=enterprise)
    monday = monday_of(chosen.chosen_day(today))
    tour: Tour | None = chosen.cleaned_data.get("tour")
    rows = Slot.objects.of(enterprise).filter(local_date__range=(monday, monday + WEEK - timedelta(days=1)))
    rows = rows.with_free_seats(now).select_related("tour", "site").by_start()
    slots = list(rows.filter(tour=tour) if tour else rows)
    cells = [Cell(slot, slot.capacity - slot.free_seats, has_begun=slot.starts_at <= now) for slot in slots]
    headings = (
        _("Date"), _("Start"), _("End"), _("Tour"), _("Site"), pgettext("slot", "Places"), _("Taken"),
        pgettext("slot", "State"), _("Languages"),
    )  # fmt: skip
    if file := exported(request, f"slots-{enterprise.slug}-{monday}", headings, map(_cells, cells)):
        return file
    days = [monday + timedelta(days=number) for number in range(7)]
    context = {
        "enterprise": enterprise,
        "days": [(day, [cell for cell in cells if cell.slot.local_date == day]) for day in days],
        "slots": slots,
        "today": today,
        "chosen": chosen,
        "tour": tour,
        "monday": monday,
        "sunday": days[-1],
        "previous": monday - WEEK,
        "next": monday + WEEK,
        "taken": sum(cell.taken for cell in cells if cell.slot.status != Slot.Status.CANCELLED),
        "places": sum(slot.capacity for slot in slots if slot.status != Slot.Status.CANCELLED),
        "bulk": form or BulkForm(),
        "typed": {name: form.data.getlist(name) if form else [] for name in ("slot", "day")},  # type: ignore[attr-defined]
        "may_change": _may_change(request),
        "has_tour": bool(slots) or Tour.objects.of(enterprise).current().exists(),
    }
    return render(request, "schedule/week.html", context, status=422 if form and form.errors else 200)


def _cells(cell: Cell) -> tuple[object, ...]:
    """A row of the file; day and times are by the site's clock."""
    slot = cell.slot
    ends = slot.ends_at.astimezone(slot.zone).time()
    return (
        slot.local_start.date(), slot.local_start.time(), ends, slot.tour, slot.site, slot.capacity, cell.taken,
        slot.get_status_display(), ", ".join(slot.language_names),
    )  # fmt: skip


@require_POST
@member_view(MANAGE_SLOTS)
def bulk(request: MemberRequest, enterprise: Enterprise) -> HttpResponse:
    """Change the ticked slots; cancelling shows first who is booked."""
    form = BulkForm(request.POST)
    slots: list[Slot] = []
    if form.is_valid():
        slots = _ticked(enterprise, form, WeekForm(request.GET, enterprise=enterprise))
        if not slots:
            form.add_error(None, _("All of these slots have already started or been cancelled."))
        if len(slots) > MOST_AT_ONCE:
            form.add_error(None, str(TooManySlots()))
    if form.errors:
        return _week_page(request, enterprise, form)
    action = form.cleaned_data["action"]
    if action == "cancel":
        return _cancel_many(request, enterprise, slots)
    if action == "resize":
        result = change_slots(resize_slot, slots=slots, capacity=form.cleaned_data["capacity"])
    else:
        result = change_slots(close_slot if action == "close" else reopen_slot, slots=slots)
    return _back_to_week(request, enterprise, result)


def _ticked(enterprise: Enterprise, form: BulkForm, chosen: WeekForm) -> list[Slot]:
    """Return the slots that were ticked and are still ahead. Raises Http404 when one is not the enterprise's."""
    own = Slot.objects.of(enterprise).select_related("tour", "site")
    uuids, days = set(form.cleaned_data["uuids"]), form.cleaned_data["days"]
    ticked = {slot.pk: slot for slot in own.filter(uuid__in=uuids)}
    if len(ticked) != len(uuids):
        raise Http404
    by_day = own.filter(local_date__in=days)
    if chosen.is_valid() and (tour := chosen.cleaned_data["tour"]):
        by_day = by_day.filter(tour=tour)
    ticked |= {slot.pk: slot for slot in by_day}
    now = clock.now()
    ahead = [slot for slot in ticked.values() if slot.starts_at > now and slot.status != Slot.Status.CANCELLED]
    return sorted(ahead, key=lambda slot: (slot.starts_at, slot.pk))


def _cancel_many(request: MemberRequest, enterprise: Enterprise, slots: list[Slot]) -> HttpResponse:
    affected = affected_bookings(slots)
    form = CancelForm(posted(request, confirmed="1"), is_booked=bool(affected.bookings))
    if form.is_valid():
        result = change_slots(cancel_slot, slots=slots, reason=form.cleaned_data["reason"])
        return _back_to_week(request, enterprise, result)
    context = {"enterprise": enterprise, "slots": slots, "affected": affected, "form": form, "many": True}
    return render(request, "schedule/cancel.html", context, status=422 if form.errors else 200)


def _back_to_week(request: MemberRequest, enterprise: Enterprise, result: BulkResult) -> HttpResponse:
    if result.changed:
        text = ngettext("%(count)d slot has been changed.", "%(count)d slots have been changed.", result.changed)
        messages.success(request, text % {"count": result.changed})
    for slot, reason in result.refused:
        messages.error(request, f"{slot_time(slot.starts_at, slot.timezone)}, {slot.tour}: {reason}")
    query = request.META.get("QUERY_STRING", "")
    return redirect(reverse("schedule:slots", args=[enterprise.slug]) + (f"?{query}" if query else ""))


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_SLOTS)
def slot_new(request: MemberRequest, enterprise: Enterprise) -> HttpResponse:
    """Open one slot."""
    asked = Tour.objects.of(enterprise).named(request.GET.get("tour", ""))
    initial = {name: request.GET.get(name) for name in ("tour", "day")}
    initial |= {"capacity": asked.capacity} if asked else {}
    form = SlotForm(posted(request), enterprise=enterprise, initial=initial)
    saving = Saving(form)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        with saving:
            slot = add_slot(
                tour=cleaned["tour"], local_start=form.local_start, capacity=cleaned["capacity"], note=cleaned["note"],
                languages=cleaned["languages"],
            )  # fmt: skip
            messages.success(request, _("The slot has been opened."))
            return redirect("schedule:slot", enterprise.slug, slot.uuid)
    has_tour = Tour.objects.of(enterprise).current().exists()
    context = {"enterprise": enterprise, "form": form, "has_tour": has_tour}
    return render(request, "schedule/new.html", context, status=saving.status)


@require_safe
@member_view(SEE_SLOTS)
def slot(request: MemberRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """One slot: who is booked, and what can be done with it."""
    return _slot_page(request, _slot(enterprise, uuid))


@require_POST
@member_view(MANAGE_SLOTS)
def slot_capacity(request: MemberRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Raise or lower the number of places, never under what is taken."""
    slot, form = _slot(enterprise, uuid), CapacityForm(request.POST)
    if form.is_valid():
        with Saving(form, field="capacity"):
            resize_slot(slot=slot, capacity=form.cleaned_data["capacity"])
            messages.success(request, _("The number of places has been changed."))
            return redirect("schedule:slot", enterprise.slug, slot.uuid)
    return _slot_page(request, slot, form)


@require_POST
@member_view(MANAGE_SLOTS)
def slot_languages(request: MemberRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Set in which languages the slot is led, or leave it to the tour."""
    slot, form = _slot(enterprise, uuid), LanguagesForm(request.POST)
    if form.is_valid():
        with Saving(form, field="languages"):
            set_slot_languages(slot=slot, languages=form.cleaned_data["languages"])
            messages.success(request, _("The languages of the slot have been changed. No emails were sent."))
            return redirect("schedule:slot", enterprise.slug, slot.uuid)
    return _slot_page(request, slot, languages=form)


@require_POST
@member_view(MANAGE_SLOTS)
def slot_status(request: MemberRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Take no more bookings, or take them again."""
    slot = _slot(enterprise, uuid)
    opens = request.POST.get("to") == Slot.Status.OPEN
    try:
        (reopen_slot if opens else close_slot)(slot=slot)
    except Refusal as refusal:
        return _slot_page(request, slot, refused=str(refusal))
    done = (
        _("The slot has been reopened to booking.")
        if opens
        else _("The slot has been closed to booking. No emails were sent.")
    )
    messages.success(request, done)
    return redirect("schedule:slot", enterprise.slug, slot.uuid)


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_SLOTS)
def slot_move(request: MemberRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Move the slot: first a preview with who is booked, then the move."""
    slot = _slot(enterprise, uuid)
    initial = {"day": slot.local_start.date(), "time": slot.local_start.time()}
    form = MoveForm(posted(request), initial=initial)
    move = None
    saving = Saving(form)
    if request.method == "POST" and form.is_valid():
        with saving:
            move = preview_move(slot, form.local_start)
            if move.starts_at <= clock.now():
                form.add_error("day", _("The new start is in the past."))
            elif form.local_start == slot.local_start:
                form.add_error("day", _("The slot already starts at this time."))
            elif form.cleaned_data["confirmed"]:
                move_slot(slot=slot, local_start=form.local_start)
                messages.success(request, _("The slot has been moved."))
                return redirect("schedule:slot", enterprise.slug, slot.uuid)
    context = {
        "enterprise": enterprise, "slot": slot, "form": form, "move": None if form.errors else move,
        "affected": affected_bookings([slot]),
    }  # fmt: skip
    return render(request, "schedule/move.html", context, status=saving.status)


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_SLOTS)
def slot_cancel(request: MemberRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Cancel the slot with its bookings; the page shows first who is booked."""
    slot = _slot(enterprise, uuid)
    affected = affected_bookings([slot])
    form = CancelForm(posted(request), is_booked=bool(affected.bookings))
    saving = Saving(form)
    if request.method == "POST" and form.is_valid():
        with saving:
            cancel_slot(slot=slot, reason=form.cleaned_data["reason"])
            messages.success(request, _("The slot has been cancelled."))
            return redirect("schedule:slot", enterprise.slug, slot.uuid)
    context = {"enterprise": enterprise, "slot": slot, "slots": [slot], "affected": affected, "form": form}
    return render(request, "schedule/cancel.html", context, status=saving.status)


def _slot(enterprise: Enterprise, uuid: UUID) -> Any:
    rows = Slot.objects.of(enterprise).with_free_seats(clock.now()).select_related("tour", "site", "enterprise", "rule")
    return get_object_or_404(rows, uuid=uuid)


def _slot_page(
    request: MemberRequest, slot: Any, form: CapacityForm | None = None, *, languages: LanguagesForm | None = None,
    refused: str = "",
) -> HttpResponse:  # fmt: skip
    cancelled = list(cancelled_bookings(slot))
    rows = Booking.objects.filter(slot=slot).expected().select_related("order__contact")
    bookings = list(rows.order_by("order__contact__name", "pk"))
    context = {
        "enterprise": slot.enterprise,
        "slot": slot,
        "taken": slot.capacity - slot.free_seats,
        "bookings": bookings,
        "wanted_languages": wanted_languages(slot, bookings),
        "cancelled": len(cancelled),
        "undelivered": len(undelivered_messages(cancelled)) if _may_change(request) else 0,
        "held_seats": affected_bookings([slot]).held_seats,
        "form": form or CapacityForm(initial={"capacity": slot.capacity}),
        "languages": languages or LanguagesForm(initial={"languages": slot.languages}),
        "refused": refused,
        "has_begun": slot.starts_at <= clock.now(),
        "may_change": _may_change(request),
        "week": monday_of(slot.local_date),
    }
    status = 422 if refused or any(one and one.errors for one in (form, languages)) else 200
    return render(request, "schedule/slot.html", context, status=status)


def _may_change(request: MemberRequest) -> bool:
    return request.membership.role in MANAGE_SLOTS
