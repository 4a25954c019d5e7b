"""Earth pigments at Klyazma Ochre: one clay roasted at 200, 400 and 700 degrees, three heaps on paper.

A palette knife has just cut into the nearest; a slab with paste stands aside, jars of
other shades behind.
"""

import math

import bpy
import numpy as np
from mathutils import Vector, noise

from materials import Nodes, glow, mat, wood
from shapes import add, bevel, box, curve, dust, empty, grid, lathe, loft, lump, rng, spline_profile, tubes
from studio import bulb, camera, light, photograph, reset, window, world

reset(76)
world((0.50, 0.58, 0.72), 0.07)


def pigment(name, c, k=0.78):
    """Powder: matt, velvety at the edge, no two grains alike."""
    g = Nodes(name)
    v = g.coord((1, 1, 1))
    big = g.node("TexNoise", Vector=v, Scale=60.0, Detail=8.0, Roughness=0.7)
    fine = g.node("TexNoise", Vector=v, Scale=1500.0, Detail=4.0, Roughness=0.7)
    height = g.node("Math", operation="ADD", i0=big, i1=g.node("Math", operation="MULTIPLY", i0=fine, i1=0.35))
    colour = g.ramp(height, (0.45, tuple(x * k for x in c)), (0.85, c))
    normal = g.node("Bump", Strength=0.7, Distance=0.0006, Height=height)
    return g.surface(
        g.node("BsdfPrincipled", Base_Color=colour, Roughness=1.0, Sheen_Weight=0.25, Sheen_Tint=c, Normal=normal)
    )


GOLD, RUSSET, BRICK = (0.62, 0.33, 0.055), (0.46, 0.135, 0.025), (0.30, 0.045, 0.020)
gold, russet, brick = pigment("gold", GOLD), pigment("russet", RUSSET), pigment("brick", BRICK)
paper = mat(
    "paper", (0.36, 0.285, 0.20), (0.29, 0.225, 0.155), rough=(0.7, 0.9), scale=14, bump=0.3, bscale=300, dist=0.0004
)
card = mat(
    "card", (0.80, 0.77, 0.68), (0.74, 0.70, 0.60), rough=(0.5, 0.7), scale=30, bump=0.1, bscale=500, dist=0.0002
)
ink = mat("ink", (0.02, 0.035, 0.09), rough=(0.4, 0.6))
steel = mat(
    "steel",
    (0.56, 0.55, 0.53),
    (0.42, 0.41, 0.39),
    rough=(0.28, 0.46),
    metal=1.0,
    scale=50,
    bump=0.08,
    bscale=400,
    dist=0.0002,
    stretch=(0.3, 3, 1),
)
brass = mat("brass", (0.70, 0.47, 0.17), (0.46, 0.30, 0.11), rough=(0.2, 0.4), metal=1.0, scale=60, bump=0.05)
handle = wood(
    "handle",
    (0.30, 0.15, 0.065),
    (0.18, 0.085, 0.035),
    axis=0,
    scale=30,
    rough=(0.25, 0.5),
    bump=0.2,
    dist=0.0005,
    dust=(0.46, 0.20, 0.05),
    amount=0.5,
)
bench = wood(
    "bench",
    (0.17, 0.105, 0.06),
    (0.09, 0.055, 0.03),
    axis=0,
    scale=9,
    rough=(0.4, 0.7),
    bump=0.45,
    dist=0.001,
    dust=(0.42, 0.17, 0.05),
    amount=0.3,
)
slab = mat("slab", (0.34, 0.33, 0.31), (0.27, 0.26, 0.25), rough=(0.2, 0.45), scale=10, bump=0.06)
g = Nodes("glass")
sh = g.tree.nodes.new("ShaderNodeLightPath").outputs["Is Shadow Ray"]
clear = g.node("BsdfPrincipled", Base_Color=(0.97, 1.0, 0.98), Transmission_Weight=1.0, IOR=1.5, Roughness=0.02)
glass = g.surface(g.node("MixShader", i0=sh, i1=clear, i2=g.node("BsdfTransparent", Color=(0.88, 0.92, 0.90))))
cork = mat("cork", (0.42, 0.27, 0.15), (0.28, 0.17, 0.09), rough=(0.7, 0.9), scale=90, bump=0.6, bscale=240, dist=0.001)


