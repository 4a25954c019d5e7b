"""Hooks: questions of a lower app that apps above it answer. `manage.py hooks` prints who answers what.

An app declares its hooks in its `hooks.py` (common's own stand below); apps above answer in their `answers.py`, which
is imported at start. A system check refuses a hook with fewer answers than it needs, or with two in one place.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar
from uuid import UUID

from django.apps import apps
from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from accelerator.base.common.sealed import SealedRows
    from accelerator.base.common.sharing import Card

A = TypeVar("A")
P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


class BaseHook(Generic[A]):
    """A hook with its answers in order. `promise` says what an answer does, `needs` how many there must be."""

    def __init__(self, promise: str, *, needs: int = 0) -> None:
        self.promise = promise
        self.needs = needs
        self.answers: list[tuple[Any, A]] = []

    def _answer(self, place: int | str) -> Callable[[A], A]:
        def add(answer: A) -> A:
            self.answers.append((place, answer))
            self.answers.sort(key=itemgetter(0))
            return answer

        return add


class Hook(BaseHook[Callable[P, R]]):
    """A question to every app above, answered by ascending `order`."""

    def __call__(self, *, order: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
        """Register the decorated function as an answer."""
        return self._answer(order)

    def ask(self, *args: P.args, **kwargs: P.kwargs) -> list[R]:
        """Return every answer."""
        return [answer(*args, **kwargs) for _order, answer in self.answers]

    def collect(self: "Hook[P, Iterable[T]]", *args: P.args, **kwargs: P.kwargs) -> list[T]:
        """Return the items of all answers as one list."""
        return list(chain.from_iterable(self.ask(*args, **kwargs)))

    def first(self, *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Return the first answer that is not empty, without asking for the others."""
        return next((result for _order, answer in self.answers if (result := answer(*args, **kwargs))), None)


class HookByName(BaseHook[A]):
    """A question about a name, for which at most one app has the answer."""

    def __call__(self, name: str) -> Callable[[A], A]:
        """Register the decorated function as the answer for this name."""
        return self._answer(name)

    def find(self, name: str) -> A | None:
        """Return the answer for this name, if an app has one."""
        return dict(self.answers).get(name)


def declared() -> Iterator[tuple[str, BaseHook[Any]]]:
    """Return every hook of the installed apps by its name, such as `accounts.landing`."""
    autodiscover_modules("hooks")
    for app in apps.get_app_configs():
        for name, value in vars(sys.modules.get(f"{app.name}.hooks", object)).items():
            if isinstance(value, BaseHook):
                yield f"{app.label}.{name}", value


share_cards: HookByName[Callable[[str], "Card | None"]] = HookByName(
    "Find the card of a public page of this kind by its key."
)
erasure_replays: HookByName[Callable[[UUID, datetime], bool]] = HookByName(
    "Erase the subject again as of that moment; return whether anything was left to erase."
)
sealed_rows: Hook[[], "SealedRows"] = Hook("Name the rows of a table that hold wrapped keys.")
