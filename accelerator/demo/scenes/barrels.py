"""A wine cellar cut into white marl: oak barrels in a row, and on an upright one a candle, a glass and a thief."""

import math
from pathlib import Path

import bpy
import numpy as np
from mathutils import Vector, noise

from materials import Nodes, flame, glow, kelvin, mat, wood
from shapes import add, box, copy, empty, grid, lathe, loft, rng, spline_profile, stones, tubes
from studio import camera, light, photograph, reset, world

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")  # fonts-dejavu-core, on any Debian

reset(111)
world((0.30, 0.38, 0.52), 0.030)

oak = [
    wood(
        f"oak{i}",
        c1,
        c2,
        axis=2,
        scale=5.0,
        rough=(0.4, 0.7),
        bump=0.45,
        dust=(0.13, 0.10, 0.08),
        amount=0.5,
        dist=0.0015,
    )
    for i, (c1, c2) in enumerate(
        (
            ((0.30, 0.185, 0.095), (0.17, 0.095, 0.048)),
            ((0.35, 0.225, 0.12), (0.20, 0.12, 0.06)),
            ((0.25, 0.15, 0.08), (0.14, 0.08, 0.042)),
        )
    )
]
head = wood("head", (0.34, 0.22, 0.12), (0.20, 0.12, 0.065), axis=2, scale=4.0, rough=(0.45, 0.7), bump=0.4, dist=0.001)
hoop = mat(
    "hoop", (0.23, 0.225, 0.215), (0.14, 0.095, 0.065), rough=(0.32, 0.65), metal=0.85, scale=9, bump=0.2, bscale=70
)
marl = mat(
    "marl", (0.62, 0.59, 0.53), (0.47, 0.44, 0.385), rough=(0.85, 1.0), scale=2.2, bump=0.7, bscale=26, dist=0.02
)
gravel = mat(
    "gravel", (0.30, 0.28, 0.25), (0.17, 0.155, 0.14), rough=(0.8, 1.0), scale=5, bump=0.8, bscale=60, dist=0.01
)
beam = wood("beam", (0.16, 0.10, 0.06), (0.09, 0.055, 0.032), axis=1, scale=4, bump=0.5)
chalk = mat("chalk", (0.82, 0.81, 0.77), (0.70, 0.69, 0.65), rough=(0.9, 1.0), scale=120)
wax = mat(
    "wax",
    (0.84, 0.74, 0.56),
    (0.78, 0.66, 0.46),
    rough=(0.35, 0.55),
    scale=30,
    Subsurface_Weight=0.6,
    Subsurface_Scale=0.012,
)
cork = mat("cork", (0.42, 0.27, 0.15), (0.25, 0.15, 0.08), rough=(0.8, 0.95), scale=60, bump=0.5, bscale=200)
brass = mat("brass", (0.60, 0.41, 0.16), (0.40, 0.27, 0.11), rough=(0.22, 0.42), metal=1.0, scale=30)


def clear(name, colour, ior, rough=0.0):
    g = Nodes(name)
    return g.surface(g.node("BsdfGlass", Color=colour, Roughness=rough, IOR=ior))


glass = clear("glass", (1.0, 1.0, 1.0), 1.46)
wine = clear("wine", (0.42, 0.012, 0.022), 1.34)

LONG, WIDE, END, STAVES = 0.90, 0.345, 0.285, 26


def girth(t):
    """The radius of a barrel at t from -1 to 1 along it."""
    return END + (WIDE - END) * (1 - t * t)


def stave(k):
    """One stave along z: bent, its edges a little rounded, the groove for the head inside."""
    half = math.pi / STAVES * 0.965
    sections = []
    for t in np.linspace(-1, 1, 25):
        r = girth(t) + 0.0010 * math.sin(k * 2.3)
        sections.append(
            [
                (rad * math.cos(a), rad * math.sin(a), t * LONG / 2)
                for rad, a in (
                    (r - 0.026, -half), (r - 0.003, -half), (r, -half * 0.9), (r + 0.0006, 0), (r, half * 0.9),
                    (r - 0.003, half), (r - 0.026, half),
                )
            ]
        )  # fmt: skip
    return loft(sections, oak[k % 3], smooth=False, loc=(0, 0, -20))


