"""Weekly rules in the cabinet: shown first, made once, and ended without touching what is booked."""

import uuid
from datetime import time

import pytest

from accelerator.base.common.formats import slot_time
from tests.factories.booking import confirmed_order
from tests.factories.tours import TourFactory
from tests.portal.markup import html_of
from tests.tables import table
from tests.tours.schedule.pages.pages import ahead, url
from tours.models import ScheduleRule, Slot
from tours.schedule.plans import Plan
from tours.schedule.services.rules import create_rule

pytestmark = pytest.mark.django_db


def rule_values(tour, **changes):
    return {
        "tour": tour.uuid, "key": uuid.uuid4(), "from_date": ahead(1).isoformat(), "to_date": ahead(28).isoformat(),
        "weekdays": ["0", "3"], "times": "10:00, 14:30", "except_dates": "", "capacity": "15", "version": "1",
        **changes,
    }  # fmt: skip


def made_rule(tour, days=28):
    return create_rule(tour=tour, plan=Plan(ahead(1), ahead(days), list(range(7)), [time(10)], [], 15))[0]


def test_rule_is_shown_first_and_made_once(client, tour, membership):
    address, values = url("rule_new", membership.enterprise), rule_values(tour)

    shown = client.post(address, values)
    assert shown.status_code == 200
    assert len(shown.context["preview"].new) == 16
    assert not Slot.objects.exists()

    assert client.post(address, {**values, "create": "1"}).status_code == 302
    assert client.post(address, {**values, "create": "1"}).status_code == 302  # a double click
    assert (ScheduleRule.objects.count(), Slot.objects.count()) == (1, 16)


def test_rule_leaves_out_spans_of_days(client, tour, membership):
    first, last = ahead(8), ahead(14)
    span = f"{first:%d.%m.%Y}–{last:%d.%m.%Y}"

    shown = client.post(url("rule_new", membership.enterprise), rule_values(tour, except_dates=span))

    assert len(shown.context["preview"].new) == 12
    assert not any(first <= start.local_start.date() <= last for start in shown.context["preview"].starts)


def test_other_places_of_a_rule_say_what_becomes_of_its_slots(client, tour, membership):
    client.post(url("rule_new", membership.enterprise), rule_values(tour, create="1"))
    rule = ScheduleRule.objects.get()
    Slot.objects.filter(pk=rule.slots.by_start()[0].pk).update(capacity=20)

    shown = client.post(url("rule", membership.enterprise, rule.uuid), rule_values(tour, capacity="20"))
    same = client.post(url("rule", membership.enterprise, rule.uuid), rule_values(tour))

    assert "У 15 открытых сеансов другое число мест, оно не изменится." in shown.content.decode()
    assert (shown.context["keeping"], same.context["keeping"]) == (15, 1)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"weekdays": []}, "weekdays"),
        ({"weekdays": ["7"]}, "weekdays"),
        ({"times": "noon"}, "times"),
        ({"times": ""}, "times"),
        ({"to_date": "2020-01-01"}, "to_date"),
        ({"to_date": "2999-01-01"}, "to_date"),
        ({"except_dates": "31.02.2027"}, "except_dates"),
        ({"capacity": "0"}, "capacity"),
        ({"tour": "foreign"}, "tour"),
        ({"weekdays": list("0123456"), "times": "9:00 10:00 11:00 12:00", "to_date": 300}, "__all__"),
    ],
)
def test_rule_with_mistakes_makes_nothing(client, tour, membership, changes, wrong):
    values = {**rule_values(tour), **changes, "create": "1"}
    if isinstance(values["to_date"], int):
        values["to_date"] = ahead(values["to_date"]).isoformat()
    if values["tour"] == "foreign":
        values["tour"] = TourFactory(published=True).uuid

    response = client.post(url("rule_new", membership.enterprise), values)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {wrong}
    assert not ScheduleRule.objects.exists()


def test_rule_is_extended_and_run_again(client, tour, membership):
    rule = made_rule(tour, days=7)
    values = rule_values(tour, weekdays=list("0123456"), times="10:00", to_date=ahead(10).isoformat())
    address = url("rule", membership.enterprise, rule.uuid)

    assert len(client.post(address, values).context["preview"].new) == 3
    assert Slot.objects.count() == 7
    client.post(address, {**values, "create": "1"})
    assert Slot.objects.count() == 10
    client.post(url("rule_run", membership.enterprise, rule.uuid))
    assert Slot.objects.count() == 10


