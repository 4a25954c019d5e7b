"""A foundry: a tilted ladle pours white-hot iron into a sand mould, sparks fly, tall windows in the dark behind."""

import math

import bpy
import bmesh
import numpy as np
from mathutils import Euler, Vector, noise

from materials import Nodes, flame, glow, haze, kelvin, mat
from shapes import bevel, box, empty, grid, lathe, mesh, rng, spline_profile, stones, tubes
from studio import camera, light, photograph, reset, world

reset(11)
world((0.30, 0.38, 0.5), 0.05)
IRON = kelvin(1750)
hot = (1.0, 0.30, 0.045)
steel = mat(
    "steel",
    (0.10, 0.095, 0.09),
    (0.16, 0.10, 0.065),
    rough=(0.35, 0.75),
    metal=0.6,
    scale=2.2,
    bump=0.35,
    bscale=30,
    dirt=(0.03, 0.025, 0.02),
)
rust = mat(
    "rust", (0.17, 0.085, 0.045), (0.075, 0.055, 0.045), rough=(0.6, 0.9), metal=0.3, scale=4, bump=0.5, bscale=35
)
dark = mat("dark", (0.05, 0.05, 0.052), (0.075, 0.065, 0.058), rough=(0.55, 0.85), scale=1.5, bump=0.3, bscale=20)
sand = mat(
    "sand", (0.075, 0.060, 0.047), (0.035, 0.030, 0.026), rough=(0.85, 1.0), scale=6, bump=0.9, bscale=90, dist=0.02
)
floor = mat(
    "floor", (0.085, 0.075, 0.065), (0.045, 0.04, 0.037), rough=(0.45, 0.9), scale=0.9, bump=0.5, bscale=14, dist=0.02
)
brick = mat("brick", (0.12, 0.075, 0.055), (0.07, 0.052, 0.045), rough=(0.8, 0.95), scale=1.1, bump=0.5, bscale=9)
yellow = mat(
    "yellow", (0.50, 0.30, 0.045), (0.33, 0.19, 0.04), rough=(0.4, 0.7), scale=5, bump=0.2, dirt=(0.04, 0.03, 0.02)
)


def H(x, y, a=0.02):
    return a * noise.fractal((x * 3.1, y * 3.1, 1.7), 0.8, 2.0, 5)


# hall
grid(24, 44, 120, 200, lambda x, y: H(x, y, 0.025), floor, loc=(0, 14, 0))
box((0.3, 44, 11), (8.4, 14, 5.5), brick, bev=0)
box((0.3, 44, 11), (-8.4, 14, 5.5), brick, bev=0)
box((17, 0.3, 11), (0, 34, 5.5), brick, bev=0)
box((17, 44, 0.2), (0, 14, 10.6), dark, bev=0)
for y in range(4, 34, 5):
    for x in (-7.6, 7.6):
        box((0.12, 0.5, 9.6), (x - 0.2, y, 4.8), dark, 0.01)
        box((0.12, 0.5, 9.6), (x + 0.2, y, 4.8), dark, 0.01)
        box((0.5, 0.06, 9.6), (x, y, 4.8), dark, 0.005)
    box((15.4, 0.2, 0.2), (0, y, 10.2), dark)
    box((15.4, 0.2, 0.2), (0, y, 8.9), dark)
    for i in range(12):
        a, b = -7.7 + i * 1.28, -7.7 + (i + 1) * 1.28
        z0, z1 = (8.9, 10.2) if i % 2 else (10.2, 8.9)
        tubes([[(a, y, z0), (b, y, z1)]], 0.06, dark)
for x in (-7, 7):
    box((0.35, 44, 0.55), (x, 14, 7.6), dark)  # crane rails
box((14, 0.5, 0.9), (0, 7, 8.1), yellow, 0.03)
box((14, 0.5, 0.9), (0, 8.2, 8.1), yellow, 0.03)
# windows: left wall, tall, with mullions + shafts; end wall
sky = glow("sky", (0.66, 0.80, 1.0), 3.2)
sky2 = glow("sky2", (0.70, 0.82, 1.0), 2.6)
pane1 = glow("pane1", (0.62, 0.75, 0.92), 2.6)
pane2 = glow("pane2", (0.50, 0.58, 0.62), 1.5)
shaft = haze("shaft", (0.62, 0.76, 1.0), 0.034)


