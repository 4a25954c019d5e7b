"""A tea terrace: fresh shoots, two leaves and a bud, wither in a bamboo tray; behind it rows of bushes go into fog."""

import math

import bpy
import numpy as np
from mathutils import Vector, noise

from materials import Nodes, glow, mat, wood
from shapes import add, box, card, copy, curve, empty, grid, lathe, mesh, quads, rng, tubes
from studio import camera, light, photograph, reset, world

reset(131)
world((0.58, 0.70, 0.85), 0.70)


def leafy(name, c1, c2, shine):
    """A young leaf: veins, a paler underside's light coming through."""
    g = Nodes(name)
    v = g.coord((1.0, 1.0, 1.0))
    patches = g.node("TexNoise", Vector=v, Scale=60.0, Detail=6.0, Roughness=0.6)
    ribs = g.node(
        "TexWave",
        Vector=g.coord((1.0, 1.0, 1.0), offset_random=False),
        Scale=95.0,
        Distortion=2.5,
        Detail=2.0,
        wave_type="BANDS",
        bands_direction="X",
    )
    colour = g.ramp(patches, (0.35, c1), (0.68, c2))
    own = g.tree.nodes.new("ShaderNodeObjectInfo").outputs["Random"]
    colour = g.node(
        "HueSaturation",
        Hue=g.node("MapRange", Value=own, To_Min=0.485, To_Max=0.515),
        Saturation=0.95,
        Value=g.node("MapRange", Value=own, To_Min=0.8, To_Max=1.15),
        Color=colour,
    )
    normal = g.node("Bump", Strength=0.35, Distance=0.0008, Height=ribs)
    front = g.node(
        "BsdfPrincipled", Base_Color=colour, Roughness=shine, Normal=normal, Coat_Weight=0.15, Coat_Roughness=0.3
    )
    return g.surface(g.node("MixShader", i0=0.32, i1=front, i2=g.node("BsdfTranslucent", Color=colour, Normal=normal)))


young = leafy("young", (0.20, 0.34, 0.055), (0.30, 0.44, 0.09), 0.42)
older = leafy("older", (0.075, 0.17, 0.03), (0.12, 0.23, 0.045), 0.38)
bronzed = leafy("bronzed", (0.16, 0.12, 0.045), (0.10, 0.075, 0.035), 0.5)
bamboo = wood("bamboo", (0.52, 0.37, 0.17), (0.36, 0.235, 0.10), axis=0, scale=14, rough=(0.35, 0.6), dist=0.0008)
old = wood(
    "old",
    (0.27, 0.20, 0.14),
    (0.15, 0.11, 0.08),
    axis=0,
    scale=5,
    rough=(0.5, 0.8),
    bump=0.6,
    dust=(0.22, 0.24, 0.19),
    amount=0.4,
)
bush = leafy("bush", (0.045, 0.14, 0.016), (0.08, 0.21, 0.028), 0.45)
flush = leafy("flush", (0.20, 0.42, 0.035), (0.30, 0.52, 0.06), 0.40)
wood_of_trees = mat(
    "forest", (0.02, 0.055, 0.02), (0.035, 0.085, 0.028), rough=(0.8, 0.95), scale=0.4, bump=1.0, bscale=2, dist=0.3
)
soil = mat("soil", (0.045, 0.05, 0.022), (0.03, 0.035, 0.018), rough=(0.85, 1.0), scale=3)


def leaf(length, wide, bend, fold, material, seed):
    """One leaf along x: pointed, toothed, folded along its rib and bent."""
    nx, ny = 26, 9
    verts = []
    for i in range(nx):
        t = i / (nx - 1)
        half = wide * math.sin(math.pi * min(1, t * 0.97 + 0.02)) ** 0.85 * (1 - 0.25 * t)
        half *= 1 + 0.05 * math.sin(t * 70)
        a = bend * t
        cx, cz = length * math.sin(a) / max(bend, 1e-3), length * (1 - math.cos(a)) / max(bend, 1e-3)
        for j in range(ny):
            s = j / (ny - 1) * 2 - 1
            up = fold * abs(s) * half + 0.06 * wide * noise.noise((t * 4, s * 2, seed))
            verts.append((cx - up * math.sin(a), s * half, cz + up * math.cos(a)))
    return mesh(verts, quads(ny, nx), material, True, name="leaf", loc=(0, 0, -9)).data


