"""A released programme as a calendar (RFC 5545), in the forum's own time zone."""

from collections.abc import Iterable
from datetime import timedelta
from html import unescape

from django.utils.html import strip_tags
from icalendar import Event

from accelerator.base.common.calendars import CalendarFile, add_organizer, add_times, new_calendar, written
from accelerator.forum.models import Forum, Release
from accelerator.forum.programme import Programme, Talk
from accelerator.forum.structured import session_address


def programme_calendar(forum: Forum, release: Release, programme: Programme, talks: Iterable[Talk]) -> CalendarFile:
    """An .ics of these sessions. A UID is the session's UUID and SEQUENCE the release's number, so that a calendar
    that follows the address moves what has moved; a session without a clock time is an event of its whole day."""
    calendar = new_calendar("forums", "PUBLISH")
    calendar.add("name", str(programme.title))
    calendar.add("x-wr-calname", str(programme.title))
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for talk in talks:
        calendar.add_component(_event(forum, release, programme, talk))
    return written(calendar, "PUBLISH")


def _event(forum: Forum, release: Release, programme: Programme, talk: Talk) -> Event:
    event = Event()
    event.add("uid", talk.uuid)
    event.add("dtstamp", release.published_at)
    event.add("last-modified", release.published_at)
    event.add("sequence", release.number)
    add_organizer(event, str(programme.title))
    event.add("summary", str(talk.title))
    if talk.starts_at and talk.ends_at:
        add_times(event, talk.starts_at, talk.ends_at, programme.zone)
    elif talk.date:
        event.add("dtstart", talk.date)
        event.add("dtend", talk.date + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    hall = [str(talk.hall.name)] if talk.hall else []
    event.add("location", talk.tour.line if talk.tour else ", ".join([*hall, programme.place.line]))
    if told := "\n\n".join(text for text in (_plain(str(talk.abstract_html)), "\n".join(_who(talk))) if text):
        event.add("description", told)
    event.add("url", session_address(forum, talk))
    event.add("status", {"confirmed": "CONFIRMED", "tentative": "TENTATIVE"}.get(talk.status, "CANCELLED"))
    if programme.place.latitude is not None and programme.place.longitude is not None and not talk.tour:
        event.add("geo", (programme.place.latitude, programme.place.longitude))
    return event


def _plain(markup: str) -> str:
    """A text without its markup; a paragraph stays a paragraph."""
    return unescape(strip_tags(markup.replace("</p>", "\n").replace("<br>", "\n"))).strip()


def _who(talk: Talk) -> Iterable[str]:
    for person in talk.people:
        yield ", ".join(text for text in (str(person.name), str(person.post), str(person.organisation)) if text)
