"""A toy workshop: a half-painted wooden horse on wheels, nesting dolls, pots of paint and a brush."""

import math
import random
import tempfile
from pathlib import Path

import bpy
import numpy as np
from mathutils import Vector

from materials import Nodes, glow, mat, wood
from shapes import add, box, curve, empty, lathe, mesh, rng, spline_profile, tubes
from studio import camera, light, photograph, reset, world

reset(29)
world((0.5, 0.6, 0.75), 0.09)
# ---- paint layer of the horse: planar map over x -.075...085, z 0...14 (numpy dabs)
PX, PZ, PW, PH = -0.085, 0.0, 0.17, 0.15
W, H = 1632, 1440
dice = random.Random(4)
A = np.zeros((H, W), "f")
C = np.zeros((H, W, 3), "f")
TH = np.zeros((H, W), "f")
yy, xx = np.mgrid[0:H, 0:W].astype("f")


def dab(x, z, r, c, d=1.0, soft=2.0):
    px, pz, pr = (x - PX) / PW * W, (z - PZ) / PH * H, r / PW * W
    q = int(pr + 4)
    x0, x1, y0, y1 = max(int(px) - q, 0), min(int(px) + q, W), max(int(pz) - q, 0), min(int(pz) + q, H)
    if x1 <= x0 or y1 <= y0:
        return
    m = np.clip((pr - np.hypot(xx[y0:y1, x0:x1] - px, yy[y0:y1, x0:x1] - pz)) / soft, 0, 1) * d
    C[y0:y1, x0:x1] = C[y0:y1, x0:x1] * (1 - m[..., None]) + np.array(c) * m[..., None]
    A[y0:y1, x0:x1] = np.maximum(A[y0:y1, x0:x1], m)
    TH[y0:y1, x0:x1] = np.maximum(TH[y0:y1, x0:x1], m)


def stroke(P, r0, r1, c, n=40, fade=0.0, jit=0.12):
    Q = curve(P, n)
    for k, q in enumerate(Q):
        e = k / len(Q)
        r = (r0 + (r1 - r0) * e) * (1 + jit * math.sin(k * 0.23 + P[0][0] * 900))
        if fade and e > 1 - fade:  # drying brush: broken bristle tracks
            for b in range(5):
                if dice.random() < 1.15 * (1 - e) / fade:
                    dab(q[0] + dice.uniform(-r, r) * 0.8, q[1] + dice.uniform(-r, r) * 0.8, r * 0.18, c, 0.9)
        else:
            dab(q[0], q[1], r, c)


RED, BLUE, WHITE, BLACK, GREEN, GOLD = (
    (0.47, 0.022, 0.016),
    (0.022, 0.085, 0.24),
    (0.80, 0.76, 0.66),
    (0.018, 0.016, 0.015),
    (0.03, 0.16, 0.07),
    (0.75, 0.40, 0.05),
)
# saddle: red, brushed in rows, last rows not finished
for k in range(13):
    t = k / 12
    z = 0.0985 - 0.031 * t
    w = 0.0205 * (1 - 0.55 * t**2.2)
    o = dice.uniform(-0.0008, 0.0008)
    stroke(
        [
            (-0.010 - w + o, z + 0.0005 * math.sin(k)),
            (-0.010, z - 0.0008),
            (-0.010 + w + dice.uniform(-0.001, 0.001), z + 0.0004),
        ],
        0.0019,
        0.0018,
        tuple(x * dice.uniform(0.86, 1.1) for x in RED),
        n=30,
    )
for k in range(15):  # white border of dots (three missing: still to do)
    a = math.pi * (1.0 + k / 14)
    x, z = -0.010 + 0.0175 * math.cos(a) * 1.05, 0.094 + 0.0245 * math.sin(a)
    if k < 12:
        dab(x, z, 0.00115 * dice.uniform(0.85, 1.12), WHITE)
