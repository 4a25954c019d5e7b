"""Ages in words, and the visitors whom no category is for."""

import pytest

from tours.ages import Span, first_gap, in_words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (None, None, ""), (0, None, ""), (18, None, "от 18 лет"), (None, 6, "0–6 лет"), (0, 6, "0–6 лет"),
        (12, 12, "12 лет"), (7, 17, "7–17 лет"), (1, 21, "1–21 год"),
    ],
)  # fmt: skip
def test_span_in_words(low, high, words):
    assert in_words(low, high).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("admitted", "spans", "gap"),
    [
        ((None, None), [(None, None)], None),
        ((3, None), [(18, None), (3, 13)], (14, 17)),
        ((3, None), [(3, 17), (10, None)], None),
        ((None, None), [(18, None)], (0, 17)),
        ((18, None), [(18, None)], None),
        ((7, 12), [(7, 11)], (12, 12)),
        ((7, None), [(7, 64)], (65, None)),
        ((7, 15), [(7, 9), (20, None)], (10, 15)),
    ],
)
def test_youngest_visitors_without_a_category(admitted: Span, spans: list[Span], gap: Span | None):
    assert first_gap(admitted, spans) == gap
