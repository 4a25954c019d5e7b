"""A porcelain workshop: a cup with cobalt flowers among white ones on a plank, a brush across a dish of cobalt."""

import bpy
from mathutils import Vector

from cups import cup, painted
from materials import glow, kelvin, mat, wood
from shapes import box, empty, lathe, mesh, rng, spline_profile, stones, tubes
from studio import camera, light, photograph, reset, world

reset(3)
world((0.55, 0.65, 0.8), 0.12)
W1 = (0.50, 0.36, 0.22)
W2 = (0.27, 0.17, 0.09)
board = wood("board", W1, W2, axis=0, scale=7, dust=(0.78, 0.75, 0.70), amount=0.5, bump=0.5)
post = wood("post", (0.36, 0.26, 0.17), (0.2, 0.13, 0.08), axis=2, scale=5)
wall = mat("wall", (0.36, 0.36, 0.34), (0.28, 0.28, 0.27), rough=(0.8, 0.95), scale=1.2, bump=0.3, bscale=18)
dado = mat("dado", (0.22, 0.29, 0.27), (0.17, 0.23, 0.22), rough=(0.4, 0.7), scale=2, bump=0.2, bscale=25)
bisque = mat(
    "bisque",
    (0.80, 0.765, 0.715),
    (0.73, 0.69, 0.635),
    rough=(0.62, 0.85),
    scale=14,
    bump=0.10,
    bscale=160,
    dist=0.0006,
    Sheen_Weight=0.15,
)
raw = mat(
    "raw", (0.62, 0.585, 0.53), (0.52, 0.485, 0.43), rough=(0.6, 0.8), scale=12, bump=0.12, bscale=120, dist=0.0008
)
proto = cup(bisque)
for o in proto[1:]:
    o.location.z = -50
for o in proto[1:]:
    o.hide_render = True


def row(y, z, x0, n, step, ang, m=None, skip=()):
    for i in range(n):
        if i in skip:
            continue
        e = empty(
            (x0 + i * step + rng.uniform(-0.006, 0.006), y + rng.uniform(-0.007, 0.007), z),
            (0, 0, ang + rng.uniform(-0.28, 0.28)),
        )
        for o in proto[1:]:
            q = o.copy()
            bpy.context.scene.collection.objects.link(q)
            q.hide_render = False
            q.location = (0, 0, 0)
            q.parent = e
            if m:
                q.material_slots[0].link = "OBJECT"
                q.material_slots[0].material = m


def plank(y, z, x, L=1.7, w=0.15):
    return box((L, w, 0.022), (x, y, z - 0.011), board, bev=0.003, rot=(0, 0, rng.uniform(-0.01, 0.01)))


# front table: three boards, going back
for k, y in enumerate((0, 0.19, 0.38)):
    plank(y, 0.90 + 0.0 * k, 0.1)
row(0, 0.90, -0.42, 9, 0.118, -0.5, skip=(3, 4))
row(0.19, 0.90, -0.50, 11, 0.112, -0.4)
row(0.38, 0.90, -0.47, 11, 0.113, -0.6, m=raw)
# hero
glaze = mat(
    "glaze",
    (0.83, 0.81, 0.78),
    (0.80, 0.78, 0.75),
    rough=(0.3, 0.38),
    bump=0.03,
    Coat_Weight=0.6,
    Coat_Roughness=0.1,
    Subsurface_Weight=0.1,
    Subsurface_Scale=0.004,
)
hero = cup(painted(0.34, 0.10), uv=True, hm=glaze)
hero[0].location = (-0.055, -0.012, 0.90)
hero[0].rotation_euler = (0, 0, -0.45)
# table under boards
box((2.6, 0.9, 0.05), (0, 0.25, 0.85), wood("tb", (0.30, 0.22, 0.15), (0.17, 0.11, 0.07), axis=0, scale=4), bev=0.006)
# rack behind
for x in (-0.30, 0.50, 1.40):
    for y in (1.25, 1.55):
        box((0.05, 0.05, 2.4), (x, y, 1.2), post, bev=0.004)
