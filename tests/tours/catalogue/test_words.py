"""Words forgive: forms, layouts, Latin letters, slips."""

import pytest

from accelerator.common import clock
from tests.factories.enterprises import EnterpriseFactory, SiteFactory
from tests.factories.regions import RegionFactory
from tests.factories.tours import TourFactory
from tours.catalogue.criteria import Criteria
from tours.catalogue.results import Results, search
from tours.catalogue.words import edit_distance, in_russian_letters, read_words


def find(q: str) -> Results:
    return search(Criteria(q=q), page=1, now=clock.now())


def titles(q: str) -> list[str]:
    return [card.tour.title["ru"] for card in find(q).cards]


@pytest.fixture
def chocolate(db: None) -> None:
    """Two tours: of a chocolate factory in Kaluga and of a foundry elsewhere."""
    region = RegionFactory(
        name={"ru": "Калужская область", "en": "Kaluga Oblast"}, centre={"ru": "Калуга", "en": "Kaluga"}
    )
    factory = EnterpriseFactory(published=True, region=region, name={"ru": "Фабрика «Тёплый свет»", "en": "Warm Light"})
    site = SiteFactory(enterprise=factory, city={"ru": "Малоярославец", "en": "Maloyaroslavets"})
    TourFactory(
        published=True,
        site=site,
        title={"ru": "Экскурсия в шоколадный цех", "en": "The chocolate floor"},
        summary={"ru": "Бобы, конш и плитки", "en": "Beans, conche and bars"},
    )
    other = SiteFactory(
        enterprise__name={"ru": "Литейный двор", "en": "Casting Yard"}, city={"ru": "Омск", "en": "Omsk"}
    )
    TourFactory(published=True, site=other, title={"ru": "Плавка чугуна", "en": "Iron melt"}, summary={"ru": "Печь"})


@pytest.mark.parametrize(
    "typed",
    [
        "шоколадный",
        "шоколадные цеха",  # other forms
        "шокол",  # still being typed
        "ШОКОЛАДНЫЙ",
        "chocolate",
        ",j,s",  # «бобы» on the Latin layout
        "ijrjkfl",  # «шоколад»
        "срщсщдфеу",  # “chocolate” on the Russian layout
        "shokolad",
        "шеколадный",
        "шоколодный цех",
        "шеколадных",
        "шаколадная",
        "chocolte",
        "экскурсия на шоколадный",  # «на» means nothing
        "малоярославец",
        "Калужская",
        "теплый свет",  # ё and е are one letter
        "шоколадный калуга",
        "конш калужская",  # words of the tour and of the region at once
        "экскурсия на шоколадную фабрику",  # what is true of most tours is not asked of this one
        "ekskursiya na shokolad",
        "'rcrehcbz yf ijrjkfl",
    ],
)
def test_words_find_the_tour(chocolate: None, typed: str) -> None:
    assert titles(typed) == ["Экскурсия в шоколадный цех"]


def test_words_that_nothing_has_find_nothing(chocolate: None) -> None:
    found = find("синхрофазотрон")
    assert found.total == 0
    assert found.corrections == ()


def test_correct_words_are_not_corrected(chocolate: None) -> None:
    assert find("плавка").corrections == ()
    assert "шоколад" in " ".join(find("шеколадный").corrections)


@pytest.fixture
def porcelain(db: None) -> None:
    """Titles full of words that an index leaves out."""
    for ru, en in (
        ("Два огня", "Where the cup is fired twice"),
        ("Тридцать два градуса", "Thirty-two degrees"),
        ("Как лён стал рубашкой", "How flax became a shirt"),
    ):
        TourFactory(published=True, title={"ru": ru, "en": en}, site__enterprise__industry="porcelain")


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Тридцать два градуса", "Тридцать два градуса"),
        ("два огня", "Два огня"),
        ("where the cup is fired twice", "Два огня"),
        ("how flax became", "Как лён стал рубашкой"),
        ("как лён стал", "Как лён стал рубашкой"),
    ],
)
def test_exact_name_finds_the_tour_whatever_words_it_is_made_of(porcelain: None, typed: str, title: str) -> None:
    assert titles(typed) == [title]


