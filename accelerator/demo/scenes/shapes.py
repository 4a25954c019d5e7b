"""Geometry: boxes, revolved and lofted bodies, tubes and threads, height fields, lumps and dust; sizes are metres."""

import math
import random

import bpy
import bmesh
import numpy as np
from mathutils import Vector, noise

rng = random.Random(7)


def add(name, data, loc=(0, 0, 0), rot=(0, 0, 0), scale=(1, 1, 1), mat=None, parent=None):
    """Put an object with this data into the scene."""
    ob = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(ob)
    ob.location, ob.rotation_euler, ob.scale = loc, rot, scale
    if mat and data and hasattr(data, "materials") and not data.materials:
        data.materials.append(mat)
    if parent:
        ob.parent = parent
    return ob


def empty(loc=(0, 0, 0), rot=(0, 0, 0)):
    """A frame of reference: what has it as its parent moves and turns with it."""
    return add("empty", None, loc, rot)


def mesh(verts, faces, mat=None, smooth=False, name="mesh", **placing):
    """A mesh from points and faces."""
    me = bpy.data.meshes.new(name)
    me.from_pydata([tuple(v) for v in verts], [], faces)
    me.update()
    if smooth:
        me.shade_smooth()
    return add(name, me, mat=mat, **placing)


def bevel(ob, width, segments=2):
    """Round the sharp edges: nothing real has an edge of no width."""
    modifier = ob.modifiers.new("bevel", "BEVEL")
    modifier.width, modifier.segments, modifier.limit_method = width, segments, "ANGLE"
    return ob


def box(size, loc=(0, 0, 0), mat=None, bev=0.01, rot=(0, 0, 0), **placing):
    """A box with rounded edges, its centre at `loc`."""
    x, y, z = (s / 2 for s in size)
    verts = [(-x, -y, -z), (x, -y, -z), (x, y, -z), (-x, y, -z), (-x, -y, z), (x, -y, z), (x, y, z), (-x, y, z)]
    faces = [(3, 2, 1, 0), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7)]
    ob = mesh(verts, faces, mat, name="box", loc=loc, rot=rot, **placing)
    return bevel(ob, bev) if bev else ob


def lathe(profile, n=64, mat=None, smooth=True, uv=False, **placing):
    """Revolve a profile of (radius, z) about z; with `uv`, u runs around and v along the profile."""
    verts = [
        (r * math.cos(2 * math.pi * i / n), r * math.sin(2 * math.pi * i / n), z) for r, z in profile for i in range(n)
    ]
    quads = [(j, i) for j in range(len(profile) - 1) for i in range(n)]
    faces = [(j * n + i, j * n + (i + 1) % n, (j + 1) * n + (i + 1) % n, (j + 1) * n + i) for j, i in quads]
    ob = mesh(verts, faces, mat, smooth, name="lathe", **placing)
    if uv:
        lengths = [0]
        for p, q in zip(profile, profile[1:], strict=False):
            lengths.append(lengths[-1] + math.dist(p, q))
        layer = ob.data.uv_layers.new(name="UVMap")
        for face, (j, i) in enumerate(quads):
            for corner, (u, w) in enumerate(((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1))):
                layer.data[face * 4 + corner].uv = (u / n, lengths[w] / lengths[-1])
    return ob


def curve(points, n=10):
    """A smooth line (Catmull-Rom) through points of any dimension, `n` steps between each two."""
    pts = [np.array(p, float) for p in points]
    line = []
    for i in range(len(pts) - 1):
        p0, p1, p2, p3 = pts[max(i - 1, 0)], pts[i], pts[i + 1], pts[min(i + 2, len(pts) - 1)]
        for k in range(n):
            t = k / n
            line.append(
                0.5
                * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
            )
    return [tuple(float(x) for x in p) for p in (*line, pts[-1])]


