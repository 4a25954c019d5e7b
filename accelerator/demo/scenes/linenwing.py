"""A wing at Vysokaya Polyn, stood on its leading edge: pine spars and plywood ribs, half covered with linen.

The low sun behind shines through the cloth and draws the ribs on it; a brush rests on
a pot of dope, and an Antonovka apple lies on the bench, as the joiners have it here.
"""

import math

import bpy
import numpy as np
from mathutils import Euler, Matrix, Vector, noise

from materials import Nodes, glow, mat, wood
from shapes import ball, bevel, box, curve, empty, lathe, loft, mesh, rng, spline_profile, tubes
from studio import camera, light, photograph, reset, window, world

reset(74)
world((0.50, 0.58, 0.72), 0.10)

pine = wood("pine", (0.62, 0.43, 0.24), (0.47, 0.30, 0.15), axis=0, scale=9, rough=(0.4, 0.6), bump=0.2, dist=0.0006)
pinez = wood("pinez", (0.62, 0.43, 0.24), (0.47, 0.30, 0.15), axis=2, scale=11, rough=(0.4, 0.6), bump=0.2, dist=0.0006)
ply = wood(
    "ply",
    (0.60, 0.44, 0.27),
    (0.49, 0.34, 0.19),
    axis=1,
    scale=7,
    rough=(0.42, 0.62),
    bump=0.15,
    dist=0.0005,
    dust=(0.40, 0.25, 0.12),
    amount=0.25,
)
bench = wood(
    "bench",
    (0.24, 0.15, 0.085),
    (0.13, 0.08, 0.045),
    axis=0,
    scale=7,
    rough=(0.35, 0.65),
    bump=0.4,
    dist=0.001,
    dust=(0.45, 0.36, 0.25),
    amount=0.25,
)
glue = mat("glue", (0.55, 0.33, 0.12), (0.42, 0.24, 0.08), rough=(0.15, 0.3), scale=30, bump=0.1)
steel = mat("steel", (0.55, 0.54, 0.52), (0.42, 0.41, 0.39), rough=(0.2, 0.35), metal=1.0, scale=60, bump=0.05)
dark = mat("dark", (0.05, 0.05, 0.053), (0.075, 0.065, 0.06), rough=(0.4, 0.6), metal=0.3)


def linen():
    """Unbleached linen: slubs along and across, light passes through it."""
    g = Nodes("linen")
    v = g.coord((1, 1, 1), offset_random=False)
    a = g.node(
        "TexNoise",
        Vector=g.node("VectorMath", operation="MULTIPLY", i0=v, i1=(14.0, 60.0, 900.0)),
        Scale=1.0,
        Detail=3.0,
    )
    b = g.node(
        "TexNoise",
        Vector=g.node("VectorMath", operation="MULTIPLY", i0=v, i1=(900.0, 60.0, 14.0)),
        Scale=1.0,
        Detail=3.0,
    )
    s = g.node(
        "Math",
        operation="ADD",
        i0=g.node("Math", operation="MULTIPLY", i0=a, i1=0.5),
        i1=g.node("Math", operation="MULTIPLY", i0=b, i1=0.5),
    )
    n = g.node("TexNoise", Vector=v, Scale=6.0, Detail=6.0)
    f = g.node(
        "Math",
        operation="ADD",
        i0=g.node("Math", operation="MULTIPLY", i0=s, i1=0.85),
        i1=g.node("Math", operation="MULTIPLY", i0=n, i1=0.15),
    )
    col = g.ramp(f, (0.40, (0.50, 0.42, 0.30)), (0.58, (0.78, 0.70, 0.55)))
    nor = g.node("Bump", Strength=0.35, Distance=0.0004, Height=s)
    front = g.node("BsdfPrincipled", Base_Color=col, Roughness=0.85, Normal=nor)
    back = g.node(
        "BsdfTranslucent", Color=g.ramp(f, (0.40, (0.62, 0.47, 0.28)), (0.58, (0.95, 0.80, 0.55))), Normal=nor
    )
    return g.surface(g.node("MixShader", i0=0.55, i1=front, i2=back))


cloth = linen()

CH, Z0 = 1.15, 0.02


def half(c):
    """Half thickness of the wing at a share c of its chord."""
    return CH * 0.66 * (0.2969 * math.sqrt(c) - 0.126 * c - 0.3516 * c * c + 0.2843 * c**3 - 0.1036 * c**4)


