"""Sessions of people at work end with the working day, a visitor's after two weeks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accelerator.base.accounts.models import User
from accelerator.base.accounts.staff_sessions import begin, extend, is_at_work, restore_expiry
from accelerator.base.common import clock
from tests.base.accounts.requests import asked
from tests.base.accounts.test_second_step_rule import LOGIN, person, signed_in, still_in
from tests.factories.enterprises import MembershipFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def staff() -> list[User]:
    return [
        person(is_organizer=True),
        person(is_staff=True),
        *(MembershipFactory(user=person(), role=role).user for role in ("owner", "manager", "guide", "gate")),
    ]


def test_session_of_anybody_at_work_ends_after_a_working_day_of_silence(settings: Any) -> None:
    idle = settings.STAFF_SESSION_IDLE
    for user in staff():
        with time_machine.travel("2026-03-02 09:00+03:00", tick=False) as clock_:
            client = signed_in(user)
            clock_.shift(idle - timedelta(minutes=1))
            assert still_in(client)
            clock_.shift(idle - timedelta(minutes=1))  # counted from the last page
            assert still_in(client)
            clock_.shift(idle)
            answer = client.get("/accounts/", follow=True)
            assert answer.redirect_chain[0][0].startswith(LOGIN)
            assert "_auth_user_id" not in client.session


def test_session_of_a_visitor_lives_two_weeks() -> None:
    with time_machine.travel("2026-03-02 09:00+03:00", tick=False) as clock_:
        client = signed_in(person())
        clock_.shift(timedelta(days=13))
        assert still_in(client)
        clock_.shift(timedelta(days=2))
        assert not still_in(client)


def test_session_counts_as_one_at_work_from_the_first_page_of_a_cabinet(settings: Any) -> None:
    """Who was taken on since they signed in has no session of two weeks left."""
    user = person()
    with time_machine.travel("2026-03-02 09:00+03:00", tick=False) as clock_:
        client = signed_in(user)
        membership = MembershipFactory(user=user, role="gate")
        client.get(reverse("gate:today", args=[membership.enterprise.slug]))
        clock_.shift(settings.STAFF_SESSION_IDLE)
        assert not still_in(client)


def test_pages_of_ten_minutes_write_the_session_once(django_assert_num_queries: Any) -> None:
    with time_machine.travel("2026-03-02 09:00+03:00", tick=False) as clock_:
        client = signed_in(person(is_organizer=True))
        with _writes() as written:
            for _page in range(9):
                clock_.shift(timedelta(minutes=1))
                client.get("/accounts/")
        assert written() == 0
        with _writes() as written:
            for _page in range(9):
                clock_.shift(timedelta(minutes=1))
                client.get("/accounts/")
        assert written() == 1


@contextmanager
def _writes() -> Iterator[Callable[[], int]]:
    with CaptureQueriesContext(connection) as queries:
        yield lambda: sum('UPDATE "django_session"' in query["sql"] for query in queries)


def test_expired_session_is_one_that_upkeep_deletes(settings: Any) -> None:
    with time_machine.travel("2026-03-02 09:00+03:00", tick=False):
        client = signed_in(person(is_organizer=True))
        row = Session.objects.get(session_key=client.session.session_key)

        assert row.expire_date - clock.now() == settings.STAFF_SESSION_IDLE


def test_page_for_nobody_in_particular_reads_no_session(django_assert_num_queries: Any) -> None:
    client = signed_in(person(is_organizer=True))

    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200


# Called directly


@pytest.mark.parametrize("right", ["is_staff", "is_superuser", "is_organizer"])
def test_person_with_any_right_is_at_work(right: str) -> None:
    assert is_at_work(person(**{right: True}))


def test_member_of_an_enterprise_is_at_work_and_a_visitor_is_not() -> None:
    assert is_at_work(MembershipFactory(role="gate").user)
    assert not is_at_work(person())


def test_session_at_work_begins_once_and_is_kept_to_ten_minutes(settings: Any) -> None:
    request, start = asked(person()), clock.now().replace(microsecond=0)
    seen: list[Any] = []
    for minutes in (0, 9, 10, 19, 20):
        with time_machine.travel(start + minutes * MINUTE, tick=False):
            begin(request)
            extend(request)
            seen.append((request.session["staff_seen_at"] - start.timestamp()) / 60)
    assert seen == [0, 0, 10, 10, 20]
    assert request.session.get_expiry_date() == start + 20 * MINUTE + settings.STAFF_SESSION_IDLE


def test_visitors_session_is_left_as_it_is() -> None:
    request = asked(person())
    before = dict(request.session)

    extend(request)
    restore_expiry(request)

    assert dict(request.session) == before


def test_expiry_that_a_library_has_set_is_put_back_at_work(settings: Any) -> None:
    request, start = asked(person()), clock.now()
    begin(request)
    request.session.set_expiry(timedelta(days=14))

    with time_machine.travel(start, tick=False):
        restore_expiry(request)

    assert request.session.get_expiry_date() == start + settings.STAFF_SESSION_IDLE
