"""What each filter means for a tour: one condition a filter, used for the list and for the counts alike."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import Q

from tours.admission import admits
from tours.catalogue.criteria import Criteria
from tours.catalogue.days import on_days
from tours.catalogue.words import Word, matching
from tours.models import Slot, VisitorCategory, VisitRequirements
from tours.querysets import about_themes


def with_free_places(criteria: Criteria, now: datetime) -> Q:
    """Tours that have a place left on the days asked for; what lapsed holds keep counts as free."""
    return Q(pk__in=on_days(Slot.objects.with_places_for(1, now), criteria, now).values("tour"))


def free_of_charge() -> Q:
    """Tours where nobody pays."""
    offered = VisitorCategory.objects.filter(is_active=True)
    return Q(pk__in=offered.values("tour")) & ~Q(pk__in=offered.filter(price_kopecks__gt=0).values("tour"))


def wheelchair_possible() -> Q:
    """Tours that a wheelchair can go along, all the way or in part."""
    possible = (VisitRequirements.Wheelchair.FULL, VisitRequirements.Wheelchair.PARTIAL)
    return Q(requirements__wheelchair__in=possible)


def condition_of(name: str, criteria: Criteria, words: Sequence[Word], now: datetime) -> Q:
    """The condition of the filter of this name (see criteria.FILTERS)."""
    conditions: dict[str, Callable[[], Q]] = {
        "words": lambda: matching(words),
        "dates": lambda: with_free_places(criteria, now),
        "theme": lambda: about_themes(criteria.theme),
        "region": lambda: Q(enterprise__region__slug__in=criteria.region),
        "industry": lambda: Q(enterprise__industry__in=criteria.industry),
        "kind": lambda: Q(kind__in=criteria.kind),
        "age": lambda: admits(criteria.age or 0),
        "language": lambda: Q(languages__overlap=list(criteria.language)),
        "free": free_of_charge,
        "wheelchair": wheelchair_possible,
    }
    return conditions[name]()