def flat(rings, thick, bev=0.0003):
    """Plywood cut to an outline with holes: rings of (chord, depth), the first is the outline."""
    cu = bpy.data.curves.new("flat", "CURVE")
    cu.dimensions, cu.fill_mode, cu.extrude, cu.bevel_depth = "2D", "BOTH", thick / 2, bev
    for ring in rings:
        s = cu.splines.new("POLY")
        s.points.add(len(ring) - 1)
        s.points.foreach_set("co", [c for x, y in ring for c in (x, y, 0.0, 1.0)])
        s.use_cyclic_u = True
    return cu


def oval(cz, rz, ry, n=36):
    return [(cz + rz * math.cos(a), ry * math.sin(a)) for a in np.linspace(0, 2 * math.pi, n, endpoint=False)]


cs = [0.5 * (1 - math.cos(a)) for a in np.linspace(0.06, math.pi * 0.97, 60)]
INS = 0.004
outline = [(c * CH, half(c) - INS) for c in cs] + [(c * CH, -(half(c) - INS)) for c in cs[::-1]]
SPARS = (0.27, 0.66)
holes = [
    oval(c * CH, r * CH, (half(c) - 0.022) * k)
    for c, r, k in (
        (0.10, 0.040, 0.9),
        (0.195, 0.040, 0.95),
        (0.345, 0.040, 1.0),
        (0.435, 0.040, 1.0),
        (0.52, 0.036, 1.0),
        (0.595, 0.030, 1.0),
        (0.735, 0.035, 1.0),
        (0.82, 0.030, 0.9),
    )
]
web = flat([outline, *holes], 0.003)
web.materials.append(ply)
RIBS = [-0.66, -0.42, -0.18, 0.06, 0.30, 0.54, 0.78, 1.02]
rot = Matrix(((0, 0, 1), (0, 1, 0), (1, 0, 0))).to_euler()  # chord up, depth along y
for x in RIBS:
    o = bpy.data.objects.new("rib", web)
    bpy.context.scene.collection.objects.link(o)
    o.location, o.rotation_euler = (x, 0, Z0), (0, -math.pi / 2, 0)
    o.rotation_euler = Euler((0, -math.pi / 2, 0))
    for side in (-1, 1):
        secs = []
        for c in np.linspace(0.015, 0.985, 60):
            y, z = side * half(c), Z0 + c * CH
            yi = side * (half(c) - 0.0062)
            secs.append([(x - 0.0065, y, z), (x + 0.0065, y, z), (x + 0.0065, yi, z), (x - 0.0065, yi, z)])
        bevel(loft(secs, pinez, False), 0.0008, 2)
    for c in SPARS:  # glue blocks and squeezed-out glue at the spars
        for sx in (-1, 1):
            for sz in (-1, 1):
                z = Z0 + c * CH + sz * 0.019
                box((0.010, 2 * half(c) - 0.022, 0.010), (x + sx * 0.0062, 0, z), pine, 0.001)
                for _ in range(3):
                    ball(
                        rng.uniform(0.0012, 0.0026),
                        (x + sx * 0.0118, rng.uniform(-1, 1) * (half(c) - 0.02), z - sz * 0.004),
                        glue,
                        16,
                        (0.7, 1.4, 1.2),
                    )
for c in SPARS:
    box((2.6, 2 * half(c) - 0.010, 0.026), (0.2, 0, Z0 + c * CH), pine, 0.0015)
secs = [
    [
        (x, y, Z0 + z)
        for y, z in ((-half(0.03), 0.0345), (-half(0.012), 0.014), (0, 0.0), (half(0.012), 0.014), (half(0.03), 0.0345))
    ]
    for x in (-1.1, 1.5)
]
loft(secs, pine, True)
box((2.6, 0.010, 0.035), (0.2, 0, Z0 + CH * 0.985), pine, 0.002)
for a, b in zip(RIBS, RIBS[1:]):  # drag wires crossed in every bay
    z1, z2 = Z0 + SPARS[0] * CH + 0.014, Z0 + SPARS[1] * CH - 0.014
    for p, q, y in (((a, z1), (b, z2), 0.004), ((b, z1), (a, z2), -0.004)):
        tubes([[(p[0], y, p[1]), (q[0], y, q[1])]], 0.0011, steel)
        m = (p[0] * 0.62 + q[0] * 0.38, y, p[1] * 0.62 + q[1] * 0.38)
        d = Vector((q[0] - p[0], 0, q[1] - p[1])).normalized() * 0.028
        tubes(
            [
                [
                    (m[0] - d.x, y, m[2] - d.z),
                    (m[0] - d.x * 0.8, y, m[2] - d.z * 0.8),
                    (m[0] + d.x * 0.8, y, m[2] + d.z * 0.8),
                    (m[0] + d.x, y, m[2] + d.z),
                ]
            ],
            0.0032,
            steel,
            [[0.5, 1, 1, 0.5]],
        )

