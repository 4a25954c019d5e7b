"""What each visitor of a leg is charged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tours.ages import ADULT
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


@dataclass(frozen=True)
class Tariff:
    """What any party pays: for each kind of visitor its category at every leg, and the requirements of the legs."""

    kinds: Sequence[Sequence[VisitorCategory]]
    requirements: Sequence[VisitRequirements]

    def total(self, counts: Iterable[int]) -> int:
        """Return the kopecks that so many of each kind are charged for all legs."""
        party = [kind for kind, count in zip(self.kinds, counts, strict=True) for _person in range(count)]
        return sum(
            charge.kopecks
            for leg, requirements in enumerate(self.requirements)
            for charge in charges([kind[leg] for kind in party], requirements)
        )

    @property
    def is_free(self) -> bool:
        """Whether nobody pays anything, whoever comes."""
        return not any(category.price_kopecks for kind in self.kinds for category in kind)

    def as_data(self) -> list[dict[str, Any]]:
        """Return the same rules for static/js/islands/total.js: of each leg who is free, and of each kind its price
        and whether it is of children.
        """
        return [
            {
                "free": requirements.free_chaperones or 0,
                "kinds": [[kind[leg].price_kopecks, _is_child(kind[leg])] for kind in self.kinds],
            }
            for leg, requirements in enumerate(self.requirements)
        ]


def _is_child(category: VisitorCategory) -> bool:
    return category.max_age is not None and category.max_age < ADULT


def _chaperones(categories: Sequence[VisitorCategory]) -> list[int]:
    """Who of a party with children may accompany them, by place; whose ticket costs most is first."""
    if not any(_is_child(category) for category in categories):
        return []
    adults = [i for i, category in enumerate(categories) if not _is_child(category)]
    return sorted(adults, key=lambda index: -categories[index].price_kopecks)
