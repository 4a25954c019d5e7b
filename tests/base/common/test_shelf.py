"""What was read before is read again only when its versions, the language or the clock have changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.utils import translation

from accelerator.base.common import clock
from accelerator.base.common.changes import Kind
from accelerator.base.common.shelf import Present, shelf

MINUTE = timedelta(minutes=1)
SINCE = (7, 8, 9)  # the versions of all kinds
READ = (Kind.CHOICE,)


@pytest.fixture
def made() -> Iterator[int]:
    """A number that is another one each time it is made."""
    return count(1)


def present(now: datetime, versions: tuple[int, ...] = SINCE) -> Present:
    """A moment after which the clock changes something in five minutes."""
    return Present(now, lambda moment: moment + 5 * MINUTE, lambda: versions)


def test_what_has_not_changed_is_not_read_again(made: Iterator[int]) -> None:
    now = clock.now()
    assert present(now).read("number", READ, made.__next__, "asked") == 1
    assert present(now + 4 * MINUTE).read("number", READ, made.__next__, "asked") == 1


@pytest.mark.parametrize("versions", [(7, 8, 10), (0, 0, 0)])
def test_another_version_of_its_kind_is_read_again(made: Iterator[int], versions: tuple[int, ...]) -> None:
    now = clock.now()
    present(now).read("number", READ, made.__next__)
    assert present(now, versions).read("number", READ, made.__next__) == 2


def test_versions_of_other_kinds_do_not_count(made: Iterator[int]) -> None:
    now = clock.now()
    present(now).read("number", READ, made.__next__)
    assert present(now, (70, 80, 9)).read("number", READ, made.__next__) == 1
    assert present(now, (70, 80, 9)).read("both", (Kind.OUTLOOK, Kind.CHOICE), made.__next__) == 2
    assert present(now, (71, 80, 9)).read("both", (Kind.OUTLOOK, Kind.CHOICE), made.__next__) == 2
    assert present(now, (71, 81, 9)).read("both", (Kind.OUTLOOK, Kind.CHOICE), made.__next__) == 3


@pytest.mark.parametrize("later", [5 * MINUTE, timedelta(days=1), -MINUTE])
def test_what_the_clock_changes_is_read_again(made: Iterator[int], later: timedelta) -> None:
    """From the moment on at which it changes something, and if it was put back."""
    now = clock.now()
    present(now).read("number", READ, made.__next__)
    assert present(now + later).read("number", READ, made.__next__) == 2


def test_each_question_and_language_is_read_for_itself(made: Iterator[int]) -> None:
    now = present(clock.now())
    assert now.read("number", READ, made.__next__, "one") == 1
    assert now.read("number", READ, made.__next__, "other") == 2
    assert now.read("other", READ, made.__next__, "one") == 3
    with translation.override("en"):
        assert now.read("number", READ, made.__next__, "one") == 4
    assert now.read("number", READ, made.__next__, "one") == 1


def test_moment_of_the_next_change_is_read_once() -> None:
    asked: list[datetime] = []

    def next_change(now: datetime) -> datetime:
        asked.append(now)
        return now + MINUTE

    now = Present(clock.now(), next_change, lambda: SINCE)
    for name in ("one", "other"):
        now.read(name, READ, object)
    assert (asked, now.until) == ([now.now], now.now + MINUTE)


def test_reads_count_against_the_memory_of_kept_pages() -> None:
    before = shelf.bytes
    present(clock.now()).read("number", READ, object)
    assert shelf.bytes > before
