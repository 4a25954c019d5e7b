"""A programme in brief, for the pages that link to it."""

from django.utils.translation import ngettext, npgettext

from accelerator.forum import models
from accelerator.forum.programme.schema import Programme, Session

HIGHLIGHTS = 6
_Kind = models.Session.Kind
_RANKING = (_Kind.PLENARY, _Kind.ROUND_TABLE, _Kind.TOUR, _Kind.DISCUSSION)


def highlights(programme: Programme) -> list[Session]:
    """A few sessions that show what the forum is about, in the order in which they take place."""
    live = programme.counted_sessions
    ranked = sorted(live, key=lambda session: [*_RANKING, session.kind].index(session.kind))
    chosen = {session.uuid for session in ranked[:HIGHLIGHTS]}
    return [session for session in live if session.uuid in chosen]


def figures(programme: Programme) -> list[tuple[int, str]]:
    """Counts of days, sessions, halls, people and tours, each with its unit."""
    live = programme.counted_sessions
    named = [*programme.people, *(person for session in live for person in session.people)]
    people = {person.uuid for person in named}
    tours = sum(session.kind == _Kind.TOUR for session in live)
    days, sessions, halls, persons = len(programme.days), len(live), len(programme.halls), len(people)
    pairs = [
        (days, npgettext("figure", "day", "days", days)),
        (sessions, ngettext("session", "sessions", sessions)),
        (halls, ngettext("hall", "halls", halls)),
        (persons, ngettext("name in the programme", "names in the programme", persons)),
        (tours, ngettext("tour of a shop floor", "tours of shop floors", tours)),
    ]
    return [(figure, words) for figure, words in pairs if figure]
