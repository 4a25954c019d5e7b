"""After the morning milking at Kozya Versta: a mug of warm goat's milk on the rail, its foam not yet gone.

A kid's bottle with its red teat stands by, hay lies about, a milk can and the bars of
the stand are behind, and the low sun comes in at the door.
"""

import math

import bpy  # noqa: F401 - mathutils is found once it is there
import numpy as np
from mathutils import Vector, noise

from materials import Nodes, mat, wood
from shapes import ball, box, curve, dust, empty, lathe, loft, mesh, rng, spline_profile, tapered, tubes
from studio import camera, light, photograph, reset, world

reset(80)
world((0.50, 0.58, 0.72), 0.08)


def dairy(name, rough):
    """Milk: light goes in and comes out a little warmer."""
    g = Nodes(name)
    return g.surface(
        g.node(
            "BsdfPrincipled",
            Base_Color=(0.86, 0.84, 0.78),
            Subsurface_Weight=0.9,
            Subsurface_Radius=(1.0, 0.8, 0.55),
            Subsurface_Scale=0.006,
            Roughness=rough,
            Coat_Weight=0.4,
            Coat_Roughness=0.05,
        )
    )


milk, froth = dairy("milk", 0.15), dairy("froth", 0.45)
enamel = mat(
    "enamel",
    (0.78, 0.77, 0.73),
    (0.72, 0.71, 0.67),
    rough=(0.10, 0.22),
    scale=20,
    bump=0.05,
    bscale=60,
    dist=0.0006,
    Coat_Weight=0.6,
    Coat_Roughness=0.05,
)
cobalt = mat("cobalt", (0.02, 0.05, 0.20), (0.015, 0.035, 0.15), rough=(0.12, 0.25), Coat_Weight=0.6)
chip = mat("chip", (0.05, 0.04, 0.035), (0.10, 0.05, 0.03), rough=(0.5, 0.8), scale=200)
alu = mat(
    "alu",
    (0.62, 0.62, 0.61),
    (0.48, 0.48, 0.47),
    rough=(0.24, 0.45),
    metal=1.0,
    scale=14,
    bump=0.15,
    bscale=40,
    dist=0.001,
)
plank = wood(
    "plank",
    (0.36, 0.245, 0.15),
    (0.22, 0.145, 0.085),
    axis=0,
    scale=9,
    rough=(0.5, 0.8),
    bump=0.6,
    dist=0.0012,
    dust=(0.50, 0.42, 0.28),
    amount=0.25,
)
post = wood("post", (0.30, 0.20, 0.12), (0.18, 0.12, 0.07), axis=2, scale=5, rough=(0.5, 0.8), bump=0.5)
hay = mat("hay", (0.62, 0.48, 0.20), (0.42, 0.36, 0.13), rough=(0.5, 0.8), scale=30)
clover = mat("clover", (0.20, 0.25, 0.08), (0.13, 0.17, 0.05), rough=(0.5, 0.8), scale=30)
g = Nodes("rubber")
rubber = g.surface(
    g.node(
        "BsdfPrincipled",
        Base_Color=(0.52, 0.10, 0.045),
        Roughness=0.38,
        Subsurface_Weight=0.5,
        Subsurface_Radius=(1.0, 0.3, 0.1),
        Subsurface_Scale=0.004,
    )
)
g = Nodes("glass")
shadow = g.tree.nodes.new("ShaderNodeLightPath").outputs["Is Shadow Ray"]
clear = g.node("BsdfPrincipled", Base_Color=(0.98, 1.0, 0.99), Transmission_Weight=1.0, IOR=1.5, Roughness=0.01)
glass = g.surface(g.node("MixShader", i0=shadow, i1=clear, i2=g.node("BsdfTransparent", Color=(0.90, 0.93, 0.92))))

# ---- plank: the top rail of the stand
box((2.2, 0.155, 0.045), (0, 0.010, -0.0225), plank, 0.004)
box((2.2, 0.150, 0.045), (0.04, 0.170, -0.0245), plank, 0.004)

