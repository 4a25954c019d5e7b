"""Pictures of a route: on its page, and on the card of a shared link."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import ngettext

from accelerator.base.common.sharing import MOST_PICTURES, Card, uuid_of
from regions.enterprises.pictures import Picture, covers, gallery
from regions.enterprises.sharing import share_picture, shared_photo
from tours.routes.models import Route


def route_pictures(route: Any, stops: Sequence[Any]) -> list[Picture]:
    """Return the route's own pictures in order, then the cover of each stop's tour; at most two queries."""
    albums = list(dict.fromkeys(stop.tour.album_id for stop in stops))
    found = covers(albums)
    return [*gallery([route.album_id]), *(found[album] for album in albums if album in found)]


def route_card(route: Any, stops: Sequence[Any]) -> Card:
    """Return the card of a route's page: its own photo or a picture of each stop, and how long it takes.

    The route and its stops are the models, or what tours.routes.page reads.
    """
    cities = list(dict.fromkeys(str(stop.tour.site.city) for stop in stops))
    facts = (
        " → ".join(cities) if len(cities) > 1 else str(route.region or "".join(cities)),
        ngettext("{n} stop", "{n} stops", len(stops)).format(n=len(stops)),
        ngettext("{n} day", "{n} days", route.days).format(n=route.days),
    )
    line = " · ".join(filter(None, facts))
    return Card("route", str(route.uuid), str(route.title), line, _pictures(route, stops[:MOST_PICTURES]))


def _pictures(route: Any, stops: Sequence[Any]) -> tuple[str, ...]:
    photos = covers([route.album_id, *(stop.tour.album_id for stop in stops)])
    if own := photos.get(route.album_id):
        return (shared_photo(own),)
    found = ((stop.tour, photos.get(stop.tour.album_id)) for stop in stops)
    return tuple(share_picture(tour.drawn_cover, [photo] if photo else []) for tour, photo in found)


def find_route_card(key: str) -> Card | None:
    """Return the card of a public route."""
    route = Route.objects.published().with_stops().filter(uuid=uuid_of(key)).first()
    return route_card(route, list(route.stops.all())) if route else None
