"""What the organizers' pages share: the forum of the address, the tabs, and the answer to two editing at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.base.accounts.desk import desk_page
from accelerator.forum.forms.people import Rows
from accelerator.forum.models import Forum


def managed_forum(request: HttpRequest, slug: str) -> Forum:
    """The forum of this address, if it is this person's to build."""
    return get_object_or_404(Forum.objects.managed_by(request.user).with_place(), slug=slug)


def forum_page(request: HttpRequest, template: str, forum: Forum, status: int = 200, **context: Any) -> HttpResponse:
    """A page about one forum, under its tabs; never kept by a browser."""
    tabs = [
        (reverse("forum:organizer_draft", args=[forum.slug]), _("Draft"), None),
        (reverse("forum:organizer_structure", args=[forum.slug]), _("Halls and tracks"), None),
        (reverse("forum:organizer_forum_people", args=[forum.slug]), _("People of the forum"), None),
        (reverse("forum:organizer_releases", args=[forum.slug]), _("Releases"), None),
        (reverse("forum:organizer_edit", args=[forum.slug]), _("About the forum"), None),
        (reverse("enterprises:desk_album", args=["forum", forum.uuid]), _("Photos"), None),
    ]
    return desk_page(request, template, status, forum=forum, tabs=tabs, **context)


def report_new_people(request: HttpRequest, rows: Rows) -> None:
    """Whoever was only named is a person now, without a post."""
    if rows.new_names:
        told = ngettext(
            "{n} person is added to the list of people, still without a post: {names}.",
            "{n} people are added to the list of people, still without a post: {names}.",
            len(rows.new_names),
        )
        messages.info(request, told.format(n=len(rows.new_names), names=", ".join(rows.new_names)))
