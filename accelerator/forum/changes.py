"""What differs between two programmes: time, hall, title, people, status, session by session."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accelerator.base.common.formats import days_until, local_date
from accelerator.forum.models import Session
from accelerator.forum.programme import Programme, Talk


@dataclass(frozen=True)
class FieldChange:
    """One property before and after, in words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """A session that came, went or is no longer what it was."""

    kind: str  # added, removed, changed
    talk: Talk
    fields: tuple[FieldChange, ...] = ()

    @property
    def kind_words(self) -> str:
        return {
            "added": pgettext("session", "added"),
            "removed": pgettext("session", "taken out"),
            "changed": pgettext("session", "changed"),
        }[self.kind]


def compare(before: Programme | None, after: Programme) -> list[Change]:
    """What a reader of `before` must hear of, in the order of the programme; what is taken out comes last."""
    known = before.by_uuid() if before else {}
    found = []
    for talk in after.talks:
        if talk.uuid not in known:
            found.append(Change("added", talk))
        elif fields := _differences(known[talk.uuid], talk):
            found.append(Change("changed", talk, fields))
    current = after.by_uuid()
    return found + [Change("removed", talk) for uuid, talk in known.items() if uuid not in current]


def compare_forums(before: Programme | None, after: Programme) -> tuple[FieldChange, ...]:
    """What the public does not know yet of the forum itself: title, days, place, clock; nothing before a release."""
    if before is None:
        return ()
    pairs = ((name, words(before), words(after)) for name, words in _FORUM_FIELDS)
    return tuple(FieldChange(str(name), old, new) for name, old, new in pairs if old != new)


def _differences(before: Talk, after: Talk) -> tuple[FieldChange, ...]:
    pairs = ((name, words(before), words(after)) for name, words in _FIELDS)
    told = [FieldChange(str(name), old, new) for name, old, new in pairs if old != new]
    if before.abstract_html != after.abstract_html:
        told.append(FieldChange(_("abstract"), "", _("rewritten")))
    return tuple(told)


def _when(talk: Talk) -> str:
    if talk.date is None:
        return _("no day yet")
    time = talk.time_words or _("no. {n} in the day’s order").format(n=talk.order)
    return f"{local_date(talk.date)}, {time}"


def _in_both(text: dict[str, str]) -> str:
    return " / ".join(text[code] for code in sorted(text, reverse=True) if text[code])


def _people(talk: Talk) -> str:
    return ", ".join(
        f"{person.name} ({person.role_words})" if person.leads else str(person.name) for person in talk.people
    )


def _status(talk: Talk) -> str:
    return str(Session.Status(talk.status).label)


_FIELDS: tuple[tuple[object, Callable[[Talk], str]], ...] = (
    (gettext_lazy("time"), _when),
    (gettext_lazy("hall"), lambda talk: str(talk.hall.name) if talk.hall else _("no hall")),
    (gettext_lazy("title"), lambda talk: _in_both(talk.title)),
    (gettext_lazy("people"), lambda talk: _people(talk) or pgettext("people of a session", "nobody")),
    (gettext_lazy("status"), _status),
    (gettext_lazy("kind"), lambda talk: talk.kind_words),
    (gettext_lazy("track"), lambda talk: str(talk.track.name) if talk.track else "–"),
    (gettext_lazy("tour"), lambda talk: str(talk.tour.title) if talk.tour else "–"),
    (gettext_lazy("language"), lambda talk: talk.language),
)
_FORUM_FIELDS: tuple[tuple[object, Callable[[Programme], str]], ...] = (
    (gettext_lazy("title"), lambda programme: _in_both(programme.title)),
    (gettext_lazy("days"), lambda programme: days_until(programme.days[0].date, programme.days[-1].date)),
    (gettext_lazy("place"), lambda programme: programme.place.line),
    (gettext_lazy("time zone"), lambda programme: programme.zone.key),
)
