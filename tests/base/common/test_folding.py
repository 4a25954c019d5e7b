"""Names that a search treats as the same."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.base.common.text import fold, in_latin_keys

SAME = [
    ("O’Brien", "O'Brien", "O`Brien", "OʼBrien", "o‘brien", "OBRIEN", "O＇Brien"),
    ("Łódź", "lodz", "ŁÓDŹ", unicodedata.normalize("NFD", "Łódź")),
    ("Сидоров", "Cидоров", "сидopoв", "СИДОРОВ"),  # with a Latin C, with Latin o and p
    ("Семёнов", "Семенов", "СЕМЁНОВ"),
    ("Йордан", "Иордан"),
    ("Анна-Мария Гарсия", "анна мария гарсия", "Анна – Мария  Гарсия", "Анна\u00a0Мария Гарсия"),
    ("Strauß", "STRAUSS", "strauss"),
    ("Bjørn Ærø", "bjorn aero"),
    ("Đỗ Thị", "do thi"),
    ("İsmail Işık", "ismail isik"),
    ("Д’Артаньян", "дартаньян", "Д'Артаньян", 'Д"Артаньян'),
    ("St. John", "st john"),
    ("Müller", "Muller"),
    ("ＡＢＣ", "abc"),
    ("Мар’яна", "Марʼяна", "Мар\u02b9яна"),
]


@pytest.mark.parametrize("names", SAME)
def test_the_same_name_however_it_is_typed(names: tuple[str, ...]):
    assert len({fold(name) for name in names}) == 1
    assert fold(names[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [("Петров", "Петрова"), ("Ковалёв", "Ковальчук"), ("李明", "李强"), ("Ли", "Лю"), ("Уткин", "Узкин")],
)
def test_other_names_stay_others(one: str, other: str):
    assert fold(one) != fold(other)


@pytest.mark.parametrize("name", ["李小龙", "김철수", "สมชาย", "محمد", "गोपाल", "გიორგი", "Անի"])
def test_names_in_other_scripts_are_found_by_themselves(name: str):
    assert fold(name)
    assert fold(name) == fold(f" {name} ")


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str):
    assert fold(fold(text)) == fold(text)


def test_keys_pressed_in_the_russian_layout():
    assert in_latin_keys("реезыЖ..ещгкыюучфьздуюкг.с.фис") == "https://tours.example.ru/c/abc"
    assert in_latin_keys("7лр2ь9чи") == "7kh2m9xb"
