"""What is counted for whom, asked directly; what the pages answer stands in test_limits.py."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse

from accelerator.base.accounts.guard import (
    WRONG_PASSWORDS_OF_NETWORK,
    begin_password,
    begin_second_step,
    count_letter,
    forget_wrong_passwords,
    is_known_here,
)
from accelerator.base.accounts.models import User
from accelerator.base.common.limits import TooManyRequests
from accelerator.base.common.network import network_key
from accelerator.environment import Rate
from tests.base.accounts.requests import asked, came_in
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
EMAIL = "masha@example.org"
ELSEWHERE = "10.0.0.2"


@pytest.fixture(autouse=True)
def few_tries(settings) -> None:
    """Two tries for a person in one place, three in a network, four for a person; two letters, three, four, one."""
    cache.clear()
    for name, most in {
        "WRONG_PASSWORDS_PER_PERSON_AND_NETWORK": 2, "WRONG_PASSWORDS_PER_NETWORK": 3, "WRONG_PASSWORDS_PER_PERSON": 4,
        "WRONG_SECOND_STEPS_PER_PERSON": 2, "ACCOUNT_LETTERS_PER_PERSON_AND_NETWORK": 2,
        "ACCOUNT_LETTERS_PER_NETWORK": 3, "ACCOUNT_LETTERS_PER_PERSON": 4, "ACCOUNT_LETTERS_UNDER_PRESSURE": 1,
    }.items():  # fmt: skip
        setattr(settings, name, Rate(most, 600))


@pytest.fixture
def masha() -> User:
    return UserFactory(email=EMAIL)


def is_let(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except TooManyRequests:
        return False
    return True


def tries(request: HttpRequest, *emails: str) -> list[bool]:
    return [is_let(lambda email=email: begin_password(request, email)) for email in emails]


def letters(request: HttpRequest, *emails: str) -> list[bool]:
    return [is_let(lambda email=email: count_letter(request, email)) for email in emails]


# Known here


def test_person_is_known_where_they_came_in_or_are_in_and_nowhere_else(masha: User):
    assert is_known_here(asked(cookies=came_in(masha)), EMAIL)
    assert is_known_here(asked(cookies=came_in(masha)), EMAIL.upper())
    assert is_known_here(asked(masha), EMAIL)
    assert not is_known_here(asked(), EMAIL)
    assert not is_known_here(asked(cookies=came_in(UserFactory())), EMAIL)
    assert not is_known_here(asked(UserFactory()), EMAIL)


def test_address_of_nobody_is_known_nowhere(masha: User):
    assert not is_known_here(asked(masha, cookies=came_in(masha)), "nobody@example.org")


def test_address_that_somebody_only_claims_makes_no_browser_of_theirs_known(masha: User):
    """Else each browser of a stranger would have tries of its own for the password of a person who has proved it."""
    stranger = UserFactory()
    EmailAddress.objects.create(user=stranger, email=EMAIL, verified=False)

    assert not is_known_here(asked(cookies=came_in(stranger)), EMAIL)
    assert is_known_here(asked(cookies=came_in(masha)), EMAIL)


# Passwords


@pytest.mark.parametrize(
    ("emails", "let"),
    [
        pytest.param([EMAIL, EMAIL.upper(), EMAIL], [True, True, False], id="one person in one place"),
        pytest.param(["a@e.org", "b@e.org", "c@e.org", "d@e.org"], [True, True, True, False], id="one network"),
    ],
)
def test_passwords_from_a_new_browser_are_counted(emails: list[str], let: list[bool]):
    assert tries(asked(), *emails) == let


def test_passwords_for_one_person_are_counted_wherever_they_come_from():
    assert [tries(asked(network=f"10.0.1.{number}"), EMAIL) for number in range(5)] == [[True]] * 4 + [[False]]


def test_refused_try_counts_nowhere_and_says_another_way_in():
    tries(asked(), EMAIL, EMAIL)
    for _time in range(5):
        with pytest.raises(TooManyRequests, match="паролей") as refused:
            begin_password(asked(), EMAIL)
        assert refused.value.way_on
        assert refused.value.way_on[0] == reverse("account_request_login_code")
    assert 0 < refused.value.retry_after <= 600

    assert tries(asked(), "other@example.org") == [True]  # the network's third
    assert tries(asked(network=ELSEWHERE), EMAIL, EMAIL) == [True, True]  # the person's third and fourth


def test_try_that_the_network_refuses_counts_for_no_person():
    tries(asked(), "a@e.org", "b@e.org", "c@e.org")
    assert tries(asked(), EMAIL, EMAIL, EMAIL) == [False] * 3
    WRONG_PASSWORDS_OF_NETWORK.reset(network_key(asked()))

    assert tries(asked(), EMAIL, EMAIL, EMAIL) == [True, True, False]


def test_known_browser_has_tries_of_its_own_and_uses_up_nobody_elses(masha: User):
    phone = came_in(masha)
    for number in range(4):
        tries(asked(network=f"10.0.1.{number}"), EMAIL)

    assert tries(asked(cookies=phone), EMAIL, EMAIL, EMAIL) == [True, True, False]
    assert tries(asked(cookies=came_in(masha)), EMAIL) == [True]
    assert tries(asked(), "a@e.org", "b@e.org", "c@e.org") == [True] * 3


def test_right_password_counts_nowhere():
    for _time in range(6):
        begin_password(asked(), EMAIL).give_back()

    assert tries(asked(), EMAIL, EMAIL, "a@e.org", "b@e.org") == [True, True, True, False]


def test_attempt_is_given_back_once():
    begin_password(asked(), EMAIL)
    attempt = begin_password(asked(), EMAIL)
    attempt.give_back()
    attempt.give_back()

    assert tries(asked(), EMAIL, EMAIL) == [True, False]


def test_new_password_opens_what_was_closed_for_the_person_here(masha: User):
    for number in range(2):
        tries(asked(network=f"10.0.1.{number}"), EMAIL)
    tries(asked(), EMAIL, EMAIL)
    assert tries(asked(), EMAIL) == tries(asked(network=ELSEWHERE), EMAIL) == [False]

    forget_wrong_passwords(asked(), ["another@example.org", EMAIL.upper()])

    assert tries(asked(), EMAIL) == tries(asked(network=ELSEWHERE), EMAIL) == [True]
    assert tries(asked(), "a@e.org") == [False]  # the network's own count stays


# Second steps


def test_second_steps_of_strangers_share_a_count_and_a_known_browser_has_its_own(masha: User):
    new = [asked(network=f"10.0.1.{number}") for number in range(3)]
    assert [is_let(lambda request=request: begin_second_step(request, masha)) for request in new] == [True, True, False]
    with pytest.raises(TooManyRequests, match="кодов") as refused:
        begin_second_step(new[0], masha)
    assert refused.value.way_on is None

    for known in (asked(cookies=came_in(masha)), asked(cookies=came_in(masha)), asked(masha)):
        assert [is_let(lambda request=known: begin_second_step(request, masha)) for _time in range(3)] == [
            True, True, False,
        ]  # fmt: skip
    assert is_let(lambda: begin_second_step(asked(), UserFactory()))
    assert not is_let(lambda: begin_second_step(asked(cookies=came_in(UserFactory())), masha))


def test_right_second_step_counts_nowhere(masha: User):
    for _time in range(4):
        begin_second_step(asked(), masha).give_back()


# Letters


@pytest.mark.parametrize(
    ("emails", "let"),
    [
        pytest.param([EMAIL, EMAIL.upper(), EMAIL], [True, True, False], id="one person in one place"),
        pytest.param(["a@e.org", "b@e.org", "c@e.org", "d@e.org"], [True, True, True, False], id="one network"),
    ],
)
def test_letters_for_a_new_browser_are_counted(emails: list[str], let: list[bool]):
    assert letters(asked(), *emails) == let


def test_each_network_has_one_letter_for_a_person_whom_many_ask_for():
    for number in range(4):
        letters(asked(network=f"10.0.1.{number}"), EMAIL)

    assert [letters(asked(network=f"10.0.2.{number}"), EMAIL, EMAIL) for number in range(2)] == [[True, False]] * 2
    assert letters(asked(network="10.0.2.1"), "other@example.org") == [True]


def test_refused_letter_counts_for_no_network():
    letters(asked(), EMAIL, EMAIL)
    assert letters(asked(), EMAIL, EMAIL, EMAIL) == [False] * 3
    with pytest.raises(TooManyRequests, match="писем"):
        count_letter(asked(), EMAIL)

    assert letters(asked(), "a@e.org", "b@e.org") == [True, False]


def test_known_browser_has_letters_of_its_own_and_uses_up_nobody_elses(masha: User):
    phone = came_in(masha)
    assert letters(asked(), "a@e.org", "b@e.org", "c@e.org", EMAIL) == [True, True, True, False]

    assert letters(asked(cookies=phone), EMAIL, EMAIL, EMAIL) == [True, True, False]
    assert letters(asked(cookies=came_in(masha)), EMAIL) == [True]
    assert [letters(asked(network=f"10.0.1.{number}"), EMAIL) for number in range(4)] == [[True]] * 4
