"""A chocolate workshop: a spout fills the last cells of a mould; glossy pralines in front, roasted beans behind."""

import math

import bpy
import bmesh
import numpy as np
from mathutils import Vector, noise

from materials import Nodes, chocolate, glow, kelvin, marble, mat, wood
from shapes import add, ball, box, copy, empty, lathe, mesh, rng, spline_profile, stones, tapered, tubes
from studio import camera, light, photograph, reset, world

reset(51)
world((0.50, 0.58, 0.72), 0.07)


melt = chocolate("melt", (0.026, 0.0095, 0.0050), (0.020, 0.0070, 0.0036), (0.05, 0.10), 0.03, 1.0)
choc = chocolate("choc", (0.034, 0.0125, 0.0065), (0.024, 0.0085, 0.0044), (0.14, 0.26), 0.05, 0.8, 0.10)


def plastic():
    g = Nodes("poly")
    lw = g.node("LayerWeight", _out=1, Blend=0.30)
    n = g.node("TexNoise", Vector=g.coord(), Scale=60.0, Detail=6.0, Roughness=0.7)
    sc = g.node("TexNoise", Vector=g.coord((260, 26, 260)), Scale=1.0, Detail=4.0)
    ro = g.node("MapRange", Value=n, From_Min=0.35, From_Max=0.7, To_Min=0.05, To_Max=0.22)
    gl = g.node(
        "BsdfGlossy",
        Color=(0.95, 0.97, 1.0),
        Roughness=ro,
        Normal=g.node("Bump", Strength=0.10, Distance=0.0002, Height=sc),
    )
    b = g.node(
        "MixShader",
        i0=0.16,
        i1=g.node("BsdfTransparent", Color=(0.93, 0.95, 0.96)),
        i2=g.node("BsdfDiffuse", Color=(0.62, 0.66, 0.68)),
    )
    return g.surface(
        g.node(
            "MixShader",
            i0=g.node("MapRange", Value=lw, From_Min=0.0, From_Max=1.0, To_Min=0.06, To_Max=0.75),
            i1=b,
            i2=gl,
        )
    )


poly = plastic()
steel = mat(
    "steel",
    (0.52, 0.51, 0.49),
    (0.40, 0.39, 0.37),
    rough=(0.16, 0.32),
    metal=1.0,
    scale=24,
    bump=0.10,
    bscale=420,
    dist=0.0003,
    stretch=(0.3, 3, 1),
)
copper = mat(
    "copper",
    (0.72, 0.33, 0.17),
    (0.50, 0.22, 0.10),
    rough=(0.16, 0.34),
    metal=1.0,
    scale=20,
    bump=0.06,
    bscale=60,
    dist=0.001,
)


top = marble("marble")
box((1.8, 0.9, 0.03), (0, 0.22, -0.015), top, 0.003)
# mould: 4 x 8 fluted domes, clear polycarbonate
PX = 0.0365
NX_, NY_ = 8, 4
RC = 0.0145
DEP = 0.0165
TOP = 0.024
FL = 9


dome = [(RC * math.sin(t), -DEP * math.cos(t) ** 0.9) for t in np.linspace(0.02, math.pi / 2, 16)]


def fluted(prof, mat_, n=90, k=1.0, **kw):
    v = []
    f = []
    for r, z in prof:
        for i in range(n):
            a = 2 * math.pi * i / n
            q = r * (1 + 0.016 * math.cos(FL * a) * min(1, r / RC * 1.3)) * k
            v.append((q * math.cos(a), q * math.sin(a), z))
    for j in range(len(prof) - 1):
        for i in range(n):
            f.append((j * n + i, j * n + (i + 1) % n, (j + 1) * n + (i + 1) % n, (j + 1) * n + i))
    f.append(tuple(range(n - 1, -1, -1)))
    return mesh(v, f, mat_, True, name="fl", **kw)


MO = empty((-0.045, 0.062, 0), (0, 0, math.radians(-16)))


def cell(i, j):
    return ((i - (NX_ - 1) / 2) * PX, (j - (NY_ - 1) / 2) * PX)


