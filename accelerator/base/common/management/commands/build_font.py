"""Make the portal's fonts out of Onest's own files: one small variable file for pages, two static ones for PDF.

The sources are the `files/` folder of the npm package @fontsource-variable/onest (OFL-1.1), which holds the family cut
into subsets by alphabet. A browser would fetch three of them for one Russian page (Cyrillic, Latin, and Latin Extended
for the rouble sign), so they are put together again here: glyphs, variations, and the kerning of each alphabet but for
its pairs with a space: they draw a word so near to a V or a W that two words read as one.

    npm pack @fontsource-variable/onest && tar xzf fontsource-variable-onest-*.tgz
    manage.py build_font package/files
"""

import io
from copy import deepcopy
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

PARTS = ("latin", "cyrillic", "cyrillic-ext", "latin-ext", "symbols")  # the first that has a glyph gives it
ALPHABETS = [
    *range(0x20, 0x7F), *range(0x410, 0x450), 0x401, 0x451,
    *map(ord, "ӘәӨөҮүҖҗҢңҺһ"),  # Tatar, Bashkir, Buryat and Kalmyk names
    *map(ord, "éèêëàâçôöüäßñóí"),  # guests' names
    0xA0, 0xA7, 0xA9, 0xAB, 0xAE, 0xB0, 0xB1, 0xB2, 0xB3, 0xB7, 0xBB, 0xD7,
    0x2011, 0x2012, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x202F, 0x2116,
    0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x20BD,
]  # fmt: skip
SPACES = (0x20, 0xA0, 0x202F)
PAIRS = 2  # the kind of lookup that kerns
WEIGHTS = (400, 700)


class Command(BaseCommand):
    help = "Builds static/vendor/onest from the files of @fontsource-variable/onest."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", type=Path, help="the package's folder of .woff2 files")

    def handle(self, *, files: Path, **_: Any) -> None:
        try:
            from fontTools import subset  # type: ignore[import-untyped]  # noqa: PLC0415 - only developers have it
            from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # noqa: PLC0415
            from fontTools.varLib import instancer  # type: ignore[import-untyped]  # noqa: PLC0415
        except ImportError as missing:
            raise CommandError("fontTools is missing: install the development requirements.") from missing
        fonts = []
        for part in PARTS:
            path = files / f"onest-{part}-wght-normal.woff2"
            if not path.is_file():
                raise CommandError(f"{path.name} is not in {files}: unpack the npm package first.")
            fonts.append(TTFont(path))
        whole = joined(fonts)
        leave_spaces_whole(whole)
        instancer.instantiateVariableFont(whole, {"wght": (WEIGHTS[0], WEIGHTS[-1])}, inplace=True)
        options = subset.Options(
            layout_features=["kern", "tnum", "ccmp"], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True,
            hinting=False, glyph_names=False,
        )  # fmt: skip
        cut = subset.Subsetter(options)
        cut.populate(unicodes=ALPHABETS)
        cut.subset(whole)
        target = settings.BASE_DIR / "static" / "vendor" / "onest"
        target.mkdir(parents=True, exist_ok=True)
        plain = io.BytesIO()
        whole.flavor = None
        whole.save(plain)
        whole.flavor = "woff2"
        whole.save(target / "onest.woff2")
        for weight, style in zip(WEIGHTS, ("Regular", "Bold"), strict=True):
            plain.seek(0)
            static = instancer.instantiateVariableFont(TTFont(plain), {"wght": weight}, updateFontNames=False)
            rename(static, style, weight)
            static.save(target / f"Onest-{style}.ttf")
        for path in sorted(target.glob("[oO]nest*")):
            self.stdout.write(f"{path.name}: {path.stat().st_size:,} bytes")


def joined(fonts: list[Any]) -> Any:
    """The first font with what the others have and it has not: outlines, their variations, and kerning."""
    base, *others = fonts
    for other in others:
        take_glyphs(base, other)
        take_kerning(base, other)
    # Optional tables that know nothing of the new glyphs; widths vary by the glyphs' own variations without HVAR.
    for stale in ("HVAR", "MVAR", "STAT"):
        if stale in base:
            del base[stale]
    return base


def take_glyphs(base: Any, other: Any) -> None:
    known = set(base.getGlyphOrder())
    order = [*base.getGlyphOrder(), *(name for name in other.getGlyphOrder() if name not in known)]
    for name in order[len(known) :]:
        base["glyf"].glyphs[name] = deepcopy(other["glyf"][name])
        base["hmtx"].metrics[name] = other["hmtx"].metrics[name]
        base["gvar"].variations[name] = deepcopy(other["gvar"].variations.get(name, []))
    base.setGlyphOrder(order)
    base["glyf"].setGlyphOrder(order)
    base["maxp"].numGlyphs = len(order)
    for table in base["cmap"].tables:
        if table.isUnicode():
            for code, name in other.getBestCmap().items():
                table.cmap.setdefault(code, name)