STAVE = [stave(k) for k in range(6)]


def barrel(loc, rot, words=None):
    """Staves, hoops, heads of boards, a bung; standing along z before it is turned."""
    e = empty(loc, rot)
    turn = rng.random() * 6
    for k in range(STAVES):
        s = copy(
            rng.choice(STAVE),
            (0, 0, rng.gauss(0, 0.0008)),
            (0, 0, turn + 2 * math.pi * k / STAVES),
            mat=rng.choice(oak),
        )
        s.parent = e
    for t, w in ((0.955, 0.045), (0.74, 0.036), (0.36, 0.036)):
        for s in (-1, 1):
            z0, z1 = s * (t * LONG / 2 - w / 2), s * (t * LONG / 2 + w / 2)
            r0, r1 = girth(2 * z0 / LONG) + 0.0012, girth(2 * z1 / LONG) + 0.0012
            lathe([(r0, z0), (r0 + 0.0022, z0), (r1 + 0.0022, z1), (r1, z1)], 96, hoop, False, parent=e)
            a = turn + s * 0.4 + t
            for d in (-0.008, 0.008):
                r = (r0 + r1) / 2 + 0.002
                add_rivet((r * math.cos(a), r * math.sin(a), (z0 + z1) / 2 + d), e)
    for s in (-1, 1):
        z = s * (LONG / 2 - 0.038)
        r = girth(0.92) - 0.022
        for k in range(6):
            y0 = -r + 2 * r * k / 6
            y1 = y0 + 2 * r / 6 - 0.0012
            outline = []
            for y in np.linspace(y0, y1, 9):
                outline.append((math.sqrt(max(0, r * r - y * y)), y))
            board = [(x, y) for x, y in outline] + [(-x, y) for x, y in reversed(outline)]
            h = rng.gauss(0, 0.0008)
            loft([[(x, y, z + h + d) for x, y in board] for d in (-0.010, 0.010)], head, False, parent=e)
    lathe(
        [(0, 0), (0.024, 0), (0.021, 0.022), (0, 0.022)],
        24,
        cork,
        loc=(0, WIDE - 0.004, 0),
        rot=(-math.pi / 2, 0, 0),
        parent=e,
    )
    if words:
        for text, size, y in words:
            c = bpy.data.curves.new("chalk", "FONT")
            c.body, c.size, c.extrude, c.offset, c.align_x = text, size, 0.0002, -0.0008, "CENTER"
            c.font = bpy.data.fonts.load(str(FONT))
            add(
                "chalk", c, (rng.gauss(0, 0.004), y, LONG / 2 - 0.0262), (0, 0, rng.gauss(0, 0.03)), mat=chalk, parent=e
            )
    return e


RIVET = lathe(spline_profile([(0.0065, 0), (0.006, 0.002), (0.003, 0.0036), (0, 0.004)], 12), 16, hoop, loc=(0, 0, -20))


def add_rivet(p, parent):
    a = math.atan2(p[1], p[0])
    r = copy(RIVET, p, (0, math.pi / 2, a))
    r.parent = parent


# the row along the wall, heads towards the passage; a second tier above
FACE = (math.pi / 2, 0, math.pi / 2)  # the head looks along +x, letters upright
years = ("2019", "2021", "2018", "2022", "2020", "2017")
for k in range(6):
    y = 0.55 + 0.76 * k
    words = ((years[k], 0.105, 0.015), (f"№ {7 + k}", 0.062, -0.105))
    barrel((-0.86, y, 0.46), FACE, words)
    if k < 5:
        barrel((-0.87 + rng.gauss(0, 0.01), y + 0.38, 1.06), FACE, ((years[(k + 2) % 6], 0.10, 0.0),))
