"""Make static/vendor/onest: one small variable file for pages, two static ones for PDFs.

The sources are the undivided regular and bold of the npm package @expo-google-fonts/onest (OFL-1.1), which interpolate:

    npm pack @expo-google-fonts/onest@0.4.2 && tar xzf expo-google-fonts-onest-*.tgz
    python .ci/assets/font.py package

Kerning stays but for pairs with a space: they draw a word so near to a V or a W that two words read as one.
"""

import argparse
from pathlib import Path
from typing import Any

from fontTools import subset, varLib
from fontTools.designspaceLib import DesignSpaceDocument
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parents[2] / "static" / "vendor" / "onest"
WEIGHTS = {"Regular": 400, "Bold": 700}
ALPHABETS = [
    *range(0x20, 0x7F), *range(0x410, 0x450), 0x401, 0x451,
    *map(ord, "ӘәӨөҮүҖҗҢңҺһ"),  # Tatar, Bashkir, Buryat and Kalmyk names
    *map(ord, "éèêëàâçôöüäßñóí"),  # guests' names
    0xA0, 0xA7, 0xA9, 0xAB, 0xAE, 0xB0, 0xB1, 0xB2, 0xB3, 0xB7, 0xBB, 0xD7,
    0x2011, 0x2012, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x202F, 0x2116,
    0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x20BD,
]  # fmt: skip
SPACES = (0x20, 0xA0, 0x202F)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("package", type=Path, help="the folder of the unpacked package")
    package = parser.parse_args().package
    masters = {style: TTFont(package / f"{w}{style}" / f"Onest_{w}{style}.ttf") for style, w in WEIGHTS.items()}
    for font in masters.values():
        give_spaces_glyphs_of_their_own(font)
    pages = variable(masters)
    cut(pages).flavor = "woff2"
    pages.save(TARGET / "onest.woff2")
    for style, font in masters.items():
        rename(cut(font), style)
        font.save(TARGET / f"Onest-{style}.ttf")
    for path in sorted(TARGET.glob("[oO]nest*")):
        print(f"{path.name}: {path.stat().st_size:,} bytes")


def give_spaces_glyphs_of_their_own(font: TTFont) -> None:
    """Let the characters be drawn by copies of their glyphs, which the kerning does not know."""
    for code in SPACES:
        known = font.getBestCmap()[code]
        font["glyf"][f"{known}.unkerned"] = font["glyf"][known]
        font["hmtx"][f"{known}.unkerned"] = font["hmtx"][known]
        for table in font["cmap"].tables:
            if code in table.cmap:
                table.cmap[code] = f"{known}.unkerned"


def variable(masters: dict[str, TTFont]) -> TTFont:
    """One font for every weight from the lightest to the heaviest of these."""
    space = DesignSpaceDocument()
    lightest, heaviest = min(WEIGHTS.values()), max(WEIGHTS.values())
    space.addAxisDescriptor(tag="wght", name="Weight", minimum=lightest, default=lightest, maximum=heaviest)
    for style, font in masters.items():
        space.addSourceDescriptor(font=font, location={"Weight": WEIGHTS[style]})
    return varLib.build(space)[0]


def cut(font: TTFont) -> Any:
    """The same font, with what the portal's pages need of it."""
    options = subset.Options(
        layout_features=["kern", "tnum", "ccmp"], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True,
        hinting=False, glyph_names=False, drop_tables=["HVAR", "MVAR", "STAT"],
    )  # fmt: skip
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=ALPHABETS)
    subsetter.subset(font)
    return font


def rename(font: TTFont, style: str) -> None:
    """Say which one it is, so that a typesetter finds «Onest» in bold."""
    names = {1: "Onest", 2: style, 4: f"Onest {style}", 6: f"Onest-{style}"}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]


if __name__ == "__main__":
    main()
