"""Weekly rules: foreseen, run, extended and ended."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal
from accelerator.base.common.posted import posted
from accelerator.base.common.tables import exported
from accelerator.base.common.versioned_forms import conflict_context
from accelerator.base.common.versions import EditConflict
from regions.enterprises.cabinet import member_view
from regions.enterprises.models import Enterprise
from regions.enterprises.permissions import MANAGE_SLOTS
from tours.models import ScheduleRule, Slot, Tour
from tours.schedule.forms.rules import PlanForm, RuleForm, plan_values
from tours.schedule.forms.slots import EndRuleForm
from tours.schedule.plans import Preview, preview_rule
from tours.schedule.services.rules import (
    Changed,
    CleanupResult,
    change_rule,
    closed_slots,
    create_rule,
    create_slots,
    delete_unbooked_slots_outside_rule,
    end_rule,
    last_day_needed,
    preview_rule_end,
    slots_outside,
    slots_outside_rule_by_booking,
    slots_with_other_places,
)


@require_safe
@member_view(MANAGE_SLOTS)
def rules(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """Every rule, those that still run first; ?format= gives the list as a file."""
    today = enterprise.today()
    coming = Q(slots__starts_at__gt=clock.now()) & ~Q(slots__status="cancelled")
    rows = ScheduleRule.objects.of(enterprise).select_related("tour")
    rows = rows.annotate(coming=Count("slots", filter=coming), last=Max("slots__local_date"))
    found = list(rows.order_by("-to_date", "pk"))
    headings = (
        _("Tour"), _("Weekdays"), _("Times"), _("First day"), _("Last day"), _("Without"),
        pgettext("slot", "Places"), _("Coming slots"),
    )  # fmt: skip
    if file := exported(request, f"rules-{enterprise.slug}", headings, (_row_of(rule) for rule in found)):
        return file
    context = {
        "enterprise": enterprise,
        "running": [rule for rule in found if rule.to_date >= today],
        "ended": [rule for rule in found if rule.to_date < today],
        "has_tour": Tour.objects.of(enterprise).current().exists(),
    }
    return render(request, "schedule/rules.html", context)


def _row_of(rule: ScheduleRule) -> tuple[object, ...]:
    """Needs how many slots are coming."""
    return (
        rule.tour, ", ".join(rule.weekday_names), ", ".join(f"{at:%H:%M}" for at in rule.times),
        rule.from_date, rule.to_date, ", ".join(f"{day:%d.%m.%Y}" for day in sorted(rule.except_dates)),
        rule.capacity, rule.coming,  # type: ignore[attr-defined]
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_SLOTS)
def rule_new(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """A weekly rule: what it would make is shown first, and made with the second button."""
    asked = Tour.objects.of(enterprise).named(request.GET.get("tour", ""))
    initial = {"tour": asked.uuid, "capacity": asked.capacity} if asked else {}
    form = RuleForm(posted(request), enterprise=enterprise, initial=initial)
    preview: Preview | None = None
    if request.method == "POST" and form.is_valid():
        tour = form.cleaned_data["tour"]
        try:
            if "create" in request.POST:
                rule, made = create_rule(tour=tour, plan=form.plan, key=form.cleaned_data["key"])
                return _made(request, rule, made)
            preview = preview_rule(tour=tour, plan=form.plan)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {
        "enterprise": enterprise, "form": form, "preview": preview,
        "has_tour": Tour.objects.of(enterprise).current().exists(),
    }  # fmt: skip
    return render(request, "schedule/rule_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_SLOTS)
def rule(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Change a rule: what it would add is shown first, and which slots would stand outside it."""
    found = _rule(enterprise, uuid)
    form = PlanForm(posted(request), initial=plan_values(found))
    preview: Preview | None = None
    outside: tuple[list[Slot], list[Slot]] = ([], [])
    status, conflict = 200, {}
    if request.method == "POST" and form.is_valid():
        try:
            if "create" in request.POST:
                change = change_rule(
                    rule=found, plan=form.plan, keep_open="keep_open" in request.POST,
                    expected_version=form.expected_version,
                )  # fmt: skip
                return _changed(request, change)
            preview = preview_rule(tour=found.tour, plan=form.plan, rule=found)
            outside = slots_outside(found, form.plan)
        except EditConflict as refusal:
            status, conflict = 409, conflict_context(form, refusal)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    free, booked = slots_outside_rule_by_booking(found)
    context = {
        "enterprise": enterprise, "rule": found, "form": form, "preview": preview, "free": free, "booked": booked,
        "outside_free": outside[0], "outside_booked": outside[1], "keep_open": "keep_open" in request.POST,
        "closed": closed_slots(found), "slots": found.slots.count(),
        "keeping": slots_with_other_places(found, form.plan.capacity) if preview else 0, **conflict,
    }  # fmt: skip
    return render(request, "schedule/rule.html", context, status=422 if form.errors else status)


