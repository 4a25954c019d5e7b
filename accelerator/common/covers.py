"""Covers drawn from an industry and a seed: always the same drawing for the same enterprise, about 0.4 KB compressed.

White lines on the industry's colour, and in each drawing one amber light. Colours come from the classes `accent-…`,
`cover__…` (static/css), never from style attributes, so that themes, print and forced colours can change them.
No ids inside: the same cover may stand on a page twice.
"""

import hashlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise
from math import cos, hypot, pi, sin
from random import Random

from django.utils.html import escape

WIDTH, HEIGHT = 320, 180
Family = Callable[[Random], str]


def _n(value: float) -> str:
    """A coordinate as short as it can be: whole or with one decimal."""
    return "0" if abs(value) < 0.05 else f"{value:.1f}".removesuffix(".0")


def _line(points: Iterable[tuple[float, float]], closed: bool = False) -> str:
    """Points as path data, each step relative to the last, which compresses well."""
    data, last = "", None
    for x, y in ((round(x, 1), round(y, 1)) for x, y in points):
        data += f"M{_n(x)} {_n(y)}" if last is None else f"l{_n(x - last[0])} {_n(y - last[1])}"
        last = (x, y)
    return data + ("z" if closed else "")


def _ink(data: str, width: float = 1.5, opacity: float = 1, extra: str = "") -> str:
    shade = f' opacity="{_n(opacity)}"' if opacity < 1 else ""
    return f'<path class="cover__ink" stroke-width="{_n(width)}"{shade}{extra} d="{data}"/>'


def _ring(x: float, y: float, r: float, width: float = 1.5, opacity: float = 1, extra: str = "") -> str:
    shade = f' opacity="{_n(opacity)}"' if opacity < 1 else ""
    return (
        f'<circle class="cover__ink" cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" stroke-width="{_n(width)}"{shade}{extra}/>'
    )


def _light(x: float, y: float, r: float) -> str:
    return f'<circle class="cover__mark" cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}"/>'


def _polygon(x: float, y: float, r: float, corners: int, turn: float = 0) -> list[tuple[float, float]]:
    return [
        (x + r * cos(turn + 2 * pi * k / corners), y + r * sin(turn + 2 * pi * k / corners)) for k in range(corners)
    ]


