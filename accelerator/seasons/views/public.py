"""What everybody sees of seasons."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accelerator.base.common import clock
from accelerator.base.common.json_ld import breadcrumb_list, json_ld
from accelerator.forum.models import Forum
from accelerator.seasons.models import Season
from accelerator.seasons.sharing import season_card


@require_safe
def season_list(request: HttpRequest) -> HttpResponse:
    """Every season, the latest first."""
    seasons = Season.objects.visible_to(request.user).with_results().latest_first()
    return render(request, "seasons/list.html", {"seasons": list(seasons)})


@require_safe
def season(request: HttpRequest, year: int) -> HttpResponse:
    """A season: its stages, the regions taking part, what each achieved, and the forum that closes it."""
    found = get_object_or_404(Season.objects.visible_to(request.user).with_results(), year=year)
    today = timezone.localdate(clock.now())
    forum = Forum.objects.visible_to(request.user).with_place().filter(pk=found.closing_forum_id or 0).first()
    crumbs = [(reverse("portal:home"), _("Home")), (reverse("seasons:catalogue"), _("Seasons"))]
    context = {
        "share": season_card(found),
        "season": found,
        "stages": [(stage, "now" if stage.is_on(today) else "") for stage in found.stages.in_order()],
        "forum": forum,
        "crumbs": crumbs,
        "structured": json_ld(breadcrumb_list([*crumbs, (request.path, found.title)])),
    }
    return render(request, "seasons/season.html", context)
