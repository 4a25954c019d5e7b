"""Copper rivets in the planking of a boat at Sosnovy Kil, seen from inside.

The row is set but for one nail that still stands with its rove half driven; a hammer, a
square nail and spare roves lie on the next plank.
"""

import math

import bpy  # noqa: F401 - mathutils is found once it is there
import numpy as np
from mathutils import Vector, noise

from materials import glow, mat, wood
from shapes import bevel, box, curve, dust, empty, lathe, loft, rng, spline_profile, tubes
from studio import bulb, camera, light, photograph, reset, window, world

reset(79)
world((0.50, 0.58, 0.72), 0.07)

ash = wood("ash", (0.50, 0.345, 0.20), (0.37, 0.24, 0.13), axis=0, scale=10, rough=(0.36, 0.6), bump=0.35, dist=0.0008)
pale = wood("pale", (0.58, 0.41, 0.245), (0.45, 0.30, 0.17), axis=0, scale=11, rough=(0.36, 0.6), bump=0.3, dist=0.0008)
oak = wood("oak", (0.36, 0.225, 0.12), (0.235, 0.14, 0.07), axis=1, scale=12, rough=(0.35, 0.6), bump=0.45, dist=0.0009)
hickory = wood(
    "hickory",
    (0.46, 0.28, 0.14),
    (0.32, 0.185, 0.085),
    axis=2,
    scale=26,
    rough=(0.22, 0.45),
    bump=0.15,
    dist=0.0005,
    dust=(0.10, 0.06, 0.035),
    amount=0.35,
)
copper = mat(
    "copper",
    (0.86, 0.40, 0.22),
    (0.66, 0.27, 0.13),
    rough=(0.16, 0.36),
    metal=1.0,
    scale=240,
    bump=0.12,
    bscale=900,
    dist=0.0002,
    dirt=(0.16, 0.06, 0.03),
)
old = mat(
    "old",
    (0.42, 0.20, 0.12),
    (0.15, 0.34, 0.27),
    rough=(0.45, 0.75),
    metal=0.6,
    scale=320,
    bump=0.2,
    bscale=900,
    dist=0.0002,
)
steel = mat(
    "steel",
    (0.46, 0.45, 0.44),
    (0.30, 0.29, 0.28),
    rough=(0.2, 0.42),
    metal=1.0,
    scale=60,
    bump=0.12,
    bscale=400,
    dist=0.0003,
    dirt=(0.06, 0.045, 0.03),
)
bright = mat(
    "bright",
    (0.66, 0.65, 0.63),
    (0.54, 0.53, 0.51),
    rough=(0.12, 0.26),
    metal=1.0,
    scale=90,
    bump=0.1,
    bscale=500,
    dist=0.0002,
)
pencil = mat("pencil", (0.07, 0.07, 0.075), rough=(0.5, 0.7))
cotton = mat("cotton", (0.70, 0.65, 0.55), (0.58, 0.53, 0.43), rough=(0.9, 1.0), scale=90, bump=0.5, bscale=900)
chips = mat("chips", (0.66, 0.47, 0.28), (0.54, 0.37, 0.20), rough=(0.8, 0.95))

# ---- three strakes, each lapped over the next; a land of 28 mm where the rivets go
TH, LAP = 0.014, 0.028
for k, (y0, y1, z, m) in enumerate(
    (
        (-0.30, -0.058, 0.0, ash),
        (-0.058 - LAP, 0.105, TH, pale),
        (0.105 - LAP, 0.34, 2 * TH, ash),
        (0.34 - LAP, 0.62, 3 * TH, pale),
    )
):
    secs = []
    for x in np.linspace(-0.6, 0.9, 60):
        bow = 0.030 * (x / 0.8) ** 2
        a, b = y0 + 0.0006 * math.sin(x * 21 + k), y1
        secs.append([(x, a, z - TH + bow), (x, b, z - TH + bow), (x, b, z + bow), (x, a, z + bow)])
    bevel(loft(secs, m, False), 0.0016, 3)


def bow(x):
    return 0.030 * (x / 0.8) ** 2


def rove(m=copper):
    """A dished copper washer with its burr; made once, copied by mesh."""
    profile = [
        (0.0018, 0.0030),
        (0.0030, 0.0030),
        (0.0064, 0.0012),
        (0.0074, 0.0002),
        (0.0070, 0.0),
        (0.0018, 0.0014),
        (0.0018, 0.0030),
    ]
    return lathe(spline_profile(profile, 40), 48, m)


