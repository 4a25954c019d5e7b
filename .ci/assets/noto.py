"""Cut the fonts that PDFs fall back to out of Noto's own files: one a script, and one for Chinese, Japanese, Korean.

The sources are Debian's packages fonts-noto-core and fonts-noto-cjk (OFL-1.1), which hold the families as released:

    apt-get download fonts-noto-core fonts-noto-cjk
    for package in fonts-noto-*.deb; do dpkg-deb --extract $package noto; done
    python .ci/assets/noto.py noto

Bold for Latin, Greek and Cyrillic alone, where a name mixes it with Onest; a name in another script is set in regular,
as typst draws no bold of its own. `coverage.json` says which
characters each font that PDFs are set in has; it names Onest's too, so run this after font.py.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parents[2] / "static" / "vendor" / "noto"

# In the order in which they are asked. Scripts that living people's names are written in, the small ones first within
# reason; the historic ones, and syllabaries of hundreds of kilobytes that a few write in, are left to the stand-in.
SCRIPTS = [
    "NotoSans", "NotoSansArmenian", "NotoSansGeorgian", "NotoSansHebrew", "NotoSansArabic", "NotoSansThaana",
    "NotoSansSyriac", "NotoSansNKo", "NotoSansDevanagari", "NotoSansBengali", "NotoSansGurmukhi", "NotoSansGujarati",
    "NotoSansOriya", "NotoSansTamil", "NotoSansTelugu", "NotoSansKannada", "NotoSansMalayalam", "NotoSansSinhala",
    "NotoSansThai", "NotoSansLao", "NotoSansKhmer", "NotoSansMyanmar", "NotoSansMongolian",
    "NotoSansEthiopic", "NotoSansTifinagh", "NotoSansCherokee", "NotoSansCanadianAboriginal", "NotoSansAdlamUnjoined",
    "NotoSansOlChiki", "NotoSansMeeteiMayek", "NotoSansLisu", "NotoSansSymbols2",
]  # fmt: skip
NARROWED = {
    "NotoSans": [
        *range(0x20, 0x530), *range(0x1AB0, 0x1B00), *range(0x1C80, 0x1C90), *range(0x1D00, 0x20D0),
        *range(0x2100, 0x2190), *range(0x25CC, 0x25CD), *range(0x2DE0, 0x2E00), *range(0xA640, 0xA6A0),
        *range(0xA720, 0xA800), *range(0xFB00, 0xFB07), *range(0xFE20, 0xFE30),
    ],
    "NotoSansSymbols2": [*range(0x2190, 0x2200), *range(0x25A0, 0x2800)],
}  # fmt: skip
BOLD = "NotoSans-Bold.ttf"
CJK, SIMPLIFIED = "NotoSansCJK-Regular.ttc", 2


def main(folder: Path) -> None:
    """Cut the fonts out of the packages that were extracted into the folder."""
    onest = TTFont(TARGET.parent / "onest" / "Onest-Regular.ttf")
    coverage = [{"family": "Onest", "covers": ranges(onest.getBestCmap())}]
    for name in [*SCRIPTS, BOLD, CJK]:
        found = next(folder.rglob(name if name in (CJK, BOLD) else f"{name}-Regular.ttf"), None)
        if found is None:
            sys.exit(f"error: {name} is not in {folder}: extract both packages first.")
        font = TTFont(found, fontNumber=SIMPLIFIED) if name == CJK else TTFont(found)
        wanted = cjk_characters() if name == CJK else set(NARROWED.get(name.partition("-")[0], font.getBestCmap()))
        options = subset.Options(
            layout_features=["ccmp"] if name == CJK else ["*"], hinting=False, glyph_names=False,
            notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
            drop_tables=["vhea", "vmtx", "VORG", "DSIG"],
        )  # fmt: skip
        cut = subset.Subsetter(options)
        cut.populate(unicodes=wanted)
        cut.subset(font)
        path = TARGET / {CJK: "NotoSansCJK.otf", BOLD: BOLD}.get(name, f"{name}.ttf")
        font.save(path)
        if name != BOLD:
            coverage.append({"family": font["name"].getDebugName(1), "covers": ranges(font.getBestCmap())})
        print(f"{path.name}: {path.stat().st_size:,} bytes, {len(font.getBestCmap()):,} characters")
    (TARGET / "coverage.json").write_text(json.dumps(coverage, separators=(",", ":")) + "\n")


def cjk_characters() -> set[int]:
    """Kana, the syllables of KS X 1001, and the Chinese characters of GB 2312, of Big5 and JIS X 0208, first levels."""
    blocks = {*range(0x3000, 0x3130), *range(0xFF01, 0xFFE7)}
    gb = decoded("gb2312", range(0xB0, 0xF8))
    big5 = decoded("big5", range(0xA4, 0xC7))
    jis = decoded("euc_jp", range(0xB0, 0xD0))
    ks = decoded("euc_kr", range(0xB0, 0xC9))
    return blocks | gb | big5 | jis | ks


def decoded(codec: str, leads: Iterable[int]) -> set[int]:
    """The characters of a double-byte code with these lead bytes."""
    found = set()
    for lead in leads:
        for trail in range(0x40, 0xFF):
            try:
                text = bytes((lead, trail)).decode(codec)
            except UnicodeDecodeError:
                continue
            if len(text) == 1 and text.isalpha():
                found.add(ord(text))
    return found


def ranges(codes: Iterable[int]) -> list[list[int]]:
    """The codes as first and last of each unbroken run."""
    found: list[list[int]] = []
    for code in sorted(codes):
        if found and code == found[-1][1] + 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