@require_POST
@member_view(MANAGE_SLOTS)
def rule_run(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Make the slots of the rule that are missing; nothing is ever made twice."""
    found = _rule(enterprise, uuid)
    try:
        made = create_slots(rule=found)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("schedule:rule", enterprise.slug, found.uuid)
    return _made(request, found, made)


@require_POST
@member_view(MANAGE_SLOTS)
def rule_clear(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Remove the slots that the rule does not make any more, except booked ones."""
    found = _rule(enterprise, uuid)
    _say_cleared(request, delete_unbooked_slots_outside_rule(rule=found))
    return redirect("schedule:rule", enterprise.slug, found.uuid)


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_SLOTS)
def rule_end(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """End a rule with a day: which slots go and which stay is shown first, and done with the second button."""
    found = _rule(enterprise, uuid)
    initial = {"last_date": last_day_needed(found)}
    form = EndRuleForm(posted(request), initial=initial)
    last_date: date | None = None
    going: list[Slot] = []
    staying: list[Slot] = []
    if request.method == "POST" and form.is_valid():
        last_date = form.cleaned_data["last_date"]
        going, staying = preview_rule_end(found, last_date)
        # The day that was read is the day that is done: another one typed since is shown first.
        if request.POST.get("foreseen") == last_date.isoformat():
            _say_cleared(request, end_rule(rule=found, last_date=last_date))
            return redirect("schedule:rule", enterprise.slug, found.uuid)
    context = {
        "enterprise": enterprise, "rule": found, "form": form, "last_date": last_date, "going": going,
        "staying": staying,
        "coming": found.slots.upcoming(clock.now()).count(),
    }  # fmt: skip
    return render(request, "schedule/rule_end.html", context, status=422 if form.errors else 200)


def _rule(enterprise: Enterprise, uuid: UUID) -> ScheduleRule:
    return get_object_or_404(ScheduleRule.objects.of(enterprise).select_related("tour__site"), uuid=uuid)


def _made(request: HttpRequest, rule: ScheduleRule, made: int) -> HttpResponse:
    """On to the first week of the rule that still lies ahead."""
    enterprise = rule.enterprise
    if not made:
        messages.info(request, _("Saved. No slot was missing."))
        return redirect("schedule:rule", enterprise.slug, rule.uuid)
    words = ngettext("%(count)d slot is open.", "%(count)d slots are open.", made) % {"count": made}
    messages.success(request, words)
    first = rule.slots.filter(starts_at__gt=clock.now()).order_by("starts_at").first()
    day = f"?day={first.local_date.isoformat()}" if first else ""
    return redirect(reverse("schedule:slots", args=[enterprise.slug]) + day)


def _changed(request: HttpRequest, change: Changed) -> HttpResponse:
    """On to what is booked outside the rule, if anything is; else to the first week ahead."""
    if change.closed:
        words = ngettext(
            "%(count)d slot outside the rule takes no more bookings.",
            "%(count)d slots outside the rule take no more bookings.",
            change.closed,
        )
        messages.info(request, words % {"count": change.closed})
    if not change.booked_outside:
        return _made(request, change.rule, change.made)
    words = ngettext(
        "Somebody is booked on %(count)d slot outside the rule: move or cancel it.",
        "Somebody is booked on %(count)d slots outside the rule: move or cancel them.",
        len(change.booked_outside),
    )
    messages.warning(request, words % {"count": len(change.booked_outside)})
    return redirect(reverse("schedule:rule", args=[change.rule.enterprise.slug, change.rule.uuid]) + "#outside")


def _say_cleared(request: HttpRequest, cleared: CleanupResult) -> None:
    words = ngettext("%(count)d slot is removed.", "%(count)d slots are removed.", cleared.removed)
    messages.success(request, words % {"count": cleared.removed})
    if cleared.kept:
        words = ngettext(
            "%(count)d slot stays, since it is booked, and takes no more bookings. Move or cancel it.",
            "%(count)d slots stay, since they are booked, and take no more bookings. Move or cancel each.",
            len(cleared.kept),
        )
        messages.warning(request, words % {"count": len(cleared.kept)})
