"""A route for machines: schema.org's TouristTrip over several places, with what it costs, and the way to the page."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString

from accelerator.base.common.formats import rubles_plain
from accelerator.base.common.json_ld import absolute, breadcrumb_list, json_ld
from tours.routes.days import AgeBand
from tours.routes.models import Route, RouteStop
from tours.structured import OFFERED, SOLD_OUT, place_data


def route_data(
    route: Route,
    stops: Sequence[RouteStop],
    bands: Sequence[AgeBand],
    crumbs: Sequence[tuple[str, object]],
    *,
    can_be_booked: bool,
    image: str | None = None,
) -> SafeString:
    """What search engines show of the route: its stops in order, and an offer for each price of the whole of it."""
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
                {"@type": "ListItem", "position": position, "item": place_data(stop.tour)}
                for position, stop in enumerate(stops, start=1)
            ],
        },
        "subTrip": [
            {"@type": "TouristTrip", "name": str(stop.tour.title), "url": absolute(stop.tour.get_absolute_url())}
            for stop in stops
        ],
        "offers": [
            {
                "@type": "Offer",
                "price": rubles_plain(price),
                "priceCurrency": "RUB",
                "availability": OFFERED if can_be_booked else SOLD_OUT,
                "url": absolute(address),
            }
            for price in prices
        ],
    }
    return json_ld(trip, breadcrumb_list([*crumbs, (address, route.title)]))
