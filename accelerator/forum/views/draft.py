"""The working draft: a day × hall grid, its conflicts, and the forms that add, change, move and remove sessions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from accelerator.base.common.dates import read_day
from accelerator.base.common.formats import nested
from accelerator.base.common.i18n import translated_headings
from accelerator.base.common.posted import posted
from accelerator.base.common.tables import exported
from accelerator.base.common.versioned_forms import Saving
from accelerator.forum.desk import deletion_page, forum_page, forum_view, report_new_people
from accelerator.forum.forms.people import part_formset
from accelerator.forum.forms.sessions import MoveForm, SessionForm
from accelerator.forum.models import Forum, Release, Session
from accelerator.forum.programme.compare import compare, compare_forums
from accelerator.forum.programme.conflicts import Conflict, find_conflicts
from accelerator.forum.programme.draft import read_draft
from accelerator.forum.programme.grid import DayGrid, lay_out
from accelerator.forum.programme.release import read_release
from accelerator.forum.programme.schema import Day, Hall, Programme
from accelerator.forum.services.sessions import create_session, delete_session, move_session, update_session

FIRST_HOUR = time(10)
USUAL_MINUTES = 60


@dataclass(frozen=True)
class DraftDay:
    """A day of the draft, and for each of its columns the address of a form that adds there at the next free time."""

    day: Day
    grid: DayGrid
    columns: list[tuple[Hall | None, int, str]]


@require_safe
@forum_view
def draft(request: HttpRequest, forum: Forum) -> HttpResponse:
    """The draft as a grid, its conflicts, and what differs from the last release; ?format= gives a file."""
    programme = read_draft(forum, unplaced=True)
    headings = (
        _("Day"), _("Start"), _("End"), _("Order within the day"), _("Hall"), _("Track"), _("Kind"), _("Status"),
        _("Title"), *translated_headings(_("Title")), _("People"),
    )  # fmt: skip
    if file := exported(request, f"programme-{forum.slug}", headings, _session_rows(programme)):
        return file
    release = Release.objects.last_of(forum)
    waived = {waiver["key"]: waiver["reason"] for waiver in release.waivers} if release else {}
    # What the last release gave a reason for blocks nothing: the next one offers the same reason.
    conflicts = [
        replace(conflict, blocking=conflict.blocking and conflict.key not in waived)
        for conflict in ([] if forum.is_archived else find_conflicts(programme))
    ]
    public = read_release(release) if release else None
    changes = [change for change in compare(public, programme) if change.session.date is not None]
    return forum_page(
        request,
        "draft",
        forum,
        days=[_draft_day(forum, programme, day) for day in programme.days],
        programme=programme,
        waiting=programme.on(None),
        blocking=[conflict for conflict in conflicts if conflict.blocking],
        warnings=[conflict for conflict in conflicts if not conflict.blocking and conflict.key not in waived],
        waived=[(conflict, waived[conflict.key]) for conflict in conflicts if conflict.key in waived],
        marks=_by_session(conflicts),
        release=release,
        changes=len(changes),
        forum_changes=compare_forums(public, programme),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@forum_view
def session_new(request: HttpRequest, forum: Forum) -> HttpResponse:
    """A new session. ?day, ?hall and ?time place it; ?after=… takes day, hall and track from the session before."""
    if forum.is_archived and request.method != "POST":
        return redirect("forum:organizer_draft", forum.slug)
    initial = _suggestion(request, forum) if request.method != "POST" else None
    form = SessionForm(posted(request), forum=forum, initial=initial)
    parts = part_formset(posted(request))
    saving = Saving(form, rows=(_("Who takes part"), lambda: part_formset(None), parts))
    if request.method == "POST" and form.is_valid() and parts.is_valid():
        with saving:
            session = create_session(forum=forum, values=form.cleaned_data, parts=parts.parts())
            messages.success(request, _("“{title}” has been added.").format(title=nested(session.title)))
            report_new_people(request, parts.new_names)
            if "another" in request.POST:
                query = urlencode({"after": str(session.uuid)})
                return redirect(f"{reverse('forum:organizer_session_new', args=[forum.slug])}?{query}")
            return redirect(_place_in_draft(forum, session))
    return forum_page(request, "session", forum, saving.status, form=form, parts=parts, session=None)


@require_http_methods(["GET", "HEAD", "POST"])
@forum_view
def session_edit(request: HttpRequest, forum: Forum, uuid: UUID) -> HttpResponse:
    """A session and its people."""
    session = get_object_or_404(forum.sessions, uuid=uuid)
    title = session.title
    form = SessionForm(posted(request), forum=forum, instance=session)
    roles = session.roles.select_related("person").order_by("position", "pk")
    parts = part_formset(posted(request), roles)
    saving = Saving(form, rows=(_("Who takes part"), lambda: part_formset(None, roles.all()), parts), forum=forum)
    if request.method == "POST" and form.is_valid() and parts.is_valid():
        with saving:
            saved = update_session(
                session=session, expected_version=form.expected_version, values=form.cleaned_data, parts=parts.parts()
            )
            messages.success(request, _("Saved."))
            report_new_people(request, parts.new_names)
            return redirect(_place_in_draft(forum, saved))
    context = {"form": form, "parts": parts, "session": session, "title": title, **saving.conflict}
    return forum_page(request, "session", forum, saving.status, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@forum_view
def session_move(request: HttpRequest, forum: Forum, uuid: UUID) -> HttpResponse:
    """A session's day, hall and time alone."""
    if forum.is_archived and request.method != "POST":
        return redirect("forum:organizer_draft", forum.slug)
    session = get_object_or_404(forum.sessions, uuid=uuid)
    title = session.title
    form = MoveForm(posted(request), forum=forum, instance=session)
    saving = Saving(form, forum=forum)
    if request.method == "POST" and form.is_valid():
        place = {name: form.cleaned_data[name] for name in ("date", "hall", "start_time")}
        with saving:
            saved = move_session(session=session, expected_version=form.expected_version, **place)
            messages.success(request, _("“{title}” has been moved.").format(title=nested(title)))
            return redirect(_place_in_draft(forum, saved))
    context = {"form": form, "session": session, "title": title, **saving.conflict}
    return forum_page(request, "move", forum, saving.status, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@forum_view
def session_delete(request: HttpRequest, forum: Forum, uuid: UUID) -> HttpResponse:
    """Ask for a word to be typed, naming who is in the session; the public sees it until the next release."""
    if forum.is_archived and request.method != "POST":
        return redirect("forum:organizer_draft", forum.slug)
    session = get_object_or_404(forum.sessions, uuid=uuid)
    version = request.POST.get("version", "")
    return deletion_page(
        request,
        "delete_session",
        lambda: delete_session(session=session, expected_version=int(version) if version.isdecimal() else 0),
        typed=pgettext("word to type", "delete"),
        deleted=_("“{title}” has been deleted.").format(title=nested(session.title)),
        back=reverse("forum:organizer_draft", args=[forum.slug]),
        refused=reverse("forum:organizer_session", args=[forum.slug, uuid]),
        forum=forum,
        session=session,
        roles=session.roles.select_related("person"),
    )


def _draft_day(forum: Forum, programme: Programme, day: Day) -> DraftDay:
    sessions = programme.on(day.date)
    grid = lay_out(sessions, programme.halls, every_hall=True)
    address = reverse("forum:organizer_session_new", args=[forum.slug])
    columns = []
    for hall, lanes in grid.heads:
        ends = [
            session.end
            for session in sessions
            if session.hall == hall and session.start and session.last_minute < 24 * 60
        ]
        free = max((end for end in ends if end), default=FIRST_HOUR)
        place = {"day": day.date.isoformat(), "time": f"{free:%H:%M}", **({"hall": hall.uuid} if hall else {})}
        columns.append((hall, lanes, f"{address}?{urlencode(place)}"))
    return DraftDay(day, grid, columns)


def _session_rows(programme: Programme) -> Iterator[tuple[object, ...]]:
    """A row for each session, those without a day last; the order only where there is no clock time."""
    for session in programme.sessions:
        yield (
            session.date, session.start, session.end, session.order if session.start is None else None,
            session.hall and session.hall.name, session.track and session.track.name,
            session.kind_words, session.status_words, session.title, *session.title.translations(),
            ", ".join(f"{person.name} ({person.role_words})" for person in session.people),
        )  # fmt: skip


def _by_session(conflicts: Iterable[Conflict]) -> dict[str, list[Conflict]]:
    """The conflicts of each session, by its UUID."""
    found = defaultdict(list)
    for conflict in conflicts:
        for session in conflict.sessions:
            found[session.uuid].append(conflict)
    return dict(found)


def _suggestion(request: HttpRequest, forum: Forum) -> dict[str, Any]:
    """Where the next session most likely stands; what the address says wrongly is left out."""
    suggested: dict[str, Any] = {"minutes": USUAL_MINUTES}
    after = _parsed(UUID, request.GET.get("after", ""))
    before = forum.sessions.filter(uuid=after).select_related("hall", "track").first() if after else None
    if before:
        suggested |= {"date": before.date, "hall": before.hall, "track": before.track, "kind": before.kind}
        suggested["minutes"] = before.minutes or USUAL_MINUTES
        if before.start_time and before.date:
            minutes = timedelta(hours=before.start_time.hour, minutes=before.start_time.minute + (before.minutes or 0))
            if minutes < timedelta(days=1):
                suggested["start_time"] = time(minutes.seconds // 3600, minutes.seconds % 3600 // 60)
        return suggested
    suggested["date"] = read_day(request.GET.get("day")) or forum.starts_date
    suggested["start_time"] = _parsed(time, request.GET.get("time", ""))
    hall = _parsed(UUID, request.GET.get("hall", ""))
    suggested["hall"] = forum.halls.filter(uuid=hall).first() if hall else None
    return suggested


def _parsed(kind: Any, text: str) -> Any:
    try:
        return kind(text) if kind is UUID else kind.fromisoformat(text)
    except ValueError:
        return None


def _place_in_draft(forum: Forum, session: Session) -> str:
    return f"{reverse('forum:organizer_draft', args=[forum.slug])}#s-{session.uuid}"
