"""A felt boot factory: a grey boot still on its birch last, another beside it, a ribbed board, a room full of steam."""

import math
from pathlib import Path

import bpy
import numpy as np
from mathutils import Vector, noise

from materials import Nodes, glow, kelvin, mat, steam, wood
from shapes import add, box, card, copy, empty, lathe, loft, rng, spline_profile, tubes
from studio import camera, light, photograph, reset, world

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf")  # fonts-dejavu-core, on any Debian

reset(101)
world((0.45, 0.52, 0.65), 0.06)


def felt(name, c1, c2):
    """Wool milled until it is dense: mottled, dull, furry against the light."""
    g = Nodes(name)
    v = g.coord((1.0, 1.0, 1.0))
    mottle = g.node("TexNoise", Vector=v, Scale=26.0, Detail=9.0, Roughness=0.72)
    fibre = g.node("TexNoise", Vector=v, Scale=420.0, Detail=6.0, Roughness=0.7, Distortion=1.4)
    both = g.node(
        "Math",
        operation="ADD",
        i0=g.node("Math", operation="MULTIPLY", i0=mottle, i1=0.6),
        i1=g.node("Math", operation="MULTIPLY", i0=fibre, i1=0.4),
    )
    colour = g.ramp(both, (0.36, c1), (0.64, c2))
    lumps = g.node("Bump", Strength=0.5, Distance=0.004, Height=mottle)
    normal = g.node("Bump", Strength=0.8, Distance=0.0012, Height=fibre, Normal=lumps)
    return g.surface(
        g.node(
            "BsdfPrincipled",
            Base_Color=colour,
            Roughness=0.95,
            Sheen_Weight=0.5,
            Sheen_Roughness=0.45,
            Normal=normal,
        )
    )


grey = felt("grey", (0.085, 0.080, 0.076), (0.27, 0.25, 0.235))
white = felt("white", (0.60, 0.56, 0.49), (0.74, 0.70, 0.63))
brown = felt("brown", (0.10, 0.062, 0.04), (0.18, 0.12, 0.08))
fuzz = {
    m: mat(f"fuzz{i}", c, rough=(0.9, 1.0))
    for i, (m, c) in enumerate(((grey, (0.30, 0.285, 0.27)), (white, (0.80, 0.77, 0.70))))
}
birch = wood("birch", (0.56, 0.40, 0.24), (0.40, 0.26, 0.14), axis=2, scale=9, rough=(0.35, 0.6), dist=0.0008)
bench = wood(
    "bench",
    (0.27, 0.175, 0.10),
    (0.14, 0.085, 0.05),
    axis=0,
    scale=6,
    rough=(0.35, 0.7),
    bump=0.5,
    dust=(0.42, 0.38, 0.32),
    amount=0.35,
)
rack = wood("rack", (0.24, 0.16, 0.10), (0.13, 0.085, 0.05), axis=2, scale=5)
brand = mat("brand", (0.03, 0.018, 0.012), rough=(0.8, 0.95))
wall = mat("wall", (0.20, 0.205, 0.19), (0.14, 0.14, 0.13), rough=(0.8, 0.95), scale=1.2)


def boot_sections(rim):
    """Ovals from inside the leg over the rim down to the ankle, round the heel, and forward to the toe (x)."""

    def oval(cx, cz, ax, az, b, flat=1.0):
        pts = []
        for k in range(56):
            a = 2 * math.pi * k / 56
            c, s = math.cos(a), math.sin(a)
            u = math.copysign(abs(c) ** (flat if c < 0 else 1.0), c)
            pts.append((cx + ax * u, b * s, cz + az * u))
        return pts

    out = [
        oval(0.004, z, a, 0, b) for z, a, b in ((0.17, 0.050, 0.048), (0.28, 0.054, 0.051), (rim - 0.004, 0.057, 0.054))
    ]
    out += [oval(0.003, rim + 0.001, 0.0605, 0, 0.0575), oval(0.003, rim - 0.003, 0.066, 0, 0.063)]
    out += [
        oval(x, z, a, 0, b)
        for x, z, a, b in (
            (0.003, 0.33, 0.0675, 0.064),
            (0.002, 0.27, 0.0665, 0.063),
            (0.001, 0.21, 0.0655, 0.061),
            (0.001, 0.165, 0.066, 0.059),
        )
    ]
    px, pz = 0.068, 0.128  # the instep, around which the sections turn
    for degrees, length, b in (
        (8, 0.136, 0.0575),
        (18, 0.142, 0.056),
        (28, 0.151, 0.0545),
        (38, 0.160, 0.053),
        (48, 0.158, 0.052),
        (58, 0.148, 0.0515),
        (68, 0.137, 0.051),
        (79, 0.130, 0.051),
        (90, 0.127, 0.0515),
    ):
        t = math.radians(degrees)
        ux, uz = math.cos(t), math.sin(t)
        out.append(
            oval(
                px - ux * length / 2,
                pz - uz * length / 2,
                ux * length / 2,
                uz * length / 2,
                b,
                1.0 - 0.35 * math.sin(t),
            )
        )
    for x, top, low, b in (
        (0.095, 0.113, 0.0008, 0.0525),
        (0.125, 0.101, 0.001, 0.0545),
        (0.155, 0.093, 0.001, 0.0555),
        (0.180, 0.086, 0.002, 0.053),
        (0.200, 0.076, 0.005, 0.046),
        (0.213, 0.066, 0.010, 0.036),
        (0.221, 0.056, 0.016, 0.024),
        (0.2245, 0.046, 0.024, 0.011),
    ):
        out.append(oval(x, (top + low) / 2, 0, (top - low) / 2, b, 0.66))
    return out