# ---- linen on the side towards us, from the fourth rib on; its free edge still loose
EDGE = RIBS[3]
v, nx, nz = [], 170, 120
for j in range(nz):
    c = 0.004 + 0.985 * j / (nz - 1)
    for i in range(nx):
        x = EDGE - 0.075 + (1.55 - EDGE) * (i / (nx - 1)) ** 1.25
        t = ((x - EDGE) / 0.24) % 1
        y = half(c)
        if x >= EDGE:
            y -= 0.0065 * math.sin(math.pi * t) ** 1.4 * min(1, c / 0.15)
        else:
            d = (EDGE - x) / 0.075
            y += 0.014 * d * (0.6 + noise.noise(Vector((c * 9, 3, d * 0.7)))) + 0.010 * d * d * math.sin(
                c * 46 + 3 * noise.noise(Vector((c * 5, 8, 1)))
            )
            x += 0.010 * d * noise.noise(Vector((c * 14, 1, 5)))
        v.append((x, -y - 0.0008, Z0 + c * CH))
f = [(j * nx + i, j * nx + i + 1, (j + 1) * nx + i + 1, (j + 1) * nx + i) for j in range(nz - 1) for i in range(nx - 1)]
mesh(v, f, cloth, True)
fray = mat("fray", (0.78, 0.68, 0.50), (0.62, 0.52, 0.36), rough=(0.8, 0.95))
lines = []
for j in range(900):
    k = rng.random() * (nz - 2)
    j0, w = int(k), k % 1
    p = Vector(v[j0 * nx]).lerp(Vector(v[(j0 + 1) * nx]), w)
    L = rng.uniform(0.002, 0.010) * (2.2 if rng.random() < 0.06 else 1)
    d = Vector((-1, rng.gauss(-0.2, 0.4), rng.gauss(-0.15, 0.4))).normalized()
    lines.append([tuple(p), tuple(p + d * L * 0.5), tuple(p + d * L + Vector((0, rng.gauss(0, 0.001), -L * 0.25)))])
tubes(lines, 0.00022, fray, res=1)
tack = mat("tack", (0.75, 0.55, 0.25), (0.6, 0.42, 0.18), rough=(0.15, 0.3), metal=1.0)
for c in np.arange(0.05, 0.97, 0.035):  # brass tacks along the first covered rib
    lathe(
        spline_profile([(0.0001, 0.0012), (0.0022, 0.0009), (0.0034, 0.0)], 12),
        20,
        tack,
        loc=(EDGE + rng.gauss(0, 0.0008), -half(c) - 0.0006, Z0 + c * CH),
        rot=(math.pi / 2, 0, 0),
    )

# ---- bench in front with apple, dope pot and brush
BZ = 0.425
box((2.4, 0.36, 0.04), (0, -0.42, BZ - 0.02), bench, 0.005)


def apple(loc, r, seed, rot=(0, 0, 0)):
    g = Nodes("apple")
    vv = g.coord((1, 1, 1))
    n = g.node("TexNoise", Vector=vv, Scale=14.0, Detail=6.0)
    dots = g.node("TexVoronoi", Vector=vv, Scale=260.0)
    col = g.ramp(n, (0.35, (0.62, 0.52, 0.10)), (0.68, (0.46, 0.47, 0.09)))
    col = g.node(
        "Mix", _out=2, data_type="RGBA", i0=g.ramp(dots, (0.08, 0.5), (0.16, 0.0)), i6=col, i7=(0.34, 0.24, 0.08)
    )
    m = g.surface(
        g.node(
            "BsdfPrincipled",
            Base_Color=col,
            Roughness=0.30,
            Coat_Weight=0.25,
            Coat_Roughness=0.12,
            Subsurface_Weight=0.2,
            Subsurface_Radius=(1.0, 0.8, 0.2),
            Subsurface_Scale=0.004,
        )
    )
    e = empty(loc, rot)
    prof = [
        (0.0001, 0.30),
        (0.12, 0.33),
        (0.30, 0.55),
        (0.55, 0.80),
        (0.85, 0.72),
        (1.02, 0.30),
        (0.98, -0.15),
        (0.78, -0.62),
        (0.45, -0.90),
        (0.22, -0.92),
        (0.10, -0.84),
        (0.0001, -0.80),
    ]
    o = lathe(spline_profile([(a * r, b * r * 0.95) for a, b in prof], 70), 72, m, parent=e)
    for q in o.data.vertices:
        q.co *= (
            1 + 0.06 * noise.noise(q.co * 22 + Vector((seed, 0, 0))) + 0.012 * math.cos(5 * math.atan2(q.co.y, q.co.x))
        )
    tubes(
        [curve([(0, 0, r * 0.27), (0.002, 0.001, r * 0.6), (0.006, 0.002, r * 0.95)], 8)],
        0.0014,
        bench,
        [[0.8] * 15 + [1.3, 1.6]],
        parent=e,
    )


