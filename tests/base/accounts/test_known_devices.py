"""Browsers that know who came in on them, asked directly."""

from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse

from accelerator.base.accounts.known_devices import (
    LIFETIME,
    MOST_PEOPLE,
    describe_browser,
    device_name,
    device_of,
    knows,
    write_cookie,
)
from accelerator.base.accounts.models import User
from accelerator.base.common import clock
from tests.base.accounts.requests import asked, came_in
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_browser_knows_only_those_who_signed_in_there():
    masha, peter, anna = UserFactory.create_batch(3)
    browser = came_in(masha, peter)

    assert [knows(asked(cookies=browser), user) for user in (masha, peter, anna)] == [True, True, False]
    assert not knows(asked(), masha)


def test_browser_knows_only_who_is_signed_in_now():
    masha, peter = UserFactory.create_batch(2)

    assert knows(asked(masha), masha)
    assert not knows(asked(masha), peter)
    assert not knows(asked(), User())  # neither has a key


def test_new_password_makes_the_browser_unknown():
    masha = UserFactory()
    browser = came_in(masha)
    masha.set_password("quite another phrase")
    masha.save()

    assert not knows(asked(cookies=browser), masha)


@pytest.mark.parametrize(
    ("after", "is_known"), [(LIFETIME - timedelta(seconds=1), True), (LIFETIME + timedelta(seconds=1), False)]
)
def test_browser_forgets_after_half_a_year(after: timedelta, is_known: bool):
    masha, start = UserFactory(), clock.now()
    with time_machine.travel(start, tick=False):
        browser = came_in(masha)
    with time_machine.travel(start + after, tick=False):
        assert knows(asked(cookies=browser), masha) is is_known


def test_browser_keeps_its_name_and_the_last_who_came_in_each_once():
    people = UserFactory.create_batch(MOST_PEOPLE)
    first, last = UserFactory.create_batch(2)
    device = device_of(asked(cookies=came_in(first, *people)))
    assert device
    assert len(device.people) == MOST_PEOPLE
    browser = came_in(first, people[0], first, last)

    assert not knows(asked(cookies=came_in(first, *people)), first)
    assert knows(asked(cookies=came_in(first, *people[1:], first, people[0])), first)
    again = device_of(asked(cookies=browser))
    assert again
    assert len(again.people) == len(set(again.people)) == 3


def test_who_came_in_is_added_to_the_same_browser():
    masha, peter = UserFactory.create_batch(2)
    first = came_in(masha)
    request, response = asked(cookies=first), HttpResponse()
    write_cookie(request, response)
    assert not response.cookies  # no one came in

    both = came_in(masha, peter)
    request = asked(cookies=both)
    device = device_of(request)
    assert device
    assert device_name(request) == device.name


def test_browser_is_counted_by_its_own_name_and_a_new_one_by_its_session():
    browser = came_in(UserFactory())
    one, other = asked(cookies=browser), asked(cookies=browser)

    assert one.session.session_key != other.session.session_key
    assert device_name(one) == device_name(other)
    assert device_name(one) != device_name(asked(cookies=came_in(UserFactory())))
    fresh = asked()
    assert device_name(fresh) == f"session {fresh.session.session_key}"


@pytest.mark.parametrize("forged", ["", "nothing of ours", "a:b:c"])
def test_cookie_that_is_not_ours_is_none(settings, forged: str):
    assert device_of(asked(cookies={settings.DEVICE_COOKIE_NAME: forged})) is None


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", "Edge, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0)", "Windows"),
        ("Firefox", "Firefox"),
        ("", "Неизвестный браузер"),
    ],
)
def test_browser_is_described_as_far_as_it_tells(agent: str, words: str):
    assert describe_browser(agent) == words
