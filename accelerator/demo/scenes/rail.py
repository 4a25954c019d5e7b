"""A rolling mill: a glowing rail runs out of the stand towards us over the rollers, steam and sparks in a dark hall."""

import math

import numpy as np

from materials import Nodes, glow, kelvin, mat, steam
from shapes import Vector, box, card, copy, lathe, loft, rng, tubes
from studio import camera, light, photograph, reset, world

reset(61)
world((0.30, 0.40, 0.55), 0.02)

steel = mat(
    "steel", (0.16, 0.15, 0.14), (0.07, 0.06, 0.055), rough=(0.22, 0.5), metal=0.9, scale=9, bump=0.15, bscale=60
)
worn = mat(
    "worn", (0.42, 0.40, 0.38), (0.20, 0.17, 0.15), rough=(0.28, 0.5), metal=0.85, scale=14, bump=0.12, bscale=90
)
scaly = mat(
    "scaly", (0.06, 0.05, 0.047), (0.13, 0.07, 0.045), rough=(0.3, 0.75), metal=0.4, scale=3, bump=0.5, bscale=25
)
wet = mat("wet", (0.03, 0.028, 0.027), (0.055, 0.045, 0.04), rough=(0.4, 0.85), scale=1.4, bump=0.25, bscale=12)
wall = mat("wall", (0.05, 0.052, 0.056), (0.035, 0.034, 0.034), rough=(0.8, 0.95), scale=1)
green = mat(
    "green", (0.07, 0.11, 0.095), (0.05, 0.07, 0.06), rough=(0.35, 0.6), scale=4, bump=0.2, dirt=(0.02, 0.016, 0.013)
)


def math_of(g):
    """Sums in short: calc("ADD", a, b) in the tree of `g`."""
    return lambda operation, *values: g.node("Math", operation=operation, **{f"i{i}": v for i, v in enumerate(values)})


def radiant(g, celsius, strength=1.0):
    """A black body's light: its colour, and by Wien's law its brightness in the red, which is `strength` at 1300 °C."""
    calc = math_of(g)
    kelvins = calc("ADD", celsius, 273.0)
    power = calc("EXPONENT", calc("SUBTRACT", 22135 / 1573, calc("DIVIDE", 22135.0, kelvins)))
    return g.node("Blackbody", Temperature=kelvins), calc("MULTIPLY", power, strength)