def shoot(kind, seed):
    """Two leaves and a bud on their stalk, as one mesh, lying along x."""
    r = np.random.default_rng(seed)
    parts = []
    for data, at, yaw, pitch, roll in (
        (leaf(r.uniform(0.040, 0.050), 0.0085, 0.6, 0.5, kind, seed), 0.002, r.uniform(0.5, 0.9), 0.35, 0.5),
        (leaf(r.uniform(0.032, 0.042), 0.0070, 0.8, 0.6, kind, seed + 1), 0.013, -r.uniform(0.4, 0.8), 0.4, -0.4),
        (leaf(r.uniform(0.024, 0.030), 0.0032, 0.25, 1.4, kind, seed + 2), 0.020, r.uniform(-0.2, 0.2), 0.3, 0.0),
    ):
        ob = add("part", data, (at, 0, 0.001), (roll, -pitch, yaw))
        parts.append(ob)
    stalk = tubes(
        [[(-0.022, 0, 0), (-0.008, 0.001, 0.0004), (0.008, 0, 0.001), (0.022, 0, 0.002)]],
        0.0011,
        kind,
        [[1.1, 1, 0.9, 0.6]],
        res=2,
    )
    bpy.context.view_layer.update()
    stalk_mesh = add("part", bpy.data.meshes.new_from_object(stalk))
    bpy.data.objects.remove(stalk)
    parts.append(stalk_mesh)
    verts, faces = [], []
    for ob in parts:
        base = len(verts)
        m = ob.matrix_basis.copy()
        verts += [m @ v.co for v in ob.data.vertices]
        faces += [tuple(base + i for i in p.vertices) for p in ob.data.polygons]
        bpy.data.objects.remove(ob)
    return mesh(verts, faces, kind, True, name="shoot", loc=(0, 0, -9))


SHOOTS = [shoot(young, 10 + k) for k in range(7)] + [shoot(older, 30 + k) for k in range(2)]
LOOSE = [add("loose", leaf(0.045, 0.0095, 0.7, 0.5, older, 50 + k), (0, 0, -9)) for k in range(3)]
LOOSE += [add("loose", leaf(0.040, 0.0080, 1.2, 0.9, bronzed, 60 + k), (0, 0, -9)) for k in range(2)]


def heap(x, y):
    """How deep the shoots lie in the tray."""
    return 0.026 * math.exp(-(((x + 0.02) / 0.17) ** 2 + ((y - 0.02) / 0.12) ** 2)) + 0.006 * noise.noise(
        (x * 14, y * 14, 0)
    )


# the tray: woven strips, a bound rim
RT = 0.27
tray = empty((0.03, 0.10, 0.004))
for k in range(-17, 18):
    c = k * 0.0158
    reach = math.sqrt(max(0, RT**2 - c**2))
    if reach < 0.03:
        continue
    ts = np.linspace(-reach, reach, max(8, int(reach * 2 / 0.0079)))
    for along_x in (True, False):
        verts = []
        for t in ts:
            up = 0.0011 * math.sin(math.pi * t / 0.0158 + (0 if k % 2 else math.pi)) * (1 if along_x else -1)
            lift = 0.05 * max(0, math.hypot(t, c) / RT - 0.82) ** 1.5
            for s in (-0.0068, 0.0068):
                verts.append((t, c + s, up + lift) if along_x else (c + s, t, up + lift))
        mesh(verts, quads(2, len(ts)), bamboo, False, name="strip", parent=tray)
for r, z, w in ((RT, 0.010, 0.0060), (RT + 0.004, 0.020, 0.0055), (RT - 0.003, 0.021, 0.0040)):
    tubes(
        [[(r * math.cos(a), r * math.sin(a), z + 0.0006 * math.sin(a * 7)) for a in np.linspace(0, 2 * math.pi, 140)]],
        w,
        bamboo,
        res=4,
        parent=tray,
    )
