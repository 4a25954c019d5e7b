"""A tour as its card shows it: what it is, when one can next come, and for how much."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery

from accelerator.common.i18n import I18nText
from regions.enterprises.models import Photo
from regions.enterprises.pictures import Picture, picture
from tours.catalogue.criteria import Criteria
from tours.catalogue.days import on_days
from tours.models import Slot, Tour, VisitorCategory, VisitRequirements

FEW_PLACES = 5  # places left are told from here down
_FIELDS = (
    "uuid", "slug", "title", "summary", "kind", "languages", "duration_minutes", "status",
    "enterprise__uuid", "enterprise__slug", "enterprise__name", "enterprise__industry",
    "site__city", "site__timezone", "requirements__min_age", "requirements__tour",
)  # fmt: skip


_RELATED_FIELDS = tuple(field for field in _FIELDS if not field.startswith("requirements"))


@dataclass(frozen=True)
class Offer:
    """What visitors pay, over all categories that are offered."""

    categories: tuple[VisitorCategory, ...]

    @property
    def is_free(self) -> bool:
        return bool(self.categories) and not any(category.price_kopecks for category in self.categories)

    @property
    def price_from(self) -> int | None:
        """The lowest price that anybody pays; None where nobody pays, or nothing is known."""
        return min((category.price_kopecks for category in self.categories if category.price_kopecks), default=None)

    @property
    def has_one_price(self) -> bool:
        return len({category.price_kopecks for category in self.categories}) == 1

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
        """The youngest age admitted, as far as it is known."""
        return max(filter(None, (min_age(self.tour), self.offer.youngest)), default=None)


def min_age(tour: Tour) -> int | None:
    """The lower bound that the enterprise has stated."""
    try:
        return tour.requirements.min_age
    except VisitRequirements.DoesNotExist:
        return None


def with_card_facts(tours: QuerySet[Tour], criteria: Criteria, now: datetime) -> QuerySet[Tour]:
    """Adds the next start with a free place (on the days asked for), the places left then, and what cards print."""
    free = on_days(Slot.objects.with_places_for(1, now).by_start(), criteria, now).filter(tour=OuterRef("pk"))
    return (
        tours.annotate(
            next_start=Subquery(free.values("starts_at")[:1]), next_free=Subquery(free.values("free_seats")[:1])
        )
        .select_related("enterprise", "site", "requirements")
        .prefetch_related(Prefetch("categories", queryset=offered_categories(), to_attr="offered"))
        .only(*_FIELDS)
    )


def offered_categories() -> QuerySet[VisitorCategory]:
    """Categories that can be booked, in the enterprise's order."""
    return VisitorCategory.objects.filter(is_active=True).order_by("position", "pk")


def cards(tours: Iterable[Tour]) -> list[Card]:
    """Cards of tours that were read `with_card_facts`, each with the first photo of its enterprise if there is one."""
    shown = list(tours)
    photos = first_pictures({tour.enterprise_id for tour in shown})
    return [
        Card(
            tour=tour,
            offer=Offer(tuple(tour.offered)),  # type: ignore[attr-defined]
            next_start=tour.next_start,  # type: ignore[attr-defined]
            next_free=tour.next_free,  # type: ignore[attr-defined]
            picture=photos.get(tour.enterprise_id),
        )
        for tour in shown
    ]


def first_pictures(enterprises: Iterable[int]) -> dict[int, Picture]:
    """The first photo of each enterprise that has one ready."""
    photos = Photo.objects.filter(enterprise__in=list(enterprises), state=Photo.State.READY)
    firsts = photos.order_by("enterprise", "position", "pk").distinct("enterprise")
    return {photo.enterprise_id: found for photo in firsts if (found := picture(photo))}


def related_tours(tour: Tour, now: datetime, *, limit: int) -> list[Tour]:
    """Tours that somebody who likes this one may like, the nearest first, each with its `next_start`: one query."""
    free = Slot.objects.with_places_for(1, now).filter(tour=OuterRef("pk")).by_start()
    related = Tour.objects.published().related_to(tour).annotate(next_start=Subquery(free.values("starts_at")[:1]))
    nearest = related.order_by(F("distance").asc(), F("next_start").asc(nulls_last=True), "pk")
    return list(nearest.select_related("enterprise", "site").only(*_RELATED_FIELDS)[:limit])
