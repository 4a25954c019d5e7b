"""What a route looks like: its own photos, then one of each stop."""

from collections.abc import Sequence

from regions.enterprises.pictures import Picture, covers, gallery
from tours.routes.models import Route, RouteStop


def route_pictures(route: Route, stops: Sequence[RouteStop]) -> list[Picture]:
    """The route's own pictures in order, then the cover of each stop's tour that has one; at most two queries."""
    albums = list(dict.fromkeys(stop.tour.album_id for stop in stops))
    found = covers(albums)
    return [*gallery([route.album_id]), *(found[album] for album in albums if album in found)]