for k in range(44):
    a = 2 * math.pi * k / 44
    ring = [
        (
            (RT + 0.001 + 0.0095 * math.cos(b)) * math.cos(a + 0.006 * b),
            (RT + 0.001 + 0.0095 * math.cos(b)) * math.sin(a + 0.006 * b),
            0.015 + 0.0115 * math.sin(b),
        )
        for b in np.linspace(0, 2 * math.pi, 16)
    ]
    tubes([ring], 0.0014, old, res=1, parent=tray)
# the shoots
for _ in range(780):
    a, q = rng.uniform(0, 2 * math.pi), 0.235 * math.sqrt(rng.random()) * rng.uniform(0.75, 1)
    x, y = q * math.cos(a), q * math.sin(a)
    z = 0.004 + heap(x, y) * rng.uniform(0.25, 1.0)
    s = rng.uniform(0.85, 1.15)
    proto = rng.choice(SHOOTS) if rng.random() < 0.82 else rng.choice(LOOSE)
    ob = copy(proto, (x, y, z), (rng.gauss(0, 0.5), rng.gauss(-0.12, 0.25), rng.random() * 6.283), (s, s, s))
    ob.parent = tray
# the freshest on top, towards us, and a few on the boards
for x, y, z, rz, ry in (
    (-0.050, -0.150, 0.026, 0.5, -0.25),
    (0.045, -0.165, 0.022, 2.4, -0.2),
    (-0.14, -0.105, 0.024, -0.2, -0.2),
    (0.13, -0.12, 0.024, 1.4, -0.3),
    (-0.005, -0.09, 0.040, 1.1, -0.35),
):
    copy(SHOOTS[rng.randrange(5)], (0.03 + x, 0.10 + y, z), (rng.gauss(0, 0.2), ry, rz), (1.25, 1.25, 1.25))
for x, y, rz in ((-0.275, -0.03, 0.4), (0.30, -0.075, 2.0), (-0.20, -0.155, 1.2)):
    copy(SHOOTS[rng.randrange(7)], (x, y, 0.003), (0.2, -0.05, rz))

# the veranda's boards and rail
for k in range(7):
    box((2.6, 0.135, 0.03), (rng.gauss(0, 0.01), -0.30 + 0.142 * k, -0.016 + rng.gauss(0, 0.0008)), old, 0.003)


# terraces: rows of clipped bushes along the slope, ridge behind ridge
def slope(x, y):
    """The hill across the valley, rising away from us and to the left."""
    return (
        -2.6
        + 0.30 * y
        - 0.16 * x
        + 0.9 * noise.noise((x * 0.10, y * 0.10, 3.0))
        + 0.25 * noise.noise((x * 0.35, y * 0.35, 1.0))
    )


def piece_of_hedge(seed):
    """A pace of a clipped tea hedge along x: dark leaves on a rounded body, the young flush standing on its top."""
    r = np.random.default_rng(seed)
    parts = {bush: ([], []), flush: ([], [])}
    for _ in range(2300):
        a = math.acos(r.uniform(-0.96, 0.96))
        x, depth = r.uniform(-0.60, 0.60), 1 - 0.16 * r.random() ** 2
        w = 0.46 * (1 + 0.10 * noise.noise((x * 3.5, a * 1.5, seed))) * depth
        p = np.array((x, -w * 1.15 * math.cos(a), 0.10 + w * 0.98 * math.sin(a) ** 0.62))
        out = np.array((r.normal(0, 0.35), -math.cos(a), math.sin(a)))
        fresh = r.random() < (0.75 if math.sin(a) > 0.62 and depth > 0.95 else 0.04)
        ahead = out * (1.3 if fresh else 0.35) + r.normal(0, 0.55, 3)
        ahead /= np.linalg.norm(ahead)
        side = np.cross(ahead, out + r.normal(0, 0.3, 3))
        side /= np.linalg.norm(side) + 1e-9
        up = np.cross(side, ahead)
        long, wide = (
            (r.uniform(0.055, 0.085), r.uniform(0.011, 0.017))
            if fresh
            else (r.uniform(0.06, 0.10), r.uniform(0.018, 0.028))
        )
        verts, faces = parts[flush if fresh else bush]
        b = len(verts)
        verts += [p, p + ahead * long * 0.45 + side * wide + up * wide * 0.5, p + ahead * long * 0.5,
                  p + ahead * long * 0.45 - side * wide + up * wide * 0.5, p + ahead * long]  # fmt: skip
        faces += [(b, b + 1, b + 2), (b, b + 2, b + 3), (b + 1, b + 4, b + 2), (b + 2, b + 4, b + 3)]
    body = [
        (x, -0.40 * math.cos(a), 0.06 + 0.36 * math.sin(a) ** 0.6)
        for x in (-0.62, 0.62)
        for a in np.linspace(0, math.pi, 9)
    ]
    b = len(parts[bush][0])
    parts[bush][0].extend(body)
    parts[bush][1].extend([tuple(b + k for k in q) for q in quads(9, 2)])
    return [mesh(v, f, m, False, name="hedge", loc=(0, 0, -60)) for m, (v, f) in parts.items()]