def hot():
    """Steel at rolling heat: the cut shows what is inside, air and edges cool the skin, grey-blue scale hides it."""
    g = Nodes("hot")
    calc = math_of(g)

    def spots(stretch, scale, detail, rough):
        vector = g.coord(stretch, offset_random=False)
        return g.node("TexNoise", Vector=vector, Scale=scale, Detail=detail, Roughness=rough)

    geometry = g.tree.nodes.new("ShaderNodeNewGeometry").outputs
    up = g.node("SeparateXYZ", _out=2, Vector=geometry["Normal"])
    out = calc("MULTIPLY", g.node("SeparateXYZ", _out=1, Vector=geometry["Normal"]), -1.0)
    cut = g.ramp(out, (0.5, 0.0), (0.8, 1.0))
    skin = calc("SUBTRACT", 1.0, cut)
    round_off = g.node(
        "VectorMath", _out=1, operation="DOT_PRODUCT", i0=g.node("Bevel", Radius=0.012), i1=geometry["Normal"]
    )
    edge = g.node("MapRange", Value=round_off, From_Min=1.0, From_Max=0.75, To_Min=0.0, To_Max=1.0)
    clouds = spots((3.0, 0.8, 3.0), 3.4, 8.0, 0.68)
    heat = g.node("MapRange", Value=clouds, From_Min=0.3, From_Max=0.7, To_Min=1190.0, To_Max=1325.0)
    torn = spots((1.0, 1.0, 0.16), 60.0, 6.0, 0.7)  # the saw's marks
    inside = g.node("MapRange", Value=torn, From_Min=0.3, From_Max=0.7, To_Min=1240.0, To_Max=1335.0)
    heat = calc("ADD", calc("MULTIPLY", heat, skin), calc("MULTIPLY", inside, cut))
    heat = calc("SUBTRACT", heat, calc("MULTIPLY", edge, 85.0))
    heat = calc("SUBTRACT", heat, calc("MULTIPLY", calc("MAXIMUM", up, 0.0), 45.0))
    # scale: sheets as long as a hand and crumbs of them, torn at the edges, cracked through
    sheets = g.ramp(spots((1.0, 0.36, 1.0), 11.0, 10.0, 0.66), (0.52, 0.0), (0.565, 1.0))
    crumbs = g.ramp(spots((1.0, 0.5, 1.0), 42.0, 8.0, 0.7), (0.575, 0.0), (0.63, 0.85))
    net = g.node(
        "TexVoronoi", Vector=g.coord((1.0, 0.6, 1.0), offset_random=False), Scale=34.0, feature="DISTANCE_TO_EDGE"
    )
    whole = g.ramp(net, (0.015, 0.45), (0.06, 1.0))
    scale = calc("MULTIPLY", calc("MAXIMUM", calc("MULTIPLY", sheets, whole), crumbs), skin)
    heat = calc("SUBTRACT", heat, calc("MULTIPLY", scale, 500.0))
    colour, power = radiant(g, heat)
    seen = calc("SUBTRACT", 1.7, calc("MULTIPLY", g.node("LightPath"), 0.7))  # the hall gets more than the eye
    power = calc("MULTIPLY", power, seen)
    grain = spots((1.0, 1.0, 1.0), 130.0, 6.0, 0.65)
    height = calc("ADD", scale, calc("MULTIPLY", grain, 0.35))
    grey = g.ramp(grain, (0.35, (0.080, 0.112, 0.140)), (0.68, (0.042, 0.058, 0.074)))
    grey = g.node("Mix", _out=2, data_type="RGBA", i0=scale, i6=(0.02, 0.008, 0.002), i7=grey)  # bare steel only glows
    return g.surface(
        g.node(
            "BsdfPrincipled",
            Base_Color=grey,
            Specular_IOR_Level=calc("MULTIPLY", scale, 0.5),
            Roughness=g.node("MapRange", Value=grain, From_Min=0.3, From_Max=0.7, To_Min=0.42, To_Max=0.7),
            Normal=g.node("Bump", Strength=0.6, Distance=0.003, Height=height),
            Emission_Color=colour,
            Emission_Strength=power,
        )
    )


def warmed():
    """The rollers: worn bright where rails ride, and there still dull red from the last one."""
    g = Nodes("warmed")
    calc = math_of(g)
    across = g.node("SeparateXYZ", _out=2, Vector=g.coord(offset_random=False))
    blotches = g.node("TexNoise", Vector=g.coord(), Scale=9.0, Detail=8.0, Roughness=0.65)
    lines = g.node("TexNoise", Vector=g.coord((0.6, 0.6, 14.0)), Scale=9.0, Detail=6.0, Roughness=0.7)
    ride = g.node("MapRange", Value=calc("ABSOLUTE", across), From_Min=0.42, From_Max=0.06, To_Min=0.0, To_Max=1.0)
    heat = calc("ADD", calc("MULTIPLY", ride, 330.0), calc("MULTIPLY", blotches, 120.0))
    colour, power = radiant(g, calc("ADD", heat, 660.0), 0.4)
    return g.surface(
        g.node(
            "BsdfPrincipled",
            Base_Color=g.ramp(blotches, (0.35, (0.27, 0.265, 0.26)), (0.68, (0.11, 0.105, 0.10))),
            Roughness=g.node("MapRange", Value=lines, From_Min=0.3, From_Max=0.7, To_Min=0.3, To_Max=0.58),
            Metallic=0.85,
            Normal=g.node("Bump", Strength=0.15, Distance=0.006, Height=lines),
            Emission_Color=colour,
            Emission_Strength=power,
        )
    )


HOT = hot()
TOP = 0.92  # of the rollers
RAIL = 1.35  # a little heavier than life
half = [(0.075, 0), (0.075, 0.011), (0.034, 0.026), (0.010, 0.046), (0.0085, 0.128), (0.014, 0.146), (0.0365, 0.158)]
half += [(0.0375, 0.184), (0.029, 0.192), (0.012, 0.194)]
PROFILE = [(x * RAIL, z * RAIL) for x, z in half] + [(-x * RAIL, z * RAIL) for x, z in reversed(half)]