def rivet(x, y, z, m):
    """A set rivet: rove, and the nail's end spread over it by the hammer, each a little its own way."""
    r = rove(m)
    r.location, r.rotation_euler = (x, y, z), (rng.gauss(0, 0.03), rng.gauss(0, 0.03), rng.random() * 6)
    head = lathe(
        spline_profile([(0.0001, 0.0022), (0.0016, 0.0020), (0.0030, 0.0012), (0.0034, 0.0004), (0.0028, 0.0)], 24),
        40,
        m,
    )
    seed = rng.random() * 50
    for v in head.data.vertices:
        v.co.xy *= 1 + 0.22 * noise.noise(Vector((v.co.x * 260, v.co.y * 260, seed)))
        v.co.z -= 0.0004 * abs(noise.noise(Vector((v.co.x * 700, v.co.y * 700, seed)))) if v.co.z > 0.001 else 0
    head.location, head.rotation_euler = (
        (x + rng.gauss(0, 0.0003), y + rng.gauss(0, 0.0003), z + 0.0026),
        (0, 0, rng.random() * 6),
    )


GAP = 0.052
for row, (y, z) in enumerate(((-0.072, TH), (0.091, 2 * TH), (0.326, 3 * TH))):
    tubes(
        [
            [
                (x, y + 0.0125 + 0.0003 * noise.noise(Vector((x * 60, row, 1))), z + bow(x) + 0.0002)
                for x in np.linspace(-0.55, 0.85, 120)
            ]
        ],
        0.0003,
        pencil,
    )
    for i in range(-10, 17):
        x = i * GAP + 0.012 + rng.gauss(0, 0.0012)
        if row == 0 and i >= 1:
            if i == 1:
                continue
            tubes(
                [
                    [(x - 0.0032, y - 0.0032, z + bow(x) + 0.0003), (x + 0.0032, y + 0.0032, z + bow(x) + 0.0003)],
                    [(x - 0.0032, y + 0.0032, z + bow(x) + 0.0003), (x + 0.0032, y - 0.0032, z + bow(x) + 0.0003)],
                ],
                0.0003,
                pencil,
            )
            continue
        rivet(x, y, z + bow(x), old if (row, i) in ((1, 2), (2, 1), (2, 5)) else copper)

# the nail that waits: square, its rove driven half way down, not yet cut off
NX, NY, NZ = GAP + 0.012, -0.072, TH + bow(GAP)
secs = [
    [(NX + sx * w, NY + sy * w, NZ + z) for sx, sy in ((1, 1), (-1, 1), (-1, -1), (1, -1))]
    for z, w in ((-0.004, 0.0018), (0.016, 0.0018), (0.0215, 0.0013), (0.0250, 0.0002))
]
bevel(loft(secs, copper, False), 0.0002)
r = rove()
r.location, r.rotation_euler = (NX, NY, NZ + 0.0052), (0.10, -0.07, 0)


def nail(x, y, z, rot):
    e = empty((x, y, z), rot)
    secs = [
        [(t, sx * w, sy * w) for sx, sy in ((1, 1), (-1, 1), (-1, -1), (1, -1))]
        for t, w in ((0, 0.0018), (0.036, 0.0018), (0.043, 0.0012), (0.048, 0.0002))
    ]
    bevel(loft(secs, copper, False, parent=e), 0.0002)
    lathe(
        [(0.0001, 0.0013), (0.0030, 0.0011), (0.0044, 0.0002), (0.0042, 0.0), (0.0001, 0.0)],
        32,
        copper,
        parent=e,
        rot=(0, -math.pi / 2, 0),
    )


for x, y, a in ((0.118, -0.125, 0.5), (0.148, -0.138, 2.2), (0.092, -0.150, -0.2), (-0.01, 0.02, 1.1)):
    nail(x, y, (0.0022 if y < -0.09 else TH + 0.0022) + bow(x), (0, 0.055, a))
for x, y, tilt in (
    (0.058, -0.118, 0),
    (0.077, -0.128, 0.0),
    (0.050, -0.138, 2.9),
    (0.030, -0.124, 0),
    (0.125, -0.158, 0),
    (0.035, 0.012, 0),
    (0.050, 0.020, 0),
):
    q = rove()
    ground = (0.0 if y < -0.09 else TH) + bow(x)
    q.location, q.rotation_euler = (x, y, ground + (0.0034 if tilt else 0.0002)), (tilt, rng.gauss(0, 0.05), 0)

# ---- oak rib across the planks, behind; a strand of caulking cotton
secs = []
for y in np.linspace(-0.30, 0.62, 40):
    z = (
        np.interp(
            y, (-0.3, -0.07, 0.09, 0.33, 0.62), (0.002, 0.002 + TH, 0.002 + 2 * TH, 0.002 + 3 * TH, 0.002 + 4 * TH)
        )
        + 0.008
    )
    secs.append([(0.262, y, z), (0.302, y, z), (0.302, y, z + 0.030), (0.262, y, z + 0.030)])
