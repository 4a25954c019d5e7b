"""The week's slots in the cabinet: how full each is, and who may change them, only look, or not even that."""

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse

from accelerator.base.common import clock
from regions.enterprises.models import Role
from tests.factories.booking import confirmed_order, held_order
from tests.factories.enterprises import MembershipFactory
from tests.factories.tours import SlotFactory, TourFactory
from tests.tables import table
from tests.tours.schedule.pages.pages import ahead, url
from tours.models import Slot
from tours.schedule.plans import Plan
from tours.schedule.services.rules import create_rule

pytestmark = pytest.mark.django_db


def week_of(slot):
    return {"day": slot.local_date.isoformat()}


def test_week_shows_its_slots_with_places_taken(client, slot, membership):
    confirmed_order(slot, people=3)
    held_order(slot, people=2)
    SlotFactory(tour=slot.tour, days_ahead=24)

    response = client.get(url("slots", membership.enterprise), week_of(slot))

    assert response.context["slots"] == [slot]
    assert response.context["taken"] == 5
    assert response.context["monday"].weekday() == 0
    assert reverse("schedule:slot", args=[membership.enterprise.slug, slot.uuid]) in response.content.decode()
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


# --- Rights -----------------------------------------------------------------------------------------------------------


WRITES = [
    ("slot_capacity", {"capacity": "3"}),
    ("slot_languages", {"languages": ["en"]}),
    ("slot_status", {"to": "closed"}),
    ("slot_move", {"day": "2030-01-01", "time": "10:00", "confirmed": "on"}),
    ("slot_cancel", {"reason": "Нет"}),
]


def unchanged(slot):
    fresh = Slot.objects.get(pk=slot.pk)
    return (fresh.capacity, fresh.status, fresh.local_start, fresh.languages) == (
        slot.capacity, slot.status, slot.local_start, slot.languages,
    )  # fmt: skip


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


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_week_and_its_filter_leave_as_a_file(client, slot, membership, file_format):
    confirmed_order(slot, people=3)
    other = SlotFactory(tour=TourFactory(site=slot.site, enterprise=slot.enterprise), local_start=slot.local_start)
    address = url("slots", membership.enterprise)

    headings, *rows = table(client, address, format=file_format, **week_of(slot))
    [only] = table(client, address, format=file_format, tour=str(slot.tour.uuid), **week_of(slot))[1:]

    assert len(headings) == 9
    assert {row[3] for row in rows} == {str(slot.tour), str(other.tour)}
    assert [str(cell) for cell in only[5:]] == [str(slot.capacity), "3", "открыт", "русский"]
