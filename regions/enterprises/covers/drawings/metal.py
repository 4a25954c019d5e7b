"""Drawings of the theme “Fire and metal”: in a box of 100 by 100 each, its outer shape, its lines and its light."""

from regions.enterprises.covers.motifs import Motif
from regions.enterprises.covers.shapes import Drawing, box, disc, rect, star

DRAWINGS = {
    Motif.LADLE: Drawing(
        "M22 42l52-20 14 42q2 6-4 8l-24 9q-6 2-9-4z",
        "M27 54l51-19M35 68l49-18M36 37Q40 8 56 8t6 19M56 8V0" + disc(58, 50, 5),
        "M12 39q10-3 14 5-5 6-5 16v34H12V60q0-12 0-21z" + disc(5, 80, 2.5) + disc(30, 86, 2.5),
    ),
    Motif.MOULD: Drawing(
        rect(10, 22, 80, 31) + rect(10, 56, 80, 31),
        "M10 32H3v10h7M90 32h7v10h-7M10 66H3v10h7M90 66h7v10h-7M18 30v.1M26 40v.1M32 29v.1M20 46v.1M74 30v.1M82 42v.1M70 40v.1M18 66v.1M26 78v.1M40 82v.1M56 80v.1M72 78v.1M82 68v.1",
        "M38 22h24l-8 14v10h16q5 0 5 5v9q0 6-6 6H31q-6 0-6-6v-9q0-5 5-5h16V36z",
    ),
    Motif.CAULDRON: Drawing(
        "M18 36h64q8 28-10 44H28Q10 64 18 36z" + box(12, 26, 76, 10, 4),
        "M16 27Q50-14 84 27M30 80l-4 12M70 80l4 12M20 48h60M26 58q6-9 12 0t12 0 12 0 12 0",
        "M50 82q10 6 5 14H43q-2-8 7-14zM34 88q5 4 2 8h-7q-2-5 5-8zM66 88q5 4 2 8h-7q-2-5 5-8z",
    ),
    Motif.ROLLERS: Drawing(
        disc(50, 21, 21) + disc(50, 79, 21),
        disc(50, 21, 7) + disc(50, 79, 7) + "M24 0v100M76 0v100M24 8h6M24 92h6M76 8h-6M76 92h-6",
        "M0 40h34q16 6 32 6h34v8H66q-16 0-32 6H0z",
    ),
    Motif.ANVIL: Drawing(
        "M30 38h60v8q0 8-16 11-7 2-7 10t11 9v12H26V76q13-1 13-9 0-8-9-10Q8 52 4 39zM58 12l16-10 8 12-16 10z",
        "M74 14L98 0M26 82h52M36 45h46",
        "M42 31h36v6H42z" + disc(36, 24, 2) + disc(30, 32, 2) + disc(46, 20, 2),
    ),
    Motif.TORCH: Drawing(
        "M2 72h44v16H2zM52 72h46v16H52zM56 54l9 7L92 26q3-6-3-11t-11 0z",
        "M90 14q8-4 10-14M66 44l10 8M36 56l-8-10M30 66H18M42 52l2-13M56 70l8 2M8 80h26M64 80h26",
        star(48, 66, 15, 5, 8),
    ),
    Motif.CUTTER: Drawing(
        rect(38, 2, 24, 22) + "M32 24h36l-5 12H37z" + rect(38, 36, 24, 38) + "M4 74h30v6h32v-6h30v20H4z",
        "M38 48l24-12M38 60l24-16M38 72l24-16M46 74l16-11M44 2v22M10 86h80",
        "~M64 70q12-2 14-12t-8-10-8 8 8 4 4-6",
    ),
    Motif.BELL: Drawing(
        "M50 12q22 2 24 34 2 20 14 30H12q12-10 14-30 2-32 24-34z",
        "M27 38h46M22 64h56M16 72h68M30 51l5-7 5 7 5-7 5 7 5-7 5 7 5-7 5 7" + disc(50, 7, 5),
        disc(50, 86, 8),
    ),
    Motif.BLADE: Drawing(
        "M4 60Q20 26 62 30v24Q32 54 4 60zM62 26h7v32h-7zM69 32h20q9 10 0 20H69z",
        "M24 44q16-8 34-8M76 42v.1M86 42v.1M26 51q16-5 36-4",
        "M4 60q24-8 58-8v6q-28 0-58 2z",
    ),
    Motif.SAMOVAR: Drawing(
        "M28 34h44q8 16-4 30l-8 9H40l-8-9Q20 50 28 34zM36 73h28l4 10H32zM26 83h48v7H26zM32 34q18-15 36 0z",
        "M28 40q-16 2-8 17M72 40q16 2 8 17M42 38q-6 14 2 32M58 38q6 14-2 32M47 64h6M50 58v14h-7M34 90l-4 6M66 90l4 6",
        "M40 12h20q6 7-1 12H41q-7-5-1-12zM62 14l8-4v5l-7 4z" + disc(50, 9, 2.5),
    ),
    Motif.COMPASS: Drawing(
        "M46 20L22 82l-2 12 8-9 25-61zM54 20l24 62 2 12-8-9-25-61z" + disc(50, 13, 8),
        "M4 88q46 20 92 0M34 54h32M4 10h26M4 18h16M78 10h18M50 5V0",
        disc(80, 93, 4),
    ),
}
