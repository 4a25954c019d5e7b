"""A lapidary's bench in north light: jasper and malachite cabochons, cut demantoids on paper, the lens lamp behind."""

import math

import bpy
import bmesh
from mathutils import Matrix, noise

from materials import Nodes, glow, kelvin, mat, wood
from shapes import Vector, add, box, card, curve, empty, grid, lathe, rng, spline_profile, tubes
from studio import camera, light, photograph, reset, world

reset(81)
world((0.48, 0.58, 0.75), 0.10)


def polished(name, colour_of, rough=(0.05, 0.14)):
    """Polished stone: the pattern runs through it, a scratch or two catches the light."""
    g = Nodes(name)
    v = g.coord((1.0, 1.0, 1.0))
    haze = g.node("TexNoise", Vector=v, Scale=40.0, Detail=8.0, Roughness=0.7)
    scratches = g.node("TexNoise", Vector=g.coord((900.0, 60.0, 400.0)), Scale=1.0, Detail=3.0)
    roughness = g.node("MapRange", Value=haze, From_Min=0.35, From_Max=0.7, To_Min=rough[0], To_Max=rough[1])
    bump = g.node("Bump", Strength=0.04, Distance=0.0002, Height=scratches)
    return g.surface(
        g.node(
            "BsdfPrincipled",
            Base_Color=colour_of(g, v),
            Roughness=roughness,
            Normal=bump,
            Coat_Weight=0.5,
            Coat_Roughness=0.03,
            Subsurface_Weight=0.06,
            Subsurface_Scale=0.002,
        )
    )


def malachite(g, v):
    """Green rings grown around centres that nobody sees."""
    warp = g.node("TexNoise", _out=1, Vector=v, Scale=26.0, Detail=3.0, Roughness=0.5)
    bent = g.node("VectorMath", operation="MULTIPLY", i0=warp, i1=(0.05, 0.05, 0.05))
    centres = g.node(
        "TexVoronoi", Vector=g.node("VectorMath", operation="ADD", i0=v, i1=bent), Scale=34.0, feature="SMOOTH_F1"
    )
    fine = g.node("TexNoise", Vector=v, Scale=150.0, Detail=4.0)
    phase = g.node(
        "Math",
        operation="ADD",
        i0=g.node("Math", operation="MULTIPLY", i0=centres, i1=70.0),
        i1=g.node("Math", operation="MULTIPLY", i0=fine, i1=1.6),
    )
    rings = g.node("Math", operation="SINE", i0=phase)
    broad = g.node("Math", operation="SINE", i0=g.node("Math", operation="MULTIPLY", i0=phase, i1=0.31))
    both = g.node(
        "Math",
        operation="ADD",
        i0=g.node("Math", operation="MULTIPLY", i0=rings, i1=0.26),
        i1=g.node("Math", operation="MULTIPLY", i0=broad, i1=0.24),
    )
    level = g.node("Math", operation="ADD", i0=both, i1=0.5)
    return g.ramp(
        level,
        (0.18, (0.003, 0.045, 0.026)),
        (0.42, (0.008, 0.12, 0.065)),
        (0.56, (0.02, 0.26, 0.15)),
        (0.82, (0.17, 0.52, 0.34)),
    )


def jasper(*stops, bands=9.0, warped=9.0):
    """Layers of coloured silt, folded, with a dark healed crack."""

    def colour_of(g, v):
        layers = g.node(
            "TexWave",
            Vector=v,
            Scale=bands,
            Distortion=warped,
            Detail=5.0,
            wave_type="BANDS",
            bands_direction="DIAGONAL",
        )
        clouds = g.node("TexNoise", Vector=v, Scale=70.0, Detail=9.0, Roughness=0.66, Distortion=1.6)
        mixed = g.node(
            "Math",
            operation="ADD",
            i0=g.node("Math", operation="MULTIPLY", i0=layers, i1=0.55),
            i1=g.node("Math", operation="MULTIPLY", i0=clouds, i1=0.45),
        )
        colour = g.ramp(mixed, *stops)
        cracks = g.node(
            "TexVoronoi",
            Vector=g.node(
                "VectorMath",
                operation="ADD",
                i0=v,
                i1=g.node(
                    "VectorMath",
                    operation="MULTIPLY",
                    i0=g.node("TexNoise", _out=1, Vector=v, Scale=60.0, Detail=4.0),
                    i1=(0.02, 0.02, 0.02),
                ),
            ),
            Scale=22.0,
            feature="DISTANCE_TO_EDGE",
        )
        line = g.ramp(cracks, (0.0, 0.8), (0.018, 0.0))
        return g.node("Mix", _out=2, data_type="RGBA", i0=line, i6=colour, i7=(0.02, 0.012, 0.010))

    return colour_of


