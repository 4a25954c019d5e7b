"""The catalogue's page: it works without JavaScript, is light, and takes any address."""

import gzip
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accelerator.base.common import clock, parts
from accelerator.base.common.shelf import shelf
from accelerator.base.search.services import reindex
from tests.factories.enterprises import EnterpriseFactory, SiteFactory, SubjectFactory, ThemeFactory
from tests.factories.tours import SlotFactory, TourFactory, VisitorCategoryFactory
from tests.portal.markup import html_of
from tours.catalogue.views import Facet, Filters, Near, Option

pytestmark = pytest.mark.django_db
ADDRESS = "/tours/"


def text(response: Any) -> str:
    return html_of(response).replace("\u00a0", " ")


def test_catalogue_in_both_languages(client: Client) -> None:
    tour = TourFactory(published=True, slots=1)
    assert reverse("catalogue:tours") == ADDRESS
    russian, english = text(client.get(ADDRESS)), text(client.get(f"/en{ADDRESS}"))
    assert "Экскурсии на предприятия" in russian
    assert "1 экскурсия" in russian
    assert "Factory tours" in english
    assert "1 tour" in english
    assert tour.title["ru"] in russian
    assert tour.title["en"] in english


def test_card_says_what_visitors_choose_by(client: Client) -> None:
    site = SiteFactory(city={"ru": "Боровск", "en": "Borovsk"})
    tour = TourFactory(
        published=True, site=site, languages=["ru", "en"], duration_minutes=90, requirements__min_age=12,
        category__price_kopecks=50_000,
    )  # fmt: skip
    VisitorCategoryFactory(tour=tour, price_kopecks=90_000)
    slot = SlotFactory(tour=tour, capacity=10, seats_taken=7)
    card = text(client.get(ADDRESS)).split("<article", 1)[1]
    for words in (
        tour.title["ru"], site.enterprise.name["ru"], "Боровск", "1 ч 30 мин", "рус, англ", "от 12 лет",
        f"{slot.local_start.day} ", "10:00", "900 ₽", "осталось 3 места",
    ):  # fmt: skip
        assert words in card


def test_card_of_a_free_tour_with_many_places(client: Client) -> None:
    TourFactory(published=True, category__price_kopecks=0, slots=1)
    page = text(client.get(ADDRESS))
    assert "бесплатно" in page.split("<article", 1)[1]
    assert "осталось" not in page


@pytest.mark.parametrize(
    ("kind", "prices", "free", "words"),
    [
        ("sightseeing", [("Взрослый", 18, None, 600), ("Школьник", 7, 17, 300)], 1, "взрослый 600 ₽, школьник 300 ₽"),
        ("sightseeing", [("Взрослый", 18, None, 600), ("Пенсионер", 60, None, 400)], None, "взрослый 600 ₽"),
        ("sightseeing", [("Пенсионер", 60, None, 400), ("Взрослый", 18, None, 600), ("Школьник", 7, 17, 300)], None,
         "взрослый 600 ₽, школьник 300 ₽"),
        ("sightseeing", [("Взрослый", 18, None, 0), ("Школьник", 7, 17, 300)], None,
         "взрослый бесплатно, школьник 300 ₽"),
        ("sightseeing", [("Взрослый", 18, None, 500), ("Школьник", 7, 17, 500)], None, "500 ₽"),
        ("sightseeing", [("Школьник", 7, 17, 300)], None, "300 ₽"),
        ("children", [("Ребёнок", 5, 17, 700), ("Взрослый", 18, None, 300)], 2,
         "ребёнок 700 ₽, взрослый с детьми бесплатно"),
        ("children", [("Ребёнок", 5, 17, 700), ("Взрослый", 18, None, 300)], 0, "ребёнок 700 ₽, взрослый 300 ₽"),
        ("children", [("Ребёнок", 5, 17, 700), ("Взрослый", 18, None, 0)], 2, "ребёнок 700 ₽, взрослый бесплатно"),
        ("children", [("Малыш", 5, 9, 400), ("Подросток", 10, 17, 600), ("Взрослый", 18, None, 200)], None,
         "подросток 600 ₽, взрослый 200 ₽"),
        ("children", [("Гость", None, None, 500)], 1, "500 ₽"),
        ("children", [("Гость", None, None, 0)], 1, "бесплатно"),
    ],
)  # fmt: skip
def test_card_and_page_say_what_it_costs_and_whom(
    client: Client, kind: str, prices: list, free: int | None, words: str
):
    tour = TourFactory(published=True, kind=kind, category=None, slots=1, requirements__free_chaperones=free)
    for position, (name, low, high, price) in enumerate(prices):
        VisitorCategoryFactory(
            tour=tour, name={"ru": name}, min_age=low, max_age=high, price_kopecks=price * 100, position=position
        )

    card = text(client.get(ADDRESS)).split("<article", 1)[1].split("</article>")[0]
    page = text(client.get(tour.get_absolute_url()))

    assert re.search(r'<span class="card__price[^"]*">([^<]+)', card)[1] == words
    assert f"<b>{words}</b>" in page  # under the name, and in the bar
    assert f"<dt>Цена</dt><dd>{words}</dd>" in page


