"""Drawings of the theme “Paint, lenses, robots”: in a box of 100 by 100 each, its outer shape, its lines and its light."""

from regions.enterprises.covers.motifs import Motif
from regions.enterprises.covers.shapes import Drawing, box, disc, oval, polygon, rect, ticks

DRAWINGS = {
    Motif.MORTAR: Drawing(
        "M12 42h76q0 32-24 40v6h8v8H28v-8h8v-6Q12 74 12 42zM58 40L82 2l10 6-20 34z",
        "M16 54h68M8 42h84",
        "M22 42q10-18 26-16 12 2 18 16z",
    ),
    Motif.PAINT: Drawing(
        "M10 36h54v60H10z" + oval(37, 36, 27, 7) + "M74 2h12v38H74zM70 40h20v12H70zM70 52h20l-4 26q-6 6-12 0z",
        "M10 58q-8 0-8-12 4-40 35-40t34 34M76 56v16M84 56v16M70 46h20",
        "M10 38q27 10 54 0v8q-4 2-4 12 0 6-5 6t-5-8q-1-6-7-6t-6 14q0 8-5 8t-5-10q0-10-6-10t-7-3z",
    ),
    Motif.FLACON: Drawing(
        box(14, 42, 72, 54, 9) + rect(40, 28, 20, 14) + polygon(50, 15, 14, 6, 0),
        "M14 62h72M36 15l7-12M64 15L57 3M36 15h28M22 50h16",
        "M19 64h62v20q0 7-7 7H26q-7 0-7-7z",
    ),
    Motif.CAPSULE: Drawing(
        "M14 58l40-40q12-10 24 2t2 24L40 84q-12 10-24-2t-2-24z" + disc(82, 80, 15),
        "M34 38l26 26M64 24q6-2 10 4M72 80h20M8 14h10M13 9v10",
        "M14 58l20-20 26 26-20 20q-12 10-24-2t-2-24z",
    ),
    Motif.LENS: Drawing(
        "M46 2h8q20 48 0 96h-8Q26 50 46 2z",
        "M0 26h40L96 50M0 74h40l56-24M0 50h92M36 14h28M36 86h28M76 36l14-16M76 64l14 16",
        disc(93, 50, 6),
    ),
    Motif.WATCH: Drawing(
        disc(50, 56, 40) + rect(45, 6, 10, 10),
        disc(50, 56, 32) + ticks(50, 56, 26, 30, 12) + "M50 56l14 8M42 3h16" + disc(50, 74, 6),
        "M47 58l3-26 3 26q-3 4-6 0z",
    ),
    Motif.CHIP: Drawing(
        box(24, 24, 52, 52, 5),
        "M34 24V12M45 24V4M55 24V12M66 24V4M34 76v12M45 76v20M55 76v12M66 76v20M24 34H12M24 45H4M24 55H12M24 66H4M76 34h12M76 45h20M76 55h12M76 66h20M30 32v.1"
        + disc(45, 3, 2)
        + disc(66, 3, 2)
        + disc(45, 97, 2)
        + disc(66, 97, 2),
        rect(38, 38, 24, 24),
    ),
    Motif.ROBOT: Drawing(
        "M6 84h46v12H6zM20 64h18v20H20zM24 60L40 20l14 6-14 40zM44 14l40 10-2 12-40-8z"
        + disc(30, 60, 11)
        + disc(46, 22, 10),
        disc(30, 60, 4) + disc(46, 22, 4) + "M84 26l8 2v14M80 36l-6 8v4M92 42v6M12 90h34",
        "M74 50h18v18H74z",
    ),
}
