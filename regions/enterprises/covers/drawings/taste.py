"""Drawings of the theme “Chocolate, cheese, wine”: in a box of 100 by 100 each, its outer shape, its lines and its light."""

from regions.enterprises.covers.motifs import Motif
from regions.enterprises.covers.shapes import Drawing, box, disc, oval, petals, polygon, ticks

DRAWINGS = {
    Motif.POD: Drawing(
        "M8 66Q18 14 86 10q6 10 0 24Q70 86 22 84 10 82 8 66z",
        "M86 10l9-9M20 66q8-40 56-46 0 44-46 54-10 2-10-8zM30 88q20 6 40-6"
        + oval(38, 60, 7, 5, -40)
        + oval(60, 36, 7, 5, -40)
        + oval(52, 58, 6, 5, -40)
        + oval(42, 42, 6, 5, -40),
        oval(30, 68, 6, 4.5, -40) + oval(66, 46, 6, 5, -40),
    ),
    Motif.BAR: Drawing(
        "M16 4h40q1 9 9 9 0 11 19 11v38H16zM8 60l11 7 10-7 11 7 10-7 11 7 10-7 11 7 10-7v36H8z",
        "M16 24h68M16 44h68M38 4v60M61 13v50M22 80h56M30 88h40M21 29h12v10H21zM66 29h13v10H66zM21 9h12v10H21z",
        "M38 24h23v20H38z",
    ),
    Motif.BONBON: Drawing(
        box(4, 16, 92, 70, 7),
        "M35 16v70M65 16v70M4 51h92M20 42q-10-6-10-12 0-5 5-5t5 4q0-4 5-4t5 5q0 6-10 12zM71 26h18v16H71zM71 34h18M12 60h16v16H12zM12 76l16-16"
        + disc(50, 34, 9)
        + "M43 30q7 5 14 0M44 37q6 4 12 0"
        + polygon(80, 68, 10, 6),
        disc(50, 68, 11),
    ),
    Motif.JELLY: Drawing(
        "M24 72l6-36q3-14 20-14t20 14l6 36zM6 76h88q-8 11-20 11H26Q14 87 6 76z",
        "M36 72l3-44M50 72V34M64 72l-3-44M32 46q6 6 9 0 9 8 18 0 3 6 9 0",
        "M50 2q11 1 9 12-2 8-9 8t-9-8Q39 3 50 2z",
    ),
    Motif.GINGERBREAD: Drawing(
        box(4, 18, 92, 66, 12),
        box(11, 25, 78, 52, 8)
        + ticks(50, 51, 26, 30, 16)
        + petals(50, 51, 22, 8, 6)
        + "M20 36q5 5 0 10M80 36q-5 5 0 10M20 56q5 5 0 10M80 56q-5 5 0 10",
        disc(50, 51, 6),
    ),
    Motif.LOAF: Drawing(
        "M6 66q0-40 44-40t44 40q0 16-12 16H18Q6 82 6 66z",
        "M26 40q10 8 9 22M64 36q10 8 9 22M82 50q5 6 4 12M0 90h100M34 18q-6-7 0-15M50 16q-6-7 0-15M66 18q-6-7 0-15",
        "M44 32q14 12 11 32-14-10-11-32z",
    ),
    Motif.CHEESE: Drawing(
        "M4 40a46 17 0 0 1 92 0v28a46 17 0 0 1-92 0z",
        "M4 40a46 17 0 0 0 46 17M96 40a46 17 0 0 1-14 12M50 40l34 11M50 40v44"
        + disc(22, 66, 5)
        + disc(38, 74, 3)
        + disc(12, 54, 2.5)
        + disc(32, 36, 3),
        "M50 40l34 12v28q-14 5-34 5z",
    ),
    Motif.CHURN: Drawing(
        "M34 18h32v12q16 6 16 20v38q0 6-6 6H24q-6 0-6-6V50q0-14 16-20z" + box(28, 6, 44, 12, 4),
        "M18 56h64M18 84h64M34 30h32M18 54q-10 0-10 9t10 9M82 54q10 0 10 9t-10 9",
        "M50 60q11 14 0 19-11-5 0-19z",
    ),
    Motif.CONE: Drawing(
        "M26 46h48L50 98zM22 46q-6-14 9-17 0-17 19-17t19 17q15 3 9 17z",
        "M34 64l22-18M42 80l26-34M66 64L44 46M58 80L32 46M34 30q6 6 12 0",
        "M50 0q8 1 7 9-2 5-7 5t-7-5Q42 1 50 0z",
    ),
    Motif.SAUSAGE: Drawing(
        box(6, 22, 64, 22, 11) + box(18, 50, 72, 22, 11) + "M4 84h92v8H4z",
        "M6 33H-2M70 33h6M18 61h-6M90 61h8M18 24l-6 18M30 24l-6 18M42 24l-6 18M54 24l-6 18M30 52l-6 18M42 52l-6 18M54 52l-6 18M66 52l-6 18M12 92v6M88 92v6",
        disc(86, 26, 12),
    ),
    Motif.HONEYCOMB: Drawing(
        "".join(polygon(x, y, 15, 6) for x, y in ((73, 61), (50, 74.5), (27, 61), (27, 35), (50, 21.5), (73, 35))),
        polygon(50, 48, 9, 6)
        + polygon(73, 34.8, 9, 6)
        + polygon(27, 61, 9, 6)
        + "M76 78q-6 8-14 6M8 12q6-6 12 0-6 8-12 0M14 8q0-6 6-6M18 7q4-4 8-2",
        polygon(50, 48, 15, 6) + "M46 60h9v24q0 6-4.5 6t-4.5-6z",
    ),
    Motif.TEAPOT: Drawing(
        "M24 42h48q10 7 10 22 0 24-16 26H28Q12 88 12 64q0-14 12-22zM80 54l13-14 6 4-14 30zM28 42q20-18 40 0z",
        "M14 52Q-2 48 2 68t16 14M12 70h70M94 32q-6-8 0-16" + disc(48, 27, 5),
        "M30 78q6-24 34-24-4 26-34 24z",
    ),
    Motif.COFFEE: Drawing(
        "M24 32h38l-4 16q16 9 16 28 0 14-10 16H22Q12 90 12 76q0-19 16-28zM62 34L98 18v8L60 44z",
        "M22 52h42M33 24q-6-8 0-16M46 24q-6-8 0-16M36 80l14-15",
        "M34 78q-4-12 10-17 12-1 8 11-5 13-18 6z",
    ),
    Motif.BARREL: Drawing(
        "M22 8h56q18 42 0 84H22Q4 50 22 8z",
        "M16 24h68M13 36h74M13 64h74M16 76h68M37 8q-7 42 0 84M63 8q7 42 0 84M50 8v84",
        disc(50, 50, 7),
    ),
    Motif.TANKARD: Drawing(
        "M18 32h48v60H18zM12 34Q6 20 22 20q4-13 18-9 10-7 18 3 16-2 14 11 0 7-6 9z",
        "M66 44h12q10 0 10 9v18q0 9-10 9H66M30 44v42M54 44v42M18 86h48",
        "M36 44h12v42H36z",
    ),
    Motif.BOTTLE: Drawing(
        "M39 4h22v24q16 8 16 26v36q0 6-6 6H29q-6 0-6-6V54q0-18 16-26z",
        "M39 14h22M23 58h54M23 84h54M30 84l12-16 7 9 7-11 14 18"
        + disc(46, 44, 3)
        + disc(56, 36, 2)
        + disc(54, 48, 1.5),
        disc(66, 66, 4),
    ),
}
