"""The home page: featured starts, a line to find others by, and what there is."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from accelerator.base.common import clock
from accelerator.forum.models import Forum
from accelerator.portal.showcase import in_reading_order, published_counts_text, region_counts
from accelerator.seasons.models import Season
from regions.country_map import COUNTRY, map_points
from regions.enterprises.pictures import covers
from regions.models import Region
from tours.catalogue.cards import first_picture
from tours.catalogue.featured import featured_and_cards
from tours.catalogue.themes import open_themes
from tours.routes.cards import route_cards, with_pictures
from tours.routes.models import Route

FEATURED = 4
SOONEST = 6
ROUTES = 3
DAYS_BY_DATE = 26  # with today and tomorrow, four weeks


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What happens soon, the finder, what is free next, themes, routes, the map, the season and the next forum."""
    now = clock.now()
    today = localdate(now)
    shown_columns = Region.objects.only("slug", "name", "short_name", "latitude", "longitude")
    regions = in_reading_order(region_counts(shown_columns, open_only=True))
    featured, cards = featured_and_cards(now, featured=FEATURED, cards=SOONEST)
    shown = [card.tour.album_id for card in (*(start.card for start in featured), *cards)]
    themes = open_themes(now, shown=shown)
    routes = route_cards(Route.objects.published().by_title()[:ROUTES], now)
    forum = Forum.objects.published().coming(today).with_place().first()
    albums = [*(theme.tour.album_id for theme in themes), *(one for card in routes for one in card.albums)]
    pictures = covers([*albums, forum.album_id if forum else None])
    context = {
        "featured": featured,
        "share_picture": first_picture((*(start.card for start in featured), *cards)),
        "days": _days_after_tomorrow(today),
        "regions": regions,
        "opened": published_counts_text(sum(one.enterprises for one in regions), sum(one.tours for one in regions)),
        "cards": cards,
        "themes": [(theme, pictures.get(theme.tour.album_id)) for theme in themes],
        "routes": with_pictures(routes, pictures, shown=[*shown, *(theme.tour.album_id for theme in themes)]),
        "dots": map_points(one.region for one in regions),
        "country": COUNTRY,
        "season": Season.objects.published().with_stage_on(today).latest_first().first(),
        "forum": forum,
        "forum_picture": pictures.get(forum.album_id) if forum else None,
    }
    return render(request, "portal/home.html", context)


def _days_after_tomorrow(today: date) -> list[date]:
    """The days that the finder offers by date; the catalogue knows any other one."""
    return [today + timedelta(days=ahead) for ahead in range(2, 2 + DAYS_BY_DATE)]
