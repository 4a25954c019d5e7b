"""Publishing a programme, and what was published before."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.base.accounts.models import User
from accelerator.base.accounts.permissions import organizer_required
from accelerator.base.common.errors import Refusal
from accelerator.base.common.posted import posted
from accelerator.forum import services
from accelerator.forum.errors import DraftChanged
from accelerator.forum.forms import ReleaseForm
from accelerator.forum.models import Forum, Release
from accelerator.forum.programme.compare import compare, compare_forums
from accelerator.forum.programme.conflicts import find_conflicts
from accelerator.forum.programme.draft import read_draft
from accelerator.forum.programme.versions import read_release
from accelerator.forum.views.desk import forum_page, managed_forum


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """What would change for the public, what speaks against it, and the button."""
    forum = managed_forum(request, slug)
    if forum.is_archived and request.method != "POST":
        return redirect("forum:organizer_draft", slug)
    programme = read_draft(forum)
    last = Release.objects.last_of(forum)
    before = read_release(last) if last else None
    conflicts = find_conflicts(programme)
    earlier = {waiver["key"]: waiver["reason"] for waiver in last.waivers} if last else {}
    current = programme.fingerprint
    form = ReleaseForm(
        posted(request), conflicts=conflicts, earlier=earlier, initial={"draft": current}
    )  # fmt: skip
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            release = services.release_programme(
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
                told = _("Release {n} created. The forum itself is a draft: only organizers can see it.")
                messages.warning(request, told.format(n=release.number))
            else:
                messages.success(request, _("Release {n} is public.").format(n=release.number))
            return redirect("forum:organizer_releases", slug)
    if form.errors and status != 409:
        status = 422
    return forum_page(
        request,
        "forum/organizer/publish.html",
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
@organizer_required
def announce(request: HttpRequest, slug: str) -> HttpResponse:
    """Publishes a forum whose programme is released already."""
    forum = services.announce_forum(forum=managed_forum(request, slug))
    messages.success(request, _("The forum is published."))
    return redirect("forum:organizer_releases", forum.slug)


@require_safe
@organizer_required
def releases(request: HttpRequest, slug: str) -> HttpResponse:
    """Every release with its changes, its waivers and who made it."""
    forum = managed_forum(request, slug)
    rows = list(forum.releases.select_related("author__user").latest_first()[:50])
    read = [read_release(row) for row in rows]
    befores = [*read, None][1:]
    told = [
        (row, compare(before, after) if before else [], len(after.counted_sessions))
        for row, after, before in zip(rows, read, befores, strict=True)
    ]
    return forum_page(request, "forum/organizer/releases.html", forum, releases=told)
