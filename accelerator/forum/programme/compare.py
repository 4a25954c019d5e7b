"""What differs between two programmes: time, hall, title, people, status, session by session."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accelerator.base.common.formats import days_until, local_date
from accelerator.forum.programme.schema import Programme, Session


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
    session: Session
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
    for session in after.sessions:
        if session.uuid not in known:
            found.append(Change("added", session))
        elif fields := _differences(known[session.uuid], session):
            found.append(Change("changed", session, fields))
    current = after.by_uuid()
    return found + [Change("removed", session) for uuid, session in known.items() if uuid not in current]


def compare_forums(before: Programme | None, after: Programme) -> tuple[FieldChange, ...]:
    """What the public does not know yet of the forum itself: title, days, place, clock; nothing before a release."""
    if before is None:
        return ()
    pairs = ((name, words(before), words(after)) for name, words in _FORUM_FIELDS)
    return tuple(FieldChange(str(name), old, new) for name, old, new in pairs if old != new)


def _differences(before: Session, after: Session) -> tuple[FieldChange, ...]:
    pairs = ((name, words(before), words(after)) for name, words in _FIELDS)
    told = [FieldChange(str(name), old, new) for name, old, new in pairs if old != new]
    if before.abstract_html != after.abstract_html:
        told.append(FieldChange(_("abstract"), "", _("rewritten")))
    return tuple(told)


def _when(session: Session) -> str:
    if session.date is None:
        return _("no day yet")
    time = session.time_words or _("no. {n} in the day’s order").format(n=session.order)
    return f"{local_date(session.date)}, {time}"


def _in_both(text: dict[str, str]) -> str:
    return " / ".join(text[code] for code in sorted(text, reverse=True) if text[code])


def _people(session: Session) -> str:
    return ", ".join(
        f"{person.name} ({person.role_words})" if person.leads else str(person.name) for person in session.people
    )


_FIELDS: tuple[tuple[object, Callable[[Session], str]], ...] = (
    (gettext_lazy("time"), _when),
    (gettext_lazy("hall"), lambda session: str(session.hall.name) if session.hall else _("no hall")),
    (gettext_lazy("title"), lambda session: _in_both(session.title)),
    (gettext_lazy("people"), lambda session: _people(session) or pgettext("people of a session", "nobody")),
    (gettext_lazy("status"), lambda session: session.status_words),
    (gettext_lazy("kind"), lambda session: session.kind_words),
    (gettext_lazy("track"), lambda session: str(session.track.name) if session.track else "–"),
    (gettext_lazy("tour"), lambda session: str(session.tour.title) if session.tour else "–"),
    (gettext_lazy("language"), lambda session: session.language),
)
_FORUM_FIELDS: tuple[tuple[object, Callable[[Programme], str]], ...] = (
    (gettext_lazy("title"), lambda programme: _in_both(programme.forum.title)),
    (gettext_lazy("days"), lambda programme: days_until(programme.days[0].date, programme.days[-1].date)),
    (gettext_lazy("place"), lambda programme: programme.forum.place.line),
    (gettext_lazy("time zone"), lambda programme: programme.forum.timezone),
)
