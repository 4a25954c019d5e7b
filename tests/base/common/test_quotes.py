"""Quotation marks within quotation marks, as each language writes them."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

from accelerator.base.common.quotes import nested


@pytest.mark.parametrize(
    ("language", "title", "inner"),
    [
        ("ru", "Завод «Алый пласт»", "Завод „Алый пласт“"),
        ("en", "The “Red Layer” works", "The ‘Red Layer’ works"),
        ("en", "Завод «Алый пласт»", "Завод «Алый пласт»"),
        ("ru", "Литейный завод", "Литейный завод"),
    ],
)
def test_quotation_marks_of_a_title_become_the_inner_ones(language, title, inner):
    with override(language):
        assert nested(title) == inner
        assert Template("{{ title|nested }}").render(Context({"title": title})) == inner
