"""An amber workshop: a lit piece with insects in it among polished drops and rough stones on the bench."""

import math

import bpy
import bmesh
import numpy as np
from mathutils import Vector, noise

from materials import Nodes, glow, mat, wood
from shapes import add, bevel, box, empty, lathe, mesh, rng, spline_profile, tubes
from studio import camera, light, photograph, reset, world

reset(17)
world((0.45, 0.5, 0.6), 0.045)
bench = wood(
    "bench",
    (0.165, 0.105, 0.058),
    (0.065, 0.038, 0.021),
    axis=0,
    scale=26,
    rough=(0.38, 0.7),
    bump=0.55,
    dust=(0.46, 0.36, 0.20),
    amount=0.26,
    dist=0.0008,
)
dark = wood("dark", (0.12, 0.075, 0.045), (0.06, 0.036, 0.022), axis=0, scale=9, rough=(0.4, 0.7), bump=0.3)
wall = mat("wall", (0.17, 0.15, 0.13), (0.11, 0.10, 0.09), rough=(0.8, 0.95), scale=1.5, bump=0.2)
steel = mat(
    "steel",
    (0.34, 0.33, 0.32),
    (0.22, 0.21, 0.20),
    rough=(0.22, 0.42),
    metal=1.0,
    scale=60,
    bump=0.06,
    bscale=400,
    dist=0.0003,
    dirt=(0.05, 0.035, 0.02),
)
brass = mat(
    "brass",
    (0.70, 0.47, 0.17),
    (0.42, 0.27, 0.10),
    rough=(0.18, 0.42),
    metal=1.0,
    scale=50,
    bump=0.06,
    bscale=300,
    dist=0.0003,
)
black = mat(
    "black", (0.018, 0.017, 0.016), (0.03, 0.028, 0.026), rough=(0.25, 0.5), scale=30, bump=0.1, bscale=200, dist=0.0003
)
glass_g = Nodes("lens")
lens = glass_g.surface(
    glass_g.node("BsdfPrincipled", Base_Color=(1, 1, 1), Transmission_Weight=1.0, IOR=1.5, Roughness=0.0)
)


def amber(name, T, cloud=0.3, depth=0.03, milk=(1.0, 0.66, 0.20), rough=(0.015, 0.10)):
    """Amber that lets T through `depth`; cloudy swirls by subsurface, shadows tinted by the absorbing volume."""
    s = [-math.log(max(t, 0.004)) / depth for t in T]
    d = max(s) * 1.05
    g = Nodes(name)
    v = g.coord((1, 1, 1))
    w = g.node("TexNoise", _out=1, Vector=v, Scale=38.0, Detail=3.0)
    v2 = g.node(
        "VectorMath",
        operation="ADD",
        i0=v,
        i1=g.node("VectorMath", operation="MULTIPLY", i0=w, i1=(0.035, 0.035, 0.035)),
    )
    n1 = g.node("TexNoise", Vector=v2, Scale=52.0, Detail=7.0, Roughness=0.6)
    n2 = g.node("TexNoise", Vector=v, Scale=300.0, Detail=5.0)
    sc = g.node(
        "TexNoise",
        Vector=g.node("VectorMath", operation="MULTIPLY", i0=v, i1=(60.0, 900.0, 300.0)),
        Scale=1.0,
        Detail=3.0,
    )
    ro = g.node("MapRange", Value=n2, From_Min=0.45, From_Max=0.72, To_Min=rough[0], To_Max=rough[1])
    nor = g.node("Bump", Strength=0.05, Distance=0.0003, Height=g.node("Math", operation="ADD", i0=n2, i1=sc))
    gl = g.node(
        "BsdfPrincipled", Base_Color=(1, 0.97, 0.9), Transmission_Weight=1.0, IOR=1.54, Roughness=ro, Normal=nor
    )
    ms = g.node(
        "BsdfPrincipled",
        Base_Color=milk,
        Subsurface_Weight=1.0,
        Subsurface_Radius=(0.012, 0.0055, 0.0015),
        Subsurface_Scale=1.0,
        Roughness=ro,
        IOR=1.54,
        Normal=nor,
    )
    body = g.node("MixShader", i0=g.ramp(n1, (0.40, 0.02), (0.72, cloud)), i1=gl, i2=ms)
    lp = g.tree.nodes.new("ShaderNodeLightPath").outputs["Is Shadow Ray"]
    sh = g.node("MixShader", i0=lp, i1=body, i2=g.node("BsdfTransparent", Color=(0.9, 0.86, 0.8)))
    g.volume(g.node("VolumeAbsorption", Color=tuple(1 - x / d for x in s), Density=d))
    return g.surface(sh)


