"""How many places are left, in words."""

import pytest
from django.template import Context, Template
from django.utils import translation

from accelerator.base.common.formats import NBSP
from tours import places


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "осталось 1 место"),
        (3, "осталось 3 места"),
        (5, "осталось 5 мест"),
        (6, "6 мест"),
        (21, "21 место"),
        (0, "мест нет"),
    ],
)
def test_places_left(count: int, words: str) -> None:
    with translation.override("ru"):
        assert places.places_left(count).replace(NBSP, " ") == words
        assert Template("{{ n|places_left }}").render(Context({"n": count})).replace(NBSP, " ") == words
