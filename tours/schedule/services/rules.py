"""Weekly rules: created, run, changed and ended, while some of their slots are booked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid4

from django.db.models import Max
from django.utils.translation import gettext as _

from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal
from accelerator.base.common.transactions import atomic, atomic_with_retries
from accelerator.base.common.versions import assign_fields, lock_version, save_changes
from tours.booking.models import Booking
from tours.models import ScheduleRule, Slot, Tour, named_languages
from tours.schedule.plans import Plan, check_plan_length, preview_rule


@dataclass(frozen=True)
class RuleUpdate:
    """A changed rule, how many slots it opened, how many outside it were closed, and which of those are booked."""

    rule: ScheduleRule
    made: int
    closed: int
    booked_outside: Sequence[Slot]


@dataclass(frozen=True)
class CleanupResult:
    """How many slots outside a rule were removed, and which were kept and closed since they are booked."""

    removed: int
    kept: Sequence[Slot]


@atomic
def create_rule(*, tour: Tour, plan: Plan, key: UUID | None = None) -> tuple[ScheduleRule, int]:
    """Create the rule and its slots; return the rule and how many slots were created.

    The rule gets `key` as its UUID, so that sending the form twice makes one rule. Raises RuleTooLarge, and Refusal
    when the key is another rule's.
    """
    check_plan_length(plan)
    rule, _made = ScheduleRule.objects.get_or_create(
        uuid=key or uuid4(), defaults={"enterprise_id": tour.enterprise_id, "tour": tour, **vars(plan)}
    )
    if rule.tour_id != tour.pk or Plan.of(rule) != plan:
        raise Refusal(_("This form has already been used for another schedule. Reload the page."))
    return rule, create_slots(rule=rule)


@atomic
def create_slots(*, rule: ScheduleRule) -> int:
    """Create the rule's missing slots and return how many; running it again adds nothing, also where one was moved.

    Raises RuleTooLarge beyond MOST_SLOTS.
    """
    locked = ScheduleRule.objects.select_for_update(of=("self",)).select_related("tour__site").get(pk=rule.pk)
    tour = locked.tour
    new = preview_rule(tour=tour, plan=Plan.of(locked), rule=locked).new
    slots = [
        Slot(
            enterprise_id=locked.enterprise_id, tour=tour, site=tour.site, rule=locked,
            planned_start=start.local_start, local_start=start.local_start, duration_minutes=tour.duration_minutes,
            timezone=tour.site.timezone, local_date=start.local_start.date(), starts_at=start.starts_at,
            ends_at=start.ends_at, capacity=locked.capacity, languages=locked.languages,
        )
        for start in new
    ]  # fmt: skip
    # The lock already keeps two runs apart; the constraint has the last word.
    Slot.objects.bulk_create(slots, batch_size=500, ignore_conflicts=True)
    return len(slots)


@atomic_with_retries
def update_rule(*, rule: ScheduleRule, plan: Plan, keep_open: bool = False, expected_version: int) -> RuleUpdate:
    """Change the rule, create its missing slots, and close those that it no longer names unless `keep_open`.

    Existing slots stay as they are and nobody who is booked is notified: staff move or cancel such slots one by one.
    Raises RuleTooLarge and EditConflict.
    """
    check_plan_length(plan)
    locked = lock_version(ScheduleRule.objects.all(), rule.pk, expected_version)
    save_changes(locked, assign_fields(locked, vars(plan), vars(plan)))
    made = create_slots(rule=locked)
    free, booked = slots_outside_rule(locked)
    closed = 0 if keep_open else _close([*free, *booked])
    return RuleUpdate(locked, made, closed, slots_outside_rule(locked)[1])


def slots_outside_rule(rule: ScheduleRule, plan: Plan | None = None) -> tuple[list[Slot], list[Slot]]:
    """Return the rule's coming slots that it, or this plan for it, no longer names: the never booked and the booked."""
    planned = set((plan or Plan.of(rule)).local_starts())
    coming = rule.slots.upcoming(clock.now()).select_related("tour", "site").by_start()
    outside = [slot for slot in coming if slot.planned_start not in planned]
    booked = set(Booking.objects.filter(slot__in=outside).values_list("slot", flat=True))
    return [slot for slot in outside if slot.pk not in booked], [slot for slot in outside if slot.pk in booked]


