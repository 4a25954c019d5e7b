"""Cards of tours: what the tour is, its next start, and its price."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from accelerator.base.common.formats import rubles
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.text import lcfirst
from regions.enterprises.pictures import Picture, covers
from tours.ages import ADULT
from tours.catalogue.criteria import Criteria
from tours.catalogue.filters import on_days
from tours.models import Slot, Tour, VisitorCategory
from tours.places import FEW_PLACES
from tours.requirement_texts import from_age
from tours.requirements import requirements_of

_FIELDS = (
    "uuid", "slug", "title", "summary", "kind", "languages", "duration_minutes", "status", "album", "cover_variant",
    "subject__motif", "enterprise__subject__motif",
    "enterprise__uuid", "enterprise__slug", "enterprise__name", "enterprise__industry",
    "site__city", "site__timezone", "requirements__min_age", "requirements__free_chaperones",
    "requirements__tour",
)  # fmt: skip


_PLACE_FIELDS = ("moment", "site__city_in", "enterprise__region__name", "enterprise__region__locative")
_RELATED_FIELDS = tuple(field for field in _FIELDS if not field.startswith("requirements"))


@dataclass(frozen=True)
class Offer:
    """What visitors pay, over all categories that are offered."""

    categories: tuple[VisitorCategory, ...]
    for_children: bool = False
    free_chaperones: int = 0

    @property
    def usual(self) -> tuple[VisitorCategory, ...]:
        """The categories for adults, or for children on a tour for children; all of them where there are none.

        A pupil's price, or that of who brings a class, is not what the tour costs.
        """
        return tuple(one for one in self.categories if is_usual(one, self.for_children)) or self.categories

    @property
    def is_free(self) -> bool:
        return bool(self.categories) and not any(category.price_kopecks for category in self.categories)

    @property
    def price(self) -> int | None:
        """The full price of a usual visitor in kopecks; None if it is unknown."""
        return max((category.price_kopecks for category in self.usual), default=None)

    @property
    def price_line(self) -> str:
        """The prices in a line: «700 ₽», «взрослый 600 ₽», «взрослый 750 ₽, ребёнок 450 ₽», «ребёнок 700 ₽, взрослый с
        детьми бесплатно»; empty if unknown.
        """
        children = [one for one in self.categories if _is_child(one)]
        adults = [one for one in self.categories if not _is_child(one)]
        prices = {one.price_kopecks for one in self.categories}
        if not any(prices) or not (children and adults):
            return _price_of(self.categories)
        accompanied = self.for_children and self.free_chaperones > 0 and any(one.price_kopecks for one in adults)
        if len(prices) == 1 and not accompanied:
            return _price_of(self.categories)
        of_adults = _("{who} with children free").format(who=_named(adults)) if accompanied else _highest_price(adults)
        both = [_highest_price(children), of_adults]
        return ", ".join(both if self.for_children else reversed(both))

    @property
    def youngest(self) -> int | None:
        """The youngest age that there is a price for; None if there is no such bound."""
        ages = [category.min_age or 0 for category in self.categories]
        return min(ages, default=0) or None


@dataclass(frozen=True)
class Card:
    """What `tours/_card.jinja` prints."""

    tour: Tour
    offer: Offer
    next_start: datetime | None
    next_free: int | None
    picture: Picture | None = None

    @property
    def city(self) -> I18nText:
        return self.tour.site.city

    @property
    def few_places(self) -> bool:
        return self.next_free is not None and self.next_free <= FEW_PLACES

    @property
    def min_age(self) -> int | None:
        """The youngest age admitted, as far as it is known; 0 if every age is."""
        ages = (requirements_of(self.tour).min_age, self.offer.youngest)
        return max((age for age in ages if age is not None), default=None)

    @property
    def age_words(self) -> str:
        """«от 7 лет», «любой возраст»; empty if unknown."""
        if self.min_age is None:
            return ""
        return from_age(self.min_age) if self.min_age else _("any age")


def first_picture(cards: Iterable[Card]) -> Picture | None:
    """Return the first photo of these cards, for a shared link to their page."""
    return next((card.picture for card in cards if card.picture), None)


def offer_of(tour: Tour, categories: Iterable[VisitorCategory]) -> Offer:
    """Return the offer of a tour with these categories."""
    return Offer(
        tuple(categories),
        for_children=tour.kind == Tour.Kind.CHILDREN,
        free_chaperones=requirements_of(tour).free_chaperones or 0,
    )


def _is_child(category: VisitorCategory) -> bool:
    return category.max_age is not None and category.max_age < ADULT


def _highest_price(categories: Sequence[VisitorCategory]) -> str:
    """The highest price with its category's name: a pensioner's price is not every adult's."""
    return f"{_named(categories)} {rubles(_dearest(categories).price_kopecks)}"


