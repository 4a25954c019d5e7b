"""Sessions of a programme's draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as calendar_date
from datetime import time
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from accelerator.base.common.transactions import atomic
from accelerator.base.common.versions import assign, lock_version, save_next_version
from accelerator.forum.errors import PlaceGone
from accelerator.forum.models import Forum, Hall, Person, Role, Session, SessionRole
from accelerator.forum.services.locks import open_forum
from accelerator.forum.services.people import add_named


@dataclass(frozen=True)
class Part:
    """Who does what in a session: a person, or a name that becomes one."""

    person: Person | None
    role: str = Role.SPEAKER
    name: str = ""


@atomic
def create_session(*, forum: Forum, values: Mapping[str, Any], parts: Sequence[Part] = ()) -> Session:
    """Add a session to the draft. Raises ForumArchived or PlaceGone."""
    open_forum(forum)
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
    open_forum(session.forum)
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
    """Put a session elsewhere, or back among those without a place. Raises as update_session does."""
    open_forum(session.forum)
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
    """Take a session out of the draft; releases that hold it stay. Raises ForumArchived or EditConflict."""
    open_forum(session.forum)
    lock_version(Session.objects.all(), session.pk, expected_version).delete()


def _check_place(forum: Forum, values: Mapping[str, Any]) -> None:
    """Raise PlaceGone for a day, hall or track that went since the form was opened; the forum's row is locked."""
    date, hall, track = (values.get(name) for name in ("date", "hall", "track"))
    if date is not None and not forum.days.filter(date=date).exists():
        raise PlaceGone(_("The forum no longer has this day. Choose another one."))
    if hall is not None and not forum.halls.filter(pk=hall.pk).exists():
        raise PlaceGone(_("This hall was deleted in the meantime. Choose another one."))
    if track is not None and not forum.tracks.filter(pk=track.pk).exists():
        raise PlaceGone(_("This track was deleted in the meantime. Choose another one."))


def _fill(session: Session, values: Mapping[str, Any]) -> None:
    """Without a position the session keeps its own on its day, and comes last on another one."""
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
    """In the order given; the same person in the same role counts once, and whoever is only named is added."""
    session.roles.all().delete()
    added = add_named(parts)
    once = list(dict.fromkeys((part.person or added[part.name], part.role) for part in parts))
    SessionRole.objects.bulk_create(
        SessionRole(session=session, person=person, role=role, position=place)
        for place, (person, role) in enumerate(once)
    )
