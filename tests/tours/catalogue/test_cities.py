"""Cities as a choice: by the name of the site's city, of chosen regions first, and never an error."""

import re
from gzip import decompress
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from accelerator.base.common.versions import ANY_VERSION
from regions.enterprises.models import Site
from regions.enterprises.services.profile import update_site
from tests.factories.enterprises import EnterpriseFactory, SiteFactory
from tests.factories.regions import RegionFactory
from tests.factories.tours import TourFactory
from tests.kept.pages import GZIP
from tests.portal.markup import html_of
from tours.catalogue import views
from tours.catalogue.forms import MOST_CITIES, CatalogueForm
from tours.models import Tour

pytestmark = pytest.mark.django_db
ADDRESS = "/tours/"


def page(client: Client, query: Any = "", prefix: str = "") -> str:
    path = f"{prefix}{ADDRESS}"
    return html_of(client.get(path, query) if isinstance(query, dict) else client.get(path + query))


def tour_in(ru: str, en: str = "", **values: Any) -> Tour:
    enterprise = EnterpriseFactory(published=True, **values)
    city = {"ru": ru, "en": en} if en else {"ru": ru}
    made: Tour = TourFactory(published=True, site=SiteFactory(enterprise=enterprise, city=city))
    return made


def cities(html: str) -> list[tuple[str, str]]:
    """The choices of cities with their numbers, in order."""
    return re.findall(r'name="city" value=[^>]*><span>([^<]*)<small>(\d+)</small>', html)


def test_city_narrows_and_says_how_many_each_would_find(client: Client) -> None:
    here, there = tour_in("Калуга", "Kaluga"), tour_in("Орёл", "Oryol")
    TourFactory(published=True, site=here.site)
    html = page(client, {"city": "Калуга"})
    assert html.count("<article") == 2
    assert there.title["ru"] not in html
    assert cities(html) == [("Калуга", "2"), ("Орёл", "1")]
    assert re.search(r'value="Калуга"\s+id="city_Калуга"\s+checked', html)
    assert "Убрать:</span>Калуга<" in html
    assert page(client, "?city=Калуга&city=Орёл").count("<article") == 3


def test_city_is_named_in_the_readers_language_and_keeps_one_address(client: Client) -> None:
    tour_in("Нижний Новгород", "Nizhny Novgorod")
    tour_in("Плёс")  # that nobody has translated
    html = page(client, {"city": "Нижний Новгород"}, "/en")
    assert cities(html) == [("Nizhny Novgorod", "1"), ("Плёс", "1")]
    assert re.search(r'value="Нижний Новгород"\s+id="city_Нижний_Новгород"\s+checked', html)
    assert html.count("<article") == 1


def test_two_sites_in_a_city_are_one_choice_whatever_their_enterprises(client: Client) -> None:
    tour_in("Калуга")
    tour_in("Калуга")
    assert cities(page(client)) == [("Калуга", "2")]


@pytest.mark.parametrize("first", [0, 1])
def test_namesakes_are_one_choice_in_either_region(client: Client, first: int) -> None:
    """Whichever row comes first, the page is the same."""
    names = [("Кировск", "Kirovsk"), ("Кировск", "")]
    for slug, (ru, en) in zip(("murmansk", "leningrad"), (names[first], names[1 - first]), strict=True):
        tour_in(ru, en, region=RegionFactory(slug=slug))
    tour_in("Апатиты", region=RegionFactory(slug="other"))
    assert cities(page(client, prefix="/en")) == [("Kirovsk", "2"), ("Апатиты", "1")]
    for slug in ("murmansk", "leningrad"):
        assert cities(page(client, f"?region={slug}&city=Апатиты")) == [("Кировск", "1"), ("Апатиты", "0")]


def test_region_leaves_its_own_cities_and_what_is_chosen_elsewhere_comes_last(client: Client) -> None:
    tula, perm = RegionFactory(slug="tula"), RegionFactory(slug="perm")
    tour_in("Тула", region=tula)
    tour_in("Алексин", region=tula)
    tour_in("Березники", region=perm)
    assert [name for name, _ in cities(page(client))] == ["Алексин", "Березники", "Тула"]
    assert cities(page(client, "?region=tula")) == [("Алексин", "1"), ("Тула", "1")]
    both = page(client, "?region=tula&city=Березники")
    assert cities(both) == [("Алексин", "1"), ("Тула", "1"), ("Березники", "0")]
    assert "Любой город: 2" in both.replace("\u00a0", " ")
    assert "Любой регион: 1" in both.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "name", ["Атлантида", "калуга", " Калуга", "<b>&\"'", "' OR 1=1 --", "{ru}", "%s %(now)s", "я" * 80]
)
def test_city_that_no_site_is_in_finds_nothing_and_can_be_taken_out(client: Client, name: str) -> None:
    tour_in("Калуга")
    for prefix, nothing in (("", "Ничего не нашлось"), ("/en", "Nothing found")):
        html = page(client, {"city": name}, prefix)
        assert nothing in html
        assert "не учтено" not in html
        assert "<b>&" not in html
        assert html.count('class="chip chip--chosen"') == 1
        assert re.search(r'<a class="chip" href="[^"]*">(Все экскурсии|All tours): 1', html)


@pytest.mark.parametrize("name", ["\0", "Кал\0уга", "я" * 81])
def test_what_is_no_name_is_left_out_and_reported(client: Client, name: str) -> None:
    tour_in("Калуга")
    html = page(client, {"city": name})
    assert html.count("<article") == 1
    assert "«Город»: значение" in html


def test_only_so_many_cities_are_read_from_an_address() -> None:
    address = QueryDict("&".join(f"city={number}" for number in range(MOST_CITIES + 5)))
    form = CatalogueForm(address, themes={}, regions={})
    assert form.criteria.city == tuple(map(str, range(MOST_CITIES)))
    assert len(form.misunderstood) == 3


def test_long_list_is_folded_and_has_an_end(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST_CITIES", 11)
    for number in range(13):
        tour_in(f"Город {number:02}")
    full = Site.objects.get(city__ru="Город 12")
    TourFactory(published=True, site=full)
    html = page(client, {"city": "Город 11"})
    shown = [name for name, _ in cities(html)]
    assert shown == [f"Город {number:02}" for number in (*range(10), 11, 12)]  # that with two, and the one chosen
    folded = html.split('id="more-city"')[1].split("</details>")[0]
    assert len(cities(folded)) == len(shown) - 8
    assert "Другие города видны, если выбрать регион" in folded


def test_cities_follow_their_sites_while_nothing_else_changes(client: Client) -> None:
    site = tour_in("Калуга").site
    assert b"<article" in decompress(client.get(ADDRESS, {"city": "Калуга"}, headers=GZIP).content)
    values = {name: getattr(site, name) for name in Site.EDITABLE} | {"city": {"ru": "Тула"}}
    update_site(site=site, values=values, expected_version=ANY_VERSION)
    assert b"<article" not in decompress(client.get(ADDRESS, {"city": "Калуга"}, headers=GZIP).content)
    assert cities(page(client)) == [("Тула", "1")]