stroke(
    [
        (-0.010, 0.079),
        (-0.0145, 0.084),
        (-0.0135, 0.0885),
        (-0.010, 0.0865),
        (-0.0065, 0.0885),
        (-0.0055, 0.084),
        (-0.010, 0.079),
    ],
    0.0009,
    0.0009,
    GOLD,
    n=26,
)
for q in np.linspace(0, 1, 12):
    for s in (-1, 1):
        dab(-0.010 + s * 0.0036 * (1 - q) * 1.0, 0.0795 + 0.007 * q, 0.0011 + 0.0012 * math.sin(3.1 * q), GOLD)
for z0 in (0.074, 0.071):
    stroke([(-0.0135, z0 + 0.0), (-0.011, z0 - 0.012), (-0.0105, z0 - 0.02)], 0.0012, 0.0011, BLUE)
# bridle, eye, hooves, mane (mane unfinished)
stroke([(0.0605, 0.1205), (0.0635, 0.1125), (0.0640, 0.1045)], 0.0011, 0.0011, RED)
stroke([(0.0775, 0.1125), (0.0745, 0.1060), (0.0705, 0.1020)], 0.0011, 0.0010, RED)
stroke([(0.0745, 0.1075), (0.064, 0.1085)], 0.0009, 0.0009, RED)
stroke([(0.0638, 0.1080), (0.050, 0.0985), (0.028, 0.0945), (0.010, 0.0975)], 0.0011, 0.0009, RED)
dab(0.0640, 0.1080, 0.0019, GOLD)
dab(0.0745, 0.1070, 0.0016, GOLD)
dab(0.0672, 0.1175, 0.0023, BLACK)
dab(0.0678, 0.1181, 0.0007, WHITE)
dab(0.0795, 0.1065, 0.0009, BLACK)
for k in range(11):
    t = k / 10
    x, z = 0.0505 - 0.022 * t, 0.1305 - 0.030 * t
    if k < 8:
        stroke(
            [(x - 0.001, z + 0.001), (x + 0.005, z - 0.006), (x + 0.0035, z - 0.0125 - 0.002 * math.sin(k * 2))],
            0.0018,
            0.0004,
            BLACK,
            n=34,
            fade=0.25 if k % 3 == 0 else 0.0,
        )
for x in (-0.0565, -0.040, 0.0305, 0.047):
    for k in range(5):
        stroke(
            [(x - 0.008, 0.0215 + 0.0016 * k), (x + 0.008, 0.0215 + 0.0016 * k + dice.uniform(-0.0004, 0.0004))],
            0.0012,
            0.0012,
            BLUE,
        )
for x, z, s in ((-0.046, 0.086, 1), (0.022, 0.079, 0.9)):
    for k in range(6):
        a = k * math.pi / 3
        dab(x + 0.0028 * s * math.cos(a), z + 0.0028 * s * math.sin(a), 0.0015 * s, BLUE)
    dab(x, z, 0.0015 * s, GOLD)
    for s2 in (-1, 1):
        stroke(
            [(x + s2 * 0.003, z - 0.003), (x + s2 * 0.006, z - 0.0045), (x + s2 * 0.0085, z - 0.003)],
            0.0006,
            0.0013,
            GREEN,
        )
path = str(Path(tempfile.mkdtemp()) / "horse.png")
im = bpy.data.images.new("horse", W, H, alpha=True)
im.alpha_mode = "CHANNEL_PACKED"
rgb = np.empty((H, W, 4), "f")
rgb[..., :3] = np.where(C <= 0.0031308, C * 12.92, 1.055 * np.clip(C, 1e-6, 1) ** (1 / 2.4) - 0.055)
rgb[..., 3] = A
im.pixels.foreach_set(rgb.ravel())
im.filepath_raw = path
im.file_format = "PNG"
im.save()
im = bpy.data.images.load(path)
im.alpha_mode = "CHANNEL_PACKED"
im.pack()


