"""Words that are filters: «бесплатно» asks for tours where nobody pays, «завтра» for a day."""

import re
from dataclasses import dataclass

from tours.catalogue.criteria import Criteria, When
from tours.catalogue.words import read_words

_FREE = re.compile(r"бесплатн\w*|даром|free|gratis")
_FREE_IN_FULL = re.compile(r"\b(?:for free|free of charge)\b", re.IGNORECASE)
_DAYS = {
    When.TODAY: re.compile(r"сегодня|today"),
    When.TOMORROW: re.compile(r"завтра|tomorrow"),
    When.WEEKEND: re.compile(r"выходн(?:ые|ых|ым|ой)|weekends?"),
}


@dataclass(frozen=True)
class ParsedQuery:
    """A search whose words that are filters have become them."""

    criteria: Criteria
    by_words: bool  # whether there were any


def meant(criteria: Criteria) -> ParsedQuery:
    """The same search with such words taken out of its text. No word changes the days that were chosen already."""
    left: list[str] = []
    free, when = criteria.free, criteria.when
    for token in _FREE_IN_FULL.sub("free", criteria.q).split():
        read = read_words(token)
        words = read[0].variants if len(read) == 1 else ()
        day = next((day for day, names in _DAYS.items() if any(map(names.fullmatch, words))), None)
        if any(map(_FREE.fullmatch, words)):
            free = True
        elif day and (when == day or not criteria.asks("dates")):
            when = day
        else:
            left.append(token)
    if (free, when) == (criteria.free, criteria.when) and len(left) == len(criteria.q.split()):
        return ParsedQuery(criteria, by_words=False)
    return ParsedQuery(criteria.but(q=" ".join(left), free=free, when=when), by_words=True)
