"""A hand loom: a shuttle with blue thread lies on the open warp of a linen cloth with blue stripes."""

import math

import bpy
import numpy as np
from mathutils import Matrix, Vector

from materials import glow, kelvin, mat, wood, yarn
from shapes import box, curve, empty, lathe, mesh, rng, tubes
from studio import camera, light, photograph, reset, world

reset(21)
world((0.5, 0.6, 0.75), 0.07)


lin = [
    yarn("lin0", (0.56, 0.455, 0.31), (0.45, 0.355, 0.235)),
    yarn("lin1", (0.62, 0.52, 0.37), (0.50, 0.40, 0.27)),
    yarn("blue", (0.055, 0.105, 0.21), (0.035, 0.07, 0.15)),
]
Z = 0.90
SP = 0.0027
NX = 260
X0 = -SP * NX / 2


def stripe(i):
    k = i % 66
    return 2 if (k in range(20, 26) or k in (29, 30)) else (1 if rng.random() < 0.5 else 0)


kind = [stripe(i) for i in range(NX)]
WY = [-0.0025 - 0.00245 * j for j in range(80)]  # weft positions (cloth)
W = [[], [], []]
WR = [[], [], []]
for i in range(NX):
    x = X0 + i * SP + rng.gauss(0, 0.00016)
    s = 1 if i % 2 else -1
    pts = []
    rr = []
    ph = rng.random() * 9
    sl = rng.choice((1, 1, 1, 1, 1.18, 0.88))
    for j in range(len(WY) - 1, -1, -1):
        up = s * (1 if j % 2 else -1)
        pts.append((x, WY[j], Z + 0.00066 * up))
        rr.append(0.92)
    for y in list(np.linspace(0.004, 0.24, 40)) + list(np.linspace(0.27, 1.6, 16)):
        if y < 0.44:
            z = Z + s * (0.0004 + 0.020 * max(0, y - 0.015))
        else:
            z = Z + s * max(0, (0.0085 - (y - 0.44) * 0.01))
        pts.append(
            (
                x + 0.00022 * math.sin(y * 31 + ph) + 0.00012 * math.sin(y * 97 + ph * 2),
                y,
                z + 0.00015 * math.sin(y * 53 + ph),
            )
        )
        rr.append(
            sl
            * (
                1
                + 0.16 * math.sin(y * 23 + ph) * math.sin(y * 61 + ph * 3)
                + (0.7 * math.exp(-(((y - (ph * 0.09 - 0.1)) / 0.006) ** 2)) if ph < 3.2 else 0)
            )
        )
    W[kind[i]].append(pts)
    WR[kind[i]].append(rr)
for k in range(3):
    tubes(W[k], 0.00080, lin[k], WR[k], res=2)
weft = []
wr = []
for j, y in enumerate(WY):
    pts = []
    ph = rng.random() * 9
    for i in range(NX):
        pts.append(
            (
                X0 + i * SP,
                y + 0.00012 * math.sin(i * 0.07 + ph),
                Z - 0.00066 * (1 if (i % 2 == 0) == (j % 2 == 0) else -1) * -1,
            )
        )
    weft.append(pts)
    wr.append([1 + 0.12 * math.sin(i * 0.11 + ph) for i in range(NX)])
tubes(weft, 0.00088, lin[1], wr, res=2)
# fuzz
F = []
for q in range(5200):
    x = rng.uniform(-0.22, 0.26)
    y = rng.uniform(-0.12, 0.24)
    L = rng.uniform(0.002, 0.008)
    a = rng.uniform(0, 6.28)
    e = rng.uniform(0.1, 1.1)
    z = Z + 0.0006
    d = Vector((math.cos(a) * math.cos(e), math.sin(a) * math.cos(e), math.sin(e))) * L
    b = Vector((rng.gauss(0, 1), rng.gauss(0, 1), rng.gauss(-0.3, 0.6))) * L * 0.35
    F.append([tuple(Vector((x, y, z)) + d * t + b * t * t) for t in (0, 0.3, 0.6, 1)])
