"""The way to the foundry's gate as it stands on tickets: a street plan that can be read when printed small.

No scene of Blender's: only Pillow draws here, twice as large, then made smaller.
"""

import math
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, TWICE = 1600, 1030, 2
PAPER, PANEL, SUNK, INK, GREY = "#FBFAF7", "#FFFFFF", "#F1EFE9", "#17191C", "#4A5058"
LINE, CONTROL, STEEL, FORGE, AMBER, GREEN = "#DFDBD2", "#85807A", "#1F4E79", "#B23A0E", "#FFC24B", "#DDE5D3"
ONEST = Path(__file__).resolve().parents[3] / "static" / "vendor" / "onest" / "onest.woff2"

image = Image.new("RGB", (WIDTH * TWICE, HEIGHT * TWICE), SUNK)
draw = ImageDraw.Draw(image)


def font(size, weight):
    """The portal's own letters, in a weight from 400 to 700."""
    face = ImageFont.truetype(str(ONEST), size * TWICE)
    face.set_variation_by_axes([weight])
    return face


def at(*numbers):
    return [n * TWICE for n in numbers]


def rect(x0, y0, x1, y1, fill, line=None, width=0, r=0):
    draw.rounded_rectangle(at(x0, y0, x1, y1), r * TWICE, fill, line, width * TWICE)


def line(points, colour, width):
    draw.line([c * TWICE for p in points for c in p], colour, round(width * TWICE), joint="curve")


def dot(x, y, r, fill, edge=None, width=0):
    draw.ellipse(at(x - r, y - r, x + r, y + r), fill, edge, width * TWICE)


def write(x, y, words, size=38, weight=500, colour=INK, anchor="lm"):
    draw.text(at(x, y), words, colour, font(size, weight), anchor)


def both(x, y, russian, english, size=42, colour=INK, quiet=GREY, anchor="lm"):
    """Russian in bold, English below it."""
    write(x, y, russian, size, 700, colour, anchor)
    write(x, y + size * 1.04, english, round(size * 0.80), 450, quiet, anchor)


def dashes(points, colour, width, dash, gap):
    """A dashed line along points; with a dash of nought, dots."""
    left, on = 0.0, []
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        length, done = math.hypot(x1 - x0, y1 - y0), left
        while done < length:
            x, y = x0 + (x1 - x0) * done / length, y0 + (y1 - y0) * done / length
            end = min(done + dash, length)
            on.append(((x, y), (x0 + (x1 - x0) * end / length, y0 + (y1 - y0) * end / length)))
            done += dash + gap
        left = done - length
    for start, end in on:
        if dash:
            line([start, end], colour, width)
        else:
            dot(*start, width / 2, colour)


def tree(x, y, r):
    dot(x, y, r, "#C3D1B3")
    dot(x - r * 0.25, y - r * 0.25, r * 0.55, "#CFDBC1")


def sawtooth(x0, y0, x1, y1, step):
    """A workshop seen from above: its saw-tooth roof."""
    rect(x0, y0, x1, y1, "#E3E8EC", STEEL, 3, 4)
    x = x0 + step
    while x < x1 - 4:
        line([(x, y0 + 3), (x, y1 - 3)], "#B6C3CF", 3)
        x += step


# the streets: a pavement on each side
ROAD, SIDE = (742, 878), (96, 212)
rect(0, ROAD[0] - 34, WIDTH, ROAD[1] + 34, "#E6E2D9")
rect(SIDE[0] - 26, 0, SIDE[1] + 26, HEIGHT, "#E6E2D9")
rect(0, ROAD[0], WIDTH, ROAD[1], PANEL)
rect(SIDE[0], 0, SIDE[1], HEIGHT, PANEL)
dashes([(240, 810), (560, 810)], LINE, 5, 34, 26)
dashes([(1110, 810), (1600, 810)], LINE, 5, 34, 26)
dashes([(154, 20), (154, 150)], LINE, 5, 34, 26)
dashes([(154, 530), (154, 720)], LINE, 5, 34, 26)
for k in range(5):  # the crossing
    rect(262, ROAD[0] + 12 + k * 26, 318, ROAD[0] + 24 + k * 26, CONTROL)
