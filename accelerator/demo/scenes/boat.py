"""A boatyard: a wooden plane and curled shavings on a plank, the ribs of a small boat behind."""

import math

import bpy
import bmesh
import numpy as np
from mathutils import Vector

from materials import Nodes, glow, mat, wood
from shapes import bevel, box, curve, empty, lathe, mesh, rng, spline_profile, tubes
from studio import camera, light, photograph, reset, world

reset(41)
world((0.5, 0.6, 0.75), 0.08)
plankm = wood(
    "plank", (0.56, 0.375, 0.205), (0.40, 0.245, 0.12), axis=0, scale=11, rough=(0.42, 0.66), bump=0.35, dist=0.001
)
planed = wood(
    "planed", (0.66, 0.46, 0.265), (0.53, 0.345, 0.18), axis=0, scale=11, rough=(0.30, 0.5), bump=0.12, dist=0.0006
)
beech = wood(
    "beech",
    (0.40, 0.225, 0.105),
    (0.25, 0.13, 0.055),
    axis=0,
    scale=18,
    rough=(0.24, 0.5),
    bump=0.22,
    dust=(0.12, 0.07, 0.035),
    amount=0.45,
    dist=0.0008,
)
horn = wood(
    "horn", (0.36, 0.19, 0.085), (0.22, 0.11, 0.045), axis=2, scale=18, rough=(0.18, 0.42), bump=0.15, dist=0.0006
)
rib = wood("rib", (0.44, 0.29, 0.165), (0.29, 0.18, 0.095), axis=2, scale=4, rough=(0.45, 0.7), bump=0.4)
strake = wood("strake", (0.46, 0.30, 0.165), (0.31, 0.19, 0.095), axis=1, scale=3.2, rough=(0.4, 0.65), bump=0.35)
old = wood("old", (0.20, 0.13, 0.08), (0.11, 0.07, 0.04), axis=0, scale=4, rough=(0.45, 0.75), bump=0.4)
oldz = wood("oldz", (0.17, 0.11, 0.07), (0.09, 0.058, 0.036), axis=2, scale=3, rough=(0.45, 0.75), bump=0.4)
iron = mat(
    "iron",
    (0.20, 0.195, 0.19),
    (0.13, 0.115, 0.10),
    rough=(0.22, 0.5),
    metal=0.95,
    scale=60,
    bump=0.12,
    bscale=300,
    dist=0.0004,
    dirt=(0.05, 0.03, 0.015),
)
edge = mat(
    "edge",
    (0.62, 0.61, 0.59),
    (0.5, 0.49, 0.47),
    rough=(0.12, 0.25),
    metal=1.0,
    scale=80,
    bump=0.04,
    bscale=400,
    dist=0.0002,
)
copper = mat("copper", (0.55, 0.25, 0.12), (0.35, 0.17, 0.09), rough=(0.25, 0.45), metal=1.0, scale=60, bump=0.1)
floor = mat("floor", (0.22, 0.16, 0.11), (0.13, 0.10, 0.07), rough=(0.7, 0.95), scale=3, bump=0.6, bscale=20)
wall = wood("wall", (0.17, 0.125, 0.085), (0.10, 0.07, 0.048), axis=2, scale=2.2, rough=(0.6, 0.85), bump=0.4)
Z = 0.86


def loft(secs, m, smooth=True, **k):
    n = len(secs[0])
    v = [tuple(p) for s in secs for p in s]
    f = [
        (a * n + i, a * n + (i + 1) % n, (a + 1) * n + (i + 1) % n, (a + 1) * n + i)
        for a in range(len(secs) - 1)
        for i in range(n)
    ] + [tuple(range(n - 1, -1, -1)), tuple((len(secs) - 1) * n + i for i in range(n))]
    return mesh(v, f, m, smooth, **k)


# ---- plank on trestles: gently curved (spiled) edge, rough half and planed half
RZ = 0.30
T = empty((0, 0, Z), (0, 0, RZ))


def pl(y0, y1, x0, x1, m, z=0.0, th=0.026):
    secs = []
    for x in np.linspace(x0, x1, 40):
        c = 0.05 * (x / 1.2) ** 2
        secs.append([(x, y0 - c, z - th), (x, y1 - c, z - th), (x, y1 - c, z), (x, y0 - c, z)])
    return bevel(loft(secs, m, False, parent=T), 0.0022, 3)


