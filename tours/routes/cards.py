"""A route as its card shows it: from when it can be taken, and for how much."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import pgettext

from accelerator.common.templatetags.portal import rubles
from tours.models import VisitorCategory
from tours.routes.days import LOOK_AHEAD, age_bands, next_day
from tours.routes.models import Route, RouteStop
from tours.routes.querysets import RouteQuerySet


@dataclass(frozen=True)
class RouteCard:
    """What a card of a route prints; `next_day` and `price` are those of the route's own page."""

    route: Route
    stop_count: int
    next_day: date | None
    price: str | None


def route_cards(routes: RouteQuerySet, now: datetime) -> list[RouteCard]:
    """Cards of these routes, without a query beyond the routes' own."""
    return [_card(route) for route in routes.with_card_facts(now, now + timedelta(days=LOOK_AHEAD))]


def _card(route: Route) -> RouteCard:
    facts: list[dict[str, Any]] = route.card_facts  # type: ignore[attr-defined]
    stops = [
        RouteStop(route=route, tour_id=fact["tour"], day=fact["day"], minutes_before=fact["minutes_before"])
        for fact in facts
    ]
    slots = {fact["tour"]: [_times(*said) for said in fact["slots"]] for fact in facts}
    categories = [[VisitorCategory(**category) for category in fact["categories"]] for fact in facts]
    return RouteCard(route, len(stops), next_day(stops, slots), price_words(categories))


@dataclass(slots=True)
class _Times:
    """A slot without what costs time to make of it: there are hundreds."""

    local_date: date
    starts_at: datetime
    ends_at: datetime


def _times(day: str, start: str, end: str) -> _Times:
    return _Times(date.fromisoformat(day), datetime.fromisoformat(start), datetime.fromisoformat(end))


def price_words(categories_by_stop: Sequence[Iterable[VisitorCategory]]) -> str | None:
    """What the whole route costs, from the cheapest age that pays; None where some stop has named no price."""
    prices = {band.price_kopecks for band in age_bands(categories_by_stop)}
    if not prices:
        return None
    paid = sorted(price for price in prices if price)
    if not paid:
        return rubles(0)
    return rubles(paid[0]) if len(prices) == 1 else pgettext("price", "from {price}").format(price=rubles(paid[0]))