def heap(x, y, r, h, m, seed, cut=None):
    """A cone at the angle of repose, its foot ragged; `cut` (x, y) is where a knife has taken some."""

    def height(px, py):
        d = math.hypot(px, py) / r
        a = math.atan2(py, px)
        d *= (
            1
            + 0.05 * noise.noise(Vector((math.cos(a) * 1.6, math.sin(a) * 1.6, seed)))
            + 0.03 * noise.noise(Vector((px * 200, py * 200, seed)))
        )
        z = h * (1 - math.sqrt(d * d + 0.018))
        z += 0.0009 * noise.fractal(Vector((px * 150, py * 150, seed)), 0.8, 2.1, 5) + 0.0016 * noise.noise(
            Vector((px * 40, py * 40, seed * 2))
        )
        if cut:  # where the knife has taken some: a smooth bite, its wall slumped
            near = math.hypot((px - cut[0]) / 0.017, (py - cut[1]) / 0.013)
            z = min(z, 0.0012 + 0.030 * max(0.0, near - 0.75) + 0.0006 * noise.noise(Vector((px * 260, py * 90, 3))))
        return max(z, -0.001)

    grid(2.5 * r, 2.5 * r, 190, 190, height, m, loc=(x, y, 0.0012))
    dust(1500, 0.0010, m, around=(x, y), spread=r * 0.72, z=0.0008)
    for _ in range(26):
        a, q = rng.random() * 6.283, r * rng.uniform(0.80, 1.25)
        s = 0.0026 * rng.uniform(0.25, 1) ** 2
        lump(
            (s, s, s * 0.8),
            m,
            rng.random() * 30,
            0.3,
            0.15,
            sub=3,
            loc=(x + q * math.cos(a), y + q * math.sin(a), s * 0.5 + 0.001),
            rot=(rng.random() * 6, 0, rng.random() * 6),
        )


def sheet(x, y, w, rot, seed):
    def lift(px, py):
        corner = max(0, abs(px) / w * 2 - 0.55) * max(0, abs(py) / w * 2 - 0.55)
        return (
            0.0004
            + 0.055 * corner * (0.6 + noise.noise(Vector((px * 20, py * 20, seed))))
            + 0.0012 * abs(noise.noise(Vector((px * 30, py * 30, seed))))
        )

    grid(w, w, 50, 50, lift, paper, loc=(x, y, 0), rot=(0, 0, rot))


def tag(text, x, y, rot):
    """A card folded to stand, its number stamped."""
    e = empty((x, y, 0.0006), (0, 0, rot))
    for s in (1, -1):
        box((0.034, 0.0006, 0.022), (0, s * 0.0052, 0.0102), card, 0.0001, parent=e, rot=(s * 0.50, 0, 0))
    c = bpy.data.curves.new("text", "FONT")
    c.body, c.size, c.extrude, c.align_x = text, 0.0128, 0.00005, "CENTER"
    add("text", c, (0.0, -0.0085, 0.0052), (math.pi / 2 - 0.50, 0, 0), mat=ink, parent=e)


HEAPS = (
    (-0.030, 0.000, 0.052, 0.034, gold, 3),
    (0.086, 0.092, 0.050, 0.031, russet, 7),
    (0.205, 0.190, 0.052, 0.033, brick, 11),
)
for k, (x, y, r, h, m, seed) in enumerate(HEAPS):
    sheet(x, y, 0.150, (0.22, -0.12, 0.3)[k], seed)
    heap(x, y, r, h, m, seed, (0.040, -0.014) if k == 0 else None)
tag("200°", -0.072, 0.046, 0.30)
tag("400°", 0.018, 0.066, 0.12)
tag("700°", 0.138, 0.165, 0.2)
box((1.9, 0.9, 0.03), (0.1, 0.25, -0.0155), bench, 0.003)
dust(3000, 0.0005, gold, around=(-0.01, -0.05), spread=0.06)
dust(1600, 0.0005, brick, area=(0.02, 0.3, -0.08, 0.28))

