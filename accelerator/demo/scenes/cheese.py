"""A cheese cellar: a wheel with a cut wedge on the table, knife and cloth, wheels ripening on the shelves behind."""

import math

import bpy
import bmesh
from mathutils import Matrix, Vector, noise

from materials import Nodes, glow, kelvin, mat, wood
from shapes import ball, box, copy, empty, lathe, mesh, rng, stones, tubes
from studio import camera, light, photograph, reset, world

reset(31)
world((0.45, 0.55, 0.75), 0.07)
RW, HW = 0.150, 0.092


def profile(R0, H, b=0.006, c=0.016, n=7):
    P = [(R0 - c - 0.03, 0.0)]
    for k in range(n + 1):
        a = math.pi / 2 * k / n
        P.append((R0 - c + c * math.sin(a), c - c * math.cos(a)))
    for t in (0.25, 0.5, 0.75):
        P.append((R0 + b * math.sin(math.pi * t), c + (H - 2 * c) * t))
    for k in range(n + 1):
        a = math.pi / 2 * k / n
        P.append((R0 - c + c * math.cos(a), H - c + c * math.sin(a)))
    return P + [(R0 - c - 0.03, H)]


# materials
def rindmat(name, c1, c2, c3, bloomc, amt):
    g = Nodes(name)
    v = g.coord()
    n1 = g.node("TexNoise", Vector=v, Scale=9.0, Detail=9.0, Roughness=0.68)
    n2 = g.node("TexNoise", Vector=v, Scale=38.0, Detail=7.0, Roughness=0.7)
    n3 = g.node("TexNoise", Vector=v, Scale=420.0, Detail=4.0, Roughness=0.6)
    n4 = g.node("TexNoise", Vector=v, Scale=5.0, Detail=8.0, Roughness=0.75)
    f = g.node(
        "Math",
        operation="ADD",
        i0=g.node("Math", operation="MULTIPLY", i0=n1, i1=0.6),
        i1=g.node("Math", operation="MULTIPLY", i0=n2, i1=0.4),
    )
    col = g.ramp(f, (0.34, c2), (0.5, c1), (0.66, c3))
    fl = g.node(
        "Math",
        operation="ADD",
        i0=g.node("Math", operation="MULTIPLY", i0=n4, i1=0.75),
        i1=g.node("Math", operation="MULTIPLY", i0=n3, i1=0.25),
    )
    col = g.node("Mix", _out=2, data_type="RGBA", i0=g.ramp(fl, (0.47, 0.0), (0.66, amt)), i6=col, i7=bloomc)
    wv = g.coord((1, 1, 1), offset_random=False)
    w1 = g.node(
        "TexWave", _out=1, Vector=wv, Scale=95.0, wave_type="BANDS", bands_direction="Z", Distortion=1.2, Detail=1.0
    )
    h = g.node(
        "Math",
        operation="ADD",
        i0=g.node("Math", operation="MULTIPLY", i0=w1, i1=0.055),
        i1=g.node(
            "Math",
            operation="ADD",
            i0=g.node("Math", operation="MULTIPLY", i0=n2, i1=0.9),
            i1=g.node("Math", operation="MULTIPLY", i0=n3, i1=0.28),
        ),
    )
    return g.surface(
        g.node(
            "BsdfPrincipled",
            Base_Color=col,
            Roughness=g.node("MapRange", Value=n2, From_Min=0.3, From_Max=0.7, To_Min=0.5, To_Max=0.85),
            Subsurface_Weight=0.06,
            Subsurface_Scale=0.004,
            Normal=g.node("Bump", Strength=1.0, Distance=0.0055, Height=h),
        )
    )


rind = rindmat("rind", (0.36, 0.275, 0.175), (0.19, 0.145, 0.09), (0.48, 0.39, 0.265), (0.66, 0.64, 0.58), 0.75)
rindB = rindmat("rindB", (0.46, 0.38, 0.26), (0.31, 0.245, 0.155), (0.57, 0.49, 0.36), (0.70, 0.68, 0.62), 0.8)
rindC = rindmat("rindC", (0.30, 0.225, 0.145), (0.17, 0.125, 0.08), (0.40, 0.315, 0.21), (0.52, 0.50, 0.45), 0.5)