for i, z in enumerate((0.72, 0.98, 1.24, 1.50, 1.76)):
    for y in (1.30, 1.46):
        plank(y, z, 0.55, 1.75, 0.14)
    row(1.30, z, -0.27 + 0.03 * i, 13, 0.115, -0.5, m=(raw if i % 2 else None), skip=(5, 6) if i == 2 else ())
    row(1.46, z, -0.27, 13, 0.115, -0.5)
# room
box((8, 0.1, 4), (0, 2.6, 2), wall, bev=0)
box((8, 0.11, 1.1), (0, 2.59, 0.55), dado, bev=0)
box((0.1, 8, 4), (-2.6, 1, 2), wall, bev=0)
box((8, 8, 0.1), (0, 0, -0.05), mat("fl", (0.25, 0.23, 0.21), rough=(0.5, 0.8)), bev=0)
# window on the left, partly seen, with mullions
sky = glow("sky", (0.78, 0.88, 1.0), 5.5)
mesh([(-1.7, 2.53, 0.9), (-0.45, 2.53, 0.9), (-0.45, 2.53, 2.6), (-1.7, 2.53, 2.6)], [(0, 1, 2, 3)], sky)
fr = mat("fr", (0.55, 0.55, 0.5), rough=(0.4, 0.6))
for x in (-1.7, -1.28, -0.87, -0.45):
    box((0.045, 0.06, 1.65), (x, 2.5, 1.8), fr, bev=0.004)
for z in (0.9, 1.15, 1.4, 1.8, 2.2, 2.6):
    box((1.29, 0.06, 0.035), (-1.075, 2.5, z), fr, bev=0.004)
stones(70, (-0.32, 0.34, -0.068, 0.07), 0.0016, raw, z=0.90)
# painter's things: pigment dish + brush + jar
dish = lathe(
    spline_profile(
        [(0.0, 0.002), (0.018, 0.0), (0.026, 0.004), (0.034, 0.013), (0.0325, 0.0135), (0.025, 0.006), (0.0, 0.0045)],
        36,
    ),
    mat=bisque,
    loc=(0.075, -0.03, 0.90),
)
lathe(
    [(0, 0.0), (0.024, 0.0)],
    mat=mat("pig", (0.012, 0.03, 0.20), (0.008, 0.02, 0.12), rough=(0.15, 0.3)),
    loc=(0.075, -0.03, 0.907),
)
bamboo = mat("bamboo", (0.45, 0.30, 0.13), (0.33, 0.2, 0.08), rough=(0.3, 0.5), scale=20)
B0, B1 = Vector((0.085, -0.035, 0.917)), Vector((0.235, -0.075, 0.925))
d = B1 - B0
tubes([[tuple(B0 + d * t) for t in (0, 0.5, 1)]], 0.0032, bamboo, [[1, 1.05, 0.8]], res=5)
tubes(
    [[tuple(B0 - d * t) for t in (0, 0.05, 0.12, 0.18)]],
    0.0030,
    mat("hair", (0.03, 0.035, 0.09), rough=(0.5, 0.8)),
    [[1, 1.25, 0.8, 0.1]],
    res=5,
)
# warm lamp in the back
lathe(
    spline_profile([(0.02, 0.16), (0.03, 0.12), (0.10, 0.05), (0.15, 0.0)], 20),
    mat=mat("shade", (0.06, 0.09, 0.08), rough=(0.3, 0.5)),
    loc=(0.34, 1.0, 1.135),
)
bpy.ops.mesh.primitive_uv_sphere_add(radius=0.035, location=(0.34, 1.0, 1.15))
bpy.context.object.data.materials.append(glow("bulb", kelvin(2500), 60))
light("POINT", (0.34, 0.97, 1.12), 7, 2500, size=0.04)
tubes([[(0.34, 1.0, 1.29), (0.34, 1.0, 3)]], 0.004, dado)
# north light
light("AREA", (-1.7, 0.1, 1.8), 120, 7200, target=(0, 0.1, 0.9), size=1.5, size_y=1.6)
light("AREA", (1.8, -1.2, 2.0), 2.5, 4200, target=(0, 0, 0.9), size=1.5)
camera((0.066, -0.50, 1.045), (0.033, 0.05, 0.966), lens=46, fstop=2.0, focus=(-0.065, -0.052, 0.945))
photograph(exposure=0.12, bloom=0.25, warm=0.02)
