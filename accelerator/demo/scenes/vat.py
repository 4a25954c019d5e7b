"""A paper mill: a fresh sheet drips on its mould over the vat of milky pulp, felts and drying sheets behind."""

import math

import bpy
import numpy as np
from mathutils import Vector, noise

from materials import Nodes, glow, kelvin, mat, wood
from shapes import box, card, copy, empty, grid, lathe, mesh, quads, rng, spline_profile, tubes
from studio import camera, light, photograph, reset, world

reset(121)
world((0.55, 0.60, 0.68), 0.16)


def rag(name, c1, c2):
    """Handmade paper: cloudy against the light, with flecks of cloth and the lines of the mould."""
    g = Nodes(name)
    v = g.coord((1.0, 1.0, 1.0))
    clouds = g.node("TexNoise", Vector=v, Scale=34.0, Detail=8.0, Roughness=0.62)
    fibres = g.node(
        "TexNoise", Vector=g.coord((140.0, 140.0, 140.0)), Scale=1.0, Detail=7.0, Roughness=0.7, Distortion=2.2
    )
    colour = g.ramp(clouds, (0.35, c1), (0.66, c2))
    fleck = g.node("TexNoise", Vector=v, Scale=260.0, Detail=2.0)
    colour = g.node(
        "Mix", _out=2, data_type="RGBA", i0=g.ramp(fleck, (0.70, 0.0), (0.76, 0.55)), i6=colour, i7=(0.30, 0.24, 0.19)
    )
    normal = g.node("Bump", Strength=0.5, Distance=0.0009, Height=fibres)
    front = g.node("BsdfPrincipled", Base_Color=colour, Roughness=0.9, Sheen_Weight=0.2, Normal=normal)
    through = g.node(
        "Mix", _out=2, data_type="RGBA", i0=g.ramp(clouds, (0.38, 0.0), (0.64, 0.42)), i6=colour, i7=(0.55, 0.42, 0.28)
    )
    return g.surface(g.node("MixShader", i0=0.46, i1=front, i2=g.node("BsdfTranslucent", Color=through, Normal=normal)))


papers = [
    rag("white", (0.80, 0.765, 0.70), (0.72, 0.68, 0.61)),
    rag("cream", (0.78, 0.71, 0.58), (0.70, 0.62, 0.48)),
    rag("blue", (0.46, 0.52, 0.57), (0.38, 0.44, 0.50)),
]
rope = mat(
    "rope", (0.42, 0.33, 0.21), (0.28, 0.21, 0.13), rough=(0.8, 0.95), scale=200, bump=0.6, bscale=900, dist=0.0008
)
post = wood(
    "post", (0.30, 0.20, 0.12), (0.17, 0.105, 0.06), axis=2, scale=5, bump=0.5, dust=(0.40, 0.37, 0.33), amount=0.35
)
beam = wood("beam", (0.28, 0.19, 0.115), (0.16, 0.10, 0.06), axis=0, scale=5, bump=0.5)
frame = wood("frame", (0.40, 0.25, 0.13), (0.26, 0.15, 0.075), axis=0, scale=12, rough=(0.25, 0.5), dist=0.0008)
brass = mat("brass", (0.60, 0.43, 0.18), (0.42, 0.29, 0.12), rough=(0.25, 0.45), metal=1.0, scale=30)
wall = mat("wall", (0.42, 0.40, 0.36), (0.32, 0.30, 0.27), rough=(0.85, 0.95), scale=1.3, bump=0.3, bscale=14)
floor = mat("floor", (0.15, 0.12, 0.09), (0.09, 0.07, 0.055), rough=(0.2, 0.6), scale=1.5, bump=0.3, bscale=14)


