"""A battery module at Obsky Zaryad: blue cells in rows, copper bars from pole to pole, one green light.

One bar is loose, its nuts beside it, and the insulated driver lies across; the rows run off into the dark.
"""

import math

import bpy  # noqa: F401 - mathutils is found once it is there
import numpy as np
from mathutils import Vector

from materials import Nodes, glow, mat
from shapes import ball, bevel, box, curve, empty, lathe, loft, rng, tubes
from studio import bulb, camera, light, photograph, reset, world

reset(75)
world((0.45, 0.55, 0.72), 0.06)


def film(name, c):
    """Blue film on an aluminium can: glossy, faintly wavy."""
    g = Nodes(name)
    v = g.coord((1, 1, 1))
    n = g.node("TexNoise", Vector=v, Scale=45.0, Detail=4.0)
    return g.surface(
        g.node(
            "BsdfPrincipled",
            Base_Color=g.ramp(n, (0.35, c), (0.68, tuple(x * 0.8 for x in c))),
            Roughness=0.28,
            Coat_Weight=0.5,
            Coat_Roughness=0.08,
            Normal=g.node("Bump", Strength=0.10, Distance=0.001, Height=n),
        )
    )


def bar_copper():
    """Rolled copper bars: drawn lines, finger marks, a trace of heat."""
    g = Nodes("copper")
    v = g.coord((1, 1, 1))
    lines = g.node(
        "TexNoise",
        Vector=g.node("VectorMath", operation="MULTIPLY", i0=v, i1=(900.0, 12.0, 900.0)),
        Scale=1.0,
        Detail=4.0,
    )
    marks = g.node("TexNoise", Vector=v, Scale=60.0, Detail=7.0, Roughness=0.7)
    colour = g.ramp(marks, (0.38, (0.86, 0.42, 0.24)), (0.55, (0.74, 0.33, 0.17)), (0.72, (0.48, 0.18, 0.09)))
    rough = g.node("MapRange", Value=marks, From_Min=0.3, From_Max=0.7, To_Min=0.18, To_Max=0.42)
    normal = g.node("Bump", Strength=0.25, Distance=0.0003, Height=lines)
    return g.surface(g.node("BsdfPrincipled", Base_Color=colour, Metallic=1.0, Roughness=rough, Normal=normal))


blue = film("blue", (0.012, 0.085, 0.30))
copper = bar_copper()
plate = mat("plate", (0.70, 0.70, 0.68), (0.62, 0.62, 0.60), rough=(0.35, 0.5), scale=30, bump=0.05, bscale=500)
alu = mat("alu", (0.72, 0.73, 0.74), (0.60, 0.61, 0.62), rough=(0.22, 0.4), metal=1.0, scale=40, bump=0.06, bscale=400)
zinc = mat("zinc", (0.66, 0.66, 0.63), (0.50, 0.50, 0.47), rough=(0.2, 0.36), metal=1.0, scale=60, bump=0.05)
black = mat("black", (0.022, 0.022, 0.024), (0.035, 0.035, 0.037), rough=(0.35, 0.6), scale=30, bump=0.15, bscale=500)
board = mat("board", (0.012, 0.085, 0.045), (0.010, 0.07, 0.035), rough=(0.3, 0.45), scale=60, bump=0.1)
grip = mat("grip", (0.75, 0.22, 0.02), (0.66, 0.17, 0.015), rough=(0.3, 0.45), scale=30, bump=0.1)
wires = [
    mat(f"wire{i}", c, rough=(0.3, 0.45), bump=0.02)
    for i, c in enumerate(((0.55, 0.03, 0.02), (0.03, 0.03, 0.032), (0.70, 0.46, 0.03), (0.62, 0.62, 0.6)))
]

# ---- cells: a hand wide, poles to the left and right, a vent between them
W, T, H, PITCH = 0.100, 0.0262, 0.082, 0.0274
POLE = 0.034
COLUMNS, ROWS = (-0.056, 0.056), 17


def nut(x, y, z, turn):
    """A hexagon nut with its washer on the end of a stud."""
    lathe([(0.0001, 0.0006), (0.0064, 0.0006), (0.0068, 0.0002), (0.0068, 0)], 40, zinc, loc=(x, y, z))
    profile = [
        (0.0020, 0.0006),
        (0.0054, 0.0006),
        (0.0057, 0.0012),
        (0.0057, 0.0040),
        (0.0052, 0.0047),
        (0.0020, 0.0047),
    ]
    lathe(profile, 6, zinc, False, loc=(x, y, z), rot=(0, 0, turn))
    stud = [(0.0021 + 0.0003 * (i % 2), 0.0003 * i) for i in range(26)]
    lathe([*stud, (0.0016, 0.0080), (0.0001, 0.0080)], 24, zinc, False, loc=(x, y, z))


