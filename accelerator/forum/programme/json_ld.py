"""A forum and its sessions as JSON-LD (schema.org)."""

from typing import Any

from django.urls import reverse

from accelerator.base.common.json_ld import absolute, location
from accelerator.forum.models import Place
from accelerator.forum.programme.schema import Programme, Session
from accelerator.forum.queries import AnyForum

_STATUS = "https://schema.org/EventScheduled"
_CANCELLED = "https://schema.org/EventCancelled"


def session_address(forum: AnyForum, session: Session) -> str:
    """The absolute address of the session's page."""
    return absolute(reverse("forum:session", args=[forum.slug, session.uuid]))


def forum_event(forum: AnyForum) -> dict[str, Any]:
    """The forum as an Event, as the public sees it."""
    shown = forum.shown
    return {
        "@type": "Event",
        "@id": absolute(forum.get_absolute_url()),
        "name": str(shown.title),
        "description": str(forum.summary),
        "startDate": shown.starts_date.isoformat(),
        "endDate": shown.ends_date.isoformat(),
        "eventStatus": _STATUS,
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "url": absolute(forum.get_absolute_url()),
        "location": _place(shown.place),
    }


def session_event(forum: AnyForum, programme: Programme, session: Session) -> dict[str, Any]:
    """One session as an Event of its forum; without a clock time it has its day."""
    return {
        "@type": "Event",
        "name": str(session.title),
        "startDate": (session.starts_at or session.date or forum.shown.starts_date).isoformat(),
        "endDate": (session.ends_at or session.date or forum.shown.starts_date).isoformat(),
        "eventStatus": _CANCELLED if session.is_cancelled else _STATUS,
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "url": session_address(forum, session),
        "location": _place(programme.forum.place, str(session.hall.name) if session.hall else ""),
        "performer": [{"@type": "Person", "name": str(person.name)} for person in session.people],
        "superEvent": {"@type": "Event", "@id": absolute(forum.get_absolute_url()), "name": str(programme.forum.title)},
    }


def _place(place: Place, hall: str = "") -> dict[str, Any]:
    name = ", ".join(text for text in (hall, str(place.name)) if text)
    return {"@type": "Place", "name": name, **location(place)}
