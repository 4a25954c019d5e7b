"""A forum's own page: what, when and where, the season it closes, and highlights of its programme."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accelerator.base.common.json_ld import breadcrumb_list, json_ld
from accelerator.base.common.slugs import find_at
from accelerator.forum.models import Forum, Release
from accelerator.forum.pictures import forum_pictures
from accelerator.forum.programme.json_ld import forum_event
from accelerator.forum.programme.teaser import figures, highlights
from accelerator.forum.programme.versions import read_release
from accelerator.forum.sharing import forum_card
from accelerator.seasons.models import Season
from regions.country_map import COUNTRY, map_points


@require_safe
def forum_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What anybody wants to know before they come; a draft is there for organizers alone."""
    visible = Forum.objects.visible_to(request.user).with_place()
    forum = find_at(visible, slug)
    if forum is None:
        raise Http404
    if forum.slug != slug:
        return redirect(forum, permanent=True)
    release = Release.objects.last_of(forum)
    programme = read_release(release) if release else None
    crumbs = [(reverse("portal:home"), _("Home")), (reverse("forum:catalogue"), _("Forums"))]
    place = forum.shown.place
    photos = forum_pictures(forum)
    context = {
        "share": forum_card(forum, photos),
        "photos": photos,
        "forum": forum,
        "place": place,
        "release": release,
        "programme": programme,
        "highlights": highlights(programme) if programme else [],
        "seasons": list(Season.objects.visible_to(request.user).closed_by(forum).latest_first()),
        "figures": figures(programme) if programme else [],
        "dots": map_points([place]),
        "frame": COUNTRY,
        "crumbs": crumbs,
        "structured": json_ld(forum_event(forum), breadcrumb_list([*crumbs, (request.path, forum.shown.title)])),
    }
    return render(request, "portal/forum.html", context)
