"""The forum's hall: rows of plywood chairs in a pattern shop at dusk, the stage lit, a helmet left on a chair.

The wooden patterns of gear wheels, the crane and the trusses say that this is a workshop on other days.
"""

import math
from pathlib import Path

import bpy
import numpy as np
from mathutils import Vector

from materials import Nodes, glow, haze, kelvin, mat, wood
from shapes import add, box, card, copy, curve, empty, grid, lathe, mesh, quads, rng, tubes
from studio import camera, light, photograph, reset, world

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf")  # fonts-dejavu-core, on any Debian

reset(2027)
world((0.30, 0.40, 0.62), 0.035)

ply = wood("ply", (0.50, 0.30, 0.14), (0.33, 0.185, 0.08), axis=0, scale=5, rough=(0.28, 0.45), bump=0.15, dist=0.0008)
tube = mat("tube", (0.018, 0.018, 0.02), (0.03, 0.03, 0.032), rough=(0.25, 0.45), metal=0.6, scale=14, bump=0.05)
steel = mat("steel", (0.055, 0.065, 0.07), (0.085, 0.085, 0.08), rough=(0.4, 0.7), metal=0.4, scale=2.5, bump=0.2)
brick = mat("brick", (0.24, 0.105, 0.065), (0.14, 0.075, 0.055), rough=(0.8, 0.95), scale=1.4, bump=0.5, bscale=9)
yellow = mat("yellow", (0.58, 0.33, 0.03), (0.42, 0.23, 0.03), rough=(0.35, 0.6), scale=4, bump=0.15)
roof = mat("roof", (0.06, 0.055, 0.05), (0.04, 0.038, 0.036), rough=(0.7, 0.9))
pattern = wood("pattern", (0.46, 0.22, 0.10), (0.30, 0.13, 0.06), axis=0, scale=3, rough=(0.35, 0.6))
orange = mat("orange", (0.90, 0.20, 0.008), (0.82, 0.165, 0.006), rough=(0.22, 0.34), scale=9, bump=0.05, bscale=60)
red = mat("red", (0.55, 0.03, 0.02), rough=(0.6, 0.8), scale=30)
paper = mat("paper", (0.82, 0.79, 0.72), (0.76, 0.73, 0.66), rough=(0.7, 0.85), scale=8, bump=0.05)
ink = mat("ink", (0.03, 0.035, 0.05), rough=(0.5, 0.6))
black = mat("black", (0.012, 0.012, 0.013), rough=(0.5, 0.7))


def floor_of_blocks():
    """Wood block paving, oiled and walked upon: it mirrors what is bright, unevenly."""
    g = Nodes("floor")
    v = g.coord((1.0, 1.0, 1.0), offset_random=False)
    blocks = g.node("TexBrick", Vector=v, Scale=1.0, Color1=(0.13, 0.075, 0.04), Color2=(0.075, 0.043, 0.024),
                    Mortar=(0.02, 0.014, 0.01), Mortar_Size=0.006, Brick_Width=0.19, Row_Height=0.095)  # fmt: skip
    worn = g.node("TexNoise", Vector=v, Scale=1.3, Detail=8.0, Roughness=0.7)
    colour = g.node(
        "Mix", _out=2, data_type="RGBA", i0=g.ramp(worn, (0.4, 0.0), (0.75, 0.5)), i6=blocks, i7=(0.16, 0.12, 0.085)
    )
    rough = g.node("MapRange", Value=worn, From_Min=0.3, From_Max=0.7, To_Min=0.20, To_Max=0.46)
    joint = g.node("TexBrick", _out=1, Vector=v, Scale=1.0, Mortar_Size=0.006, Brick_Width=0.19, Row_Height=0.095)
    height = g.node("Math", operation="SUBTRACT", i0=worn, i1=joint)
    normal = g.node("Bump", Strength=0.25, Distance=0.004, Height=height)
    return g.surface(g.node("BsdfPrincipled", Base_Color=colour, Roughness=rough, Normal=normal))


