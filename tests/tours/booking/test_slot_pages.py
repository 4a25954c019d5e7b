"""The week's slots in the cabinet, weekly rules, and changes of slots on which somebody is booked."""

import uuid
from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse

from accelerator.common import clock
from accelerator.notifications.models import Message
from regions.enterprises.models import Role
from tests.factories.booking import confirmed_order, held_order
from tests.factories.enterprises import MembershipFactory, SiteFactory
from tests.factories.tours import SlotFactory, TourFactory, local_day
from tours.booking.models import Booking
from tours.models import ScheduleRule, Slot
from tours.services.schedule import Plan, create_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def membership(client):
    membership = MembershipFactory(role=Role.MANAGER)
    client.force_login(membership.user)
    return membership


@pytest.fixture
def tour(membership):
    return TourFactory(published=True, site=SiteFactory(enterprise=membership.enterprise))


@pytest.fixture
def slot(tour):
    return SlotFactory(tour=tour, days_ahead=10)


def url(name, enterprise, *args):
    return reverse(f"booking:{name}", args=[enterprise.slug, *args])


def week_of(slot):
    return {"day": slot.local_date.isoformat()}


def ahead(days):
    return local_day("Europe/Moscow", days).date()


# --- The week ---------------------------------------------------------------------------------------------------------


def test_week_shows_its_slots_with_places_taken(client, slot, membership):
    confirmed_order(slot, people=3)
    held_order(slot, people=2)
    SlotFactory(tour=slot.tour, days_ahead=24)

    response = client.get(url("slots", membership.enterprise), week_of(slot))

    assert response.context["slots"] == [slot]
    assert response.context["taken"] == 5
    assert response.context["monday"].weekday() == 0
    assert reverse("booking:slot", args=[membership.enterprise.slug, slot.uuid]) in response.content.decode()
    assert response["Cache-Control"] == "no-store, private"


def test_week_is_filtered_by_tour(client, slot, membership):
    other = SlotFactory(tour=TourFactory(site=slot.site, enterprise=slot.enterprise), days_ahead=10)
    foreign = SlotFactory(days_ahead=10)

    def shown(**query):
        return client.get(url("slots", membership.enterprise), {**week_of(slot), **query}).context["slots"]

    assert shown() == [slot, other]
    assert shown(tour=slot.tour.uuid) == [slot]
    assert shown(tour=foreign.tour.uuid) == [slot, other]  # nonsense filters nothing, and shows nothing of others
    assert client.get(url("slots", membership.enterprise), {"day": "soon"}).status_code == 200