def sway(y):
    """How far the hot rail has wandered from the middle of the table."""
    return 0.05 * math.sin(y * 0.42 + 0.6) * min(1, max(0, (13 - y) / 6))


loft(
    [[(x + sway(y), y, TOP + z + 0.002) for x, z in PROFILE] for y in np.linspace(-0.62, 13.6, 90)],
    HOT,
    smooth=False,
)

# roller table
roller = lathe(
    [(0, -0.95), (0.07, -0.95), (0.07, -0.70), (0.225, -0.69), (0.235, -0.67), (0.235, 0.67), (0.225, 0.69)]
    + [(0.07, 0.70), (0.07, 0.95), (0, 0.95)],
    72,
    warmed(),
    smooth=False,
    loc=(0, -2.1, TOP - 0.235),
    rot=(0, math.pi / 2, 0),
)
PITCH = 0.92
for i in range(1, 17):
    copy(roller, (0, -2.1 + PITCH * i, TOP - 0.235), (rng.random() * 6, math.pi / 2, 0))
for i in range(16):
    y = -2.1 + PITCH * (i + 0.5)
    box((1.36, PITCH - 0.52, 0.05), (0, y, TOP - 0.17), scaly, 0.01)
for s in (-1, 1):
    box((0.10, 18, 0.34), (s * 0.78, 5.5, TOP - 0.20), scaly, 0.012)
    box((0.22, 18, 0.05), (s * 0.82, 5.5, TOP - 0.01), steel, 0.01)
    box((0.5, 18, 0.5), (s * 1.15, 5.5, 0.35), scaly, 0.02)
    for i in range(17):
        y = -2.1 + PITCH * i
        box((0.30, 0.34, 0.30), (s * 1.02, y, TOP - 0.23), green, 0.03)
        lathe(
            [(0, 0), (0.09, 0), (0.09, 0.03), (0, 0.03)],
            32,
            steel,
            False,
            loc=(s * 1.17, y, TOP - 0.23),
            rot=(0, s * math.pi / 2, 0),
        )
        for dx in (-0.10, 0.10):
            for dy in (-0.12, 0.12):
                lathe(
                    [(0, 0), (0.022, 0), (0.022, 0.02), (0, 0.02)],
                    6,
                    steel,
                    False,
                    loc=(s * 1.02 + dx, y + dy, TOP - 0.08),
                )

# the stand at the end: two rolls between housings, chocks, screws above
Y = 14.2
for z in (TOP - 0.56, TOP + RAIL * 0.19 + 0.50):
    lathe([(0, -1.2), (0.52, -1.2), (0.52, 1.2), (0, 1.2)], 72, worn, False, loc=(0, Y, z), rot=(0, math.pi / 2, 0))
for s in (-1, 1):
    box((0.55, 1.5, 4.6), (s * 1.75, Y, 2.3), green, 0.06)
    for z in (TOP - 0.56, TOP + 0.75):
        box((0.75, 0.95, 0.8), (s * 1.75, Y - 0.45, z), scaly, 0.04)
    lathe([(0, 0), (0.2, 0), (0.2, 1.3), (0, 1.3)], 32, steel, False, loc=(s * 1.75, Y - 0.2, 4.4))
    tubes([[(s * 1.05, Y - 0.9, 0.6), (s * 1.05, Y - 0.9, 2.3), (s * 0.2, Y - 0.9, 2.4)]], 0.045, steel)
box((4.4, 1.5, 0.8), (0, Y, 4.5), green, 0.06)
box((3.6, 0.12, 0.35), (0, Y - 0.9, TOP - 0.25), scaly, 0.02)

# hall
box((30, 60, 0.1), (0, 20, -0.05), wet, 0)
for s in (-1, 1):
    box((0.3, 60, 12), (s * 9.5, 20, 6), wall, 0)
    for y in range(2, 50, 6):
        box((0.5, 0.5, 12), (s * 8.6, y, 6), scaly, 0.02)
    box((0.4, 60, 0.9), (s * 8.4, 20, 7.6), scaly, 0.02)
