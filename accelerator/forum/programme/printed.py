"""Sessions as the programme's page prints them: made plain once, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accelerator.base.common.i18n import active_language
from accelerator.forum.programme.grid import DayGrid
from accelerator.forum.programme.schema import Hall, Person, Session


class PrintedSession(NamedTuple):
    """What `forum/_day.jinja` prints of a session; what is empty is left out."""

    marks: str  # CSS classes
    at: str  # its first and last second, where the clock matters
    when: str
    turn: str  # “now” or “next”
    title: str
    address: str
    people: list[tuple[str, str]]  # name, from the second on with a comma before it; role, if it is named
    cancelled: bool
    tentative: bool
    kind: str
    place: str
    in_hall: bool
    language: str
    abstract_html: str


class PrintedCell(NamedTuple):
    sessions: list[PrintedSession]
    rows: int
    columns: int
    is_wide: bool


class PrintedRow(NamedTuple):
    height: int
    time: str
    cells: list[PrintedCell]


class PrintedTable(NamedTuple):
    """A day: the heads of its columns (name, note, width), its rows, and what has only an order."""

    heads: list[tuple[str, str, int]]
    rows: list[PrintedRow]
    in_order: list[PrintedSession]
    parallel: bool
    width: int


@dataclass
class Printer:
    """Prints the sessions of one page; what many of them share is put into words once.

    `live`: the clock matters today.
    """

    running: frozenset[str]
    coming: frozenset[str]
    live: bool

    def __post_init__(self) -> None:
        self._language = active_language()
        self._words: dict[tuple[str, str], str] = {}
        self._now, self._next = pgettext("session", "now"), pgettext("session", "next")

    def table(self, grid: DayGrid) -> PrintedTable:
        rows = [
            PrintedRow(
                row.height,
                row.time,
                [PrintedCell(self._all(cell.sessions), cell.rows, cell.columns, cell.is_wide) for cell in row.cells],
            )
            for row in grid.rows
        ]
        heads = [self._head(hall, lanes, parallel=grid.parallel) for hall, lanes in grid.heads]
        return PrintedTable(heads, rows, self._all(grid.in_order), grid.parallel, grid.width)

    def _head(self, hall: Hall | None, lanes: int, *, parallel: bool) -> tuple[str, str, int]:
        if hall:
            return str(hall.name), str(hall.note), lanes
        return _("Outside the halls") if parallel else pgettext("programme", "Session"), "", lanes

    def _all(self, sessions: Sequence[Session]) -> list[PrintedSession]:
        return [self._session(session) for session in sessions]

    def _session(self, session: Session) -> PrintedSession:
        is_break, is_cancelled = session.is_break, session.is_cancelled
        is_now, is_next = session.uuid in self.running, session.uuid in self.coming
        state = "is-off" if is_cancelled else "is-now" if is_now else "is-next" if is_next else ""
        track = f"accent-{session.track.colour}" if session.track else ""
        timed = session.start is not None
        place = session.tour.enterprise if session.tour else session.hall.name if session.hall else None
        return PrintedSession(
            " ".join(filter(None, ("session", "session--break" if is_break else "", state, track))),
            self._at(session) if self.live and timed and not is_cancelled else "",
            session.time_words,
            self._now if is_now else self._next if is_next else "",
            session.title.in_language(self._language),
            "" if is_break else f"{session.uuid}/",
            self._people(session.people),
            is_cancelled,
            session.is_tentative,
            "" if is_break else self._said("kind", session),
            place.in_language(self._language) if place else "",
            session.tour is None,
            self._said("language", session),
            "" if timed else session.abstract_html.in_language(self._language),
        )

    def _said(self, name: str, thing: Session | Person) -> str:
        """`kind_words` and the like, which many have in common."""
        key = (name, getattr(thing, name))
        if key not in self._words:
            self._words[key] = getattr(thing, f"{name}_words")
        return self._words[key]

    def _at(self, session: Session) -> str:
        moments = filter(None, (session.starts_at, session.ends_at))
        return " ".join(str(int(moment.timestamp())) for moment in moments)

    def _people(self, people: Sequence[Person]) -> list[tuple[str, str]]:
        language = self._language
        return [
            (
                f"{', ' if number else ''}{person.name.in_language(language)}",
                self._said("role", person) if person.leads else "",
            )
            for number, person in enumerate(people)
        ]
