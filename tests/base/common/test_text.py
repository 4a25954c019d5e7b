"""Text as it is stored: what people mean stays, what is invisible goes."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.base.common.text import after_colon, clean_text, is_visible, lcfirst, script_of, sort_key

PERSIAN = "می\u200cخواهم"  # without its joiner it is another spelling
SINHALA = "ශ්\u200dරී"
FAMILY = "👨\u200d👩\u200d👧"
HEART = "❤\ufe0f"
BURNING_HEART = "❤\ufe0f\u200d🔥"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
JAPANESE = "葛\U000e0100城"  # the name's own shape of the letter

STAYS = [
    "Анна Ковалёва", "O’Brien", "Łódź", "李小龙", "김철수", "ไทย", "नमस्ते", "مرحبا", "Հայաստան", "12 мая, 10:00",
    "Ёлочка и йод", "10\u00a0человек", PERSIAN, SINHALA, FAMILY, HEART, BURNING_HEART, "1\ufe0f\u20e3",
    SCOTLAND, JAPANESE, "👩🏽\u200d🔬", "🙂", "«Цех» — №\u00a05", "x²", "🇷🇺", "\u0600٣",
]  # fmt: skip


@pytest.mark.parametrize("text", STAYS)
def test_what_people_mean_stays(text: str):
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\u0000b", "ab"), ("a\u0001\u0007b", "ab"), ("a\u007f\u009fb", "ab"),  # control
        ("Ан\u00adна", "Анна"), ("\ufeffАнна", "Анна"), ("Ан\u200bна", "Анна"), ("Ан\u2060на", "Анна"),  # format
        ("\u202eanna\u202c", "anna"), ("\u2066anna\u2069\u200f", "anna"),  # direction
        ("An\u200dna", "Anna"), ("Ан\u200cна", "Анна"), ("\u200dАнна\u200d", "Анна"),  # joiners that join nothing
        ("🙂\u200dА", "🙂А"), ("А\u200d🙂", "А🙂"), ("🙂\u200c🙂", "🙂🙂"),
        ("A\ufe0fnna", "Anna"), ("А\u034fнна", "Анна"), ("\ufe0fАнна", "Анна"), ("\ufe00Анна", "Анна"),  # selectors
        ("A\ufe00nna", "Anna"), ("A\U000e0100nna", "Anna"), ("A\U000e01efnna", "Anna"),  # of no picture
        ("A\u180bnna", "Anna"), ("A\u180fnna", "Anna"),  # nor of a Mongolian letter
        ("a\ue000\U000f0000b", "ab"), ("a\ud800b", "ab"), ("a\ufffe\ufdd0\ufdef\U0001ffffb", "ab"),  # no characters
        ("Анна\u3164", "Анна"), ("\u2800Анна", "Анна"),  # blanks
        ("и\u0306", "й"), ("e\u0301", "é"),  # composed
        ("Анна\tКовалёва", "Анна Ковалёва"), ("Анна\r\nКовалёва", "Анна Ковалёва"), ("а \t\n б", "а б"),
        ("а\u2028б\u2029в\x85г\x0bд", "а б в г д"),
    ],
)  # fmt: skip
def test_what_nobody_sees_goes(typed: str, kept: str):
    assert clean_text(typed) == kept


@pytest.mark.parametrize(
    "blank", ["\u200b\u2060", "\u3164", "\u2800 \u2800", "\u202e", "\u00ad\u00ad", " \t\n", "\u0301", "\ufe0f"]
)
def test_text_of_which_nothing_is_seen_is_empty(blank: str):
    assert clean_text(blank) == ""


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\u2028", "\x85"])
def test_lines_stay_where_they_are_meant(end: str):
    assert clean_text(f"Первая{end}{end}\tВторая", keeps_lines=True) == "Первая\n\n Вторая"


@pytest.mark.parametrize(
    ("text", "seen"),
    [("а", True), ("1", True), ("…", True), ("🙂", True), (" \u3164а", True), ("", False), (" \u00a0", False)]
    + [(blank, False) for blank in ("\u3164", "\u2800\uffa0", "\u0301", "\u200d", "\n", "\ue000")],
)
def test_text_is_visible_where_one_of_its_signs_is(text: str, seen: bool):
    assert is_visible(text) is seen


@pytest.mark.parametrize(
    ("letter", "script"),
    [("é", "LATIN"), ("Я", "CYRILLIC"), ("李", "CJK"), ("\u0301", "COMBINING"), ("1", ""), ("-", ""), ("\ue000", "")],
)
def test_script_is_that_of_a_letter_or_mark_and_of_nothing_else(letter: str, script: str):
    assert script_of(letter) == script


@given(st.text(alphabet=st.characters(exclude_categories=())), st.booleans())
def test_whatever_is_typed_ends_fit_to_be_stored(typed: str, keeps_lines: bool):
    kept = clean_text(typed, keeps_lines=keeps_lines)

    kept.encode()
    assert "\0" not in kept
    assert "\r" not in kept
    assert keeps_lines or "\n" not in kept
    assert unicodedata.is_normalized("NFC", kept)
    assert clean_text(kept, keeps_lines=keeps_lines) == kept
    assert not kept or is_visible(kept)


@pytest.mark.parametrize(("text", "small"), [("Возраст", "возраст"), ("QR-код", "qR-код"), ("", ""), ("й", "й")])
def test_first_letter_alone_becomes_small(text: str, small: str):
    assert lcfirst(text) == small


@pytest.mark.parametrize(
    ("text", "small"),
    [("Не больше 16.", "не больше 16."), ("A file.", "a file."), ("PDF или JPEG.", "PDF или JPEG."), ("", "")],
)
def test_sentence_after_a_colon_keeps_its_abbreviations(text: str, small: str):
    assert after_colon(text) == small


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ёлочка", "елочка"),
        ("«Ока», мануфактура", "ока мануфактура"),
        ("Цех № 5", "цех 5"),
        ("Й", "й"),
    ],
)
def test_sort_key_leaves_out_what_a_dictionary_does(name: str, key: str) -> None:
    assert sort_key(name) == key


def test_sort_keys_put_yo_beside_ye() -> None:
    assert sorted(["Жук", "Ель", "Ёж", "Дом"], key=sort_key) == ["Дом", "Ёж", "Ель", "Жук"]
