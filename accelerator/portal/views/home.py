"""The home page: a moment that can be visited, a line to find others by, and what there is."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from accelerator.common import clock
from accelerator.forum.models import Forum
from accelerator.portal.sheet import COUNTRY, place_dot
from accelerator.portal.showcase import Opened, in_reading_order
from regions.models import Region
from tours.catalogue.moments import moments_and_cards
from tours.routes.cards import route_cards
from tours.routes.models import Route

MOMENTS = 4
SOONEST = 6
ROUTES = 3
DAYS_BY_DATE = 26  # with today and tomorrow, four weeks


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What happens soon, the finder, the nearest free starts, themes, the map, routes and the next forum."""
    opened = Opened()
    regions = in_reading_order(opened.region(one) for one in Region.objects.filter(pk__in=opened.region_ids))
    now = clock.now()
    today = localdate(now)
    moments, cards = moments_and_cards(now, moments=MOMENTS, cards=SOONEST)
    context = {
        "opened": opened,
        "regions": regions,
        "moments": moments,
        "days": _days_after_tomorrow(today),
        "cards": cards,
        "dots": [place_dot(one.region.longitude, one.region.latitude, str(one.region)) for one in regions],
        "country": COUNTRY,
        "routes": route_cards(Route.objects.published().by_title()[:ROUTES], now),
        "forum": Forum.objects.published().coming(today).with_place().first(),
    }
    return render(request, "portal/home.html", context)


def _days_after_tomorrow(today: date) -> list[date]:
    """The days that the finder offers by date; the catalogue knows any other one."""
    return [today + timedelta(days=ahead) for ahead in range(2, 2 + DAYS_BY_DATE)]
