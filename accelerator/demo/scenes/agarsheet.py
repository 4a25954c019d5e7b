"""Agar at Aly Plast: sheets clear as a window hang over slats against the bay, red seaweed before them.

Backlight: the low sun stands behind the panes; the mark of the drying net, a curled
corner and wet fronds are what the eye finds close by.
"""

import math

import bpy  # noqa: F401 - mathutils is found once it is there
from mathutils import Vector, noise

from materials import Nodes, glow, mat, wood
from shapes import ball, box, empty, lathe, mesh, rng, tubes
from studio import camera, light, photograph, reset, world

reset(73)
world((0.50, 0.60, 0.75), 0.06)


def agar():
    """A dried sheet: mostly see-through, milky where it is thicker, ribbed by the net."""
    g = Nodes("agar")
    v = g.coord((1, 1, 1))
    cloud = g.node("TexNoise", Vector=v, Scale=9.0, Detail=7.0, Roughness=0.62, Distortion=0.8)
    wx = g.node("TexWave", Vector=v, Scale=58.0, bands_direction="X", wave_type="BANDS", Distortion=1.0)
    wz = g.node("TexWave", Vector=v, Scale=58.0, bands_direction="Z", wave_type="BANDS", Distortion=1.0)
    net = g.node(
        "Math", operation="MAXIMUM", i0=g.ramp(wx, (0.80, 0.0), (0.97, 1.0)), i1=g.ramp(wz, (0.80, 0.0), (0.97, 1.0))
    )
    h = g.node("Math", operation="ADD", i0=net, i1=g.node("Math", operation="MULTIPLY", i0=cloud, i1=2.2))
    nor = g.node("Bump", Strength=0.35, Distance=0.0006, Height=h)
    milk = g.node(
        "Math",
        operation="ADD",
        i0=g.node("MapRange", Value=cloud, From_Min=0.42, From_Max=0.72, To_Min=0.07, To_Max=0.42),
        i1=g.node("Math", operation="MULTIPLY", i0=net, i1=0.07),
    )
    body = g.node(
        "MixShader",
        i0=milk,
        i1=g.node("BsdfTransparent", Color=(0.965, 0.95, 0.90)),
        i2=g.node("BsdfTranslucent", Color=(0.98, 0.93, 0.80), Normal=nor),
    )
    lw = g.node("LayerWeight", _out=1, Blend=0.25, Normal=nor)
    gl = g.node("BsdfGlossy", Color=(1, 1, 1), Roughness=0.12, Normal=nor)
    return g.surface(
        g.node(
            "MixShader",
            i0=g.node("MapRange", Value=lw, From_Min=0.0, From_Max=1.0, To_Min=0.035, To_Max=0.7),
            i1=body,
            i2=gl,
        )
    )


def weed(name, c1, c2):
    g = Nodes(name)
    v = g.coord((1, 1, 1))
    n = g.node("TexNoise", Vector=v, Scale=120.0, Detail=6.0)
    col = g.ramp(n, (0.35, c1), (0.68, c2))
    nor = g.node("Bump", Strength=0.3, Distance=0.0005, Height=n)
    a = g.node("BsdfPrincipled", Base_Color=col, Roughness=0.30, Coat_Weight=0.8, Coat_Roughness=0.06, Normal=nor)
    b = g.node("BsdfTranslucent", Color=g.ramp(n, (0.3, (0.75, 0.045, 0.03)), (0.7, (0.50, 0.02, 0.03))), Normal=nor)
    return g.surface(g.node("MixShader", i0=0.50, i1=a, i2=b))


