"""A programme in brief, for pages that lead to it."""

from django.utils.translation import ngettext, npgettext

from accelerator.forum.models import Session
from accelerator.forum.programme import Programme, Talk

TASTE = 6
_TELLING = (Session.Kind.PLENARY, Session.Kind.ROUND_TABLE, Session.Kind.TOUR, Session.Kind.DISCUSSION)


def taste(programme: Programme) -> list[Talk]:
    """A few sessions that tell what the forum is about, in the order in which they take place."""
    live = programme.sessions
    ranked = sorted(live, key=lambda talk: _TELLING.index(talk.kind) if talk.kind in _TELLING else len(_TELLING))
    chosen = {talk.uuid for talk in ranked[:TASTE]}
    return [talk for talk in live if talk.uuid in chosen]


def figures(programme: Programme) -> list[tuple[int, str]]:
    """How much there is of it, as (figure, words) pairs."""
    live = programme.sessions
    people = {person.uuid for talk in live for person in talk.people} | {person.uuid for person in programme.people}
    tours = sum(talk.kind == Session.Kind.TOUR for talk in live)
    days, talks, halls, persons = len(programme.days), len(live), len(programme.halls), len(people)
    pairs = [
        (days, npgettext("figure", "day", "days", days)),
        (talks, ngettext("session", "sessions", talks)),
        (halls, ngettext("hall", "halls", halls)),
        (persons, ngettext("name in the programme", "names in the programme", persons)),
        (tours, ngettext("tour of a shop floor", "tours of shop floors", tours)),
    ]
    return [(figure, words) for figure, words in pairs if figure]