honey = amber("honey", (0.99, 0.74, 0.10), depth=0.034, cloud=0.24, milk=(1.0, 0.60, 0.10))
deep = amber("deep", (0.92, 0.40, 0.02), cloud=0.30, milk=(0.95, 0.42, 0.05))
butter = amber("butter", (0.97, 0.70, 0.20), cloud=0.95, milk=(1.0, 0.70, 0.20))


def pebble(loc, dims, m, seed=0, rot=(0, 0, 0), amp=0.22, flat=None, sub=5, rough=0.0, parent=None):
    bm = bmesh.new()
    bmesh.ops.create_icosphere(bm, subdivisions=sub, radius=1)
    for v in bm.verts:
        p = v.co.copy()
        n = noise.noise(p * 0.9 + Vector((seed * 7.1, seed * 3.3, seed))) + 0.35 * noise.noise(
            p * 2.1 + Vector((seed, seed * 5, 2))
        )
        q = p * (1 + amp * n)
        if rough:
            q *= 1 + rough * noise.fractal(p * 5 + Vector((seed,) * 3), 0.9, 2.1, 5)
        if flat is not None and q.z < flat:
            q.z = flat + (q.z - flat) * 0.12
        v.co = (q.x * dims[0], q.y * dims[1], q.z * dims[2])
    me = bpy.data.meshes.new("pebble")
    bm.to_mesh(me)
    bm.free()
    me.shade_smooth()
    return add("pebble", me, loc, rot, mat=m, parent=parent)


# ---- bench: two boards with a gap, front edge worn
box((1.3, 0.30, 0.03), (0, 0.02, -0.015), bench, bev=0.004)
box((1.3, 0.30, 0.03), (0.05, 0.3245, -0.0155), bench, bev=0.003)
# ---- hero: large polished drop with inclusions
H = Vector((-0.014, 0.0, 0.0218))
hero = pebble(H, (0.033, 0.021, 0.0235), honey, seed=3, amp=0.16, flat=-0.86, rot=(0, 0, 0.25), sub=6)
# gnat in the hero
chit = mat("chit", (0.018, 0.010, 0.006), (0.035, 0.018, 0.008), rough=(0.25, 0.5), scale=300)
wg = Nodes("wing")
wing = wg.surface(
    wg.node(
        "MixShader",
        i0=0.35,
        i1=wg.node("BsdfTransparent", Color=(1, 0.9, 0.7)),
        i2=wg.node("BsdfPrincipled", Base_Color=(0.35, 0.18, 0.05), Roughness=0.2),
    )
)
e = empty(H + Vector((0.005, -0.0105, 0.006)), (0.25, -0.5, 0.5))
e.scale = (1.55, 1.55, 1.55)


def ell(c, d, rot=(0, 0, 0)):
    bpy.ops.mesh.primitive_uv_sphere_add(radius=1, segments=24, ring_count=14)
    o = bpy.context.object
    o.scale = d
    o.location = c
    o.rotation_euler = rot
    o.parent = e
    o.data.materials.append(chit)
    o.data.shade_smooth()


ell((0, 0, 0), (0.0013, 0.0009, 0.0011))
ell((0.0017, 0, -0.0004), (0.0006, 0.0006, 0.0006))
ell((-0.0027, 0, -0.0007), (0.0022, 0.00055, 0.0006), (0, -0.25, 0))
L = []
RR = []
for s in (-1, 1):
    for k, (dx, sp) in enumerate(((0.0009, 0.0022), (0.0, 0.0006), (-0.0006, -0.0024))):
        L.append(
            [
                (dx, s * 0.0005, -0.0005),
                (dx + sp * 0.5, s * 0.0022, 0.0006),
                (dx + sp * 1.1, s * 0.0034, -0.0022),
                (dx + sp * 1.4, s * 0.0042, -0.0030),
            ]
        )
        RR.append([1.3, 1, 0.8, 0.5])
    L.append([(0.0020, s * 0.0003, -0.0002), (0.0032, s * 0.0010, 0.0004), (0.0040, s * 0.0013, 0.0001)])
    RR.append([0.9, 0.7, 0.4])
