"""A weld being laid at Lavrentyev Bodyworks: a thin tube of a body frame joined to its sill under a blue-white arc.

Orange sparks fly from the arc, temper colours run off into the steel, a gas nozzle comes in from the right.
"""

import math

import bpy  # noqa: F401 - mathutils is found once it is there
import numpy as np
from mathutils import Vector, noise

from materials import Nodes, glow, mat
from shapes import ball, box, curve, empty, lathe, loft, mesh, quads, rng, spline_profile, tubes
from studio import bulb, camera, light, photograph, reset, window, world

reset(78)
world((0.42, 0.52, 0.72), 0.05)


def heated(name):
    """Steel that remembers heat, by its map: scale, ground bright, straw, purple, blue, grey, then red hot."""
    g = Nodes(name)
    known = g.node("SeparateXYZ", Vector=g.tree.nodes.new("ShaderNodeTexCoord").outputs["UV"])
    v = g.coord((1, 1, 1), offset_random=False)
    n = g.node("TexNoise", Vector=v, Scale=90.0, Detail=7.0, Roughness=0.7)
    ground = g.node(
        "TexNoise",
        Vector=g.node("VectorMath", operation="MULTIPLY", i0=v, i1=(160.0, 900.0, 1400.0)),
        Scale=1.0,
        Detail=3.0,
    )
    shift = g.node("Math", operation="MULTIPLY", i0=g.node("Math", operation="SUBTRACT", i0=n, i1=0.5), i1=0.16)
    heat = g.node("Math", operation="ADD", i0=known, i1=shift)
    colour = g.ramp(
        heat,
        (0.0, (0.085, 0.085, 0.09)),
        (0.20, (0.12, 0.12, 0.125)),
        (0.27, (0.50, 0.50, 0.50)),
        (0.42, (0.54, 0.53, 0.51)),
        (0.50, (0.58, 0.42, 0.18)),
        (0.57, (0.36, 0.13, 0.20)),
        (0.64, (0.07, 0.13, 0.42)),
        (0.74, (0.22, 0.34, 0.45)),
        (0.86, (0.16, 0.15, 0.15)),
    )
    rough = g.ramp(heat, (0.18, 0.52), (0.28, 0.27), (0.75, 0.25), (0.9, 0.42))
    h = g.node("Math", operation="ADD", i0=n, i1=ground)
    normal = g.node("Bump", Strength=0.22, Distance=0.0004, Height=h)
    metal = g.node("BsdfPrincipled", Base_Color=colour, Metallic=1.0, Roughness=rough, Normal=normal)
    fire = g.ramp(
        known,
        (0.955, (0.0, 0.0, 0.0)),
        (0.968, (0.9, 0.05, 0.0)),
        (0.982, (1.0, 0.24, 0.01)),
        (0.992, (1.0, 0.75, 0.45)),
        (1.0, (0.8, 0.9, 1.0)),
    )
    power = g.ramp(known, (0.955, 0.0), (0.985, 0.10), (1.0, 1.0))
    strength = g.node("Math", operation="MULTIPLY", i0=power, i1=14.0)
    return g.surface(g.node("AddShader", i0=metal, i1=g.node("Emission", Color=fire, Strength=strength)))


steel = heated("steel")
raw = mat(
    "raw",
    (0.14, 0.14, 0.145),
    (0.09, 0.09, 0.095),
    rough=(0.3, 0.55),
    metal=0.9,
    scale=12,
    bump=0.12,
    bscale=160,
    dist=0.0008,
)
primer = mat("primer", (0.24, 0.25, 0.26), (0.19, 0.20, 0.21), rough=(0.4, 0.6), scale=6)
black = mat(
    "black",
    (0.014, 0.014, 0.015),
    (0.022, 0.022, 0.023),
    rough=(0.25, 0.5),
    scale=20,
    bump=0.1,
    bscale=300,
    dist=0.0004,
)
copper = mat(
    "copper",
    (0.62, 0.30, 0.16),
    (0.35, 0.17, 0.09),
    rough=(0.25, 0.45),
    metal=1.0,
    scale=50,
    bump=0.1,
    bscale=300,
    dist=0.0004,
)
leather = mat(
    "leather", (0.34, 0.20, 0.10), (0.24, 0.135, 0.065), rough=(0.6, 0.8), scale=20, bump=0.5, bscale=260, dist=0.001
)
bench = mat(
    "bench",
    (0.10, 0.095, 0.09),
    (0.06, 0.057, 0.054),
    rough=(0.3, 0.55),
    metal=0.8,
    scale=9,
    bump=0.15,
    bscale=90,
    dist=0.001,
)