@pytest.mark.parametrize("typed", ["экскурсия", "тур", "tour", "экскурсии", "'rcrehcbz"])
def test_words_true_of_every_tour_choose_none(chocolate: None, typed: str) -> None:
    assert find(typed).total == 2


def test_plant_is_asked_for_only_by_itself(chocolate: None) -> None:
    assert titles("фабрика") == ["Экскурсия в шоколадный цех"]
    assert titles("чугун завод") == ["Плавка чугуна"]


@pytest.mark.parametrize("typed", ["металлообработка", "metalworking", "сталь", "steel", "металообработка", "металл"])
def test_industry_is_found_by_its_name(typed: str, db: None) -> None:
    for industry in ("metal", "textile", "agro"):
        TourFactory(published=True, slug=industry, site__enterprise__industry=industry)
    assert [card.tour.slug for card in find(typed).cards] == ["metal"]


@pytest.mark.parametrize("typed", ["школьникам", "школьная экскурсия", "для детей", "экскурсия для школьников", "kids"])
def test_kind_is_found_by_its_name(typed: str, db: None) -> None:
    for kind in ("children", "business", "career"):
        TourFactory(published=True, slug=kind, kind=kind)
    assert [card.tour.slug for card in find(typed).cards] == ["children"]


def test_noun_is_not_taken_for_the_verb_of_its_stem(porcelain: None) -> None:
    TourFactory(
        published=True, title={"ru": "Рельс"}, summary={"ru": "Прокат из стали"}, site__enterprise__industry="energy"
    )
    assert titles("сталь") == ["Рельс"]


def test_title_that_has_the_word_stands_before_texts_that_do(db: None) -> None:
    TourFactory(published=True, title={"ru": "Мармелад"}, summary={"ru": "Сырьё, сырьё и сырьё"}, slots=1)
    TourFactory(published=True, title={"ru": "Сырьевой склад"}, slots=1)
    TourFactory(published=True, title={"ru": "Сгусток, лира, форма: свой сыр"})
    assert titles("сыр") == ["Сгусток, лира, форма: свой сыр", "Сырьевой склад", "Мармелад"]


def test_word_of_its_own_trade_stands_before_a_word_by_the_way(db: None) -> None:
    for industry, slots in (("wood", 1), ("porcelain", 0)):
        TourFactory(
            published=True, slug=industry, site__enterprise__industry=industry, summary={"ru": "Горячее стекло"},
            slots=slots,
        )  # fmt: skip
    assert [card.tour.slug for card in find("стекло").cards] == ["porcelain", "wood"]


def test_signs_alone_are_no_words(chocolate: None) -> None:
    assert find("!!! ???").total == 2
    assert find("в на и").total == 2


@pytest.mark.parametrize("typed", ["'", "'' | & ! :* <->", "\\", "a'b", "%_%", "((((", "é́", "—", "ё" * 100, "1", ":*"])
def test_signs_break_nothing(chocolate: None, typed: str) -> None:
    assert find(typed).total in (0, 1, 2)


def test_read_words_keeps_signs_of_the_other_layout() -> None:
    assert "хлеб" in read_words("[kt,")[0].variants
    assert "экскурсия" in read_words("'rcrehcbz")[0].variants


@pytest.mark.parametrize(
    ("latin", "russian"),
    [("shokolad", "шоколад"), ("syr", "сыр"), ("farfor", "фарфор"), ("chaynaya", "чайная"), ("kaluga", "калуга")],
)
def test_in_russian_letters(latin: str, russian: str) -> None:
    assert in_russian_letters(latin) == russian


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [("завод", "завод", 0), ("зовод", "завод", 1), ("завд", "завод", 1), ("заовд", "завод", 1), ("", "цех", 3)],
)
def test_edit_distance(one: str, other: str, errors: int) -> None:
    assert edit_distance(one, other) == edit_distance(other, one) == errors
