"""What a person may be called: letters greet by it, so nothing in it becomes a link."""

import pytest
from django import forms

from accelerator.base.common.forms import PersonNameField


class NameForm(forms.Form):
    name = PersonNameField(max_length=120)


@pytest.mark.parametrize(
    "name",
    [
        "Анна Ковалёва", "Иванов И.И.", "А.С.Пушкин", "J.R.R. Tolkien", "St.John", "Mr.Smith", "O’Brien", "d’Artagnan",
        "Dr. med. Müller", "Мл.Иванов", "проф. Иванов", "Иванов-Петров", "李小龙", "Anna 🙂", "Ph.D. Lee",
        "Анна, 5 лет", "Мария/Маша", "к.т.н. Петров",
    ],
)  # fmt: skip
def test_names_are_taken(name: str):
    assert NameForm({"name": name}).is_valid()


@pytest.mark.parametrize(
    "name",
    [
        "http://evil.example/pay", "Анна https://evil.example", "evil.example/pay", "EVIL.EXAMPLE/PAY", "www.evil",
        "evil.com", "Evil.COM", "Заказ отменён: evil.example", "завод.рф", "tg://resolve", "anna@evil.example",
        "10.0.0.1", "evil。com", "ｅｖｉｌ．com", "evil\u200b.com", "evil\u2024com", "javascript:/", "Анна (evil.ru)",
    ],
)  # fmt: skip
def test_addresses_are_refused(name: str):
    form = NameForm({"name": name})

    assert [error.code for error in form.errors.as_data()["name"]] == ["web_address"]


def test_line_breaks_are_refused_within_and_forgiven_at_the_end():
    assert not NameForm({"name": "Анна\r\nBcc: everybody"}).is_valid()
    assert not NameForm({"name": "Анна\u2028Ваш заказ отменён"}).is_valid()
    assert NameForm({"name": "Анна\r\n"}).is_valid()
