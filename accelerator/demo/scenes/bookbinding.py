"""Book binding at Sedmoy Kegl: a book being sewn by hand on tapes in a sewing frame.

The spine looks at us: folded signatures, waxed linen thread over each tape, the
thread running on to a needle that lies by a stub of wax; bound books in a press behind.
"""

import math

import bpy  # noqa: F401 - mathutils is found once it is there
import numpy as np
from mathutils import Vector, noise

from materials import Nodes, glow, mat, wood
from shapes import bevel, box, curve, empty, even, lathe, loft, rng, spline_profile, thread, tubes
from studio import bulb, camera, light, photograph, reset, window, world

reset(71)
world((0.5, 0.58, 0.72), 0.07)

paper = mat(
    "paper",
    (0.74, 0.69, 0.59),
    (0.66, 0.60, 0.50),
    rough=(0.75, 0.92),
    scale=60,
    bump=0.25,
    bscale=900,
    dist=0.0003,
    dirt=(0.20, 0.15, 0.10),
)
linen = mat(
    "linen", (0.40, 0.035, 0.022), (0.27, 0.022, 0.016), rough=(0.7, 0.9), scale=90, bump=0.2, bscale=1500, dist=0.0002
)
wax = mat(
    "wax",
    (0.78, 0.58, 0.24),
    (0.66, 0.46, 0.16),
    rough=(0.28, 0.5),
    scale=60,
    bump=0.25,
    bscale=260,
    dist=0.0008,
    Subsurface_Weight=0.4,
    Subsurface_Radius=(1.0, 0.5, 0.15),
    Subsurface_Scale=0.006,
)
steel = mat(
    "steel",
    (0.62, 0.61, 0.59),
    (0.48, 0.47, 0.45),
    rough=(0.12, 0.25),
    metal=1.0,
    scale=80,
    bump=0.04,
    bscale=400,
    dist=0.0002,
)
bone = mat(
    "bone",
    (0.80, 0.74, 0.60),
    (0.70, 0.61, 0.45),
    rough=(0.22, 0.4),
    scale=30,
    bump=0.08,
    bscale=200,
    dist=0.0004,
    Subsurface_Weight=0.2,
    Subsurface_Radius=(1.0, 0.6, 0.3),
    Subsurface_Scale=0.003,
)
beech = wood(
    "beech",
    (0.33, 0.215, 0.125),
    (0.21, 0.13, 0.07),
    axis=0,
    scale=17,
    rough=(0.3, 0.55),
    bump=0.25,
    dist=0.0008,
    dust=(0.20, 0.13, 0.08),
    amount=0.4,
)
beechz = wood(
    "beechz", (0.43, 0.26, 0.13), (0.29, 0.165, 0.08), axis=2, scale=17, rough=(0.26, 0.5), bump=0.2, dist=0.0006
)
bench = wood(
    "bench", (0.17, 0.105, 0.06), (0.09, 0.055, 0.03), axis=0, scale=8, rough=(0.35, 0.65), bump=0.4, dist=0.001
)
dark = mat("dark", (0.05, 0.05, 0.053), (0.075, 0.065, 0.06), rough=(0.35, 0.6), metal=0.5)


def tape_material():
    """Woven linen tape: two crossed waves for warp and weft."""
    g = Nodes("tape")
    v = g.coord((1, 1, 1), offset_random=False)
    a = g.node("TexWave", Vector=v, Scale=520.0, bands_direction="X", wave_type="BANDS", Distortion=0.6)
    b = g.node("TexWave", Vector=v, Scale=520.0, bands_direction="Z", wave_type="BANDS", Distortion=0.6)
    h = g.node("Math", operation="ADD", i0=a, i1=b)
    n = g.node("TexNoise", Vector=v, Scale=200.0, Detail=6.0)
    col = g.ramp(n, (0.35, (0.70, 0.61, 0.46)), (0.68, (0.55, 0.46, 0.33)))
    return g.surface(
        g.node(
            "BsdfPrincipled",
            Base_Color=col,
            Roughness=0.85,
            Normal=g.node("Bump", Strength=0.6, Distance=0.0003, Height=h),
        )
    )


tape = tape_material()

# ---- bed of the frame, block of 30 signatures (four folded sheets each)
BED = 0.022
LEN, DEEP, T, SHEET, N = 0.196, 0.135, 0.00152, 0.00017, 27
box((0.50, 0.30, BED), (0.0, 0.145, BED / 2), beech, 0.0025)
box((0.50, 0.030, BED * 0.9), (0.0, -0.030, BED * 0.45), beech, 0.0022)
box((1.8, 1.2, 0.03), (0.1, 0.2, -0.015), bench, 0.003)