box((20, 0.3, 14), (0, 46, 7), wall, 0)
box((20, 60, 0.2), (0, 20, 12), wall, 0)
sky = glow("sky", (0.34, 0.52, 0.85), 0.9)
for s in (-1, 1):
    for y in range(4, 46, 6):
        card(3.4, 2.6, (s * 9.3, y, 5.4), sky, (math.pi / 2, 0, s * math.pi / 2))
card(12, 3.0, (0, 45.7, 5.6), sky)
lamp = glow("lamp", kelvin(3000), 22)
for x, y in ((-4.5, 12), (4.5, 20), (-4.5, 30), (4.5, 34)):
    card(0.5, 0.3, (x, y, 7.2), lamp)

# steam around the stand and over the table, lit by the rail from below
warm = steam("warm", (1.0, 0.20, 0.02), 0.28, 0.55, 0.9)
cool = steam("cool", (0.36, 0.48, 0.66), 0.07, 0.6, 0.6)
for x, y, z, w, h, m in (
    (-1.2, 13.0, 2.3, 4.5, 4.0, warm),
    (1.4, 12.2, 2.0, 4.0, 3.4, warm),
    (0.2, 11.0, 1.7, 3.6, 2.0, warm),
    (-0.7, 8.0, 1.5, 2.6, 1.6, warm),
    (-2.6, 12.5, 4.2, 6.0, 5.0, cool),
    (2.4, 16.0, 4.6, 8.0, 6.0, cool),
    (0, 22.0, 5.0, 16.0, 9.0, cool),
):
    card(w, h, (x, y, z), m)

# sparks of scale, thrown where the rail leaves the rolls and where it rides over a roller
spark = glow("spark", (1.0, 0.20, 0.01), 16, False)
lines = []
for _ in range(260):
    src = Vector((sway(12) + rng.gauss(0, 0.05), rng.choice((13.2, 13.4, 10.0, 6.4)), TOP + 0.1))
    a, e = rng.uniform(0, 2 * math.pi), rng.uniform(0.2, 1.4)
    v = Vector((math.cos(a) * math.cos(e), -abs(math.sin(a)) * math.cos(e), math.sin(e))) * rng.uniform(0.8, 3.6)
    t = rng.random() * 0.5
    line = [src + v * u + Vector((0, 0, -4.9 * u * u)) for u in np.linspace(t, t + 0.03, 4)]
    if line[-1].z > TOP - 0.1:
        lines.append([tuple(p) for p in line])
tubes(lines, 0.005, spark, [[0.3, 1, 1, 0.3]] * len(lines), res=1)
# flakes of scale on the table
for _ in range(240):
    x, y = rng.uniform(-0.7, 0.7), rng.uniform(-1.6, 5)
    if min(abs((y + 2.1) % PITCH), abs(PITCH - (y + 2.1) % PITCH)) > 0.26:
        s = rng.uniform(0.006, 0.022)
        box(
            (s, s * rng.uniform(0.5, 1), 0.002),
            (x, y, TOP - 0.142),
            steel,
            0,
            (rng.gauss(0, 0.2), rng.gauss(0, 0.2), rng.random() * 6),
        )

light("AREA", (-6.5, 3, 7.5), 330, 7600, target=(0, 3, 1), size=7, size_y=2)
light("AREA", (5.5, 18, 7), 150, 7600, target=(0, 14, 1), size=6, size_y=2)
light("AREA", (-1.6, 0.6, 3.0), 55, 7600, target=(-0.2, 0.6, 0.9), size=1.6, size_y=3)
light("POINT", (0, Y - 1.2, TOP + 0.9), 90, (1.0, 0.17, 0.01), size=0.3)
light("AREA", (0, 26, 8), 320, 7200, target=(0, Y, 2.5), size=5)
camera((-0.72, -2.15, 1.60), (-0.02, 0.6, 1.12), lens=34, fstop=2.8, focus=(0.0, -0.60, 1.0))
photograph(
    view="Filmic",  # AgX pales this orange to salmon
    contrast="Medium High Contrast",
    bloom=0.35,
    size=0.6,
    mist=((0.016, 0.020, 0.028), 6, 36, 0.7),
    clamp=6,
)
