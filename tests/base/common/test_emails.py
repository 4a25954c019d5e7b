"""Addresses: what looks right and is not, what is asked about, and what is left alone."""

from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import override

from accelerator.base.common.emails import EmailField, likely_address


class AddressForm(forms.Form):
    email = EmailField()


def form_for(email: str, **more: Any) -> AddressForm:
    return AddressForm({"email": email, **more})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("anna@example.org", "anna@example.org"),
        (" Anna.K+tour@Example.ORG ", "Anna.K+tour@example.org"),
        ("anna@почта.рф", "anna@почта.рф"),
        ("anna@xn--80a1acny.xn--p1ai", "anna@почта.рф"),  # as most browsers send it
        ("anna@XN--bcher-KVA.de", "anna@bücher.de"),
        ("anna@xn--strae-oqa.de", "anna@xn--strae-oqa.de"),  # ß would be sent as ss: another domain
        ("anna@bücher.de", "anna@bücher.de"),
        ("anna@завод-1.рус", "anna@завод-1.рус"),
        ("an\u200bna@exam\u00adple.org", "anna@example.org"),
        ("\ufeffanna@example.org\u200e", "anna@example.org"),
        ("anna@mail.com", "anna@mail.com"),
        ("anna@mai.ru", "anna@mai.ru"),
        ("anna@gmail.com", "anna@gmail.com"),
        ("anna@例え.jp", "anna@例え.jp"),
    ],
)
def test_address_that_letters_reach_is_taken(typed: str, kept: str):
    form = form_for(typed)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["email"] == kept


@pytest.mark.parametrize(
    ("typed", "code", "named"),
    [
        ("anna@example.\u043erg", "mixed_scripts", "о"),
        ("anna@gm\u0430il.com", "mixed_scripts", "а"),
        ("anna@example.xn--rg-emc", "mixed_scripts", "о"),  # as most browsers send it
        ("anna@xn--gmil-63d.com", "mixed_scripts", "а"),
        ("anna@xn--80a1acny.xn--p1ag", "ending", "ру"),
        ("anna@xn--a-\u0430.com", "invalid", ""),
        ("anna@xn--999999999.com", "invalid", ""),
        ("anna@почтa.рф", "mixed_scripts", "a"),  # a Latin a
        ("anna@gοogle.com", "mixed_scripts", "ο"),  # a Greek omicron
        ("anna@gmail.\u0441\u043e\u043c", "ending", "сом"),
        ("anna@mail.ру", "ending", "ру"),
        ("анна@example.org", "local_part", "а"),
        ("\u0430nna@example.org", "local_part", "а"),
        ("x@[127.0.0.1]", "literal", ""),
        ("x@[IPv6:::1]", "literal", ""),
        ("x@127.0.0.1", "invalid", ""),
        ('"a b"@example.org', "invalid", ""),
        ("anna@example", "invalid", ""),
        ("anna example.org", "invalid", ""),
        ("a" * 65 + "@example.org", "invalid", ""),
        ("x" * 60 + "@" + "ж" * 60 + ".рф", "invalid", ""),  # longer than a label once it is sent
    ],
)
def test_address_that_no_letter_reaches_is_refused_and_the_letter_named(typed: str, code: str, named: str):
    form = form_for(typed)

    (error,) = form.errors.as_data()["email"][:1]
    assert error.code == code
    assert named in str(error.message % (error.params or {}))


def test_refusal_says_which_alphabet_the_letter_is_of():
    with override("en"):
        assert form_for("anna@example.\u043erg").errors["email"] == [
            "The letter “о” in “оrg” is Cyrillic, unlike the letters next to it. Type it again."
        ]


@pytest.mark.parametrize("long", ["x" * 290 + "@mail.example", "x@" + "a" * 62 + "." + "b" * 250 + ".example"])
def test_address_longer_than_its_column_is_refused(long: str):
    assert form_for(long).errors["email"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"), ("gmai.com", "gmail.com"), ("gmail.con", "gmail.com"), ("gmail.co", "gmail.com"),
        ("gnail.com", "gmail.com"), ("gmaill.com", "gmail.com"), ("gmail.ru", "gmail.com"), ("yadnex.ru", "yandex.ru"),
        ("yandex.ry", "yandex.ru"), ("mial.ru", "mail.ru"), ("maill.ru", "mail.ru"), ("mail.ri", "mail.ru"),
        ("ya.ry", "ya.ru"), ("hotmial.com", "hotmail.com"), ("outlok.com", "outlook.com"), ("ramlber.ru", "rambler.ru"),
    ],
)  # fmt: skip
def test_slip_is_asked_about(typed: str, meant: str):
    form = form_for(f"anna@{typed}")

    (error,) = form.errors.as_data()["email"]
    assert error.code == "likely"
    assert f"anna@{meant}" in form.errors["email"][0]
    assert f'name="email" value="anna@{meant}"' in str(form["email"])


@pytest.mark.parametrize("domain", ["example.org", "zavod.ru", "tmail.ru", "nail.ru", "me.com", "kaluga.ru", "mail.kz"])
def test_other_domains_are_not_asked_about(domain: str):
    assert likely_address(f"anna@{domain}") == ""


def test_same_address_sent_again_is_taken():
    assert form_for("anna@gmial.com", **{"email-asked": "anna@gmial.com"}).is_valid()


def test_answer_about_another_address_counts_for_none():
    assert not form_for("anna@gmial.com", **{"email-asked": "anna@yadnex.ru"}).is_valid()


def test_form_of_a_library_without_our_widget_never_asks_what_cannot_be_answered():
    field = EmailField(widget=forms.TextInput)

    assert field.clean("anna@gmial.com") == "anna@gmial.com"
    with pytest.raises(ValidationError):
        field.clean("anna@[127.0.0.1]")
