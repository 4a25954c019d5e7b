"""Cabinet pages of weekly rules: previewed, run, changed and ended."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
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
from accelerator.base.common.versioned_forms import Saving
from regions.enterprises.cabinet import member_view
from regions.enterprises.models import Enterprise
from regions.enterprises.permissions import MANAGE_SLOTS
from tours.models import ScheduleRule, Slot, Tour
from tours.schedule.forms import EndRuleForm, PlanForm, RuleForm, plan_values
from tours.schedule.plans import Preview, preview_rule
from tours.schedule.services.rules import (
    CleanupResult,
    RuleUpdate,
    closed_slots,
    create_rule,
    create_slots,
    delete_unbooked_slots_outside_rule,
    end_rule,
    last_day_needed,
    preview_rule_end,
    slots_in_other_languages,
    slots_outside_rule,
    slots_with_other_capacity,
    update_rule,
)


@require_safe
@member_view(MANAGE_SLOTS)
def rules(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """Every rule, those that still run first; ?format= gives the list as a file."""
    today = enterprise.today()
    rows = ScheduleRule.objects.of(enterprise).with_slots_ahead(clock.now()).select_related("tour")
    rules = list(rows.order_by("-to_date", "pk"))
    headings = (
        _("Tour"), _("Weekdays"), _("Times"), _("First day"), _("Last day"), _("Except"),
        pgettext("slot", "Places"), _("Upcoming slots"), _("Languages"),
    )  # fmt: skip
    if file := exported(request, f"rules-{enterprise.slug}", headings, map(_cells, rules)):
        return file
    context = {
        "enterprise": enterprise,
        "running": [rule for rule in rules if rule.to_date >= today],
        "ended": [rule for rule in rules if rule.to_date < today],
        "has_tour": Tour.objects.of(enterprise).current().exists(),
    }
    return render(request, "schedule/rules.html", context)


def _cells(rule: Any) -> tuple[object, ...]:
    return (
        rule.tour, ", ".join(rule.weekday_names), ", ".join(f"{at:%H:%M}" for at in rule.times),
        rule.from_date, rule.to_date, ", ".join(f"{day:%d.%m.%Y}" for day in sorted(rule.except_dates)),
        rule.capacity, rule.coming, ", ".join(rule.language_names),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_SLOTS)
def rule_new(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """Create a weekly rule: a preview first, its slots with the second button."""
    asked = Tour.objects.of(enterprise).named(request.GET.get("tour", ""))
    initial = {"tour": asked.uuid, "capacity": asked.capacity} if asked else {}
    form = RuleForm(posted(request), enterprise=enterprise, initial=initial)
    preview: Preview | None = None
    saving = Saving(form)
    if request.method == "POST" and form.is_valid():
        tour = form.cleaned_data["tour"]
        with saving:
            if "create" in request.POST:
                rule, made = create_rule(tour=tour, plan=form.plan, key=form.cleaned_data["key"])
                return _show_made(request, rule, made)
            preview = preview_rule(tour=tour, plan=form.plan)
    context = {
        "enterprise": enterprise, "form": form, "preview": preview,
        "has_tour": Tour.objects.of(enterprise).current().exists(),
    }  # fmt: skip
    return render(request, "schedule/rule_new.html", context, status=saving.status)


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_SLOTS)
def rule(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Change a rule: first a preview of the slots it would add and of those outside it."""
    rule = _rule(enterprise, uuid)
    form = PlanForm(posted(request), initial=plan_values(rule))
    preview: Preview | None = None
    outside: tuple[list[Slot], list[Slot]] = ([], [])
    saving = Saving(form)
    if request.method == "POST" and form.is_valid():
        with saving:
            if "create" in request.POST:
                update = update_rule(
                    rule=rule, plan=form.plan, keep_open="keep_open" in request.POST,
                    expected_version=form.expected_version,
                )  # fmt: skip
                return _show_update(request, update)
            preview = preview_rule(tour=rule.tour, plan=form.plan, rule=rule)
            outside = slots_outside_rule(rule, form.plan)
    free, booked = slots_outside_rule(rule)
    context = {
        "enterprise": enterprise, "rule": rule, "form": form, "preview": preview, "free": free, "booked": booked,
        "outside_free": outside[0], "outside_booked": outside[1], "keep_open": "keep_open" in request.POST,
        "closed": closed_slots(rule), "slots": rule.slots.count(),
        "speaking": slots_in_other_languages(rule, form.plan.languages) if preview else 0,
        "keeping": slots_with_other_capacity(rule, form.plan.capacity) if preview else 0, **saving.conflict,
    }  # fmt: skip
    return render(request, "schedule/rule.html", context, status=saving.status)


