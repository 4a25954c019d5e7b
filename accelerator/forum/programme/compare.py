"""The differences between two programmes: of the forum itself, and session by session."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accelerator.base.common.formats import days_until, local_date
from accelerator.forum import models
from accelerator.forum.programme.schema import COPIED, Programme, Session


@dataclass(frozen=True)
class FieldChange:
    """A field before and after, as text."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """A session that was added, removed or changed."""

    kind: str  # added, removed, changed
    session: Session
    fields: tuple[FieldChange, ...] = ()

    @property
    def kind_words(self) -> str:
        return {
            "added": pgettext("session", "added"),
            "removed": pgettext("session", "removed"),
            "changed": pgettext("session", "changed"),
        }[self.kind]


def compare(before: Programme | None, after: Programme) -> list[Change]:
    """Return the changes of sessions in the order of the programme; those that were removed come last."""
    old = {session.uuid: session for session in before.sessions} if before else {}
    changes = []
    for session in after.sessions:
        if session.uuid not in old:
            changes.append(Change("added", session))
        elif fields := _session_changes(old.pop(session.uuid), session):
            changes.append(Change("changed", session, fields))
    return changes + [Change("removed", session) for session in old.values()]


def compare_forums(before: Programme | None, after: Programme) -> tuple[FieldChange, ...]:
    """Return the changes of the forum itself; nothing before the first release."""
    return _changed_fields(_FORUM_FIELDS, before, after) if before else ()


def _session_changes(before: Session, after: Session) -> tuple[FieldChange, ...]:
    fields = _changed_fields(_SESSION_FIELDS, before, after)
    rewritten = before.abstract_html != after.abstract_html
    return (*fields, FieldChange(_("abstract"), "", _("rewritten"))) if rewritten else fields


def _changed_fields(fields: Iterable[tuple[object, Any]], before: Any, after: Any) -> tuple[FieldChange, ...]:
    pairs = ((name, as_text(before), as_text(after)) for name, as_text in fields)
    return tuple(FieldChange(str(name), old, new) for name, old, new in pairs if old != new)


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


def _as_in_model(name: str) -> tuple[object, Callable[[Session], str]]:
    """The name of a field and the text of its value, as the model has them."""
    field: Any = models.Session._meta.get_field(name)
    labels = dict(field.flatchoices)
    return field.verbose_name, lambda session: str(labels.get(getattr(session, name), getattr(session, name)))


_SESSION_FIELDS: tuple[tuple[object, Callable[[Session], str]], ...] = (
    (gettext_lazy("time"), _when),
    (gettext_lazy("hall"), lambda session: str(session.hall.name) if session.hall else _("no hall")),
    (gettext_lazy("title"), lambda session: _in_both(session.title)),
    (gettext_lazy("people"), lambda session: _people(session) or pgettext("people of a session", "no one")),
    *(_as_in_model(name) for name in COPIED if name not in ("title", "date", "minutes")),
    (gettext_lazy("track"), lambda session: str(session.track.name) if session.track else "–"),
    (gettext_lazy("tour"), lambda session: str(session.tour.title) if session.tour else "–"),
)
_FORUM_FIELDS: tuple[tuple[object, Callable[[Programme], str]], ...] = (
    (gettext_lazy("title"), lambda programme: _in_both(programme.forum.title)),
    (gettext_lazy("days"), lambda programme: days_until(programme.days[0].date, programme.days[-1].date)),
    (gettext_lazy("place"), lambda programme: programme.forum.place.line),
    (gettext_lazy("time zone"), lambda programme: programme.forum.timezone),
)