RED = (
    (0.18, (0.035, 0.018, 0.016)),
    (0.36, (0.20, 0.035, 0.022)),
    (0.50, (0.36, 0.085, 0.04)),
    (0.62, (0.52, 0.27, 0.12)),
    (0.78, (0.62, 0.50, 0.36)),
)
GREEN = (
    (0.2, (0.045, 0.065, 0.045)),
    (0.42, (0.12, 0.17, 0.11)),
    (0.58, (0.30, 0.31, 0.19)),
    (0.75, (0.45, 0.22, 0.11)),
)
red = polished("red jasper", jasper(*RED))
green = polished("green jasper", jasper(*GREEN, bands=13.0))
mala = polished("malachite", malachite)
cut = polished("sawn jasper", jasper(*RED, bands=6.0, warped=12.0), rough=(0.10, 0.34))
crust = mat(
    "crust", (0.20, 0.13, 0.09), (0.11, 0.085, 0.07), rough=(0.7, 0.95), scale=30, bump=0.9, bscale=120, dist=0.004
)
bench = wood(
    "bench",
    (0.17, 0.105, 0.06),
    (0.085, 0.05, 0.03),
    axis=0,
    scale=9,
    rough=(0.25, 0.6),
    bump=0.35,
    dust=(0.30, 0.27, 0.23),
    amount=0.4,
)
stick = wood("stick", (0.52, 0.36, 0.20), (0.36, 0.22, 0.11), axis=2, scale=20, rough=(0.4, 0.6), dist=0.0006)
wax = mat(
    "wax",
    (0.16, 0.03, 0.018),
    (0.10, 0.02, 0.012),
    rough=(0.25, 0.5),
    scale=60,
    bump=0.4,
    bscale=200,
    dist=0.001,
    Subsurface_Weight=0.15,
    Subsurface_Scale=0.002,
)
paper = mat(
    "paper", (0.86, 0.85, 0.82), (0.80, 0.79, 0.75), rough=(0.7, 0.85), scale=40, bump=0.15, bscale=500, dist=0.0004
)
brass = mat(
    "brass", (0.66, 0.46, 0.18), (0.46, 0.31, 0.12), rough=(0.2, 0.4), metal=1.0, scale=40, bump=0.05, bscale=200
)
iron = mat(
    "iron", (0.12, 0.12, 0.125), (0.07, 0.065, 0.06), rough=(0.25, 0.5), metal=0.9, scale=12, bump=0.15, bscale=80
)
enamel = mat("enamel", (0.055, 0.09, 0.085), (0.04, 0.065, 0.06), rough=(0.25, 0.45), scale=4)
wall = mat("wall", (0.20, 0.22, 0.22), (0.15, 0.165, 0.165), rough=(0.8, 0.95), scale=1.5)


def clear(name, colour, ior):
    g = Nodes(name)
    return g.surface(g.node("BsdfGlass", Color=colour, Roughness=0.0, IOR=ior))


demantoid = clear("demantoid", (0.60, 0.80, 0.34), 1.88)
water = clear("water", (1.0, 1.0, 1.0), 1.33)

box((2.2, 1.1, 0.05), (0, 0.35, -0.025), bench, 0.003)


def cabochon(loc, a, b, height, material, rz=0.0, tilt=(0.0, 0.0)):
    """A domed oval: flat back, a thin girdle, the dome."""
    profile = [
        (0, 0),
        (0.93, 0),
        (1.0, 0.10),
        (1.0, 0.18),
        (0.965, 0.36),
        (0.86, 0.60),
        (0.66, 0.82),
        (0.36, 0.96),
        (0, 1.0),
    ]
    smooth = [profile[0], *spline_profile([(r, z) for r, z in profile[1:]], 48)]
    stone = lathe(smooth, 96, material, loc=loc, rot=(*tilt, rz))
    stone.data.transform(Matrix.Diagonal((a, b, height, 1)))
    return stone


