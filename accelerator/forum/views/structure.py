"""Halls, tracks and the themes of days."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.base.common.dates import read_day
from accelerator.base.common.formats import local_date, nested
from accelerator.base.common.posted import posted
from accelerator.base.common.versioned_forms import Saving
from accelerator.forum.desk import deletion_page, forum_page, forum_view
from accelerator.forum.forms.forums import DayForm, HallForm, TrackForm
from accelerator.forum.models import Forum, Hall, Session, Track
from accelerator.forum.services.forums import title_day
from accelerator.forum.services.halls import delete_hall, delete_track, save_hall, save_track


@require_http_methods(["GET", "HEAD", "POST"])
@forum_view
def structure(request: HttpRequest, forum: Forum) -> HttpResponse:
    """The forum's days, halls and tracks, and two short forms that add a hall or a track."""
    adding = request.POST.get("add", "")
    hall_form = HallForm(posted(request, add="hall"), prefix="hall")
    track_form = TrackForm(posted(request, add="track"), prefix="track")
    chosen = {"hall": hall_form, "track": track_form}.get(adding)
    if chosen is not None and chosen.is_valid():
        save: Callable[..., Any] = save_hall if adding == "hall" else save_track
        with Saving(chosen):
            save(forum=forum, values=chosen.cleaned_data)
            return redirect("forum:organizer_structure", forum.slug)
    return forum_page(
        request,
        "structure",
        forum,
        422 if request.method == "POST" else 200,  # a hall or track that was added has led to a redirect
        days=forum.days.order_by("date", "pk"),
        halls=forum.halls.order_by("position", "pk"),
        tracks=forum.tracks.order_by("position", "pk"),
        hall_form=hall_form,
        track_form=track_form,
        chosen=chosen,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@forum_view
def hall_edit(request: HttpRequest, forum: Forum, uuid: UUID) -> HttpResponse:
    """A hall's name, seats and the way to it."""
    hall = get_object_or_404(forum.halls, uuid=uuid)
    form, save = HallForm(posted(request), instance=hall), partial(save_hall, hall=hall)
    return _edit(request, forum, form, save, heading=_("Hall"), delete="forum:organizer_hall_delete", thing=hall)


@require_http_methods(["GET", "HEAD", "POST"])
@forum_view
def track_edit(request: HttpRequest, forum: Forum, uuid: UUID) -> HttpResponse:
    """A track's name and colour."""
    track = get_object_or_404(forum.tracks, uuid=uuid)
    form, save = TrackForm(posted(request), instance=track), partial(save_track, track=track)
    return _edit(request, forum, form, save, heading=_("Track"), delete="forum:organizer_track_delete", thing=track)


@require_http_methods(["GET", "HEAD", "POST"])
@forum_view
def day_edit(request: HttpRequest, forum: Forum, day: str) -> HttpResponse:
    """The theme of a day."""
    date = read_day(day)
    if date is None:
        raise Http404
    row = get_object_or_404(forum.days, date=date)
    form, save = DayForm(posted(request), instance=row), partial(title_day, date=date)
    return _edit(request, forum, form, save, heading=_("Day"), delete="", thing=local_date(date))


@require_http_methods(["GET", "HEAD", "POST"])
@forum_view
def hall_delete(request: HttpRequest, forum: Forum, uuid: UUID) -> HttpResponse:
    """Ask, naming the sessions that would lose their hall."""
    hall = get_object_or_404(forum.halls, uuid=uuid)
    sessions = list(forum.sessions.filter(hall=hall).in_order())
    return _delete(request, forum, hall, sessions, lambda: delete_hall(forum=forum, hall=hall))


@require_http_methods(["GET", "HEAD", "POST"])
@forum_view
def track_delete(request: HttpRequest, forum: Forum, uuid: UUID) -> HttpResponse:
    """Ask, naming the sessions that would lose their track."""
    track = get_object_or_404(forum.tracks, uuid=uuid)
    sessions = list(forum.sessions.filter(track=track).in_order())
    return _delete(request, forum, track, sessions, lambda: delete_track(forum=forum, track=track))


def _edit(request: HttpRequest, forum: Forum, form: Any, save: Callable[..., Any], **context: Any) -> HttpResponse:
    """The page of one small form."""
    saving = Saving(form)
    if request.method == "POST" and form.is_valid():
        with saving:
            save(forum=forum, values=form.cleaned_data, expected_version=form.expected_version)
            return redirect("forum:organizer_structure", forum.slug)
    return forum_page(request, "part", forum, saving.status, form=form, **context, **saving.conflict)


def _delete(
    request: HttpRequest, forum: Forum, thing: Hall | Track, sessions: list[Session], delete: Callable[[], None]
) -> HttpResponse:
    """Have the name typed only where sessions would lose their place: an empty hall is soon added again."""
    return deletion_page(
        request,
        "delete_part",
        delete,
        typed=thing.name if sessions else None,
        deleted=_("“{name}” has been deleted.").format(name=nested(thing)),
        back=reverse("forum:organizer_structure", args=[forum.slug]),
        thing=thing,
        sessions=sessions,
    )
