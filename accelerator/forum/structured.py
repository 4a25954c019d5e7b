"""A forum and its sessions as machines read them (schema.org)."""

from typing import Any

from django.urls import reverse

from accelerator.base.common.json_ld import absolute
from accelerator.forum.models import Forum
from accelerator.forum.programme import Programme, ShownPlace, Talk

_STATUS = "https://schema.org/EventScheduled"
_CANCELLED = "https://schema.org/EventCancelled"


def session_address(forum: Forum, talk: Talk) -> str:
    """The session's page, host and all."""
    return absolute(reverse("forum:session", args=[forum.slug, talk.uuid]))


def forum_event(forum: Forum, programme: Programme | None = None) -> dict[str, Any]:
    """The forum as an Event, as the public knows it; its programme, where one is at hand, is what was released."""
    shown = forum.shown
    place = shown.place
    where = programme.place if programme else ShownPlace(
        place.name, place.address, place.city,
        float(place.latitude) if place.latitude is not None else None,
        float(place.longitude) if place.longitude is not None else None,
    )  # fmt: skip
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
        "location": _place(where),
    }


def session_event(forum: Forum, programme: Programme, talk: Talk) -> dict[str, Any]:
    """One session as an Event of its forum; without a clock time it has its day."""
    return {
        "@type": "Event",
        "name": str(talk.title),
        "startDate": (talk.starts_at or talk.date or forum.shown.starts_date).isoformat(),
        "endDate": (talk.ends_at or talk.date or forum.shown.starts_date).isoformat(),
        "eventStatus": _CANCELLED if talk.is_cancelled else _STATUS,
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "url": session_address(forum, talk),
        "location": _place(programme.place, str(talk.hall.name) if talk.hall else ""),
        "performer": [{"@type": "Person", "name": str(person.name)} for person in talk.people],
        "superEvent": {"@type": "Event", "@id": absolute(forum.get_absolute_url()), "name": str(programme.title)},
    }


def _place(place: ShownPlace, hall: str = "") -> dict[str, Any]:
    known = place.latitude is not None and place.longitude is not None
    return {
        "@type": "Place",
        "name": ", ".join(text for text in (hall, str(place.name)) if text),
        "address": {
            "@type": "PostalAddress",
            "streetAddress": str(place.address),
            "addressLocality": str(place.city),
            "addressCountry": "RU",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude} if known else {},
    }
