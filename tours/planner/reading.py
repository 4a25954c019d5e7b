"""What the planner reads: the chosen tours, whether each admits the party, at what price, and its free starts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateField, DateTimeField, IntegerField, QuerySet
from django.utils.translation import gettext as _

from accelerator.base.common.prepared import prepared
from tours.ages import ADULT
from tours.booking.prices import charges
from tours.booking.requirement_checks import PARTY_CHECKS, VISITOR_CHECKS, Visit, VisitorDetails
from tours.booking.requirement_checks import Party as People
from tours.models import Slot, Tour, VisitorCategory
from tours.party import Party
from tours.planner.search import Visit as Timed
from tours.planner.ways import Point
from tours.requirements import requirements_of
from tours.routes.days import AgeBand, age_bands

# Whom a tour admits, by what the address says of the party: ages and numbers.
_OF_PARTY = ("group_min", "group_max")
_OF_AGES = ("min_age", "max_age", "min_age_unaccompanied", "children_per_chaperone")


class StartRow(NamedTuple):
    """A start that takes bookings, where it is, and how many places are free."""

    pk: int
    uuid: UUID
    tour: int
    site: int
    site__latitude: Any
    site__longitude: Any
    timezone: str
    local_date: date
    starts_at: datetime
    ends_at: datetime
    free_seats: int

    @property
    def point(self) -> Point:
        known = self.site__latitude is not None and self.site__longitude is not None
        return Point(float(self.site__latitude), float(self.site__longitude)) if known else Point(None, None)


@prepared(
    StartRow, tours=ArrayField(BigIntegerField()), first=DateField(), last=DateField(), people=IntegerField(),
    now=DateTimeField(),
)  # fmt: skip
def _starts(the: Any) -> QuerySet:
    slots = Slot.objects.public().filter(tour__any=the.tours, local_date__gte=the.first, local_date__lte=the.last)
    return slots.with_places_for(the.people, the.now).by_start()


def free_starts(
    tours: Collection[int], people: int, first: date, last: date, now: datetime, own: Mapping[int, int]
) -> dict[int, list[StartRow]]:
    """Return each tour's starts of these days with room for so many, by its key; one statement.

    `own` are the places that the visitor holds, by the slots' keys: for this visitor they are free.
    """
    found: dict[int, list[StartRow]] = {tour: [] for tour in tours}
    rows = _starts(tours=list(tours), first=first, last=last, people=0 if own else people, now=now)
    for row in rows:
        if row.free_seats + own.get(row.pk, 0) >= people:
            found[row.tour].append(row)
    return found


@dataclass(frozen=True)
class Chosen:
    """A chosen tour, what the party pays there, and why it cannot come, if it cannot."""

    tour: Tour
    kopecks: int
    refusal: str = ""


def chosen_tours(slugs: Sequence[str], party: Party, now: datetime) -> list[Chosen]:
    """Return those of these tours that are public, in this order; two queries."""
    rows = Tour.objects.published().filter(slug__in=slugs).select_related("enterprise", "site", "requirements")
    tours = {tour.slug: tour for tour in rows}
    ordered = [tours[slug] for slug in slugs if slug in tours]
    offered = offered_categories([tour.pk for tour in ordered])
    return [_chosen(tour, age_bands([offered[tour.pk]]), party, now) for tour in ordered]


def offered_categories(tours: Collection[int]) -> dict[int, list[VisitorCategory]]:
    """Return what each of these tours offers, by its key."""
    found: dict[int, list[VisitorCategory]] = {tour: [] for tour in tours}
    for category in VisitorCategory.objects.offered().filter(tour__in=list(tours)):
        found[category.tour_id].append(category)
    return found


def ages_of(party: Party) -> list[int]:
    """Return the age by which each of the party is priced, adults first."""
    return [ADULT] * party.adults + list(party.children)


def bands_of(bands: Sequence[AgeBand], party: Party) -> list[AgeBand | None]:
    """Return each visitor's band, None for an age that some tour has no price for."""
    return [
        next((band for band in bands if band.low <= age and (band.high is None or age <= band.high)), None)
        for age in ages_of(party)
    ]


def _chosen(tour: Tour, bands: Sequence[AgeBand], party: Party, now: datetime) -> Chosen:
    found = bands_of(bands, party)
    known = [band for band in found if band]
    if len(known) < len(found):
        age = next(age for age, band in zip(ages_of(party), found, strict=True) if band is None)
        refusal = (
            _("There is no price for a visitor aged {age}.").format(age=age) if bands else _("It has no price yet.")
        )
        return Chosen(tour, 0, refusal)
    categories = [band.categories[0] for band in known]
    required = requirements_of(tour)
    price = sum(charge.kopecks for charge in charges(categories, required))
    slot = Slot(tour=tour, starts_at=now)  # these rules ask nothing of the slot but its tour
    people = People(slot=slot, requirements=required, people=party.size, now=now)
    visitors = [VisitorDetails("") for _adult in range(party.adults)]
    visitors += [VisitorDetails("", age=age) for age in party.children]
    visit = Visit(slot=slot, requirements=required, visitors=visitors, categories=categories, now=now)
    refusals = [text for name in _OF_PARTY if (text := PARTY_CHECKS[name](people))]
    refusals += [problem.message for name in _OF_AGES for problem in VISITOR_CHECKS[name](visit)]
    return Chosen(tour, price, refusals[0] if refusals else "")


# --- What the search takes --------------------------------------------------------------------------------------------


def as_visit(start: StartRow, minutes_before: int) -> Timed:
    """Return the start as the search takes it, in minutes since 1970; what is not a whole minute counts as one."""
    begins = int(start.starts_at.timestamp()) // 60
    ends = -(-int(start.ends_at.timestamp()) // 60)
    noon = _noon(start.local_date, start.timezone)
    return Timed(start.pk, start.site, start.local_date.toordinal(), begins - minutes_before, begins, ends, noon)


@lru_cache(maxsize=2000)
def _noon(day: date, zone: str) -> int:
    return int(datetime.combine(day, time(12), tzinfo=ZoneInfo(zone)).timestamp()) // 60
