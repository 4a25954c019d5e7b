"""The tours of a search on a map: marks by city, those too near as one, and the same as a list."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from regions.country_map import COUNTRY, map_point
from tests.factories.enterprises import SiteFactory
from tests.factories.tours import TourFactory
from tours.catalogue.marks import marks_of
from tours.models import Tour

pytestmark = pytest.mark.django_db

KALUGA, OBNINSK, PERM = ("54.51370", "36.26140"), ("55.09680", "36.61010"), ("58.01050", "56.25020")


def tours_at(city: str, place: tuple[str, str] | None, count: int = 1, **values: object) -> list[Tour]:
    latitude, longitude = place or (None, None)
    site = SiteFactory(city={"ru": city}, latitude=latitude, longitude=longitude, enterprise__published=True)
    return TourFactory.create_batch(count, published=True, site=site, **values)


def marks(page: str) -> list[tuple[str, str, int]]:
    """The words, the address and the number of each mark that is drawn."""
    found = re.findall(r'<a href="([^"]+)" aria-label="([^"]+)">.*?<text[^>]*>\s*(\d+)\s*</text>', page, re.DOTALL)
    return [(words.replace("\xa0", " "), unescape(address), int(number)) for address, words, number in found]


def listed(page: str) -> list[tuple[str, str]]:
    rows = re.findall(r'<li><a href="([^"]+)">([^<]+)</a> <span class="muted">([^<]+)</span>', page)
    return [(name, tours.replace("\xa0", " ")) for _address, name, tours in rows]


def test_cities_are_marks_and_a_list_that_lead_to_their_tours(client: Client) -> None:
    tours_at("Калуга", KALUGA, 2)
    tours_at("Пермь", PERM)
    tours_at("Тайга", None)
    page = client.get("/map/").content.decode()
    assert [(words, number) for words, _address, number in marks(page)] == [
        ("Калуга: 2 экскурсии", 2), ("Пермь: 1 экскурсия", 1),
    ]  # fmt: skip
    assert listed(page) == [("Калуга", "2 экскурсии"), ("Пермь", "1 экскурсия"), ("Тайга", "1 экскурсия")]
    for _words, address, number in marks(page):
        assert client.get(address).context["results"].total == number


def test_cities_that_would_lie_upon_each_other_are_one_mark_for_all_their_tours(client: Client) -> None:
    tours_at("Обнинск", OBNINSK)
    tours_at("Калуга", KALUGA, 3)
    tours_at("Пермь", PERM)
    page = client.get("/map/").content.decode()
    [(words, address, number), (_perm, _there, one)] = marks(page)
    assert (words, number, one) == ("Калуга, Обнинск: 4 экскурсии", 4, 1)
    assert client.get(address).context["results"].total == 4
    # Alone they are far enough from each other to be told apart.
    near = client.get("/map/?city=Обнинск&city=Калуга").content.decode()
    assert [number for _words, _address, number in marks(near)] == [3, 1]


def test_filters_narrow_the_map_and_can_be_dropped_there(client: Client) -> None:
    tours_at("Калуга", KALUGA, kind=Tour.Kind.BUSINESS)
    tours_at("Пермь", PERM)
    page = client.get("/map/?kind=business").content.decode()
    assert [words for words, _address, _number in marks(page)] == ["Калуга: 1 экскурсия"]
    assert 'href="/map/"' in page.split('class="chips chosen"')[1]
    assert 'href="/tours/?kind=business"' in page
    assert "/tours/?kind=business&amp;city=" in page or "/tours/?city=" in page


def test_catalogue_leads_to_the_map_of_the_same_search(client: Client) -> None:
    tours_at("Калуга", KALUGA, 2)
    page = client.get("/tours/?language=ru").content.decode()
    assert 'href="/map/?language=ru"' in page


def test_empty_map_says_what_to_do(client: Client) -> None:
    page = client.get("/map/?price_to=1").content.decode()
    assert "Снимите один из фильтров" in page
    assert marks(page) == []


@pytest.mark.parametrize("query", ["q=%00", "city=x&city=" + "y" * 200, "near=91,0", "date_from=31.02.2026", "page=-1"])
def test_any_address_is_answered(client: Client, query: str) -> None:
    tours_at("Калуга", KALUGA)
    assert client.get(f"/map/?{query}").status_code == 200


def test_tiles_get_the_places_of_cities_and_a_policy_is_kept(client: Client, settings: Any) -> None:
    settings.TILE_URL = "https://tiles.example.org/{z}/{x}/{y}.png"
    tours_at("Калуга", KALUGA, 2)
    page = client.get("/map/").content.decode()
    [points] = re.findall(r'<script[^>]*type="application/json">(.*?)</script>', page, re.DOTALL)
    [point] = json.loads(points)
    assert (point["at"], point["count"], point["name"].replace("\xa0", " ")) == (
        [54.5137, 36.2614],
        2,
        "Калуга: 2 экскурсии",
    )


def test_no_city_shows_the_whole_country_and_one_shows_its_surroundings() -> None:
    assert marks_of({}) == (COUNTRY, [])
    tours_at("Калуга", KALUGA)
    frame, [mark] = marks_of({"Калуга": 1, "Атлантида": 5, "Пермь": 0})
    assert mark.at == map_point(36.2614, 54.5137)
    assert frame.is_part
    assert frame.left < mark.at.x < frame.left + frame.width