# ---- the path of the seam round the foot of the post: along its left side, round the corner, along the front
SILL, POST = 0.060, 0.040  # breadths of the tubes
Z0 = 0.060
h = POST / 2
CORNER = 0.0045
path = [(-h, y) for y in np.linspace(0.020, -h + CORNER, 60)]
path += [
    (-h + CORNER - CORNER * math.cos(a), -h + CORNER - CORNER * math.sin(a))
    for a in np.linspace(0, math.pi / 2, 22)[1:]
]
path += [(x, -h) for x in np.linspace(-h + CORNER, 0.0095, 72)[1:]]
P = np.array(path)
along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(P, axis=0), axis=1))])
LENGTH = along[-1]


def at(s):
    """Point and outward direction of the seam's root at a length."""
    s = min(max(s, 0), LENGTH)
    x, y = np.interp(s, along, P[:, 0]), np.interp(s, along, P[:, 1])
    e = 0.0004
    x1, y1 = np.interp(min(s + e, LENGTH), along, P[:, 0]), np.interp(min(s + e, LENGTH), along, P[:, 1])
    x0, y0 = np.interp(max(s - e, 0), along, P[:, 0]), np.interp(max(s - e, 0), along, P[:, 1])
    t = Vector((x1 - x0, y1 - y0, 0)).normalized()
    return Vector((x, y, 0)), Vector((t.y, -t.x, 0)), t


def heat_at(p):
    """How hot a point of the steel got: full at the seam, far less where it began and a finger's breadth away."""
    d = np.hypot(P[:, 0] - p[0], P[:, 1] - p[1])
    i = int(d.argmin())
    away = math.hypot(d[i], p[2] - Z0 if p[2] > Z0 else (Z0 - p[2]) * 0.9)
    late = 0.74 + 0.26 * (along[i] / LENGTH) ** 3
    return max(0.0, min(0.90, late * (1.02 - (max(0, away - 0.0035) / 0.040) ** 0.62)))


def set_heat(ob, values):
    """Write the heat of each point where the material reads it: as the u of a map."""
    layer = ob.data.uv_layers.new(name="heat")
    corners = np.zeros(len(ob.data.loops), "i")
    ob.data.loops.foreach_get("vertex_index", corners)
    u = np.array(values, "f")[corners]
    layer.data.foreach_set("uv", np.stack([u, np.zeros_like(u)], 1).ravel())


def square(width, corner, n=7):
    """A square with round corners."""
    w, ring = width / 2 - corner, []
    for k, (sx, sy) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        for a in np.linspace(0, math.pi / 2, n):
            b = a + k * math.pi / 2
            ring.append((sx * w + corner * math.cos(b), sy * w + corner * math.sin(b)))
        nx, ny = ((-1, 1), (-1, -1), (1, -1), (1, 1))[k]
        x0, y0 = ring[-1]
        x1, y1 = nx * w + corner * math.cos((k + 1) * math.pi / 2), ny * w + corner * math.sin((k + 1) * math.pi / 2)
        ring += [(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t) for t in np.linspace(0, 1, 22)[1:-1]]
    return ring


def square_tube(width, start, end, axis, centre):
    """A tube with enough points to carry its colours."""
    secs = []
    for t in np.linspace(start, end, 260):
        ring = square(width, CORNER)
        if axis == "x":
            secs.append([(t, centre[0] + a, centre[1] + b) for a, b in ring])
        else:
            secs.append([(centre[0] + a, centre[1] + b, t) for a, b in ring])
    ob = loft(secs, steel)
    set_heat(ob, [heat_at(v.co) for v in ob.data.vertices])
    return ob


square_tube(SILL, -0.30, 0.45, "x", (0.0, Z0 - SILL / 2))
square_tube(POST, Z0 - 0.001, 0.36, "z", (0.0, 0.0))