def take_kerning(base: Any, other: Any) -> None:
    """Append the other's pair lookups; their variations go into our store under numbers of their own."""
    ours, theirs = base["GPOS"].table, other["GPOS"].table
    shift = take_variations(base["GDEF"].table.VarStore, getattr(other["GDEF"].table, "VarStore", None))
    wanted = {
        i
        for record in theirs.FeatureList.FeatureRecord
        if record.FeatureTag == "kern"
        for i in record.Feature.LookupListIndex
    }
    added = []
    for index in sorted(wanted):
        lookup = deepcopy(theirs.LookupList.Lookup[index])
        move_variations(lookup, shift)
        for table in lookup.SubTable:
            put_in_order(table, base.getReverseGlyphMap(rebuild=True))
        added.append(len(ours.LookupList.Lookup))
        ours.LookupList.Lookup.append(lookup)
    ours.LookupList.LookupCount = len(ours.LookupList.Lookup)
    for record in ours.FeatureList.FeatureRecord:
        if record.FeatureTag == "kern":
            record.Feature.LookupListIndex = sorted({*record.Feature.LookupListIndex, *added})
            record.Feature.LookupCount = len(record.Feature.LookupListIndex)


def take_variations(store: Any, extra: Any) -> int:
    """Append another store's regions and data to ours; the first of its data has the number that is returned."""
    shift, first_region = len(store.VarData), len(store.VarRegionList.Region)
    if extra is not None:
        extra = deepcopy(extra)
        store.VarRegionList.Region.extend(extra.VarRegionList.Region)
        store.VarRegionList.RegionCount = len(store.VarRegionList.Region)
        for data in extra.VarData:
            data.VarRegionIndex = [index + first_region for index in data.VarRegionIndex]
        store.VarData.extend(extra.VarData)
        store.VarDataCount = len(store.VarData)
    return shift


def put_in_order(table: Any, ids: dict[str, int]) -> None:
    """Sort a pair subtable by the ids that its glyphs have in the joined font, as the format demands."""
    glyphs = table.Coverage.glyphs
    if table.Format == 1:
        pairs = sorted(zip(glyphs, table.PairSet, strict=True), key=lambda pair: ids[pair[0]])
        table.PairSet = [pair[1] for pair in pairs]
        for pairset in table.PairSet:
            pairset.PairValueRecord.sort(key=lambda record: ids[record.SecondGlyph])
    glyphs.sort(key=ids.__getitem__)


def move_variations(node: Any, shift: int) -> None:
    """Walk a lookup and renumber every VariationIndex in it."""
    if isinstance(node, list):
        for item in node:
            move_variations(item, shift)
    elif hasattr(node, "__dict__"):
        if getattr(node, "DeltaFormat", None) == 0x8000:
            node.StartSize += shift
            return
        for value in list(vars(node).values()):
            move_variations(value, shift)


def leave_spaces_whole(font: Any) -> None:
    """Drop every pair of the kerning in which a space stands."""
    spaces = {name for code, name in font.getBestCmap().items() if code in SPACES}
    for lookup in font["GPOS"].table.LookupList.Lookup:
        tables = [getattr(table, "ExtSubTable", table) for table in lookup.SubTable]
        for table in tables:
            if table.LookupType == PAIRS:
                drop_pairs(table, spaces)


def drop_pairs(table: Any, glyphs: set[str]) -> None:
    """Take these glyphs out of a pair subtable, whether they stand first or second."""
    covered = table.Coverage.glyphs
    if table.Format == 1:
        kept = [(first, pairs) for first, pairs in zip(covered, table.PairSet, strict=True) if first not in glyphs]
        for _first, pairs in kept:
            pairs.PairValueRecord = [one for one in pairs.PairValueRecord if one.SecondGlyph not in glyphs]
            pairs.PairValueCount = len(pairs.PairValueRecord)
        table.PairSet = [pairs for _first, pairs in kept]
        table.PairSetCount = len(table.PairSet)
        table.Coverage.glyphs = [first for first, _pairs in kept]
    else:
        table.Coverage.glyphs = [first for first in covered if first not in glyphs]
        for glyph in glyphs:
            table.ClassDef1.classDefs.pop(glyph, None)
            table.ClassDef2.classDefs.pop(glyph, None)


def rename(font: Any, style: str, weight: int) -> None:
    """A static cut says which it is, so that a typesetter finds «Onest» in bold."""
    for record in font["name"].names:
        if record.nameID == 2:
            record.string = style
        elif record.nameID in (4, 6):
            record.string = f"Onest{' ' if record.nameID == 4 else '-'}{style}"
        elif record.nameID == 1:
            record.string = "Onest"
    font["OS/2"].usWeightClass = weight
    bold = weight >= 700
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (0x20 if bold else 0x40)
    font["head"].macStyle = 1 if bold else 0
