"""A seam at the seat factory Posadka: the machine sews the red panel of a bus seat to the blue one.

The needle stands over its chalked line; behind it run the finished stitches, and cut
foam lies by a seat that waits for its cover.
"""

import math

import bpy  # noqa: F401 - mathutils is found once it is there
import numpy as np
from mathutils import Vector, noise

from materials import Nodes, glow, mat
from shapes import bevel, box, curve, dust, empty, even, lathe, loft, mesh, quads, rng, spline_profile, thread, tubes
from studio import bulb, camera, light, photograph, reset, window, world

reset(77)
world((0.50, 0.58, 0.72), 0.07)


def upholstery(name, c):
    """Coarse twill of a bus seat: a diagonal rib, flecks of lighter yarn, a soft nap."""
    g = Nodes(name)
    v = g.coord((1, 1, 1), offset_random=False)
    rib = g.node(
        "TexWave", Vector=v, Scale=330.0, wave_type="BANDS", bands_direction="DIAGONAL", Distortion=1.2, Detail=2.0
    )
    weft = g.node(
        "TexWave",
        Vector=g.node("VectorMath", operation="MULTIPLY", i0=v, i1=(1.0, -1.0, 1.0)),
        Scale=330.0,
        wave_type="BANDS",
        bands_direction="DIAGONAL",
        Distortion=1.2,
    )
    n = g.node("TexNoise", Vector=v, Scale=900.0, Detail=4.0)
    blotch = g.node("TexNoise", Vector=v, Scale=20.0, Detail=5.0)
    h = g.node(
        "Math",
        operation="MULTIPLY",
        i0=rib,
        i1=g.node("MapRange", Value=weft, From_Min=0.0, From_Max=1.0, To_Min=0.45, To_Max=1.0),
    )
    h = g.node("Math", operation="ADD", i0=h, i1=g.node("Math", operation="MULTIPLY", i0=n, i1=0.5))
    colour = g.ramp(h, (0.15, tuple(x * 0.40 for x in c)), (0.75, c))
    fleck = g.ramp(g.node("TexNoise", Vector=v, Scale=420.0, Detail=2.0), (0.64, 0.0), (0.70, 0.14))
    colour = g.node("Mix", _out=2, data_type="RGBA", i0=fleck, i6=colour, i7=tuple(min(1, x * 1.6 + 0.06) for x in c))
    colour = g.node(
        "Mix", _out=2, data_type="RGBA", i0=g.ramp(blotch, (0.4, 0.18), (0.65, 0.0)), i6=colour, i7=(0.02, 0.02, 0.02)
    )
    normal = g.node("Bump", Strength=0.8, Distance=0.0005, Height=h)
    return g.surface(g.node("BsdfPrincipled", Base_Color=colour, Roughness=0.9, Sheen_Weight=0.04, Normal=normal))


blue, red = upholstery("blue", (0.018, 0.055, 0.16)), upholstery("red", (0.36, 0.018, 0.014))
cream = mat(
    "cream", (0.80, 0.74, 0.62), (0.68, 0.61, 0.48), rough=(0.55, 0.75), scale=90, bump=0.2, bscale=1500, dist=0.0002
)
chrome = mat(
    "chrome",
    (0.74, 0.74, 0.73),
    (0.62, 0.62, 0.61),
    rough=(0.07, 0.20),
    metal=1.0,
    scale=50,
    bump=0.03,
    bscale=500,
    dist=0.0001,
)
steel = mat(
    "steel",
    (0.58, 0.57, 0.56),
    (0.44, 0.43, 0.42),
    rough=(0.16, 0.34),
    metal=1.0,
    scale=60,
    bump=0.08,
    bscale=500,
    dist=0.0002,
    stretch=(0.3, 3, 1),
)
enamel = mat(
    "enamel",
    (0.33, 0.42, 0.38),
    (0.27, 0.355, 0.32),
    rough=(0.22, 0.38),
    scale=14,
    bump=0.06,
    bscale=160,
    dist=0.0008,
    dirt=(0.10, 0.09, 0.07),
)
table = mat("table", (0.20, 0.20, 0.19), (0.15, 0.15, 0.145), rough=(0.3, 0.5), scale=6, bump=0.05)
foam = mat(
    "foam",
    (0.78, 0.70, 0.50),
    (0.70, 0.60, 0.40),
    rough=(0.9, 1.0),
    scale=30,
    bump=0.7,
    bscale=900,
    dist=0.001,
    Subsurface_Weight=0.3,
    Subsurface_Radius=(1.0, 0.8, 0.4),
    Subsurface_Scale=0.004,
)
dark = mat("dark", (0.035, 0.035, 0.038), (0.05, 0.05, 0.052), rough=(0.35, 0.6))
chalk = Nodes("chalk")
grains = chalk.node("TexNoise", Vector=chalk.coord((1, 1, 1)), Scale=900.0, Detail=5.0, Roughness=0.8)
chalk = chalk.surface(
    chalk.node(
        "MixShader",
        i0=chalk.ramp(grains, (0.47, 0.0), (0.58, 0.85)),
        i1=chalk.node("BsdfTransparent"),
        i2=chalk.node("BsdfDiffuse", Color=(0.82, 0.82, 0.78)),
    )
)