tubes(L, 0.00011, chit, RR, res=2, parent=e)
for s in (-1, 1):
    P = []
    for k in range(17):
        t = math.pi * 2 * k / 16
        P.append(
            (
                -0.0024 + 0.0027 * math.cos(t),
                s * (0.0013 + 0.0010 * math.sin(t) + 0.0003 * math.cos(t)),
                0.0009 + 0.0003 * math.sin(t),
            )
        )
    mesh(P, [tuple(range(16))], wing, parent=e)
# bubbles, spangles, bits of bark
bg = Nodes("bub")
bub = bg.surface(bg.node("BsdfPrincipled", Base_Color=(1, 1, 1), Transmission_Weight=1.0, IOR=0.65, Roughness=0.0))
sg = Nodes("spangle")
f = sg.node("LayerWeight", _out=1, Blend=0.4)
sn = sg.node("TexNoise", Vector=sg.coord((1, 1, 1)), Scale=900.0, Detail=5.0)
spangle = sg.surface(
    sg.node(
        "MixShader",
        i0=sg.node("MapRange", Value=f, From_Min=0.0, From_Max=1.0, To_Min=0.12, To_Max=0.75),
        i1=sg.node("BsdfTransparent", Color=(1, 0.92, 0.75)),
        i2=sg.node(
            "BsdfGlossy",
            Color=(1, 0.78, 0.36),
            Roughness=0.18,
            Normal=sg.node("Bump", Strength=0.5, Distance=0.0003, Height=sn),
        ),
    )
)
bark = mat(
    "bark", (0.05, 0.025, 0.010), (0.02, 0.010, 0.005), rough=(0.6, 0.9), scale=200, bump=0.5, bscale=600, dist=0.0003
)


def inside(c, dims, k=0.72):
    while True:
        p = Vector((rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(-0.8, 1)))
        if p.length < k:
            return Vector(c) + Vector((p.x * dims[0], p.y * dims[1], p.z * dims[2]))


def inclusions(c, dims, nb, ns, nk):
    for i in range(nb):
        bpy.ops.mesh.primitive_uv_sphere_add(
            radius=rng.uniform(0.00018, 0.0008) * rng.uniform(0.6, 1.2),
            segments=20,
            ring_count=12,
            location=inside(c, dims),
        )
        o = bpy.context.object
        o.data.materials.append(bub)
        o.data.shade_smooth()
    for i in range(ns):
        r = rng.uniform(0.0012, 0.0042)
        p = inside(c, dims, 0.6)
        prof = [(1e-5, 0)] + [(r * t, 0.10 * r * t * t + 0.02 * r * math.sin(t * 20)) for t in np.linspace(0.1, 1, 12)]
        lathe(prof, 32, spangle, loc=p, rot=(rng.uniform(0.9, 2.2), rng.uniform(-0.5, 0.5), rng.uniform(-0.9, 0.9)))
    for i in range(nk):
        s = rng.uniform(0.0004, 0.0012)
        bm = bmesh.new()
        bmesh.ops.create_icosphere(bm, subdivisions=2, radius=1)
        for v in bm.verts:
            v.co *= rng.uniform(0.5, 1.2)
        me = bpy.data.meshes.new("k")
        bm.to_mesh(me)
        bm.free()
        add("k", me, inside(c, dims), (rng.random() * 6, rng.random() * 6, 0), (s * 2.4, s * 0.6, s * 0.5), bark)