pl(-0.085, 0.085, -1.5, 1.7, plankm)
pl(-0.30, -0.10, -1.5, 1.7, plankm, z=-0.030)
# planed lane: very thin skin on the plank behind the plane
secs = []
for x in np.linspace(-1.5, -0.06, 50):
    c = 0.05 * (x / 1.2) ** 2
    secs.append(
        [
            (x, -0.030 - c + 0.0010 * math.sin(x * 31), 0.0000),
            (x, 0.034 - c + 0.0012 * math.sin(x * 23 + 1), 0.0000),
            (x, 0.034 - c + 0.0012 * math.sin(x * 23 + 1), 0.0004),
            (x, -0.030 - c + 0.0010 * math.sin(x * 31), 0.0004),
        ]
    )
loft(secs, planed, False, parent=T)
pc = tubes(
    [[(x, 0.070 - 0.05 * (x / 1.2) ** 2, 0.0003) for x in np.linspace(-1.4, 1.6, 60)]],
    0.0006,
    mat("pencil", (0.05, 0.05, 0.055), rough=(0.5, 0.7)),
    parent=T,
)  # scribed line
for x in (-0.62, -0.20, 0.42, 0.9):
    lathe(
        [(1e-5, 0.0016), (0.0035, 0.0014), (0.0048, 0.0)],
        20,
        copper,
        parent=T,
        loc=(x, 0.071 - 0.05 * (x / 1.2) ** 2, 0),
    )
# ---- plane (European block plane with horn), sole at z=0, cutting towards +x
Pn = empty((0.045, 0.0, 0.0006), (0, 0, 0.06))
Pn.parent = T
L2, Wd, Ht = 0.120, 0.0325, 0.062
body = box((2 * L2, 2 * Wd, Ht), (0, 0, Ht / 2), beech, 0, parent=Pn)


def prism(P, y0, y1, **k):
    n = len(P)
    v = [(x, y0, z) for x, z in P] + [(x, y1, z) for x, z in P]
    f = [tuple(range(n)), tuple(range(2 * n - 1, n - 1, -1))] + [
        (i, n + i, n + (i + 1) % n, (i + 1) % n) for i in range(n)
    ]
    o = mesh(v, f, beech, parent=Pn, **k)
    bm = bmesh.new()
    bm.from_mesh(o.data)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    bm.to_mesh(o.data)
    bm.free()
    return o


a = math.radians(47)
dx = Ht / math.tan(a)  # bed runs from mouth up and back
c1 = prism([(0.016, -0.01), (0.020, -0.01), (0.045, Ht + 0.01), (0.016 - dx - 0.012, Ht + 0.01)], -0.0235, 0.0235)
c1.hide_render = True
b = body.modifiers.new("b", "BOOLEAN")
b.object = c1
b.solver = "EXACT"
bv = body.modifiers.new("v", "BEVEL")
bv.width = 0.0042
bv.segments = 4
bv.limit_method = "ANGLE"
bv.angle_limit = math.radians(60)
B = empty((0.0165, 0, 0.000), (0, -(math.pi - a), 0))
B.parent = Pn  # local x runs up the bed, local z faces front/down
M = lambda x, z: (0.0165 - x * math.cos(a) + z * math.sin(a), x * math.sin(a) + z * math.cos(a))


def slab(x0, x1, z0, z1, w, m, bev=0.0006, taper=None):
    z1b = taper if taper is not None else z1
    P = [M(x0, z0), M(x1, z0), M(x1, z1b), M(x0, z1)]
    v = [(x, -w, z) for x, z in P] + [(x, w, z) for x, z in P]
    f = [(0, 1, 2, 3), (7, 6, 5, 4), (0, 4, 5, 1), (1, 5, 6, 2), (2, 6, 7, 3), (3, 7, 4, 0)]
    o = mesh(v, f, m, parent=Pn)
    bm = bmesh.new()
    bm.from_mesh(o.data)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    bm.to_mesh(o.data)
    bm.free()
    return bevel(o, bev)


