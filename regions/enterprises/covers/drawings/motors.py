"""Drawings of the theme “Wings and motors”: in a box of 100 by 100 each, its outer shape, its lines and its light."""

from regions.enterprises.covers.motifs import Motif
from regions.enterprises.covers.shapes import Drawing, box, disc, hole, oval, rect, ticks

DRAWINGS = {
    Motif.AEROPLANE: Drawing(
        "M50 2q7 0 7 14v16l41 6v12l-41 6v22l15 8v9H28v-9l15-8V56L2 50V38l41-6V16q0-14 7-14z",
        "M14 37v14M24 35.5v18M34 34v20M66 34v20M76 35.5v18M86 37v14M36 4h28M50 60v26M43 32h14M43 56h14",
        "M45 20h10v11H45z",
    ),
    Motif.WINDSOCK: Drawing(
        "M18 10l76 16v20L18 50z",
        "M12 2v96M36 14v35M72 21.5v25.5M4 98h92M70 98l4-8M78 98l-3-6M40 98l3-7M60 70q8-5 14 0 6-5 14 0M64 82q6-4 11 0",
        "M54 18v30l18-1.5V21.5z",
    ),
    Motif.DRONE: Drawing(
        box(36, 42, 28, 20, 7) + oval(18, 26, 18, 5) + oval(82, 26, 18, 5) + oval(18, 64, 18, 5) + oval(82, 64, 18, 5),
        "M40 46L18 28M60 46l22-18M38 56L18 66M62 56l20 10M18 26v8M82 26v8M18 64v9M82 64v9M42 62l-6 18h-6M58 62l6 18h6M44 48h12",
        disc(50, 54, 5),
    ),
    Motif.PROPELLER: Drawing(
        "M44 46Q4 42 2 12q28-2 50 32zM56 54q40 4 42 34-28 2-50-32z" + disc(50, 50, 11),
        "M10 18q16 6 32 24M90 82q-16-6-32-24M72 12q16 8 20 24M28 88Q12 80 8 64M66 20q10 6 14 16M34 80q-10-6-14-16",
        disc(50, 50, 5),
    ),
    Motif.ROCKET: Drawing(
        "M50 0q20 18 20 46v26H30V46Q30 18 50 0zM30 52L12 72v16l18-9zM70 52l18 20v16l-18-9z",
        "M30 62h40M34 26h32M44 62v10M56 62v10" + disc(50, 42, 8),
        "M38 76h24q0 14-12 24-12-10-12-24z",
    ),
    Motif.CAR: Drawing(
        "M2 62q0-12 12-14l13-2q8-18 25-18t27 17l13 4q7 2 7 14v7H2z" + disc(24, 72, 11) + disc(76, 72, 11),
        "M33 45q5-11 17-11v11zM56 34q11 0 17 11H56zM53 45v24M59 52h7M2 60h8"
        + disc(24, 72, 4)
        + disc(76, 72, 4)
        + "M0 84h100",
        "M91 52l6 2v6h-7z",
    ),
    Motif.VAN: Drawing(
        "M2 22h62v52H2zM64 36h17l17 19v19H64z" + disc(22, 76, 10) + disc(78, 76, 10),
        "M71 42h8l10 13H71zM8 30h12v15H8zM44 30h12v15H44zM2 54h62M2 62h62M64 66h8"
        + disc(22, 76, 3)
        + disc(78, 76, 3)
        + "M0 88h100",
        "M26 30h12v15H26z",
    ),
    Motif.SEAT: Drawing(
        "M24 6q12-5 16 8l10 40H36q-7 0-9-8L18 18q-1-9 6-12zM30 56h50q11 0 11 10t-11 10H42q-9 0-11-9z",
        "M24 18l14-4M30 20l8 30M62 58v16M76 58v16M46 76l-8 20M72 76l8 20M30 96h58M52 46h26q6 0 6-4",
        "M44 60h13v10H44z",
    ),
    Motif.TYRE: Drawing(
        disc(50, 50, 46) + hole(50, 50, 26),
        disc(50, 50, 38) + ticks(50, 50, 38, 45, 24) + disc(50, 50, 19) + ticks(50, 50, 9, 19, 5, -90),
        disc(50, 50, 7),
    ),
    Motif.TRACTOR: Drawing(
        "M40 12h34l4 34H40zM6 38h36v26H6z" + disc(70, 66, 26) + disc(20, 76, 15),
        disc(70, 66, 12)
        + disc(20, 76, 6)
        + "M46 18h22l3 20H46zM18 38V20h6v18M12 46h18M12 54h18M0 94h100"
        + ticks(70, 66, 20, 25, 12)
        + ticks(20, 76, 11, 14, 8),
        "M3 42h6v10H3z" + disc(70, 66, 5),
    ),
    Motif.TRAIN: Drawing(
        "M26 12q24-8 48 0 8 4 8 16v46q0 6-6 6H24q-6 0-6-6V28q0-12 8-16z",
        "M26 26q24-8 48 0v20H26zM50 22v24M18 56h64M30 80L14 98M70 80l16 18M32 88h36M26 94h48M38 8l6-8h12l6 8",
        disc(30, 66, 5) + disc(70, 66, 5) + disc(50, 15, 3),
    ),
    Motif.SHIP: Drawing(
        "M2 58h96q-4 24-18 30H22Q6 80 2 58zM26 40h48v18H26zM34 24h32v16H34zM44 8h14v16H44z",
        "M0 94q8-6 16 0t16 0 16 0 16 0 18 0 18 0M18 68v.1M30 68v.1M42 68v.1M54 68v.1M66 68v.1M12 58V34M84 58V30l10 6-10 6M40 32v.1M50 32v.1M60 32v.1",
        "M32 46h7v7h-7zM47 46h7v7h-7zM62 46h7v7h-7z",
    ),
    Motif.CONVEYOR: Drawing(
        box(0, 60, 100, 16, 8) + rect(6, 36, 22, 24) + rect(72, 36, 22, 24),
        disc(12, 68, 3)
        + disc(31, 68, 3)
        + disc(50, 68, 3)
        + disc(69, 68, 3)
        + disc(88, 68, 3)
        + "M20 76v22M80 76v22M10 44h14M76 44h14M50 0v16M38 16h24l-4 10M42 26l-4-10",
        rect(39, 34, 22, 26),
    ),
}