def brilliant(loc, radius, rot):
    """The round cut of fifty-seven facets: a block from which every facet's plane takes its slice."""
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=4)
    rim, table, crown, pavilion = 0.02, 0.56, math.radians(34.5), math.radians(41.0)
    top = rim + (1 - table) * math.tan(crown)
    planes = [((0, 0, top), (0, 0, 1))]

    def facet(azimuth, slope, r, z, down=False):
        n = Vector(
            (
                math.sin(slope) * math.cos(azimuth),
                math.sin(slope) * math.sin(azimuth),
                math.cos(slope) * (-1 if down else 1),
            )
        )
        planes.append(((r * math.cos(azimuth), r * math.sin(azimuth), z), n))

    step = math.pi / 4
    for k in range(8):
        facet(k * step, crown, 1, rim)
        facet((k + 0.5) * step, math.radians(21), table * math.cos(step / 2), top)
        facet(k * step, pavilion, 1, -rim, down=True)
        for side in (0.25, -0.25):
            facet((k + side) * step, math.radians(42), 1, rim)
            facet((k + side) * step, math.radians(42.2), 1, -rim, down=True)
    for k in range(64):
        facet(k * math.pi / 32, math.pi / 2, 1, 0)
    for co, no in planes:
        parts = bm.verts[:] + bm.edges[:] + bm.faces[:]
        sliced = bmesh.ops.bisect_plane(bm, geom=parts, plane_co=co, plane_no=no, clear_outer=True)
        edges = [e for e in sliced["geom_cut"] if isinstance(e, bmesh.types.BMEdge)]
        if len(edges) > 2:
            bmesh.ops.contextual_create(bm, geom=edges)
    me = bpy.data.meshes.new("brilliant")
    bm.to_mesh(me)
    bm.free()
    return add("brilliant", me, loc, rot, (radius, radius, radius), demantoid)


# what has been cut and polished
cabochon((-0.030, 0.000, 0.0005), 0.0300, 0.0225, 0.0150, red, 0.35)
cabochon((0.044, 0.046, 0.0005), 0.0250, 0.0205, 0.0140, mala, -0.5)
cabochon((0.006, 0.074, 0.0005), 0.0170, 0.0130, 0.0085, green, 1.0)
cabochon((-0.088, -0.012, 0.0005), 0.0150, 0.0110, 0.0070, mala, 0.9)
cabochon((0.088, 0.086, 0.0005), 0.0180, 0.0140, 0.0090, red, 2.1)
cabochon((-0.004, -0.046, 0.0005), 0.0110, 0.0082, 0.0056, green, 2.5)


def rough(loc, r, flat, seed, rz):
    """A broken lump with one sawn face."""
    n = Vector(flat).normalized()
    bm = bmesh.new()
    bmesh.ops.create_icosphere(bm, subdivisions=6, radius=1)
    for v in bm.verts:
        q = v.co.copy()
        q *= 1 + 0.26 * noise.noise(q * 1.3 + Vector((seed, 0, 0))) + 0.10 * noise.noise(q * 3.4 + Vector((0, seed, 0)))
        q += q * 0.03 * noise.noise(q * 12)
        over = q.dot(n) - 0.52
        if over > 0:
            q -= n * over
        v.co = q
    bm.normal_update()
    for f in bm.faces:
        f.material_index = 1 if f.normal.dot(n) > 0.995 else 0
        f.smooth = f.material_index == 1
    me = bpy.data.meshes.new("rough")
    bm.to_mesh(me)
    bm.free()
    me.materials.append(crust)
    me.materials.append(cut)
    me.transform(Matrix.Diagonal((r, r, r * 0.85, 1)))
    return add("rough", me, loc, (0, 0, rz))