vat_wood = wood("vat", (0.13, 0.085, 0.055), (0.07, 0.045, 0.03), axis=0, scale=6, rough=(0.2, 0.5), bump=0.5)
felt = mat(
    "felt", (0.30, 0.29, 0.27), (0.22, 0.21, 0.195), rough=(0.95, 1.0), scale=60, bump=0.6, bscale=500, dist=0.001
)
wet = mat(
    "wet",
    (0.80, 0.77, 0.70),
    (0.70, 0.665, 0.59),
    rough=(0.14, 0.34),
    scale=46,
    bump=0.25,
    bscale=420,
    dist=0.0008,
    Subsurface_Weight=0.2,
    Subsurface_Scale=0.003,
    Coat_Weight=0.4,
    Coat_Roughness=0.12,
)
pulp = mat("pulp", (0.70, 0.675, 0.61), (0.62, 0.59, 0.52), rough=(0.04, 0.09), scale=7, bump=0.03, bscale=200)
g = Nodes("water")
water = g.surface(g.node("BsdfGlass", Color=(1.0, 1.0, 1.0), Roughness=0.0, IOR=1.33))


def sheet(x, y, z, wide, front, back, material, seed, swing=0.0):
    """A sheet over a rope along x at height z: `front` and `back` are how far its two sides hang, its edges ragged."""
    nx, ny = 46, 74
    verts = []
    for j in range(ny):
        t = j / (ny - 1) * (front + back) - back  # along the sheet, 0 on the rope
        for i in range(nx):
            s = i / (nx - 1) - 0.5
            edge = 0.0060 * noise.noise((s * 9, t * 30 + seed, seed)) + 0.0028 * noise.noise(
                (s * 40, t * 110, seed + 3)
            )
            at = abs(s) * 2
            px = x + s * wide + math.copysign(edge * at**6, s)
            end = 0.0
            if t in (-back, front):
                end = 0.0070 * noise.noise((s * 14, seed * 3, 1.0)) + 0.003 * noise.noise((s * 60, seed, 4.0))
            bend = 0.006
            d = abs(t)
            hang = max(0.0, d - bend * 1.57)
            a = min(d / bend, math.pi / 2)
            side = math.copysign(1, t)
            dy = -side * (bend * math.sin(a) if d < bend * 1.57 else bend)
            dz = bend * (math.cos(a) - 1) if d < bend * 1.57 else -bend - hang
            ripple = 0.010 * math.sin(s * 5.5 + seed) * (hang / 0.3) + 0.013 * noise.noise((s * 2.4, t * 5, seed)) * (
                hang / 0.25
            )
            curl = 0.10 * max(0, at - 0.72) ** 2 * (hang / 0.3)
            verts.append((px, y + dy - side * (swing * hang + curl) + ripple, z + dz - 0.012 * abs(s) * 0 + end))
    return mesh(verts, quads(nx, ny), material, True, name="sheet")


def line(y, z, sag=0.012):
    """A rope from post to post."""
    return [(x, y, z - sag * (1 - (x / 1.5) ** 2)) for x in np.linspace(-1.6, 1.6, 40)]


# the vat: tarred staves, a worn rim, pulp to a hand below it
LEVEL, RIM = -0.052, 0.0
DRIP = (-0.030, -0.060)
for y, d in ((-0.325, 0.05), (0.62, 0.05)):
    box((1.9, d, 0.5), (0, y, RIM - 0.25), vat_wood, 0.006)
for x in (-0.72, 0.72):
    box((0.05, 0.95, 0.5), (x, 0.15, RIM - 0.25), vat_wood, 0.006)


def pulp_surface(x, y):
    """Still, but for the rings that the drops make."""
    h = 0.0007 * noise.noise((x * 9, y * 9, 0.0)) + 0.00035 * noise.noise((x * 30, y * 30, 3.0))
    for (dx, dy), a, wave in (
        (DRIP, 0.0016, 0.0145),
        ((0.055, -0.075), 0.0009, 0.011),
        ((-0.19, -0.035), 0.0010, 0.012),
    ):
        d = math.hypot(x - dx, y - 0.15 - dy + 0.15)
        h += a * math.cos(d / wave * 2 * math.pi) * math.exp(-d / 0.055)
    return h


grid(1.44, 0.92, 480, 310, pulp_surface, pulp, loc=(0, 0.0, LEVEL))
grid(1.44, 0.50, 60, 20, lambda x, y: 0.0007 * noise.noise((x * 9, y * 9, 0.0)), pulp, loc=(0, 0.70, LEVEL))

