"""Covers that are drawn where there is no photograph: a motif of the subject, composed in another way each time.

Lines on the industry's colour, and in each drawing one amber light. Colours come from the classes `accent-…` and
`cover…` (static/css), never from style attributes, so that themes, print and forced colours can change them. No ids
inside: the same cover may stand on a page twice.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from uuid import UUID

from django.utils.html import escape

from regions.enterprises.covers.compositions import COMPOSITIONS, HEIGHT, WIDTH, alone
from regions.enterprises.covers.drawing import drawing_of

VARIANTS = len(COMPOSITIONS)
TONES = ("", " cover--pale", " cover--deep")


@dataclass(frozen=True)
class Cover:
    """What a cover is drawn from: always the same drawing for the same values."""

    motif: str
    accent: str  # the industry
    variant: int
    enterprise: UUID  # each begins with another composition
    seed: UUID

    @property
    def composition(self) -> int:
        """Which composition it has: another one for each variant of an enterprise."""
        return (_digest(self.enterprise) + self.variant) % VARIANTS

    @property
    def tone(self) -> str:
        """Which of the tones it has."""
        return TONES[(_digest(self.enterprise) // VARIANTS + self.variant) % len(TONES)]

    def svg(self, label: str = "") -> str:
        """The cover as inline SVG: decorative, or with a label an image of its own."""
        return _svg(self, label)


@lru_cache(maxsize=1024)  # a page of the catalogue has 24, of some 5 KB
def _svg(cover: Cover, label: str) -> str:
    rng = Random(_digest(cover.seed))  # noqa: S311 - a drawing, not a secret
    drawn = COMPOSITIONS[cover.composition](drawing_of(cover.motif), rng)
    label_attributes = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    frame = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMidYMid slice"'
    return (
        f'<svg class="cover{cover.tone} accent-{cover.accent}" {frame} {label_attributes}>'
        f'<path class="cover__bg" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>{drawn}</svg>'
    )


@lru_cache(maxsize=256)
def stamp_svg(motif: str, accent: str) -> str:
    """The motif alone in a square, for where a cover would be too small to make out."""
    return (
        f'<svg class="cover accent-{accent}" width="128" height="128" viewBox="0 0 128 128" aria-hidden="true">'
        f'<path class="cover__bg" d="M0 0h128v128H0z"/>{alone(drawing_of(motif))}</svg>'
    )


def _digest(identity: UUID) -> int:
    return int.from_bytes(hashlib.blake2b(identity.bytes, digest_size=6).digest())