# ---- mug
M = empty((-0.015, 0.0, 0.0), (0, 0, -0.55))
R0, H0 = 0.043, 0.082
outer = [
    (0.0001, 0.0015),
    (0.036, 0.0015),
    (0.0395, 0.0),
    (0.0425, 0.003),
    (R0, 0.008),
    (R0, 0.04),
    (R0, H0 - 0.003),
    (R0 + 0.0012, H0 - 0.0012),
    (R0 + 0.0010, H0),
    (R0 - 0.0004, H0 + 0.0002),
]
inner = [(R0 - 0.0012, H0 - 0.002), (R0 - 0.0014, 0.04), (R0 - 0.002, 0.006), (0.0001, 0.004)]
lathe(outer + inner, 96, enamel, parent=M)
lathe(
    [
        (R0 + 0.0003, H0 - 0.0036),
        (R0 + 0.0015, H0 - 0.0022),
        (R0 + 0.0018, H0 - 0.0004),
        (R0 + 0.0008, H0 + 0.0009),
        (R0 - 0.0006, H0 + 0.0008),
        (R0 - 0.0014, H0 - 0.001),
    ],
    96,
    cobalt,
    parent=M,
)
grip = curve(
    [
        (R0 - 0.001, 0, 0.067),
        (R0 + 0.012, 0, 0.072),
        (R0 + 0.027, 0, 0.066),
        (R0 + 0.030, 0, 0.048),
        (R0 + 0.021, 0, 0.028),
        (R0 - 0.001, 0, 0.021),
    ],
    10,
)
secs = []
for i, p in enumerate(grip):
    t = Vector(grip[min(i + 1, len(grip) - 1)]) - Vector(grip[max(i - 1, 0)])
    n = Vector((t.z, 0, -t.x)).normalized()
    secs.append(
        [
            Vector(p) + n * 0.0022 * math.sin(a) + Vector((0, 0.0062 * math.cos(a), 0))
            for a in np.linspace(0, 2 * math.pi, 18, endpoint=False)
        ]
    )
loft(secs, enamel, parent=M)
for a, z, s in ((-1.2, 0.006, 0.0036), (-0.4, 0.0035, 0.0022), (-2.0, H0 - 0.001, 0.0020)):
    c = ball(s, (R0 * math.cos(a) * 0.995, R0 * math.sin(a) * 0.995, z), chip, 24, (0.45, 1.1, 0.8), parent=M)
    c.rotation_euler = (0, 0, a)

# milk and its froth, thick at the wall, one bubble larger than the rest
LEVEL = H0 - 0.0075
verts = []
for j in range(40):
    r = (R0 - 0.0013) * j / 39
    for i in range(96):
        a = 2 * math.pi * i / 96
        x, y = r * math.cos(a), r * math.sin(a)
        foam = max(0, noise.noise(Vector((x * 55, y * 55, 2))) + 0.55 * (r / R0) ** 3 - 0.05)
        verts.append((x, y, LEVEL + 0.0030 * foam + 0.0010 * (r / R0) ** 10))
mesh(
    verts,
    [
        (j * 96 + i, j * 96 + (i + 1) % 96, (j + 1) * 96 + (i + 1) % 96, (j + 1) * 96 + i)
        for j in range(39)
        for i in range(96)
    ],
    milk,
    True,
    parent=M,
)
for _ in range(2600):
    a, q = rng.random() * 6.283, rng.random() ** 0.3
    r = (R0 - 0.0022) * q
    x, y = r * math.cos(a), r * math.sin(a)
    foam = noise.noise(Vector((x * 55, y * 55, 2))) + 0.55 * q**3 - 0.05
    if foam < 0.10:
        continue
    s = 0.0003 + 0.0011 * rng.random() ** 4
    ball(s, (x, y, LEVEL + 0.0030 * foam), froth, 12, parent=M)
drip = [
    (R0 * 0.985, 0, H0 + 0.0004),
    (R0 + 0.0016, 0, H0 - 0.001),
    (R0 + 0.0008, 0.0003, H0 - 0.008),
    (R0 + 0.0004, 0.0016, 0.060),
    (R0 + 0.0004, 0.0018, 0.052),
]
side = empty(rot=(0, 0, math.radians(-96)))
side.parent = M
tapered(drip, 0.0014, milk, ((0, 1.9), (0.12, 1.7), (0.3, 0.75), (0.8, 0.6), (0.95, 1.25), (1, 0.7)), parent=side)

# ---- bottle for the kid
B = empty((0.112, 0.052, 0.0), (0, 0, 0.3))
outline = [
    (0.0001, 0.003),
    (0.026, 0.002),
    (0.030, 0.0),
    (0.0325, 0.005),
    (0.033, 0.02),
    (0.033, 0.105),
    (0.030, 0.125),
    (0.019, 0.142),
    (0.0165, 0.150),
    (0.0165, 0.160),
    (0.0185, 0.162),
    (0.0185, 0.168),
    (0.0165, 0.169),
]
inside = [(max(a - 0.0024, 0.0001), b + (0.003 if i < 3 else 0)) for i, (a, b) in enumerate(outline[:10])]
lathe(spline_profile(outline, 120) + spline_profile([(0.0145, 0.169), *inside[::-1]], 90), 72, glass, parent=B)
fill = [
    (0.0001, 0.0075),
    (0.0255, 0.007),
    (0.0293, 0.012),
    (0.0296, 0.02),
    (0.0296, 0.098),
    (0.0290, 0.0985),
    (0.020, 0.0978),
    (0.0001, 0.0978),
]
lathe(fill, 64, milk, parent=B)
teat = [
    (0.0180, 0.158),
    (0.0200, 0.159),
    (0.0205, 0.166),
    (0.0195, 0.172),
    (0.0125, 0.177),
    (0.0085, 0.188),
    (0.0075, 0.200),
    (0.0085, 0.210),
    (0.0078, 0.218),
    (0.0045, 0.2215),
    (0.0001, 0.222),
]
lathe(spline_profile(teat, 70), 56, rubber, parent=B)

