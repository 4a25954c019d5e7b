"""What the public pages gather from the rooms below: what is open in which region, and by whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, ngettext

from accelerator.base.common.i18n import I18nText
from accelerator.base.common.text import sort_key
from regions.enterprises.models import Enterprise
from regions.enterprises.pictures import Picture, enterprise_covers
from regions.enterprises.querysets import EnterpriseQuerySet
from regions.models import Region
from regions.querysets import RegionQuerySet
from tours.models import Tour


@dataclass(frozen=True)
class RegionCounts:
    """A region, and how much of it visitors can see."""

    region: Region
    enterprises: int
    tours: int

    @property
    def counts_text(self) -> str:
        """«7 предприятий, 15 экскурсий»."""
        return published_counts_text(self.enterprises, self.tours) if self.enterprises else gettext("nothing open yet")

    @property
    def tint(self) -> int:
        """How strongly the map colours it: 0 (nothing open) to 3."""
        return sum(self.enterprises >= least for least in (1, 3, 6))


def published_counts_text(enterprises: int, tours: int) -> str:
    """«7 предприятий, 15 экскурсий»."""
    of_enterprises = ngettext("%(n)s enterprise", "%(n)s enterprises", enterprises) % {"n": enterprises}
    of_tours = ngettext("%(n)s tour", "%(n)s tours", tours) % {"n": tours}
    return f"{of_enterprises}, {of_tours}"


def region_counts(regions: RegionQuerySet, *, open_only: bool = False) -> list[RegionCounts]:
    """These regions, or those where an enterprise is open, with what is published there, in one query."""
    enterprises = Enterprise.objects.published().filter(region=OuterRef("pk")).order_by().values("region")
    tours = Tour.objects.published().filter(enterprise__region=OuterRef("pk")).order_by().values("enterprise__region")
    counted = regions.annotate(
        open_enterprises=Coalesce(Subquery(enterprises.annotate(count=Count("pk")).values("count")), 0),
        open_tours=Coalesce(Subquery(tours.annotate(count=Count("pk")).values("count")), 0),
    )
    if open_only:
        counted = counted.filter(open_enterprises__gt=0)
    return [RegionCounts(region, region.open_enterprises, region.open_tours) for region in counted]


def in_reading_order(regions: Iterable[RegionCounts]) -> list[RegionCounts]:
    """By the short names that are shown, in the reader's language."""
    return sorted(regions, key=lambda one: (sort_key(str(one.region.short_name)), one.region.pk))


@dataclass(frozen=True)
class EnterpriseCard:
    """An enterprise as a card shows it."""

    enterprise: Enterprise
    cities: list[I18nText]
    tours: int
    picture: Picture | None


def enterprise_cards(enterprises: EnterpriseQuerySet) -> list[EnterpriseCard]:
    """These enterprises with their cities, the number of their published tours and their covers, in three queries."""
    shown = list(
        enterprises.by_name()
        .select_related("subject")
        .annotate(tour_count=_published_tours())
        .prefetch_related("sites")
    )
    covers = enterprise_covers(one.pk for one in shown)
    return [EnterpriseCard(one, cities(one), one.tour_count, covers.get(one.pk)) for one in shown]


def _published_tours() -> Coalesce:
    """Inside a query on enterprises: how many tours each has published."""
    tours = Tour.objects.filter(enterprise=OuterRef("pk"), status=Tour.Status.PUBLISHED).order_by()
    return Coalesce(Subquery(tours.values("enterprise").annotate(count=Count("pk")).values("count")), 0)


def cities(enterprise: Enterprise) -> list[I18nText]:
    """The cities of its sites, each once."""
    return list({str(site.city): site.city for site in enterprise.sites.all() if site.city}.values())
