"""A printing house: lines of metal type in a composing stick, a printed sheet, cases of letters behind."""

import math
from pathlib import Path

import bpy
import bmesh
import numpy as np
from mathutils import Euler, Vector

from materials import Nodes, glow, kelvin, mat, wood
from shapes import box, empty, grid, lathe, mesh, rng, spline_profile, tubes
from studio import camera, light, photograph, reset, world

reset(41)
world((0.55, 0.62, 0.75), 0.06)


FONTS = Path("/usr/share/fonts/truetype/dejavu")  # fonts-dejavu-core, on any Debian
FB = bpy.data.fonts.load(str(FONTS / "DejaVuSerif-Bold.ttf"))
FR = bpy.data.fonts.load(str(FONTS / "DejaVuSerif.ttf"))


def glyph(ch, size, fnt, ext, bev=0.0):
    c = bpy.data.curves.new("t", "FONT")
    c.body = ch
    c.size = size
    c.extrude = ext
    c.bevel_depth = bev
    c.bevel_resolution = 1
    c.resolution_u = 5
    if fnt:
        c.font = fnt
    o = bpy.data.objects.new("t", c)
    bpy.context.scene.collection.objects.link(o)
    bpy.context.view_layer.update()
    me = bpy.data.meshes.new_from_object(o.evaluated_get(bpy.context.evaluated_depsgraph_get()))
    bpy.data.objects.remove(o)
    return me


cache = {}


def type_mesh(ch, pt, fnt):
    """one sort: body with mirrored raised face on top (local origin: foot, left edge), returns mesh + set width"""
    k = (ch, pt, fnt.name if fnt else "")
    if k in cache:
        return cache[k]
    size = pt * 1.06
    H = 0.0233
    sh = H - 0.0016
    bm = bmesh.new()
    w = pt * 0.30
    if ch != " ":
        me = glyph(ch, size, fnt, 0.0011, 0.00010)
        xs = [v.co.x for v in me.vertices]
        x0, x1 = min(xs), max(xs)
        w = (x1 - x0) + pt * 0.11
        bm.from_mesh(me)
        for v in bm.verts:
            v.co = Vector((w / 2 - (v.co.x - (x0 + x1) / 2), v.co.y + pt * 0.26, v.co.z + sh + 0.0006))
        bmesh.ops.reverse_faces(bm, faces=bm.faces[:])
    else:
        sh = H - 0.0055
    for f in bm.faces:
        f.material_index = 1 if f.calc_center_median().z > H - 0.0004 else 0
    g_ = 0.00006
    a = [(g_, g_), (w - g_, g_), (w - g_, pt - g_), (g_, pt - g_)]
    b = 0.00018
    V = (
        [bm.verts.new((x, y, 0)) for x, y in a]
        + [bm.verts.new((x, y, sh - b)) for x, y in a]
        + [bm.verts.new((x + (b if x < w / 2 else -b), y + (b if y < pt / 2 else -b), sh)) for x, y in a]
    )
    for l in (0, 4):
        for i in range(4):
            bm.faces.new((V[l + i], V[l + (i + 1) % 4], V[l + 4 + (i + 1) % 4], V[l + 4 + i]))
    bm.faces.new(V[8:12])
    me = bpy.data.meshes.new("sort")
    bm.to_mesh(me)
    bm.free()
    me.materials.append(lead)
    me.materials.append(face)
    cache[k] = (me, w)
    return cache[k]


def leadmat(name, c1, c2, ro, wear, ink):
    g = Nodes(name)
    v = g.coord()
    n1 = g.node("TexNoise", Vector=v, Scale=130.0, Detail=8.0, Roughness=0.7)
    n2 = g.node("TexNoise", Vector=v, Scale=420.0, Detail=6.0, Roughness=0.7)
    sc = g.node("TexNoise", Vector=g.coord((900, 120, 900)), Scale=1.0, Detail=3.0)
    col = g.ramp(n1, (0.35, c1), (0.68, c2))
    col = g.node(
        "Mix", _out=2, data_type="RGBA", i0=g.ramp(n2, (0.5, 0.0), (0.66, ink)), i6=col, i7=(0.012, 0.012, 0.014)
    )
    ao = g.node("AmbientOcclusion", _out=1, Distance=0.0016)
    col = g.node(
        "Mix", _out=2, data_type="RGBA", i0=g.ramp(ao, (0.35, wear), (0.9, 0.0)), i6=col, i7=(0.010, 0.010, 0.012)
    )
    h = g.node("Math", operation="ADD", i0=n2, i1=g.node("Math", operation="MULTIPLY", i0=sc, i1=0.6))
    return g.surface(
        g.node(
            "BsdfPrincipled",
            Base_Color=col,
            Metallic=0.92,
            Roughness=g.node("MapRange", Value=n1, From_Min=0.3, From_Max=0.7, To_Min=ro[0], To_Max=ro[1]),
            Normal=g.node("Bump", Strength=0.25, Distance=0.00025, Height=h),
        )
    )