@pytest.mark.parametrize(
    ("kind", "prices"),
    [
        ("sightseeing", [(18, None, 600), (7, 17, 300)]),  # a pupil comes beside a grown-up
        ("children", [(5, 17, 600), (18, None, 200)]),  # the adults with them pay less
    ],
)
def test_catalogue_is_in_the_order_of_what_the_usual_visitor_pays(client: Client, kind: str, prices: list):
    tour = TourFactory(published=True, kind=kind, category=None, slots=1)
    for low, high, price in prices:
        VisitorCategoryFactory(tour=tour, min_age=low, max_age=high, price_kopecks=price * 100)
    dearer = TourFactory(published=True, category__price_kopecks=60_001)
    cheaper = TourFactory(published=True, category__price_kopecks=59_999)

    page = text(client.get(f"{ADDRESS}?sort=price"))

    places = [page.index(one.get_absolute_url()) for one in (cheaper, tour, dearer)]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("required", "lowest", "words"),
    [(0, None, "любой возраст"), (0, 7, "от 7 лет"), (None, 0, None), (None, None, None), (6, 0, "от 6 лет")],
)
def test_card_tells_the_minimum_age(
    client: Client, required: int | None, lowest: int | None, words: str | None
) -> None:
    TourFactory(published=True, requirements__min_age=required, category__min_age=lowest, slots=1)
    meta = text(client.get(ADDRESS)).split('class="card__meta"', 1)[1].split("</ul>")[0]
    assert (re.findall(r"#user\"/></svg>([^<]+)</li>", meta) or [None]) == [words]


def test_days_and_dates_stand_first_and_wrap(client: Client) -> None:
    TourFactory(published=True, slots=1)
    page = text(client.get(ADDRESS))
    days = page.split('id="days"', 1)[1].split("</fieldset>")[0]
    assert "chips--scroll" not in days
    assert re.findall(r'name="(\w+)"', days) == ["when"] * 4 + ["date_from", "date_to"]


def test_order_has_a_button_without_javascript(client: Client) -> None:
    TourFactory.create_batch(2, published=True)
    order = text(client.get(ADDRESS)).split('class="results__order"', 1)[1].split("</p>")[0]
    assert '<noscript><button class="button" type="submit">Применить</button></noscript>' in order


def test_every_facet_is_in_one_get_form(client: Client) -> None:
    TourFactory(published=True, slots=1, subject=SubjectFactory())
    page = text(client.get(ADDRESS))
    form = re.search(r'<form[^>]*id="catalogue".*?</form>', page, re.DOTALL)
    assert form
    assert 'method="get"' in form[0]
    for name in (
        "q", "when", "date_from", "date_to", "theme", "region", "industry", "kind", "age", "language", "free",
        "wheelchair", "wheelchair_full", "no_stairs", "quiet", "duration_to", "adults", "child", "time", "city",
    ):  # fmt: skip
        assert f'name="{name}"' in form[0]
    assert page.index('name="when"') < page.index('name="q"') < page.index("<article")


def test_choices_stay_chosen(client: Client) -> None:
    TourFactory(published=True, slots=1, languages=["en"])
    page = text(client.get(ADDRESS, {"q": "Экскурсия", "language": "en", "industry": ["metal", "food"], "age": "9"}))
    assert 'value="Экскурсия"' in page
    assert re.search(r'value="en"\s+id="language_en"\s+checked', page)
    assert re.search(r'value="food"\s+id="industry_food"\s+checked', page)  # chosen, though nothing has it
    assert re.search(r'<option value="9" selected>', page)