def painted_wood(name, c1, c2, axis=0, scale=34):
    g = Nodes(name)
    st = [6.0, 6.0, 6.0]
    st[axis] = 0.35
    v = g.coord(st)
    n1 = g.node("TexNoise", Vector=v, Scale=scale, Detail=9.0, Roughness=0.62, Distortion=0.6)
    n2 = g.node("TexNoise", Vector=v, Scale=scale * 5, Detail=4.0, Roughness=0.7)
    f = g.node(
        "Math",
        operation="ADD",
        i0=g.node("Math", operation="MULTIPLY", i0=n1, i1=0.7),
        i1=g.node("Math", operation="MULTIPLY", i0=n2, i1=0.3),
    )
    col = g.ramp(f, (0.36, c2), (0.5, c1), (0.66, tuple(a * 0.75 + b * 0.25 for a, b in zip(c2, c1))))
    tc = g.tree.nodes.new("ShaderNodeTexCoord").outputs["Object"]
    s = g.node("SeparateXYZ", Vector=tc)
    sx, sy = s, s.node.outputs[1]
    u = g.node("MapRange", Value=sx, From_Min=PX, From_Max=PX + PW, To_Min=0.0, To_Max=1.0)
    w = g.node("MapRange", Value=sy, From_Min=PZ, From_Max=PZ + PH, To_Min=0.0, To_Max=1.0)
    t = g.node("TexImage", image=im, extension="CLIP", Vector=g.node("CombineXYZ", X=u, Y=w))
    a = t.node.outputs["Alpha"]
    nor = g.node(
        "Bump",
        Strength=0.5,
        Distance=0.0006,
        Height=g.node(
            "Math",
            operation="MULTIPLY",
            i0=a,
            i1=g.node("MapRange", Value=n2, From_Min=0.2, From_Max=0.8, To_Min=0.75, To_Max=1.0),
        ),
        Normal=g.node("Bump", Strength=0.16, Distance=0.0005, Height=f),
    )
    return g.surface(
        g.node(
            "BsdfPrincipled",
            Base_Color=g.node(
                "Mix",
                _out=2,
                data_type="RGBA",
                i0=g.node(
                    "Math",
                    operation="MULTIPLY",
                    i0=a,
                    i1=g.node("MapRange", Value=n1, From_Min=0.3, From_Max=0.7, To_Min=0.88, To_Max=1.0),
                ),
                i6=col,
                i7=t,
            ),
            Roughness=g.node("MapRange", Value=a, From_Min=0.0, From_Max=1.0, To_Min=0.58, To_Max=0.26),
            Normal=nor,
            Subsurface_Weight=0.06,
            Subsurface_Radius=(0.004, 0.002, 0.001),
            Subsurface_Scale=1.0,
        )
    )


