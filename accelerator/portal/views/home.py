"""The home page: it leads with finding a tour."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from accelerator.common import clock
from accelerator.forum.models import Forum
from accelerator.portal.sheet import COUNTRY, place_dot
from accelerator.portal.showcase import Opened, in_reading_order
from regions.models import Region
from tours.catalogue.cards import nearest_cards
from tours.routes.cards import route_cards
from tours.routes.models import Route

SOONEST = 6
ROUTES = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search, the nearest free starts, industries, the map, routes and the next forum."""
    opened = Opened()
    regions = in_reading_order(opened.region(one) for one in Region.objects.filter(pk__in=opened.region_ids))
    now = clock.now()
    context = {
        "opened": opened,
        "regions": regions,
        "cards": nearest_cards(now, limit=SOONEST),
        "dots": [place_dot(one.region.longitude, one.region.latitude, str(one.region)) for one in regions],
        "country": COUNTRY,
        "routes": route_cards(Route.objects.published().by_title()[:ROUTES], now),
        "forum": Forum.objects.published().coming(localdate(now)).with_place().first(),
    }
    return render(request, "portal/home.html", context)
