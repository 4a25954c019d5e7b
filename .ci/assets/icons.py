"""Make the sprite of icons, static/img/icons.svg, out of Lucide's own files (npm package lucide-static, ISC).

    npm pack lucide-static && tar xzf lucide-static-*.tgz
    python .ci/assets/icons.py package/icons [NAME…]

Draws the icons that the sprite has, and those named. Templates draw one by {% icon "name" %}.
"""

import argparse
import re
from pathlib import Path
from xml.etree import ElementTree

SPRITE = Path(__file__).resolve().parents[2] / "static" / "img" / "icons.svg"
HEAD = "<!-- Icons of Lucide, ISC licence: see vendor/lucide/LICENSE. Made by .ci/assets/icons.py. -->"
SVG = "{http://www.w3.org/2000/svg}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("icons", type=Path, help="the package's folder of .svg files")
    parser.add_argument("names", nargs="*", metavar="NAME", help="a further icon")
    arguments = parser.parse_args()
    names = sorted({*re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text()), *arguments.names})
    symbols = "\n".join(symbol(name, (arguments.icons / f"{name}.svg").read_text()) for name in names)
    SPRITE.write_text(f'{HEAD}\n<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n')
    print(f"{len(names)} icons, {SPRITE.stat().st_size:,} bytes")


def symbol(name: str, source: str) -> str:
    """One icon as a symbol that is drawn in the colour of the words around it."""
    root = ElementTree.fromstring(source)  # noqa: S314 - files a developer has unpacked
    shapes = ""
    for child in root:
        attributes = " ".join(f'{key}="{value}"' for key, value in child.attrib.items())
        shapes += f"<{child.tag.removeprefix(SVG)} {attributes}/>"
    stroke = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {stroke}>{shapes}</symbol>'


if __name__ == "__main__":
    main()
