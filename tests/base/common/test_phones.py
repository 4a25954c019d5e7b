"""Phone numbers as people type them, with what is to be dialled once a person answers."""

import pytest
from django import forms
from django.utils.translation import override

from accelerator.base.common.phones import PhoneField, PhoneNumberField, shown, stored, tel


class CallForm(forms.Form):
    phone = PhoneField(region="RU")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+7 910 000-11-05", "+79100001105"),
        ("8 (910) 000-11-05", "+79100001105"),
        ("0049 30 901820", "+4930901820"),
        ("+7\u00a0910\u200b000\u201111\u201105", "+79100001105"),
        ("+7 910 000-11-05 доб. 123", "+79100001105;ext=123"),
        ("8 910 000-11-05 (доб.123)", "+79100001105;ext=123"),
        ("8 910 000-11-05, внутр. 12", "+79100001105;ext=12"),
        ("8 910 000-11-05 вн.12", "+79100001105;ext=12"),
        ("8 910 000-11-05 добавочный 12", "+79100001105;ext=12"),
        ("+7 910 000-11-05 ext. 5", "+79100001105;ext=5"),
        ("+7 910 000-11-05#12", "+79100001105;ext=12"),
        ("+7 910 000-11-05,,12", "+79100001105;ext=12"),
        ("+79100001105;ext=12", "+79100001105;ext=12"),
    ],
)
def test_number_is_kept_whole(typed: str, kept: str):
    form = CallForm({"phone": typed})

    assert form.is_valid(), form.errors
    number = form.cleaned_data["phone"]
    assert stored(number) == kept
    assert PhoneNumberField().get_prep_value(kept) == kept
    assert stored(PhoneNumberField().to_python(kept)) == kept
    assert tel(number) == tel(kept) == f"tel:{kept}"


@pytest.mark.parametrize(
    "typed", ["12", "позвоните мне", "+7 910 000-11-05 доб. 123456789", "9" * 30, "+7 910 000 доб. 1"]
)
def test_what_is_no_number_is_refused(typed: str):
    assert CallForm({"phone": typed}).errors["phone"]


def test_number_is_shown_in_the_readers_words():
    assert shown("+74842000000;ext=123") == "+7 484 200-00-00, доб. 123"
    with override("en"):
        assert shown("+74842000000;ext=123") == "+7 484 200-00-00 ext. 123"
    assert shown("+7 910 000-11-05") == "+7 910 000-11-05"
    assert shown("112") == "112"
    assert shown("") == shown(None) == ""


def test_number_that_a_form_shows_is_the_one_it_takes():
    kept = PhoneNumberField().to_python("+74842000000;ext=123")
    again = CallForm({"phone": CallForm(initial={"phone": kept})["phone"].value()})

    assert again.is_valid()
    assert stored(again.cleaned_data["phone"]) == "+74842000000;ext=123"
