"""Publishing a programme, and what was published before."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.base.accounts.models import User
from accelerator.base.common.errors import Refusal
from accelerator.base.common.posted import posted
from accelerator.forum.desk import forum_page, forum_view
from accelerator.forum.errors import DraftChanged
from accelerator.forum.forms.releases import ReleaseForm
from accelerator.forum.models import Forum, Release
from accelerator.forum.programme.compare import compare, compare_forums
from accelerator.forum.programme.conflicts import find_conflicts
from accelerator.forum.programme.draft import read_draft
from accelerator.forum.programme.release import read_release
from accelerator.forum.services.forums import announce_forum
from accelerator.forum.services.releases import release_programme


@require_http_methods(["GET", "HEAD", "POST"])
@forum_view
def publish(request: HttpRequest, forum: Forum) -> HttpResponse:
    """What the next release would change for the public, the conflicts in it, and the button."""
    if forum.is_archived and request.method != "POST":
        return redirect("forum:organizer_draft", forum.slug)
    programme = read_draft(forum)
    last = Release.objects.last_of(forum)
    before = read_release(last) if last else None
    conflicts = find_conflicts(programme)
    earlier = {waiver["key"]: waiver["reason"] for waiver in last.waivers} if last else {}
    current = programme.fingerprint
    form = ReleaseForm(posted(request), conflicts=conflicts, earlier=earlier, initial={"draft": current})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            release = release_programme(
                forum=forum,
                user=cast(User, request.user),
                waivers=form.waivers,
                note=form.cleaned_data["note"],
                expected_draft=form.cleaned_data["draft"],
            )
        except DraftChanged as refusal:
            status = 409
            form.add_error(None, str(refusal))
            form.data = {**request.POST.dict(), "draft": current}
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            if forum.status == Forum.Status.DRAFT:
                text = _("Release {n} created. The forum itself is a draft: only organizers can see it.")
                messages.warning(request, text.format(n=release.number))
            else:
                messages.success(request, _("Release {n} is public.").format(n=release.number))
            return redirect("forum:organizer_releases", forum.slug)
    if form.errors and status != 409:
        status = 422
    return forum_page(
        request,
        "publish",
        forum,
        status,
        form=form,
        last=last,
        changes=compare(before, programme),
        forum_changes=compare_forums(before, programme),
        nothing_new=before is not None and before.fingerprint == current,
        warnings=[conflict for conflict in conflicts if not conflict.blocking],
        anything=bool(programme.sessions),
        sessions=len(programme.counted_sessions),
    )


@require_POST
@forum_view
def announce(request: HttpRequest, forum: Forum) -> HttpResponse:
    """Publish a forum whose programme is released already."""
    announce_forum(forum=forum)
    messages.success(request, _("The forum is published."))
    return redirect("forum:organizer_releases", forum.slug)


@require_safe
@forum_view
def releases(request: HttpRequest, forum: Forum) -> HttpResponse:
    """The latest releases with their changes, waivers and authors."""
    rows = list(forum.releases.select_related("author__user").latest_first()[:50])
    programmes = [read_release(row) for row in rows]
    listed = [
        (row, compare(before, after) if before else [], len(after.counted_sessions))
        for row, after, before in zip(rows, programmes, [*programmes[1:], None], strict=False)
    ]
    return forum_page(request, "releases", forum, releases=listed)
