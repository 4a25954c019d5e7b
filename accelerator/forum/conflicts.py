"""What speaks against a programme, in words: what blocks a release unless waived, and what is merely worth a look."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accelerator.common.templatetags.portal import duration
from accelerator.forum.models import Forum, Session
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
    return conflicts_of(read_programme(build_snapshot(forum, unplaced=True)))


def conflicts_of(programme: Programme) -> list[Conflict]:
    """The same of a programme that has been read already; told in the active language."""
    live = [talk for talk in programme.talks if not talk.is_cancelled]
    found = [*_halls_taken_twice(live), *_people_in_two_places(live)]
    for talk in live:
        found += _wrong_with(talk)
    return sorted(found, key=lambda conflict: not conflict.blocking)


def _halls_taken_twice(talks: list[Talk]) -> Iterator[Conflict]:
    by_hall = defaultdict(list)
    for talk in talks:
        if talk.hall and talk.start:
            by_hall[talk.hall.uuid, talk.date].append(talk)
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