def window(o, ux, w, h, m, nx=4, nz=7, sg=1):
    o, ux = Vector(o), Vector(ux)
    uz = Vector((0, 0, 1))
    v = [o + ux * w * i / nx + uz * h * j / nz for j in range(nz + 1) for i in range(nx + 1)]
    ob = mesh(
        v,
        [
            (j * (nx + 1) + i, j * (nx + 1) + i + 1, (j + 1) * (nx + 1) + i + 1, (j + 1) * (nx + 1) + i)
            for j in range(nz)
            for i in range(nx)
        ],
        m,
    )
    ob.data.materials.append(pane1)
    ob.data.materials.append(pane2)
    for p in ob.data.polygons:
        p.material_index = rng.choice((0, 0, 0, 0, 0, 1, 1, 1, 2))
    n = ux.cross(uz) * 0.06 * sg
    L = [[tuple(o + n + ux * w * i / nx), tuple(o + n + ux * w * i / nx + uz * h)] for i in range(nx + 1)] + [
        [tuple(o + n + uz * h * i / nz), tuple(o + n + ux * w + uz * h * i / nz)] for i in range(nz + 1)
    ]
    tubes(L, 0.035, dark, res=1)


for y in (5.2, 10.2, 15.2, 20.2, 25.2):
    window((8.2, y, 3.2), (0, 1, 0), 3.4, 4.6, sky, sg=-1)
    if y > 18:
        continue
    d = Vector((-9.5, -2.2, -5.6))
    q = [Vector((8.1, y, 4.0)), Vector((8.1, y + 3.4, 4.0)), Vector((8.1, y + 3.4, 7.6)), Vector((8.1, y, 7.6))]
    v = q + [p + d for p in q]
    mesh(v, [(0, 1, 2, 3), (7, 6, 5, 4), (0, 4, 5, 1), (1, 5, 6, 2), (2, 6, 7, 3), (3, 7, 4, 0)], shaft)
for x in (-6.2, -1.6, 3.0):
    window((x, 33.8, 3.0), (1, 0, 0), 3.2, 5.2, sky2)
light("AREA", (7.8, 9, 5.5), 420, 7000, target=(0, 4, 0), size=16, size_y=4)
light("AREA", (0, 31, 6), 300, 7500, target=(0, 10, 1), size=10, size_y=5)
# ladle, local coords: z up, pour towards -x
T = math.radians(63)
C = Vector((0.55, 0.2, 2.12))
RO, RB, HH = 0.56, 0.44, 1.15
rot = Euler((0, -T, 0)).to_matrix()
out = [(0.0, -HH / 2), (RB - 0.04, -HH / 2), (RB, -HH / 2 + 0.04), (RO, HH / 2 - 0.02), (RO, HH / 2)]
inn = [
    (RO - 0.01, HH / 2 + 0.02),
    (RO - 0.09, HH / 2 + 0.02),
    (RO - 0.10, HH / 2 - 0.02),
    (RB - 0.09, -HH / 2 + 0.10),
    (0, -HH / 2 + 0.10),
]
lad = lathe(out + inn, n=72, mat=steel, smooth=False, loc=C, rot=(0, -T, 0))
g = Nodes("lining")
n1 = g.node("TexNoise", Vector=g.coord(), Scale=7.0, Detail=6.0)
lin = g.surface(
    g.node(
        "BsdfPrincipled",
        Base_Color=(0.03, 0.02, 0.016),
        Roughness=0.9,
        Emission_Color=(1, 0.15, 0.012),
        Emission_Strength=g.node(
            "Math",
            operation="MULTIPLY",
            i0=g.node("MapRange", Value=n1, From_Min=0.35, From_Max=0.7, To_Min=0.5, To_Max=1.4),
            i1=g.node(
                "MapRange",
                Value=g.node(
                    "SeparateXYZ", _out=2, Vector=g.tree.nodes.new("ShaderNodeNewGeometry").outputs["Position"]
                ),
                From_Min=C.z - 0.15,
                From_Max=C.z + 0.75,
                To_Min=7.0,
                To_Max=0.12,
            ),
        ),
        Normal=g.node("Bump", Strength=0.6, Distance=0.03, Height=n1),
    )
)
lathe(
    [(RO - 0.085, HH / 2 + 0.035), (RO - 0.105, HH / 2 - 0.02), (RB - 0.095, -HH / 2 + 0.105), (0, -HH / 2 + 0.105)],
    n=72,
    mat=lin,
    loc=C,
    rot=(0, -T, 0),
)
for z, h in ((0.47, 0.10), (-0.02, 0.12), (-0.46, 0.08)):
    r = RB + (RO - RB) * (z + HH / 2) / HH
    lathe(
        [(r - 0.01, z - h / 2), (r + 0.03, z - h / 2), (r + 0.033, z + h / 2), (r - 0.01, z + h / 2)],
        72,
        steel,
        False,
        loc=C,
        rot=(0, -T, 0),
    )
    for i in range(18):
        a = 2 * math.pi * i / 18
        p = C + rot @ Vector(((r + 0.032) * math.cos(a), (r + 0.032) * math.sin(a), z))
        bpy.ops.mesh.primitive_ico_sphere_add(subdivisions=2, radius=0.016, location=p)
        bpy.context.object.data.materials.append(steel)
