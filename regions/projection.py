"""The map's sheet: an equal-area conic projection of the country onto 700 units of width.

Albers' projection keeps areas true and meridians straight; with its two standard parallels at 52° and 64° and the
central meridian at 100° E the country stands as in a school atlas. Nothing here asks the database: a site's dot and a
region's outline fall onto the same sheet.
"""

from math import cos, radians, sin, sqrt

CENTRAL_MERIDIAN = 100.0
_PHI_1, _PHI_2, _PHI_0 = radians(52), radians(64), radians(56)
_N = (sin(_PHI_1) + sin(_PHI_2)) / 2
_C = cos(_PHI_1) ** 2 + 2 * _N * sin(_PHI_1)
_RHO_0 = sqrt(_C - 2 * _N * sin(_PHI_0)) / _N

MAP_WIDTH, MAP_HEIGHT = 700, 388
# How the projected plane (in radii of the Earth) lies on the sheet: the country from edge to edge, 4 units of margin.
_SCALE, _LEFT, _TOP = 549.09, -0.68917, 0.55194


def plane(longitude: float, latitude: float) -> tuple[float, float]:
    """The projected point in radii of the Earth, north up."""
    rho = sqrt(_C - 2 * _N * sin(radians(latitude))) / _N
    theta = _N * radians(unwrapped(longitude) - CENTRAL_MERIDIAN)
    return rho * sin(theta), _RHO_0 - rho * cos(theta)


def unwrapped(longitude: float) -> float:
    """Longitudes west of 180° that belong to Chukotka count on past it, so that the country is one body."""
    return longitude + 360 if longitude < CENTRAL_MERIDIAN - 180 else longitude


def map_point(longitude: float, latitude: float) -> tuple[float, float]:
    """Where a place lies on the sheet, from its top left corner."""
    x, y = plane(longitude, latitude)
    return (x - _LEFT) * _SCALE, (_TOP - y) * _SCALE