LIME1, LIME2 = (0.62, 0.45, 0.275), (0.49, 0.335, 0.19)
raw = wood("raw", LIME1, LIME2, axis=0, scale=34, rough=(0.5, 0.72), bump=0.22, dist=0.0006)
rawz = wood("rawz", LIME1, LIME2, axis=2, scale=26, rough=(0.5, 0.72), bump=0.22, dist=0.0006)
shelf = wood(
    "shelf",
    (0.33, 0.215, 0.125),
    (0.17, 0.10, 0.055),
    axis=0,
    scale=15,
    rough=(0.42, 0.7),
    bump=0.5,
    dust=(0.55, 0.43, 0.30),
    amount=0.35,
    dist=0.001,
)
old = wood("old", (0.19, 0.12, 0.07), (0.10, 0.06, 0.035), axis=2, scale=6, rough=(0.4, 0.7), bump=0.3)
wall = mat("wall", (0.21, 0.215, 0.19), (0.15, 0.155, 0.14), rough=(0.8, 0.95), scale=1.2, bump=0.3, bscale=18)
steel = mat(
    "steel",
    (0.42, 0.41, 0.39),
    (0.30, 0.28, 0.26),
    rough=(0.2, 0.4),
    metal=1.0,
    scale=60,
    bump=0.05,
    bscale=300,
    dist=0.0003,
)
red = mat(
    "red", (0.50, 0.026, 0.018), (0.42, 0.020, 0.014), rough=(0.22, 0.36), scale=60, bump=0.12, bscale=120, dist=0.0004
)
blue = mat(
    "bluep", (0.024, 0.09, 0.25), (0.018, 0.07, 0.20), rough=(0.22, 0.36), scale=60, bump=0.12, bscale=120, dist=0.0004
)
green = mat(
    "greenp", (0.035, 0.17, 0.08), (0.028, 0.13, 0.06), rough=(0.24, 0.4), scale=60, bump=0.12, bscale=120, dist=0.0004
)
gold = mat(
    "ochre", (0.72, 0.38, 0.05), (0.62, 0.31, 0.04), rough=(0.24, 0.4), scale=60, bump=0.12, bscale=120, dist=0.0004
)
white = mat(
    "whitep", (0.78, 0.74, 0.65), (0.72, 0.68, 0.59), rough=(0.26, 0.4), scale=60, bump=0.12, bscale=120, dist=0.0004
)
# ---- horse: cut-out, rounded edge (2D curve with bevel)
OUT = [
    (-0.056, 0.0205),
    (-0.0495, 0.0205),
    (-0.0495, 0.040),
    (-0.044, 0.0505),
    (-0.0435, 0.040),
    (-0.0455, 0.0205),
    (-0.033, 0.0205),
    (-0.0315, 0.045),
    (-0.026, 0.0555),
    (-0.005, 0.0530),
    (0.016, 0.0545),
    (0.0235, 0.0480),
    (0.0240, 0.0205),
    (0.037, 0.0205),
    (0.0365, 0.038),
    (0.0395, 0.046),
    (0.0410, 0.0205),
    (0.0535, 0.0205),
    (0.0500, 0.050),
    (0.0470, 0.066),
    (0.0475, 0.084),
    (0.0530, 0.0985),
    (0.0600, 0.1010),
    (0.0690, 0.0975),
    (0.0790, 0.0985),
    (0.0845, 0.1045),
    (0.0815, 0.1130),
    (0.0735, 0.1215),
    (0.0660, 0.1315),
    (0.0625, 0.1400),
    (0.0585, 0.1335),
    (0.0500, 0.1335),
    (0.0380, 0.1250),
    (0.0240, 0.1070),
    (0.0120, 0.0985),
    (-0.0120, 0.0960),
    (-0.0330, 0.0985),
    (-0.0480, 0.0985),
    (-0.0600, 0.0920),
    (-0.0690, 0.0800),
    (-0.0735, 0.0600),
    (-0.0700, 0.0480),
    (-0.0655, 0.0560),
    (-0.0620, 0.0680),
    (-0.0585, 0.0700),
    (-0.0600, 0.0560),
    (-0.0630, 0.0440),
    (-0.0620, 0.0300),
]


def horse(m, loc, rz=0.0, th=0.0105):
    cu = bpy.data.curves.new("horse", "CURVE")
    cu.dimensions = "2D"
    cu.fill_mode = "BOTH"
    cu.extrude = th - 0.0032
    cu.bevel_depth = 0.0032
    cu.bevel_resolution = 5
    cu.offset = -0.0030
    Q = []
    for i in range(len(OUT)):
        p0, p1, p2, p3 = (np.array(OUT[(i + k - 1) % len(OUT)], float) for k in range(4))
        for t in np.linspace(0, 1, 7, endpoint=False):
            Q.append(
                0.5
                * (
                    (2 * p1)
                    + (p2 - p0) * t * 0.8
                    + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t * t * 0.8
                    + (-p0 + 3 * p1 - 3 * p2 + p3) * t**3 * 0.8
                    + (p2 - p1) * (0.2 * 2 * (t * t * (3 - 2 * t)))
                )
            )
    s = cu.splines.new("POLY")
    s.points.add(len(Q) - 1)
    s.use_cyclic_u = True
    for k, q in enumerate(Q):
        s.points[k].co = (q[0], q[1], 0, 1)
    E = empty(loc, (0, 0, rz))
    add("horse", cu, (0, 0, 0), (math.pi / 2, 0, 0), mat=m, parent=E)
    return E


