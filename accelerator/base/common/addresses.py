"""Addresses of pages that stand on a page dozens of times: Django's reverse() costs as much as drawing them.

A list fills in `pattern % region.slug`, with `pattern = address_pattern("portal:region")` before.
"""

from functools import cache
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language


def address(view_name: str, *args: str | int | UUID) -> str:
    """Return what `reverse(view_name, args=args)` does, for slugs, numbers and UUIDs that the address allows."""
    return _pattern(view_name, tuple(map(type, args)), *surroundings()) % args


def address_if_any(view_name: str) -> str:
    """Return the address of a page without arguments; nothing where its room is not there."""
    return _address_if_any(view_name, *surroundings())


@cache
def _address_if_any(view_name: str, *_surroundings: Any) -> str:
    try:
        return reverse(view_name)
    except NoReverseMatch:
        return ""


def address_pattern(view_name: str, *kinds: type[Any]) -> str:
    """Return the page's address in the active language with a `%s` for each argument: of one slug, or of these types.

    What is put in is not checked against the address's converters.
    """
    return _pattern(view_name, kinds or (str,), *surroundings())


def under(path: str, root: str) -> bool:
    """Return whether a path lies under another: `{% if request.path|under:href %}`."""
    return bool(root) and (path == root or (root.count("/") > 1 and path.startswith(root)))


def surroundings() -> tuple[Any, ...]:
    """What the address of a page depends on besides its name."""
    return get_language(), get_urlconf(), get_script_prefix()


@cache
def _pattern(view_name: str, kinds: tuple[type[Any], ...], *_surroundings: Any) -> str:
    samples = [_sample(kind, number) for number, kind in enumerate(kinds)]
    found = reverse(view_name, args=samples).replace("%", "%%")
    for sample in samples:
        before, _sample_itself, after = found.partition(str(sample))
        found = f"{before}%s{after}"
    return found


def _sample(kind: type[Any], number: int) -> Any:
    """A value that stands nowhere else in an address."""
    if kind is UUID:
        return UUID(int=2**100 + number)
    return kind(2**40 + number)
