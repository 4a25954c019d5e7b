"""The language, time zone and addresses of the moment, in a context variable of Python's own each.

A page asks for the active language several hundred times. Django keeps it in asgiref's `Local`, where each question
takes a lock and eight calls. A context variable keeps it for the same thread or asynchronous task, in three.
"""

from contextvars import ContextVar
from typing import Any

from django.urls import base as urls
from django.utils import timezone
from django.utils.translation import trans_real

# Each is a `Local` of which Django sets, reads and deletes the attribute `value`.
HOLDERS = ((trans_real, "_active"), (timezone, "_active"), (urls, "_prefixes"), (urls, "_urlconfs"))


class Local:
    """What asgiref's `Local` is to an attribute that is named `value`."""

    __slots__ = ("_kept",)

    def __init__(self, name: str) -> None:
        self._kept: ContextVar[Any] = ContextVar(name)

    @property
    def value(self) -> Any:
        if (value := self._kept.get(self)) is self:
            raise AttributeError("value")
        return value

    @value.setter
    def value(self, value: Any) -> None:
        self._kept.set(value)

    @value.deleter
    def value(self) -> None:
        self._kept.set(self)


def use_context_variables() -> None:
    """Have Django keep what is of the moment in context variables, with what it keeps now."""
    for module, name in HOLDERS:
        local = Local(f"{module.__name__}.{name}")
        if hasattr(before := getattr(module, name), "value"):
            local.value = before.value
        setattr(module, name, local)