def cart(E, bm, wm, hub):
    box((0.142, 0.044, 0.0085), (-0.002, 0, 0.0178), bm, 0.002, parent=E)
    for x in (-0.050, 0.047):
        tubes([[(x, -0.030, 0.0115), (x, 0.030, 0.0115)]], 0.0022, rawz, parent=E)
        for s in (-1, 1):
            prof = spline_profile(
                [
                    (0.0018, -0.0034),
                    (0.0090, -0.0036),
                    (0.0112, -0.0028),
                    (0.0117, 0),
                    (0.0112, 0.0028),
                    (0.0090, 0.0036),
                    (0.0050, 0.0026),
                    (0.0044, 0.0040),
                    (0.0018, 0.0044),
                ],
                48,
            )
            lathe(prof, 56, wm, parent=E, loc=(x, s * 0.0268, 0.0117), rot=(-s * math.pi / 2, 0, 0))
            lathe(
                [(0.0044, 0.0040), (0.0030, 0.0052), (1e-5, 0.0056)],
                28,
                hub,
                parent=E,
                loc=(x, s * 0.0268, 0.0117),
                rot=(-s * math.pi / 2, 0, 0),
            )


pw = painted_wood("horsep", LIME1, LIME2)
hero = horse(pw, (-0.030, 0.0, 0.0003), -0.16)
cart(hero, raw, red, gold)
for x, y, rz in ((0.150, 0.115, -0.3), (0.285, 0.150, -0.2)):
    q = horse(raw, (x, y, 0.0), rz)
    cart(q, raw, rawz, rawz)


# ---- nesting dolls
def doll(loc, s, parts, rz=0.0):
    E = empty(loc, (0, 0, rz))
    E.scale = (s, s, s)
    body = spline_profile(
        [(1e-5, 0.0), (0.020, 0.0), (0.0225, 0.003), (0.0265, 0.020), (0.0275, 0.034), (0.0255, 0.047)], 48
    )
    head = spline_profile(
        [
            (0.0258, 0.047),
            (0.0225, 0.0555),
            (0.0175, 0.0615),
            (0.0180, 0.0690),
            (0.0182, 0.0760),
            (0.0150, 0.0845),
            (0.0080, 0.0890),
            (1e-5, 0.0902),
        ],
        60,
    )
    lathe(body, 64, parts[0], parent=E)
    lathe([(0.0262, 0.0465), (0.0266, 0.0470), (0.0262, 0.0476)], 64, parts[0], parent=E)
    lathe(head, 64, parts[1], parent=E)
    return E


doll((0.063, 0.048, 0), 1.05, (blue, rawz))
doll((0.118, 0.032, 0), 0.72, (red, white))
doll((-0.150, 0.075, 0), 1.25, (rawz, rawz))
doll((-0.095, 0.115, 0), 1.05, (rawz, rawz))
doll((-0.205, 0.130, 0), 1.0, (green, rawz))
doll((0.01, 0.150, 0), 1.2, (rawz, rawz))
doll((0.075, 0.165, 0), 0.95, (rawz, rawz))
doll((0.21, 0.05, 0), 1.2, (rawz, rawz))
doll((-0.128, 0.012, 0), 0.50, (gold, rawz))
# ---- pots: glass jars with paint, tin with brushes, brush on a lid
gg = Nodes("glass")
glass = gg.surface(
    gg.node(
        "MixShader",
        i0=gg.tree.nodes.new("ShaderNodeLightPath").outputs["Is Shadow Ray"],
        i1=gg.node("BsdfPrincipled", Base_Color=(0.97, 0.99, 0.97), Transmission_Weight=1.0, IOR=1.45, Roughness=0.01),
        i2=gg.node("BsdfTransparent", Color=(0.85, 0.88, 0.86)),
    )
)


