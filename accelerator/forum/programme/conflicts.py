"""What speaks against a programme, in words: what blocks a release unless waived, and what is merely worth a look."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accelerator.base.common.formats import duration
from accelerator.base.common.i18n import Words
from accelerator.forum import models
from accelerator.forum.programme.schema import Programme, Session

_Kind = models.Session.Kind
_NEED_PEOPLE = _NEED_HALLS = {_Kind.PRESENTATION, _Kind.DISCUSSION, _Kind.ROUND_TABLE, _Kind.PLENARY}
MIDNIGHT = 24 * 60
_duration = lazy(duration, str)


@dataclass(frozen=True)
class Conflict:
    """One thing that is wrong, told in the language that is active when it is printed.

    The key stays the same while the thing does, so that a waiver can be told again.
    """

    key: str
    blocking: bool
    text: Words
    sessions: tuple[Session, ...]


def find_conflicts(programme: Programme) -> list[Conflict]:
    """Return everything that speaks against the programme, what blocks a release first."""
    live = [session for session in programme.sessions if not session.is_cancelled]
    found = [*_halls_taken_twice(live), *_people_in_two_places(live), *_people_at_another_forum(programme, live)]
    for session in live:
        found += _wrong_with(session)
    return sorted(found, key=lambda conflict: not conflict.blocking)


def _halls_taken_twice(sessions: list[Session]) -> Iterator[Conflict]:
    by_hall = defaultdict(list)
    for session in sessions:
        if session.hall:
            by_hall[session.hall.uuid].append(session)
    for together in by_hall.values():
        for one, other in combinations(together, 2):
            if minutes := one.overlap(other):
                hall = one.hall.name if one.hall else ""
                yield Conflict(
                    key=_key("hall", one, other),
                    blocking=True,
                    text=format_lazy(
                        _("{hall}: “{one}” and “{other}” overlap by {time}."),
                        hall=hall,
                        one=one.title,
                        other=other.title,
                        time=_duration(minutes),
                    ),
                    sessions=(one, other),
                )


def _people_in_two_places(sessions: list[Session]) -> Iterator[Conflict]:
    parts: defaultdict[str, dict[str, Session]] = defaultdict(dict)
    names = {}
    for session in sessions:
        if session.start:
            for person in session.people:
                parts[person.uuid][session.uuid] = session
                names[person.uuid] = person.name
    for person_uuid, theirs in parts.items():
        for one, other in combinations(theirs.values(), 2):
            if minutes := one.overlap(other):
                yield Conflict(
                    key=f"{_key('person', one, other)}:{person_uuid}",
                    blocking=True,
                    text=format_lazy(
                        _("{person} is in two places at once for {time}: “{one}” and “{other}”."),
                        person=names[person_uuid],
                        time=_duration(minutes),
                        one=one.title,
                        other=other.title,
                    ),
                    sessions=(one, other),
                )


def _people_at_another_forum(programme: Programme, sessions: list[Session]) -> Iterator[Conflict]:
    """Whoever is named at the same time in the draft of a forum that is not over yet, wherever its clocks stand."""
    timed: list[Any] = [session for session in sessions if session.starts_at and session.ends_at]
    if not timed:
        return
    parts = models.SessionRole.objects.elsewhere(
        programme.forum.uuid,
        people={person.uuid for session in timed for person in session.people},
        first=min(session.date for session in timed if session.date) - timedelta(days=1),
        last=max(session.date for session in timed if session.date) + timedelta(days=1),
    )
    told = set()
    for part in parts:
        there: Any = part.session  # timed, so with a day, a time and a length
        begins = datetime.combine(there.date, there.start_time, tzinfo=there.forum.zone).astimezone(UTC)
        ends = begins + timedelta(minutes=there.minutes)
        for session in timed:
            named = any(person.uuid == str(part.person.uuid) for person in session.people)
            both = min(session.ends_at.astimezone(UTC), ends) - max(session.starts_at.astimezone(UTC), begins)
            key = f"elsewhere:{session.uuid}:{there.uuid}:{part.person.uuid}"
            if named and both > timedelta() and key not in told:
                told.add(key)
                yield Conflict(
                    key=key,
                    blocking=True,
                    text=format_lazy(
                        _("{person} is at another forum for {time} of “{one}”: “{other}”, {forum}."),
                        person=part.person, time=_duration(both.seconds // 60), one=session.title,
                        other=there.title, forum=there.forum,
                    ),
                    sessions=(session,),
                )  # fmt: skip


def _wrong_with(session: Session) -> Iterator[Conflict]:
    def conflict(kind: str, text: Words, *, blocking: bool = False) -> Conflict:
        return Conflict(_key(kind, session), blocking, format_lazy(text, title=session.title), (session,))

    if session.start and session.last_minute > MIDNIGHT:
        yield conflict("day", _("“{title}” ends after midnight, outside its day."), blocking=True)
    if session.kind == _Kind.TOUR and session.tour is None:
        yield conflict("tour", _("“{title}” is a tour, but no tour of the portal is chosen."), blocking=True)
    if session.date is None:
        yield conflict("unplaced", _("“{title}” stands on no day yet and will not be published."))
        return
    if session.is_tentative:
        yield conflict("tentative", _("“{title}” is still to be confirmed."))
    if session.kind in _NEED_HALLS and session.hall is None and session.start:
        yield conflict("hall-missing", _("“{title}” has no hall."))
    if session.kind in _NEED_PEOPLE and not session.people:
        yield conflict("people-missing", _("“{title}” has nobody who speaks or moderates."))
    if not session.title.get("en"):
        yield conflict("english", pgettext_lazy("programme", "“{title}” has no English title."))


def _key(kind: str, *sessions: Session) -> str:
    return ":".join([kind, *sorted(session.uuid for session in sessions)])
