"""What the fields of the cabinet's forms take, refuse and hand on."""

from typing import Any

import pytest
from django import forms

from tours.forms.fields import MinutesField, RublesField
from tours.schedule.forms import TimesField


def refused(field: forms.Field, value: Any) -> str:
    with pytest.raises(forms.ValidationError) as problem:
        field.clean(value)
    return " ".join(problem.value.messages)


def test_list_is_sorted_has_each_value_once_and_as_many_as_it_may():
    field = TimesField(limit=2)

    assert [f"{time:%H:%M}" for time in field.clean("14:00 10:00 14:00")] == ["10:00", "14:00"]
    assert field.clean(field.clean("10:00")) == field.clean("10:00")
    assert "2" in refused(field, "10:00 11:00 12:00")
    assert refused(field, "")


def test_each_piece_that_cannot_be_read_is_named():
    message = refused(TimesField(limit=9), "10:00 25:00 12:60 noon")

    assert all(piece in message for piece in ("25:00", "12:60", "noon"))
    assert "10:00 " not in message.replace("10:00.", "")


def test_minutes_come_the_longest_first_within_their_bounds():
    field = MinutesField(limit=5, least=30, most=30 * 24 * 60, required=False)

    assert field.clean("30 м, 2 ч; 3 days, 1 час") == [3 * 24 * 60, 120, 60, 30]
    assert field.clean("30 дней") == [30 * 24 * 60]
    assert field.clean("") == []
    for words in ("29 м", "31 день", "3 вечера", "часа 3", "ч"):
        assert words in refused(field, words)


@pytest.mark.parametrize(
    ("typed", "kopecks"), [("1 250,50 ₽", 125_050), ("0", 0), ("0.01", 1), ("1000000", 100_000_000), (7, 700)]
)
def test_rubles_become_kopecks(typed: Any, kopecks: int):
    assert RublesField().clean(typed) == kopecks


@pytest.mark.parametrize("typed", ["", "-1", "1000000,01", "1,234", "сто", "NaN", None])
def test_what_is_no_price_is_refused(typed: Any):
    assert refused(RublesField(), typed)


def test_price_that_may_be_left_out_is_none():
    assert RublesField(required=False).clean("") is None
