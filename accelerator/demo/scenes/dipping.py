"""Ganache dipped by hand: a praline on its fork drips over a bowl of dark chocolate beside the finished ones."""

import math

import bpy  # noqa: F401 - mathutils is found once it is there
import numpy as np
from mathutils import Euler, Vector, noise

from materials import chocolate, glow, kelvin, marble, mat, wood
from shapes import ball, box, curve, dust, empty, lathe, loft, mesh, quads, rng, spline_profile, stones, tapered, tubes
from studio import camera, light, photograph, reset, world

reset(27)
world((0.45, 0.55, 0.72), 0.05)

melt = chocolate("melt", (0.026, 0.0095, 0.0050), (0.020, 0.0070, 0.0036), (0.04, 0.09), 0.03, 1.0)
shell = chocolate("shell", (0.034, 0.0125, 0.0065), (0.024, 0.0085, 0.0044), (0.13, 0.24), 0.05, 0.8, 0.06)
nibs = mat(
    "nibs", (0.13, 0.06, 0.032), (0.06, 0.027, 0.015), rough=(0.6, 0.9), scale=200, bump=0.6, bscale=600, dist=0.0005
)
cocoa = mat("cocoa", (0.17, 0.080, 0.040), (0.11, 0.052, 0.026), rough=(0.85, 1.0), scale=60)
copper = mat(
    "copper",
    (0.70, 0.33, 0.18),
    (0.48, 0.21, 0.10),
    rough=(0.16, 0.34),
    metal=1.0,
    scale=20,
    bump=0.08,
    bscale=60,
    dist=0.001,
)
steel = mat("steel", (0.55, 0.54, 0.52), (0.44, 0.43, 0.41), rough=(0.14, 0.28), metal=1.0, scale=30)
paper = mat(
    "paper", (0.72, 0.69, 0.63), (0.66, 0.63, 0.57), rough=(0.6, 0.8), scale=18, bump=0.25, bscale=90, dist=0.001
)

box((2.4, 1.4, 0.03), (0, 0.45, -0.015), marble("marble"), 0.003)

# ---- bowl of chocolate: copper, tinned rim, the surface still moves where it was disturbed
BOWL = Vector((-0.070, 0.062, 0))
LEVEL = 0.052
outer = [(0.001, 0.001), (0.045, 0.0), (0.075, 0.016), (0.094, 0.045), (0.100, 0.070), (0.104, 0.0735)]
inner = [(0.104, 0.0745), (0.0985, 0.0720), (0.0925, 0.046), (0.073, 0.018), (0.001, 0.004)]
lathe(spline_profile(outer, 50) + spline_profile(inner, 50), 96, copper, loc=BOWL)
DRIP = Vector((-0.040, 0.026, 0))  # where the praline drips
NA, NR = 128, 90
verts = []
for j in range(NR):
    for i in range(NA + 1):
        r, a = 0.0945 * j / (NR - 1), 2 * math.pi * i / NA
        p = Vector((BOWL.x + r * math.cos(a), BOWL.y + r * math.sin(a), 0))
        d = (p - DRIP).length
        z = 0.0011 * math.cos(d * 420) * math.exp(-d / 0.018) + 0.0035 * math.exp(-((d / 0.0055) ** 2))
        z += 0.0012 * noise.noise(p * 26) + 0.0022 * max(0, (r - 0.088) / 0.0065) ** 2
        verts.append((p.x, p.y, LEVEL + z))
mesh(verts, quads(NA + 1, NR), melt, True, name="chocolate")
for a, low, r in (
    (-1.9, 0.028, 0.0024),
    (-1.62, 0.046, 0.0018),
    (-0.7, 0.038, 0.0022),
    (2.4, 0.04, 0.002),
):  # run over the rim
    over = [
        (0.096, LEVEL + 0.012),
        (0.1005, 0.0748),
        (0.1050, 0.0735),
        (0.1005, 0.064),
        (0.097, low + 0.006),
        (0.0945, low),
    ]
    line = [
        (BOWL.x + q * math.cos(a + 0.01 * k), BOWL.y + q * math.sin(a + 0.01 * k), z) for k, (q, z) in enumerate(over)
    ]
    tapered(line, r, melt, ((0, 1.5), (0.4, 1.2), (0.85, 0.8), (0.95, 1.3), (1, 0.8)))