for cx in COLUMNS:
    for k in range(ROWS):
        y, z = k * PITCH, rng.gauss(0, 0.00025)
        box((W, T, H), (cx, y, H / 2 + z), blue, 0.0022)
        box((W - 0.006, T - 0.005, 0.0014), (cx, y, H + 0.0004 + z), plate, 0.0005)
        for s in (-1, 1):
            seal = black if (k % 2) == (s > 0) else plate
            box((0.022, 0.0175, 0.0016), (cx + s * POLE, y, H + 0.0014 + z), seal, 0.0006)
            box((0.016, 0.0135, 0.0018), (cx + s * POLE, y, H + 0.0026 + z), alu, 0.0005)
        vent = lathe([(0.0001, 0.0004), (0.0052, 0.0004), (0.0056, 0.0009), (0.0062, 0.0009), (0.0066, 0)], 40, alu)
        vent.location, vent.scale = (cx, y, H + 0.0011 + z), (1.5, 1, 1)

# ---- copper bars with a hump between two poles; the last one on the right lies loose
HALF = PITCH / 2 + 0.0080


def bar(loc, rot=(0, 0, 0)):
    ring = []
    for s in np.linspace(-HALF, HALF, 40):
        hump = 0.0042 * math.exp(-((s / 0.0042) ** 2))
        ring.append([(-0.0085, s, hump), (0.0085, s, hump), (0.0085, s, hump + 0.0019), (-0.0085, s, hump + 0.0019)])
    return bevel(loft(ring, copper, False, loc=loc, rot=rot), 0.0004, 2)


TOP = H + 0.0036
LOOSE = (1, 2, -1)
for c, cx in enumerate(COLUMNS):
    for s in (-1, 1):
        for k in range(0 if s > 0 else 1, ROWS - 1, 2):
            x, y = cx + s * POLE, (k + 0.5) * PITCH
            if (c, k, s) == (1, 3, -1):
                bar((x + 0.004, y + 0.002, TOP + 0.0012), (0.03, 0.02, -0.36))
                nut(x + 0.021, y - 0.022, H + 0.0012, 0.4)
                nut(x + 0.017, y + 0.013, H + 0.0012, 1.3)
                for q in (-0.5, 0.5):
                    stud = [(0.0021 + 0.0003 * (i % 2), 0.0003 * i) for i in range(30)]
                    lathe([*stud, (0.0001, 0.009)], 24, zinc, False, loc=(x, y + q * PITCH, TOP - 0.001))
                continue
            bar((x, y, TOP), (0, 0, rng.gauss(0, 0.012)))
            for q in (-0.5, 0.5):
                nut(x, y + q * PITCH, TOP + 0.0019, rng.random() * 6)
            if s * (1 if c == 0 else -1) > 0:  # a measuring wire from every second bar to the board
                lug = Vector((x - 0.0105 * s, y + 0.5 * PITCH, TOP + 0.0022))
                box((0.0105, 0.0052, 0.0012), lug, zinc, 0.0003, rot=(0, 0, 0.1))
                way = curve(
                    [
                        lug,
                        lug + Vector((-0.008 * s, 0.001, 0.002)),
                        (cx - s * 0.004, y + 0.012, H + 0.004),
                        (cx - s * 0.006, y + 0.03, H + 0.0032),
                    ],
                    8,
                )
                tubes([way], 0.00105, wires[rng.randrange(3)])

# bundle of wires along the right column, tied with straps
for j in range(7):
    a = 2 * math.pi * j / 7
    r = 0.0 if j == 6 else 0.0024
    line = curve(
        [
            (0.054 + r * math.cos(a) + 0.0012 * math.sin(y * 31 + j), y, H + 0.0046 + r * math.sin(a))
            for y in np.linspace(0.075, 0.5, 14)
        ],
        6,
    )
    tubes([line], 0.00115, wires[j % 4])
for y in (0.13, 0.21, 0.30, 0.39):
    tubes(
        [[(0.054 + 0.0042 * math.cos(a), y, H + 0.0046 + 0.0042 * math.sin(a)) for a in np.linspace(0, 6.28, 24)]],
        0.0006,
        black,
    )

# ---- board with its green light between the columns
B = empty((-0.0565, 0.060, H + 0.0040), (0, 0, 0.03))
box((0.030, 0.060, 0.0016), (0, 0, 0), board, 0.0003, parent=B)
for x, y, w, d, h in (
    (-0.004, 0.012, 0.010, 0.010, 0.0018),
    (0.006, -0.006, 0.007, 0.005, 0.0015),
    (-0.007, -0.008, 0.004, 0.007, 0.003),
):
    box((w, d, h), (x, y, 0.0008 + h / 2), black, 0.0003, parent=B)
box((0.018, 0.008, 0.0075), (0, 0.024, 0.0045), plate, 0.0006, parent=B)
for i in range(14):
    box(
        (0.0016, 0.0008, 0.0007),
        (rng.uniform(-0.013, 0.013), rng.uniform(-0.026, 0.018), 0.0011),
        rng.choice((plate, zinc, copper)),
        0.0001,
        parent=B,
    )