def _metal(rnd: Random) -> str:
    """Billets stacked by their ends, one of them still glowing."""
    side, gap = rnd.choice(((30, 8), (36, 8), (42, 10)))
    step = side + gap
    shift = rnd.randrange(0, step)
    boxes, inner = "", ""
    rows = range(-1, HEIGHT // step + 1)
    places = []
    for row in rows:
        for column in range(-1, WIDTH // step + 2):
            x, y = column * step - shift + (row % 2) * step // 2, row * step + shift // 2
            boxes += f"M{x} {y}h{side}v{side}h-{side}z"
            if rnd.random() < 0.35:
                inner += f"M{x + side // 4} {y + side // 4}h{side // 2}v{side // 2}h-{side // 2}z"
            if 60 < x < 240 and 30 < y < 120:
                places.append((x, y))
    x, y = rnd.choice(places)
    glow = f'<path class="cover__mark" d="M{x} {y}h{side}v{side}h-{side}z"/>'
    return _ink(boxes, 1.5, 0.55) + _ink(inner, 1.5, 0.9) + glow


def _food(rnd: Random) -> str:
    """Ears of grain, leaning in the wind."""
    body = ""
    count = rnd.randint(6, 8)
    lit = rnd.randrange(1, count - 1)
    for k in range(count):
        x, lean, top = (k + 0.5) * WIDTH / count, rnd.uniform(4, 22), rnd.uniform(20, 60)
        stem = f"M{_n(x)} 180Q{_n(x)} 110 {_n(x + lean)} {_n(top)}"
        grains = ""
        for g in range(7):
            t = g / 7 * 0.55
            gx, gy = x + lean * (1 - t) ** 2, top + (180 - top) * t * 0.9
            grains += f"M{_n(gx)} {_n(gy + 9)}q-9-3-8-12q8 3 8 12q0-9 8-12q1 9-8 12"
        body += _ink(stem + grains, 1.4, 0.95 if k == lit else 0.55)
        if k == lit:
            body += _light(x + lean, top - 6, 5)
    return body


def _textile(rnd: Random) -> str:
    """Plain or twill weave seen close by."""
    step, shift = rnd.choice((20, 24, 28)), rnd.choice((1, 2))
    period = rnd.choice((2, 3, 4))
    warp = weft = ""
    for row in range(HEIGHT // step + 1):
        for column in range(WIDTH // step + 1):
            x, y = column * step + step // 2, row * step + step // 2
            if (column + row * shift) % period:
                warp += f"M{x} {y - step // 2 + 2}v{step - 4}"
            else:
                weft += f"M{x - step // 2 + 2} {y}h{step - 4}"
    row, column = rnd.randint(2, HEIGHT // step - 2), rnd.randint(3, WIDTH // step - 3)
    thread = f'<path class="cover__light" stroke-width="{step // 3}" d="M0 {row * step + step // 2}h{column * step}"/>'
    return _ink(warp, step // 3, 0.35) + thread + _ink(weft, step // 3, 0.9)


def _chemistry(rnd: Random) -> str:
    """A molecule growing over a hexagonal lattice."""
    r = rnd.choice((22, 26, 30))
    lattice, bold = "", ""
    wide, high = r * 3**0.5, r * 1.5
    nodes: list[tuple[float, float]] = []
    for row in range(-1, int(HEIGHT / high) + 2):
        for column in range(-1, int(WIDTH / wide) + 2):
            x, y = column * wide + (row % 2) * wide / 2, row * high
            corners = _polygon(x, y, r, 6, pi / 6)
            lattice += _line([*corners[:4]])
            if rnd.random() < 0.16 and 20 < x < 300 and 20 < y < 160:
                bold += _line(corners, closed=True)
                nodes.append(corners[rnd.randrange(6)])
    if not nodes:
        corners = _polygon(wide * 3, high * 2, r, 6, pi / 6)
        bold, nodes = _line(corners, closed=True), [corners[0]]
    atoms = "".join(f'<circle class="cover__fill" cx="{_n(x)}" cy="{_n(y)}" r="4.5"/>' for x, y in nodes[1:])
    return _ink(lattice, 1, 0.35) + _ink(bold, 2.5) + atoms + _light(*nodes[0], 7)


def _wood(rnd: Random) -> str:
    """The rings of a log, sawn through."""
    x, y = rnd.uniform(70, 250), rnd.uniform(50, 130)
    squash, phase = rnd.uniform(0.82, 1), rnd.uniform(0, 6)
    points = []
    for k in range(10):
        a = 2 * pi * k / 10
        wave = 100 * (1 + 0.07 * sin(3 * a + phase) + 0.04 * sin(2 * a))
        points.append((round(wave * cos(a)), round(wave * squash * sin(a))))
    # Curves from middle to middle with the points as their handles. Every ring is the same path at its own scale:
    # longer than numbers of its own, but compression makes nothing of it.
    last = (round((points[-1][0] + points[0][0]) / 2), round((points[-1][1] + points[0][1]) / 2))
    data = f"M{last[0]} {last[1]}"
    for p, q in pairwise([*points, points[0]]):
        to = (round((p[0] + q[0]) / 2), round((p[1] + q[1]) / 2))
        data += f"q{p[0] - last[0]} {p[1] - last[1]} {to[0] - last[0]} {to[1] - last[1]}"
        last = to
    body, r, turn = "", 0.1, 0
    while r < 2.7:
        place = (
            f' transform="translate({x:.0f} {y:.0f}) rotate({turn}) scale({r:.2f})" vector-effect="non-scaling-stroke"'
        )
        body += _ink(f"{data}z", rnd.choice((1, 1, 2.5)), 0.6, place)
        r += rnd.uniform(0.14, 0.25)
        turn += rnd.randint(-3, 5)
    split = rnd.uniform(0, 2 * pi)
    crack = _line([(x, y), (x + 60 * cos(split), y + 60 * squash * sin(split))])
    return body + _ink(crack, 2) + _light(x, y, 5)


def _auto(rnd: Random) -> str:
    """Gears in mesh: teeth are dashes on a circle."""
    body = ""
    tooth = 7
    small, big = sorted((rnd.randint(5, 7), rnd.randint(8, 10)))
    third = rnd.randint(4, 6)
    x, y, angle = rnd.uniform(100, 140), rnd.uniform(70, 110), rnd.uniform(-0.7, 0.2)

    def gear(cx: float, cy: float, size: int, opacity: float) -> str:
        pitch = tooth * size * 2 / pi
        dash = f' stroke-dasharray="{_n(pitch * 2 * pi / (size * 4))}"'
        return (
            _ring(cx, cy, pitch + 4, 9, opacity, dash) + _ring(cx, cy, pitch, 2, opacity)
            + _ring(cx, cy, pitch * 0.55, 1.5, opacity * 0.7) + _ring(cx, cy, 6, 2, opacity)
        )  # fmt: skip

    def radius(size: int) -> float:
        return tooth * size * 2 / pi + 5

    reach = radius(big) + radius(small)
    x2, y2 = x + reach * cos(angle), y + reach * sin(angle)
    reach3 = radius(small) + radius(third)
    x3, y3 = x2 + reach3 * cos(angle + 1), y2 + reach3 * sin(angle + 1)
    axes = f"M{_n(x)} {_n(y)}L{_n(x2)} {_n(y2)}L{_n(x3)} {_n(y3)}"
    body += gear(x, y, big, 0.9) + gear(x2, y2, small, 0.65) + gear(x3, y3, third, 0.45)
    centre = f"M0 {_n(y)}h320M{_n(x)} 0v180"
    return _ink(centre, 1, 0.3, ' stroke-dasharray="14 4 2 4"') + _ink(axes, 1, 0.5) + body + _light(x2, y2, 4)


def _energy(rnd: Random) -> str:
    """Three phases of a current, running across."""
    high, length = rnd.uniform(34, 56), rnd.choice((80, 106.7, 160))
    base, body = 90, ""
    start = rnd.uniform(0, length)
    for phase in range(6):
        x = -start - length + phase * length / 6
        quarter = length / 4
        data = f"M{_n(x)} {base}"
        wave = f"q{_n(quarter)}-{_n(high * 2)} {_n(quarter * 2)} 0t{_n(quarter * 2)} 0"
        data += wave * (int((WIDTH + start + length) / length) + 1)
        body += _ink(data, 2.5 if phase % 2 == 0 else 1, 0.9 if phase == 0 else 0.5 if phase % 2 == 0 else 0.3)
    grid = "".join(f"M{k * 40} 0v180" for k in range(1, 8)) + f"M0 {base}h320"
    return _ink(grid, 1, 0.22) + body + _light(rnd.choice((80, 120, 160, 200, 240)), base, 6)


def _porcelain(rnd: Random) -> str:
    """A painted plate: a rosette within rims."""
    x, y, petals = rnd.uniform(120, 200), rnd.uniform(80, 105), rnd.choice((6, 8, 10, 12))
    r, fat = rnd.uniform(40, 52), rnd.uniform(12, 20)
    petal = f"M{_n(x)} {_n(y)}q{_n(fat)}-{_n(r / 2)} 0-{_n(r)}q-{_n(fat)} {_n(r / 2)} 0 {_n(r)}"
    turned = "".join(
        _ink(petal, 1.5, 1, f' transform="rotate({k * 360 // petals} {_n(x)} {_n(y)})"') for k in range(petals)
    )
    beads = f' stroke-dasharray="0 {_n(2 * pi * (r + 16) / (petals * 4))}" stroke-linecap="round"'
    rims = "".join(
        _ring(x, y, r + d, w, o) for d, w, o in ((8, 1, 0.8), (24, 1, 0.8), (54, 2, 0.9), (60, 1, 0.5), (110, 1, 0.3))
    )
    scallops = f' stroke-dasharray="{_n(2 * pi * (r + 40) / (petals * 4))}"'
    return (
        rims + _ring(x, y, r + 16, 5, 0.9, beads) + _ring(x, y, r + 40, 12, 0.35, scallops) + turned + _light(x, y, 7)
    )


def _jewellery(rnd: Random) -> str:
    """A stone's facets, drawn from above as its cutter draws them."""
    x, y, corners = rnd.uniform(120, 200), rnd.uniform(84, 96), rnd.choice((8, 10, 12))
    turn = rnd.uniform(0, pi)
    table, girdle = _polygon(x, y, 34, corners, turn), _polygon(x, y, 82, corners, turn)
    between = _polygon(x, y, 58, corners, turn + pi / corners)
    facets = _line(table, True) + _line(girdle, True)
    for k in range(corners):
        facets += _line([table[k], between[k], table[(k + 1) % corners]])
        facets += _line([girdle[k], between[k], girdle[(k + 1) % corners]])
    rays = "".join(
        _line([(x + (p[0] - x) * 1.12, y + (p[1] - y) * 1.12), (x + (p[0] - x) * 3, y + (p[1] - y) * 3)])
        for p in girdle
    )
    lit = rnd.randrange(corners)
    triangle = _line([table[lit], between[lit], table[(lit + 1) % corners]], True)
    return _ink(rays, 1, 0.3) + f'<path class="cover__mark" d="{triangle}"/>' + _ink(facets, 1.5, 0.9)


def _agro(rnd: Random) -> str:
    """Furrows running to the horizon, and the sun over them."""
    horizon, vanish = rnd.uniform(58, 84), rnd.uniform(80, 240)
    furrows = "".join(f"M{_n(vanish + (k - 10) * 3)} {_n(horizon)}L{_n(vanish + (k - 10) * 46)} 180" for k in range(21))
    hills = f"M0 {_n(horizon)}q80-{_n(rnd.uniform(14, 34))} 160 0t160 0"
    sun = rnd.uniform(50, 270)
    rows = "".join(f"M0 {_n(horizon + d)}h320" for d in (6, 18, 40, 78))
    return (
        _light(sun, horizon - 26, 16) + _ring(sun, horizon - 26, 24, 1, 0.5) + _ring(sun, horizon - 26, 34, 1, 0.3)
        + _ink(hills, 1.5, 0.6) + _ink(f"M0 {_n(horizon)}h320", 2) + _ink(furrows, 1.5, 0.6) + _ink(rows, 1, 0.3)
    )  # fmt: skip


def _aero(rnd: Random) -> str:
    """Air flowing round a wing's section."""
    x, y, chord, thick = rnd.uniform(60, 90), rnd.uniform(86, 104), rnd.uniform(150, 190), rnd.uniform(16, 26)
    nose = f"c6-{_n(thick * 1.5)} {_n(chord * 0.4)}-{_n(thick * 1.5)} {_n(chord)} 6"
    belly = f"c-{_n(chord * 0.5)} 6-{_n(chord * 0.9)} 14-{_n(chord)}-6z"
    wing = f"M{_n(x)} {_n(y)}{nose}{belly}"
    lines = ""
    for k in range(-5, 6):
        if k:
            far = abs(k) * 15
            bend = (thick * 1.5 + 10) / (1 + abs(k) * 0.5) * (1 if k > 0 else -1) * (0.45 if k > 0 else 1)
            level = y + (far if k > 0 else -far) * (1 if k < 0 else 0.95)
            crest = f"{_n(x)} {_n(level + bend)} {_n(x + chord * 0.35)} {_n(level + bend)}"
            lines += f"M0 {_n(level)}C{_n(x)} {_n(level)} {crest}S{_n(x + chord)} {_n(level + 4)} 320 {_n(level + 6)}"
    chordline = f"M{_n(x - 24)} {_n(y)}h{_n(chord + 60)}M{_n(x + chord * 0.3)} {_n(y - 60)}v120"
    return (
        _ink(lines, 1.5, 0.5) + _ink(chordline, 1, 0.5, ' stroke-dasharray="14 4 2 4"')
        + _ink(wing, 2.5) + _light(x + chord * 0.3, y, 5)
    )  # fmt: skip


def _print(rnd: Random) -> str:
    """A halftone screen swelling from one corner; a dot is a dash of no length with round ends."""
    step, x, y = rnd.choice((14, 16, 18)), rnd.uniform(0, WIDTH), rnd.choice((0, HEIGHT))
    steps = (1.5, 3, 5, 7, 9, 11)
    drawn: dict[float, str] = {}
    reach = hypot(WIDTH, HEIGHT) * rnd.uniform(0.75, 0.95)
    for row in range(HEIGHT // step + 1):
        last: dict[float, float] = {}
        py = row * step + step // 2
        for column in range(WIDTH // step + 1):
            px = column * step + (row % 2) * step // 2
            level = max(0.0, 1 - hypot(px - x, py - y) / reach)
            size = min(steps[min(len(steps) - 1, int(level * len(steps)))], step - 3)
            drawn[size] = drawn.get(size, "") + (f"m{px - last[size]} 0h0" if size in last else f"M{px} {py}h0")
            last[size] = px
    body = "".join(_ink(data, size, 0.9, ' stroke-linecap="round"') for size, data in sorted(drawn.items()))
    far = round(WIDTH * (0.3 if x > WIDTH / 2 else 0.7) / step) * step
    return body + _light(far + step // 2, 5 * step + step // 2, step // 2 + 1)


FAMILIES: dict[str, Family] = {
    "metal": _metal, "food": _food, "textile": _textile, "chemistry": _chemistry, "wood": _wood, "auto": _auto,
    "energy": _energy, "porcelain": _porcelain, "jewellery": _jewellery, "agro": _agro, "aero": _aero, "print": _print,
}  # fmt: skip


@lru_cache(maxsize=1024)  # a page of the catalogue has 24, drawn in about 10 ms; each is some 2 KB
def cover_svg(industry: str, seed: str, label: str = "") -> str:
    """The cover as inline SVG: decorative, or with a label an image of its own. An unknown industry is a KeyError."""
    digest = hashlib.blake2b(f"{industry}:{seed}".encode(), digest_size=8).digest()
    drawing = FAMILIES[industry](Random(int.from_bytes(digest)))  # noqa: S311 - a drawing, not a secret
    words = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    frame = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMidYMid slice"'
    return (
        f'<svg class="cover accent-{industry}" {frame} {words}>'
        f'<path class="cover__bg" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>{drawing}</svg>'
    )
