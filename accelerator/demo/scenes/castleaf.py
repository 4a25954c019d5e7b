"""A leaf of tin: molten tin runs from a small ladle into its mould of black sand; the wooden pattern lies beside."""

import math

import bpy  # noqa: F401 - mathutils is found once it is there
import numpy as np
from mathutils import Euler, Vector, noise

from materials import Nodes, glow, mat, wood
from shapes import bevel, box, curve, dust, empty, lathe, mesh, quads, rng, spline_profile, stones, tapered, tubes
from studio import camera, light, photograph, reset, world

reset(64)
world((0.40, 0.50, 0.70), 0.035)

sand = mat(
    "sand",
    (0.030, 0.028, 0.027),
    (0.015, 0.014, 0.0135),
    rough=(0.8, 1.0),
    scale=30,
    bump=1.0,
    bscale=420,
    dist=0.0028,
)
grains = mat("grains", (0.055, 0.046, 0.039), (0.025, 0.021, 0.019), rough=(0.7, 1.0), scale=300)
iron = mat(
    "iron", (0.13, 0.085, 0.06), (0.06, 0.05, 0.045), rough=(0.5, 0.8), metal=0.5, scale=30, bump=0.5, bscale=160
)
steel = mat(
    "steel",
    (0.26, 0.25, 0.24),
    (0.13, 0.12, 0.115),
    rough=(0.28, 0.5),
    metal=1.0,
    scale=40,
    bump=0.2,
    bscale=200,
    dist=0.001,
)
pattern = wood(
    "pattern", (0.46, 0.27, 0.125), (0.30, 0.16, 0.07), axis=1, scale=26, rough=(0.28, 0.45), bump=0.25, dist=0.0005,
    dust=(0.06, 0.05, 0.04), amount=0.35,
)  # fmt: skip
bench = wood("bench", (0.13, 0.085, 0.055), (0.07, 0.045, 0.03), axis=0, scale=7, rough=(0.5, 0.8), bump=0.5)


def metal(name, rough, colour=(0.86, 0.86, 0.84)):
    """Tin: a mirror under a thin skin that dulls it in patches."""
    g = Nodes(name)
    skin = g.node("TexNoise", Vector=g.coord((1, 1, 1)), Scale=70.0, Detail=5.0, Roughness=0.6)
    return g.surface(
        g.node(
            "BsdfPrincipled",
            Base_Color=colour,
            Metallic=1.0,
            Roughness=g.node("MapRange", Value=skin, From_Min=0.4, From_Max=0.7, To_Min=rough[0], To_Max=rough[1]),
            Normal=g.node("Bump", Strength=0.12, Distance=0.0006, Height=skin),
        )
    )


tin, cold = metal("tin", (0.04, 0.16)), metal("cold", (0.34, 0.50), (0.40, 0.40, 0.39))

# ---- the leaf: half of its outline from the stem to the tip, made less regular
HALF = (
    (0.035, -1.02), (0.03, -0.58), (0.10, -0.50), (0.50, -0.60), (0.47, -0.47), (0.95, -0.05), (0.82, 0.02),
    (0.93, 0.33), (0.66, 0.28), (0.56, 0.44), (0.36, 0.22), (0.28, 0.27), (0.40, 0.74), (0.20, 0.66), (0.0, 1.06),
)  # fmt: skip
SIZE, DEPTH, TURN = 0.062, 0.0085, math.radians(24)


def outline():
    points = [*HALF, *[(-x, y) for x, y in HALF[-2::-1]]]
    line = []
    for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]]):
        for t in np.linspace(0, 1, 7)[:-1]:
            x, y = ax + (bx - ax) * t, ay + (by - ay) * t
            sag = 1 - 0.045 * math.sin(math.pi * t)  # edges are hollow between the points
            x, y = x * sag, y * sag
            p = Vector((x * 1.3, y * 1.3, 4.2))
            bend = 0.10 * max(0, -0.5 - y) ** 1.5
            line.append((x + 0.05 * noise.noise(p) + bend, y + 0.05 * noise.noise(p + Vector((9, 3, 1)))))
    return np.array(line) * SIZE


LEAF = outline()
VEINS = [[(0, -0.5), (0, 0.3), (0.01, 0.85)]]
VEINS += [[(0, -0.42), (s * 0.4, -0.12), (s * 0.78, 0.12)] for s in (-1, 1)]
VEINS += [[(0, -0.48), (s * 0.25, -0.47), (s * 0.42, -0.52)] for s in (-1, 1)]
VEINS += [[(0, -0.05), (s * 0.14, 0.25), (s * 0.30, 0.58)] for s in (-1, 1)]


