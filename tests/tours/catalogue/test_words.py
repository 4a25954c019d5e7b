"""Words forgive: forms, layouts, Latin letters, slips."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accelerator.base.common import clock
from accelerator.base.common.i18n import I18nText
from accelerator.base.search.models import Synonyms
from accelerator.base.search.services import reindex
from regions.enterprises.models import Subject
from regions.enterprises.services.subjects import save_subject, save_theme
from tests.factories.enterprises import EnterpriseFactory, SiteFactory, SubjectFactory, ThemeFactory
from tests.factories.regions import RegionFactory
from tests.factories.tours import TourFactory
from tours.catalogue.criteria import Criteria
from tours.catalogue.search import Results, search
from tours.catalogue.wishes import with_wishes


def find(q: str) -> Results:
    """What the words find, when everything made so far is in the index."""
    reindex()
    return search(Criteria(q=q), page=1, now=clock.now())


def titles(q: str) -> list[str]:
    return [card.title for card in find(q).cards]


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
    assert titles(typed)[0] == title


@pytest.mark.parametrize("typed", ["экскурсия", "тур", "tour", "экскурсии", "'rcrehcbz"])
def test_words_true_of_every_tour_choose_none(chocolate: None, typed: str) -> None:
    assert find(typed).total == 2


def test_word_true_of_every_tour_beside_another_asks_for_nothing(chocolate: None) -> None:
    assert titles("чугун завод") == ["Плавка чугуна"]
    assert find("чугун завод").missing == ()


@pytest.mark.parametrize("typed", ["металлообработка", "metalworking", "сталь", "steel", "металообработка", "металл"])
def test_industry_is_found_by_its_name(typed: str, db: None) -> None:
    for industry in ("metal", "textile", "agro"):
        TourFactory(published=True, slug=industry, site__enterprise__industry=industry)
    assert [card.slug for card in find(typed).cards] == ["metal"]


@pytest.mark.parametrize("typed", ["для детей", "детская экскурсия", "kids", "с ребёнком"])
def test_kind_is_found_by_its_name(typed: str, db: None) -> None:
    for kind in ("children", "business", "career"):
        TourFactory(published=True, slug=kind, kind=kind)
    assert [card.slug for card in find(typed).cards] == ["children"]


@pytest.fixture
def subjects(db: None) -> dict[str, Subject]:
    """A theme of three subjects with a tour about each, and another theme with one."""
    taste = ThemeFactory(name={"ru": "Шоколад, сыр, вино", "en": "Chocolate, cheese, wine"})
    fire = ThemeFactory(name={"ru": "Огонь и металл", "en": "Fire and metal"})
    made = {
        "chocolate": SubjectFactory(theme=taste, name={"ru": "Шоколад", "en": "Chocolate"}),
        "cheese": SubjectFactory(theme=taste, name={"ru": "Сыр", "en": "Cheese"}),
        "wheel": SubjectFactory(theme=taste, name={"ru": "Гончарный круг", "en": "Pottery"}),
        "iron": SubjectFactory(theme=fire, name={"ru": "Чугунная посуда", "en": "Cookware"}),
    }
    for slug, subject in made.items():
        TourFactory(published=True, slug=slug, subject=subject)
    return made


def slugs(q: str) -> set[str]:
    return {card.slug for card in find(q).cards}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("сыр", {"cheese"}),
        ("cheese", {"cheese"}),
        ("сыры", {"cheese"}),
        ("cookware", {"iron"}),
        ("гончарный", {"wheel"}),
        ("огонь", {"iron"}),  # no subject is called so, but its theme
        ("fire", {"iron"}),
        ("ogon", {"iron"}),
        ("Шоколад, сыр, вино", {"chocolate", "cheese", "wheel"}),  # the theme's whole name means all of it
        ("chocolate cheese wine", {"chocolate", "cheese", "wheel"}),
        ("вино", {"chocolate", "cheese", "wheel"}),  # no subject of its theme bears it
        ("чугуная посуда", {"iron"}),
    ],
)
def test_subject_and_theme_are_found_by_their_names(subjects: dict[str, Subject], typed: str, found: set[str]) -> None:
    assert slugs(typed) == found


@pytest.mark.parametrize(("typed", "first"), [("огонь и металл", "iron"), ("посуда шеколад", "iron")])
def test_words_of_two_subjects_find_both(subjects: dict[str, Subject], typed: str, first: str) -> None:
    assert first in slugs(typed)


def test_tour_without_a_subject_is_about_its_enterprise_s(subjects: dict[str, Subject]) -> None:
    TourFactory(published=True, slug="any", site__enterprise__subject=subjects["cheese"])
    TourFactory(published=True, slug="own", subject=subjects["iron"], site__enterprise__subject=subjects["cheese"])
    assert slugs("сыр") == {"cheese", "any"}


def test_subjects_are_found_by_what_organizers_call_them_now(subjects: dict[str, Subject]) -> None:
    name = I18nText({"ru": "Творог", "en": "Curd"})
    values = {"theme": subjects["iron"].theme, "name": name, "motif": "cheese"}
    save_subject(values=values, subject=subjects["cheese"], expected_version=subjects["cheese"].version)
    assert (slugs("творог"), slugs("curd"), slugs("огонь")) == ({"cheese"}, {"cheese"}, {"cheese", "iron"})
    assert slugs("сыр") == {"chocolate", "wheel"}  # nothing else of its theme bears the word now

    theme = subjects["iron"].theme
    name = I18nText({"ru": "Печи", "en": "Furnaces"})
    save_theme(values={"name": name}, theme=theme, expected_version=theme.version)
    assert (slugs("furnaces"), find("огонь").total) == ({"cheese", "iron"}, 0)


def test_title_that_has_the_word_stands_before_its_subject(subjects: dict[str, Subject]) -> None:
    TourFactory(published=True, slug="title", title={"ru": "Всё про сыр"})
    TourFactory(published=True, slug="by-the-way", description={"ru": "Сыр дают к чаю"}, slots=1)
    assert [card.slug for card in find("сыр").cards] == ["title", "cheese", "by-the-way"]


def test_noun_is_not_taken_for_the_verb_of_its_stem(porcelain: None) -> None:
    TourFactory(
        published=True, title={"ru": "Рельс"}, summary={"ru": "Прокат из стали"}, site__enterprise__industry="energy"
    )
    assert titles("сталь") == ["Рельс"]


def test_cheese_is_no_raw_material(db: None) -> None:
    TourFactory(published=True, title={"ru": "Мармелад"}, summary={"ru": "Сырьё, сырьё и сырой агар"}, slots=1)
    TourFactory(published=True, title={"ru": "Сырьевой склад"}, slots=1)
    TourFactory(published=True, title={"ru": "Сгусток, лира, форма: свой сыр"})
    assert titles("сыр") == ["Сгусток, лира, форма: свой сыр"]


def test_title_that_has_the_word_stands_before_texts_that_do(db: None) -> None:
    TourFactory(published=True, title={"ru": "Тишина"}, description={"ru": "Пахнет смолой, сосной и смолой"}, slots=1)
    TourFactory(published=True, title={"ru": "Вечер"}, summary={"ru": "Варят смолу"}, slots=1)
    TourFactory(published=True, title={"ru": "Смола и парус"})
    assert titles("смола") == ["Смола и парус", "Вечер", "Тишина"]


def test_missing_word_costs_nothing_but_rank_and_is_named(chocolate: None) -> None:
    found = find("чугун синхрофазотрон")
    assert [card.title for card in found.cards] == ["Плавка чугуна"]
    assert found.missing == ("синхрофазотрон",)


def test_tour_with_more_of_the_words_stands_first(db: None) -> None:
    for slug, title, summary in (("one", "Печь", "Уголь"), ("both", "Печь", "Уголь и лён"), ("other", "Лён", "Поле")):
        TourFactory(published=True, slug=slug, title={"ru": title}, summary={"ru": summary})
    assert next(card.slug for card in find("печь, лён").cards) == "both"


def test_street_is_found(db: None) -> None:
    site = SiteFactory(address={"ru": "улица Литейщиков, 4", "en": "4 Liteyshchikov Street"})
    TourFactory(published=True, slug="it", site=site)
    TourFactory(published=True)
    assert slugs("на улице Литейщиков") == {"it"}


@pytest.mark.parametrize(("typed", "written"), [("гончарка", "Керамика"), ("паровоз", "Старый локомотив")])
def test_synonyms_of_the_trade(db: None, typed: str, written: str) -> None:
    TourFactory(published=True, slug="it", title={"ru": written})
    TourFactory(published=True)
    assert slugs(typed) == {"it"}


def test_synonyms_are_what_organizers_make_them(db: None) -> None:
    TourFactory(published=True, slug="it", title={"ru": "Слесарня"})
    TourFactory(published=True)
    assert slugs("железячники") == set()
    Synonyms.objects.create(words="железячник, слесарня")
    assert slugs("железячники") == {"it"}


def test_word_of_its_own_trade_stands_before_a_word_by_the_way(db: None) -> None:
    for industry, slots in (("wood", 1), ("porcelain", 0)):
        TourFactory(
            published=True, slug=industry, site__enterprise__industry=industry, summary={"ru": "Горячее стекло"},
            slots=slots,
        )  # fmt: skip
    assert [card.slug for card in find("стекло").cards] == ["porcelain", "wood"]


@pytest.mark.parametrize("typed", ["!!! ???", "в на и", "а", "🙂", "экскурсия"])
def test_words_that_choose_nothing_are_left_out_and_reported(chocolate: None, typed: str) -> None:
    results = find(typed)
    assert results.total == 2
    assert results.criteria == Criteria()
    assert results.unsearched == typed


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ложек", "Чайная ложка"),
        ("ложка", "Сто ложек"),
        ("валенок", "Серые валенки"),
        ("валенки", "Один валенок"),
        ("стёкол", "Тёплое стекло"),
        ("камни", "Тёплый камень"),
        ("детьми", "Дети и глина"),
        ("молочный", "Парное молоко"),
        ("стекольный", "Тёплое стекло"),
        ("книжная", "Одна книга"),
        ("канфеты", "Ручные конфеты"),
        ("малоко", "Парное молоко"),
        ("глена", "Белая глина"),
        ("ентарь", "Тёплый янтарь"),
        ("фарфр", "Тонкий фарфор"),
        ("шеколад", "Тёмный шоколад"),
    ],
)
@pytest.mark.parametrize("field", ["title", "summary", "description"])
def test_forms_kin_and_slips_find_the_word_wherever_it_is_written(
    db: None, typed: str, written: str, field: str
) -> None:
    texts = {"title": {"ru": "Смена"}, "summary": {"ru": ""}, "description": {"ru": ""}, field: {"ru": written}}
    TourFactory(published=True, slug="it", **texts)
    TourFactory(published=True, title={"ru": "Прочее"}, summary={"ru": "Печь"})
    assert [card.slug for card in find(typed).cards] == ["it"]


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("бесплодный", "Сборка беспилотных машин"),
        ("танки", "Свалять тапки"),
        ("картина", "Крашеный картон"),
        ("водка", "Живая вода"),
        ("свечи", "Светлый цех"),
        ("полиция", "Полировка"),
    ],
)
def test_words_spelt_right_are_not_corrected_to_others(db: None, typed: str, near: str) -> None:
    TourFactory(published=True, title={"ru": "Цех"}, summary={"ru": near})
    assert find(typed).total == 0


def test_word_that_is_there_is_not_corrected_beside_one_that_is_not(db: None) -> None:
    TourFactory(published=True, title={"ru": "Парное молоко"}, summary={"ru": "Печь"})
    TourFactory(published=True, title={"ru": "Парное молото"}, summary={"ru": "Фарфор"})
    found = find("молоко фарфр")
    assert next(card.title for card in found.cards) == "Парное молоко"
    assert found.corrections == ("фарфор",)
    assert titles("малоко печь") == ["Парное молоко"]


@pytest.mark.parametrize("typed", ["калинград", "Калиниград", "kaliningrad"])
def test_city_with_letters_left_out(db: None, typed: str) -> None:
    TourFactory(published=True, slug="it", site__city={"ru": "Калининград", "en": "Kaliningrad"})
    TourFactory(published=True, site__city={"ru": "Тула", "en": "Tula"})
    assert [card.slug for card in find(typed).cards] == ["it"]


@pytest.mark.parametrize(
    "typed", ["kaluga region", "калужский регион", "kaluzhskaya oblast", "калужская", "город калуга"]
)
def test_region_by_its_adjective_and_in_latin_letters(chocolate: None, typed: str) -> None:
    assert titles(typed) == ["Экскурсия в шоколадный цех"]


@pytest.mark.parametrize("typed", ["екб", "ekb", "Екат"])
def test_short_name_of_a_city_is_that_city_and_nothing_by_chance(db: None, typed: str) -> None:
    city = {"ru": "Екатеринбург", "en": "Yekaterinburg"}
    TourFactory(published=True, slug="it", site__city=city)
    TourFactory(published=True, title={"ru": "Улица и три трубы", "en": "Training for trams"})
    assert [card.slug for card in find(typed).cards] == ["it"]


@pytest.mark.parametrize("typed", ["стали", "производство стали", "cnfkm", "stal", "стальной"])
def test_steel_stands_before_the_verb(typed: str, db: None) -> None:
    linen = EnterpriseFactory(published=True, industry="textile")
    TourFactory(published=True, slug="verb", site__enterprise=linen, title={"ru": "Как лён стал рубашкой"}, slots=1)
    TourFactory(published=True, slug="steel", title={"ru": "Рельс"}, site__enterprise__industry="metal")
    found = [card.slug for card in find(typed).cards]
    assert found[0] == "steel"


@pytest.mark.parametrize("typed", ["бесплатно", "бесплатные экскурсии", "free", "free of charge", ",tcgkfnyj"])
def test_free_is_the_filter(typed: str, db: None) -> None:
    TourFactory(published=True, slug="free", category__price_kopecks=0)
    TourFactory(published=True, title={"ru": "Детям бесплатно", "en": "Free for children"})
    results = find(typed)
    assert [card.slug for card in results.cards] == ["free"]
    assert results.criteria == Criteria(free=True)


def test_words_beside_a_filter_stay_words(db: None) -> None:
    for slug, title, price in (("it", "Сыр", 0), ("dear", "Сыр", 500_00), ("other", "Печь", 0)):
        TourFactory(published=True, slug=slug, title={"ru": title}, category__price_kopecks=price)
    results = find("сыр бесплатно")
    assert [card.slug for card in results.cards] == ["it"]
    assert results.criteria == Criteria(q="сыр", free=True)


@pytest.mark.parametrize(
    ("typed", "when"),
    [("сегодня", "today"), ("на завтра", "tomorrow"), ("в выходные", "weekend"), ("weekend", "weekend")],
)
def test_day_is_the_filter(chocolate: None, typed: str, when: str) -> None:
    assert find(typed).criteria == Criteria(when=when)


@time_machine.travel(datetime(2026, 12, 2, 12, 0, tzinfo=ZoneInfo("Europe/Moscow")))  # a Wednesday
@pytest.mark.parametrize(
    ("typed", "wished"),
    [
        ("в субботу", {"date_from": date(2026, 12, 5), "date_to": date(2026, 12, 5)}),
        ("в среду", {"date_from": date(2026, 12, 2), "date_to": date(2026, 12, 2)}),
        ("on monday", {"date_from": date(2026, 12, 7), "date_to": date(2026, 12, 7)}),
        ("послезавтра", {"date_from": date(2026, 12, 4), "date_to": date(2026, 12, 4)}),
        ("до 500 рублей", {"price_to": 500}),
        ("не дороже 1500", {"price_to": 1500}),
        ("under 700 roubles", {"price_to": 700}),
        ("на коляске", {"wheelchair": True}),
        ("на инвалидной коляске", {"wheelchair": True}),
        ("без лестниц", {"no_stairs": True}),
        ("цех без ступенек", {"q": "цех", "no_stairs": True}),
        ("step-free", {"no_stairs": True}),
        ("без шума", {"quiet": True}),
        ("without noise", {"quiet": True}),
        ("утром", {"time": ("morning",)}),
        ("завтра с утра", {"when": "tomorrow", "time": ("morning",)}),
        ("днём", {"time": ("day",)}),
        ("в субботу вечером",
         {"time": ("evening",), "date_from": date(2026, 12, 5), "date_to": date(2026, 12, 5)}),
        ("tonight", {"when": "today", "time": ("evening",)}),
        ("chocolate in the afternoon", {"q": "chocolate", "time": ("day",)}),
        ("вечерняя смена", {"q": "вечерняя смена"}),  # so is a tour called
        ("с днём металлурга", {"q": "с днём металлурга"}),
        ("для школьников", {"pupils": True}),
        ("ребёнку 6 лет", {"q": "ребенку", "age": 6}),
        ("3 класс", {"age": 9}),
        ("восьмиклассникам", {"age": 14}),
        ("дошкольникам", {"age": 5}),
        ("на английском", {"language": ("en",)}),
        ("in chinese", {"language": ("zh",)}),
        ("бесплатно в субботу на коляске",
         {"free": True, "wheelchair": True, "date_from": date(2026, 12, 5), "date_to": date(2026, 12, 5)}),
        ("завод 75 лет", {"q": "завод 75 лет"}),  # no child is so old
        ("до 5", {"q": "до 5"}),
    ],
)  # fmt: skip
def test_wishes_are_filters(typed: str, wished: dict[str, Any]) -> None:
    assert with_wishes(Criteria(q=typed), date(2026, 12, 2)) == Criteria(**wished)


def test_word_does_not_change_the_day_that_was_chosen(chocolate: None) -> None:
    asked = Criteria(q="завтра", when="today")
    assert search(asked, page=1, now=clock.now()).criteria == asked


@pytest.mark.parametrize("typed", ["'", "'' | & ! :* <->", "\\", "a'b", "%_%", "((((", "é́", "—", "ё" * 100, "1", ":*"])
def test_signs_break_nothing(chocolate: None, typed: str) -> None:
    assert find(typed).total in (0, 1, 2)