# ---- the bead: crescents laid one on another, the last of them still molten
LEG, PITCH = 0.0052, 0.00155
NS, NQ = 900, 20
verts, heats = [], []
for i in range(NS):
    s = LENGTH * i / (NS - 1)
    weave = 0.00030 * noise.noise(Vector((s * 130, 2, 1)))
    for j in range(NQ):
        q = j / (NQ - 1)
        lag = s + 0.0026 * (2 * q - 1) ** 2
        ripple = 1 - (lag / PITCH % 1)
        size = LEG * (1 + 0.07 * noise.noise(Vector((lag * 260, 1, 1)))) + weave
        edge = math.sin(math.pi * q)
        fall = min(1, ((LENGTH - s) / 0.004 + 0.02)) ** 0.5 if s > LENGTH - 0.004 else min(1, s / 0.003 + 0.05) ** 0.5
        crater = 0.0011 * math.exp(-(((s - LENGTH + 0.0030) / 0.0018) ** 2)) * edge
        p, n, _t = at(s)
        a, b = math.sin(q * math.pi / 2), math.cos(q * math.pi / 2)
        k = 0.62
        a, b = k * a + (1 - k) * q, k * b + (1 - k) * (1 - q)
        out = Vector((0, 0, 1)) * b + n * a
        r = (0.00040 * ripple * edge - crater) / LEG
        verts.append(p + Vector((0, 0, Z0 - 0.0003)) + out * (size * fall * (1 + r * 1.6)) - n * 0.0004)
        age = (LENGTH - s) / 0.030
        heats.append(
            max(
                0.62 + 0.10 * noise.noise(Vector((s * 300, q * 3, 1))),
                1.0 - 0.15 * max(0, age) ** 0.75 - 0.03 * abs(2 * q - 1) ** 2,
            )
        )
bead = mesh(verts, quads(NQ, NS), steel, True, name="bead")
set_heat(bead, heats)

# ---- the arc: its core, its light, the sparks that it throws
ARC = Vector((0.0105, -0.0245, Z0 + 0.0050))
ball(0.0017, ARC, glow("core", (0.80, 0.90, 1.0), 120.0, lamp=False), 24)
light("POINT", tuple(ARC + Vector((0.001, -0.002, 0.002))), 0.5, (0.50, 0.70, 1.0), size=0.0022)
hues = ((1.0, 0.60, 0.16), 16.0), ((1.0, 0.38, 0.05), 9.0), ((1.0, 0.22, 0.015), 5.0)
for (hue, power), count, speed, first, last_, thick in zip(
    hues,
    (60, 75, 40),
    (1.0, 1.4, 1.7),
    (0.004, 0.016, 0.04),
    (0.02, 0.06, 0.11),
    (0.00011, 0.00014, 0.00013),
    strict=True,
):
    lines = []
    for _ in range(count):
        a = rng.gauss(-1.9, 1.1)
        v = Vector((math.cos(a), math.sin(a), 0)) * rng.uniform(0.25, 1.0) * speed
        v.z = speed * rng.uniform(-0.05, 1.15)
        t0 = rng.uniform(first, last_)
        pts = [ARC + v * t + Vector((0, 0, -4.9 * t * t)) for t in np.linspace(t0, t0 + rng.uniform(0.003, 0.011), 5)]
        if all((p.z > Z0 or p.y < -0.033) and p.y > -0.062 and p.x > -0.06 for p in pts):  # none at the lens
            lines.append([tuple(p) for p in pts])
    tubes(lines, thick, glow("spark", hue, power, lamp=False), [[0.3, 0.8, 1, 1, 0.7]] * len(lines), res=1)

# ---- bench, the torch in its hand-held lean, mask
box((1.8, 1.1, 0.03), (0.2, 0.25, -0.0155), bench, 0.003)
LEAN = Vector((0.80, -0.12, 0.62)).normalized()
G = empty(ARC + LEAN * 0.062, (0, -math.asin(LEAN.z), math.atan2(LEAN.y, LEAN.x)))
tubes([[(-0.060, 0, 0), (-0.042, 0, 0)]], 0.0005, copper, res=2, parent=G)
nozzle = [
    (0.0062, 0),
    (0.0085, 0.0),
    (0.0098, 0.012),
    (0.0104, 0.045),
    (0.0090, 0.050),
    (0.0090, 0.060),
    (0.0062, 0.060),
]
lathe(nozzle, 48, copper, True, parent=G, rot=(0, math.pi / 2, 0), loc=(-0.05, 0, 0))
lathe(
    [(0.0001, 0), (0.0036, 0.0), (0.0042, 0.006), (0.0042, 0.03), (0.0001, 0.03)],
    24,
    copper,
    parent=G,
    rot=(0, math.pi / 2, 0),
    loc=(-0.046, 0, 0),
)
tubes(
    [
        curve([(0.004, 0, 0), (-0.002, 0, 0.0)], 4),
        curve([(0.008, 0, 0), (0.05, 0, 0.0), (0.09, 0.0, -0.006), (0.13, 0.0, -0.022), (0.2, 0.0, -0.05)], 10),
    ],
    0.0078,
    black,
    parent=G,
    res=8,
)
M = empty((-0.155, 0.30, 0.115), (0.42, 0.06, 0.42))
shell = lathe(
    spline_profile(
        [(0.0001, 0.115), (0.045, 0.108), (0.085, 0.075), (0.105, 0.02), (0.108, -0.05), (0.095, -0.10)], 60
    ),
    64,
    black,
    parent=M,
    rot=(math.pi / 2, 0, 0),
    scale=(1.0, 1.25, 1.0),
)
for v in shell.data.vertices:
    if abs(v.co.x) < 0.058 and abs(v.co.y - 0.02) < 0.042 and v.co.z > 0:
        v.co.z = max(v.co.z, 0.098)
