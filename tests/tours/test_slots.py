"""What a slot says of itself."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.factories.enterprises import SiteFactory
from tests.factories.tours import SlotFactory, TourFactory
from tours.models import Closed, ScheduleRule, Slot, Tour
from tours.models.slots import utc_times

pytestmark = pytest.mark.django_db


def test_visitors_gather_where_the_tour_says_or_at_the_gate():
    slot = SlotFactory(tour=TourFactory(published=True))
    own = SlotFactory(tour=TourFactory(published=True, requirements__meeting_point={"ru": "У фонтана"}))
    bare = SlotFactory(tour=TourFactory(published=True, requirements=None))

    assert [one.meeting_point for one in (slot, own, bare)] == ["Проходная № 2", "У фонтана", "Проходная № 2"]


def test_slot_at_another_site_gathers_at_that_ones_gate():
    own = SlotFactory(tour=TourFactory(published=True, requirements__meeting_point={"ru": "У фонтана"}))
    Tour.objects.filter(pk=own.tour_id).update(site=SiteFactory(enterprise=own.enterprise))

    assert Slot.objects.get(pk=own.pk).meeting_point == "Проходная № 2"


def test_booking_and_cancelling_end_so_long_before_the_start():
    tour = TourFactory(published=True, booking_closes_hours=5, cancel_until_hours=30)
    slot = SlotFactory(tour=tour)

    assert slot.booking_closes_at == slot.starts_at - timedelta(hours=5)
    assert slot.cancel_until == slot.starts_at - timedelta(hours=30)
    assert slot.closed_because(slot.booking_closes_at - timedelta(seconds=1)) is None
    assert slot.closed_because(slot.booking_closes_at) == Closed.TOO_LATE


def test_times_follow_the_start_on_the_sites_clock():
    slot = SlotFactory(tour=TourFactory(site=SiteFactory(timezone="Asia/Vladivostok"), duration_minutes=45))
    slot.local_start, slot.timezone = datetime.combine(date(2027, 3, 1), time(2)), "Europe/Moscow"

    slot.derive_times()

    assert (slot.timezone, slot.zone, slot.local_date) == (
        "Asia/Vladivostok", ZoneInfo("Asia/Vladivostok"), date(2027, 3, 1),
    )  # fmt: skip
    assert slot.starts_at == datetime(2027, 2, 28, 16, 0, tzinfo=UTC)
    assert slot.ends_at == datetime(2027, 2, 28, 16, 45, tzinfo=UTC)


def test_skipped_time_is_moved_forward_and_of_a_doubled_one_the_first_counts():
    berlin = ZoneInfo("Europe/Berlin")

    assert utc_times(datetime.combine(date(2027, 3, 28), time(2, 30, fold=1)), 60, berlin)[0] == datetime(
        2027, 3, 28, 1, 30, tzinfo=UTC
    )
    assert utc_times(datetime.combine(date(2027, 10, 31), time(2, 30, fold=1)), 60, berlin) == (
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    )  # fmt: skip


def test_weekdays_of_a_rule_are_named_in_order():
    assert len(ScheduleRule(weekdays=[0, 6]).weekday_names) == 2
    assert ScheduleRule(weekdays=[3]).weekday_names == [ScheduleRule(weekdays=[3, 4]).weekday_names[0]]