lead = leadmat("lead", (0.20, 0.205, 0.215), (0.115, 0.115, 0.12), (0.34, 0.55), 0.95, 0.55)
face = leadmat("face", (0.66, 0.665, 0.68), (0.50, 0.50, 0.51), (0.20, 0.36), 0.0, 0.22)
steel = mat(
    "steel",
    (0.42, 0.41, 0.40),
    (0.30, 0.28, 0.26),
    rough=(0.22, 0.42),
    metal=1.0,
    scale=24,
    bump=0.12,
    bscale=500,
    dist=0.0003,
    stretch=(0.25, 3, 1),
    dirt=(0.05, 0.035, 0.025),
)
brass = mat(
    "brass",
    (0.60, 0.41, 0.16),
    (0.42, 0.27, 0.10),
    rough=(0.22, 0.42),
    metal=1.0,
    scale=40,
    bump=0.06,
    bscale=300,
    dist=0.0004,
)
casew = wood(
    "casew",
    (0.235, 0.135, 0.07),
    (0.125, 0.068, 0.034),
    axis=0,
    scale=16,
    rough=(0.34, 0.6),
    bump=0.3,
    dist=0.0006,
    dust=(0.05, 0.04, 0.035),
    amount=0.6,
)
casey = wood(
    "casey",
    (0.235, 0.135, 0.07),
    (0.125, 0.068, 0.034),
    axis=1,
    scale=16,
    rough=(0.34, 0.6),
    bump=0.3,
    dist=0.0006,
    dust=(0.05, 0.04, 0.035),
    amount=0.6,
)
floorw = wood(
    "floorw", (0.13, 0.08, 0.045), (0.07, 0.042, 0.024), axis=0, scale=12, rough=(0.5, 0.8), bump=0.3, dist=0.0006
)
bench = wood(
    "bench", (0.20, 0.125, 0.07), (0.11, 0.065, 0.035), axis=0, scale=8, rough=(0.35, 0.65), bump=0.4, dist=0.001
)
# type case: compartments with lying sorts
CZ = 0.036
CX0, CX1, CY0, CY1 = -0.36, 0.20, -0.02, 0.40
box((CX1 - CX0, CY1 - CY0, 0.008), ((CX0 + CX1) / 2, (CY0 + CY1) / 2, 0.004), floorw, 0.001)
for y in (CY0, CY1):
    box((CX1 - CX0 + 0.02, 0.014, CZ + 0.008), ((CX0 + CX1) / 2, y, (CZ + 0.008) / 2), casew, 0.002)
for x in (CX0, CX1):
    box((0.014, CY1 - CY0, CZ + 0.008), (x, (CY0 + CY1) / 2, (CZ + 0.008) / 2), casey, 0.002)
nx, ny = 8, 6
dx, dy = (CX1 - CX0) / nx, (CY1 - CY0) / ny
for i in range(1, nx):
    box((0.0042, CY1 - CY0 - 0.01, CZ - 0.004), (CX0 + i * dx, (CY0 + CY1) / 2, 0.002 + (CZ) / 2), casey, 0.0008)
for j in range(1, ny):
    box((CX1 - CX0 - 0.01, 0.0042, CZ - 0.004), ((CX0 + CX1) / 2, CY0 + j * dy, 0.002 + (CZ) / 2), casew, 0.0008)
PT = 0.0105
for i in range(nx):
    for j in range(ny):
        ch = rng.choice("abcdefghijklmnoprstuvwy")
        me, w = type_mesh(ch, PT * 0.8, FR)
        cnt = rng.randint(10, 34)
        for q in range(cnt):
            x = CX0 + i * dx + rng.uniform(0.015, dx - 0.015)
            y = CY0 + j * dy + rng.uniform(0.015, dy - 0.015)
            lay = q / 16.0
            rx = rng.choice((math.pi / 2, -math.pi / 2)) + rng.gauss(0, 0.18)
            e = Euler((rx, rng.gauss(0, 0.2), rng.random() * 6.28))
            ofs = e.to_matrix() @ Vector((w / 2, PT * 0.4, 0.0116))
            o = bpy.data.objects.new("s", me)
            bpy.context.scene.collection.objects.link(o)
            o.rotation_euler = e
            o.location = Vector((x, y, 0.012 + 0.0068 * lay + rng.uniform(0, 0.002))) - ofs
