"""Rules that end or change while some of their slots are booked, called directly."""

import pytest

from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal
from accelerator.base.common.versions import ANY_VERSION
from tests.factories.booking import confirmed_order, held_order
from tests.factories.tours import TourFactory, local_day
from tours.booking.models import Booking
from tours.booking.services.cancellations import cancel_by_visitor
from tours.models import ScheduleRule, Slot
from tours.schedule.plans import Plan
from tours.schedule.services.rules import (
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
from tours.schedule.services.slots import cancel_slot, close_slot

pytestmark = pytest.mark.django_db
TEN = local_day("Europe/Moscow", 0).time()


def day(ahead: int):
    return local_day("Europe/Moscow", ahead).date()


def plan(first: int = 1, last: int = 5, **changes) -> Plan:
    fields = {"weekdays": list(range(7)), "times": [TEN], "except_dates": [], "capacity": 15, **changes}
    return Plan(day(first), day(last), **fields)


@pytest.fixture
def rule() -> ScheduleRule:
    """Every day at ten, from tomorrow on, five days."""
    return create_rule(tour=TourFactory(published=True), plan=plan())[0]


def slots_of(rule: ScheduleRule) -> list[Slot]:
    return list(rule.slots.order_by("starts_at"))


def states(rule: ScheduleRule) -> list[str]:
    return [slot.status for slot in slots_of(rule)]


OPEN, CLOSED, CANCELLED = Slot.Status.OPEN, Slot.Status.CLOSED, Slot.Status.CANCELLED


# Changing


def test_change_closes_what_is_outside_now_and_names_what_is_booked_there(rule: ScheduleRule):
    booked = slots_of(rule)[4]
    confirmed_order(booked)

    changed = update_rule(rule=rule, plan=plan(1, 3), expected_version=ANY_VERSION)

    assert (changed.made, changed.closed, list(changed.booked_outside)) == (0, 2, [booked])
    assert states(rule) == [OPEN, OPEN, OPEN, CLOSED, CLOSED]
    assert changed.rule.to_date == day(3)


def test_change_closes_only_what_was_open_and_leaves_cancelled_slots_alone(rule: ScheduleRule):
    slots = slots_of(rule)
    cancel_slot(slot=slots[3], reason="Ремонт")
    close_slot(slot=slots[4])
    Slot.objects.filter(pk=slots[4].pk).update(status=CLOSED)

    assert update_rule(rule=rule, plan=plan(1, 2), expected_version=ANY_VERSION).closed == 1
    assert states(rule) == [OPEN, OPEN, CLOSED, CANCELLED, CLOSED]
    assert update_rule(rule=rule, plan=plan(1, 2), expected_version=ANY_VERSION).closed == 0


def test_change_keeps_them_on_sale_where_staff_say_so(rule: ScheduleRule):
    changed = update_rule(rule=rule, plan=plan(1, 3), keep_open=True, expected_version=ANY_VERSION)

    assert changed.closed == 0
    assert states(rule) == [OPEN] * 5


def test_change_that_only_adds_days_closes_nothing(rule: ScheduleRule):
    changed = update_rule(rule=rule, plan=plan(1, 7), expected_version=ANY_VERSION)

    assert (changed.made, changed.closed, list(changed.booked_outside)) == (2, 0, [])


def test_what_a_change_would_leave_outside_is_previewed_without_being_written(rule: ScheduleRule):
    slots = slots_of(rule)
    confirmed_order(slots[4])

    assert slots_outside_rule(rule, plan(1, 3)) == ([slots[3]], [slots[4]])
    assert slots_outside_rule(rule, plan()) == ([], [])
    rule.refresh_from_db()
    assert rule.to_date == day(5)


# Counting


def test_only_coming_closed_slots_are_counted_as_closed(rule: ScheduleRule):
    slots = slots_of(rule)
    close_slot(slot=slots[0])
    close_slot(slot=slots[1])
    cancel_slot(slot=slots[2], reason="Ремонт")
    other = create_rule(tour=rule.tour, plan=plan(1, 1, times=[TEN.replace(hour=15)]))[0]
    close_slot(slot=slots_of(other)[0])

    assert closed_slots(rule) == 2
    with clock.at(slots[0].starts_at):
        assert closed_slots(rule) == 1


def test_only_coming_slots_that_take_place_are_counted_as_having_other_places(rule: ScheduleRule):
    slots = slots_of(rule)
    rule.slots.filter(pk__in=[slot.pk for slot in slots[:3]]).update(capacity=20)
    cancel_slot(slot=slots[2], reason="Ремонт")

    assert (slots_with_other_capacity(rule, 15), slots_with_other_capacity(rule, 20)) == (2, 2)
    with clock.at(slots[0].starts_at):
        assert slots_with_other_capacity(rule, 15) == 1


def test_slot_that_was_booked_once_is_not_free(rule: ScheduleRule):
    slots = slots_of(rule)
    cancel_by_visitor(order=confirmed_order(slots[3]))
    ended = plan(1, 3)

    assert slots_outside_rule(rule, ended) == ([slots[4]], [slots[3]])
    assert slots_outside_rule(rule) == ([], [])


# Ending


def test_end_removes_what_nobody_booked_and_closes_the_rest(rule: ScheduleRule):
    slots = slots_of(rule)
    held_order(slots[3])
    assert preview_rule_end(rule, day(2)) == ([slots[2], slots[4]], [slots[3]])
    assert rule.to_date == day(5)

    result = end_rule(rule=rule, last_date=day(2))

    assert (result.removed, list(result.kept)) == (2, [slots[3]])
    assert slots_of(rule) == [slots[0], slots[1], slots[3]]
    assert states(rule) == [OPEN, OPEN, CLOSED]
    rule.refresh_from_db()
    assert (rule.to_date, rule.except_dates) == (day(2), [])


def test_end_after_the_rules_own_last_day_makes_it_no_longer(rule: ScheduleRule):
    assert end_rule(rule=rule, last_date=day(9)).removed == 0

    rule.refresh_from_db()
    assert rule.to_date == day(5)
    assert len(slots_of(rule)) == 5


@pytest.mark.parametrize("is_excepted", [False, True], ids=["first day planned", "first day excepted already"])
def test_end_before_the_first_day_leaves_no_day(rule: ScheduleRule, is_excepted: bool):
    ScheduleRule.objects.filter(pk=rule.pk).update(except_dates=[day(1)] if is_excepted else [])

    for _twice in range(2):
        end_rule(rule=rule, last_date=day(0))

    rule.refresh_from_db()
    assert (rule.to_date, rule.except_dates) == (day(1), [day(1)])
    assert slots_of(rule) == []
    with pytest.raises(Refusal):
        create_slots(rule=rule)


def test_end_on_the_first_day_keeps_that_day(rule: ScheduleRule):
    end_rule(rule=rule, last_date=day(1))

    rule.refresh_from_db()
    assert (rule.to_date, rule.except_dates, len(slots_of(rule))) == (day(1), [], 1)


def test_clearing_a_rule_that_fits_its_slots_removes_nothing(rule: ScheduleRule):
    result = delete_unbooked_slots_outside_rule(rule=rule)

    assert (result.removed, list(result.kept), len(slots_of(rule))) == (0, [], 5)


def test_what_has_begun_is_history(rule: ScheduleRule):
    first = day(1)
    with clock.at(slots_of(rule)[3].starts_at):
        assert end_rule(rule=rule, last_date=first).removed == 1
    assert len(slots_of(rule)) == 4


# How long it is needed


def test_rule_is_needed_until_the_last_day_that_somebody_is_booked_on(rule: ScheduleRule):
    slots = slots_of(rule)
    assert last_day_needed(rule) == day(5)

    orders = [confirmed_order(slot) for slot in slots[1:3]]
    held_order(slots[4])
    confirmed_order(slots_of(create_rule(tour=rule.tour, plan=plan(4, 4, times=[TEN.replace(hour=15)]))[0])[0])
    assert last_day_needed(rule) == day(3)

    cancel_by_visitor(order=orders[1])
    assert last_day_needed(rule) == day(2)
    last = day(5)
    with clock.at(slots[1].starts_at):
        assert last_day_needed(rule) == last
    assert Booking.objects.expected().count() == 2


# Languages


def test_slots_of_a_rule_have_its_languages_and_keep_them_when_it_changes(rule: ScheduleRule):
    assert {tuple(slot.spoken) for slot in slots_of(rule)} == {("ru",)}
    assert slots_in_other_languages(rule, ["zh"]) == 5

    changed = update_rule(rule=rule, plan=plan(last=6, languages=["zh", "en", "zh"]), expected_version=ANY_VERSION)

    assert changed.rule.languages == ["en", "zh"]
    assert [slot.languages for slot in slots_of(rule)] == [None] * 5 + [["en", "zh"]]
    assert slots_in_other_languages(changed.rule, None) == 1
    assert Plan.of(changed.rule) == plan(last=6, languages=["en", "zh"])
    assert plan(languages=[]).languages is None
