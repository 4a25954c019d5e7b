"""A tile workshop at night: a clay tile with a fierce beast in relief, more tiles, the mouth of the burning kiln."""

import math
from pathlib import Path

import bpy
import numpy as np
from mathutils import noise

from materials import Nodes, flame, glow, mat, wood
from shapes import add, box, copy, curve, empty, grid, lathe, mesh, rng, spline_profile, stones
from studio import camera, light, photograph, reset, world

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf")  # fonts-dejavu-core, on any Debian

reset(91)
world((0.25, 0.33, 0.50), 0.05)
EMBER = (1.0, 0.27, 0.045)
SIZE, RAISED = 0.200, 0.0085


class Relief:
    """A height map pressed by round tools, from 0, the ground of the tile, to 1; x and y run from -1 to 1."""

    def __init__(self, n=420):
        self.n = n
        self.y, self.x = np.mgrid[-1 : 1 : n * 1j, -1 : 1 : n * 1j]
        self.h = np.zeros((n, n))

    def dab(self, x, y, r, height=1.0):
        """A low dome; of a negative height it is a hollow."""
        d = np.hypot(self.x - x, self.y - y) / r
        dome = np.sqrt(np.clip(1 - d**2.4, 0, 1)) * abs(height)
        self.h = np.maximum(self.h, dome) if height > 0 else self.h - np.minimum(dome, self.h * 0.9)

    def stroke(self, points, radii, height=1.0):
        """A ridge along a smooth line, its width given at the same points."""
        for x, y, r in curve([(*p, r) for p, r in zip(points, radii, strict=True)], 14):
            self.dab(x, y, r, height)

    def frame(self):
        """The raised border, with beads along it."""
        edge = 1 - np.maximum(abs(self.x), abs(self.y))
        border = np.clip((0.125 - edge) / 0.02, 0, 1) * np.clip(edge / 0.02, 0, 1) * 0.62
        self.h = np.maximum(self.h, border)
        for k in range(-7, 8):
            for side in (-1, 1):
                self.dab(k * 0.125, side * 0.935, 0.03, 0.95)
                self.dab(side * 0.935, k * 0.125, 0.03, 0.95)

    def at(self, x, y):
        """The height at a point of the tile, in metres."""
        i = min(self.n - 1, max(0, round((y / SIZE * 2 + 1) / 2 * (self.n - 1))))
        j = min(self.n - 1, max(0, round((x / SIZE * 2 + 1) / 2 * (self.n - 1))))
        wobble = 0.0009 * noise.noise((x * 26, y * 26, 2.0)) + 0.0004 * noise.noise((x * 95, y * 95, 5.0))
        return RAISED * self.h[i, j] + wobble


