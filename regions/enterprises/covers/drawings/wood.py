"""Drawings of the theme “Wood and boats”: in a box of 100 by 100 each, its outer shape, its lines and its light."""

from regions.enterprises.covers.motifs import Motif
from regions.enterprises.covers.shapes import Drawing, disc, petals

DRAWINGS = {
    Motif.LOG: Drawing(
        "M32 24h56q12 6 12 30T88 84H32z" + disc(32, 54, 30),
        disc(32, 54, 21) + disc(31, 55, 13) + "M70 36h20M66 48h12M84 48h10M66 62h26M70 74h14M32 54l14-18",
        disc(31, 55, 6),
    ),
    Motif.PLANE: Drawing(
        "M4 56h92v24H4zM64 56q-4-18 10-20t12 20zM34 56l12-36 12 4-10 32zM16 56q-4-10 6-12t8 12z",
        "M0 88h100M0 96h100M4 72h92M70 52q0-10 7-10",
        "~M40 50q-16 0-22-14t8-20 14 8-6 12-10-6",
    ),
    Motif.CHAIR: Drawing(
        "M24 58V22Q24 4 50 4t26 18v36h-7V24q0-13-19-13T31 24v34zM20 68h9l-7 30h-8zM80 68h-9l7 30h8zM36 68h6v24h-6zM64 68h-6v24h6z",
        "M40 58V30q0-9 10-9t10 9v28M26 82h10M64 82h10",
        "M20 58h60l4 10H16z",
    ),
    Motif.HORSE: Drawing(
        "M20 70V50q0-14 14-14h22l6-22 8-8 4 9 16 13-3 9-13-3-4 14v22H60V60H34v10zM10 70h74v6H10z"
        + disc(26, 86, 10)
        + disc(68, 86, 10),
        "M20 48Q6 46 8 66M62 16q-8 8-6 20M74 20v.1" + disc(26, 86, 3) + disc(68, 86, 3),
        "M36 36h16v11q-8 5-16 0z",
    ),
    Motif.DOLL: Drawing(
        "M50 2q22 2 22 26 0 8-2 12 14 10 14 30 0 22-12 26H28Q16 92 16 70q0-20 14-30-2-4-2-12Q28 4 50 2z",
        disc(50, 28, 14)
        + "M38 24q12-12 24 0M30 42q20 14 40 0M36 46q-12 22-4 50M64 46q12 22 4 50M45 28v.1M55 28v.1M46 34q4 3 8 0M50 84v-8"
        + petals(50, 70, 13, 7, 6),
        disc(50, 70, 5),
    ),
    Motif.BOAT: Drawing(
        "M2 40q48 16 96-6-4 34-26 42H30Q8 66 2 40z",
        "M20 46q2 18 12 30M36 48v28M52 48v28M68 45q0 18-4 31M84 40q-2 18-12 34M8 56q42 12 86-4M18 68q32 8 66-2M28 76l-8 18M74 76l8 18M10 94h82M36 49V36M52 48V34M68 45V30",
        "M2 40q48 16 96-6l-1 9q-47 18-92 6z",
    ),
    Motif.VIOLIN: Drawing(
        "M50 32q18 0 18 15-2 8-7 11 11 6 11 18 0 20-22 20T28 76q0-12 11-18-5-3-7-11 0-15 18-15zM46 6h8v28h-8z"
        + disc(50, 6, 5),
        "M48 10v70M52 10v70M41 70h18M38 60q-4 6 2 14M62 60q4 6-2 14M40 12h20M40 18h20M84 4L90 94",
        "M45 78h10l2 13H43z",
    ),
}
