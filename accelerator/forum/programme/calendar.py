"""A released programme as a calendar (RFC 5545), in the forum's own time zone."""

from collections.abc import Iterable
from datetime import timedelta
from html import unescape

from django.utils.html import strip_tags
from icalendar import Event

from accelerator.base.common.calendars import CalendarFile, add_organizer, add_times, new_calendar, written
from accelerator.forum.programme.json_ld import session_address
from accelerator.forum.programme.schema import Programme, Session
from accelerator.forum.queries import AnyForum, AnyRelease


def programme_calendar(
    forum: AnyForum, release: AnyRelease, programme: Programme, sessions: Iterable[Session]
) -> CalendarFile:
    """An .ics of these sessions. A UID is the session's UUID and SEQUENCE the release's number, so that a calendar
    that follows the address moves what has moved; a session without a clock time is an event of its whole day."""
    calendar = new_calendar("forums", "PUBLISH")
    calendar.add("name", str(programme.forum.title))
    calendar.add("x-wr-calname", str(programme.forum.title))
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for session in sessions:
        calendar.add_component(_event(forum, release, programme, session))
    return written(calendar, "PUBLISH")


def _event(forum: AnyForum, release: AnyRelease, programme: Programme, session: Session) -> Event:
    event = Event()
    event.add("uid", session.uuid)
    event.add("dtstamp", release.published_at)
    event.add("last-modified", release.published_at)
    event.add("sequence", release.number)
    add_organizer(event, str(programme.forum.title))
    event.add("summary", str(session.title))
    if session.starts_at and session.ends_at:
        add_times(event, session.starts_at, session.ends_at, programme.forum.zone)
    elif session.date:
        event.add("dtstart", session.date)
        event.add("dtend", session.date + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    place = programme.forum.place
    hall = [str(session.hall.name)] if session.hall else []
    event.add("location", session.tour.line if session.tour else ", ".join([*hall, place.line]))
    people = (", ".join(filter(None, map(str, (each.name, each.post, each.organisation)))) for each in session.people)
    if text := "\n\n".join(filter(None, (_plain(str(session.abstract_html)), "\n".join(people)))):
        event.add("description", text)
    event.add("url", session_address(forum, session))
    event.add("status", {"confirmed": "CONFIRMED", "tentative": "TENTATIVE"}.get(session.status, "CANCELLED"))
    if place.latitude is not None and place.longitude is not None and not session.tour:
        event.add("geo", (float(place.latitude), float(place.longitude)))
    return event


def _plain(markup: str) -> str:
    """The text without its markup, by paragraphs."""
    return unescape(strip_tags(markup.replace("</p>", "\n").replace("<br>", "\n"))).strip()
