"""Drawings of the theme “Paper and books”: in a box of 100 by 100 each, its outer shape, its lines and its light."""

from regions.enterprises.covers.motifs import Motif
from regions.enterprises.covers.shapes import Drawing, rect, star

DRAWINGS = {
    Motif.SHEET: Drawing(
        "M6 16l28 2-1 46-29-2zM37 19h28l1 50H36zM68 18l26-3 2 48-27 2z",
        "M0 12q50 14 100 0M12 28h16M12 36h16M11 44h16M74 28h14M75 36h14M76 44h14M42 58h18M0 84q12-8 25 0t25 0 25 0 25 0M0 94q12-8 25 0t25 0 25 0 25 0",
        star(51, 42, 9, 4, 6) + "M48 14h6v9h-6zM17 11h6v9h-6zM78 11h6v9h-6z",
    ),
    Motif.TYPE: Drawing(
        "M14 34h50v62H14zM14 34L32 12h50L64 34zM64 34l18-22v62L64 96z",
        "M14 82h50M14 88h50M64 82l18-22M64 88l18-22M90 96V30l8-10v66z",
        "~M39 42v30M26 42q2 13 13 15 11-2 13-15M26 72q2-13 13-15 11 2 13 15",
    ),
    Motif.PRESS: Drawing(
        rect(12, 6, 12, 90)
        + rect(76, 6, 12, 90)
        + rect(6, 2, 88, 14)
        + rect(28, 44, 44, 12)
        + rect(18, 66, 64, 10)
        + rect(45, 16, 10, 28),
        "M45 22l10 4M45 30l10 4M45 38l10 4M54 34L96 22M24 84h52M4 96h28M68 96h28M30 76v8M70 76v8",
        "M24 60h52v5H24z",
    ),
    Motif.BOOK: Drawing(
        "M50 22Q34 8 4 12v68q28-4 46 9zM50 22q16-14 46-10v68q-28-4-46 9z",
        "M14 26q16-1 26 5M14 38q16-1 26 5M14 50q16-1 26 5M14 62q16-1 26 5M60 43q10-6 26-5M60 55q10-6 26-5M60 67q10-6 26-5M50 22v67M4 86q28-4 46 9 18-13 46-9",
        "M68 14q5-1 9-1v26l-4.5-5-4.5 5z",
    ),
    Motif.PENCIL: Drawing(
        "M10 42l10-26 10 26v56H10zM40 30L50 4l10 26v68H40zM70 48l10-26 10 26v50H70z",
        "M10 42q5 7 10 0 5 7 10 0M40 30q5 7 10 0 5 7 10 0M70 48q5 7 10 0 5 7 10 0M17 48v50M23 48v50M47 36v62M53 36v62M77 54v44M83 54v44M16 26h8M76 32h8",
        "M45.5 16L50 4l4.5 12z",
    ),
    Motif.CARTON: Drawing(
        "M10 38l40 14v44L10 78zM90 38L50 52v44l40-18zM10 38L0 24l38 12 12 16zM90 38l10-14-38 12-12 16z",
        "M10 38l40-14 40 14M18 70l10 4M18 62l16 6M26 48v8l6-2",
        "M62 66l16-6v14l-16 7z",
    ),
}