# ---- palette knife: the blade rests in the cut, its tip loaded
K = empty((0.072, -0.014, 0.0046), (0.05, 0.035, 0.20))
ring = []
for t in np.linspace(0, 1, 40):
    x = -0.062 + 0.078 * t
    w = 0.0078 * (1 - 0.25 * t) * (1 if t > 0.08 else math.sqrt(max(0.02, 1 - (1 - t / 0.08) ** 2)))
    w = w if t < 0.86 else w * (1 - 0.62 * (t - 0.86) / 0.14)
    z = 0.0035 * (1 - t) ** 2
    ring.append([(x, -w, z), (x, w, z), (x, w * 0.96, z + 0.0008), (x, -w * 0.96, z + 0.0008)])
bevel(loft(ring, steel, False, parent=K), 0.0002)
tubes(
    [curve([(0.014, 0, 0.0004), (0.024, 0, 0.002), (0.032, 0, 0.0075), (0.042, 0, 0.010), (0.052, 0, 0.0102)], 8)],
    0.0024,
    steel,
    parent=K,
    res=6,
)
lathe(
    spline_profile([(0.0036, 0), (0.0050, 0.0005), (0.0054, 0.008), (0.0047, 0.011)], 20),
    32,
    brass,
    parent=K,
    rot=(0, math.pi / 2, 0),
    loc=(0.050, 0, 0.0102),
)
lathe(
    spline_profile(
        [
            (0.0046, 0),
            (0.0060, 0.010),
            (0.0078, 0.035),
            (0.0082, 0.060),
            (0.0072, 0.085),
            (0.0048, 0.096),
            (0.0001, 0.098),
        ],
        50,
    ),
    40,
    handle,
    parent=K,
    rot=(0, math.pi / 2, 0),
    loc=(0.060, 0, 0.0102),
)
for k in range(9):
    s = rng.uniform(0.0018, 0.0042)
    lump(
        (s * 1.4, s, s * 0.7),
        gold,
        k * 3.3,
        0.3,
        0.14,
        -0.4,
        4,
        parent=K,
        loc=(-0.050 + 0.0035 * k + rng.gauss(0, 0.001), rng.gauss(0, 0.0028), 0.0044 - 0.0003 * k),
        rot=(0, 0, rng.random() * 6),
    )

# ---- slab with paste and a glass muller, behind on the left
box((0.26, 0.22, 0.018), (-0.20, 0.235, 0.009), slab, 0.003, rot=(0, 0, 0.12))
paste = mat(
    "paste",
    (0.33, 0.040, 0.016),
    (0.24, 0.028, 0.012),
    rough=(0.12, 0.3),
    scale=40,
    bump=0.5,
    bscale=220,
    dist=0.002,
    Coat_Weight=0.5,
    Coat_Roughness=0.1,
)
grid(
    0.15,
    0.10,
    60,
    40,
    lambda x, y: (
        0.0182
        + 0.0020
        * max(0, 1 - (x / 0.07) ** 2 - (y / 0.045) ** 2) ** 0.5
        * (0.7 + 0.5 * noise.noise(Vector((x * 60, y * 60, 1))))
        - 0.0004
    ),
    paste,
    loc=(-0.205, 0.225, 0),
    rot=(0, 0, 0.3),
)
muller = spline_profile(
    [
        (0.0001, 0.0),
        (0.030, 0.0),
        (0.033, 0.002),
        (0.034, 0.010),
        (0.027, 0.026),
        (0.013, 0.045),
        (0.0125, 0.060),
        (0.020, 0.082),
        (0.0235, 0.100),
        (0.019, 0.113),
        (0.0001, 0.118),
    ],
    70,
)
lathe(muller, 64, glass, loc=(-0.170, 0.205, 0.0195))

# ---- jars with cork stoppers
EARTHS = [
    (0.62, 0.33, 0.055),
    (0.46, 0.135, 0.025),
    (0.30, 0.045, 0.02),
    (0.12, 0.055, 0.025),
    (0.22, 0.085, 0.035),
    (0.70, 0.46, 0.14),
    (0.16, 0.19, 0.10),
    (0.05, 0.035, 0.025),
    (0.52, 0.22, 0.07),
    (0.60, 0.50, 0.36),
]
powders = [pigment(f"earth{i}", c) for i, c in enumerate(EARTHS)]


