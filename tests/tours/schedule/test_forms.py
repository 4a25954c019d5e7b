"""What the forms of the schedule refuse, each rule at its boundary."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import QueryDict

from accelerator.base.common import clock
from tests.factories.tours import TourFactory
from tours.schedule.forms import MOST_DAYS, MOST_PLACES, BulkForm, CancelForm, PlanForm, SlotForm
from tours.schedule.services.slots import MOST_AT_ONCE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("first", "last", "fields"),
    [(5, 5, set()), (5, 4, {"to_date"}), (0, 366, set()), (0, 367, {"to_date"}), (None, 5, {"from_date"}),
     (5, None, {"to_date"})],
)  # fmt: skip
def test_days_of_a_rule_are_in_order_and_a_year_at_most(first: int | None, last: int | None, fields: set[str]):
    today = clock.now().date()
    days = {
        name: "" if ahead is None else (today + timedelta(days=ahead)).isoformat()
        for name, ahead in (("from_date", first), ("to_date", last))
    }

    form = PlanForm({**days, "weekdays": ["0"], "times": "10:00", "capacity": "5"})

    assert set(form.errors) == fields


@pytest.mark.parametrize(("typed", "places"), [("", 12), ("3", 3)])
def test_slot_has_the_capacity_of_the_tour_unless_one_is_given(typed: str, places: int):
    tour = TourFactory(capacity=12)
    day = (clock.now().date() + timedelta(days=9)).isoformat()

    form = SlotForm(
        {"tour": str(tour.uuid), "day": day, "time": "10:00", "capacity": typed}, enterprise=tour.enterprise
    )

    assert form.is_valid(), form.errors
    assert form.cleaned_data["capacity"] == places


@pytest.mark.parametrize(("tour", "capacity", "fields"), [("", "", {"tour"}), ("own", "0", {"capacity"})])
def test_slot_with_a_mistake_names_it_alone(tour: str, capacity: str, fields: set[str]):
    own = TourFactory()
    day = (clock.now().date() + timedelta(days=9)).isoformat()
    data = {"tour": tour and str(own.uuid), "day": day, "time": "10:00", "capacity": capacity}

    assert set(SlotForm(data, enterprise=own.enterprise).errors) == fields


def bulk(
    action: str = "close", *, slots: int | list[str] = 0, days: int | list[str] = 0, capacity: str = ""
) -> BulkForm:
    today = clock.now().date()
    data = QueryDict(mutable=True)
    data.update({"action": action, "capacity": capacity})
    data.setlist("slot", [str(uuid4()) for _ in range(slots)] if isinstance(slots, int) else slots)
    data.setlist("day", [str(today + timedelta(days=day)) for day in range(days)] if isinstance(days, int) else days)
    return BulkForm(data)


@pytest.mark.parametrize(
    ("slots", "days"), [(1, 0), (0, 1), (MOST_AT_ONCE, 0), (0, MOST_DAYS), (MOST_AT_ONCE, MOST_DAYS)]
)
def test_slots_and_days_are_handed_on(slots: int, days: int):
    form = bulk(slots=slots, days=days)

    assert form.is_valid(), form.errors
    assert [str(one) for one in form.cleaned_data["uuids"]] == form.data.getlist("slot")
    assert [day.isoformat() for day in form.cleaned_data["days"]] == form.data.getlist("day")


@pytest.mark.parametrize(
    ("ticked", "fields"),
    [
        ({}, ["Сначала отметьте"]),
        ({"slots": MOST_AT_ONCE + 1}, [f"{MOST_AT_ONCE}"]),
        ({"days": MOST_DAYS + 1}, [f"{MOST_DAYS}"]),
        ({"slots": MOST_AT_ONCE + 1, "days": MOST_DAYS + 1}, [f"{MOST_AT_ONCE}", f"{MOST_DAYS}"]),
        ({"slots": ["x"]}, ["нет"]),
        ({"days": ["x"]}, ["нет"]),
        ({"days": ["9999-12-31"]}, ["нет"]),
        ({"slots": ["x"], "days": 1}, ["нет"]),
    ],
)
def test_nothing_or_too_much_or_what_is_not_there_is_refused(ticked: dict, fields: list[str]):
    form = bulk(**ticked)

    assert set(form.errors) == {"__all__"}
    problems = form.non_field_errors()
    assert len(problems) == len(fields)
    assert all(words in problem for words, problem in zip(fields, problems, strict=True))


@pytest.mark.parametrize("ticked", [{"slots": ["x"], "days": 1}, {"slots": 1, "days": ["x"]}])
def test_of_what_is_not_there_nothing_is_handed_on(ticked: dict):
    form = bulk(**ticked)

    assert not form.is_valid()
    assert (form.cleaned_data["uuids"], form.cleaned_data["days"]) == ([], [])


@pytest.mark.parametrize(
    ("action", "capacity", "problems"),
    [
        ("resize", "", 1), ("resize", "0", 1), ("resize", "x", 1), ("resize", f"{MOST_PLACES + 1}", 1),
        ("resize", "1", 0), ("resize", f"{MOST_PLACES}", 0), ("close", "", 0), ("cancel", "", 0),
    ],
)  # fmt: skip
def test_capacity_is_required_where_slots_are_resized(action: str, capacity: str, problems: int):
    form = bulk(action, slots=1, capacity=capacity)

    assert len(form.errors.get("capacity", [])) == problems
    assert form.is_valid() is not bool(problems)


@pytest.mark.parametrize(
    ("reason", "is_booked", "is_enough"), [("", True, False), ("Ремонт", True, True), ("", False, True)]
)
def test_reason_is_asked_where_somebody_reads_it(reason: str, is_booked: bool, is_enough: bool):
    assert CancelForm({"reason": reason}, is_booked=is_booked).is_valid() is is_enough


def test_action_that_there_is_none_of_is_refused():
    assert set(bulk("burn", slots=1).errors) == {"action"}