def spline_profile(points, n=40):
    """A smooth profile for `lathe` through a few (radius, z), of about `n` points in all."""
    return curve(points, max(2, n // (len(points) - 1)))


def tubes(lines, r=0.01, mat=None, radii=None, res=3, cyclic=False, **placing):
    """Many lines as one object with a round section; `radii` holds a list of factors for each line."""
    cu = bpy.data.curves.new("tubes", "CURVE")
    cu.dimensions, cu.bevel_depth, cu.bevel_resolution, cu.use_fill_caps = "3D", r, res, True
    for j, points in enumerate(lines):
        spline = cu.splines.new("POLY")
        spline.points.add(len(points) - 1)
        spline.use_smooth, spline.use_cyclic_u = True, cyclic
        spline.points.foreach_set("co", np.c_[np.array(points, dtype="f"), np.ones(len(points), "f")].ravel())
        if radii:
            spline.points.foreach_set("radius", np.array(radii[j], "f"))
    return add("tubes", cu, mat=mat, **placing)


def tapered(points, r, mat, stops, n=10, **placing):
    """A smooth tube through a few points: a pour, a drip, a handle; `stops` are (place from 0 to 1, factor of `r`)."""
    line, (places, factors) = curve(points, n), zip(*stops, strict=True)
    radii = np.interp(np.linspace(0, 1, len(line)), places, factors)
    return tubes([line], r, mat, [list(radii)], res=8, **placing)


def grid(sx, sy, nx, ny, h, mat=None, **placing):
    """A height field h(x, y) around the origin."""
    verts = [(x, y, h(x, y)) for y in np.linspace(-sy / 2, sy / 2, ny) for x in np.linspace(-sx / 2, sx / 2, nx)]
    return mesh(verts, quads(nx, ny), mat, True, name="grid", **placing)


def quads(nx, ny):
    """The faces of a net of nx × ny points, row by row."""
    return [
        (j * nx + i, j * nx + i + 1, (j + 1) * nx + i + 1, (j + 1) * nx + i)
        for j in range(ny - 1)
        for i in range(nx - 1)
    ]


def card(width, height, loc, mat, rot=(math.pi / 2, 0, 0)):
    """A flat card, upright and facing -y unless turned: for steam, mist, a view behind a window."""
    x, z = width / 2, height / 2
    return mesh([(-x, -z, 0), (x, -z, 0), (x, z, 0), (-x, z, 0)], [(0, 1, 2, 3)], mat, name="card", loc=loc, rot=rot)


def copy(ob, loc, rot=(0, 0, 0), scale=None, mat=None):
    """Another object with the same data, in another material if one is given."""
    twin = ob.copy()
    bpy.context.scene.collection.objects.link(twin)
    twin.location, twin.rotation_euler = loc, rot
    if scale:
        twin.scale = scale
    if mat:
        twin.material_slots[0].link = "OBJECT"
        twin.material_slots[0].material = mat
    return twin


def loft(sections, mat=None, smooth=True, closed=True, **placing):
    """Skin rings of as many points each, with lids at both ends; open lines give a strip instead of a body."""
    n = len(sections[0])
    faces = [
        (a * n + i, a * n + (i + 1) % n, (a + 1) * n + (i + 1) % n, (a + 1) * n + i)
        for a in range(len(sections) - 1)
        for i in range(n if closed else n - 1)
    ]
    if closed:
        last = (len(sections) - 1) * n
        faces += [tuple(range(n - 1, -1, -1)), tuple(last + i for i in range(n))]
    ob = mesh([p for section in sections for p in section], faces, mat, smooth, name="loft", **placing)
    if closed:
        bm = bmesh.new()
        bm.from_mesh(ob.data)
        bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
        bm.to_mesh(ob.data)
        bm.free()
    return ob


def even(points, step):
    """The same line with its points at even distances."""
    pts = np.array(points, float)
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(pts, axis=0), axis=1))])
    at = np.linspace(0, along[-1], max(2, int(along[-1] / step)))
    return [tuple(float(np.interp(s, along, pts[:, i])) for i in range(3)) for s in at]


