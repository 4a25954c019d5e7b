"""The strictest of several tours' requirements: who fits a route has to fit every stop."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tours.models import VisitRequirements
from tours.requirements import requirements_of
from tours.routes.models import RouteStop

_V = VisitRequirements
# From the mildest to the strictest.
_ORDERS: dict[str, Sequence[str]] = {
    "admission": (_V.Admission.BOTH, _V.Admission.INDIVIDUALS, _V.Admission.GROUPS),
    "foreigners": (_V.Foreigners.ADMITTED, _V.Foreigners.ON_REQUEST, _V.Foreigners.NOT_ADMITTED),
    "footwear": (_V.Footwear.ANY, _V.Footwear.CLOSED, _V.Footwear.CLOSED_FLAT),
    "photo_policy": (
        _V.PhotoPolicy.FREE, _V.PhotoPolicy.MARKED_POINTS, _V.PhotoPolicy.ON_REQUEST, _V.PhotoPolicy.BANNED,
    ),
    "phones": (_V.Phones.ALLOWED, _V.Phones.SILENT, _V.Phones.LOCKER),
    "noise": _V.Noise.values,
    "heat": _V.Heat.values,
    "wheelchair": _V.Wheelchair.values,
    "blind_support": _V.Support.values,
    "deaf_support": _V.Support.values,
}  # fmt: skip
_HIGHEST = (
    "min_age", "min_age_unaccompanied", "group_min", "lead_time_days", "lead_time_days_foreign", "list_freeze_hours",
    "arrive_minutes_before", "school_grade_from",
)  # fmt: skip
_LOWEST = ("max_age", "group_max", "children_per_chaperone", "school_grade_to")
_SUMS = ("walking_metres", "stairs_steps")
_ANY = ("guardian_consent", "height_work", "dust", "alcohol_18")
_UNION = ("identity_documents", "pass_office_data", "ppe_provided", "ppe_to_bring")


def strictest(stops: Iterable[RouteStop]) -> VisitRequirements:
    """Requirements, not stored, that somebody who fits every stop fulfils; what no stop states stays unknown.

    Texts are left out: what an enterprise wrote about itself stands on its tour's page.
    """
    each = [requirements_of(stop.tour) for stop in stops]
    merged = VisitRequirements()
    for names, choose in ((_HIGHEST, max), (_LOWEST, min), (_SUMS, sum), (_ANY, any)):
        for name in names:
            setattr(merged, name, _over(each, name, choose))
    for name in _UNION:
        setattr(merged, name, list(dict.fromkeys(value for row in each for value in getattr(row, name))))
    for name, order in _ORDERS.items():
        known = [getattr(row, name) for row in each if getattr(row, name)]
        setattr(merged, name, max(known, key=list(order).index) if known else "")
    return merged


def _over(each: Iterable[VisitRequirements], name: str, choose: Callable[[list[Any]], Any]) -> Any:
    known = [value for row in each if (value := getattr(row, name)) is not None]
    return choose(known) if known else None