sheet = agar()
rimm = mat(
    "rim",
    (0.86, 0.77, 0.58),
    (0.74, 0.63, 0.42),
    rough=(0.2, 0.35),
    scale=40,
    bump=0.1,
    Subsurface_Weight=0.5,
    Subsurface_Radius=(1.0, 0.7, 0.4),
    Subsurface_Scale=0.003,
)
red = weed("red", (0.30, 0.012, 0.018), (0.16, 0.006, 0.018))
wine = weed("wine", (0.17, 0.006, 0.020), (0.09, 0.004, 0.014))
slat = wood("slat", (0.40, 0.29, 0.19), (0.26, 0.18, 0.11), axis=0, scale=14, rough=(0.45, 0.7), bump=0.4, dist=0.0008)
slaty = wood(
    "slaty", (0.40, 0.29, 0.19), (0.26, 0.18, 0.11), axis=1, scale=14, rough=(0.45, 0.7), bump=0.4, dist=0.0008
)
table = wood(
    "table", (0.22, 0.16, 0.11), (0.12, 0.085, 0.058), axis=0, scale=9, rough=(0.22, 0.55), bump=0.4, dist=0.0008
)
frame = mat("frame", (0.10, 0.12, 0.12), (0.07, 0.085, 0.085), rough=(0.4, 0.6))
wall = mat("wall", (0.30, 0.29, 0.26), (0.22, 0.21, 0.19), rough=(0.8, 0.95))
gw = Nodes("water")
water = gw.surface(
    gw.node(
        "MixShader",
        i0=gw.node("LayerWeight", _out=1, Blend=0.2),
        i1=gw.node("BsdfTransparent", Color=(0.97, 0.97, 0.97)),
        i2=gw.node("BsdfGlossy", Color=(1, 1, 1), Roughness=0.02),
    )
)

ZT = 0.285


def hang(x0, w, y, drop, seed, curl=0.03, rot=0.0):
    """A sheet laid over the slat at (y, ZT): a short flap behind, the long side to us."""
    e = empty((x0, y, ZT), (0, 0, rot))
    nu, nv = 46, 70
    v = []
    for j in range(nv):
        t = j / (nv - 1)
        s = t * (drop + 0.075)
        for i in range(nu):
            u = i / (nu - 1)
            edge = (
                0.004
                * noise.noise(Vector((s * 30, seed, 1 if u > 0.5 else 5)))
                * (abs(u - 0.5) * 2) ** 6
                * (1 if u > 0.5 else -1)
            )
            x = (u - 0.5) * w + edge
            ss = s + 0.006 * noise.noise(Vector((u * 8, seed, 2))) * max(0, t - 0.8) / 0.2
            if ss < 0.055:
                yy, zz = 0.011, ss - 0.055 + 0.004
                zz = -(0.055 - ss)
            elif ss < 0.055 + 0.011 * math.pi:
                a = (ss - 0.055) / 0.011
                yy, zz = 0.011 * math.cos(a), 0.011 * math.sin(a)
            else:
                d = ss - 0.055 - 0.011 * math.pi
                yy, zz = -0.011, -d
                f = min(1, d / 0.05)
                yy += f * (
                    0.0075 * math.sin(u * 7.5 + seed) * (0.3 + d / drop)
                    + 0.012 * noise.noise(Vector((u * 2.6, d * 9, seed)))
                    + 0.0035 * noise.noise(Vector((u * 8, d * 34, seed)))
                )
                c = max(0, (u - 0.55) / 0.45) * max(0, (d / drop - 0.62) / 0.38)
                yy -= curl * c**1.5
                zz += curl * 0.9 * c**2
                x -= curl * 0.5 * c**2
            v.append((x, yy, zz))
    f = [
        (j * nu + i, j * nu + i + 1, (j + 1) * nu + i + 1, (j + 1) * nu + i)
        for j in range(nv - 1)
        for i in range(nu - 1)
    ]
    mesh(v, f, sheet, True, parent=e)
    around = (
        [v[j * nu] for j in range(nv)]
        + [v[(nv - 1) * nu + i] for i in range(nu)]
        + [v[j * nu + nu - 1] for j in range(nv - 1, -1, -1)]
    )
    tubes(
        [around],
        0.0006,
        rimm,
        [[1 + 0.5 * noise.noise(Vector((k * 0.3, seed, 0))) for k in range(len(around))]],
        parent=e,
    )


