"""Hooks with answers of a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from accelerator.base.common.hooks import BaseHook


@contextmanager
def isolated(hook: BaseHook[Any], *, empty: bool = False) -> Iterator[None]:
    """Restore the hook's answers at the end; begin without any if `empty`."""
    kept = list(hook.answers)
    if empty:
        hook.answers.clear()
    try:
        yield
    finally:
        hook.answers[:] = kept
