"""A long list's pages: every gap is said, also where a phone leaves numbers out."""

import pytest
from django.core.paginator import Paginator

from accelerator.base.common.templatetags.portal import elided_pages


def spoken(pages: int, number: int) -> tuple[str, str]:
    """The row of numbers on a desk and on a phone."""
    row = elided_pages(Paginator(range(pages), 1).page(number))
    desk = " ".join(str(one or "…") for one, _spare in row)
    return desk, " ".join(str(one or "…") for one, spare in row if not spare)


@pytest.mark.parametrize(
    ("pages", "number", "desk", "phone"),
    [
        (2, 1, "1 2", "1 2"),
        (3, 1, "1 2 3", "1 2 3"),
        (5, 3, "1 2 3 4 5", "1 2 3 4 5"),
        (9, 1, "1 2 … 9", "1 … 9"),
        (9, 5, "1 … 4 5 6 … 9", "1 … 5 … 9"),
        (9, 9, "1 … 8 9", "1 … 9"),
    ],
)
def test_phone_leaves_out_only_what_a_gap_stands_for(pages: int, number: int, desk: str, phone: str):
    assert spoken(pages, number) == (desk, phone)
