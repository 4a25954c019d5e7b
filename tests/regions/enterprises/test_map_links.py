"""A place opens in the reader's own map."""

from decimal import Decimal
from urllib.parse import quote

import pytest
from django.utils import translation

from regions.enterprises.map_links import map_links

KALUGA = (Decimal("54.51370"), Decimal("36.26140"))


def test_place_opens_in_three_maps():
    assert [link.href for link in map_links(*KALUGA, "Завод, Калуга")] == [
        "https://2gis.ru/geo/36.26140,54.51370",
        "https://yandex.ru/maps/?pt=36.26140,54.51370&z=16&l=map",
        f"geo:54.51370,36.26140?q=54.51370,36.26140({quote('Завод, Калуга')})",
    ]


def test_only_the_last_needs_an_app():
    assert [link.needs_app for link in map_links(*KALUGA)] == [False, False, True]


def test_yandex_speaks_the_readers_language():
    with translation.override("en"):
        assert map_links(*KALUGA)[1].href.startswith("https://yandex.com/maps/")


def test_east_of_the_date_line_is_west_to_a_map():
    # Chukotka is kept as 180 and more, so that the country's own map is in one piece.
    links = map_links(Decimal("66.15000"), Decimal("190.10000"))
    assert links[0].href == "https://2gis.ru/geo/-169.90000,66.15000"


@pytest.mark.parametrize("at", [(None, None), (None, KALUGA[1]), (KALUGA[0], None)])
def test_unknown_place_opens_nowhere(at):
    assert map_links(*at) == []
