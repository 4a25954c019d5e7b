"""Tours near a place: what an address may name, how far things are, and what the catalogue says of it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.factories.enterprises import SiteFactory
from tests.factories.tours import TourFactory
from tours.catalogue.nearby import Spot, distance, spot_of
from tours.models import Tour

pytestmark = pytest.mark.django_db

KALUGA, TULA, PERM = ("54.51370", "36.26140"), ("54.19300", "37.61740"), ("58.01050", "56.25020")


def tour_at(city: str, place: tuple[str, str] | None, **values: object) -> Tour:
    latitude, longitude = place or (None, None)
    site = SiteFactory(city={"ru": city}, latitude=latitude, longitude=longitude, enterprise__published=True)
    return TourFactory(published=True, site=site, **values)


def cards(client: Client, query: str) -> list[tuple[str, str]]:
    """The address of each card, and how far it says it is."""
    page = client.get(f"/tours/?{query}").content.decode()
    found = re.findall(r'<article class="card">(.*?)</article>', page, re.DOTALL)
    return [
        (
            re.findall(r'card__title"><a href="([^"?]+)', card)[0],
            "".join(re.findall(r"([\d\xa0]+\xa0?км)", card)).replace("\xa0", " "),
        )
        for card in found
    ]


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("54.51,36.26", Spot(54.51, 36.26)),
        ("54.513712,36.261499", Spot(54.51, 36.26)),
        ("-90,180", Spot(-90, 180)),
        ("0,0", Spot(0, 0)),
        ("90.5,0", None),
        ("0,180.5", None),
        ("54,5137, 36.26", None),
        ("54.51;36.26", None),
        ("", None),
        ("Калуга", None),
        ("٥٤.٥١,٣٦.٢٦", None),
    ],
)
def test_coordinates_are_read_to_a_kilometre_or_not_at_all(text: str, spot: Spot | None) -> None:
    assert Spot.of(text) == spot


def test_distance_is_that_of_a_sphere_here_and_in_the_database() -> None:
    """Kaluga and Tula are 95 km apart, Kaluga and Perm 1,289; the poles half the way round the Earth."""
    tours = [tour_at("Тула", TULA), tour_at("Пермь", PERM)]
    kaluga = Spot(54.51, 36.26)
    here = [kaluga.km_to(float(one.site.latitude), float(one.site.longitude)) for one in tours]
    rows = Tour.objects.annotate(km=distance(kaluga, "site__")).order_by("pk").values_list("km", flat=True)
    assert here == pytest.approx([95, 1289], abs=1)
    assert list(rows) == pytest.approx(here, abs=1e-6)
    assert Spot(90.0, 0.0).km_to(-90, 0) == pytest.approx(20_015, abs=1)
    assert kaluga.km_to(54.51, 36.26) == 0


def test_city_is_in_the_middle_of_its_sites_whose_place_is_known() -> None:
    for place in (("54.00", "36.00"), ("55.00", "37.00"), None):
        tour_at("Калуга", place)
    tour_at("Тайга", None)
    assert spot_of("Калуга") == Spot(54.5, 36.5)
    assert spot_of("Тайга") is None
    assert spot_of("Атлантида") is None


def test_near_ones_come_first_and_say_how_far_they_are(client: Client) -> None:
    far, near, unknown, here = (
        tour_at(city, place) for city, place in (("Пермь", PERM), ("Тула", TULA), ("Калуга", None), ("Калуга", KALUGA))
    )
    assert cards(client, "near=Калуга") == [(here.get_absolute_url(), "1 км"), (near.get_absolute_url(), "95 км")]
    assert cards(client, "near=54.19,37.62&within=50") == [(near.get_absolute_url(), "1 км")]
    assert len(cards(client, "near=Калуга&within=1000")) == 2
    assert {address for address, _km in cards(client, "sort=distance")} == {
        one.get_absolute_url() for one in (far, near, unknown, here)
    }


def test_place_goes_along_as_a_filter_that_can_be_dropped(client: Client) -> None:
    tour_at("Калуга", KALUGA)
    page = " ".join(client.get("/tours/?near=Калуга&within=200").content.decode().split())
    assert "Не дальше 200 км: Калуга" in page
    assert '<option value="Калуга" selected>' in page
    assert '<option value="200" selected>' in page
    mine = " ".join(client.get("/tours/?near=54.5137,36.2614").content.decode().split())
    assert "Не дальше 100 км от вас" in mine
    assert '<option value="54.51,36.26" selected>' in mine


@pytest.mark.parametrize("near", ["91,0", "1,2,3", "Город-7", "x" * 81])
def test_what_is_no_place_is_named_and_left_out(client: Client, near: str) -> None:
    tour_at("Калуга", KALUGA)
    page = client.get("/tours/", {"near": near}).content.decode()
    assert "«Поблизости»: значение" in page
    assert len(cards(client, f"near={near}")) == 1


def test_city_without_tours_finds_nothing_and_offers_any_distance(client: Client) -> None:
    tour_at("Калуга", KALUGA)
    page = client.get("/tours/", {"near": "Атлантида"}).content.decode()
    assert cards(client, "near=Атлантида") == []
    assert "На любом расстоянии" in page or "Все экскурсии" in page


def test_reach_without_a_place_narrows_nothing(client: Client) -> None:
    tour_at("Калуга", KALUGA)
    assert len(cards(client, "within=50")) == 1
    assert "within=50" not in client.get("/tours/?within=50&free=1").content.decode().split('class="chips chosen"')[-1]
