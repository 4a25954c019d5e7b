"""Conflicts in a programme: those that block a release unless waived, and those that are merely worth a look."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accelerator.base.common.formats import duration
from accelerator.base.common.i18n import Words
from accelerator.forum import models
from accelerator.forum.programme.schema import Programme, Session

_Kind = models.Session.Kind
_NEED_HALL_AND_PEOPLE = {_Kind.PRESENTATION, _Kind.DISCUSSION, _Kind.ROUND_TABLE, _Kind.PLENARY}
MIDNIGHT = 24 * 60
_duration = lazy(duration, str)


@dataclass(frozen=True)
class Conflict:
    """One thing that is wrong; its text is in the language that is active when it is printed.

    The key stays the same as long as the conflict does, so that the next release can offer the same waiver.
    """

    key: str
    blocking: bool
    text: Words
    sessions: tuple[Session, ...]


def find_conflicts(programme: Programme) -> list[Conflict]:
    """Return every conflict in the programme, those that block a release first."""
    live = [session for session in programme.sessions if not session.is_cancelled]
    found = [*_halls_taken_twice(live), *_people_in_two_places(live), *_people_at_another_forum(programme, live)]
    for session in live:
        found += _conflicts_of(session)
    return sorted(found, key=lambda conflict: not conflict.blocking)


def _halls_taken_twice(sessions: list[Session]) -> Iterator[Conflict]:
    by_hall = defaultdict(list)
    for session in sessions:
        if session.hall:
            by_hall[session.hall].append(session)
    text = _("{hall}: “{one}” and “{other}” overlap by {time}.")
    for hall, one, other, time in _overlaps(by_hall):
        yield _conflict("hall", text, one, other, hall=hall.name, one=one.title, other=other.title, time=time)


def _people_in_two_places(sessions: list[Session]) -> Iterator[Conflict]:
    by_person: defaultdict[str, dict[str, Session]] = defaultdict(dict)
    names = {}
    for session in sessions:
        for person in session.people:
            by_person[person.uuid][session.uuid] = session
            names[person.uuid] = person.name
    text = _("{person} is in two places at once for {time}: “{one}” and “{other}”.")
    for uuid, one, other, time in _overlaps({uuid: theirs.values() for uuid, theirs in by_person.items()}):
        yield _conflict(
            "person", text, one, other, about=[uuid], person=names[uuid], time=time, one=one.title, other=other.title
        )


def _overlaps(groups: Mapping[Any, Iterable[Session]]) -> Iterator[tuple[Any, Session, Session, Words]]:
    """Each two sessions of a group that overlap, and for how long."""
    for group, sessions in groups.items():
        for one, other in combinations(sessions, 2):
            if minutes := one.overlap(other):
                yield group, one, other, _duration(minutes)


def _people_at_another_forum(programme: Programme, sessions: list[Session]) -> Iterator[Conflict]:
    """People who are named at the same moment in the draft of another forum that is not archived."""
    timed: list[Any] = [session for session in sessions if session.starts_at and session.ends_at]
    if not timed:
        return
    parts = models.SessionRole.objects.elsewhere(
        programme.forum.uuid,
        people={person.uuid for session in timed for person in session.people},
        first=min(session.date for session in timed) - timedelta(days=1),
        last=max(session.date for session in timed) + timedelta(days=1),
    )
    text = _("{person} is at another forum for {time} of “{one}”: “{other}”, {forum}.")
    found = {}  # a person may have several roles in one session
    for part in parts:
        there: Any = part.session  # timed, so with a day, a time and a length
        begins = datetime.combine(there.date, there.start_time, tzinfo=there.forum.zone).astimezone(UTC)
        ends = begins + timedelta(minutes=there.minutes)
        for session in timed:
            named = any(person.uuid == str(part.person.uuid) for person in session.people)
            both = min(session.ends_at.astimezone(UTC), ends) - max(session.starts_at.astimezone(UTC), begins)
            if named and both > timedelta():
                conflict = _conflict(
                    "elsewhere", text, session, about=[str(there.uuid), str(part.person.uuid)],
                    person=part.person, time=_duration(both.seconds // 60), one=session.title, other=there.title,
                    forum=there.forum,
                )  # fmt: skip
                found[conflict.key] = conflict
    yield from found.values()


def _conflicts_of(session: Session) -> Iterator[Conflict]:
    def conflict(kind: str, text: Words, *, blocking: bool = False, **more: str) -> Conflict:
        return _conflict(kind, text, session, blocking=blocking, title=session.title, **more)

    if session.start and session.last_minute > MIDNIGHT:
        yield conflict("day", _("“{title}” ends after midnight, outside its day."), blocking=True)
    if session.kind == _Kind.TOUR and session.tour is None:
        yield conflict("tour", _("“{title}” is a tour, but no tour from the portal is chosen."), blocking=True)
    if session.date is None:
        yield conflict("unplaced", _("“{title}” is not on any day yet and will not be published."))
        return
    if session.is_tentative:
        yield conflict("tentative", _("“{title}” is still to be confirmed."))
    if session.kind in _NEED_HALL_AND_PEOPLE and session.hall is None and session.start:
        yield conflict("hall-missing", _("“{title}” has no hall."))
    if session.kind in _NEED_HALL_AND_PEOPLE and not session.people:
        yield conflict("people-missing", _("“{title}” has no speaker or moderator."))
    if languages := session.title.untranslated:
        yield conflict("untranslated", _("“{title}” has no translated title ({languages})."), languages=languages)


def _conflict(
    kind: str, text: Words, *sessions: Session, about: Sequence[str] = (), blocking: bool = True, **words: object
) -> Conflict:
    key = ":".join([kind, *sorted(session.uuid for session in sessions), *about])
    return Conflict(key, blocking, format_lazy(text, **words), sessions)