inclusions(H, (0.033, 0.021, 0.0235), 34, 7, 16)
# ---- companions
P2 = Vector((0.045, 0.030, 0.0125))
pebble(P2, (0.021, 0.017, 0.0135), deep, seed=8, amp=0.2, flat=-0.9, rot=(0, 0, -0.5))
inclusions(P2, (0.021, 0.017, 0.0135), 8, 4, 5)
P3 = Vector((-0.067, 0.026, 0.0145))
pebble(P3, (0.020, 0.018, 0.0155), butter, seed=12, amp=0.24, flat=-0.92, rot=(0, 0, 0.9))
pebble((0.020, 0.056, 0.011), (0.016, 0.014, 0.012), honey, seed=21, amp=0.25, flat=-0.9, rot=(0, 0, 0.2))
pebble((-0.040, 0.072, 0.013), (0.022, 0.016, 0.014), deep, seed=31, amp=0.25, flat=-0.9)
pebble((-0.050, -0.033, 0.0052), (0.0095, 0.0075, 0.0058), honey, seed=41, amp=0.25, flat=-0.88, rot=(0, 0, 1.0))
pebble((-0.036, -0.043, 0.0036), (0.0058, 0.0050, 0.0040), deep, seed=44, amp=0.2, flat=-0.88)
pebble((-0.082, -0.012, 0.0040), (0.0068, 0.0052, 0.0044), butter, seed=47, amp=0.25, flat=-0.88, rot=(0, 0, 0.4))
# raw lumps with crust, one sawn window
crust = mat(
    "crust",
    (0.22, 0.125, 0.055),
    (0.10, 0.055, 0.028),
    rough=(0.6, 0.9),
    scale=70,
    bump=0.9,
    bscale=240,
    dist=0.001,
    dirt=(0.04, 0.02, 0.01),
    Subsurface_Weight=0.25,
    Subsurface_Radius=(0.006, 0.002, 0.0006),
    Subsurface_Scale=1.0,
)
pebble((-0.105, 0.090, 0.021), (0.032, 0.025, 0.023), crust, seed=52, amp=0.3, rough=0.10, flat=-0.9)
pebble((0.100, 0.105, 0.017), (0.027, 0.022, 0.019), crust, seed=55, amp=0.3, rough=0.10, flat=-0.9, rot=(0, 0, 1))
# beads on a cord, out of focus behind
bead = amber("bead", (0.96, 0.52, 0.07), cloud=0.5)
cord = []
for k in range(21):
    t = k / 20
    x = -0.17 + 0.36 * t
    y = 0.155 + 0.035 * math.sin(t * 5.2) + 0.02 * t
    r = 0.0068 + 0.0035 * math.sin(math.pi * t)
    cord.append((x, y, r))
    bpy.ops.mesh.primitive_uv_sphere_add(radius=r, segments=32, ring_count=18, location=(x, y, r))
    o = bpy.context.object
    o.data.materials.append(bead if k % 3 else deep)
    o.data.shade_smooth()
# ---- loupe: pear cover plates, knurled barrel, lens
E = empty((0.078, 0.040, 0.0), (0, 0, -0.62))


def pear(z, th, m, rz=0):
    P = [(0.0135 * math.cos(a), 0.0135 * math.sin(a)) for a in np.linspace(-1.9, 1.9, 28)] + [
        (-0.034 + 0.0052 * math.cos(a), 0.0052 * math.sin(a)) for a in np.linspace(1.9, 2 * math.pi - 1.9, 14)
    ]
    c, s = math.cos(rz), math.sin(rz)
    P = [((x + 0.034) * c - y * s - 0.034, (x + 0.034) * s + y * c) for x, y in P]
    n = len(P)
    v = [(x, y, z) for x, y in P] + [(x, y, z + th) for x, y in P]
    f = [tuple(range(n - 1, -1, -1)), tuple(range(n, 2 * n))] + [
        (i, (i + 1) % n, n + (i + 1) % n, n + i) for i in range(n)
    ]
    return bevel(mesh(v, f, m, parent=E), 0.0003)


pear(0.0004, 0.0010, brass)
pear(0.0150, 0.0010, brass)
lathe(
    [(0.0032, 0.0), (0.0040, 0.0), (0.0040, 0.017), (0.0030, 0.0176), (0.0, 0.0177)],
    32,
    steel,
    parent=E,
    loc=(-0.034, 0, 0),
)
RZ = 1.9
c_, s_ = math.cos(RZ), math.sin(RZ)
bx, by = (0.034 * c_ - 0.034), (0.034 * s_)
B = empty((bx, by, 0.0082))
B.parent = E
kn = [
    (0.0098, -0.0062),
    (0.0118, -0.0062),
    (0.0123, -0.0055),
    (0.0123, 0.0055),
    (0.0118, 0.0062),
    (0.0098, 0.0062),
    (0.0094, 0.0050),
    (0.0094, -0.0050),
    (0.0098, -0.0062),
]
lathe(kn, 96, steel, False, parent=B, rot=(1.3, 0, 0.3), loc=(0, 0, 0.0045))
lathe(
    spline_profile(
        [(1e-5, -0.0042), (0.005, -0.0034), (0.0093, -0.0012), (0.0093, 0.0012), (0.005, 0.0034), (1e-5, 0.0042)], 36
    ),
    64,
    lens,
    parent=B,
    rot=(1.3, 0, 0.3),
    loc=(0, 0, 0.0045),
)