SLATS = (  # depth, then middle, width, drop and curl of each sheet on it
    (0.0, (-0.062, 0.165, 0.215, 0.055), (-0.262, 0.170, 0.21, 0.02)),
    (0.20, (0.150, 0.175, 0.22, 0.03), (-0.15, 0.16, 0.21, 0.03)),
    (0.42, (0.03, 0.18, 0.22, 0.02), (0.34, 0.17, 0.21, 0.02), (-0.36, 0.17, 0.22, 0.02)),
)
for k, (y, *sheets) in enumerate(SLATS):
    box((1.1, 0.014, 0.014), (0, y, ZT), slat, 0.0022)
    for j, (x, w, drop, curl) in enumerate(sheets):
        hang(x, w, y, drop, 3.1 * k + 5.7 * j + 1.3, curl, rng.gauss(0, 0.05))
for x in (-0.45, 0.45):
    box((0.02, 1.0, 0.02), (x, 0.35, ZT - 0.017), slaty, 0.002)

# ---- a wet armful of seaweed on the table
box((1.6, 0.8, 0.03), (0, 0.10, -0.015), table, 0.003)


def frond(p, d, n, step, lines, radii, r, depth):
    """Grow one wiry branch that forks by twos and sinks with its weight."""
    pts, rr = [tuple(p)], [r]
    for k in range(n):
        d = (
            d
            + Vector(
                (rng.gauss(0, 0.20), rng.gauss(0, 0.20), rng.gauss(0, 0.16) - 0.10 - 0.25 * max(0, p.z - 0.03) / 0.05)
            )
        ).normalized()
        p = p + d * step
        if p.z < 0.002:
            p.z = 0.002 + rng.uniform(0, 0.0012)
            d.z = abs(d.z) * 0.2
        pts.append(tuple(p))
        rr.append(r * (1 - 0.3 * k / n))
    rr[-1] *= 0.6
    lines.append(pts)
    radii.append(rr)
    if depth:
        for s in (-1, 1):
            side = d.cross(Vector((rng.gauss(0, 1), rng.gauss(0, 1), rng.gauss(0, 1)))).normalized()
            frond(
                Vector(pts[-1]),
                (d + side * s * 0.55).normalized(),
                max(3, n - 2),
                step * 0.9,
                lines,
                radii,
                r * 0.82,
                depth - 1,
            )


CX, CY = 0.090, -0.045
for m, count in ((red, 62), (wine, 34)):
    lines, radii = [], []
    for _ in range(count):
        a = rng.random() * 6.283
        q = rng.random() ** 0.6
        p = Vector((CX + 0.062 * q * math.cos(a), CY + 0.038 * q * math.sin(a), 0.004 + 0.070 * (1 - q) * rng.random()))
        out = Vector(
            (math.cos(a) * rng.uniform(0.2, 1), math.sin(a) * rng.uniform(0.2, 1), rng.uniform(0.0, 1.0))
        ).normalized()
        frond(p, out, rng.randint(5, 8), 0.0042, lines, radii, rng.uniform(0.75, 1.25), 4)
    tubes(lines, 0.00095, m, radii, res=2)


def blade(p, heading, length, width, seed, lift):
    """A flat ruffled frond."""
    v, nu, nv = [], 15, 40
    p = Vector(p)
    for j in range(nv):
        t = j / (nv - 1)
        h = heading + 0.9 * noise.noise(Vector((t * 2, seed, 0)))
        d = Vector((math.cos(h), math.sin(h), 0))
        n = Vector((-d.y, d.x, 0))
        w = (
            width
            * (math.sin(math.pi * min(1, t * 0.93 + 0.05)) ** 0.6)
            * (1 + 0.3 * noise.noise(Vector((t * 9, seed, 4))))
        )
        p = p + d * length / nv
        z = 0.003 + lift * math.sin(math.pi * min(1, t * 1.2)) * (1 - t * 0.4)
        for i in range(nu):
            u = i / (nu - 1) * 2 - 1
            ruffle = 0.0050 * abs(u) ** 2 * math.sin(t * 30 + seed + (2 if u > 0 else 0)) + 0.002 * noise.noise(
                Vector((u * 3, t * 12, seed))
            )
            v.append(p + n * w * u + Vector((0, 0, max(0.001, z + ruffle + 0.003 * u * u))))
    f = [
        (j * nu + i, j * nu + i + 1, (j + 1) * nu + i + 1, (j + 1) * nu + i)
        for j in range(nv - 1)
        for i in range(nu - 1)
    ]
    mesh(v, f, red if rng.random() < 0.7 else wine, True)