box((0.118, 0.016, 0.100), (0, -0.106, 0.024), black, 0.006, parent=M)
pane = Nodes("pane")
pane = pane.surface(pane.node("BsdfPrincipled", Base_Color=(0.006, 0.03, 0.018), Roughness=0.05, Coat_Weight=1.0))
box((0.096, 0.004, 0.066), (0, -0.115, 0.024), pane, 0.002, parent=M)

# ---- the body frame behind: ribs and rails, another arc among them, windows
for k in range(7):
    y = 0.75 + 0.42 * k
    for x in (-0.75, 0.85):
        box((0.04, 0.04, 1.5), (x, y, 0.45), primer if k % 3 else raw, 0.004)
    tubes(
        [
            curve(
                [(-0.75, y, 1.18), (-0.68, y, 1.34), (-0.5, y, 1.40), (0.6, y, 1.40), (0.78, y, 1.34), (0.85, y, 1.18)],
                8,
            )
        ],
        0.02,
        primer,
    )
for x, z in ((-0.75, -0.05), (0.85, -0.05), (-0.75, 0.42), (0.85, 0.42), (-0.75, 0.95), (0.85, 0.95)):
    box((0.035, 2.9, 0.035), (x, 2.0, z), primer, 0.003)
for k in range(6):
    tubes([[(0.85, 0.75 + 0.42 * k, -0.05), (0.85, 1.17 + 0.42 * k, 0.42)]], 0.012, primer)
wall = mat("wall", (0.17, 0.17, 0.175), (0.12, 0.12, 0.125), rough=(0.8, 0.95))
box((9, 0.1, 4), (0, 4.6, 1.0), wall, 0)
window(-1.9, 4.54, 0.25, 1.5, 1.3, 4, 3, glow("sky", (0.66, 0.80, 1.0), 1.5), raw, 0.045)
ball(0.017, (0.40, 2.35, 0.12), glow("arc", (0.62, 0.80, 1.0), 900.0, lamp=False), 24)
light("POINT", (0.40, 2.28, 0.16), 60, (0.55, 0.74, 1.0), size=0.02)
sparks = []
for _ in range(70):
    a, b = rng.uniform(-2.9, -0.2), rng.gauss(0, 0.5)
    v = Vector((math.cos(a) * rng.uniform(0.4, 1.4), b, rng.uniform(0.1, 1.5)))
    t0 = rng.uniform(0.02, 0.3)
    sparks.append(
        [(0.40 + v.x * t, 2.35 + v.y * t, 0.12 + v.z * t - 4.9 * t * t) for t in np.linspace(t0, t0 + 0.035, 6)]
    )
tubes(sparks, 0.0022, glow("spark", (1.0, 0.45, 0.10), 22.0, lamp=False), res=1)
bulb((-0.62, 1.7, 0.62), 0.03, 36, 5, 2500, black)

# ---- light: the arc does it, a warm lamp edges the post, the window the rest
light("AREA", (-0.20, 0.26, 0.26), 1.6, 2900, target=(-0.01, -0.01, Z0), size=0.14)
light("AREA", (-0.38, -0.30, 0.34), 2.2, 5600, target=(0, 0, Z0), size=0.35)
camera((-0.078, -0.170, 0.112), (0.014, -0.004, 0.0765), lens=46, fstop=8.0, focus=(0.002, -0.024, 0.063))
photograph(exposure=0.4, bloom=0.22, thr=2.5, size=0.55)