# composing stick lying across the case front, three lines set
S = empty((-0.012, -0.012, CZ + 0.0102), (0, 0, math.radians(9)))
L, Wd = 0.152, 0.062
t = 0.0016
box((L, Wd, t), (L / 2 - 0.055, Wd / 2 - 0.006, t / 2), steel, 0.0004, parent=S)  # bed
box((L, t, 0.017), (L / 2 - 0.055, Wd - 0.006, 0.0085), steel, 0.0004, parent=S)  # back wall
box((t * 1.6, Wd, 0.017), (-0.055, Wd / 2 - 0.006, 0.0085), steel, 0.0004, parent=S)  # fixed end


def line(text, pt, y, x0, x1, fnt=FB):
    ms = [type_mesh(c, pt, fnt) for c in text]
    tot = sum(w for _, w in ms)
    x = x1
    # set upside down in the stick: mirrored faces, read left to right with the nick up -> local x runs to the right
    sp = (x1 - x0 - tot) / 2
    x = x0 + sp
    for c, (me, w) in zip(text, ms):
        o = bpy.data.objects.new("s", me)
        bpy.context.scene.collection.objects.link(o)
        o.parent = S
        o.location = (x + w, y + pt + rng.uniform(-0.00012, 0.00012), t + rng.uniform(-0.00016, 0.00012))
        o.rotation_euler = (rng.gauss(0, 0.004), rng.gauss(0, 0.004), math.pi + rng.gauss(0, 0.006))
        x += w
    for a, b in ((x0, x0 + sp), (x1 - sp, x1)):
        n = max(1, round((b - a) / (pt * 0.9)))
        for k in range(n):
            box(
                ((b - a) / n - 0.0001, pt - 0.0002, 0.0178),
                (a + (b - a) * (k + 0.5) / n, y + pt / 2, t + 0.0089),
                lead,
                0.0002,
                parent=S,
            )


X0, X1 = -0.0535, 0.0685
LINES = (("Проходная", 0.0140, FB), ("бумага и печать", 0.0092, FB), ("вход открыт", 0.0118, FB))
y = Wd - 0.006 - t / 2 - 0.0002
for k, (tx, pt, fn) in enumerate(LINES):
    y -= pt
    line(tx[::1], pt, y, X0, X1, fn)
    y -= 0.0011
    box(
        (X1 - X0, 0.0010, 0.0182),
        ((X0 + X1) / 2, y + 0.00055, t + 0.0091),
        (brass if k == 0 else lead),
        0.0001,
        parent=S,
    )
KX = X1 + 0.0030
box((0.0052, Wd - 0.004, 0.0165), (KX, Wd / 2 - 0.005, 0.0083 + t), steel, 0.0006, parent=S)  # knee
box((0.046, 0.016, 0.003), (KX + 0.024, Wd - 0.017, t + 0.0015), steel, 0.0006, parent=S)
lathe(
    [(0, 0), (0.0074, 0), (0.0082, 0.0008), (0.0082, 0.0052), (0.0074, 0.006), (0, 0.006)],
    40,
    brass,
    False,
    parent=S,
    loc=(KX + 0.026, Wd - 0.018, t + 0.003),
)
box((0.0016, 0.0125, 0.0020), (KX + 0.026, Wd - 0.018, t + 0.0090), steel, 0.0003, parent=S, rot=(0, 0, 0.5))
# printed sheet on the right, slightly curled
paper = mat(
    "paper",
    (0.80, 0.765, 0.68),
    (0.75, 0.71, 0.62),
    rough=(0.75, 0.9),
    scale=12,
    bump=0.25,
    bscale=700,
    dist=0.0003,
    Sheen_Weight=0.1,
)


def inkm(name, c):
    g = Nodes(name)
    n = g.node("TexNoise", Vector=g.coord((1, 1, 1)), Scale=900.0, Detail=5.0, Roughness=0.7)
    n2 = g.node("TexNoise", Vector=g.coord((1, 1, 1)), Scale=60.0, Detail=3.0)
    a = g.ramp(
        g.node(
            "Math",
            operation="ADD",
            i0=g.node("Math", operation="MULTIPLY", i0=n, i1=0.7),
            i1=g.node("Math", operation="MULTIPLY", i0=n2, i1=0.3),
        ),
        (0.36, 0.25),
        (0.46, 1.0),
    )
    return g.surface(
        g.node(
            "MixShader", i0=a, i1=g.node("BsdfTransparent"), i2=g.node("BsdfPrincipled", Base_Color=c, Roughness=0.42)
        )
    )


