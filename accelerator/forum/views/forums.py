"""The organizers' desk: the list of forums, and a forum's own data."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from accelerator.base.accounts.desk import desk_page
from accelerator.base.accounts.permissions import organizer_required
from accelerator.base.common.json_ld import absolute
from accelerator.base.common.posted import posted
from accelerator.base.common.tables import exported
from accelerator.base.common.versioned_forms import Saving
from accelerator.forum.deletion import forum_blockers
from accelerator.forum.desk import deletion_page, forum_page, forum_view
from accelerator.forum.forms.forums import ForumForm
from accelerator.forum.models import Forum
from accelerator.forum.services.forums import create_forum, delete_forum, update_forum

# What a release's snapshot holds of the forum itself.
_PUBLIC_WITH_RELEASE = {
    "title", "starts_date", "ends_date", "site", "place_name", "city", "address", "latitude", "longitude", "timezone",
}  # fmt: skip


@require_safe
@organizer_required
def index(request: HttpRequest) -> HttpResponse:
    """Every forum, drafts too; ?format= gives the table as a file."""
    counted = Forum.objects.managed_by(request.user).with_place().with_release_number().with_release_count()
    forums = list(counted.latest_first())
    headings = (
        _("Forum"), _("First day"), _("Last day"), _("City"), _("Status"),
        pgettext("programme", "Sessions"), _("Release"), _("Page address"),
    )  # fmt: skip
    rows = (
        (
            forum.title, forum.starts_date, forum.ends_date, forum.place.city, forum.get_status_display(),
            forum.session_count, forum.release_number, absolute(forum.get_absolute_url()),  # type: ignore[attr-defined]
        )
        for forum in forums
    )  # fmt: skip
    if file := exported(request, "forums", headings, rows):
        return file
    return desk_page(request, "forum/organizer/index.html", forums=forums)


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def new(request: HttpRequest) -> HttpResponse:
    """A new forum, as a draft that only organizers see."""
    form = ForumForm(posted(request))
    saving = Saving(form)
    if request.method == "POST" and form.is_valid():
        with saving:
            forum = create_forum(values=form.cleaned_data, slug=form.cleaned_data["slug"])
            messages.success(request, _("Forum created. Next, add its halls."))
            return redirect("forum:organizer_structure", forum.slug)
    return desk_page(request, "forum/organizer/new.html", saving.status, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@forum_view
def edit(request: HttpRequest, forum: Forum) -> HttpResponse:
    """The forum's title, days, place and status."""
    title = forum.title
    form = ForumForm(posted(request), instance=forum)
    saving = Saving(form)
    if request.method == "POST" and form.is_valid():
        with saving:
            saved = update_forum(
                forum=forum,
                expected_version=form.expected_version,
                values=form.cleaned_data,
                slug=form.cleaned_data["slug"],
            )
            waits = forum.released and _PUBLIC_WITH_RELEASE & set(form.changed_data)
            later = _("Saved. The new title, days and place become public with the next release.")
            messages.success(request, later if waits else _("Saved."))
            return redirect("forum:organizer_edit", saved.slug)
    if form.is_bound:  # the form has written into `forum`, which the tabs show
        forum = get_object_or_404(Forum.objects.with_place(), pk=forum.pk)
    return forum_page(request, "edit", forum, saving.status, form=form, title=title, **saving.conflict)


@require_http_methods(["GET", "HEAD", "POST"])
@forum_view
def delete(request: HttpRequest, forum: Forum) -> HttpResponse:
    """Ask for the title to be typed; of a forum with a released programme say instead why it stays."""
    return deletion_page(
        request,
        "delete_forum",
        lambda: delete_forum(forum=forum),
        typed=forum.title,
        deleted=_("The forum has been deleted."),
        back=reverse("forum:organizer"),
        refused=reverse("forum:organizer_edit", args=[forum.slug]),
        forum=forum,
        sessions=list(forum.sessions.in_order()),
        blockers=forum_blockers(forum),
    )
