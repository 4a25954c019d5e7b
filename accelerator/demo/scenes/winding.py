"""A transformer winding: discs of copper strip between pressboard spacers, the last turn on its way to the coil."""

import math

import numpy as np

from materials import Nodes, glow, kelvin, mat, wood
from shapes import Vector, bevel, box, card, copy, curve, empty, lathe, loft, rng, spline_profile, tubes
from studio import camera, light, photograph, reset, world

reset(71)
world((0.50, 0.58, 0.70), 0.10)


def copper(name, c1, c2, rough):
    """Drawn and varnished strip: fine lines along it, stains, a warm bloom of oxide."""
    g = Nodes(name)
    v = g.coord((1.0, 1.0, 1.0))
    stains = g.node("TexNoise", Vector=v, Scale=9.0, Detail=8.0, Roughness=0.65)
    lines = g.node("TexNoise", Vector=g.coord((6.0, 6.0, 900.0)), Scale=1.0, Detail=5.0, Roughness=0.6)
    colour = g.ramp(stains, (0.34, c1), (0.70, c2))
    wear = g.node("MapRange", Value=stains, From_Min=0.3, From_Max=0.7, To_Min=rough[0], To_Max=rough[1])
    return g.surface(
        g.node(
            "BsdfPrincipled",
            Base_Color=colour,
            Metallic=1.0,
            Roughness=wear,
            Coat_Weight=0.25,
            Coat_Roughness=0.15,
            Normal=g.node("Bump", Strength=0.05, Distance=0.0006, Height=lines),
        )
    )


bright = copper("copper", (0.86, 0.40, 0.22), (0.70, 0.27, 0.13), (0.16, 0.36))
board = mat(
    "pressboard",
    (0.60, 0.45, 0.27),
    (0.50, 0.36, 0.20),
    rough=(0.55, 0.75),
    scale=20,
    bump=0.12,
    bscale=300,
    dist=0.001,
)
paper = mat(
    "paper", (0.58, 0.46, 0.31), (0.50, 0.38, 0.24), rough=(0.6, 0.8), scale=30, bump=0.2, bscale=200, dist=0.0008
)
cotton = mat(
    "cotton", (0.80, 0.78, 0.72), (0.70, 0.68, 0.62), rough=(0.8, 0.95), scale=60, bump=0.5, bscale=900, dist=0.0006
)
beech = wood("beech", (0.46, 0.30, 0.17), (0.30, 0.18, 0.09), axis=0, scale=16, rough=(0.35, 0.55), dist=0.0008)
steel = mat("steel", (0.32, 0.33, 0.34), (0.22, 0.22, 0.23), rough=(0.25, 0.45), metal=1.0, scale=12)
grey = mat("grey", (0.20, 0.24, 0.25), (0.15, 0.18, 0.19), rough=(0.6, 0.85), scale=1.2)
pale = mat("pale", (0.34, 0.37, 0.36), (0.28, 0.30, 0.29), rough=(0.35, 0.6), scale=1.5, bump=0.1)

TURNS, THICK, HIGH, GAP, INNER = 11, 0.0043, 0.0115, 0.0070, 0.315
OUTER = INNER + TURNS * THICK
PITCH = HIGH + GAP
TOP = 1.30  # the upper side of the last disc


def section(r, z, t=THICK * 0.94, h=HIGH, c=0.0009):
    """The rounded cross-section of a strip, closed."""
    a, b, lo, hi = r, r + t, z, z + h
    pts = [(a + c, lo), (b - c, lo), (b, lo + c), (b, hi - c), (b - c, hi), (a + c, hi), (a, hi - c), (a, lo + c)]
    return [*pts, pts[0]]


coil = empty((0.10, 0.46, 0))
rings = [lathe(section(INNER + k * THICK, 0), 160, bright, False, loc=(0, 0, -9)) for k in range(TURNS)]
for disc in range(40):
    z = TOP - HIGH - disc * PITCH
    for k, ring in enumerate(rings):
        lift = rng.gauss(0, 0.00022) if disc else rng.gauss(0, 0.0004)
        turn = copy(ring, (rng.gauss(0, 0.0002), rng.gauss(0, 0.0002), z + lift), (0, 0, rng.random() * 6))
        turn.parent = coil