def beast():
    r = Relief()
    r.frame()
    r.stroke([(-0.36, 0.02), (0.0, 0.00), (0.40, 0.06)], (0.20, 0.15, 0.19), 0.85)
    r.stroke([(-0.38, -0.02), (-0.46, 0.22), (-0.50, 0.36)], (0.19, 0.17, 0.14), 0.85)
    for k in range(13):
        a = 2 * math.pi * k / 13
        r.stroke(
            [
                (-0.50 + 0.17 * math.cos(a), 0.36 + 0.17 * math.sin(a)),
                (-0.50 + 0.29 * math.cos(a + 0.22), 0.36 + 0.29 * math.sin(a + 0.22)),
            ],
            (0.055, 0.028),
            0.8,
        )
    r.dab(-0.50, 0.36, 0.185, 1.0)
    r.stroke([(-0.56, 0.32), (-0.68, 0.28)], (0.10, 0.075), 1.0)
    for x in (-0.40, -0.58):
        r.dab(x, 0.53, 0.055, 1.0)
    for x in (-0.44, -0.56):
        r.dab(x, 0.40, 0.030, -0.5)
    r.stroke([(-0.74, 0.245), (-0.64, 0.215), (-0.54, 0.245)], (0.014, 0.018, 0.012), -0.6)
    r.stroke([(-0.40, -0.08), (-0.60, -0.20), (-0.72, -0.06)], (0.11, 0.075, 0.06), 0.9)
    r.stroke([(-0.27, -0.10), (-0.30, -0.36), (-0.29, -0.56), (-0.38, -0.58)], (0.12, 0.085, 0.065, 0.055), 0.9)
    r.stroke(
        [(0.42, -0.02), (0.52, -0.26), (0.42, -0.42), (0.47, -0.56), (0.37, -0.58)], (0.16, 0.11, 0.07, 0.06, 0.05), 0.9
    )
    r.stroke(
        [(0.26, -0.06), (0.26, -0.30), (0.15, -0.43), (0.18, -0.56), (0.08, -0.58)],
        (0.13, 0.09, 0.06, 0.055, 0.05),
        0.75,
    )
    for x, y in ((-0.74, -0.02), (-0.40, -0.575), (0.35, -0.575), (0.06, -0.575)):
        for k in (-1, 0, 1):
            r.dab(x - 0.035, y + k * 0.03, 0.022, 1.0)
    r.stroke(
        [(0.56, 0.10), (0.72, 0.20), (0.76, 0.44), (0.58, 0.62), (0.34, 0.56), (0.30, 0.38), (0.44, 0.33)],
        (0.05, 0.048, 0.045, 0.042, 0.04, 0.036, 0.03),
        0.85,
    )
    for a in (0.2, 1.2, -0.9):
        r.stroke([(0.46, 0.34), (0.46 + 0.14 * math.cos(a), 0.34 + 0.14 * math.sin(a))], (0.045, 0.02), 0.9)
    for k in range(4):
        x = -0.10 + 0.12 * k
        r.stroke([(x, 0.10), (x + 0.02, 0.0), (x, -0.09)], (0.012, 0.016, 0.010), -0.4)
    for x, y, s in ((-0.02, 0.62, 1.0), (0.70, -0.30, 0.8), (-0.74, -0.40, 0.8)):
        for k in range(6):
            a = 2 * math.pi * k / 6 + 0.3
            r.dab(x + 0.085 * s * math.cos(a), y + 0.085 * s * math.sin(a), 0.055 * s, 0.75)
        r.dab(x, y, 0.045 * s, 0.95)
    return r


def flower():
    r = Relief()
    r.frame()
    for k in range(8):
        a = 2 * math.pi * k / 8
        r.stroke(
            [
                (0.16 * math.cos(a), 0.16 * math.sin(a)),
                (0.42 * math.cos(a), 0.42 * math.sin(a)),
                (0.64 * math.cos(a), 0.64 * math.sin(a)),
            ],
            (0.06, 0.13, 0.03),
            0.85,
        )
        r.stroke(
            [(0.20 * math.cos(a), 0.20 * math.sin(a)), (0.52 * math.cos(a), 0.52 * math.sin(a))], (0.012, 0.012), -0.5
        )
        b = a + math.pi / 8
        r.dab(0.62 * math.cos(b), 0.62 * math.sin(b), 0.06, 0.9)
    r.dab(0, 0, 0.15, 1.0)
    for x in (-0.72, 0.72):
        for y in (-0.72, 0.72):
            r.dab(x, y, 0.09, 0.8)
    return r


