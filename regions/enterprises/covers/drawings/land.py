"""Drawings of the theme “Land and sea”: in a box of 100 by 100 each, its outer shape, its lines and its light."""

from regions.enterprises.covers.motifs import Motif
from regions.enterprises.covers.shapes import Drawing, cube, disc, ear, ticks


def _salt() -> Drawing:
    cubes = [cube(34, 66, 28), cube(72, 72, 22), cube(62, 28, 18)]
    outlines, edges, _tops = ("".join(part) for part in zip(*cubes, strict=True))
    return Drawing(outlines, edges + "M14 16l4 4M16 30h-8M30 12v-8", cubes[-1][2])


DRAWINGS = {
    Motif.WHEAT: Drawing(
        ear(50, 2, 5) + ear(20, 22, 4) + ear(80, 22, 4),
        "M50 56Q52 80 48 100M20 66Q24 86 40 100M80 66q-4 20-24 34M50 2V-4",
        "M50 13q-6-6 0-13q6 7 0 13z",
    ),
    Motif.GREENHOUSE: Drawing(
        "M4 94V46l46-28 46 28v48z",
        "M4 46h92M22 35v59M78 35v59M50 18v76M4 70h18M78 70h18M22 70h10M68 70h10M36 94V80q-8-2-8-10 8 0 8 10 0-12 8-14 0 12-8 14M64 94V80q-8-2-8-10 8 0 8 10 0-12 8-14 0 12-8 14",
        "M24 36.5L49 21v23H24z",
    ),
    Motif.FLOWER: Drawing(
        "M50 4q9 8 9 15 9-11 20-8 4 34-15 42H36Q17 45 21 11q11-3 20 8 0-7 9-15z",
        "M50 54v46M50 86Q28 84 20 56q24 4 30 26M50 92q22-4 30-30-24 4-30 26M31 24q0 14 8 22M69 24q0 14-8 22",
        "M50 10q14 22 0 43-14-21 0-43z",
    ),
    Motif.APPLE: Drawing(
        "M50 30q13-11 28-4 18 11 11 38-6 30-24 32-8 0-15-4-7 4-15 4-18-2-24-32-7-27 11-38 15-7 28 4z",
        "M50 32q-1-14-9-22M22 50q2-12 14-14M42 40q8 5 16 0",
        "M54 20q8-20 30-18-4 22-30 18z",
    ),
    Motif.GRAPES: Drawing(
        disc(32, 42, 10)
        + disc(52, 42, 10)
        + disc(72, 42, 10)
        + disc(42, 59, 10)
        + disc(62, 59, 10)
        + disc(52, 76, 10)
        + "M50 30Q42 6 16 10q4 22 34 20z",
        "M50 30Q48 10 66 4M20 14q14 2 28 14M66 4q16-2 14 10t12 8",
        disc(62, 59, 10),
    ),
    Motif.GOAT: Drawing(
        "M40 34q-4-14-18-20 0 16 10 24-14 0-22-8-2 16 18 18l2 24q0 12 10 16l3 4q3 4 6 4t6-4l3-4q10-4 10-16l2-24q20-2 18-18-8 8-22 8 10-8 10-24-14 6-18 20-9-5-18 0z",
        "M40 78q9 8 18 0M49 82v4M43 92l-1 8M55 92l1 8M26 20q8 8 10 18M72 20q-8 8-10 18M38 54v6M60 54v6M40 34q-2 8 2 10M58 34q2 8-2 10",
        "M13 35h10v8H13z",
    ),
    Motif.FISH: Drawing(
        "M4 50q26-38 64-12l28-18q-8 30 0 60L68 62Q30 88 4 50z",
        "M28 33q9 17 0 34M40 40q6 5 0 10 6 5 0 10M51 38q6 6 0 12 6 6 0 12M62 42q5 4 0 8 5 4 0 8M80 38q-4 12 0 24M44 30q8-10 20-6M46 72q6 8 16 6",
        disc(17, 46, 4),
    ),
    Motif.SEAWEED: Drawing(
        "M50 98q2-26-16-36Q12 48 18 18q10 6 10 22 6 12 16 18-4-28 6-52 12 22 6 52 10-6 12-20-2-16 10-22 8 28-10 44-14 12-12 38z",
        "M50 98q2-30 0-72M50 66Q30 56 23 30M53 70q16-10 20-42M8 84q8-5 16 0M76 84q8-5 16 0" + disc(90, 8, 3),
        disc(84, 22, 6),
    ),
    Motif.SALT: _salt(),
    Motif.HEADFRAME: Drawing(
        disc(44, 20, 17) + "M60 62h36v34H60z",
        disc(44, 20, 5)
        + ticks(44, 20, 5, 17, 6)
        + "M38 34L14 96M50 34l2 62M48 36l40 26M32 50h19M25 68h26M18 86h34M32 50l19 18M51 50L25 68M25 68l27 18M60 20l24 42M60 72h36",
        "M70 80h14v16H70z",
    ),
    Motif.PUMPJACK: Drawing(
        "M14 24l68-10 3 9-69 12zM4 14q12-2 14 8v26Q12 36 2 36zM48 28h8l20 62H64L52 46 38 90H28z"
        + disc(84, 62, 11)
        + "M22 90h76v8H22z",
        "M9 40v46M4 86h12v12H4M84 22v40M38 66h28" + disc(84, 62, 4),
        "M9 52q9 14 0 20-9-6 0-20z",
    ),
    Motif.RECYCLE: Drawing(
        "M6 46l44-18 44 18v34L50 98 6 80z",
        "M6 46l44 18 44-18M50 64v34M20 52v34M34 58v34M66 58v34M80 52v34M14 60l8 6-6 8M28 62l4 10-6 8M40 70l6 6-8 8M58 72l4 8M72 62l-4 12 6 6M88 58l-6 8 6 8",
        "M50 28Q48 4 74 0q4 26-24 28zM48 36Q44 18 24 20q4 20 24 16z",
    ),
    Motif.GATE: Drawing(
        "M4 24h30v74H4zM34 44q10 0 10 10t-10 10zM42 48h56v9H42zM40 60l38 34-7 7-38-34z",
        "M10 36h18v18H10zM10 66h18M10 74h18M10 82h18M0 98h100M54 48v9M66 48v9M78 48v9M90 48v9M52 74l7-7M62 83l7-7",
        "M12 42h7v-5l8 8-8 8v-5h-7z",
    ),
}
