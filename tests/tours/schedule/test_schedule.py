"""Slots by a weekly rule."""

import uuid
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction

from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal
from accelerator.base.common.versions import ANY_VERSION
from tests.factories.booking import held_order
from tests.factories.enterprises import SiteFactory
from tests.factories.tours import SlotFactory, TourFactory
from tours.booking.errors import BookingRefused
from tours.catalogue.calendar import dates_of
from tours.catalogue.cards import soonest_of_enterprise
from tours.catalogue.dates import Asked, read_dates
from tours.models import ScheduleRule, Slot
from tours.schedule.plans import ClockChange, Plan, RuleTooLarge, StartState, preview_rule
from tours.schedule.services.rules import create_rule, create_slots, slots_outside_rule, update_rule
from tours.schedule.services.slots import add_slot, cancel_slot, move_slot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("winter")]

MONDAYS = Plan(date(2027, 3, 1), date(2027, 3, 31), [0], [time(10)], [], 15)


def wall(month, day, hour, minute=0):
    """What the site's clock shows in 2027."""
    return datetime.combine(date(2027, month, day), time(hour, minute))


@pytest.fixture
def winter():
    with time_machine.travel(datetime(2027, 2, 1, 9, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def tour():
    return TourFactory(published=True)


@pytest.mark.parametrize(("hours", "days", "first"), [(2, 20, 21), (2, None, 9), (24 * 25, 20, 30), (2, 0, 9)])
def test_lead_time_closes_slots_for_page_card_calendar_and_hold_alike(hours, days, first):
    tour = TourFactory(published=True, booking_closes_hours=hours, requirements__lead_time_days=days)
    slots = {ahead: SlotFactory(tour=tour, days_ahead=ahead) for ahead in (9, 20, 21, 25, 30)}
    expected = [slot for ahead, slot in slots.items() if ahead >= first]

    now = clock.now()
    [card] = soonest_of_enterprise(tour.enterprise_id, now, limit=1)
    before = tour.booking_closes_before
    dates = dates_of(read_dates(tour.pk, tour.site.zone, before, now, Asked()), before, now)

    assert [slot for slot in slots.values() if slot.booking_closes_at > now] == expected
    assert list(Slot.objects.with_places_for(1, now).by_start()) == expected
    assert [slot.pk for slot in dates.next_slots] == [slot.pk for slot in expected]
    assert card.next_start == expected[0].starts_at
    assert [day.date for day in dates.days if day.has_places] == [slot.local_date for slot in expected]
    for slot in slots.values():
        with nullcontext() if slot in expected else pytest.raises(BookingRefused):
            held_order(slot)


def test_tour_without_requirements_closes_by_its_own_rule():
    slot = SlotFactory(tour=TourFactory(published=True, booking_closes_hours=5, requirements=None))

    assert slot.booking_closes_at == slot.starts_at - timedelta(hours=5)
    assert list(Slot.objects.bookable(slot.booking_closes_at - timedelta(seconds=1))) == [slot]
    assert not Slot.objects.bookable(slot.booking_closes_at).exists()


def starts(tour):
    return list(tour.slots.order_by("local_start").values_list("local_start", flat=True))


def test_preview_creates_nothing(tour):
    preview = preview_rule(tour=tour, plan=MONDAYS)

    assert [start.local_start.day for start in preview.new] == [1, 8, 15, 22, 29]
    assert [monday for monday, _starts in preview.weeks] == [start.local_start.date() for start in preview.new]
    assert not Slot.objects.exists()
    assert not ScheduleRule.objects.exists()


@pytest.mark.parametrize("day", [date(1, 1, 1), date(2025, 12, 1), date(2029, 3, 1), date(9999, 12, 31)])
def test_no_door_leads_to_a_day_that_no_calendar_shows(tour, day):
    slot = SlotFactory(tour=tour)
    far = datetime.combine(day, time(23, 59))

    for change in (
        lambda: add_slot(tour=tour, local_start=far, capacity=5),
        lambda: move_slot(slot=slot, local_start=far),
        lambda: create_rule(tour=tour, plan=replace(MONDAYS, to_date=day)),
        lambda: create_rule(tour=tour, plan=replace(MONDAYS, from_date=day)),
    ):
        with pytest.raises(Refusal, match="Выберите день с "):
            change()

    assert starts(tour) == [slot.local_start]


def test_rule_makes_its_slots_in_the_sites_time():
    tour = TourFactory(published=True, site__timezone="Asia/Vladivostok", duration_minutes=45)
    plan = replace(MONDAYS, weekdays=[3, 0], times=[time(14), time(10)], except_dates=[date(2027, 3, 8)], capacity=7)

    rule, made = create_rule(tour=tour, plan=plan)

    assert made == 16  # five Mondays but one, four Thursdays, twice a day
    first = tour.slots.order_by("starts_at").first()
    assert (first.local_start, first.local_date) == (wall(3, 1, 10), date(2027, 3, 1))
    assert first.starts_at == datetime(2027, 3, 1, 0, 0, tzinfo=UTC)
    assert first.ends_at - first.starts_at == timedelta(minutes=45)
    assert (first.capacity, first.planned_start, first.rule, first.enterprise) == (
        7, first.local_start, rule, tour.enterprise,
    )  # fmt: skip
    assert not tour.slots.filter(local_date=date(2027, 3, 8)).exists()


def test_running_it_again_adds_nothing(tour):
    rule, made = create_rule(tour=tour, plan=MONDAYS)

    assert made == 5
    assert create_slots(rule=rule) == 0
    assert preview_rule(tour=tour, plan=MONDAYS, rule=rule).counts["made"] == 5
    assert tour.slots.count() == 5


def test_sending_the_form_twice_makes_one_rule(tour):
    key = uuid.uuid4()

    first, made = create_rule(tour=tour, plan=MONDAYS, key=key)
    second, again = create_rule(tour=tour, plan=MONDAYS, key=key)

    assert (first, made, again) == (second, 5, 0)
    with pytest.raises(Refusal):
        create_rule(tour=tour, plan=replace(MONDAYS, capacity=3), key=key)
    with pytest.raises(Refusal):
        create_rule(tour=TourFactory(published=True), plan=MONDAYS, key=key)
    assert ScheduleRule.objects.count() == 1


def test_extended_range_adds_what_is_missing(tour):
    rule, _made = create_rule(tour=tour, plan=MONDAYS)

    update = update_rule(rule=rule, plan=replace(MONDAYS, to_date=date(2027, 4, 12)), expected_version=ANY_VERSION)

    assert update.made == 2
    assert [start.day for start in starts(tour)] == [1, 8, 15, 22, 29, 5, 12]


def test_moved_or_cancelled_slots_are_not_made_again(tour):
    rule, _made = create_rule(tour=tour, plan=MONDAYS)
    moved, cancelled = tour.slots.order_by("starts_at")[:2]
    move_slot(slot=moved, local_start=wall(3, 2, 16))
    cancel_slot(slot=cancelled, reason="")

    assert create_slots(rule=rule) == 0
    assert tour.slots.count() == 5


def test_database_refuses_a_rules_start_twice(tour):
    rule, _made = create_rule(tour=tour, plan=MONDAYS)
    slot = rule.slots.first()

    with pytest.raises(IntegrityError, match="tours_slot_once_by_rule"), transaction.atomic():
        SlotFactory(tour=tour, rule=rule, planned_start=slot.planned_start, local_start=wall(5, 1, 9))


def test_slots_that_exist_already_are_reported_and_left_alone(tour):
    same = SlotFactory(tour=tour, local_start=wall(3, 8, 10))
    SlotFactory(tour=tour, local_start=wall(3, 15, 11))  # the tour lasts 90 minutes
    gone = SlotFactory(tour=tour, local_start=wall(3, 22, 10), status="cancelled")
    SlotFactory(local_start=wall(3, 29, 10))  # of another tour

    preview = preview_rule(tour=tour, plan=MONDAYS)

    assert [(start.local_start.day, start.state) for start in preview.starts] == [
        (1, StartState.NEW), (8, StartState.TAKEN), (15, StartState.NEW), (22, StartState.NEW), (29, StartState.NEW),
    ]  # fmt: skip
    assert [start.overlaps for start in preview.new] == [None, wall(3, 15, 11), None, None]
    _rule, made = create_rule(tour=tour, plan=MONDAYS)
    assert made == 4
    assert set(tour.slots.filter(local_date=same.local_date)) == {same}
    assert tour.slots.filter(local_date=gone.local_date).count() == 2


def test_past_starts_are_not_made(tour):
    with time_machine.travel(datetime(2027, 3, 15, 7, 0, tzinfo=UTC), tick=False):  # 10:00 at the site
        preview = preview_rule(tour=tour, plan=MONDAYS)

        assert preview.counts["past"] == 3
        assert create_rule(tour=tour, plan=MONDAYS)[1] == 2


def test_local_time_stays_when_the_clocks_change():
    site = SiteFactory(timezone="Europe/Berlin")
    tour = TourFactory(published=True, site=site)  # clocks go forward on 28 March 2027

    create_rule(tour=tour, plan=MONDAYS)

    assert [slot.starts_at.hour for slot in tour.slots.order_by("starts_at")] == [9, 9, 9, 9, 8]
    assert {slot.starts_at.astimezone(ZoneInfo("Europe/Berlin")).hour for slot in tour.slots.all()} == {10}


def test_skipped_and_doubled_times_are_reported():
    tour = TourFactory(published=True, site__timezone="Europe/Berlin")
    nights = replace(MONDAYS, weekdays=[6], times=[time(2, 30)], to_date=date(2027, 10, 31))

    preview = preview_rule(tour=tour, plan=nights)

    assert [(start.local_start, start.clock_change) for start in preview.clock_changes] == [
        (wall(3, 28, 2, 30), ClockChange.SKIPPED), (wall(10, 31, 2, 30), ClockChange.TWICE),
    ]  # fmt: skip
    skipped, doubled = preview.clock_changes
    assert skipped.starts_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 3:30 by the new time
    assert doubled.starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)  # the first of the two


def test_zone_without_clock_changes_has_none():
    tour = TourFactory(published=True, site__timezone="Europe/Kaliningrad")
    plan = replace(MONDAYS, weekdays=[6], times=[time(2, 30)], to_date=date(2027, 12, 31))

    preview = preview_rule(tour=tour, plan=plan)

    assert preview.clock_changes == []
    assert {start.starts_at.hour for start in preview.starts} == {0}


@pytest.mark.parametrize(
    "changes",
    [
        {"to_date": date(2028, 3, 3)},
        {"to_date": date(2028, 2, 28), "weekdays": range(7), "times": [time(10), time(12), time(14)]},
        {"except_dates": [date(2027, 3, day) for day in (1, 8, 15, 22, 29)]},
    ],
    ids=["longer than a year", "more than a thousand", "nothing left"],
)
def test_limits_are_refused_in_words(tour, changes):
    plan = replace(MONDAYS, **changes)

    with pytest.raises(Refusal) as refused:
        preview_rule(tour=tour, plan=plan)
    with pytest.raises(Refusal):
        create_rule(tour=tour, plan=plan)

    assert str(refused.value)
    assert isinstance(refused.value, RuleTooLarge) == ("except_dates" not in changes)
    assert not ScheduleRule.objects.exists()
    assert not Slot.objects.exists()


@pytest.mark.parametrize("weeks", [4, 50])
def test_five_hundred_slots_take_a_flat_number_of_queries(tour, weeks, django_assert_max_num_queries):
    days = timedelta(weeks=weeks)
    plan = replace(
        MONDAYS, to_date=MONDAYS.from_date + days - timedelta(days=1), weekdays=range(5), times=[time(10), time(14)]
    )

    with django_assert_max_num_queries(14):
        _rule, made = create_rule(tour=tour, plan=plan)

    assert made == weeks * 10
    assert tour.slots.count() == made


def test_changed_rule_knows_the_slots_outside_it(tour):
    rule, _made = create_rule(tour=tour, plan=MONDAYS)

    update = update_rule(
        rule=rule,
        plan=replace(MONDAYS, to_date=date(2027, 3, 20), except_dates=[date(2027, 3, 8)]),
        expected_version=ANY_VERSION,
    )

    assert update.made == 0
    assert [slot.local_start.day for slot in slots_outside_rule(update.rule)[0]] == [8, 22, 29]
    assert tour.slots.count() == 5


def test_one_slot_is_added_once(tour):
    slot = add_slot(tour=tour, local_start=wall(3, 1, 10), capacity=9, note="Группа школы № 5")

    assert (slot.capacity, slot.site, slot.rule) == (9, tour.site, None)
    with pytest.raises(Refusal):
        add_slot(tour=tour, local_start=wall(3, 1, 10), capacity=9)
    with pytest.raises(Refusal):
        add_slot(tour=tour, local_start=wall(2, 1, 12), capacity=9)
    assert tour.slots.count() == 1
