"""Reading words: dictionary forms, roots, other ways of typing."""

import pytest

from accelerator.base.search.words import (
    forms_of,
    is_in_dictionary,
    lexemes,
    readings,
    root,
    sound,
    split,
    tokens,
)


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("Кондрове".lower(), "кондрово"), ("калугой", "калуга"), ("льют", "лить"), ("детьми", "ребенок"),
        ("сыра", "сыр"), ("сыр", "сыр"), ("сырья", "сырье"), ("стали", "сталь"), ("печи", "печь"),
        ("конфет", "конфета"), ("бесплатные", "бесплатный"), ("factories", "factori"), ("painting", "paint"),
    ],
)  # fmt: skip
def test_word_of_a_search_becomes_its_dictionary_form(typed: str, form: str) -> None:
    assert forms_of(typed)[0] == form


@pytest.mark.parametrize("typed", ["в", "на", "и", "же", "the", "of", "near"])
def test_words_that_only_join_others_have_no_form(typed: str) -> None:
    assert forms_of(typed) == []


def test_noun_of_a_search_excludes_its_other_readings() -> None:
    assert "сырой" not in forms_of("сыр")
    assert "стать" not in forms_of("стали")


def test_word_of_a_sentence_is_its_likelier_reading_and_of_a_name_the_noun() -> None:
    assert list(lexemes("Мы стали чище", is_name=False)) == ["стать", "чистый"]
    assert list(lexemes("Мир стали", is_name=True)) == ["мир", "сталь"]


def test_word_after_a_preposition_is_the_noun() -> None:
    assert list(lexemes("Прокат из стали", is_name=False)) == ["прокат", "сталь"]


def test_adjective_that_is_also_a_noun_stays_an_adjective() -> None:
    assert forms_of("детская")[0] == "детский"


def test_compound_of_the_dictionary_is_one_word_and_another_its_parts_too() -> None:
    assert list(lexemes("Мастер-класс", is_name=True)) == ["мастер-класс"]
    assert set(lexemes("Бумажно-печатный двор", is_name=True)) >= {"печатный", "двор"}


@pytest.mark.parametrize(
    ("form", "kin"),
    [("шоколадный", "шоколад"), ("шоколадка", "шоколад"), ("калужский", "калуга"), ("молочный", "молоко"),
     ("деревянный", "дерево"), ("фарфоровый", "фарфор"), ("огранщик", "огранка")],
)  # fmt: skip
def test_words_made_of_each_other_share_their_root(form: str, kin: str) -> None:
    assert root(form) == root(kin) != ""


@pytest.mark.parametrize(("one", "other"), [("сыр", "сырье"), ("сыр", "сырой"), ("вино", "винт"), ("лед", "лидер")])
def test_short_words_share_no_root_by_chance(one: str, other: str) -> None:
    assert not root(one) or root(one) != root(other)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("shokolad", "шоколад"), ("syr", "сыр"), ("farfor", "фарфор"), ("chaynaya", "чайная"), ("kaluga", "калуга"),
     ("stal", "сталь"), ("[kt,", "хлеб"), ("'rcrehcbz", "экскурсия"), (",j,s", "бобы"), ("zynfhm,", "янтарь"),
     ("canfeti", "канфети")],
)  # fmt: skip
def test_word_is_also_read_in_russian_letters_and_in_the_other_layout(typed: str, meant: str) -> None:
    (token,) = split(typed)
    assert meant in readings(token)


def test_signs_are_dropped_unless_they_are_letters_of_the_other_layout() -> None:
    assert split("Сыр, вино… и «чай»!") == ["сыр", "вино", "и", "чай"]
    assert split("yf 'rcrehcb.") == ["yf", "'rcrehcb."]
    assert split("!!! — 🙂") == []


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("канфета", "конфета", True), ("метал", "металл", True), ("обжик", "обжиг", True), ("лук", "люк", False)],
)
def test_words_that_sound_alike(one: str, other: str, alike: bool) -> None:
    assert (sound(one) == sound(other)) == alike


def test_words_of_the_dictionary() -> None:
    assert is_in_dictionary("пиво")
    assert not is_in_dictionary("шакалад")
    assert not is_in_dictionary("beer")


def test_pairs_of_characters_are_words_where_no_space_parts_them() -> None:
    assert tokens("钢铁厂参观") == ["钢铁", "铁厂", "厂参", "参观"]
    assert tokens("3D打印, 茶") == ["3d", "打印", "茶"]
    assert set(split("钢铁厂")) <= set(lexemes("钢铁厂参观", is_name=True))