# ---- cloth: flat under the foot, wavy away from it; x < EDGE blue, the red panel lies over it with its edge turned in
EDGE, THICK = -0.0052, 0.0013


def lie(x, y):
    """Height of the upper face of the lower cloth."""
    away = max(0.0, math.hypot(x * 1.0, max(0, abs(y) - 0.01)) - 0.022)
    left = max(0.0, -x - 0.030)
    wave = 0.5 + 0.5 * noise.noise(Vector((x * 16 + 4, y * 13, 2))) + 0.35 * math.sin(y * 46 + x * 22)
    return (
        THICK
        + away**1.25 * 0.34 * wave * (0.35 + 4.0 * left)
        + 0.00025 * noise.noise(Vector((x * 120, y * 120, 1)))
        + 0.10 * left**1.4
    )


def panel(x0, x1, m, lift, nx=150, ny=190, y0=-0.17, y1=0.13):
    verts = []
    for j in range(ny):
        y = y0 + (y1 - y0) * j / (ny - 1)
        for i in range(nx):
            u = i / (nx - 1)
            x = x0 + (x1 - x0) * u
            verts.append((x, y, lie(x, y) + lift(x, y)))
    mesh(verts, quads(nx, ny), m, True, name="cloth")


panel(-0.20, 0.03, blue, lambda _x, _y: 0.0)


def fold(x, y):
    """The turned edge of the red panel: rounded, pulled down by the stitches behind the needle."""
    d = x - EDGE
    rise = 2 * THICK * math.sqrt(max(0.0, 1 - (1 - min(d / 0.0016, 1)) ** 2))
    seam = 0.0006 * math.exp(-((x / 0.0016) ** 2)) if y > 0 else 0
    return rise - seam - 0.9 * THICK * min(1, max(0, d - 0.010) / 0.008)


panel(EDGE, 0.19, red, fold, nx=220)


def top(x, y):
    return lie(x, y) + fold(x, y)


# ---- stitches behind the needle, chalk before it
STITCH = 0.0036
for k in range(34):
    y = 0.0032 + k * STITCH
    a, b = y + 0.0003, y + STITCH - 0.0003
    j = rng.gauss(0, 0.00010)
    line = curve(
        [
            (j, a - 0.0002, top(0, a) - 0.0006),
            (j, a + 0.0003, top(0, a) + 0.0003),
            (j, (a + b) / 2, top(0, (a + b) / 2) + 0.00048),
            (j, b - 0.0003, top(0, b) + 0.0003),
            (j, b + 0.0002, top(0, b) - 0.0006),
        ],
        8,
    )
    thread(even(line, 0.00014), 0.00044, cream)
verts = []
for j in range(200):
    y = -0.17 + 0.169 * j / 199
    w = 0.0008 + 0.00025 * noise.noise(Vector((y * 90, 1, 1)))
    c = 0.0006 * noise.noise(Vector((y * 20, 5, 1)))
    for s in (-1, 0, 1):
        verts.append((c + s * w, y, top(c + s * w, y) + 0.00012))
mesh(verts, quads(3, 200), chalk, True)