bevel(loft(secs, oak, False), 0.003, 3)
secs = [[(x - 0.62, y, z) for x, y, z in s] for s in secs]
bevel(loft(secs, oak, False), 0.003, 3)
for y, z in ((-0.072, 0.056), (0.091, 0.070)):
    rivet(0.282, y, z, copper)
strand = curve(
    [
        (-0.20, 0.16, 0.033),
        (-0.13, 0.19, 0.034),
        (-0.05, 0.17, 0.033),
        (0.02, 0.20, 0.034),
        (0.10, 0.185, 0.034),
        (0.17, 0.21, 0.035),
    ],
    14,
)
tubes(
    [
        [
            (x, y + 0.0022 * math.sin(i * 0.35 + j * 2.1), z + 0.0022 * math.cos(i * 0.35 + j * 2.1))
            for i, (x, y, z) in enumerate(strand)
        ]
        for j in range(3)
    ],
    0.0026,
    cotton,
)

# ---- ball hammer, its face towards the waiting nail, and the hollow punch
H = empty((-0.052, -0.030, TH + 0.0138), (0.0, 0.0, 0.30))
face = [(0.0001, 0.0), (0.0105, 0.0), (0.0125, 0.0015), (0.0125, 0.010), (0.0088, 0.015), (0.0088, 0.022)]
face += [(0.0110, 0.028), (0.0110, 0.042), (0.0085, 0.048), (0.0075, 0.052)]
face += [(0.0115 * math.sin(a), 0.0615 - 0.0115 * math.cos(a)) for a in np.linspace(0.72, math.pi - 0.01, 14)]
lathe(face, 48, steel, True, parent=H, rot=(0, -math.pi / 2, 0), loc=(0.036, 0, 0))
lathe(
    [(0.0001, 0.0003), (0.0106, 0.0003), (0.0108, 0)],
    40,
    bright,
    False,
    parent=H,
    rot=(0, math.pi / 2, 0),
    loc=(0.0362, 0, 0),
)
shaft = [
    (0.0060, 0.0),
    (0.0068, 0.02),
    (0.0062, 0.06),
    (0.0075, 0.12),
    (0.0098, 0.19),
    (0.0102, 0.24),
    (0.0085, 0.262),
    (0.0001, 0.266),
]
lathe(
    spline_profile(shaft, 60),
    40,
    hickory,
    parent=H,
    rot=(-math.pi / 2 + 0.02, 0, 0),
    loc=(0.001, 0.004, 0),
    scale=(0.82, 1, 1),
)
U = empty((-0.118, -0.135, 0.0078), (0, 0, 0.42))
lathe(
    [
        (0.0022, 0.006),
        (0.0022, 0),
        (0.0052, 0),
        (0.0060, 0.003),
        (0.0075, 0.030),
        (0.0078, 0.070),
        (0.0086, 0.092),
        (0.0080, 0.095),
        (0.0001, 0.0955),
    ],
    40,
    steel,
    True,
    parent=U,
    rot=(0, -math.pi / 2, 0),
    loc=(0.05, 0, 0),
)

dust(2600, 0.0007, chips, area=(-0.3, 0.4, -0.2, -0.088), z=lambda x, _y: bow(x))
dust(1500, 0.0007, chips, area=(-0.3, 0.4, -0.08, 0.07), z=lambda x, _y: TH + bow(x))

# ---- shed
dark = mat("dark", (0.06, 0.055, 0.05), (0.09, 0.075, 0.06), rough=(0.5, 0.8))
wall = wood("wall", (0.17, 0.125, 0.085), (0.10, 0.07, 0.048), axis=2, scale=2.2, rough=(0.6, 0.85))
box((9, 0.1, 4), (0, 3.6, 0.8), wall, 0)
window(0.55, 3.54, 0.42, 1.1, 0.9, 3, 2, glow("sky", (0.70, 0.82, 1.0), 2.6), dark, 0.045)
for k in range(5):
    box((0.06, 0.08, 1.6), (-1.5 + 0.5 * k, 2.2, 0.5), oak, 0.006, rot=(0, rng.gauss(0, 0.03), 0))
for k in range(4):
    box((2.6, 0.03, 0.15), (-0.4, 2.14, 0.10 + 0.17 * k), ash, 0.004)
bulb((0.40, 1.35, 0.42), 0.03, 40, 4, 2500, dark)

# ---- light
light("AREA", (0.26, 0.30, 0.26), 3.6, 2950, target=(0.03, -0.07, 0.015), size=0.13)
light("AREA", (-0.60, 0.05, 0.45), 5.0, 6600, target=(0, -0.03, 0.01), size=0.4)
light("AREA", (0.25, -0.50, 0.35), 1.1, 4500, target=(0, -0.05, 0.01), size=0.35)
camera((0.062, -0.238, 0.098), (0.032, -0.030, 0.028), lens=42, fstop=5.6, focus=(0.050, -0.074, 0.022))
photograph(exposure=0.3)
