"""What a sign-in service says of a person is cleaned like what a person types, since the person cannot be asked."""

from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.test import RequestFactory

from accelerator.base.accounts.adapters import SocialAccountAdapter
from accelerator.base.accounts.models import User
from accelerator.base.common.forms import validate_person_name

pytestmark = pytest.mark.django_db


def populated(**data: Any) -> User:
    request = RequestFactory().get("/")
    login = SocialLogin(user=User(), account=SocialAccount(provider="yandex"))
    user: User = SocialAccountAdapter(request).populate_user(request, login, {"email": "Anna@Example.org", **data})
    return user


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ({"name": "Анна Ковалёва"}, "Анна Ковалёва"),
        ({"first_name": "Anna", "last_name": "O’Brien"}, "Anna O’Brien"),
        ({"first_name": "Anna", "last_name": None}, "Anna"),
        ({}, ""),
        ({"name": "Анна http://evil.example/pay"}, "Анна"),
        ({"name": "Заказ отменён: evil.example"}, "Заказ отменён:"),
        ({"name": "www.evil.com anna@evil.example"}, ""),
        ({"name": "evil\u200b.com Анна"}, "Анна"),
        ({"first_name": "Анна", "last_name": "evil。com"}, "Анна"),
        ({"name": "Анна\r\nBcc: everybody"}, "Анна Bcc: everybody"),
        ({"name": "Анна\x00\u202e"}, "Анна"),
        ({"name": "я" * 500}, "я" * 120),
        ({"name": "я" * 111 + " Ann.Liveson"}, "я" * 111),  # cut to “Ann.Live”, which is an address
    ],
)
def test_name_of_a_service_loses_what_is_no_name(data: dict[str, Any], name: str):
    user = populated(**data)

    assert user.name == name
    validate_person_name(user.name)


def test_address_of_a_service_is_in_small_letters():
    assert populated().email == "anna@example.org"