# ---- the chairs
def bent(profile, half, hollow, name):
    """A moulded board along a profile of (y, z): rounded at its ends, hollow across."""
    line = curve(profile, 6)
    n, nx, verts = len(line), 13, []
    for i, (y, z) in enumerate(line):
        end = abs(2 * i / (n - 1) - 1)
        w = half * (1 - max(0, end - 0.72) ** 2 * 1.6)
        for j in range(nx):
            s = 2 * j / (nx - 1) - 1
            verts.append((w * s, y - hollow * (1 - s * s), z + hollow * s * s * 0.6))
    ob = mesh(verts, quads(nx, n), ply, True, name=name, loc=(0, 0, -9))
    solid = ob.modifiers.new("thick", "SOLIDIFY")
    solid.thickness, solid.offset = 0.012, 0
    return ob


def frame():
    lines = []
    for s in (-1, 1):
        side = ((0.215, 0.215, 0), (0.205, 0.185, 0.40), (0.20, 0.15, 0.438), (0.195, -0.15, 0.428),
                (0.19, -0.205, 0.47), (0.18, -0.262, 0.80))  # fmt: skip
        lines.append(curve([(s * x, y, z) for x, y, z in side], 6))
        lines.append([(s * 0.197, -0.10, 0.428), (s * 0.222, -0.275, 0)])
    lines += [[(-0.2, 0.15, 0.436), (0.2, 0.15, 0.436)], [(-0.2, -0.12, 0.428), (0.2, -0.12, 0.428)]]
    return tubes(lines, 0.0105, tube, res=3, loc=(0, 0, -9))


CHAIR = (
    bent([(0.225, 0.436), (0.19, 0.455), (0.0, 0.447), (-0.17, 0.44), (-0.205, 0.452)], 0.215, 0.0, "seat"),
    bent([(-0.222, 0.575), (-0.238, 0.66), (-0.258, 0.76), (-0.276, 0.845)], 0.212, 0.022, "back"),
    frame(),
)


def chair(x, y, turn=0.0, z=0.0):
    for part in CHAIR:
        copy(part, (x, y, z), (0, 0, turn))


STEP, PITCH = 0.545, 0.93
for row in range(11):
    y = 1.65 + PITCH * row
    for k in range(10):
        for side in (-1, 1):
            if side == 1 and (row == 0 or (row, k) == (1, 0)):
                continue
            x = side * (0.98 + STEP * k)
            chair(x + rng.gauss(0, 0.012), y + rng.gauss(0, 0.02), rng.gauss(0, 0.03))
TURN = 0.95
HX, HY = 0.74, 2.25
chair(HX, HY, TURN)


# ---- the helmet on the seat, a badge on its lanyard over the back
def helmet(loc, rz, tilt):
    e = empty(loc, (tilt, 0.02, rz))
    n, verts, rings = 96, [], 0
    shell = [(t / 20, None) for t in range(21)]
    brim = [(1.0, 0.25), (1.0, 0.6), (1.0, 1.0)]
    for t, out in (*shell, *brim):
        for k in range(n):
            a = 2 * math.pi * k / n
            c, s = math.cos(a), math.sin(a)
            q = math.sin(t * math.pi / 2)
            x, y, z = 0.138 * q * c, 0.112 * q * s, 0.135 * math.cos(t * math.pi / 2) ** 0.9 if t < 1 else 0.0
            ridge = sum(math.exp(-(((y - m) / 0.009) ** 2)) for m in (-0.040, 0.0, 0.040))
            lift = 0.006 * ridge * min(1, max(0, (0.92 - t) * 6)) * (1 if t > 0.02 else 0.8)
            x, y, z = x * (1 + lift * 2), y * (1 + lift * 2), z + lift
            if out is not None:
                peak = 0.016 + 0.046 * max(0, c) ** 2.2
                x, y, z = x + c * peak * out, y + s * peak * out, z - 0.011 * out - 0.012 * out * max(0, c) ** 2
            verts.append((x, y, z))
        rings += 1
    faces = [
        (j * n + i, j * n + (i + 1) % n, (j + 1) * n + (i + 1) % n, (j + 1) * n + i)
        for j in range(rings - 1)
        for i in range(n)
    ]
    ob = mesh(verts, faces, orange, True, name="helmet", parent=e)
    solid = ob.modifiers.new("thick", "SOLIDIFY")
    solid.thickness, solid.offset = 0.003, -1
    sub = ob.modifiers.new("sub", "SUBSURF")
    sub.levels = sub.render_levels = 1
    card(0.05, 0.035, (0.1235, 0, 0.062), paper, (math.pi / 2 - 0.40, 0, math.pi / 2)).parent = e
    box((0.03, 0.004, 0.012), (0.0, 0.1145, 0.028), black, 0.002, (0.2, 0, 0), parent=e)
    box((0.03, 0.004, 0.012), (0.0, -0.1145, 0.028), black, 0.002, (-0.2, 0, 0), parent=e)


