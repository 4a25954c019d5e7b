"""Sessions of a programme's draft."""

from collections.abc import Mapping, Sequence
from datetime import date as calendar_date
from datetime import time
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from accelerator.base.common.transactions import atomic
from accelerator.base.common.versions import assign, lock_version, save_next_version
from accelerator.base.search.services import index
from accelerator.forum.errors import PlaceGone
from accelerator.forum.models import Forum, Hall, Session, SessionRole
from accelerator.forum.services.people import Part, add_named


@atomic
def create_session(*, forum: Forum, values: Mapping[str, Any], parts: Sequence[Part] = ()) -> Session:
    """Add a session to the draft. Raises ForumArchived or PlaceGone."""
    Forum.objects.locked_unarchived(forum.pk)
    _check_place(forum, values)
    session = Session(forum=forum)
    _fill(session, values)
    session.save()
    _set_parts(session, parts)
    return session


@atomic
def update_session(
    *, session: Session, expected_version: int, values: Mapping[str, Any], parts: Sequence[Part]
) -> Session:
    """Change a session and who is in it. Raises ForumArchived, EditConflict or PlaceGone."""
    Forum.objects.locked_unarchived(session.forum_id)
    current = lock_version(Session.objects.all(), session.pk, expected_version)
    _check_place(session.forum, values)
    _fill(current, values)
    save_next_version(current)
    _set_parts(current, parts)
    return current


@atomic
def move_session(
    *, session: Session, expected_version: int, date: calendar_date | None, hall: Hall | None, start_time: time | None
) -> Session:
    """Change a session's day, hall and time. Raises ForumArchived, EditConflict or PlaceGone."""
    Forum.objects.locked_unarchived(session.forum_id)
    current = lock_version(Session.objects.all(), session.pk, expected_version)
    _check_place(session.forum, {"date": date, "hall": hall})
    if date != current.date and date is not None:
        current.position = _next_position(current.forum, date)
    current.date, current.hall = date, hall
    current.start_time = start_time if date else None
    save_next_version(current)
    return current


@atomic
def delete_session(*, session: Session, expected_version: int) -> None:
    """Remove a session from the draft; releases keep it. Raises ForumArchived or EditConflict."""
    Forum.objects.locked_unarchived(session.forum_id)
    lock_version(Session.objects.all(), session.pk, expected_version).delete()
    index("session", [session.pk])


def _check_place(forum: Forum, values: Mapping[str, Any]) -> None:
    """Raise PlaceGone for a day, hall or track that was removed since the form was opened."""
    date, hall, track = (values.get(name) for name in ("date", "hall", "track"))
    if date is not None and not forum.days.filter(date=date).exists():
        raise PlaceGone(_("The forum no longer has this day. Choose another one."))
    if hall is not None and not forum.halls.filter(pk=hall.pk).exists():
        raise PlaceGone(_("This hall has since been deleted. Choose another one."))
    if track is not None and not forum.tracks.filter(pk=track.pk).exists():
        raise PlaceGone(_("This track has since been deleted. Choose another one."))


def _fill(session: Session, values: Mapping[str, Any]) -> None:
    """Set the session's fields. Without a position it keeps its own on its day, and comes last on another one."""
    position, old_date = session.position, session.date
    assign(session, values)
    if values.get("position") is None:
        stays = session.pk and old_date == session.date
        session.position = position if stays else _next_position(session.forum, session.date)
    if session.kind != Session.Kind.TOUR:
        session.tour = None


def _next_position(forum: Forum, day: calendar_date | None) -> int:
    last = Session.objects.filter(forum=forum, date=day).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _set_parts(session: Session, parts: Sequence[Part]) -> None:
    """Replace the session's people, in this order; the same person in the same role counts once."""
    session.roles.all().delete()
    added = add_named(parts)
    once = list(dict.fromkeys((part.person or added[part.name], part.role) for part in parts))
    SessionRole.objects.bulk_create(
        SessionRole(session=session, person=person, role=role, position=place)
        for place, (person, role) in enumerate(once)
    )