v = []
f = []
n = 72
for i in range(NX_):
    for j in range(NY_):
        cx, cy = cell(i, j)
        b = len(v)
        for k in range(n):
            a = 2 * math.pi * k / n
            q = RC * (1 + 0.016 * math.cos(FL * a))
            v.append((cx + q * math.cos(a), cy + q * math.sin(a), TOP))
        for k in range(n):
            a = 2 * math.pi * k / n
            m_ = max(abs(math.cos(a)), abs(math.sin(a)))
            v.append((cx + PX / 2 * math.cos(a) / m_, cy + PX / 2 * math.sin(a) / m_, TOP))
        for k in range(n):
            f.append((b + k, b + n + k, b + n + (k + 1) % n, b + (k + 1) % n))
mesh(v, f, poly, False, name="plate", parent=MO)
MX, MY = NX_ * PX / 2, NY_ * PX / 2
B = 0.0095
for sx, sy, x, y in (
    (2 * MX + 2 * B, B, 0, -MY - B / 2),
    (2 * MX + 2 * B, B, 0, MY + B / 2),
    (B, 2 * MY, -MX - B / 2, 0),
    (B, 2 * MY, MX + B / 2, 0),
):
    box((sx, sy, TOP + 0.0035), (x, y, (TOP + 0.0035) / 2), poly, 0.0012, parent=MO)
cav = fluted(dome, poly, n=72, loc=(0, 0, -50))
cav.hide_render = True
body = fluted(dome, choc, n=72, k=0.992, loc=(0, 0, -51))
body.hide_render = True
HI = (5, 0)  # the one being filled


def surface(cx, cy, lev, seed, m=melt, ripple=0.0):
    """liquid surface: meniscus at the fluted wall, gentle dome, ripple rings"""
    rr = np.linspace(0, 1, 26)
    v = []
    f = []
    n = 72
    for q in rr:
        for k in range(n):
            a = 2 * math.pi * k / n
            R1 = RC * (1 + 0.016 * math.cos(FL * a) * q) * 0.995
            x, y = q * R1 * math.cos(a), q * R1 * math.sin(a)
            z = (
                lev
                + 0.0009 * (1 - q * q) * (0.6 + 0.4 * math.sin(seed))
                + 0.0007 * max(0, (q - 0.86) / 0.14) ** 2
                + 0.00035 * noise.noise(Vector((x * 130, y * 130, seed)))
            )
            if ripple:
                z += ripple * (math.exp(-((q / 0.30) ** 2)) * 2.2 + 0.32 * math.cos(q * 19) * math.exp(-q * 2.6))
            v.append((cx + x, cy + y, TOP + z))
    for j in range(len(rr) - 1):
        for k in range(n):
            f.append((j * n + k, (j + 1) * n + k, (j + 1) * n + (k + 1) % n, j * n + (k + 1) % n))
    return mesh(v, f, m, True, name="surf", parent=MO)


order = [(i, j) for j in range(NY_ - 1, -1, -1) for i in range(NX_)]
for i in range(NX_):
    for j in range(NY_):
        cx, cy = cell(i, j)
        filled = j > HI[1] or (j == HI[1] and i <= HI[0])
        o = copy(cav if not filled else body, (cx, cy, TOP), (0, 0, 0))
        o.parent = MO
        o.hide_render = False
        if filled:
            if (i, j) == HI:
                surface(cx, cy, -0.0035, 1.3, ripple=0.0006)
            else:
                surface(cx, cy, rng.uniform(-0.0007, 0.0002), i * 3.1 + j)


# imperfect: blobs and threads of chocolate on the plate
def blob(x, y, z, r, h, m, parent, el=1.0, rot=0.0):
    o = lathe(
        spline_profile([(r * 1.0, 0), (r * 0.97, h * 0.35), (r * 0.75, h * 0.8), (r * 0.35, h), (0, h * 1.02)], 18),
        36,
        m,
        parent=parent,
        loc=(x, y, z),
        rot=(0, 0, rot),
        scale=(el, 1, 1),
    )
    for q in o.data.vertices:
        s = 1 + 0.22 * noise.noise(Vector((q.co.x / r * 1.1, q.co.y / r * 1.1, x * 90)))
        q.co.x *= s
        q.co.y *= s


for i, j, a, b, r in (
    (2, 1, 0.5, 0.06, 0.0030),
    (1, 1, 0.45, 0.5, 0.0040),
    (4, 2, 0.5, -0.1, 0.0026),
    (3, 1, 0.1, -0.5, 0.0022),
    (5, 2, 0.48, 0.45, 0.0034),
    (0, 2, 0.5, 0.5, 0.0030),
):
    cx, cy = cell(i, j)
    blob(cx + a * PX, cy + b * PX, TOP, r, r * 0.42, melt, MO, rng.uniform(1, 1.6), rng.random() * 3)