slab(0.0, 0.128, 0.0006, 0.0036, 0.0220, iron)
slab(0.112, 0.1285, 0.0004, 0.0038, 0.0222, edge, 0.0008)
slab(0.004, 0.104, 0.0040, 0.0064, 0.0220, iron)
slab(0.022, 0.118, 0.0068, 0.0092, 0.0200, beech, 0.002, taper=0.0185)  # wedge
for s in (-1, 1):
    prism([(0.014, 0.020), (0.030, 0.022), (0.012, Ht - 0.003), (-0.010, Ht - 0.003)], s * 0.0236, s * 0.0175)
lathe(
    [(1e-5, 0.004), (0.0055, 0.0034), (0.0075, 0.0)],
    28,
    iron,
    parent=Pn,
    loc=(-0.119, 0, 0.040),
    rot=(0, -math.pi / 2, 0),
)
# horn: bent, swelling
hp = curve([(0.082, 0, 0.055), (0.084, 0, 0.074), (0.094, 0, 0.094), (0.112, 0, 0.108), (0.128, 0, 0.112)], 10)
hr = [
    1.15 - 0.42 * math.sin(math.pi * min(1, i / len(hp) * 1.15)) ** 1.2 + 0.10 * (i / len(hp)) for i in range(len(hp))
]
hr[-1] *= 0.45
hr[-2] *= 0.85
hh = tubes([[tuple(p) for p in hp]], 0.0150, horn, [hr], res=10, parent=Pn, scale=(1, 1.18, 1))
hb = curve([(-0.060, 0, 0.060), (-0.074, 0, 0.069), (-0.092, 0, 0.070), (-0.112, 0, 0.058)], 8)
tubes(
    [[tuple(p) for p in hb]],
    0.0125,
    horn,
    [[0.7 + 0.35 * math.sin(math.pi * i / (len(hb) - 1)) for i in range(len(hb))]],
    res=8,
    parent=Pn,
    scale=(1, 1.9, 1),
)
# ---- shavings
sg = Nodes("shav")
sv = sg.tree.nodes.new("ShaderNodeTexCoord").outputs["UV"]
sn = sg.node(
    "TexNoise", Vector=sg.node("VectorMath", operation="MULTIPLY", i0=sv, i1=(3.0, 60.0, 1.0)), Scale=1.0, Detail=6.0
)
sc = sg.ramp(sn, (0.34, (0.80, 0.58, 0.345)), (0.66, (0.66, 0.45, 0.24)))
sb = sg.node("Bump", Strength=0.25, Distance=0.0006, Height=sn)
shav = sg.surface(
    sg.node(
        "MixShader",
        i0=0.42,
        i1=sg.node("BsdfPrincipled", Base_Color=sc, Roughness=0.45, Normal=sb),
        i2=sg.node("BsdfTranslucent", Color=sc, Normal=sb),
    )
)


