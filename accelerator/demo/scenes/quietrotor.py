"""The balancing bench of Tikhy Vint: a cast rotor hangs on a thread by its hub.

The trailing edge is cut into teeth like an owl's feather, one blade is a shade
heavier and dips; last year's rotor lies below, foam pyramids of the quiet chamber behind.
"""

import math

import numpy as np

from materials import Nodes, mat, wood
from shapes import (
    bevel,
    box,
    copy,
    curve,
    dust,
    empty,
    even,
    grid,
    lathe,
    loft,
    mesh,
    rng,
    spline_profile,
    thread,
    tubes,
)
from studio import camera, light, photograph, reset, world

reset(72)
world((0.45, 0.55, 0.72), 0.05)


def cast(name, c1, c2, sss=0.7):
    """Cast resin: milky, waxy, with faint sanding marks."""
    g = Nodes(name)
    v = g.coord((1, 1, 1))
    n1 = g.node("TexNoise", Vector=v, Scale=26.0, Detail=6.0, Roughness=0.6)
    n2 = g.node("TexNoise", Vector=v, Scale=500.0, Detail=5.0)
    sand = g.node(
        "TexNoise",
        Vector=g.node("VectorMath", operation="MULTIPLY", i0=v, i1=(120.0, 1600.0, 800.0)),
        Scale=1.0,
        Detail=3.0,
    )
    h = g.node("Math", operation="ADD", i0=g.node("Math", operation="MULTIPLY", i0=n2, i1=0.5), i1=sand)
    return g.surface(
        g.node(
            "BsdfPrincipled",
            Base_Color=g.ramp(n1, (0.35, c1), (0.68, c2)),
            Roughness=g.node("MapRange", Value=n1, From_Min=0.3, From_Max=0.7, To_Min=0.22, To_Max=0.40),
            Subsurface_Weight=sss,
            Subsurface_Radius=(1.0, 0.62, 0.34),
            Subsurface_Scale=0.0045,
            Normal=g.node("Bump", Strength=0.14, Distance=0.0003, Height=h),
        )
    )


resin = cast("resin", (0.80, 0.74, 0.63), (0.72, 0.66, 0.55))
older = cast("older", (0.10, 0.12, 0.14), (0.07, 0.085, 0.10), 0.1)
brass = mat(
    "brass",
    (0.70, 0.47, 0.17),
    (0.46, 0.30, 0.11),
    rough=(0.18, 0.4),
    metal=1.0,
    scale=60,
    bump=0.06,
    bscale=300,
    dist=0.0003,
)
steel = mat(
    "steel",
    (0.60, 0.59, 0.57),
    (0.46, 0.45, 0.43),
    rough=(0.15, 0.3),
    metal=1.0,
    scale=60,
    bump=0.05,
    bscale=400,
    dist=0.0002,
)
black = mat(
    "black", (0.02, 0.02, 0.022), (0.03, 0.03, 0.033), rough=(0.3, 0.55), scale=30, bump=0.1, bscale=300, dist=0.0003
)
grip = mat("grip", (0.42, 0.045, 0.022), (0.33, 0.035, 0.018), rough=(0.22, 0.4), scale=30, bump=0.05)
line = mat("line", (0.75, 0.72, 0.66), (0.6, 0.57, 0.5), rough=(0.6, 0.8))
bench = wood(
    "bench",
    (0.19, 0.13, 0.085),
    (0.115, 0.078, 0.05),
    axis=0,
    scale=12,
    rough=(0.32, 0.6),
    bump=0.3,
    dist=0.0007,
    dust=(0.50, 0.45, 0.38),
    amount=0.25,
)
powder = mat("powder", (0.80, 0.76, 0.68), (0.7, 0.65, 0.56), rough=(0.8, 0.95))


def foam(name, c):
    g = Nodes(name)
    v = g.coord((1, 1, 1))
    n = g.node("TexNoise", Vector=v, Scale=260.0, Detail=5.0, Roughness=0.8)
    col = g.ramp(n, (0.38, tuple(x * 0.45 for x in c)), (0.58, c))
    return g.surface(
        g.node(
            "BsdfPrincipled",
            Base_Color=col,
            Roughness=1.0,
            Sheen_Weight=0.35,
            Normal=g.node("Bump", Strength=0.8, Distance=0.002, Height=n),
        )
    )


