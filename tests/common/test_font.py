"""The built font: what it must not do to words."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

ONEST = Path(__file__).resolve().parents[2] / "static" / "vendor" / "onest"
SPACES = (0x20, 0xA0, 0x202F)


@pytest.mark.parametrize("name", ["onest.woff2", "Onest-Regular.ttf", "Onest-Bold.ttf"])
def test_no_letter_is_drawn_nearer_to_a_space(name: str) -> None:
    font = TTFont(ONEST / name)
    spaces = {glyph for code, glyph in font.getBestCmap().items() if code in SPACES}
    tables = [
        getattr(table, "ExtSubTable", table)
        for lookup in font["GPOS"].table.LookupList.Lookup
        for table in lookup.SubTable
    ]
    pairs = [
        (first, record.SecondGlyph)
        for table in tables
        if hasattr(table, "PairSet")
        for first, records in zip(table.Coverage.glyphs, table.PairSet, strict=True)
        for record in records.PairValueRecord
    ]
    assert len(pairs) > 1000
    assert [pair for pair in pairs if spaces & set(pair)] == []