def jar(x, y, r, h, m, fill):
    wall = 0.0022
    outline = [
        (0.0001, 0),
        (r * 0.92, 0),
        (r, 0.004),
        (r, h * 0.72),
        (r * 0.96, h * 0.80),
        (r * 0.66, h * 0.88),
        (r * 0.66, h * 0.97),
        (r * 0.72, h),
    ]
    inside = [(max(a - wall, 0.0001), b + (wall if i < 2 else 0)) for i, (a, b) in enumerate(outline)]
    lathe(outline + inside[::-1], 56, glass, loc=(x, y, 0))
    body = [
        (0.0001, wall * 1.3),
        (r - wall * 1.4, wall * 1.3),
        (r - wall * 1.4, h * fill),
        (r * 0.6, h * (fill + 0.02)),
        (r * 0.3, h * (fill + 0.06)),
        (0.0001, h * (fill + 0.05)),
    ]
    lathe(body, 48, m, loc=(x, y, 0))
    lathe(
        [(0.0001, h * 0.9), (r * 0.60, h * 0.9), (r * 0.66, h * 1.09), (r * 0.62, h * 1.11), (0.0001, h * 1.11)],
        40,
        cork,
        False,
        loc=(x, y, 0),
    )


for k, (x, y, r, h, fill) in enumerate(
    (
        (-0.035, 0.335, 0.036, 0.12, 0.60),
        (0.055, 0.365, 0.036, 0.12, 0.45),
        (0.150, 0.385, 0.040, 0.135, 0.66),
        (0.255, 0.395, 0.036, 0.12, 0.55),
        (0.350, 0.400, 0.040, 0.13, 0.62),
        (0.445, 0.405, 0.036, 0.12, 0.4),
    )
):
    jar(x, y, r, h, powders[(5, 3, 1, 6, 2, 0)[k]], fill)

# ---- far wall: painted boards in rows, a window
wall = mat("wall", (0.26, 0.22, 0.17), (0.20, 0.165, 0.13), rough=(0.8, 0.95))
box((6, 0.1, 3), (0, 1.85, 1.0), wall, 0)
rack = wood("rack", (0.20, 0.12, 0.065), (0.12, 0.07, 0.04), axis=0, scale=6)
for j in range(4):
    box((1.6, 0.05, 0.014), (0.72, 1.70, 0.02 + 0.17 * j), rack, 0.002)
    for i in range(14):
        c = EARTHS[(i * 3 + j * 5) % 10]
        f = rng.uniform(0.75, 1.25)
        box(
            (0.085, 0.008, 0.13),
            (-0.02 + 0.108 * i, 1.73, 0.095 + 0.17 * j),
            mat(f"b{i}{j}", tuple(min(0.8, x * f) for x in c), rough=(0.3, 0.5)),
            0.001,
            rot=(-0.15, rng.gauss(0, 0.02), 0),
        )
frame = mat("frame", (0.09, 0.085, 0.08), rough=(0.4, 0.6))
window(-0.95, 1.79, 0.06, 0.62, 1.0, 2, 3, glow("sky", (0.80, 0.88, 1.0), 2.4), frame, 0.035)
bulb((0.47, 1.15, 0.33), 0.028, 40, 3.5, 2500, frame)

# ---- light: a low warm lamp from the left rakes the heaps
light("AREA", (-0.30, 0.13, 0.17), 1.5, 3100, target=(-0.01, 0.0, 0.015), size=0.10)
light("AREA", (0.20, 0.42, 0.42), 2.2, 3000, target=(0.06, 0.05, 0.0), size=0.16)
light("AREA", (-0.55, 0.55, 0.6), 8, 6800, target=(0, 0.15, 0.02), size=0.4)
light("AREA", (0.45, -0.40, 0.4), 1.8, 4600, target=(0.02, 0, 0.02), size=0.4)
camera((0.000, -0.285, 0.122), (0.026, 0.030, 0.028), lens=42, fstop=6.3, focus=(-0.005, -0.028, 0.018))
photograph(exposure=0.6)
