"""How long the way between two sites takes: their distance, a factor and a speed for each kind of transport."""

from collections.abc import Iterable, Mapping
from itertools import combinations
from math import asin, ceil, cos, radians, sin, sqrt
from typing import NamedTuple

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

EARTH_KM = 6371.0
STEP = 5  # minutes: a way is no more exact than that


class Transport(TextChoices):
    """How a party gets from one stop to the next."""

    CAR = "car", pgettext_lazy("transport", "By car")
    TRANSIT = "transit", pgettext_lazy("transport", "By bus or train")
    WALK = "walk", pgettext_lazy("transport", "On foot")


class Point(NamedTuple):
    """Where a site is; both are None where that is not known."""

    latitude: float | None
    longitude: float | None


def distance_km(one: Point, other: Point) -> float | None:
    """Return the distance as the crow flies; None where a place is not known."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    north, south = radians(one.latitude), radians(other.latitude)
    half = sin((south - north) / 2) ** 2
    half += cos(north) * cos(south) * sin(radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def way_minutes(one: Point, other: Point, by: Transport) -> int:
    """Return the minutes from one place to another, up to the next STEP: 0 within one, WAY_UNKNOWN_MINUTES where one is
    not known.
    """
    km = distance_km(one, other)
    if km is None:
        return settings.WAY_UNKNOWN_MINUTES
    if one == other:
        return 0
    minutes = km * settings.WAY_BENDS[by] / 100 / settings.WAY_SPEEDS[by] * 60 + settings.WAY_START_MINUTES[by]
    return ceil(round(minutes, 6) / STEP) * STEP


def ways_between(places: Mapping[int, Point], by: Transport) -> dict[tuple[int, int], int]:
    """Return the way between any two of these places, by both of their keys, the lower first."""
    pairs: Iterable[tuple[int, int]] = combinations(sorted(places), 2)
    return {pair: way_minutes(places[pair[0]], places[pair[1]], by) for pair in pairs}
