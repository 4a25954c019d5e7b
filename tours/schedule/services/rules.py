"""Weekly rules: their slots are made in one go and never twice; rules change and end while some slots are booked."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db.models import Max
from django.utils.translation import gettext as _

from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal
from accelerator.base.common.transactions import atomic, atomic_with_retries
from accelerator.base.common.versions import ANY_VERSION, assign_fields, lock_version, save_changes
from tours.booking.models import Booking
from tours.models import ScheduleRule, Slot, Tour
from tours.schedule.plans import Plan, check_plan_length, preview_rule, slots_outside_rule, stored


@dataclass(frozen=True)
class CleanupResult:
    """What became of the slots that a rule does not make any more: those that stay are booked, and closed now."""

    removed: int
    kept: Sequence[Slot]


@dataclass(frozen=True)
class Changed:
    """A changed rule, how many slots it opened, how many outside it were closed, and which of those are booked."""

    rule: ScheduleRule
    made: int
    closed: int
    booked_outside: Sequence[Slot]


@atomic
def create_rule(*, tour: Tour, plan: Plan, key: UUID | None = None) -> tuple[ScheduleRule, int]:
    """Write the rule down and make its slots; returns the rule and how many slots were made.

    The rule gets `key` as its UUID, so that sending the form twice makes one rule. Raises TooMuch, and Refusal when
    the key is another rule's.
    """
    check_plan_length(plan)
    rule, _made = ScheduleRule.objects.get_or_create(
        uuid=key or uuid4(),
        defaults={
            "enterprise_id": tour.enterprise_id, "tour": tour, "from_date": plan.from_date, "to_date": plan.to_date,
            "weekdays": sorted(set(plan.weekdays)), "times": sorted(set(plan.times)),
            "except_dates": sorted(set(plan.except_dates)), "capacity": plan.capacity,
        },
    )  # fmt: skip
    if rule.tour_id != tour.pk or Plan.of(rule).__dict__ != stored(plan).__dict__:
        raise Refusal(_("This form was already used for another rule. Please reload the page."))
    return rule, create_slots(rule=rule)


@atomic
def update_rule(*, rule: ScheduleRule, plan: Plan, expected_version: int = ANY_VERSION) -> tuple[ScheduleRule, int]:
    """Change the rule's dates, times or places and make the slots that are missing; returns how many were made.

    Slots that are there already stay as they are, also those that the rule would not make any more. Raises TooMuch and
    EditConflict.
    """
    check_plan_length(plan)
    locked = lock_version(ScheduleRule.objects.all(), rule.pk, expected_version)
    values = stored(plan).__dict__
    save_changes(locked, assign_fields(locked, values, values))
    return locked, create_slots(rule=locked)


@atomic
def create_slots(*, rule: ScheduleRule) -> int:
    """Make the rule's slots that are missing; running it again adds nothing, and a moved slot is not made anew.

    Returns how many were made. Raises TooMuch beyond MOST_SLOTS.
    """
    locked = ScheduleRule.objects.select_for_update(of=("self",)).select_related("tour__site").get(pk=rule.pk)
    tour = locked.tour
    new = preview_rule(tour=tour, plan=Plan.of(locked), rule=locked).new
    slots = [
        Slot(
            enterprise_id=locked.enterprise_id, tour=tour, site=tour.site, rule=locked,
            planned_start=start.local_start, local_start=start.local_start, duration_minutes=tour.duration_minutes,
            timezone=tour.site.timezone, local_date=start.local_start.date(), starts_at=start.starts_at,
            ends_at=start.ends_at, capacity=locked.capacity,
        )
        for start in new
    ]  # fmt: skip
    # The lock already keeps two runs apart; the constraint has the last word if ever one goes round it.
    Slot.objects.bulk_create(slots, batch_size=500, ignore_conflicts=True)
    return len(slots)


@atomic_with_retries
def change_rule(
    *, rule: ScheduleRule, plan: Plan, keep_open: bool = False, expected_version: int = ANY_VERSION
) -> Changed:
    """Change the rule and open the slots that are missing; those that it would not make any more take no more bookings.

    With `keep_open` they stay on sale. Nobody who is booked hears of it: staff move or cancel such slots one by one.
    Raises as `update_rule` does.
    """
    changed, made = update_rule(rule=rule, plan=plan, expected_version=expected_version)
    outside = slots_outside_rule(changed)
    closed = 0 if keep_open else _close(outside)
    return Changed(changed, made, closed, slots_outside_rule_by_booking(changed)[1])


def slots_outside(rule: ScheduleRule, plan: Plan) -> tuple[list[Slot], list[Slot]]:
    """The coming slots that the rule would not make any more with this plan: those nobody booked, and the others."""
    changed = copy(rule)
    for name, value in plan.__dict__.items():
        setattr(changed, name, value)
    return slots_outside_rule_by_booking(changed)


def closed_slots(rule: ScheduleRule) -> int:
    """How many coming slots of the rule take no bookings, which running it leaves as it is."""
    return int(rule.slots.filter(starts_at__gt=clock.now(), status=Slot.Status.CLOSED).count())


def _close(slots: Sequence[Slot]) -> int:
    """Let these slots take no more bookings; returns how many did until now."""
    locked = Slot.objects.locked([slot.pk for slot in slots])
    is_open = [slot.pk for slot in locked if slot.status == Slot.Status.OPEN]
    Slot.objects.filter(pk__in=is_open).update(status=Slot.Status.CLOSED)
    return len(is_open)


def slots_outside_rule_by_booking(rule: ScheduleRule) -> tuple[list[Slot], list[Slot]]:
    """Coming slots that the rule does not make any more: those nobody ever booked, and those somebody did."""
    found = slots_outside_rule(rule)
    booked = set(Booking.objects.filter(slot__in=found).values_list("slot", flat=True))
    return [slot for slot in found if slot.pk not in booked], [slot for slot in found if slot.pk in booked]


def slots_with_other_places(rule: ScheduleRule, capacity: int) -> int:
    """How many of the rule's coming slots have another number of places, which a change of the rule leaves as it is."""
    coming = rule.slots.upcoming(clock.now())
    return int(coming.exclude(capacity=capacity).count())


