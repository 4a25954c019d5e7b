"""Drawings of the theme “Clay, porcelain, glass”: in a box of 100 by 100 each, its outer shape, its lines and its light."""

from regions.enterprises.covers.motifs import Motif
from regions.enterprises.covers.shapes import Drawing, disc, petals, rect, star, ticks

DRAWINGS = {
    Motif.CUP: Drawing(
        "M14 32h56v10q0 30-20 36H34Q14 72 14 42zM6 82h72q-6 11-20 11H26Q12 93 6 82z",
        "M70 40q20-4 18 12t-24 14M15 44h54M32 22q-6-8 0-16M46 22q-6-8 0-16" + petals(42, 60, 11, 5, 5),
        "M14 29h56v6H14z",
    ),
    Motif.PLATE: Drawing(
        disc(44, 54, 42) + "M70 34L92 4l6 5-22 30z",
        disc(44, 54, 29) + petals(44, 54, 24, 9, 8) + ticks(44, 54, 33, 38, 16),
        "M70 34l7 5q-5 10-16 12 4-6 9-17z",
    ),
    Motif.POT: Drawing(
        "M34 18h32q3 7-4 12 22 9 18 32-2 11-12 15H32q-10-4-12-15-4-23 18-32-7-5-4-12zM8 80h84v6H8zM42 86h16v14H42z",
        "M24 44h52M20 54h60M21 64h58M4 93q8 4 20 4M96 93q-8 4-20 4",
        "M34 17q16-7 32 0-16 7-32 0z",
    ),
    Motif.TILE: Drawing(
        rect(6, 6, 88, 88),
        rect(13, 13, 74, 74)
        + "M13 31q18 0 18-18M87 31q-18 0-18-18M13 69q18 0 18 18M87 69q-18 0-18 18M50 82V46M50 72q-18-2-20-20 16 0 20 20 4-20 20-20-2 18-20 20",
        "M50 22q6 6 6 10 6-4 11-3-1 14-12 19H45Q34 43 33 29q5-1 11 3 0-4 6-10z",
    ),
    Motif.KILN: Drawing(
        "M8 94V46Q8 14 38 10V0h24v10q30 4 30 36v48z",
        "M28 94V64q0-20 22-20t22 20v30M8 60h16M8 76h20M76 60h16M72 76h20M22 30l12 10M78 30L66 40M50 20v16M38 10h24",
        "M34 94q-2-14 8-22 0 6 4 8-2-12 6-20 2 10 8 14 8 8 6 20z",
    ),
    Motif.BRICKS: Drawing(
        rect(4, 70, 44, 23) + rect(52, 70, 44, 23) + rect(28, 43, 44, 23),
        "M13 77h9v9h-9zM30 77h9v9h-9zM61 77h9v9h-9zM78 77h9v9h-9zM37 50h9v9h-9zM54 50h9v9h-9zM20 34q-6-7 0-15M84 34q-6-7 0-15",
        "M30 16l44-2 1 23-44 2z",
    ),
    Motif.VASE: Drawing(
        "M43 44h14q20 8 20 28 0 22-27 22T23 72q0-20 20-28zM47 0h6v34h-6z",
        "M32 74q0-13 11-20M29 84q21 9 42 0M44 10h12M44 16h12M68 60q4 6 4 12",
        "M45 30h10l5 15H40z",
    ),
    Motif.BAUBLE: Drawing(
        disc(50, 60, 35) + rect(42, 16, 16, 9),
        "M50 16q-9-10 0-13t5 8M17 48q33 12 66 0M17 72q33 12 66 0M24 38q26 8 52 0M24 82q26 8 52 0",
        star(50, 63, 11, 4, 8),
    ),
}