def clay(name, base, dark, slip):
    """Fired red clay; on what is raised thin slip, stained, rubbed through and flaked; soot where fire licked it."""
    g = Nodes(name)
    v = g.coord((1.0, 1.0, 1.0))
    blotch = g.node("TexNoise", Vector=v, Scale=14.0, Detail=8.0, Roughness=0.65)
    colour = g.ramp(blotch, (0.34, base), (0.70, dark))
    z = g.node("SeparateXYZ", _out=2, Vector=g.coord(offset_random=False))
    worn = g.node("TexNoise", Vector=v, Scale=55.0, Detail=6.0, Roughness=0.7)
    level = g.node("Math", operation="ADD", i0=z, i1=g.node("Math", operation="MULTIPLY", i0=worn, i1=0.0052))
    raised = g.node("MapRange", Value=level, From_Min=0.0048, From_Max=0.0082, To_Min=0.0, To_Max=slip)
    rubbed = g.ramp(g.node("TexNoise", Vector=v, Scale=24.0, Detail=9.0, Roughness=0.78), (0.37, 0.08), (0.51, 1.0))
    flaked = g.ramp(g.node("TexNoise", Vector=v, Scale=170.0, Detail=5.0, Roughness=0.65), (0.40, 0.25), (0.47, 1.0))
    left = g.node("Math", operation="MULTIPLY", i0=rubbed, i1=flaked)
    raised = g.node("Math", operation="MULTIPLY", i0=raised, i1=left)
    stain = g.node("TexNoise", Vector=v, Scale=38.0, Detail=8.0, Roughness=0.7)
    slip_colour = g.ramp(stain, (0.34, (0.40, 0.285, 0.185)), (0.60, (0.66, 0.56, 0.43)))
    colour = g.node("Mix", _out=2, data_type="RGBA", i0=raised, i6=colour, i7=slip_colour)
    soot = g.node("TexNoise", Vector=v, Scale=6.0, Detail=5.0, Roughness=0.6)
    colour = g.node(
        "Mix", _out=2, data_type="RGBA", i0=g.ramp(soot, (0.52, 0.0), (0.75, 0.55)), i6=colour, i7=(0.05, 0.03, 0.025)
    )
    grain = g.node("TexNoise", Vector=v, Scale=420.0, Detail=4.0, Roughness=0.6)
    return g.surface(
        g.node(
            "BsdfPrincipled",
            Base_Color=colour,
            Roughness=0.72,
            Normal=g.node("Bump", Strength=0.35, Distance=0.0008, Height=grain),
        )
    )


fired = clay("fired", (0.34, 0.105, 0.05), (0.20, 0.06, 0.033), 0.85)
slip = mat(
    "slip", (0.60, 0.50, 0.38), (0.34, 0.15, 0.085), rough=(0.7, 0.9), scale=95, bump=0.5, bscale=300, dist=0.001
)
plain = clay("plain", (0.40, 0.15, 0.08), (0.28, 0.095, 0.05), 0.0)
brick = mat(
    "brick", (0.20, 0.085, 0.05), (0.10, 0.05, 0.035), rough=(0.75, 0.95), scale=9, bump=0.6, bscale=60, dist=0.004
)
mortar = mat(
    "mortar", (0.16, 0.13, 0.11), (0.09, 0.075, 0.065), rough=(0.9, 1.0), scale=8, bump=0.6, bscale=90, dist=0.004
)
plank = wood(
    "plank", (0.21, 0.135, 0.08), (0.11, 0.07, 0.04), axis=0, scale=6, bump=0.5, dust=(0.36, 0.22, 0.15), amount=0.6
)
ash = mat("ash", (0.20, 0.18, 0.165), (0.10, 0.09, 0.085), rough=(0.9, 1.0), scale=30)
iron = mat(
    "iron", (0.06, 0.055, 0.05), (0.10, 0.06, 0.04), rough=(0.45, 0.75), metal=0.7, scale=10, bump=0.3, bscale=60
)
bark = mat(
    "bark", (0.55, 0.50, 0.44), (0.12, 0.10, 0.09), rough=(0.7, 0.9), scale=14, bump=0.4, bscale=60, stretch=(1, 1, 4)
)
night = mat("night", (0.035, 0.037, 0.045), (0.025, 0.025, 0.03), rough=(0.8, 0.95))


def tile(relief, loc, rot, material=fired, words=None):
    """A stove tile: the pressed face, its edge, and behind it the rim that holds it in the masonry."""
    e = empty(loc, rot)
    face = grid(SIZE, SIZE, 300, 300, relief.at, material, parent=e)
    box((SIZE, SIZE, 0.013), (0, 0, -0.0072), material, 0.002, parent=e)
    s = SIZE / 2 - 0.018
    for x, y, w, d in ((0, s, 2 * s, 0.011), (0, -s, 2 * s, 0.011), (s, 0, 0.011, 2 * s), (-s, 0, 0.011, 2 * s)):
        box((w, d, 0.062), (x, y, -0.044), material, 0.003, parent=e)
    if words:
        c = bpy.data.curves.new("words", "FONT")
        c.body, c.size, c.extrude, c.bevel_depth = words, 0.0215, 0.0012, 0.0008
        c.align_x, c.space_character = "CENTER", 1.14
        c.font = bpy.data.fonts.load(str(FONT))
        add("words", c, (0, -0.0755, 0.0016), mat=slip, parent=e)
    return face