both(582, 796, "улица Литейщиков", "Liteyshchikov Street", 44)
side = Image.new("L", (560 * TWICE, 60 * TWICE), 0)
ImageDraw.Draw(side).text((280 * TWICE, 30 * TWICE), "Доменный проезд", 255, font(38, 600), "mm")
side = side.rotate(90, expand=True)
image.paste(GREY, (124 * TWICE, 60 * TWICE), side)

# the green south of the street, with the stop
rect(238, 912, WIDTH, HEIGHT, GREEN)
for x, y, r in ((700, 962, 26), (790, 974, 20), (905, 958, 28), (1010, 976, 22), (1120, 962, 26)):
    tree(x, y, r)
rect(0, 912, 70, HEIGHT, GREEN)

# the works: fence, buildings
rect(292, 40, 1560, 652, PAPER)
for x, y in ((340, 560), (372, 604), (1452, 410), (1404, 398), (412, 566)):
    tree(x, y, 24)
sawtooth(340, 88, 1010, 360, 67)
rect(1090, 88, 1512, 360, "#ECE5DA", CONTROL, 3, 4)
rect(378, 150, 972, 290, PAPER, None, 0, 10)
both(675, 200, "Плавильный корпус", "Melting shop", 46, anchor="mm")
both(1301, 200, "Модельный корпус", "Pattern Building", 40, anchor="mm")
GATE = 820
for start, end in ((292, GATE - 96), (GATE + 96, 1560)):
    line([(start, 652), (end, 652)], STEEL, 7)
    x = start
    while x <= end:
        line([(x, 640), (x, 664)], STEEL, 5)
        x += 42
line([(292, 652), (292, 40), (1560, 40), (1560, 652)], STEEL, 7)

# the gate house on the fence, and the way on from it inside
dashes([(GATE, 424), (GATE, 364)], CONTROL, 9, 0, 26)
rect(GATE - 96, 574, GATE + 96, 690, AMBER, INK, 5, 6)
rect(GATE - 30, 676, GATE + 30, 698, FORGE)
both(GATE, 612, "Проходная", "Gate 1", 30, INK, INK, "mm")
# the cast-iron lamp post
LX, LY = 962, 690
line([(LX, LY), (LX, LY - 88)], INK, 8)
line([(LX - 20, LY), (LX + 20, LY)], INK, 10)
dot(LX, LY - 108, 26, "#FFE3A6", INK, 5)
dot(LX, LY - 108, 10, AMBER)
both(LX + 42, LY - 98, "чугунный фонарь", "cast-iron lamp post", 34)

# the stop: buses 4 and 12
SX = 350
rect(SX - 40, 926, SX + 40, 1006, STEEL, None, 0, 12)
write(SX, 964, "А", 56, 700, PANEL, "mm")
both(SX + 58, 944, "«Завод»", "buses 4, 12", 38)
# cars
rect(1290, 926, 1370, 1006, STEEL, None, 0, 12)
write(1330, 964, "P", 56, 700, PANEL, "mm")
both(1388, 944, "стоянка", "car park", 38)

# the way on foot: over the crossing, along the fence, to the door
path = [(SX, 918), (SX, 895), (290, 895), (290, 731), (GATE, 731), (GATE, 722)]
dashes(path, FORGE, 15, 0, 27)
draw.polygon(at(GATE, 690, GATE - 26, 724, GATE + 26, 724), FORGE)
rect(420, 668, 650, 712, FORGE, None, 0, 22)
write(535, 689, "3 мин · 220 м", 30, 600, PANEL, "mm")

# what matters most
rect(530, 444, 1110, 548, FORGE, None, 0, 16)
draw.polygon(at(GATE - 34, 546, GATE + 34, 546, GATE, 578), FORGE)
write(562, 493, "Вход здесь", 52, 700, PANEL, "lm")
write(1080, 496, "Enter here", 38, 500, PANEL, "rm")

# north, and a scale
NX, NY = 1516, 452
draw.polygon(at(NX, NY - 46, NX - 20, NY + 14, NX, NY, NX + 20, NY + 14), INK)
write(NX, NY + 42, "С", 34, 700, INK, "mm")
line([(1350, 556), (1350, 572), (1520, 572), (1520, 556)], INK, 4)
write(1435, 540, "50 м", 30, 600, INK, "mm")

image.resize((WIDTH, HEIGHT), Image.LANCZOS).save(sys.argv[1] if len(sys.argv) > 1 else "picture.png")