def test_what_was_asked_is_shown_and_can_be_taken_out_one_by_one(client: Client) -> None:
    tour = TourFactory(published=True, slots=1)
    region = tour.enterprise.region
    query = {"q": "точим", "region": region.slug, "industry": ["metal", "food"], "age": "5", "date_from": "2020-01-05"}
    page = text(client.get(ADDRESS, query))
    chips = {
        re.sub(r"<[^>]+>", " ", words).replace("Убрать:", "").strip(): address.replace("&amp;", "&")
        for address, words in re.findall(r'<a class="chip chip--chosen" href="([^"]+)">(.*?)</a>', page)
    }
    assert list(chips) == [
        "«точим»", "С 5 января", "Младшему 5 лет", region.short_name["ru"], "Металлообработка", "Пищевая"
    ]  # fmt: skip
    assert re.search(
        r'id="folded">4<span class="visually-hidden">выбрано', page
    )  # words and days have their own fields
    assert chips["Пищевая"] == (
        f"/tours/?q=%D1%82%D0%BE%D1%87%D0%B8%D0%BC&date_from=2020-01-05&region={region.slug}&industry=metal&age=5"
    )
    assert "age" not in chips["Младшему 5 лет"]
    assert 'href="/tours/">Сбросить всё' in page
    assert "chip--chosen" not in text(client.get(ADDRESS))


def test_words_that_find_nothing_are_named(client: Client) -> None:
    TourFactory(published=True, slots=1)
    assert "По запросу «синхрофазотрон» ничего не нашлось" in text(client.get(ADDRESS, {"q": "синхрофазотрон"}))
    both = text(client.get(ADDRESS, {"q": "синхрофазотрон", "kind": "business"}))
    assert "По запросу" not in both
    assert "Под все условия сразу не подходит ни одна экскурсия" in both


@pytest.mark.parametrize("typed", ["!!!", "а", "🙂", "экскурсия"])
def test_words_that_choose_nothing_make_no_chip(client: Client, typed: str) -> None:
    TourFactory(published=True, slots=1)
    page = text(client.get(ADDRESS, {"q": typed}))
    assert f"Поиска не было: «{typed}» не называет ничего определённого." in page
    assert f'value="{typed}"' in page
    assert "chip--chosen" not in page


def test_word_that_is_a_filter_is_ticked_and_taken_out_as_one(client: Client) -> None:
    TourFactory(published=True, title={"ru": "Сыр"}, category__price_kopecks=0)
    page = text(client.get(ADDRESS, {"q": "бесплатный сыр"}))
    assert re.search(r'value="1"\s+id="id_free"\s+checked', page)
    assert 'value="сыр"' in page
    assert re.findall(r'<a class="chip chip--chosen" href="([^"]+)">', page) == [
        "/tours/?free=1", "/tours/?q=%D1%81%D1%8B%D1%80"
    ]  # fmt: skip


def test_htmx_comes_before_the_portals_script(client: Client) -> None:
    scripts = re.findall(r'<script[^>]* src="/static/[^"]*?([^/"]+)"', html_of(client.get(ADDRESS)))
    assert scripts == ["htmx-4.min.js", "app.js"]


def test_htmx_is_given_the_form_alone(client: Client) -> None:
    TourFactory(published=True)
    part = client.get(ADDRESS, headers={"hx-request": "true"})
    assert "<html" not in text(part)
    assert 'id="results"' in text(part)
    assert 'id="facets"' in text(part)
    assert "HX-Request" in part.headers["Vary"]
    restored = client.get(ADDRESS, headers={"hx-request": "true", "hx-history-restore-request": "true"})
    assert "<html" in text(restored)


DIRTY = [
    "age=minus", "age=-1", "age=999999999999999999999", "age=7&age=x", "age=1e3", "when=yesterday",
    "date_from=2026-13-45",
    "date_from=0000-00-00", "date_to=9999-12-31&date_from=0001-01-01", "date_from=9999-12-31", "date_to=0001-01-01",
    "page=0", "page=-3", "page=abc", "page=99999999999", "region=nowhere", "region=' OR 1=1 --", "industry=%00",
    "kind=business&kind=nonsense", "language=klingon", "free=maybe", "wheelchair=2", "sort=random", "q=%00",
    "q=" + "щ" * 300, "q=%D0", "unknown=1", "when=today&date_from=2026-12-01", "q='%20%7C%20%26%20!",
    "time=night", "time=%00", "time=day&when=weekend&adults=3", "time=evening&date_from=0001-01-01&date_to=9999-12-31",
    "city=%00", "city=' OR 1=1 --", "city=%FF%FE", "city=" + "щ" * 300, "city=a&" * 300, "duration_to=0",
    "duration_to=-5", "duration_to=99999", "duration_to=x", "no_stairs=yes", "quiet=2", "wheelchair_full=%00",
    "date_from=2026-12-10&date_to=2026-12-01", "sort=relevance", "region=&industry=&kind=",
]  # fmt: skip


