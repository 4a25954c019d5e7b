"""Where a page says how many places are left, as a reader finds it."""

import re
from collections.abc import Sequence

_BLOCKS = re.compile(r"<article\b.*?</article>|<li\b.*?</li>", re.DOTALL)
_NUMBER = re.compile(r"(\d+)[\s\u00a0]+мест|(мест нет|нет мест)")


def shown_places(html: str, marks: Sequence[str]) -> int | None:
    """The number in the first card or row that holds one of the marks and a number; None if there is none."""
    for block in _BLOCKS.findall(html):
        if any(mark in block for mark in marks) and (found := _NUMBER.search(block)):
            return int(found[1] or 0)
    return None