def pastemat():
    g = Nodes("paste")
    v = g.coord((1, 1, 1), offset_random=False)
    s = g.tree.nodes.new("ShaderNodeSeparateXYZ")
    g.tree.links.new(v, s.inputs[0])
    x, y, z = s.outputs
    M = lambda op, a, b=0.0: g.node("Math", operation=op, i0=a, i1=b)
    r = M("SQRT", M("ADD", M("MULTIPLY", x, x), M("MULTIPLY", y, y)))
    n0 = g.node("TexNoise", Vector=v, Scale=30.0, Detail=4.0)
    d = M("MINIMUM", M("SUBTRACT", RW + 0.004, r), M("MINIMUM", z, M("SUBTRACT", HW, z)))
    d = M("ADD", d, M("MULTIPLY", M("SUBTRACT", n0, 0.5), 0.006))
    n1 = g.node("TexNoise", Vector=v, Scale=22.0, Detail=8.0, Roughness=0.7)
    n2 = g.node("TexNoise", Vector=v, Scale=160.0, Detail=5.0, Roughness=0.7)
    base = g.ramp(n1, (0.35, (0.80, 0.725, 0.555)), (0.68, (0.86, 0.80, 0.65)))
    rim2 = g.ramp(M("DIVIDE", d, 0.026), (0.05, 1.0), (0.9, 0.0))
    col = g.node("Mix", _out=2, data_type="RGBA", i0=M("MULTIPLY", rim2, 0.85), i6=base, i7=(0.66, 0.54, 0.35))
    col = g.node(
        "Mix",
        _out=2,
        data_type="RGBA",
        i0=g.ramp(M("DIVIDE", d, 0.006), (0.25, 1.0), (0.8, 0.0)),
        i6=col,
        i7=(0.27, 0.19, 0.11),
    )
    vo = g.node("TexVoronoi", Vector=v, Scale=260.0)
    cry = g.ramp(vo, (0.03, 1.0), (0.12, 0.0))
    pick = g.ramp(g.node("TexNoise", Vector=v, Scale=90.0), (0.60, 0.0), (0.64, 0.7))
    col = g.node("Mix", _out=2, data_type="RGBA", i0=M("MULTIPLY", cry, pick), i6=col, i7=(0.95, 0.93, 0.87))
    sc = g.node("TexNoise", Vector=g.coord((6, 6, 60), offset_random=False), Scale=8.0, Detail=4.0)
    h = M("ADD", M("MULTIPLY", n1, 1.2), M("ADD", M("MULTIPLY", n2, 0.45), M("MULTIPLY", sc, 0.25)))
    return g.surface(
        g.node(
            "BsdfPrincipled",
            Base_Color=col,
            Roughness=g.node("MapRange", Value=n2, From_Min=0.3, From_Max=0.7, To_Min=0.36, To_Max=0.6),
            Subsurface_Weight=0.35,
            Subsurface_Radius=(1.0, 0.75, 0.5),
            Subsurface_Scale=0.012,
            Specular_IOR_Level=0.4,
            Normal=g.node("Bump", Strength=0.5, Distance=0.0018, Height=h),
        )
    )


paste = pastemat()