def ribbon(C, Wv, m=shav, parent=None, loc=(0, 0, 0), rot=(0, 0, 0), ragged=0.0):
    """C: centre line points, Wv: half-width vectors."""
    v = []
    f = []
    n = len(C)
    for k, (c, w) in enumerate(zip(C, Wv)):
        c, w = Vector(c), Vector(w)
        e1, e2 = 1 + ragged * rng.uniform(-1, 1), 1 + ragged * rng.uniform(-1, 1)
        for q, s in enumerate((-1, -0.5, 0, 0.5, 1)):
            v.append(c + w * s * (e1 if s < 0 else e2) + Vector((0, 0, 0)))
        if k:
            f += [(5 * (k - 1) + q, 5 * (k - 1) + q + 1, 5 * k + q + 1, 5 * k + q) for q in range(4)]
    o = mesh(v, f, m, True, parent=parent, loc=loc, rot=rot)
    lay = o.data.uv_layers.new(name="UVMap")
    for p in o.data.polygons:
        for li in p.loop_indices:
            i = o.data.loops[li].vertex_index
            lay.data[li].uv = ((i // 5) / n * max(1, n / 40), (i % 5) / 4)
    return o


def curl(loc, r0, r1, turns, w, rot, drift=0.3, parent=None):
    n = int(34 * turns) + 2
    C = []
    Wv = []
    ph = rng.random() * 6
    for k in range(n + 1):
        t = k / n
        an = 2 * math.pi * turns * t
        r = r0 + (r1 - r0) * t
        wt = w * (min(1, t / 0.06 + 0.25)) * (min(1, (1 - t) / 0.05 + 0.2))
        cx = drift * w * 2 * turns * t * (1 + 0.2 * math.sin(ph + t * 5))
        C.append((r * math.cos(an), cx + 0.1 * r * math.sin(an * 0.5 + ph), r * math.sin(an)))
        Wv.append((0.10 * w * math.cos(an), wt, 0.16 * w * math.sin(an + ph)))
    return ribbon(C, Wv, parent=parent, loc=loc, rot=rot, ragged=0.05)


# long shaving leaving the throat, rising and curling forward over the plane
C = []
Wv = []
base = [(0.019, 0, 0.004), (0.016, 0, 0.030), (0.010, 0, 0.056), (0.004, 0.001, 0.078)]
C += [Vector(p) for p in curve(base, 8)]
c0 = C[-1]
r = 0.027
n = 120
for k in range(1, n + 1):
    t = k / n
    an = math.pi - 2 * math.pi * 2.15 * t * 1.0
    rr = 0.030 - 0.0125 * t
    C.append(
        Vector(
            (
                c0.x + 0.030 + rr * math.cos(an),
                c0.y + 0.010 * t + 0.022 * t * t,
                c0.z + rr * math.sin(an) + 0.004 * math.sin(t * 5),
            )
        )
    )
for k in range(len(C)):
    t = k / len(C)
    Wv.append(
        Vector(
            (
                0.0008 * math.sin(k * 0.2),
                0.0195 * (1 - 0.12 * t) * (1 if t < 0.95 else (1 - t) / 0.05 + 0.15),
                0.0025 * math.sin(k * 0.07),
            )
        )
    )
ribbon(C, Wv, parent=Pn, ragged=0.02)
for k in range(30):
    x = rng.uniform(-0.55, 0.75)
    y = rng.choice((rng.uniform(-0.075, 0.075), rng.uniform(-0.28, -0.11)))
    r = rng.uniform(0.008, 0.021)
    if abs(x - 0.045) < 0.17 and abs(y) < 0.06:
        y = -0.19 + rng.uniform(-0.05, 0.05)
    z = r * 0.93 if y > -0.09 else r * 0.93 - 0.030
    curl(
        (x, y - 0.05 * (x / 1.2) ** 2, z),
        r * rng.uniform(0.55, 0.9),
        r,
        rng.uniform(0.9, 3.2),
        rng.uniform(0.009, 0.019),
        (rng.uniform(-0.2, 0.2), rng.uniform(0, 6.3), rng.uniform(0, 6.3)),
        rng.uniform(0.05, 0.6),
        parent=T,
    )
for x, y, r, tn, w, rz in (
    (-0.155, -0.050, 0.019, 2.6, 0.019, 0.5),
    (-0.235, 0.020, 0.016, 3.2, 0.017, -0.7),
    (0.215, -0.045, 0.015, 1.7, 0.016, 2.2),
    (-0.07, -0.170, 0.022, 2.2, 0.019, 1.2),
    (0.11, -0.150, 0.018, 3.0, 0.018, 0.2),
    (-0.30, -0.055, 0.013, 1.4, 0.015, 2.6),
):
    curl((x, y, r * 0.95 - (0.030 if y < -0.09 else 0)), r * 0.6, r, tn, w, (0, rng.uniform(0, 6), rz), 0.35, parent=T)
v = []
f = []
for i in range(3800):
    x, y = rng.uniform(-0.5, 0.6), rng.uniform(-0.29, 0.08)
    z = 0 if y > -0.085 else -0.030
    s = 0.0016 * rng.uniform(0.2, 1) ** 2.5
    b = len(v)
    for k in range(4):
        v.append((x + s * 1.6 * rng.uniform(-1, 1), y + s * rng.uniform(-1, 1), z + abs(s * rng.uniform(-0.1, 0.8))))
    f += [(b, b + 1, b + 2), (b, b + 1, b + 3), (b + 1, b + 2, b + 3), (b, b + 2, b + 3)]
mesh(v, f, mat("dustm", (0.72, 0.53, 0.31), (0.6, 0.43, 0.24), rough=(0.8, 0.95)), parent=T)
for x in (-0.75, 0.95):
    box((0.10, 0.75, 0.08), (x, -0.06, -0.096), old, 0.005, parent=T)
    for s in (-1, 1):
        box((0.08, 0.07, 0.85), (x, s * 0.28 - 0.06, -0.5), oldz, 0.005, rot=(s * 0.18, 0, 0), parent=T)
# mallet-handled chisel and pencil, soft, further up the plank
box(
    (0.007, 0.175, 0.007),
    (0.30, 0.0, 0.0036),
    mat("pen", (0.45, 0.035, 0.02), (0.38, 0.03, 0.018), rough=(0.3, 0.5)),
    0.0018,
    rot=(0, 0, 1.0),
    parent=T,
)
# ---- boat: bow away from us to the right; frames and lapped strakes. local: x along keel 0..4.2, y breadth, z up
HB = empty((-1.05, 1.30, 0.42), (0, 0, 0.36))
LB = 4.4


def half(s):
    return (
        0.80
        * max(0, math.sin(math.pi * min(1, (s * 0.86 + 0.10)))) ** 0.75
        * (1 if s < 0.62 else max(0, 1 - ((s - 0.62) / 0.38) ** 2.1))
    )


def sheer(s):
    return 0.66 + 0.42 * (s - 0.40) ** 2 * 2.2


def keel(s):
    return 0.0 + (0.55 * ((s - 0.80) / 0.20) ** 2 if s > 0.80 else 0)


def sec(s, u):  # u 0 keel ... 1 sheer
    k, h, b = keel(s), sheer(s), half(s)
    return Vector(
        (s * LB, b * (1 - (1 - u) ** 2.1) ** 0.62 * (0.93 + 0.07 * u), k + (h - k) * (u**1.75 * 0.86 + 0.14 * u))
    )


NS = 9
for side in (-1, 1):
    for j in range(NS if side > 0 else 5):
        u0, u1 = j / NS, (j + 1.16) / NS
        secs = []
        for s in np.linspace(0.02, 0.975, 64):
            p, q = sec(s, max(u0, 0.001)), sec(s, min(u1, 1))
            n = Vector((0, (q - p).z, -(q - p).y)).normalized()
            n.y = abs(n.y)
            o = n * 0.016
            lap = n * 0.010
            P = [p + lap, q, q + o, p + o + lap]
            secs.append([(a.x, side * a.y, a.z) for a in P])
        loft(secs, strake, False, parent=HB)
    for s in np.linspace(0.07, 0.93, 19):  # steam-bent ribs
        secs = []
        for u in np.linspace(0.0, 1.10 if side < 0 else 1.04, 26):
            c = sec(s, min(u, 1))
            d = sec(s, min(u + 0.03, 1)) - sec(s, max(min(u, 1) - 0.03, 0.001))
            d = d.normalized() if d.length > 0 else Vector((0, 0, 1))
            if u > 1:
                c = c + d * (u - 1) * 1.0
            nn = Vector((0, d.z, -d.y))
            i0, i1 = c - nn * 0.002, c - nn * 0.030
            w = 0.017
            secs.append(
                [
                    (c.x - w, side * i0.y, i0.z),
                    (c.x + w, side * i0.y, i0.z),
                    (c.x + w, side * i1.y, i1.z),
                    (c.x - w, side * i1.y, i1.z),
                ]
            )
        loft(secs, rib, False, parent=HB)
secs = []
for s in np.linspace(0.0, 1.0, 50):
    z = keel(s)
    x = s * LB
    secs.append([(x, -0.03, z - 0.09), (x, 0.03, z - 0.09), (x, 0.03, z + 0.03), (x, -0.03, z + 0.03)])
loft(secs, rib, False, parent=HB)
st = curve([(LB * 0.97, 0, keel(0.97)), (LB * 1.02, 0, 0.75), (LB * 1.035, 0, 1.16)], 12)
loft(
    [
        [(p[0] - 0.04, -0.03, p[2]), (p[0] + 0.04, -0.03, p[2]), (p[0] + 0.04, 0.03, p[2]), (p[0] - 0.04, 0.03, p[2])]
        for p in st
    ],
    rib,
    False,
    parent=HB,
)
for s in (-1, 1):  # stringers / clamp inside
    for u in (0.55, 0.93):
        loft(
            [
                [
                    (c.x, s * (c.y - 0.034), c.z - 0.022),
                    (c.x, s * (c.y - 0.034), c.z + 0.022),
                    (c.x, s * (c.y - 0.052), c.z + 0.022),
                    (c.x, s * (c.y - 0.052), c.z - 0.022),
                ]
                for c in (sec(t, u) for t in np.linspace(0.06, 0.94, 50))
            ],
            rib,
            False,
            parent=HB,
        )
for s in (0.30, 0.56):
    c = sec(s, 0.72)
    box((0.20, 2 * c.y - 0.06, 0.024), (c.x, 0, c.z), strake, 0.004, parent=HB)
for x in (0.6, 2.2, 3.6):
    box((0.10, 0.9, 0.42), (x, 0, -0.30), old, 0.006, parent=HB)
# ---- shed
box((14, 14, 0.1), (0, 3, -0.05), floor, 0)
box((12, 0.1, 5), (0, 6.6, 2.2), wall, 0)
box((0.1, 14, 5), (-4.6, 2, 2.2), wall, 0)
for x in (-3.6, -1.2, 1.2, 3.6):
    box((0.16, 0.16, 4.4), (x, 6.3, 2.2), oldz, 0.01)
sky = glow("sky", (0.66, 0.79, 1.0), 3.6)
for x in (-3.1, -0.7, 1.7):
    mesh([(x, 6.5, 1.15), (x + 1.4, 6.5, 1.15), (x + 1.4, 6.5, 2.5), (x, 6.5, 2.5)], [(0, 1, 2, 3)], sky)
    for k in range(4):
        box((0.05, 0.05, 1.4), (x + 1.4 * k / 3, 6.45, 1.82), oldz, 0)
    for z in (1.15, 1.6, 2.05, 2.5):
        box((1.45, 0.05, 0.04), (x + 0.7, 6.45, z), oldz, 0)
for k in range(9):
    box(
        (2.8, 0.16, 0.03),
        (2.6 + rng.uniform(-0.1, 0.1), 5.6, 0.5 + 0.05 * k),
        plankm,
        0.003,
        rot=(0, 0, rng.uniform(-0.03, 0.03)),
    )
bulb = glow("bulb", (1, 0.58, 0.24), 34)
for x, y, z in ((0.67, 1.95, 1.085), (-1.3, 4.4, 1.55), (2.6, 4.9, 1.6)):
    bpy.ops.mesh.primitive_uv_sphere_add(radius=0.038, location=(x, y, z))
    bpy.context.object.data.materials.append(bulb)
    lathe(
        spline_profile([(0.02, 0.12), (0.03, 0.10), (0.12, 0.03), (0.16, 0.0)], 20),
        32,
        mat("shade", (0.04, 0.07, 0.06), rough=(0.3, 0.5)),
        loc=(x, y, z + 0.0),
    )
    tubes([[(x, y, z + 0.12), (x, y, 4)]], 0.006, oldz)
# ---- light
light("POINT", (0.66, 1.90, 1.02), 14, 2700, size=0.06)
light("POINT", (-1.3, 4.3, 1.45), 22, 2800, size=0.06)
light("POINT", (2.6, 4.8, 1.5), 20, 2800, size=0.06)
light("AREA", (0.62, 0.62, 1.34), 18, 3000, target=(0, 0, 0.9), size=0.22)
light("AREA", (-1.5, 0.25, 1.75), 62, 6600, target=(0, 0.2, 0.9), size=0.8)
light("AREA", (0.8, -1.6, 1.9), 4.5, 4800, target=(0, 0, 0.9), size=1.0)
camera((-0.165, -0.50, 1.115), (0.105, 0.12, 0.938), lens=39, fstop=4.0, focus=(0.045, -0.02, 0.925))
photograph(exposure=0.35, bloom=0.3, bounces=6, warm=0.03)
