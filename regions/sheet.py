"""Places as dots on the country's sheet, and the parts of the sheet that pages draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from regions.models import Region
from regions.projection import MAP_HEIGHT, MAP_WIDTH, map_point


@dataclass(frozen=True)
class Dot:
    """A dot on the sheet, and what stands there."""

    x: str
    y: str
    words: str


def map_dot(longitude: Decimal, latitude: Decimal, words: str) -> Dot:
    """One dot; its numbers as SVG wants them in every language."""
    x, y = map_point(float(longitude), float(latitude))
    return Dot(f"{x:.1f}", f"{y:.1f}", words)


@dataclass(frozen=True)
class Frame:
    """The part of the sheet that a drawing shows."""

    left: float = 0
    top: float = 0
    width: float = MAP_WIDTH
    height: float = MAP_HEIGHT
    sheet_width: int = MAP_WIDTH
    sheet_height: int = MAP_HEIGHT

    @property
    def part(self) -> bool:
        return self.width < self.sheet_width

    @property
    def view(self) -> str:
        """As SVG's viewBox."""
        return f"{self.left:.1f} {self.top:.1f} {self.width:.1f} {self.height:.1f}"

    @property
    def dot(self) -> str:
        """A dot's radius that looks the same however large the part is."""
        return f"{self.width / 90:.2f}" if self.part else "5"


COUNTRY = Frame()
COUNTRY_BOX = (0.0, 0.0, float(MAP_WIDTH), float(MAP_HEIGHT))
LEAST = 16.0  # units: a closer look would show nothing but a line
SMALL = 40.0  # units: a region below this is hard to find on the whole sheet


def frame_of(region: Region) -> Frame:
    """The region with its neighbours around it, in a frame of 4 to 3."""
    left, top, right, bottom = region.outline_box or COUNTRY_BOX
    width = min(max(right - left, (bottom - top) * 4 / 3, LEAST) * 1.5, MAP_WIDTH)
    height = width * 3 / 4
    return Frame((left + right - width) / 2, (top + bottom - height) / 2, width, height)


def bounding_frame(dots: Sequence[Dot]) -> Frame:
    """All the dots with some country around them, in a frame of 4 to 3."""
    xs, ys = [float(dot.x) for dot in dots], [float(dot.y) for dot in dots]
    width = min(max(max(xs) - min(xs), (max(ys) - min(ys)) * 4 / 3, LEAST) * 1.5, MAP_WIDTH)
    height = width * 3 / 4
    return Frame((min(xs) + max(xs) - width) / 2, (min(ys) + max(ys) - height) / 2, width, height)


def highlight_circle(region: Region) -> Dot | None:
    """What draws the eye to a region that is small on the whole sheet."""
    left, top, right, bottom = region.outline_box or COUNTRY_BOX
    if max(right - left, bottom - top) > SMALL:
        return None
    return Dot(f"{(left + right) / 2:.1f}", f"{(top + bottom) / 2:.1f}", str(region))
