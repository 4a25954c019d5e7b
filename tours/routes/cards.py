"""Cards of routes: the stops, the next day on which the route can be taken, and its price."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accelerator.base.common.formats import rubles
from accelerator.base.common.i18n import I18nText
from regions.enterprises.covers import Cover
from regions.enterprises.covers.motifs import Motif
from regions.enterprises.pictures import Picture
from tours.ages import ADULT
from tours.models import VisitorCategory
from tours.routes.days import LOOK_AHEAD, age_bands, next_day
from tours.routes.models import Route, RouteStop
from tours.routes.querysets import RouteQuerySet


@dataclass(frozen=True)
class Station:
    """A stop on the card's line."""

    title: I18nText
    city: I18nText


@dataclass(frozen=True)
class RouteCard:
    """What a card of a route shows; `next_day` and `price` are those of the route's own page."""

    route: Route
    stations: list[Station]
    drawn_cover: Cover | None  # its first stop's
    albums: list[int]  # whose photos it may show: its own first, then its stops'
    next_day: date | None
    price: str | None
    picture: Picture | None = None


def route_cards(routes: RouteQuerySet, now: datetime) -> list[RouteCard]:
    """Return cards of these routes, without a query beyond the routes' own."""
    return [_card(route) for route in routes.with_card_facts(now, now + timedelta(days=LOOK_AHEAD))]


def with_pictures(
    cards: Iterable[RouteCard], covers: Mapping[int | None, Picture], shown: Collection[int | None] = ()
) -> list[RouteCard]:
    """Return the cards, each with the first of its albums' covers, rather one that is not `shown` on the page."""
    result, used = [], set(shown)
    for card in cards:
        known = [album for album in card.albums if album in covers]
        album = next((album for album in known if album not in used), next(iter(known), None))
        used.add(album)
        result.append(replace(card, picture=covers[album] if album else None))
    return result


def _card(route: Route) -> RouteCard:
    facts: list[dict[str, Any]] = route.card_facts  # type: ignore[attr-defined]
    stops = [
        RouteStop(route=route, tour_id=fact["tour"], day=fact["day"], minutes_before=fact["minutes_before"])
        for fact in facts
    ]
    slots = {fact["tour"]: [_times(*said) for said in fact["slots"]] for fact in facts}
    categories = [[VisitorCategory(**category) for category in fact["categories"]] for fact in facts]
    return RouteCard(
        route=route,
        stations=[Station(I18nText(fact["title"]), I18nText(fact["city"])) for fact in facts],
        drawn_cover=_cover(facts[0]["cover"]) if facts else None,
        albums=list(dict.fromkeys(one for one in (route.album_id, *(fact["album"] for fact in facts)) if one)),
        next_day=next_day(stops, slots),
        price=price_text(categories),
    )


def _cover(facts: Mapping[str, Any]) -> Cover:
    """The `drawn_cover` of the stop's tour."""
    house, seed = UUID(facts["house"]), UUID(facts["seed"])
    return Cover(facts["motif"] or Motif.GATE, facts["accent"], facts["variant"], house, seed)


@dataclass(slots=True)
class _Times:
    """The times of a slot: much cheaper than the model, and there are hundreds."""

    local_date: date
    starts_at: datetime
    ends_at: datetime


def _times(day: str, start: str, end: str) -> _Times:
    return _Times(date.fromisoformat(day), datetime.fromisoformat(start), datetime.fromisoformat(end))


def price_text(categories_by_stop: Sequence[Iterable[VisitorCategory]]) -> str | None:
    """Return the full price of the route for an adult and a child; None if some stop has no price."""
    bands = age_bands(categories_by_stop)
    if not bands:
        return None
    adults = [band.price_kopecks for band in bands if band.high is None or band.high >= ADULT]
    children = [band.price_kopecks for band in bands if band.high is not None and band.high < ADULT]
    adult, child = max(adults or children), max(children or adults)
    if adult == child:
        return rubles(adult)
    return _("adult {adult}, child {child}").format(adult=rubles(adult), child=rubles(child))