black, red = inkm("black", (0.014, 0.014, 0.016)), inkm("red", (0.42, 0.035, 0.018))


def curl(x, y):
    return 0.0006 + 0.002 * max(0, (y - 0.02) / 0.16) ** 2.2 + 0.010 * max(0, (x - 0.09) / 0.1) ** 2


PW, PH = 0.185, 0.21
SP = empty((0.052, -0.075, CZ + 0.0086), (0, 0, math.radians(-3)))
grid(PW, PH, 50, 70, lambda x, y: curl(x + PW / 2, y + PH / 2 - 0.1), paper, loc=(PW / 2, PH / 2, 0), parent=SP)


def printed(text, size, x, y, m, fnt):
    me = glyph(text, size, fnt, 0.0)
    bm = bmesh.new()
    bm.from_mesh(me)
    bmesh.ops.subdivide_edges(bm, edges=[e for e in bm.edges if e.calc_length() > 0.004], cuts=2)
    for v in bm.verts:
        v.co = Vector((v.co.x + x, v.co.y + y, curl(v.co.x + x, v.co.y + y - 0.1) + 0.00025))
    bm.to_mesh(me)
    bm.free()
    me.materials.append(m)
    o = bpy.data.objects.new("p", me)
    bpy.context.scene.collection.objects.link(o)
    o.parent = SP
    return max(v.co.x for v in me.vertices)


printed("Проходная", 0.026, 0.044, 0.158, red, FB)
printed("бумага и печать", 0.0150, 0.045, 0.130, black, FB)
printed("вход открыт", 0.0190, 0.045, 0.104, black, FB)
for i, tx in enumerate(("Мастерские, дворы и станки", "открывают двери на день.", "Входите, смотрите, трогайте.")):
    printed(tx, 0.0082, 0.046, 0.080 - 0.013 * i, black, FR)
# bench, ink slab with brayer at the back right
box((1.8, 1.2, 0.03), (0.1, 0.2, -0.015), bench, 0.003)
stone = mat("stone", (0.33, 0.33, 0.32), (0.26, 0.26, 0.26), rough=(0.2, 0.4), scale=8, bump=0.05)
box((0.24, 0.26, 0.022), (0.36, 0.24, 0.011), stone, 0.003)
inkg = mat(
    "inkg",
    (0.012, 0.012, 0.014),
    (0.008, 0.008, 0.010),
    rough=(0.10, 0.22),
    scale=40,
    bump=0.35,
    bscale=700,
    dist=0.0004,
    Coat_Weight=0.4,
)
inkr = mat(
    "inkr",
    (0.45, 0.03, 0.015),
    (0.34, 0.02, 0.010),
    rough=(0.12, 0.25),
    scale=40,
    bump=0.4,
    bscale=500,
    dist=0.0006,
    Coat_Weight=0.4,
)
box((0.15, 0.18, 0.0006), (0.36, 0.23, 0.0225), inkg, 0)
B = empty((0.34, 0.19, 0.022 + 0.019), (0, 0, math.radians(28)))
lathe(
    [(0, -0.05), (0.0185, -0.05), (0.019, -0.049), (0.019, 0.049), (0.0185, 0.05), (0, 0.05)],
    48,
    inkg,
    False,
    parent=B,
    rot=(0, math.pi / 2, 0),
)
tubes(
    [
        [(-0.058, 0, 0), (-0.058, -0.035, 0.012), (-0.03, -0.055, 0.020), (0, -0.06, 0.022)],
        [(0.058, 0, 0), (0.058, -0.035, 0.012), (0.03, -0.055, 0.020), (0, -0.06, 0.022)],
    ],
    0.003,
    steel,
    parent=B,
)
lathe(
    spline_profile(
        [(0.001, 0), (0.006, 0.002), (0.011, 0.02), (0.014, 0.05), (0.012, 0.09), (0.010, 0.10), (0, 0.102)], 30
    ),
    24,
    mat("hand", (0.34, 0.19, 0.09), (0.24, 0.12, 0.05), rough=(0.25, 0.4)),
    parent=B,
    loc=(0, -0.058, 0.022),
    rot=(math.radians(72), 0, 0),
)
T = empty((0.110, 0.150, CZ + 0.0092))
tin = mat("tin", (0.62, 0.56, 0.44), (0.45, 0.38, 0.27), rough=(0.3, 0.5), metal=0.5, scale=30, bump=0.1)
lathe(
    [
        (0, 0),
        (0.031, 0),
        (0.032, 0.001),
        (0.032, 0.024),
        (0.0328, 0.025),
        (0.0325, 0.026),
        (0.0312, 0.0255),
        (0.031, 0.016),
        (0, 0.015),
    ],
    56,
    tin,
    True,
    parent=T,
)
lathe(
    spline_profile([(0.031, 0.0200), (0.024, 0.0185), (0.012, 0.021), (0.004, 0.0195), (0, 0.024)], 24),
    48,
    inkr,
    parent=T,
)
kb = box((0.016, 0.11, 0.0009), (-0.012, -0.018, 0.0275), steel, 0.0003, parent=T, rot=(-0.03, 0, 0.5))
box((0.017, 0.03, 0.0030), (0.010, -0.060, 0.0285), inkr, 0.0012, parent=T, rot=(-0.03, 0, 0.5))
box((0.02, 0.07, 0.013), (-0.055, 0.062, 0.026), casew, 0.005, parent=T, rot=(-0.03, 0, 0.5))
# background: rack of cases, press flywheel, window, lamp
dark = mat("dark", (0.045, 0.045, 0.048), (0.07, 0.062, 0.055), rough=(0.4, 0.7), metal=0.4)
wall = mat("wall", (0.20, 0.19, 0.165), (0.15, 0.14, 0.12), rough=(0.8, 0.95))
box((6, 0.1, 3), (0, 2.6, 1), wall, 0)
for k in range(9):
    z = -0.3 + 0.12 * k
    box((0.95, 0.5, 0.085), (-0.55, 1.75, z), casew, 0.006)
    lathe(
        [(0, 0), (0.014, 0.004), (0.016, 0.012), (0, 0.016)], 20, brass, loc=(-0.55, 1.49, z), rot=(math.pi / 2, 0, 0)
    )