@require_POST
@member_view(MANAGE_SLOTS)
def rule_run(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Create the missing slots of the rule."""
    rule = _rule(enterprise, uuid)
    try:
        made = create_slots(rule=rule)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("schedule:rule", enterprise.slug, rule.uuid)
    return _show_made(request, rule, made)


@require_POST
@member_view(MANAGE_SLOTS)
def rule_clear(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """Remove the slots that the rule no longer names, except booked ones."""
    rule = _rule(enterprise, uuid)
    _show_cleanup(request, delete_unbooked_slots_outside_rule(rule=rule))
    return redirect("schedule:rule", enterprise.slug, rule.uuid)


@require_http_methods(["GET", "POST"])
@member_view(MANAGE_SLOTS)
def rule_end(request: HttpRequest, enterprise: Enterprise, uuid: UUID) -> HttpResponse:
    """End a rule on a day: first a preview of the slots that go and stay, then the change."""
    rule = _rule(enterprise, uuid)
    initial = {"last_date": last_day_needed(rule)}
    form = EndRuleForm(posted(request), initial=initial)
    last_date: date | None = None
    going: list[Slot] = []
    staying: list[Slot] = []
    if request.method == "POST" and form.is_valid():
        last_date = form.cleaned_data["last_date"]
        going, staying = preview_rule_end(rule, last_date)
        # Only the day that was previewed is carried out: another one typed since is previewed first.
        if request.POST.get("confirmed") == last_date.isoformat():
            _show_cleanup(request, end_rule(rule=rule, last_date=last_date))
            return redirect("schedule:rule", enterprise.slug, rule.uuid)
    context = {
        "enterprise": enterprise, "rule": rule, "form": form, "last_date": last_date, "going": going,
        "staying": staying, "coming": rule.slots.upcoming(clock.now()).count(),
    }  # fmt: skip
    return render(request, "schedule/rule_end.html", context, status=422 if form.errors else 200)


def _rule(enterprise: Enterprise, uuid: UUID) -> ScheduleRule:
    return get_object_or_404(ScheduleRule.objects.of(enterprise).select_related("tour__site"), uuid=uuid)


def _show_made(request: HttpRequest, rule: ScheduleRule, made: int) -> HttpResponse:
    """Redirect to the rule's first week that still lies ahead, or back to the rule if nothing was made."""
    enterprise = rule.enterprise
    if not made:
        messages.info(request, _("Saved. No slots were missing."))
        return redirect("schedule:rule", enterprise.slug, rule.uuid)
    text = ngettext("%(count)d slot has been opened.", "%(count)d slots have been opened.", made)
    messages.success(request, text % {"count": made})
    first = rule.slots.filter(starts_at__gt=clock.now()).order_by("starts_at").first()
    day = f"?day={first.local_date.isoformat()}" if first else ""
    return redirect(reverse("schedule:slots", args=[enterprise.slug]) + day)


def _show_update(request: HttpRequest, update: RuleUpdate) -> HttpResponse:
    """Redirect to what is booked outside the rule, or else to the first week ahead."""
    if update.closed:
        text = ngettext(
            "%(count)d slot outside the schedule has been closed to booking.",
            "%(count)d slots outside the schedule have been closed to booking.",
            update.closed,
        )
        messages.info(request, text % {"count": update.closed})
    if not (booked := len(update.booked_outside)):
        return _show_made(request, update.rule, update.made)
    text = ngettext(
        "%(count)d slot outside the schedule has bookings: move or cancel it.",
        "%(count)d slots outside the schedule have bookings: move or cancel them.",
        booked,
    )
    messages.warning(request, text % {"count": booked})
    return redirect(reverse("schedule:rule", args=[update.rule.enterprise.slug, update.rule.uuid]) + "#outside")


def _show_cleanup(request: HttpRequest, result: CleanupResult) -> None:
    text = ngettext("%(count)d slot has been removed.", "%(count)d slots have been removed.", result.removed)
    messages.success(request, text % {"count": result.removed})
    if kept := len(result.kept):
        text = ngettext(
            "%(count)d slot stays because it has bookings, and is closed to new ones. Move or cancel it.",
            "%(count)d slots stay because they have bookings, and are closed to new ones. Move or cancel each one.",
            kept,
        )
        messages.warning(request, text % {"count": kept})