def signature(z, opened=0.0, dx=0.0, dy=0.0):
    """Nested folded sheets, the fold towards -y; `opened` lifts the fore edge's upper half."""
    for j in range(4):
        h = T / 2 * 0.97 - j * (SHEET * 1.10)
        deep = DEEP + rng.gauss(0, 0.0004) - j * 0.0001
        path = [(deep - (deep - h) * t, h + opened * (1 - t) ** 2 * (1 - 0.12 * j)) for t in np.linspace(0, 1, 9)]
        path += [(h - h * 0.92 * math.sin(a), h * math.cos(a)) for a in np.linspace(0.35, math.pi - 0.35, 7)]
        path += [(h + (deep - h) * t, -h) for t in np.linspace(0, 1, 4)]
        inner = [
            (y + SHEET * 0.5, w * (1 - SHEET / max(h, SHEET * 2)))
            if abs(y) < h * 2
            else (y, w - math.copysign(SHEET * 0.8, w))
            for y, w in path
        ]
        if opened:
            inner = [(y, w - SHEET) if i < 9 else q for i, ((y, w), q) in enumerate(zip(path, inner))]
        ring = path + inner[::-1]
        o1, o2 = rng.gauss(0, 0.0003), rng.gauss(0, 0.0003)
        secs = []
        for x in np.linspace(0, 1, 13):
            wave = 0.00005 * noise.noise(Vector((x * 3, z * 900, j)))
            secs.append([(-LEN / 2 + o1 + (LEN + o2 - o1) * x + dx, y + dy, z + w + wave) for y, w in ring])
        bevel(loft(secs, paper, False), 0.00003, 1)


crest = []
for k in range(N):
    z = BED + T / 2 + k * T * 1.02
    dy = rng.gauss(0, 0.00025)
    crest.append((z, dy))
    signature(z, 0.005 if k == N - 1 else 0.0, rng.gauss(0, 0.0003), dy)
TOP = BED + N * T * 1.02

# ---- tapes, stretched up to the crossbar
TAPES, TW = (-0.062, 0.0, 0.062), 0.0125
for x in TAPES:
    secs = []
    for z in np.linspace(0.004, 0.34, 60):
        sway = 0.0003 * noise.noise(Vector((x * 40, z * 60, 1)))
        ex = [(-TW / 2, 0.0), (-TW / 4, -0.00022), (0, -0.00028), (TW / 4, -0.00022), (TW / 2, 0.0)]
        secs.append([(x + a, -0.0012 + b + sway, z) for a, b in ex] + [(x + a, -0.0006 + sway, z) for a, _ in ex[::-1]])
    loft(secs, tape, True)

# ---- sewing: a stitch over every tape, kettle stitches at both ends
RT = 0.00042
for k, (z, dy) in enumerate(crest):
    for x in TAPES:
        if k == N - 1 and x == TAPES[2]:
            continue
        w = TW / 2 + 0.0009
        j = rng.gauss(0, 0.00012)
        thread(
            even(
                curve(
                    [
                        (x - w - 0.001, 0.0010 + dy, z),
                        (x - w, -0.0008 + dy, z + j),
                        (x - w * 0.5, -0.00195, z + j),
                        (x, -0.0021, z),
                        (x + w * 0.5, -0.00195, z - j),
                        (x + w, -0.0008 + dy, z - j),
                        (x + w + 0.001, 0.0010 + dy, z),
                    ],
                    6,
                ),
                0.00012,
            ),
            RT,
            linen,
        )
    if k:
        z0 = crest[k - 1][0]
        for x in (-LEN / 2 + 0.011, LEN / 2 - 0.011):
            s = 0.0013
            thread(
                even(
                    curve(
                        [
                            (x, 0.001, z0),
                            (x - s, -0.0008, z0 + 0.0001),
                            (x - s * 0.7, -0.0012, (z + z0) / 2),
                            (x, -0.0011, z),
                            (x + s * 0.7, -0.0013, (z + z0) / 2),
                            (x + s, -0.0008, z0 + 0.0002),
                            (x, 0.001, z0),
                        ],
                        6,
                    ),
                    0.00012,
                ),
                RT,
                linen,
            )

