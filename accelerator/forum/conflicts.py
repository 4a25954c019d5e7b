"""What speaks against a programme, in words: what blocks a release unless waived, and what is merely worth a look."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accelerator.base.common.formats import duration
from accelerator.forum.models import Forum, Session, SessionRole
from accelerator.forum.programme import Programme, Talk, read_programme
from accelerator.forum.snapshots import build_snapshot

_NEED_PEOPLE = {Session.Kind.PRESENTATION, Session.Kind.DISCUSSION, Session.Kind.ROUND_TABLE, Session.Kind.PLENARY}
_NEED_HALLS = _NEED_PEOPLE
MIDNIGHT = 24 * 60


@dataclass(frozen=True)
class Conflict:
    """One thing that is wrong. The key stays the same while the thing does, so that a waiver can be told again."""

    key: str
    blocking: bool
    text: str
    talks: tuple[Talk, ...]


def programme_conflicts(forum: Forum) -> list[Conflict]:
    """Everything that speaks against the forum's draft, what blocks a release first."""
    return conflicts_of(forum, read_programme(build_snapshot(forum, unplaced=True)))


def conflicts_of(forum: Forum, programme: Programme) -> list[Conflict]:
    """The same of its programme that has been read already; told in the active language."""
    live = [talk for talk in programme.talks if not talk.is_cancelled]
    found = [*_halls_taken_twice(live), *_people_in_two_places(live), *_people_at_another_forum(forum, live)]
    for talk in live:
        found += _wrong_with(talk)
    return sorted(found, key=lambda conflict: not conflict.blocking)


def _halls_taken_twice(talks: list[Talk]) -> Iterator[Conflict]:
    by_hall = defaultdict(list)
    for talk in talks:
        if talk.hall:
            by_hall[talk.hall.uuid].append(talk)
    for together in by_hall.values():
        for one, other in combinations(together, 2):
            if minutes := one.overlap(other):
                hall = one.hall.name if one.hall else ""
                yield Conflict(
                    key=_key("hall", one, other),
                    blocking=True,
                    text=_("{hall}: “{one}” and “{other}” overlap by {time}.").format(
                        hall=hall, one=one.title, other=other.title, time=duration(minutes)
                    ),
                    talks=(one, other),
                )


def _people_in_two_places(talks: list[Talk]) -> Iterator[Conflict]:
    parts: defaultdict[str, dict[str, Talk]] = defaultdict(dict)
    names = {}
    for talk in talks:
        if talk.start:
            for person in talk.people:
                parts[person.uuid][talk.uuid] = talk
                names[person.uuid] = person.name
    for person_uuid, theirs in parts.items():
        for one, other in combinations(theirs.values(), 2):
            if minutes := one.overlap(other):
                yield Conflict(
                    key=f"{_key('person', one, other)}:{person_uuid}",
                    blocking=True,
                    text=_("{person} is in two places at once for {time}: “{one}” and “{other}”.").format(
                        person=names[person_uuid], time=duration(minutes), one=one.title, other=other.title
                    ),
                    talks=(one, other),
                )


def _people_at_another_forum(forum: Forum, talks: list[Talk]) -> Iterator[Conflict]:
    """Whoever is named at the same time in the draft of a forum that is not over yet, wherever its clocks stand."""
    timed: list[Any] = [talk for talk in talks if talk.starts_at and talk.ends_at]
    if not timed:
        return
    parts = SessionRole.objects.elsewhere(
        forum,
        people={person.uuid for talk in timed for person in talk.people},
        first=min(talk.date for talk in timed if talk.date) - timedelta(days=1),
        last=max(talk.date for talk in timed if talk.date) + timedelta(days=1),
    )
    told = set()
    for part in parts:
        session: Any = part.session  # timed, so with a day, a time and a length
        begins = datetime.combine(session.date, session.start_time, tzinfo=session.forum.zone).astimezone(UTC)
        ends = begins + timedelta(minutes=session.minutes)
        for talk in timed:
            named = any(person.uuid == str(part.person.uuid) for person in talk.people)
            both = min(talk.ends_at.astimezone(UTC), ends) - max(talk.starts_at.astimezone(UTC), begins)
            key = f"elsewhere:{talk.uuid}:{session.uuid}:{part.person.uuid}"
            if named and both > timedelta() and key not in told:
                told.add(key)
                yield Conflict(
                    key=key,
                    blocking=True,
                    text=_("{person} is at another forum for {time} of “{one}”: “{other}”, {forum}.").format(
                        person=part.person, time=duration(both.seconds // 60), one=talk.title,
                        other=session.title, forum=session.forum,
                    ),
                    talks=(talk,),
                )  # fmt: skip


def _wrong_with(talk: Talk) -> Iterator[Conflict]:
    def conflict(kind: str, text: str, *, blocking: bool = False) -> Conflict:
        return Conflict(_key(kind, talk), blocking, text.format(title=talk.title), (talk,))

    if talk.start and talk.last_minute > MIDNIGHT:
        yield conflict("day", _("“{title}” ends after midnight, outside its day."), blocking=True)
    if talk.kind == Session.Kind.TOUR and talk.tour is None:
        yield conflict("tour", _("“{title}” is a tour, but no tour of the portal is chosen."), blocking=True)
    if talk.date is None:
        yield conflict("unplaced", _("“{title}” stands on no day yet and will not be published."))
        return
    if talk.is_tentative:
        yield conflict("tentative", _("“{title}” is still to be confirmed."))
    if talk.kind in _NEED_HALLS and talk.hall is None and talk.start:
        yield conflict("hall-missing", _("“{title}” has no hall."))
    if talk.kind in _NEED_PEOPLE and not talk.people:
        yield conflict("people-missing", _("“{title}” has nobody who speaks or moderates."))
    if not talk.title.get("en"):
        yield conflict("english", pgettext("programme", "“{title}” has no English title."))


def _key(kind: str, *talks: Talk) -> str:
    return ":".join([kind, *sorted(talk.uuid for talk in talks)])
