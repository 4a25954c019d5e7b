"""Cards of routes: the stops, the next day on which the route can be taken, and its price."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateTimeField, QuerySet
from django.utils.translation import gettext as _

from accelerator.base.common import clock
from accelerator.base.common.addresses import address_pattern
from accelerator.base.common.formats import local_date, rubles
from accelerator.base.common.i18n import I18nText, active_language
from accelerator.base.common.prepared import prepared
from regions.enterprises.covers import Cover
from regions.enterprises.covers.motifs import Motif
from regions.enterprises.pictures import Picture
from tours.ages import ADULT
from tours.models import Slot
from tours.routes.days import LOOK_AHEAD, Priced, PriceRow, StopRow, TimesRow, Unread, age_bands, next_day
from tours.routes.models import Route
from tours.routes.querysets import RouteQuerySet

FIRST = 12  # so many free slots of each stop are read at first; nearly always the first day is among them


@dataclass(frozen=True, slots=True)
class RouteCard:
    """What `routes/_cards.jinja` prints, in the reader's language; next day and price are those of the route's page."""

    address: str
    title: str
    theme: str
    days: int
    stations: tuple[tuple[str, str], ...]  # what is seen, and in which city
    drawn_cover: Cover | None  # its first stop's
    albums: tuple[int, ...]  # whose photos it may show: its own first, then its stops'
    next_day: date | None
    next_day_words: str
    price: str | None
    until: datetime | None = None  # the clock alone changes the next day no sooner
    picture: Picture | None = None


class _Row(NamedTuple):
    slug: str
    title: I18nText
    theme: I18nText
    days: int
    album: int | None
    card_facts: list[dict[str, Any]]


_MOMENTS = {"now": DateTimeField(), "until": DateTimeField()}


@prepared(_Row, **_MOMENTS)
def _public(the: Any, limit: int | None) -> RouteQuerySet:
    return with_facts(Route.objects.published(), the)[:limit]


@prepared(_Row, region=BigIntegerField(), **_MOMENTS)
def _in_region(the: Any) -> RouteQuerySet:
    return with_facts(Route.objects.published().filter(region=the.region), the)


@prepared(_Row, enterprise=BigIntegerField(), **_MOMENTS)
def _passing(the: Any) -> RouteQuerySet:
    return with_facts(Route.objects.published().passing(the.enterprise), the)


def with_facts(routes: RouteQuerySet, the: Any) -> RouteQuerySet:
    """Add what cards and the route's page say of the stops; `the` has the parameters `now` and `until`."""
    return routes.with_card_facts(the.now, the.until, slots=FIRST).by_title()


def public_routes(now: datetime, *, limit: int | None = None) -> list[RouteCard]:
    """Return cards of the public routes, or of the first ones by title. One query, seldom two."""
    return _cards(_public(limit, now=now, until=slots_until(now)), now)


def routes_in_region(region: int, now: datetime) -> list[RouteCard]:
    """Return cards of the region's public routes. One query, seldom two."""
    return _cards(_in_region(region=region, now=now, until=slots_until(now)), now)


def routes_passing(enterprise: int, now: datetime) -> list[RouteCard]:
    """Return cards of the public routes with a stop at the enterprise. One query, seldom two."""
    return _cards(_passing(enterprise=enterprise, now=now, until=slots_until(now)), now)


def with_pictures(
    cards: Iterable[RouteCard], covers: Mapping[int | None, Picture], shown: Collection[int | None] = ()
) -> tuple[RouteCard, ...]:
    """Return the cards, each with the first of its albums' covers, rather one that is not `shown` on the page."""
    result, used = [], set(shown)
    for card in cards:
        known = [album for album in card.albums if album in covers]
        album = next((album for album in known if album not in used), next(iter(known), None))
        used.add(album)
        result.append(replace(card, picture=covers[album] if album else None))
    return tuple(result)


# --- What the rows say ------------------------------------------------------------------------------------------------


def slots_until(now: datetime) -> datetime:
    """Return up to when slots are looked at."""
    return clock.mark(now) + timedelta(days=LOOK_AHEAD)


