"""Slots opened, resized, closed, moved and cancelled, one or many, with those who are booked on them."""

import re
import uuid
from datetime import datetime, time

import pytest
from django.urls import reverse

from accelerator.base.common.formats import slot_time
from accelerator.base.notifications.models import Message
from tests.factories.booking import confirmed_order, held_order
from tests.factories.tours import SlotFactory, TourFactory
from tests.portal.markup import html_of
from tests.tours.schedule.pages.pages import ahead, url
from tours.booking.models import Booking
from tours.models import Slot
from tours.schedule.plans import Plan
from tours.schedule.services.rules import create_rule
from tours.schedule.services.slots import AffectedBookings

pytestmark = pytest.mark.django_db


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


def test_slot_without_a_number_has_as_many_places_as_the_tour(client, tour, membership):
    values = {"tour": tour.uuid, "day": ahead(5).isoformat(), "time": "11:30", "capacity": ""}

    client.post(url("slot_new", membership.enterprise), values)

    assert Slot.objects.get().capacity == tour.capacity


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


def test_languages_of_a_slot_are_set_and_left_to_the_tour_again(client, slot, membership):
    address = url("slot_languages", membership.enterprise, slot.uuid)

    assert client.post(address, {"languages": ["zh", "ru"]}).status_code == 302
    assert Slot.objects.get().languages == ["ru", "zh"]
    assert client.post(address, {"languages": ["xx"]}).status_code == 422
    assert client.post(address, {}).status_code == 302
    assert Slot.objects.get().languages is None
    confirmed_order(slot)
    refused = client.post(address, {"languages": ["zh"]})
    assert refused.status_code == 422
    assert "русский" in refused.context["languages"].errors["languages"][0]


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
    assert len(asked.context["affected"].bookings) == 1
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
    assert (len(page.context["affected"].bookings), page.context["affected"].people) == (1, 3)
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


def test_refused_part_of_a_bulk_change_is_named_by_its_time_in_words(client, slot, membership):
    confirmed_order(slot, people=4)

    response = client.post(
        url("slots_bulk", membership.enterprise),
        {"slot": [str(slot.uuid)], "action": "resize", "capacity": "3"},
        follow=True,
    )

    assert f"{slot_time(slot.starts_at, slot.timezone)}, {slot.tour}: " in response.content.decode()


def test_bookings_that_a_page_does_not_list_are_counted(client, slot, membership, monkeypatch):
    one = confirmed_order(slot).bookings.select_related("slot", "order__contact").get()
    affected = AffectedBookings([one] * 103, 0)
    monkeypatch.setattr("tours.schedule.views.slots.affected_bookings", lambda _slots: affected)

    page = html_of(client.get(url("slot_cancel", membership.enterprise, slot.uuid)))

    assert page.count(one.order.code) == 100
    assert "и ещё 3<" in page


def test_cancelled_slot_that_nobody_booked_says_so(client, slot, membership):
    Slot.objects.filter(pk=slot.pk).update(status=Slot.Status.CANCELLED)

    page = html_of(client.get(url("slot", membership.enterprise, slot.uuid)))

    assert re.search(r'<h2 id="booked">Кто был записан</h2><p class="muted">[^<]+</p>', page)


def test_without_a_tour_one_slot_leads_to_writing_it(client, membership):
    page = client.get(url("slot_new", membership.enterprise)).content.decode()

    assert reverse("tours:cabinet_new", args=[membership.enterprise.slug]) in page
    assert 'name="capacity"' not in page


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