tubes(F, 0.000035, lin[1], [[1, 0.9, 0.7, 0.3]] * len(F), res=0)
# woods, metal
beech = wood(
    "beech",
    (0.40, 0.265, 0.155),
    (0.25, 0.15, 0.08),
    axis=0,
    scale=22,
    rough=(0.28, 0.5),
    bump=0.2,
    dust=(0.16, 0.10, 0.06),
    amount=0.35,
    dist=0.0006,
)
old = wood("old", (0.22, 0.135, 0.075), (0.11, 0.065, 0.035), axis=0, scale=6, rough=(0.35, 0.6), bump=0.3)
iron = mat(
    "iron",
    (0.12, 0.12, 0.12),
    (0.18, 0.15, 0.12),
    rough=(0.25, 0.5),
    metal=0.9,
    scale=30,
    bump=0.1,
    bscale=200,
    dist=0.0005,
)
brass = mat(
    "brass",
    (0.62, 0.42, 0.16),
    (0.45, 0.29, 0.11),
    rough=(0.2, 0.4),
    metal=1.0,
    scale=40,
    bump=0.05,
    bscale=200,
    dist=0.0005,
)
# shuttle: superellipse loft with pocket, steel tips, pirn
S = empty((0.030, 0.062, Z + 0.0130), (0, 0, math.radians(17)))
HL = 0.155
verts = []
faces = []
NS, NC = 64, 40
for a in range(NS + 1):
    s = -1 + 2 * a / NS
    f = max(1e-3, 1 - abs(s) ** 2.6) ** 0.62
    w = 0.0195 * f + 0.0016
    h = 0.0118 * f + 0.0016
    for c in range(NC):
        t = 2 * math.pi * c / NC
        ct, st = math.cos(t), math.sin(t)
        verts.append((s * HL, w * math.copysign(abs(ct) ** 0.62, ct), h * math.copysign(abs(st) ** 0.62, st)))
for a in range(NS):
    for c in range(NC):
        faces.append((a * NC + c, a * NC + (c + 1) % NC, (a + 1) * NC + (c + 1) % NC, (a + 1) * NC + c))
faces += [tuple(range(NC - 1, -1, -1)), tuple(NS * NC + c for c in range(NC))]
bpy.context.view_layer.update()
sh = mesh(verts, faces, beech, True, name="shuttle", parent=S)


def pocket(hl, hw, z0, n=14):
    P = []
    for sx, cx in ((1, hl - hw), (-1, -(hl - hw))):
        for k in range(n + 1):
            a = -math.pi / 2 + math.pi * k / n if sx > 0 else math.pi / 2 + math.pi * k / n
            P.append((cx + hw * math.cos(a), hw * math.sin(a)))
    m = len(P)
    v = [(x, y, z0) for x, y in P] + [(x, y, 0.05) for x, y in P]
    f = [tuple(range(m - 1, -1, -1)), tuple(range(m, 2 * m))] + [
        (i, (i + 1) % m, m + (i + 1) % m, m + i) for i in range(m)
    ]
    return mesh(v, f, beech, name="cut", parent=S)


cut = pocket(0.092, 0.0125, -0.0075)
cut.hide_render = True
bo = sh.modifiers.new("bool", "BOOLEAN")
bo.object = cut
bo.solver = "EXACT"
bv = sh.modifiers.new("bv", "BEVEL")
bv.width = 0.0009
bv.segments = 2
bv.angle_limit = math.radians(50)
for s in (-1, 1):
    lathe(
        [(0.0001, 0.020), (0.0008, 0.0195), (0.0022, 0.013), (0.0038, 0.004), (0.0046, -0.004), (0.0047, -0.008)],
        32,
        iron,
        parent=S,
        loc=(s * (HL - 0.001), 0, 0),
        rot=(0, s * math.pi / 2, 0),
    )
core = [(0, -0.080), (0.0034, -0.080), (0.0030, 0.078), (0, 0.080)]
lathe(core, 24, old, parent=S, loc=(0, 0, 0.0015), rot=(0, math.pi / 2, 0))
hx = []
n = 118 * 14
for i in range(n):
    u = i / n
    s = -0.066 + 0.118 * u
    r = 0.0036 + 0.0058 * min(1, (u) / 0.12) * min(1, ((1 - u) / 0.30)) ** 0.8 + 0.0003 * math.sin(i * 0.013 * 7)
    a = 2 * math.pi * i / 14
    hx.append((s, r * math.cos(a), 0.0015 + r * math.sin(a)))
tubes([hx], 0.00062, lin[2], res=2, parent=S)
hx2 = [(x * 0.985 + 0.001, y * 0.97, (z - 0.0015) * 0.97 + 0.0015) for x, y, z in hx]
tubes([hx2], 0.0006, lin[2], res=1, parent=S)
lathe(
    [(0.0024, -0.0008), (0.0036, -0.0008), (0.0040, 0), (0.0036, 0.0008), (0.0024, 0.0008)],
    24,
    brass,
    parent=S,
    loc=(0.112, -0.0155, 0.002),
    rot=(math.pi / 2, 0, -0.18),
)
# trailing weft from eye to fell
M = Matrix.Translation(S.location) @ Matrix.Rotation(math.radians(17), 4, "Z")
e0 = M @ Vector((0.112, -0.0165, 0.002))
P = [
    M @ Vector((0.052, 0, 0.0045)),
    M @ Vector((0.085, -0.004, 0.006)),
    M @ Vector((0.104, -0.011, 0.004)),
    e0,
    e0 + Vector((0.012, -0.012, -0.005)),
    e0 + Vector((0.020, -0.030, -0.0115)),
    e0 + Vector((0.006, -0.052, -0.0122)),
    e0 + Vector((-0.028, -0.0675, -0.0128)),
    e0 + Vector((-0.085, -0.0770, -0.0132)),
    e0 + Vector((-0.25, -0.0785, -0.0133)),
    e0 + Vector((-0.55, -0.0785, -0.0133)),
]
Q = curve(P)
tubes([Q], 0.00062, lin[2], res=3)
# reed with caps, heddle frames, back beam
Y = 0.205
tubes(
    [[(X0 - 0.02 + k * SP, Y, Z - 0.05), (X0 - 0.02 + k * SP, Y, Z + 0.052)] for k in range(NX + 20)],
    0.00050,
    iron,
    res=1,
)
for z, h in ((Z + 0.056, 0.013), (Z - 0.062, 0.03)):
    box((0.86, 0.024, h), (0, Y, z), beech, 0.004)