def boot(loc, rz, material, rim=0.385, seed=0.0, hairs=0, detail=2):
    """One boot, lumpy as felt is; with hairs for the one near the camera."""
    e = empty(loc, (0, 0, rz))
    ob = loft(boot_sections(rim), material, parent=e)
    sub = ob.modifiers.new("sub", "SUBSURF")
    sub.levels = sub.render_levels = detail
    bpy.context.view_layer.update()
    me = bpy.data.meshes.new_from_object(ob.evaluated_get(bpy.context.evaluated_depsgraph_get()))
    ob.modifiers.remove(sub)
    ob.data = me
    normals = [v.normal.copy() for v in me.vertices]  # before anything moves, or each is reckoned anew
    for v, normal in zip(me.vertices, normals):
        q = v.co * 11 + Vector((seed, 0, 0))
        lean = 0.012 * max(0, v.co.z - 0.15) / 0.2 * math.sin(seed)
        v.co += normal * (0.0042 * noise.noise(q) + 0.0016 * noise.noise(q * 3.7)) + Vector((0.4 * lean, lean, 0))
        v.co.z = max(v.co.z, 0.0005)
    me.update()
    if hairs:
        lines = []
        faces = me.polygons
        for _ in range(hairs):
            f = faces[rng.randrange(len(faces))]
            side = Vector((rng.gauss(0, 1), rng.gauss(0, 1), rng.gauss(-0.4, 1))).cross(f.normal)
            a = f.center - f.normal * 0.0003
            length = rng.uniform(0.003, 0.009)
            d = (f.normal * rng.uniform(0.15, 0.9) + side * 0.9).normalized() * length
            bend = side.cross(f.normal) * length * 0.35
            lines.append([tuple(a + d * t + bend * t * t - f.normal * length * 0.2 * t * t) for t in (0, 0.35, 0.7, 1)])
        tubes(lines, 0.00009, fuzz[material], [[1, 0.9, 0.7, 0.3]] * len(lines), res=0, parent=e)
    return e


def last(parent, rim, number, towards):
    """The birch last's head above the rim: an oval block with a hole for the hook and a burnt-in size."""
    top = rim + 0.060
    rings = [
        (0.17, 0.046, 0.044),
        (rim, 0.052, 0.049),
        (top - 0.010, 0.050, 0.047),
        (top - 0.003, 0.048, 0.045),
        (top, 0.043, 0.040),
        (top + 0.0005, 0.02, 0.018),
    ]
    loft(
        [
            [(0.004 + a * math.cos(t), b * math.sin(t), z) for t in np.linspace(0, 2 * math.pi, 64, endpoint=False)]
            for z, a, b in rings
        ],
        birch,
        parent=parent,
    )
    c = bpy.data.curves.new("number", "FONT")
    c.body, c.size, c.extrude, c.align_x = number, 0.026, 0.0003, "CENTER"
    c.font = bpy.data.fonts.load(str(FONT))
    spot = (0.004 + 0.0522 * math.sin(towards), -0.0492 * math.cos(towards), rim + 0.018)
    add("number", c, spot, (math.pi / 2, 0, towards), mat=brand, parent=parent)
    lathe([(0.0, 0), (0.011, 0.0)], 24, brand, loc=(0.004, 0, top + 0.0009), parent=parent)


hero = boot((-0.075, 0.020, 0), math.radians(-28), grey, 0.385, 1.0, 9000)
last(hero, 0.385, "27", math.radians(28))
second = boot((0.125, 0.135, 0), math.radians(-52), grey, 0.380, 4.0, 5000)
last(second, 0.380, "27", math.radians(52))
boot((-0.235, 0.235, 0), math.radians(205), white, 0.34, 2.2, 2500)


