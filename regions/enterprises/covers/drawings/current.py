"""Drawings of the theme “Current and charge”: in a box of 100 by 100 each, its outer shape, its lines and its light."""

from regions.enterprises.covers.motifs import Motif
from regions.enterprises.covers.shapes import Drawing, box, disc, oval, rect, ticks

DRAWINGS = {
    Motif.COIL: Drawing(
        "M10 4h80v92H10zM24 18v64h12V18zM64 18v64h12V18z" + box(28, 24, 44, 52, 6),
        "M28 34h44M28 44h44M28 54h44M28 64h44M18 4v92M82 4v92M10 11h80M10 89h80M40 24V0M60 24V0",
        box(28, 44, 44, 10, 0.1),
    ),
    Motif.INSULATOR: Drawing(
        oval(20, 34, 18, 6)
        + oval(20, 48, 18, 6)
        + oval(20, 62, 18, 6)
        + oval(80, 34, 18, 6)
        + oval(80, 48, 18, 6)
        + oval(80, 62, 18, 6)
        + disc(20, 16, 8)
        + disc(80, 16, 8),
        "M20 28v-4M80 28v-4M20 68v26M80 68v26M8 96h24M68 96h24M44 34l-3 6M58 2l3-6M0 16h12M88 16h12",
        "M28 14l18-8-3 8 16-4-3 8 16-6-20 16 3-8-16 4 3-8z",
    ),
    Motif.CELL: Drawing(
        "M26 16h48v76q0 6-6 6H32q-6 0-6-6z" + rect(40, 6, 20, 10),
        "M26 28h48M26 36h48M33 44v44M67 44v44",
        "M56 42L38 68h11l-6 22 20-28H51z",
    ),
    Motif.DAM: Drawing(
        "M0 22h100l-10 54H10z",
        "M0 32h98M20 76V50q0-8 8-8t8 8v26M64 76V50q0-8 8-8t8 8v26M42 76V50q0-8 8-8t8 8v26M0 86q10-7 20 0t20 0 20 0 20 0 20 0M0 96q10-7 20 0t20 0 20 0 20 0 20 0M16 22V10M50 22V10M84 22V10M16 12h68",
        "M44 84V51q0-6 6-6t6 6v33q-6 5-12 0z",
    ),
    Motif.TOWER: Drawing(
        "M4 96q14-34 8-66h34q-6 32 8 66zM58 96q9-26 5-50h26q-4 24 9 50z",
        "M13 44h32M11 62h36M8 80h42M63 60h26M61 78h32M16 24Q8 10 24 8q6-10 18-2 14 0 10 12M66 40q-4-10 8-10 8-6 14 2 8 2 4 10M10 96l5-10 5 10 5-10 5 10 5-10 5 10 5-10",
        "M12.6 34h32.8v7H12.6z",
    ),
    Motif.TURBINE: Drawing(
        "M60 44h6l3 54H57zM61 36Q56 14 63 0q6 14 4 36zM68 42l32 18q-14 2-34-10zM58 42L26 60q14 2 34-10zM2 76l32-12 8 16-34 14z"
        + disc(63, 42, 5),
        "M13 72l7 18M24 68l7 17M5 84l33-12",
        disc(20, 20, 11),
    ),
    Motif.LAMP: Drawing(
        "M50 2q32 0 32 32 0 14-10 25-5 5-5 13H33q0-8-5-13Q18 48 18 34 18 2 50 2z"
        + box(34, 74, 32, 8, 3)
        + box(38, 84, 24, 8, 3),
        "M43 72l-5-30M57 72l5-30M43 92l4 6h6l4-6M28 24q4-10 14-13",
        "~M38 42l6-9 6 9 6-9 6 9",
    ),
    Motif.GAUGE: Drawing(
        disc(50, 50, 45) + disc(50, 50, 38),
        ticks(50, 54, 26, 32, 11, 180, 180) + "M34 74h32M40 82h20M12 12l8 8M88 12l-8 8",
        "M47 56l28-28-20 33q-5 4-9 0-2-3 1-5z",
    ),
}