block = rough((-0.105, 0.120, 0.045), 0.058, (0.35, -1.0, 0.35), 3.0, 0.0)
n = Vector((0.35, -1.0, 0.35)).normalized()
u = n.cross(Vector((0, 0, 1))).normalized()
v = u.cross(n)
marked = curve([n * 0.525 + u * a + v * b for a, b in ((-0.50, -0.30), (-0.15, 0.10), (0.10, 0.16), (0.55, 0.52))], 12)
chalk = mat("chalk", (0.80, 0.80, 0.76), rough=(0.8, 0.9))
tubes([[(x * 0.058, y * 0.058, z * 0.0493) for x, y, z in marked]], 0.0006, chalk, res=1, parent=block)
rough((0.175, 0.190, 0.040), 0.055, (-0.5, -1.0, 0.6), 8.0, 0.3)
rough((0.02, 0.27, 0.035), 0.045, (0.1, -1.0, 0.5), 12.0, 0.1)

# demantoids on a folded paper, tweezers beside
P = empty((0.086, -0.034, 0.0006), (0, 0, -0.35))
grid(
    0.092,
    0.066,
    60,
    40,
    lambda x, y: (
        0.0010 * math.exp(-(((x - 0.016) / 0.0016) ** 2))
        + 0.0009 * math.exp(-(((y + 0.010) / 0.0016) ** 2))
        + 0.010 * max(0, (x - 0.034) / 0.012) ** 1.6 * 0.5
    ),
    paper,
    parent=P,
)
for x, y, r, rz in (
    (-0.020, 0.004, 0.0078, 0.25),
    (0.006, 0.016, 0.0048, -0.5),
    (0.000, -0.015, 0.0052, 0.9),
    (-0.031, -0.018, 0.0040, -0.9),
    (0.021, 0.003, 0.0036, 0.4),
):
    gem = brilliant((x, y, 0.0004 + r * 0.67), r, (math.radians(41), 0, rz))
    gem.parent = P
for s in (-1, 1):
    arm = curve(
        [
            (0.052, 0.020 + s * 0.0012, 0.003),
            (0.085, 0.034 + s * 0.005, 0.006),
            (0.14, 0.058 + s * 0.006, 0.009),
            (0.19, 0.080, 0.010),
        ],
        14,
    )
    tubes([arm], 0.0016, iron, [[0.45 + 0.75 * min(1, i / 16) for i in range(len(arm))]], parent=P)

# dop sticks with stones in wax, lying and in their rack
for x, y, rz, tilt, m in ((-0.155, 0.010, 0.9, 1.50, mala), (-0.170, 0.040, 0.7, 1.49, red)):
    d = empty((x, y, 0.007), (0, tilt, rz))
    lathe([(0, -0.13), (0.0045, -0.13), (0.0050, 0.0), (0.0044, 0.014), (0, 0.014)], 24, stick, parent=d)
    lathe(
        spline_profile([(0.0048, -0.004), (0.0062, 0.004), (0.0085, 0.014), (0.0088, 0.018), (0, 0.019)], 24),
        32,
        wax,
        parent=d,
    )
    cabochon((0, 0, 0.018), 0.0105, 0.0082, 0.0062, m).parent = d
box((0.26, 0.06, 0.05), (-0.20, 0.36, 0.025), stick, 0.003)
for k in range(7):
    d = empty(
        (-0.31 + 0.036 * k, 0.36 + rng.uniform(-0.012, 0.012), 0.05),
        (rng.gauss(0, 0.05), rng.gauss(0, 0.05), rng.random() * 6),
    )
    lathe([(0, -0.04), (0.0050, -0.04), (0.0050, 0.075), (0, 0.075)], 20, stick, parent=d)
    lathe(spline_profile([(0.0052, 0.068), (0.009, 0.082), (0, 0.085)], 16), 24, wax, parent=d)
    cabochon((0, 0, 0.084), 0.012, 0.009, 0.007, rng.choice((mala, red, green))).parent = d

