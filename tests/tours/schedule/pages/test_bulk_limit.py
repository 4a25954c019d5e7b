"""What one request may change is counted in slots, however they were ticked; nothing is left out in silence."""

from datetime import time, timedelta
from uuid import uuid4

import pytest

from tests.tours.schedule.pages.pages import ahead, url
from tours.models import Slot
from tours.schedule.plans import Plan
from tours.schedule.services.rules import create_rule
from tours.schedule.services.slots import MOST_AT_ONCE

pytestmark = pytest.mark.django_db

TIMES = [time(hour, minute) for hour in range(8, 20) for minute in (0, 30)]


@pytest.fixture
def slots(tour):
    """Fourteen days of 24 starts: 336."""
    create_rule(tour=tour, plan=Plan(ahead(1), ahead(14), list(range(7)), TIMES, [], 15))
    return list(Slot.objects.order_by("starts_at"))


@pytest.mark.parametrize("action", ["close", "reopen", "resize", "cancel"])
def test_ticked_days_count_by_their_slots(client, slots, membership, action):
    days = sorted({slot.local_date.isoformat() for slot in slots})
    data = {"day": days, "action": action, "capacity": "3", "confirmed": "1"}
    assert client.post(url("slots_bulk", membership.enterprise), data).status_code == 422
    assert set(Slot.objects.values_list("status", "capacity")) == {("open", 15)}


def test_days_and_single_slots_together_count_once(client, slots, membership):
    first_day = [slot for slot in slots if slot.local_date == slots[0].local_date]
    data = {"day": [slots[0].local_date.isoformat()], "slot": [str(slot.uuid) for slot in slots[:MOST_AT_ONCE]]}
    assert len(first_day) == 24
    answer = client.post(url("slots_bulk", membership.enterprise), {**data, "action": "close"})
    assert answer.status_code == 302
    assert Slot.objects.filter(status=Slot.Status.CLOSED).count() == MOST_AT_ONCE


@pytest.mark.parametrize(
    "data",
    [
        {"day": [(ahead(1) + timedelta(days=number)).isoformat() for number in range(32)]},
        {"slot": [str(uuid4()) for _ in range(MOST_AT_ONCE + 1)]},
        {"day": ["9999-12-31"]},
        {"day": ["x"]},
        {"slot": ["x"]},
    ],
)
def test_what_is_too_much_or_no_day_changes_nothing(client, slot, membership, data):
    data |= {"action": "close"}
    data.setdefault("slot", [str(slot.uuid)])
    assert client.post(url("slots_bulk", membership.enterprise), data).status_code == 422
    assert Slot.objects.get(pk=slot.pk).status == Slot.Status.OPEN
