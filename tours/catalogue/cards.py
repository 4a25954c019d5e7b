"""A tour as its card shows it: what it is, when one can next come, and for how much."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from accelerator.base.common.formats import FEW_PLACES, rubles
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.text import lcfirst
from regions.enterprises.pictures import Picture, covers
from tours.ages import ADULT
from tours.catalogue.criteria import Criteria
from tours.catalogue.filters import on_days
from tours.models import Slot, Tour, VisitorCategory, VisitRequirements
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
        """Categories of those whom the tour is for: grown-ups, or on a tour for children the children.

        Others come beside them: a pupil's price, or that of whoever brings a class, is not what the tour costs. All
        categories where none is for the usual visitor.
        """
        return tuple(one for one in self.categories if is_usual(one, self.for_children)) or self.categories

    @property
    def is_free(self) -> bool:
        return bool(self.categories) and not any(category.price_kopecks for category in self.categories)

    @property
    def price(self) -> int | None:
        """What a usual visitor without a reduction pays, in kopecks; None where nothing is known."""
        return max((category.price_kopecks for category in self.usual), default=None)

    @property
    def price_line(self) -> str:
        """What it costs and whom, in a line for cards, nameplates and bars: «700 ₽», «взрослый 600 ₽», «взрослый 750 ₽,
        ребёнок 450 ₽», «ребёнок 700 ₽, взрослый с детьми бесплатно»; empty where nothing is known.
        """
        children = [one for one in self.categories if _is_child(one)]
        adults = [one for one in self.categories if not _is_child(one)]
        prices = {one.price_kopecks for one in self.categories}
        if not any(prices) or not (children and adults):
            return _price_of(self.categories)
        accompanied = self.for_children and self.free_chaperones > 0 and any(one.price_kopecks for one in adults)
        if len(prices) == 1 and not accompanied:
            return _price_of(self.categories)
        of_adults = _("{who} with children free").format(who=_named(adults)) if accompanied else _said(adults)
        both = [_said(children), of_adults]
        return ", ".join(both if self.for_children else reversed(both))

    @property
    def youngest(self) -> int | None:
        """The youngest age that there is a price for; None where there is no such bound."""
        ages = [category.min_age or 0 for category in self.categories]
        return min(ages, default=0) or None


@dataclass(frozen=True)
class Card:
    """What `tours/_card.html` prints."""

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
        """The youngest age admitted, as far as it is known; nought where every age is."""
        return max((age for age in (min_age(self.tour), self.offer.youngest) if age is not None), default=None)

    @property
    def age_words(self) -> str:
        """«от 7 лет», «любой возраст»; empty where nothing is known."""
        if self.min_age is None:
            return ""
        return from_age(self.min_age) if self.min_age else _("any age")


def first_picture(cards: Iterable[Card]) -> Picture | None:
    """The first photo that these cards show: what a link to their page is shared with."""
    return next((card.picture for card in cards if card.picture), None)


def offer_of(tour: Tour, categories: Iterable[VisitorCategory]) -> Offer:
    """The offer of a tour whose offered categories are these."""
    return Offer(
        tuple(categories),
        for_children=tour.kind == Tour.Kind.CHILDREN,
        free_chaperones=requirements_of(tour).free_chaperones or 0,
    )


def _is_child(category: VisitorCategory) -> bool:
    return category.max_age is not None and category.max_age < ADULT


def _said(categories: Sequence[VisitorCategory]) -> str:
    """Whoever pays most names them all, with their price: a pensioner's is no adult's."""
    return f"{_named(categories)} {rubles(_dearest(categories).price_kopecks)}"


def _named(categories: Sequence[VisitorCategory]) -> str:
    return lcfirst(str(_dearest(categories).name))


def _dearest(categories: Sequence[VisitorCategory]) -> VisitorCategory:
    return max(categories, key=lambda one: one.price_kopecks)


def _price_of(categories: Sequence[VisitorCategory]) -> str:
    prices = {one.price_kopecks for one in categories}
    if not prices:
        return ""
    return rubles(max(prices)) if len(prices) == 1 else _said(categories)


def is_usual(category: VisitorCategory, for_children: bool) -> bool:
    """Whether it is for grown-ups, or for children; `usual_payers` in a query."""
    if for_children:
        return (category.min_age or 0) < ADULT
    return category.max_age is None or category.max_age >= ADULT


def usual_payers() -> Q:
    """Categories for which `is_usual` holds."""
    for_children = Q(tour__kind=Tour.Kind.CHILDREN)
    children = Q(min_age__isnull=True) | Q(min_age__lt=ADULT)
    grown_ups = Q(max_age__isnull=True) | Q(max_age__gte=ADULT)
    return (for_children & children) | (~for_children & grown_ups)


def min_age(tour: Tour) -> int | None:
    """The lower bound that the enterprise has stated."""
    try:
        return tour.requirements.min_age
    except VisitRequirements.DoesNotExist:
        return None


def with_card_facts(tours: QuerySet[Tour], criteria: Criteria, now: datetime) -> QuerySet[Tour]:
    """Adds the next start with a free place (on the days asked for), the places left then, and what cards print."""
    free = on_days(Slot.objects.next_of_outer_tour(now), criteria, now)
    return _printed(
        tours.annotate(
            next_start=Subquery(free.values("starts_at")[:1]), next_free=Subquery(free.values("free_seats")[:1])
        )
    )


def _printed(tours: QuerySet[Tour]) -> QuerySet[Tour]:
    """The tours with what cards print besides the next start, and nothing else."""
    offered = Prefetch("categories", queryset=VisitorCategory.objects.offered(), to_attr="offered")
    related = tours.select_related("subject", "enterprise__subject", "site", "requirements")
    return related.prefetch_related(offered).only(*_FIELDS)


def cards(tours: Iterable[Tour]) -> list[Card]:
    """Cards of tours that were read `with_card_facts`."""
    return _cards((tour, tour.next_start, tour.next_free) for tour in tours)  # type: ignore[attr-defined]


def soonest_cards(tours: QuerySet[Tour], now: datetime, *, limit: int) -> list[Card]:
    """These tours, those that can be visited soonest first: three queries however many there are."""
    soonest = with_card_facts(tours, Criteria(), now).order_by(F("next_start").asc(nulls_last=True), "pk")
    return cards(soonest[:limit])


def cards_of_starts(starts: Iterable[Slot]) -> list[Card]:
    """Cards of the starts' tours, which also know in which city they are: three queries however many there are."""
    starts = list(starts)
    placed = _printed(Tour.objects.select_related("enterprise__region")).only(*_FIELDS, *_PLACE_FIELDS)
    tours = placed.in_bulk([slot.tour_id for slot in starts])
    for tour in tours.values():
        tour.site.enterprise = tour.enterprise
    return _cards((tours[slot.tour_id], slot.starts_at, slot.free_seats) for slot in starts)


def _cards(shown: Iterable[tuple[Tour, datetime | None, int | None]]) -> list[Card]:
    """Cards of tours with their next start and the places left then; each with its cover."""
    shown = list(shown)
    photos = covers(tour.album_id for tour, _start, _free in shown)
    return [
        Card(
            tour=tour,
            offer=offer_of(tour, tour.offered),  # type: ignore[attr-defined]
            next_start=start,
            next_free=free,
            picture=photos.get(tour.album_id),
        )
        for tour, start, free in shown
    ]


def related_tours(tour: Tour, now: datetime, *, limit: int) -> list[Tour]:
    """Tours that somebody who likes this one may like, the nearest first, each with its `next_start`: one query."""
    free = Slot.objects.next_of_outer_tour(now).values("starts_at")
    related = Tour.objects.published().related_to(tour).annotate(next_start=Subquery(free[:1]))
    nearest = related.order_by(F("distance").asc(), F("next_start").asc(nulls_last=True), "pk")
    return list(nearest.with_subject().select_related("site").only(*_RELATED_FIELDS)[:limit])