def test_ended_rule_keeps_what_is_booked(client, tour, membership):
    rule = made_rule(tour)
    booked = rule.slots.order_by("starts_at").last()
    confirmed_order(booked)
    address, day = url("rule_end", membership.enterprise, rule.uuid), ahead(5).isoformat()

    response = client.post(address, {"last_date": day, "confirmed": day})

    assert response.status_code == 302
    rule.refresh_from_db()
    assert rule.to_date == ahead(5)
    assert list(rule.slots.filter(local_date__gt=ahead(5))) == [booked]
    assert rule.slots.count() == 6
    page = client.get(url("rule", membership.enterprise, rule.uuid))
    assert (page.context["free"], page.context["booked"]) == ([], [booked])


def test_changed_rule_offers_to_remove_what_nobody_booked(client, tour, membership):
    rule = made_rule(tour, days=7)
    values = rule_values(tour, weekdays=list("0123456"), times="10:00", to_date=ahead(4).isoformat())
    client.post(url("rule", membership.enterprise, rule.uuid), {**values, "create": "1"})
    assert Slot.objects.count() == 7

    client.post(url("rule_clear", membership.enterprise, rule.uuid))

    assert Slot.objects.count() == 4


def test_rule_that_has_not_begun_is_ended_whole(client, tour, membership):
    rule = made_rule(tour, days=7)

    address, day = url("rule_end", membership.enterprise, rule.uuid), ahead(-1).isoformat()
    client.post(address, {"last_date": day, "confirmed": day})

    assert not Slot.objects.exists()


def test_end_of_a_rule_is_shown_before_it_is_done(client, tour, membership):
    rule = made_rule(tour, days=10)
    slots = list(rule.slots.by_start())
    confirmed_order(slots[7])
    address, fifth, sixth = url("rule_end", membership.enterprise, rule.uuid), ahead(5), ahead(6)

    # The first page offers the last day on which anybody comes, and ends nothing.
    first = client.get(address)
    assert first.context["form"].initial["last_date"] == slots[7].local_date
    assert "button--danger" not in html_of(first)
    shown = client.post(address, {"last_date": fifth.isoformat()})
    assert shown.status_code == 200
    assert (shown.context["going"], shown.context["staying"]) == ([*slots[5:7], *slots[8:]], [slots[7]])
    page = shown.content.decode()
    for slot in slots[5:]:
        assert slot_time(slot.starts_at, slot.timezone) in page
    assert url("slot", membership.enterprise, slots[7].uuid) in page
    assert f'name="confirmed" value="{fifth.isoformat()}"' in page
    # Another day typed since is shown again.
    assert client.post(address, {"last_date": sixth.isoformat(), "confirmed": fifth.isoformat()}).status_code == 200
    rule.refresh_from_db()
    assert (rule.to_date, rule.slots.count()) == (ahead(10), 10)

    assert client.post(address, {"last_date": fifth.isoformat(), "confirmed": fifth.isoformat()}).status_code == 302

    assert list(rule.slots.by_start()) == [*slots[:5], slots[7]]


def test_rule_that_nobody_booked_is_offered_its_own_last_day(client, tour, membership):
    rule = made_rule(tour, days=7)

    page = client.get(url("rule_end", membership.enterprise, rule.uuid))

    assert page.context["form"].initial["last_date"] == ahead(7)


@pytest.mark.parametrize("page", ["rule", "rule_run", "rule_clear", "rule_end"])
def test_rule_of_another_enterprise_is_not_there(client, membership, page):
    foreign = made_rule(TourFactory(published=True))
    values = {**rule_values(foreign.tour), "create": "1", "last_date": ahead(2).isoformat()}

    assert client.post(url(page, membership.enterprise, foreign.uuid), values).status_code == 404
    assert (foreign.slots.count(), ScheduleRule.objects.get().to_date) == (28, foreign.to_date)


def test_rules_leave_as_a_file(client, tour, membership):
    rule = made_rule(tour, days=7)

    [row] = table(client, url("rules", membership.enterprise))[1:]

    assert [row[0], row[2], row[6], row[7]] == [str(tour), "10:00", "15", "7"]
    assert row[3:5] == [rule.from_date.isoformat(), rule.to_date.isoformat()]