def wheel(a0=None, a1=None, m=rind, R0=RW, H=HW, n=192, eyes=0, wob=0.0022, seed=0.0, **k):
    P = profile(R0, H)
    cut = a0 is not None
    N = n if not cut else max(8, int(n * (a1 - a0) / 6.283))
    v = []
    f = []
    mi = []
    cols = N + 1 if cut else N
    m_ = len(P)
    for i in range(cols):
        a = (a0 + (a1 - a0) * i / N) if cut else 2 * math.pi * i / N
        for r, z in P:
            q = Vector((r * math.cos(a), r * math.sin(a), z))
            w = wob * noise.fractal(q * 14 + Vector((seed, seed * 3, 0)), 0.8, 2.0, 4)
            v.append(
                q * (1 + w / 0.1 if True else 1) if 0 < z < H else q + Vector((0, 0, (w * 0.8 if z >= H - 1e-6 else 0)))
            )
    c0 = len(v)
    v += [Vector((0, 0, 0)), Vector((0, 0, H - 0.0015))]
    for i in range(N):
        j = (i + 1) % cols
        for p in range(m_ - 1):
            f.append((i * m_ + p, j * m_ + p, j * m_ + p + 1, i * m_ + p + 1))
            mi.append(0)
        f.append((c0, j * m_, i * m_))
        mi.append(0)
        f.append((c0 + 1, i * m_ + m_ - 1, j * m_ + m_ - 1))
        mi.append(0)
    if cut:
        f.append(tuple([c0] + list(range(m_)) + [c0 + 1]))
        mi.append(1)
        b = N * m_
        f.append(tuple([c0 + 1] + list(range(b + m_ - 1, b - 1, -1)) + [c0]))
        mi.append(1)
    ob = mesh(v, f, m, False, name="wheel", **k)
    ob.data.materials.append(paste)
    for p, q in zip(ob.data.polygons, mi):
        p.material_index = q
        p.use_smooth = q == 0
    if eyes:
        bm = bmesh.new()
        for a in (a0, a1):
            done = []
            for q in range(eyes):
                r = rng.uniform(0.025, RW - 0.020)
                z = rng.uniform(0.014, H - 0.016)
                s = rng.choice((0.0010, 0.0013, 0.0016, 0.002, 0.0026, 0.0034))
                if any(math.hypot(r - r2, z - z2) < 2.2 * (s + s2) for r2, z2, s2 in done):
                    continue
                done.append((r, z, s))
                off = rng.uniform(-0.4, 0.4) * s
                mt = (
                    Matrix.Translation((r * math.cos(a) - off * math.sin(a), r * math.sin(a) + off * math.cos(a), z))
                    @ Matrix.Rotation(a, 4, "Z")
                    @ Matrix.Diagonal((s * rng.uniform(0.9, 1.7), s, s * rng.uniform(0.6, 1.0), 1))
                )
                bmesh.ops.create_icosphere(bm, subdivisions=2, radius=1, matrix=mt)
        me = bpy.data.meshes.new("eyes")
        bm.to_mesh(me)
        bm.free()
        me.shade_smooth()
        me.materials.append(rind)
        me.materials.append(paste)
        for p in me.polygons:
            p.material_index = 1
        eo = _addc(me, ob)
        eo.hide_render = True
        for sol in ("MANIFOLD", "EXACT"):
            bo = ob.modifiers.new("b", "BOOLEAN")
            bo.object = eo
            bo.solver = sol
            bo.use_self = True
            bpy.context.view_layer.update()
            me2 = bpy.data.meshes.new_from_object(ob.evaluated_get(bpy.context.evaluated_depsgraph_get()))
            ob.modifiers.remove(bo)
            if len(me2.vertices) > len(ob.data.vertices):
                ob.data = me2
                break
        bpy.data.objects.remove(eo)
    return ob


def _addc(me, ob):
    e = bpy.data.objects.new("eyes", me)
    bpy.context.scene.collection.objects.link(e)
    e.location = ob.location
    e.rotation_euler = ob.rotation_euler
    return e


D = math.radians
# board + table
board = wood(
    "board",
    (0.25, 0.175, 0.11),
    (0.13, 0.088, 0.054),
    axis=0,
    scale=16,
    rough=(0.38, 0.62),
    bump=0.35,
    dist=0.0008,
    dust=(0.09, 0.07, 0.05),
    amount=0.5,
)
table = wood(
    "table", (0.10, 0.074, 0.052), (0.055, 0.040, 0.028), axis=0, scale=7, rough=(0.35, 0.7), bump=0.5, dist=0.002
)
BT = 0.026
box((0.62, 0.40, BT), (0.02, 0.0, -BT / 2), board, bev=0.005, rot=(0, 0, D(-3)))
for k in range(5):
    box((2.6, 0.198, 0.05), (0, -0.42 + 0.2 * k, -BT - 0.025), table, bev=0.004)
# hero wheel: a sector taken out towards the camera; one wedge beside it
HA = (D(-14), D(222))
hero = wheel(HA[0], HA[1], eyes=46, seed=2.0, loc=(-0.035, 0.035, 0))
wed = wheel(D(-20), D(20), eyes=32, seed=5.0, loc=(0.178, -0.082, 0), rot=(0, 0, D(-146)))
# a thin slice broken off, lying flat
stones(150, (-0.10, 0.24, -0.185, -0.06), 0.0030, paste, z=0.0)
stones(16, (-0.05, 0.2, -0.18, -0.05), 0.0075, paste, z=0.0)
# knife
steel = mat(
    "steel",
    (0.50, 0.49, 0.47),
    (0.38, 0.37, 0.35),
    rough=(0.16, 0.34),
    metal=1.0,
    scale=30,
    bump=0.06,
    bscale=500,
    dist=0.0004,
    stretch=(1, 8, 1),
)
hw = wood(
    "handle", (0.17, 0.085, 0.04), (0.08, 0.04, 0.02), axis=0, scale=30, rough=(0.25, 0.42), bump=0.2, dist=0.0004
)
K = empty((-0.100, -0.160, 0.0), (0, 0, D(62)))  # its point lies between the cut faces and touches nothing
n = 24
v = []
f = []
for i in range(n + 1):
    t = i / n
    x = -0.0 + 0.165 * t
    w = 0.030 * (1 - max(0, (t - 0.55) / 0.45) ** 2.2 * 0.93)
    th = 0.0011 * (1 - 0.5 * t)
    v += [(x, 0.012, 0.0035 + th), (x, 0.012, 0.0035 - th), (x, 0.012 - w, 0.0013)]