# ---- the thread that is being sewn, down to the needle on the front rail
z, dy = crest[-1]
x0 = TAPES[2] - TW / 2 - 0.0012
rail = BED * 0.9
run = curve(
    [
        (x0, 0.002, z),
        (x0, -0.001, z),
        (x0 + 0.004, -0.006, z - 0.001),
        (x0 + 0.010, -0.014, z - 0.014),
        (x0 + 0.011, -0.021, rail + 0.012),
        (x0 + 0.004, -0.030, rail + 0.0016),
        (x0 - 0.014, -0.037, rail + 0.0006),
        (x0 - 0.034, -0.033, rail + 0.0005),
        (x0 - 0.040, -0.024, rail + 0.0005),
        (x0 - 0.026, -0.020, rail + 0.0009),
        (x0 - 0.012, -0.025, rail + 0.0012),
        (x0 - 0.018, -0.0355, rail + 0.0014),
        (x0 - 0.036, -0.0385, rail + 0.0007),
        (x0 - 0.052, -0.036, rail + 0.0006),
    ],
    16,
)
thread(even(run, 0.00016), RT * 1.05, linen)
nx, ny = x0 - 0.052, -0.036
A = empty((nx, ny, rail + 0.0010), (0, 0.01, math.pi + 0.10))
needle = [(0.0, 0, 0), (0.006, 0, 0), (0.02, 0, 0.0001), (0.044, 0, 0.0), (0.054, 0, -0.0004)]
tubes([curve(needle, 8)], 0.00075, steel, [[0.75, 0.9] + [1.0] * 20 + list(np.linspace(1, 0.08, 11))], res=6, parent=A)
thread(
    even(
        curve(
            [
                (-0.0008, 0.0001, 0.0),
                (0.001, 0.0010, 0.0006),
                (0.0022, 0.0, 0.0009),
                (0.001, -0.001, 0.0004),
                (-0.003, -0.0014, 0),
                (-0.012, -0.0035, -0.0003),
                (-0.019, -0.002, -0.0004),
            ],
            10,
        ),
        0.00016,
    ),
    RT * 0.9,
    linen,
    parent=A,
)

# ---- bone folder on the block, stub of wax with grooves cut by the thread
F = empty((0.036, 0.062, TOP + 0.0036), (0.02, -0.012, 0.42))
secs = []
for t in np.linspace(0, 1, 30):
    w = 0.0115 * min(1, (t / 0.10) ** 0.5 + 0.001) * (1 - 0.9 * max(0, (t - 0.72) / 0.28) ** 1.8)
    h = 0.0019 * (1 - 0.5 * t)
    secs.append(
        [(-0.075 + 0.15 * t, w * math.cos(a), h * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 24, endpoint=False)]
    )
loft(secs, bone, parent=F)
C = empty((0.093, -0.0300, rail), (0.04, -0.03, 0.0))
W = lathe(
    spline_profile(
        [
            (0.0001, 0.0215),
            (0.004, 0.0212),
            (0.0080, 0.0228),
            (0.0098, 0.0240),
            (0.0110, 0.0225),
            (0.0112, 0.014),
            (0.0113, 0.004),
            (0.0118, 0.0006),
            (0.0110, 0),
            (0.0001, 0),
        ],
        60,
    ),
    96,
    wax,
    parent=C,
)
for v in W.data.vertices:
    x, y, z = v.co
    drip = max(0, noise.noise(Vector((math.atan2(y, x) * 1.6, z * 14, 3)))) * 0.22 + 0.03 * noise.noise(v.co * 160)
    v.co.xy *= 1 + drip * min(1, (x * x + y * y) / 0.0001)
    for h in (0.0085, 0.0108, 0.0150):  # grooves that the thread has cut
        v.co.xy *= 1 - 0.09 * math.exp(-(((z - h - 0.02 * x) / 0.0006) ** 2))
    if z > 0.015:
        v.co.z += 0.0022 * noise.noise(Vector((x * 130, y * 130, 5)))
tubes(
    [curve([(0, 0, 0.0205), (0.0004, 0.0002, 0.024), (0.0016, 0.0006, 0.0268), (0.0030, 0.0006, 0.0276)], 8)],
    0.00065,
    dark,
    parent=C,
)

# ---- frame: two wooden screws and the bar
for x in (-0.215, 0.215):
    prof = [(0.0145 + 0.0016 * abs(((i * 0.25) % 1) * 2 - 1), i * 0.0011) for i in range(330)]
    lathe([(0.0001, 0), *prof], 40, beechz, False, loc=(x, -0.004, BED))
    lathe(
        spline_profile([(0.017, 0), (0.027, 0.003), (0.029, 0.012), (0.026, 0.02), (0.017, 0.022)], 24),
        8,
        beechz,
        False,
        loc=(x, -0.004, 0.255),
    )
box((0.50, 0.034, 0.026), (0, -0.004, 0.292), beech, 0.004)