helmet((HX - 0.02, HY + 0.0, 0.472), 3.75, 0.05)
B = empty((HX, HY, 0), (0, 0, TURN))
strap = [(0.12, -0.302, 0.50), (0.115, -0.300, 0.75), (0.11, -0.283, 0.86), (0.10, -0.262, 0.858), (0.095, -0.25, 0.70)]
for d in (-0.022, 0.022):
    line = [(x + d * (1.0 if i else 0.15), y, z) for i, (x, y, z) in enumerate(strap)]
    tubes([curve(line, 8)], 0.004, red, res=2, parent=B)
box((0.085, 0.002, 0.12), (0.12, -0.305, 0.435), paper, 0.001, (0.06, 0.0, 0.15), parent=B)
box((0.085, 0.0006, 0.03), (0.12, -0.3068, 0.475), red, 0, (0.06, 0.0, 0.15), parent=B)

# ---- the stage, the screen, a lectern, chairs and a table
SY, SH = 13.6, 0.62
box((9.4, 4.2, SH), (0, SY + 2.1, SH / 2), black, 0.01)
box((9.4, 0.03, SH - 0.06), (0, SY - 0.02, SH / 2), ply, 0.004)
box((9.5, 4.2, 0.04), (0, SY + 2.08, SH + 0.02), ply, 0.01)
W, HH = 6.2, 3.3
screen = Nodes("screen")
u = screen.node("SeparateXYZ", Vector=screen.coord(kind="Generated", offset_random=False))
v_up = screen.node("SeparateXYZ", _out=1, Vector=screen.coord(kind="Generated", offset_random=False))
shade = screen.ramp(v_up, (0.0, (1.0, 0.40, 0.11)), (1.0, (1.0, 0.74, 0.40)))
screen = screen.surface(screen.node("Emission", Color=shade, Strength=1.5))
card(W, HH, (0, SY + 3.6, SH + 0.75 + HH / 2), screen)
box((W + 0.16, 0.1, HH + 0.16), (0, SY + 3.68, SH + 0.75 + HH / 2), black, 0.01)


def words(text, size, x, z):
    c = bpy.data.curves.new("words", "FONT")
    c.body, c.size, c.font, c.space_character = text, size, bpy.data.fonts.load(str(FONT)), 1.02
    return add("words", c, (x, SY + 3.58, z), (math.pi / 2, 0, 0), mat=ink)


words("ОТКРЫТЫЙ", 0.84, -2.62, SH + 0.75 + 1.85)
words("ЦЕХ", 0.84, -2.62, SH + 0.75 + 0.85)
box((1.1, 0.01, 0.1), (-2.07, SY + 3.58, SH + 0.75 + 0.45), ink, 0)
box((0.62, 0.45, 1.12), (-2.9, SY + 1.0, SH + 0.56), ply, 0.02, (0, 0, 0.2))
tubes([curve([(-2.9, SY + 1.0, SH + 1.1), (-2.9, SY + 1.0, SH + 1.35), (-2.93, SY + 1.12, SH + 1.42)], 6)], 0.008, tube)
for x, turn in ((0.9, 2.7), (1.75, 3.05), (2.6, 3.4)):
    chair(x, SY + 1.6, turn, SH + 0.04)
lathe(
    [(0.001, 0.5), (0.3, 0.5), (0.3, 0.47), (0.02, 0.46), (0.02, 0.02), (0.2, 0.0)],
    48,
    tube,
    loc=(2.15, SY + 1.0, SH + 0.04),
)

