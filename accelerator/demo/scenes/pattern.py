"""The cobalt flowers of the porcelain cup: an image whose u runs around the cup and v up its wall."""

import math
import random

import bpy
import numpy as np


def make_pattern(path, W=2048, H=2048):
    rng = random.Random(5)
    D = np.zeros((H, W), "f")  # ink density 0..1
    yy, xx = np.mgrid[0:H, 0:W].astype("f")

    def dab(x, y, r, d=0.9, ang=0, el=1.0):
        x %= W
        R = int(r * max(el, 1) * 1.6 + 3)
        for ox in (-W, 0, W):
            x0, x1 = int(x + ox - R), int(x + ox + R)
            y0, y1 = int(y - R), int(y + R)
            if x1 < 0 or x0 >= W:
                continue
            x0, x1 = max(x0, 0), min(x1, W)
            y0, y1 = max(y0, 0), min(y1, H)
            if x1 <= x0 or y1 <= y0:
                continue
            dx = xx[y0:y1, x0:x1] - (x + ox)
            dy = yy[y0:y1, x0:x1] - y
            c, s = math.cos(ang), math.sin(ang)
            u = (dx * c + dy * s) / el
            v = -dx * s + dy * c
            q = np.sqrt(u * u + v * v) / r
            m = np.clip((1.0 - q) * r / 2.5, 0, 1) * (d * (0.80 + 0.20 * np.clip(q, 0, 1) ** 3))
            D[y0:y1, x0:x1] = np.maximum(D[y0:y1, x0:x1], m)

    def stroke(pts, r0, r1, d=0.9):
        P = np.array(pts, "f")
        n = max(len(P) * 10, 60)
        t = np.linspace(0, 1, n) * (len(P) - 1)
        for k, q in enumerate(t):
            i = min(int(q), len(P) - 2)
            f = q - i
            p0, p1, p2, p3 = P[max(i - 1, 0)], P[i], P[i + 1], P[min(i + 2, len(P) - 1)]
            x, y = 0.5 * (
                (2 * p1) + (p2 - p0) * f + (2 * p0 - 5 * p1 + 4 * p2 - p3) * f * f + (-p0 + 3 * p1 - 3 * p2 + p3) * f**3
            )
            e = k / n
            dab(x, y, (r0 + (r1 - r0) * e) * (1 + 0.12 * math.sin(k * 0.5 + x)), d * (1 - 0.25 * e))

    def leaf(x, y, L, ang, wd=0.3):
        n = 26
        for k in range(n):
            e = k / (n - 1)
            r = 1.15 * L * wd * math.sin(math.pi * min(1, e * 0.93 + 0.04)) ** 0.8 * 0.5 + 1.5
            dab(
                x + math.cos(ang) * L * e + math.sin(ang) * L * 0.12 * math.sin(3.1 * e),
                y - math.sin(ang) * L * e,
                r,
                0.55 + 0.4 * e,
            )

    def flower(x, y, r):
        for k in range(7):
            a = 2 * math.pi * k / 7 + rng.uniform(-0.1, 0.1)
            dab(
                x + math.cos(a) * r * 0.62 * 1.0,
                y + math.sin(a) * r * 0.62,
                r * 0.33,
                0.66 + 0.25 * rng.random(),
                a,
                1.35,
            )
        for k in range(7):
            a = 2 * math.pi * k / 7
            stroke(
                [
                    (x + math.cos(a) * r * 0.3, y + math.sin(a) * r * 0.3),
                    (x + math.cos(a) * r * 0.8, y + math.sin(a) * r * 0.8),
                ],
                3.2,
                1.2,
                1.0,
            )
        dab(x, y, r * 0.24, 1.0)

    V = lambda v: (1 - v) * H
    # bands
    for v, w, d in ((0.468, 7, 0.95), (0.455, 3, 0.8), (0.400, 3, 0.8), (0.165, 8, 0.95), (0.178, 3, 0.8)):
        for x in range(0, W, 3):
            dab(
                x,
                V(v) + 2.2 * math.sin(x * 0.011) + rng.uniform(-0.7, 0.7),
                w + 1.2 * math.sin(x * 0.027),
                d * (0.86 + 0.14 * math.sin(x * 0.006)),
            )
    n = 28  # rim border: hanging drops
    for k in range(n):
        x = (k + 0.5) * W / n
        leaf(x, V(0.448), 62, -math.pi / 2, 0.42)
        dab(x + W / n / 2, V(0.432), 7, 0.8)
    m = 5  # vine
    for k in range(m):
        x0 = k * W / m
        w = W / m
        yc = V(0.285)
        pts = [(x0 + w * t, yc + 62 * math.sin(2 * math.pi * t)) for t in np.linspace(0, 1, 9)]
        stroke(pts, 5, 5, 0.85)
        flower(x0 + w * 0.26, yc - 34, 98)
        flower(x0 + w * 0.77, yc + 46, 70)
        for t, a, L in (
            (0.04, 1.2, 90),
            (0.10, -1.4, 95),
            (0.46, 1.0, 105),
            (0.52, -0.6, 100),
            (0.60, 2.2, 80),
            (0.62, 0.9, 95),
            (0.95, -1.9, 85),
            (0.44, -2.2, 85),
        ):
            leaf(x0 + w * t, yc + 62 * math.sin(2 * math.pi * t), L, a)
        for q in range(3):
            dab(x0 + w * (0.5 + 0.035 * q), yc + (-92 + 15 * q), 8, 0.8)
    rgb = np.empty((H, W, 4), "f")
    dark = np.array([0.010, 0.022, 0.17])
    lite = np.array([0.10, 0.20, 0.56])
    c = lite + (dark - lite) * np.clip(D * 1.15 - 0.1, 0, 1)[..., None]
    rgb[..., :3] = np.where(c <= 0.0031308, c * 12.92, 1.055 * np.clip(c, 1e-6, 1) ** (1 / 2.4) - 0.055)
    rgb[..., 3] = np.clip(D * 1.25, 0, 1) * 0.96
    im = bpy.data.images.new("cobalt", W, H, alpha=True)
    im.alpha_mode = "STRAIGHT"
    im.pixels.foreach_set(rgb[::-1].ravel())
    im.filepath_raw = path
    im.file_format = "PNG"
    im.save()
    return path