bpy.context.view_layer.update()
hx, hy = cell(*HI)
h0, h1 = cell(HI[0] - 1, HI[1])
trail = [
    (h0 + 0.009, h1 - 0.002, TOP - 0.0001),
    (h0 + 0.014, h1 + 0.001, TOP + 0.0004),
    (h0 + 0.020, h1 + 0.002, TOP + 0.0004),
    (hx - 0.012, hy, TOP - 0.0008),
]
tapered(trail, 0.0013, melt, ((0, 0.8), (0.3, 1.2), (0.6, 0.7), (0.8, 1.2), (1, 0.9)), parent=MO)
# ribbon from a steel spout
tip = MO.matrix_world @ Vector((hx, hy, TOP - 0.002))
sp = Vector((tip.x + 0.004, tip.y + 0.003, 0.104))
pts = [
    sp + Vector((0, 0, 0.012)),
    sp,
    sp + Vector((-0.0006, 0, -0.015)),
    sp + Vector((-0.0018, -0.0010, -0.035)),
    sp + Vector((-0.0030, -0.0020, -0.058)),
    tip + Vector((0.0002, 0, 0.008)),
    tip,
]
tapered(pts, 0.0031, melt, ((0, 1.7), (0.12, 1.6), (0.35, 1.05), (0.7, 0.72), (0.94, 0.66), (1, 1.5)), 12)
S = empty(tuple(sp))
lathe(
    [
        (0.0058, 0.060),
        (0.0058, 0.002),
        (0.0062, 0),
        (0.0092, 0),
        (0.0096, 0.002),
        (0.0096, 0.012),
        (0.0086, 0.013),
        (0.0086, 0.045),
        (0.0130, 0.050),
        (0.0130, 0.066),
        (0.0115, 0.068),
        (0.0115, 0.2),
    ],
    56,
    steel,
    False,
    parent=S,
)
blob(0, 0, -0.0004, 0.0066, -0.0050, melt, S)
tubes([[(0, 0, 0.055), (0.0, 0.09, 0.062), (0, 0.2, 0.075)]], 0.011, steel, res=8, parent=S)
# finished chocolates, turned out in front right
prof = [(0.0005, DEP)] + [(RC * math.cos(t), DEP * math.sin(t) ** 0.9 if t > 0 else 0) for t in np.linspace(1.5, 0, 16)]
bon = fluted([(r, z) for r, z in prof], choc, n=90, loc=(0, 0, -52))
bon.hide_render = True
cocoa = mat(
    "cocoa", (0.20, 0.095, 0.045), (0.13, 0.06, 0.028), rough=(0.85, 1.0), scale=60, bump=0.8, bscale=600, dist=0.0006
)
for x, y, rz in (
    (0.056, -0.092, 0.3),
    (0.088, -0.112, 1.1),
    (0.121, -0.088, 0.7),
    (0.101, -0.062, 2.0),
    (0.150, -0.046, 0.2),
):
    copy(bon, (x, y, 0), (0, 0, rz)).hide_render = False
copy(bon, (0.160, -0.096, 0.0142), (math.radians(78), 0.2, 1.0)).hide_render = False
stones(90, (0.06, 0.25, -0.17, -0.02), 0.0012, cocoa)
stones(26, (0.05, 0.2, -0.16, -0.05), 0.0028, choc)
# cocoa beans
beanm = mat(
    "bean",
    (0.115, 0.050, 0.026),
    (0.060, 0.026, 0.014),
    rough=(0.45, 0.75),
    scale=55,
    bump=0.7,
    bscale=190,
    dist=0.0012,
    dirt=(0.05, 0.022, 0.012),
)
beans = []
for q in range(6):
    bm = bmesh.new()
    bmesh.ops.create_icosphere(bm, subdivisions=4, radius=1)
    for w in bm.verts:
        c = w.co.copy()
        s = (
            1
            + 0.10 * noise.fractal(c * 1.6 + Vector((q * 7, 0, 0)), 0.8, 2.0, 4)
            - 0.05 * abs(noise.noise(Vector((c.x * 0.8, c.y * 5, c.z * 5 + q * 3))))
        )
        w.co = Vector((c.x * 0.0122 * (1 - 0.10 * c.y), c.y * 0.0066 * (1 - 0.16 * c.x), c.z * 0.0046)) * s
    me = bpy.data.meshes.new("bean")
    bm.to_mesh(me)
    bm.free()
    me.shade_smooth()
    me.materials.append(beanm)
    beans.append(me)
