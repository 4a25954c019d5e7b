"""What the public pages gather from the rooms below: what is open in which region, and by whom."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, ngettext

from accelerator.base.common.i18n import I18nText
from accelerator.base.common.sorting import sort_key
from regions.enterprises.models import Enterprise
from regions.enterprises.pictures import Picture, enterprise_covers
from regions.enterprises.querysets import EnterpriseQuerySet
from regions.models import Region
from tours.models import Tour

# --- Regions ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OpenRegion:
    """A region, and how much of it visitors can see."""

    region: Region
    enterprises: int
    tours: int

    @property
    def words(self) -> str:
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


class PublishedCounts:
    """What the country has open, counted in one query: published enterprises and published tours."""

    def __init__(self) -> None:
        self._enterprises: Counter[int] = Counter()
        self._tours: Counter[int] = Counter()
        published = Enterprise.objects.published().order_by().annotate(tours=_published_tours())
        counted = published.values("region").annotate(enterprises=Count("pk"), all_tours=Sum("tours"))
        for row in counted:
            self._enterprises[row["region"]] += row["enterprises"]
            self._tours[row["region"]] += row["all_tours"]

    @property
    def enterprises(self) -> int:
        return self._enterprises.total()

    @property
    def tours(self) -> int:
        return self._tours.total()

    @property
    def region_ids(self) -> list[int]:
        """Regions where an enterprise is open."""
        return list(self._enterprises)

    def region(self, region: Region) -> OpenRegion:
        return OpenRegion(region, self._enterprises[region.pk], self._tours[region.pk])


def open_regions() -> list[OpenRegion]:
    """The regions where an enterprise is open, in reading order and with what their cards print, in one query."""
    enterprises = Enterprise.objects.published().filter(region=OuterRef("pk")).order_by().values("region")
    tours = Tour.objects.published().filter(enterprise__region=OuterRef("pk")).order_by().values("enterprise__region")
    counted = Region.objects.annotate(
        open_enterprises=Coalesce(Subquery(enterprises.annotate(count=Count("pk")).values("count")), 0),
        open_tours=Coalesce(Subquery(tours.annotate(count=Count("pk")).values("count")), 0),
    )
    shown = counted.filter(open_enterprises__gt=0).only("slug", "name", "short_name", "latitude", "longitude")
    return in_reading_order(OpenRegion(region, region.open_enterprises, region.open_tours) for region in shown)


def in_reading_order(regions: Iterable[OpenRegion]) -> list[OpenRegion]:
    """By the short names that are shown, in the reader's language."""
    return sorted(regions, key=lambda one: (sort_key(str(one.region.short_name)), one.region.pk))


# --- Enterprises ------------------------------------------------------------------------------------------------------


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
