"""Calendar files (RFC 5545, RFC 5546) that every calendar program reads alike."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress

from accelerator.base.common.i18n import SOURCE_LANGUAGE

NEAR = timedelta(days=1)


@dataclass(frozen=True)
class CalendarFile:
    """A calendar file and its method: PUBLISH or CANCEL."""

    content: bytes
    method: str

    @property
    def media_type(self) -> str:
        """Return the type with the method, since some programs read the type alone (RFC 5546, 6.1)."""
        return f"text/calendar; method={self.method}; charset=utf-8"


def new_calendar(product: str, method: str) -> Calendar:
    """Return an empty calendar; `product` names what it is for, such as “tickets”."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.PORTAL_NAME[SOURCE_LANGUAGE]}//{product}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def add_times(event: Event, starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> None:
    """Set when the event begins and ends, in its zone.

    Near a change of clocks in UTC: there a local time may name two moments or none, and programs differ.
    """
    clear = not any(_changes_near(moment, zone) for moment in (starts_at, ends_at))
    for name, moment in (("dtstart", starts_at), ("dtend", ends_at)):
        event.add(name, moment.astimezone(zone if clear else UTC))


def add_organizer(event: Event, name: str) -> None:
    """Set who publishes the event: without an organizer some programs ignore a cancellation."""
    address = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    address.params["CN"] = name
    event.add("organizer", address)


def written(calendar: Calendar, method: str) -> CalendarFile:
    """Return the file, with the zones of its events from the first event's year to the last one's.

    Older changes of a zone are useless, and one program applies the oldest offset for ever.
    """
    events = calendar.walk("VEVENT")
    times: list[Any] = [event[name] for event in events for name in ("dtstart", "dtend") if name in event]
    years = [time.dt.year for time in times]
    if years:
        calendar.add_missing_timezones(first_date=date(min(years), 1, 1), last_date=date(max(years), 12, 31))
    return CalendarFile(calendar.to_ical(), method)


def _changes_near(moment: datetime, zone: ZoneInfo) -> bool:
    return len({(moment.astimezone(UTC) + step).astimezone(zone).utcoffset() for step in (-NEAR, NEAR)}) > 1
