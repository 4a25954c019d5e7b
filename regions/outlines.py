"""Outlines of regions for the map: projected, simplified and written as SVG paths.

A border belongs to two regions. It is cut into arcs where three or more meet, each arc is simplified once, whichever
region comes first, and both neighbours get the same line: no gaps, no overlaps.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import hypot
from typing import Any

from regions.projection import map_point

TOLERANCE = 0.7  # units of the map: how far a simplified line may leave the true one
SMALLEST = 0.6  # square units: what is smaller is dropped, unless it is the region's largest piece

Point = tuple[float, float]  # degrees, as in the source
Line = list[Point]


@dataclass(frozen=True)
class Outline:
    """A region's shape on the sheet: SVG path data, and the box around it (left, top, right, bottom)."""

    path: str
    box: tuple[float, float, float, float]


def outlines(features: Iterable[dict[str, Any]]) -> dict[str, Outline]:
    """The outline of each GeoJSON feature, by its id."""
    rings = {feature["id"]: list(_rings(feature["geometry"])) for feature in features}
    junctions = _junctions(ring for own in rings.values() for ring in own)
    arcs: dict[tuple[Point, ...], Line] = {}
    drawn = {}
    for code, own in rings.items():
        shapes = []
        for ring in own:
            outline: Line = []
            for arc in _arcs(ring, junctions):
                outline += _simplified(arc, arcs)[:-1]
            shapes.append([(round(x, 1), round(y, 1)) for x, y in (_projected(point) for point in outline)])
        drawn[code] = _outline(shapes)
    return drawn


def _rings(geometry: dict[str, Any]) -> Iterator[Line]:
    """Every ring of a Polygon or a MultiPolygon, holes too, without the repeated last point."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        for ring in polygon:
            yield [(lon, lat) for lon, lat, *_ in ring[:-1]]


def _junctions(rings: Iterable[Line]) -> set[Point]:
    """Points where borders meet: those that have more than two neighbours over all rings."""
    neighbours: dict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for before, point, after in zip([ring[-1], *ring[:-1]], ring, [*ring[1:], ring[0]], strict=True):
            neighbours[point] |= {before, after}
    return {point for point, around in neighbours.items() if len(around) > 2}


def _arcs(ring: Line, junctions: set[Point]) -> Iterator[Line]:
    """The ring cut at its junctions; one without any (an island, an enclave) is cut at its two utmost points."""
    cuts = [index for index, point in enumerate(ring) if point in junctions]
    if len(cuts) < 2:
        first = cuts[0] if cuts else ring.index(min(ring))
        far = max(range(len(ring)), key=lambda index: (_distance(ring[first], ring[index]), ring[index]))
        cuts = sorted({first, far})
    for start, end in zip(cuts, [*cuts[1:], cuts[0] + len(ring)], strict=True):
        yield [ring[index % len(ring)] for index in range(start, end + 1)]


def _simplified(arc: Line, known: dict[tuple[Point, ...], Line]) -> Line:
    """The arc with fewer points, the same whichever way it is walked."""
    backwards = arc[::-1] < arc
    key = tuple(arc[::-1] if backwards else arc)
    if key not in known:
        known[key] = _douglas_peucker(list(key))
    return known[key][::-1] if backwards else known[key]


def _douglas_peucker(line: Line) -> Line:
    """Douglas and Peucker's: a point stays if the line without it would run further away than the tolerance."""
    flat = [_projected(point) for point in line]
    kept = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        start, end = spans.pop()
        worst, furthest = TOLERANCE, 0
        for index in range(start + 1, end):
            away = _off_the_line(flat[index], flat[start], flat[end])
            if away > worst:
                worst, furthest = away, index
        if furthest:
            kept.add(furthest)
            spans += [(start, furthest), (furthest, end)]
    return [line[index] for index in sorted(kept)]


def _off_the_line(point: Point, start: Point, end: Point) -> float:
    along = (end[0] - start[0], end[1] - start[1])
    length = hypot(*along)
    if not length:
        return _distance(point, start)
    part = ((point[0] - start[0]) * along[0] + (point[1] - start[1]) * along[1]) / length**2
    part = min(1.0, max(0.0, part))
    return _distance(point, (start[0] + part * along[0], start[1] + part * along[1]))


def _distance(one: Point, other: Point) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _projected(point: Point) -> Point:
    return map_point(*point)


def _outline(shapes: list[Line]) -> Outline:
    """The shapes worth drawing as one path, the largest first."""
    by_size = sorted(((_area(shape), shape) for shape in shapes), key=lambda pair: -pair[0])
    kept = [shape for index, (area, shape) in enumerate(by_size) if index == 0 or area >= SMALLEST]
    xs, ys = ([point[axis] for shape in kept for point in shape] for axis in (0, 1))
    return Outline("".join(map(_path, kept)), (min(xs), min(ys), max(xs), max(ys)))


def _area(shape: Line) -> float:
    closed = zip(shape, [*shape[1:], shape[0]], strict=True)
    return abs(sum(one[0] * two[1] - two[0] * one[1] for one, two in closed)) / 2


def _path(shape: Line) -> str:
    """A closed line as SVG path data: steps relative to the last point, with no sign or space that can be left out."""
    data, last = "", (0.0, 0.0)
    apart = [point for point, before in zip(shape, [None, *shape], strict=False) if point != before]
    for index, point in enumerate(apart):
        step = (round(point[0] - last[0], 1), round(point[1] - last[1], 1))
        data += ("M", "l")[index] if index < 2 else ""
        for number in step:
            text = _number(number)
            parted = data[-1:].isalpha() or text[0] == "-" or (text[0] == "." and "." in data[-2:])
            data += text if parted else f" {text}"
        last = point
    return f"{data}z"


def _number(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    text = "0" if text == "-0" else text
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
