"""The organizers' desk: the list of forums, and a forum's own data."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from accelerator.base.accounts.desk import desk_page
from accelerator.base.accounts.permissions import organizer_required
from accelerator.base.common.confirmations import TypedForm
from accelerator.base.common.errors import Refusal
from accelerator.base.common.json_ld import absolute
from accelerator.base.common.posted import posted
from accelerator.base.common.tables import exported
from accelerator.base.common.versioned_forms import conflict_context
from accelerator.base.common.versions import EditConflict
from accelerator.forum import services
from accelerator.forum.deletion import forum_blockers
from accelerator.forum.forms import ForumForm
from accelerator.forum.models import Forum
from accelerator.forum.views.desk import forum_page, managed_forum

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
        pgettext("programme", "Sessions"), _("Release"), _("Address of the page"),
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
    """A new forum: a draft that nobody else sees."""
    form = ForumForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            forum = services.create_forum(values=form.cleaned_data, slug=form.cleaned_data["slug"])
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Forum created. Next, add its halls."))
            return redirect("forum:organizer_structure", forum.slug)
    return desk_page(request, "forum/organizer/new.html", 422 if form.errors else 200, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """What the forum is called, when and where it meets, and whether the public sees it."""
    forum = managed_forum(request, slug)
    title = forum.title
    form = ForumForm(posted(request), instance=forum)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.update_forum(
                forum=forum,
                expected_version=form.expected_version,
                values=form.cleaned_data,
                slug=form.cleaned_data["slug"] or slug,
            )
        except EditConflict as refusal:
            current = managed_forum(request, refusal.current.slug)
            context = conflict_context(form, refusal)
            return forum_page(request, "forum/organizer/edit.html", current, 409, form=form, title=title, **context)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            waits = forum.released and _PUBLIC_WITH_RELEASE & set(form.changed_data)
            told = _("Saved. The public sees the new title, days and place with the next release.")
            messages.success(request, told if waits else _("Saved."))
            return redirect("forum:organizer_edit", saved.slug)
    if form.errors:
        forum = managed_forum(request, slug)
    return forum_page(
        request, "forum/organizer/edit.html", forum, 422 if form.errors else 200, form=form, title=title
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def delete(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks first and has the title typed; a forum with a released programme says instead why it stays."""
    forum = managed_forum(request, slug)
    blockers = forum_blockers(forum)
    form = TypedForm(posted(request), wanted=forum.title)
    if request.method == "POST" and form.is_valid():
        try:
            services.delete_forum(forum=forum)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("forum:organizer_edit", slug)
        messages.success(request, _("The forum is deleted."))
        return redirect("forum:organizer")
    context = {"forum": forum, "sessions": list(forum.sessions.in_order()), "form": form, "blockers": blockers}
    return desk_page(request, "forum/organizer/delete_forum.html", 422 if form.errors else 200, **context)