# ---- pralines: a dipped cube of ganache, its foot, the marks of the fork
def praline(loc, turn, material=shell, size=0.0135, height=0.0165, foot=0.10, marks=True, seed=0.0, parent=None):
    rings = [(1 + foot, 0), (1 + foot * 1.05, 0.05), (1 + foot * 0.5, 0.13), (1.0, 0.26), (0.99, 0.7), (0.965, 0.86),
             (0.90, 0.95), (0.78, 0.992), (0.5, 1.0), (0.2, 1.0), (0.01, 1.0)]  # fmt: skip
    sections, own = [], Vector((seed, 5, 3))
    for r, z in rings:
        ring = []
        for a in np.linspace(0, 2 * math.pi, 96, endpoint=False):
            c, s = math.cos(a), math.sin(a)
            p = Vector((c, s, z * 0.6))
            uneven = 1 + 0.035 * noise.noise(p * 1.7 + own)
            if z < 0.1:
                uneven += foot * 0.5 * noise.noise(p * 2.3 + own * 2)
            q = r * size * uneven * (abs(c) ** 4.5 + abs(s) ** 4.5) ** (-1 / 4.5)
            ring.append((q * c, q * s, z * height + 0.0006 * noise.noise(p * 2 + own * 3)))
        sections.append(ring)
    place = empty(loc, (0, 0, turn))
    place.parent = parent
    body = loft(sections, material, parent=place)
    smooth = body.modifiers.new("smooth", "SUBSURF")
    smooth.levels = smooth.render_levels = 1
    if marks:
        for y in (-0.0052, 0.0002, 0.0054):
            bend, along = rng.uniform(-0.001, 0.001), np.linspace(-0.97, 0.93, 9)
            line = [(x * size, y + bend * math.cos(x * 1.5), height + 0.0002 - 0.0012 * abs(x) ** 6) for x in along]
            tapered(line, 0.0008, material, ((0, 0.3), (0.15, 0.9), (0.5, 1.2), (0.85, 0.9), (1, 0.3)), 4, parent=place)
    return place


# parchment with curled corners, the pralines in rows as they were put down, one already taken
PUT = Vector((0.008, 0.050, 0))
verts = []
for y in np.linspace(-0.16, 0.22, 40):
    for x in np.linspace(0.0, 0.30, 40):
        u, v = (x - 0.15) / 0.15, (y - 0.03) / 0.19
        lift = 0.012 * max(0, -u) ** 9 * max(0, -v) ** 5 + 0.006 * max(0, u) ** 8
        verts.append((x, y, 0.0009 + lift + 0.0005 * noise.noise(Vector((x * 22, y * 22, 1)))))
sheet = mesh(verts, quads(40, 40), paper, True, name="paper", rot=(0, 0, math.radians(-14)), loc=PUT)
LIE = Euler((0, 0, math.radians(-14))).to_matrix()
for i in range(4):
    for j in range(5):
        if (i, j) in ((1, 2), (0, 4)) or (i, j) == (0, 3):
            continue
        at = (
            LIE @ Vector((0.042 + 0.046 * i + rng.gauss(0, 0.0015), -0.092 + 0.050 * j + rng.gauss(0, 0.002), 0.0012))
            + PUT
        )
        fresh = (i, j) in ((0, 2), (0, 1))
        praline(
            at,
            math.radians(-14) + rng.gauss(0, 0.10),
            melt if fresh else shell,
            foot=rng.uniform(0.06, 0.16),
            seed=i * 7 + j * 3.1,
        )
        if rng.random() < 0.4 and not fresh:
            for _ in range(7):
                s = rng.uniform(0.0008, 0.0017)
                ball(
                    s,
                    at + Vector((rng.gauss(0, 0.004), rng.gauss(0, 0.004), 0.0172)),
                    nibs,
                    10,
                    (1, rng.uniform(0.5, 0.9), 0.6),
                )
hole = LIE @ Vector((0.042 + 0.046, -0.092 + 0.1, 0.001)) + PUT
stones(12, (hole.x - 0.014, hole.x + 0.014, hole.y - 0.014, hole.y + 0.014), 0.0014, shell, z=0.001)
stones(70, (0.0, 0.25, -0.14, 0.16), 0.0016, nibs, z=0.001)
dust(500, 0.0007, cocoa, area=(-0.05, 0.26, -0.17, 0.12), z=0.0012)
for x, y, r in ((0.012, -0.022, 0.0042), (0.030, -0.004, 0.0028), (0.004, -0.040, 0.0022), (-0.030, -0.045, 0.0026)):
    ball(r, (x, y, 0.0006), melt, 32, (1.25, 1, 0.32))