apple((-0.205, -0.46, BZ + 0.031), 0.036, 1, (0.22, 0.28, 0.4))
apple((-0.295, -0.37, BZ + 0.033), 0.037, 5, (-0.5, 0.2, 2.0))
tin = mat("tin", (0.52, 0.50, 0.46), (0.38, 0.35, 0.31), rough=(0.25, 0.45), metal=0.9, scale=40, bump=0.15)
T = empty((0.235, -0.39, BZ))
lathe(
    [
        (0.0001, 0.002),
        (0.044, 0.002),
        (0.045, 0.0),
        (0.046, 0.001),
        (0.046, 0.083),
        (0.0475, 0.084),
        (0.0475, 0.087),
        (0.0452, 0.087),
        (0.045, 0.05),
        (0.0001, 0.05),
    ],
    64,
    tin,
    True,
    parent=T,
)
lac = mat("lac", (0.62, 0.40, 0.13), (0.5, 0.3, 0.09), rough=(0.1, 0.25), scale=30, bump=0.2, Coat_Weight=0.6)
for a, L in ((0.4, 0.05), (1.0, 0.03), (5.2, 0.06), (4.6, 0.035)):
    tubes(
        [
            [
                (0.0472 * math.cos(a), 0.0472 * math.sin(a), 0.087),
                (0.0478 * math.cos(a), 0.0478 * math.sin(a), 0.08),
                (0.0466 * math.cos(a), 0.0466 * math.sin(a), 0.087 - L),
            ]
        ],
        0.0026,
        lac,
        [[1.4, 1, 0.8]],
        parent=T,
    )
B = empty((0.230, -0.39, BZ + 0.092), (0, 0.0, -2.6))
box((0.10, 0.016, 0.008), (0.055, 0, 0.003), pine, 0.004, parent=B)
box((0.03, 0.042, 0.011), (-0.005, 0, 0.002), steel, 0.002, parent=B)
hair = mat("hair", (0.42, 0.33, 0.22), (0.25, 0.18, 0.11), rough=(0.6, 0.9))
tubes(
    [
        [(-0.018, y, 0.002 + q), (-0.045, y * 0.95, 0.001 + q), (-0.062 + rng.gauss(0, 0.002), y * 0.85, -0.004 + q)]
        for y in np.linspace(-0.019, 0.019, 34)
        for q in (-0.004, -0.0015, 0.0015, 0.004)
    ],
    0.0008,
    hair,
    parent=B,
)

# ---- hall: big windows with the evening in them
wall = mat("wall", (0.26, 0.24, 0.21), (0.2, 0.18, 0.155), rough=(0.8, 0.95))
for z, h in ((-0.3, 1.0), (3.2, 1.6)):
    box((12, 0.1, h), (0, 4.55, z), wall, 0)
window(-4.6, 4.55, 0.30, 9.0, 2.2, 12, 4, glow("sky", (1.0, 0.74, 0.48), 2.1), dark, 0.05)
floor = mat("floor", (0.22, 0.17, 0.13), (0.14, 0.11, 0.08), rough=(0.4, 0.7), scale=2)
box((12, 9, 0.05), (0, 2, -0.4), floor, 0)
for x in (-1.6, -1.1):  # another frame, far off
    box((0.05, 1.6, 0.14), (x, 3.0, 0.7), pine, 0.005)
for k in range(7):
    box((1.2, 0.012, 0.13), (-1.5, 2.3 + 0.24 * k, 0.7), ply, 0.002)

# ---- light: low sun from behind on the right, sky from the left
light("SPOT", (2.9, 3.7, 1.95), 1500, (1.0, 0.66, 0.36), target=(0.15, 0, 0.6), size=0.05, angle=50)
light("AREA", (-1.4, -0.7, 1.6), 26, 6600, target=(-0.1, 0, 0.6), size=1.0)
light("AREA", (0.3, -1.6, 1.2), 6, 4600, target=(0, 0, 0.6), size=1.0)
camera((-0.60, -0.93, 0.66), (0.005, 0.0, 0.57), lens=42, fstop=2.6, focus=(0.0, -0.09, 0.6))
photograph(exposure=0.25)