BEAST, FLOWER = beast(), flower()
UP = math.pi / 2
lean = math.radians(11)
tile(BEAST, (-0.035, 0.075, 0.099), (UP - lean, 0, -0.16), words="ЗВѢРЬ ЛЮТЫЙ")
tile(FLOWER, (0.255, 0.170, 0.098), (UP - lean * 1.1, 0, -0.42))
tile(BEAST, (-0.285, 0.155, 0.097), (UP - lean, 0, -0.55))
# shards and a brush of dust
stones(60, (-0.25, 0.3, -0.10, 0.05), 0.006, plain)
stones(90, (-0.35, 0.35, -0.12, 0.12), 0.0022, ash)

box((2.4, 0.30, 0.045), (0, 0.02, -0.0225), plank, 0.004)
box((2.4, 0.30, 0.045), (0.02, 0.325, -0.0235), plank, 0.004)
box((2.4, 0.06, 0.10), (0, 0.46, -0.10), plank, 0.004)

# the kiln: a brick front with an arched mouth
KY, KX, MOUTH, SPRING = 1.35, 0.30, 0.27, 0.13
L, H, D = 0.245, 0.068, 0.12
for row in range(26):
    z = -0.75 + row * (H + 0.012)
    for k in range(-9, 10):
        x = KX + (k + 0.5 * (row % 2)) * (L + 0.012)
        if (
            abs(x - KX) < MOUTH + L / 2 + 0.02
            and z - H / 2 < SPRING + math.sqrt(max(0, (MOUTH + 0.12) ** 2 - min(abs(x - KX), MOUTH) ** 2))
            and z > -0.18
        ):
            continue
        box(
            (L, D, H),
            (x, KY + rng.gauss(0, 0.004), z),
            brick,
            0.006,
            (rng.gauss(0, 0.008), rng.gauss(0, 0.008), rng.gauss(0, 0.008)),
        )
for k in range(15):
    a = math.pi * (k + 0.5) / 15
    r = MOUTH + 0.065
    box((0.125, D + 0.02, 0.062), (KX + r * math.cos(a), KY - 0.01, SPRING + r * math.sin(a)), brick, 0.005, (0, -a, 0))
for s in (-1, 1):
    for k in range(4):
        box((0.12, D + 0.01, H), (KX + s * (MOUTH + 0.065), KY - 0.005, SPRING - 0.04 - k * (H + 0.012)), brick, 0.006)
# the mortar behind the bricks, with the mouth left open
m = 48
arch = [(KX + (MOUTH + 0.02) * math.cos(a), SPRING + (MOUTH + 0.02) * math.sin(a)) for a in np.linspace(0, math.pi, m)]
arch = [(KX + MOUTH + 0.02, -0.2), *arch, (KX - MOUTH - 0.02, -0.2)]
far = (
    [(KX + 3, -0.8)]
    + [(KX + 3 * math.cos(a), SPRING + 3 * math.sin(a)) for a in np.linspace(0, math.pi, m)]
    + [(KX - 3, -0.8)]
)
n = len(arch)
mesh(
    [(x, KY + 0.03, z) for x, z in arch] + [(x, KY + 0.03, z) for x, z in far],
    [(i, i + 1, n + i + 1, n + i) for i in range(n - 1)],
    mortar,
)
# inside: a vault at carrot heat, tiles stacked before it, embers and a few flames
g = Nodes("vault")
heat = g.node("TexNoise", Vector=g.coord(offset_random=False), Scale=5.0, Detail=5.0)
vault = g.surface(
    g.node(
        "Emission",
        Color=g.ramp(heat, (0.3, (1.0, 0.10, 0.003)), (0.7, (1.0, 0.22, 0.012))),
        Strength=g.node("MapRange", Value=heat, From_Min=0.3, From_Max=0.7, To_Min=0.30, To_Max=0.85),
    )
)
inside = [(x, KY + 0.05 + dy, z) for dy in (0, 0.75) for x, z in arch]
mesh(inside, [(i, i + 1, n + i + 1, n + i) for i in range(n - 1)], vault)
mesh([(x, KY + 0.8, z) for x, z in arch], [tuple(range(n))], vault)
g = Nodes("hot tile")
hot = g.surface(
    g.node(
        "BsdfPrincipled",
        Base_Color=(0.10, 0.035, 0.02),
        Roughness=0.8,
        Emission_Color=(1.0, 0.10, 0.006),
        Emission_Strength=0.30,
    )
)
for k, (x, z) in enumerate(((-0.17, -0.06), (0.045, -0.06), (-0.07, 0.145), (0.15, 0.14))):
    box(
        (0.195, 0.09, 0.195),
        (KX + x + 0.02, KY + 0.42 + rng.uniform(-0.03, 0.03), z),
        hot,
        0.005,
        (0, 0, rng.gauss(0, 0.06)),
    )
