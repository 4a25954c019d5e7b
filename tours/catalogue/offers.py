"""What a tour offers to whom: its visitor categories, and their prices in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, QuerySet
from django.utils.translation import gettext as _

from accelerator.base.common.formats import rubles
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.prepared import prepared
from accelerator.base.common.text import lcfirst
from tours.ages import ADULT, in_words
from tours.models import Tour, VisitorCategory


class Category(Protocol):
    """What an offer says of a visitor category: the model's columns, or a row of them."""

    @property
    def name(self) -> I18nText | str: ...
    @property
    def min_age(self) -> int | None: ...
    @property
    def max_age(self) -> int | None: ...
    @property
    def price_kopecks(self) -> int: ...


class CategoryRow(NamedTuple):
    """The columns of a visitor category that is offered."""

    tour: int
    name: I18nText | str  # or in the reader's language
    min_age: int | None
    max_age: int | None
    price_kopecks: int

    @property
    def for_ages(self) -> str:
        """As `VisitorCategory.for_ages`."""
        return in_words(self.min_age, self.max_age)


@dataclass(frozen=True)
class Offer:
    """What visitors pay, over all categories that are offered."""

    categories: tuple[Category, ...]
    for_children: bool = False
    free_chaperones: int = 0

    @property
    def usual(self) -> tuple[Category, ...]:
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


def offer_of(kind: str, free_chaperones: int | None, categories: Iterable[Category]) -> Offer:
    """Return the offer of a tour of this kind with these categories."""
    return Offer(tuple(categories), for_children=kind == Tour.Kind.CHILDREN, free_chaperones=free_chaperones or 0)


def _is_child(category: Category) -> bool:
    return category.max_age is not None and category.max_age < ADULT


def _highest_price(categories: Sequence[Category]) -> str:
    """The highest price with its category's name: a pensioner's price is not every adult's."""
    return f"{_named(categories)} {rubles(_dearest(categories).price_kopecks)}"


def _named(categories: Sequence[Category]) -> str:
    return lcfirst(str(_dearest(categories).name))


def _dearest(categories: Sequence[Category]) -> Category:
    return max(categories, key=lambda one: one.price_kopecks)


def _price_of(categories: Sequence[Category]) -> str:
    prices = {one.price_kopecks for one in categories}
    if not prices:
        return ""
    return rubles(max(prices)) if len(prices) == 1 else _highest_price(categories)


def is_usual(category: Category, for_children: bool) -> bool:
    """Return whether it is for adults, or for children; `usual_payers` in a query."""
    if for_children:
        return (category.min_age or 0) < ADULT
    return category.max_age is None or category.max_age >= ADULT


@prepared(CategoryRow, tours=ArrayField(BigIntegerField()))
def _categories(the: Any) -> QuerySet:
    return VisitorCategory.objects.offered().filter(tour__any=the.tours)


def categories_of(tours: Sequence[int]) -> dict[int, list[CategoryRow]]:
    """Return what each of these tours offers, in the enterprise's order, by the tour's key. One query."""
    found: dict[int, list[CategoryRow]] = {tour: [] for tour in tours}
    for category in _categories(tours=tours):
        found[category.tour].append(category)
    return found