# ---- behind: waiting signatures, finished books in a press, hammer, window
for k in range(16):
    box(
        (0.20 + rng.gauss(0, 0.001), 0.14, 0.0021),
        (-0.30 + rng.gauss(0, 0.002), 0.36 + rng.gauss(0, 0.002), 0.0012 + 0.0023 * k),
        paper,
        0.0006,
        rot=(0, 0, 0.25 + rng.gauss(0, 0.012)),
    )
cloths = [
    mat(f"cloth{i}", c, tuple(x * 0.75 for x in c), rough=(0.7, 0.9), scale=20, bump=0.4, bscale=900, dist=0.0003)
    for i, c in enumerate(((0.36, 0.035, 0.03), (0.03, 0.10, 0.16), (0.05, 0.14, 0.09), (0.42, 0.24, 0.06)))
]
P = empty((0.26, 0.55, 0.0), (0, 0, -0.15))
box((0.34, 0.26, 0.035), (0, 0, 0.018), dark, 0.004, parent=P)
z = 0.036
for k in range(5):
    c = cloths[(k * 3 + 1) % 4]
    w = 0.20 + rng.gauss(0, 0.006)
    th = rng.choice((0.024, 0.03, 0.036))
    for zz in (z, z + th - 0.0025):
        box((w, 0.15, 0.0028), (0, 0.002, zz + 0.0013), c, 0.0008, parent=P, rot=(0, 0, 0.01 * k))
    box((w - 0.008, 0.144, th - 0.005), (0, 0.004, z + th / 2), paper, 0.001, parent=P)
    loft(
        [
            [(x, -0.070 - 0.010 * math.sin(a), z + th / 2 - th / 2 * math.cos(a)) for a in np.linspace(0, math.pi, 12)]
            for x in (-w / 2, w / 2)
        ],
        c,
        closed=False,
        parent=P,
    )
    for q in (-0.3, 0.3):
        box((0.006, 0.012, th * 0.9), (w * q, -0.076, z + th / 2), cloths[3], 0.002, parent=P)
    z += th + 0.001
box((0.34, 0.26, 0.03), (0, 0, z + 0.016), dark, 0.004, parent=P)
for x in (-0.145, 0.145):
    tubes([[(x, 0, 0), (x, 0, 0.6)]], 0.013, dark, parent=P)
lathe([(0.016, 0), (0.016, 0.3)], 32, steel, parent=P, loc=(0, 0, z + 0.03))
H = empty((-0.06, 0.42, 0.032), (0, 0, 0.9))
lathe(
    spline_profile(
        [(0.0001, -0.05), (0.028, -0.049), (0.030, -0.045), (0.026, 0), (0.030, 0.045), (0.028, 0.049), (0.0001, 0.05)],
        40,
    ),
    48,
    beechz,
    parent=H,
    rot=(0, math.pi / 2, 0),
)
wall = mat("wall", (0.24, 0.21, 0.17), (0.18, 0.155, 0.13), rough=(0.8, 0.95))
box((6, 0.1, 3), (0, 2.4, 1.0), wall, 0)
shelf = wood("shelf", (0.20, 0.12, 0.065), (0.12, 0.07, 0.04), axis=0, scale=6)
for zz in (0.10, 0.42):
    box((0.9, 0.25, 0.025), (0.45, 2.2, zz), shelf, 0.003)
    x = 0.05
    while x < 0.8:
        w, h = rng.uniform(0.02, 0.05), rng.uniform(0.17, 0.26)
        box((w, 0.16, h), (x + w / 2, 2.18, zz + 0.012 + h / 2), rng.choice(cloths), 0.004)
        x += w + 0.001
window(1.62, 2.34, 0.02, 0.80, 1.2, 3, 3, glow("sky", (0.74, 0.85, 1.0), 2.6), dark, 0.035)
bulb((0.98, 1.3, 0.135), 0.026, 40, 5, 2400, dark)

# ---- light: a warm lamp from the left above, rakes the folds; cool window behind
light("AREA", (-0.22, -0.16, 0.30), 3.0, 3300, target=(0.0, 0.0, 0.04), size=0.10)
light("AREA", (-0.55, 0.45, 0.6), 9, 6600, target=(0, 0.05, 0.05), size=0.5)
light("AREA", (0.5, -0.4, 0.4), 1.6, 4300, target=(0.05, 0, 0.03), size=0.5)
light("AREA", (0.25, 0.15, 0.75), 6, 2800, target=(0.26, 0.55, 0.1), size=0.3)
camera((-0.085, -0.265, 0.098), (0.040, 0.0, 0.058), lens=42, fstop=5.0, focus=(0.03, -0.004, 0.045))
photograph(exposure=0.35)
