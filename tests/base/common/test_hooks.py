"""Hooks: answers in their order, checked at start, and printed as docs/architecture.md has them."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import call_command

from accelerator.base.accounts.hooks import landing
from accelerator.base.common.hooks import Hook, HookByName, declared, share_cards
from tests.hooks import isolated


def problems() -> dict[str, str]:
    return {problem.id: problem.msg for problem in run_checks() if problem.id in {"common.E002", "common.E003"}}


def printed() -> str:
    call_command("hooks", stdout=(out := StringIO()))
    return out.getvalue()


def test_answers_come_in_their_order_and_not_in_that_of_their_registration():
    hook: Hook[[str], str] = Hook("Greet.")

    @hook(order=20)
    def later(name: str) -> str:
        return f"later, {name}"

    @hook(order=10)
    def hello(name: str) -> str:
        return f"hello, {name}"

    assert hook.ask("Masha") == ["hello, Masha", "later, Masha"]
    assert hello("Masha") == "hello, Masha"  # the function itself stays as it is


def test_first_answer_that_is_not_empty_counts_and_nobody_after_it_is_asked():
    hook: Hook[[], str | None] = Hook("Name a page.")
    asked: list[str] = []

    def answer(page: str | None) -> Callable[[], str | None]:
        def tell() -> str | None:
            asked.append(str(page))
            return page

        return tell

    for order, page in [(30, "/third/"), (20, "/second/"), (10, None)]:
        hook(order=order)(answer(page))

    assert hook.first() == "/second/"
    assert asked == ["None", "/second/"]


def test_answers_that_are_lists_are_collected_to_one():
    hook: Hook[[int], list[int]] = Hook("Count.")
    hook(order=2)(lambda start: [start + 2])
    hook(order=1)(lambda start: [start, start + 1])

    assert hook.collect(5) == [5, 6, 7]


def test_hook_without_answers_says_nothing():
    hook: Hook[[], str] = Hook("Say something.")

    assert hook.ask() == hook.collect() == []
    assert hook.first() is None


def test_answer_is_found_by_its_name():
    hook: HookByName[Callable[[], str]] = HookByName("Say something.")

    @hook("known")
    def known() -> str:
        return "known"

    assert hook.find("known") is known
    assert hook.find("unknown") is None


def test_what_a_test_answers_is_forgotten_even_if_it_fails():
    before = list(landing.answers)

    with pytest.raises(ZeroDivisionError), isolated(landing, empty=True):
        assert landing.answers == []
        landing(order=10)(lambda _user: "/only-here/")
        assert len(landing.answers) == 1
        raise ZeroDivisionError

    assert landing.answers == before


def test_every_hook_of_the_portal_has_the_answers_it_needs():
    assert problems() == {}
    assert {"accounts.landing", "common.share_cards", "enterprises.zone_changed"} <= {
        name for name, _hook in declared()
    }


def test_check_refuses_a_hook_that_lacks_an_answer():
    with isolated(landing, empty=True):
        assert problems() == {"common.E002": "The hook accounts.landing needs 1 answers and has 0."}


def test_check_refuses_two_answers_in_one_place():
    with isolated(landing):
        landing(order=10)(lambda _user: "/twin/")
        assert problems() == {"common.E003": "The hook accounts.landing has several answers at 10."}
    with isolated(share_cards):
        share_cards("tour")(lambda _key: None)
        assert problems() == {"common.E003": "The hook common.share_cards has several answers at 'tour'."}


def test_architecture_shows_who_answers_what():
    """If this fails, put the output of `manage.py hooks` in place of the table."""
    assert printed() in (settings.BASE_DIR / "docs/architecture.md").read_text()


def test_command_shows_a_hook_that_nobody_answers():
    with isolated(landing, empty=True):
        [row] = [row for row in printed().splitlines() if row.startswith("| `accounts.landing` |")]

    assert row.endswith("At least 1. |  |  |  |")
