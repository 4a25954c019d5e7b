"""What the public pages gather from the rooms below: open regions, tours with their next free dates, the map."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from accelerator.common.i18n import I18nText
from accelerator.common.sorting import sort_key
from regions.enterprises.models import Enterprise, Industry
from regions.enterprises.querysets import EnterpriseQuerySet
from regions.models import Region
from tours.catalogue.cards import Offer
from tours.models import Slot, Tour, VisitorCategory

NEAR = timedelta(days=14)  # how far ahead the home page looks for the nearest starts
FEW_PLACES = 5  # places left are told from here down


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
        if not self.enterprises:
            return gettext("nothing open yet")
        enterprises = ngettext("%(n)s enterprise", "%(n)s enterprises", self.enterprises) % {"n": self.enterprises}
        tours = ngettext("%(n)s tour", "%(n)s tours", self.tours) % {"n": self.tours}
        return f"{enterprises}, {tours}"

    @property
    def tint(self) -> int:
        """How strongly the map colours it: 0 (nothing open) to 3."""
        return sum(self.enterprises >= least for least in (1, 3, 6))


@dataclass(frozen=True)
class IndustryShare:
    """An industry, and how many published enterprises work in it."""

    code: str
    label: str | Promise
    enterprises: int


class Opened:
    """What the country has open, counted in two queries: published enterprises and published tours."""

    def __init__(self) -> None:
        self._enterprises: Counter[int] = Counter()
        self._industries: Counter[str] = Counter()
        published = Enterprise.objects.published().order_by()
        for region, industry, count in published.values_list("region", "industry").annotate(count=Count("pk")):
            self._enterprises[region] += count
            self._industries[industry] += count
        tours = Tour.objects.published().order_by()
        self._tours = Counter(dict(tours.values_list("enterprise__region").annotate(count=Count("pk"))))

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

    @property
    def industries(self) -> list[IndustryShare]:
        """Industries that have something open, the largest first."""
        shares = [IndustryShare(code, label, self._industries[code]) for code, label in Industry.choices]
        return sorted((share for share in shares if share.enterprises), key=lambda share: -share.enterprises)


def in_reading_order(regions: Iterable[OpenRegion]) -> list[OpenRegion]:
    """By the short names that are shown, in the reader's language."""
    return sorted(regions, key=lambda one: (sort_key(str(one.region.short_name)), one.region.pk))


# --- Tours ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TourCard:
    """A tour as a card shows it: with its next free slot (which knows `free_seats`), if there is one."""

    tour: Tour
    slot: Slot | None

    @property
    def offer(self) -> Offer:
        """What visitors pay."""
        return Offer(tuple(category for category in self.tour.categories.all() if category.is_active))

    @property
    def few_places(self) -> bool:
        return self.slot is not None and self.slot.free_seats <= FEW_PLACES

    @property
    def min_age(self) -> int | None:
        """The youngest age admitted; None while the enterprise has not said."""
        requirements = getattr(self.tour, "requirements", None)
        return requirements.min_age if requirements else None


def tour_cards(tours: QuerySet, now: datetime, *, limit: int) -> list[TourCard]:
    """These tours, those that can be visited soonest first, in three queries however many there are."""
    next_slot = Slot.objects.filter(tour=OuterRef("pk")).with_places_for(1, now).by_start()
    soonest = tours.annotate(
        next_slot_id=Subquery(next_slot.values("pk")[:1]), next_start=Subquery(next_slot.values("starts_at")[:1])
    ).order_by(F("next_start").asc(nulls_last=True), "pk")
    shown = list(_for_cards(soonest)[:limit])
    slots = Slot.objects.with_free_seats(now).in_bulk([tour.next_slot_id for tour in shown if tour.next_slot_id])
    return [TourCard(tour, slots.get(tour.next_slot_id)) for tour in shown]


def nearest_cards(now: datetime, *, limit: int) -> list[TourCard]:
    """The nearest free starts in the country, each of another tour and first of all of other enterprises.

    In three queries.
    """
    starts = (
        Slot.objects.public()
        .filter(local_date__range=((now - timedelta(days=1)).date(), (now + NEAR).date()))
        .with_places_for(1, now)
        .by_start()
    )
    by_tour: dict[int, Slot] = {}
    for slot in starts[: limit * 10]:
        by_tour.setdefault(slot.tour_id, slot)
    firsts = {slot.enterprise_id: slot for slot in reversed(by_tour.values())}  # the soonest of each enterprise
    others = [slot for slot in by_tour.values() if firsts[slot.enterprise_id] is not slot]
    chosen = sorted([*sorted(firsts.values(), key=_by_start), *others][:limit], key=_by_start)
    tours = _for_cards(Tour.objects.all()).in_bulk([slot.tour_id for slot in chosen])
    return [TourCard(tours[slot.tour_id], slot) for slot in chosen]


def _by_start(slot: Slot) -> tuple[datetime, int]:
    return slot.starts_at, slot.pk


def _for_cards(tours: QuerySet) -> QuerySet:
    offered = VisitorCategory.objects.filter(is_active=True).order_by("position", "pk")
    return tours.select_related("enterprise", "site", "requirements").prefetch_related(
        Prefetch("categories", queryset=offered)
    )


# --- Enterprises ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EnterpriseCard:
    """An enterprise as a card shows it."""

    enterprise: Enterprise
    cities: list[I18nText]
    tours: int


def enterprise_cards(enterprises: EnterpriseQuerySet) -> list[EnterpriseCard]:
    """These enterprises with their cities and the number of their published tours, in two queries."""
    tours = Tour.objects.filter(enterprise=OuterRef("pk"), status=Tour.Status.PUBLISHED).order_by()
    counted = Subquery(tours.values("enterprise").annotate(count=Count("pk")).values("count"))
    shown = enterprises.by_name().annotate(tour_count=Coalesce(counted, 0)).prefetch_related("sites")
    return [EnterpriseCard(one, cities(one), one.tour_count) for one in shown]


def cities(enterprise: Enterprise) -> list[I18nText]:
    """The cities of its sites, each once."""
    return list({str(site.city): site.city for site in enterprise.sites.all() if site.city}.values())