tubes(
    [[(0.75 + 0.42 * math.cos(a), 1.5, 0.34 + 0.42 * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 60)]],
    0.028,
    dark,
)
tubes(
    [
        [(0.75, 1.5, 0.34), (0.75 + 0.42 * math.cos(a), 1.5, 0.34 + 0.42 * math.sin(a))]
        for a in np.linspace(0.2, 6.48, 7)[:-1]
    ],
    0.016,
    dark,
)
box((0.5, 0.5, 1.0), (1.0, 1.85, 0.0), dark, 0.03)
sky = glow("sky", (0.76, 0.87, 1.0), 3.2)
mesh([(-0.1, 2.53, 0.30), (0.5, 2.53, 0.30), (0.5, 2.53, 1.5), (-0.1, 2.53, 1.5)], [(0, 1, 2, 3)], sky)
for x in (-0.1, 0.1, 0.3, 0.5):
    box((0.035, 0.05, 1.25), (x, 2.48, 0.9), dark, 0)
for z in (0.3, 0.55, 0.8, 1.05):
    box((0.6, 0.05, 0.03), (0.2, 2.48, z), dark, 0)
bpy.ops.mesh.primitive_uv_sphere_add(radius=0.035, location=(-0.12, 1.15, 0.33))
bpy.context.object.data.materials.append(glow("bulb", kelvin(2350), 45, False))
lathe(spline_profile([(0.02, 0.12), (0.03, 0.09), (0.09, 0.03), (0.12, 0)], 20), 40, dark, loc=(-0.12, 1.15, 0.335))
light("POINT", (-0.12, 1.1, 0.30), 4, 2400, size=0.05)
# key: warm, from behind, so that the faces of the type mirror it; fill: north light from the left
light("AREA", (-0.05, 0.43, 0.315), 6.5, 3000, target=(-0.02, 0.02, 0.05), size=0.40, size_y=0.24)
light("AREA", (-0.75, -0.1, 0.6), 7, 6800, target=(0, 0.05, 0.03), size=0.6)
light("AREA", (0.5, -0.3, 0.6), 2.2, 4200, target=(0.1, 0, 0.03), size=0.5)
camera((0.007, -0.154, 0.167), (0.021, 0.026, 0.0615), lens=44, fstop=7.0, focus=(0.0, 0.016, 0.068))
photograph(exposure=0.35, bloom=0.3, warm=0.03)
