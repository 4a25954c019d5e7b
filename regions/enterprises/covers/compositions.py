"""How a motif is placed on a cover: each composition takes the drawing and a random generator, and lights it once."""

from collections.abc import Callable
from math import cos, hypot, pi, sin
from random import Random

from regions.enterprises.covers.drawing import Drawing, n

WIDTH, HEIGHT = 320, 180
AXIS = ' stroke-dasharray="14 4 2 4"'
Composition = Callable[[Drawing, Random], str]


def _line(data: str, width: float = 1.2, extra: str = "", faint: bool = True) -> str:
    shade = ' opacity=".5"' if faint else ""
    return f'<path stroke-width="{n(width)}"{shade}{extra} d="{data}"/>'


def _put(
    drawing: Drawing,
    x: float,
    y: float,
    size: float,
    *,
    turn: int = 0,
    flip: bool = False,
    lit: bool = False,
    lines: bool = True,
    faint: bool = False,
) -> str:
    """The motif with its middle at (x, y): lit in amber once a cover, elsewhere in outline, far away without lines."""
    scale = size / 100
    ink = (0.7 + size / 130) / scale
    left, top = x - size / 2, y - size / 2
    place = (
        f"translate({n(left + size if flip else left)} {n(top)})scale({f'-{scale:.2f} ' if flip else ''}{scale:.2f})"
    )
    place += f"rotate({turn} 50 50)" if turn else ""
    shade = ' opacity=".55"' if faint else ""
    drawn = f'<path class="cover__body" stroke-width="{n(ink * 1.6)}" d="{drawing.body}"/>'
    if lit:
        drawn += drawing.lit(ink * 2.2)
    outlines = (drawing.lines if lines else "") + ("" if lit else drawing.light)
    if outlines:
        drawn += f'<path d="{outlines}"/>'
    return f'<g transform="{place}" stroke-width="{n(ink)}"{shade}>{drawn}</g>'


def disc(x: float, y: float, r: float) -> str:
    return f"M{n(x - r)} {n(y)}a{n(r)} {n(r)} 0 1 0 {n(2 * r)} 0 {n(r)} {n(r)} 0 1 0 {n(-2 * r)} 0z"


def ticks(x: float, y: float, inner: float, outer: float, count: int) -> str:
    """Short lines round a centre."""
    angles = [2 * pi * k / count for k in range(count)]
    reach = outer - inner
    return "".join(
        f"M{n(x + inner * cos(a))} {n(y + inner * sin(a))}l{n(reach * cos(a))} {n(reach * sin(a))}" for a in angles
    )


def _tint(data: str) -> str:
    return f'<path class="cover__tint" d="{data}"/>'


def alone(drawing: Drawing) -> str:
    """In the middle of a square of 128."""
    return _put(drawing, 64, 64, 96, lit=True)


def hero(drawing: Drawing, rng: Random) -> str:
    """One, so large that the edge cuts it, before a disc like the sun."""
    right = rng.random() < 0.5
    x, size = (206 if right else 114) + rng.randint(-8, 8), rng.randint(190, 216)
    y = HEIGHT + 4 - size / 2 if drawing.glows_low else size / 2 - 4  # the edge spares the light
    sun = 78 if right else 242
    return (
        _tint(disc(sun, 76, 58)) + _line(disc(sun, 76, 68) + disc(sun, 76, 80) + "M0 172h320")
        + _put(drawing, x, y, size, turn=rng.randint(-8, 8), flip=rng.random() < 0.5, lit=True)
    )  # fmt: skip