for i in range(n):
    a = i * 3
    f += [(a, a + 3, a + 5, a + 2), (a + 1, a + 2, a + 5, a + 4), (a, a + 1, a + 4, a + 3)]
f += [(0, 2, 1), (n * 3, n * 3 + 1, n * 3 + 2)]
mesh(v, f, steel, False, name="blade", parent=K)
hv = []
hf = []
NS, NC = 22, 20
for a in range(NS + 1):
    t = a / NS
    x = -0.002 - 0.118 * t
    w = 0.0105 * (1 + 0.18 * math.sin(t * 6.3 + 0.6)) * (1 - max(0, (t - 0.93) / 0.07) ** 2 * 0.5)
    for c in range(NC):
        u = 2 * math.pi * c / NC
        hv.append(
            (
                x,
                0.001 + w * math.copysign(abs(math.cos(u)) ** 0.7, math.cos(u)) - 0.004 * math.sin(t * 3.1),
                0.0098 + 0.0082 * math.copysign(abs(math.sin(u)) ** 0.7, math.sin(u)),
            )
        )
for a in range(NS):
    for c in range(NC):
        hf.append((a * NC + c, (a + 1) * NC + c, (a + 1) * NC + (c + 1) % NC, a * NC + (c + 1) % NC))
hf += [tuple(range(NC)), tuple(NS * NC + c for c in range(NC - 1, -1, -1))]
mesh(hv, hf, hw, True, name="handle", parent=K)
for x in (-0.028, -0.062, -0.094):
    lathe([(0, 0.0005), (0.0026, 0.0004), (0.003, 0)], 20, steel, parent=K, loc=(x, -0.001, 0.0179))
lathe(
    [(0.011, -0.004), (0.0112, 0), (0.011, 0.004)],
    24,
    steel,
    parent=K,
    loc=(-0.003, 0.001, 0.0095),
    rot=(0, math.pi / 2, 0),
    scale=(0.8, 1, 1),
)


# cheesecloth: simulated, falls on the board edge
def cloth():
    bpy.ops.mesh.primitive_grid_add(x_subdivisions=58, y_subdivisions=58, size=0.36)
    o = bpy.context.object
    for q in o.data.vertices:
        x, y = q.co.x, q.co.y
        q.co.x = x * 0.66 + 0.010 * math.sin(y * 19)
        q.co.y = y * 0.86
        q.co.z = 0.020 * math.sin(x * 52 + 3 * math.sin(y * 9)) + 0.025 * noise.noise(Vector((x * 11, y * 11, 3)))
    o.location = (0.255, 0.035, 0.055)
    o.rotation_euler = (0.05, -0.06, D(28))
    bpy.ops.object.transform_apply(location=True, rotation=True)
    c = o.modifiers.new("c", "CLOTH")
    s = c.settings
    s.quality = 6
    s.mass = 0.08
    s.tension_stiffness = 14
    s.compression_stiffness = 14
    s.shear_stiffness = 4
    s.bending_stiffness = 0.03
    s.air_damping = 2.0
    c.collision_settings.distance_min = 0.002
    c.collision_settings.use_self_collision = True
    c.collision_settings.self_distance_min = 0.0025
    for cb in [b for b in bpy.data.objects if b.name.startswith("box") or b is wed or b is hero]:
        m = cb.modifiers.new("col", "COLLISION")
        cb.collision.thickness_outer = 0.002
        cb.collision.cloth_friction = 15
    sc = bpy.context.scene
    for fr in range(1, 37):
        sc.frame_set(fr)
    me = bpy.data.meshes.new_from_object(o.evaluated_get(bpy.context.evaluated_depsgraph_get()))
    bpy.data.objects.remove(o)
    for cb in bpy.data.objects:
        for m in [m for m in cb.modifiers if m.type == "COLLISION"]:
            cb.modifiers.remove(m)
    me.shade_smooth()
    g = Nodes("gauze")
    uv = g.tree.nodes.new("ShaderNodeTexCoord").outputs["UV"]
    uv = g.node(
        "VectorMath",
        operation="ADD",
        i0=uv,
        i1=g.node(
            "VectorMath",
            operation="MULTIPLY",
            i0=g.node("TexNoise", _out=1, Vector=uv, Scale=14.0, Detail=3.0),
            i1=(0.012, 0.012, 0),
        ),
    )
    N = 215.0
    M = lambda op, a, b=0.0: g.node("Math", operation=op, i0=a, i1=b)
    se = g.tree.nodes.new("ShaderNodeSeparateXYZ")
    g.tree.links.new(uv, se.inputs[0])
    th = [M("ABSOLUTE", M("SINE", M("MULTIPLY", se.outputs[i], N * math.pi))) for i in (0, 1)]
    mx = M("MAXIMUM", th[0], th[1])
    al = g.ramp(mx, (0.66, 0.10), (0.80, 1.0))
    col = g.ramp(
        g.node("TexNoise", Vector=uv, Scale=30.0, Detail=5.0), (0.3, (0.80, 0.74, 0.62)), (0.7, (0.70, 0.62, 0.48))
    )
    b = g.node(
        "BsdfPrincipled",
        Base_Color=col,
        Roughness=0.85,
        Sheen_Weight=0.3,
        Normal=g.node("Bump", Strength=0.6, Distance=0.0006, Height=mx),
    )
    b = g.node("MixShader", i0=0.35, i1=b, i2=g.node("BsdfTranslucent", Color=col))
    b = g.node("MixShader", i0=al, i1=g.node("BsdfTransparent"), i2=b)
    me.materials.clear()
    m = g.surface(b)
    me.materials.append(m)
    ob = bpy.data.objects.new("cloth", me)
    bpy.context.scene.collection.objects.link(ob)
    sb = ob.modifiers.new("s", "SUBSURF")
    sb.levels = sb.render_levels = 1