wedge = foam("wedge", (0.085, 0.105, 0.135))


def rotor(parent, m, teeth=True, r=0.118):
    """Two blades swept back, thinner and flatter outwards; teeth on the trailing edge."""
    for flip in (0, math.pi):
        secs = []
        n = 260 if teeth else 60
        for k in range(n):
            s = k / (n - 1)
            rad = 0.0105 + (r - 0.0105) * s
            chord = np.interp(
                s, (0, 0.10, 0.32, 0.6, 0.85, 0.96, 1), (0.0125, 0.0150, 0.0265, 0.0230, 0.0150, 0.0085, 0.002)
            )
            twist = math.radians(np.interp(s, (0, 0.15, 0.4, 1), (42, 36, 23, 9)))
            thick = np.interp(s, (0, 0.2, 1), (0.30, 0.15, 0.085))
            sweep = 0.006 * math.sin(s * 2.2) - 0.020 * max(0, s - 0.45) ** 2 / 0.3
            cut = 0.0
            if teeth and 0.42 < s < 0.97:
                ph = (k / 9.0) % 1
                cut = 0.0042 * abs(2 * ph - 1) * min(1, (s - 0.42) / 0.1, (0.97 - s) / 0.05)
            ring = []
            for a in np.linspace(0, 2 * math.pi, 30, endpoint=False):
                u = 0.5 * (1 + math.cos(a))
                y = thick * 0.5 * math.sin(a) * (1.9 * math.sqrt(max(u, 1e-6)) * (1 - u) * 1.55 + 0.05) + 0.16 * u * (
                    1 - u
                )
                w = u * chord - cut * u**5
                px, pz = (0.38 * chord - w) + sweep, y * chord
                ring.append(
                    (
                        rad,
                        px * math.cos(twist) - pz * math.sin(twist) * 0.2,
                        px * math.sin(twist) + pz * math.cos(twist),
                    )
                )
            secs.append(ring)
        loft(secs, m, parent=parent, rot=(0, 0, flip))
    prof = [
        (0.0028, -0.0058),
        (0.0105, -0.0058),
        (0.0122, -0.0045),
        (0.0126, 0.0),
        (0.0122, 0.0042),
        (0.0100, 0.0062),
        (0.0060, 0.0068),
        (0.0028, 0.0068),
    ]
    lathe(spline_profile(prof, 40), 64, m, parent=parent)
    lathe(
        [
            (0.0026, -0.0062),
            (0.0040, -0.0062),
            (0.0042, -0.0050),
            (0.0042, 0.0066),
            (0.0038, 0.0074),
            (0.0026, 0.0074),
            (0.0024, 0.006),
            (0.0024, -0.006),
            (0.0026, -0.0062),
        ],
        40,
        brass,
        parent=parent,
    )


HZ = 0.070
H = empty((0.0, 0.0, HZ), (0.035, 0.05, math.radians(-38)))
rotor(H, resin)
lathe([(0.0001, 0.0112), (0.0018, 0.0106), (0.0026, 0.0092), (0.0024, 0.0078), (0.0001, 0.0074)], 24, line, parent=H)
up = [(0.0, 0.0, HZ + 0.008), (0.0, 0.0, HZ + 0.05), (0.0, 0.0, 0.45)]
thread(even(up, 0.0006), 0.00042, line, twist=0.6)
tubes(
    [
        curve(
            [
                (0.0008, 0, HZ + 0.0125),
                (0.0030, 0.001, HZ + 0.016),
                (0.0042, 0.0014, HZ + 0.0145),
                (0.0048, 0.0016, HZ + 0.0120),
            ],
            8,
        )
    ],
    0.0003,
    line,
)
dot = mat("dot", (0.50, 0.03, 0.02), rough=(0.5, 0.7))
M = empty((0, 0, 0), (0, 0, 0))