def conveyor(drawing: Drawing, rng: Random) -> str:
    """A row on a belt, one of them lit."""
    step, start, chosen = 82, rng.randint(-34, 22), rng.randint(1, 2)
    lamp = start + chosen * step
    body = _tint(f"M{lamp - 14} 0h28l34 134h-96z") + _line(f"M{lamp - 14} 0v8h28V0", 2, faint=False)
    body += _line("M0 137h320M0 155h320", 1.6, faint=False)
    body += _line("M8 146h320", 9, ' stroke-dasharray="0 20"')
    for k in range(5):
        body += _put(drawing, start + k * step, 100, 70, lit=k == chosen, lines=k == chosen, faint=k != chosen)
    return body


def tilted(drawing: Drawing, rng: Random) -> str:
    """A grid that leans, one field of it lit."""
    lean, shift, chosen = rng.choice((-18, -14, 14, 18)), rng.randint(-20, 20), rng.choice(((0, 0), (1, 0), (0, 1)))
    fields = ""
    for row in (-1, 0, 1, 2):
        for column in (-2, -1, 0, 1, 2):
            x, y = 132 + shift + column * 84 + row * 22, 54 + row * 76
            lit = (column, row) == chosen
            tile = f"M{x - 37} {y - 34}h74v68h-74z"
            if lit:
                fields += _tint(tile) + _put(drawing, x, y, 62, lit=True)
            elif -60 < x < 380:
                fields += _put(drawing, x, y, 52, lines=False, faint=True)
    return f'<g transform="rotate({lean} 160 90)">{fields}</g>'


def ring(drawing: Drawing, rng: Random) -> str:
    """Many in a ring round the lit one."""
    count, start = rng.choice((8, 9, 10)), rng.uniform(0, 1)
    body = _tint(disc(160, 90, 60)) + _line(ticks(160, 90, 64, 69, 48) + disc(160, 90, 60))
    for k in range(count):
        a = 2 * pi * (k + start) / count
        body += _put(drawing, 160 + 128 * cos(a), 90 + 74 * sin(a), 38, lines=False, faint=True)
    return body + _put(drawing, 160, 90, 92, flip=rng.random() < 0.5, lit=True)


def depth(drawing: Drawing, rng: Random) -> str:
    """From far to near, along a way."""
    left, chosen = rng.random() < 0.5, rng.choice((2, 2, 3))
    places = [(34, 70, 46), (84, 82, 70), (150, 96, 108), (256, 112, 168)]
    vanish = 0 if left else WIDTH
    body = _line("".join(f"M{vanish} 62L{abs(vanish - WIDTH)} {y}" for y in (98, 130, 176, 250)) + "M0 62h320")
    for k, (x, y, size) in enumerate(places):
        at = x if left else WIDTH - x
        body += _put(drawing, at, y, size, flip=not left, lit=k == chosen, lines=k > 1, faint=k < 2)
    return body


def shelf(drawing: Drawing, rng: Random) -> str:
    """Two shelves full, the lamp over one."""
    boards = "M0 84h320v6H0zM0 170h320v6H0z"
    body = f'<path class="cover__body" stroke-width="1.6" d="{boards}"/>'
    chosen, start = (rng.choice((0, 1)), rng.choice((1, 2))), rng.randint(22, 46)
    for row, floor in enumerate((84, 170)):
        for column in range(5):
            x, size = start + column * 74 - row * 34, rng.choice((50, 58, 66))
            lit = (row, column) == chosen
            if lit:
                size = 74
                body += _tint(disc(x, floor - 40, 44))
            body += _put(drawing, x, floor - size / 2 - 1, size, lit=lit, lines=lit, faint=not lit)
    return body


