"""The page of everything that can be found, and what is offered while one types."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accelerator.base.search import ranking
from accelerator.base.search.services import reindex
from accelerator.portal.finding import find_everything
from tests.factories.enterprises import EnterpriseFactory, SiteFactory
from tests.factories.regions import RegionFactory
from tests.factories.tours import TourFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/search/"


def text(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


@pytest.fixture
def amber() -> dict[str, object]:
    """Something of each kind with the same word; and drafts, which nobody finds."""
    region = RegionFactory(name={"ru": "Янтарный край", "en": "Amber Krai"})
    enterprise = EnterpriseFactory(published=True, name={"ru": "Янтарная мастерская"}, region=region)
    site = SiteFactory(enterprise=enterprise, name={"ru": "Янтарный двор"})
    tour = TourFactory(published=True, site=site, title={"ru": "Янтарь в ладони"})
    TourFactory(title={"ru": "Черновик про янтарь"})
    EnterpriseFactory(name={"ru": "Янтарный черновик"})
    reindex()
    return {"region": region, "enterprise": enterprise, "tour": tour}


def test_things_of_every_kind_are_found_and_drafts_are_not(client: Client, amber: dict[str, object]) -> None:
    page = text(client.get(ADDRESS, {"q": "янтарь"}))
    for words in ("Янтарь в ладони", "Янтарная мастерская", "Янтарный двор", "Янтарный край"):
        assert words in page
    assert "черновик" not in page.lower().replace("янтарный черновик?", "")


def test_one_kind_is_chosen_by_its_tab(client: Client, amber: dict[str, object]) -> None:
    page = text(client.get(ADDRESS, {"q": "янтарь", "kind": "region"}))
    assert "Янтарный край" in page
    assert "Янтарь в ладони" not in page
    assert 'href="?q=%D1%8F%D0%BD%D1%82%D0%B0%D1%80%D1%8C&amp;kind=tour"' in page


def test_word_that_nothing_has_is_named(client: Client, amber: dict[str, object]) -> None:
    page = text(client.get(ADDRESS, {"q": "янтарь бегемот"}))
    assert "Не нашлось: бегемот." in page
    assert "Янтарь в ладони" in page


def test_word_that_only_a_draft_has_is_one_that_nothing_has(amber: dict[str, object]) -> None:
    found = find_everything("янтарь черновик")
    assert found.missing == ("черновик",)
    assert found.scores == pytest.approx(find_everything("янтарь").scores)  # sums of many numbers in any order


def test_word_of_what_comes_too_late_to_be_listed_is_not_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "MOST_FOUND", 1)
    first = TourFactory(published=True, title={"ru": "Янтарь"})
    TourFactory(published=True, description={"ru": "Бегемот"})
    reindex()
    found = find_everything("янтарь бегемот")
    assert list(found.scores) == [("tour", first.pk)]
    assert found.missing == ()


def test_nothing_found_leads_to_all_tours(client: Client, amber: dict[str, object]) -> None:
    page = text(client.get(ADDRESS, {"q": "синхрофазотрон"}))
    assert "По запросу «синхрофазотрон» ничего не нашлось" in page
    assert f'href="{reverse("catalogue:tours")}"' in page


def test_wishes_alone_are_the_catalogues(client: Client) -> None:
    response = client.get(ADDRESS, {"q": "бесплатно"})
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("catalogue:tours"))


@pytest.mark.parametrize(
    "query", [{}, {"q": ""}, {"q": "\0"}, {"q": "щ" * 300}, {"q": "янтарь", "page": "99", "kind": "x"}]
)
def test_odd_addresses_answer_calmly(client: Client, amber: dict[str, object], query: dict[str, str]) -> None:
    assert client.get(ADDRESS, query).status_code == 200
    assert client.get("/search/suggestions/", query).status_code == 200


def test_unfinished_word_offers_what_begins_so(client: Client, amber: dict[str, object]) -> None:
    offered = text(client.get("/search/suggestions/", {"q": "янт"}))
    assert offered.count('role="option"') == 4
    assert amber["tour"].get_absolute_url() in offered  # type: ignore[attr-defined]
    assert "option" not in text(client.get("/search/suggestions/", {"q": "бегем"}))
    assert text(client.get("/search/suggestions/")).strip() == ""


@pytest.mark.parametrize("count", [1, 12])
def test_queries_do_not_grow_with_what_is_found(client: Client, django_assert_num_queries, count: int) -> None:
    TourFactory.create_batch(count, published=True, title={"ru": "Янтарь"})
    reindex()
    client.get(ADDRESS, {"q": "янтарь"})
    with django_assert_num_queries(4):  # synonyms, words, scores, tours
        client.get(ADDRESS, {"q": "янтарь"})
