"""A changed or ended rule stops selling what it does not make any more, and says so before and after."""

from datetime import time

import pytest

from accelerator.base.common import clock
from accelerator.base.common.formats import slot_time
from accelerator.base.common.versions import ANY_VERSION
from tests.factories.booking import confirmed_order
from tests.tours.schedule.pages.pages import ahead, url
from tests.tours.schedule.pages.test_weekly_rules import made_rule, rule_values
from tours.models import Slot
from tours.schedule.plans import Plan
from tours.schedule.services.rules import delete_unbooked_slots_outside_rule, end_rule, slots_outside_rule, update_rule

pytestmark = pytest.mark.django_db

PLAN_AFTER = {
    "a weekday": lambda plan: Plan(plan.from_date, plan.to_date, plan.weekdays[1:], plan.times, [], 15),
    "a day more excepted": lambda plan: Plan(plan.from_date, plan.to_date, plan.weekdays, plan.times, [ahead(3)], 15),
    "its last days": lambda plan: Plan(plan.from_date, ahead(5), plan.weekdays, plan.times, [], 15),
    "its first days": lambda plan: Plan(ahead(3), plan.to_date, plan.weekdays, plan.times, [], 15),
    "a time": lambda plan: Plan(plan.from_date, plan.to_date, plan.weekdays, [time(16)], [], 15),
}


def on_sale(slots) -> set[int]:
    return set(
        Slot.objects.filter(pk__in=[slot.pk for slot in slots]).bookable(clock.now()).values_list("pk", flat=True)
    )


@pytest.mark.parametrize("loses", PLAN_AFTER)
def test_a_rule_that_loses_something_closes_what_is_outside(tour, loses):
    rule = made_rule(tour)
    plan = PLAN_AFTER[loses](Plan.of(rule))
    free, booked = slots_outside_rule(rule, plan)
    assert len(free) > 0
    assert booked == []
    confirmed_order(free[0])

    changed = update_rule(rule=rule, plan=plan, expected_version=ANY_VERSION)

    assert changed.closed == len(free)
    assert changed.booked_outside == [free[0]]
    assert on_sale(free) == set()
    inside = set(rule.slots.values_list("pk", flat=True)) - {slot.pk for slot in free}
    assert on_sale(Slot.objects.filter(pk__in=inside)) == inside


def test_what_is_outside_stays_on_sale_where_that_is_wished(tour):
    rule = made_rule(tour)
    plan = PLAN_AFTER["its last days"](Plan.of(rule))
    free, _booked = slots_outside_rule(rule, plan)
    assert update_rule(rule=rule, plan=plan, keep_open=True, expected_version=ANY_VERSION).closed == 0
    assert on_sale(free) == {slot.pk for slot in free}


def test_a_cancelled_slot_outside_stays_cancelled(tour):
    rule = made_rule(tour)
    last = rule.slots.order_by("-starts_at").first()
    Slot.objects.filter(pk=last.pk).update(status=Slot.Status.CANCELLED)
    update_rule(rule=rule, plan=PLAN_AFTER["its last days"](Plan.of(rule)), expected_version=ANY_VERSION)
    assert Slot.objects.get(pk=last.pk).status == Slot.Status.CANCELLED


def test_what_stays_of_an_ended_rule_is_closed(tour):
    rule = made_rule(tour)
    booked = rule.slots.order_by("-starts_at").first()
    confirmed_order(booked)
    assert end_rule(rule=rule, last_date=ahead(5)).kept == [booked]
    assert on_sale([booked]) == set()


def test_what_stays_when_a_rule_is_result_is_closed(tour):
    rule = made_rule(tour)
    booked = rule.slots.order_by("-starts_at").first()
    confirmed_order(booked)
    update_rule(
        rule=rule, plan=PLAN_AFTER["its last days"](Plan.of(rule)), keep_open=True, expected_version=ANY_VERSION
    )
    delete_unbooked_slots_outside_rule(rule=rule)
    assert on_sale([booked]) == set()


def test_the_change_is_previewed_first_and_links_to_the_booked_visitors(client, tour, membership):
    rule = made_rule(tour, days=7)
    slots = list(rule.slots.by_start())
    confirmed_order(slots[5])
    values = rule_values(tour, weekdays=list("0123456"), times="10:00", to_date=ahead(4).isoformat(), capacity="15")
    address = url("rule", membership.enterprise, rule.uuid)

    shown = client.post(address, values)
    assert (shown.context["outside_free"], shown.context["outside_booked"]) == ([slots[4], slots[6]], [slots[5]])
    assert slot_time(slots[5].starts_at, slots[5].timezone) in shown.content.decode()
    assert on_sale(slots) == {slot.pk for slot in slots}

    saved = client.post(address, {**values, "create": "1"})
    assert saved.url == f"{address}#outside"
    assert on_sale(slots) == {slot.pk for slot in slots[:4]}
    assert client.get(address).context["booked"] == [slots[5]]


def test_slots_outside_the_rule_may_stay_open(client, tour, membership):
    rule = made_rule(tour, days=7)
    slots = list(rule.slots.by_start())
    values = rule_values(tour, weekdays=list("0123456"), times="10:00", to_date=ahead(4).isoformat(), capacity="15")
    client.post(url("rule", membership.enterprise, rule.uuid), {**values, "keep_open": "1", "create": "1"})
    assert on_sale(slots) == {slot.pk for slot in slots}


def test_a_rule_that_gets_a_day_back_says_that_its_slots_are_closed(client, tour, membership):
    rule = made_rule(tour, days=7)
    plan = Plan.of(rule)
    update_rule(rule=rule, plan=PLAN_AFTER["its last days"](plan), expected_version=ANY_VERSION)
    values = rule_values(tour, weekdays=list("0123456"), times="10:00", to_date=ahead(7).isoformat(), capacity="15")
    assert client.post(url("rule", membership.enterprise, rule.uuid), values).context["closed"] == 2
