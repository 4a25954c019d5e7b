"""Whether a slot can be booked: one rule, once in Python and once in SQL, which say the same."""

from datetime import date, time, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.factories.tours import SlotFactory, TourFactory, local_day
from tours.models import Closed, ScheduleRule, Slot, Tour, VisitRequirements

pytestmark = pytest.mark.django_db
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("status", "while_booking_is_open", "after", "once_begun"),
    [
        ("open", None, Closed.TOO_LATE, Closed.BEGUN),
        ("closed", Closed.BY_ENTERPRISE, Closed.BY_ENTERPRISE, Closed.BEGUN),
        ("cancelled", Closed.CANCELLED, Closed.CANCELLED, Closed.CANCELLED),
    ],
)
def test_slot_says_why_it_takes_no_bookings(
    status: str, while_booking_is_open: Closed | None, after: Closed, once_begun: Closed
):
    slot = SlotFactory(status=status, tour__booking_closes_hours=2)

    assert slot.closed_because(slot.booking_closes_at - SECOND) is while_booking_is_open
    assert slot.closed_because(slot.booking_closes_at) is after
    assert slot.closed_because(slot.starts_at - SECOND) is after
    assert slot.closed_because(slot.starts_at) is once_begun


def test_held_places_can_be_confirmed_until_the_slot_is_over():
    assert {closed for closed in Closed if closed.is_over} == {Closed.CANCELLED, Closed.BEGUN}


def test_slots_ahead_are_upcoming_unless_cancelled_and_open_ahead_while_open():
    slots = {status: SlotFactory(status=status) for status in Slot.Status.values}
    start = max(slot.starts_at for slot in slots.values())
    Slot.objects.update(starts_at=start, ends_at=start + HOUR)

    ahead, begun = start - SECOND, start
    assert set(Slot.objects.upcoming(ahead)) == {slots["open"], slots["closed"]}
    assert set(Slot.objects.open_ahead(ahead)) == {slots["open"]}
    assert not Slot.objects.upcoming(begun).exists()
    assert not Slot.objects.open_ahead(begun).exists()


def test_tours_and_rules_count_their_slots_ahead():
    tour = TourFactory()
    rule = ScheduleRule.objects.create(
        enterprise=tour.enterprise, tour=tour, from_date=date(2026, 1, 1), to_date=date(2026, 1, 2), weekdays=[0],
        times=[time(10)], capacity=5,
    )  # fmt: skip
    for days, status in enumerate(Slot.Status.values, start=1):
        slot = SlotFactory(tour=tour, status=status, days_ahead=days, rule=rule, planned_start=local_day("UTC", days))
    start = slot.starts_at
    Slot.objects.update(starts_at=start, ends_at=start + HOUR)

    for now, of_tour, of_rule in ((start - SECOND, (1, start), 2), (start, (0, None), 0)):
        [tour] = Tour.objects.with_slots_ahead(now)
        assert (tour.coming, tour.next_start) == of_tour
        assert ScheduleRule.objects.with_slots_ahead(now).get().coming == of_rule


def test_python_and_sql_agree_on_what_can_be_booked():
    slot = SlotFactory()

    @settings(max_examples=150, deadline=None)
    @given(
        status=st.sampled_from(Slot.Status.values),
        closes_hours=st.integers(0, 72),
        lead_days=st.none() | st.integers(0, 3),
        before=st.integers(-2 * 3600, 74 * 3600).map(lambda seconds: timedelta(seconds=seconds)),
    )
    @example(status="open", closes_hours=0, lead_days=None, before=timedelta(0))
    @example(status="open", closes_hours=0, lead_days=None, before=SECOND)
    @example(status="open", closes_hours=24, lead_days=1, before=24 * HOUR)
    @example(status="open", closes_hours=23, lead_days=1, before=24 * HOUR + SECOND)
    @example(status="open", closes_hours=25, lead_days=1, before=25 * HOUR)
    def agree(status: str, closes_hours: int, lead_days: int | None, before: timedelta) -> None:
        Slot.objects.filter(pk=slot.pk).update(status=status)
        Tour.objects.filter(pk=slot.tour_id).update(booking_closes_hours=closes_hours)
        VisitRequirements.objects.filter(tour=slot.tour_id).update(lead_time_days=lead_days)
        fresh, now = Slot.objects.select_related("tour__requirements").get(pk=slot.pk), slot.starts_at - before

        bookable = fresh.closed_because(now) is None

        assert Slot.objects.bookable(now).exists() == bookable
        assert Slot.objects.with_places_for(1, now).exists() == bookable
        assert Slot.objects.next_of(fresh.tour, 1, now).exists() == bookable
        inner = Tour.objects.annotate(next_start=Slot.objects.next_of_outer_tour(now).values("starts_at")[:1])
        assert inner.filter(next_start__isnull=False).exists() == bookable

    agree()


@pytest.mark.parametrize(("minutes", "before"), [(15, timedelta(minutes=15)), (0, None), (None, None)])
def test_slot_says_when_to_be_at_the_gate(minutes: int | None, before: timedelta | None):
    slot = SlotFactory(tour__requirements__arrive_minutes_before=minutes)

    assert slot.arrive_at == (slot.starts_at - before if before else None)


def test_slot_of_a_tour_without_requirements_says_no_time_to_be_at_the_gate():
    slot = SlotFactory(tour__requirements=None)

    assert Slot.objects.get(pk=slot.pk).arrive_at is None