# ---- presser foot, needle, bars
for s in (-1, 1):
    ring = []
    for t in np.linspace(0, 1, 30):
        y = -0.0150 + 0.032 * t
        up = 0.0048 * max(0, (0.30 - t) / 0.30) ** 2
        z = top(0, 0.01) + 0.0002 + up
        x0, x1 = s * 0.0011, s * (0.0052 - 0.0012 * max(0, (0.2 - t) / 0.2) ** 2)
        ring.append([(x0, y, z), (x1, y, z), (x1, y, z + 0.0015), (x0, y, z + 0.0015)])
    bevel(loft(ring, chrome, False), 0.0004, 3)
F = top(0, 0.01) + 0.0015
box((0.0102, 0.0105, 0.0034), (0, 0.0108, F + 0.0014), chrome, 0.0007)
box((0.0052, 0.0075, 0.020), (0, 0.0112, F + 0.011), chrome, 0.0008)
tubes([[(-0.0056, 0.0108, F + 0.0044), (0.0056, 0.0108, F + 0.0044)]], 0.0011, steel, res=6)
box((0.0078, 0.0085, 0.016), (0, 0.0112, F + 0.0265), steel, 0.0009)
tubes([[(0, 0.0112, F + 0.03), (0, 0.0112, 0.14)]], 0.0037, chrome, res=10)
screw = [(0.0001, 0), (0.0042, 0), (0.0046, 0.0005), (0.0046, 0.0050), (0.0042, 0.0055), (0.0001, 0.0055)]
S = empty((-0.0040, 0.0112, F + 0.0275), (0, -math.pi / 2, 0))
lathe(screw, 40, steel, False, parent=S)
box((0.0011, 0.0094, 0.0016), (0, 0, 0.0052), dark, 0.0, parent=S, rot=(0, 0, 0.7))
NZ = top(0, 0) + 0.0052  # the point of the needle, just before it goes in
needle = [
    (0, 0, NZ),
    (0, 0, NZ + 0.0030),
    (0, 0, NZ + 0.007),
    (0, 0, NZ + 0.020),
    (0, 0, NZ + 0.0205),
    (0, 0, NZ + 0.032),
]
tubes([needle], 0.00062, chrome, [[0.12, 0.85, 1.0, 1.0, 1.55, 1.55]], res=8)
box((0.0005, 0.0016, 0.0013), (0, -0.0004, NZ + 0.0042), dark, 0.0002)
tubes([[(0, 0, NZ + 0.029), (0, 0, 0.14)]], 0.0031, chrome, res=10)
lathe(
    [(0.0012, 0), (0.0040, 0.0005), (0.0043, 0.0012), (0.0043, 0.0075), (0.0036, 0.0082), (0.0031, 0.0082)],
    40,
    steel,
    loc=(0, 0, NZ + 0.0275),
)
lathe(
    [(0.0001, 0), (0.0024, 0), (0.0026, 0.0004), (0.0026, 0.0044), (0.0022, 0.0048), (0.0001, 0.0048)],
    24,
    steel,
    False,
    loc=(-0.0035, 0, NZ + 0.0315),
    rot=(0, -math.pi / 2, 0),
)
run = curve(
    [
        (-0.0015, -0.0022, 0.105),
        (-0.0012, -0.0026, NZ + 0.050),
        (0.0010, -0.0042, NZ + 0.0335),
        (0.0012, -0.0034, NZ + 0.026),
        (0.0003, -0.0014, NZ + 0.012),
        (0.0, -0.0010, NZ + 0.0046),
        (0.0, 0.0008, NZ + 0.0040),
        (0.0003, 0.0016, NZ + 0.001),
        (0.0001, 0.0030, top(0, 0.003) + 0.0008),
        (0.0, 0.0036, top(0, 0.0036) - 0.0006),
    ],
    14,
)
thread(even(run, 0.00014), 0.00036, cream)
tubes(
    [[(0.0040 * math.cos(a), -0.0036 + 0.0024 * math.sin(a), NZ + 0.0330) for a in np.linspace(0.2, 5.9, 26)]],
    0.0005,
    steel,
)

# ---- machine: head with its face plate, arm to the right, bed
box((0.048, 0.072, 0.13), (0.004, 0.020, 0.125), enamel, 0.009)
box((0.003, 0.058, 0.10), (-0.0205, 0.020, 0.122), steel, 0.0012)
for y, z in ((-0.002, 0.085), (0.042, 0.085), (-0.002, 0.16)):
    lathe([(0.0001, 0.0016), (0.0032, 0.0014), (0.0038, 0)], 24, steel, loc=(-0.022, y, z), rot=(0, -math.pi / 2, 0))