# spout lip
v = [
    Vector((-RO + 0.10, -0.17, HH / 2 + 0.03)),
    Vector((-RO - 0.10, -0.06, HH / 2 + 0.05)),
    Vector((-RO - 0.10, 0.06, HH / 2 + 0.05)),
    Vector((-RO + 0.10, 0.17, HH / 2 + 0.03)),
    Vector((-RO + 0.02, -0.17, HH / 2 - 0.14)),
    Vector((-RO - 0.10, -0.06, HH / 2 - 0.0)),
    Vector((-RO - 0.10, 0.06, HH / 2 - 0.0)),
    Vector((-RO + 0.02, 0.17, HH / 2 - 0.14)),
]
bevel(mesh(v, [(0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (4, 5, 6, 7)], steel, loc=C, rot=(0, -T, 0)), 0.01)
# molten pool inside: interior solid cut by horizontal plane at lip level
bm = bmesh.new()
prof = [(0, -HH / 2 + 0.11), (RB - 0.1, -HH / 2 + 0.11), (RO - 0.108, HH / 2 + 0.03), (0, HH / 2 + 0.03)]
rings = []
for r, z in prof:
    rings.append(
        [
            bm.verts.new(
                C
                + rot
                @ Vector(
                    (max(r, 1e-4) * math.cos(2 * math.pi * i / 64), max(r, 1e-4) * math.sin(2 * math.pi * i / 64), z)
                )
            )
            for i in range(64)
        ]
    )
for a, b in zip(rings, rings[1:]):
    for i in range(64):
        bm.faces.new((a[i], a[(i + 1) % 64], b[(i + 1) % 64], b[i]))
lz = (C + rot @ Vector((-RO + 0.105, 0, HH / 2))).z + 0.035
r = bmesh.ops.bisect_plane(
    bm, geom=bm.verts[:] + bm.edges[:] + bm.faces[:], plane_co=(0, 0, lz), plane_no=(0, 0, 1), clear_outer=True
)
bmesh.ops.contextual_create(bm, geom=[e for e in r["geom_cut"] if isinstance(e, bmesh.types.BMEdge)])
me = bpy.data.meshes.new("pool")
bm.to_mesh(me)
bm.free()
g = Nodes("melt")
n1 = g.node("TexNoise", Vector=g.coord((1, 1, 1)), Scale=5.0, Detail=8.0, Distortion=1.2)
melt = g.surface(
    g.node(
        "Emission",
        Color=g.ramp(n1, (0.3, (1, 0.17, 0.02)), (0.62, (1, 0.36, 0.07))),
        Strength=g.node("MapRange", Value=n1, From_Min=0.3, From_Max=0.7, To_Min=9.0, To_Max=34.0),
    )
)
bpy.context.scene.collection.objects.link(bpy.data.objects.new("pool", me))
me.materials.append(melt)
# stream
P0 = C + rot @ Vector((-RO - 0.09, 0, HH / 2 + 0.06))
zt = 0.62
v0 = -0.85
n = 40
st = []
rad = []
tt = math.sqrt(2 * (P0.z - zt) / 9.81)
for i in range(n + 1):
    t = tt * i / n
    st.append((P0.x + v0 * t, P0.y + 0.004 * math.sin(i * 0.9), P0.z - 4.905 * t * t))
    rad.append((1.15 - 0.5 * i / n) * (1 + 0.10 * math.sin(i * 1.1) + 0.06 * math.sin(i * 2.7)))
back = [(C + rot @ Vector((-RO + 0.20, 0, HH / 2 + 0.0)))]
st = [tuple(back[0])] + st
rad = [1.5] + rad
stream = tubes([st], 0.048, glow("stream", hot, 46), [rad], res=5)
hit = Vector(st[-1])
# bail (two arms), crossbeam, hook block, ropes
top = C.z + 1.08
for s in (-1, 1):
    box((0.13, 0.035, 1.30), (C.x, C.y + s * 0.70, C.z + 0.50), steel, 0.008)
    lathe(
        [(0, 0), (0.10, 0), (0.10, 0.12), (0, 0.12)],
        32,
        steel,
        False,
        loc=(C.x, C.y + s * 0.60, C.z),
        rot=(-s * math.pi / 2, 0, 0),
    )
    lathe(
        [(0, 0), (0.15, 0), (0.15, 0.04), (0, 0.04)],
        32,
        rust,
        False,
        loc=(C.x, C.y + s * 0.715, C.z),
        rot=(-s * math.pi / 2, 0, 0),
    )
box((0.18, 1.62, 0.24), (C.x, C.y, top), steel, 0.012)
hk = [(C.x + 0.16 * math.sin(a), C.y, top + 0.20 + 0.16 - 0.16 * math.cos(a)) for a in np.linspace(-0.4, 4.3, 24)]
tubes([hk], 0.045, rust)
box((0.34, 0.30, 0.62), (C.x, C.y, top + 0.66), yellow, 0.05)
for s in (-1, 1):
    lathe(
        [(0, 0), (0.24, 0), (0.24, 0.03), (0.21, 0.05), (0.24, 0.07), (0.24, 0.10), (0, 0.10)],
        40,
        steel,
        False,
        loc=(C.x, C.y + s * 0.10 - 0.05, top + 0.78),
        rot=(-math.pi / 2, 0, 0),
    )
tubes(
    [[(C.x + a, C.y + b, top + 1.1), (C.x + a * 1.4, C.y + b, 9)] for a in (-0.22, 0.22) for b in (-0.1, 0.1)],
    0.014,
    dark,
)
# geared tilting hand-wheel
wy = C.y - 0.80
tubes(
    [[(C.x + 0.30 * math.cos(a), wy - 0.05, C.z + 0.30 * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 40)]],
    0.018,
    rust,
)
tubes(
    [
        [(C.x, wy - 0.05, C.z), (C.x + 0.30 * math.cos(a), wy - 0.05, C.z + 0.30 * math.sin(a))]
        for a in np.linspace(0, 2 * math.pi, 6)[:-1]
    ],
    0.013,
    rust,
)
# moulds: flasks with ribbed sides, sand top, pouring basin
pourmat = [
    glow(f"pour{i}", c, s)
    for i, (c, s) in enumerate((((1, 0.28, 0.04), 22), ((1, 0.20, 0.02), 6), ((1, 0.12, 0.01), 2.2)))
]


def flask(x, y, L=1.05, W=0.78, Hh=0.54, hotlevel=None, rz=0):
    e = empty((x, y, 0), (0, 0, rz))
    t = 0.035
    for s in (-1, 1):
        for zc in (Hh * 0.25, Hh * 0.75):
            box((L, t, Hh / 2 - 0.012), (0, s * W / 2, zc), rust, 0.008, parent=e)
            box((t, W, Hh / 2 - 0.012), (s * L / 2, 0, zc), rust, 0.008, parent=e)
        for zc in (0.03, Hh / 2, Hh - 0.03):
            box((L + 0.06, 0.06, 0.035), (0, s * (W / 2 + 0.02), zc), steel, 0.006, parent=e)
        for k in (-0.33, 0, 0.33):
            box((0.03, 0.07, Hh - 0.08), (k * L, s * (W / 2 + 0.025), Hh / 2), steel, 0.005, parent=e)
        tubes(
            [
                [
                    (s * (L / 2 + 0.0), -0.12, Hh * 0.75),
                    (s * (L / 2 + 0.11), -0.12, Hh * 0.75),
                    (s * (L / 2 + 0.11), 0.12, Hh * 0.75),
                    (s * L / 2, 0.12, Hh * 0.75),
                ]
            ],
            0.014,
            steel,
            parent=e,
        )
    ox, oy = rng.uniform(-9, 9), rng.uniform(-9, 9)

    def h(a, b):
        d = math.hypot(a, b)
        z = H(a * 2.2 + ox, b * 2.2 + oy, 0.014)
        return z + (0.055 * math.exp(-(((d - 0.15) / 0.045) ** 2)) if d < 0.4 else 0) - (0.07 if d < 0.095 else 0)

    grid(L - 0.03, W - 0.03, 90, 68, h, sand, loc=(0, 0, Hh - 0.01), parent=e)
    if hotlevel is not None:
        lathe([(0, 0.0), (0.06, 0.002), (0.112, 0.0)], 32, pourmat[hotlevel], loc=(0, 0, Hh - 0.012), parent=e)
    for k in (-1, 1):
        if hotlevel is not None and hotlevel < 2:
            lathe([(0, 0), (0.02, 0)], 16, pourmat[hotlevel + 1], loc=(k * 0.33, 0.2 * k, Hh + 0.012), parent=e)
    return e


flask(hit.x, hit.y, hotlevel=0)
for i in range(1, 6):
    flask(
        hit.x - 1.45 * i - 0.05,
        hit.y + rng.uniform(-0.05, 0.05),
        hotlevel=None if i < 9 else 1,
        rz=rng.uniform(-0.04, 0.04),
    )
for i in range(1, 4):
    flask(hit.x + 1.45 * i, hit.y + rng.uniform(-0.05, 0.05), hotlevel=(1, 2, 2)[i - 1], rz=rng.uniform(-0.04, 0.04))
for i in range(-5, 6):
    flask(hit.x + 1.45 * i + 0.5, hit.y + 1.7, hotlevel=2 if i > 1 else None, rz=rng.uniform(-0.04, 0.04))
for i in range(-5, 6):
    flask(hit.x + 1.45 * i + 0.3, hit.y + 3.4, rz=rng.uniform(-0.04, 0.04))
flask(hit.x - 1.25, hit.y - 1.75, rz=0.06)
flask(hit.x + 0.9, hit.y - 1.9, rz=-0.05)
stones(160, (-4, 3, -4, 3), 0.045, sand)
# splash + sparks: ballistic streaks
cool = [
    glow(f"spark{i}", c, s, False)
    for i, (c, s) in enumerate((((1, 0.45, 0.12), 60), ((1, 0.30, 0.05), 34), ((1, 0.16, 0.02), 14)))
]
L = [[], [], []]
for src, nn, vmax in ((hit, 420, 3.6), (P0, 40, 1.7)):
    for i in range(nn):
        a = rng.random() * 6.283
        sp_ = vmax * rng.random() ** 0.9
        el = rng.uniform(0.25, 1.45)
        v = Vector((math.cos(a) * math.cos(el), math.sin(a) * math.cos(el), math.sin(el))) * sp_
        t = rng.random() ** 1.3 * 0.55
        ex = rng.uniform(0.012, 0.038)
        pts = []
        for q in np.linspace(0, 1, 5):
            u = t + ex * q
            p = src + v * u + Vector((0, 0, -4.905 * u * u))
            pts.append(tuple(p))
        if min(p[2] for p in pts) < 0.06:
            continue
        L[min(2, int(t / 0.55 * 2.2 + rng.random() * 0.9))].append(pts)
for l, m in zip(L, cool):
    if l:
        tubes(l, 0.0036, m, [[0.25, 0.8, 1, 0.8, 0.25]] * len(l), res=1)
fl = [flame("f0", (1, 0.36, 0.06), 1.5), flame("f1", (0.25, 0.42, 1.0), 0.8)]


def fire(x, y, z, h, r):
    for k in range(6):
        a, b = rng.uniform(-1.7, 1.7) * r, rng.uniform(-1.7, 1.7) * r
        hh = h * rng.uniform(0.25, 0.8)
        w = rng.random() * 6
        r *= 0.8
        pr = [(r * 0.35, 0), (r * 0.7, hh * 0.12), (r * 0.5, hh * 0.35), (r * 0.2, hh * 0.65), (0.001, hh)]
        o = lathe(spline_profile(pr, 24), 24, fl[0], loc=(x + a, y + b, z))
        for v in o.data.vertices:
            v.co.x += 0.35 * r * math.sin(v.co.z / hh * 4 + w) * v.co.z / hh
            v.co.y += 0.3 * r * math.cos(v.co.z / hh * 3 + w) * v.co.z / hh
    lathe([(r * 0.8, 0), (r * 0.9, h * 0.1), (r * 0.5, h * 0.25)], 24, fl[1], loc=(x, y, z))


for dx, dy, hh in ((-0.36, -0.22, 0.10), (0.36, 0.2, 0.12), (0.12, 0.16, 0.16), (-0.14, -0.05, 0.2)):
    fire(hit.x + dx, hit.y + dy, 0.55, hh, 0.035)
for i in (1,):
    fire(hit.x + 1.45 * i + rng.uniform(-0.1, 0.1), hit.y + rng.uniform(-0.1, 0.1), 0.55, 0.24 / i**0.5, 0.05)
for i in ():
    fire(hit.x + 1.45 * i + 0.5, hit.y + 1.7, 0.55, 0.16, 0.045)
# warm light from the metal
light("POINT", hit + Vector((-0.02, -0.1, 0.22)), 520, hot, size=0.10)
light("POINT", P0 + Vector((-0.25, 0, -0.25)), 260, hot, size=0.12)
light("POINT", C + rot @ Vector((-0.1, 0, HH / 2 + 0.45)), 12, hot, size=0.2)


# worker: coat, helmet, visor, long rod - merged by voxel remesh, read as a silhouette
def worker(loc, rz, m):
    e = empty(loc, (0, 0, rz))
    A = []
    A.append(
        tubes(
            [
                [(0.11, 0, 0.05), (0.12, 0.01, 0.45), (0.10, 0, 0.92)],
                [(-0.11, 0.03, 0.05), (-0.12, 0, 0.45), (-0.10, 0, 0.92)],
            ],
            0.085,
            m,
            [[0.9, 0.85, 1.15]] * 2,
        )
    )
    A.append(tubes([[(0.11, 0.0, 0.06), (0.12, -0.14, 0.05)], [(-0.11, 0.03, 0.06), (-0.12, -0.11, 0.05)]], 0.065, m))
    A.append(
        tubes(
            [[(0, 0, 0.55), (0, 0, 0.8), (0, 0, 1.05), (0, -0.01, 1.3), (0, -0.01, 1.45), (0, -0.01, 1.54)]],
            0.2,
            m,
            [[1.2, 1.1, 0.98, 1.1, 0.95, 0.4]],
        )
    )
    A.append(
        tubes(
            [
                [(0.20, 0, 1.43), (0.30, -0.12, 1.2), (0.18, -0.38, 1.13)],
                [(-0.20, 0, 1.43), (-0.31, -0.14, 1.2), (-0.1, -0.50, 1.2)],
            ],
            0.075,
            m,
            [[1.15, 1.0, 0.8]] * 2,
        )
    )
    A.append(tubes([[(0, -0.01, 1.5), (0, -0.02, 1.62)]], 0.07, m))
    bpy.ops.mesh.primitive_uv_sphere_add(radius=0.125, location=(0, -0.02, 1.68))
    A.append(bpy.context.object)
    A[-1].scale = (0.86, 1, 1.12)
    bpy.ops.object.select_all(action="DESELECT")
    for o in A:
        o.select_set(True)
    bpy.context.view_layer.objects.active = A[0]
    bpy.ops.object.convert(target="MESH")
    bpy.context.view_layer.objects.active = A[0]
    bpy.ops.object.join()
    o = bpy.context.object
    r = o.modifiers.new("r", "REMESH")
    r.mode = "VOXEL"
    r.voxel_size = 0.022
    r.use_smooth_shade = True
    s = o.modifiers.new("s", "SMOOTH")
    s.iterations = 4
    s.factor = 0.5
    tx = bpy.data.textures.new("c", "CLOUDS")
    tx.noise_scale = 0.22
    dd = o.modifiers.new("d", "DISPLACE")
    dd.texture = tx
    dd.strength = 0.05
    o.data.materials.clear()
    o.data.materials.append(m)
    o.parent = e
    lathe(
        spline_profile([(0.140, 1.745), (0.128, 1.75), (0.126, 1.79), (0.09, 1.845), (0.0, 1.862)], 24),
        32,
        yellow,
        parent=e,
    )
    mesh(
        [(-0.11, -0.165, 1.52), (0.11, -0.165, 1.52), (0.12, -0.15, 1.73), (-0.12, -0.15, 1.73)],
        [(0, 1, 2, 3)],
        steel,
        parent=e,
    )
    tubes([[(0.42, 0.55, 0.86), (-0.42, -1.45, 1.42)]], 0.016, steel, parent=e)
    return e


coat = mat("coat", (0.11, 0.10, 0.095), (0.07, 0.066, 0.062), rough=(0.5, 0.8), scale=5, bump=0.5, bscale=14)
worker((hit.x - 1.75, hit.y + 4.4, 0), 0.95, coat)
worker((3.6, 9.5, 0), -0.6, coat)
camera((-2.5, -5.2, 1.50), (0.0, 0.25, 1.86), lens=34, fstop=2.0, focus=tuple(hit))
photograph(exposure=0.25, bloom=0.552, size=0.7, mist=((0.085, 0.09, 0.105), 5, 38, 0.7), clamp=6)
