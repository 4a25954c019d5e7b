"""The built font: what it must not do to words, and what stands in for it."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from playwright.sync_api import Browser

from tests.server import Portal

ONEST = Path(__file__).resolve().parents[3] / "static" / "vendor" / "onest"
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


# As visitors read it: long words of a headline, a line of text, prices and times.
SAMPLE = (
    "Как делают фарфор: от глины до расписной чашки. Экскурсия на завод художественного фарфора, 1 час 30 минут, "
    "сегодня в 10:00, от 1 200 ₽. Возьмите закрытую обувь и паспорт: без них не пустят в цех обжига."
)
# The faces of base.css that have a font here: how wide and how high they set the sample, beside Onest.
MEASURE = """async (sample) => {
  const line = document.createElement("span");
  line.textContent = sample;
  line.style.cssText = "position: absolute; white-space: nowrap; font-size: 100px; line-height: normal";
  document.body.append(line);
  const measured = (family, weight) => {
    line.style.fontFamily = `"${family}"`;
    line.style.fontWeight = weight;
    const { width, height } = line.getBoundingClientRect();
    return [width, height];
  };
  const widths = [];
  for (const face of document.fonts) {
    const there = await face.load().then(() => true, () => false);
    if (!there || face.family.includes("Onest") && !/by|fallback/.test(face.family)) continue;
    const weight = face.weight.startsWith("600") ? 650 : 400;
    widths.push([`${face.family} ${weight}`, measured(face.family, weight), measured("Onest", weight)]);
  }
  return widths;
}"""


def test_what_stands_in_for_it_is_as_wide_and_as_high(browser: Browser, live_portal: Portal) -> None:
    page = browser.new_context(locale="ru-RU").new_page()
    page.goto(live_portal.address("/about/"))
    page.evaluate("document.fonts.load('400 16px Onest')")
    measured = page.evaluate(MEASURE, SAMPLE)
    page.context.close()
    if not measured:
        pytest.skip("none of the fonts that stand in for Onest is on this machine")
    for name, (width, height), (width_of_onest, height_of_onest) in measured:
        assert width == pytest.approx(width_of_onest, rel=0.02), name
        assert height == pytest.approx(height_of_onest, abs=1), name
