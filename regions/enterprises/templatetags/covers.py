"""The drawn cover of a thing that has one."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import template
from django.utils.safestring import SafeString, mark_safe

from regions.enterprises.covers import TONES, VARIANTS, Cover, stamp_svg
from regions.enterprises.covers.motifs import Motif
from regions.enterprises.models import Industry

register = template.Library()


@register.simple_tag
def cover(thing: Any, label: str = "") -> SafeString:
    """The drawn cover of a tour or an enterprise: `{% cover tour %}`, with a label where it stands alone."""
    return mark_safe(thing.drawn_cover.svg(label))


@register.simple_tag
def stamp(motif: str, accent: str = "metal") -> SafeString:
    """A motif alone in a square, for where a cover would be too small."""
    return mark_safe(stamp_svg(motif, accent))


@dataclass(frozen=True)
class Sample:
    """A thing with nothing but a cover, for the gallery."""

    drawn_cover: Cover


@register.simple_tag
def sample_covers() -> list[Sample]:
    """Every composition in every tone, each with another motif."""
    motifs, accents = list(Motif), Industry.values
    return [
        Sample(Cover(motif, accents[k % len(accents)], variant=k, enterprise=UUID(int=1), seed=UUID(int=k)))
        for k, motif in enumerate(motifs[(k * 7) % len(motifs)] for k in range(VARIANTS * len(TONES)))
    ]


@register.simple_tag
def every_motif() -> list[Motif]:
    """The motifs in the order of the themes."""
    return list(Motif)
