"""How far tours are from a place: from a city that tours are in, or from where somebody stands.

Distances are as the crow flies, on a sphere; a place is told to a hundredth of a degree, which is about a kilometre.
"""

import re
from math import asin, cos, radians, sin, sqrt
from typing import Any, NamedTuple, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Avg, F, FloatField, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import ASin, Cast, Cos, Least, Power, Radians, Sin, Sqrt

from accelerator.base.common.i18n import FALLBACK
from accelerator.base.common.prepared import prepared
from regions.enterprises.models import Site

REACHES = (50, 100, 200, 400)  # km
USUAL_REACH = 100  # km, where nothing else is said
_DIAMETER = 12_742  # km, of the Earth
_COORDINATES = re.compile(r"(-?\d{1,2}(?:\.\d{1,9})?),(-?\d{1,3}(?:\.\d{1,9})?)", re.ASCII)


class Spot(NamedTuple):
    """A point on the Earth in degrees: north and east are positive. Of a prepared read, expressions."""

    latitude: Any
    longitude: Any

    @classmethod
    def of(cls, text: str) -> Self | None:
        """Read «54.51,36.26»; None for anything else, and for what is on no globe."""
        found = _COORDINATES.fullmatch(text)
        if not found:
            return None
        latitude, longitude = (round(float(part), 2) for part in found.groups())
        return cls(latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None

    def km_to(self, latitude: float, longitude: float) -> float:
        """The distance to a point, as `distance` has it."""
        ours, theirs = radians(self.latitude), radians(latitude)
        across = radians(longitude - self.longitude)
        half = sin((theirs - ours) / 2) ** 2 + cos(ours) * cos(theirs) * sin(across / 2) ** 2
        return _DIAMETER * asin(min(1.0, sqrt(half)))

    def __str__(self) -> str:
        return f"{self.latitude:.2f},{self.longitude:.2f}"


NOWHERE = Spot(90.0, 0.0)  # for a name that no tour's city bears: at the pole nothing is near


class _Centre(NamedTuple):
    north: float | None
    east: float | None


@prepared(_Centre, city=TextField())
def _centre(the: Any) -> QuerySet:
    sites = Site.objects.annotate(named=KeyTextTransform(FALLBACK, "city")).filter(named=the.city).order_by()
    north, east = (Avg(name, output_field=FloatField()) for name in ("latitude", "longitude"))
    return sites.values("named").annotate(north=north, east=east)


def spot_of(near: str) -> Spot | None:
    """Return the point that an address names: by its coordinates, or the middle of a city's sites. None for neither."""
    if spot := Spot.of(near):
        return spot
    centre = _centre.one(city=near)
    return None if centre is None or centre.north is None else Spot(centre.north, centre.east)


def distance(spot: Spot, site: str = "") -> Any:
    """The distance in km of rows with the coordinates of a site from a spot, by the haversine formula; null without."""
    latitude, longitude = (Cast(F(f"{site}{name}"), FloatField()) for name in ("latitude", "longitude"))
    ours, theirs = Radians(_degrees(spot.latitude)), Radians(latitude)
    across = Radians(longitude - _degrees(spot.longitude))
    half = _half_squared(theirs - ours) + Cos(ours) * Cos(theirs) * _half_squared(across)
    return Value(float(_DIAMETER)) * ASin(Least(Value(1.0), Sqrt(half)))


def within_reach(spot: Spot, km: Any) -> Q:
    """Tours at a site within so many km of the spot."""
    sites = Site.objects.alias(km=distance(spot)).filter(km__lte=km)
    return Q(site__any=ArraySubquery(sites.order_by().values("pk")))


def _degrees(value: Any) -> Any:
    """As an expression, which the coordinates of a prepared read are already."""
    return Value(value, FloatField()) if isinstance(value, float) else value


def _half_squared(angle: Any) -> Any:
    return Power(Sin(angle / Value(2.0)), Value(2.0))
