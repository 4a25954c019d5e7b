"""The home page: featured starts, a line to find others by, and what there is."""

from datetime import date, timedelta
from functools import lru_cache, partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from accelerator.base.common import clock
from accelerator.base.common.addresses import address_pattern
from accelerator.base.common.changes import Kind
from accelerator.base.common.formats import local_date
from accelerator.base.common.i18n import active_language
from accelerator.base.common.kept import kept, versions_of
from accelerator.base.common.shelf import Present
from accelerator.portal.showcase import (
    in_reading_order,
    latest_season,
    name_moments,
    next_forum,
    open_regions,
    published_counts_text,
)
from regions.country_map import COUNTRY, map_points
from regions.enterprises.pictures import covers
from tours.catalogue.cards import first_picture
from tours.catalogue.featured import featured_and_cards
from tours.catalogue.outlook import next_change
from tours.catalogue.themes import open_themes
from tours.routes.cards import public_routes, with_pictures

FEATURED = 4
SOONEST = 6
ROUTES = 3
DAYS_BY_DATE = 5  # a week with today and tomorrow


@require_safe
@kept(Kind.CONTENT, Kind.OUTLOOK)
def home(request: HttpRequest) -> HttpResponse:
    """What happens soon, the finder, what is free next, themes, routes, the map, the season and the next forum."""
    present = Present(clock.now(), next_change, partial(versions_of, request))
    now, today = present.now, localdate(present.now)
    regions = in_reading_order(present.read("regions", (Kind.CHOICE,), open_regions))
    region_page = address_pattern("portal:region")
    featured, cards = featured_and_cards(now, featured=FEATURED, cards=SOONEST, present=present)
    shown = [card.album for card in (*(start.card for start in featured), *cards)]
    themes = present.read("themes", (Kind.CHOICE,), partial(open_themes, now, shown=shown), tuple(shown))
    routes = public_routes(now, limit=ROUTES)
    season = present.read("season", (Kind.CONTENT,), partial(latest_season, today), today)
    forum = present.read("forum", (Kind.CONTENT,), partial(next_forum, today), today)
    albums = [*(theme.album for theme in themes), *(one for card in routes for one in card.albums)]
    albums.append(forum.album if forum else None)
    pictures = present.read("covers", (Kind.CONTENT,), partial(covers, albums), *albums)
    context = {
        "leading": featured[:1],
        "moments": featured[1:],
        "share_picture": first_picture((*(start.card for start in featured), *cards)),
        "days": _days_after_tomorrow(today, active_language()),
        "regions": tuple((region_page % one.slug, one.slug, name, one.tours) for name, one in regions),
        "opened": published_counts_text(
            sum(one.enterprises for _name, one in regions), sum(one.tours for _name, one in regions)
        ),
        "cards": cards,
        "themes": tuple((theme, pictures.get(theme.album)) for theme in themes),
        "routes": with_pictures(routes, pictures, shown=[*shown, *(theme.album for theme in themes)]),
        "dots": tuple(map_points(one for _name, one in regions)),
        "country": COUNTRY,
        "season": season,
        "forum": forum,
        "forum_picture": pictures.get(forum.album) if forum else None,
    }
    return name_moments(render(request, "portal/home.html", context), now, routes, present=present)


@lru_cache(maxsize=10)
def _days_after_tomorrow(today: date, _language: str) -> tuple[tuple[str, str], ...]:
    """The days that the finder offers by date, each in words; the catalogue knows any other one."""
    days = [today + timedelta(days=ahead) for ahead in range(2, 2 + DAYS_BY_DATE)]
    return tuple((day.isoformat(), local_date(day)) for day in days)
