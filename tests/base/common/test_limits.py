"""Counts within a window: exact, with and without Valkey, and a page that says when to come back."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory
from django.utils.translation import override

from accelerator.base.common import clock
from accelerator.base.common.cache import ResilientCache
from accelerator.base.common.limits import Limit, TooManyRequests, wait_in_words
from accelerator.base.common.middleware import RefusalMiddleware
from accelerator.environment import Environment, Rate

LIMIT = Limit("TEST_LIMIT")


@pytest.fixture
def limit(settings) -> Limit:
    settings.TEST_LIMIT = Rate(3, 60)
    return LIMIT


@pytest.fixture(params=["valkey", "table"])
def store(request, monkeypatch) -> str:
    """The portal's cache, with Valkey there and away."""
    if request.param == "table":
        monkeypatch.setattr("accelerator.base.common.limits.cache", without_valkey())
    return request.param


def without_valkey() -> ResilientCache:
    return ResilientCache("unix:///nowhere.sock", {"KEY_PREFIX": uuid.uuid4().hex})


@pytest.mark.django_db
def test_one_more_than_allowed_is_refused_until_the_window_ends(limit, store) -> None:
    who = uuid.uuid4()
    for _hit in range(3):
        limit.check("anna", who)
        limit.hit("anna", who)

    with pytest.raises(TooManyRequests) as refused:
        limit.check("anna", who)
    with pytest.raises(TooManyRequests):
        limit.hit("anna", who)

    assert 0 < refused.value.retry_after <= 60
    limit.hit("boris", who)  # another subject
    limit.reset("anna", who)
    limit.hit("anna", who)


@pytest.mark.django_db
def test_hit_that_is_given_back_counts_nowhere(limit, store) -> None:
    who = uuid.uuid4()
    for _attempt in range(5):
        limit.hit(who)
        limit.give_back(who)
    for _hit in range(3):
        limit.hit(who)

    with pytest.raises(TooManyRequests):
        limit.hit(who)


@pytest.mark.django_db
@pytest.mark.parametrize(("ahead", "counts"), [(timedelta(), True), (clock.SKEW, True), (2 * clock.SKEW, False)])
def test_hits_counted_by_a_clock_that_was_ahead_are_none(limit, monkeypatch, ahead: timedelta, counts: bool) -> None:
    monkeypatch.setattr("accelerator.base.common.limits.cache", without_valkey())
    who, noon = uuid.uuid4(), datetime(2026, 8, 12, 12, tzinfo=UTC)
    with clock.at(noon + ahead):
        for _hit in range(3):
            limit.hit(who)

    with clock.at(noon):
        if counts:
            with pytest.raises(TooManyRequests):
                limit.check(who)
        else:
            limit.check(who)


@pytest.mark.django_db
def test_table_starts_a_new_count_when_the_window_is_over_and_keeps_no_old_rows() -> None:
    table, noon = without_valkey(), datetime(2026, 8, 12, 12, tzinfo=UTC)
    with clock.at(noon):
        assert table.count("a", 60) == (1, 60)
        assert table.count("b", 600) == (1, 600)
    with clock.at(noon + timedelta(seconds=59)):
        assert table.count("a", 60) == (2, 1)
        assert table.counted("a") == (2, 1)
    with clock.at(noon + timedelta(seconds=61)):
        assert table.counted("a") == (0, 0)
        assert table.count("c", 60) == (1, 60)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM common_fallback_cache WHERE cache_key LIKE %s", [f"{table.key_prefix}%"]
            )
            assert cursor.fetchone() == (2,)
        assert table.counted("b") == (1, 539)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("made", [lambda: cache, without_valkey], ids=["valkey", "table"])
def test_no_count_is_lost_when_many_count_at_once(made) -> None:
    counting, key = made(), uuid.uuid4().hex

    def count(_n: int) -> int:
        try:
            return counting.count(key, 60)[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        hits = list(pool.map(count, range(40)))

    assert sorted(hits) == list(range(1, 41))


def test_nothing_of_the_subject_stands_in_the_cache(limit, monkeypatch) -> None:
    keys: list[str] = []
    monkeypatch.setattr(ResilientCache, "count", lambda _self, key, _seconds: (keys.append(key) or 1, 60))

    limit.hit("anna@mail.example", "203.0.113.7")

    assert keys
    assert not any(word in keys[0] for word in ("anna", "mail", "203"))


@pytest.mark.parametrize(
    ("seconds", "ru", "en"),
    [
        (1, "1 секунду", "1 second"),
        (42, "42 секунды", "42 seconds"),
        (90, "90 секунд", "90 seconds"),
        (91, "2 минуты", "2 minutes"),
        (21 * 60, "21 минуту", "21 minutes"),
        (5400, "90 минут", "90 minutes"),
        (5401, "2 часа", "2 hours"),
    ],
)
def test_wait_is_written_in_words(seconds: int, ru: str, en: str) -> None:
    assert wait_in_words(seconds) == ru
    with override("en"):
        assert wait_in_words(seconds) == en


def refused_page(rf: RequestFactory, *, htmx: bool = False):
    def view(_request):
        raise AssertionError

    request = rf.get("/tours/")
    request.htmx = htmx
    response = RefusalMiddleware(view).process_exception(request, TooManyRequests(95))
    assert response is not None
    return response


def test_page_says_when_to_come_back_and_leads_on(rf: RequestFactory) -> None:
    response = refused_page(rf)

    page = response.content.decode()
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (429, "95", "no-store")
    assert "Попробуйте снова через 2 минуты" in page
    assert 'href="/tours/"' in page
    assert 'class="site-header' in page


def test_htmx_is_given_the_part_alone(rf: RequestFactory) -> None:
    response = refused_page(rf, htmx=True)

    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (429, "95")
    assert "Попробуйте снова через 2 минуты" in page
    assert "<html" not in page


@pytest.mark.parametrize(
    ("text", "rate"),
    [("30/1h", Rate(30, 3600)), ("5/15m", Rate(5, 900)), ("1/1s", Rate(1, 1)), ("100/2d", Rate(100, 172800))],
)
def test_rates_are_read(text: str, rate: Rate) -> None:
    assert Environment({"LIMIT": text}).rate("LIMIT", "1/1m") == rate


@pytest.mark.parametrize("text", ["5", "5/", "0/1m", "5/0m", "5/1w", "-5/1m", "5/m", "five/1m", "5 / 1m"])
def test_odd_rate_is_refused(text: str) -> None:
    env = Environment({"LIMIT": text})

    assert env.rate("LIMIT", "30/1h") == Rate(30, 3600)
    assert env.problems[0].startswith(f"LIMIT is “{text}”; set it like 30/1h")
