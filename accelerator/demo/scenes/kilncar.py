"""The morning after a firing: cobalt cups on the shelves of a kiln car, a hammer beside the one that did not ring."""

import math

import bpy
import bmesh
from mathutils import Vector, noise

from cups import cup, painted
from materials import glow, mat, wood
from shapes import add, box, copy, curve, dust, empty, lathe, rng, stones, tubes
from studio import bulb, camera, light, photograph, reset, window, world

reset(64)
world((0.50, 0.58, 0.70), 0.05)

bench = wood(
    "bench", (0.30, 0.20, 0.12), (0.16, 0.10, 0.06), axis=0, scale=6, bump=0.6, dust=(0.62, 0.58, 0.52), amount=0.45
)
slab = mat(
    "slab",
    (0.42, 0.37, 0.31),
    (0.30, 0.26, 0.22),
    rough=(0.75, 0.95),
    scale=9,
    bump=0.5,
    bscale=130,
    dist=0.002,
    dirt=(0.10, 0.08, 0.07),
)
prop = mat(
    "prop", (0.52, 0.44, 0.33), (0.40, 0.33, 0.25), rough=(0.8, 0.95), scale=12, bump=0.5, bscale=120, dist=0.002
)
brick = mat(
    "brick", (0.40, 0.22, 0.13), (0.24, 0.13, 0.085), rough=(0.8, 0.95), scale=7, bump=0.6, bscale=60, dist=0.004
)
wall = mat("wall", (0.20, 0.19, 0.18), (0.15, 0.145, 0.14), rough=(0.8, 0.95))
steel = mat(
    "steel",
    (0.30, 0.29, 0.28),
    (0.16, 0.15, 0.145),
    rough=(0.28, 0.5),
    metal=1.0,
    scale=40,
    bump=0.2,
    bscale=200,
    dist=0.0006,
)
ash = wood("ash", (0.46, 0.30, 0.16), (0.30, 0.18, 0.09), axis=0, scale=11, rough=(0.3, 0.55), dist=0.0006)
frame = mat("frame", (0.10, 0.095, 0.09), rough=(0.5, 0.7))
white = mat(
    "white", (0.84, 0.82, 0.79), (0.80, 0.78, 0.75), rough=(0.10, 0.2), bump=0.02, Coat_Weight=0.8, Coat_Roughness=0.05
)
porcelain = painted(0.16, 0.04, 0.10)

PROTO = cup(porcelain, uv=True, hm=white)
PROTO[0].location.z = -50


def standing(x, y, z, turn):
    e = empty((x, y, z), (0, 0, turn))
    for ob in PROTO[1:]:
        copy(ob, (0, 0, 0), scale=ob.scale).parent = e


# ---- the cup that did not ring: cut along rough planes, its pieces laid about
def warp(p):
    """How far a break runs from its plane here: a break is never flat."""
    return Vector([0.0042 * noise.noise(p * 70 + Vector((k * 9.0, 0, 0))) for k in range(3)])


def cut(bm, planes):
    """Keep what lies on the positive side of each plane (point, direction) and close the wall where it broke."""
    bmesh.ops.remove_doubles(bm, verts=bm.verts, dist=1e-6)
    for v in bm.verts:
        v.co += warp(v.co)
    for point, direction in planes:
        geom = [*bm.verts, *bm.edges, *bm.faces]
        done = bmesh.ops.bisect_plane(bm, geom=geom, plane_co=point, plane_no=direction, clear_inner=True)
        edges = [g for g in done["geom_cut"] if isinstance(g, bmesh.types.BMEdge)]
        bmesh.ops.edgenet_fill(bm, edges=edges)
    for v in bm.verts:
        v.co -= warp(v.co)
    return bm


def piece(planes):
    bm = bmesh.new()
    bm.from_mesh(PROTO[1].data)
    cut(bm, planes)
    me = bpy.data.meshes.new("piece")
    bm.to_mesh(me)
    bm.free()
    if not me.materials:
        me.materials.append(porcelain)
    return add("piece", me)


FACE = math.radians(-100)  # where the hole is, seen from the cup
OUT = Vector((math.cos(FACE), math.sin(FACE), 0))
ACROSS = Vector((-math.sin(FACE), math.cos(FACE), 0))
low = (Vector((0, 0, 0.030)) + OUT * 0.04, (Vector((0, 0, 1)) + ACROSS * 0.55 + OUT * 0.2).normalized())
near = (OUT * 0.012, (OUT + ACROSS * 0.35).normalized())


def other(plane):
    return plane[0], -plane[1]


B = empty((-0.062, 0.020, 0.0), (0, 0, 0.25))
for planes in ([other(near)], [near, other(low)]):
    piece(planes).parent = B
copy(PROTO[2], (0, 0, 0), scale=PROTO[2].scale).parent = B
split = (OUT * 0.04 + ACROSS * 0.006, (ACROSS + Vector((0, 0, 0.3))).normalized())
split2 = (OUT * 0.04 + Vector((0, 0, 0.062)), (Vector((0, 0, 1)) - ACROSS * 0.2).normalized())


def lay(planes, x, y, turn, tilt, faces_up=True):
    """A shard lies on the bench, its painted side up, rocking on its rim."""
    ob = piece([near, low, *planes])
    middle = sum((v.co for v in ob.data.vertices), Vector()) / max(1, len(ob.data.vertices))
    out = Vector((middle.x, middle.y, 0)).normalized()
    turned = out.rotation_difference(Vector((0, 0, 1 if faces_up else -1))).to_matrix()
    for v in ob.data.vertices:
        v.co = turned @ (v.co - middle)
    ob.rotation_euler = (tilt, 0, turn)
    lowest = min((ob.rotation_euler.to_matrix() @ v.co).z for v in ob.data.vertices)
    ob.location = (x, y, 0.0002 - lowest)