cloth()
# cellar: wall, shelves, wheels
wallm = mat(
    "wall", (0.22, 0.175, 0.125), (0.12, 0.095, 0.07), rough=(0.75, 0.95), scale=2.2, bump=0.8, bscale=9, dist=0.03
)
post = wood("post", (0.19, 0.115, 0.06), (0.10, 0.06, 0.03), axis=2, scale=8, rough=(0.5, 0.8))
plank = wood("plank", (0.25, 0.155, 0.08), (0.13, 0.075, 0.04), axis=0, scale=8, rough=(0.5, 0.8))
box((7, 0.2, 4), (0, 2.9, 1), wallm, bev=0)
protos = [
    wheel(m=m, seed=s * 3.0, R0=RW * q, loc=(0, 0, -50 - s))
    for s, (m, q) in enumerate(((rind, 1.0), (rindB, 0.98), (rindC, 1.02), (rindB, 1.0)))
]
for p in protos:
    p.hide_render = True


def shelfrow(y, z, x0, n, step=0.335, L=3.4, skip=()):
    box((L, 0.34, 0.03), (x0 + n * step / 2 - step / 2, y, z - 0.015), plank, bev=0.004)
    for i in range(n):
        if i in skip:
            continue
        o = copy(
            rng.choice(protos),
            (x0 + i * step + rng.uniform(-0.012, 0.012), y + rng.uniform(-0.015, 0.015), z),
            (0, 0, rng.random() * 6.28),
        )
        o.hide_render = False


for i, z in enumerate((-0.36, -0.17, 0.035, 0.24, 0.445, 0.65)):
    shelfrow(0.98, z, -1.42 + rng.uniform(-0.05, 0.05), 9, skip={3: (6,)}.get(i, ()))
    shelfrow(1.9, z + 0.02, -1.8, 11)
for x in (-0.78, 0.26, 1.22):
    for y in (0.82, 1.14):
        box((0.05, 0.05, 2.2), (x, y, 0.2), post, bev=0.004)
# light: daylight from the left, one warm bulb behind
ball(0.03, (-0.30, 0.66, 0.40), glow("bulb", kelvin(2350), 55, False))
tubes([[(-0.30, 0.66, 0.43), (-0.30, 0.66, 2)]], 0.004, post)
lathe([(0.012, 0), (0.017, 0.01), (0.017, 0.05), (0.006, 0.055)], 24, steel, loc=(-0.30, 0.66, 0.425))
light("POINT", (-0.30, 0.64, 0.38), 3.6, 2350, size=0.04)
light("AREA", (-0.62, -0.12, 0.50), 13, 4500, target=(0.02, -0.02, 0.04), size=0.24)
light("AREA", (0.95, -0.2, 0.7), 4.0, 7600, target=(0.05, 0, 0.03), size=0.6)
light("AREA", (0.1, 2.2, 1.5), 6, 3200, target=(0.3, 1.2, 0.2), size=0.8)
light("AREA", (1.6, 0.3, 0.8), 7, 3600, target=(0.5, 1.0, 0.2), size=0.5)
camera((0.045, -0.640, 0.262), (0.045, 0.0, 0.060), lens=47, fstop=4.0, focus=(0.02, -0.05, 0.05))
photograph(exposure=0.5, bloom=0.3, warm=0.025)
