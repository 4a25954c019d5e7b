"""Which tours let a visitor in."""

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from tours.models import VisitorCategory


def admits(age: int) -> Q:
    """Tours that let a visitor of this age in and have a price for them; an unknown limit is none."""
    offered = VisitorCategory.objects.filter(is_active=True)
    priced = offered.alias(oldest=Coalesce(F("max_age"), age), youngest=Coalesce(F("min_age"), 0)).filter(
        youngest__lte=age, oldest__gte=age
    )
    too_young, too_old = Q(requirements__min_age__gt=age), Q(requirements__max_age__lt=age)
    return Q(pk__in=priced.values("tour")) & ~too_young & ~too_old