# a pencil, and water where the stone was dipped
q = Vector((-0.145, -0.070, 0.0042))
e = Vector((0.010, -0.088, 0.0042))
tubes(
    [[tuple(q + (e - q) * t) for t in (0, 0.5, 1)]],
    0.0036,
    mat("lacquer", (0.30, 0.035, 0.025), rough=(0.25, 0.4)),
    res=2,
)
tubes([[tuple(e), tuple(e + (e - q) * 0.09)]], 0.0036, stick, [[1, 0.30]], res=2)
tubes([[tuple(e + (e - q) * 0.085), tuple(e + (e - q) * 0.115)]], 0.0011, iron, [[1, 0.3]], res=2)
for _ in range(40):
    x, y, r = rng.gauss(-0.055, 0.06), rng.gauss(0.03, 0.035), rng.uniform(0.0006, 0.0034) * rng.random()
    if math.hypot((x + 0.03) / 0.033, y / 0.026) > 1.05 and y > -0.06:
        lathe(
            [(1.0, 0.0), (0.93, 0.22), (0.70, 0.42), (0.35, 0.53), (0, 0.56)],
            24,
            water,
            loc=(x, y, 0.0002),
            scale=(r * rng.uniform(0.8, 1.4), r, r),
        )

# behind: the iron lap, the lens lamp, a window to the north
L = empty((-0.02, 0.72, 0.10))
lathe([(0, 0), (0.17, 0), (0.175, 0.004), (0.175, 0.020), (0.17, 0.024), (0, 0.024)], 96, iron, False, parent=L)
lathe([(0, 0.024), (0.022, 0.024), (0.020, 0.05), (0.012, 0.07), (0, 0.07)], 48, brass, parent=L)
lathe([(0.20, -0.06), (0.215, -0.06), (0.215, 0.035), (0.20, 0.035), (0.20, -0.06)], 96, enamel, False, parent=L)
M = empty((0.165, 0.43, 0.135), (math.radians(72), 0, math.radians(-20)))
lathe(
    spline_profile([(0.066, -0.02), (0.088, -0.02), (0.096, 0.0), (0.088, 0.02), (0.068, 0.016)], 30),
    96,
    enamel,
    parent=M,
)
lathe([(0.068, -0.012), (0.078, -0.016), (0.086, -0.015)], 96, glow("ring", kelvin(3000), 26), parent=M)
lathe([(0, -0.006), (0.066, -0.003), (0.066, 0.003), (0, 0.006)], 64, clear("lens", (0.97, 1.0, 0.98), 1.25), parent=M)
tubes([curve([(0.262, 0.44, 0.15), (0.35, 0.50, 0.24), (0.42, 0.70, 0.16), (0.44, 0.75, 0.0)], 12)], 0.008, iron)
box((5, 0.08, 3), (0, 2.3, 1.0), wall, 0)
for k in range(9):
    x = 0.15 + 0.17 * k + rng.uniform(-0.02, 0.02)
    rough((x, 2.0, 0.27 + 0.03 * rng.random()), rng.uniform(0.05, 0.075), (0, -1, 0.2), 20.0 + k, 0.0)
box((1.9, 0.26, 0.03), (0.85, 2.02, 0.20), stick, 0.004)
sky = glow("sky", (0.74, 0.86, 1.0), 5.0)
card(1.0, 1.3, (-0.85, 2.24, 0.48), sky)
for x in (-1.36, -1.02, -0.68, -0.34):
    box((0.045, 0.05, 1.4), (x, 2.2, 0.48), wall, 0)
for z in (-0.15, 0.20, 0.55, 1.1):
    box((1.05, 0.05, 0.04), (-0.85, 2.2, z), wall, 0)

light("AREA", (-0.62, 0.50, 0.75), 11, 7600, target=(0, 0, 0), size=0.55, size_y=0.8)
light("AREA", (-0.9, -0.5, 0.9), 5, 6800, target=(0, 0, 0), size=0.7)
light("AREA", (0.22, 0.30, 0.24), 1.5, 2900, target=(0.03, 0.0, 0), size=0.12)
light("AREA", (0.5, 1.4, 1.3), 12, 3200, target=(0.6, 2.0, 0.5), size=0.5)
camera((0.012, -0.325, 0.118), (0.010, 0.030, 0.034), lens=46, fstop=6.3, focus=(-0.02, -0.016, 0.012))
photograph(exposure=0.55, bloom=0.25, bounces=14, trans=12)