def wet(n, c):
    return mat(n, c, tuple(x * 0.9 for x in c), rough=(0.05, 0.14), scale=40, bump=0.15, bscale=60, dist=0.001)


def pot(loc, m, w, r=0.019, h=0.030, fill=0.022):
    E = empty(loc, (0, 0, rng.random() * 6))
    lathe(
        spline_profile(
            [
                (1e-5, 0.0),
                (r * 0.92, 0.0),
                (r, 0.002),
                (r, h * 0.8),
                (r * 0.90, h * 0.88),
                (r * 0.90, h),
                (r * 0.86, h + 0.0006),
                (r * 0.83, h),
                (r * 0.83, h * 0.88),
                (r * 0.93, h * 0.78),
                (r * 0.93, 0.003),
                (1e-5, 0.0028),
            ],
            70,
        ),
        64,
        glass,
        parent=E,
    )
    lathe([(1e-5, 0.0031), (r * 0.925, 0.0031), (r * 0.925, fill)], 48, m, parent=E)
    P = [(1e-5, fill - 0.001)] + [(r * 0.925 * t, fill - 0.001 + 0.0012 * t**6) for t in np.linspace(0.15, 1, 14)]
    lathe(P, 48, w, parent=E)


wr, wb, wo = wet("wr", (0.46, 0.02, 0.014)), wet("wb", (0.02, 0.08, 0.24)), wet("wo", (0.70, 0.36, 0.04))
pot((0.070, -0.030, 0), red, wr)
pot((0.117, -0.012, 0), blue, wb, r=0.0175, h=0.026, fill=0.015)
pot((0.165, 0.012, 0), gold, wo)
T = empty((-0.215, 0.055, 0))
lathe(
    [
        (1e-5, 0),
        (0.030, 0),
        (0.030, 0.085),
        (0.0312, 0.086),
        (0.0312, 0.088),
        (0.029, 0.0875),
        (0.0285, 0.004),
        (1e-5, 0.003),
    ],
    56,
    steel,
    False,
    parent=T,
)
for k in range(7):
    a = k * 0.9
    b = Vector((0.018 * math.cos(a), 0.018 * math.sin(a), 0.01))
    d = Vector((0.02 * math.cos(a + 0.4), 0.02 * math.sin(a + 0.4), 0.165))
    tubes(
        [[tuple(b + d * t) for t in (0, 0.3, 0.6, 0.85, 0.95, 1)]],
        0.0032,
        (rawz, red, blue, rawz, old, green, rawz)[k],
        [[1, 1, 1.1, 1.3, 1.1, 0.8]],
        res=5,
        parent=T,
    )