def inside(points):
    """How far each point lies inside the leaf's edge, negative outside."""
    a, b = LEAF, np.roll(LEAF, -1, axis=0)
    best, crossed = np.full(len(points), 1e9), np.zeros(len(points), int)
    for p, q in zip(a, b):
        d, w = q - p, points - p
        t = np.clip((w @ d) / (d @ d), 0, 1)
        best = np.minimum(best, np.hypot(*(w - t[:, None] * d).T))
        straddles = (p[1] > points[:, 1]) != (q[1] > points[:, 1])
        at = p[0] + d[0] * (points[:, 1] - p[1]) / (d[1] or 1e-12)
        crossed += straddles & (points[:, 0] < at)
    return np.where(crossed % 2, best, -best)


def leaf_height(width, height, nx, ny):
    """For a grid of this size around the leaf's place: how far inside its edge, and where in the leaf's own frame."""
    y, x = np.meshgrid(np.linspace(-height / 2, height / 2, ny), np.linspace(-width / 2, width / 2, nx), indexing="ij")
    c, s = math.cos(TURN), math.sin(TURN)
    own = np.c_[(x * c + y * s).ravel(), (-x * s + y * c).ravel()]
    return np.c_[x.ravel(), y.ravel()], own, inside(own)


def field(heights, material):
    return mesh(np.c_[at, heights], quads(NX, NY), material, True, name="field")


# ---- sand with the leaf's hollow, walls a little ragged
W, H, NX, NY = 0.56, 0.44, 560, 440
at, own, deep = leaf_height(W, H, NX, NY)
rough = np.array([noise.fractal(Vector((x * 26, y * 26, 3)), 0.9, 2.0, 5) for x, y in at])
fine = np.array([noise.noise(Vector((x * 420, y * 420, 1))) for x, y in at])
wall = np.clip((deep + 0.0004 * fine + 0.0006) / 0.0016, 0, 1)
rim = 0.0010 * np.exp(-(((deep + 0.003) / 0.002) ** 2))
heights = 0.0016 * rough + 0.00035 * fine + rim - DEPTH * wall * wall * (3 - 2 * wall)
field(heights, sand)
dust(2600, 0.0016, grains, area=(-W / 2, W / 2, -H / 2, H / 2), z=0.0004)
stones(60, (-0.2, 0.24, -0.16, 0.2), 0.0028, grains, z=0.001)

# ---- tin: fills the stem's half, its round edge still runs into the lobes
POUR = Vector((-0.006, -0.004, 0))
spread = (
    np.hypot(at[:, 0] - POUR.x, (at[:, 1] - POUR.y))
    - 0.046
    - 0.007 * np.array([noise.noise(Vector((x * 55, y * 55, 8))) for x, y in at])
)
front = np.clip(1 + np.minimum(0, -spread) / 0.004, 0, 1)
edge = np.clip(np.minimum(deep, -spread) / 0.0045, 0, 1)
near = np.hypot(at[:, 0] - POUR.x, at[:, 1] - POUR.y)
ripple = 0.00035 * np.cos(near * 900) * np.exp(-near / 0.012)
round_ = np.sqrt(np.clip(1 - (1 - edge) ** 2, 0, 1))
level = np.where((deep > -0.001) & (spread < 0), -0.0068 + 0.0048 * round_ + ripple, -0.03)
field(level, tin)

# ---- ladle: a bowl with a lip, a handle that leaves the picture
lip = Vector((POUR.x - 0.010, POUR.y + 0.012, 0.094))
R = 0.034
lean = Euler((0, 0, math.radians(-50))).to_matrix() @ Euler((0, math.radians(52), 0)).to_matrix()
bowl = [(0.001, -R), (R * 0.5, -R * 0.88), (R * 0.86, -R * 0.52), (R, 0), (R + 0.0006, 0.004)]
inner = [(R - 0.0022, 0.004), (R - 0.003, 0), (R * 0.80, -R * 0.48), (R * 0.45, -R * 0.80), (0.001, -R * 0.9)]
profile = spline_profile(bowl, 40) + spline_profile(inner, 40)
shell = lathe(profile, 72, steel)
for v in shell.data.vertices:  # draw the lip out
    pull = max(0, v.co.x / R) ** 8 * max(0, (v.co.z + 0.012) / 0.016)
    v.co.x += 0.010 * pull
    v.co.z += 0.001 * pull
    v.co.y *= 1 - 0.5 * pull
