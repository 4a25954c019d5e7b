"""What each visitor of a leg is charged, and what step one says of a party's price while it is chosen."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from accelerator.base.common.formats import rubles
from accelerator.base.common.i18n import plural_forms
from tours.ages import ADULT
from tours.models import VisitorCategory, VisitRequirements


@dataclass(frozen=True)
class Charge:
    """The price in kopecks, and whether it is zero because this visitor accompanies children."""

    kopecks: int
    accompanies: bool = False


class Priced(Protocol):
    """A visitor category, or a row of a prepared read, by what it costs and up to which age it is for."""

    @property
    def price_kopecks(self) -> int: ...

    @property
    def max_age(self) -> int | None: ...


def charges(categories: Sequence[Priced], requirements: VisitRequirements) -> list[Charge]:
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
        """Whether every category is free."""
        return not any(category.price_kopecks for kind in self.kinds for category in kind)

    def as_data(self) -> list[dict[str, Any]]:
        """Return the same rules for static/js/islands/total.js: for each leg how many chaperones are free, and for each
        kind its price and whether it is of children.
        """
        return [
            {
                "free": requirements.free_chaperones or 0,
                "kinds": [[kind[leg].price_kopecks, _is_child(kind[leg])] for kind in self.kinds],
            }
            for leg, requirements in enumerate(self.requirements)
        ]


@dataclass(frozen=True)
class RunningTotal:
    """The sum, and a button that names how many places it holds, for the party that the form shows.

    static/js/islands/total.js goes on from `data`. With `holds_already` the button changes a party that is held.
    """

    tariff: Tariff
    counts: Sequence[int]
    holds_already: bool = False

    @property
    def is_free(self) -> bool:
        return self.tariff.is_free

    @property
    def sum_words(self) -> str:
        """«Оплата на месте: 1 400 ₽», «Бесплатно»; a question where no visitor is chosen."""
        if not sum(self.counts):
            return _("How many are coming?")
        kopecks = self.tariff.total(self.counts)
        return _("To pay on site: {sum}").replace("{sum}", rubles(kopecks)) if kopecks else _("Free of charge")

    @property
    def button(self) -> str:
        """«Занять 3 места на 10 минут»."""
        people = sum(self.counts)
        return self._button(people).replace("{n}", str(people)) if people else self.button_of_any

    @property
    def button_of_any(self) -> str:
        """The same without the number, for readers without JavaScript."""
        return (
            _("Change who is coming") if self.holds_already else _("Hold places for {time}").format(time=_hold_time())
        )

    @property
    def data(self) -> str:
        """Rules and texts for the island, as JSON."""
        return json.dumps(
            {
                "legs": self.tariff.as_data(),
                "pays": _("To pay on site: {sum}"),
                "free": _("Free of charge"),
                "nobody": _("How many are coming?"),
                "none": self.button_of_any,
                "button": plural_forms(self._button),
            },
            ensure_ascii=False,
        )

    @property
    def _button(self) -> Callable[[int], str]:
        return _change_label if self.holds_already else _hold_label


def _hold_time() -> str:
    minutes = settings.HOLD_MINUTES
    return npgettext("for how long", "{n} minute", "{n} minutes", minutes).format(n=minutes)


def _hold_label(people: int) -> str:
    label = ngettext("Hold {n} place for {time}", "Hold {n} places for {time}", people)
    return label.replace("{time}", _hold_time())


def _change_label(people: int) -> str:
    return ngettext("Change to {n} place", "Change to {n} places", people)


def _is_child(category: Priced) -> bool:
    return category.max_age is not None and category.max_age < ADULT


def _chaperones(categories: Sequence[Priced]) -> list[int]:
    """Return the places of those who may accompany the party's children, the dearest ticket first."""
    if not any(_is_child(category) for category in categories):
        return []
    adults = [i for i, category in enumerate(categories) if not _is_child(category)]
    return sorted(adults, key=lambda index: -categories[index].price_kopecks)