for x in (-1.16, -0.58):
    box((0.10, 5.4, 0.10), (x, 2.4, 0.05), beam, 0.006)

# the upright barrel with the candle, the glass and the thief
T = 0.055
barrel((0.18, 0.10, T), (0, 0, 0.6))
TOP = T + LONG / 2 - 0.028
candle = empty((0.035, 0.165, TOP))
lathe(
    spline_profile([(0, 0.004), (0.050, 0.004), (0.056, 0.014), (0.054, 0.015), (0.048, 0.007), (0, 0.007)], 30),
    48,
    brass,
    parent=candle,
)
body = lathe(
    spline_profile(
        [(0.0, 0.006), (0.0205, 0.006), (0.0200, 0.055), (0.0205, 0.093), (0.0185, 0.099), (0.012, 0.095), (0, 0.092)],
        40,
    ),
    48,
    wax,
    parent=candle,
)
for v in body.data.vertices:
    v.co.z += 0.004 * math.sin(math.atan2(v.co.y, v.co.x) + 1) * max(0, (v.co.z - 0.08) / 0.02)
for a, length in ((0.4, 0.055), (1.9, 0.030), (2.6, 0.080), (4.4, 0.045)):
    drip = [
        (
            0.0205 * math.cos(a + 0.03 * math.sin(t * 5)),
            0.0205 * math.sin(a + 0.03 * math.sin(t * 5)),
            0.097 - length * t,
        )
        for t in np.linspace(0, 1, 14)
    ]
    tubes([drip], 0.0030, wax, [[1.3 - 0.7 * t if t < 0.85 else 1.15 for t in np.linspace(0, 1, 14)]], parent=candle)
tubes(
    [[(0, 0, 0.090), (0.001, 0, 0.102), (0.003, 0.001, 0.108)]],
    0.0011,
    mat("wick", (0.02, 0.015, 0.012)),
    parent=candle,
)
fire = spline_profile([(0.0008, 0.0), (0.0058, 0.010), (0.0062, 0.017), (0.0035, 0.031), (0.0006, 0.046)], 30)
lathe(fire, 32, flame("fire", (1.0, 0.45, 0.11), 17.0), loc=(0.002, 0, 0.101), parent=candle)
lathe(
    fire,
    32,
    glow("heart", (1.0, 0.62, 0.25), 28.0, False),
    loc=(0.002, 0, 0.107),
    scale=(0.5, 0.5, 0.62),
    parent=candle,
)

G = empty((0.175, 0.055, TOP))
bowl = [
    (0.0, 0.0885),
    (0.014, 0.0905),
    (0.030, 0.104),
    (0.0385, 0.126),
    (0.0385, 0.150),
    (0.0325, 0.188),
    (0.0300, 0.202),
]
inner = [
    (0.0291, 0.2020),
    (0.0316, 0.188),
    (0.0376, 0.150),
    (0.0376, 0.126),
    (0.0290, 0.1052),
    (0.0130, 0.0920),
    (0, 0.0905),
]
foot = [
    (0, 0),
    (0.034, 0.0),
    (0.0345, 0.0012),
    (0.020, 0.0030),
    (0.0060, 0.0065),
    (0.0038, 0.016),
    (0.0036, 0.070),
    (0.0052, 0.084),
]
outside = spline_profile(foot, 40) + spline_profile(bowl[1:], 50)
lathe([*outside, (0.0296, 0.2028), *spline_profile(inner, 50)], 96, glass, parent=G)
level = 0.132
lathe(
    [
        (0, 0.0908),
        (0.0131, 0.0923),
        (0.0288, 0.1054),
        (0.0374, 0.1262),
        (0.03740, level),
        (0.0366, level - 0.0004),
        (0, level - 0.0004),
    ],
    96,
    wine,
    parent=G,
)
# the glass thief lies across, a little wine still in it; drops on the wood
p, q = Vector((0.27, 0.00, TOP + 0.014)), Vector((0.33, 0.26, TOP + 0.014))
d = (q - p) / 10
thief = [tuple(p + d * t) for t in np.linspace(0, 10, 30)]
tubes(
    [thief],
    0.0105,
    glass,
    [[0.35 + 0.65 * min(1, i / 7) if i < 24 else 1 - 0.55 * min(1, (i - 24) / 3) for i in range(30)]],
    res=8,
)
tubes([thief[4:15]], 0.0082, wine, res=8)
for x, y, r in ((0.10, 0.045, 0.007), (0.118, 0.032, 0.003), (0.232, 0.10, 0.004)):
    lathe(
        [(0, 0.0002), (1, 0.0002)],
        24,
        mat(f"stain{x}", (0.10, 0.006, 0.012), rough=(0.15, 0.3)),
        loc=(x, y, TOP + 0.0004),
        scale=(r, r * 0.8, 1),
    )