# ---- bench: last year's rotor, screwdriver, strip of sandpaper, resin dust
box((1.4, 0.50, 0.03), (0, 0.10, -0.015), bench, 0.003)
O = empty((-0.065, 0.105, 0.0066), (0, 0.0, math.radians(24)))
rotor(O, older, False)
D = empty((0.105, -0.012, 0.0085), (0, 0, math.radians(158)))
lathe(
    spline_profile(
        [
            (0.0001, 0),
            (0.0058, 0.001),
            (0.0080, 0.006),
            (0.0078, 0.020),
            (0.0084, 0.045),
            (0.0062, 0.062),
            (0.0056, 0.070),
            (0.0001, 0.0702),
        ],
        50,
    ),
    6,
    grip,
    False,
    parent=D,
    rot=(0, math.pi / 2, 0),
    loc=(-0.075, 0, 0),
)
tubes([[(-0.006, 0, 0), (0.05, 0, -0.0022), (0.082, 0, -0.0042)]], 0.0022, steel, parent=D, res=6)
sandm = mat(
    "sandm", (0.20, 0.13, 0.085), (0.13, 0.085, 0.06), rough=(0.8, 0.95), scale=300, bump=0.9, bscale=1800, dist=0.0004
)
grid(
    0.075,
    0.028,
    30,
    10,
    lambda x, _y: 0.0006 + 6.0 * max(0, x - 0.004) ** 2 + 1.2 * max(0, -x - 0.02) ** 2,
    sandm,
    loc=(-0.020, -0.012, 0),
    rot=(0, 0, 0.35),
)
dust(5200, 0.00055, powder, around=(0.012, 0.000), spread=0.032)
dust(1600, 0.00035, powder, area=(-0.2, 0.2, -0.12, 0.2))

# ---- the quiet chamber behind: pyramids on a wall and its corner
S = 0.105
PY = mesh(
    [(-S / 2, -S / 2, 0), (S / 2, -S / 2, 0), (S / 2, S / 2, 0), (-S / 2, S / 2, 0), (0, 0, 0.125)],
    [(0, 1, 4), (1, 2, 4), (2, 3, 4), (3, 0, 4)],
    wedge,
)
bevel(PY, 0.006, 3)
PY.hide_render = True
for i in range(-11, 13):
    for j in range(-4, 9):
        o = copy(
            PY, (i * S + rng.gauss(0, 0.0015), 0.86, j * S), (math.pi / 2 + rng.gauss(0, 0.01), rng.gauss(0, 0.01), 0)
        )
        o.hide_render = False
box((4, 0.05, 3), (0, 0.885, 0.3), wedge, 0)

# ---- measuring microphone on an arm, soft
A = empty((0.150, 0.19, 0.096), (0, 0, math.radians(205)))
lathe(
    spline_profile(
        [
            (0.0001, 0.0),
            (0.0062, 0.0005),
            (0.0066, 0.003),
            (0.0066, 0.013),
            (0.0062, 0.014),
            (0.0062, 0.06),
            (0.0088, 0.085),
            (0.0090, 0.14),
            (0.0001, 0.141),
        ],
        60,
    ),
    40,
    steel,
    parent=A,
    rot=(0, -math.pi / 2, 0),
    loc=(0.06, 0, 0),
)
tubes([[(0.205, 0.216, -0.02), (0.205, 0.216, 0.090)]], 0.005, black)

# ---- light: one warm lamp behind shines through the blades; the rest is hush
light("AREA", (-0.20, 0.30, 0.25), 4.2, 2900, target=(0, 0, HZ), size=0.13)
light("AREA", (0.6, -0.05, 0.45), 3.6, 6800, target=(0, 0.0, 0.06), size=0.5)
light("AREA", (-0.75, 0.25, 0.75), 8.5, 5600, target=(-0.2, 0.86, 0.2), size=0.25)
light("SPOT", (0.75, 0.15, 0.65), 11, 2900, target=(0.42, 0.86, 0.22), size=0.08, angle=60)
camera((0.060, -0.285, 0.118), (0.012, 0.02, 0.073), lens=44, fstop=6.3, focus=(0.02, -0.03, HZ))
photograph(exposure=0.3)