HEDGE = [piece_of_hedge(200 + k) for k in range(4)]


def row_of_bushes(y0):
    """A hedge along the slope, no farther to the sides than one can see."""
    reach = 2.2 + 0.66 * y0

    def lie(x):
        y = y0 + 1.0 * math.sin(x * 0.13 + y0 * 0.05) + 0.12 * noise.noise((x * 0.3, y0, 0))
        return Vector((x, y, slope(x, y)))

    for x in np.arange(-reach, reach, 1.08):
        if rng.random() < 0.012:
            continue
        p, ahead = lie(x), lie(x + 0.5) - lie(x - 0.5)
        turn = (0.0, -math.atan2(ahead.z, ahead.xy.length), math.atan2(ahead.y, ahead.x))
        size = rng.uniform(0.92, 1.10)
        for ob in HEDGE[rng.randrange(4)]:
            copy(ob, p, turn, (1.0, size, size * rng.uniform(0.94, 1.06)))


for k in range(24):
    row_of_bushes(3.4 + 1.22 * k + 0.022 * k * k)
grid(120, 90, 120, 90, lambda x, y: slope(x, y + 48) - 0.18, soil, loc=(0, 48, 0))
for dist, height, seed in ((60, 9.5, 2.0), (95, 17, 5.0), (150, 27, 9.0)):
    pts = [
        (x, height * (0.55 + 0.5 * noise.fractal((x * 0.012 + seed, seed, 0), 0.9, 2.0, 5)))
        for x in np.linspace(-160, 160, 160)
    ]
    verts = [(x, dist, z) for x, z in pts] + [(x, dist, -30) for x, _z in pts]
    n = len(pts)
    mesh(verts, [(i, i + 1, n + i + 1, n + i) for i in range(n - 1)], wood_of_trees)
for x, y in ((-5.5, 19.0), (4.8, 27.0), (9.5, 33.0)):
    trunk = slope(x, y)
    tubes([curve([(x, y, trunk), (x + 0.1, y, trunk + 1.2), (x - 0.1, y, trunk + 2.6)], 6)], 0.09, old)
    for _ in range(16):
        p = (x + rng.gauss(0, 0.7), y + rng.gauss(0, 0.7), trunk + 2.8 + rng.gauss(0, 0.6))
        ob = lathe([(0.001, -0.5), (0.40, -0.3), (0.52, 0), (0.36, 0.35), (0.001, 0.5)], 16, wood_of_trees, loc=p)
        ob.rotation_euler = (rng.random(), rng.random(), 0)
card(600, 320, (0, 190, 60), glow("sky", (0.80, 0.83, 0.84), 0.92))

light("AREA", (-2.4, 2.2, 2.2), 210, 3900, target=(0, 0.1, 0), size=0.9, size_y=1.2)
light("AREA", (0.8, -0.9, 1.1), 7, 4200, target=(0, 0.05, 0), size=0.9)
light("SUN", (-34, 4, 20), 7.5, 4500, target=(0, 14, 0), size=0.02)
camera((0.02, -0.73, 0.380), (0.015, 0.26, 0.140), lens=30, fstop=3.5, focus=(0.02, -0.07, 0.03))
photograph(exposure=0.1, bloom=0.2, mist=((0.80, 0.87, 0.88), 6, 42, 0.88))
