import gzip
import re
from xml.etree import ElementTree

import pytest

from accelerator.common.covers import FAMILIES, cover_svg

INDUSTRIES = "metal food textile chemistry wood auto energy porcelain jewellery agro aero print".split()  # noqa: SIM905


def test_every_industry_has_its_family() -> None:
    assert list(FAMILIES) == INDUSTRIES


@pytest.mark.parametrize("industry", INDUSTRIES)
def test_cover_is_small_sound_and_obeys_the_csp(industry: str) -> None:
    sizes = []
    for seed in range(30):
        svg = cover_svg(industry, str(seed))
        ElementTree.fromstring(svg)  # noqa: S314 - our own
        assert not re.search(r"style=|<style|<script|\sid=|#[0-9a-fA-F]{3}|nan|inf|-0[ \"a-z]", svg)
        assert svg.count("cover__mark") + svg.count("cover__light") == 1
        sizes.append(len(gzip.compress(svg.encode(), 9)))
    assert max(sizes) <= 850
    assert sum(sizes) / len(sizes) <= 720


@pytest.mark.parametrize("industry", INDUSTRIES)
def test_cover_is_the_same_for_the_same_seed_and_another_for_another(industry: str) -> None:
    assert cover_svg(industry, "b3c1") == cover_svg(industry, "b3c1")
    assert len({cover_svg(industry, str(seed)) for seed in range(20)}) >= 18


def test_cover_says_its_label_escaped() -> None:
    assert 'role="img" aria-label="&lt;b&gt;"' in cover_svg("food", "1", "<b>")
    assert "aria-hidden" in cover_svg("food", "1")


def test_cover_of_an_unknown_industry_is_refused() -> None:
    with pytest.raises(KeyError):
        cover_svg("magic", "1")
