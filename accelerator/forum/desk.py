"""What the organizers' pages share: the forum of the address, its tabs, and the confirmation of deletions."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.base.accounts.desk import desk_page
from accelerator.base.accounts.permissions import organizer_required
from accelerator.base.common.errors import Refusal
from accelerator.base.common.forms import TypedForm
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.posted import posted
from accelerator.forum.models import Forum


def forum_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let organizers in, and call the view as `view(request, forum, **rest)` with the forum of the address."""

    @organizer_required
    @wraps(view)
    def with_forum(request: HttpRequest, slug: str, **rest: Any) -> HttpResponse:
        forum = get_object_or_404(Forum.objects.managed_by(request.user).with_place(), slug=slug)
        return view(request, forum, **rest)

    return with_forum


def forum_page(request: HttpRequest, template: str, forum: Forum, status: int = 200, **context: Any) -> HttpResponse:
    """A page about one forum, under its tabs; never kept by a browser."""
    tabs = [
        (reverse("forum:organizer_draft", args=[forum.slug]), _("Draft"), None),
        (reverse("forum:organizer_structure", args=[forum.slug]), _("Halls and tracks"), None),
        (reverse("forum:organizer_forum_people", args=[forum.slug]), _("Forum participants"), None),
        (reverse("forum:organizer_releases", args=[forum.slug]), _("Releases"), None),
        (reverse("forum:organizer_edit", args=[forum.slug]), _("About the forum"), None),
        (reverse("enterprises:desk_album", args=["forum", forum.uuid]), _("Photos"), None),
    ]
    return desk_page(request, f"forum/organizer/{template}.html", status, forum=forum, tabs=tabs, **context)


def deletion_page(
    request: HttpRequest,
    template: str,
    delete: Callable[[], None],
    *,
    typed: str | I18nText | None,
    deleted: str,
    back: str,
    refused: str = "",
    **context: Any,
) -> HttpResponse:
    """Ask, with something to be typed where `typed` says what, then delete and lead back; or say why it stays."""
    form = TypedForm(posted(request), wanted=typed) if typed else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            delete()
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(refused or back)
        messages.success(request, deleted)
        return redirect(back)
    status = 422 if form and form.errors else 200
    return desk_page(request, f"forum/organizer/{template}.html", status, form=form, back=back, **context)


def report_new_people(request: HttpRequest, names: Sequence[str]) -> None:
    """Say which people were added by name, still without a post."""
    if names:
        text = ngettext(
            "{n} person was added to the list of people, without a post so far: {names}.",
            "{n} people were added to the list of people, without a post so far: {names}.",
            len(names),
        )
        messages.info(request, text.format(n=len(names), names=", ".join(names)))
