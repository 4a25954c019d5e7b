"""What a shared link shows of a route."""

from collections.abc import Sequence

from django.utils.translation import ngettext

from accelerator.base.common.sharing import MOST_PICTURES, Card, uuid_of
from regions.enterprises.pictures import covers
from regions.enterprises.sharing import share_picture, shared_photo
from tours.routes.models import Route, RouteStop


def route_card(route: Route, stops: Sequence[RouteStop]) -> Card:
    """The card of a route's page: its own photo or a picture of each stop in order, and how long it takes."""
    cities = list(dict.fromkeys(str(stop.tour.site.city) for stop in stops))
    line = " · ".join(
        filter(
            None,
            (
                " → ".join(cities) if len(cities) > 1 else str(route.region or "".join(cities)),
                ngettext("{n} stop", "{n} stops", len(stops)).format(n=len(stops)),
                ngettext("{n} day", "{n} days", route.days).format(n=route.days),
            ),
        )
    )
    return Card("route", str(route.uuid), str(route.title), line, _pictures(route, stops[:MOST_PICTURES]))


def _pictures(route: Route, stops: Sequence[RouteStop]) -> tuple[str, ...]:
    photos = covers([route.album_id, *(stop.tour.album_id for stop in stops)])
    if own := photos.get(route.album_id):
        return (shared_photo(own),)
    found = ((stop.tour, photos.get(stop.tour.album_id)) for stop in stops)
    return tuple(share_picture(tour.drawn_cover, [photo] if photo else []) for tour, photo in found)


def find_route_card(key: str) -> Card | None:
    """The card of a route that the public sees."""
    route = Route.objects.published().with_stops().filter(uuid=uuid_of(key)).first()
    return route_card(route, list(route.stops.all())) if route else None
