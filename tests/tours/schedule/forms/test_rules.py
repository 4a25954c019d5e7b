"""What the forms of slots and weekly rules refuse, each rule at its boundary."""

from datetime import timedelta

import pytest

from accelerator.base.common import clock
from tests.factories.tours import TourFactory
from tours.schedule.forms.rules import PlanForm, SlotForm

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
def test_slot_has_as_many_places_as_the_tour_says_unless_told(typed: str, places: int):
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