for _ in range(15):
    a = rng.random() * 6.283
    blade(
        (CX + 0.035 * math.cos(a), CY + 0.022 * math.sin(a), 0),
        a + rng.gauss(0, 0.5),
        rng.uniform(0.05, 0.085),
        rng.uniform(0.006, 0.012),
        rng.random() * 40,
        rng.uniform(0.006, 0.05),
    )
for _ in range(130):
    a, q = rng.random() * 6.283, rng.uniform(0.2, 1.9)
    r = 0.0032 * rng.uniform(0.2, 1) ** 2
    ball(r, (CX + 0.075 * q * math.cos(a), CY + 0.048 * q * math.sin(a), 0.0001), water, 20, (1.25, 1.0, 0.45))


# ---- window on the bay: low sun, water, a cape
def gradient(name, lo, hi, z0, z1, s):
    g = Nodes(name)
    z = g.node("SeparateXYZ", _out=2, Vector=g.coord((1, 1, 1), offset_random=False))
    f = g.node("MapRange", Value=z, From_Min=z0, From_Max=z1, To_Min=0.0, To_Max=1.0)
    g.material.cycles.emission_sampling = "AUTO"
    return g.surface(g.node("Emission", Color=g.ramp(f, (0.0, lo), (1.0, hi)), Strength=s))


mesh(
    [(-6, 9, 0.0), (6, 9, 0.0), (6, 9, 5), (-6, 9, 5)],
    [(0, 1, 2, 3)],
    gradient("sky", (1.0, 0.72, 0.46), (0.55, 0.70, 0.92), 0.0, 2.6, 2.6),
)
mesh(
    [(-6, 8.9, -1.2), (6, 8.9, -1.2), (6, 8.9, 0.42), (-6, 8.9, 0.42)],
    [(0, 1, 2, 3)],
    gradient("sea", (0.16, 0.25, 0.32), (0.62, 0.56, 0.50), -0.6, 0.42, 1.0),
)
cape = [(-6, 0.40), (-6, 0.9), (-4.0, 1.05), (-2.8, 0.80), (-1.6, 0.72), (-0.5, 0.5), (0.2, 0.40)]
mesh([(x, 8.8, z) for x, z in cape], [tuple(range(len(cape)))], glow("cape", (0.16, 0.20, 0.25), 1.0, False))
box((0.06, 0.06, 2.4), (-0.62, 1.55, 0.7), frame, 0.004)
for x in (-1.5, 0.26, 1.15):
    box((0.06, 0.06, 2.4), (x, 1.55, 0.7), frame, 0.004)
for z in (-0.12, 0.95):
    box((4, 0.06, 0.05), (0, 1.55, z), frame, 0.004)
box((4, 0.35, 0.06), (0, 1.45, -0.20), wall, 0.006)
box((4, 0.12, 0.8), (0, 1.62, -0.60), wall, 0)

lathe(
    [(0.0001, 0), (0.17, 0)],
    48,
    glow("sun", (1.0, 0.70, 0.40), 9.0, lamp=False),
    loc=(-1.55, 8.95, 1.02),
    rot=(math.pi / 2, 0, 0),
)

# ---- light
light("AREA", (0.45, 1.35, 0.46), 16, 2700, target=(0.0, 0.0, 0.12), size=0.30)
light("AREA", (-0.55, 1.2, 0.8), 14, 6500, target=(0, 0.1, 0.1), size=0.7)
light("AREA", (0.3, -0.55, 0.5), 1.6, 4600, target=(0.05, 0, 0.05), size=0.5)
camera((0.050, -0.455, 0.116), (0.014, 0.0, 0.111), lens=42, fstop=5.6, focus=(0.03, -0.03, 0.1))
photograph(exposure=0.1, bounces=8, trans=6)
