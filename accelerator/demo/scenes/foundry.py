"""A foundry at dusk: iron falls from the lip of the ladle into a sand mould and bursts into sparks."""

import math

import bpy
import bmesh
import numpy as np
from mathutils import Euler, Vector, noise

from materials import Nodes, glow, haze, mat, steam
from shapes import bevel, box, card, empty, grid, lathe, mesh, rng, stones, tubes
from studio import camera, light, photograph, reset, world

reset(11)
world((0.30, 0.38, 0.5), 0.05)
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
sky = glow("sky", (0.16, 0.30, 0.60), 0.8)
sky2 = glow("sky2", (0.18, 0.32, 0.60), 0.7)
pane1 = glow("pane1", (0.14, 0.26, 0.52), 0.42)
pane2 = glow("pane2", (0.12, 0.18, 0.30), 0.22)
shaft = haze("shaft", (0.40, 0.60, 1.0), 0.012)


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
light("AREA", (7.8, 9, 5.5), 150, 9000, target=(0, 4, 0), size=16, size_y=4)
light("AREA", (0, 31, 6), 90, 9000, target=(0, 10, 1), size=10, size_y=5)
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
stream = tubes([st], 0.048, glow("stream", hot, 30), [rad], res=5)
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
    for i, (c, s) in enumerate((((1, 0.42, 0.10), 36), ((1, 0.28, 0.045), 22), ((1, 0.15, 0.02), 10)))
]
streaks = [[], [], []]
for source, count, fastest in ((hit, 700, 3.9), (hit, 260, 2.0), (P0, 36, 1.5)):
    for _ in range(count):
        around, up = rng.random() * 2 * math.pi, rng.uniform(0.15, 1.5)
        speed = fastest * (0.15 + 0.85 * rng.random() ** 0.8)
        flat = math.cos(up) * speed
        start = Vector((flat * math.cos(around), flat * math.sin(around), math.sin(up) * speed))
        age = rng.random() ** 1.2 * 0.5
        shutter = rng.uniform(0.018, 0.07)
        times = [age + shutter * q for q in np.linspace(0, 1, 7)]
        way = [source + start * t + Vector((0, 0, -4.905 * t * t)) for t in times]
        if min(p.z for p in way) < 0.57 and math.hypot(way[-1].x - hit.x, way[-1].y - hit.y) < 0.5:
            continue
        streaks[min(2, int(age / 0.5 * 2.4 + rng.random() * 0.7))].append([tuple(p) for p in way])
for lines, material in zip(streaks, cool):
    tubes(lines, 0.0026, material, [[0.3, 0.7, 1, 1, 0.9, 0.6, 0.2]] * len(lines), res=1)
# warm light from the metal
light("POINT", hit + Vector((-0.02, -0.1, 0.22)), 520, hot, size=0.10)
light("POINT", P0 + Vector((-0.25, 0, -0.25)), 260, hot, size=0.12)
light("POINT", C + rot @ Vector((-0.1, 0, HH / 2 + 0.45)), 12, hot, size=0.2)


for x, y, z, width, height, strength in ((-0.75, 0.9, 1.25, 1.5, 1.5, 0.30), (-0.2, 1.6, 1.9, 2.4, 2.0, 0.16)):
    card(width, height, (x, y, z), steam("smoke", (1, 0.42, 0.16), strength, 0.5, 2.2, 0.38, 0.8))
camera((-1.80, -2.95, 1.24), (-0.04, 0.25, 1.36), lens=36, fstop=2.8, focus=tuple(hit))
photograph(exposure=0.15, bloom=0.4, thr=3.0, size=0.6, mist=((0.085, 0.09, 0.105), 5, 38, 0.7), clamp=6)