# ---- hay and a few clover leaves on the plank
lines = []
for _ in range(150):
    x, y = rng.uniform(-0.32, 0.36), rng.uniform(-0.062, 0.22)
    if math.hypot(x + 0.015, y) < 0.055 or math.hypot(x - 0.112, y - 0.052) < 0.045:
        continue
    a, L = rng.gauss(0.2, 0.8), rng.uniform(0.02, 0.09)
    b = rng.gauss(0, 0.5)
    lines.append(
        [
            (
                x + L * t * math.cos(a + b * t),
                y + L * t * math.sin(a + b * t),
                0.0012 + 0.010 * rng.random() * t * (1 - t),
            )
            for t in np.linspace(0, 1, 7)
        ]
    )
tubes(lines[::2], 0.0008, hay, res=2)
tubes(lines[1::4], 0.0005, clover, res=2)
tubes(lines[3::4], 0.0011, hay, res=2)
dust(900, 0.0012, hay, area=(-0.35, 0.4, -0.065, 0.24))

# ---- behind: can, bars, the open door with morning in it
C = empty((-0.33, 0.66, -0.33))
can = [
    (0.0001, 0),
    (0.165, 0.0),
    (0.172, 0.01),
    (0.172, 0.34),
    (0.165, 0.38),
    (0.118, 0.445),
    (0.104, 0.47),
    (0.104, 0.50),
    (0.116, 0.505),
    (0.116, 0.53),
    (0.10, 0.545),
    (0.0001, 0.55),
]
lathe(spline_profile(can, 160), 72, alu, parent=C)
for z in (0.06, 0.33):
    lathe([(0.172, z), (0.178, z + 0.006), (0.178, z + 0.016), (0.172, z + 0.022)], 72, alu, parent=C)
for s in (-1, 1):
    tubes(
        [curve([(s * 0.118, 0, 0.44), (s * 0.17, 0, 0.47), (s * 0.19, 0, 0.42), (s * 0.172, 0, 0.36)], 8)],
        0.009,
        alu,
        parent=C,
    )
for x in (0.05, 0.38, 0.71, 1.04, 1.37):
    tubes([[(x, 1.25, -0.9), (x, 1.25, 0.36)]], 0.016, alu)
tubes([[(-0.2, 1.25, 0.36), (1.6, 1.25, 0.36)], [(-0.2, 1.25, -0.05), (1.6, 1.25, -0.05)]], 0.018, alu)
wall = wood("wall", (0.20, 0.14, 0.09), (0.12, 0.083, 0.053), axis=2, scale=2.2, rough=(0.6, 0.85), bump=0.4)
box((2.2, 0.1, 4), (-1.45, 3.4, 0.8), wall, 0)
box((3.0, 0.1, 4), (2.75, 3.4, 0.8), wall, 0)
box((2.0, 0.1, 1.5), (0.5, 3.4, 1.85), wall, 0)
for x in (-0.35, 1.25):
    box((0.10, 0.14, 3.0), (x, 3.36, 0.2), post, 0.01)
g = Nodes("morning")
z = g.node("SeparateXYZ", _out=2, Vector=g.coord((1, 1, 1), offset_random=False))
height = g.node("MapRange", Value=z, From_Min=-0.6, From_Max=1.3, To_Min=0.0, To_Max=1.0)
sky = g.ramp(
    height, (0.0, (0.16, 0.20, 0.06)), (0.30, (0.36, 0.37, 0.14)), (0.43, (0.86, 0.66, 0.34)), (0.52, (1.0, 0.82, 0.58))
)
morning = g.surface(g.node("Emission", Color=sky, Strength=2.2))
mesh([(-3, 6, -1.5), (5, 6, -1.5), (5, 6, 3), (-3, 6, 3)], [(0, 1, 2, 3)], morning)
straw = mat("straw", (0.40, 0.32, 0.17), (0.28, 0.21, 0.11), rough=(0.8, 0.95), scale=8, bump=0.6)
box((9, 6, 0.05), (0, 3, -0.95), straw, 0)

# ---- light: the low sun from the door
light("SPOT", (1.05, 2.6, 0.86), 95, (1.0, 0.68, 0.38), target=(0.02, 0.03, 0.05), size=0.06, angle=40)
light("AREA", (-0.45, 0.15, 0.6), 6, 5600, target=(0, 0.0, 0.08), size=0.4)
light("AREA", (0.2, -0.7, 0.4), 2.2, 4700, target=(0.03, 0, 0.05), size=0.5)
light("AREA", (0.3, 1.9, 0.9), 12, 3300, target=(-0.2, 0.7, 0.0), size=0.6)
camera((0.010, -0.385, 0.238), (0.046, 0.02, 0.1060), lens=35, fstop=5.0, focus=(-0.012, -0.036, 0.078))
photograph(exposure=0.3, bounces=9, trans=8)
