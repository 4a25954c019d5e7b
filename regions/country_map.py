"""The map of the country: its projection, places as points on it, and the part of it that a page shows.

Albers' equal-area conic projection keeps areas true and meridians straight; with its two standard parallels at 52° and
64° and the central meridian at 100° E the country stands as in a school atlas. Outlines of regions (`Region.outline`)
and points are in the same units, of which the map is 700 wide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import cos, radians, sin, sqrt
from typing import Any, ClassVar, NamedTuple, Protocol

CENTRAL_MERIDIAN = 100.0
_PHI_1, _PHI_2, _PHI_0 = radians(52), radians(64), radians(56)
_N = (sin(_PHI_1) + sin(_PHI_2)) / 2
_C = cos(_PHI_1) ** 2 + 2 * _N * sin(_PHI_1)
_RHO_0 = sqrt(_C - 2 * _N * sin(_PHI_0)) / _N

MAP_WIDTH, MAP_HEIGHT = 700, 388
# How the projected plane (in radii of the Earth) lies on the map: the country from edge to edge, 4 units of margin.
_SCALE, _LEFT, _TOP = 549.09, -0.68917, 0.55194

MIN_FRAME = 16.0  # units: a closer look would show nothing but a line
SMALL_REGION = 40.0  # units: a region below this is hard to find on the whole map


class Point(NamedTuple):
    """A point on the map, from its top left corner."""

    x: float
    y: float


@lru_cache(maxsize=2000)  # pages show the same places again and again
def map_point(longitude: float | Decimal, latitude: float | Decimal) -> Point:
    """Project a place onto the map."""
    rho = sqrt(_C - 2 * _N * sin(radians(latitude))) / _N
    theta = _N * radians(_unwrapped(float(longitude)) - CENTRAL_MERIDIAN)
    x, y = rho * sin(theta), _RHO_0 - rho * cos(theta)
    return Point(round((x - _LEFT) * _SCALE, 1), round((_TOP - y) * _SCALE, 1))


def map_points(places: Iterable[Any]) -> list[Point]:
    """Return the points of those places whose `longitude` and `latitude` are known."""
    return [
        map_point(place.longitude, place.latitude)
        for place in places
        if place.longitude is not None and place.latitude is not None
    ]


def _unwrapped(longitude: float) -> float:
    """Longitudes west of 180° that belong to Chukotka count on past it, so that the country is one body."""
    return longitude + 360 if longitude < CENTRAL_MERIDIAN - 180 else longitude


@dataclass(frozen=True)
class Frame:
    """The part of the map that a drawing shows."""

    left: float = 0
    top: float = 0
    width: float = MAP_WIDTH
    height: float = MAP_HEIGHT
    map_width: ClassVar[int] = MAP_WIDTH
    map_height: ClassVar[int] = MAP_HEIGHT

    @property
    def is_part(self) -> bool:
        return self.width < MAP_WIDTH

    @property
    def view_box(self) -> str:
        """As SVG's viewBox."""
        return f"{self.left:.1f} {self.top:.1f} {self.width:.1f} {self.height:.1f}"

    @property
    def dot_radius(self) -> str:
        """A dot's radius that looks the same however large the part is."""
        return f"{self.width / 90:.2f}" if self.is_part else "5"


COUNTRY = Frame()


class Outlined(Protocol):
    """A region's row."""

    @property
    def outline_box(self) -> list[float]: ...


def bounding_box(region: Outlined) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the region's outline; of the whole map where there is none."""
    left, top, right, bottom = region.outline_box or (0, 0, MAP_WIDTH, MAP_HEIGHT)
    return left, top, right, bottom


def region_frame(region: Outlined) -> Frame:
    """The region with its neighbours around it."""
    return _frame_around(*bounding_box(region))


def points_frame(points: Sequence[Point]) -> Frame:
    """All the points with some country around them."""
    xs, ys = [point.x for point in points], [point.y for point in points]
    return _frame_around(min(xs), min(ys), max(xs), max(ys))


def _frame_around(left: float, top: float, right: float, bottom: float) -> Frame:
    """A frame of 4 to 3, half as large again as the box."""
    width = min(max(right - left, (bottom - top) * 4 / 3, MIN_FRAME) * 1.5, MAP_WIDTH)
    height = width * 3 / 4
    return Frame((left + right - width) / 2, (top + bottom - height) / 2, width, height)


def highlight_centre(region: Outlined) -> Point | None:
    """The middle of the circle that draws the eye to a region which is small on the whole map; None for others."""
    left, top, right, bottom = bounding_box(region)
    if max(right - left, bottom - top) > SMALL_REGION:
        return None
    return Point(round((left + right) / 2, 1), round((top + bottom) / 2, 1))
