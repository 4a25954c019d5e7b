"""What each visitor of a leg is charged."""

from collections.abc import Sequence
from dataclasses import dataclass

from tours.booking.checks import ADULT
from tours.models import VisitorCategory, VisitRequirements


@dataclass(frozen=True)
class Charge:
    """The price in kopecks, and whether it is nothing because this visitor accompanies children."""

    kopecks: int
    accompanies: bool = False


def charges(categories: Sequence[VisitorCategory], requirements: VisitRequirements) -> list[Charge]:
    """The price of each visitor: their category's, or nothing for as many chaperones as come free with children."""
    free = set(_chaperones(categories)[: requirements.free_chaperones or 0])
    return [
        Charge(0, accompanies=True) if index in free else Charge(category.price_kopecks)
        for index, category in enumerate(categories)
    ]


def _chaperones(categories: Sequence[VisitorCategory]) -> list[int]:
    """Who of a party with children may accompany them, by place; whose ticket costs most is first."""
    if not any(category.max_age is not None and category.max_age < ADULT for category in categories):
        return []
    adults = [i for i, category in enumerate(categories) if category.max_age is None or category.max_age >= ADULT]
    return sorted(adults, key=lambda index: -categories[index].price_kopecks)
