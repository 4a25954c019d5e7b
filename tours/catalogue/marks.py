"""What a search finds as marks on the map: a mark for each city, and one for cities that would lie upon each other."""

from collections.abc import Mapping
from math import hypot
from typing import Any, NamedTuple

from django.db.models import Avg, FloatField, QuerySet

from accelerator.base.common.prepared import prepared
from regions.country_map import COUNTRY, Frame, Point, map_point, points_frame
from regions.enterprises.models import Site
from tours.catalogue.filters import CITY

_APART = 1 / 10  # of the frame's width: closer marks become one, so that a finger can tell them apart


class Mark(NamedTuple):
    """Where, how many tours, and in which cities, by what addresses call them: the one with most comes first."""

    at: Point
    tours: int
    cities: tuple[str, ...]
    place: tuple[float, float]  # latitude and longitude


class _City(NamedTuple):
    named: str
    north: float | None
    east: float | None


@prepared(_City)
def _cities(_the: Any) -> QuerySet:
    north, east = (Avg(name, output_field=FloatField()) for name in ("latitude", "longitude"))
    sites = Site.objects.annotate(named=CITY).order_by()
    return sites.values("named").annotate(north=north, east=east)


def marks_of(tours: Mapping[str, int]) -> tuple[Frame, list[Mark]]:
    """Return the part of the country that shows these cities, of which so many tours are in each, and their marks.

    Cities of which no site's place is known are left out.
    """
    known = {named: (north, east) for named, north, east in _cities() if north is not None and east is not None}
    alone = [
        Mark(map_point(known[name][1], known[name][0]), count, (name,), known[name])
        for name, count in sorted(tours.items(), key=lambda one: (-one[1], one[0]))
        if count and name in known
    ]
    frame = points_frame([mark.at for mark in alone]) if alone else COUNTRY
    return frame, _joined(alone, frame.width * _APART)


def _joined(marks: list[Mark], apart: float) -> list[Mark]:
    """Each mark that is too near to a larger one joins it."""
    joined: list[Mark] = []
    for mark in marks:
        for number, other in enumerate(joined):
            if hypot(other.at.x - mark.at.x, other.at.y - mark.at.y) < apart:
                joined[number] = other._replace(tours=other.tours + mark.tours, cities=other.cities + mark.cities)
                break
        else:
            joined.append(mark)
    return joined