# two bars across, and on them the mould, tilted to drain, the new sheet on its wires
for x in (-0.30, 0.16):
    box((0.045, 1.05, 0.032), (x, 0.15, 0.016), frame, 0.003)
M = empty((-0.060, 0.135, 0.088), (math.radians(12), math.radians(-4), math.radians(9)))
W, D = 0.50, 0.36
for s in (-1, 1):
    box((W + 0.04, 0.022, 0.024), (0, s * D / 2, -0.006), frame, 0.0025, parent=M)
    box((0.022, D + 0.02, 0.024), (s * (W / 2 + 0.009), 0, -0.006), frame, 0.0025, parent=M)
for x in np.linspace(-W / 2 + 0.03, W / 2 - 0.03, 12):
    box((0.004, D, 0.014), (x, 0, -0.004), frame, 0.0008, parent=M)
tubes(
    [[(-W / 2, y, 0.0060), (W / 2, y, 0.0060)] for y in np.linspace(-D / 2 + 0.01, D / 2 - 0.01, 190)],
    0.00062,
    brass,
    res=0,
    parent=M,
)
tubes(
    [[(x, -D / 2, 0.0068), (x, D / 2, 0.0068)] for x in np.linspace(-W / 2 + 0.02, W / 2 - 0.02, 18)],
    0.0005,
    brass,
    res=0,
    parent=M,
)


def wet_sheet():
    """The sheet while it is still pulp: ragged where the deckle let a little through, thin at one corner."""
    nx, ny = 260, 190
    w, d = W - 0.050, D - 0.052
    verts, keep = [], []
    for y in np.linspace(-d / 2 - 0.012, d / 2 + 0.012, ny):
        for x in np.linspace(-w / 2 - 0.012, w / 2 + 0.012, nx):
            edge = min(w / 2 - abs(x), d / 2 - abs(y))
            edge += 0.0050 * noise.noise((x * 38, y * 38, 1.0)) + 0.0030 * noise.noise((x * 130, y * 130, 2.0))
            thick = 0.0017 * min(1.0, max(0.0, edge / 0.005 + 0.35)) + 0.0004 * noise.noise((x * 60, y * 60, 5.0))
            thick += 0.00022 * math.sin(y * 2 * math.pi * 190 / (D - 0.02) / 4)
            verts.append((x, y, 0.0070 + thick))
            keep.append(edge > -0.0012)
    faces = [f for f in quads(nx, ny) if all(keep[i] for i in f)]
    return mesh(verts, faces, wet, True, name="sheet", parent=M)


wet_sheet()
# the deckle, lifted off and leaned across the far corner
K = empty((0.235, 0.345, 0.155), (math.radians(33), math.radians(-14), math.radians(-24)))
for s in (-1, 1):
    box((W + 0.05, 0.030, 0.020), (0, s * D / 2, 0), frame, 0.0035, parent=K)
    box((0.030, D + 0.03, 0.020), (s * (W / 2 + 0.010), 0, 0), frame, 0.0035, parent=K)
bpy.context.view_layer.update()
# water: drops along the lower edge of the mould, one string of them falling
drop = lathe(
    spline_profile([(0, -1.0), (0.62, -0.75), (0.80, -0.25), (0.52, 0.55), (0.16, 1.3), (0, 1.8)], 30),
    24,
    water,
    loc=(0, 0, -9),
)
for _ in range(26):
    x, s = rng.uniform(-W / 2, W / 2), rng.uniform(0.0016, 0.0034)
    p = M.matrix_basis @ Vector((x, -D / 2 - 0.010, -0.020))
    copy(drop, tuple(p), (0, 0, 0), (s, s, s))
for z, s in ((0.052, 0.0042), (0.024, 0.0030), (0.004, 0.0034), (-0.018, 0.0026), (-0.034, 0.0030)):
    copy(drop, (DRIP[0], DRIP[1] + 0.0, z - 0.010), (0, 0, 0), (s, s, s * (1.2 if z > 0.04 else 0.8)))