box((0.42, 0.075, 0.085), (0.22, 0.022, 0.165), enamel, 0.014)
box((0.090, 0.085, 0.16), (0.40, 0.022, 0.09), enamel, 0.014)
box((1.6, 0.9, 0.03), (0.1, 0.20, -0.0152), table, 0.003)

# ---- thread cone, scissors' bow, trimmings
lathe(
    spline_profile(
        [
            (0.0001, 0.0),
            (0.034, 0.001),
            (0.036, 0.004),
            (0.033, 0.02),
            (0.020, 0.090),
            (0.017, 0.098),
            (0.0001, 0.0985),
        ],
        60,
    ),
    64,
    cream,
    loc=(-0.150, 0.30, 0.004),
)
tubes(
    [
        [
            (
                -0.150 + (0.0345 - 0.0148 * t) * math.cos(a),
                0.30 + (0.0345 - 0.0148 * t) * math.sin(a),
                0.012 + 0.076 * t,
            )
            for t, a in ((i / 1500, i * 0.30) for i in range(1500))
        ]
    ],
    0.0009,
    cream,
    res=1,
)
lathe([(0.0001, 0), (0.012, 0), (0.007, 0.022), (0.0001, 0.022)], 32, dark, loc=(-0.150, 0.30, 0.100))
dust(160, 0.0016, blue, area=(-0.12, 0.12, -0.15, 0.1), z=lambda x, y: top(x, y) if x > EDGE else lie(x, y))
for _ in range(5):
    x, y = rng.uniform(0.02, 0.11), rng.uniform(-0.12, 0.03)
    a = rng.random() * 6
    pts = [(x + 0.005 * t * math.cos(a + t), y + 0.005 * t * math.sin(a + t * 1.3)) for t in np.linspace(0, 2.2, 9)]
    tubes([[(px, py, top(px, py) + 0.0004) for px, py in pts]], 0.00022, cream)

# ---- behind: foam cushions, a bus seat, window and lamp
for k, (x, y, z, r) in enumerate(((0.32, 0.80, 0.05, 0.1), (0.33, 0.81, 0.145, -0.06), (0.31, 0.795, 0.24, 0.16))):
    c = box((0.36, 0.34, 0.088), (x, y, z), foam, 0.028, rot=(0, 0, r))
    c.modifiers["bevel"].segments = 6
SEAT = empty((1.02, 1.20, -0.34), (0, 0, -0.25))
for size, loc, m, r in (
    ((0.46, 0.46, 0.11), (0, 0, 0.25), blue, 0),
    ((0.44, 0.10, 0.66), (0, 0.22, 0.60), blue, -0.12),
    ((0.20, 0.102, 0.64), (0, 0.212, 0.60), red, -0.12),
    ((0.30, 0.09, 0.16), (0, 0.27, 1.0), dark, -0.12),
):
    s = box(size, loc, m, 0.035, rot=(r, 0, 0), parent=SEAT)
    s.modifiers["bevel"].segments = 6
wall = mat("wall", (0.27, 0.25, 0.22), (0.21, 0.195, 0.17), rough=(0.8, 0.95))
box((7, 0.1, 3), (0, 2.9, 1.0), wall, 0)
window(0.75, 2.84, 0.06, 1.15, 1.1, 4, 3, glow("sky", (0.76, 0.86, 1.0), 2.4), dark, 0.035)
bulb((0.80, 1.7, 0.23), 0.03, 40, 4, 2500, dark)

# ---- light: the warm lamp of the machine, cool window from the left
light("AREA", (-0.14, 0.11, 0.135), 0.85, 2900, target=(0.0, 0.0, 0.006), size=0.05)
light("AREA", (-0.55, -0.10, 0.40), 4.2, 6600, target=(0, 0, 0.01), size=0.35)
light("AREA", (0.20, -0.35, 0.22), 0.7, 4300, target=(0, 0, 0.01), size=0.22)
light("AREA", (0.2, 0.5, 0.9), 7, 3000, target=(0.35, 0.8, 0.1), size=0.4)
camera((-0.104, -0.155, 0.052), (0.002, 0.012, 0.0310), lens=46, fstop=8.0, focus=(-0.002, -0.002, 0.010))
photograph(exposure=0.35)