tubes(
    [[(0.175 + 0.036 * math.cos(a), 0.055 + 0.036 * math.sin(a), TOP + 0.0004) for a in np.linspace(0.4, 5.4, 50)]],
    0.0011,
    mat("ring", (0.11, 0.02, 0.02), rough=(0.3, 0.5)),
    res=0,
)


# cellar: a passage cut in marl, rough walls and vault, gravel
def rock(x, y, a=0.11):
    return a * noise.fractal((x * 1.1, y * 1.1, 3.0), 0.9, 2.1, 6) + 0.02 * noise.noise((x * 7, y * 7, 1.0))


grid(9, 3.6, 220, 120, rock, marl, loc=(-1.42, 3.4, 1.4), rot=(math.pi / 2, 0, math.pi / 2))
grid(9, 3.6, 200, 110, rock, marl, loc=(1.75, 3.4, 1.4), rot=(math.pi / 2, 0, -math.pi / 2))
grid(4.4, 3.6, 160, 110, rock, marl, loc=(0, 6.0, 1.4), rot=(math.pi / 2, 0, 0))
grid(4.4, 9, 120, 160, lambda x, y: rock(x, y) - 0.16 * x * x, marl, loc=(0.1, 3.4, 2.75), rot=(math.pi, 0, 0))
grid(4.4, 9, 160, 220, lambda x, y: 0.012 * noise.noise((x * 6, y * 6, 0.0)), gravel, loc=(0.1, 3.4, 0.0))
stones(220, (-0.4, 1.6, 0.6, 4.5), 0.022, gravel)
stones(40, (0.3, 1.6, 0.9, 3.0), 0.05, marl)
# a lamp far down the passage
lathe(
    spline_profile([(0, -0.05), (0.035, -0.04), (0.05, 0), (0.035, 0.045), (0, 0.055)], 20),
    24,
    glow("bulb", kelvin(2300), 40),
    loc=(0.42, 4.4, 1.72),
)
tubes([[(0.42, 4.4, 1.78), (0.42, 4.4, 2.7)]], 0.006, hoop)

light("POINT", (0.037, 0.160, TOP + 0.128), 3.4, 2250, size=0.012)
light("AREA", (0.55, -0.55, 1.35), 5.5, 3000, target=(0.1, 0.15, TOP), size=0.35)
light("AREA", (0.9, 1.3, 1.9), 22, 2800, target=(-0.5, 1.4, 0.6), size=0.3)
light("POINT", (0.42, 4.4, 1.60), 26, 2300, size=0.08)
light("AREA", (0.8, 5.6, 2.2), 16, 6800, target=(-0.3, 4.8, 1.0), size=0.8)
light("AREA", (-0.6, -0.9, 1.5), 3.0, 6500, target=(0.1, 0.2, 0.8), size=0.8)
camera((0.32, -0.66, TOP + 0.205), (-0.03, 0.30, TOP + 0.085), lens=33, fstop=3.2, focus=(0.12, 0.085, TOP + 0.10))
photograph(exposure=0.55, bloom=0.35, thr=1.8, bounces=12, trans=10)