# ---- needle file with wooden handle, from front right
def loft(secs, m, **k):
    n = len(secs[0])
    v = [p for s in secs for p in s]
    f = [
        (a * n + i, a * n + (i + 1) % n, (a + 1) * n + (i + 1) % n, (a + 1) * n + i)
        for a in range(len(secs) - 1)
        for i in range(n)
    ] + [tuple(range(n - 1, -1, -1)), tuple((len(secs) - 1) * n + i for i in range(n))]
    return mesh(v, f, m, True, **k)


fg = Nodes("file")
fv = fg.coord((1, 1, 1), offset_random=False)


def cut(dx, dy):
    return fg.node(
        "TexWave",
        Vector=fg.node("VectorMath", operation="MULTIPLY", i0=fv, i1=(dx, dy, dy)),
        Scale=1.0,
        wave_type="BANDS",
        bands_direction="DIAGONAL",
        Distortion=0.4,
    )


hh = fg.node("Math", operation="MULTIPLY", i0=cut(900.0, 620.0), i1=cut(900.0, -620.0))
fn = fg.node("TexNoise", Vector=fv, Scale=90.0, Detail=6.0)
filem = fg.surface(
    fg.node(
        "BsdfPrincipled",
        Base_Color=fg.node(
            "Mix",
            _out=2,
            data_type="RGBA",
            i0=fg.ramp(fn, (0.52, 0.0), (0.72, 0.75)),
            i6=(0.30, 0.29, 0.28),
            i7=(0.55, 0.37, 0.15),
        ),
        Metallic=0.85,
        Roughness=0.34,
        Normal=fg.node("Bump", Strength=0.9, Distance=0.0005, Height=hh),
    )
)
F = empty((0.152, -0.050, 0.0056), (0, 0, math.pi - 0.20))
secs = []
for t in np.linspace(0, 1, 30):
    x = 0.135 * t
    w = 0.0045 * (1 - 0.75 * t**2.2)
    h = 0.0021 * (1 - 0.7 * t**2.2)
    secs.append(
        [
            (x, w * math.cos(a) * 1.0, h * (math.sin(a) if math.sin(a) > 0 else 0.15 * math.sin(a)))
            for a in np.linspace(0, 2 * math.pi, 28, endpoint=False)
        ]
    )
loft(secs, filem, parent=F, rot=(0, 0.015, 0))
hw = wood("handle", (0.36, 0.20, 0.09), (0.20, 0.10, 0.045), axis=2, scale=40, rough=(0.3, 0.5), bump=0.2, dist=0.0005)
lathe(
    spline_profile([(1e-5, 0), (0.006, 0.001), (0.0085, 0.012), (0.0072, 0.035), (0.0058, 0.055), (0.0052, 0.060)], 40),
    40,
    hw,
    parent=F,
    rot=(0, math.pi / 2, 0),
    loc=(-0.066, 0, 0.0015),
)
lathe(
    [(0.0053, 0), (0.0056, 0.0), (0.0056, 0.008), (0.0040, 0.009)],
    32,
    brass,
    parent=F,
    rot=(0, math.pi / 2, 0),
    loc=(-0.007, 0, 0.0015),
)


# ---- amber dust and chips: one mesh of little shards
def shards(n, area, size, m, z=0.0, centre=None, sig=0.02):
    v = []
    f = []
    for i in range(n):
        if centre:
            x, y = rng.gauss(centre[0], sig), rng.gauss(centre[1], sig * 0.7)
        else:
            x, y = rng.uniform(area[0], area[1]), rng.uniform(area[2], area[3])
        s = size * rng.uniform(0.25, 1) ** 2.2
        b = len(v)
        for k in range(4):
            v.append((x + s * rng.uniform(-1, 1), y + s * rng.uniform(-1, 1), z + abs(s * rng.uniform(-0.1, 1))))
        f += [(b, b + 1, b + 2), (b, b + 1, b + 3), (b + 1, b + 2, b + 3), (b, b + 2, b + 3)]
    return mesh(v, f, m)