def _cards(rows: Sequence[_Row], now: datetime) -> list[RouteCard]:
    days = next_days([row.card_facts for row in rows], now)
    language, page = active_language(), address_pattern("routes:route")
    return [_card(row, day, page % row.slug, language) for row, day in zip(rows, days, strict=True)]


def _card(row: _Row, day: date | None, address: str, language: str) -> RouteCard:
    facts = row.card_facts
    return RouteCard(
        address=address,
        title=row.title.in_language(language),
        theme=row.theme.in_language(language),
        days=row.days,
        stations=tuple([(_text(fact["title"], language), _text(fact["city"], language)) for fact in facts]),
        drawn_cover=_cover(facts[0]["cover"]) if facts else None,
        albums=tuple(dict.fromkeys([one for one in (row.album, *[fact["album"] for fact in facts]) if one])),
        next_day=day,
        next_day_words=local_date(day),
        until=until_of(facts),
        price=_price(tuple(tuple(PriceRow(**one) for one in fact["categories"]) for fact in facts), language),
    )


def _text(stored: dict[str, str], language: str) -> str:
    return I18nText(stored).in_language(language)


def _cover(facts: Mapping[str, Any]) -> Cover:
    """The `drawn_cover` of the stop's tour."""
    house, seed = UUID(facts["house"]), UUID(facts["seed"])
    return Cover(facts["motif"] or Motif.GATE, facts["accent"], facts["variant"], house, seed)


# --- The next day -----------------------------------------------------------------------------------------------------


class _FreeRow(NamedTuple):
    tour: int
    local_date: date
    starts_at: datetime
    ends_at: datetime


@prepared(_FreeRow, tours=ArrayField(BigIntegerField()), **_MOMENTS)
def _free_slots(the: Any) -> QuerySet:
    slots = Slot.objects.filter(tour__any=the.tours, starts_at__lt=the.until)
    return slots.with_places_for(1, the.now).by_start()


def next_days(routes: Sequence[list[dict[str, Any]]], now: datetime) -> list[date | None]:
    """Return the next day of each of these routes, from the first free slots of its stops, or from all of them."""
    days: list[date | None] = []
    every: dict[int, list[_FreeRow]] | None = None
    for facts in routes:
        stops = [StopRow(fact["tour"], fact["day"], fact["minutes_before"]) for fact in facts]
        first = {fact["tour"]: [_times(*said) for said in fact["slots"]] for fact in facts}
        try:
            days.append(next_day(stops, first, read_to=_read_to(first)))
        except Unread:
            if every is None:
                every = _slots_of({fact["tour"] for facts in routes for fact in facts}, now)
            days.append(next_day(stops, every))
    return days


def _read_to(first: Mapping[int, list[TimesRow]]) -> dict[int, date]:
    """The day from which on slots may be missing, of each tour that has more of them."""
    return {tour: slots[-1].local_date for tour, slots in first.items() if len(slots) == FIRST}


def _slots_of(tours: Collection[int], now: datetime) -> dict[int, list[_FreeRow]]:
    found: dict[int, list[_FreeRow]] = {tour: [] for tour in tours}
    for row in _free_slots(tours=list(tours), now=now, until=slots_until(now)):
        found[row.tour].append(row)
    return found


def until_of(stops: Iterable[Mapping[str, Any]]) -> datetime | None:
    """Return when the first of these stops' free slots closes or a hold at one of them ends, after which the next day
    may be another one; None if nothing of the kind lies ahead.
    """
    ends = [stop["hold_ends"] for stop in stops if stop["hold_ends"]]
    closings = [stop["slots"][0][3] for stop in stops if stop["slots"]]  # a tour's slots close in their order
    return min(map(datetime.fromisoformat, [*ends, *closings]), default=None)


@lru_cache(maxsize=5_000)  # a list of routes has a hundred, of which few change between two drawings
def _times(day: str, start: str, end: str, _closes: str) -> TimesRow:
    return TimesRow(date.fromisoformat(day), datetime.fromisoformat(start), datetime.fromisoformat(end))


# --- The price --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1_000)
def _price(categories_by_stop: tuple[tuple[PriceRow, ...], ...], _language: str) -> str | None:
    return price_text(categories_by_stop)


def price_text(categories_by_stop: Sequence[Iterable[Priced]]) -> str | None:
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