for k in range(190):  # a heap: the later, the higher and the nearer its middle
    far = 0.095 * math.sqrt(1 - k / 190) * math.sqrt(rng.random())
    around = rng.random() * 2 * math.pi
    place = (0.245 + far * math.cos(around), 0.175 + 0.8 * far * math.sin(around), 0.005 + 0.034 * k / 190)
    s = rng.uniform(0.85, 1.12)
    turn = (rng.gauss(0, 0.6), rng.gauss(0, 0.5), rng.random() * 6.28)
    add("bean", rng.choice(beans), place, turn, (s, s, s))
for x, y in ((0.142, 0.062), (0.150, 0.118), (0.205, 0.072), (0.262, 0.060), (0.132, 0.165), (0.222, 0.030)):
    add("bean", rng.choice(beans), (x, y, 0.0046), (rng.gauss(0, 0.15), rng.gauss(0, 0.1), rng.random() * 6.28))
# background: copper kettle, shelf, tiles, lamp, window
lathe(
    spline_profile([(0.0, 0.0), (0.09, 0.004), (0.15, 0.05), (0.17, 0.12), (0.168, 0.17), (0.176, 0.18)], 40),
    72,
    copper,
    loc=(0.30, 0.66, 0),
)
lathe([(0, 0.150), (0.166, 0.152)], 64, melt, loc=(0.30, 0.66, 0))
tile = mat("tile", (0.13, 0.19, 0.17), (0.09, 0.14, 0.125), rough=(0.18, 0.35), scale=6, bump=0.05)
for i in range(24):
    for j in range(10):
        box((0.146, 0.02, 0.072), (-1.75 + i * 0.15 + (0.075 if j % 2 else 0), 1.45, 0.03 + j * 0.076), tile, 0.003)
wall = mat("wall", (0.26, 0.23, 0.19), (0.2, 0.175, 0.145), rough=(0.8, 0.95))
box((6, 0.1, 3), (0, 1.52, 1.0), wall, 0)
shelf = wood("shelf", (0.28, 0.17, 0.09), (0.16, 0.09, 0.045), axis=0, scale=8)
box((1.7, 0.2, 0.03), (0.5, 1.34, 0.40), shelf, 0.004)
box((1.8, 0.5, 0.03), (0, 1.2, -0.02), shelf, 0.003)
for k in range(7):
    lathe(
        spline_profile([(0, 0), (0.05, 0), (0.055, 0.02), (0.055, 0.12), (0.04, 0.14), (0.042, 0.16), (0, 0.16)], 24),
        32,
        (copper if k % 3 == 0 else tile if k % 3 == 1 else steel),
        loc=(-0.1 + 0.19 * k, 1.33, 0.415),
        scale=(1, 1, rng.uniform(0.7, 1.25)),
    )
for k in range(4):
    box((0.28, 0.18, 0.02), (0.42, 0.75, 0.01 + 0.024 * k), steel, 0.003, rot=(0, 0, rng.gauss(0, 0.05)))
ball(0.032, (0.10, 1.1, 0.335), glow("bulb", kelvin(2350), 20, False))
light("POINT", (0.10, 1.05, 0.32), 4, 2400, size=0.05)
# a window on the left behind: its panes are what shines on the chocolate
light("AREA", (-0.26, 0.36, 0.56), 8, 5000, target=(0.05, -0.02, 0.02), size=0.30, size_y=0.22)
light("AREA", (0.55, 0.10, 0.42), 2.2, 3300, target=(0.08, -0.04, 0.02), size=0.18, size_y=0.35)
light("AREA", (-0.1, -0.8, 0.7), 1.2, 5000, target=(0.05, 0, 0.02), size=0.7)
light("AREA", (0.3, 0.9, 1.1), 6, 2800, target=(0.2, 1.4, 0.3), size=0.5)
camera((0.112, -0.312, 0.142), (0.080, -0.020, 0.029), lens=44, fstop=8, focus=(0.100, -0.095, 0.02))
photograph(exposure=0.35, bloom=0.25, warm=0.03)