# hero brush resting on the pot's rim
hnd = mat("hnd", (0.30, 0.035, 0.02), (0.24, 0.028, 0.016), rough=(0.15, 0.3), scale=30, bump=0.05)
B0 = Vector((0.0135, -0.0560, 0.0036))
B1 = Vector((0.155, -0.0640, 0.0044))
d = B1 - B0
tubes(
    [[tuple(B0 + d * t) for t in (0.20, 0.24, 0.32, 0.46, 0.7, 1.0)]],
    0.0034,
    hnd,
    [[0.72, 0.85, 1.12, 1.0, 0.72, 0.42]],
    res=8,
)
tubes(
    [[tuple(B0 + d * t) for t in (0.095, 0.13, 0.16, 0.165, 0.17, 0.2, 0.205, 0.21, 0.225)]],
    0.0030,
    steel,
    [[0.78, 0.92, 0.96, 1.03, 0.96, 0.97, 1.04, 0.97, 0.96]],
    res=8,
)
side = Vector((d.y, -d.x, 0)).normalized()
up = d.cross(side).normalized()
hair = mat("hair", (0.11, 0.06, 0.03), (0.06, 0.035, 0.02), rough=(0.4, 0.6))
L = []
RR = []
for k in range(420):
    a = rng.random() * 6.283
    q = math.sqrt(rng.random())
    o = side * math.cos(a) + up * math.sin(a)
    tip = rng.uniform(-0.015, 0.02)
    L.append(
        [
            tuple(B0 + d * t + o * (0.0024 * q * w))
            for t, w in (
                (0.11, 0.95),
                (0.075, 1.15),
                (0.040, 0.95),
                (0.012, 0.45),
                (tip - 0.010, 0.12 + 0.1 * rng.random()),
            )
        ]
    )
    RR.append([1, 1, 1, 0.8, 0.3])
tubes(L, 0.00012, hair, RR, res=1)
tubes(
    [[tuple(B0 + d * t) for t in (0.05, 0.035, 0.015, 0.0, -0.012)]], 0.0029, wr, [[0.3, 1.0, 0.85, 0.45, 0.06]], res=6
)
# red smear and drops where the brush tip touched
for x, y, r in (
    (0.006, -0.058, 0.0030),
    (0.0015, -0.0615, 0.0014),
    (-0.010, -0.052, 0.0010),
    (0.026, -0.046, 0.0012),
    (0.048, -0.055, 0.0018),
    (-0.050, -0.052, 0.0009),
):
    lathe(
        [(1e-5, r * 0.22), (r * 0.5, r * 0.19), (r * 0.85, r * 0.09), (r, 0.0)],
        24,
        wr,
        loc=(x, y, 0.0),
        scale=(1.25, 1, 1),
    )
# ---- shelf, shavings of the turner, dust
box((1.5, 0.30, 0.024), (0, 0.085, -0.012), shelf, bev=0.003)
box((1.5, 0.02, 0.05), (0, 0.225, -0.03), shelf, 0.002)


def curl(loc, r, turns, w, rz, tx):
    n = int(26 * turns)
    v = []
    f = []
    for k in range(n + 1):
        a = 2 * math.pi * turns * k / n
        q = r * (0.45 + 0.55 * k / n)
        v += [
            (q * math.cos(a), -w / 2 + 0.0006 * k / n * 20 * w, q * math.sin(a)),
            (q * math.cos(a), w / 2 + 0.0006 * k / n * 20 * w, q * math.sin(a)),
        ]
        if k:
            f.append((2 * k - 2, 2 * k - 1, 2 * k + 1, 2 * k))
    return mesh(v, f, shav, True, loc=(loc[0], loc[1], loc[2] + r * 0.9), rot=(tx, rng.uniform(0, 6), rz))


sg = Nodes("shav")
sn = sg.node("TexNoise", Vector=sg.coord((900, 60, 900)), Scale=1.0, Detail=5.0)
sc = sg.ramp(sn, (0.35, (0.74, 0.56, 0.36)), (0.65, (0.62, 0.44, 0.26)))
shav = sg.surface(
    sg.node(
        "MixShader",
        i0=0.45,
        i1=sg.node("BsdfPrincipled", Base_Color=sc, Roughness=0.6),
        i2=sg.node("BsdfTranslucent", Color=sc),
    )
)
for k in range(34):
    curl(
        (rng.uniform(-0.21, 0.22), rng.uniform(-0.055, 0.14), 0),
        rng.uniform(0.0022, 0.0062),
        rng.uniform(0.6, 2.2),
        rng.uniform(0.002, 0.006),
        rng.uniform(0, 6.3),
        rng.uniform(-0.4, 0.4),
    )