@pytest.mark.parametrize("query", DIRTY)
def test_any_address_is_answered(client: Client, query: str) -> None:
    TourFactory(published=True, slots=1)
    for prefix in ("", "/en"):
        assert client.get(f"{prefix}{ADDRESS}?{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("age=minus", "«Возраст младшего»: значение «minus» непонятно и не учтено."),
        ("region=nowhere", "«Регион»: значение «nowhere» непонятно и не учтено."),
        ("date_from=2026-13-45", "«С»: значение «2026-13-45» непонятно и не учтено."),
        ("duration_to=soon", "«Длительность»: значение «soon» непонятно и не учтено."),
        ("kind=nonsense&kind=business", "«Вид экскурсии»: значение «nonsense» непонятно и не учтено."),
        ("when=today&date_from=2026-12-01", "поэтому даты не учтены"),
    ],
)
def test_unknown_filters_are_reported(client: Client, query: str, words: str) -> None:
    assert words in text(client.get(f"{ADDRESS}?{query}"))


def test_clean_addresses_are_not_complained_of(client: Client) -> None:
    assert "не учтен" not in text(client.get(f"{ADDRESS}?q=&when=&date_from=&date_to=&age=&region=&sort="))


def test_range_the_wrong_way_round_is_turned(client: Client) -> None:
    slot = SlotFactory()
    early, late = slot.local_date - timedelta(days=1), slot.local_date + timedelta(days=1)
    page = text(client.get(ADDRESS, {"date_from": late.isoformat(), "date_to": early.isoformat()}))
    assert "1 экскурсия" in page


def test_nothing_found_offers_searches_that_work(client: Client) -> None:
    TourFactory.create_batch(2, published=True, slots=1)
    page = text(client.get(ADDRESS, {"language": "zh", "kind": "business", "free": "1"}))
    assert "Ничего не нашлось" in page
    links = re.findall(r'<a class="chip" href="([^"]+)">([^<]+)</a>', page)
    assert len(links) == 3
    for address, words in links:
        count = re.search(r"(\d+) экскурс", words)
        assert count
        again = text(client.get(address.replace("&amp;", "&")))
        assert re.search(rf'id="found" aria-live="polite">\s*{count[1]} экскурс', again)


def test_other_value_is_named_whatever_else_is_asked(client: Client) -> None:
    metal = EnterpriseFactory(published=True, industry="metal")
    TourFactory(published=True, site=SiteFactory(enterprise=metal), category__min_age=12, slots=1)
    page = text(client.get(ADDRESS, {"age": "5", "industry": "metal", "date_from": "2020-01-01"}))
    assert re.findall(r'<a class="chip" href="[^"]+">([^<]+)</a>', page)[0] == "Младшему 12 лет: 1 экскурсия"


def test_filtered_lists_are_kept_out_of_search_engines(client: Client) -> None:
    TourFactory(published=True)
    assert "noindex" not in text(client.get(ADDRESS))
    filtered = text(client.get(f"{ADDRESS}?kind=business"))
    assert '<meta name="robots" content="noindex, follow">' in filtered
    assert re.search(r'<link rel="canonical" href="[^"?]+/tours/">', filtered)


def test_pages_keep_the_search(client: Client) -> None:
    TourFactory.create_batch(25, published=True)
    page = text(client.get(f"{ADDRESS}?kind=sightseeing&sort=name"))
    assert 'href="?kind=sightseeing&amp;sort=name&amp;page=2"' in page
    assert text(client.get(f"{ADDRESS}?kind=sightseeing&sort=name&page=2")).count("<article") == 1


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(("query", "queries"), [("", 7), ("?q=точим&when=weekend&age=7", 8)])
def test_query_count_is_flat(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int, query: str, queries: int
) -> None:
    for _ in range(count):
        TourFactory(published=True, slots=2, site=SiteFactory(enterprise=EnterpriseFactory(published=True)))
    SlotFactory(tour=TourFactory(published=True), days_ahead=(5 - clock.now().weekday()) % 7)
    reindex()
    client.get(ADDRESS)
    found = client.get(f"{ADDRESS}{query}")
    expected = queries if "<article" in text(found) else queries - 1
    shelf.clear()
    with django_assert_num_queries(expected):
        client.get(f"{ADDRESS}{query}")