# the ribbed board that rolls the felt hard, worn where hands hold it
board = wood("board", (0.52, 0.34, 0.18), (0.34, 0.20, 0.10), axis=0, scale=9, rough=(0.3, 0.5), dist=0.0008)
held = empty((0.375, 0.035, 0.0135), (0, 0.0, 1.02))
box((0.235, 0.058, 0.026), (0, 0, 0), board, 0.005, parent=held)
tubes(
    [[(-0.105 + 0.0131 * k, -0.0275, 0.0125), (-0.105 + 0.0131 * k, 0.0275, 0.0125)] for k in range(17)],
    0.0052,
    board,
    res=5,
    parent=held,
)
grip = [(0.11, 0, 0), (0.135, 0, 0), (0.165, 0, 0.001), (0.20, 0, 0.001), (0.215, 0, 0)]
tubes([grip], 0.016, board, [[1.0, 0.85, 0.95, 1.05, 0.7]], res=8, parent=held)

box((2.6, 0.22, 0.05), (0, 0.0, -0.025), bench, 0.004)
box((2.6, 0.22, 0.05), (0.01, 0.224, -0.026), bench, 0.004)
box((2.6, 0.06, 0.12), (0, -0.10, -0.11), bench, 0.004)

# behind: drying racks with boots, steam, a window to the yard, lamps
protos = [boot((0, 0, -9), 0, m, 0.37, 7.0 + i, 0, 1) for i, m in enumerate((grey, brown, white))]
meshes = [p.children[0] for p in protos]
for shelf in range(3):
    z = -0.42 + shelf * 0.52
    for y in (1.35, 1.62):
        box((3.4, 0.20, 0.03), (0.45, y, z - 0.016), rack, 0.003)
        for k in range(15):
            if rng.random() < 0.08:
                continue
            dry = copy(
                rng.choice(meshes[:2]) if rng.random() < 0.8 else meshes[2],
                (-1.15 + 0.225 * k + rng.gauss(0, 0.008), y, z),
                (0, 0, -1.45 + rng.gauss(0, 0.12)),
            )
            dry.parent = None
for x in (-1.25, 0.10, 1.45):
    for y in (1.24, 1.74):
        box((0.055, 0.055, 2.6), (x, y, 0.5), rack, 0.004)
box((8, 0.1, 5), (0, 3.4, 1.2), wall, 0)
box((8, 8, 0.1), (0, 1, -0.95), wall, 0)
sky = glow("sky", (0.76, 0.87, 1.0), 5.0)
card(0.95, 1.3, (-1.55, 3.32, 0.62), sky)
for x in (-2.02, -1.55, -1.08):
    box((0.05, 0.05, 1.4), (x, 3.27, 0.62), rack, 0)
for z in (0.0, 0.35, 0.8, 1.25):
    box((1.0, 0.05, 0.04), (-1.55, 3.27, z), rack, 0)
bulb = glow("bulb", kelvin(2400), 45)
for x, y, z in ((0.42, 1.05, 0.565), (1.25, 2.3, 0.62)):
    lathe(
        spline_profile([(0, -0.035), (0.026, -0.028), (0.036, 0), (0.026, 0.03), (0, 0.038)], 20),
        24,
        bulb,
        loc=(x, y, z),
    )
    lathe([(0.02, 0.05), (0.11, 0.015), (0.112, 0.010)], 32, brand, loc=(x, y, z + 0.02))
warm = steam("warm", (1.0, 0.70, 0.44), 0.34, 0.50, 2.2, 0.40, 0.75)
cool = steam("cool", (0.74, 0.80, 0.88), 0.26, 0.45, 1.8, 0.40, 0.75)
for x, y, z, w, h, m in (
    (0.35, 0.75, 0.32, 1.0, 0.7, warm),
    (-0.35, 0.85, 0.34, 1.0, 0.8, cool),
    (0.0, 0.50, 0.46, 0.45, 0.36, cool),
    (0.6, 1.1, 0.5, 1.6, 1.1, warm),
):
    card(w, h, (x, y, z), m)

light("AREA", (-0.85, 0.05, 0.75), 20, 6900, target=(0, 0.05, 0.2), size=0.6, size_y=0.8)
light("AREA", (0.55, 0.50, 0.62), 17, 2600, target=(0, 0.05, 0.25), size=0.16)
light("AREA", (0.4, -0.8, 0.8), 2.5, 4800, target=(0, 0.05, 0.15), size=0.7)
light("AREA", (0.3, 0.95, 0.95), 8, 2500, target=(0.4, 1.5, 0.3), size=0.4)
light("AREA", (-1.2, 2.2, 1.2), 30, 6800, target=(-0.3, 1.5, 0.2), size=0.9)
camera((0.065, -0.90, 0.345), (0.040, 0.10, 0.215), lens=41, fstop=3.2, focus=(-0.05, -0.035, 0.22))
photograph(exposure=0.55, bloom=0.3)
