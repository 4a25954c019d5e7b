"""A forum's own page: what, when and where, the season it closes, and highlights of its programme."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext
from django.views.decorators.http import require_safe

from accelerator.base.accounts.permissions import is_organizer
from accelerator.base.common import clock
from accelerator.base.common.changes import Kind
from accelerator.base.common.json_ld import breadcrumb_list, json_ld
from accelerator.base.common.kept import kept, next_mark, true_until
from accelerator.forum import models
from accelerator.forum.pictures import forum_pictures
from accelerator.forum.programme.json_ld import forum_event
from accelerator.forum.programme.release import released_programme
from accelerator.forum.programme.schema import Programme, Session
from accelerator.forum.queries import forum_at
from accelerator.forum.sharing import forum_card
from accelerator.seasons.models import Season
from regions.country_map import COUNTRY, map_points

HIGHLIGHTS = 6
_Kind = models.Session.Kind
_RANKING = (_Kind.PLENARY, _Kind.ROUND_TABLE, _Kind.TOUR, _Kind.DISCUSSION)


@require_safe
@kept(Kind.CONTENT)
def forum_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What anybody wants to know before they come; a draft is there for organizers alone."""
    now = clock.now()
    forum = forum_at(slug, drafts=is_organizer(request.user))
    release = forum.release
    programme = released_programme(release) if release else None
    crumbs = [(reverse("portal:home"), _("Home")), (reverse("forum:catalogue"), _("Forums"))]
    place = forum.shown.place
    photos = forum_pictures(forum)
    context = {
        "share": forum_card(forum, photos),
        "photos": photos,
        "forum": forum,
        "place": place,
        "release": release,
        "programme": programme,
        "highlights": _highlights(programme) if programme else [],
        "seasons": list(Season.objects.visible_to(request.user).closed_by(forum.pk).latest_first()),
        "figures": _figures(programme) if programme else [],
        "dots": map_points([place]),
        "frame": COUNTRY,
        "crumbs": crumbs,
        "structured": json_ld(forum_event(forum), breadcrumb_list([*crumbs, (request.path, forum.shown.title)])),
    }
    return true_until(render(request, "portal/forum.html", context), next_mark(now))


def _highlights(programme: Programme) -> list[Session]:
    """A few sessions that show what the forum is about, in the order in which they take place."""
    live = programme.counted_sessions
    ranked = sorted(live, key=lambda session: [*_RANKING, session.kind].index(session.kind))
    chosen = {session.uuid for session in ranked[:HIGHLIGHTS]}
    return [session for session in live if session.uuid in chosen]


def _figures(programme: Programme) -> list[tuple[int, str]]:
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