for disc in range(40):
    z = TOP - HIGH - disc * PITCH - GAP / 2
    for k in range(20):
        a = 2 * math.pi * (k + 0.42) / 20 + rng.gauss(0, 0.002)
        r = (INNER + OUTER) / 2 + 0.004 + rng.gauss(0, 0.0008)
        box(
            (OUTER - INNER + 0.014, 0.030, GAP * 0.98),
            (r * math.cos(a), r * math.sin(a), z),
            board,
            0.0012,
            (0, 0, a),
            parent=coil,
        )
# the cylinder on which it is wound, with its vertical laths
lathe(
    [(INNER - 0.022, 0.3), (INNER - 0.022, TOP + 0.075), (INNER - 0.028, TOP + 0.075), (INNER - 0.028, 0.3)],
    128,
    board,
    False,
    parent=coil,
)
for k in range(20):
    a = 2 * math.pi * (k + 0.42) / 20
    r = INNER - 0.012
    box((0.016, 0.020, 0.985), (r * math.cos(a), r * math.sin(a), TOP - 0.46), board, 0.002, (0, 0, a), parent=coil)


def strip(path, mat_, t=THICK, h=HIGH, **placing):
    """A flat strip on edge along a path."""
    sections = []
    for i, p in enumerate(path):
        q = Vector(path[min(i + 1, len(path) - 1)]) - Vector(path[max(i - 1, 0)])
        side = Vector((-q.y, q.x, 0)).normalized()
        p = Vector(p)
        up = Vector((0, 0, h / 2))
        w = side * t / 2
        c = up * 0.86
        sections.append(
            [
                p + w - c,
                p + w + c,
                p + w * 0.7 + up,
                p - w * 0.7 + up,
                p - w + c,
                p - w - c,
                p - w * 0.7 - up,
                p + w * 0.7 - up,
            ]
        )
    return loft(sections, mat_, smooth=False, **placing)


# the next turn: laid against the coil at the back, then off to the right towards the reel, a paper wrap begun on it
R = OUTER + THICK / 2
A0 = math.radians(-118)
lay = [(R * math.cos(a), R * math.sin(a), TOP - HIGH / 2) for a in np.linspace(math.radians(-230), A0, 60)]
t = Vector((-math.sin(A0), math.cos(A0), 0))
last = Vector(lay[-1])
off = [last + t * d + Vector((0, -0.10 * d * d, 0.05 * d + 0.22 * d * d)) for d in np.linspace(0.01, 1.6, 60)]
strip(lay + [tuple(p) for p in off], bright, parent=coil)
wrap = [last + t * d + Vector((0, -0.10 * d * d, 0.05 * d + 0.22 * d * d)) for d in np.linspace(0.30, 1.6, 120)]
for i in range(0, 117, 3):
    seg = [tuple(p) for p in wrap[i : i + 4]]
    strip(seg, paper, THICK + 0.0016 + 0.0007 * (i % 2), HIGH + 0.0018 + 0.0009 * (i % 2), parent=coil)
# its tail of paper tape hanging from where the wrapping stopped
p = wrap[0]
tail = curve(
    [
        p + Vector((0.002, -0.005, 0.002)),
        p + Vector((-0.003, -0.009, -0.014)),
        p + Vector((0.002, -0.013, -0.034)),
        p + Vector((0.010, -0.022, -0.046)),
        p + Vector((0.016, -0.018, -0.058)),
    ],
    12,
)
strip_sections = []
for i, q in enumerate(tail):
    turn = 0.35 + 0.9 * i / len(tail)
    w = Vector((math.cos(turn), math.sin(turn), 0)) * 0.0050
    n = Vector((-math.sin(turn), math.cos(turn), 0)) * 0.0002
    q = Vector(q)
    strip_sections.append([q - w - n, q + w - n, q + w + n, q - w + n])
loft(strip_sections, paper, parent=coil)

# on the coil: a roll of cotton tape and a fibre drift, where the winder has put them down
T = empty((0.10 + 0.335 * math.cos(-2.32), 0.46 + 0.335 * math.sin(-2.32), TOP + 0.001), (0, 0, 0.4))
lathe(
    spline_profile([(0.012, 0.0), (0.033, 0.0), (0.034, 0.002), (0.034, 0.018), (0.033, 0.020), (0.012, 0.020)], 40),
    64,
    cotton,
    parent=T,
)
for k in range(9):
    r = 0.0145 + 0.0021 * k
    tubes(
        [[(r * math.cos(a), r * math.sin(a), 0.0203) for a in np.linspace(0, 2 * math.pi, 48)]],
        0.0004,
        cotton,
        res=1,
        parent=T,
    )