# ---- the shop: floor, walls, windows, columns, trusses, crane, lamps, patterns
floor = floor_of_blocks()
grid(17, 28, 2, 2, lambda _x, _y: 0.0, floor, loc=(0, 8, 0))
HW, BACK, EAVES = 7.4, 19.5, 6.0
box((0.3, 30, 9), (-HW - 0.15, 8, 4.5), brick, 0)
box((0.3, 30, 9), (HW + 0.15, 8, 4.5), brick, 0)
box((15.5, 0.3, 9), (0, BACK, 4.5), brick, 0)
for s in (-1, 1):
    ridge = 7.9
    mesh([(0, -6, ridge), (0, BACK, ridge), (s * (HW + 0.3), BACK, EAVES + 0.75), (s * (HW + 0.3), -6, EAVES + 0.75)],
         [(0, 1, 2, 3)], roof)  # fmt: skip
dusk = glow("dusk", (0.20, 0.40, 0.95), 1.15)
dusk2 = glow("dusk2", (0.34, 0.48, 0.85), 1.0)


def tall_window(x, y, across, width, low=1.7, high=5.2):
    """A workshop window in a side wall (across y) or the end wall (across x), with its bars."""
    n, m = 4, 7
    dx, dy = (0, 1) if across == "y" else (1, 0)
    for i in range(n):
        for j in range(m):
            p = [(x + dx * width * a / n, y + dy * width * a / n, low + (high - low) * b / m)
                 for a, b in ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1))]  # fmt: skip
            mesh(p, [(0, 1, 2, 3)], rng.choice((dusk, dusk, dusk2)), name="pane")
    inwards = (0.05 if x < 0 else -0.05, 0) if across == "y" else (0, -0.05)
    lines = [[(x + dx * width * i / n + inwards[0], y + dy * width * i / n + inwards[1], z) for z in (low, high)]
             for i in range(n + 1)]  # fmt: skip
    lines += [[(x + dx * a + inwards[0], y + dy * a + inwards[1], low + (high - low) * j / m) for a in (0, width)]
              for j in range(m + 1)]  # fmt: skip
    tubes(lines, 0.03, steel, res=1)


for y in (3.6, 7.6, 11.6, 15.6):
    tall_window(-HW + 0.02, y, "y", 2.4)
    tall_window(HW - 0.02, y, "y", 2.4)
for x in (-6.6, 4.5):
    tall_window(x, BACK - 0.17, "x", 2.1)
for y in np.arange(2.8, 20, 4.0):
    for s in (-1, 1):
        box((0.10, 0.34, EAVES + 0.6), (s * (HW - 0.28), y, EAVES / 2 + 0.3), steel, 0.01)
        box((0.30, 0.05, EAVES + 0.6), (s * (HW - 0.28), y, EAVES / 2 + 0.3), steel, 0.005)
    n = 10
    xs = np.linspace(-HW + 0.2, HW - 0.2, n + 1)
    top = [(x, y, 7.75 - abs(x) * 0.15) for x in xs]
    low = [(x, y, EAVES) for x in xs]
    lines = [top, low] + [[top[i], low[i]] for i in range(n + 1)]
    lines += [[top[i], low[i + 1]] if i < n / 2 else [low[i], top[i + 1]] for i in range(n)]
    tubes(lines, 0.055, steel, res=1)
for s in (-1, 1):
    box((0.22, 30, 0.36), (s * (HW - 0.62), 8, 5.35), steel, 0.01)
for y in (11.0, 11.7):
    box((2 * HW - 1.2, 0.26, 0.5), (0, y, 5.62), yellow, 0.02)
box((1.1, 1.3, 0.45), (-3.4, 11.35, 6.0), yellow, 0.04)
tubes([[(-3.4 + d, 11.35, 5.8), (-3.4 + d * 0.6, 11.35, 4.9)] for d in (-0.09, 0.09)], 0.012, tube)
box((0.30, 0.22, 0.34), (-3.4, 11.35, 4.78), yellow, 0.04)
tubes([curve([(-3.4, 11.35, 4.62), (-3.4, 11.35, 4.48), (-3.29, 11.35, 4.38), (-3.4, 11.35, 4.28),
               (-3.52, 11.35, 4.36)], 8)], 0.045, steel)  # fmt: skip


