"""Whom an order can be for: the kinds of visitors that its tours have a price for."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tours.ages import in_words
from tours.booking.models import Booking
from tours.models import VisitorCategory
from tours.routes.days import AgeBand, age_bands


@dataclass(frozen=True)
class Kind:
    """One kind of visitor: a category at each leg of the order."""

    label: str
    ages: str
    categories: tuple[VisitorCategory, ...]

    @property
    def price_kopecks(self) -> int:
        """What one such visitor pays on site for all legs."""
        return sum(category.price_kopecks for category in self.categories)

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(category.pk for category in self.categories)


def kinds_of(legs: Sequence[Booking]) -> list[Kind]:
    """The kinds for these legs: the tour's categories for a single one, bands of age for a route."""
    tours = [leg.slot.tour_id for leg in legs]
    rows = VisitorCategory.objects.filter(tour__in=tours, is_active=True).order_by("position", "pk")
    by_tour: dict[int, list[VisitorCategory]] = {tour: [] for tour in tours}
    for row in rows:
        by_tour[row.tour_id].append(row)
    if len(legs) == 1:
        return [Kind(str(category.name), category.for_ages, (category,)) for category in by_tour[tours[0]]]
    bands = age_bands([by_tour[tour] for tour in tours])
    return [Kind(band_label(band), "", band.categories) for band in bands]


def band_label(band: AgeBand) -> str:
    """«7–17 лет», «С 18 лет»."""
    return capfirst(in_words(band.low, band.high)) or _("Visitors")
