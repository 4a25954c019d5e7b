"""Drawings of the theme “Stone and amber”: in a box of 100 by 100 each, its outer shape, its lines and its light."""

from regions.enterprises.covers.motifs import Motif
from regions.enterprises.covers.shapes import Drawing, disc, hole, oval, star, ticks

DRAWINGS = {
    Motif.AMBER: Drawing(
        "M54 4q36 26 36 56-2 32-40 34-38-2-40-30Q10 32 54 4z",
        oval(50, 46, 5, 7, 20)
        + oval(55, 60, 4, 4)
        + oval(60, 72, 6, 9, -20)
        + "M45 52l-12-4-4 6M46 58l-14 6v6M62 54l10-8 6 2M63 60l14-2 4 6M50 66l-8 8v8M68 72l10 4M50 39l-6-8M54 39l2-10",
        "M20 62Q18 44 36 26 26 44 28 64q2 12 10 20-16-6-18-22z",
    ),
    Motif.GEM: Drawing(
        "M24 16h52l20 24-46 54L4 40z", "M4 40h92M24 16l9 24 17 54 17-54 9-24M33 40l17-24 17 24", "M33 40h34L50 16z"
    ),
    Motif.CABOCHON: Drawing(
        oval(50, 50, 46, 36),
        oval(42, 54, 28, 20, -8)
        + oval(38, 56, 17, 11, -8)
        + oval(36, 57, 7, 4, -8)
        + "M74 24q14 10 16 24M66 76q16-6 22-16M14 28q16-12 36-11",
        "M54 30l11-5v13l-11 5zM68 24l10-2v13l-10 3z",
    ),
    Motif.RING: Drawing(
        disc(50, 64, 33) + hole(50, 64, 24),
        "M30 36l-4-8M70 36l4-8M37 14l7 10 6 18 6-18 7-10M29 24h42",
        "M37 14h26l9 10-22 19-22-19z",
    ),
    Motif.BLOCK: Drawing(
        "M8 40l42-18 42 18v36L50 98 8 78z",
        "M8 40l42 20 42-20M50 60v38M16 50v24M24 54v24M32 58v24M40 62v24M58 72q12 2 14-8t18-6M60 84q14 0 16-8",
        "M45 2h10v16l-5 14-5-14z",
    ),
    Motif.COIN: Drawing(
        disc(58, 52, 40) + disc(44, 50, 42),
        disc(44, 50, 35) + ticks(44, 50, 37, 40, 24) + "M24 60q4 14 20 16 16-2 20-16",
        star(44, 46, 18, 7.5, 5),
    ),
}