def test_worst_page_stays_within_nine_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    TourFactory.create_batch(3, published=True, title={"ru": "Шоколадный цех"}, slots=1)
    reindex()
    with django_assert_max_num_queries(9):
        page = client.get(ADDRESS, {"q": "шеколадный", "language": "zh"})
    assert "Ничего не нашлось" in text(page)


def test_page_of_24_cards_is_light(client: Client) -> None:
    for _ in range(24):
        enterprise = EnterpriseFactory(published=True, industry="wood")  # the heaviest cover
        TourFactory(published=True, slots=1, site=SiteFactory(enterprise=enterprise))
    page = client.get(ADDRESS)
    assert page.content.count(b"<article") == 24
    assert len(gzip.compress(page.content, 6)) <= 20 * 1024


def test_only_reading_is_possible(client: Client) -> None:
    assert client.post(ADDRESS).status_code == 405


def test_a_theme_has_an_address_and_a_choice_with_its_count(client: Client) -> None:
    fire = ThemeFactory(slug="fire", name={"ru": "Огонь и сталь", "en": "Fire and steel"}, position=0)
    ThemeFactory(slug="empty", name={"ru": "Пустая тема"})
    iron = SubjectFactory(theme=fire)
    site = SiteFactory(enterprise=EnterpriseFactory(published=True, subject=iron))
    for title in ("Плавка", "Прокат"):
        TourFactory(published=True, site=site, title={"ru": title}, slots=1)
    TourFactory(published=True, title={"ru": "Чашка"}, slots=1)

    page = text(client.get(f"{ADDRESS}?theme=fire"))

    assert re.findall(r'<h3 class="card__title">\s*<a[^>]*>(\w+)', page) == ["Плавка", "Прокат"]
    assert re.search(r'value="fire"\s+id="theme_fire"\s+checked', page)
    assert re.search(r"Огонь и сталь\s*<small>2</small>", page)
    assert "Пустая тема" not in page
    assert re.search(r'chip--chosen" href="/tours/"><span[^>]*>Убрать:</span>Огонь и сталь', page)
    assert '<meta name="robots" content="noindex, follow">' in page
    assert page.index('name="theme"') < page.index('name="region"')


def test_a_theme_without_tours_that_fit_offers_another_way(client: Client) -> None:
    for slug, languages in (("fire", ["ru"]), ("clay", ["en"])):
        subject = SubjectFactory(theme=ThemeFactory(slug=slug, name={"ru": f"Тема {slug}"}))
        site = SiteFactory(enterprise=EnterpriseFactory(published=True, subject=subject))
        TourFactory(published=True, site=site, languages=languages, slots=1)

    page = text(client.get(f"{ADDRESS}?theme=fire&language=en"))

    assert "Любая тема: 1 экскурсия" in page
    assert "Тема clay: 1 экскурсия" in page


def test_an_unknown_theme_is_left_out_and_reported(client: Client) -> None:
    TourFactory(published=True, slots=1)
    page = text(client.get(f"{ADDRESS}?theme=magic"))
    assert "«Что увидеть»: значение «magic»" in page
    assert page.count("<article") == 1


@pytest.mark.parametrize(("query", "value"), [("", ""), ("?price_to=1500", "1500")])
def test_price_limit_is_in_its_field_and_nothing_is_where_there_is_none(client: Client, query: str, value: str) -> None:
    html = html_of(client.get(ADDRESS + query))
    assert re.search(rf'id="id_price_to"\s+value="{value}"', html)


def test_hostile_texts_of_facets_arrive_escaped():
    hostile = """<b>&"'"""
    choice = Option(hostile, hostile, 1, chosen=False)
    facet, one = Facet(hostile, hostile, (choice,) * 12), Facet(hostile, hostile, (choice,))
    near = Near(hostile, hostile, (choice,), hostile, ((60, hostile, True),))
    shown = Filters(
        one, hostile, None, hostile, ((60, hostile, True),), near, (choice,), (facet,), total=1, is_narrowed=True,
        folded=1,
    )  # fmt: skip
    filters = parts.draw("catalogue/_filters.jinja", filters=shown, here=hostile)
    days = parts.draw("catalogue/_days.jinja", days=one, when=hostile, dates=(None, None))

    assert "<b>" not in filters + days
    in_facet = 1 + 12 * 5 + 1  # legend, choices, the fold's id
    in_others = 1 + 2 + 1 + 2 + 6 + 3 + 1  # ages, the price, the durations, places, a switch, the address
    assert filters.count("&lt;b&gt;&amp;&#34;&#39;") == in_facet + in_others
    assert days.count("&lt;b&gt;&amp;&#34;&#39;") == 1 + 3