@pytest.mark.parametrize("count", [1, 12])
def test_query_count_is_flat(client, membership, tour, count, django_assert_max_num_queries):
    start = clock.now().astimezone(tour.site.zone).date() + timedelta(days=14)
    monday = start - timedelta(days=start.weekday())
    for number in range(count):
        at = datetime.combine(monday + timedelta(days=number % 7), time(9 + number // 7))
        confirmed_order(SlotFactory(tour=tour, local_start=at))
    first = tour.slots.first()
    for _ in range(count):
        confirmed_order(first)
    rule, _made = create_rule(tour=tour, plan=Plan(ahead(1), ahead(60), [0], [time(18)], [], 5))

    with django_assert_max_num_queries(12):
        assert len(client.get(url("slots", membership.enterprise), {"day": monday}).context["slots"]) >= count
    for name in ("slot", "slot_move", "slot_cancel"):
        with django_assert_max_num_queries(13):
            assert client.get(url(name, membership.enterprise, first.uuid)).status_code == 200
    for name, args in (("rules", []), ("rule", [rule.uuid])):
        with django_assert_max_num_queries(13):
            assert client.get(url(name, membership.enterprise, *args)).status_code == 200


# --- One slot ---------------------------------------------------------------------------------------------------------


def test_slot_lists_who_is_booked_first(client, slot, membership):
    confirmed_order(slot, people=2)
    held_order(slot)

    html = client.get(url("slot", membership.enterprise, slot.uuid)).content.decode()

    assert html.index("Мария Петрова") < html.index(url("slot_move", membership.enterprise, slot.uuid))


def test_one_slot_is_opened(client, tour, membership):
    values = {"tour": tour.uuid, "day": ahead(5).isoformat(), "time": "11:30", "capacity": "12", "note": "Школа № 5"}

    response = client.post(url("slot_new", membership.enterprise), values)

    slot = Slot.objects.get()
    assert response["Location"] == url("slot", membership.enterprise, slot.uuid)
    assert (slot.local_start, slot.capacity, slot.note) == (datetime.combine(ahead(5), time(11, 30)), 12, "Школа № 5")
    assert client.post(url("slot_new", membership.enterprise), values).status_code == 422
    assert Slot.objects.count() == 1


@pytest.mark.parametrize(
    "changes", [{"capacity": "0"}, {"capacity": "501"}, {"day": "2020-01-01"}, {"time": "25:00"}, {"tour": "foreign"}]
)
def test_slot_with_mistakes_is_not_opened(client, tour, membership, changes):
    foreign = TourFactory(published=True)
    values = {"tour": tour.uuid, "day": ahead(5).isoformat(), "time": "11:30", "capacity": "12", **changes}
    if values["tour"] == "foreign":
        values["tour"] = foreign.uuid

    response = client.post(url("slot_new", membership.enterprise), values)

    assert response.status_code == 422
    assert not Slot.objects.exists()


FAR = ["0001-01-01", "1900-01-01", "9999-12-31"]


@pytest.mark.parametrize("day", FAR)
def test_absurd_day_is_refused_with_the_days_that_can_be_chosen(client, slot, membership, day):
    rule, _made = create_rule(tour=slot.tour, plan=Plan(ahead(1), ahead(60), [0], [time(18)], [], 5))
    start = {"day": day, "time": "23:59", "confirmed": "on"}
    plan = {"tour": slot.tour.uuid, "weekdays": ["0"], "times": "10:00", "capacity": "5", "key": uuid.uuid4()}
    plan |= {"from_date": day, "to_date": day, "create": "1"}
    forms = [
        (url("slot_new", membership.enterprise), {**start, "tour": slot.tour.uuid, "capacity": "5"}, "day"),
        (url("slot_move", membership.enterprise, slot.uuid), start, "day"),
        (url("rule_new", membership.enterprise), plan, "to_date"),
        (url("rule_new", membership.enterprise), {**plan, "except_dates": day}, "except_dates"),
        (url("rule", membership.enterprise, rule.uuid), plan, "from_date"),
        (url("rule_end", membership.enterprise, rule.uuid), {"last_date": day}, "last_date"),
    ]
    before = set(Slot.objects.values_list("local_start", flat=True))

    for address, values, field in forms:
        refused = client.post(address, values)
        assert refused.status_code == 422
        assert "Выберите день с " in refused.context["form"].errors[field][0]

    assert set(Slot.objects.values_list("local_start", flat=True)) == before
    assert (
        client.get(url("slots", membership.enterprise), {"day": day}).context["monday"]
        == client.get(url("slots", membership.enterprise)).context["monday"]
    )


def test_capacity_is_changed_but_never_under_what_is_taken(client, slot, membership):
    confirmed_order(slot, people=4)
    address = url("slot_capacity", membership.enterprise, slot.uuid)

    refused = client.post(address, {"capacity": "3"})
    assert refused.status_code == 422
    assert "4" in refused.context["form"].errors["capacity"][0]
    assert client.post(address, {"capacity": "many"}).status_code == 422
    assert Slot.objects.get().capacity == 15
    assert client.post(address, {"capacity": "4"}).status_code == 302
    assert Slot.objects.get().capacity == 4


def test_slot_is_closed_and_opened_again(client, slot, membership):
    confirmed_order(slot)
    before = Message.objects.count()
    address = url("slot_status", membership.enterprise, slot.uuid)

    assert client.post(address, {"to": "closed"}).status_code == 302
    assert Slot.objects.get().status == Slot.Status.CLOSED
    assert client.post(address, {"to": "open"}).status_code == 302
    assert Slot.objects.get().status == Slot.Status.OPEN
    assert Message.objects.count() == before


def test_move_says_first_who_hears_of_it(client, slot, membership):
    confirmed_order(slot, people=2)
    address = url("slot_move", membership.enterprise, slot.uuid)
    values = {"day": ahead(12).isoformat(), "time": "15:00"}

    asked = client.post(address, values)

    assert asked.status_code == 200
    assert len(asked.context["concerned"].bookings) == 1
    assert len(asked.context["move"].reminders) == 3
    assert Slot.objects.get().local_start == slot.local_start
    assert client.post(address, {**values, "confirmed": "on"}).status_code == 302
    assert Slot.objects.get().local_start == datetime.combine(ahead(12), time(15))
    assert Message.objects.filter(kind="booking.moved").count() == 1


@pytest.mark.parametrize("days", [-2, 10])
def test_move_into_the_past_or_nowhere_is_refused(client, slot, membership, days):
    values = {"day": ahead(days).isoformat(), "time": "10:00", "confirmed": "on"}

    assert client.post(url("slot_move", membership.enterprise, slot.uuid), values).status_code == 422
    assert Slot.objects.get().revision == 0


@pytest.mark.parametrize("confirmed", ["", "on"])
@pytest.mark.parametrize(("status", "answer"), [("open", 422), ("closed", 422), ("cancelled", None)])
def test_move_onto_another_slot_of_the_tour_is_refused_like_opening_one(
    client, slot, membership, status, answer, confirmed
):
    SlotFactory(tour=slot.tour, days_ahead=12, at=time(15), status=status)
    SlotFactory(tour=TourFactory(site=slot.site, enterprise=slot.enterprise), days_ahead=13, at=time(15))
    address = url("slot_move", membership.enterprise, slot.uuid)
    values = {"day": ahead(12).isoformat(), "time": "15:00", "confirmed": confirmed}

    response = client.post(address, values)

    assert response.status_code == (answer or (302 if confirmed else 200))
    if answer:
        assert "Сеанс этой экскурсии на это время уже есть" in response.content.decode()
        assert Slot.objects.get(pk=slot.pk).revision == 0
    assert client.post(address, {**values, "day": ahead(13).isoformat()}).status_code == (302 if confirmed else 200)


def test_cancel_asks_for_a_reason_when_somebody_is_booked(client, slot, membership):
    confirmed_order(slot, people=3)
    address = url("slot_cancel", membership.enterprise, slot.uuid)

    page = client.get(address)
    assert (len(page.context["concerned"].bookings), page.context["concerned"].people) == (1, 3)
    assert client.post(address, {"reason": ""}).status_code == 422
    assert Slot.objects.get().status == Slot.Status.OPEN
    assert client.post(address, {"reason": "Ремонт крана"}).status_code == 302

    assert Slot.objects.get().status == Slot.Status.CANCELLED
    assert Booking.objects.get().cancel_reason == "Ремонт крана"
    assert client.post(url("slot_status", membership.enterprise, slot.uuid), {"to": "open"}).status_code == 422


# --- Many slots -------------------------------------------------------------------------------------------------------


def test_ticked_slots_and_days_are_changed_together(client, slot, membership):
    same_day = SlotFactory(tour=slot.tour, days_ahead=10, at=time(15))
    other_day = SlotFactory(tour=slot.tour, days_ahead=11)
    left = SlotFactory(tour=slot.tour, days_ahead=12)
    confirmed_order(other_day, people=4)
    address = url("slots_bulk", membership.enterprise)
    ticked = {"day": [slot.local_date.isoformat()], "slot": [str(other_day.uuid)]}

    def states():
        return [Slot.objects.get(pk=one.pk).status for one in (slot, same_day, other_day, left)]

    assert client.post(address, {**ticked, "action": "close"}).status_code == 302
    assert states() == ["closed", "closed", "closed", "open"]
    client.post(address, {**ticked, "action": "reopen"})
    assert states() == ["open"] * 4
    client.post(address, {**ticked, "action": "resize", "capacity": "3"})
    assert [Slot.objects.get(pk=one.pk).capacity for one in (slot, same_day, other_day, left)] == [3, 3, 15, 15]


def test_many_slots_are_cancelled_after_a_question(client, slot, membership):
    other = SlotFactory(tour=slot.tour, days_ahead=11)
    confirmed_order(slot)
    address = url("slots_bulk", membership.enterprise)
    ticked = {"slot": [str(slot.uuid), str(other.uuid)], "action": "cancel"}

    assert client.post(address, ticked).status_code == 200
    assert client.post(address, {**ticked, "confirmed": "1", "reason": ""}).status_code == 422
    assert not Slot.objects.filter(status="cancelled").exists()
    assert client.post(address, {**ticked, "confirmed": "1", "reason": "Праздник"}).status_code == 302
    assert Slot.objects.filter(status="cancelled").count() == 2


@pytest.mark.parametrize(
    "data",
    [
        {"action": "close"},
        {"action": "explode", "slot": "own"},
        {"action": "resize", "slot": "own"},
        {"action": "close", "slot": "x"},
    ],
)
def test_bulk_change_with_mistakes_changes_nothing(client, slot, membership, data):
    if data.get("slot") == "own":
        data = {**data, "slot": str(slot.uuid)}

    assert client.post(url("slots_bulk", membership.enterprise), data).status_code == 422
    assert Slot.objects.get().status == Slot.Status.OPEN


# --- Rules ------------------------------------------------------------------------------------------------------------


def rule_values(tour, **changes):
    return {
        "tour": tour.uuid, "key": uuid.uuid4(), "from_date": ahead(1).isoformat(), "to_date": ahead(28).isoformat(),
        "weekdays": ["0", "3"], "times": "10:00, 14:30", "except_dates": "", "capacity": "15", **changes,
    }  # fmt: skip


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


def made_rule(tour, days=28):
    return create_rule(tour=tour, plan=Plan(ahead(1), ahead(days), list(range(7)), [time(10)], [], 15))[0]


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

    response = client.post(url("rule_end", membership.enterprise, rule.uuid), {"last_date": ahead(5).isoformat()})

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

    client.post(url("rule_end", membership.enterprise, rule.uuid), {"last_date": ahead(-1).isoformat()})

    assert not Slot.objects.exists()


# --- Rights -----------------------------------------------------------------------------------------------------------

WRITES = [
    ("slot_capacity", {"capacity": "3"}),
    ("slot_status", {"to": "closed"}),
    ("slot_move", {"day": "2030-01-01", "time": "10:00", "confirmed": "on"}),
    ("slot_cancel", {"reason": "Нет"}),
]


def unchanged(slot):
    fresh = Slot.objects.get(pk=slot.pk)
    return (fresh.capacity, fresh.status, fresh.local_start) == (slot.capacity, slot.status, slot.local_start)


@pytest.mark.parametrize(("page", "data"), WRITES)
def test_slot_of_another_enterprise_is_not_there(client, membership, page, data):
    foreign = SlotFactory(days_ahead=10)

    for enterprise in (membership.enterprise, foreign.enterprise):
        assert client.post(url(page, enterprise, foreign.uuid), data).status_code == 404
        assert client.get(url("slot", enterprise, foreign.uuid)).status_code == 404
    assert unchanged(foreign)


def test_foreign_ids_in_a_body_change_nothing(client, slot, membership):
    foreign = SlotFactory(days_ahead=10)
    data = {"slot": [str(slot.uuid), str(foreign.uuid)], "action": "close"}

    assert client.post(url("slots_bulk", membership.enterprise), data).status_code == 404
    client.post(url("slots_bulk", membership.enterprise), {"day": foreign.local_date.isoformat(), "action": "close"})
    assert Slot.objects.get(pk=slot.pk).status == Slot.Status.CLOSED  # by its day
    assert unchanged(foreign)


@pytest.mark.parametrize("page", ["rule", "rule_run", "rule_clear", "rule_end"])
def test_rule_of_another_enterprise_is_not_there(client, membership, page):
    foreign = made_rule(TourFactory(published=True))
    values = {**rule_values(foreign.tour), "create": "1", "last_date": ahead(2).isoformat()}

    assert client.post(url(page, membership.enterprise, foreign.uuid), values).status_code == 404
    assert (foreign.slots.count(), ScheduleRule.objects.get().to_date) == (28, foreign.to_date)


def test_guides_see_the_week_and_change_nothing(client, slot):
    client.force_login(MembershipFactory(enterprise=slot.enterprise, role=Role.GUIDE).user)

    page = client.get(url("slots", slot.enterprise), week_of(slot))
    assert page.context["slots"] == [slot]
    assert "slots_bulk" not in page.content.decode()
    assert 'type="checkbox"' not in page.content.decode()
    assert client.get(url("slot", slot.enterprise, slot.uuid)).status_code == 200
    for name, data in WRITES:
        assert client.post(url(name, slot.enterprise, slot.uuid), data).status_code == 404
    for name in ("slot_new", "slots_bulk", "rules", "rule_new"):
        assert client.post(url(name, slot.enterprise), {"slot": slot.uuid, "action": "close"}).status_code in {404, 405}
    assert unchanged(slot)


def test_gate_does_not_see_the_week(client, slot):
    client.force_login(MembershipFactory(enterprise=slot.enterprise, role=Role.GATE).user)

    assert client.get(url("slots", slot.enterprise)).status_code == 404
    assert client.get(url("slot", slot.enterprise, slot.uuid)).status_code == 404