powder = mat(
    "powder",
    (0.78, 0.56, 0.26),
    (0.66, 0.42, 0.16),
    rough=(0.7, 0.9),
    scale=200,
    Subsurface_Weight=0.3,
    Subsurface_Radius=(0.002, 0.001, 0.0003),
    Subsurface_Scale=1.0,
)
shards(5200, (-0.16, 0.16, -0.10, 0.16), 0.00042, powder)
shards(5000, None, 0.00040, powder, centre=(-0.020, -0.034), sig=0.020)
shards(2600, None, 0.00040, powder, centre=(0.026, -0.026), sig=0.014)
chipm = amber("chip", (0.97, 0.62, 0.10), cloud=0.3, depth=0.006)
shards(90, None, 0.0021, chipm, centre=(-0.015, -0.036), sig=0.028)
shards(60, (-0.12, 0.13, -0.07, 0.12), 0.0022, chipm)
# ---- background: drawers, lamp, window
box((3, 0.05, 2), (0, 1.35, 0.6), wall, 0)
for i in range(4):
    for j in range(3):
        box((0.20, 0.30, 0.085), (-0.02 + 0.215 * i, 1.05, 0.045 + 0.098 * j), dark, 0.004)
        bpy.ops.mesh.primitive_uv_sphere_add(radius=0.012, location=(-0.02 + 0.215 * i, 0.89, 0.045 + 0.098 * j))
        bpy.context.object.data.materials.append(brass)
for i in range(7):
    tubes(
        [[(-0.02 + 0.05 * i, 0.80, 0.0), (-0.03 + 0.055 * i + rng.uniform(-0.02, 0.02), 0.80, rng.uniform(0.13, 0.2))]],
        0.006,
        (hw, steel, hw, black)[i % 4],
    )
lathe([(0.045, 0.0), (0.048, 0.1), (0.046, 0.1)], 32, steel, loc=(0.13, 0.80, 0))
sky = glow("sky", (0.62, 0.76, 1.0), 1.5)
mesh([(-0.80, 1.3, 0.06), (-0.20, 1.3, 0.06), (-0.20, 1.3, 0.8), (-0.80, 1.3, 0.8)], [(0, 1, 2, 3)], sky)
for x in (-0.80, -0.60, -0.40, -0.20):
    box((0.03, 0.03, 0.8), (x, 1.27, 0.42), dark, 0.002)
for z in (0.06, 0.25):
    box((0.62, 0.03, 0.022), (-0.50, 1.27, z), dark, 0.002)
bpy.ops.mesh.primitive_uv_sphere_add(radius=0.022, location=(0.205, 0.62, 0.118))
bpy.context.object.data.materials.append(glow("bulb", (1, 0.50, 0.16), 14))
# ---- light: one warm lamp behind, low; a cool whisper from the window; small fill
light("AREA", (-0.05, 0.34, 0.125), 1.1, 3000, target=(-0.014, 0, 0.02), size=0.13, size_y=0.10)
light("AREA", (0.16, 0.22, 0.14), 0.7, 3100, target=(0.04, 0.02, 0.01), size=0.06)
light("POINT", (0.205, 0.70, 0.118), 0.6, 2600, size=0.03)
light("AREA", (-0.1, 0.55, 0.7), 2.2, 3600, target=(0.1, 1.2, 0.1), size=0.2)
light("AREA", (-0.5, 0.25, 0.35), 2.2, 7200, target=(0, 0, 0.02), size=0.4)
light("AREA", (0.12, -0.45, 0.38), 1.3, 4600, target=(0, 0, 0.02), size=0.3)
light(
    "AREA",
    (-0.028, 0.115, 0.040),
    0.013,
    (1.0, 0.62, 0.22),
    target=(-0.014, 0, 0.026),
    size=0.11,
    size_y=0.06,
    spread=70,
)
light(
    "SPOT", (-0.03, 0.10, 0.10), 0.25, (1.0, 0.38, 0.05), target=(-0.012, -0.032, 0), size=0.012, angle=26
)  # stands in for the caustic
camera((0.012, -0.235, 0.060), (0.006, 0.012, 0.0335), lens=54, fstop=7.1, focus=(-0.006, -0.012, 0.025))
photograph(exposure=0.05, bloom=0.3, bounces=14, trans=12, warm=0.03)
