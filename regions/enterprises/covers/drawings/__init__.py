"""What each motif looks like, theme by theme."""

from regions.enterprises.covers.drawings import (
    clay,
    current,
    land,
    metal,
    motors,
    paper,
    precision,
    stone,
    taste,
    thread,
    wood,
)
from regions.enterprises.covers.shapes import Drawing

_THEMES = (metal, clay, taste, thread, wood, paper, stone, motors, current, precision, land)
DRAWINGS: dict[str, Drawing] = {
    motif: drawing.short() for theme in _THEMES for motif, drawing in theme.DRAWINGS.items()
}