box((2 * MOUTH, 0.9, 0.02), (KX, KY + 0.4, -0.17), iron, 0)
coal = [glow(f"coal{i}", c, s) for i, (c, s) in enumerate((((1.0, 0.24, 0.03), 3.5), ((1.0, 0.12, 0.008), 1.2)))]
for m_ in (*coal, iron):
    stones(60, (KX - 0.25, KX + 0.25, KY - 0.03, KY + 0.3), 0.045, m_, -0.16)
fire = [flame("flame0", (1.0, 0.42, 0.05), 0.8), flame("flame1", (1.0, 0.26, 0.02), 0.55)]
for _ in range(12):
    x, h, r = KX + rng.uniform(-0.2, 0.2), rng.uniform(0.08, 0.26), rng.uniform(0.018, 0.040)
    tongue = lathe(
        spline_profile([(r * 0.4, 0), (r, h * 0.18), (r * 0.7, h * 0.45), (r * 0.25, h * 0.75), (0.001, h)], 26),
        24,
        rng.choice(fire),
        loc=(x, KY + rng.uniform(0.05, 0.3), -0.13),
    )
    w = rng.random() * 6
    for v in tongue.data.vertices:
        v.co.x += 0.5 * r * math.sin(v.co.z / h * 4 + w) * v.co.z / h
# iron door swung open, birch logs on the floor, the dark yard
box((0.02, 0.42, 0.46), (KX - MOUTH - 0.13, KY - 0.28, 0.12), iron, 0.004, (0, 0, 0.5))
log = lathe([(0, -0.25), (0.055, -0.25), (0.058, 0.25), (0, 0.25)], 32, bark, loc=(0, 0, -9))
for k in range(11):
    copy(
        log,
        (-0.75 + 0.125 * (k % 4) + 0.06 * (k // 4 % 2), 1.05, -0.30 + 0.105 * (k // 4)),
        (UP, 0, rng.gauss(0, 0.03)),
    )
box((8, 8, 0.1), (0, 2, -0.80), night, 0)
box((8, 0.1, 4), (0, 3.4, 1), night, 0)

light("AREA", (KX, KY - 0.06, 0.12), 22, EMBER, target=(0.02, 0.1, 0.05), size=0.42, size_y=0.5)
light("AREA", (-0.80, -0.05, 0.36), 15, 3300, target=(0, 0.08, 0.09), size=0.12, size_y=0.14)
light("AREA", (0.9, -0.9, 1.0), 7.0, 7000, target=(0, 0.1, 0.1), size=0.8)
light("AREA", (-0.5, 0.75, 0.9), 5.0, 2600, target=(-0.1, 1.35, 0.2), size=0.4)
light("AREA", (0.15, 0.85, 0.75), 3.0, EMBER, target=(0.0, 0.1, 0.15), size=0.3)
camera((0.035, -0.56, 0.225), (0.055, 0.12, 0.118), lens=42, fstop=3.5, focus=(-0.035, 0.070, 0.10))
photograph(exposure=0.6, bloom=0.3)