for y in (0.43, 0.47, 0.51, 0.55):
    dz = 0.010 * (1 if y in (0.43, 0.51) else -1)
    for z in (Z + 0.24 + dz, Z - 0.15 + dz):
        box((0.92, 0.014, 0.03), (0, y, z), old, 0.003)
    tubes(
        [
            [
                (X0 + k * SP * 2 + rng.gauss(0, 0.0006), y + rng.gauss(0, 0.001), Z - 0.15),
                (X0 + k * SP * 2 + rng.gauss(0, 0.0004), y, Z + dz * 0.8),
                (X0 + k * SP * 2 + rng.gauss(0, 0.0006), y, Z + 0.24),
            ]
            for k in range(NX // 2)
        ],
        0.00035,
        brass,
        res=1,
    )
for x in (-0.50, 0.50):
    box((0.06, 1.9, 0.09), (x, 0.6, Z - 0.02), old, 0.006)
    box((0.07, 0.07, 1.9), (x, 0.33, 1.0), old, 0.006)
    box((0.07, 0.07, 1.5), (x, 1.35, 0.9), old, 0.006)
tubes([[(-0.6, 1.6, Z - 0.03), (0.6, 1.6, Z - 0.03)]], 0.05, old, res=8)
# hall
wall = mat("wall", (0.16, 0.185, 0.175), (0.11, 0.13, 0.125), rough=(0.8, 0.95), scale=1, bump=0.2)
box((18, 0.1, 5), (2, 7, 2), wall, 0)
box((14, 14, 0.1), (0, 3, -0.05), old, 0)
sky = glow("sky", (0.74, 0.86, 1.0), 5.0)
for x in (-1.0, 0.6, 2.2, 3.8, 5.4):
    mesh([(x, 6.9, 0.95), (x + 1.0, 6.9, 0.95), (x + 1.0, 6.9, 3.0), (x, 6.9, 3.0)], [(0, 1, 2, 3)], sky)
    for k in (0, 0.33, 0.67, 1.0):
        box((0.05, 0.05, 2.1), (x + k, 6.85, 2.0), wall, 0)
    for z in (0.95, 1.2, 1.5, 1.9, 2.4):
        box((1.0, 0.05, 0.04), (x + 0.5, 6.85, z), wall, 0)
for x, y in ((2.6, 3.6), (0.2, 3.2), (1.4, 5.0)):
    box((1.1, 0.08, 0.08), (x, y, 0.98), old, 0.01)
    box((0.08, 0.9, 1.3), (x - 0.55, y, 0.65), old, 0.01)
    box((0.08, 0.9, 1.3), (x + 0.55, y, 0.65), old, 0.01)
    box((1.0, 0.7, 0.02), (x, y, 0.86), lin[0], 0.0)
bulb = glow("bulb", kelvin(2350), 42)
for x, y, z in ((0.62, 2.4, 1.10), (2.05, 3.6, 1.12), (3.05, 5.4, 1.17), (0.55, 4.8, 1.16)):
    bpy.ops.mesh.primitive_uv_sphere_add(radius=0.032, location=(x, y, z))
    bpy.context.object.data.materials.append(bulb)
light("AREA", (-1.25, 0.9, 1.7), 75, 7200, target=(0, 0.08, 0.9), size=1.1, size_y=0.9)
light("AREA", (0.75, 0.75, 1.28), 8, 2600, target=(0.02, 0.06, 0.9), size=0.14)
light("AREA", (-0.5, -1.2, 1.7), 9, 5600, target=(0, 0.05, 0.9), size=1.0)
light("AREA", (0, 4.5, 3.2), 60, 4200, target=(0, 4, 0), size=4.0)
camera((-0.15, -0.275, 1.045), (0.018, 0.10, 0.9475), lens=38, fstop=4.5, focus=(0.0, 0.040, 0.915))
photograph(exposure=0.6, bloom=0.3, warm=0.03)
