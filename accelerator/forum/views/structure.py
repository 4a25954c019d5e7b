"""Halls, tracks and the themes of days."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.base.accounts.desk import desk_page
from accelerator.base.accounts.permissions import organizer_required
from accelerator.base.common.confirmations import TypedForm
from accelerator.base.common.dates import read_day
from accelerator.base.common.errors import Refusal
from accelerator.base.common.formats import local_date
from accelerator.base.common.posted import posted
from accelerator.base.common.quotes import nested
from accelerator.base.common.versioned_forms import conflict_context
from accelerator.base.common.versions import EditConflict
from accelerator.forum import services
from accelerator.forum.forms import DayForm, HallForm, TrackForm
from accelerator.forum.models import Forum
from accelerator.forum.views.desk import forum_page, managed_forum


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def structure(request: HttpRequest, slug: str) -> HttpResponse:
    """The forum's days, halls and tracks, and two short forms that add a hall or a track."""
    forum = managed_forum(request, slug)
    adding = request.POST.get("add", "")
    hall_form = HallForm(request.POST if adding == "hall" else None, prefix="hall")
    track_form = TrackForm(request.POST if adding == "track" else None, prefix="track")
    chosen = {"hall": hall_form, "track": track_form}.get(adding)
    if chosen is not None and chosen.is_valid():
        try:
            if adding == "hall":
                services.save_hall(forum=forum, values=hall_form.cleaned_data)
            else:
                services.save_track(forum=forum, values=track_form.cleaned_data)
        except Refusal as refusal:
            chosen.refuse(refusal)
        else:
            return redirect("forum:organizer_structure", slug)
    status = 422 if request.method == "POST" else 200  # whatever was taken has led on
    return forum_page(
        request,
        "forum/organizer/structure.html",
        forum,
        status,
        days=forum.days.order_by("date", "pk"),
        halls=forum.halls.order_by("position", "pk"),
        tracks=forum.tracks.order_by("position", "pk"),
        hall_form=hall_form,
        track_form=track_form,
        chosen=chosen,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def hall_edit(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """A hall's name, seats and the way to it."""
    forum = managed_forum(request, slug)
    hall = get_object_or_404(forum.halls, uuid=uuid)
    form = HallForm(posted(request), instance=hall)

    def save() -> None:
        services.save_hall(forum=forum, hall=hall, expected_version=form.expected_version, values=form.cleaned_data)

    return _edit(request, forum, form, save, heading=_("Hall"), delete="forum:organizer_hall_delete", thing=hall)


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def track_edit(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """A track's name and colour."""
    forum = managed_forum(request, slug)
    track = get_object_or_404(forum.tracks, uuid=uuid)
    form = TrackForm(posted(request), instance=track)

    def save() -> None:
        services.save_track(forum=forum, track=track, expected_version=form.expected_version, values=form.cleaned_data)

    return _edit(request, forum, form, save, heading=_("Track"), delete="forum:organizer_track_delete", thing=track)


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def day_edit(request: HttpRequest, slug: str, day: str) -> HttpResponse:
    """The theme of a day."""
    forum = managed_forum(request, slug)
    wanted = read_day(day)
    if wanted is None:
        raise Http404
    row = get_object_or_404(forum.days, date=wanted)
    form = DayForm(posted(request), instance=row)
    form.fields["title"].required = False

    def save() -> None:
        services.title_day(
            forum=forum, date=wanted, title=form.cleaned_data["title"], expected_version=form.expected_version
        )

    return _edit(request, forum, form, save, heading=_("Day"), delete="", thing=local_date(wanted))


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def hall_delete(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Asks first, naming the sessions that would lose their hall; for their sake its name is typed."""
    forum = managed_forum(request, slug)
    hall = get_object_or_404(forum.halls, uuid=uuid)
    sessions = forum.sessions.filter(hall=hall).in_order()
    return _delete(request, forum, hall, sessions, lambda: services.delete_hall(forum=forum, hall=hall))


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def track_delete(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Asks first, naming the sessions that would lose their track; for their sake its name is typed."""
    forum = managed_forum(request, slug)
    track = get_object_or_404(forum.tracks, uuid=uuid)
    sessions = forum.sessions.filter(track=track).in_order()
    return _delete(request, forum, track, sessions, lambda: services.delete_track(forum=forum, track=track))


def _edit(request: HttpRequest, forum: Forum, form: Any, save: Any, **context: Any) -> HttpResponse:
    """One small form: saved, refused at the form, or both versions side by side."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except EditConflict as refusal:
            status, context = 409, {**context, **conflict_context(form, refusal)}
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("forum:organizer_structure", forum.slug)
    if form.errors:
        status = 422
    return forum_page(request, "forum/organizer/part.html", forum, status, form=form, **context)


def _delete(request: HttpRequest, forum: Forum, thing: Any, sessions: Any, delete: Any) -> HttpResponse:
    """What no session stands in is made again in a moment; the places of sessions are not."""
    touched = list(sessions)
    form = TypedForm(posted(request), wanted=thing.name) if touched else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            delete()
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("“{name}” is deleted.").format(name=nested(thing)))
        return redirect("forum:organizer_structure", forum.slug)
    context = {"forum": forum, "thing": thing, "sessions": touched, "form": form}
    return desk_page(request, "forum/organizer/delete_part.html", 422 if form and form.errors else 200, **context)