def _named(categories: Sequence[VisitorCategory]) -> str:
    return lcfirst(str(_dearest(categories).name))


def _dearest(categories: Sequence[VisitorCategory]) -> VisitorCategory:
    return max(categories, key=lambda one: one.price_kopecks)


def _price_of(categories: Sequence[VisitorCategory]) -> str:
    prices = {one.price_kopecks for one in categories}
    if not prices:
        return ""
    return rubles(max(prices)) if len(prices) == 1 else _highest_price(categories)


def is_usual(category: VisitorCategory, for_children: bool) -> bool:
    """Return whether it is for adults, or for children; `usual_payers` in a query."""
    if for_children:
        return (category.min_age or 0) < ADULT
    return category.max_age is None or category.max_age >= ADULT


def usual_payers() -> Q:
    """Categories for which `is_usual` holds."""
    for_children = Q(tour__kind=Tour.Kind.CHILDREN)
    children = Q(min_age__isnull=True) | Q(min_age__lt=ADULT)
    adults = Q(max_age__isnull=True) | Q(max_age__gte=ADULT)
    return (for_children & children) | (~for_children & adults)


def with_card_facts(tours: QuerySet[Tour], criteria: Criteria, now: datetime) -> QuerySet[Tour]:
    """Add the next start with a free place (on the days asked for), the places left then, and what cards show."""
    free = on_days(Slot.objects.next_of_outer_tour(now), criteria, now)
    next_start, next_free = (Subquery(free.values(name)[:1]) for name in ("starts_at", "free_seats"))
    return _with_shown(tours.annotate(next_start=next_start, next_free=next_free))


def _with_shown(tours: QuerySet[Tour]) -> QuerySet[Tour]:
    """The tours with what cards show besides the next start, and nothing else."""
    offered = Prefetch("categories", queryset=VisitorCategory.objects.offered(), to_attr="offered")
    related = tours.select_related("subject", "enterprise__subject", "site", "requirements")
    return related.prefetch_related(offered).only(*_FIELDS)


def cards(tours: Iterable[Tour]) -> list[Card]:
    """Return cards of tours that were read `with_card_facts`."""
    return _cards((tour, tour.next_start, tour.next_free) for tour in tours)  # type: ignore[attr-defined]


def soonest_cards(tours: QuerySet[Tour], now: datetime, *, limit: int) -> list[Card]:
    """Return cards of these tours, the soonest first, in three queries."""
    soonest = with_card_facts(tours, Criteria(), now).order_by(F("next_start").asc(nulls_last=True), "pk")
    return cards(soonest[:limit])


def cards_of_starts(starts: Iterable[Slot]) -> list[Card]:
    """Return cards of the starts' tours, which also know their city, in three queries."""
    starts = list(starts)
    placed = _with_shown(Tour.objects.select_related("enterprise__region")).only(*_FIELDS, *_PLACE_FIELDS)
    tours = placed.in_bulk([slot.tour_id for slot in starts])
    for tour in tours.values():
        tour.site.enterprise = tour.enterprise
    return _cards((tours[slot.tour_id], slot.starts_at, slot.free_seats) for slot in starts)


def _cards(rows: Iterable[tuple[Tour, datetime | None, int | None]]) -> list[Card]:
    """Cards of tours with their next start and the places left then."""
    rows = list(rows)
    photos = covers(tour.album_id for tour, _start, _free in rows)
    return [
        Card(
            tour=tour,
            offer=offer_of(tour, tour.offered),  # type: ignore[attr-defined]
            next_start=start,
            next_free=free,
            picture=photos.get(tour.album_id),
        )
        for tour, start, free in rows
    ]


def related_tours(tour: Tour, now: datetime, *, limit: int) -> list[Tour]:
    """Return similar tours, the nearest first, each with its `next_start`."""
    free = Slot.objects.next_of_outer_tour(now).values("starts_at")
    related = Tour.objects.published().related_to(tour).annotate(next_start=Subquery(free[:1]))
    nearest = related.order_by(F("distance").asc(), F("next_start").asc(nulls_last=True), "pk")
    return list(nearest.with_subject().select_related("site").only(*_RELATED_FIELDS)[:limit])
