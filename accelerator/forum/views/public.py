"""Public pages: the list of forums, a released programme, a session, their calendars."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accelerator.base.accounts.permissions import is_organizer
from accelerator.base.common import clock
from accelerator.base.common.changes import Kind
from accelerator.base.common.dates import day_at
from accelerator.base.common.json_ld import breadcrumb_list, json_ld
from accelerator.base.common.kept import kept, next_mark, true_until
from accelerator.forum.pictures import forum_covers
from accelerator.forum.programme.calendar import programme_calendar
from accelerator.forum.programme.grid import lay_out
from accelerator.forum.programme.json_ld import forum_event, session_event
from accelerator.forum.programme.printed import PrintedTable, Printer
from accelerator.forum.programme.release import released_programme
from accelerator.forum.programme.schema import Day, Programme, Track
from accelerator.forum.queries import ForumRow, ReleaseRow, coming_forums, forum_at, past_forums
from accelerator.forum.sharing import programme_card, session_card

MANY_HALLS = 5  # side by side, from here up the page is wider than others


@dataclass(frozen=True)
class DayPage:
    """A day as the programme's page draws it."""

    day: Day
    table: PrintedTable


@require_safe
@kept(Kind.CONTENT)
def forum_list(request: HttpRequest) -> HttpResponse:
    """Coming forums, the nearest first, and past ones."""
    now = clock.now()
    today = timezone.localdate(now)
    drafts = is_organizer(request.user)
    coming, past = coming_forums(today, drafts=drafts), past_forums(today, drafts=drafts)
    pictures = forum_covers([*coming, *past])
    context = {
        "coming": [(forum, pictures.get(forum.pk)) for forum in coming],
        "past": [(forum, pictures.get(forum.pk)) for forum in past],
        "share_picture": next(iter(pictures.values()), None),
    }
    return true_until(render(request, "forum/list.html", context), next_mark(now))


@require_safe
@kept(Kind.CONTENT, query=("track",))
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """The last release, day by day; a track of it with ?track=…."""
    forum, release = _forum_with_release(request, slug)
    if release is None:
        return render(request, "forum/programme.html", {"forum": forum, "crumbs": _crumbs(forum)})
    programme = released_programme(release)
    chosen = request.GET.get("track", "")
    track = next((one for one in programme.tracks if one.slug == chosen), None)
    if chosen and track is None:
        raise Http404
    now = clock.now()
    running, coming = programme.now_and_next(now)
    today = day_at(programme.forum.zone, now)
    live = programme.days[0].date <= today <= programme.days[-1].date
    pages = _day_pages(programme, track, Printer(running, coming, live))
    response = render(
        request,
        "forum/programme.html",
        {
            "share": programme_card(forum),
            "forum": forum,
            "release": release,
            "programme": programme,
            "pages": pages,
            "many": any(page.table.width > MANY_HALLS for page in pages),
            "timed": any(page.table.rows for page in pages),
            "tracks": programme.tracks_in_use,
            "track": track,
            "running": running,
            "coming": coming,
            "today": today,
            "live": live,
            "crumbs": _crumbs(forum),
            "structured": json_ld(forum_event(forum), breadcrumb_list(_crumbs(forum))),
        },
    )
    return _true_until_next(response, programme, now)


def _day_pages(programme: Programme, track: Track | None, printer: Printer) -> list[DayPage]:
    """Each day that has sessions, of one track or of all, with its table."""
    pages = []
    for day in programme.days:
        sessions = [
            session
            for session in programme.on(day.date)
            if track is None or (session.track and session.track.slug == track.slug)
        ]
        if sessions:
            table = printer.table(lay_out(sessions, programme.halls))
            pages.append(DayPage(day, table))
    return pages


@require_safe
@kept(Kind.CONTENT)
def session(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """One session of the last release."""
    forum, release = _forum_with_release(request, slug)
    programme = _programme_or_404(release)
    session = programme.find(uuid)
    if session is None:
        raise Http404
    crumbs = [*_crumbs(forum), (reverse("forum:programme", args=[forum.slug]), _("Programme"))]
    beside = [
        other for other in programme.sessions if session.overlap(other) and other != session and not other.is_break
    ]
    now = clock.now()
    running, _coming = programme.now_and_next(now)
    context = {
        "share": session_card(forum, session),
        "forum": forum,
        "release": release,
        "programme": programme,
        "session": session,
        "day": next((day for day in programme.days if day.date == session.date), None),
        "beside": beside,
        "is_now": session.uuid in running,
        "crumbs": crumbs,
        "structured": json_ld(
            session_event(forum, programme, session), breadcrumb_list([*crumbs, (request.path, session.title)])
        ),
    }
    return _true_until_next(render(request, "forum/session.html", context), programme, now)


@require_safe
def calendar(request: HttpRequest, slug: str, uuid: UUID | None = None) -> HttpResponse:
    """The last release, or one session of it, for a calendar; a track of it with ?track=…."""
    forum, release = _forum_with_release(request, slug)
    programme = _programme_or_404(release)
    track = request.GET.get("track", "")
    in_track = programme.in_track(track) if track else programme.sessions
    sessions = [session for session in in_track if uuid is None or session.uuid == str(uuid)]
    if not sessions:
        raise Http404
    name = f"{forum.slug}-{str(uuid)[:8]}" if uuid else forum.slug
    file = programme_calendar(forum, release, programme, sessions)  # type: ignore[arg-type]
    return HttpResponse(
        file.content,
        content_type=file.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}.ics"', "Cache-Control": "no-cache"},
    )


def _forum_with_release(request: HttpRequest, slug: str) -> tuple[ForumRow, ReleaseRow | None]:
    """The forum with this slug, and its last release. Raises Moved or Http404."""
    forum = forum_at(slug, drafts=is_organizer(request.user))
    return forum, forum.release


def _programme_or_404(release: ReleaseRow | None) -> Programme:
    if release is None:
        raise Http404
    return released_programme(release)


def _crumbs(forum: ForumRow) -> list[tuple[str, Any]]:
    return [(reverse("forum:catalogue"), _("Forums")), (forum.get_absolute_url(), forum.shown.title)]


def _true_until_next(response: HttpResponse, programme: Programme, now: datetime) -> HttpResponse:
    """Marks of what runs now move with the sessions, those of today with the day."""
    return true_until(response, programme.next_boundary(now), next_mark(now))