centre = lip - lean @ Vector((R + 0.009, 0, 0.002))
shell.matrix_world = lean.to_4x4()
shell.location = centre
away = lean @ Vector((-1, 0, 0))
grip = centre + away * R
handle = [
    grip,
    grip + Vector((-0.03, 0.03, 0.022)),
    grip + Vector((-0.10, 0.10, 0.062)),
    grip + Vector((-0.2, 0.2, 0.11)),
]
tubes([curve(handle, 12)], 0.0042, steel, res=6)
start = lip - lean @ Vector((0.012, 0, -0.0004))
fall = [start, *[lip + Vector(p) for p in ((0, 0, 0.001), (0.0035, -0.004, -0.006), (0.008, -0.0095, -0.035))]]
fall += [Vector((POUR.x, POUR.y, z)) for z in (0.03, -0.004)]
tapered(fall, 0.0026, tin, ((0, 2.6), (0.2, 1.9), (0.4, 1.15), (0.7, 0.85), (0.95, 0.8), (1, 2.0)), 14)


# ---- leaves of wood and of cold metal
def leaf(material, thick, loc, rot, veined=True):
    n = len(LEAF)
    verts = [(x, y, z) for z in (0, thick) for x, y in LEAF]
    sides = [(i, (i + 1) % n, n + (i + 1) % n, n + i) for i in range(n)]
    place = empty(loc, rot)
    bevel(mesh(verts, [tuple(range(n - 1, -1, -1)), tuple(range(n, 2 * n)), *sides], material, parent=place), 0.0011, 3)
    if veined:
        lines = [[(x * SIZE, y * SIZE, thick) for x, y in curve(vein, 8)] for vein in VEINS]
        tubes(lines, 0.0009, material, [list(np.linspace(1.2, 0.3, len(v))) for v in lines], parent=place)


leaf(pattern, DEPTH, (0.122, -0.045, 0.0022), (math.radians(3), math.radians(-4), math.radians(-38)))
leaf(cold, 0.006, (0.095, 0.135, 0.012), (math.radians(14), math.radians(-8), math.radians(70)))

# ---- flask and what is behind
for x, y, size in ((0, 0.226, (0.60, 0.014, 0.07)), (-0.287, 0, (0.014, 0.46, 0.07)), (0.287, 0, (0.014, 0.46, 0.07))):
    box(size, (x, y, -0.027), iron, 0.003)
box((0.06, 0.03, 0.02), (0.12, 0.246, -0.02), iron, 0.004)
box((2.6, 1.2, 0.05), (0, 0.5, -0.10), bench, 0.004)
dark = mat("dark", (0.05, 0.045, 0.04), (0.03, 0.028, 0.026), rough=(0.7, 0.95), scale=3, bump=0.5, bscale=12)
box((5, 0.1, 3), (0, 1.9, 0.8), dark, 0)
for k in range(6):
    w, h = rng.uniform(0.08, 0.16), rng.uniform(0.06, 0.18)
    box(
        (w, 0.12, h),
        (-0.62 + 0.25 * k, 0.95 + rng.uniform(-0.1, 0.1), h / 2 - 0.075),
        (pattern, bench, iron)[k % 3],
        0.006,
    )
pane = glow("pane", (0.45, 0.62, 1.0), 1.6)
for i in range(3):
    for j in range(2):
        box((0.22, 0.01, 0.22), (-0.95 + 0.25 * i, 1.84, 0.22 + 0.25 * j), pane, 0)

# ---- light: a low lamp behind on the left, the window's cool panes, a little from the front
light("AREA", (-0.40, 0.30, 0.22), 9, 3500, target=(0, 0, 0), size=0.16)
light("AREA", (0.20, 0.45, 0.85), 5, 6800, target=(0, 0, 0), size=0.5, size_y=0.2)
light("AREA", (-0.20, 0.80, 0.56), 0.30, 6000, target=(0, 0, 0), size=0.30, size_y=0.5)
light("AREA", (0.65, -0.15, 0.35), 1.6, 3600, target=(0.05, 0, 0), size=0.3)
light("AREA", (-0.50, -0.22, 0.14), 1.3, 4200, target=(0, 0, 0.05), size=0.10, size_y=0.40)
camera((0.040, -0.258, 0.190), (0.016, 0.008, 0.022), lens=42, fstop=6.3, focus=(0.0, -0.015, 0.0))
photograph(exposure=0.45, bloom=0.25, warm=0.03)
