"""Pieces of path data, so that a drawing reads as what it shows."""

import re
from dataclasses import dataclass
from math import cos, pi, sin


@dataclass(frozen=True)
class Drawing:
    """A motif in a box of 100 by 100: the outer shape, the lines on it, and what of it glows.

    The light is an area; with a leading "~" it is a stroke.
    """

    body: str
    line: str
    lit: str

    def short(self) -> "Drawing":
        """The same without the spaces that path data can spare."""
        return Drawing(*(part.replace(" -", "-") for part in (self.body, self.line, self.lit)))

    @property
    def glows_low(self) -> bool:
        """Whether the light is in the lower half."""
        first = re.match(r"~?M-?[\d.]+[ -]([\d.]+)", self.lit)
        return first is not None and float(first[1]) > 50

    def light(self, width: float) -> str:
        """What glows, in amber."""
        if self.lit.startswith("~"):
            return f'<path class="cover__light" stroke-width="{n(width)}" d="{self.lit[1:]}"/>'
        return f'<path class="cover__mark" d="{self.lit}"/>'


def n(value: float) -> str:
    """A coordinate as short as it can be: whole or with one decimal."""
    return "0" if abs(value) < 0.05 else f"{value:.1f}".removesuffix(".0")


def rect(x: float, y: float, width: float, height: float) -> str:
    return f"M{n(x)} {n(y)}h{n(width)}v{n(height)}h{n(-width)}z"


def box(x: float, y: float, width: float, height: float, r: float) -> str:
    """A rectangle with round corners."""
    w, h = width - 2 * r, height - 2 * r
    return (
        f"M{n(x + r)} {n(y)}h{n(w)}q{n(r)} 0 {n(r)} {n(r)}v{n(h)}q0 {n(r)} {n(-r)} {n(r)}h{n(-w)}"
        f"q{n(-r)} 0 {n(-r)} {n(-r)}v{n(-h)}q0 {n(-r)} {n(r)} {n(-r)}z"
    )


def oval(x: float, y: float, rx: float, ry: float, turn: float = 0) -> str:
    dx, dy = rx * cos(turn * pi / 180), rx * sin(turn * pi / 180)
    radii = f"{n(rx)} {n(ry)} {n(turn)} 1 0"
    return f"M{n(x - dx)} {n(y - dy)}a{radii} {n(2 * dx)} {n(2 * dy)} {radii} {n(-2 * dx)} {n(-2 * dy)}z"


def hole(x: float, y: float, r: float) -> str:
    """A circle drawn the other way round: it cuts one out of the shape about it."""
    return oval(x, y, r, r).replace(" 1 0 ", " 1 1 ")


def disc(x: float, y: float, r: float) -> str:
    return oval(x, y, r, r)


def ticks(x: float, y: float, inner: float, outer: float, count: int, start: float = 0, sweep: float = 360) -> str:
    """Short lines round a centre, from `start` degrees clockwise from the right."""
    steps = count if sweep == 360 else count - 1
    data = ""
    for k in range(count):
        a = (start + sweep * k / steps) * pi / 180
        reach = outer - inner
        data += f"M{n(x + inner * cos(a))} {n(y + inner * sin(a))}l{n(reach * cos(a))} {n(reach * sin(a))}"
    return data


def petals(x: float, y: float, length: float, width: float, count: int, start: float = -90) -> str:
    """Leaves that grow from one point."""
    data = ""
    for k in range(count):
        a = (start + 360 * k / count) * pi / 180
        tx, ty = length * cos(a), length * sin(a)
        sx, sy = -width * sin(a), width * cos(a)
        mx, my = tx * 0.55, ty * 0.55
        data += f"M{n(x)} {n(y)}q{n(mx + sx)} {n(my + sy)} {n(tx)} {n(ty)}"
        data += f"q{n(mx - sx - tx)} {n(my - sy - ty)} {n(-tx)} {n(-ty)}z"
    return data


def star(x: float, y: float, outer: float, inner: float, points: int) -> str:
    data = ""
    for k in range(2 * points):
        a, r = pi * k / points - pi / 2, outer if k % 2 == 0 else inner
        data += f"{'L' if k else 'M'}{n(x + r * cos(a))} {n(y + r * sin(a))}"
    return data + "z"


def polygon(x: float, y: float, r: float, corners: int, turn: float = 0) -> str:
    data = ""
    for k in range(corners):
        a = (turn + 360 * k / corners) * pi / 180
        data += f"{'L' if k else 'M'}{n(x + r * cos(a))} {n(y + r * sin(a))}"
    return data + "z"


def scallops(x: float, y: float, r: float, count: int) -> str:
    """A circle whose edge is bows."""
    points = [(x + r * cos(2 * pi * k / count), y + r * sin(2 * pi * k / count)) for k in range(count + 1)]
    bow = n(pi * r / count)
    data = f"M{n(points[0][0])} {n(points[0][1])}"
    for px, py in points[1:]:
        data += f"A{bow} {bow} 0 0 1 {n(px)} {n(py)}"
    return data + "z"


def cube(x: float, y: float, s: float) -> tuple[str, str, str]:
    """A cube seen from a corner above: outline, inner edges, top face; (x, y) is the middle."""
    w, h = s * 0.87, s * 0.5
    outline = f"M{n(x)} {n(y - s)}l{n(w)} {n(h)}v{n(s)}l{n(-w)} {n(h)}l{n(-w)} {n(-h)}v{n(-s)}z"
    edges = f"M{n(x - w)} {n(y - h)}l{n(w)} {n(h)}l{n(w)} {n(-h)}M{n(x)} {n(y)}v{n(s)}"
    top = f"M{n(x)} {n(y - s)}l{n(w)} {n(h)}l{n(-w)} {n(h)}l{n(-w)} {n(-h)}z"
    return outline, edges, top


def ear(x: float, y: float, pairs: int) -> str:
    """An ear of grain, its tip at (x, y)."""
    data = f"M{n(x)} {n(y + 11)}q-6-6 0-13q6 7 0 13z"
    for k in range(pairs):
        gy = y + 19 + k * 9
        data += f"M{n(x)} {n(gy)}q-10-1-10-11q9 0 10 11q1-11 10-11q0 10-10 11z"
    return data