def halftone(drawing: Drawing, rng: Random) -> str:
    """A screen of dots that swell from a corner, as in print, and the motif on it."""
    corner, step = (rng.choice((0, WIDTH)), rng.choice((0, HEIGHT))), 16
    rows: dict[int, str] = {}
    for row in range(HEIGHT // step + 1):
        y, last = row * step + 4, dict[int, float]()
        for column in range(WIDTH // step + 1):
            x = column * step + row % 2 * 8
            size = int(12 * max(0.0, 1 - hypot(x - corner[0], y - corner[1]) / 300)) // 2 * 2
            if size:
                rows[size] = rows.get(size, "") + (f"m{x - last[size]} 0h0" if size in last else f"M{x} {y}h0")
                last[size] = x
    dots = "".join(_line(data, size) for size, data in sorted(rows.items()))
    x = 176 if corner[0] == 0 else 144
    return (
        dots
        + f'<path class="cover__bg" d="{disc(x, 90, 80)}"/>'
        + _put(drawing, x, 90, 132, turn=rng.randint(-6, 6), flip=rng.random() < 0.5, lit=True)
    )


def mirror(drawing: Drawing, rng: Random) -> str:
    """The drawing, and beside it the thing."""
    swap, gap, rise = rng.random() < 0.5, rng.randint(68, 74), rng.randint(-4, 6)
    plan, thing = (160 + gap, 160 - gap) if swap else (160 - gap, 160 + gap)
    paper = "".join(f"M{plan - 64} {y}h128" for y in range(24, 168, 12))
    paper += "".join(f"M{plan - 64 + 16 * k} 20v140" for k in range(9))
    return (
        _line(paper, 0.7, faint=True) + _line(f"M{plan - 70} 20h140v140h-140z", 1.4, faint=False)
        + _put(drawing, plan, 90 + rise, 112, flip=True, faint=True)
        + _line("M160 4v172", 1, AXIS) + _put(drawing, thing, 88 + rise, 124, lit=True)
    )  # fmt: skip


def dimensions(drawing: Drawing, rng: Random) -> str:
    """The motif on the drawing board: its axes, its width and height."""
    x, size = rng.choice((132, 150, 176)), rng.choice((116, 122, 128))
    y, half = 98, size / 2
    left, right, top, foot = x - half, x + half, y - half, y + half
    aside = right + 22 if x < 160 else left - 22
    edge = right if x < 160 else left
    measures = (
        f"M{n(left)} {n(top - 4)}V12M{n(right)} {n(top - 4)}V12M{n(left)} 18h{n(size)}m-6-3l6 3-6 3"
        f"M{n(left + 6)} 15l-6 3 6 3M{n(edge)} {n(top)}H{n(aside)}M{n(edge)} {n(foot)}H{n(aside)}"
        f"M{n(aside)} {n(top)}V{n(foot)}m-3-6l3 6 3-6M{n(aside - 3)} {n(top + 6)}l3-6 3 6"
    )
    block = "M244 148h70v26h-70zM244 161h70M280 148v26" if x < 160 else "M6 148h70v26H6zM6 161h70M42 148v26"
    return (
        _line(f"M0 {y}h320M{x} 0v180", 1, AXIS) + _line(f"M3 3h314v174H3z{block}", 0.9)
        + _line(measures, 1.1, faint=False) + _put(drawing, x, y, size, lit=True)
    )  # fmt: skip


def magnified(drawing: Drawing, rng: Random) -> str:
    """One of many under the glass."""
    left = rng.random() < 0.5
    x, shift = (118 if left else 202), rng.randint(0, 24)
    body = ""
    for row in range(3):
        for column in range(6):
            px, py = column * 62 + row % 2 * 31 - shift, 26 + row * 62
            if hypot(px - x, py - 88) > 84:
                body += _put(drawing, px, py, 44, lines=False, faint=True)
    way = 1 if left else -1
    grip = f"M{x + way * 54} 138l{way * 40} 40"
    return (
        body + f'<path class="cover__body" stroke-width="3" d="{disc(x, 88, 76)}"/>' + _line(grip, 9, faint=False)
        + _line(disc(x, 88, 70)) + _put(drawing, x, 88, 104, lit=True)
    )  # fmt: skip


COMPOSITIONS: tuple[Composition, ...] = (
    hero, conveyor, halftone, depth, dimensions, ring, mirror, shelf, magnified, tilted,
)  # fmt: skip