def closed_slots(rule: ScheduleRule) -> int:
    """Return how many coming slots of the rule are closed, which running it leaves as it is."""
    return int(rule.slots.filter(starts_at__gt=clock.now(), status=Slot.Status.CLOSED).count())


def slots_with_other_capacity(rule: ScheduleRule, capacity: int) -> int:
    """Return how many of the rule's coming slots have another number of places, which a change leaves as it is."""
    return int(rule.slots.upcoming(clock.now()).exclude(capacity=capacity).count())


def slots_in_other_languages(rule: ScheduleRule, languages: Sequence[str] | None) -> int:
    """Return how many of the rule's coming slots are led in other languages, which a change leaves as it is."""
    spoken = named_languages(languages or rule.tour.languages)
    coming = rule.slots.upcoming(clock.now()).select_related("tour")
    return sum(named_languages(slot.spoken) != spoken for slot in coming)


@atomic_with_retries
def delete_unbooked_slots_outside_rule(*, rule: ScheduleRule) -> CleanupResult:
    """Delete the rule's coming slots that it no longer names; close the booked ones, for staff to move or cancel."""
    locked = ScheduleRule.objects.select_for_update().get(pk=rule.pk)
    free, _booked = slots_outside_rule(locked)
    Slot.objects.locked([slot.pk for slot in free])  # a visitor who books at this moment comes before us, or not at all
    free, kept = slots_outside_rule(locked)
    Slot.objects.filter(pk__in=[slot.pk for slot in free]).delete()
    _close(kept)
    return CleanupResult(len(free), kept)


def _close(slots: Sequence[Slot]) -> int:
    """Close these slots; return how many were open until now."""
    locked = Slot.objects.locked([slot.pk for slot in slots])
    is_open = [slot.pk for slot in locked if slot.status == Slot.Status.OPEN]
    return Slot.objects.filter(pk__in=is_open).update(status=Slot.Status.CLOSED)


# --- Ending a rule ----------------------------------------------------------------------------------------------------


def last_day_needed(rule: ScheduleRule) -> date:
    """Return the last coming day on which somebody is booked; the rule's own last day if nobody is."""
    ahead = Booking.objects.expected().filter(slot__rule=rule, slot__starts_at__gt=clock.now())
    return ahead.aggregate(last=Max("slot__local_date"))["last"] or rule.to_date


def preview_rule_end(rule: ScheduleRule, last_date: date) -> tuple[list[Slot], list[Slot]]:
    """Return the slots that would go if this were the rule's last day, and the booked ones that would stay."""
    return slots_outside_rule(rule, _ended(rule, last_date))


@atomic_with_retries
def end_rule(*, rule: ScheduleRule, last_date: date) -> CleanupResult:
    """Make this the rule's last day, if it would last longer, and remove its later slots that were never booked.

    The booked ones are closed.
    """
    locked = ScheduleRule.objects.select_for_update().get(pk=rule.pk)
    plan = _ended(locked, last_date)
    save_changes(locked, assign_fields(locked, vars(plan), vars(plan)))
    return delete_unbooked_slots_outside_rule(rule=locked)


def _ended(rule: ScheduleRule, last_date: date) -> Plan:
    """The rule with this last day; one that ends before it began keeps its first day, which is excepted."""
    plan = Plan.of(rule)
    to_date = max(min(last_date, plan.to_date), plan.from_date)
    never = [plan.from_date] if last_date < plan.from_date else []
    return replace(plan, to_date=to_date, except_dates=[*plan.except_dates, *never])
