"""Rules that end or change while some of their slots are booked."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from accelerator.common import clock
from accelerator.common.transactions import atomic_with_retries
from tours.booking.models import Booking
from tours.models import ScheduleRule, Slot
from tours.services.schedule import strays


@dataclass(frozen=True)
class Cleared:
    """What became of the slots that a rule does not make any more."""

    removed: int
    kept: Sequence[Slot]


def stray_slots(rule: ScheduleRule) -> tuple[list[Slot], list[Slot]]:
    """Coming slots that the rule does not make any more: those nobody ever booked, and those somebody did."""
    found = strays(rule)
    booked = set(Booking.objects.filter(slot__in=found).values_list("slot", flat=True))
    return [slot for slot in found if slot.pk not in booked], [slot for slot in found if slot.pk in booked]


def slots_with_other_places(rule: ScheduleRule, capacity: int) -> int:
    """How many of the rule's coming slots have another number of places, which a change of the rule leaves as it is."""
    coming = rule.slots.filter(starts_at__gt=clock.now()).exclude(status=Slot.Status.CANCELLED)
    return int(coming.exclude(capacity=capacity).count())


@atomic_with_retries
def clear_strays(*, rule: ScheduleRule) -> Cleared:
    """Remove coming slots that the rule does not make any more, unless somebody booked them: those stay for staff to
    move or cancel one by one.
    """  # fmt: skip
    ScheduleRule.objects.select_for_update().get(pk=rule.pk)
    free, _booked = stray_slots(rule)
    Slot.objects.locked([slot.pk for slot in free])  # a visitor who books at this moment comes before us, or not at all
    free, kept = stray_slots(rule)
    removed = Slot.objects.filter(pk__in=[slot.pk for slot in free])
    removed.delete()
    return Cleared(len(free), kept)


def last_day_needed(rule: ScheduleRule) -> date:
    """The last coming day on which somebody is booked; the rule's own last day where nobody is."""
    ahead = Booking.objects.expected().filter(slot__rule=rule, slot__starts_at__gt=clock.now())
    return ahead.aggregate(last=Max("slot__local_date"))["last"] or rule.to_date


def foresee_end(rule: ScheduleRule, last_date: date) -> tuple[list[Slot], list[Slot]]:
    """The slots that would go if this were the rule's last day, and the booked ones that would stay."""
    ended = copy(rule)
    _end(ended, last_date)
    return stray_slots(ended)


@atomic_with_retries
def end_rule(*, rule: ScheduleRule, last_date: date) -> Cleared:
    """Make this the rule's last day, if it would last longer, and remove its later slots that nobody ever booked."""
    locked = ScheduleRule.objects.select_for_update().get(pk=rule.pk)
    _end(locked, last_date)
    locked.save(update_fields=["to_date", "except_dates"])
    return clear_strays(rule=locked)


def _end(rule: ScheduleRule, last_date: date) -> None:
    rule.to_date = max(min(last_date, rule.to_date), rule.from_date)
    if last_date < rule.from_date and rule.from_date not in rule.except_dates:
        rule.except_dates = [*rule.except_dates, rule.from_date]  # it ends before it began
