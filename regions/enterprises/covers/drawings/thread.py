"""Drawings of the theme “Thread and cloth”: in a box of 100 by 100 each, its outer shape, its lines and its light."""

from regions.enterprises.covers.motifs import Motif
from regions.enterprises.covers.shapes import Drawing, box, disc, petals, rect, scallops, ticks

DRAWINGS = {
    Motif.FLAX: Drawing(
        petals(50, 24, 20, 11, 5) + petals(18, 46, 14, 8, 5) + disc(80, 50, 8),
        "M50 26Q48 60 50 98M50 76Q26 70 19 48M50 86Q74 78 80 58M76 44l4-6 4 6M50 64q10-2 14-12M50 56q-10-4-12-12",
        disc(50, 24, 5) + disc(18, 46, 3.5),
    ),
    Motif.SPOOL: Drawing(
        box(14, 6, 72, 14, 5) + box(14, 80, 72, 14, 5) + "M26 20h48q-5 30 0 60H26q5-30 0-60z",
        "M26 28l46 6M28 38l44 6M28 48l44 6M28 58l44 6M27 68l46 6M42 6v14M58 6v14",
        "~M72 62q16 4 12 18t14 18",
    ),
    Motif.LOOM: Drawing(
        rect(6, 2, 8, 96) + rect(86, 2, 8, 96) + rect(2, 8, 96, 8) + rect(14, 58, 72, 34),
        "M20 16v42M28 16v42M36 16v42M44 16v42M52 16v42M60 16v42M68 16v42M76 16v42M14 28h72M14 66h72M14 74h72M14 82h72M20 62h8M36 62h8M52 62h8M68 62h8M28 70h8M44 70h8M60 70h8M20 78h8M36 78h8M52 78h8M68 78h8",
        "M30 46q6-8 20-8t20 8q-6 8-20 8t-20-8z",
    ),
    Motif.NEEDLES: Drawing(
        disc(46, 60, 34) + "M66 30L92 2l4 4-25 30z",
        "M26 34L8 6M18 42q30-6 50 38M14 52q26-2 42 40M28 32q34 2 50 40M24 86q2-34 46-48M36 93q2-32 42-40",
        "~M74 78q14 16 24 4",
    ),
    Motif.VALENOK: Drawing(
        "M28 4h40v46q0 8 10 12 18 6 18 20 0 12-8 12H30q-6 0-6-8 8-20 4-42z",
        "M28 14h40M27 84h68M33 7v4M43 7v4M53 7v4M63 7v4M76 66q-6 6-4 12",
        "~M48 26v22M38.5 31.5l19 11M38.5 42.5l19-11",
    ),
    Motif.SLIPPER: Drawing(
        "M6 72q0-26 18-34 10 2 14 14 10 16 36 14 20 0 20 14v4H10q-4-4-4-12zM4 82h92v8H4z",
        "M24 38q-2 20 12 32t34 8M10 74q6-6 16-6M44 62q4-8 12-8M58 66q4-8 12-6M14 86h.1M26 86h.1M38 86h.1M50 86h.1M62 86h.1M74 86h.1M86 86h.1",
        scallops(31, 30, 10, 7),
    ),
    Motif.LACE: Drawing(
        scallops(50, 50, 40, 10),
        petals(50, 50, 34, 12, 5) + ticks(50, 50, 34, 42, 10) + disc(50, 50, 36),
        petals(50, 50, 12, 6, 6),
    ),
    Motif.SHAWL: Drawing(
        "M2 14h96L50 82z",
        "M4 14l-4 8M14 23l-4 8M22 34l-5 8M30 46l-5 8M38 58l-5 8M46 70l-5 8M96 14l4 8M86 23l4 8M78 34l5 8M70 46l5 8M62 58l5 8M54 70l5 8M50 82v12M18 20h64L50 66z"
        + petals(50, 36, 13, 7, 6)
        + "M34 27q-4 4-8 0M66 27q4 4 8 0M50 54q-4 3-4 6",
        disc(50, 36, 5),
    ),
    Motif.SEWING: Drawing(
        "M10 20h68q12 0 12 12v36H68V42H38v12H18V42q-8-2-8-10z" + box(2, 68, 96, 20, 4) + disc(91, 36, 8),
        "M28 54v14M10 30h60M54 20V8h12v12M18 76v.1M30 76h40M76 50h8",
        "~M58 10Q34 2 28 26v36",
    ),
    Motif.HIDE: Drawing(
        "M42 4h16q4 12 26 10l8 10q-10 8-8 22t12 26l-8 12q-16-6-24 4l-4 8H40l-4-8q-8-10-24-4L4 72q14-12 12-26T8 24l8-10q22 2 26-10z",
        "M45 12h10q6 10 25 9M20 22q16 1 24-9M24 46q0-14-6-20M76 46q0-14 6-20M24 48q0 16-10 24M76 48q0 16 10 24M38 36q12 6 24 0M40 66q10 5 20 0M50 44v14",
        "M42 54q8-14 16 0-8 8-16 0z",
    ),
    Motif.SHOE: Drawing(
        "M12 30h28q4 18 22 24 30 6 32 22v4H12zM10 82h86v8H46l-5 5H10z",
        "M42 38l11-7M45 46l11-6M51 52l10-6M68 57q-6 8-2 21M12 42h22q2 20 18 24M20 30v12",
        "M10 78h86v5H10z",
    ),
}
