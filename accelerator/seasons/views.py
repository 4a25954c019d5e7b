"""Pages of seasons: those of the public, and the organizers' desk."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accelerator.base.accounts.desk import desk_page
from accelerator.base.accounts.permissions import is_organizer, organizer_required
from accelerator.base.common import clock
from accelerator.base.common.changes import Kind
from accelerator.base.common.forms import TypedForm
from accelerator.base.common.json_ld import breadcrumb_list, json_ld
from accelerator.base.common.kept import kept, next_mark, true_until
from accelerator.base.common.posted import agreed, posted
from accelerator.base.common.tables import exported
from accelerator.base.common.versioned_forms import Saving, VersionForm
from accelerator.forum.queries import forum_by_key
from accelerator.seasons import services
from accelerator.seasons.forms import ResultRows, SeasonForm, result_rows, stage_rows
from accelerator.seasons.models import Season
from accelerator.seasons.queries import listed_seasons
from accelerator.seasons.sharing import season_card


@require_safe
@kept(Kind.CONTENT)
def season_list(request: HttpRequest) -> HttpResponse:
    """Every season, the latest first."""
    seasons = listed_seasons(drafts=is_organizer(request.user))
    page = render(request, "seasons/list.html", {"seasons": seasons})
    return true_until(page, next_mark(clock.now()))


@require_safe
@kept(Kind.CONTENT)
def season(request: HttpRequest, year: int) -> HttpResponse:
    """A season with its stages, its regions and their results, and the forum that closes it."""
    found = get_object_or_404(Season.objects.visible_to(request.user).with_results(), year=year)
    now = clock.now()
    today = timezone.localdate(now)
    forum = forum_by_key(found.closing_forum_id or 0, drafts=is_organizer(request.user))
    crumbs = [(reverse("portal:home"), _("Home")), (reverse("seasons:catalogue"), _("Seasons"))]
    context = {
        "share": season_card(found),
        "season": found,
        "stages": [(stage, "now" if stage.is_on(today) else "") for stage in found.stages.in_order()],
        "forum": forum,
        "crumbs": crumbs,
        "structured": json_ld(breadcrumb_list([*crumbs, (request.path, found.title)])),
    }
    return true_until(render(request, "seasons/season.html", context), next_mark(now))


@require_safe
@organizer_required
def index(request: HttpRequest) -> HttpResponse:
    """Every season, drafts too; ?format= gives the table as a file."""
    counted = Season.objects.managed_by(request.user).with_region_count().select_related("closing_forum")
    seasons = list(counted.latest_first())
    headings = (_("Year"), _("Season"), _("Closing forum"), _("Status"), _("Regions"))
    rows = (
        (
            one.year, one.title, one.closing_forum, one.get_status_display(),
            one.region_count,  # type: ignore[attr-defined]
        )
        for one in seasons
    )  # fmt: skip
    if file := exported(request, "seasons", headings, rows):
        return file
    return desk_page(request, "seasons/organizer/index.html", seasons=seasons)


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def new(request: HttpRequest) -> HttpResponse:
    """A new season, as a draft that only organizers see."""
    form = SeasonForm(posted(request))
    saving = Saving(form)
    if request.method == "POST" and form.is_valid():
        with saving:
            season = services.save_season(values=form.cleaned_data)
            messages.success(request, _("Season created. Next, add its stages."))
            return redirect("seasons:stages", season.year)
    return desk_page(request, "seasons/organizer/season.html", saving.status, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def edit(request: HttpRequest, year: int) -> HttpResponse:
    """The season itself: its year, texts, closing forum and status."""
    season = _managed(request, year)
    form = SeasonForm(posted(request), instance=season)
    saving = Saving(form)
    if request.method == "POST" and form.is_valid():
        with saving:
            saved = services.save_season(
                season=season, expected_version=form.expected_version, values=form.cleaned_data
            )
            messages.success(request, _("Saved."))
            return redirect("seasons:edit", saved.year)
    return _page(request, "season", _managed(request, year), saving.status, form=form, **saving.conflict)


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def stages(request: HttpRequest, year: int) -> HttpResponse:
    """The season's stages with their days."""
    season = _managed(request, year)
    return _rows(request, season, lambda data: stage_rows(data, season), services.set_stages, "stages", _("Stages"))


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def regions(request: HttpRequest, year: int) -> HttpResponse:
    """The season's regions and their results; ?format= gives the table as a file."""
    season = _managed(request, year)
    headings = (_("Region"), _("Result"), _("Note"))
    entries = ((one.region, one.get_result_display(), one.note) for one in season.regions.by_result())
    if file := exported(request, f"season-{year}", headings, entries):
        return file

    def rows(data: QueryDict | None) -> ResultRows:
        return result_rows(data, season.regions.by_result())

    return _rows(request, season, rows, services.set_regions, "results", _("Regions and results"))


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def delete(request: HttpRequest, year: int) -> HttpResponse:
    """Ask for the year to be typed, naming the regions whose results would go."""
    season = _managed(request, year)
    form = TypedForm(posted(request), wanted=str(season.year))
    if request.method == "POST" and form.is_valid():
        services.delete_season(season=season)
        messages.success(request, _("The season has been deleted."))
        return redirect("seasons:organizer")
    entries = list(season.regions.by_result())
    status = 422 if form.errors else 200
    return desk_page(request, "seasons/organizer/delete.html", status, season=season, entries=entries, form=form)


def _managed(request: HttpRequest, year: int) -> Season:
    return get_object_or_404(Season.objects.managed_by(request.user), year=year)


def _rows(request: HttpRequest, season: Season, formset: Any, save: Any, name: str, legend: str) -> HttpResponse:
    """Rows that replace the season's; the organizer confirms those that are removed."""
    form = VersionForm(posted(request), initial={"version": season.version})
    rows = formset(posted(request))
    saving = Saving(form, rows=(legend, lambda: formset(None), rows))
    sent = request.method == "POST" and form.is_valid() and rows.is_valid()
    # Rows of a season that somebody else has changed stand for other ones: those are refused, not asked about.
    removing = rows.removing() if sent and form.expected_version == season.version else {}
    asking = not agreed(request, removing)
    if sent and not asking:
        with saving:
            save(season=season, expected_version=form.expected_version, **{name: rows.values()})
            messages.success(request, _("Saved."))
            return redirect(request.path)
    context = {"form": form, "rows": rows, "legend": legend, "exports": name == "results", **saving.conflict}
    return _page(request, "rows", season, saving.status, removing=removing if asking else {}, **context)


def _page(request: HttpRequest, template: str, season: Season, status: int, **context: Any) -> HttpResponse:
    tabs = [
        (reverse("seasons:edit", args=[season.year]), _("About the season"), None),
        (reverse("seasons:stages", args=[season.year]), _("Stages"), None),
        (reverse("seasons:regions", args=[season.year]), _("Regions and results"), None),
    ]
    return desk_page(request, f"seasons/organizer/{template}.html", status, season=season, tabs=tabs, **context)
