"""Every way out of the services of the schedule, called directly."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accelerator.base.common.errors import Refusal
from accelerator.base.common.versions import ANY_VERSION
from tests.factories.enterprises import SiteFactory
from tests.factories.tours import SlotFactory, TourFactory
from tours.models import ScheduleRule, Slot, Tour
from tours.schedule import plans as schedule
from tours.schedule.plans import ClockChange, Plan, RuleTooLarge, StartState
from tours.schedule.services import rules, slots

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("winter")]

MONDAYS = Plan(date(2027, 3, 1), date(2027, 3, 31), [0], [time(10)], [], 15)
SECOND = timedelta(seconds=1)


def wall(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """What the site's clock shows in 2027."""
    return datetime.combine(date(2027, month, day), time(hour, minute))


@pytest.fixture
def winter():
    with time_machine.travel(datetime(2027, 2, 1, 9, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def tour() -> Tour:
    return TourFactory(published=True)  # 90 minutes


def days_of(tour: Tour) -> list[int]:
    return [start.day for start in tour.slots.order_by("local_start").values_list("local_start", flat=True)]


# --- What a plan names ------------------------------------------------------------------------------------------------


def test_plan_names_each_start_once_and_leaves_out_the_excepted():
    plan = replace(
        MONDAYS, weekdays=[3, 0, 0], times=[time(14), time(10), time(10)], to_date=date(2027, 3, 8),
        except_dates=[date(2027, 3, 4)],
    )  # fmt: skip

    assert list(plan.local_starts()) == [wall(3, 1, 10), wall(3, 1, 14), wall(3, 8, 10), wall(3, 8, 14)]


def test_plan_is_read_back_from_its_rule(tour: Tour):
    rule, _made = rules.create_rule(
        tour=tour, plan=replace(MONDAYS, weekdays=[3, 0, 3], times=[time(14), time(10), time(14)])
    )

    assert Plan.of(rule) == replace(MONDAYS, weekdays=[0, 3], times=[time(10), time(14)])


@pytest.mark.parametrize("what", ["schedule", "history"])
def test_days_of_a_schedule_end_two_years_ahead(what: str):
    days = {"schedule": schedule.schedule_days, "history": schedule.history_days}[what]()
    first, last = (
        (date(2025, 12, 28), date(2029, 2, 1)) if what == "schedule" else (date(2017, 1, 31), date(2029, 2, 1))
    )

    assert first in days
    assert last in days
    assert first - timedelta(days=1) not in days
    assert last + timedelta(days=1) not in days


# --- Previews ---------------------------------------------------------------------------------------------------------


def test_states_of_the_starts_are_listed_and_counted(tour: Tour):
    rule, _made = rules.create_rule(tour=tour, plan=replace(MONDAYS, to_date=date(2027, 3, 8)))
    SlotFactory(tour=tour, local_start=wall(3, 15, 10))
    SlotFactory(tour=tour, local_start=wall(3, 22, 9))
    SlotFactory(tour=tour, local_start=wall(3, 29, 10), status=Slot.Status.CANCELLED)
    SlotFactory(local_start=wall(3, 29, 10))  # another tour's

    with time_machine.travel(datetime(2027, 3, 1, 7, 0, tzinfo=UTC), tick=False):  # ten o'clock at the site
        known = schedule.preview_rule(tour=tour, plan=MONDAYS, rule=rule)
        unknown = schedule.preview_rule(tour=tour, plan=MONDAYS)
    with time_machine.travel(datetime(2027, 3, 1, 6, 59, 59, tzinfo=UTC), tick=False):
        before = schedule.preview_rule(tour=tour, plan=MONDAYS)

    made, past, taken, new = StartState.MADE, StartState.PAST, StartState.TAKEN, StartState.NEW
    assert [start.state for start in known.starts] == [made, made, taken, new, new]
    assert [start.state for start in unknown.starts] == [past, taken, taken, new, new]
    assert [start.state for start in before.starts] == [taken, taken, taken, new, new]
    assert (known.counts, known.overlapping) == ({made: 2, taken: 1, new: 2}, 1)
    assert (unknown.counts, unknown.overlapping) == ({past: 1, taken: 2, new: 2}, 1)
    assert [start.local_start.day for start in known.new] == [22, 29]
    assert [start.overlaps for start in known.new] == [wall(3, 22, 9), None]
    assert known.zone == tour.site.zone


@pytest.mark.parametrize(
    ("other", "overlaps"),
    [(wall(3, 1, 8, 30), False), (wall(3, 1, 8, 31), True), (wall(3, 1, 11, 29), True), (wall(3, 1, 11, 30), False)],
)
def test_neighbour_overlaps_from_the_first_minute_to_the_last(tour: Tour, other: datetime, overlaps: bool):
    SlotFactory(tour=tour, local_start=other)

    [start] = schedule.preview_rule(tour=tour, plan=replace(MONDAYS, to_date=date(2027, 3, 1))).new

    assert start.overlaps == (other if overlaps else None)


def test_slot_of_the_day_before_or_after_overlaps_too(tour: Tour):
    Tour.objects.filter(pk=tour.pk).update(duration_minutes=600)
    tour.refresh_from_db()
    nights = replace(MONDAYS, to_date=date(2027, 3, 1), times=[time(0, 30), time(23, 30)])
    before = SlotFactory(tour=tour, local_start=wall(2, 28, 23))
    after = SlotFactory(tour=tour, local_start=wall(3, 2, 1))

    starts = schedule.preview_rule(tour=tour, plan=nights).new

    assert [start.overlaps for start in starts] == [before.local_start, after.local_start]


def test_slots_of_the_rule_itself_overlap_nothing(tour: Tour):
    rule, _made = rules.create_rule(tour=tour, plan=MONDAYS)

    again = schedule.preview_rule(tour=tour, plan=replace(MONDAYS, times=[time(11)]), rule=rule)

    assert len(again.new) == 5
    assert again.overlapping == 0


def test_weeks_begin_on_monday(tour: Tour):
    plan = replace(MONDAYS, weekdays=[0, 6], to_date=date(2027, 3, 8))

    weeks = schedule.preview_rule(tour=tour, plan=plan).weeks

    assert [(monday.day, len(starts)) for monday, starts in weeks] == [(1, 2), (8, 1)]


def test_clock_changes_are_reported_for_new_starts_alone():
    tour = TourFactory(published=True, site__timezone="Europe/Berlin")
    plan = replace(MONDAYS, weekdays=[6], times=[time(2, 30), time(10)], to_date=date(2027, 10, 31))

    skipped, twice = schedule.preview_rule(tour=tour, plan=plan).clock_changes
    assert (skipped.local_start, skipped.clock_change) == (wall(3, 28, 2, 30), ClockChange.SKIPPED)
    assert (twice.local_start, twice.clock_change) == (wall(10, 31, 2, 30), ClockChange.TWICE)

    SlotFactory(tour=tour, local_start=wall(3, 28, 2, 30))
    assert schedule.preview_rule(tour=tour, plan=plan).clock_changes == [twice]
    assert schedule.clock_change_at(wall(3, 28, 4), ZoneInfo("Europe/Berlin")) == ClockChange.NONE


# --- Limits -----------------------------------------------------------------------------------------------------------


def test_rule_lasts_a_year_at_most(tour: Tour):
    year = replace(MONDAYS, to_date=MONDAYS.from_date + timedelta(days=366))
    longer = replace(MONDAYS, to_date=MONDAYS.from_date + timedelta(days=367))

    assert schedule.preview_rule(tour=tour, plan=year).new
    rule, _made = rules.create_rule(tour=tour, plan=MONDAYS)
    for step in (
        lambda: schedule.preview_rule(tour=tour, plan=longer),
        lambda: rules.create_rule(tour=tour, plan=longer),
        lambda: rules.update_rule(rule=rule, plan=longer, expected_version=ANY_VERSION),
    ):
        with pytest.raises(RuleTooLarge):
            step()
    assert Plan.of(ScheduleRule.objects.get()) == MONDAYS


@pytest.mark.parametrize("what", ["all excepted", "backwards"])
def test_rule_that_names_nothing_is_refused_in_words(tour: Tour, what: str):
    excepted = replace(MONDAYS, to_date=date(2027, 3, 1), except_dates=[date(2027, 3, 1)])
    nothing = {"all excepted": excepted, "backwards": replace(MONDAYS, to_date=date(2027, 2, 28))}[what]
    rule, _made = rules.create_rule(tour=tour, plan=MONDAYS)

    for step in (
        lambda: schedule.preview_rule(tour=tour, plan=nothing),
        lambda: rules.create_rule(tour=tour, plan=nothing),
        lambda: rules.update_rule(rule=rule, plan=nothing, expected_version=ANY_VERSION),
    ):
        with pytest.raises(Refusal, match="дней недели"):
            step()


def test_one_run_makes_so_many_slots_and_no_more(tour: Tour, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(schedule, "MOST_SLOTS", 5)

    assert len(schedule.preview_rule(tour=tour, plan=MONDAYS).new) == 5
    with pytest.raises(RuleTooLarge, match="5"):
        schedule.preview_rule(tour=tour, plan=replace(MONDAYS, to_date=date(2027, 4, 5)))


def test_starts_that_are_there_already_do_not_count_but_four_times_as_many_are_too_many(
    tour: Tour, monkeypatch: pytest.MonkeyPatch
):
    rule, _made = rules.create_rule(tour=tour, plan=MONDAYS)
    monkeypatch.setattr(schedule, "MOST_SLOTS", 1)
    four, five = (replace(MONDAYS, to_date=date(2027, 3, day)) for day in (28, 29))

    assert schedule.preview_rule(tour=tour, plan=four, rule=rule).counts["made"] == 4
    with pytest.raises(RuleTooLarge):
        schedule.preview_rule(tour=tour, plan=five, rule=rule)


@pytest.mark.parametrize("end", ["from_date", "to_date"])
def test_days_that_no_calendar_shows_are_refused(tour: Tour, end: str):
    far = {"from_date": date(2025, 12, 27), "to_date": date(2029, 2, 2)}[end]
    rule, _made = rules.create_rule(tour=tour, plan=MONDAYS)

    for step in (
        lambda: schedule.preview_rule(tour=tour, plan=replace(MONDAYS, **{end: far})),
        lambda: rules.update_rule(rule=rule, plan=replace(MONDAYS, **{end: far}), expected_version=ANY_VERSION),
    ):
        with pytest.raises(Refusal, match="Выберите день"):
            step()


# --- Rules ------------------------------------------------------------------------------------------------------------


def test_rule_is_written_down_and_makes_its_slots():
    tour = TourFactory(published=True, site__timezone="Asia/Vladivostok", duration_minutes=45)

    rule, made = rules.create_rule(tour=tour, plan=replace(MONDAYS, capacity=7))

    first = tour.slots.order_by("starts_at").first()
    assert (made, tour.slots.count(), rule.enterprise, rule.tour) == (5, 5, tour.enterprise, tour)
    assert (first.rule, first.site, first.capacity, first.timezone) == (rule, tour.site, 7, "Asia/Vladivostok")
    assert first.planned_start == first.local_start == wall(3, 1, 10)
    assert (first.local_date, first.starts_at) == (date(2027, 3, 1), datetime(2027, 3, 1, 0, 0, tzinfo=UTC))
    assert first.ends_at - first.starts_at == timedelta(minutes=45)


def test_key_is_one_rules_alone(tour: Tour):
    key = uuid.uuid4()
    rule, _made = rules.create_rule(tour=tour, plan=replace(MONDAYS, weekdays=[3, 0, 0]), key=key)

    assert rules.create_rule(tour=tour, plan=replace(MONDAYS, weekdays=[0, 3]), key=key) == (rule, 0)
    for other, plan in ((tour, MONDAYS), (TourFactory(published=True), Plan.of(rule))):
        with pytest.raises(Refusal, match="расписани"):
            rules.create_rule(tour=other, plan=plan, key=key)
    another, _made = rules.create_rule(tour=tour, plan=replace(MONDAYS, times=[time(15)]))
    assert set(ScheduleRule.objects.all()) == {rule, another}
    assert rule.uuid == key


def test_changed_rule_adds_what_is_missing_and_takes_nothing_away(tour: Tour):
    rule, _made = rules.create_rule(tour=tour, plan=MONDAYS)
    plan = replace(MONDAYS, from_date=date(2027, 3, 8), to_date=date(2027, 4, 5), capacity=3)

    update = rules.update_rule(rule=rule, plan=plan, expected_version=ANY_VERSION)

    assert (update.made, Plan.of(ScheduleRule.objects.get()), update.rule) == (1, plan, rule)
    assert days_of(tour) == [1, 8, 15, 22, 29, 5]
    assert list(tour.slots.order_by("starts_at").values_list("capacity", flat=True)) == [15] * 5 + [3]
    assert rules.create_slots(rule=rule) == 0


def test_outside_are_coming_slots_that_the_rule_does_not_name(tour: Tour):
    rule, _made = rules.create_rule(tour=tour, plan=MONDAYS)
    rules.create_rule(tour=tour, plan=replace(MONDAYS, times=[time(15)]))
    assert rules.slots_outside_rule(rule) == ([], [])

    rule = rules.update_rule(
        rule=rule, plan=replace(MONDAYS, from_date=date(2027, 3, 29)), expected_version=ANY_VERSION
    ).rule
    first, second, third, fourth = rule.slots.order_by("starts_at")[:4]
    Slot.objects.filter(pk=second.pk).update(status=Slot.Status.CANCELLED)
    Slot.objects.filter(pk=fourth.pk).update(starts_at=third.starts_at - SECOND)

    with time_machine.travel(first.starts_at - SECOND, tick=False):
        assert rules.slots_outside_rule(rule) == ([first, fourth, third], [])
    with time_machine.travel(first.starts_at, tick=False):
        assert rules.slots_outside_rule(rule) == ([fourth, third], [])


# --- One slot ---------------------------------------------------------------------------------------------------------


def test_one_slot_is_added_as_it_was_asked_for():
    tour = TourFactory(published=True, site__timezone="Asia/Vladivostok", duration_minutes=45)

    added = slots.add_slot(tour=tour, local_start=wall(3, 1, 10), capacity=9, note="Школа № 5")

    slot = Slot.objects.get(pk=added.pk)
    assert (slot.tour, slot.site, slot.enterprise, slot.rule) == (tour, tour.site, tour.enterprise, None)
    assert (slot.capacity, slot.note, slot.duration_minutes) == (9, "Школа № 5", 45)
    assert slot.starts_at == datetime(2027, 3, 1, 0, 0, tzinfo=UTC)


def test_slot_is_not_added_into_the_past_nor_too_far_ahead(tour: Tour):
    for start, words in (
        (wall(2, 1, 12), "прошл"),  # now, at the site
        (datetime.combine(date(2029, 2, 2), time(10)), "Выберите день"),
        (datetime.combine(date(2025, 12, 27), time(10)), "Выберите день"),
    ):
        with pytest.raises(Refusal, match=words):
            slots.add_slot(tour=tour, local_start=start, capacity=9)
    assert not tour.slots.exists()
    assert slots.add_slot(tour=tour, local_start=wall(2, 1, 12, 1), capacity=9).pk


def test_twin_is_refused_and_what_only_looks_like_one_is_not(tour: Tour):
    slot = slots.add_slot(tour=tour, local_start=wall(3, 1, 10), capacity=9)
    twin = Slot(tour=tour, site=tour.site, local_start=slot.local_start)

    for step in (
        lambda: slots.check_no_duplicate_start(twin),
        lambda: slots.add_slot(tour=tour, local_start=wall(3, 1, 10), capacity=9),
    ):
        with pytest.raises(Refusal, match="Сеанс"):
            step()
    slots.check_no_duplicate_start(slot)  # itself
    slots.check_no_duplicate_start(Slot(tour=tour, site=tour.site, local_start=wall(3, 1, 10, 1)))
    slots.check_no_duplicate_start(
        Slot(tour=tour, site=SiteFactory(enterprise=tour.enterprise), local_start=slot.local_start)
    )
    slots.check_no_duplicate_start(Slot(tour=TourFactory(site=tour.site), site=tour.site, local_start=slot.local_start))
    Slot.objects.filter(pk=slot.pk).update(status=Slot.Status.CANCELLED)
    slots.check_no_duplicate_start(twin)
