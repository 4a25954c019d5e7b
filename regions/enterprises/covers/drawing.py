"""A motif as it is drawn: a file of `drawings` for each, which any program for drawings opens.

Its three paths in a box of 100 by 100 are the outer shape, the lines on it, and the light.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from regions.enterprises.covers.motifs import Motif

FOLDER = Path(__file__).parent / "drawings"


@dataclass(frozen=True)
class Drawing:
    """The path data of a motif. Its light is an area, or a stroke."""

    body: str
    lines: str
    light: str
    light_is_stroke: bool

    @property
    def glows_low(self) -> bool:
        """Whether the light is in the lower half."""
        first = re.match(r"M-?[\d.]+[ -]([\d.]+)", self.light)
        return first is not None and float(first[1]) > 50

    def lit(self, stroke_width: float) -> str:
        """The light, in amber."""
        if self.light_is_stroke:
            return f'<path class="cover__light" stroke-width="{n(stroke_width)}" d="{self.light}"/>'
        return f'<path class="cover__mark" d="{self.light}"/>'


def drawing_of(motif: str) -> Drawing:
    """The drawing of a motif; the gate's for a name that is none."""
    return _read(motif if motif in Motif.values else Motif.GATE.value)


@cache
def _read(name: str) -> Drawing:
    body, lines, light = ElementTree.parse(FOLDER / f"{name}.svg").getroot()  # noqa: S314 - a file of ours
    return Drawing(body.attrib["d"], lines.attrib["d"], light.attrib["d"], "stroke" in light.attrib)


def n(value: float) -> str:
    """A coordinate as short as it can be: whole or with one decimal."""
    return "0" if abs(value) < 0.05 else f"{value:.1f}".removesuffix(".0")
