"""Calendar files read back: every zone, the hours about both changes of a year, and what a cancellation needs."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil import tz
from icalendar import Calendar, Event

from accelerator.base.common.calendars import CalendarFile, add_organizer, add_times, new_calendar, written

YEAR = 2027
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
MONTHS = [datetime(YEAR, month, 10, 9, tzinfo=UTC) for month in range(1, 13)]


def file_of(zone: str, *times: tuple[datetime, datetime]) -> CalendarFile:
    calendar = new_calendar("tests", "PUBLISH")
    for starts_at, ends_at in times:
        event = Event()
        add_times(event, starts_at, ends_at, ZoneInfo(zone))
        calendar.add_component(event)
    return written(calendar, "PUBLISH")


def read(file: CalendarFile) -> list[tuple[datetime, datetime]]:
    events = Calendar.from_ical(file.content).walk("VEVENT")
    return [(event["dtstart"].dt.astimezone(UTC), event["dtend"].dt.astimezone(UTC)) for event in events]


def changes(zone: ZoneInfo) -> Iterator[datetime]:
    """The moments of the year at which the zone's clocks change, to the minute."""
    moment, end = datetime(YEAR, 1, 1, tzinfo=UTC), datetime(YEAR + 1, 1, 1, tzinfo=UTC)
    step = timedelta(hours=12)
    while moment < end:
        low, high = moment, moment + step
        if low.astimezone(zone).utcoffset() != high.astimezone(zone).utcoffset():
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) // 2
                same = middle.astimezone(zone).utcoffset() == moment.astimezone(zone).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            yield high.replace(second=0, microsecond=0)
        moment += step


def test_times_about_every_change_of_clocks_come_back_as_they_were():
    changing = {name: found for name in ZONES if (found := list(changes(ZoneInfo(name))))}
    assert len(changing) > 100
    for name, moments in changing.items():
        times = [
            (start := moment + timedelta(minutes=30 * step), start + timedelta(minutes=minutes))
            for moment in moments
            for step in range(-5, 5)
            for minutes in (30, 90)
        ]
        assert read(file_of(name, *times)) == times, name


def test_local_times_are_kept_where_they_name_one_moment():
    start = datetime(YEAR, 7, 1, 7, tzinfo=UTC)
    text = file_of("Europe/Berlin", (start, start + timedelta(hours=2))).content.decode()
    assert "DTSTART;TZID=Europe/Berlin:20270701T090000" in text
    assert "DTEND;TZID=Europe/Berlin:20270701T110000" in text


def test_zones_are_read_alike_by_a_program_that_trusts_the_file_alone():
    compared = 0
    for zone in ZONES:
        content = file_of(zone, *((moment, moment + timedelta(hours=1)) for moment in MONTHS)).content
        starts = [event["dtstart"] for event in Calendar.from_ical(content).walk("VEVENT")]
        if any("TZID" in start.params for start in starts):  # Greenwich's own time is told in UTC
            named = tz.tzical(io.StringIO(content.decode().replace("\r\n ", ""))).get()
            local = [start.dt for start in starts if "TZID" in start.params]
            assert [one.replace(tzinfo=named).utcoffset() for one in local] == [one.utcoffset() for one in local], zone
            compared += 1
    assert compared > 500


def test_moscow_is_one_offset_without_a_list_of_old_changes():
    start = datetime(YEAR, 7, 1, 7, tzinfo=UTC)
    calendar = Calendar.from_ical(file_of("Europe/Moscow", (start, start + timedelta(hours=1))).content)
    [zone] = calendar.walk("VTIMEZONE")
    [only] = zone.subcomponents
    assert (only.name, only["tzoffsetto"].to_ical(), "rdate" in only) == ("STANDARD", "+0300", False)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Europe/Kaliningrad", "Asia/Kamchatka"])
def test_zone_of_one_year_needs_no_list_of_changes(zone: str):
    start = datetime(YEAR, 7, 1, 7, tzinfo=UTC)
    assert b"RDATE" not in file_of(zone, (start, start + timedelta(hours=1))).content


def test_event_without_a_time_needs_no_zone():
    calendar = new_calendar("tests", "PUBLISH")
    calendar.add_component(Event())
    assert b"VTIMEZONE" not in written(calendar, "PUBLISH").content


def test_organizer_is_the_portals_address(settings):
    settings.DEFAULT_FROM_EMAIL = "Проходная <post@example.org>"
    event = Event()
    add_organizer(event, "Проходная")
    assert event.to_ical().decode().replace("\r\n ", "").splitlines()[1] == (
        "ORGANIZER;CN=Проходная:mailto:post@example.org"
    )


def test_media_type_names_the_method():
    assert CalendarFile(b"", "CANCEL").media_type == "text/calendar; method=CANCEL; charset=utf-8"