def thread(points, r, mat, twist=1.0, plies=3, **placing):
    """A laid thread along a line of dense points: plies wound round one another, `twist` turns in ten radii."""
    pts = [Vector(p) for p in points]
    lines, length = [[] for _ in range(plies)], 0.0
    for i, p in enumerate(pts):
        ahead = (pts[min(i + 1, len(pts) - 1)] - pts[max(i - 1, 0)]).normalized()
        side = ahead.cross(Vector((0.13, 0.2, 1))).normalized()
        other = ahead.cross(side)
        length += (p - pts[i - 1]).length if i else 0
        for j, line in enumerate(lines):
            turn = 2 * math.pi * (j / plies + twist * length / (r * 10))
            line.append(tuple(p + (side * math.cos(turn) + other * math.sin(turn)) * r * 0.5))
    return tubes(lines, r * 0.56, mat, res=2, **placing)


def ball(r, loc, mat, n=48, scale=(1, 1, 1), **placing):
    """A smooth ball, or an ellipsoid by `scale`."""
    bm = bmesh.new()
    bmesh.ops.create_uvsphere(bm, u_segments=n, v_segments=n // 2, radius=r)
    me = bpy.data.meshes.new("ball")
    bm.to_mesh(me)
    bm.free()
    me.shade_smooth()
    return add("ball", me, loc, scale=scale, mat=mat, **placing)


def lump(dims, mat, seed=0, amp=0.2, rough=0.0, flat=None, sub=4, **placing):
    """A pebble, clod or bean: a ball pushed about by noise; below `flat` (-1 to 1) it is flattened to lie."""
    bm = bmesh.new()
    bmesh.ops.create_icosphere(bm, subdivisions=sub, radius=1)
    for v in bm.verts:
        p = v.co.copy()
        big = noise.noise(p * 0.9 + Vector((seed * 7.1, seed * 3.3, seed)))
        q = p * (1 + amp * (big + 0.35 * noise.noise(p * 2.1 + Vector((seed, seed * 5, 2)))))
        if rough:
            q *= 1 + rough * noise.fractal(p * 5 + Vector((seed,) * 3), 0.9, 2.1, 5)
        if flat is not None and q.z < flat:
            q.z = flat + (q.z - flat) * 0.12
        v.co = (q.x * dims[0], q.y * dims[1], q.z * dims[2])
    me = bpy.data.meshes.new("lump")
    bm.to_mesh(me)
    bm.free()
    me.shade_smooth()
    return add("lump", me, mat=mat, **placing)


def dust(n, size, mat, area=None, around=None, spread=0.02, z=0.0, **placing):
    """Dust and chips: `n` shards up to `size`, over (x0, x1, y0, y1) or around a point; `z` a height or z(x, y)."""
    verts, faces = [], []
    for _ in range(n):
        if around:
            x, y = rng.gauss(around[0], spread), rng.gauss(around[1], spread * 0.7)
        else:
            x, y = rng.uniform(area[0], area[1]), rng.uniform(area[2], area[3])
        ground, s, b = z(x, y) if callable(z) else z, size * rng.uniform(0.25, 1) ** 2.2, len(verts)
        for _corner in range(4):
            high = abs(s * rng.uniform(-0.1, 1))
            verts.append((x + s * rng.uniform(-1, 1), y + s * rng.uniform(-1, 1), ground + high))
        faces += [(b, b + 1, b + 2), (b, b + 1, b + 3), (b + 1, b + 2, b + 3), (b, b + 2, b + 3)]
    return mesh(verts, faces, mat, name="dust", **placing)


def stones(n, area, size, mat, z=0.0):
    """Crumbs, sand, gravel: `n` broken bits up to `size` scattered over (x0, x1, y0, y1)."""
    x0, x1, y0, y1 = area
    for _ in range(n):
        bm = bmesh.new()
        bmesh.ops.create_icosphere(bm, subdivisions=1, radius=1)
        for v in bm.verts:
            v.co *= rng.uniform(0.6, 1.2)
        me = bpy.data.meshes.new("stone")
        bm.to_mesh(me)
        bm.free()
        s = size * rng.uniform(0.3, 1) ** 2
        place = Vector((rng.uniform(x0, x1), rng.uniform(y0, y1), z + s * 0.3))
        add("stone", me, place, [rng.random() * 6 for _ in range(3)], (s, s, s * 0.7), mat)