@atomic_with_retries
def delete_unbooked_slots_outside_rule(*, rule: ScheduleRule) -> CleanupResult:
    """Remove coming slots that the rule does not make any more, unless somebody booked them.

    Those stay for staff to move or cancel one by one, and take no more bookings.
    """
    locked = ScheduleRule.objects.select_for_update().get(pk=rule.pk)
    free, _booked = slots_outside_rule_by_booking(locked)
    Slot.objects.locked([slot.pk for slot in free])  # a visitor who books at this moment comes before us, or not at all
    free, kept = slots_outside_rule_by_booking(locked)
    removed = Slot.objects.filter(pk__in=[slot.pk for slot in free])
    removed.delete()
    _close(kept)
    return CleanupResult(len(free), kept)


def last_day_needed(rule: ScheduleRule) -> date:
    """The last coming day on which somebody is booked; the rule's own last day where nobody is."""
    ahead = Booking.objects.expected().filter(slot__rule=rule, slot__starts_at__gt=clock.now())
    return ahead.aggregate(last=Max("slot__local_date"))["last"] or rule.to_date


def preview_rule_end(rule: ScheduleRule, last_date: date) -> tuple[list[Slot], list[Slot]]:
    """The slots that would go if this were the rule's last day, and the booked ones that would stay."""
    ended = copy(rule)
    _end(ended, last_date)
    return slots_outside_rule_by_booking(ended)


@atomic_with_retries
def end_rule(*, rule: ScheduleRule, last_date: date) -> CleanupResult:
    """Make this the rule's last day, if it would last longer, and remove its later slots that nobody ever booked.

    The booked ones take no more bookings.
    """
    locked = ScheduleRule.objects.select_for_update().get(pk=rule.pk)
    _end(locked, last_date)
    save_changes(locked, ["to_date", "except_dates"])
    return delete_unbooked_slots_outside_rule(rule=locked)


def _end(rule: ScheduleRule, last_date: date) -> None:
    rule.to_date = max(min(last_date, rule.to_date), rule.from_date)
    if last_date < rule.from_date and rule.from_date not in rule.except_dates:
        rule.except_dates = [*rule.except_dates, rule.from_date]  # it ends before it began
