"""JSON-LD of a route: a TouristTrip over several places, its prices, and the breadcrumbs."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString

from accelerator.base.common.json_ld import absolute, breadcrumb_list, json_ld
from tours.json_ld import offer_data, place_data
from tours.routes.days import AgeBand
from tours.routes.page import RouteOnPage, StopOnPage


def route_data(
    route: RouteOnPage,
    stops: Sequence[StopOnPage],
    bands: Sequence[AgeBand],
    crumbs: Sequence[tuple[str, object]],
    *,
    can_be_booked: bool,
    image: str | None = None,
) -> SafeString:
    """Return the route's JSON-LD, with an Offer for each price of the whole route."""
    address = route.get_absolute_url()
    prices = sorted({band.price_kopecks for band in bands})
    trip: dict[str, Any] = {
        "@type": "TouristTrip",
        "@id": absolute(address),
        "name": str(route.title),
        "description": str(route.theme),
        "url": absolute(address),
        "image": image,
        "itinerary": {
            "@type": "ItemList",
            "numberOfItems": len(stops),
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": position,
                    "item": place_data(stop.tour.site, stop.tour.enterprise.region.name),
                }
                for position, stop in enumerate(stops, start=1)
            ],
        },
        "subTrip": [
            {"@type": "TouristTrip", "name": str(stop.tour.title), "url": absolute(stop.tour.get_absolute_url())}
            for stop in stops
        ],
        "offers": [offer_data(price, address, is_available=can_be_booked) for price in prices],
    }
    return json_ld(trip, breadcrumb_list([*crumbs, (address, route.title)]))