led = (0.0088, -0.0215, 0.0026)
lathe([(0.0030, -0.0018), (0.0030, 0.0006), (0.0024, 0.0008)], 32, plate, parent=B, loc=led)
ball(0.0023, led, glow("green", (0.05, 1.0, 0.22), 14.0, lamp=False), 32, parent=B)
light("POINT", (-0.0475, 0.036, H + 0.0125), 0.012, (0.08, 1.0, 0.28), size=0.003)

# ---- frame of the module, the insulated driver on it
for x in (-0.118, 0.118):
    box((0.008, 0.62, 0.096), (x, 0.22, 0.048), alu, 0.002)
box((0.25, 0.010, 0.080), (0, -0.022, 0.040), alu, 0.002)
D = empty((0.050, -0.0015, H + 0.0116), (0.0, 0.03, 2.72))
lathe(
    [
        (0.0001, 0),
        (0.0075, 0.001),
        (0.0098, 0.006),
        (0.0092, 0.020),
        (0.0100, 0.050),
        (0.0078, 0.075),
        (0.0064, 0.080),
        (0.0064, 0.086),
        (0.0001, 0.087),
    ],
    8,
    grip,
    False,
    parent=D,
    rot=(0, math.pi / 2, 0),
    loc=(-0.110, 0, 0),
)
tubes([[(-0.024, 0, 0), (0.040, 0, -0.001)]], 0.0034, grip, parent=D, res=6)
lathe(
    [
        (0.0001, 0),
        (0.0048, 0.0),
        (0.0050, 0.001),
        (0.0050, 0.016),
        (0.0040, 0.018),
        (0.0034, 0.018),
        (0.0034, 0.010),
        (0.0001, 0.010),
    ],
    40,
    zinc,
    False,
    parent=D,
    rot=(0, math.pi / 2, 0),
    loc=(0.040, 0, -0.001),
)
bench = mat("bench", (0.10, 0.11, 0.115), (0.07, 0.077, 0.08), rough=(0.3, 0.5), scale=6, bump=0.1)
box((3, 3, 0.03), (0, 0.8, -0.016), bench, 0.003)

# ---- behind: the dry cabinet, its lit window and two glove ports; a rack of modules
wall = mat("wall", (0.16, 0.175, 0.185), (0.12, 0.13, 0.14), rough=(0.6, 0.85))
box((6, 0.1, 3), (0, 2.4, 1.0), wall, 0)
cabinet = mat("cabinet", (0.42, 0.43, 0.44), (0.34, 0.35, 0.36), rough=(0.3, 0.5))
box((1.25, 0.5, 1.6), (-0.45, 1.75, 0.3), cabinet, 0.02)
box((1.02, 0.02, 0.40), (-0.45, 1.495, 0.32), glow("inside", (0.78, 0.89, 1.0), 1.5), 0.01)
for x in (-0.68, -0.24):
    ring = [(0.085, 0), (0.105, 0.0), (0.108, 0.02), (0.088, 0.03), (0.085, 0)]
    lathe(ring, 48, alu, True, loc=(x, 1.475, 0.26), rot=(math.pi / 2, 0, 0))
    lathe(
        [(0.0001, 0.12), (0.045, 0.10), (0.075, 0.03), (0.085, 0)],
        40,
        grip,
        True,
        loc=(x, 1.48, 0.26),
        rot=(-math.pi / 2, 0, 0),
    )
for j in range(5):
    for i in range(2):
        box((0.34, 0.3, 0.11), (0.62 + 0.38 * i, 1.9, -0.05 + 0.14 * j), black, 0.008)
        dot = glow(f"dot{i}{j}", (0.05, 1.0, 0.25) if (i, j) != (0, 2) else (1.0, 0.35, 0.03), 5.0, lamp=False)
        ball(0.009, (0.52 + 0.38 * i, 1.745, -0.03 + 0.14 * j), dot, 20)
bulb((0.30, 1.15, 0.42), 0.03, 40, 4, 2500, black)

# ---- light: one warm lamp behind at the mirror's angle for the copper, cool window light from the left
light("AREA", (0.10, 0.52, 0.36), 5.0, 2900, target=(0, 0.08, H), size=0.26, size_y=0.16)
light("AREA", (-0.55, 0.05, 0.45), 5.5, 6800, target=(0, 0.08, 0.06), size=0.5)
light("AREA", (0.3, -0.5, 0.45), 1.6, 4600, target=(0.02, 0.05, 0.06), size=0.4)
camera((0.022, -0.195, 0.205), (0.006, 0.075, 0.083), lens=44, fstop=6.3, focus=(0.015, 0.085, 0.087))
photograph(exposure=0.3)
