"""What the public pages gather from the rooms below: what is open in which region, and by whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, ngettext

from accelerator.base.common.i18n import I18nText, active_language
from accelerator.base.common.prepared import prepared
from accelerator.base.common.text import sort_key
from regions.enterprises.models import Enterprise
from regions.enterprises.pictures import Picture, enterprise_covers
from regions.enterprises.querysets import EnterpriseQuerySet
from regions.models import Region
from regions.querysets import RegionQuerySet
from tours.models import Tour


class RegionRow(NamedTuple):
    """A region on the atlas, and how much of it visitors can see."""

    pk: int
    slug: str
    short_name: I18nText
    outline: str
    district__name: I18nText
    enterprises: int
    tours: int


class OpenRegionRow(NamedTuple):
    """A region where an enterprise is open, in short."""

    pk: int
    slug: str
    short_name: I18nText
    latitude: Decimal
    longitude: Decimal
    enterprises: int
    tours: int


_Region = TypeVar("_Region", RegionRow, OpenRegionRow)


@prepared(RegionRow)
def all_regions(_the: Any) -> RegionQuerySet:
    """Every region, district by district, with what is published there."""
    return _counted(Region.objects.by_district())


@prepared(OpenRegionRow)
def open_regions(_the: Any) -> RegionQuerySet:
    """The regions where an enterprise is open, with what is published there."""
    return _counted(Region.objects.order_by("pk")).filter(enterprises__gt=0)


def _counted(regions: RegionQuerySet) -> RegionQuerySet:
    enterprises = Enterprise.objects.published().filter(region=OuterRef("pk")).order_by().values("region")
    tours = Tour.objects.published().filter(enterprise__region=OuterRef("pk")).order_by().values("enterprise__region")
    return regions.annotate(
        enterprises=Coalesce(Subquery(enterprises.annotate(count=Count("pk")).values("count")), 0),
        tours=Coalesce(Subquery(tours.annotate(count=Count("pk")).values("count")), 0),
    )


def in_reading_order(regions: Iterable[_Region]) -> list[tuple[str, _Region]]:
    """Return the regions by the short names that are shown, each with its own in the reader's language."""
    language = active_language()
    named = [(region.short_name.in_language(language), region) for region in regions]
    return sorted(named, key=lambda one: (_reading_key(one[0]), one[1].pk))


_reading_key = lru_cache(maxsize=1000)(sort_key)


def published_counts_text(enterprises: int, tours: int) -> str:
    """«7 предприятий, 15 экскурсий»; «пока ничего не открыто»."""
    if not enterprises:
        return gettext("nothing open yet")
    of_enterprises = ngettext("%(n)s enterprise", "%(n)s enterprises", enterprises) % {"n": enterprises}
    of_tours = ngettext("%(n)s tour", "%(n)s tours", tours) % {"n": tours}
    return f"{of_enterprises}, {of_tours}"


def tint(enterprises: int) -> int:
    """How strongly the map colours a region with so many open enterprises: 0 (none) to 3."""
    return (enterprises >= 1) + (enterprises >= 3) + (enterprises >= 6)


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