v = []
f = []
for i in range(5200):
    x, y = rng.uniform(-0.25, 0.25), rng.uniform(-0.062, 0.2)
    s = 0.00055 * rng.uniform(0.25, 1) ** 2
    b = len(v)
    for k in range(4):
        v.append((x + s * rng.uniform(-1, 1), y + s * rng.uniform(-1, 1), abs(s * rng.uniform(-0.1, 1))))
    f += [(b, b + 1, b + 2), (b, b + 1, b + 3), (b + 1, b + 2, b + 3), (b, b + 2, b + 3)]
mesh(v, f, mat("dustm", (0.70, 0.54, 0.34), (0.6, 0.45, 0.27), rough=(0.8, 0.95)))
# ---- room: shelf of blanks behind, lathe lamp, window left
box((6, 0.1, 4), (0, 2.0, 0.6), wall, 0)
box((0.1, 6, 4), (-2.2, 0, 0.6), wall, 0)
for z in (-0.02, 0.23, 0.48):
    box((1.9, 0.2, 0.02), (0.55, 1.25, z), old, 0.002)
    for k in range(17):
        if rng.random() < 0.14:
            continue
        x = -0.30 + 0.105 * k
        if k % 5 == 2:
            q = horse(raw, (x, 1.22, z + 0.0), rng.uniform(-0.4, 0.4))
            q.scale = (1.2, 1.2, 1.2)
        else:
            doll(
                (x, 1.22 + rng.uniform(-0.02, 0.02), z + 0.01),
                rng.uniform(1.2, 1.9),
                ((rawz, rawz), (red, rawz), (rawz, rawz), (blue, white), (rawz, rawz), (gold, rawz))[rng.randrange(6)],
            )
for x in (-0.36, 1.45):
    box((0.03, 0.2, 1.2), (x, 1.25, 0.2), old, 0.002)
sky = glow("sky", (0.72, 0.84, 1.0), 4.2)
mesh([(-1.5, 1.93, -0.2), (-0.52, 1.93, -0.2), (-0.52, 1.93, 1.3), (-1.5, 1.93, 1.3)], [(0, 1, 2, 3)], sky)
fr = mat("fr", (0.42, 0.42, 0.38), rough=(0.4, 0.6))
for x in (-1.5, -1.17, -0.85, -0.52):
    box((0.04, 0.05, 1.5), (x, 1.9, 0.55), fr, 0)
for z in (-0.2, 0.17, 0.55, 0.92):
    box((1.0, 0.05, 0.035), (-1.0, 1.9, z), fr, 0)
lathe(
    spline_profile([(0.012, 0.10), (0.02, 0.085), (0.06, 0.03), (0.085, 0.0)], 24),
    40,
    mat("shade", (0.05, 0.085, 0.07), rough=(0.25, 0.45)),
    loc=(0.43, 1.0, 0.158),
)
bpy.ops.mesh.primitive_uv_sphere_add(radius=0.026, location=(0.43, 1.0, 0.160))
bpy.context.object.data.materials.append(glow("bulb", (1, 0.60, 0.26), 26))
tubes([[(0.43, 1.0, 0.25), (0.43, 1.0, 2)]], 0.003, old)
# ---- light
light("AREA", (0.36, 0.62, 0.30), 6.5, 2700, target=(0, 0.03, 0.05), size=0.16)
light("AREA", (-0.75, 0.10, 0.62), 17, 6800, target=(0, 0.02, 0.05), size=0.6)
light("AREA", (0.35, -0.75, 0.55), 2.2, 4600, target=(0, 0, 0.05), size=0.5)
light("POINT", (0.43, 0.96, 0.14), 2.0, 2600, size=0.05)
camera((0.030, -0.385, 0.135), (0.012, 0.02, 0.0595), lens=47, fstop=4.5, focus=(-0.010, -0.018, 0.075))
photograph(exposure=0.55, bloom=0.25, bounces=8, trans=6, warm=0.03)