# ---- the praline on its fork, above the bowl
FORK = empty((DRIP.x, DRIP.y, 0.102), (math.radians(-7), math.radians(-9), math.radians(38)))
praline((0, 0, 0.0008), 0.12, melt, size=0.0142, height=0.0172, foot=0.0, marks=False, seed=31, parent=FORK)
tines = [
    curve([(-0.021, y, 0.0002), (0.0, y, 0), (0.024, y, 0.0004), (0.040, y * 0.8, 0.003), (0.052, y * 0.25, 0.006)], 8)
    for y in (-0.0075, 0, 0.0075)
]
tubes(tines, 0.0009, steel, parent=FORK, res=4)
tubes([curve([(0.050, 0, 0.006), (0.075, 0, 0.011), (0.105, 0, 0.019)], 8)], 0.0019, steel, parent=FORK, res=5)
grip = wood("grip", (0.14, 0.07, 0.035), (0.075, 0.036, 0.018), axis=0, scale=30, rough=(0.25, 0.4))
rod = [(0.100, 0, 0.018), (0.115, 0, 0.0215), (0.15, 0, 0.031), (0.21, 0, 0.047)]
tapered(rod, 0.0058, grip, ((0, 0.6), (0.1, 0.85), (0.3, 1.1), (1, 0.9)), parent=FORK)
x, y = DRIP.x - 0.001, DRIP.y - 0.001
string = [(x, y, 0.105), (x, y, 0.097), (DRIP.x, DRIP.y, 0.080), (DRIP.x, DRIP.y, LEVEL)]
tapered(string, 0.0026, melt, ((0, 3.6), (0.18, 2.2), (0.4, 0.72), (0.75, 0.5), (0.95, 0.7), (1, 1.8)), 14)
for dx, dy, low in ((0.010, -0.009, 0.087), (-0.011, 0.004, 0.092)):
    x, y = DRIP.x + dx, DRIP.y + dy
    drop = [(x, y, 0.106), (x, y, 0.098), (x, y, low + 0.003), (x, y, low)]
    tapered(drop, 0.0017, melt, ((0, 2.6), (0.4, 0.9), (0.75, 0.75), (0.92, 1.25), (1, 0.5)))

# ---- behind: a stack of moulds, jars, a lamp
tile = mat("tile", (0.10, 0.14, 0.135), (0.07, 0.10, 0.095), rough=(0.18, 0.35), scale=6, bump=0.05)
box((6, 0.1, 3), (0, 1.52, 1.0), tile, 0)
for k in range(5):
    box((0.30, 0.19, 0.018), (0.36, 0.70, 0.009 + 0.023 * k), steel, 0.003, rot=(0, 0, rng.gauss(0, 0.06)))
for k, x in enumerate((-0.52, -0.36, 0.02, 0.70)):
    jar = [(0, 0), (0.06, 0), (0.065, 0.02), (0.065, 0.13), (0.05, 0.15), (0.052, 0.17), (0, 0.17)]
    lathe(
        spline_profile(jar, 40),
        40,
        (copper, tile, steel, copper)[k],
        loc=(x, 0.92 + 0.04 * k, 0),
        scale=(1, 1, rng.uniform(0.8, 1.4)),
    )
ball(0.026, (-0.22, 1.05, 0.36), glow("bulb", kelvin(2350), 40, False))
light("POINT", (-0.22, 1.0, 0.34), 4, 2400, size=0.05)

# ---- light: panes on the left behind that shine on the chocolate, a warm edge from the right
light("AREA", (-0.24, 0.40, 0.62), 8, 5200, target=(0.0, 0.0, 0.04), size=0.34, size_y=0.26)
light("AREA", (-0.40, 0.62, 0.42), 0.32, 6000, target=(-0.05, 0.05, 0.05), size=0.24, size_y=0.5)
light("AREA", (0.55, 0.30, 0.36), 3.0, 3100, target=(0.04, 0.0, 0.05), size=0.16, size_y=0.3)
light("AREA", (-0.35, -0.55, 0.50), 2.6, 4600, target=(0.05, 0, 0.03), size=0.4)
camera((0.035, -0.270, 0.200), (0.000, 0.005, 0.054), lens=42, fstop=7, focus=(DRIP.x + 0.03, DRIP.y - 0.02, 0.09))
photograph(exposure=0.4, bloom=0.25, warm=0.03)
