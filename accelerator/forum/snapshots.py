"""A forum's draft as a snapshot: plain JSON that holds all a programme shows, in every language."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from accelerator.base.common.markdown import i18n_markdown_html
from accelerator.forum.models import Forum, ForumPerson, Person, Session
from accelerator.forum.programme import SCHEMA_VERSION


def build_snapshot(forum: Forum, *, unplaced: bool = False) -> dict[str, Any]:
    """The draft at this moment; sessions that stand on no day are left out unless asked for.

    People carry the post they held on the day of their session, or on the forum's first day.
    """
    sessions = Session.objects.filter(forum=forum).with_everything().in_order()
    placed = sessions if unplaced else sessions.filter(date__isnull=False)
    place = forum.place
    return {
        "schema": SCHEMA_VERSION,
        "forum": {
            "uuid": str(forum.uuid),
            "title": forum.title,
            "starts_date": forum.starts_date.isoformat(),
            "ends_date": forum.ends_date.isoformat(),
            "timezone": forum.timezone,
            "place": {
                "name": place.name,
                "address": place.address,
                "city": place.city,
                "latitude": float(place.latitude) if place.latitude is not None else None,
                "longitude": float(place.longitude) if place.longitude is not None else None,
            },
        },
        "days": [{"date": day.date.isoformat(), "title": day.title} for day in forum.days.order_by("date", "pk")],
        "halls": [
            {"uuid": str(hall.uuid), "name": hall.name, "note": hall.note, "capacity": hall.capacity}
            for hall in forum.halls.order_by("position", "pk")
        ],
        "tracks": [
            {"slug": track.slug, "name": track.name, "colour": track.colour}
            for track in forum.tracks.order_by("position", "pk")
        ],
        "people": [
            {**_person(part.person, part.role, forum.starts_date), "note": part.note} for part in _forum_people(forum)
        ],
        "sessions": [_session(session, forum) for session in placed],
    }


def fingerprint(snapshot: Mapping[str, Any]) -> str:
    """Tells two snapshots apart: what somebody looked at is what they publish, or nothing is."""
    canonical = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]


def _forum_people(forum: Forum) -> Iterable[ForumPerson]:
    people = ForumPerson.objects.filter(forum=forum).select_related("person")
    return people.prefetch_related("person__posts__organisation").order_by("position", "pk")


def _session(session: Session, forum: Forum) -> dict[str, Any]:
    tour = session.tour
    return {
        "uuid": str(session.uuid),
        "kind": session.kind,
        "title": session.title,
        "abstract_html": i18n_markdown_html(session.abstract),
        "date": session.date.isoformat() if session.date else None,
        "hall": str(session.hall.uuid) if session.hall else None,
        "track": session.track.slug if session.track else None,
        "start": session.start_time.isoformat("minutes") if session.start_time else None,
        "minutes": session.minutes,
        "order": session.position,
        "language": session.language,
        "status": session.status,
        "tour": {
            "slug": tour.slug, "title": tour.title, "enterprise": tour.enterprise.name,
            "address": tour.site.address, "city": tour.site.city,
        } if tour else None,
        "people": [
            _person(part.person, part.role, session.date or forum.starts_date) for part in session.roles.all()
        ],
    }  # fmt: skip


def _person(person: Person, role: str, day: date) -> dict[str, Any]:
    post = person.post_on(day)
    return {
        "uuid": str(person.uuid),
        "name": person.name,
        "role": role,
        "post": post.title if post else {},
        "organisation": post.organisation.name if post and post.organisation else {},
    }