def wheel(x, z, r, teeth):
    """The wooden pattern of a gear wheel on the end wall."""
    e = empty((x, BACK - 0.30, z), (math.pi / 2, 0, 0))
    lathe([(r * 0.82, -0.08), (r, -0.08), (r, 0.08), (r * 0.82, 0.08), (r * 0.82, -0.08)], 72, pattern, False, parent=e)
    lathe([(r * 0.12, -0.1), (r * 0.24, -0.1), (r * 0.24, 0.1), (r * 0.12, 0.1)], 40, pattern, False, parent=e)
    for k in range(6):
        a = math.pi * k / 3 + 0.3
        box(
            (r * 0.62, 0.13, 0.09),
            (r * 0.53 * math.cos(a), r * 0.53 * math.sin(a), 0),
            pattern,
            0.01,
            (0, 0, a),
            parent=e,
        )
    for k in range(teeth):
        a = 2 * math.pi * k / teeth
        box(
            (0.16, r * 3.0 / teeth, 0.16),
            (r * 1.04 * math.cos(a), r * 1.04 * math.sin(a), 0),
            pattern,
            0.012,
            (0, 0, a),
            parent=e,
        )


shades = lathe(
    [(0.035, 0.20), (0.05, 0.14), (0.20, 0.05), (0.27, 0.0), (0.262, 0.0), (0.19, 0.045)], 40, steel, loc=(0, 0, -9)
)
bulb = glow("bulb", kelvin(2600), 30, lamp=False)
lamp = lathe([(0.001, -0.06), (0.05, -0.03), (0.06, 0.02), (0.03, 0.08)], 20, bulb, loc=(0, 0, -9))
for y in (2.2, 5.4, 8.6, 11.8):
    for x in (-4.2, 0.0, 4.2):
        copy(shades, (x, y, 4.15))
        copy(lamp, (x, y, 4.18))
        tubes([[(x, y, 4.34), (x, y, EAVES)]], 0.008, tube, res=1)
        light("SPOT", (x, y, 4.08), 170, 2700, target=(x, y, 0), size=0.08, angle=125)
    light("AREA", (0, y, 4.6), 55, 2600, target=(0, y, 8), size=9, size_y=0.5)
beam = haze("beam", (1.0, 0.66, 0.36), 0.012)
for x in (-2.6, 0, 2.6):
    a, b = np.array((x, SY - 1.2, 5.9)), np.array((x * 0.8, SY + 1.5, SH))
    light("SPOT", tuple(a), 1100, 3000, target=tuple(b), size=0.06, angle=34)
    cone = lathe([(0.06, 0), (1.15, -float(np.linalg.norm(b - a)))], 40, beam, loc=tuple(a))
    cone.rotation_euler = Vector(tuple(a - b)).to_track_quat("Z", "Y").to_euler()
wheel(-4.02, 3.5, 0.42, 26)
wheel(4.0, 3.9, 0.36, 22)
wheel(3.9, 2.6, 0.44, 18)
for x in (-5.6, 5.6):
    light("AREA", (x, BACK - 0.9, 0.3), 70, 2500, target=(x, BACK, 4.0), size=0.3)
light("AREA", (0, SY + 3.0, SH + 2.3), 260, (1.0, 0.62, 0.30), target=(0, 2, 0.2), size=6, size_y=3)
light("AREA", (0, 9.6, 4.6), 170, 2900, target=(0, SY + 0.5, 0.9), size=4, size_y=0.5, spread=80)
light("AREA", (-0.9, 3.7, 2.4), 38, 2900, target=(HX, HY, 0.5), size=0.35)
light("AREA", (-1.6, -0.6, 2.6), 34, 6500, target=(HX, HY, 0.4), size=1.4)
for s in (-1, 1):
    light("AREA", (s * (HW - 0.4), 9, 3.4), 150, 8000, target=(0, 8, 0.5), size=14, size_y=3)
camera((-0.10, 0.0, 1.20), (0.30, 10.0, 1.45), lens=25, fstop=4.0, focus=(HX, HY, 0.55))
photograph(exposure=0.42, bloom=0.35, mist=((0.16, 0.11, 0.075), 5, 30, 0.35))