for _ in range(60):
    x, y, s = rng.uniform(-0.7, 0.7), rng.gauss(-0.325, 0.012), rng.uniform(0.001, 0.0034) * rng.random()
    lathe([(1.0, 0.0), (0.9, 0.3), (0.6, 0.5), (0, 0.6)], 16, water, loc=(x, y, RIM + 0.0003), scale=(s * 1.4, s, s))

# the post: felts with sheets between, water on the boards
for k in range(15):
    z = 0.065 + 0.0105 * k
    w = (0.54 + rng.gauss(0, 0.008), 0.42 + rng.gauss(0, 0.008))
    at, turn = (0.56 + rng.gauss(0, 0.006), 0.98 + rng.gauss(0, 0.006)), rng.gauss(-0.12, 0.03)
    box((*w, 0.0095), (*at, z), felt, 0.004, (0, 0, turn))
    box((0.45, 0.33, 0.0016), (*at, z + 0.0052), papers[0], 0, (0, 0, turn))
box((0.9, 0.6, 0.05), (0.56, 0.98, 0.034), vat_wood, 0.004)
box((0.9, 0.6, 0.7), (0.56, 0.98, -0.34), vat_wood, 0.004)

# drying sheets, the windows
for y, z, k in ((1.9, 0.74, 0), (2.35, 0.78, 1), (2.8, 0.74, 2)):
    tubes([line(y, z + 0.006)], 0.0042, rope)
    x = -1.5 + 0.1 * k
    while x < 1.45:
        wide = rng.choice((0.36, 0.42, 0.30))
        m = papers[0] if rng.random() < 0.65 else papers[1]
        sheet(
            x + wide / 2,
            y,
            z,
            wide,
            rng.uniform(0.26, 0.30),
            rng.uniform(0.22, 0.26),
            m,
            rng.random() * 40,
            rng.uniform(0.0, 0.06),
        )
        x += wide + rng.uniform(0.04, 0.12)
for x in (-1.35, 1.30):
    box((0.09, 0.09, 3.2), (x, 1.7, 0.6), post, 0.006)
box((9, 0.1, 5), (0, 4.2, 0.8), wall, 0)
box((9, 9, 0.1), (0, 2, -0.75), floor, 0)
sun = glow("sun", (1.0, 0.88, 0.70), 5.0)
sky = glow("sky", (0.80, 0.88, 1.0), 4.5)
for k, x in enumerate((-1.75, -0.62, 0.51, 1.64)):
    card(0.86, 1.45, (x, 4.12, 0.62), sun if k in (1, 2) else sky)
    for dx in (-0.43, 0, 0.43):
        box((0.045, 0.05, 1.5), (x + dx, 4.06, 0.62), post, 0)
    for z in (-0.1, 0.26, 0.66, 1.06, 1.36):
        box((0.9, 0.05, 0.035), (x, 4.06, z), beam, 0)
bulb = glow("bulb", kelvin(2500), 40)
lathe(
    spline_profile([(0, -0.04), (0.03, -0.03), (0.042, 0), (0.03, 0.035), (0, 0.045)], 20),
    24,
    bulb,
    loc=(0.92, 1.75, 0.56),
)

light("AREA", (-0.35, 2.6, 1.35), 95, 4600, target=(-0.05, 0.15, 0), size=1.3, size_y=0.8)
light("AREA", (-1.5, 0.4, 1.1), 22, 6500, target=(0, 0.15, 0), size=0.8)
light("AREA", (0.85, 0.75, 0.75), 8, 2600, target=(0.1, 0.2, 0.05), size=0.2)
light("AREA", (0.3, -1.2, 1.2), 4, 5200, target=(0, 0.1, 0), size=1.0)
camera((0.075, -0.70, 0.305), (-0.010, 0.13, 0.045), lens=36, fstop=4.0, focus=(-0.06, -0.01, 0.07))
photograph(exposure=0.3, bloom=0.3, bounces=8, trans=6)