tubes(
    [[(0.034, 0, 0.010), (0.036, 0.03, 0.008), (0.034, 0.05, 0.003)]], 0.0035, cotton, res=2, parent=T, scale=(1, 1, 1)
)
drift = empty((0.10 + 0.33 * math.cos(-1.18), 0.46 + 0.33 * math.sin(-1.18), TOP + 0.009), (0, 0, 0.75))
bevel(
    loft(
        [
            [(x, -w, -h), (x, w, -h), (x, w, h), (x, -w, h)]
            for x, w, h in ((-0.075, 0.013, 0.008), (0.03, 0.013, 0.008), (0.085, 0.013, 0.0022))
        ],
        beech,
        False,
        parent=drift,
    ),
    0.0015,
)

# behind: two other windings, reels, a pale wall with windows, lamps
for x, y, s in ((-0.95, 2.3, 1.0), (1.5, 2.9, 1.05), (0.15, 3.9, 1.0)):
    e = empty((x, y, 0))
    for disc in range(44):
        z = TOP * s - disc * PITCH * 1.6
        lathe(section(INNER, z, TURNS * THICK, HIGH * 1.5), 64, bright, False, parent=e)
    lathe([(INNER - 0.01, 0.1), (INNER - 0.01, TOP * s + 0.2)], 64, board, False, parent=e)
for i in range(3):
    e = empty((1.15 + 0.15 * i, 1.15 + 0.34 * i, 1.12), (0, math.pi / 2, 0.9))
    for z in (-0.06, 0.06):
        lathe([(0.02, z - 0.006), (0.22, z - 0.006), (0.22, z + 0.006), (0.02, z + 0.006)], 64, beech, False, parent=e)
    lathe([(0.16, -0.054), (0.165, 0), (0.16, 0.054)], 64, paper, parent=e)
box((9, 0.1, 5), (0, 6.2, 2.5), grey, 0)
box((9, 0.12, 1.2), (0, 6.18, 0.6), pale, 0)
box((9, 9, 0.1), (0, 2, -0.05), pale, 0)
sky = glow("sky", (0.72, 0.84, 1.0), 4.0)
for x in (-2.9, -1.65, 2.2):
    card(0.95, 1.7, (x, 6.12, 1.25), sky)
    for dx in (-0.48, 0, 0.48):
        box((0.05, 0.05, 1.8), (x + dx, 6.06, 1.25), pale, 0)
    for z in (0.42, 0.85, 1.3, 1.75):
        box((0.98, 0.05, 0.04), (x, 6.06, z), pale, 0)
bulb = glow("bulb", kelvin(2500), 40)
for x, y, z in ((1.28, 3.2, 1.24), (1.9, 4.6, 1.26), (-0.75, 4.2, 1.22)):
    lathe(spline_profile([(0, -0.04), (0.03, -0.03), (0.04, 0), (0.03, 0.03), (0, 0.04)], 20), 24, bulb, loc=(x, y, z))
    lathe(spline_profile([(0.02, 0.10), (0.05, 0.08), (0.16, 0.0)], 16), 32, steel, loc=(x, y, z + 0.02))

light("AREA", (-1.5, -0.5, 2.1), 42, 6800, target=(0, 0.1, 1.2), size=1.0, size_y=1.6)
light("AREA", (1.15, -0.25, 1.75), 16, 2700, target=(0.1, 0.15, 1.25), size=0.35)
light("AREA", (0.5, 1.6, 2.3), 24, 3000, target=(0.1, 0.5, 1.3), size=0.6)
light("AREA", (0, 4.2, 3.4), 110, 5200, target=(0, 3, 0.8), size=3)
light("AREA", (-0.3, -1.6, 1.5), 14, 4600, target=(0.1, 0.2, 1.1), size=2.2, size_y=1.6)
camera(
    (-0.15, -0.42, 1.452),
    (0.05, 0.16, 1.228),
    lens=34,
    fstop=4.0,
    focus=(0.10 + 0.36 * math.cos(-1.9), 0.46 + 0.36 * math.sin(-1.9), TOP),
)
photograph(exposure=0.35, bloom=0.3)
