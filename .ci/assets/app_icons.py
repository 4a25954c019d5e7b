"""Make the icons that phones and old browsers ask for out of the portal's sign, static/img/favicon.svg.

    python .ci/assets/app_icons.py [FOLDER]

Phones cut an icon to a shape of their own: what they get has the sign's ground up to its edges, and the sign within
the circle that every shape leaves (maskable: 80 % of the width).
"""

import io
import json
import re
import sys
from pathlib import Path

import typst
from PIL import Image

IMG = Path(__file__).resolve().parents[2] / "static" / "img"
SOURCE = IMG / "favicon.svg"
SIDE = 32  # of the sign's own viewBox
# file → (pixels, how much of the width the sign takes; 1 is the sign as it is, on its rounded ground)
PNGS = {
    "icon-192.png": (192, 1.0),
    "icon-512.png": (512, 1.0),
    "icon-maskable-512.png": (512, 0.72),
    "apple-touch-icon.png": (180, 0.9),
}
ICO = "favicon.ico"
ICO_SIZES = (16, 32, 48)

_LAYOUT = """
#let data = json(bytes(sys.inputs.data))
#set page(width: data.pixels * 1pt, height: data.pixels * 1pt, margin: 0pt, fill: none)
#image(bytes(data.svg), format: "svg", width: 100%)
"""


def main(folder: Path) -> None:
    sign = SOURCE.read_text()
    for name, (pixels, part) in PNGS.items():
        picture = drawn(sign if part == 1 else on_whole_ground(sign, part), pixels)
        if part < 1:
            picture = picture.convert("RGB")  # no corner may shine through
        picture.save(folder / name, optimize=True)
    sizes = [drawn(sign, size) for size in ICO_SIZES]
    sizes[-1].save(folder / ICO, sizes=[one.size for one in sizes], append_images=sizes[:-1])
    written = [folder / name for name in (*PNGS, ICO)]
    print(f"{len(written)} icons, {sum(path.stat().st_size for path in written):,} bytes")


def on_whole_ground(sign: str, part: float) -> str:
    """The sign at this part of the width, its ground reaching the edges."""
    ground, shapes = re.findall(r"<rect[^>]*/>", sign)[0], re.sub(r"</?svg[^>]*>|<rect[^>]*/>", "", sign)
    edges = re.sub(r' rx="[^"]*"', "", ground)
    shift = SIDE * (1 - part) / 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">{edges}'
        f'<g transform="translate({shift:.2f} {shift:.2f}) scale({part})">{shapes}</g></svg>'
    )


def drawn(svg: str, pixels: int) -> Image.Image:
    """The drawing in so many pixels."""
    png = typst.compile(
        _LAYOUT.encode(), format="png", ppi=72, sys_inputs={"data": json.dumps({"svg": svg, "pixels": pixels})}
    )
    assert isinstance(png, bytes)  # noqa: S101 - a list comes of several pages
    return Image.open(io.BytesIO(png)).convert("RGBA")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else IMG)