lay([split, other(split2)], 0.030, -0.062, 0.6, 0.05)
lay([other(split)], -0.040, -0.088, 2.2, -0.06)
lay([split, split2], 0.078, -0.030, 4.0, 0.1)
lay([other(split), split2], 0.135, 0.045, 1.1, 0.0, False)
lay([split, other(split2)], -0.165, -0.045, 5.2, 0.08)
dust(260, 0.0022, white, around=(0.0, -0.05), spread=0.06)
stones(40, (-0.16, 0.14, -0.11, 0.03), 0.0028, white)

# ---- the hammer
H = empty((0.075, -0.092, 0.0125), (0, 0, 0.30))
handle = curve([(0.0, 0, 0.004), (0.05, 0, 0.003), (0.12, 0.001, 0.0), (0.19, 0.001, -0.002), (0.25, 0, -0.003)], 10)
radii = [0.75 + 0.40 * min(1, k / 26) - (0.25 if k > len(handle) - 3 else 0) for k in range(len(handle))]
tubes([handle], 0.0085, ash, [radii], res=8, parent=H, scale=(1, 0.8, 1))
lathe([(0.0001, -0.038), (0.0095, -0.038), (0.0112, -0.0365), (0.0112, -0.024), (0.0085, -0.018), (0.0085, 0.010),
       (0.0105, 0.014), (0.0105, 0.020), (0.0001, 0.021)], 40, steel, False, parent=H, rot=(math.pi / 2, 0, 0),
      loc=(0, 0, 0.003))  # fmt: skip
box((0.021, 0.024, 0.021), (0, 0, 0.003), steel, 0.003, parent=H)

box((2.2, 0.30, 0.04), (0, -0.02, -0.02), bench, 0.003)
box((2.2, 0.05, 0.10), (0, -0.16, -0.08), bench, 0.004)

# ---- the kiln car: slabs on props, cups in rows, one shelf half unloaded
X0, SHELF = -0.62, 0.128
for level in range(-1, 4):
    z = 0.018 + SHELF * level
    for k in range(4):
        box((0.345, 0.36, 0.016), (X0 + 0.17 + 0.352 * k + rng.gauss(0, 0.002), 0.42, z - 0.008), slab, 0.003,
            (0, 0, rng.gauss(0, 0.004)))  # fmt: skip
        for y in (0.262, 0.575):
            for d in (0.02, 0.325):
                box((0.028, 0.028, SHELF - 0.017), (X0 + 0.352 * k + d, y, z + (SHELF - 0.017) / 2), prop, 0.003,
                    (0, 0, rng.gauss(0, 0.06)))  # fmt: skip
    for r, y in enumerate((0.315, 0.425, 0.53)):
        for k in range(13):
            x = X0 + 0.055 + 0.112 * k + 0.03 * (r % 2)
            if rng.random() < 0.05 or (level == 0 and r == 0 and 5 < k < 8):
                continue
            standing(x + rng.gauss(0, 0.004), y + rng.gauss(0, 0.004), z, rng.uniform(0, 6.28))
box((1.5, 0.5, 0.10), (0, 0.42, -0.27), steel, 0.01)

# ---- behind: the kiln's mouth, its lamp still on, and a window
KX, KY = 0.62, 1.75
for row in range(24):
    z = -0.75 + 0.082 * row
    for k in range(-12, 9):
        x = KX + 0.26 * (k + 0.5 * (row % 2))
        if abs(x - KX) < 0.46 and -0.30 < z < 0.58:
            continue
        box((0.245, 0.12, 0.07), (x, KY + rng.gauss(0, 0.004), z), brick, 0.005)
box((7, 0.05, 4), (0, KY + 0.11, 1.62 + 0.62), wall, 0)
box((3.0, 0.05, 4), (KX - 2.0, KY + 0.11, 0), wall, 0)
box((3.0, 0.05, 4), (KX + 2.0, KY + 0.11, 0), wall, 0)
for s in (-1, 1):
    box((0.12, 1.6, 1.2), (KX + s * 0.50, KY + 0.9, 0.15), brick, 0.01)
box((1.2, 0.1, 1.3), (KX, KY + 1.6, 0.1), brick, 0.01)
box((1.2, 1.7, 0.1), (KX, KY + 0.8, 0.66), brick, 0.01)
light("POINT", (KX - 0.1, KY + 0.55, 0.42), 30, 2200, size=0.05)
light("AREA", (KX, KY - 0.12, 0.35), 9, 2300, target=(0.2, 0.4, 0.1), size=0.7, size_y=0.6)
window(-1.62, KY - 0.09, 0.02, 0.95, 1.3, 3, 4, glow("sky", (0.74, 0.86, 1.0), 3.0), frame, 0.04)
bulb((-0.24, 1.25, 0.47), 0.026, 40, 3, 2500, frame)

# ---- light: the kiln's side is warm and low, the window is cool and wide
light("AREA", (0.55, 0.14, 0.30), 6.5, 2900, target=(-0.03, 0.0, 0.03), size=0.14)
light("AREA", (-0.75, 0.05, 0.60), 13, 6900, target=(0, 0.1, 0.03), size=0.5, size_y=0.7)
light("AREA", (0.25, -0.75, 0.55), 1.6, 4800, target=(0, 0, 0.04), size=0.5)
camera((0.010, -0.50, 0.195), (0.018, 0.06, 0.052), lens=44, fstop=4.0, focus=(-0.03, -0.03, 0.04))
photograph(exposure=0.25, bloom=0.3, warm=0.02)
